//! A second look at lines of which the engine was unsure.
//!
//! The line is cut out, shrunk to three quarters and read once more: the same
//! network sees other pixels, and on ragged copies every third word that it
//! misses at one size it reads at the other. Where the two readings differ,
//! grammar decides: numbers, codes and legal syllables before other strings, then
//! what the neighbours say, then the engine's own confidence. Names, and words of
//! which the first reading was sure, give way only to what is much better.

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};

use super::Error;
use super::form::{Form, core, form, is_titled};
use super::language::{Language, Neighbour};
use super::lines::{goes_on, is_noise, median_height};
use super::tesseract::EngineWord;
use crate::base::Rect;

/// Below this a word is doubtful.
const UNSURE: f32 = 85.0;

/// Below this a word makes its line worth a second look, and is doubtful itself if
/// it has no word's form.
const SURE: f32 = 93.0;

/// Size of the second look.
const SHRUNK: f32 = 0.75;

/// Lines looked at again on one page: each costs a fiftieth of a page.
const MOST_LINES: usize = 40;

/// What a string that is neither word nor number loses, in natural logarithms of
/// a chance.
const NO_WORD: f32 = 8.0;

/// Names follow no language: so much better must be what is taken for one.
const NAME: f32 = 4.0;

/// So much better must be what is taken for a word that was not in doubt.
const SURELY: f32 = 4.0;

/// A word on which two looks do not agree is no surer than this.
const DISPUTED: f32 = 75.0;

/// What ten points of the engine's confidence weigh.
const CONFIDENCE: f32 = 0.6;

/// Reads doubtful lines again.
///
/// # Errors
/// When the engine fails.
pub(super) fn read(
    words: &mut Vec<EngineWord>,
    picture: &GrayImage,
    language: &Language,
    mut line: impl FnMut(&GrayImage) -> Result<Vec<EngineWord>, Error>,
) -> Result<(), Error> {
    let mut looked = 0;
    let mut out: Vec<EngineWord> = Vec::with_capacity(words.len());
    let mut rest = std::mem::take(words).into_iter().peekable();
    while let Some(first) = rest.next() {
        let mut one = vec![first];
        while let Some(next) = rest.next_if(|word| goes_on(&one, word)) {
            one.push(next);
        }
        if looked < MOST_LINES
            && one.iter().any(|w| w.confidence < SURE)
            && let Some((crop, corner)) = cut_out(picture, &one)
        {
            looked += 1;
            let again = line(&crop)?
                .into_iter()
                .map(|w| back(w, corner, one[0].line))
                .filter(|w| !is_noise(w))
                .collect();
            one = settle(one, again, language);
        }
        out.append(&mut one);
    }
    *words = out;
    Ok(())
}

fn is_doubtful(word: &EngineWord) -> bool {
    word.confidence < UNSURE || word.confidence < SURE && form(&word.text) == Form::Other
}

/// The line on white ground, shrunk, and where its corner lies.
fn cut_out(picture: &GrayImage, line: &[EngineWord]) -> Option<(GrayImage, (f32, f32))> {
    let at = line.iter().map(|w| w.at).reduce(Rect::union)?;
    let high = median_height(line.iter().map(|w| w.at));
    // A picture or a column of specks is no line.
    if high < 6.0 || at.h > 4.0 * high {
        return None;
    }
    let (x0, y0) = (
        (at.x - high).max(0.0) as u32,
        (at.y - 0.3 * high).max(0.0) as u32,
    );
    let x1 = ((at.right() + high) as u32).min(picture.width());
    let y1 = ((at.bottom() + 0.3 * high) as u32).min(picture.height());
    let (w, h) = (x1.saturating_sub(x0), y1.saturating_sub(y0));
    let size = |v: u32| ((v as f32 * SHRUNK) as u32).max(1);
    if w < 8 || h < 8 {
        return None;
    }
    let cut = imageops::crop_imm(picture, x0, y0, w, h).to_image();
    let small = imageops::resize(&cut, size(w), size(h), FilterType::CatmullRom);
    let margin = (high * 0.3) as u32;
    let mut out = GrayImage::from_pixel(
        small.width() + 2 * margin,
        small.height() + 2 * margin,
        Luma([255]),
    );
    imageops::replace(&mut out, &small, i64::from(margin), i64::from(margin));
    let corner = |v: u32| v as f32 - margin as f32 / SHRUNK;
    Some((out, (corner(x0), corner(y0))))
}

fn back(word: EngineWord, corner: (f32, f32), line: (u32, u32, u32)) -> EngineWord {
    let Rect { x, y, w, h } = word.at;
    let at = Rect::new(
        corner.0 + x / SHRUNK,
        corner.1 + y / SHRUNK,
        w / SHRUNK,
        h / SHRUNK,
    );
    EngineWord { at, line, ..word }
}

