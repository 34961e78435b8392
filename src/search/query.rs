//! What a person typed, understood leniently: no input is an error.
//!
//! * Words must all stand on the page, in any order; when no page has them all,
//!   pages with at least half of them are found (see `find`).
//! * `"words in quotes"` must stand in this order, side by side.
//! * `chứng*` stands for all words that begin so; two letters at least.
//! * A number written with its signs (`1495/QĐ-UBND`) is found with the same or
//!   other signs and spaces between; a part of it (`1495`) finds it too.
//! * An abbreviation also finds its long form, and the other way about.
//! * Accents never decide, they rank: see `find`.

use super::abbreviations;
use crate::base::vietnamese::{Token, TokenKind, nfc, tokens};

/// Longer input is cut: no one types more, and a pasted page finds itself by its
/// first lines.
const LONGEST: usize = 1_000;

/// As above, in words.
const MOST_WORDS: usize = 32;

/// A prefix reads all its words' lists in the index, so one query gets few.
const MOST_PREFIXES: usize = 2;

/// Fewer letters before a star stand for too many words.
const SHORTEST_PREFIX: usize = 2;

/// A search as understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    pub(super) parts: Vec<Part>,
    /// Something was typed with accents, so accents are meant.
    pub(super) accented: bool,
}

/// One condition on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub kind: Kind,
    /// Never empty.
    pub words: Vec<Word>,
    /// Folded words, one of which may stand side by side in place of `words`.
    pub instead: Vec<Vec<String>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// The words stand anywhere; there is more than one only for the long form
    /// of an abbreviation.
    Words,
    /// The words stand side by side.
    Phrase,
    /// The words are the pieces of a number with this key.
    Number(String),
}

/// A word typed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub exact: String,
    pub folded: String,
    /// Set when a star follows: any word that begins so, lower case. It is kept as
    /// typed, for no habit of writing can be told before the word is whole.
    pub begins: Option<String>,
}

impl Query {
    /// Understands what was typed; what cannot be meant is passed over.
    ///
    /// ```
    /// use sohoa::search::Query;
    /// let query = Query::parse("\"giay chung nhan\" 1495/QĐ-UBND");
    /// let page = "Giấy chứng nhận kèm Quyết định số 1495/QĐ-UBND";
    /// let marked: Vec<&str> = query.matches(page).into_iter().map(|r| &page[r]).collect();
    /// assert_eq!(marked, ["Giấy", "chứng", "nhận", "1495/QĐ-UBND"]);
    /// ```
    pub fn parse(text: &str) -> Self {
        let text = nfc(&text.chars().take(LONGEST).collect::<String>());
        let quotes = ['"', '“', '”', '„', '«', '»'];
        let pieces: Vec<&str> = text.split(quotes).collect();
        let mut parser = Parser::default();
        for (at, piece) in pieces.iter().enumerate() {
            // Every second piece stood in quotes, but for one never closed.
            if at % 2 == 1 && at + 1 < pieces.len() {
                parser.phrase(piece);
            } else {
                parser.words(piece);
            }
        }
        parser.query()
    }

    /// Whether nothing was typed that could be looked for.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

#[derive(Default)]
struct Parser {
    parts: Vec<Part>,
    words: usize,
    prefixes: usize,
}

impl Parser {
    fn query(self) -> Query {
        let mut words = self.parts.iter().flat_map(|part| &part.words);
        Query {
            accented: words.any(|word| word.exact != word.folded),
            parts: self.parts,
        }
    }

    fn push(&mut self, kind: Kind, words: Vec<Word>, instead: Vec<Vec<String>>) {
        if words.is_empty() || self.words + words.len() > MOST_WORDS {
            return;
        }
        self.words += words.len();
        self.parts.push(Part {
            kind,
            words,
            instead,
        });
    }

    fn phrase(&mut self, text: &str) {
        let words = tokens(text).filter(|t| t.kind == TokenKind::Word);
        let words: Vec<Word> = words.map(Word::new).take(MOST_WORDS).collect();
        let instead = instead_within(&words);
        self.push(Kind::Phrase, words, instead);
    }

