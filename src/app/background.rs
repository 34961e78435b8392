//! What follows a paper's recording on its own: the index catches up with the
//! catalogue, events are sealed into the archive.

use std::io::BufReader;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::conductor::log;
use super::{Error, page_texts};
use crate::archive::Store;
use crate::base::{BlobId, EventKind, PageNo, PageText, PaperId};
use crate::catalog::{Catalog, Replayed};
use crate::search::{Entry, Index};

/// Papers put into the index by one commit: a commit costs some 60 fsyncs.
const PAPERS_A_COMMIT: u32 = 200;
/// How often to look for new papers: an officer may search for what the clerk
/// has just scanned.
const INDEX_EVERY: Duration = Duration::from_millis(500);
/// Half of the five seconds after which an event must lie in the archive.
const SEAL_EVERY: Duration = Duration::from_millis(2_500);
/// Pause after a failure, so that a full disk does not fill the log too.
const AFTER_TROUBLE: Duration = Duration::from_secs(5);
/// Events sealed in one segment.
const EVENTS_A_SEGMENT: u32 = 10_000;
/// Events replayed in one transaction: a commit each would cost a disk sync each.
const EVENTS_A_REPLAY: usize = 500;

/// Brings the index and the archive's event segments up to the catalogue.
#[derive(Clone)]
pub struct Keeper {
    pub(super) archive: Store,
    pub(super) catalog: Catalog,
    pub(super) index: Arc<Index>,
}

impl Keeper {
    /// Indexes until told to stop, and once more then.
    pub async fn index_until(self, stop: watch::Receiver<bool>) {
        let work = || async { self.index_all().await.map(drop) };
        repeat(INDEX_EVERY, stop, "indexing", work).await;
    }

    /// Seals until told to stop, and once more then.
    pub async fn seal_until(self, stop: watch::Receiver<bool>) {
        repeat(SEAL_EVERY, stop, "sealing events", || self.seal_all()).await;
    }

    /// Puts into the index whatever waits for it; how many papers that were.
    ///
    /// A row leaves the outbox only after the commit that holds its paper, so a
    /// kill between the two indexes the paper again, to the same result.
    ///
    /// # Errors
    /// When catalogue, archive or index fail; nothing is lost then.
    pub async fn index_all(&self) -> Result<usize, Error> {
        let mut papers = 0;
        loop {
            let rows = self.catalog.take_outbox(PAPERS_A_COMMIT).await?;
            if rows.is_empty() {
                return Ok(papers);
            }
            let mut texts = Vec::with_capacity(rows.len());
            for row in &rows {
                if let Some(kept) = self.catalog.paper(row.paper).await? {
                    texts.push((row.paper, kept.manifest.text.blake3));
                }
            }
            papers += rows.len();
            let keeper = self.clone();
            tokio::task::spawn_blocking(move || keeper.index_texts(&texts)).await??;
            let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
            self.catalog.drop_outbox(&ids).await?;
        }
    }

    fn index_texts(&self, texts: &[(PaperId, BlobId)]) -> Result<(), Error> {
        for (paper, text) in texts {
            let pages = read_texts(&self.archive, *text)?;
            let plain: Vec<(PageNo, String)> =
                pages.iter().map(|(no, text)| (*no, text.plain())).collect();
            let entries: Vec<Entry<'_>> = plain
                .iter()
                .map(|(page, text)| Entry {
                    paper: *paper,
                    page: *page,
                    text,
                })
                .collect();
            self.index.replace(*paper, &entries)?;
        }
        Ok(self.index.commit("")?)
    }

    /// Seals whatever is not sealed yet.
    ///
    /// # Errors
    /// When catalogue or archive fail; the events then wait in the catalogue.
    pub async fn seal_all(&self) -> Result<(), Error> {
        loop {
            let events = self.catalog.unsealed_events(EVENTS_A_SEGMENT).await?;
            let Some(last) = events.last().map(|e| e.seq) else {
                return Ok(());
            };
            let archive = self.archive.clone();
            tokio::task::spawn_blocking(move || archive.seal(&events)).await??;
            self.catalog.mark_sealed(last).await?;
        }
    }

    /// Makes the catalogue anew from the archive: events in order, then papers
    /// whose event was not sealed before the loss.
    ///
    /// # Errors
    /// When the chain is broken or a manifest that it names is missing.
    pub async fn rebuild_catalog(&self, mut report: impl FnMut(u64)) -> Result<(), Error> {
        let mut replayed = 0;
        let mut links = Vec::with_capacity(EVENTS_A_REPLAY);
        for event in self.archive.events() {
            let event = event?;
            let manifest = match &event.what {
                EventKind::PaperStored { paper, manifest } => {
                    Some(self.archive.manifest(*paper, *manifest)?)
                }
                _ => None,
            };
            links.push(Replayed { event, manifest });
            replayed += 1;
            if links.len() == EVENTS_A_REPLAY {
                self.catalog.replay(&links).await?;
                links.clear();
                report(replayed);
            }
        }
        self.catalog.replay(&links).await?;
        for kept in self.archive.manifests() {
            let (hash, manifest) = kept?;
            if self.catalog.paper_summary(manifest.paper).await?.is_none() {
                let source = manifest
                    .sources
                    .first()
                    .map(|s| s.name.clone())
                    .unwrap_or_default();
                let (paper, at) = (manifest.paper, manifest.received);
                let events = [
                    (
                        EventKind::PaperStored {
                            paper,
                            manifest: hash,
                        },
                        Some(&manifest),
                    ),
                    (
                        EventKind::PaperHandedIn {
                            paper,
                            source,
                            unit: None,
                            dossier: None,
                        },
                        None,
                    ),
                ];
                self.catalog.record("sohoa", at, &events, None).await?;
                replayed += 1;
                report(replayed);
            }
        }
        Ok(())
    }
}

/// Does `work` now and then until told to stop, and once more then.
async fn repeat<F: Future<Output = Result<(), Error>>>(
    every: Duration,
    mut stop: watch::Receiver<bool>,
    doing: &'static str,
    work: impl Fn() -> F,
) {
    loop {
        let stopped = tokio::time::timeout(every, stop.wait_for(|s| *s))
            .await
            .is_ok();
        if let Err(error) = work().await {
            log(&error, doing);
            tokio::time::sleep(AFTER_TROUBLE).await;
        }
        if stopped {
            return;
        }
    }
}

/// All pages' texts of a text blob.
pub(super) fn read_texts(archive: &Store, text: BlobId) -> Result<Vec<(PageNo, PageText)>, Error> {
    let file = BufReader::new(archive.open_blob(text)?);
    page_texts::read(file)
        .collect::<std::io::Result<_>>()
        .map_err(Error::files("reading", archive.path(text)))
}
