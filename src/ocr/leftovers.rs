//! Ink that the engine's layout passed over: the number before a paragraph, a
//! digit alone in a table's cell, words beside a seal. What is left without a
//! word is read once more, piece by piece, as a line of its own; only what then
//! reads surely as a number or as a known syllable is taken.

use image::{GrayImage, Luma, imageops};

use super::Error;
use super::language::Language;
use super::lines::{COLUMN_GAP, NOISE, is_noise, median_height};
use super::tesseract::EngineWord;
use crate::base::Rect;
use crate::base::blobs::{self, Blob};
use crate::base::vietnamese::is_syllable;

/// Darker than this is ink: the reader's copy is evened out to white.
const INK: u8 = 150;
/// With fewer words the height of letters is not known.
const ENOUGH_WORDS: usize = 8;
/// More loose letters than this are a picture, not words passed over.
const MOST_LETTERS: usize = 300;
/// Pieces read again on one page: each costs a hundredth of a page.
const MOST_PIECES: usize = 24;
/// Confidence from which a number counts, and a syllable.
const SURE_NUMBER: f32 = 55.0;
const SURE_SYLLABLE: f32 = 80.0;

/// The pieces of ink of the reader's copy.
pub(super) fn ink(picture: &GrayImage) -> Vec<Blob> {
    blobs::find(picture.as_raw(), picture.width() as usize, INK).blobs
}

/// Reads what is left without a word and puts it where it belongs.
///
/// # Errors
/// When the engine fails.
pub(super) fn read(
    words: &mut Vec<EngineWord>,
    picture: &GrayImage,
    ink: &[Blob],
    language: &Language,
    mut line: impl FnMut(&GrayImage) -> Result<Vec<EngineWord>, Error>,
) -> Result<(), Error> {
    let taken: Vec<Rect> = words
        .iter()
        .filter(|w| says_something(w))
        .map(|w| w.at)
        .collect();
    if taken.len() < ENOUGH_WORDS {
        return Ok(());
    }
    let high = median_height(taken.iter().copied());
    let letters = loose_letters(ink, &taken, high);
    if letters.len() > MOST_LETTERS {
        return Ok(());
    }
    for (number, piece) in pieces(letters, high)
        .into_iter()
        .take(MOST_PIECES)
        .enumerate()
    {
        let (crop, corner) = cut_out(picture, piece, high);
        let found: Vec<EngineWord> = line(&crop)?
            .into_iter()
            .filter(|word| is_sure(word, language))
            .map(|word| EngineWord {
                at: Rect::new(
                    word.at.x + corner.0,
                    word.at.y + corner.1,
                    word.at.w,
                    word.at.h,
                ),
                ..word
            })
            .collect();
        place(words, found, number as u32);
    }
    Ok(())
}

fn says_something(word: &EngineWord) -> bool {
    word.text.contains(char::is_alphanumeric) && word.confidence >= NOISE && !is_noise(word)
}

/// Width of letters that run together, in heights of a line: a word in bold capitals.
const RUN: f32 = 6.0;

/// Pieces as high as letters that no word covers.
fn loose_letters(ink: &[Blob], taken: &[Rect], high: f32) -> Vec<Rect> {
    let letter = |b: &&Blob| {
        let (w, h) = (b.width() as f32, b.height() as f32);
        (0.45 * high..1.6 * high).contains(&h) && w < RUN * high && h < 8.0 * w
    };
    let free = |r: &Rect| {
        let (x, y) = (r.x + r.w / 2.0, r.y + r.h / 2.0);
        !taken.iter().any(|t| {
            let near = 0.1 * high;
            x > t.x - near && x < t.right() + near && y > t.y - near && y < t.bottom() + near
        })
    };
    let boxes = ink.iter().filter(letter).map(Blob::rect);
    boxes.filter(free).collect()
}

/// Loose letters that stand beside each other, joined from left to right.
fn pieces(mut letters: Vec<Rect>, high: f32) -> Vec<Rect> {
    letters.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut pieces: Vec<Rect> = Vec::new();
    for letter in letters {
        let beside = pieces.iter_mut().find(|p| {
            letter.x - p.right() < high
                && ((letter.y + letter.h / 2.0) - (p.y + p.h / 2.0)).abs() < 0.5 * high
        });
        match beside {
            Some(piece) => *piece = piece.union(letter),
            None => pieces.push(letter),
        }
    }
    pieces.retain(|p| p.h < 2.0 * high);
    pieces.sort_by(|a, b| a.y.total_cmp(&b.y));
    pieces
}

/// A piece on white ground with a margin, and where its corner lies.
fn cut_out(picture: &GrayImage, piece: Rect, high: f32) -> (GrayImage, (f32, f32)) {
    // As far to the right as the stop after a number.
    let (left, right, above) = (0.15 * high, 0.6 * high, 0.35 * high);
    let x0 = (piece.x - left).max(0.0) as u32;
    let y0 = (piece.y - above).max(0.0) as u32;
    let x1 = ((piece.right() + right) as u32).min(picture.width());
    let y1 = ((piece.bottom() + above) as u32).min(picture.height());
    let margin = high.ceil() as u32;
    let (w, h) = (x1.saturating_sub(x0).max(1), y1.saturating_sub(y0).max(1));
    let mut out = GrayImage::from_pixel(w + 2 * margin, h + margin, Luma([255]));
    let cut = imageops::crop_imm(picture, x0, y0, w, h).to_image();
    imageops::replace(&mut out, &cut, i64::from(margin), i64::from(margin / 2));
    let corner = (x0 as f32 - margin as f32, y0 as f32 - (margin / 2) as f32);
    (out, corner)
}

