//! Small marks told by their shape: the dot of an i from a hook, a stop from a comma,
//! a dot below from nothing, a small letter from a capital that looks like it.
//!
//! The engine guesses these by what it has seen more often: "chi" becomes "chỉ", "Mỵ"
//! becomes "My", "hồ sơ" becomes "hồ SƠ". On the picture they differ. A word is looked
//! at only where its ink falls into as many columns as it has letters, so that each
//! letter's own ink is known (19 words in 20 on scans, half of them on ragged copies).
//! The bounds were measured on 96 made pages with known text; sizes are shares of the
//! height of an x.

use unicode_normalization::UnicodeNormalization;

use super::form::{core, is_titled};
use super::language::Language;
use super::signs::ALIKE;
use crate::base::blobs::Blob;
use crate::base::vietnamese::is_syllable;
use crate::base::{CleanPage, Line, Rect, Word};

/// Letters whose body is as high as an x and stands on the base line.
const LOW: &str = "aceimnorsuvxz";

/// Letters that reach below the base line.
const DEEP: &str = "gpqyQJ";

/// Height of an x over that of a capital or digit.
const X_HEIGHT: f32 = 0.68;

/// Height over ink density below which a mark above is a dot: 85 dots in 100 are, and
/// fewer than one hook in 100.
const DOT: f32 = 0.33;

/// A comma's least depth below the base line, least height, and height over width.
const COMMA: (f32, f32, f32) = (0.15, 0.36, 1.2);

/// A stop's greatest.
const STOP: (f32, f32, f32) = (0.05, 0.28, 1.2);

/// Sizes of a dot below a letter.
const BELOW: std::ops::RangeInclusive<f32> = 0.12..=0.36;

/// Height of a small letter, drawn or blurred a little larger than the others.
const SMALL: f32 = 1.12;

/// Ink that stands above and below each other: a letter with its marks.
struct Column {
    x: std::ops::Range<u32>,
    /// From above to below.
    pieces: Vec<Blob>,
}

impl Column {
    /// How high the letter `c` is: without its marks, but with all its pieces if it
    /// has none.
    fn height(&self, c: char) -> f32 {
        let whole = self.pieces.iter().map(Blob::rect).reduce(Rect::union);
        let body = self.body().map(Blob::rect);
        let letter = if c.nfd().nth(1).is_some() {
            body
        } else {
            whole
        };
        letter.map_or(f32::MAX, |r| r.h)
    }

    /// The letter itself.
    fn body(&self) -> Option<&Blob> {
        self.pieces.iter().max_by_key(|b| b.height())
    }
}

/// A word's columns, one a letter, and what they are measured by.
struct Seen {
    columns: Vec<Column>,
    /// Height of an x in pixels.
    x_height: f32,
    /// The base line's row.
    base: f32,
}

/// Tells small marks of a page's words apart, in place. `dirty` says that specks were
/// found on it: there a comma may have lost its tail, a dot may be a speck, and only
/// the plainest is told.
pub(super) fn tell(
    lines: &mut [Line],
    page: &CleanPage,
    ink: Vec<Blob>,
    dirty: bool,
    language: &Language,
) {
    let Some(to_reader) = page.reader_to_shown.inverse() else {
        return;
    };
    let ink = Ink::of(ink);
    for line in lines {
        let look = |word: &Word| seen(&word.text, to_reader.apply_rect(word.at), &ink);
        let seen: Vec<Option<Seen>> = line.words.iter().map(look).collect();
        let both = || line.words.iter().zip(&seen);
        let low = both().filter(|(word, _)| word.text.contains(|c: char| LOW.contains(c)));
        let heights: Vec<f32> = low
            .filter_map(|(_, s)| s.as_ref().map(|s| s.x_height))
            .collect();
        let x_height = median(&heights);
        for (word, seen) in line.words.iter_mut().zip(&seen) {
            let told = seen
                .as_ref()
                .and_then(|seen| seen.word(&word.text, x_height, dirty, language));
            if let Some(told) = told {
                word.mend(told);
            }
        }
    }
}

/// The pieces of ink of a page, by rows of text.
struct Ink {
    blobs: Vec<Blob>,
}

impl Ink {
    fn of(mut blobs: Vec<Blob>) -> Self {
        blobs.sort_by_key(|b| b.y0 + b.y1);
        Self { blobs }
    }

    /// Those with their middle in a box, from left to right.
    fn within(&self, at: Rect) -> Vec<Blob> {
        let (top, foot) = ((2.0 * at.y) as u32, (2.0 * at.bottom()) as u32);
        let first = self.blobs.partition_point(|b| b.y0 + b.y1 < top);
        let rows = self.blobs[first..]
            .iter()
            .take_while(|b| b.y0 + b.y1 <= foot);
        let inside = rows.filter(|b| {
            let (x, y) = b.rect().middle();
            at.holds(x, y)
        });
        let mut found: Vec<Blob> = inside.copied().collect();
        found.sort_by_key(|b| b.x0);
        found
    }
}

