//! Catalogue and index are lost; the archive alone brings them back.

use std::fs;

use serde_json::Value;

use crate::forward::small_batch;
use crate::world::{World, text};

/// All that people can see of the papers, with what may change left out.
fn seen(world: &World, papers: &[String]) -> Vec<Value> {
    let mut seen: Vec<Value> = papers
        .iter()
        .flat_map(|paper| world.well(&["show", paper]))
        .collect();
    for query in ["quyet dinh", "giấy chứng nhận", "\"lạng sơn\"", "2024"] {
        for mut hit in world.well(&["search", query]) {
            // Scores depend on how segments were merged.
            hit.as_object_mut().unwrap().remove("score");
            seen.push(hit);
        }
    }
    seen.sort_by_key(Value::to_string);
    seen
}

#[test]
fn catalogue_and_index_come_back_from_the_archive_alone() {
    let world = World::new();
    let folder = small_batch(&world);
    let (_, lines) = world.json(&["ingest", "--dossier", "H37.1-260310-0042", text(&folder)]);
    // The same files once more, for another dossier: links that only events know.
    world.json(&[
        "ingest",
        "--dossier",
        "H37.1-260311-0001",
        "--unit",
        "H37.1",
        text(&folder),
    ]);
    let papers: Vec<String> = lines
        .iter()
        .filter_map(|l| l["paper"].as_str().map(str::to_owned))
        .collect();
    let before = seen(&world, &papers);
    assert!(
        before.len() > papers.len(),
        "the queries must find something"
    );

    for lost in ["catalog.db", "catalog.db-wal", "catalog.db-shm"] {
        let _not_there = fs::remove_file(world.data().join(lost));
    }
    fs::remove_dir_all(world.data().join("index")).unwrap();
    // Nothing is written over the loss before it is mended.
    let refused = world.run(&["ingest", text(&folder)]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("sohoa rebuild"));
    for lost in ["catalog.db", "catalog.db-wal", "catalog.db-shm"] {
        let _not_there = fs::remove_file(world.data().join(lost));
    }
    world.well(&["rebuild"]);
    assert_eq!(seen(&world, &papers), before);

    // And what comes back works on: the same bytes are still known.
    let (_, again) = world.json(&["ingest", text(&folder)]);
    assert!(again.iter().all(|l| l["status"] != "stored"), "{again:#?}");
}
