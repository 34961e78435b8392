//! Roman numerals, counted on the picture: the engine reads III as II.

use image::GrayImage;

use super::tesseract::EngineWord;

/// Darker than this share between ink and paper counts as a stroke.
const INK: f32 = 0.5;

/// Counts again the strokes of words that are I, II or III, perhaps with a stop.
pub(super) fn count_again(words: &mut [EngineWord], picture: &GrayImage) {
    for word in words {
        let Some((ones, rest)) = numeral(&word.text) else {
            continue;
        };
        match strokes(picture, word) {
            Some(counted) if counted != ones && (1..=3).contains(&counted) => {
                word.text = "I".repeat(counted) + rest;
            }
            _ => {}
        }
    }
}

/// How many I the word is made of, and the sign behind them.
fn numeral(text: &str) -> Option<(usize, &'static str)> {
    let letters = text.bytes().take_while(|b| b"IH".contains(b)).count();
    // Two I that touch are read as an H, which has a bar where strokes are counted.
    let ones = letters + text[..letters].matches('H').count();
    if !text[..letters].contains('I') {
        return None;
    }
    let rest = match &text[letters..] {
        "" => "",
        "." => ".",
        ")" => ")",
        "-" => "-",
        _ => return None,
    };
    // A lone I without a sign may be a 1 or a rule.
    (ones > 0 && ones <= 3 && (ones > 1 || !rest.is_empty())).then_some((ones, rest))
}

/// Dark runs that most rows across the letters' middle agree on.
fn strokes(picture: &GrayImage, word: &EngineWord) -> Option<usize> {
    let (x0, x1) = (word.at.x as u32, word.at.right().ceil() as u32);
    let (y0, y1) = (word.at.y, word.at.bottom());
    let (x1, height) = (x1.min(picture.width()), y1 - y0);
    let middle = (y0 + 0.35 * height) as u32..(y0 + 0.65 * height) as u32;
    if x1 <= x0 || middle.end > picture.height() || middle.end <= middle.start + 1 {
        return None;
    }
    let rows = || {
        middle
            .clone()
            .map(|y| (x0..x1).map(move |x| picture.get_pixel(x, y).0[0]))
    };
    let darkest = f32::from(rows().flatten().min()?);
    let brightest = f32::from(rows().flatten().max()?);
    let level = darkest + (brightest - darkest) * INK;
    let mut votes = [0_usize; 8];
    for row in rows() {
        let mut before = false;
        let mut runs = 0;
        for v in row {
            let dark = f32::from(v) < level;
            runs += usize::from(dark && !before);
            before = dark;
        }
        votes[runs.min(7)] += 1;
    }
    let all: usize = votes.iter().sum();
    let (runs, most) = votes.into_iter().enumerate().max_by_key(|(_, n)| *n)?;
    (most * 5 >= all * 4).then_some(runs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;
    use image::Luma;

    #[test]
    fn three_strokes_are_three() {
        let mut picture = GrayImage::from_pixel(60, 30, Luma([250]));
        for x in [5, 6, 7, 17, 18, 19, 29, 30, 31] {
            for y in 4..26 {
                picture.put_pixel(x, y, Luma([20]));
            }
        }
        let word = |text: &str| EngineWord {
            line: (1, 1, 1),
            text: text.into(),
            at: Rect::new(3.0, 4.0, 40.0, 22.0),
            confidence: 80.0,
        };
        let mut words = ["II.", "III.", "I.", "IV.", "I", "VII."].map(word);
        count_again(&mut words, &picture);
        let texts = words.map(|w| w.text);
        assert_eq!(texts, ["III.", "III.", "III.", "IV.", "I", "VII."]);
    }
}
