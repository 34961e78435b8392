//! The frozen sample of format 1: an archive as the first version wrote it,
//! opened by today's code.
//!
//! It was written once, by [`write_sample`], and is not written again: a format
//! that changes gets a new number and a new sample.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::store::SPECIFICATION;
use super::{Error, Fixity, Ground, Slice, Store, Tombstone};
use crate::base::{
    Affine, BlobId, BlobRef, Confidence, Degrees, Dpi, Event, EventKind, InkColour, Line, Manifest,
    Mark, MarkKind, MediaType, Outline, PageNo, PageQuality, PageRecord, PageStatus, PageText,
    PaperId, QuarterTurns, Reason, Rect, Sha256, Size, Source, Step, TextOrigin, Word,
};

const ORIGINAL: &[u8] = b"an original of two pages";
const PDF: &[u8] = b"%PDF: its access copy";
const DESTROYED: &[u8] = b"a card that was only shown";
const ENCRYPTED: BlobId = BlobId([0x5e; 32]);
const ENCRYPTED_FILE: &str = concat!(
    "SOHOAENC 00000114\n",
    "{\"key_id\":\"mau-2026\",\"algorithm\":\"sample\",",
    "\"nonce\":\"000102030405060708090a0b0c0d0e0f10111213\",\"chunk_bytes\":65536}\n",
    "no cipher text, only a sample\n",
);

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/archive-v1")
}

fn kept(bytes: &[u8]) -> BlobRef {
    use sha2::Digest;
    BlobRef {
        blake3: BlobId::of(bytes),
        sha256: Sha256(sha2::Sha256::digest(bytes).into()),
        bytes: bytes.len() as u64,
    }
}

fn text() -> Vec<u8> {
    let word =
        |text: &str, x| Word::new(text, Rect::new(x, 20.5, 40.0, 12.0), Confidence::new(0.75));
    let page = PageText {
        lines: vec![Line {
            words: vec![word("giấy", 10.0), word("tờ", 60.0)],
        }],
        origin: TextOrigin::Read,
    };
    let pages = [page, PageText::default()];
    let line = |(index, page): (usize, &PageText)| {
        let mut json = serde_json::to_value(page).unwrap();
        json["page"] = PageNo::from_index(index).get().into();
        format!("{json}\n")
    };
    let lines: String = pages.iter().enumerate().map(line).collect();
    lines.into_bytes()
}

/// A manifest in which every field has something to say.
pub(super) fn manifest() -> Manifest {
    let page = |index, status| PageRecord {
        no: PageNo::from_index(index),
        source: 0,
        source_page: PageNo::from_index(index),
        size: Size::new(1654, 2339),
        dpi: Dpi::new(200.0),
        from_raw: Affine::shift(0.25, -1.5),
        redrawn: false,
        turns: QuarterTurns::new(1),
        skew: Degrees(0.5),
        status,
        origin: TextOrigin::Read,
        quality: PageQuality {
            blank: index == 1,
            rescan: vec![Reason::Doubtful],
        },
        marks: Vec::new(),
        colour: None,
        steps: vec![Step {
            name: "deskew".into(),
            value: 0.5,
        }],
    };
    let source = Source {
        blob: kept(ORIGINAL),
        media: MediaType::Tiff,
        name: "scan-001.tif".into(),
        pages: 2,
        signed: false,
        born_digital: false,
    };
    Manifest {
        format: 1,
        paper: PaperId::of(&[source.blob.blake3]),
        received: Timestamp::UNIX_EPOCH,
        sources: vec![source],
        pages: vec![page(0, PageStatus::Read), page(1, PageStatus::Blank)],
        pdf: kept(PDF),
        text: kept(&text()),
        colour: None,
        reader: "tesseract 5.3.0 vie".into(),
    }
}

/// A chain of this many events of every kind in turn.
pub(super) fn chain(length: u64) -> Vec<Event> {
    let paper = manifest().paper;
    let mut before = Event::START;
    (1..=length)
        .map(|seq| {
            let bytes = BlobId::of(&seq.to_le_bytes());
            let (unit, dossier) = (Some("06337".to_owned()), None);
            let source = format!("hồ sơ \"{seq}\".pdf");
            let what = match seq % 4 {
                1 => EventKind::PaperStored {
                    paper,
                    manifest: bytes,
                },
                2 => EventKind::PaperHandedIn {
                    paper,
                    source,
                    unit,
                    dossier,
                },
                3 => EventKind::Quarantined {
                    bytes,
                    reason: Reason::Encrypted,
                    source,
                    unit,
                    dossier,
                },
                _ => EventKind::Released { bytes },
            };
            let event = Event::link(seq, Timestamp::UNIX_EPOCH, "sohoa".into(), what, before);
            before = event.hash;
            event
        })
        .collect()
}

