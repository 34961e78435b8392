//! Counts all pages that answer and keeps the best, in one pass.
//!
//! What decides whether a page answers gives a first score. On top come bonuses
//! for keys that only rank. Their lists are looked into for a page only while it
//! could still reach the best: as clauses of the query they would be read whole
//! for every page that answers, which doubled the time of common words.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::postings::SegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, SegmentReader, TantivyError, Term};

/// A key that only ranks, and what a page with it gains; more than 0.
pub(super) struct Bonus {
    pub term: Term,
    pub gain: f32,
}

/// The collector: bonuses, how many of the best to keep, and the first score
/// without which a page does not answer at all.
pub(super) struct Ranking {
    pub bonuses: Vec<Bonus>,
    pub enough: f32,
    pub keep: usize,
}

/// How many answer, and the best of them in order.
pub(super) struct Ranked {
    pub total: usize,
    pub best: Vec<(f32, DocAddress)>,
}

impl Collector for Ranking {
    type Fruit = Ranked;
    type Child = SegmentRanking;

    fn for_segment(
        &self,
        segment: u32,
        reader: &SegmentReader,
    ) -> Result<SegmentRanking, TantivyError> {
        let mut lists = Vec::with_capacity(self.bonuses.len());
        for Bonus { term, gain } in &self.bonuses {
            let index = reader.inverted_index(term.field())?;
            if let Some(pages) = index.read_postings(term, IndexRecordOption::Basic)? {
                lists.push(List {
                    pages,
                    gain: *gain,
                    rest: 0.0,
                });
            }
        }
        lists.sort_by(|a, b| b.gain.total_cmp(&a.gain));
        let mut rest = 0.0;
        for list in lists.iter_mut().rev() {
            rest += list.gain;
            list.rest = rest;
        }
        Ok(SegmentRanking {
            segment,
            lists,
            keep: self.keep,
            enough: self.enough,
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Ranked>) -> Result<Ranked, TantivyError> {
        let total = segments.iter().map(|ranked| ranked.total).sum();
        let mut best: Vec<_> = segments
            .into_iter()
            .flat_map(|ranked| ranked.best)
            .collect();
        best.sort_by(|(a, at), (b, bt)| b.total_cmp(a).then(at.cmp(bt)));
        best.truncate(self.keep);
        Ok(Ranked { total, best })
    }
}

struct List {
    pages: SegmentPostings,
    gain: f32,
    /// Its gain and that of all lists after it.
    rest: f32,
}

/// The same for one segment.
pub(super) struct SegmentRanking {
    segment: u32,
    /// Greatest gain first.
    lists: Vec<List>,
    keep: usize,
    enough: f32,
    total: usize,
    /// Worst first. Scores are positive, so their bits sort as they do; of equal
    /// pages the earlier one is better.
    best: BinaryHeap<Reverse<(u32, Reverse<u32>)>>,
}

impl SegmentRanking {
    /// The score that must be passed to be kept.
    fn least(&self) -> f32 {
        match self.best.peek() {
            Some(Reverse((bits, _))) if self.best.len() >= self.keep => f32::from_bits(*bits),
            _ => -1.0,
        }
    }
}

impl SegmentCollector for SegmentRanking {
    type Fruit = Ranked;

    fn collect(&mut self, page: u32, mut score: f32) {
        if score < self.enough {
            return;
        }
        self.total += 1;
        let least = self.least();
        for list in &mut self.lists {
            if score + list.rest <= least {
                return;
            }
            if list.pages.doc() < page {
                list.pages.seek(page);
            }
            if list.pages.doc() == page {
                score += list.gain;
            }
        }
        if score > least && self.keep > 0 {
            if self.best.len() >= self.keep {
                self.best.pop();
            }
            self.best
                .push(Reverse((score.max(0.0).to_bits(), Reverse(page))));
        }
    }

    fn harvest(self) -> Ranked {
        let best = self.best.into_iter().map(|Reverse((bits, Reverse(page)))| {
            (f32::from_bits(bits), DocAddress::new(self.segment, page))
        });
        Ranked {
            total: self.total,
            best: best.collect(),
        }
    }
}
