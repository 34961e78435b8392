//! Files that could not be taken: shown, and tried again when a person asks or
//! when a newer program may read what an older one could not.

use std::fs;
use std::path::Path;

use super::intake::file_name;
use super::views::QuarantineItem;
use super::{Error, Sohoa};
use crate::base::BlobId;
use crate::catalog::{JobFile, Lane, NewJob, QuarantineRow};

/// Rows that a screen shows, and that an upgrade tries again.
const ROWS: u32 = 1_000;
const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Sohoa {
    /// Files that could not be taken, the latest first.
    ///
    /// # Errors
    /// When the catalogue fails.
    pub async fn quarantine(&self) -> Result<Vec<QuarantineItem>, Error> {
        let rows = self.catalog().quarantined(ROWS).await?;
        let items = rows.into_iter().map(|row| QuarantineItem {
            bytes: row.bytes,
            source: row.source,
            reason: row.reason,
            at: row.at,
        });
        Ok(items.collect())
    }

    /// Tries bytes again that lie in quarantine; the number of the new job.
    ///
    /// # Errors
    /// [`Error::NotFound`] when they do not lie there.
    pub async fn retry_quarantined(&self, bytes: BlobId) -> Result<i64, Error> {
        let row = self.catalog().quarantine_of(bytes).await?;
        let row = row.ok_or_else(|| Error::NotFound {
            what: format!("quarantined {bytes}"),
        })?;
        self.try_again(row, Lane::People, "web").await
    }

    /// After an upgrade, tries everything again that lies in quarantine, behind
    /// all other work.
    ///
    /// # Errors
    /// When catalogue or archive fail.
    pub(super) async fn retry_after_upgrade(&self) -> Result<(), Error> {
        let mark = self.config().data.join("version");
        if fs::read_to_string(&mark).is_ok_and(|last| last == VERSION) {
            return Ok(());
        }
        for row in self.catalog().quarantined(ROWS).await? {
            self.try_again(row, Lane::Bulk, "sohoa").await?;
        }
        fs::write(&mark, VERSION).map_err(Error::files("writing", mark))
    }

    async fn try_again(&self, row: QuarantineRow, lane: Lane, actor: &str) -> Result<i64, Error> {
        let (archive, bytes) = (self.archive().clone(), row.bytes);
        // Both hashes are wanted, and only one is the name.
        let blob = tokio::task::spawn_blocking(move || {
            let mut writer = archive.writer()?;
            let mut from = archive.open_blob(bytes)?;
            std::io::copy(&mut from, &mut writer)
                .map_err(Error::files("reading", archive.path(bytes)))?;
            Ok::<_, Error>(writer.finish()?)
        })
        .await??;
        let job = NewJob {
            lane,
            originals: vec![JobFile {
                blob,
                name: file_name(Path::new(&row.source)),
            }],
            source: row.source,
            unit: row.unit,
            dossier: row.dossier,
            actor: actor.to_owned(),
            batch: "quarantine".to_owned(),
        };
        Ok(self.enqueue(&job).await?.0)
    }
}
