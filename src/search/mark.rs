//! Which words of a page a query found, to be marked in text and image.

use std::ops::Range;

use super::query::{Kind, Part, Query, Word};
use crate::base::vietnamese::{Token, TokenKind, fold, tokens};

impl Query {
    /// The places in a page's text that answer this query: byte ranges of whole
    /// words, ascending, apart from each other.
    ///
    /// Accents typed count where the page has the word with them, else not. Of a
    /// word's places only those count where most of the words typed beside it
    /// stand beside it too: a phrase where it stands whole, if it does anywhere,
    /// and no "đất" far from "quyền sử dụng đất".
    pub fn matches(&self, plain: &str) -> Vec<Range<usize>> {
        let (numbers, words): (Vec<Token>, Vec<Token>) =
            tokens(plain).partition(|token| token.kind == TokenKind::Number);
        let page = Page { words, numbers };
        let mut marks = Vec::new();
        let mut row: Vec<&Word> = Vec::new();
        for part in &self.parts {
            if part.kind == Kind::Words {
                row.extend(&part.words);
                // Digits written in groups are a number, not a word.
                let keys = part.words.iter().map(|word| &word.folded);
                marks.extend(keys.flat_map(|key| places_of(&page.numbers, key)));
            } else {
                marks.extend(page.places(&std::mem::take(&mut row), self.accented));
                marks.extend(page.number_or_row(part, self.accented));
            }
            for other in &part.instead {
                marks.extend(page.phrase(other));
            }
        }
        marks.extend(page.places(&row, self.accented));
        apart(marks)
    }
}

struct Page {
    words: Vec<Token>,
    numbers: Vec<Token>,
}

impl Page {
    fn number_or_row(&self, part: &Part, accented: bool) -> Vec<Range<usize>> {
        if let Kind::Number(key) = &part.kind {
            let mut whole = places_of(&self.numbers, key);
            whole.extend(places_of(&self.words, key));
            if !whole.is_empty() {
                return whole;
            }
        }
        self.places(&part.words.iter().collect::<Vec<_>>(), accented)
    }

    /// Where words typed in a row stand, each in its best company.
    fn places(&self, row: &[&Word], accented: bool) -> Vec<Range<usize>> {
        let found: Vec<Vec<bool>> = row.iter().map(|word| self.found(word, accented)).collect();
        let stands = |word: usize, at: usize| {
            found
                .get(word)
                .is_some_and(|found| found.get(at) == Some(&true))
        };
        let mut marks = Vec::new();
        for word in 0..row.len() {
            let company = |at: usize| {
                let before = (1..=word.min(at))
                    .take_while(|n| stands(word - n, at - n))
                    .count();
                let after = (1..).take_while(|n| stands(word + n, at + n)).count();
                before + after
            };
            let places = (0..self.words.len()).filter(|at| stands(word, *at));
            let places: Vec<(usize, usize)> = places.map(|at| (at, company(at))).collect();
            let best = places.iter().map(|(_, company)| *company).max();
            let best = places.iter().filter(|(_, company)| Some(*company) == best);
            marks.extend(best.map(|(at, _)| self.words[*at].range.clone()));
        }
        marks
    }

    fn found(&self, word: &Word, accented: bool) -> Vec<bool> {
        let by = |fits: &dyn Fn(&Token) -> bool| self.words.iter().map(fits).collect::<Vec<bool>>();
        let begins = word.begins.as_deref();
        if accented {
            let exact = by(&|token| {
                token.exact == word.exact || begins.is_some_and(|b| token.exact.starts_with(b))
            });
            if exact.contains(&true) {
                return exact;
            }
        }
        let begins = begins.map(fold);
        by(&|token| {
            let begins = begins.as_ref();
            token.folded == word.folded || begins.is_some_and(|b| token.folded.starts_with(b))
        })
    }

    fn phrase(&self, folded: &[String]) -> Vec<Range<usize>> {
        let starts = self
            .words
            .windows(folded.len().max(1))
            .filter(|window| window.iter().map(|token| &token.folded).eq(folded));
        starts.flatten().map(|token| token.range.clone()).collect()
    }
}

fn places_of(tokens: &[Token], key: &str) -> Vec<Range<usize>> {
    let same = tokens.iter().filter(|token| token.folded == key);
    same.map(|token| token.range.clone()).collect()
}

/// Sorted, and overlapping ones joined.
fn apart(mut marks: Vec<Range<usize>>) -> Vec<Range<usize>> {
    marks.sort_by_key(|mark| (mark.start, mark.end));
    let mut out: Vec<Range<usize>> = Vec::with_capacity(marks.len());
    for mark in marks {
        match out.last_mut() {
            Some(last) if mark.start < last.end => last.end = last.end.max(mark.end),
            _ => out.push(mark),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked<'a>(query: &str, page: &'a str) -> Vec<&'a str> {
        let marks = Query::parse(query).matches(page);
        marks.into_iter().map(|range| &page[range]).collect()
    }

    #[test]
    fn words_without_accents_mark_words_with_them() {
        let page = "Giấy CHỨNG nhận, giầy dép";
        assert_eq!(marked("chung", page), ["CHỨNG"]);
        assert_eq!(marked("giay", page), ["Giấy", "giầy"]);
        assert_eq!(marked("giấy", page), ["Giấy"]);
        assert_eq!(marked("giẫy", page), ["Giấy", "giầy"]);
    }

    #[test]
    fn a_row_is_marked_in_its_best_company() {
        let page = "sử dụng đất; quyền sử dụng đất ở; đất";
        assert_eq!(
            marked("quyen su dung dat", page),
            ["quyền", "sử", "dụng", "đất"]
        );
        assert_eq!(marked("\"su dung\" dat", page).len(), 7);
        assert_eq!(marked("o quyen", page), ["quyền", "ở"]);
        assert_eq!(marked("\"nha dat\"", page), ["đất", "đất", "đất"]);
    }

    #[test]
    fn numbers_abbreviations_and_beginnings_are_marked() {
        let page = "Quyết định 1495 / QĐ-UBND và 1495/QĐ-UBND của uỷ ban nhân dân";
        assert_eq!(marked("1495/qd-ubnd", page), ["1495/QĐ-UBND"]);
        assert_eq!(marked("1495", page), ["1495", "1495"]);
        assert_eq!(
            marked("ủy ban nhân dân", page),
            ["UBND", "UBND", "uỷ", "ban", "nhân", "dân"]
        );
        assert_eq!(marked("1495000", "1.495.000 đồng"), ["1.495.000"]);
        assert_eq!(marked("quy*", page), ["Quyết"]);
        assert_eq!(marked("quy*", "quý quít"), ["quý", "quít"][..1]);
        assert_eq!(
            marked("1495/qđ-ubnd", "số 1495 /QĐ – UBND"),
            ["1495", "QĐ", "UBND"]
        );
    }

    #[test]
    fn marks_lie_on_decomposed_text_too() {
        use unicode_normalization::UnicodeNormalization;
        let page: String = "đất Hòa Bình".nfd().collect();
        let marks = Query::parse("hoà").matches(&page);
        assert_eq!(page[marks[0].clone()].nfc().collect::<String>(), "Hòa");
    }
}
