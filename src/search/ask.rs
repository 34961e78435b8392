//! A query in the engine's terms: conditions that decide, bonuses that rank.
//!
//! Folded words decide. Order comes from sources added up: how telling the folded
//! words are (BM25), three times the same for words as typed with accents, words
//! that stand side by side as typed, numbers whole.

use std::ops::Bound;

use tantivy::query::{
    BooleanQuery, ConstScoreQuery, EmptyQuery, PhraseQuery, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, TantivyError, Term};

use super::query::{Kind, Part, Query, Word};
use super::rank::Bonus;
use super::schema::{Fields, pair};
use crate::base::vietnamese::fold;

/// Who types accents means them: đường must not rank dương.
const EXACT: f32 = 3.0;

/// The long form of an abbreviation is worth half of it: what was typed first.
const LONG_FORM: f32 = 0.5;

/// An abbreviation in place of its long form is worth more than the words of the
/// long form scattered over the page, less than the words in a row.
const SHORT_FORM: f32 = 2.0;

/// Two words side by side as typed say more than either of them twice.
const PAIR: f32 = 2.0;

/// A number with all its pieces in place is what was meant.
const WHOLE: f32 = 2.0;

/// Longer digits may be written in groups of so many.
const GROUP: usize = 3;

/// What the engine can search for.
pub(super) type Condition = Box<dyn tantivy::query::Query>;

/// A query beside the index whose counts weigh its words.
pub(super) struct Ask<'a> {
    pub searcher: &'a Searcher,
    pub fields: Fields,
    pub query: &'a Query,
}

