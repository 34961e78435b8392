//! Kept papers: their manifests, hand-ins, originals and counts.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::base::{BlobId, Manifest, PageNo, PageStatus, PaperId, Size};

use super::columns::{from_json, micros, number, parsed, signed, time, to_json};
use super::{Catalog, Error, outbox};

/// What a list shows of a paper.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperSummary {
    /// The paper.
    pub paper: PaperId,
    /// The event that stored it: papers in this order are in the order of storing.
    pub seq: u64,
    /// When its bytes were claimed.
    pub received: Timestamp,
    /// Number of its pages.
    pub pages: u32,
    /// Those of them that could not be read.
    pub unread_pages: u32,
    /// Those of them without ink.
    pub blank_pages: u32,
    /// Name of its first original.
    pub first_name: String,
}

/// Everything about one paper.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperRow {
    /// What a list shows.
    pub summary: PaperSummary,
    /// Its manifest, as the archive holds it.
    pub manifest: Manifest,
    /// The manifest's name in the archive.
    pub manifest_hash: BlobId,
    /// Who handed it in, oldest first.
    pub hand_ins: Vec<HandIn>,
}

/// What a hit shows of its page, without the cost of the paper's manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct PagePlace {
    /// Name of the paper's first original.
    pub first_name: String,
    /// Number of the paper's pages.
    pub pages: u32,
    /// Size of the page as shown.
    pub size: Size,
    /// The paper's text.
    pub text: BlobId,
}

/// Somebody handed the paper in.
#[derive(Debug, Clone, PartialEq)]
pub struct HandIn {
    /// The event.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Where the file came from: its path or upload name.
    pub source: String,
    /// Code of the unit that handed it in.
    pub unit: Option<String>,
    /// Code of the dossier to which it belongs.
    pub dossier: Option<String>,
    /// Who handed it in.
    pub actor: String,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Papers.
    pub papers: u64,
    /// Pages of all papers.
    pub pages: u64,
    /// Pages kept as an image because they could not be read.
    pub unread_pages: u64,
    /// Pages without ink.
    pub blank_pages: u64,
    /// Files in quarantine, each counted once however often it was handed in.
    pub quarantined: u64,
}

impl Catalog {
    /// Everything about `paper`; `None` if it is not held.
    pub async fn paper(&self, paper: PaperId) -> Result<Option<PaperRow>, Error> {
        let read = async {
            let id = paper.to_string();
            let head = sqlx::query(
                "SELECT p.*, m.hash, m.json FROM papers p
                 JOIN manifests m ON m.paper = p.paper WHERE p.paper = $1",
            )
            .bind(&id)
            .fetch_optional(&self.reader)
            .await?;
            let Some(head) = head else { return Ok(None) };
            let hand_ins = sqlx::query("SELECT * FROM hand_ins WHERE paper = $1 ORDER BY seq")
                .bind(&id)
                .try_map(hand_in)
                .fetch_all(&self.reader)
                .await?;
            Ok(Some(PaperRow {
                manifest: from_json(&head, "json")?,
                manifest_hash: parsed(&head, "hash")?,
                summary: summary(head)?,
                hand_ins,
            }))
        };
        read.await.map_err(Error::reading("a paper"))
    }

    /// What a list shows of `paper`, without the cost of its manifest.
    pub async fn paper_summary(&self, paper: PaperId) -> Result<Option<PaperSummary>, Error> {
        sqlx::query("SELECT * FROM papers WHERE paper = $1")
            .bind(paper.to_string())
            .try_map(summary)
            .fetch_optional(&self.reader)
            .await
            .map_err(Error::reading("a paper's summary"))
    }