    fn words(&mut self, text: &str) {
        let mut run: Vec<Word> = Vec::new();
        let mut tokens = tokens(text).peekable();
        while let Some(token) = tokens.next() {
            let starred = text[token.range.end..].starts_with('*');
            match token.kind {
                TokenKind::Number => {
                    let mut pieces = Vec::new();
                    let mut last = 0..0;
                    while let Some(piece) = tokens.next_if(|t| t.range.end <= token.range.end) {
                        last = piece.range.clone();
                        pieces.push(Word::new(piece));
                    }
                    if starred && let Some(open) = pieces.last_mut() {
                        // The beginning of a number: its pieces, the last one open.
                        open.begins = self.opened(&text[last]);
                        run.append(&mut pieces);
                    } else {
                        self.run(std::mem::take(&mut run));
                        self.push(Kind::Number(token.folded), pieces, Vec::new());
                    }
                }
                TokenKind::Word => {
                    let begin = text[token.range.clone()].to_owned();
                    let mut word = Word::new(token);
                    word.begins = if starred { self.opened(&begin) } else { None };
                    run.push(word);
                }
            }
        }
        self.run(run);
    }

    fn opened(&mut self, begin: &str) -> Option<String> {
        let may = self.prefixes < MOST_PREFIXES && begin.chars().count() >= SHORTEST_PREFIX;
        self.prefixes += usize::from(may);
        may.then(|| begin.to_lowercase())
    }

    /// Words in a row, as one part each, or one for a known expression.
    fn run(&mut self, words: Vec<Word>) {
        let mut rest = &words[..];
        while !rest.is_empty() {
            // An open word may become anything: no expression ends in it.
            let closed: Vec<&str> = rest
                .iter()
                .take_while(|word| word.begins.is_none())
                .map(|word| word.folded.as_str())
                .collect();
            let (taken, instead) = abbreviations::at_start(&closed).unwrap_or((1, Vec::new()));
            let (part, after) = rest.split_at(taken);
            self.push(Kind::Words, part.to_vec(), instead);
            rest = after;
        }
    }
}

impl Word {
    fn new(token: Token) -> Self {
        Self {
            exact: token.exact,
            folded: token.folded,
            begins: None,
        }
    }
}

/// A phrase with one expression at a time exchanged.
fn instead_within(words: &[Word]) -> Vec<Vec<String>> {
    let folded: Vec<&str> = words.iter().map(|w| w.folded.as_str()).collect();
    let own = |words: &[&str]| {
        words
            .iter()
            .map(|w| (*w).to_owned())
            .collect::<Vec<String>>()
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((taken, instead)) = folded
        .get(at..)
        .map(|rest| abbreviations::at_start(rest).unwrap_or((1, Vec::new())))
    {
        if at >= folded.len() {
            break;
        }
        for other in instead {
            found.push([own(&folded[..at]), other, own(&folded[at + taken..])].concat());
        }
        at += taken;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<(Kind, String)> {
        let parts = Query::parse(text).parts.into_iter();
        parts
            .map(|part| {
                let words: Vec<String> = part.words.into_iter().map(|w| w.folded).collect();
                (part.kind, words.join(" "))
            })
            .collect()
    }

    #[test]
    fn words_phrases_numbers_and_beginnings_are_told_apart() {
        let number = Kind::Number("1495/qd/ubnd".into());
        assert_eq!(
            kinds("đất “Hòa Bình” 1495/QĐ-UBND ch*"),
            [
                (Kind::Words, "dat".into()),
                (Kind::Phrase, "hoa binh".into()),
                (number, "1495 qd ubnd".into()),
                (Kind::Words, "ch".into()),
            ]
        );
        let open: Vec<bool> = Query::parse("a* ch* ng* th* 14/20*")
            .parts
            .iter()
            .map(|p| p.words[0].begins.is_some())
            .collect();
        assert_eq!(open, [false, true, true, false, false, false]);
    }

    #[test]
    fn an_unclosed_quote_is_no_quote() {
        assert_eq!(
            kinds("đất \"ở"),
            [(Kind::Words, "dat".into()), (Kind::Words, "o".into())]
        );
    }

    #[test]
    fn abbreviations_are_exchanged_in_words_and_in_phrases() {
        let query = Query::parse("quyet dinh UBND");
        assert_eq!(query.parts[0].instead, [["qd"]]);
        assert_eq!(query.parts[1].instead[0].join(" "), "uy ban nhan dan");
        let phrase = Query::parse("\"chủ tịch ubnd xã\"");
        let instead: Vec<String> = phrase.parts[0]
            .instead
            .iter()
            .map(|w| w.join(" "))
            .collect();
        assert!(
            instead.contains(&"chu tich uy ban nhan dan xa".to_owned()),
            "{instead:?}"
        );
    }

    proptest! {
        #[test]
        fn nothing_typed_is_an_error(text in "\\PC{0,80}|[\"*:() a-đ0-9/]{0,60}") {
            let query = Query::parse(&text);
            prop_assert!(query.parts.iter().all(|p| !p.words.is_empty()));
            prop_assert!(query.parts.iter().map(|p| p.words.len()).sum::<usize>() <= MOST_WORDS);
            query.matches(&text);
        }
    }
}
