//! Which syllable follows which in the language of offices.
//!
//! Counts of neighbours, made by `scripts/count-language` and built into the
//! program. From them the chance of a syllable after another: what was seen,
//! discounted, plus a share for what was not (interpolated absolute discounting
//! with the number of different neighbours as the fall-back, Kneser and Ney 1995).

use std::collections::HashMap;

use super::form::core;
use crate::base::vietnamese::{canonical, fold};

/// The counts. Two megabytes at most, read once when the reader opens.
const COUNTS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/ocr-models/language.tsv"
));

/// What is taken from a count and shared out among neighbours not seen. Much from
/// high ones, for a listed compound counts as five to fifteen sightings and leaves
/// as much unsaid as a single one: else "rửa tiền về" became "tiền vệ".
fn discount(times: f32) -> f32 {
    match times {
        ..2.0 => 0.75,
        ..5.0 => 1.25,
        _ => 3.0,
    }
}

/// Signs of the counts that are no syllables.
const BREAK: &str = ".";
const NUMBER: &str = "#";
const OTHER: &str = "@";

/// A syllable (or sign) that the counts know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Known(u32);

/// What stands at one place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Neighbour {
    /// Punctuation, or an end.
    Break,
    /// Something with digits.
    Number,
    /// A syllable that the counts know.
    Known(Known),
    /// Anything else.
    Unknown,
}

/// The counts, ready to be asked.
pub(super) struct Language {
    written: Vec<String>,
    by_form: HashMap<String, Known>,
    by_fold: HashMap<String, Vec<Known>>,
    pairs: HashMap<(Known, Known), f32>,
    /// Times anything followed, and what of it is shared out.
    follows: Vec<(f32, f32)>,
    /// Share of different neighbours that this one follows.
    fallback: Vec<f32>,
    unseen: f32,
    signs: [Known; 3],
}

impl Language {
    /// The counts that are built in.
    pub fn built_in() -> Self {
        Self::parse(COUNTS)
    }

    /// Reads counts; lines that make no sense are passed over, which a test of
    /// the built-in counts rules out.
    fn parse(counts: &str) -> Self {
        let (singles, rows) = counts.split_once("\n\n").unwrap_or((counts, ""));
        let singles = singles
            .lines()
            .filter(|line| !line.starts_with('#') || line.starts_with("#\t"));
        let mut written = Vec::new();
        let mut by_form = HashMap::new();
        let mut by_fold: HashMap<String, Vec<Known>> = HashMap::new();
        for line in singles {
            let form = line.split('\t').next().unwrap_or_default();
            let known = Known(written.len() as u32);
            written.push(form.to_owned());
            if by_form.insert(canonical(form), known).is_none() {
                by_fold.entry(fold(form)).or_default().push(known);
            }
        }
        let count = written.len();
        let mut pairs = HashMap::new();
        let mut follows = vec![(0.0, 0.0); count];
        let mut before = vec![0.0_f32; count];
        for row in rows.lines() {
            let mut numbers = row.split(['\t', ' ']).filter_map(|n| n.parse::<u32>().ok());
            let Some(first) = numbers.next().filter(|n| (*n as usize) < count) else {
                continue;
            };
            while let (Some(second), Some(times)) = (numbers.next(), numbers.next()) {
                if second as usize >= count {
                    continue;
                }
                pairs.insert((Known(first), Known(second)), times as f32);
                let (sum, shared) = &mut follows[first as usize];
                *sum += times as f32;
                *shared += discount(times as f32);
                before[second as usize] += 1.0;
            }
        }
        let all = pairs.len() as f32 + count as f32 * 0.5 + 1.0;
        let sign = |form: &str| by_form.get(form).copied().unwrap_or(Known(0));
        Self {
            signs: [sign(BREAK), sign(NUMBER), sign(OTHER)],
            fallback: before.into_iter().map(|n| (n + 0.5) / all).collect(),
            unseen: 0.5 / all,
            written,
            by_form,
            by_fold,
            pairs,
            follows,
        }
    }

    /// The syllable of this form, in any case and with either tone placement.
    pub fn known(&self, form: &str) -> Option<Known> {
        self.by_form.get(&canonical(form)).copied()
    }

    /// All syllables that differ from these folded letters by marks only.
    pub fn alike(&self, folded: &str) -> &[Known] {
        self.by_fold.get(folded).map_or(&[], Vec::as_slice)
    }

    /// How a syllable is written, in lower case.
    pub fn written(&self, known: Known) -> &str {
        &self.written[known.0 as usize]
    }

    /// What a word is to the words beside it, by its form.
    pub fn neighbour(&self, text: &str) -> Neighbour {
        let core = core(text);
        if core.is_empty() {
            Neighbour::Break
        } else if core.contains(|c: char| c.is_ascii_digit()) {
            Neighbour::Number
        } else {
            self.known(core)
                .map_or(Neighbour::Unknown, Neighbour::Known)
        }
    }

    /// Whether one was seen before the other, by their forms.
    pub fn know_together(&self, first: &str, second: &str) -> bool {
        match (self.known(first), self.known(second)) {
            (Some(a), Some(b)) => self.pairs.contains_key(&(a, b)),
            _ => false,
        }
    }

    /// Natural logarithm of the chance of `second` after `first`.
    pub fn chance(&self, first: Neighbour, second: Neighbour) -> f32 {
        let second = self.of(second);
        let fallback = second.map_or(self.unseen, |b| self.fallback[b.0 as usize]);
        let Some(a) = self.of(first) else {
            return fallback.ln();
        };
        let (sum, shared) = self.follows[a.0 as usize];
        if sum == 0.0 {
            return fallback.ln();
        }
        let seen = second
            .and_then(|b| self.pairs.get(&(a, b)))
            .map_or(0.0, |times| times - discount(*times));
        (seen / sum + shared / sum * fallback).ln()
    }

    fn of(&self, neighbour: Neighbour) -> Option<Known> {
        match neighbour {
            Neighbour::Break => Some(self.signs[0]),
            Neighbour::Number => Some(self.signs[1]),
            Neighbour::Known(known) => Some(known),
            Neighbour::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_counts_are_whole_and_know_the_office() {
        let language = Language::built_in();
        assert!(COUNTS.len() <= 2_000_000 && language.written.len() > 1_000);
        let know = |form: &str| Neighbour::Known(language.known(form).unwrap());
        let better = |a: (&str, &str), b: (&str, &str)| {
            language.chance(know(a.0), know(a.1)) > language.chance(know(b.0), know(b.1)) + 1.0
        };
        assert!(better(("tổ", "chức"), ("tố", "chức")));
        assert!(better(("thẩm", "quyền"), ("thấm", "quyền")));
        assert!(better(("kiểm", "tra"), ("kiếm", "tra")));
        // A sign that stands for a class must be there, or all would be one.
        assert_ne!(language.signs[0], language.signs[1]);
        assert_ne!(language.signs[1], language.signs[2]);
    }

    #[test]
    fn chances_of_all_followers_add_up_to_one() {
        let language = Language::parse("a\t4\nb\t2\nc\t1\n\n0\t1 2 2 1\n1\t0 3\n");
        let all = ["a", "b", "c"].map(|f| Neighbour::Known(language.known(f).unwrap()));
        let sum: f32 = all.iter().map(|b| language.chance(all[0], *b).exp()).sum();
        // A little is left for what no count knows.
        assert!((0.85..1.0).contains(&sum), "{sum}");
    }
}
