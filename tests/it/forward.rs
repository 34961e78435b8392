//! The main way: in, kept, found again, out.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use sohoa::base::vietnamese::fold;

use crate::world::{World, samples, text};

/// One clean page of the bundled samples.
pub fn good_page() -> Vec<u8> {
    fs::read(page_files()[0].clone()).unwrap()
}

/// A dossier of three colour scans, one of them with a seal over the signature.
pub fn page_files() -> Vec<PathBuf> {
    crate::world::files(&samples().join("H37.77.09-251120-0007"))
}

/// A folder with three pages and a broken file.
pub fn small_batch(world: &World) -> PathBuf {
    for (n, page) in page_files().iter().take(3).enumerate() {
        world.file(&format!("batch/{n}.jpg"), &fs::read(page).unwrap());
    }
    world.file("batch/broken.pdf", b"%PDF-1.7\n");
    world.path("batch")
}

#[test]
fn a_paper_goes_in_is_found_without_accents_and_comes_out_unchanged() {
    let world = World::new();
    let folder = small_batch(&world);
    let (code, lines) = world.json(&["ingest", "--dossier", "H37.1-260310-0042", text(&folder)]);
    assert_eq!((code, lines.len()), (2, 4));
    let stored: Vec<_> = lines.iter().filter(|l| l["status"] == "stored").collect();
    assert_eq!(stored.len(), 3, "{lines:#?}");

    // Duplicates are well, and are linked to the second dossier.
    let first = folder.join("0.jpg");
    let again = world.well(&["ingest", "--dossier", "H37.1-260311-0001", text(&first)]);
    assert_eq!(again[0]["status"], "duplicate");
    let paper = again[0]["paper"].as_str().unwrap();
    let shown = &world.well(&["show", paper])[0];
    let dossiers: Vec<_> = shown["hand_ins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|h| h["dossier"].as_str().unwrap())
        .collect();
    assert_eq!(dossiers, ["H37.1-260310-0042", "H37.1-260311-0001"]);

    // Found without accents, with the words' places on the page.
    let hits = world.well(&["search", "cong hoa xa hoi chu nghia viet nam"]);
    let hit = hits
        .iter()
        .find(|h| h["paper"] == paper)
        .expect("the page is found");
    assert!(!hit["marks"].as_array().unwrap().is_empty());
    for r#box in hit["boxes"].as_array().unwrap() {
        let [x, y, w, h] = [0, 1, 2, 3].map(|i| r#box[i].as_f64().unwrap());
        assert!(x >= 0.0 && y >= 0.0 && w > 0.0 && h > 0.0 && x + w <= 1.001 && y + h <= 1.001);
    }
    let snippet: Vec<char> = hit["snippet"].as_str().unwrap().chars().collect();
    let (start, length) = (
        hit["marks"][0][0].as_u64().unwrap() as usize,
        hit["marks"][0][1].as_u64().unwrap() as usize,
    );
    let marked: String = snippet[start..start + length].iter().collect();
    assert!(
        "cong hoa xa hoi chu nghia viet nam".contains(&fold(&marked)),
        "{marked}"
    );

    // Out again: the original byte for byte, a PDF, the text.
    let out = world.path("out");
    world.run(&["export", paper, "--original", "-o", text(&out)]);
    assert_eq!(fs::read(&out).unwrap(), fs::read(&first).unwrap());
    world.run(&["export", paper, "--pdf", "-o", text(&out)]);
    assert!(fs::read(&out).unwrap().starts_with(b"%PDF-1."));
    world.run(&["export", paper, "--text", "-o", text(&out)]);
    assert!(fs::read_to_string(&out).unwrap().contains("Độc lập"));
}

#[test]
fn a_seal_is_named_and_its_ink_comes_out_as_a_layer() {
    let world = World::new();
    let page = samples().join("H37.77.09-251120-0007/02-giay-xac-nhan-khuyet-tat.jpg");
    let stored = &world.well(&["ingest", text(&page)])[0];
    let paper = stored["paper"].as_str().unwrap();
    let shown = &world.well(&["show", paper])[0];
    let marks = shown["pages"][0]["marks"].as_array().unwrap();
    let is_seal = |m: &&Value| m["kind"] == "seal" && m["colour"] == "red";
    assert_eq!(marks.iter().filter(is_seal).count(), 1, "{marks:?}");
    let printed = world.run(&["show", paper]).stdout;
    assert!(String::from_utf8_lossy(&printed).contains("dấu đỏ, tròn"));

    let layer = world.path("layer.tif");
    let out = world.run(&["export", paper, "--colour", "-o", text(&layer)]);
    assert!(out.status.success());
    let tiff = fs::read(&layer).unwrap();
    assert_eq!(tiff.len() as u64, shown["colour_bytes"]);
    assert!(tiff.starts_with(b"II*") && tiff.len() < 15_000);
}

#[test]
fn joined_files_are_one_paper_in_the_order_given() {
    let world = World::new();
    let folder = small_batch(&world);
    let (a, b) = (folder.join("0.jpg"), folder.join("1.jpg"));
    let one = world.well(&["ingest", "--join", text(&a), text(&b)]);
    assert_eq!((one.len(), one[0]["pages"].as_u64()), (1, Some(2)));
    let other = world.well(&["ingest", "--join", text(&b), text(&a)]);
    assert_ne!(one[0]["paper"], other[0]["paper"]);
}

#[test]
fn ocr_prints_a_line_a_page_and_stores_nothing() {
    let world = World::new();
    let folder = small_batch(&world);
    let lines = world.well(&["ocr", text(&folder.join("0.jpg"))]);
    let line = &lines[0];
    assert_eq!(
        (line["page"].as_u64(), line["status"].as_str()),
        (Some(1), Some("read"))
    );
    let (width, height) = (
        line["width"].as_f64().unwrap(),
        line["height"].as_f64().unwrap(),
    );
    let words = line["words"].as_array().unwrap();
    assert!(words.len() > 20);
    for word in words {
        let at = |name: &str| word[name].as_f64().unwrap();
        assert!(at("x") >= 0.0 && at("x") + at("w") <= width + 0.5, "{word}");
        assert!(
            at("y") >= 0.0 && at("y") + at("h") <= height + 0.5,
            "{word}"
        );
        assert!((0.0..=1.0).contains(&at("confidence")), "{word}");
    }
    assert!(!world.data().exists());
}
