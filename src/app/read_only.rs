//! Work that stores nothing: reading files to standard output, checking fixity.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;

use super::forward::empty_page;
use super::worker::{Failure, Input, Pool, ReadPage};
use super::{Config, Error, Sohoa, input};
use crate::archive::{Fixity, Slice};
use crate::base::{BlobId, Confidence, EventKind, PageNo, PageStatus, Reason};
use crate::catalog::Lane;

/// One page, as `sohoa ocr` prints it.
#[derive(Debug, Serialize)]
pub struct OcrLine {
    file: String,
    page: PageNo,
    source_page: PageNo,
    width: u32,
    height: u32,
    dpi: Option<f32>,
    quarter_turns: u8,
    skew_degrees: f32,
    text: String,
    words: Vec<OcrWord>,
    status: &'static str,
    /// Why it should be scanned again, worst first.
    rescan: Vec<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    seconds: f64,
}

#[derive(Debug, Serialize)]
struct OcrWord {
    text: String,
    x: f32,
    y: f32,
    w: f32,
    h: f32,
    confidence: Confidence,
}

impl OcrLine {
    /// The file, as it was named.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Lines in reading order, parted by `\n`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its place among the pages that come of its file: an open book gives two.
    pub fn page(&self) -> PageNo {
        self.page
    }

    /// Why it could not be read, if it could not.
    pub fn reason(&self) -> Option<Reason> {
        self.reason
    }

    fn new(file: &Path, no: PageNo, from: PageNo, page: ReadPage, seconds: f64) -> Self {
        let words = page.text.words().map(|w| OcrWord {
            text: w.text.clone(),
            x: w.at.x,
            y: w.at.y,
            w: w.at.w,
            h: w.at.h,
            confidence: w.confidence,
        });
        Self {
            file: file.to_string_lossy().into_owned(),
            page: no,
            source_page: from,
            width: page.size.width,
            height: page.size.height,
            dpi: page.dpi.map(|d| d.get()),
            quarter_turns: page.turns.get(),
            skew_degrees: page.skew.0,
            words: words.collect(),
            text: page.text.plain(),
            status: page.status.name(),
            reason: match page.status {
                PageStatus::Unread(reason) => Some(reason),
                _ => None,
            },
            rescan: page.quality.rescan,
            seconds,
        }
    }
}

/// Reads files and stores nothing; lines come in the order of files and pages.
/// Answers how many files could not be taken, each of which `refused` is told.
///
/// # Errors
/// When no worker can be started.
pub async fn ocr_files(
    config: Config,
    files: &[PathBuf],
    mut line: impl FnMut(OcrLine),
    mut refused: impl FnMut(&Path, Reason),
) -> Result<usize, Error> {
    let pool = Pool::new(config.workers.clone());
    let scratch = tempfile::tempdir().map_err(Error::files("making", std::env::temp_dir()))?;
    let mut bad = 0;
    for path in files {
        let name = BlobId::of(path.as_os_str().as_encoded_bytes());
        let opened = match open(&pool, path, name, scratch.path()).await {
            Ok(opened) => opened,
            Err(Error::Worker(failure @ (Failure::Refused { .. } | Failure::Lost { .. }))) => {
                bad += 1;
                refused(path, failure.reason_of_opening());
                continue;
            }
            Err(Error::Files { .. }) => {
                bad += 1;
                refused(path, Reason::Unreadable);
                continue;
            }
            Err(other) => return Err(other),
        };
        let (input, count) = opened;
        let input = Arc::new(input);
        let mut pages = stream::iter((0..count as usize).map(PageNo::from_index))
            .map(|no| {
                let (pool, input) = (pool.clone(), Arc::clone(&input));
                async move {
                    read(&pool, name, &input, path, no)
                        .await
                        .map(|read| (no, read))
                }
            })
            .buffered(pool.places());
        let mut given = 0;
        while let Some((from, (read, seconds))) = pages.try_next().await? {
            let each = seconds / read.len() as f64;
            for page in read {
                let no = PageNo::from_index(given);
                line(OcrLine::new(path, no, from, page, each));
                given += 1;
            }
        }
    }
    Ok(bad)
}

