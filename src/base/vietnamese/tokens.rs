//! Text taken apart for finding: words, and file numbers as one piece besides.
//!
//! Vietnamese writes a space between syllables, so a word here is a syllable: no
//! dictionary decides, and misread text breaks in the same places as clean text.
//! The index, the queries and the marks on a page all come through here.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::fold::fold;
use super::syllable::canonical;

/// Longest form kept of a word or number, in characters. No word of any script
/// in these papers reaches it; a reader's rubbish does.
const LONGEST: usize = 64;

/// Most pieces of one number: `12/2024/NĐ-CP` has four, no real one has more
/// than six.
const MOST_PIECES: usize = 8;

/// Up to this many digits leading zeros are a habit (ngày 05, số 0012); longer
/// runs are identity and serial numbers, whose zeros count.
const PADDED: usize = 5;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A syllable, another word, or a run of digits.
    Word,
    /// Words joined without a space, at least one of them digits: a file number,
    /// a date, a serial number. Its words follow it as tokens of their own.
    Number,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands, in bytes of the text as given (NFC or not).
    pub range: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
    /// The form compared when accents count: see [`canonical`].
    pub exact: String,
    /// The form compared when they do not.
    pub folded: String,
}

/// The tokens of a text, by where they begin; a number comes before its words.
///
/// ```
/// use sohoa::base::vietnamese::tokens;
/// let folded: Vec<String> = tokens("Số 1495/QĐ-UBND ngày 05").map(|t| t.folded).collect();
/// assert_eq!(folded, ["so", "1495/qd/ubnd", "1495", "qd", "ubnd", "ngay", "5"]);
/// ```
pub fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let words = words(text);
    let mut at = 0;
    std::iter::from_fn(move || {
        let run = joined(text, words.get(at..)?);
        let run = words.get(at..at + run)?;
        at += run.len();
        (!run.is_empty()).then(|| run_tokens(text, run))
    })
    .flatten()
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Letter,
    Digit,
}

fn class(c: char) -> Option<Class> {
    match c {
        _ if c.is_alphabetic() => Some(Class::Letter),
        _ if c.is_numeric() => Some(Class::Digit),
        _ => None,
    }
}

/// Runs of letters with their marks, and runs of digits.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<Class> = None;
    for (at, c) in text.char_indices() {
        let now = if is_combining_mark(c) { open } else { class(c) };
        if now.is_some() {
            let end = at + c.len_utf8();
            match found.last_mut() {
                Some(last) if now == open => last.end = end,
                _ => found.push(at..end),
            }
        }
        open = now;
    }
    found
}

/// How many of the first words are joined without a space.
fn joined(text: &str, words: &[Range<usize>]) -> usize {
    let breaks = |pair: &[Range<usize>]| {
        let between = &text[pair[0].end..pair[1].start];
        !matches!(between, "" | "/" | "-" | "–" | "." | "," | "_")
    };
    let first = words.windows(2).position(breaks);
    first.map_or(words.len(), |at| at + 1)
}

fn run_tokens(text: &str, run: &[Range<usize>]) -> Vec<Token> {
    let words: Vec<Token> = run.iter().map(|range| word(text, range)).collect();
    number(text, run, &words).into_iter().chain(words).collect()
}

fn word(text: &str, range: &Range<usize>) -> Token {
    let written = &text[range.clone()];
    let exact: String = if is_digits(written) {
        let digits = written.nfkc().filter(|c| !is_combining_mark(*c));
        without_padding(&digits.collect::<String>()).to_owned()
    } else {
        canonical(written).chars().take(LONGEST).collect()
    };
    Token {
        range: range.clone(),
        kind: TokenKind::Word,
        folded: fold(&exact),
        exact,
    }
}

