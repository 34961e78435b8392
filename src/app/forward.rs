//! The whole forward way of a paper, in one place: open, read, put together,
//! keep, record.

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;

use super::colour_layers::Layers;
use super::input;
use super::spool::Spool;
use super::worker::{Failure, Input, OpenedFile, Pool, ReadPage};
use super::{Config, Error};
use crate::archive::Store;
use crate::base::{
    Affine, BlobId, BlobRef, Degrees, EventKind, Manifest, PageNo, PageQuality, PageRecord,
    PageStatus, PageText, PaperId, QuarterTurns, Reason, Size, Source,
};
use crate::catalog::{Catalog, Finish, Job, Outcome, Recorded};
use crate::pdfa;

/// A4 at 200 dpi: the size of a page whose picture could not even be decoded.
const EMPTY_PAGE: Size = Size {
    width: 1654,
    height: 2339,
};

/// Brings one hand-in from its bytes, which are in the archive already, to a
/// paper that is kept and recorded.
#[derive(Debug, Clone)]
pub struct Forward {
    pub(super) config: Arc<Config>,
    pub(super) archive: Store,
    pub(super) catalog: Catalog,
    pub(super) pool: Pool,
    /// Papers being worked on: the same bytes twice in one batch are read once.
    pub(super) busy: Arc<Busy>,
}

/// One lock a paper.
#[derive(Debug, Default)]
pub struct Busy(Mutex<HashMap<PaperId, Weak<tokio::sync::Mutex<()>>>>);

impl Busy {
    fn lock_of(&self, paper: PaperId) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        locks.retain(|_, lock| lock.strong_count() > 0);
        if let Some(lock) = locks.get(&paper).and_then(Weak::upgrade) {
            return lock;
        }
        let lock = Arc::new(tokio::sync::Mutex::new(()));
        locks.insert(paper, Arc::downgrade(&lock));
        lock
    }
}

/// An input page: which file's, and which of all. What it gives are one page of the
/// paper, or the two of an open book.
#[derive(Debug, Clone, Copy)]
struct Place {
    index: usize,
    source: usize,
    page: PageNo,
}

impl Forward {
    /// The whole way. `report` is told how many pages of how many are read; it
    /// answers whether the job is still ours.
    ///
    /// # Errors
    /// When the service fails; an input that cannot be taken is an outcome.
    pub async fn digitise<R, F>(&self, job: &Job, report: R) -> Result<Option<Outcome>, Error>
    where
        R: Fn(u32, u32) -> F + Send + Sync,
        F: Future<Output = Result<bool, Error>> + Send,
    {
        let paper = job.new.paper();
        let lock = self.busy.lock_of(paper);
        let _one_at_a_time = lock.lock().await;

        if self.catalog.paper_summary(paper).await?.is_some() {
            let outcome = Outcome::Duplicate { paper };
            return self
                .record(job, vec![(handed_in(job, paper), None)], outcome)
                .await;
        }
        let opened = match self.open_all(job).await? {
            Ok(opened) => opened,
            Err(reason) => return self.quarantine(job, reason).await,
        };
        let places = places(&opened);
        let spool = Spool::open(&self.config.work(), paper)?;
        let Some(refused) = self.read_all(job, &places, &spool, &report).await? else {
            return Ok(None);
        };
        // A file of which no page can be decoded is a broken file; one bad page
        // among good ones is kept and marked.
        if let (Some(reason), true) = (refused.first(), refused.len() == places.len()) {
            spool.clear();
            return self.quarantine(job, *reason).await;
        }
        let manifest = self
            .put_together(job, paper, &opened, places, &spool)
            .await?;
        let hash = {
            let (archive, manifest) = (self.archive.clone(), manifest.clone());
            tokio::task::spawn_blocking(move || archive.put_manifest(&manifest)).await??
        };
        let stored = EventKind::PaperStored {
            paper,
            manifest: hash,
        };
        let events = vec![(stored, Some(&manifest)), (handed_in(job, paper), None)];
        let outcome = self.record(job, events, Outcome::Stored { paper }).await?;
        spool.clear();
        Ok(outcome)
    }

    /// Opens every file in a worker.
    async fn open_all(&self, job: &Job) -> Result<Result<Vec<OpenedFile>, Reason>, Error> {
        let mut opened = Vec::with_capacity(job.new.originals.len());
        for file in &job.new.originals {
            let mut tries = 0;
            let known = loop {
                let name = file.blob.blake3;
                let input = match self.input(name).await? {
                    Ok(input) => input,
                    Err(reason) => return Ok(Err(reason)),
                };
                let mut lease = self.pool.lease(job.new.lane).await;
                match lease.open(name, input).await {
                    Err(Failure::Lost { .. }) if tries == 0 => tries = 1,
                    other => break other,
                }
            };
            match known {
                Ok(known) => opened.push(known),
                Err(failure @ Failure::Start(_)) => return Err(Error::Worker(failure)),
                Err(failure) => {
                    tracing::info!(job = %job.id, %failure, "file refused");
                    return Ok(Err(failure.reason_of_opening()));
                }
            }
        }
        Ok(Ok(opened))
    }

