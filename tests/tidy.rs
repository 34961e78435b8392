//! Reads the sources and fails on what the house does not allow: imports
//! against the direction, SQL outside the catalogue, Tesseract outside its file,
//! files that grew too long, rooms without a name.

#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use std::fs;
use std::path::{Path, PathBuf};

const LONGEST_FILE: usize = 500;
const NAMELESS: [&str; 7] = [
    "util", "utils", "helper", "helpers", "common", "misc", "manager",
];

/// Folder of `src/`, what it may import of ours.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("capture", &["base"]),
    ("imaging", &["base"]),
    ("ocr", &["base"]),
    ("pdfa", &["base"]),
    ("archive", &["base"]),
    ("catalog", &["base"]),
    ("search", &["base"]),
    (
        "app",
        &[
            "base", "capture", "imaging", "ocr", "pdfa", "archive", "catalog", "search",
        ],
    ),
    ("web", &["base", "app"]),
];

struct Source {
    path: PathBuf,
    /// First folder below `src/`.
    room: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let inside = path.strip_prefix(&root).unwrap().to_owned();
                let room = inside.iter().next().unwrap().to_string_lossy().into_owned();
                let text = fs::read_to_string(&path).unwrap();
                found.push(Source {
                    path: inside,
                    room,
                    text,
                });
            }
        }
    }
    assert!(found.len() > 50, "the sources were not found");
    found
}

/// Lines of code, without comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim_start)
        .filter(|line| !line.starts_with("//"))
}

fn check(rule: &str, breaks: impl Fn(&Source) -> Option<String>) {
    let broken: Vec<String> = sources()
        .iter()
        .filter_map(|s| breaks(s).map(|what| format!("{}: {what}", s.path.display())))
        .collect();
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn imports_follow_the_direction() {
    check("a stage imports base and nothing else of ours", |source| {
        let (_, allowed) = MAY_IMPORT.iter().find(|(room, _)| *room == source.room)?;
        code(&source.text).find_map(|line| {
            let (_, after) = line.split_once("crate::")?;
            let named = |room: &str| {
                after.strip_prefix(room).is_some_and(|rest| {
                    !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
                })
            };
            MAY_IMPORT
                .iter()
                .map(|(room, _)| *room)
                .find(|room| named(room) && *room != source.room && !allowed.contains(room))
                .map(|room| format!("imports {room}"))
        })
    });
}

#[test]
fn every_room_stands_in_the_table() {
    check(
        "a new folder of src/ gets its line in this test",
        |source| {
            let known = MAY_IMPORT.iter().any(|(room, _)| *room == source.room);
            (!known && !["bin", "lib.rs"].contains(&source.room.as_str()))
                .then(|| source.room.clone())
        },
    );
}

#[test]
fn files_stay_short() {
    check("at most 500 lines", |source| {
        let lines = source.text.lines().count();
        (lines > LONGEST_FILE).then(|| format!("{lines} lines"))
    });
}

#[test]
fn rooms_have_names() {
    check("no file or folder is called after nothing", |source| {
        let stem = source.path.with_extension("");
        stem.iter()
            .map(|part| part.to_string_lossy().into_owned())
            .find(|part| NAMELESS.contains(&part.as_str()))
    });
}

#[test]
fn modules_say_what_they_are() {
    check("every module begins with //!", |source| {
        (!source.text.starts_with("//!")).then(|| "no front page".to_owned())
    });
}

#[test]
fn sql_stays_in_the_catalogue() {
    check("SQL outside catalog/", |source| {
        if source.room == "catalog" {
            return None;
        }
        let speaks = [
            "SELECT ",
            "INSERT INTO",
            "DELETE FROM",
            "CREATE TABLE",
            "sqlx::",
        ];
        speaks
            .iter()
            .find(|word| code(&source.text).any(|line| line.contains(**word)))
            .map(|word| format!("{word:?}"))
    });
}

#[test]
fn tesseract_stays_in_its_file() {
    check("tesseract_rs outside ocr/tesseract.rs", |source| {
        let at_home =
            source.path == Path::new("ocr/tesseract.rs") || source.path == Path::new("ocr/mod.rs");
        (!at_home && code(&source.text).any(|line| line.contains("tesseract_rs")))
            .then(|| "speaks to it".to_owned())
    });
}

#[test]
fn nothing_is_left_unfinished() {
    // Put together so that this file does not find itself.
    let marks = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["todo", "!("],
        ["unimplemented", "!("],
        ["#[all", "ow("],
        ["#[igno", "re"],
    ]
    .map(|parts| parts.concat());
    check("unfinished or silenced", |source| {
        marks
            .iter()
            .find(|mark| source.text.contains(mark.as_str()))
            .cloned()
    });
}

#[test]
fn the_top_level_is_the_customers() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "ocr-models",
        "index",
        "tests",
        "scripts",
        "README.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "LICENSE",
        "docs",
        "clippy.toml",
        "rust-toolchain.toml",
        "deny.toml",
        // Made by building and running.
        "target",
        "sohoa-data",
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let strange: Vec<String> = fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.') && !allowed.contains(&name.as_str()))
        .collect();
    assert!(strange.is_empty(), "not drawn by the customer: {strange:?}");
}