fn number(text: &str, run: &[Range<usize>], words: &[Token]) -> Option<Token> {
    let digits = |range: &Range<usize>| is_digits(&text[range.clone()]);
    if !(2..=MOST_PIECES).contains(&run.len()) || !run.iter().any(digits) {
        return None;
    }
    let whole = run.first()?.start..run.last()?.end;
    let key = match grouped(&text[whole.clone()]) {
        Some(digits) => digits,
        None => {
            let pieces: Vec<&str> = words.iter().map(|w| w.folded.as_str()).collect();
            pieces.join("/")
        }
    };
    (key.chars().count() <= LONGEST).then(|| Token {
        range: whole,
        kind: TokenKind::Number,
        exact: key.clone(),
        folded: key,
    })
}

/// The digits of a number written in groups of three: 1.495.000, 001.085.012.345.
fn grouped(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split(['.', ',']).collect();
    let (first, rest) = groups.split_first()?;
    let ascii = |g: &str| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit());
    let fits = ascii(first) && first.len() <= 3 && rest.iter().all(|g| ascii(g) && g.len() == 3);
    (fits && !rest.is_empty()).then(|| without_padding(&groups.concat()).to_owned())
}

fn is_digits(text: &str) -> bool {
    text.chars().next().and_then(class) == Some(Class::Digit)
}

fn without_padding(digits: &str) -> &str {
    let bare = digits.trim_start_matches('0');
    match (digits.len() <= PADDED, bare.is_empty()) {
        (false, _) => digits,
        (true, false) => bare,
        (true, true) => "0",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(text: &str) -> Vec<String> {
        tokens(text).map(|t| t.folded).collect()
    }

    fn numbers(text: &str) -> Vec<String> {
        tokens(text)
            .filter(|t| t.kind == TokenKind::Number)
            .map(|t| t.folded)
            .collect()
    }

    #[test]
    fn composed_and_decomposed_text_give_the_same_words_at_their_own_places() {
        let nfc = "Giấy chứng nhận: quyền sử dụng Đất";
        let nfd: String = nfc.nfd().collect();
        assert_ne!(nfc, nfd);
        let forms = |text| {
            tokens(text)
                .map(|t| (t.exact, t.folded))
                .collect::<Vec<_>>()
        };
        assert_eq!(forms(nfc), forms(&nfd));
        let last = tokens(&nfd).last().unwrap();
        assert_eq!(&nfd[last.range], "Đất".nfd().collect::<String>());
    }

    #[test]
    fn numbers_stand_whole_and_in_pieces() {
        assert_eq!(numbers("12/2024/NĐ-CP"), ["12/2024/nd/cp"]);
        assert_eq!(numbers("số 01495/QĐ–UBND,"), numbers("1495/QĐ-UBND"));
        assert_eq!(numbers("ngày 02-09-2024"), numbers("2.9.2024"));
        assert_eq!(numbers("BV123456"), ["bv/123456"]);
        assert_eq!(numbers("001.085.012.345"), ["001085012345"]);
        assert_eq!(numbers("QĐ-UBND 2024 và 30 m"), [""; 0]);
        assert_eq!(folded("CCCD 001085012345"), ["cccd", "001085012345"]);
        assert_eq!(folded("1495/QĐ"), ["1495/qd", "1495", "qd"]);
    }

    #[test]
    fn empty_and_odd_text_gives_no_token_or_a_short_one() {
        assert_eq!(folded(" \u{301}* \"((( \n"), [""; 0]);
        assert_eq!(folded("0\u{301}a"), ["0/a", "0", "a"]);
        assert_eq!(folded(&"x".repeat(5_000))[0].len(), LONGEST);
        assert_eq!(folded(&"1/".repeat(5_000)).len(), 5_000);
    }

    proptest! {
        #[test]
        fn any_text_gives_ascending_ranges_on_characters(text in "\\PC{0,80}|[a-zđư\u{301}\u{323}0-9 /.,\\-]{0,60}") {
            let mut start = 0;
            let mut end = 0;
            for token in tokens(&text) {
                prop_assert!(token.range.start >= start && !text[token.range.clone()].is_empty());
                start = token.range.start;
                if token.kind == TokenKind::Word {
                    prop_assert!(token.range.start >= end);
                    end = token.range.end;
                }
                prop_assert_eq!(&fold(&token.folded), &token.folded);
                prop_assert!(!token.folded.is_empty());
            }
        }
    }
}
