//! What is kept, as people see and fetch it.

use std::fs;

use super::find::no_page;
use super::views::{
    Download, HandInView, Kept, OriginalView, PageView, PaperView, Queue, QueueItem, QueueState,
    ViewSize,
};
use super::worker::Input;
use super::{Error, Sohoa};
use crate::base::{MediaType, PageNo, PaperId};
use crate::catalog::{Job, JobFilter, JobId, JobState, Lane, Outcome, PaperRow};

/// Jobs that the queue screen shows.
const QUEUE_LENGTH: u32 = 100;

impl ViewSize {
    fn long_side(self) -> u32 {
        match self {
            Self::Thumb => 240,
            Self::Page => 1_800,
        }
    }
}

impl Sohoa {
    pub(super) async fn kept(&self, paper: PaperId) -> Result<PaperRow, Error> {
        let row = self.catalog().paper(paper).await?;
        row.ok_or_else(|| Error::NotFound {
            what: format!("paper {paper}"),
        })
    }

    /// A paper with all that its screen shows.
    ///
    /// # Errors
    /// When the catalogue fails.
    pub async fn paper(&self, paper: PaperId) -> Result<Option<PaperView>, Error> {
        Ok(self.catalog().paper(paper).await?.map(view))
    }

    /// The papers kept last.
    ///
    /// # Errors
    /// When the catalogue fails.
    pub async fn recent(&self, limit: usize) -> Result<Vec<PaperView>, Error> {
        let rows = self.catalog().recent_papers(limit as u32, None).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            views.extend(self.paper(row.paper).await?);
        }
        Ok(views)
    }

    /// The access PDF, to download.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such paper.
    pub async fn pdf(&self, paper: PaperId) -> Result<Download, Error> {
        let manifest = self.kept(paper).await?.manifest;
        Ok(Download {
            file: self.archive().open_blob(manifest.pdf.blake3)?,
            bytes: manifest.pdf.bytes,
            mime: "application/pdf",
            name: format!("{paper}.pdf"),
        })
    }

    /// Where coloured ink lies on the paper's pages, a TIFF.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such paper, or no coloured ink on it.
    pub async fn colour(&self, paper: PaperId) -> Result<Download, Error> {
        let manifest = self.kept(paper).await?.manifest;
        let blob = manifest.colour.ok_or_else(|| Error::NotFound {
            what: format!("coloured ink on paper {paper}"),
        })?;
        Ok(Download {
            file: self.archive().open_blob(blob.blake3)?,
            bytes: blob.bytes,
            mime: MediaType::Tiff.mime(),
            name: format!("{paper}.tif"),
        })
    }

    /// An original file, byte for byte as it came.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such paper or file.
    pub async fn original(&self, paper: PaperId, index: usize) -> Result<Download, Error> {
        let manifest = self.kept(paper).await?.manifest;
        let Some(source) = manifest.sources.get(index) else {
            return Err(Error::NotFound {
                what: format!("original {index}"),
            });
        };
        Ok(Download {
            file: self.archive().open_blob(source.blob.blake3)?,
            bytes: source.blob.bytes,
            mime: source.media.mime(),
            name: source.name.clone(),
        })
    }

    /// A JPEG of the page as shown. Made from the access PDF when it is first
    /// asked for, so that it always fits the boxes, and cached.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such page.
    pub async fn view(
        &self,
        paper: PaperId,
        page: PageNo,
        size: ViewSize,
    ) -> Result<Vec<u8>, Error> {
        let manifest = self.kept(paper).await?.manifest;
        if manifest.pages.get(page.index()).is_none() {
            return Err(no_page(page));
        }
        let pdf = manifest.pdf.blake3;
        let folder = self.config().cache().join(paper.to_string());
        let cached = folder.join(format!("{pdf}-{page}-{}.jpg", size.long_side()));
        if let Ok(jpeg) = tokio::fs::read(&cached).await {
            return Ok(jpeg);
        }
        let input = Input {
            file: self.archive().open_blob(pdf)?,
            converted_from: None,
        };
        let mut lease = self.pool().lease(Lane::People).await;
        let made = lease.view(pdf, input, page, size.long_side()).await;
        drop(lease);
        let jpeg = made.map_err(Error::Worker)?;
        // A cache that cannot be written costs time, nothing else.
        let hidden = cached.with_extension(format!("{:x}.new", rand_suffix()));
        let _not_cached = fs::create_dir_all(&folder)
            .and_then(|()| fs::write(&hidden, &jpeg))
            .and_then(|()| fs::rename(&hidden, &cached));
        Ok(jpeg)
    }

    /// The work that is waiting, running and lately done.
    ///
    /// # Errors
    /// When the catalogue fails.
    pub async fn queue(&self) -> Result<Queue, Error> {
        let catalog = self.catalog();
        let jobs = catalog.jobs(JobFilter::Recent, QUEUE_LENGTH).await?;
        let (waiting, kept) = (catalog.job_counts().await?, catalog.counts().await?);
        Ok(Queue {
            items: jobs.into_iter().map(item).collect(),
            waiting: waiting.ready,
            running: waiting.leased,
            pages_per_minute: self.pages_per_minute(),
            kept: Kept {
                papers: kept.papers,
                pages: kept.pages,
                quarantined: kept.quarantined,
            },
        })
    }

    /// Starts a job again that was given up or ended in quarantine.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is nothing to start again.
    pub async fn retry(&self, job: i64) -> Result<(), Error> {
        let nothing = || Error::NotFound {
            what: format!("job {job} to retry"),
        };
        let row = self.catalog().job(JobId(job)).await?.ok_or_else(nothing)?;
        if let Some(Outcome::Quarantined { .. }) = row.outcome {
            let mut again = row.new;
            again.lane = Lane::People;
            self.enqueue(&again).await?;
            return Ok(());
        }
        if !self
            .catalog()
            .retry_dead(row.id, jiff::Timestamp::now())
            .await?
        {
            return Err(nothing());
        }
        self.wake();
        Ok(())
    }
}