/// The columns of a word, if each of its letters has one.
fn seen(text: &str, word: Rect, ink: &Ink) -> Option<Seen> {
    // Boxes cut off dots below and hooks above.
    let (side, over) = (1.0, 0.15 * word.h);
    let at = Rect::new(
        word.x - side,
        word.y - over,
        word.w + 2.0 * side,
        word.h + 2.0 * over,
    );
    let mut columns: Vec<Column> = Vec::new();
    for b in ink.within(at) {
        let x = b.x0..b.x1;
        match columns.last_mut() {
            Some(c)
                if 2 * c.x.end.min(b.x1).saturating_sub(b.x0)
                    > b.width().min(c.x.end - c.x.start) =>
            {
                c.x.end = c.x.end.max(b.x1);
                c.pieces.push(b);
            }
            _ => columns.push(Column { x, pieces: vec![b] }),
        }
    }
    for column in &mut columns {
        column.pieces.sort_by_key(|b| b.y0);
    }
    let letters: Vec<char> = text.chars().collect();
    if columns.len() != letters.len() {
        return None;
    }
    let (mut low, mut high, mut feet) = (Vec::new(), Vec::new(), Vec::new());
    for (c, column) in letters.iter().zip(&columns) {
        let body = column.body()?;
        let plain = c.nfd().next().unwrap_or(*c);
        if LOW.contains(*c) {
            low.push(body.height() as f32);
        } else if c.is_ascii_digit() || c.is_ascii_uppercase() {
            high.push(body.height() as f32 * X_HEIGHT);
        }
        if c.is_alphanumeric() && !DEEP.contains(plain) {
            feet.push(body.y1 as f32);
        }
    }
    let x_height = median(&low).or(median(&high))?;
    Some(Seen {
        base: median(&feet)?,
        x_height,
        columns,
    })
}

impl Seen {
    /// The word by its ink; `None` where it stays as it was read. `x_height` is that of
    /// its line.
    fn word(
        &self,
        text: &str,
        x_height: Option<f32>,
        dirty: bool,
        language: &Language,
    ) -> Option<String> {
        let letters: Vec<char> = text.chars().collect();
        let each = letters.iter().zip(&self.columns);
        let name = is_titled(letters.iter().copied()) && !dirty;
        let told = each.map(|(c, column)| self.told(*c, column, dirty, name));
        let mut told: String = told.collect();
        // What is no word was seen wrongly.
        let is_word = |word: &str| match name {
            true => is_syllable(word),
            false => language.known(word).is_some(),
        };
        let letters_only = core(text).chars().all(char::is_alphabetic);
        if letters_only && core(&told) != core(text) && !is_word(core(&told)) {
            return None;
        }
        // Its own small letters say it better than the line's.
        let own = letters.iter().any(|c| LOW.contains(*c));
        let small = x_height.map(|x| if own { x.min(self.x_height) } else { x });
        if small.is_some_and(|x| self.is_small(&letters, x, dirty)) {
            told = told.to_lowercase();
        }
        (told != text).then_some(told)
    }

    /// What a letter or sign is by its own ink. Other words than names are mended by
    /// their neighbours: there a speck below a letter is no dot.
    fn told(&self, c: char, column: &Column, dirty: bool, name: bool) -> char {
        let share = |pixels: u32| pixels as f32 / self.x_height;
        match (c, column.pieces.as_slice()) {
            ('ỉ', [mark, _]) if !dirty => {
                let solid = mark.area as f32 / (mark.width() * mark.height()) as f32;
                let dot = share(mark.height()) < DOT * solid;
                if dot { 'i' } else { 'ỉ' }
            }
            ('.', [sign]) if self.is_comma(sign) => ',',
            (',', [sign]) if !dirty && self.is_stop(sign) => '.',
            (':', [_, sign]) if self.is_comma(sign) => ';',
            (';', [_, sign]) if !dirty && self.is_stop(sign) => ':',
            (c, [_, dot]) if name => {
                let size = [share(dot.width()), share(dot.height())];
                let below = dot.y0 as f32 > self.base && size.iter().all(|s| BELOW.contains(s));
                dotted(c).filter(|_| below).unwrap_or(c)
            }
            _ => c,
        }
    }

    /// How far a sign reaches below the base line, its height, and height over width.
    fn measures(&self, sign: &Blob) -> (f32, f32, f32) {
        let (w, h) = (sign.width() as f32, sign.height() as f32);
        let below = sign.y1 as f32 - self.base;
        (below / self.x_height, h / self.x_height, h / w)
    }

