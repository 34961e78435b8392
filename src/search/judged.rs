//! The judged searches of `index/judged.tsv`, put to an index of all their pages.

use std::collections::BTreeSet;

use super::{Entry, Index, Query};
use crate::base::{BlobId, PageNo, PaperId};

const JUDGED: &str = include_str!("../../index/judged.tsv");

fn lines() -> impl Iterator<Item = [&'static str; 3]> {
    let lines = JUDGED.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        columns.try_into().expect(line)
    })
}

fn paper(text: &str) -> PaperId {
    PaperId::of(&[BlobId::of(text.as_bytes())])
}

#[test]
fn every_judged_search_finds_the_better_page_first() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open(dir.path()).unwrap();
    let pages: BTreeSet<&str> = lines()
        .flat_map(|[_, better, worse]| [better, worse.trim_start_matches('!')])
        .collect();
    for text in pages {
        let (paper, page) = (paper(text), PageNo::FIRST);
        index
            .replace(paper, &[Entry { paper, page, text }])
            .unwrap();
    }
    index.commit("1").unwrap();

    let mut faults = Vec::new();
    for [typed, better, worse] in lines() {
        let results = index.search(&Query::parse(typed), usize::MAX, 0).unwrap();
        let place = |text| results.hits.iter().position(|hit| hit.paper == paper(text));
        let apart = match worse.strip_prefix('!') {
            Some(never) => place(never).is_none() && !results.partial,
            None => {
                place(worse).is_none_or(|worse| place(better).is_some_and(|better| better < worse))
            }
        };
        if place(better).is_none() || !apart {
            faults.push(format!("{typed}: {:?} {:?}", place(better), place(worse)));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
