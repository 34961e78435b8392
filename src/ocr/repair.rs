//! Words that no Vietnamese text holds, mended by their form alone: rules and
//! specks read as signs, letters read for digits, words run together by dirt.
//!
//! Every rule answers a kind of misreading that the pages used for tuning showed
//! again and again; a word that fits none stays as it is.

use super::language::Language;
use super::lines::RULES;
use crate::base::vietnamese::is_syllable;
use crate::base::{Line, Rect, Word};

/// Symbols of kinds of papers that stand between a number and an office (NĐ
/// 30/2020, annex III).
const KINDS: [&str; 22] = [
    "NQ", "QĐ", "CT", "QC", "QyĐ", "TC", "TB", "HD", "CTr", "KH", "PA", "ĐA", "DA", "BC", "BB",
    "TTr", "HĐ", "CĐ", "BGN", "NĐ", "TT", "GXN",
];

/// Mends the words of a page's lines in place.
pub(super) fn repair(lines: &mut [Line], language: &Language) {
    for line in lines.iter_mut() {
        for word in &mut line.words {
            let mended = with_slash(with_digits(&without_rules(&word.text)));
            if !mended.is_empty() {
                word.mend(mended);
            }
        }
        join_numbers(&mut line.words);
        let parted = line.words.drain(..).flat_map(|word| part(word, language));
        line.words = parted.collect();
    }
}

/// The word without rules at its ends: "2_" in a table, "|Bộ".
fn without_rules(text: &str) -> String {
    // The fraction slash that the engine likes to give for a steep stroke.
    let text = text.replace("⁄/", "/").replace("/⁄", "/").replace('⁄', "/");
    let trimmed = text.trim_matches(RULES);
    // A speck before a word; a quotation has a second mark.
    let trimmed = match trimmed.strip_prefix(['\'', '‘', '’']) {
        Some(rest) if !rest.contains(['\'', '’']) => rest,
        _ => trimmed,
    };
    if trimmed.contains(char::is_alphanumeric) {
        trimmed.to_owned()
    } else {
        text
    }
}

/// Letters among digits that look like digits: "3,I" is 3,1 and "§7,83%" 87,83 %.
fn with_digits(text: &str) -> String {
    let digit = |c: char| match c {
        'I' | 'l' | '|' | ']' | '!' => '1',
        'O' | 'o' | 'Ø' => '0',
        '§' => '8',
        c => c,
    };
    let mapped: String = text.chars().map(digit).collect();
    let numeric = |c: char| c.is_ascii_digit() || ".,/%-:;()+".contains(c);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    // "I." and "l" alone are no numbers; a paragraph sign before nothing but
    // digits is.
    let counted = digits > 0 || (text.starts_with('§') && mapped.len() > 1);
    // "II/2026" is a quarter and a year: what stands beside a slash has digits of
    // its own.
    let counted = counted
        && text
            .split('/')
            .all(|part| part.contains(|c: char| c.is_ascii_digit() || c == '§'));
    if counted && mapped.chars().all(numeric) {
        mapped
    } else {
        text.to_owned()
    }
}

/// The slash between a number and the symbol of a kind of paper, where it was not
/// seen, and the symbol as it is written: "39NO-HĐND".
fn with_slash(text: String) -> String {
    let Some(at) = text.find(|c: char| c.is_alphabetic()) else {
        return text;
    };
    let (number, symbol) = text.split_at(at);
    let kind = symbol.split(['-', '/']).next().unwrap_or_default();
    let office = &symbol[kind.len()..];
    let before = number.trim_end_matches('/');
    let counted = before.ends_with(|c: char| c.is_ascii_digit()) && office.starts_with('-');
    if counted && let Some(kind) = symbol_of(kind) {
        format!("{before}/{kind}{office}")
    } else {
        text
    }
}

/// The symbol of a kind of paper, of which one letter may have been read as another
/// that no symbol has there: "TIr" is TTr, "NO" NQ.
fn symbol_of(kind: &str) -> Option<String> {
    let likely = [("TI", "TT"), ("O", "Q"), ("D", "Đ"), ("Ð", "Đ")];
    let meant = likely.iter().map(|(read, meant)| kind.replace(read, meant));
    let mut written = std::iter::once(kind.to_owned()).chain(meant);
    written.find(|kind| KINDS.contains(&kind.as_str()))
}

/// A date torn in two: "23/1 1/2020".
fn join_numbers(words: &mut Vec<Word>) {
    let mut at = 1;
    while at < words.len() {
        let (left, right) = (&words[at - 1], &words[at]);
        let gap = right.at.x - left.at.right();
        let joined = format!("{}{}", left.text, right.text);
        let torn = left.text.ends_with(|c: char| c.is_ascii_digit())
            && right.text.starts_with(|c: char| c.is_ascii_digit())
            && !is_date(&left.text)
            && is_date(&joined);
        if torn && gap < 0.5 * left.at.h.max(right.at.h) {
            let right = words.remove(at);
            let left = &mut words[at - 1];
            left.at = left.at.union(right.at);
            left.confidence = left.confidence.min(right.confidence);
            left.mend(joined);
        } else {
            at += 1;
        }
    }
}

fn is_date(text: &str) -> bool {
    let core = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let mut parts = core.split('/');
    let mut number = |most: u32, digits: std::ops::RangeInclusive<usize>| {
        parts
            .next()
            .filter(|p| digits.contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|p| p.parse::<u32>().ok())
            .is_some_and(|n| (1..=most).contains(&n))
    };
    let date = number(31, 1..=2) && number(12, 1..=2) && number(2100, 4..=4);
    date && parts.next().is_none()
}

