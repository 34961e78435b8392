//! What each kind of event does to the tables: the one function through which
//! both today's work and a rebuild go.

use sqlx::sqlite::SqliteConnection;

use crate::base::{Event, EventKind, Manifest};

use super::error::Error;
use super::papers::{self, HandIn};
use super::quarantine::{self, QuarantineRow};

/// Applies `event`, which must already stand in the chain. `manifest` is needed
/// where a paper is stored, and must be that paper's.
pub(super) async fn apply(
    tx: &mut SqliteConnection,
    event: &Event,
    manifest: Option<&Manifest>,
) -> Result<(), Error> {
    match &event.what {
        EventKind::PaperStored {
            paper,
            manifest: hash,
        } => {
            let manifest = manifest
                .filter(|m| m.paper == *paper)
                .ok_or(Error::NoManifest { paper: *paper })?;
            papers::insert(tx, event.seq, *hash, manifest)
                .await
                .map_err(Error::writing("a stored paper"))?;
            for source in &manifest.sources {
                quarantine::release(tx, source.blob.blake3)
                    .await
                    .map_err(Error::writing("that a paper left quarantine"))?;
            }
            Ok(())
        }
        EventKind::PaperHandedIn {
            paper,
            source,
            unit,
            dossier,
        } => {
            let hand_in = HandIn {
                seq: event.seq,
                at: event.at,
                source: source.clone(),
                unit: unit.clone(),
                dossier: dossier.clone(),
                actor: event.actor.clone(),
            };
            papers::insert_hand_in(tx, *paper, &hand_in)
                .await
                .map_err(Error::writing("a paper's hand-in"))
        }
        EventKind::Quarantined {
            bytes,
            reason,
            source,
            unit,
            dossier,
        } => {
            let row = QuarantineRow {
                seq: event.seq,
                bytes: *bytes,
                reason: *reason,
                source: source.clone(),
                at: event.at,
                unit: unit.clone(),
                dossier: dossier.clone(),
            };
            quarantine::insert(tx, &row)
                .await
                .map_err(Error::writing("a quarantined file"))
        }
        EventKind::Released { bytes } => quarantine::release(tx, *bytes)
            .await
            .map_err(Error::writing("that a file left quarantine")),
    }
}