fn tombstone() -> Tombstone {
    Tombstone {
        ground: Ground::ShownCard,
        at: Timestamp::UNIX_EPOCH,
        by: "luutru01".into(),
        document: "01/BB-HTL".into(),
    }
}

fn write_sample(root: &Path) {
    let store = Store::open(root).unwrap();
    for bytes in [ORIGINAL, PDF, DESTROYED, &text()] {
        store.put(bytes).unwrap();
    }
    store.put_manifest(&manifest()).unwrap();
    store.destroy(BlobId::of(DESTROYED), &tombstone()).unwrap();
    store.seal(&chain(6)).unwrap();
    let encrypted = store.inner.layout.encrypted(ENCRYPTED);
    fs::create_dir_all(encrypted.parent().unwrap()).unwrap();
    fs::write(encrypted, ENCRYPTED_FILE).unwrap();
}

fn check_sample(store: &Store) {
    let walked: Vec<_> = store.manifests().map(Result::unwrap).collect();
    let [(hash, read)] = &walked[..] else {
        panic!("{walked:?}");
    };
    assert_eq!(*read, manifest());
    assert_eq!(store.manifest(read.paper, *hash).unwrap(), *read);
    assert_eq!(store.read(read.sources[0].blob.blake3).unwrap(), ORIGINAL);
    assert_eq!(store.read(read.pdf.blake3).unwrap(), PDF);
    assert_eq!(store.read(read.text.blake3).unwrap(), text());

    let events: Vec<Event> = store.events().map(Result::unwrap).collect();
    assert_eq!(events, chain(6));
    assert_eq!(store.sealed_until().unwrap(), (6, events[5].hash));

    let destroyed = store.check(BlobId::of(DESTROYED)).unwrap();
    assert_eq!(destroyed, Fixity::Destroyed(tombstone()));
    let refused = store.read(ENCRYPTED).unwrap_err();
    assert!(matches!(refused, Error::Encrypted { key_id, .. } if key_id == "mau-2026"));

    let blobs: Vec<BlobId> = store.blobs(Slice::ALL).map(Result::unwrap).collect();
    assert_eq!(blobs.len(), 4);
    for id in blobs.into_iter().filter(|id| *id != ENCRYPTED) {
        assert!(matches!(store.check(id), Ok(Fixity::Intact { .. })));
    }
}

#[test]
fn todays_code_reads_format_1() {
    check_sample(&Store::open_read_only(&sample()).unwrap());
}

#[test]
fn what_todays_code_writes_it_reads() {
    let dir = tempfile::tempdir().unwrap();
    write_sample(dir.path());
    check_sample(&Store::open(dir.path()).unwrap());
}

#[test]
fn a_paper_without_seals_is_written_as_before_and_one_with_them_comes_back() {
    let plain = manifest();
    let before = serde_json::to_value(&plain).unwrap();
    assert!(before.get("colour").is_none());
    assert!(before["pages"][0].get("marks").is_none());
    assert!(before["pages"][0].get("colour").is_none());

    let mut sealed = plain;
    sealed.colour = Some(kept(b"II*"));
    sealed.pages[0].colour = Some(PageNo::FIRST);
    sealed.pages[0].marks = vec![Mark {
        kind: MarkKind::Stamp,
        colour: InkColour::Violet,
        shape: Outline::Oblong,
        at: Rect::new(10.0, 20.0, 300.0, 90.0),
    }];
    let json = serde_json::to_string(&sealed).unwrap();
    assert_eq!(serde_json::from_str::<Manifest>(&json).unwrap(), sealed);
    assert_eq!(sealed.blobs().count(), 4);
}

#[test]
fn the_specification_names_every_code_that_is_stored() {
    let grounds = ["disposal", "secret", "shown_card", "court_order"];
    let marks = [
        "seal", "stamp", "pen", "red", "blue", "violet", "black", "round", "oblong",
    ];
    let reasons = Reason::ALL.iter().map(|reason| reason.code());
    for code in reasons.chain(grounds).chain(marks) {
        assert!(SPECIFICATION.contains(&format!("`{code}`")), "{code}");
    }
}
