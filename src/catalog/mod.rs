//! The catalogue: what we hold, where it came from, what happened to it, and
//! what is still to be done.
//!
//! **In**: events (with the manifest, where a paper is stored) and hand-ins to
//! work off. **Out**: papers, quarantine, the chain of events, what the index
//! has yet to take in, jobs.
//!
//! Whatever must outlive this database is an [`Event`](crate::base::Event).
//! [`Catalog::record`] appends it to the chain and applies it to the other
//! tables in one transaction; [`Catalog::replay`] sends the events of the archive
//! through the same function, so that a lost catalogue comes back equal. Only
//! jobs and the index's outbox live nowhere else: they may be lost.
//!
//! **Never here**: rules (who may see what, what counts as a duplicate by
//! content), bytes of papers, clocks (every time is handed in), threads of its
//! own. And no SQL elsewhere.
//!
//! **Can fail**: see [`Error`]; a full disk and a busy file can be told apart
//! and waited for, nothing half-written is kept. Futures may be dropped at any
//! point: a write then happened wholly or not at all.

mod apply;
mod columns;
mod error;
mod events;
mod jobs;
mod outbox;
mod papers;
mod quarantine;
mod schema;

#[cfg(test)]
mod crash;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use std::path::Path;

use sqlx::sqlite::SqlitePool;
use sqlx::{Sqlite, Transaction};

pub use error::Error;
pub use events::{Recorded, Replayed};
pub use jobs::{
    Finish, Job, JobCounts, JobFile, JobFilter, JobId, JobState, Lane, Lease, NewJob, Outcome,
    Reaped,
};
pub use outbox::OutboxRow;
pub use papers::{Counts, HandIn, PagePlace, PaperRow, PaperSummary};
pub use quarantine::QuarantineRow;

/// The open catalogue; clones share its connections.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// One connection, so that writers queue here and never meet in the file.
    writer: SqlitePool,
    reader: SqlitePool,
}

impl Catalog {
    /// Opens `file` for writing, creates it if missing (its folder must exist)
    /// and brings its tables to today's form. Only the process that holds the
    /// data folder's lock may do so.
    pub async fn open(file: &Path) -> Result<Self, Error> {
        let (writer, reader) = schema::open(file).await?;
        Ok(Self { writer, reader })
    }

    /// Opens `file` beside a process that may be writing it. Whatever writes
    /// fails on such a catalogue.
    pub async fn open_read_only(file: &Path) -> Result<Self, Error> {
        let reader = schema::open_read_only(file).await?;
        Ok(Self {
            writer: reader.clone(),
            reader,
        })
    }

    /// Waits for running work and closes the file. Not needed for safety; it
    /// leaves one tidy file where a mere exit leaves a `-wal` beside it.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// A transaction that holds the write lock from its start, so that what it
    /// reads cannot change before it writes.
    async fn begin(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
    }
}