    /// A page and where its text lies; `None` if the paper is not held or has no
    /// such page.
    pub async fn page_place(
        &self,
        paper: PaperId,
        page: PageNo,
    ) -> Result<Option<PagePlace>, Error> {
        sqlx::query(
            "SELECT p.first_name, p.pages, g.width, g.height,
                    json_extract(m.json, '$.text.blake3') AS text
             FROM papers p JOIN manifests m ON m.paper = p.paper
             JOIN pages g ON g.paper = p.paper AND g.no = $2
             WHERE p.paper = $1",
        )
        .bind(paper.to_string())
        .bind(page.get())
        .try_map(|row: SqliteRow| {
            Ok(PagePlace {
                first_name: row.try_get("first_name")?,
                pages: number(&row, "pages")?,
                size: Size::new(number(&row, "width")?, number(&row, "height")?),
                text: parsed(&row, "text")?,
            })
        })
        .fetch_optional(&self.reader)
        .await
        .map_err(Error::reading("where a page lies"))
    }

    /// The paper made of exactly these originals in this order, if it is held.
    pub async fn paper_by_originals(&self, originals: &[BlobId]) -> Result<Option<PaperId>, Error> {
        let Some(first) = originals.first() else {
            return Ok(None);
        };
        let held = sqlx::query(
            "SELECT o.paper, o.ordinal, o.blake3 FROM originals o
             JOIN originals f ON f.paper = o.paper AND f.blake3 = $1 AND f.ordinal = 0
             ORDER BY o.paper, o.ordinal",
        )
        .bind(first.to_string())
        .try_map(|row| Ok((parsed(&row, "paper")?, parsed(&row, "blake3")?)))
        .fetch_all(&self.reader)
        .await
        .map_err(Error::reading("which paper has these originals"))?;
        let same = held
            .chunk_by(|a: &(PaperId, BlobId), b| a.0 == b.0)
            .find(|paper| paper.iter().map(|(_, blob)| blob).eq(originals));
        Ok(same.map(|paper| paper[0].0))
    }

    /// Papers, the last stored first, at most `limit`; those stored before the
    /// event `before`, if given (the last line's `seq` asks for the next ones).
    pub async fn recent_papers(
        &self,
        limit: u32,
        before: Option<u64>,
    ) -> Result<Vec<PaperSummary>, Error> {
        sqlx::query("SELECT * FROM papers WHERE seq < $1 ORDER BY seq DESC LIMIT $2")
            .bind(before.map_or(i64::MAX, signed))
            .bind(limit)
            .try_map(summary)
            .fetch_all(&self.reader)
            .await
            .map_err(Error::reading("the papers stored last"))
    }

    /// Ids of papers with the events that stored them, the first stored first,
    /// from after the event `after` (0 for the first ones), at most `limit`.
    pub async fn paper_ids(&self, after: u64, limit: u32) -> Result<Vec<(u64, PaperId)>, Error> {
        sqlx::query("SELECT seq, paper FROM papers WHERE seq > $1 ORDER BY seq LIMIT $2")
            .bind(signed(after))
            .bind(limit)
            .try_map(|row| Ok((number(&row, "seq")?, parsed(&row, "paper")?)))
            .fetch_all(&self.reader)
            .await
            .map_err(Error::reading("the list of papers"))
    }

    /// How much there is.
    pub async fn counts(&self) -> Result<Counts, Error> {
        sqlx::query(
            "SELECT COUNT(*) AS papers, COALESCE(SUM(pages), 0) AS pages,
                    COALESCE(SUM(unread_pages), 0) AS unread_pages,
                    COALESCE(SUM(blank_pages), 0) AS blank_pages,
                    (SELECT COUNT(DISTINCT bytes) FROM quarantine) AS quarantined
             FROM papers",
        )
        .try_map(|row| {
            Ok(Counts {
                papers: number(&row, "papers")?,
                pages: number(&row, "pages")?,
                unread_pages: number(&row, "unread_pages")?,
                blank_pages: number(&row, "blank_pages")?,
                quarantined: number(&row, "quarantined")?,
            })
        })
        .fetch_one(&self.reader)
        .await
        .map_err(Error::reading("how much there is"))
    }
}