    /// Reads all pages that the spool does not hold; `None` when the job was
    /// lost meanwhile, else the reasons of the pages that could not be decoded.
    async fn read_all<R, F>(
        &self,
        job: &Job,
        places: &[Place],
        spool: &Spool,
        report: &R,
    ) -> Result<Option<Vec<Reason>>, Error>
    where
        R: Fn(u32, u32) -> F + Send + Sync,
        F: Future<Output = Result<bool, Error>> + Send,
    {
        let total = places.len() as u32;
        let (held, missing): (Vec<Place>, Vec<Place>) =
            places.iter().partition(|place| spool.has(place.index));
        let mut done = held.len() as u32;
        let mut refused: Vec<Reason> = held
            .iter()
            .filter_map(|place| undecoded(&spool.get(place.index)?.0))
            .collect();
        if !report(done, total).await? {
            return Ok(None);
        }
        let mut pages = stream::iter(missing)
            .map(|place| async move {
                let (pages, reader) = self.read(job, place).await?;
                let reason = undecoded(&pages);
                spool.put(place.index, pages, &reader)?;
                Ok::<_, Error>(reason)
            })
            .buffer_unordered(self.pool.places());
        while let Some(reason) = pages.try_next().await? {
            refused.extend(reason);
            done += 1;
            if !report(done, total).await? {
                return Ok(None);
            }
        }
        Ok(Some(refused))
    }

    /// Reads one input page: a worker that is lost on it costs one more try, then the
    /// page is kept as an image, then as an empty side with its reason.
    async fn read(&self, job: &Job, place: Place) -> Result<(Vec<ReadPage>, String), Error> {
        let name = job.new.originals[place.source].blob.blake3;
        let mut reason = Reason::Crashed;
        for keep_only in [false, false, true] {
            let input = match self.input(name).await? {
                Ok(input) => input,
                Err(refused) => {
                    reason = refused;
                    break;
                }
            };
            let mut lease = self.pool.lease(job.new.lane).await;
            match lease.page(name, input, place.page, keep_only).await {
                Ok((mut pages, reader)) => {
                    for page in &mut pages {
                        if let PageStatus::Unread(unread) = &mut page.status
                            && keep_only
                        {
                            *unread = reason;
                        }
                    }
                    return Ok((pages, reader));
                }
                Err(failure @ Failure::Start(_)) => return Err(Error::Worker(failure)),
                Err(failure) => {
                    tracing::warn!(job = %job.id, page = %place.page, %failure, "page failed");
                    reason = failure.reason();
                    if matches!(failure, Failure::Refused { .. }) {
                        break;
                    }
                }
            }
        }
        Ok((vec![empty_page(reason)], String::new()))
    }

    /// Writes the access PDF and the text, page by page, and the manifest.
    async fn put_together(
        &self,
        job: &Job,
        paper: PaperId,
        opened: &[OpenedFile],
        places: Vec<Place>,
        spool: &Spool,
    ) -> Result<Manifest, Error> {
        let sources = job
            .new
            .originals
            .iter()
            .zip(opened)
            .map(|(file, known)| Source {
                blob: file.blob,
                media: known.media,
                name: file.name.clone(),
                pages: known.pages,
                signed: known.signed,
                born_digital: known.born_digital,
            })
            .collect();
        let (archive, spool, received) = (self.archive.clone(), spool.clone(), job.created);
        tokio::task::spawn_blocking(move || {
            let written = write_copies(&archive, paper, &places, &spool)?;
            Ok(Manifest {
                format: Manifest::FORMAT,
                paper,
                received,
                sources,
                pages: written.pages,
                pdf: written.pdf,
                text: written.text,
                colour: written.colour,
                reader: written.reader,
            })
        })
        .await?
    }

    async fn quarantine(&self, job: &Job, reason: Reason) -> Result<Option<Outcome>, Error> {
        let events = job.new.originals.iter().map(|file| {
            let event = EventKind::Quarantined {
                bytes: file.blob.blake3,
                reason,
                source: job.new.source.clone(),
                unit: job.new.unit.clone(),
                dossier: job.new.dossier.clone(),
            };
            (event, None)
        });
        self.record(job, events.collect(), Outcome::Quarantined { reason })
            .await
    }

    async fn record(
        &self,
        job: &Job,
        events: Vec<(EventKind, Option<&Manifest>)>,
        outcome: Outcome,
    ) -> Result<Option<Outcome>, Error> {
        let finish = Finish {
            lease: job.lease(),
            outcome,
        };
        let now = Timestamp::now();
        match self
            .catalog
            .record(&job.new.actor, now, &events, Some(finish))
            .await?
        {
            Recorded::LeaseLost => Ok(None),
            Recorded::Kept { outcome, .. } => Ok(outcome),
        }
    }

