//! The invisible text over the image: every word lies on its box, so that it is
//! found, marked and copied where it is seen.
//!
//! One text object a line, one string a word, stretched to the width of its box.
//! Horizontal scale is set anew in each text object (poppler forgets it), and a
//! real space follows every word, also the last (else pdfminer and pypdf join
//! lines). Units are pixels of the page as shown: whole numbers pack best.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;

use super::font::Letters;
use super::glyphless::{ADVANCE, ASCENT, DESCENT};
use super::sheet::{Sheet, number};
use crate::base::{Line, PageText, Rect, Size};

/// Font size for a line of height 1: the box glyph then fills the line.
const SIZE: f64 = 1000.0 / (ASCENT as f64 - DESCENT as f64);
/// How far the baseline lies above the lower edge of a line of height 1.
const RISE: f64 = SIZE * -(DESCENT as f64) / 1000.0;
/// Width of a letter at size 1.
const WIDTH: f64 = ADVANCE as f64 / 1000.0;
/// Letters narrower than a quarter of their width are no letters of that height:
/// the line stands upright or has a stray mark, and its size follows its width.
const NARROWEST: f64 = 0.25;
/// Room between words, by font size: in its raw mode poppler puts a space only
/// where 0.15 lie between, whatever spaces stand in the text. Boxes of words on a
/// leaning line come closer.
const GAP: f64 = 0.16;
/// A line taller than twice its middle word is not one straight line (words of
/// one line differ less, with all accents of Vietnamese): it leans or holds an
/// outlier, and its height follows its words.
const TALLEST: f32 = 2.0;

/// The operators that write the text of a page; empty without a word.
pub fn operators(text: &PageText, size: Size, sheet: Sheet, letters: &mut Letters) -> String {
    let mut lines = String::new();
    for line in &text.lines {
        write_line(line, size, letters, &mut lines);
    }
    if lines.is_empty() {
        return lines;
    }
    let scale = number(sheet.scale, 6);
    let top = number(sheet.height, 4);
    format!("q\n{scale} 0 0 {scale} 0 {top} cm\n{lines}Q\n")
}

struct Set {
    codes: String,
    count: f64,
    at: Rect,
}

fn write_line(line: &Line, size: Size, letters: &mut Letters, out: &mut String) {
    let words: Vec<Set> = line
        .words
        .iter()
        .filter_map(|word| {
            let codes: Vec<u16> = word.text.nfc().filter_map(|c| letters.code(c)).collect();
            (!codes.is_empty()).then(|| Set {
                count: codes.len() as f64,
                codes: codes.iter().map(|code| format!("{code:04X}")).collect(),
                at: on_page(word.at, size),
            })
        })
        .collect();
    let Some((bottom, height)) = band(&words) else {
        return;
    };
    let space = letters.code(' ').unwrap_or(0x20);

    let wide: f64 = words.iter().map(|w| f64::from(w.at.w)).sum();
    let count: f64 = words.iter().map(|w| w.count).sum();
    let font_size = (height * SIZE).min(wide / (WIDTH * count * NARROWEST));
    let font_size = tenths(font_size).max(0.1);
    let baseline = -tenths(bottom - height * RISE);
    let _ = write!(out, "BT\n3 Tr\n/F0 {} Tf\n", number(font_size, 1));
    let (mut x, mut y) = (0.0, 0.0);
    for (at, word) in words.iter().enumerate() {
        let left = tenths(f64::from(word.at.x));
        let stretch =
            100.0 * width(word, words.get(at + 1), font_size) / (WIDTH * font_size * word.count);
        let _ = write!(
            out,
            "{} {} Td\n{} Tz\n<{}{space:04X}> Tj\n",
            number(left - x, 1),
            number(baseline - y, 1),
            number(stretch.max(0.1), 1),
            word.codes
        );
        (x, y) = (left, baseline);
    }
    out.push_str("ET\n");
}

/// Width to give a word: that of its box, less what the gap to the next one needs
/// if that one follows on the right.
fn width(word: &Set, next: Option<&Set>, font_size: f64) -> f64 {
    let own = f64::from(word.at.w);
    let room = next.map_or(f64::MAX, |n| {
        f64::from(n.at.x - word.at.x) - GAP * font_size
    });
    if room < own / 2.0 { own } else { own.min(room) }
}

/// Lower edge and height of the line, in pixels.
fn band(words: &[Set]) -> Option<(f64, f64)> {
    let all = words.iter().map(|w| w.at).reduce(Rect::union)?;
    let mut middles: Vec<(f32, f32)> = words.iter().map(|w| (w.at.h, w.at.bottom())).collect();
    middles.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (height, bottom) = middles[middles.len() / 2];
    let (bottom, height) = if all.h > TALLEST * height {
        (bottom, height)
    } else {
        (all.bottom(), all.h)
    };
    Some((f64::from(bottom), f64::from(height)))
}

/// The box brought onto the page, at least a pixel wide and high: text that lies
/// outside is dropped by some readers, and none may be lost.
fn on_page(at: Rect, page: Size) -> Rect {
    let span = |from: f32, extent: f32, page: u32| {
        let last = page.max(1) as f32;
        let low = from.max(0.0).min(last - 1.0);
        let high = (from + extent).max(low + 1.0).min(last);
        (low, high - low)
    };
    let (x, w) = span(at.x, at.w, page.width);
    let (y, h) = span(at.y, at.h, page.height);
    Rect::new(x, y, w, h)
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Confidence, Word};

    fn page(words: &[(&str, Rect)]) -> PageText {
        let words = words
            .iter()
            .map(|(text, at)| Word::new(*text, *at, Confidence::new(1.0)))
            .collect();
        PageText {
            lines: vec![Line { words }],
            ..Default::default()
        }
    }

    fn written(words: &[(&str, Rect)]) -> String {
        let size = Size::new(1000, 1000);
        operators(
            &page(words),
            size,
            Sheet::new(size, None),
            &mut Letters::default(),
        )
    }

    #[test]
    fn a_word_spans_its_box_and_is_followed_by_a_space() {
        let ops = written(&[("ab", Rect::new(100.0, 200.0, 50.0, 42.0))]);
        // 42 / 1.05 = 40 px; two letters of 20 px stretched to 50 px; the
        // baseline 8 px above the lower edge.
        assert!(
            ops.contains("/F0 40 Tf\n100 -234 Td\n125 Tz\n<006100620020> Tj\n"),
            "{ops}"
        );
    }

    #[test]
    fn letters_are_composed_and_a_line_without_letters_is_left_out() {
        let at = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert!(written(&[("e\u{302}\u{301}", at)]).contains("<1EBF0020>"));
        assert_eq!(written(&[("\u{0}", at), ("", at)]), "");
    }

    #[test]
    fn wild_boxes_come_onto_the_page_with_sane_numbers() {
        let wild = [
            Rect::new(f32::NAN, 0.0, f32::INFINITY, 0.0),
            Rect::new(-50.0, 5_000.0, 1e30, -7.0),
            Rect::new(999.5, 0.0, 10.0, 990.0),
        ];
        for at in wild {
            let ops = written(&[("chữ", at), ("a", Rect::new(10.0, 10.0, 5.0, 20.0))]);
            for token in ops.split_whitespace() {
                if let Ok(value) = token.parse::<f64>() {
                    assert!(value.is_finite() && value.abs() < 1e5, "{ops}");
                }
            }
        }
    }
}