    fn is_comma(&self, sign: &Blob) -> bool {
        let (below, high, slim) = self.measures(sign);
        below >= COMMA.0 && high >= COMMA.1 && slim >= COMMA.2
    }

    fn is_stop(&self, sign: &Blob) -> bool {
        let (below, high, slim) = self.measures(sign);
        below <= STOP.0 && high <= STOP.1 && slim <= STOP.2
    }

    /// Whether letters read as capitals, which look like small ones, are no higher than
    /// the small letters of their line: all of a word or its first.
    fn is_small(&self, letters: &[char], x_height: f32, dirty: bool) -> bool {
        let words = letters.iter().zip(&self.columns);
        let mut inner = words.filter(|(c, _)| c.is_alphabetic());
        let Some(first) = inner.next() else {
            return false;
        };
        let rest: Vec<_> = inner.collect();
        let small = |(c, column): &(&char, &Column)| {
            ALIKE.contains(**c) && column.height(**c) <= SMALL * x_height
        };
        // A horn makes an O higher than it is: one small letter is enough.
        let capitals = rest.iter().all(|(c, _)| ALIKE.contains(**c));
        let titled = !dirty && rest.iter().all(|(c, _)| c.is_lowercase());
        let any = small(&first) || capitals && rest.iter().any(small);
        !rest.is_empty() && ALIKE.contains(*first.0) && (capitals || titled) && any
    }
}

/// A vowel without a tone, with a dot below.
fn dotted(c: char) -> Option<char> {
    let vowel = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".contains(c);
    let dotted: String = [c, '\u{323}'].into_iter().nfc().collect();
    vowel.then(|| dotted.chars().next()).flatten()
}

fn median(values: &[f32]) -> Option<f32> {
    let mut values = values.to_vec();
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::super::leftovers;
    use super::*;
    use image::{GrayImage, Luma};

    /// A picture of boxes: left, top, width, height, all standing on row 40 or around it.
    fn drawn(boxes: &[[u32; 4]]) -> GrayImage {
        let mut picture = GrayImage::from_pixel(200, 60, Luma([255]));
        for [x, y, w, h] in boxes {
            for (px, py) in (*x..x + w).flat_map(|px| (*y..y + h).map(move |py| (px, py))) {
                picture.put_pixel(px, py, Luma([20]));
            }
        }
        picture
    }

    /// The word as told by these boxes.
    fn told(text: &str, boxes: &[[u32; 4]], dirty: bool) -> Option<String> {
        let at = Rect::new(0.0, 8.0, 200.0, 44.0);
        let seen = seen(text, at, &Ink::of(leftovers::ink(&drawn(boxes))))?;
        seen.word(text, Some(16.0), dirty, &Language::built_in())
    }

    const C: [u32; 4] = [10, 24, 14, 16];
    const H: [u32; 4] = [28, 14, 14, 26];
    const I: [u32; 4] = [46, 24, 6, 16];

    #[test]
    fn a_dot_is_no_hook() {
        let dot = [C, H, I, [47, 17, 4, 4]];
        assert_eq!(told("chỉ", &dot, false).as_deref(), Some("chi"));
        let hook = [C, H, I, [46, 15, 5, 6]];
        assert_eq!(told("chỉ", &hook, false), None);
        // On a copy the hook may have lost a piece.
        assert_eq!(told("chỉ", &dot, true), None);
    }

    #[test]
    fn a_comma_reaches_below_the_line_and_a_stop_does_not() {
        let (comma, stop) = ([56, 36, 4, 9], [56, 37, 4, 3]);
        let word = |sign| [C, [28, 24, 14, 16], sign];
        assert_eq!(told("ca.", &word(comma), true).as_deref(), Some("ca,"));
        assert_eq!(told("ca,", &word(stop), false).as_deref(), Some("ca."));
        assert_eq!(told("ca,", &word(stop), true), None);
        assert_eq!(told("ca,", &word(comma), false), None);
        // Ink that fits the letters badly tells nothing.
        assert_eq!(told("caa.", &word(comma), false), None);
    }

    #[test]
    fn names_keep_their_dot_below_and_small_letters_stay_small() {
        let my = [[10, 16, 20, 24], [34, 24, 14, 22], [38, 49, 4, 3]];
        assert_eq!(told("My", &my, false).as_deref(), Some("Mỵ"));
        let low = [C, [28, 24, 14, 16]];
        assert_eq!(told("SO", &low, false).as_deref(), Some("so"));
        let high = [[10, 17, 16, 23], [28, 17, 16, 23]];
        assert_eq!(told("SO", &high, false), None);
    }
}