/// Whether `paper` is held.
pub(super) async fn exists(tx: &mut SqliteConnection, paper: PaperId) -> sqlx::Result<bool> {
    let found: Option<i64> = sqlx::query_scalar("SELECT seq FROM papers WHERE paper = $1")
        .bind(paper.to_string())
        .fetch_optional(tx)
        .await?;
    Ok(found.is_some())
}

/// Writes a paper, stored by event `seq`, its pages and originals, and asks the
/// index to take it in.
pub(super) async fn insert(
    tx: &mut SqliteConnection,
    seq: u64,
    hash: BlobId,
    manifest: &Manifest,
) -> sqlx::Result<()> {
    let id = manifest.paper.to_string();
    let with = |wanted: fn(&PageStatus) -> bool| {
        let pages = manifest.pages.iter().filter(|p| wanted(&p.status));
        signed(pages.count() as u64)
    };
    sqlx::query(
        "INSERT INTO papers (paper, seq, received, pages, unread_pages, blank_pages, first_name)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&id)
    .bind(signed(seq))
    .bind(micros(manifest.received))
    .bind(with(|_| true))
    .bind(with(|s| matches!(s, PageStatus::Unread(_))))
    .bind(with(|s| *s == PageStatus::Blank))
    .bind(manifest.sources.first().map_or("", |s| s.name.as_str()))
    .execute(&mut *tx)
    .await?;
    sqlx::query("INSERT INTO manifests (paper, hash, json) VALUES ($1, $2, $3)")
        .bind(&id)
        .bind(hash.to_string())
        .bind(to_json(manifest)?)
        .execute(&mut *tx)
        .await?;
    for page in &manifest.pages {
        let reason = match page.status {
            PageStatus::Unread(reason) => Some(reason.code()),
            PageStatus::Read | PageStatus::Blank => None,
        };
        sqlx::query(
            "INSERT INTO pages (paper, no, status, reason, rescan, width, height, dpi)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&id)
        .bind(page.no.get())
        .bind(page.status.name())
        .bind(reason)
        .bind(page.quality.rescan.first().map(|r| r.code()))
        .bind(page.size.width)
        .bind(page.size.height)
        .bind(page.dpi.map(|dpi| f64::from(dpi.get())))
        .execute(&mut *tx)
        .await?;
    }
    for (ordinal, source) in (0_i64..).zip(&manifest.sources) {
        sqlx::query("INSERT INTO originals (paper, ordinal, blake3) VALUES ($1, $2, $3)")
            .bind(&id)
            .bind(ordinal)
            .bind(source.blob.blake3.to_string())
            .execute(&mut *tx)
            .await?;
    }
    outbox::insert(tx, manifest.paper).await
}

/// Writes that somebody handed `paper` in; fails if it is not held.
pub(super) async fn insert_hand_in(
    tx: &mut SqliteConnection,
    paper: PaperId,
    hand_in: &HandIn,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO hand_ins (seq, paper, at, source, unit, dossier, actor)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(signed(hand_in.seq))
    .bind(paper.to_string())
    .bind(micros(hand_in.at))
    .bind(&hand_in.source)
    .bind(&hand_in.unit)
    .bind(&hand_in.dossier)
    .bind(&hand_in.actor)
    .execute(tx)
    .await?;
    Ok(())
}

fn summary(row: SqliteRow) -> sqlx::Result<PaperSummary> {
    Ok(PaperSummary {
        paper: parsed(&row, "paper")?,
        seq: number(&row, "seq")?,
        received: time(&row, "received")?,
        pages: number(&row, "pages")?,
        unread_pages: number(&row, "unread_pages")?,
        blank_pages: number(&row, "blank_pages")?,
        first_name: row.try_get("first_name")?,
    })
}

fn hand_in(row: SqliteRow) -> sqlx::Result<HandIn> {
    Ok(HandIn {
        seq: number(&row, "seq")?,
        at: time(&row, "at")?,
        source: row.try_get("source")?,
        unit: row.try_get("unit")?,
        dossier: row.try_get("dossier")?,
        actor: row.try_get("actor")?,
    })
}
