//! `sohoa unglare` and `sohoa stitch`.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Serialize;
use sohoa::app::worker::{JoinReport, JoinWork, PictureForm};
use sohoa::app::{Config, JoinRefused};

use crate::output;

/// What `--json` prints of a joined picture.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    report: JoinReport,
    output: &'a Path,
}

/// Joins the pictures of the files and writes the result to `to`, which must not be
/// there unless `force` is given. It appears whole or not at all.
pub async fn join(
    config: Config,
    work: JoinWork,
    files: &[PathBuf],
    to: &Path,
    force: bool,
    json: bool,
) -> Result<bool> {
    let form = form(to)?;
    if to.exists() && !force {
        bail!("Tệp {} đã có. Thêm --force để ghi đè.", to.display());
    }
    let joined = match sohoa::app::join(&config, work, files, form).await? {
        Ok(joined) => joined,
        Err(refused) => {
            tell(&refused, json)?;
            return Ok(false);
        }
    };
    // Somebody may have made the file in the meantime.
    output::file(to, force, |file| {
        file.write_all(&joined.bytes).context("writing the picture")
    })?;
    let report = joined.report;
    if json {
        output::json(&Written { report, output: to })?;
    } else {
        output::line(&format!("{} → {}", sentence(&report), to.display()))?;
    }
    Ok(true)
}

fn form(to: &Path) -> Result<PictureForm> {
    let ending = to.extension().map(|e| e.to_ascii_lowercase());
    match ending.as_ref().and_then(|e| e.to_str()) {
        Some("jpg" | "jpeg") => Ok(PictureForm::Jpeg),
        Some("png") => Ok(PictureForm::Png),
        _ => bail!(
            "Tên tệp ra phải kết thúc bằng .jpg hoặc .png: {}",
            to.display()
        ),
    }
}

fn tell(refused: &JoinRefused, json: bool) -> Result<()> {
    if json {
        return Ok(output::json(refused)?);
    }
    let reason = refused.reason;
    let file = refused.file.as_ref().map(|f| format!("{}: ", f.display()));
    eprintln!(
        "✕ {}{} [{reason}]",
        file.unwrap_or_default(),
        reason.vietnamese()
    );
    Ok(())
}

fn sentence(report: &JoinReport) -> String {
    // Vietnamese writes a decimal comma.
    let number = |v: f64, digits: usize| format!("{v:.digits$}").replace('.', ",");
    match *report {
        JoinReport::Unglare {
            shots,
            glare_before,
            glare_left,
            ..
        } => {
            let before = number(glare_before * 100.0, 1);
            let left = number(glare_left * 100.0, 1);
            let more = if glare_left > 0.0 {
                ". Các ảnh cùng lóa một chỗ: hãy chụp thêm một ảnh từ phía khác"
            } else {
                ""
            };
            format!(
                "✓ Đã ghép {shots} ảnh: lóa {before} % trang trước khi ghép, còn {left} %{more}"
            )
        }
        JoinReport::Stitch {
            parts,
            residual_px,
            dpi,
            width_mm,
            height_mm,
            ..
        } => format!(
            "✓ Đã ghép {parts} phần: {width_mm:.0} × {height_mm:.0} mm ở {dpi:.0} dpi, lệch {} điểm ảnh (ở 150 dpi)",
            number(residual_px, 2)
        ),
    }
}