/// Word for word, the better of two readings of one line.
fn settle(first: Vec<EngineWord>, second: Vec<EngineWord>, language: &Language) -> Vec<EngineWord> {
    let mut out: Vec<EngineWord> = Vec::with_capacity(first.len());
    let places = places(first, second);
    for at in 0..places.len() {
        let (mine, other) = &places[at];
        let before = out.last().map(|w| w.text.clone());
        let after = places.get(at + 1).and_then(|(m, _)| m.first());
        let after = after.map(|w| w.text.as_str());
        let score = |words: &[EngineWord]| worth(words, before.as_deref(), after, language);
        // A Roman numeral before a line numbers a section.
        let numeral = before.is_none() && mine.iter().any(|w| is_roman(core(&w.text)));
        let both = !mine.is_empty() && !other.is_empty();
        let better = both
            && !numeral
            && signs_apart(mine, other)
                .unwrap_or_else(|| score(other) > score(mine) + margin(mine));
        let taken = if better { other } else { mine };
        let agreed = mine
            .iter()
            .map(|w| &w.text)
            .eq(other.iter().map(|w| &w.text));
        let most = mine.iter().chain(other).map(|w| w.confidence);
        let most = most.fold(0.0, f32::max);
        out.extend(taken.iter().map(|word| EngineWord {
            confidence: if other.is_empty() {
                word.confidence
            } else if agreed {
                // What two looks agree on is surer than the surer of them.
                (100.0 + most) / 2.0
            } else {
                word.confidence.min(DISPUTED)
            },
            ..word.clone()
        }));
    }
    out
}

/// For two readings that differ by signs at most: whether the second has a comma
/// or stop that the first, in doubt, has not. Other signs are specks.
fn signs_apart(mine: &[EngineWord], other: &[EngineWord]) -> Option<bool> {
    let letters =
        |words: &[EngineWord]| -> String { words.iter().map(|w| core(&w.text)).collect() };
    let added = || match (mine, other) {
        ([mine], [other]) if mine.confidence < UNSURE => other
            .text
            .strip_prefix(mine.text.as_str())
            .is_some_and(|sign| [",", ".", ";", ":"].contains(&sign)),
        _ => false,
    };
    (letters(mine) == letters(other)).then(added)
}

/// By how much a second reading must be better.
fn margin(mine: &[EngineWord]) -> f32 {
    let titled = is_titled(mine.iter().flat_map(|w| core(&w.text).chars()));
    let sure = !mine.iter().any(is_doubtful);
    let name = if titled { NAME } else { 0.0 };
    if sure { name + SURELY } else { name }
}

type Readings = (Vec<EngineWord>, Vec<EngineWord>);

/// Words of both readings that cover the same ink, from left to right.
fn places(first: Vec<EngineWord>, second: Vec<EngineWord>) -> Vec<Readings> {
    let tagged = first.into_iter().map(|w| (true, w));
    let mut all: Vec<(bool, EngineWord)> = tagged
        .chain(second.into_iter().map(|w| (false, w)))
        .collect();
    all.sort_by(|a, b| a.1.at.x.total_cmp(&b.1.at.x));
    let mut places: Vec<Readings> = Vec::new();
    let mut right = f32::NEG_INFINITY;
    for (is_first, word) in all {
        // A word that begins before the last one ends, by more than a letter's
        // rim, covers the same ink.
        let joins = word.at.x < right - 0.25 * word.at.h;
        right = if joins {
            right.max(word.at.right())
        } else {
            word.at.right()
        };
        if !joins {
            places.push(Default::default());
        }
        let Some(place) = places.last_mut() else {
            continue;
        };
        let side = if is_first { &mut place.0 } else { &mut place.1 };
        side.push(word);
    }
    places
}

/// How likely words are where they stand.
fn worth(
    words: &[EngineWord],
    before: Option<&str>,
    after: Option<&str>,
    language: &Language,
) -> f32 {
    let mut neighbour = before.map_or(Neighbour::Break, |w| language.neighbour(w));
    let mut sum = 0.0;
    let mut sure = 0.0;
    for word in words {
        let own = language.neighbour(&word.text);
        sum += language.chance(neighbour, own);
        if form(&word.text) == Form::Other {
            sum -= NO_WORD;
        }
        neighbour = own;
        sure += word.confidence;
    }
    if let Some(after) = after {
        sum += language.chance(neighbour, language.neighbour(after));
    }
    sum + sure / (words.len().max(1) as f32) / 10.0 * CONFIDENCE
}

/// I, IV, XII.
fn is_roman(core: &str) -> bool {
    !core.is_empty() && core.chars().all(|c| "IVX".contains(c))
}
