//! However a page lies in the scanner, it says the same.

use std::collections::HashMap;

use image::{GrayImage, Luma, imageops};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::world::{World, text};

/// Words that may differ between two readings of one page of 310 words: the bench
/// misses up to one in a hundred of a page that lies sideways or is scanned coarsely.
const MAY_DIFFER: usize = 4;

fn page() -> GrayImage {
    let file = "tests/samples/H37.77.09-251120-0007/03-quyet-dinh-tro-cap-xa-hoi.jpg";
    let root = env!("CARGO_MANIFEST_DIR");
    image::open(format!("{root}/{file}")).unwrap().into_luma8()
}

/// The page leaning counter-clockwise by `degrees` on white ground.
fn tilted(page: &GrayImage, degrees: f32) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (w, h) = (page.width() as f32, page.height() as f32);
    GrayImage::from_fn(page.width(), page.height(), |x, y| {
        let (dx, dy) = (x as f32 - w / 2.0, y as f32 - h / 2.0);
        let (u, v) = (w / 2.0 + dx * cos - dy * sin, h / 2.0 + dx * sin + dy * cos);
        imageops::interpolate_bilinear(page, u, v).unwrap_or(Luma([250]))
    })
}

fn words(world: &World, page: &GrayImage) -> HashMap<String, usize> {
    let file = world.path("page.png");
    page.save(&file).unwrap();
    let lines = world.well(&["ocr", text(&file)]);
    assert_eq!(lines.len(), 1);
    let mut words = HashMap::new();
    for word in lines[0]["text"].as_str().unwrap().split_whitespace() {
        *words.entry(word.to_owned()).or_default() += 1;
    }
    words
}

#[test]
fn turned_tilted_and_scaled_a_page_says_the_same() {
    let world = World::new();
    let page = page();
    let upright = words(&world, &page);
    assert!(upright.len() > 100);
    let mut runner = TestRunner::new(Config::with_cases(6));
    let how = (0_u32..4, -4.5_f32..4.5, 0.75_f32..1.25);
    let run = runner.run(&how, |(turns, degrees, scale)| {
        let size = |v: u32| (v as f32 * scale) as u32;
        let (w, h) = (size(page.width()), size(page.height()));
        let mut other = imageops::resize(&page, w, h, imageops::FilterType::CatmullRom);
        other = tilted(&other, degrees);
        for _ in 0..turns {
            other = imageops::rotate90(&other);
        }
        let read = words(&world, &other);
        let lost: usize = upright
            .iter()
            .map(|(word, n)| n.saturating_sub(read.get(word).copied().unwrap_or(0)))
            .sum();
        prop_assert!(lost <= MAY_DIFFER, "{lost} words differ");
        Ok(())
    });
    run.unwrap();
}
