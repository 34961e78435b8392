//! Files that could not be taken, each with its reason.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::base::{BlobId, Reason};

use super::columns::{micros, number, parsed, signed, time};
use super::{Catalog, Error};

/// A hand-in whose bytes could not be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct QuarantineRow {
    /// The event that put it here.
    pub seq: u64,
    /// The bytes kept apart.
    pub bytes: BlobId,
    /// Why.
    pub reason: Reason,
    /// Where the file came from: its path or upload name.
    pub source: String,
    /// When it was put here.
    pub at: Timestamp,
    /// Code of the unit that handed it in.
    pub unit: Option<String>,
    /// Code of the dossier to which it belongs.
    pub dossier: Option<String>,
}

impl Catalog {
    /// What lies in quarantine, newest first, at most `limit`. The same bytes
    /// stand here once for each unit, dossier and source that handed them in.
    pub async fn quarantined(&self, limit: u32) -> Result<Vec<QuarantineRow>, Error> {
        sqlx::query("SELECT * FROM quarantine ORDER BY seq DESC LIMIT $1")
            .bind(limit)
            .try_map(row)
            .fetch_all(&self.reader)
            .await
            .map_err(Error::reading("the quarantine"))
    }

    /// The newest hand-in of these bytes, if they lie in quarantine.
    pub async fn quarantine_of(&self, bytes: BlobId) -> Result<Option<QuarantineRow>, Error> {
        sqlx::query("SELECT * FROM quarantine WHERE bytes = $1 ORDER BY seq DESC LIMIT 1")
            .bind(bytes.to_string())
            .try_map(row)
            .fetch_optional(&self.reader)
            .await
            .map_err(Error::reading("a file in quarantine"))
    }
}

/// Puts a hand-in in quarantine; the same one again replaces its older row.
pub(super) async fn insert(tx: &mut SqliteConnection, row: &QuarantineRow) -> sqlx::Result<()> {
    sqlx::query(
        "DELETE FROM quarantine WHERE bytes = $1 AND source = $2
         AND unit IS NOT DISTINCT FROM $3 AND dossier IS NOT DISTINCT FROM $4",
    )
    .bind(row.bytes.to_string())
    .bind(&row.source)
    .bind(&row.unit)
    .bind(&row.dossier)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "INSERT INTO quarantine (seq, bytes, reason, at, source, unit, dossier)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(signed(row.seq))
    .bind(row.bytes.to_string())
    .bind(row.reason.code())
    .bind(micros(row.at))
    .bind(&row.source)
    .bind(&row.unit)
    .bind(&row.dossier)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes every hand-in of these bytes out of quarantine.
pub(super) async fn release(tx: &mut SqliteConnection, bytes: BlobId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM quarantine WHERE bytes = $1")
        .bind(bytes.to_string())
        .execute(tx)
        .await?;
    Ok(())
}

fn row(row: SqliteRow) -> sqlx::Result<QuarantineRow> {
    Ok(QuarantineRow {
        seq: number(&row, "seq")?,
        bytes: parsed(&row, "bytes")?,
        reason: parsed(&row, "reason")?,
        source: row.try_get("source")?,
        at: time(&row, "at")?,
        unit: row.try_get("unit")?,
        dossier: row.try_get("dossier")?,
    })
}
