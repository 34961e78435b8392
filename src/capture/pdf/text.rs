//! Letters with places → lines of words, if they read as Vietnamese.

use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::Point;

use super::fonts::Script;
use super::order;
use crate::base::vietnamese::{is_syllable, nfc};
use crate::base::{Confidence, Line, PageText, Rect, TextOrigin, Word};

/// Share of a page's words that must be syllables: below it the letters are
/// misread codes, and the image is read instead.
const LEGAL: f64 = 0.8;

/// Words that make a page's text worth keeping.
const ENOUGH: usize = 10;

/// Words that make it worth keeping over a scan: signature boxes have up to fifty.
const ENOUGH_OVER_SCAN: usize = 100;

/// Share of letters that may lack a meaning or lie askew.
const STRANGE: f64 = 0.02;

/// A letter as painted.
#[derive(Debug, Clone)]
pub struct Letter {
    text: Option<String>,
    script: Script,
    start: Point,
    end: Point,
    /// Height of the font.
    size: f64,
}

impl Letter {
    /// A letter whose em square stands on `start`, reaches to `up`, and whose
    /// successor stands at `end`.
    pub fn new(
        text: Option<BfString>,
        code: u32,
        script: Script,
        start: Point,
        end: Point,
        up: Point,
    ) -> Self {
        let text = match text {
            Some(BfString::Char(c)) => Some(c.to_string()),
            Some(BfString::String(s)) => Some(s),
            // Old fonts are keyed by their own bytes.
            None if script != Script::Unicode && script != Script::Unknown => u8::try_from(code)
                .ok()
                .map(|byte| char::from(byte).to_string()),
            None => None,
        };
        Self {
            text,
            script,
            start,
            end,
            size: (up - start).hypot(),
        }
    }

    /// Nothing is seen of it.
    pub fn is_blank(&self) -> bool {
        matches!(&self.text, Some(text) if text.chars().all(|c| c.is_whitespace() || c == '\0'))
    }

    fn other_hand(&self, other: &Self) -> bool {
        let shift = (self.start.y - other.start.y).abs() / self.size;
        shift > OTHER_HAND && (0.9..1.1).contains(&(other.size / self.size))
    }

    fn is_level(&self) -> bool {
        let along = self.end - self.start;
        along.x >= 0.0 && along.y.abs() <= 0.1 * along.x.max(0.1 * self.size)
    }
}

/// The text of a page, `scale` pixels to a point, if it is worth keeping; `over_scan`
/// says that an image takes most of the page, `scripts` what its fonts use.
pub fn read(
    letters: &[Letter],
    scripts: &[Script],
    scale: f64,
    over_scan: bool,
) -> Option<PageText> {
    let seen: Vec<&Letter> = letters.iter().filter(|l| !l.is_blank()).collect();
    let strange = seen
        .iter()
        .filter(|l| l.text.is_none() || !l.is_level())
        .count();
    if seen.is_empty() || strange as f64 > STRANGE * seen.len() as f64 {
        return None;
    }
    let runs = rows(letters).into_iter().flat_map(|row| segments(&row));
    let lines: Vec<Line> = runs.filter_map(|run| line(&run, scripts, scale)).collect();
    let text = PageText {
        lines: order::reading(lines),
        origin: TextOrigin::BornDigital,
    };
    let needed = if over_scan { ENOUGH_OVER_SCAN } else { ENOUGH };
    let (legal, words) = judged(text.words().map(|w| w.text.as_str()));
    (words >= needed && legal as f64 >= LEGAL * words as f64).then_some(text)
}

/// How many words are syllables, and how many could be: numbers and codes are
/// neither.
fn judged<'t>(words: impl Iterator<Item = &'t str>) -> (usize, usize) {
    let bare = words
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|w| !w.is_empty() && !w.chars().any(|c| c.is_ascii_digit()));
    bare.fold((0, 0), |(legal, all), word| {
        let parts = word.split(['-', '/', '–', ',', '.']);
        let fits = parts.filter(|p| !p.is_empty()).all(is_syllable);
        (legal + usize::from(fits), all + 1)
    })
}

