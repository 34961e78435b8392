//! Papers that the search index has yet to take in.
//!
//! A row is written in the transaction that stores the paper and dropped only
//! after the index has committed: a crash in between indexes the paper again,
//! which changes nothing, and never leaves one out.

use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::base::PaperId;

use super::columns::parsed;
use super::{Catalog, Error};

/// One errand for the indexer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxRow {
    /// Names the errand, for [`Catalog::drop_outbox`]; never used twice.
    pub id: i64,
    /// The paper to index as it now stands.
    pub paper: PaperId,
}

impl Catalog {
    /// The oldest errands, at most `limit`. They stay until dropped.
    pub async fn take_outbox(&self, limit: u32) -> Result<Vec<OutboxRow>, Error> {
        sqlx::query("SELECT id, paper FROM index_outbox ORDER BY id LIMIT $1")
            .bind(limit)
            .try_map(|row| {
                Ok(OutboxRow {
                    id: row.try_get("id")?,
                    paper: parsed(&row, "paper")?,
                })
            })
            .fetch_all(&self.reader)
            .await
            .map_err(Error::reading("what is to be indexed"))
    }

    /// Strikes off errands whose papers the index has committed. Unknown ids
    /// are passed over.
    pub async fn drop_outbox(&self, ids: &[i64]) -> Result<(), Error> {
        let drop = async {
            let mut tx = self.begin().await?;
            for id in ids {
                sqlx::query("DELETE FROM index_outbox WHERE id = $1")
                    .bind(id)
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await
        };
        drop.await.map_err(Error::writing("what was indexed"))
    }

    /// Puts every paper in the outbox that is not there yet: for an index that
    /// was lost or has another form. Returns how many were put there.
    pub async fn enqueue_all_for_index(&self) -> Result<u64, Error> {
        let done = sqlx::query(
            "INSERT INTO index_outbox (paper)
             SELECT p.paper FROM papers p
             WHERE NOT EXISTS (SELECT 1 FROM index_outbox o WHERE o.paper = p.paper)
             ORDER BY p.seq",
        )
        .execute(&self.writer)
        .await
        .map_err(Error::writing("that all papers are to be indexed"))?;
        Ok(done.rows_affected())
    }
}

/// Asks the index to take `paper` in.
pub(super) async fn insert(tx: &mut SqliteConnection, paper: PaperId) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO index_outbox (paper) VALUES ($1)")
        .bind(paper.to_string())
        .execute(tx)
        .await?;
    Ok(())
}
