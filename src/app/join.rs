//! Several pictures of one sheet become one picture: photos without glare, sheets in
//! parts. Nothing is stored; whoever asks gets the packed picture.

use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use super::worker::{Failure, JoinReport, JoinWork, NotJoined, PictureForm, Pool};
use super::{Config, Error, input};
use crate::base::{BlobId, Reason};
use crate::catalog::Lane;

/// A0 at 300 dpi is 420 MB decoded; the largest part and the packed picture come on
/// top. Four parts of A4 at 300 dpi take 220 MB at the peak.
const MEMORY: u64 = 2 << 30;
/// Twelve parts of 16 × 17 cm at 300 dpi take 25 s without full optimisation.
const DEADLINE: Duration = Duration::from_secs(300);

/// One picture made of several.
#[derive(Debug)]
pub struct JoinedPicture {
    /// The packed picture.
    pub bytes: Vec<u8>,
    /// What was joined, and how well.
    pub report: JoinReport,
}

/// Why no picture was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JoinRefused {
    /// The reason to show.
    pub reason: Reason,
    /// The file that is at fault, if it is one.
    pub file: Option<PathBuf>,
}

/// Joins all pages of these files, in their order, in a worker of its own.
///
/// # Errors
/// When no worker can be started; pictures that cannot be joined are an answer.
pub async fn join(
    config: &Config,
    work: JoinWork,
    files: &[PathBuf],
    form: PictureForm,
) -> Result<Result<JoinedPicture, JoinRefused>, Error> {
    let mut settings = config.workers.clone();
    settings.count = 1;
    settings.memory = settings.memory.max(MEMORY);
    settings.deadline = settings.deadline.max(DEADLINE);
    let scratch = tempfile::tempdir().map_err(Error::files("making", std::env::temp_dir()))?;
    let mut inputs = Vec::new();
    for path in files {
        let refused = |reason| JoinRefused {
            reason,
            file: Some(path.clone()),
        };
        let name = BlobId::of(path.as_os_str().as_encoded_bytes());
        match input::open(path, name, scratch.path()) {
            Ok(Ok(input)) => inputs.push(input),
            Ok(Err(error)) => return Ok(Err(refused(error.reason()))),
            Err(Error::Files { .. }) => return Ok(Err(refused(Reason::Unreadable))),
            Err(other) => return Err(other),
        }
    }
    let mut lease = Pool::new(settings).lease(Lane::People).await;
    let refused = |reason, file| Ok(Err(JoinRefused { reason, file }));
    match lease.join(work, inputs, form).await {
        Ok(Ok((report, bytes))) => Ok(Ok(JoinedPicture { bytes, report })),
        Ok(Err(NotJoined {
            reason,
            file,
            detail,
        })) => {
            tracing::info!(%reason, detail, "pictures not joined");
            refused(reason, file.and_then(|i| files.get(i).cloned()))
        }
        Err(failure @ Failure::Start(_)) => Err(Error::Worker(failure)),
        Err(failure) => refused(failure.reason(), None),
    }
}