async fn open(
    pool: &Pool,
    path: &Path,
    name: BlobId,
    scratch: &Path,
) -> Result<(Input, u32), Error> {
    let input = input::open(path, name, scratch)?.map_err(|error| {
        Error::Worker(Failure::Refused {
            reason: error.reason(),
            detail: error.to_string(),
        })
    })?;
    let mut lease = pool.lease(Lane::People).await;
    let known = lease
        .open(name, again(&input, path)?)
        .await
        .map_err(Error::Worker)?;
    Ok((input, known.pages))
}

/// What comes of one input page, and the seconds that it took.
async fn read(
    pool: &Pool,
    name: BlobId,
    input: &Input,
    path: &Path,
    no: PageNo,
) -> Result<(Vec<ReadPage>, f64), Error> {
    let mut lease = pool.lease(Lane::People).await;
    let begun = Instant::now();
    let pages = match lease.page(name, again(input, path)?, no, false).await {
        Ok((pages, _)) => pages,
        Err(failure @ Failure::Start(_)) => return Err(Error::Worker(failure)),
        Err(failure) => vec![empty_page(failure.reason())],
    };
    Ok((pages, begun.elapsed().as_secs_f64()))
}

/// The same file, opened once more for a worker that may keep it.
fn again(input: &Input, path: &Path) -> Result<Input, Error> {
    let file = input
        .file
        .try_clone()
        .map_err(Error::files("opening", path))?;
    Ok(Input {
        file,
        converted_from: input.converted_from,
    })
}

/// What a fixity check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// Kept byte strings looked at.
    pub checked: u64,
    /// Their length in all.
    pub bytes: u64,
    /// Names whose bytes have changed.
    pub changed: Vec<BlobId>,
    /// Names that a manifest knows and the archive does not hold.
    pub missing: Vec<BlobId>,
    /// Events of the chain that were walked.
    pub events: u64,
    /// The chain is broken: where.
    pub broken_chain: Option<String>,
}

impl VerifyReport {
    /// Nothing is wrong.
    pub fn is_intact(&self) -> bool {
        self.changed.is_empty() && self.missing.is_empty() && self.broken_chain.is_none()
    }
}

impl Sohoa {
    /// Hashes a slice of all kept bytes anew, and walks the event chain.
    ///
    /// # Errors
    /// When the archive cannot be listed; damage is a finding, not an error.
    pub async fn verify(
        &self,
        slice: Slice,
        mut report: impl FnMut(u64) + Send + 'static,
    ) -> Result<VerifyReport, Error> {
        let archive = self.archive().clone();
        tokio::task::spawn_blocking(move || {
            let mut found = VerifyReport::default();
            for blob in archive.blobs(slice) {
                let blob = blob?;
                match archive.check(blob)? {
                    Fixity::Intact { bytes } => found.bytes += bytes,
                    Fixity::Changed { .. } => found.changed.push(blob),
                    Fixity::Missing => found.missing.push(blob),
                    Fixity::Destroyed(_) => {}
                }
                found.checked += 1;
                report(found.checked);
            }
            for kept in archive.manifests() {
                let (_, manifest) = kept?;
                for blob in manifest.blobs().map(|blob| blob.blake3) {
                    if slice.holds(blob)
                        && !archive.contains(blob)
                        && archive.tombstone(blob)?.is_none()
                    {
                        found.missing.push(blob);
                    }
                }
            }
            for event in archive.events() {
                let intact = event.and_then(|event| match event.what {
                    // Fails when the manifest that the event names is not there.
                    EventKind::PaperStored { paper, manifest } => {
                        archive.manifest(paper, manifest).map(drop)
                    }
                    _ => Ok(()),
                });
                match intact {
                    Ok(()) => found.events += 1,
                    Err(error) => {
                        found.broken_chain = Some(error.to_string());
                        break;
                    }
                }
            }
            Ok(found)
        })
        .await?
    }
}
