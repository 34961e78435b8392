//! Whole folders at once, from the command line: claims every file, waits to
//! the end and says of each what became of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::intake::file_name;
use super::{Error, Sohoa};
use crate::base::codes::is_dossier_code;
use crate::base::{BlobId, PaperId, Reason};
use crate::catalog::{Job, JobFile, JobId, JobState, Lane, NewJob, Outcome};

/// What is to be digitised, and for whom.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IngestRequest {
    /// Files and folders, absolute; folders are walked in order of names.
    pub paths: Vec<PathBuf>,
    /// Code of the unit that hands them in.
    pub unit: Option<String>,
    /// Code of the dossier to which they belong. Without it, a file's folder is
    /// its dossier if its name is a dossier code.
    pub dossier: Option<String>,
    /// All files, in order, are one paper.
    pub join: bool,
}

/// What became of one paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IngestLine {
    /// The (first) file.
    pub source: String,
    /// `stored`, `duplicate` or `quarantined`.
    pub status: IngestStatus,
    /// Why, when quarantined.
    pub reason: Option<Reason>,
    /// The paper, when it is kept.
    pub paper: Option<PaperId>,
    /// Number of its pages.
    pub pages: Option<u32>,
    /// Hash of the (first) original; `None` when it could not be read at all.
    pub original_blake3: Option<BlobId>,
    /// Hash of the access PDF.
    pub pdf_blake3: Option<BlobId>,
}

/// How the ingest of a paper ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IngestStatus {
    /// Kept.
    Stored,
    /// Its bytes were kept already.
    Duplicate,
    /// Could not be taken.
    Quarantined,
}

/// What is said while an ingest runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum IngestNews {
    /// A paper has come to its end.
    Line(IngestLine),
    /// How far the whole is.
    Progress(IngestProgress),
}

/// How far an ingest is.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct IngestProgress {
    /// Papers that have come to their end.
    pub papers_done: u64,
    /// Papers in all.
    pub papers: u64,
    /// Pages read.
    pub pages_done: u64,
    /// Pages in all, as far as they are known.
    pub pages: u64,
    /// Work waits for room on the disk.
    pub disk_full: bool,
}

/// How long a full disk is waited for before the next try.
const DISK_PAUSE: Duration = Duration::from_secs(5);
/// How often the queue is looked at.
const LOOK: Duration = Duration::from_millis(150);

impl Sohoa {
    /// Digitises files and folders; waits to the end, until the index holds all.
    ///
    /// # Errors
    /// When the service fails; a file that cannot be taken is a line.
    pub async fn ingest(
        &self,
        request: IngestRequest,
        mut tell: impl FnMut(IngestNews),
    ) -> Result<(), Error> {
        let files = walk(&request.paths);
        let groups: Vec<Vec<PathBuf>> = if request.join {
            vec![files]
        } else {
            files.into_iter().map(|file| vec![file]).collect()
        };
        let mut progress = IngestProgress {
            papers: groups.len() as u64,
            ..Default::default()
        };
        let mut open: BTreeMap<JobId, Vec<PathBuf>> = BTreeMap::new();
        let mut pages: BTreeMap<JobId, (u32, u32)> = BTreeMap::new();
        for group in groups.into_iter().filter(|g| !g.is_empty()) {
            loop {
                match self.hand_in(&group, &request).await {
                    Ok(job) => open.entry(job).or_default().push(first(&group)),
                    Err(error) if error.is_disk_full() => {
                        progress.disk_full = true;
                        tell(IngestNews::Progress(progress));
                        tokio::time::sleep(DISK_PAUSE).await;
                        continue;
                    }
                    Err(Error::Files { source, path, .. }) => {
                        tracing::warn!(%source, "a source file cannot be read");
                        progress.papers_done += 1;
                        tell(IngestNews::Line(unreadable(&path)));
                    }
                    Err(error) => return Err(error),
                }
                break;
            }
        }
        while !open.is_empty() {
            progress.disk_full = false;
            let waiting: Vec<JobId> = open.keys().copied().collect();
            for id in waiting {
                let Some(job) = self.catalog().job(id).await? else {
                    continue;
                };
                pages.insert(id, (job.pages_done, job.pages_total.unwrap_or(0)));
                progress.disk_full |=
                    job.state == JobState::Ready && job.waits_for == Some(Reason::DiskFull);
                if matches!(job.state, JobState::Done | JobState::Dead) {
                    for source in open.remove(&id).unwrap_or_default() {
                        progress.papers_done += 1;
                        tell(IngestNews::Line(self.line(&source, &job).await?));
                    }
                } else if job.state == JobState::Ready && job.pages_total.is_none() {
                    // Jobs run in order: those behind it have not begun either.
                    break;
                }
            }
            progress.pages_done = pages.values().map(|p| u64::from(p.0)).sum();
            progress.pages = pages.values().map(|p| u64::from(p.1)).sum();
            tell(IngestNews::Progress(progress));
            if !open.is_empty() {
                tokio::time::sleep(LOOK).await;
            }
        }
        self.keeper().index_all().await?;
        self.keeper().seal_all().await
    }

