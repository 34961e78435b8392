//! The chain of events: its end, its parts that the archive does not hold yet,
//! and the two ways in which it grows: something happens, or is replayed.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::base::{BlobId, Event, EventKind, Manifest, PaperId};

use super::apply::apply;
use super::columns::{from_json, number, parsed, signed, to_json};
use super::jobs::{Finish, Outcome, finish};
use super::{Catalog, Error, papers};

/// What came of [`Catalog::record`].
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// All is kept.
    Kept {
        /// The new links of the chain: one for each thing that happened, less
        /// the storing of papers that were held already.
        events: Vec<Event>,
        /// How the job ended, if one was finished: `Stored` has become
        /// `Duplicate` where another job stored the paper first.
        outcome: Option<Outcome>,
    },
    /// The job has passed to another worker: nothing is kept, throw the work away.
    LeaseLost,
}

/// An event of the archive, with its paper's manifest where a paper was stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// The link as it was sealed.
    pub event: Event,
    /// Needed for [`EventKind::PaperStored`].
    pub manifest: Option<Manifest>,
}

impl Catalog {
    /// Appends what happened to the chain and applies it, in one transaction,
    /// which also finishes a job if one is given.
    ///
    /// Each [`EventKind::PaperStored`] needs its manifest beside it. A paper
    /// that is held already is not stored again; that is no error.
    pub async fn record(
        &self,
        actor: &str,
        at: Timestamp,
        what: &[(EventKind, Option<&Manifest>)],
        done: Option<Finish>,
    ) -> Result<Recorded, Error> {
        let writing = || Error::writing("what happened");
        let mut tx = self.begin().await.map_err(writing())?;
        let (mut seq, mut hash) = last(&mut tx).await.map_err(writing())?;
        let mut events = Vec::with_capacity(what.len());
        let mut held = BTreeSet::new();
        for (kind, manifest) in what {
            if let EventKind::PaperStored { paper, .. } = kind
                && papers::exists(&mut tx, *paper).await.map_err(writing())?
            {
                held.insert(*paper);
                continue;
            }
            let event = Event::link(seq + 1, at, actor.to_owned(), kind.clone(), hash);
            append(&mut tx, &event).await.map_err(writing())?;
            apply(&mut tx, &event, *manifest).await?;
            (seq, hash) = (event.seq, event.hash);
            events.push(event);
        }
        let outcome = match done {
            None => None,
            Some(Finish { lease, outcome }) => {
                let outcome = match outcome {
                    Outcome::Stored { paper } if held.contains(&paper) => {
                        Outcome::Duplicate { paper }
                    }
                    outcome => outcome,
                };
                if !finish(&mut tx, lease, outcome, at)
                    .await
                    .map_err(writing())?
                {
                    tx.rollback().await.map_err(writing())?;
                    return Ok(Recorded::LeaseLost);
                }
                Some(outcome)
            }
        };
        tx.commit().await.map_err(writing())?;
        Ok(Recorded::Kept { events, outcome })
    }

    /// Takes in events of the archive, in the chain's order, in one transaction:
    /// a few hundred at a time keep a rebuild from waiting for the disk.
    ///
    /// They are applied as on the day they happened and count as sealed. Events
    /// that the chain holds already are passed over, so that a rebuild broken
    /// off may start again. Fails with [`Error::BrokenChain`] at a link that
    /// does not fit; nothing of the call is kept then.
    pub async fn replay(&self, links: &[Replayed]) -> Result<(), Error> {
        let writing = || Error::writing("a replayed event");
        let mut tx = self.begin().await.map_err(writing())?;
        let (mut seq, mut hash) = last(&mut tx).await.map_err(writing())?;
        for Replayed { event, manifest } in links {
            let broken = Error::BrokenChain { seq: event.seq };
            if event.seq <= seq {
                let kept = hash_of(&mut tx, event.seq).await.map_err(writing())?;
                if kept != Some(event.hash) {
                    return Err(broken);
                }
                continue;
            }
            if !event.follows(seq, hash) {
                return Err(broken);
            }
            append(&mut tx, event).await.map_err(writing())?;
            apply(&mut tx, event, manifest.as_ref()).await?;
            (seq, hash) = (event.seq, event.hash);
        }
        if let Some(end) = links.last() {
            seal(&mut tx, end.event.seq).await.map_err(writing())?;
        }
        tx.commit().await.map_err(writing())
    }

    /// Place and hash of the last event; 0 and [`Event::START`] if there is none.
    pub async fn last_event(&self) -> Result<(u64, BlobId), Error> {
        let read = async { last(&mut *self.reader.acquire().await?).await };
        read.await.map_err(Error::reading("the last event"))
    }

    /// The first events that the archive does not hold yet, at most `limit`.
    pub async fn unsealed_events(&self, limit: u32) -> Result<Vec<Event>, Error> {
        sqlx::query(
            "SELECT line FROM events
             WHERE seq > (SELECT value FROM meta WHERE name = 'sealed_until')
             ORDER BY seq LIMIT $1",
        )
        .bind(limit)
        .try_map(event)
        .fetch_all(&self.reader)
        .await
        .map_err(Error::reading("events to be sealed"))
    }

    /// The archive now holds the chain up to and with event `until`; an older
    /// mark than the present one changes nothing.
    pub async fn mark_sealed(&self, until: u64) -> Result<(), Error> {
        let write = async { seal(&mut *self.writer.acquire().await?, until).await };
        write
            .await
            .map_err(Error::writing("which events are sealed"))
    }

    /// What happened to `paper`, oldest first.
    pub async fn events_of(&self, paper: PaperId) -> Result<Vec<Event>, Error> {
        sqlx::query("SELECT line FROM events WHERE paper = $1 ORDER BY seq")
            .bind(paper.to_string())
            .try_map(event)
            .fetch_all(&self.reader)
            .await
            .map_err(Error::reading("a paper's events"))
    }
}

/// Place and hash of the last event.
pub(super) async fn last(db: &mut SqliteConnection) -> sqlx::Result<(u64, BlobId)> {
    let end = sqlx::query("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
        .try_map(|row| Ok((number(&row, "seq")?, parsed(&row, "hash")?)))
        .fetch_optional(db)
        .await?;
    Ok(end.unwrap_or((0, Event::START)))
}

async fn hash_of(db: &mut SqliteConnection, seq: u64) -> sqlx::Result<Option<BlobId>> {
    sqlx::query("SELECT hash FROM events WHERE seq = $1")
        .bind(signed(seq))
        .try_map(|row| parsed(&row, "hash"))
        .fetch_optional(db)
        .await
}

async fn append(tx: &mut SqliteConnection, event: &Event) -> sqlx::Result<()> {
    let paper = match &event.what {
        EventKind::PaperStored { paper, .. } | EventKind::PaperHandedIn { paper, .. } => {
            Some(paper.to_string())
        }
        EventKind::Quarantined { .. } | EventKind::Released { .. } => None,
    };
    sqlx::query("INSERT INTO events (seq, paper, hash, line) VALUES ($1, $2, $3, $4)")
        .bind(signed(event.seq))
        .bind(paper)
        .bind(event.hash.to_string())
        .bind(to_json(event)?)
        .execute(tx)
        .await?;
    Ok(())
}

async fn seal(db: &mut SqliteConnection, until: u64) -> sqlx::Result<()> {
    sqlx::query("UPDATE meta SET value = $1 WHERE name = 'sealed_until' AND value < $1")
        .bind(signed(until))
        .execute(db)
        .await?;
    Ok(())
}

fn event(row: SqliteRow) -> sqlx::Result<Event> {
    from_json(&row, "line")
}
