//! Prints what is known of each word of the pages in the folders named: file, word,
//! signs, parted by tabs. `scripts/fit-confidence` weighs them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sohoa::base::PageNo;
use sohoa::{capture, imaging, ocr};

fn pictures(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    let entries = std::fs::read_dir(folder).expect("a folder of pages");
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        if path.is_dir() {
            found.extend(pictures(&path));
        } else if path.extension().is_some_and(|e| e == "jpg") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn main() {
    let reader = ocr::Reader::open(&ocr::Settings::default()).expect("the reader's models");
    let folders: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    for file in folders.iter().flat_map(|f| pictures(Path::new(f))) {
        let bytes = Arc::new(std::fs::read(&file).expect("a readable picture"));
        let limits = capture::Limits::default();
        let document = capture::Document::open(bytes, limits).expect("a picture");
        let raw = document.page(PageNo::FIRST).expect("a page");
        let mut try_read = |picture: &image::GrayImage, dpi| reader.try_read(picture, dpi);
        for page in imaging::clean(&raw, &imaging::Settings::default(), &mut try_read) {
            for (word, signs) in reader.signs(&page).expect("a reading") {
                println!("{}\t{word}\t{signs:?}", file.display());
            }
        }
    }
}
