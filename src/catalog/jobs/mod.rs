//! The queue: one job is one hand-in to become a paper.
//!
//! A worker claims a job for a while ([`Lease`]), says now and then that it
//! still lives, and ends it in the transaction that keeps its result. Whoever
//! falls silent loses the lease; the attempt number then keeps its late result
//! out. A job that fails again and again, or takes the service down with it
//! again and again, ends as dead and waits for a person.
//!
//! Jobs live nowhere else and may be lost with the catalogue.

mod list;
mod queue;
mod row;
mod trouble;

#[cfg(test)]
mod invariants;
#[cfg(test)]
mod tests;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::base::{BlobId, BlobRef, PaperId, Reason};

pub(super) use queue::finish;

/// Names a job; later jobs have higher numbers, none is used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub i64);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whose work it is. Everything in the first lane goes before anything in the
/// second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Somebody waits for it.
    People,
    /// Stacks and folders.
    Bulk,
}

/// A file of a hand-in, its bytes already kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobFile {
    /// Its bytes.
    pub blob: BlobRef,
    /// The name under which it came, without folders.
    pub name: String,
}

/// A hand-in to be worked off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Whose work it is.
    pub lane: Lane,
    /// The files that make the paper, in order.
    pub originals: Vec<JobFile>,
    /// Where they came from: path or upload name.
    pub source: String,
    /// Code of the unit that hands them in.
    pub unit: Option<String>,
    /// Code of the dossier to which the paper belongs.
    pub dossier: Option<String>,
    /// Who hands them in.
    pub actor: String,
    /// What was handed in together: one upload, one command.
    pub batch: String,
}

impl NewJob {
    /// The bytes of its files, in order.
    pub fn blobs(&self) -> Vec<BlobId> {
        self.originals.iter().map(|f| f.blob.blake3).collect()
    }

    /// The paper that it becomes.
    pub fn paper(&self) -> PaperId {
        PaperId::of(&self.blobs())
    }
}

/// How a job ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outcome {
    /// A new paper.
    Stored {
        /// The paper.
        paper: PaperId,
    },
    /// A paper that was held already.
    Duplicate {
        /// The paper.
        paper: PaperId,
    },
    /// No paper: the bytes lie in quarantine.
    Quarantined {
        /// Why.
        reason: Reason,
    },
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for a worker, perhaps until a set time.
    Ready,
    /// A worker has it.
    Leased,
    /// Ended, with an outcome.
    Done,
    /// Given up, until a person asks again.
    Dead,
}

/// Says that its bearer holds a job: which, and by which attempt. Void as soon
/// as anyone else claims the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// The attempt, from 1.
    pub attempt: u32,
}

/// Ends a job as part of [`Catalog::record`](super::Catalog::record).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finish {
    /// Proof that the job is still the caller's.
    pub lease: Lease,
    /// How it ended.
    pub outcome: Outcome,
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its name.
    pub id: JobId,
    /// How often it was claimed.
    pub attempt: u32,
    /// How often it failed since it was handed in or revived.
    pub failures: u32,
    /// How often the whole service stopped under it since then.
    pub interruptions: u32,
    /// What is to be done.
    pub new: NewJob,
    /// Where it stands.
    pub state: JobState,
    /// Who has it; only when leased.
    pub worker: Option<String>,
    /// How it ended; only when done.
    pub outcome: Option<Outcome>,
    /// Pages worked off in this attempt.
    pub pages_done: u32,
    /// Pages in all, as soon as they are known.
    pub pages_total: Option<u32>,
    /// Not before this time.
    pub run_at: Timestamp,
    /// What it waits for.
    pub waits_for: Option<Reason>,
    /// Why the last attempt failed, for whoever looks after the service.
    pub last_error: Option<String>,
    /// When it was handed in.
    pub created: Timestamp,
    /// When anything about it last changed.
    pub updated: Timestamp,
}

impl Job {
    /// The lease that claiming gave; void unless the job is leased.
    pub fn lease(&self) -> Lease {
        Lease {
            job: self.id,
            attempt: self.attempt,
        }
    }
}

/// Which jobs to list.
#[derive(Debug, Clone, Copy)]
pub enum JobFilter<'a> {
    /// Handed in together, in the order of handing in.
    Batch(&'a str),
    /// The last handed in first.
    Recent,
    /// In this state, the last handed in first.
    In(JobState),
}

/// How many jobs stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Waiting.
    pub ready: u64,
    /// With a worker.
    pub leased: u64,
    /// Ended.
    pub done: u64,
    /// Given up.
    pub dead: u64,
}

/// What became of jobs whose workers fell silent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reaped {
    /// Wait for another attempt.
    pub ready: u64,
    /// Were given up.
    pub dead: u64,
}