fn is_sure(word: &EngineWord, language: &Language) -> bool {
    let core = word.text.trim_matches(|c: char| !c.is_alphanumeric());
    let number = core.contains(|c: char| c.is_ascii_digit())
        && core
            .chars()
            .all(|c| c.is_ascii_digit() || ".,/%-".contains(c));
    if number {
        return word.confidence >= SURE_NUMBER;
    }
    core.chars().count() > 1
        && word.confidence >= SURE_SYLLABLE
        && is_syllable(core)
        && language.known(core).is_some()
}

/// Puts words before or after those beside which they stand, in reading order.
fn place(words: &mut Vec<EngineWord>, found: Vec<EngineWord>, number: u32) {
    for mut word in found {
        // A stop or a speck that the layout kept of it.
        words.retain(|w| says_something(w) || !overlaps(w.at, word.at));
        let middle = word.at.y + word.at.h / 2.0;
        let on_its_line = |w: &EngineWord| (w.at.y..w.at.bottom()).contains(&middle);
        let gap = |w: &EngineWord| (w.at.x - word.at.right()).max(word.at.x - w.at.right());
        let beside = words
            .iter()
            .enumerate()
            .filter(|(_, w)| on_its_line(w) && gap(w) < COLUMN_GAP * word.at.h.max(w.at.h))
            .min_by(|a, b| gap(a.1).total_cmp(&gap(b.1)));
        let at = match beside {
            Some((at, w)) => {
                word.line = w.line;
                if w.at.x > word.at.x { at } else { at + 1 }
            }
            None => {
                word.line = (u32::MAX, number, 0);
                behind_line_above(words, word.at)
            }
        };
        words.insert(at, word);
    }
}

/// Where a new line stands in reading order: behind the nearest line above it in its
/// column, or before the first line below.
fn behind_line_above(words: &[EngineWord], at: Rect) -> usize {
    let middle = at.middle().1;
    let near = COLUMN_GAP * at.h;
    let above = |w: &&EngineWord| {
        w.at.bottom() <= middle && w.at.x < at.right() + near && at.x < w.at.right() + near
    };
    let nearest = words
        .iter()
        .filter(above)
        .max_by(|a, b| a.at.bottom().total_cmp(&b.at.bottom()));
    match nearest.and_then(|n| words.iter().rposition(|w| w.line == n.line)) {
        Some(last) => last + 1,
        None => words
            .iter()
            .position(|w| w.at.y > middle)
            .unwrap_or(words.len()),
    }
}

fn overlaps(a: Rect, b: Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, x: f32, y: f32) -> EngineWord {
        EngineWord {
            line: (1, 1, y as u32),
            text: text.into(),
            at: Rect::new(x, y, 60.0, 20.0),
            confidence: 95.0,
        }
    }

    #[test]
    fn a_number_left_of_its_line_is_read_and_comes_first() {
        let mut picture = GrayImage::from_pixel(800, 200, Luma([255]));
        for (x, y) in (20..30).flat_map(|x| (61..79).map(move |y| (x, y))) {
            picture.put_pixel(x, y, Luma([0]));
        }
        let mut words: Vec<EngineWord> = (0..8)
            .map(|k| {
                word(
                    "đất",
                    60.0 + 70.0 * (k % 4) as f32,
                    20.0 + 40.0 * (k / 4) as f32,
                )
            })
            .collect();
        let mut asked = 0;
        read(
            &mut words,
            &picture,
            &ink(&picture),
            &Language::built_in(),
            |piece| {
                asked += 1;
                assert!(piece.width() < 100 && piece.height() < 80);
                let at = Rect::new(20.0, 15.0, 12.0, 20.0);
                let read = |text: &str, confidence| EngineWord {
                    text: text.into(),
                    at,
                    confidence,
                    ..word("", 0.0, 0.0)
                };
                Ok(vec![read("7.", 80.0), read("qđ", 90.0), read("xã", 40.0)])
            },
        )
        .unwrap();
        assert_eq!(asked, 1);
        let texts: Vec<&str> = words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(
            texts,
            ["đất", "đất", "đất", "đất", "7.", "đất", "đất", "đất", "đất"]
        );
        assert_eq!(words[4].line, words[5].line);
    }

    #[test]
    fn a_page_without_words_or_full_of_dirt_is_left_alone() {
        let mut picture = GrayImage::from_pixel(900, 900, Luma([255]));
        for (x, y) in (0..900).flat_map(|x| (0..900).map(move |y| (x, y))) {
            if x % 30 < 12 && y % 30 < 15 {
                picture.put_pixel(x, y, Luma([0]));
            }
        }
        let never = |_: &GrayImage| -> Result<Vec<EngineWord>, Error> { panic!("read") };
        let language = Language::built_in();
        read(
            &mut vec![word("một", 0.0, 0.0)],
            &picture,
            &ink(&picture),
            &language,
            never,
        )
        .unwrap();
        let mut many = vec![word("một", 0.0, 0.0); 9];
        read(&mut many, &picture, &ink(&picture), &language, never).unwrap();
        assert_eq!(many.len(), 9);
    }
}