    async fn hand_in(&self, group: &[PathBuf], request: &IngestRequest) -> Result<JobId, Error> {
        let mut originals = Vec::with_capacity(group.len());
        for path in group {
            let (app, from) = (self.clone(), path.clone());
            let blob = tokio::task::spawn_blocking(move || app.claim(&from)).await??;
            originals.push(JobFile {
                blob,
                name: file_name(path),
            });
        }
        let job = NewJob {
            lane: Lane::Bulk,
            originals,
            source: first(group).to_string_lossy().into_owned(),
            unit: request.unit.clone(),
            dossier: request.dossier.clone().or_else(|| dossier_of(group)),
            actor: "command line".to_owned(),
            batch: "ingest".to_owned(),
        };
        self.enqueue(&job).await
    }

    async fn line(&self, source: &Path, job: &Job) -> Result<IngestLine, Error> {
        let (status, paper, reason) = match &job.outcome {
            Some(Outcome::Stored { paper }) => (IngestStatus::Stored, Some(*paper), None),
            Some(Outcome::Duplicate { paper }) => (IngestStatus::Duplicate, Some(*paper), None),
            Some(Outcome::Quarantined { reason }) => {
                (IngestStatus::Quarantined, None, Some(*reason))
            }
            // Given up: the bytes are kept and can be tried again.
            None => (IngestStatus::Quarantined, None, Some(Reason::Crashed)),
        };
        let kept = match paper {
            Some(paper) => self.catalog().paper(paper).await?,
            None => None,
        };
        Ok(IngestLine {
            source: source.to_string_lossy().into_owned(),
            status,
            reason,
            paper,
            pages: kept.as_ref().map(|k| k.summary.pages),
            original_blake3: job.new.originals.first().map(|f| f.blob.blake3),
            pdf_blake3: kept.map(|k| k.manifest.pdf.blake3),
        })
    }
}

fn first(group: &[PathBuf]) -> PathBuf {
    group.first().cloned().unwrap_or_default()
}

fn unreadable(path: &Path) -> IngestLine {
    IngestLine {
        source: path.to_string_lossy().into_owned(),
        status: IngestStatus::Quarantined,
        reason: Some(Reason::Unreadable),
        paper: None,
        pages: None,
        original_blake3: None,
        pdf_blake3: None,
    }
}

/// Stacks are filed in folders that bear the dossier's code: such a name counts.
fn dossier_of(group: &[PathBuf]) -> Option<String> {
    let folder = group.first()?.parent()?.file_name()?.to_str()?;
    is_dossier_code(folder).then(|| folder.to_owned())
}

/// All files under the paths, folders in order of names, hidden ones left out.
/// A path that is not there stays in the list, to be named as unreadable.
fn walk(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        let Ok(entries) = fs::read_dir(path) else {
            files.push(path.clone());
            continue;
        };
        let mut inside: Vec<PathBuf> = entries
            .flatten()
            .filter(|e| !e.file_name().to_string_lossy().starts_with('.'))
            // A link could lead round in a circle or out of the folder.
            .filter(|e| e.file_type().is_ok_and(|t| !t.is_symlink()))
            .map(|e| e.path())
            .collect();
        inside.sort();
        files.extend(walk(&inside));
    }
    files
}
