//! What people see of the queue, and what they may do to it.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::super::columns::{micros, number};
use super::super::{Catalog, Error};
use super::row::{job, state, state_number};
use super::{Job, JobCounts, JobFilter, JobId, JobState};

impl Catalog {
    /// One job; `None` if there is none, or no longer.
    pub async fn job(&self, id: JobId) -> Result<Option<Job>, Error> {
        sqlx::query("SELECT * FROM jobs WHERE id = $1")
            .bind(id.0)
            .try_map(job)
            .fetch_optional(&self.reader)
            .await
            .map_err(Error::reading("a job"))
    }

    /// At most `limit` jobs.
    pub async fn jobs(&self, which: JobFilter<'_>, limit: u32) -> Result<Vec<Job>, Error> {
        let query = match which {
            JobFilter::Batch(batch) => {
                sqlx::query("SELECT * FROM jobs WHERE batch = $1 ORDER BY id LIMIT $2").bind(batch)
            }
            JobFilter::In(state) => {
                sqlx::query("SELECT * FROM jobs WHERE state = $1 ORDER BY id DESC LIMIT $2")
                    .bind(state_number(state))
            }
            JobFilter::Recent => {
                sqlx::query("SELECT * FROM jobs WHERE id <= $1 ORDER BY id DESC LIMIT $2")
                    .bind(i64::MAX)
            }
        };
        query
            .bind(limit)
            .try_map(job)
            .fetch_all(&self.reader)
            .await
            .map_err(Error::reading("jobs"))
    }

    /// How many jobs stand where.
    pub async fn job_counts(&self) -> Result<JobCounts, Error> {
        let rows = sqlx::query("SELECT state, COUNT(*) AS number FROM jobs GROUP BY state")
            .try_map(|row: SqliteRow| Ok((state(row.try_get("state")?)?, number(&row, "number")?)))
            .fetch_all(&self.reader)
            .await
            .map_err(Error::reading("how many jobs there are"))?;
        let mut counts = JobCounts::default();
        for (state, number) in rows {
            *match state {
                JobState::Ready => &mut counts.ready,
                JobState::Leased => &mut counts.leased,
                JobState::Done => &mut counts.done,
                JobState::Dead => &mut counts.dead,
            } = number;
        }
        Ok(counts)
    }

    /// Gives a dead job all its attempts back. `false`: it is not dead, or the
    /// same hand-in is open again as another job.
    pub async fn retry_dead(&self, id: JobId, now: Timestamp) -> Result<bool, Error> {
        let revived = sqlx::query(
            "UPDATE jobs SET state = 0, failures = 0, interruptions = 0, run_at = $2, updated = $2
             WHERE id = $1 AND state = 3
             AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.same = jobs.same AND o.state IN (0, 1))",
        )
        .bind(id.0)
        .bind(micros(now))
        .execute(&self.writer)
        .await
        .map_err(Error::writing("that a dead job is to be tried again"))?;
        Ok(revived.rows_affected() == 1)
    }

    /// Forgets jobs done before `before`; returns how many.
    pub async fn prune_done(&self, before: Timestamp) -> Result<u64, Error> {
        let gone = sqlx::query("DELETE FROM jobs WHERE state = 2 AND updated < $1")
            .bind(micros(before))
            .execute(&self.writer)
            .await
            .map_err(Error::writing("which done jobs are forgotten"))?;
        Ok(gone.rows_affected())
    }
}