/// Letters by baseline, each row from left to right.
fn rows(letters: &[Letter]) -> Vec<Vec<&Letter>> {
    let mut sorted: Vec<&Letter> = letters
        .iter()
        .filter(|l| l.text.is_some() && l.is_level() && l.size > 0.0)
        .collect();
    sorted.sort_by(|a, b| a.start.y.total_cmp(&b.start.y));
    let mut rows: Vec<Vec<&Letter>> = Vec::new();
    for letter in sorted {
        // Raised and lowered letters overlap their row by half; rows side by side
        // in columns that are not level do not.
        let row = rows.iter_mut().rev().take(4).find(|row| {
            let (top, bottom) = (row[0].start.y - 0.7 * row[0].size, row[0].start.y);
            let (t, b) = (letter.start.y - 0.7 * letter.size, letter.start.y);
            bottom.min(b) - top.max(t) >= 0.5 * (bottom - top).min(b - t)
        });
        match row {
            Some(row) => row.push(letter),
            None => rows.push(vec![letter]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.start.x.total_cmp(&b.start.x));
        // Bold made by painting twice.
        row.dedup_by(|b, a| {
            a.text == b.text && !a.is_blank() && (b.start.x - a.start.x).abs() < 0.1 * a.size
        });
    }
    rows
}

/// A gap that no letter spans, in heights of the font, ends a line: the blocks of a
/// letterhead stand side by side.
const GAP: f64 = 1.2;

/// The same for a gap that is typed with spaces.
const TYPED_GAP: f64 = 3.0;

fn segments<'l>(row: &[&'l Letter]) -> Vec<Vec<&'l Letter>> {
    let mut out: Vec<Vec<&Letter>> = Vec::new();
    let mut reach = f64::NEG_INFINITY;
    let mut ink = f64::NEG_INFINITY;
    for letter in row {
        let open = letter.start.x - reach > GAP * letter.size
            || (!letter.is_blank() && letter.start.x - ink > TYPED_GAP * letter.size);
        match out.last_mut() {
            Some(last) if !open => last.push(letter),
            _ => out.push(vec![letter]),
        }
        reach = reach.max(letter.end.x);
        if !letter.is_blank() {
            ink = ink.max(letter.end.x);
        }
    }
    out
}

/// A gap between letters, in heights of the font, that parts words; a space is 0.25.
const WORD_GAP: f64 = 0.17;

/// The same where a space is typed. Numbers and dates are stamped over the spaces
/// that were left for them: a space that letters cover parts nothing.
const SPACED_GAP: f64 = 0.08;

/// Letters of one size whose baselines differ by more are of two hands.
const OTHER_HAND: f64 = 0.02;

fn line(run: &[&Letter], scripts: &[Script], scale: f64) -> Option<Line> {
    let mut words: Vec<Vec<&Letter>> = Vec::new();
    let mut spaced = false;
    let mut reach = f64::NEG_INFINITY;
    for letter in run {
        if letter.is_blank() {
            spaced = true;
            continue;
        }
        let gap = (letter.start.x - reach) / letter.size;
        let parted = gap > if spaced { SPACED_GAP } else { WORD_GAP };
        spaced = false;
        reach = reach.max(letter.end.x);
        match words.last_mut() {
            Some(word) if !parted && !word.last().is_some_and(|l| l.other_hand(letter)) => {
                word.push(letter);
            }
            _ => words.push(vec![letter]),
        }
    }
    // Fonts that are not embedded do not tell their names: the script of the page
    // that makes most syllables of the line is theirs.
    let guesses = match run.iter().any(|l| l.script == Script::Unknown) {
        true => scripts,
        false => &[],
    };
    let lines = std::iter::once(&Script::Unicode)
        .chain(guesses)
        .map(|guess| {
            let words: Vec<Word> = words.iter().flat_map(|w| word(w, *guess, scale)).collect();
            let (legal, _) = judged(words.iter().map(|w| w.text.as_str()));
            (legal, words)
        });
    let best = lines.reduce(|a, b| if b.0 > a.0 { b } else { a });
    let (_, words) = best?;
    (!words.is_empty()).then_some(Line { words })
}

