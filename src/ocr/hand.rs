//! What was filled in by hand or stamped: numbers, days and months in the room
//! that the form leaves for them.
//!
//! Coloured ink was taken off the reader's copy. Where a patch of it stands in a
//! printed line it is looked at alone: a stamped number reads surely and becomes a
//! word; handwriting does not, and is marked instead of guessed. In black ink only
//! the slot tells: what stands between "ngày" and "tháng" and is no number.

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};

use super::Error;
use super::form::{Form, core, form};
use super::tesseract::EngineWord;
use crate::base::{CleanPage, Confidence, Line, MarkKind, Rect, Word};

/// Confidence from which a number in coloured ink is a stamp's and no pen's.
const STAMPED: f32 = 85.0;

/// In a slot, a number of which the engine was less sure is handwriting. A printed
/// 11 reads with 0.5 now and then.
const SURE: f32 = 0.4;

/// Height of the patch that is given to the engine, in pixels: digits at 200 dpi.
const HIGH: u32 = 30;

/// Grey of ink in the reader's copy.
const INK: u8 = 128;

/// Share of a slot that is ink when something stands in it.
const WRITTEN: f32 = 0.03;

/// Adds stamped numbers to the lines and takes guesses at handwriting out of them;
/// gives the boxes of what was written by hand, in pixels of the page as shown.
///
/// # Errors
/// When the engine fails.
pub(super) fn read(
    lines: &mut Vec<Line>,
    page: &CleanPage,
    mut line: impl FnMut(&GrayImage) -> Result<Vec<EngineWord>, Error>,
) -> Result<Vec<Rect>, Error> {
    let mut by_hand = Vec::new();
    for mark in page.marks.iter().filter(|m| m.kind == MarkKind::Pen) {
        let Some((at, place)) = room(lines, mark.at) else {
            continue;
        };
        let Some(patch) = page
            .colour
            .as_ref()
            .and_then(|ink| cut_out(ink, page, mark.at))
        else {
            continue;
        };
        let found = line(&patch)?;
        match &found[..] {
            [word] if word.confidence >= STAMPED && is_stamp(&word.text) => {
                let sure = Confidence::new(word.confidence / 100.0);
                let word = Word::new(core(&word.text), mark.at, sure);
                lines[at].words.insert(place, word);
            }
            _ => by_hand.push(mark.at),
        }
    }
    for line in lines.iter_mut() {
        slots(&mut line.words, page, &mut by_hand);
    }
    lines.retain(|line| !line.words.is_empty());
    Ok(by_hand)
}

/// Digits with the slashes and stops of a date or number.
fn is_number(text: &str) -> bool {
    let core = core(text);
    form(text) == Form::Number && !core.contains(['%', ':'])
}

/// One loop of a pen reads as 0; stamps give numbers of several digits.
fn is_stamp(text: &str) -> bool {
    is_number(text) && core(text).len() > 1
}

/// The line in whose band a patch stands, and before which of its words.
fn room(lines: &[Line], at: Rect) -> Option<(usize, usize)> {
    let middle = at.y + at.h / 2.0;
    lines.iter().enumerate().find_map(|(number, line)| {
        let rect = line.rect()?;
        let in_band = (rect.y..rect.y + rect.h).contains(&middle) && at.h < 3.0 * rect.h;
        let place = line
            .words
            .iter()
            .filter(|w| w.at.x + w.at.w / 2.0 < at.x + at.w / 2.0)
            .count();
        let gap = |w: Option<&Word>| {
            w.map_or(f32::MAX, |w| (w.at.x - at.right()).max(at.x - w.at.right()))
        };
        let before = gap(place.checked_sub(1).and_then(|p| line.words.get(p)));
        let after = gap(line.words.get(place));
        // A signature crosses its neighbours; what is filled in stands between.
        let free = before.min(after) > -0.5 * rect.h && before.min(after) < 2.0 * rect.h;
        (in_band && free && place > 0).then_some((number, place))
    })
}

/// A patch of coloured ink, dark on white, as high as printed digits.
fn cut_out(ink: &GrayImage, page: &CleanPage, at: Rect) -> Option<GrayImage> {
    let scale = ink.width() as f32 / page.shown.size.width.max(1) as f32;
    let (x0, y0) = ((at.x * scale) as u32, (at.y * scale) as u32);
    let w = ((at.w * scale) as u32 + 2).min(ink.width().checked_sub(x0)?);
    let h = ((at.h * scale) as u32 + 2).min(ink.height().checked_sub(y0)?);
    if w < 4 || h < 4 {
        return None;
    }
    let cut = imageops::crop_imm(ink, x0, y0, w, h).to_image();
    let wide = (w * HIGH / h).clamp(1, 40 * HIGH);
    let cut = imageops::resize(&cut, wide, HIGH, FilterType::Triangle);
    let mut out = GrayImage::from_pixel(wide + HIGH, 2 * HIGH, Luma([255]));
    imageops::replace(&mut out, &cut, i64::from(HIGH / 2), i64::from(HIGH / 2));
    Some(out)
}

/// Slots of a date line: the word before, the word after.
const SLOTS: [(&str, &str); 2] = [("ngày", "tháng"), ("tháng", "năm")];