impl Ask<'_> {
    /// Every part.
    pub(super) fn all(&self) -> Result<Condition, TantivyError> {
        self.parts().map(all)
    }

    /// One part or more; the score says how many. The engine can demand a number
    /// of parts by itself, at ten times the price (36 ms against 3.4).
    pub(super) fn any(&self) -> Result<Condition, TantivyError> {
        let counted = |part| Box::new(ConstScoreQuery::new(part, 1.0)) as Condition;
        let parts = self.parts()?.into_iter();
        Ok(any(parts.map(counted).collect()))
    }

    fn parts(&self) -> Result<Vec<Condition>, TantivyError> {
        let parts = self.query.parts.iter();
        parts.map(|part| self.part(part)).collect()
    }

    fn part(&self, part: &Part) -> Result<Condition, TantivyError> {
        let words: Vec<&str> = part.words.iter().map(|word| word.folded.as_str()).collect();
        let own = match &part.kind {
            Kind::Words => all(part.words.iter().map(|word| self.word(word)).collect()),
            Kind::Phrase => self.phrase(&words),
            Kind::Number(key) => any(vec![self.number(key), self.phrase(&words)]),
        };
        if part.instead.is_empty() {
            return Ok(own);
        }
        let mut telling = 0.0;
        for word in &words {
            telling += self.telling(&Term::from_field_text(self.fields.folded, word))?;
        }
        let weight = match (words.len(), self.query.accented) {
            (1, _) => LONG_FORM,
            (_, false) => SHORT_FORM,
            (_, true) => SHORT_FORM + EXACT,
        };
        let others = part.instead.iter().map(|words| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let stand = match words[..] {
                [one] => self.term(self.fields.folded, one),
                _ => self.pairs(&words),
            };
            Box::new(ConstScoreQuery::new(stand, weight * telling)) as Condition
        });
        Ok(any(std::iter::once(own).chain(others).collect()))
    }

    /// A number as one piece, or, when it is all digits, as one word: 1.495.000
    /// and 1495000 find each other.
    fn number(&self, key: &str) -> Condition {
        let piece = self.term(self.fields.numbers, key);
        if is_digits(key) {
            any(vec![piece, self.term(self.fields.folded, key)])
        } else {
            piece
        }
    }

    fn word(&self, word: &Word) -> Condition {
        let whole = if word.folded.len() > GROUP && is_digits(&word.folded) {
            self.number(&word.folded)
        } else {
            self.term(self.fields.folded, &word.folded)
        };
        match &word.begins {
            Some(begin) => any(vec![self.prefix(self.fields.folded, &fold(begin)), whole]),
            None => whole,
        }
    }

    /// What only ranks.
    pub(super) fn bonuses(&self) -> Result<Vec<Bonus>, TantivyError> {
        let mut keys: Vec<(Field, String, f32)> = Vec::new();
        let mut before: Option<&Word> = None;
        for part in &self.query.parts {
            if let Kind::Number(key) = &part.kind {
                keys.push((self.fields.numbers, key.clone(), WHOLE));
            }
            for word in &part.words {
                if self.query.accented && word.begins.is_none() {
                    keys.push((self.fields.exact, word.exact.clone(), EXACT));
                }
                // Words of a phrase stand side by side in any case.
                let loose = (part.kind == Kind::Words).then_some(word);
                if let (Some(before), Some(word)) = (std::mem::replace(&mut before, loose), loose) {
                    let key = pair(&before.folded, &word.folded);
                    keys.push((self.fields.pairs, key, PAIR));
                }
            }
        }
        let mut bonuses = Vec::with_capacity(keys.len());
        for (field, key, weight) in keys {
            let term = Term::from_field_text(field, &key);
            let gain = weight * self.telling(&term)?;
            bonuses.push(Bonus { term, gain });
        }
        Ok(bonuses)
    }

    /// Where parts are only counted, telling words must come in again.
    pub(super) fn more_bonuses(&self, mut bonuses: Vec<Bonus>) -> Result<Vec<Bonus>, TantivyError> {
        for word in self.query.parts.iter().flat_map(|part| &part.words) {
            let term = Term::from_field_text(self.fields.folded, &word.folded);
            let gain = self.telling(&term)?;
            bonuses.push(Bonus { term, gain });
        }
        Ok(bonuses)
    }

    /// How telling a key is: BM25's inverse document frequency.
    fn telling(&self, term: &Term) -> Result<f32, TantivyError> {
        let with = self.searcher.doc_freq(term)? as f32;
        let segments = self.searcher.segment_readers().iter();
        let all = segments.map(|s| u64::from(s.max_doc())).sum::<u64>() as f32;
        Ok((1.0 + (all - with + 0.5) / (with + 0.5)).ln())
    }

    /// Folded words side by side. Two are one look-up. Of more, each has to stand
    /// in a pair at its place; the pairs between only keep most pages from having
    /// their places compared.
    fn phrase(&self, words: &[&str]) -> Condition {
        match words {
            [] => Box::new(EmptyQuery),
            [one] => self.term(self.fields.folded, one),
            [_, _] => self.pairs(words),
            _ => {
                let last = words.len() - 2;
                let places = (0..last).step_by(2).chain([last]);
                let terms = places.map(|at| {
                    let key = pair(words[at], words[at + 1]);
                    (at, Term::from_field_text(self.fields.pairs, &key))
                });
                let phrase = PhraseQuery::new_with_offset(terms.collect());
                let between = (1..last)
                    .step_by(2)
                    .map(|at| self.pairs(&words[at..at + 2]));
                all(std::iter::once(Box::new(phrase) as Condition)
                    .chain(between)
                    .collect())
            }
        }
    }

    /// Each two neighbours side by side somewhere: next to never anything but the
    /// phrase, at a fraction of its price.
    fn pairs(&self, words: &[&str]) -> Condition {
        let pairs = words
            .windows(2)
            .map(|two| self.term(self.fields.pairs, &pair(two[0], two[1])));
        all(pairs.collect())
    }

    fn term(&self, field: Field, key: &str) -> Condition {
        let option = if field == self.fields.folded {
            IndexRecordOption::WithFreqs
        } else {
            IndexRecordOption::Basic
        };
        Box::new(TermQuery::new(Term::from_field_text(field, key), option))
    }

    /// All words that begin so. The engine's own prefix phrase stops after 50
    /// words of the dictionary and loses hits without a word; a range does not.
    fn prefix(&self, field: Field, begin: &str) -> Condition {
        let from = Term::from_field_text(field, begin);
        let to = Term::from_field_text(field, &format!("{begin}{}", char::MAX));
        Box::new(RangeQuery::new(Bound::Included(from), Bound::Excluded(to)))
    }
}

fn is_digits(key: &str) -> bool {
    key.bytes().all(|b| b.is_ascii_digit())
}

fn all(mut conditions: Vec<Condition>) -> Condition {
    match conditions.len() {
        1 => conditions.remove(0),
        _ => Box::new(BooleanQuery::intersection(conditions)),
    }
}

fn any(mut conditions: Vec<Condition>) -> Condition {
    match conditions.len() {
        1 => conditions.remove(0),
        _ => Box::new(BooleanQuery::union(conditions)),
    }
}