/// A word taken apart where syllables were run together: by a speck read as
/// a sign ("đoạn-trước" stays, a hyphen joins words too; "Lũng.có" does not), or
/// by nothing ("Tiếpnhận", "TỈNHLẠNGSƠN").
fn part(word: Word, language: &Language) -> Vec<Word> {
    let Some((left, right)) = parts(&word.text, language) else {
        return vec![word];
    };
    let mut words = in_two(word, left, right);
    let rest = words.pop();
    words.extend(rest.into_iter().flat_map(|rest| part(rest, language)));
    words
}

/// A word as the two that it holds, each with its share of the box by its letters.
pub(super) fn in_two(word: Word, left: String, right: String) -> Vec<Word> {
    let share = left.chars().count() as f32 / word.text.chars().count().max(1) as f32;
    let Rect { x, y, w, h } = word.at;
    let mut first = Word::new(left, Rect::new(x, y, w * share, h), word.confidence);
    first.raw = Some(word.raw.unwrap_or(word.text));
    let rest = Rect::new(x + w * share, y, w * (1.0 - share), h);
    vec![first, Word::new(right, rest, word.confidence)]
}

/// Before whom or for whom someone signs (NĐ 30/2020, annex I): a space follows.
const SIGNED_FOR: [&str; 5] = ["TM.", "KT.", "TL.", "TUQ.", "Q."];

fn parts(text: &str, language: &Language) -> Option<(String, String)> {
    for sign in SIGNED_FOR {
        if let Some(rest) = text.strip_prefix(sign)
            && rest.chars().count() > 2
            && rest.chars().all(char::is_uppercase)
        {
            return Some((sign.to_owned(), rest.to_owned()));
        }
    }
    let end = text.trim_end_matches(|c: char| c.is_ascii_punctuation());
    if let Some((left, right)) = end.split_once(['.', ':', ';', ',']) {
        let sign = end[left.len()..].chars().next()?;
        let lower = right.starts_with(|c: char| c.is_lowercase());
        if lower && is_syllable(left) && is_syllable(right) && left.chars().count() > 1 {
            // After a comma or semicolon a space was forgotten; a sentence does
            // not go on in lower case after a stop, nor a list after a colon.
            let kept = if matches!(sign, ',' | ';') {
                left.len() + 1
            } else {
                left.len()
            };
            let rest = &text[left.len() + 1..];
            return Some((text[..kept].to_owned(), rest.to_owned()));
        }
    }
    if is_syllable(end) || !end.chars().all(char::is_alphabetic) || end.chars().count() < 5 {
        return None;
    }
    let same_case =
        end.chars().all(char::is_uppercase) || end.chars().skip(1).all(char::is_lowercase);
    if !same_case {
        return None;
    }
    let cut = end.char_indices().map(|(at, _)| at).skip(2).find(|&at| {
        let (left, right) = end.split_at(at);
        is_syllable(left) && goes_on(left, right, language)
    })?;
    Some((text[..cut].to_owned(), text[cut..].to_owned()))
}

/// Whether letters are one syllable or several, each known to follow the one before.
fn goes_on(before: &str, letters: &str, language: &Language) -> bool {
    if is_syllable(letters) {
        return language.know_together(before, letters);
    }
    let mut cuts = letters.char_indices().map(|(at, _)| at).skip(2);
    cuts.any(|at| {
        let (first, rest) = letters.split_at(at);
        is_syllable(first)
            && language.know_together(before, first)
            && goes_on(first, rest, language)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Confidence;

    fn repaired(text: &str) -> String {
        let mut x = 0.0;
        let words = text.split(' ').map(|w| {
            let wide = 10.0 * w.chars().count() as f32;
            x += wide + 5.0;
            let at = Rect::new(x - wide - 5.0, 0.0, wide, 20.0);
            Word::new(w, at, Confidence::new(0.9))
        });
        let mut lines = vec![Line {
            words: words.collect(),
        }];
        repair(&mut lines, &Language::built_in());
        lines[0].text()
    }

    #[test]
    fn rules_go_and_digits_come_back() {
        assert_eq!(
            repaired("2_ |Bộ 516,I §7,83% 33⁄/NQ-HĐND"),
            "2 Bộ 516,1 87,83% 33/NQ-HĐND"
        );
        assert_eq!(
            repaired("số 39NQ-HĐND 151/2016NĐ-CP 'Thủ"),
            "số 39/NQ-HĐND 151/2016/NĐ-CP Thủ"
        );
        assert_eq!(repaired("ngày 23/1 1/2020. của"), "ngày 23/11/2020. của");
        assert_eq!(
            repaired("20/TIr-UBND 70NO-HĐND 5/QD-TTg 10/CV-UBND"),
            "20/TTr-UBND 70/NQ-HĐND 5/QĐ-TTg 10/CV-UBND"
        );
    }

    #[test]
    fn words_run_together_are_parted() {
        assert_eq!(
            repaired("Tiếpnhận Lũng.có giải:quyết"),
            "Tiếp nhận Lũng có giải quyết"
        );
        assert_eq!(repaired("đồng,đạt"), "đồng, đạt");
        assert_eq!(
            repaired("TỈNHLẠNGSƠN KT.CHỦTỊCH TM.UBND"),
            "TỈNH LẠNG SƠN KT. CHỦ TỊCH TM. UBND"
        );
    }

    #[test]
    fn what_is_right_stays() {
        for right in [
            "I. II. l 1 12/QĐ-UBND T. Lạng",
            "kinh tế-xã hội",
            "www.langson.gov.vn",
            "3.2.1. 08h30",
            "a) b) đ)",
            "___ ...........",
            "từ 1/2 3/4",
            "Quý II/2026",
            "ngày 31/12/2020 trả",
            "https://dichvucong.langson.gov.vn",
        ] {
            assert_eq!(repaired(right), right);
        }
    }
}
