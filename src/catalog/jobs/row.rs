//! Jobs to rows and back.

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::super::columns::{from_json, meaningless, number, time, to_json};
use super::{Job, JobId, JobState, Lane, NewJob};
use crate::base::BlobId;

/// The number under which a lane is kept; claiming goes by it.
pub(super) fn lane_number(lane: Lane) -> i64 {
    match lane {
        Lane::People => 0,
        Lane::Bulk => 1,
    }
}

/// The number under which a state is kept.
pub(super) fn state_number(state: JobState) -> i64 {
    match state {
        JobState::Ready => 0,
        JobState::Leased => 1,
        JobState::Done => 2,
        JobState::Dead => 3,
    }
}

/// The state kept under `number`.
pub(super) fn state(number: i64) -> sqlx::Result<JobState> {
    [
        JobState::Ready,
        JobState::Leased,
        JobState::Done,
        JobState::Dead,
    ]
    .into_iter()
    .find(|state| state_number(*state) == number)
    .ok_or_else(|| meaningless("state", format!("{number} is no state of a job")))
}

/// Equal for hand-ins of the same bytes from the same place for the same dossier.
pub(super) fn sameness(new: &NewJob) -> sqlx::Result<String> {
    let parts = to_json(&(new.blobs(), &new.source, &new.unit, &new.dossier))?;
    Ok(BlobId::of(parts.as_bytes()).to_string())
}

/// A whole row of `jobs`.
pub(super) fn job(row: SqliteRow) -> sqlx::Result<Job> {
    let lane = match row.try_get("lane")? {
        0_i64 => Lane::People,
        _ => Lane::Bulk,
    };
    let outcome = match row.try_get::<Option<&str>, _>("outcome")? {
        Some(_) => Some(from_json(&row, "outcome")?),
        None => None,
    };
    Ok(Job {
        id: JobId(row.try_get("id")?),
        attempt: number(&row, "attempt")?,
        failures: number(&row, "failures")?,
        interruptions: number(&row, "interruptions")?,
        new: NewJob {
            lane,
            originals: from_json(&row, "originals")?,
            source: row.try_get("source")?,
            unit: row.try_get("unit")?,
            dossier: row.try_get("dossier")?,
            actor: row.try_get("actor")?,
            batch: row.try_get("batch")?,
        },
        state: state(row.try_get("state")?)?,
        worker: row.try_get("worker")?,
        outcome,
        pages_done: number(&row, "pages_done")?,
        pages_total: row.try_get("pages_total")?,
        run_at: time(&row, "run_at")?,
        // Earlier versions kept a sentence here.
        waits_for: row
            .try_get::<Option<&str>, _>("note")?
            .and_then(|code| code.parse().ok()),
        last_error: row.try_get("last_error")?,
        created: time(&row, "created")?,
        updated: time(&row, "updated")?,
    })
}