/// Takes guesses out of the slots of a line.
fn slots(words: &mut Vec<Word>, page: &CleanPage, by_hand: &mut Vec<Rect>) {
    let mut at = 0;
    while at + 1 < words.len() {
        let ends = |text: &str| -> bool {
            let number = core(&words[at].text) == "Số" && text.starts_with('/');
            let date = SLOTS.iter().any(|(before, after)| {
                words[at].text.to_lowercase() == *before && text.to_lowercase() == *after
            });
            number || date
        };
        let end = (at + 1..words.len().min(at + 4)).find(|k| ends(&words[*k].text));
        if let Some(end) = end {
            let (left, right) = (words[at].at, words[end].at);
            let slot = Rect::new(
                left.right(),
                left.y.min(right.y),
                (right.x - left.right()).max(0.0),
                left.h.max(right.h),
            );
            let inside = &words[at + 1..end];
            let dots = |w: &Word| !w.text.contains(char::is_alphanumeric) && w.text.contains('.');
            // "II" and "l" are printed ones of which repair made no number.
            let ones = |w: &Word| core(&w.text).chars().all(|c| "Il1".contains(c));
            let number = |w: &Word| (is_number(&w.text) || ones(w)) && w.confidence.get() >= SURE;
            let known = by_hand.iter().any(|r| {
                let x = r.x + r.w / 2.0;
                (slot.x..slot.right()).contains(&x)
            });
            let written = slot.w > 0.6 * slot.h && share_of_ink(page, slot) > WRITTEN;
            if !(inside.iter().any(number) || inside.iter().any(dots)) && (known || written) {
                if !known {
                    by_hand.push(slot);
                }
                words.drain(at + 1..end);
            }
        }
        at += 1;
    }
}

/// How much of an area of the page as shown is dark in the reader's copy.
fn share_of_ink(page: &CleanPage, area: Rect) -> f32 {
    let Some(back) = page.reader_to_shown.inverse() else {
        return 0.0;
    };
    let r = back.apply_rect(area);
    let (x0, y0) = (r.x.max(0.0) as u32, r.y.max(0.0) as u32);
    let x1 = (r.right().max(0.0) as u32).min(page.reader.width());
    let y1 = (r.bottom().max(0.0) as u32).min(page.reader.height());
    let area = x1.saturating_sub(x0) * y1.saturating_sub(y0);
    if area == 0 {
        return 0.0;
    }
    let pixels = (y0..y1).flat_map(|y| (x0..x1).map(move |x| (x, y)));
    let dark = pixels.filter(|(x, y)| page.reader.get_pixel(*x, *y).0[0] < INK);
    dark.count() as f32 / area as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{
        Affine, Degrees, Dpi, PageNo, PageQuality, Picture, QuarterTurns, Shown, Size,
    };

    /// A page of black ink only; what is drawn is a block of ink.
    fn page(ink: Option<(u32, u32)>) -> CleanPage {
        let mut reader = GrayImage::from_pixel(800, 100, Luma([255]));
        if let Some((x0, x1)) = ink {
            for (x, y) in (x0..x1).flat_map(|x| (44..56).map(move |y| (x, y))) {
                reader.put_pixel(x, y, Luma([0]));
            }
        }
        CleanPage {
            no: PageNo::FIRST,
            shown: Shown {
                size: Size::new(800, 100),
                dpi: Dpi::new(200.0),
                from_raw: Affine::IDENTITY,
                picture: Picture::AsScanned,
            },
            reader,
            reader_dpi: Dpi::new(200.0).unwrap(),
            reader_to_shown: Affine::IDENTITY,
            turns: QuarterTurns::new(0),
            skew: Degrees(0.0),
            quality: PageQuality::default(),
            marks: Vec::new(),
            colour: None,
            steps: Vec::new(),
        }
    }

    fn date_line(day: &str, sure: f32) -> Vec<Line> {
        let words = [
            ("ngày", 100.0, 0.96),
            (day, 200.0, sure),
            ("tháng", 300.0, 0.96),
        ];
        let words = words.into_iter().filter(|w| !w.0.is_empty());
        let words = words.map(|(text, x, sure)| {
            Word::new(text, Rect::new(x, 40.0, 60.0, 20.0), Confidence::new(sure))
        });
        vec![Line {
            words: words.collect(),
        }]
    }

    fn read_slot(day: &str, sure: f32, ink: Option<(u32, u32)>) -> (String, usize) {
        let mut lines = date_line(day, sure);
        let by_hand = read(&mut lines, &page(ink), |_| Ok(Vec::new())).unwrap();
        (lines[0].text(), by_hand.len())
    }

    #[test]
    fn printed_days_stay_also_of_one_digit_and_handwriting_is_named() {
        let ink = Some((210, 250));
        for day in ["5", "11", "II"] {
            assert_eq!(read_slot(day, 0.9, ink), (format!("ngày {day} tháng"), 0));
        }
        assert_eq!(read_slot("Z?", 0.3, ink), ("ngày tháng".to_owned(), 1));
        assert_eq!(read_slot("", 0.0, ink), ("ngày tháng".to_owned(), 1));
        // Room that nobody filled in.
        assert_eq!(read_slot("", 0.0, None), ("ngày tháng".to_owned(), 0));
        assert_eq!(
            read_slot("....", 0.9, ink),
            ("ngày .... tháng".to_owned(), 0)
        );
    }
}
