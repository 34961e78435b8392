//! Printing to standard output, which may be closed at any time, and whole files.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

/// Prints one JSON object on a line.
pub fn json(value: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, value)?;
    out.write_all(b"\n")
}

/// Prints a line for people.
pub fn line(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}

/// Writes a file that appears whole or not at all; one that is there stays unless
/// `replace` is given.
pub fn file(to: &Path, replace: bool, write: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    let folder = to
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut draft = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("writing into {}", folder.display()))?;
    write(draft.as_file_mut())?;
    // A fresh temporary file is for its owner alone; what is written here is for all.
    let readable = std::fs::Permissions::from_mode(0o644);
    draft.as_file().set_permissions(readable)?;
    draft
        .as_file()
        .sync_all()
        .with_context(|| format!("writing {}", to.display()))?;
    let kept = if replace {
        draft.persist(to)
    } else {
        draft.persist_noclobber(to)
    };
    kept.with_context(|| format!("writing {}", to.display()))?;
    Ok(())
}
