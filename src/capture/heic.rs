//! HEIC, as phones take it, becomes PNG by Debian's `heif-convert`: the one file
//! that knows this program.
//!
//! To be called by the parent, not by a worker that must not start processes. The
//! converter lays the picture upright by the container's turns, which alone count for
//! HEIC, yet hands on EXIF with the turn that phones write there as well (seen with
//! libheif 1.15): EXIF is taken out, or the picture would be turned twice.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::Error;

const PROGRAM: &str = "heif-convert";

/// Pause between looks at the running converter: short beside its second of work.
const LOOK: Duration = Duration::from_millis(20);

/// Converts `input` into a PNG in `out_dir` and returns its path.
///
/// No shell is involved, the converter gets no input and its output goes nowhere.
///
/// # Errors
/// [`Error::Program`] if it cannot be started, [`Error::Deadline`] if it runs longer
/// than `deadline` (it is then killed), [`Error::Damaged`] if it refuses the file.
pub fn to_png(input: &Path, out_dir: &Path, deadline: Duration) -> Result<PathBuf, Error> {
    run(PROGRAM, input, out_dir, deadline)
}

fn run(
    program: &'static str,
    input: &Path,
    out_dir: &Path,
    deadline: Duration,
) -> Result<PathBuf, Error> {
    let failed = |source| Error::Program {
        program: PROGRAM,
        source,
    };
    // Absolute paths never look like options.
    let input = std::path::absolute(input).map_err(failed)?;
    let out = std::path::absolute(out_dir)
        .map_err(failed)?
        .join("page.png");
    let mut child = Command::new(program)
        .arg(&input)
        .arg(&out)
        .current_dir(out_dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            break status;
        }
        if start.elapsed() >= deadline {
            child.kill().map_err(failed)?;
            child.wait().map_err(failed)?;
            return Err(Error::Deadline { program: PROGRAM });
        }
        std::thread::sleep(LOOK);
    };
    // A file that holds several pictures comes out numbered; the first is the page.
    let several = out.with_file_name("page-1.png");
    let made = match (status.success(), out.exists(), several.exists()) {
        (true, true, _) => out,
        (true, false, true) => several,
        _ => return Err(Error::damaged("the HEIC")),
    };
    let png = std::fs::read(&made).map_err(failed)?;
    let png = without_exif(&png).ok_or(Error::damaged("the HEIC"))?;
    std::fs::write(&made, png).map_err(failed)?;
    Ok(made)
}

/// The same PNG without its EXIF chunks.
fn without_exif(png: &[u8]) -> Option<Vec<u8>> {
    let mut out = png.get(..8)?.to_vec();
    let mut at = 8;
    while at < png.len() {
        let length: [u8; 4] = png.get(at..at + 4)?.try_into().ok()?;
        // Length, name, content, checksum.
        let end = at + 12 + u32::from_be_bytes(length) as usize;
        let chunk = png.get(at..end)?;
        if chunk.get(4..8) != Some(b"eXIf") {
            out.extend(chunk);
        }
        at = end;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Reason;

    #[test]
    fn a_converter_that_hangs_is_stopped() {
        let dir = tempfile::tempdir().unwrap();
        let script = dir.path().join("hang");
        std::fs::write(&script, "#!/bin/sh\nexec sleep 60\n").unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&script, mode).unwrap();
        let program: &'static str = Box::leak(script.display().to_string().into_boxed_str());
        let start = Instant::now();
        let result = run(program, &script, dir.path(), Duration::from_millis(100));
        assert_eq!(result.err().map(|e| e.reason()), Some(Reason::Deadline));
        assert!(start.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn exif_is_taken_out_and_nothing_else() {
        let chunk = |name: &[u8; 4], data: &[u8]| {
            [&(data.len() as u32).to_be_bytes(), &name[..], data, &[0; 4]].concat()
        };
        let start = b"\x89PNG\r\n\x1a\n".to_vec();
        let (head, end) = (chunk(b"IHDR", &[7; 13]), chunk(b"IEND", &[]));
        let exif = chunk(b"eXIf", b"II");
        let with = [&start[..], &head, &exif, &end].concat();
        let without = [&start[..], &head, &end].concat();
        assert_eq!(without_exif(&with), Some(without));
        assert_eq!(without_exif(&with[..with.len() - 1]), None);
    }

    #[test]
    fn a_missing_converter_is_an_error_that_names_it() {
        let dir = tempfile::tempdir().unwrap();
        let error = run("no-such-program", dir.path(), dir.path(), Duration::ZERO);
        assert!(matches!(error, Err(Error::Program { .. })));
    }
}
