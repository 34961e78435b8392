//! One picture of an open book is two pages of its paper.

use std::time::Duration;

use image::{Rgb, RgbImage, codecs::jpeg::JpegEncoder, imageops};

use crate::forward::page_files;
use crate::kill::kill_after;
use crate::serving::get;
use crate::world::{World, text};

/// Two bundled pages beside each other at 200 dpi, a gutter's shadow between them;
/// without a right page that side is blank.
fn book(left: usize, right: Option<usize>) -> Vec<u8> {
    let page = |n: usize| {
        let page = image::open(&page_files()[n]).unwrap().into_rgb8();
        imageops::resize(&page, 1654, 2339, imageops::FilterType::Triangle)
    };
    let mut both = RgbImage::from_pixel(3308, 2339, Rgb([250, 249, 246]));
    imageops::replace(&mut both, &page(left), 0, 0);
    if let Some(right) = right {
        imageops::replace(&mut both, &page(right), 1654, 0);
    }
    for (x, _, p) in both.enumerate_pixels_mut() {
        let off = (f64::from(x) - 1654.0) / 30.0;
        let light = 1.0 - 0.55 * (-off * off).exp();
        p.0 = p.0.map(|v| (f64::from(v) * light) as u8);
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode_image(&both)
        .unwrap();
    bytes
}

#[test]
fn both_pages_of_a_book_are_kept_found_and_shown() {
    let world = World::new();
    let input = world.file("in/book.jpg", &book(2, Some(1)));
    let line = &world.well(&["ingest", text(&input)])[0];
    assert_eq!(line["pages"], 2);
    let paper = line["paper"].as_str().unwrap();

    let shown = &world.well(&["show", paper])[0];
    let pages = shown["pages"].as_array().unwrap();
    let read: Vec<_> = pages
        .iter()
        .map(|p| (p["page"].clone(), p["status"].clone()))
        .collect();
    assert_eq!(
        read,
        [(1.into(), "read".into()), (2.into(), "read".into())],
        "{shown}"
    );

    // Each page is found by words that stand on it alone, which lie within it.
    let lines = world.well(&["ocr", text(&input)]);
    assert_eq!(
        (lines.len(), &lines[1]["page"], &lines[1]["source_page"]),
        (2, &2.into(), &1.into())
    );
    for (own, other) in [(0, 1), (1, 0)] {
        let foreign = lines[other]["text"].as_str().unwrap();
        let alone = lines[own]["text"].as_str().unwrap().split('\n');
        let alone: Vec<&str> = alone
            .filter(|l| l.len() > 40 && !foreign.contains(l))
            .collect();
        let words: Vec<&str> = alone[alone.len() / 2].split(' ').take(6).collect();
        let hits = world.well(&["search", &format!("\"{}\"", words.join(" "))]);
        let hit = hits.iter().find(|h| h["page"] == own + 1);
        let hit = hit.unwrap_or_else(|| panic!("{words:?} on page {}: {hits:#?}", own + 1));
        for r#box in hit["boxes"].as_array().unwrap() {
            let [x, y, w, h] = [0, 1, 2, 3].map(|i| r#box[i].as_f64().unwrap());
            assert!(
                x >= 0.0 && y >= 0.0 && x + w <= 1.001 && y + h <= 1.001,
                "{hit}"
            );
        }
    }

    let out = world.path("out.pdf");
    world.run(&["export", paper, "--pdf", "-o", text(&out)]);
    let pdf = lopdf::Document::load(&out).unwrap();
    assert_eq!(pdf.get_pages().len(), 2);
    let (_server, address) = world.serve();
    for (page, there) in [(1, true), (2, true), (3, false)] {
        let picture = get(
            &address,
            &format!("/giay-to/{paper}/{page}/anh.jpg"),
            &address,
        );
        assert_eq!(picture.starts_with("HTTP/1.1 200"), there, "page {page}");
    }
}

#[test]
fn a_book_that_is_killed_comes_out_the_same_and_its_blank_side_stays() {
    let whole = World::new();
    let bytes = book(2, None);
    let input = whole.file("book.jpg", &bytes);
    let expected = &whole.well(&["ingest", text(&input)])[0];
    let shown = &whole.well(&["show", expected["paper"].as_str().unwrap()])[0];
    assert_eq!(
        (&shown["pages"][0]["status"], &shown["pages"][1]["status"]),
        (&"read".into(), &"blank".into())
    );

    let killed = World::new();
    for step in 0..3 {
        let child = killed.command(&["ingest", text(&input)]).spawn().unwrap();
        kill_after(child, Duration::from_millis(400 + 900 * step));
    }
    let again = &killed.well(&["ingest", text(&input)])[0];
    assert_eq!(
        (&again["paper"], &again["pdf_blake3"]),
        (&expected["paper"], &expected["pdf_blake3"])
    );
    assert_eq!(again["pages"], 2);
}
