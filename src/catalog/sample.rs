//! Made-up papers and hand-ins for the tests.

use jiff::Timestamp;
use tempfile::TempDir;

use crate::base::{
    Affine, BlobId, BlobRef, Degrees, Dpi, EventKind, Manifest, MediaType, PageNo, PageQuality,
    PageRecord, PageStatus, PaperId, QuarterTurns, Reason, Sha256, Size, Source, Step, TextOrigin,
};

use super::{Catalog, JobFile, Lane, NewJob};

/// A catalogue in a folder of its own, which must outlive it.
pub(super) async fn catalog() -> (TempDir, Catalog) {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::open(&folder.path().join("catalog.db"))
        .await
        .unwrap();
    (folder, catalog)
}

/// `seconds` after the tests' first moment.
pub(super) fn time(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

pub(super) fn blob(name: &str) -> BlobRef {
    BlobRef {
        blake3: BlobId::of(name.as_bytes()),
        sha256: Sha256([7; 32]),
        bytes: 12_345,
    }
}

/// Originals `a,b,…` by the letters of `name`.
fn originals(name: &str) -> Vec<BlobRef> {
    name.split(',').map(blob).collect()
}

/// The manifest of the paper made of the originals `name`: one page each, then
/// one unread and one blank page.
pub(super) fn manifest(name: &str) -> Manifest {
    let blobs = originals(name);
    let ids: Vec<BlobId> = blobs.iter().map(|b| b.blake3).collect();
    let mut statuses = vec![PageStatus::Read; blobs.len()];
    statuses.extend([PageStatus::Unread(Reason::Crashed), PageStatus::Blank]);
    let page = |(index, status): (usize, PageStatus)| PageRecord {
        no: PageNo::from_index(index),
        source: 0,
        source_page: PageNo::from_index(index),
        size: Size::new(2480, 3508),
        dpi: Dpi::new(300.0),
        from_raw: Affine::shift(0.5, -2.25),
        redrawn: false,
        turns: QuarterTurns::new(1),
        skew: Degrees(0.75),
        status,
        origin: TextOrigin::Read,
        quality: PageQuality {
            blank: false,
            rescan: vec![Reason::Blurred],
        },
        marks: Vec::new(),
        colour: None,
        steps: vec![Step {
            name: "deskew".into(),
            value: 0.75,
        }],
    };
    Manifest {
        format: Manifest::FORMAT,
        paper: PaperId::of(&ids),
        received: time(0),
        sources: blobs
            .iter()
            .zip(name.split(','))
            .map(|(blob, name)| Source {
                blob: *blob,
                media: MediaType::Jpeg,
                name: format!("{name}.jpg"),
                pages: 1,
                signed: false,
                born_digital: false,
            })
            .collect(),
        pages: statuses.into_iter().enumerate().map(page).collect(),
        pdf: blob("pdf"),
        text: blob("text"),
        colour: None,
        reader: "tesseract 5.3.0".into(),
    }
}

pub(super) fn stored(manifest: &Manifest) -> EventKind {
    EventKind::PaperStored {
        paper: manifest.paper,
        manifest: BlobId::of(manifest.paper.to_string().as_bytes()),
    }
}

pub(super) fn handed_in(manifest: &Manifest, dossier: &str) -> EventKind {
    EventKind::PaperHandedIn {
        paper: manifest.paper,
        source: "scan/a.jpg".into(),
        unit: Some("H37.01".into()),
        dossier: Some(dossier.into()),
    }
}

pub(super) fn quarantined(name: &str, unit: Option<&str>, reason: Reason) -> EventKind {
    EventKind::Quarantined {
        bytes: blob(name).blake3,
        reason,
        source: format!("scan/{name}.jpg"),
        unit: unit.map(Into::into),
        dossier: None,
    }
}

/// A hand-in of the originals `name`.
pub(super) fn job(lane: Lane, name: &str) -> NewJob {
    NewJob {
        lane,
        originals: name
            .split(',')
            .map(|name| JobFile {
                blob: blob(name),
                name: format!("{name}.jpg"),
            })
            .collect(),
        source: "scan".into(),
        unit: None,
        dossier: Some("H37.01-260922-0001".into()),
        actor: "an".into(),
        batch: "b1".into(),
    }
}
