//! From the engine's words to lines on the page as shown.

use image::GrayImage;

use super::form::{Form, core, form};
use super::tesseract::EngineWord;
use super::{cells, columns};
use crate::base::vietnamese::nfc;
use crate::base::{Affine, Confidence, Line, PageText, Rect, Size, TextOrigin, Word};

/// A gap between two words of one line wider than this many line heights means
/// two columns: the letterhead's agency beside the national motto, the list of
/// recipients beside the signature. Justified text spreads words by two heights
/// at the most.
pub(super) const COLUMN_GAP: f32 = 4.0;

/// A line drawn under a title, a fold, a table's rule, a speck: the engine reads
/// them as these.
pub(super) const RULES: [char; 15] = [
    '—', '_', '=', '~', 'ˆ', '⁄', '`', '|', '¬', '^', '\\', '{', '}', '¡', '¿',
];

/// Below this one word in eight was right on the pages used for tuning; the others
/// were specks and rules read as letters, which hardly ever have a word's form.
pub(super) const NOISE: f32 = 30.0;

/// Width of a word of several letters, in heights of its box: "II" measures 0.6.
const TALL: f32 = 0.4;

/// Ink that is no word.
pub(super) fn is_noise(word: &EngineWord) -> bool {
    let rule = word.text.contains(RULES) && !word.text.contains(char::is_alphanumeric);
    // Several letters are no taller than wide by so much: a punch hole, a rule.
    let letters = word.text.chars().filter(|c| c.is_alphanumeric());
    let tall = letters.count() > 1 && word.at.w < TALL * word.at.h;
    rule || tall || word.confidence < NOISE && !says_much(&word.text)
}

/// Whether a word stands in the same line as those before it, in the same column.
pub(super) fn goes_on(line: &[EngineWord], word: &EngineWord) -> bool {
    line.last().is_some_and(|last| {
        let gap = word.at.x - last.at.right();
        // The engine takes the short last lines of paragraphs for one line downwards.
        let drop = (word.at.middle().1 - last.at.middle().1).abs();
        let high = last.at.h.max(word.at.h);
        last.line == word.line && gap < COLUMN_GAP * high && drop < high
    })
}

/// Median height of boxes; there must be one.
pub(super) fn median_height(boxes: impl Iterator<Item = Rect>) -> f32 {
    let mut heights: Vec<f32> = boxes.map(|r| r.h).collect();
    let middle = heights.len() / 2;
    *heights.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// Takes the boxes of neighbours apart where they overlap, by a space's width: a
/// reader of the PDF would take them for one word.
pub(super) fn apart(words: &mut [Word]) {
    for at in 1..words.len() {
        let (left, right) = (words[at - 1].at, words[at].at);
        let start = left.right() + 0.2 * right.h;
        if right.x < left.right() && right.x > left.x && start + 1.0 < right.right() {
            words[at].at.w = right.right() - start;
            words[at].at.x = start;
        }
    }
}

/// A syllable of three letters, a number of two digits, a code of four signs.
fn says_much(text: &str) -> bool {
    let length = core(text).chars().count();
    match form(text) {
        Form::Syllable => length >= 3,
        Form::Number => length >= 2,
        Form::Code => length >= 4,
        Form::Sign | Form::Other => false,
    }
}

/// The box around words.
pub(super) fn around(words: &[EngineWord]) -> Rect {
    let boxes = words.iter().map(|w| w.at);
    boxes.reduce(Rect::union).unwrap_or_default()
}

/// Groups the engine's words into lines, a cell of a table or a block after the other, maps
/// them to the page as shown and drops what lies outside it.
pub(super) fn compose(
    words: Vec<EngineWord>,
    picture: &GrayImage,
    to_shown: Affine,
    page: Size,
) -> PageText {
    let mut lines: Vec<Vec<EngineWord>> = Vec::new();
    for word in words.into_iter().filter(|word| !is_noise(word)) {
        match lines.last_mut() {
            Some(line) if goes_on(line, &word) => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    let shown = |word: EngineWord| {
        let at = to_shown.apply_rect(word.at).clipped(page)?;
        let sure = Confidence::new(word.confidence / 100.0);
        Some(Word::new(nfc(&word.text), at, sure))
    };
    let lines = columns::in_order(cells::in_order(lines, picture))
        .into_iter()
        .map(|line| Line {
            words: line.into_iter().filter_map(shown).collect(),
        });
    PageText {
        lines: lines.filter(|line| !line.words.is_empty()).collect(),
        origin: TextOrigin::Read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(line: u32, x: f32, text: &str) -> EngineWord {
        EngineWord {
            line: (1, 1, line),
            text: text.into(),
            at: Rect::new(x, 30.0 * line as f32, 40.0, 20.0),
            confidence: 90.0,
        }
    }

    fn blank() -> GrayImage {
        GrayImage::from_pixel(600, 100, image::Luma([255]))
    }

    #[test]
    fn columns_part_and_boxes_are_scaled() {
        let words = vec![
            word(1, 0.0, "ỦY"),
            word(1, 50.0, "BAN"),
            word(1, 400.0, "CỘNG"),
            word(2, 0.0, "Số:"),
        ];
        let text = compose(
            words,
            &blank(),
            Affine::scale(2.0, 2.0),
            Size::new(1000, 1000),
        );
        assert_eq!(text.plain(), "ỦY BAN\nCỘNG\nSố:");
        assert_eq!(
            text.lines[0].words[1].at,
            Rect::new(100.0, 60.0, 80.0, 40.0)
        );
    }

    #[test]
    fn rules_and_specks_are_no_words_and_dashes_are() {
        let mut doubtful = word(1, 0.0, "l");
        doubtful.confidence = 5.0;
        let words = vec![
            word(1, 0.0, "——=="),
            doubtful,
            word(1, 0.0, "-"),
            word(1, 50.0, "Lưu:"),
        ];
        assert_eq!(
            compose(words, &blank(), Affine::IDENTITY, Size::new(999, 99)).plain(),
            "- Lưu:"
        );
    }

    #[test]
    fn decomposed_letters_are_composed() {
        let text = compose(
            vec![word(1, 0.0, "a\u{302}\u{301}")],
            &blank(),
            Affine::IDENTITY,
            Size::new(99, 99),
        );
        assert_eq!(text.plain(), "ấ");
    }
}