/// Two requests for one view may write at once; the last rename wins.
fn rand_suffix() -> u128 {
    jiff::Timestamp::now().as_nanosecond().unsigned_abs()
}

fn view(row: PaperRow) -> PaperView {
    let manifest = row.manifest;
    PaperView {
        paper: row.summary.paper,
        name: row.summary.first_name,
        received: row.summary.received,
        deliver_original: manifest.sources.len() == 1
            && manifest.sources.iter().any(|s| s.signed || s.born_digital),
        pages: manifest
            .pages
            .into_iter()
            .map(|p| PageView {
                no: p.no,
                size: p.size,
                status: p.status,
                rescan: p.quality.rescan,
                marks: p.marks,
            })
            .collect(),
        originals: manifest
            .sources
            .into_iter()
            .map(|s| OriginalView {
                blob: s.blob.blake3,
                bytes: s.blob.bytes,
                media: s.media,
                name: s.name,
                signed: s.signed,
            })
            .collect(),
        pdf: manifest.pdf.blake3,
        pdf_bytes: manifest.pdf.bytes,
        colour: manifest.colour,
        hand_ins: row
            .hand_ins
            .into_iter()
            .map(|h| HandInView {
                at: h.at,
                source: h.source,
                unit: h.unit,
                dossier: h.dossier,
            })
            .collect(),
    }
}

fn item(job: Job) -> QueueItem {
    let state = match (job.state, job.outcome) {
        (JobState::Ready, _) => QueueState::Waiting(job.waits_for),
        (JobState::Leased, _) => QueueState::Running,
        (JobState::Done, Some(Outcome::Stored { paper })) => QueueState::Stored(paper),
        (JobState::Done, Some(Outcome::Duplicate { paper })) => QueueState::Duplicate(paper),
        (JobState::Done, Some(Outcome::Quarantined { reason })) => QueueState::Quarantined(reason),
        (JobState::Done, None) | (JobState::Dead, _) => QueueState::Stopped,
    };
    QueueItem {
        job: job.id.0,
        name: job
            .new
            .originals
            .into_iter()
            .next()
            .map(|f| f.name)
            .unwrap_or_default(),
        state,
        pages_done: job.pages_done,
        pages: job.pages_total,
        created: job.created,
    }
}