fn word(letters: &[&Letter], guess: Script, scale: f64) -> Vec<Word> {
    let mut text = String::new();
    for part in letters.chunk_by(|a, b| a.script == b.script) {
        let raw: String = part.iter().filter_map(|l| l.text.as_deref()).collect();
        let script = match part[0].script {
            Script::Unknown => guess,
            known => known,
        };
        text.push_str(&script.decode(&raw));
    }
    let text: Vec<&str> = text.split_whitespace().collect();
    let Some(last) = letters.last().filter(|_| !text.is_empty()) else {
        return Vec::new();
    };
    // Ascents with stacked marks, descents: what the reader's boxes hold too.
    let size = letters.iter().map(|l| l.size).fold(0.0, f64::max);
    let (left, base) = (letters[0].start.x, letters[0].start.y);
    let right = letters.iter().map(|l| l.end.x).fold(last.end.x, f64::max);
    let at = Rect::new(
        (left * scale) as f32,
        ((base - 0.9 * size) * scale) as f32,
        ((right - left) * scale) as f32,
        (1.12 * size * scale) as f32,
    );
    // A letter's meaning may hold a space: its words share the box evenly.
    let share = at.w / text.len() as f32;
    text.iter()
        .enumerate()
        .map(|(i, part)| {
            Word::new(
                nfc(part),
                Rect::new(at.x + share * i as f32, at.y, share, at.h),
                Confidence::new(1.0),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str, x: f64, y: f64) -> Vec<Letter> {
        text.chars()
            .enumerate()
            .map(|(i, c)| {
                let start = Point::new(x + 6.0 * i as f64, y);
                let (end, up) = (start + (6.0, 0.0), start - (0.0, 12.0));
                let meaning = Some(BfString::Char(c));
                Letter::new(meaning, 0, Script::Unicode, start, end, up)
            })
            .collect()
    }

    #[test]
    fn a_letterhead_is_two_columns_and_the_body_follows() {
        let mut letters = typed("ỦY BAN NHÂN DÂN", 20.0, 50.0);
        letters.extend(typed("CỘNG HÒA XÃ HỘI", 180.0, 50.0));
        letters.extend(typed("TỈNH LẠNG SƠN", 26.0, 66.0));
        letters.extend(typed("Độc lập Tự do", 190.0, 67.0));
        letters.extend(typed(
            "Căn cứ Luật Tổ chức chính quyền địa phương",
            20.0,
            110.0,
        ));
        let text = read(&letters, &[], 2.0, false).unwrap();
        assert_eq!(
            text.plain(),
            "ỦY BAN NHÂN DÂN\nTỈNH LẠNG SƠN\nCỘNG HÒA XÃ HỘI\nĐộc lập Tự do\n\
             Căn cứ Luật Tổ chức chính quyền địa phương"
        );
        assert_eq!(text.origin, TextOrigin::BornDigital);
        let first = &text.lines[0].words[0];
        assert_eq!((first.at.x, first.at.w), (40.0, 24.0));
    }

    #[test]
    fn misread_codes_and_a_few_stamp_words_are_not_kept() {
        let broken = typed(
            "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do",
            0.0,
            50.0,
        );
        assert_eq!(read(&broken, &[], 1.0, false), None);
        let stamp = typed(
            "Ký bởi Ủy ban nhân dân tỉnh Thời gian ký Cơ quan tỉnh",
            0.0,
            50.0,
        );
        assert!(read(&stamp, &[], 1.0, false).is_some());
        assert_eq!(read(&stamp, &[], 1.0, true), None);
    }
}
