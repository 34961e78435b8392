//! Killed at any moment, an ingest that is run again ends in the same state.

use std::collections::BTreeMap;
use std::process::Child;
use std::time::Duration;

use crate::forward::small_batch;
use crate::world::{World, text};

/// Original and access copy of every paper.
fn hashes(world: &World, folder: &str) -> BTreeMap<String, (String, String)> {
    let (_, lines) = world.json(&["ingest", folder]);
    let kept = lines
        .iter()
        .filter(|l| l["status"] != "quarantined")
        .map(|line| {
            let field = |name: &str| line[name].as_str().unwrap().to_owned();
            (
                field("original_blake3"),
                (field("paper"), field("pdf_blake3")),
            )
        });
    kept.collect()
}

pub fn kill_after(mut child: Child, moment: Duration) {
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn no_paper_is_lost_or_doubled_by_kills() {
    let whole = World::new();
    let folder = small_batch(&whole);
    let folder = text(&folder);
    let expected = hashes(&whole, folder);

    let killed = World::new();
    // From the first claim to the last commit; each start gets a little further.
    for step in 0..8 {
        let child = killed.command(&["ingest", folder]).spawn().unwrap();
        kill_after(child, Duration::from_millis(120 + 450 * step));
    }
    assert_eq!(hashes(&killed, folder), expected);
    let papers: std::collections::BTreeSet<_> = expected.values().map(|(paper, _)| paper).collect();
    assert_eq!(papers.len(), expected.len(), "a paper stands twice");
    for paper in papers {
        let shown = &killed.well(&["show", paper])[0];
        assert!(!shown["pages"].as_array().unwrap().is_empty());
    }
}
