//! One page as the viewer lays it out: the words with their boxes, and the places
//! that match a query. Pure.

use crate::base::{PageText, Rect, Size};

/// Below this a word is shown as unsure: it catches 27 % of the wrong words and
/// only 0.2 % of the right ones (32 pages).
const UNSURE_BELOW: f32 = 0.6;

/// Words of one match stand closer than this many letter heights; wider gaps are
/// columns.
const WORD_GAP: f32 = 1.0;

/// Of a letter's height: what the eye needs between the letters and their frame.
const FRAME_ROOM: f32 = 0.1;

/// A page's words and marks.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Lines in reading order.
    pub lines: Vec<Vec<Spoken>>,
    /// Where words match, in pixels of the page as shown, in reading order.
    pub places: Vec<Area>,
    /// Some words are unsure.
    pub has_unsure: bool,
}

/// A word, beside the image and over it.
#[derive(Debug)]
pub struct Spoken {
    /// Its number on the page: ties the text to its box.
    pub number: usize,
    /// As read.
    pub text: String,
    /// Its box.
    pub area: Area,
    /// It belongs to a match.
    pub is_hit: bool,
    /// The reader was not sure.
    pub is_unsure: bool,
}

/// A box in whole pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Width.
    pub w: u32,
    /// Height.
    pub h: u32,
}

impl From<Rect> for Area {
    fn from(r: Rect) -> Self {
        let whole = |value: f32| value.round().max(0.0) as u32;
        Self {
            x: whole(r.x),
            y: whole(r.y),
            w: whole(r.w),
            h: whole(r.h),
        }
    }
}

impl Sheet {
    /// Lays out `text` on a page of `size`; `marks` are boxes as fractions of it.
    pub fn new(text: &PageText, marks: &[[f32; 4]], size: Size) -> Self {
        let places = places(marks, size);
        let mut number = 0;
        let mut spoken = |word: &crate::base::Word| {
            number += 1;
            let (x, y) = (word.at.x + word.at.w / 2.0, word.at.y + word.at.h / 2.0);
            Spoken {
                number,
                text: word.text.clone(),
                area: word.at.into(),
                is_hit: places.iter().any(|place| contains(*place, x, y)),
                is_unsure: word.confidence.get() < UNSURE_BELOW,
            }
        };
        let lines = text.lines.iter();
        let lines: Vec<Vec<Spoken>> = lines
            .map(|line| line.words.iter().map(&mut spoken).collect())
            .collect();
        Self {
            has_unsure: lines.iter().flatten().any(|word| word.is_unsure),
            lines,
            places: places
                .into_iter()
                .map(|place| roomy(place, size).into())
                .collect(),
        }
    }
}

fn contains(place: Rect, x: f32, y: f32) -> bool {
    (place.x..=place.right()).contains(&x) && (place.y..=place.bottom()).contains(&y)
}

/// A little larger than the letters, so that the frame does not cross their marks.
fn roomy(place: Rect, size: Size) -> Rect {
    let room = place.h * FRAME_ROOM;
    let (x, y) = (place.x - room, place.y - room);
    let grown = Rect::new(x, y, place.w + 2.0 * room, place.h + 2.0 * room);
    grown.clipped(size).unwrap_or(place)
}

/// Joins the boxes of words that follow each other on one line, so that a phrase
/// is one place to step to.
fn places(marks: &[[f32; 4]], size: Size) -> Vec<Rect> {
    let (width, height) = (size.width as f32, size.height as f32);
    let mut places: Vec<Rect> = Vec::new();
    for [x, y, w, h] in marks {
        let mark = Rect::new(x * width, y * height, w * width, h * height);
        match places.last_mut() {
            Some(last) if follows(*last, mark) => *last = last.union(mark),
            _ => places.push(mark),
        }
    }
    places
}

fn follows(last: Rect, next: Rect) -> bool {
    let overlap = last.bottom().min(next.bottom()) - last.y.max(next.y);
    let height = last.h.min(next.h);
    let gap = next.x - last.right();
    overlap > height / 2.0 && gap > -height && gap < height.max(1.0) * WORD_GAP
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Confidence, Line, TextOrigin, Word};

    fn word(text: &str, x: f32, y: f32, confidence: f32) -> Word {
        Word::new(
            text,
            Rect::new(x, y, 90.0, 40.0),
            Confidence::new(confidence),
        )
    }

    #[test]
    fn words_of_a_phrase_are_one_place_and_are_marked_in_the_text() {
        let text = PageText {
            lines: vec![
                Line {
                    words: vec![
                        word("giấy", 100.0, 100.0, 0.9),
                        word("chứng", 200.0, 100.0, 0.5),
                        word("khác", 600.0, 100.0, 0.9),
                    ],
                },
                Line {
                    words: vec![word("giấy", 100.0, 200.0, 0.9)],
                },
            ],
            origin: TextOrigin::Read,
        };
        let mark = |x: f32, y: f32| [x / 1000.0, y / 2000.0, 0.09, 0.02];
        let marks = [mark(100.0, 100.0), mark(200.0, 100.0), mark(100.0, 200.0)];
        let sheet = Sheet::new(&text, &marks, Size::new(1000, 2000));
        assert_eq!(
            sheet.places[0],
            Area {
                x: 96,
                y: 96,
                w: 198,
                h: 48
            }
        );
        assert_eq!(sheet.places.len(), 2);
        let words: Vec<&Spoken> = sheet.lines.iter().flatten().collect();
        assert_eq!(
            words.iter().map(|w| w.is_hit).collect::<Vec<_>>(),
            [true, true, false, true]
        );
        assert_eq!(
            words.iter().map(|w| w.number).collect::<Vec<_>>(),
            [1, 2, 3, 4]
        );
        assert!(words[1].is_unsure && !words[0].is_unsure && sheet.has_unsure);
    }
}
