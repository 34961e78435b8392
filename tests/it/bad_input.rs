//! Bad input gets a named reason, and the rest of the batch goes on.

use crate::forward::good_page;
use crate::world::{World, text};

/// A whole PNG whose header claims 60,000 × 60,000 pixels.
fn huge_png() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let size = 60_000_u32.to_be_bytes();
    let header = [&size[..], &size, &[8, 2, 0, 0, 0]].concat();
    for (kind, data) in [
        (b"IHDR", &header[..]),
        (b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01"),
        (b"IEND", b""),
    ] {
        png.extend((data.len() as u32).to_be_bytes());
        let named = [&kind[..], data].concat();
        png.extend(&named);
        png.extend(crc32(&named).to_be_bytes());
    }
    png
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

/// A PDF whose page content unpacks, twice, to four billion bytes.
fn bomb_pdf() -> Vec<u8> {
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write;
    let mut inner = ZlibEncoder::new(Vec::new(), Compression::best());
    for _ in 0..4_096 {
        inner.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let mut outer = ZlibEncoder::new(Vec::new(), Compression::best());
    outer.write_all(&inner.finish().unwrap()).unwrap();
    let packed = outer.finish().unwrap();
    let mut pdf = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    let objects: [Vec<u8>; 4] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<>>>>".to_vec(),
        [
            format!(
                "<</Length {}/Filter[/FlateDecode/FlateDecode]>>stream\n",
                packed.len()
            )
            .into_bytes(),
            packed,
            b"\nendstream".to_vec(),
        ]
        .concat(),
    ];
    for (number, object) in objects.iter().enumerate() {
        offsets.push(pdf.len());
        pdf.extend(format!("{} 0 obj\n", number + 1).into_bytes());
        pdf.extend(object);
        pdf.extend(b"\nendobj\n");
    }
    let start = pdf.len();
    pdf.extend(b"xref\n0 5\n0000000000 65535 f \n");
    for offset in offsets {
        pdf.extend(format!("{offset:010} 00000 n \n").into_bytes());
    }
    pdf.extend(format!("trailer<</Size 5/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").into_bytes());
    pdf
}

#[test]
fn each_fault_is_named_and_the_batch_goes_on() {
    let world = World::new();
    let good = good_page();
    let cases: [(&str, Vec<u8>, &[&str]); 7] = [
        ("in/a-empty.pdf", Vec::new(), &["empty"]),
        (
            "in/b-truncated.jpg",
            good[..good.len() / 2].to_vec(),
            &["truncated"],
        ),
        (
            "in/c-text.pdf",
            b"day khong phai PDF".to_vec(),
            &["wrong_kind"],
        ),
        ("in/d-huge.png", huge_png(), &["too_large"]),
        ("in/e-bomb.pdf", bomb_pdf(), &["bomb"]),
        (
            "in/f-cut.pdf",
            b"%PDF-1.7\n1 0 obj\n<</Type/Catalog".to_vec(),
            &["damaged", "truncated", "no_pages"],
        ),
        ("in/g-good.jpg", good, &[]),
    ];
    for (name, bytes, _) in &cases {
        world.file(name, bytes);
    }
    let (code, lines) = world.json(&["ingest", text(&world.path("in"))]);
    assert_eq!(code, 2);
    assert_eq!(lines.len(), cases.len());
    for (name, _, reasons) in &cases {
        let line = lines
            .iter()
            .find(|l| l["source"].as_str().unwrap().ends_with(name))
            .unwrap();
        if reasons.is_empty() {
            assert_eq!(line["status"], "stored", "{line}");
        } else {
            assert_eq!(line["status"], "quarantined", "{line}");
            assert!(
                reasons.contains(&line["reason"].as_str().unwrap()),
                "{line}"
            );
        }
    }
    // Tried again when asked, the bytes are still there.
    let (code, again) = world.json(&["ingest", text(&world.path("in/c-text.pdf"))]);
    assert_eq!((code, again[0]["reason"].as_str()), (2, Some("wrong_kind")));
}

#[test]
fn what_lies_in_quarantine_is_tried_again_after_an_upgrade() {
    let world = World::new();
    let path = world.file("a.pdf", b"day khong phai PDF");
    world.json(&["ingest", text(&path)]);
    let events = |world: &World| world.json(&["verify"]).1[0]["events"].as_u64().unwrap();
    let before = events(&world);
    std::fs::write(world.data().join("version"), "0.0.1").unwrap();
    // The retry stands before this page in the queue.
    let good = world.file("good.jpg", &good_page());
    world.well(&["ingest", text(&good)]);
    assert!(
        events(&world) > before + 2,
        "the old file was not tried again"
    );
}
