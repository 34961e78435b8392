//! `sohoa show`, `export`, `verify`, `rebuild`.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use sohoa::app::{Config, Rebuilt, Sohoa};
use sohoa::archive::Slice;
use sohoa::base::{BlobId, Mark, MediaType, PageNo, PaperId, Reason, Rect};

use crate::args::What;
use crate::output;

#[derive(Serialize)]
struct Shown {
    paper: PaperId,
    name: String,
    received: String,
    pages: Vec<ShownPage>,
    originals: Vec<ShownOriginal>,
    pdf_blake3: BlobId,
    pdf_bytes: u64,
    colour_blake3: Option<BlobId>,
    colour_bytes: Option<u64>,
    hand_ins: Vec<ShownHandIn>,
}

#[derive(Serialize)]
struct ShownPage {
    page: PageNo,
    width: u32,
    height: u32,
    status: &'static str,
    rescan: Vec<Reason>,
    marks: Vec<Mark>,
}

#[derive(Serialize)]
struct ShownOriginal {
    blake3: BlobId,
    bytes: u64,
    media: MediaType,
    name: String,
    signed: bool,
}

#[derive(Serialize)]
struct ShownHandIn {
    at: String,
    source: String,
    unit: Option<String>,
    dossier: Option<String>,
}

/// Prints what is kept of a paper.
pub async fn show(config: Config, paper: PaperId, json: bool) -> Result<bool> {
    let app = Sohoa::open_read_only(config).await?;
    let Some(view) = app.paper(paper).await? else {
        bail!("Không có giấy tờ {paper}");
    };
    let shown = Shown {
        paper,
        name: view.name,
        received: view.received.to_string(),
        pages: view
            .pages
            .into_iter()
            .map(|p| ShownPage {
                page: p.no,
                width: p.size.width,
                height: p.size.height,
                status: p.status.name(),
                rescan: p.rescan,
                marks: p.marks,
            })
            .collect(),
        originals: view
            .originals
            .into_iter()
            .map(|o| ShownOriginal {
                blake3: o.blob,
                bytes: o.bytes,
                media: o.media,
                name: o.name,
                signed: o.signed,
            })
            .collect(),
        pdf_blake3: view.pdf,
        pdf_bytes: view.pdf_bytes,
        colour_blake3: view.colour.map(|layers| layers.blake3),
        colour_bytes: view.colour.map(|layers| layers.bytes),
        hand_ins: view
            .hand_ins
            .into_iter()
            .map(|h| ShownHandIn {
                at: h.at.to_string(),
                source: h.source,
                unit: h.unit,
                dossier: h.dossier,
            })
            .collect(),
    };
    if json {
        output::json(&shown)?;
        return Ok(true);
    }
    output::line(&format!(
        "Giấy tờ {paper}: {} ({} trang)",
        shown.name,
        shown.pages.len()
    ))?;
    for original in &shown.originals {
        let signed = if original.signed {
            ", có chữ ký số"
        } else {
            ""
        };
        let bytes = original.bytes;
        output::line(&format!(
            "  tệp gốc {} ({bytes} byte{signed})  {}",
            original.name, original.blake3
        ))?;
    }
    output::line(&format!(
        "  bản sử dụng PDF/A ({} byte)  {}",
        shown.pdf_bytes, shown.pdf_blake3
    ))?;
    if let (Some(bytes), Some(hash)) = (shown.colour_bytes, shown.colour_blake3) {
        output::line(&format!("  lớp mực màu TIFF ({bytes} byte)  {hash}"))?;
    }
    for page in &shown.pages {
        let rescan: Vec<&str> = page.rescan.iter().map(|r| r.vietnamese()).collect();
        output::line(&format!(
            "  trang {}: {} {}",
            page.page,
            page.status,
            rescan.join(" ")
        ))?;
        for mark in &page.marks {
            let Rect { x, y, w, h } = mark.at;
            output::line(&format!(
                "    {}, ở trang {} ({x} {y} {w} {h})",
                mark.vietnamese(),
                page.page
            ))?;
        }
    }
    for hand_in in &shown.hand_ins {
        let dossier = hand_in.dossier.as_deref().unwrap_or("không có mã hồ sơ");
        output::line(&format!(
            "  nộp {} · {dossier} · {}",
            hand_in.at, hand_in.source
        ))?;
    }
    Ok(true)
}

/// Writes a form of a paper to a file. The file appears whole or not at all.
pub async fn export(config: Config, paper: PaperId, what: What, to: &Path) -> Result<bool> {
    let app = Sohoa::open_read_only(config).await?;
    if what.text {
        let text = app.paper_text(paper).await?;
        output::file(to, true, |file| Ok(file.write_all(text.as_bytes())?))?;
        return Ok(true);
    }
    let mut from: File = if what.pdf {
        app.pdf(paper).await?.file
    } else if what.colour {
        app.colour(paper).await?.file
    } else {
        app.original(paper, 0).await?.file
    };
    output::file(to, true, |file| {
        io::copy(&mut from, file).context("copying")?;
        Ok(())
    })?;
    Ok(true)
}

/// Hashes what is kept and prints what is wrong.
pub async fn verify(config: Config, slice: Option<Slice>, json: bool) -> Result<bool> {
    let app = Sohoa::open_read_only(config).await?;
    let bar = indicatif::ProgressBar::new_spinner();
    let counted = bar.clone();
    let report = app
        .verify(slice.unwrap_or(Slice::ALL), move |checked| {
            counted.set_position(checked)
        })
        .await?;
    bar.finish_and_clear();
    if json {
        output::json(&report)?;
        return Ok(report.is_intact());
    }
    let mib = report.bytes >> 20;
    output::line(&format!(
        "Đã kiểm tra {} tệp ({mib} MB), {} sự kiện",
        report.checked, report.events
    ))?;
    for blob in &report.changed {
        output::line(&format!(
            "✕ {blob}: nội dung đã thay đổi. Khôi phục từ bản sao lưu."
        ))?;
    }
    for blob in &report.missing {
        output::line(&format!("✕ {blob}: bị mất. Khôi phục từ bản sao lưu."))?;
    }
    if let Some(broken) = &report.broken_chain {
        output::line(&format!("✕ Chuỗi sự kiện bị đứt: {broken}"))?;
    }
    if report.is_intact() {
        output::line("✓ Toàn vẹn")?;
    }
    Ok(report.is_intact())
}

/// Makes catalogue and index anew.
pub async fn rebuild(config: Config, json: bool) -> Result<bool> {
    let bar = indicatif::ProgressBar::new_spinner();
    let (mut events, mut papers) = (0, 0);
    sohoa::app::rebuild(&config, |step| match step {
        Rebuilt::Events(n) => {
            events = n;
            bar.set_message(format!("{n} sự kiện"));
            bar.tick();
        }
        Rebuilt::Papers(n) => papers = n,
    })
    .await?;
    bar.finish_and_clear();
    if json {
        output::json(&serde_json::json!({ "events": events, "papers": papers }))?;
    } else {
        output::line(&format!(
            "✓ Đã dựng lại từ kho lưu: {events} sự kiện, {papers} giấy tờ"
        ))?;
    }
    Ok(true)
}
