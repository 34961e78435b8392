//! The good life of a job: handed in, claimed, kept alive, ended.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::sqlite::SqliteConnection;

use super::super::columns::{micros, to_json};
use super::super::{Catalog, Error};
use super::row::{job, lane_number, sameness};
use super::{Job, JobId, Lane, Lease, NewJob, Outcome};

/// A time `length` after `now`, as a column holds it.
fn after(now: Timestamp, length: Duration) -> i64 {
    micros(now).saturating_add(i64::try_from(length.as_micros()).unwrap_or(i64::MAX))
}

impl Catalog {
    /// Hands a job in. The same hand-in (bytes, source, unit, dossier) that is
    /// still open is not doubled: its id comes back, and it moves to the
    /// people's lane if it is now wanted there.
    pub async fn enqueue(&self, new: &NewJob, now: Timestamp) -> Result<JobId, Error> {
        let write = async {
            let same = sameness(new)?;
            let mut tx = self.begin().await?;
            let open: Option<i64> =
                sqlx::query_scalar("SELECT id FROM jobs WHERE same = $1 AND state IN (0, 1)")
                    .bind(&same)
                    .fetch_optional(&mut *tx)
                    .await?;
            let id = match open {
                Some(id) => {
                    sqlx::query("UPDATE jobs SET lane = $2 WHERE id = $1 AND lane > $2")
                        .bind(id)
                        .bind(lane_number(new.lane))
                        .execute(&mut *tx)
                        .await?;
                    id
                }
                None => insert(&mut tx, new, &same, now).await?,
            };
            tx.commit().await?;
            Ok(JobId(id))
        };
        write.await.map_err(Error::writing("a job"))
    }

    /// Gives `worker` the next job whose time has come, for `lease` from `now`:
    /// the people's lane first, then by time, then by age. Lanes after `last` are
    /// left alone. `None`: nothing to do.
    pub async fn claim(
        &self,
        worker: &str,
        last: Lane,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Option<Job>, Error> {
        // In a transaction, though it is one statement: sqlx does not report
        // when a statement that also gives rows could not be committed, and an
        // attempt number given out but not kept would be given out twice.
        let write = async {
            let mut tx = self.begin().await?;
            let claimed = sqlx::query(
                "UPDATE jobs SET state = 1, attempt = attempt + 1, worker = $1, lease_until = $2,
                        note = NULL, updated = $3
                 WHERE id = (SELECT id FROM jobs
                             WHERE state = 0 AND lane <= $4 AND run_at <= $3
                             ORDER BY lane, run_at, id LIMIT 1)
                 RETURNING *",
            )
            .bind(worker)
            .bind(after(now, lease))
            .bind(micros(now))
            .bind(lane_number(last))
            .try_map(job)
            .fetch_optional(&mut *tx)
            .await?;
            tx.commit().await?;
            Ok(claimed)
        };
        write
            .await
            .map_err(Error::writing("who takes the next job"))
    }

    /// Keeps a job for another `length` from `now` and notes its progress; a
    /// number of pages once known stays known. A job that gets further than ever
    /// before is not what stops the service: its interruptions are forgotten.
    ///
    /// `false`: the lease is lost, stop working on it.
    pub async fn heartbeat(
        &self,
        lease: Lease,
        pages_done: u32,
        pages_total: Option<u32>,
        now: Timestamp,
        length: Duration,
    ) -> Result<bool, Error> {
        let kept = sqlx::query(
            "UPDATE jobs SET lease_until = $3,
                    interruptions = CASE WHEN $4 > pages_done THEN 0 ELSE interruptions END,
                    pages_done = $4,
                    pages_total = COALESCE($5, pages_total), updated = $6
             WHERE id = $1 AND attempt = $2 AND state = 1",
        )
        .bind(lease.job.0)
        .bind(lease.attempt)
        .bind(after(now, length))
        .bind(pages_done)
        .bind(pages_total)
        .bind(micros(now))
        .execute(&self.writer)
        .await
        .map_err(Error::writing("a job's progress"))?;
        Ok(kept.rows_affected() == 1)
    }
}

/// Ends a job within the transaction that keeps its result. `false`: the lease
/// is lost, nothing was changed.
pub(in super::super) async fn finish(
    tx: &mut SqliteConnection,
    lease: Lease,
    outcome: Outcome,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE jobs SET state = 2, worker = NULL, lease_until = NULL, outcome = $3,
                pages_done = COALESCE(pages_total, pages_done), updated = $4
         WHERE id = $1 AND attempt = $2 AND state = 1",
    )
    .bind(lease.job.0)
    .bind(lease.attempt)
    .bind(to_json(&outcome)?)
    .bind(micros(now))
    .execute(tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

async fn insert(
    tx: &mut SqliteConnection,
    new: &NewJob,
    same: &str,
    now: Timestamp,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "INSERT INTO jobs (lane, state, run_at, same, originals, source, unit, dossier, actor,
                           batch, created, updated)
         VALUES ($1, 0, $2, $3, $4, $5, $6, $7, $8, $9, $2, $2) RETURNING id",
    )
    .bind(lane_number(new.lane))
    .bind(micros(now))
    .bind(same)
    .bind(to_json(&new.originals)?)
    .bind(&new.source)
    .bind(&new.unit)
    .bind(&new.dossier)
    .bind(&new.actor)
    .bind(&new.batch)
    .fetch_one(tx)
    .await
}
