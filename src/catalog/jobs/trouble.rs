//! Jobs in trouble: failed, put off, abandoned by a worker or by the whole service.

use jiff::Timestamp;
use sqlx::sqlite::SqliteConnection;

use super::super::columns::micros;
use super::super::{Catalog, Error};
use super::row::state_number;
use super::{JobState, Lease, Reaped};
use crate::base::Reason;

/// Failures after which a job is dead: with [`pause`] the fifth comes a quarter
/// of an hour after the first, longer than a network drive's restart takes.
const MAX_FAILURES: i64 = 5;

/// Stops of the whole service under one job, without a page read between them,
/// after which the job is taken for their cause. Far more than failures: power
/// cuts and updates are not the job's fault, the first in the queue meets each
/// of them, and a hundred kills within as many seconds must lose no paper.
const MAX_INTERRUPTIONS: i64 = 200;

/// Interruptions after which a job goes straight back to work; after more it
/// waits a little, so that those behind it get their turn.
const FREE_INTERRUPTIONS: i64 = 5;

/// How long it then waits, in microseconds.
const INTERRUPTION_PAUSE: i64 = 5_000_000;

/// The longest pause, one hour: the service may then have been repaired by hand.
const LONGEST_PAUSE: i64 = 3_600_000_000;

/// Microseconds to wait after the `n`th trouble: 10 s, 40 s, 160 s, 640 s, …
fn pause(n: i64) -> i64 {
    let steps = u32::try_from(n.clamp(1, 6) - 1).unwrap_or(0);
    (10_000_000 * 4_i64.pow(steps)).min(LONGEST_PAUSE)
}

impl Catalog {
    /// The attempt failed: the job waits for a growing pause, or is dead after
    /// its fifth failure. `None`: the lease is lost, nothing was changed.
    pub async fn retry(
        &self,
        lease: Lease,
        error: &str,
        now: Timestamp,
    ) -> Result<Option<JobState>, Error> {
        let write = async {
            let mut tx = self.begin().await?;
            let failures: Option<i64> = sqlx::query_scalar(
                "SELECT failures FROM jobs WHERE id = $1 AND attempt = $2 AND state = 1",
            )
            .bind(lease.job.0)
            .bind(lease.attempt)
            .fetch_optional(&mut *tx)
            .await?;
            let Some(failures) = failures else {
                return Ok(None);
            };
            let state = fail(&mut tx, lease.job.0, failures + 1, error, now).await?;
            tx.commit().await?;
            Ok(Some(state))
        };
        write
            .await
            .map_err(Error::writing("that a job is to be tried again"))
    }

    /// Puts the job back until `run_at` without counting a failure: the disk is
    /// full, a file still grows. `why` tells people what it waits for. A time more
    /// than an hour off is brought forward by [`Catalog::reap`]. `false`: the
    /// lease is lost, nothing was changed.
    pub async fn wait(
        &self,
        lease: Lease,
        why: Reason,
        run_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let put_back = sqlx::query(
            "UPDATE jobs SET state = 0, worker = NULL, lease_until = NULL, note = $3,
                    run_at = $4, updated = $5
             WHERE id = $1 AND attempt = $2 AND state = 1",
        )
        .bind(lease.job.0)
        .bind(lease.attempt)
        .bind(why.code())
        .bind(micros(run_at))
        .bind(micros(now))
        .execute(&self.writer)
        .await
        .map_err(Error::writing("that a job waits"))?;
        Ok(put_back.rows_affected() == 1)
    }

    /// Takes jobs from workers that let their lease run out; each counts as a
    /// failure. To be called every few seconds.
    pub async fn reap(&self, now: Timestamp) -> Result<Reaped, Error> {
        let write = async {
            let mut tx = self.begin().await?;
            // Set while the clock stood wrong: no pause is longer than this.
            sqlx::query("UPDATE jobs SET run_at = $1 WHERE state = 0 AND run_at > $2")
                .bind(micros(now))
                .bind(micros(now).saturating_add(LONGEST_PAUSE))
                .execute(&mut *tx)
                .await?;
            let silent: Vec<(i64, i64)> = sqlx::query_as(
                "SELECT id, failures FROM jobs WHERE state = 1 AND lease_until < $1",
            )
            .bind(micros(now))
            .fetch_all(&mut *tx)
            .await?;
            let mut reaped = Reaped::default();
            for (id, failures) in silent {
                let why = "the worker fell silent and its lease ran out";
                count(
                    &mut reaped,
                    fail(&mut tx, id, failures + 1, why, now).await?,
                );
            }
            tx.commit().await?;
            Ok(reaped)
        };
        write
            .await
            .map_err(Error::writing("which workers fell silent"))
    }

    /// Takes every leased job back: to be called once at the start of the
    /// process that holds the data folder, when no worker of an earlier one can
    /// still be at work. The first times a job goes straight back to the queue;
    /// later it waits a little, and at last it is dead, lest one paper that kills
    /// the service do so for ever.
    pub async fn recover(&self, now: Timestamp) -> Result<Reaped, Error> {
        let write = async {
            let mut tx = self.begin().await?;
            let orphans: Vec<(i64, i64)> =
                sqlx::query_as("SELECT id, interruptions FROM jobs WHERE state = 1")
                    .fetch_all(&mut *tx)
                    .await?;
            let mut reaped = Reaped::default();
            for (id, interruptions) in orphans {
                let n = interruptions + 1;
                let wait = if n > FREE_INTERRUPTIONS {
                    INTERRUPTION_PAUSE
                } else {
                    0
                };
                sqlx::query("UPDATE jobs SET interruptions = $2 WHERE id = $1")
                    .bind(id)
                    .bind(n)
                    .execute(&mut *tx)
                    .await?;
                let why = "the service stopped during the work";
                let dead = n >= MAX_INTERRUPTIONS;
                count(
                    &mut reaped,
                    put_back(&mut tx, id, dead, wait, why, now).await?,
                );
            }
            tx.commit().await?;
            Ok(reaped)
        };
        write
            .await
            .map_err(Error::writing("which jobs were interrupted"))
    }
}

/// Notes the `failures`th failure of a leased job.
async fn fail(
    tx: &mut SqliteConnection,
    id: i64,
    failures: i64,
    error: &str,
    now: Timestamp,
) -> sqlx::Result<JobState> {
    sqlx::query("UPDATE jobs SET failures = $2 WHERE id = $1")
        .bind(id)
        .bind(failures)
        .execute(&mut *tx)
        .await?;
    let dead = failures >= MAX_FAILURES;
    put_back(tx, id, dead, pause(failures), error, now).await
}

/// Ends a lease without a result: dead, or ready after `wait` microseconds.
async fn put_back(
    tx: &mut SqliteConnection,
    id: i64,
    dead: bool,
    wait: i64,
    error: &str,
    now: Timestamp,
) -> sqlx::Result<JobState> {
    let state = if dead {
        JobState::Dead
    } else {
        JobState::Ready
    };
    sqlx::query(
        "UPDATE jobs SET state = $2, worker = NULL, lease_until = NULL, run_at = $3,
                last_error = $4, updated = $5 WHERE id = $1",
    )
    .bind(id)
    .bind(state_number(state))
    .bind(micros(now).saturating_add(wait))
    .bind(error)
    .bind(micros(now))
    .execute(tx)
    .await?;
    Ok(state)
}

fn count(reaped: &mut Reaped, state: JobState) {
    match state {
        JobState::Dead => reaped.dead += 1,
        _ => reaped.ready += 1,
    }
}
