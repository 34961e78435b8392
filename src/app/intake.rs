//! Claiming bytes: hashed while they are copied into the archive, recorded as a
//! job, and only then is the giver told that they are safe.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{Error, Sohoa};
use crate::archive::BlobWriter;
use crate::base::BlobRef;
use crate::catalog::{JobFile, JobId, Lane, NewJob};

/// A file that was changed less than this ago may still be written.
const AT_REST: Duration = Duration::from_secs(2);
/// How long to wait for a file that keeps growing before its turn is given up.
const PATIENCE: Duration = Duration::from_secs(600);

/// An upload on its way. Dropped before [`Intake::finish`], nothing of it is kept.
#[derive(Debug)]
pub struct Intake {
    app: Sohoa,
    name: String,
    writer: Option<BlobWriter>,
}

impl Sohoa {
    /// Begins to take a file by pieces.
    ///
    /// # Errors
    /// When the archive cannot be written.
    pub async fn intake(&self, name: &str) -> Result<Intake, Error> {
        let archive = self.archive().clone();
        let writer = tokio::task::spawn_blocking(move || archive.writer()).await??;
        Ok(Intake {
            app: self.clone(),
            name: file_name(Path::new(name)),
            writer: Some(writer),
        })
    }
}

impl Intake {
    /// Takes the next piece.
    ///
    /// # Errors
    /// When it cannot be written: the disk may be full.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), Error> {
        let Some(mut writer) = self.writer.take() else {
            return Err(broken_off());
        };
        let piece = piece.to_vec();
        let written = tokio::task::spawn_blocking(move || {
            writer.write_all(&piece)?;
            Ok::<_, io::Error>(writer)
        })
        .await?;
        self.writer = Some(written.map_err(Error::files("writing", "archive"))?);
        Ok(())
    }

    /// The file is whole: keeps it and queues it before all bulk work.
    ///
    /// # Errors
    /// When it cannot be kept; then nothing of it is.
    pub async fn finish(self, unit: Option<String>, dossier: Option<String>) -> Result<i64, Error> {
        let Some(writer) = self.writer else {
            return Err(broken_off());
        };
        let blob = tokio::task::spawn_blocking(move || writer.finish()).await??;
        let job = NewJob {
            lane: Lane::People,
            originals: vec![JobFile {
                blob,
                name: self.name.clone(),
            }],
            source: self.name,
            unit,
            dossier,
            actor: "web".to_owned(),
            batch: "web".to_owned(),
        };
        Ok(self.app.enqueue(&job).await?.0)
    }
}

fn broken_off() -> Error {
    Error::files("writing", "archive")(io::Error::other("the upload broke off before"))
}

impl Sohoa {
    /// Records a hand-in whose bytes are in the archive, and wakes the conductor.
    pub(super) async fn enqueue(&self, job: &NewJob) -> Result<JobId, Error> {
        let id = self.catalog().enqueue(job, jiff::Timestamp::now()).await?;
        self.wake();
        Ok(id)
    }

    /// Copies a file into the archive once it is at rest. The source stays.
    pub(super) fn claim(&self, path: &Path) -> Result<BlobRef, Error> {
        wait_until_at_rest(path).map_err(Error::files("waiting for", path))?;
        let mut from = File::open(path).map_err(Error::files("opening", path))?;
        let mut writer = self.archive().writer()?;
        let mut piece = vec![0; 1 << 18];
        loop {
            let n = from
                .read(&mut piece)
                .map_err(Error::files("reading", path))?;
            if n == 0 {
                return Ok(writer.finish()?);
            }
            writer
                .write_all(&piece[..n])
                .map_err(Error::files("writing", "archive"))?;
        }
    }
}

/// The last part of a path, as stored and shown: folders may name people.
pub(super) fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    crate::base::vietnamese::nfc(&name.to_string_lossy())
}

/// A network share shows a file while it is still being copied: its length or
/// time then changes between two looks.
fn wait_until_at_rest(path: &Path) -> io::Result<()> {
    let started = SystemTime::now();
    let look = || {
        let seen = fs::metadata(path)?;
        Ok::<_, io::Error>((
            seen.len(),
            seen.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        ))
    };
    let mut last = look()?;
    loop {
        let quiet = last.1.elapsed().unwrap_or(AT_REST);
        if quiet >= AT_REST || started.elapsed().unwrap_or_default() > PATIENCE {
            return Ok(());
        }
        std::thread::sleep(AT_REST - quiet);
        let now = look()?;
        if now == last {
            return Ok(());
        }
        last = now;
    }
}