    /// The file for a worker; a reason when it cannot be made readable.
    async fn input(&self, blob: BlobId) -> Result<Result<Input, Reason>, Error> {
        let (path, work) = (self.archive.path(blob), self.config.work());
        let opened = tokio::task::spawn_blocking(move || input::open(&path, blob, &work)).await??;
        Ok(opened.map_err(|refused| {
            tracing::info!(%blob, error = %refused, "file refused");
            refused.reason()
        }))
    }
}

fn handed_in(job: &Job, paper: PaperId) -> EventKind {
    EventKind::PaperHandedIn {
        paper,
        source: job.new.source.clone(),
        unit: job.new.unit.clone(),
        dossier: job.new.dossier.clone(),
    }
}

fn places(opened: &[OpenedFile]) -> Vec<Place> {
    let all = opened.iter().enumerate().flat_map(|(source, known)| {
        (0..known.pages as usize).map(move |page| (source, PageNo::from_index(page)))
    });
    all.enumerate()
        .map(|(index, (source, page))| Place {
            index,
            source,
            page,
        })
        .collect()
}

/// Why an input page has no picture; `None` if it has one.
fn undecoded(pages: &[ReadPage]) -> Option<Reason> {
    pages
        .iter()
        .find_map(|page| match (&page.image, &page.status) {
            (None, PageStatus::Unread(reason)) => Some(*reason),
            _ => None,
        })
}

pub(super) fn empty_page(reason: Reason) -> ReadPage {
    ReadPage {
        size: EMPTY_PAGE,
        dpi: crate::base::Dpi::new(200.0),
        from_raw: Affine::IDENTITY,
        redrawn: false,
        turns: QuarterTurns::default(),
        skew: Degrees::default(),
        status: PageStatus::Unread(reason),
        text: PageText::default(),
        quality: PageQuality::default(),
        marks: Vec::new(),
        steps: Vec::new(),
        image: None,
        colour: None,
    }
}

struct Written {
    pages: Vec<PageRecord>,
    pdf: BlobRef,
    text: BlobRef,
    colour: Option<BlobRef>,
    reader: String,
}

fn recorded(no: PageNo, place: &Place, page: ReadPage) -> PageRecord {
    PageRecord {
        no,
        source: place.source as u32,
        source_page: place.page,
        size: page.size,
        dpi: page.dpi,
        from_raw: page.from_raw,
        redrawn: page.redrawn,
        turns: page.turns,
        skew: page.skew,
        status: page.status,
        origin: page.text.origin,
        quality: page.quality,
        marks: page.marks,
        colour: None,
        steps: page.steps,
    }
}

/// One input page at a time: memory does not grow with the number of pages.
fn write_copies(
    archive: &Store,
    paper: PaperId,
    places: &[Place],
    spool: &Spool,
) -> Result<Written, Error> {
    let title = format!("Giấy tờ {paper}");
    let meta = pdfa::Meta {
        title: &title,
        id: BlobId::of(&paper.0),
        producer: concat!("Sohoa ", env!("CARGO_PKG_VERSION")),
    };
    let mut pdf = pdfa::Writer::new(BufWriter::new(archive.writer()?), &meta)?;
    let mut text = BufWriter::new(archive.writer()?);
    let mut colour: Option<Layers<_>> = None;
    let mut pages = Vec::with_capacity(places.len());
    let mut reader = String::new();
    for place in places {
        let (read, by) = spool
            .get(place.index)
            .unwrap_or_else(|| (vec![empty_page(Reason::Unreadable)], String::new()));
        if !by.is_empty() {
            reader = by;
        }
        for page in read {
            pdf.page(&pdfa::Page {
                size: page.size,
                dpi: page.dpi,
                image: page.image.as_ref(),
                text: &page.text,
            })?;
            let no = PageNo::from_index(pages.len());
            super::page_texts::write(&mut text, no, &page.text)
                .map_err(Error::files("writing", "text"))?;
            let layer = match &page.colour {
                Some(layer) => {
                    let mut layers = match colour.take() {
                        Some(layers) => layers,
                        None => Layers::new(BufWriter::new(archive.writer()?)),
                    };
                    let place = layers.page(no, layer, page.size, page.dpi);
                    colour = Some(layers);
                    Some(place.map_err(Error::files("writing", "colour"))?)
                }
                None => None,
            };
            pages.push(PageRecord {
                colour: layer,
                ..recorded(no, place, page)
            });
        }
    }
    let finished = |mut out: BufWriter<crate::archive::BlobWriter>| {
        out.flush().map_err(Error::files("writing", "archive"))?;
        let blob = out
            .into_inner()
            .map_err(|e| Error::files("writing", "archive")(e.into_error()))?;
        Ok::<_, Error>(blob.finish()?)
    };
    Ok(Written {
        pages,
        pdf: finished(pdf.finish()?)?,
        text: finished(text)?,
        colour: match colour {
            Some(layers) => {
                let out = layers.finish().map_err(Error::files("writing", "colour"))?;
                Some(finished(out)?)
            }
            None => None,
        },
        reader,
    })
}
