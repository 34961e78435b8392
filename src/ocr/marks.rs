//! Marks read wrong, mended by what stands beside them.
//!
//! Most words that the engine misreads on papers differ from the right ones by a
//! mark only (kiếm tra, tố chức, thấm quyền: the hook above a circumflex is read
//! as an acute), and with full confidence. So every syllable is weighed against
//! those with the same letters and other marks: what its neighbours say of each
//! (`language`), less what it costs to believe in that misreading. The best
//! way through the page wins; letters and digits are never touched, names only
//! where the neighbours were really seen together.

use unicode_normalization::UnicodeNormalization;

use super::form::is_titled;
use super::language::{Language, Neighbour};
use crate::base::vietnamese::{fold, nfc};
use crate::base::{Confidence, Line, Word};

/// What it costs, in natural logarithms of a chance, to believe that a mark was
/// misread. Measured on the pages used for tuning: of the syllables with a hook
/// one in fifty to a hundred is read with an acute, of all others one in some
/// hundreds to thousands.
mod cost {
    /// A hook above read as an acute.
    pub const HOOK_AS_ACUTE: f32 = 3.5;
    /// No tone read as a hook: the engine's word list knows chỉ and not chi, and
    /// reads the one for the other nearly always.
    pub const NONE_AS_HOOK: f32 = 2.5;
    /// A tone over a circumflex or breve not seen, or seen as another: on bilevel
    /// scans the two marks run together (tổ → tô, quyền → quyển).
    pub const STACKED_LOST: f32 = 4.5;
    pub const STACKED_OTHER: f32 = 5.5;
    /// A tone not seen.
    pub const TONE_LOST: f32 = 7.0;
    /// Any other tone for another.
    pub const OTHER_TONE: f32 = 7.0;
    /// A circumflex, breve or horn not seen, or one for the other.
    pub const LETTER: f32 = 7.0;
    /// A stroke through the d missed or imagined.
    pub const STROKE: f32 = 7.0;
}

/// Names follow no language: a capital between capitals must be mended on better
/// evidence than other words.
const NAME: f32 = 2.0;

/// The engine's own doubt (below this confidence) halves the cost.
const DOUBTED: f32 = 0.8;

/// A mended word is no surer than this.
const MENDED: f32 = 0.9;

/// Syllables weighed at one place.
const MOST: usize = 12;

/// Mends the marks on a page's lines; how many words were mended.
pub(super) fn mend(lines: &mut [Line], language: &Language) -> usize {
    let mut places = Vec::new();
    for (line_no, line) in lines.iter().enumerate() {
        for (word_no, word) in line.words.iter().enumerate() {
            places_of(word, (line_no, word_no), language, &mut places);
        }
    }
    mark_names(&mut places);
    let best = best_way(&places, language);
    let mut mended = 0;
    for (place, choice) in places.iter().zip(best) {
        let Place::Syllable(syllable) = place else {
            continue;
        };
        let option = &syllable.options[choice];
        if let (Neighbour::Known(known), true) = (option.neighbour, option.cost > 0.0) {
            let word = &mut lines[syllable.at.0].words[syllable.at.1];
            let core = in_the_case_of(&syllable.core, language.written(known));
            let at = syllable.start;
            let mut text = word.text.clone();
            text.replace_range(at..at + syllable.core.len(), &core);
            word.mend(text);
            word.confidence = word.confidence.min(Confidence::new(MENDED));
            mended += 1;
        }
    }
    mended
}

/// A place in the chain of neighbours.
enum Place {
    Sign(Neighbour),
    Syllable(Syllable),
}

struct Syllable {
    /// Line and word.
    at: (usize, usize),
    /// Where in the word's text it begins.
    start: usize,
    core: String,
    /// As read first (its cost is nothing), then what it may have been.
    options: Vec<Choice>,
}

struct Choice {
    neighbour: Neighbour,
    cost: f32,
}

/// Takes a word apart into what its neighbours see of it.
fn places_of(word: &Word, at: (usize, usize), language: &Language, places: &mut Vec<Place>) {
    let text = &word.text;
    let is_part = |c: char| c.is_alphanumeric();
    let (Some(first), Some(last)) = (text.find(is_part), text.rfind(is_part)) else {
        places.push(Place::Sign(Neighbour::Break));
        return;
    };
    let end = last + text[last..].chars().next().map_or(0, char::len_utf8);
    if first > 0 {
        places.push(Place::Sign(Neighbour::Break));
    }
    let core = &text[first..end];
    places.push(if core.contains(|c: char| c.is_numeric()) {
        Place::Sign(Neighbour::Number)
    } else if core.chars().all(char::is_alphabetic) {
        syllable(core, first, word, at, language)
    } else {
        Place::Sign(Neighbour::Unknown)
    });
    if end < text.len() {
        places.push(Place::Sign(Neighbour::Break));
    }
}

fn syllable(
    core: &str,
    start: usize,
    word: &Word,
    at: (usize, usize),
    language: &Language,
) -> Place {
    let as_read = language.known(core);
    let folded = fold(core);
    let upper = core.chars().all(char::is_uppercase);
    // UBND, TTHC: short forms have no marks to mend.
    // A and Á, Y and Ý stand in lists and names.
    let short_form = core.chars().count() == 1
        || upper && as_read.is_none() && !folded.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let sure = if word.confidence.get() < DOUBTED {
        0.5
    } else {
        1.0
    };
    // What no count knows may still be right: a name, a rare word.
    let mut options = vec![Choice {
        neighbour: as_read.map_or(Neighbour::Unknown, Neighbour::Known),
        cost: 0.0,
    }];
    if !short_form {
        let alike = language.alike(&folded).iter();
        let others = alike.filter(|k| Some(**k) != as_read).take(MOST);
        options.extend(others.map(|&known| Choice {
            neighbour: Neighbour::Known(known),
            cost: sure * misreading(language.written(known), core),
        }));
    }
    if as_read.is_none() && options.len() == 1 {
        return Place::Sign(Neighbour::Unknown);
    }
    Place::Syllable(Syllable {
        at,
        start,
        core: core.to_owned(),
        options,
    })
}

/// What it costs to believe that `written` was read as `read`.
fn misreading(written: &str, read: &str) -> f32 {
    let (meant, seen) = (Marks::of(written), Marks::of(read));
    let tone = match (meant.tone, seen.tone) {
        (a, b) if a == b => 0.0,
        (Some('\u{309}'), Some('\u{301}')) => cost::HOOK_AS_ACUTE,
        (None, Some('\u{309}')) => cost::NONE_AS_HOOK,
        // A dot stands below, apart from the other mark.
        (Some(mark), None) if meant.stacked && mark != '\u{323}' => cost::STACKED_LOST,
        (Some(_), None) => cost::TONE_LOST,
        (Some(a), Some(b)) if meant.stacked && a != '\u{323}' && b != '\u{323}' => {
            cost::STACKED_OTHER
        }
        _ => cost::OTHER_TONE,
    };
    let letters = meant.letters.iter().zip(&seen.letters);
    let letters: f32 = letters
        .map(|(a, b)| match (a, b) {
            (a, b) if a == b => 0.0,
            ('đ', 'd') | ('d', 'đ') => cost::STROKE,
            _ => cost::LETTER,
        })
        .sum();
    // Equal but for the letter that carries the tone: nothing to mend.
    tone + letters
}

/// A syllable's letters without its tone, and its tone.
struct Marks {
    letters: Vec<char>,
    tone: Option<char>,
    /// The tone stands over another mark, or would.
    stacked: bool,
}

impl Marks {
    fn of(word: &str) -> Self {
        let mut marks = Self {
            letters: Vec::new(),
            tone: None,
            stacked: false,
        };
        for c in word.chars().flat_map(char::to_lowercase).nfd() {
            match c {
                '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => marks.tone = Some(c),
                '\u{302}' | '\u{306}' | '\u{31b}' => {
                    marks.stacked |= c != '\u{31b}';
                    if let Some(last) = marks.letters.last_mut() {
                        *last = nfc(&format!("{last}{c}")).chars().next().unwrap_or(*last);
                    }
                }
                'ð' => marks.letters.push('đ'),
                c => marks.letters.push(c),
            }
        }
        marks
    }
}

/// Makes mending dearer where a name may stand.
fn mark_names(places: &mut [Place]) {
    let titled = |place: Option<&Place>| match place {
        Some(Place::Syllable(s)) => is_titled(s.core.chars()),
        _ => false,
    };
    for at in 0..places.len() {
        let beside =
            titled(at.checked_sub(1).and_then(|b| places.get(b))) || titled(places.get(at + 1));
        if !(titled(places.get(at)) && beside) {
            continue;
        }
        if let Place::Syllable(syllable) = &mut places[at] {
            for option in &mut syllable.options {
                option.cost *= NAME;
            }
        }
    }
}

/// The choice at each place on the likeliest way through all of them.
fn best_way(places: &[Place], language: &Language) -> Vec<usize> {
    let sign = |neighbour| Choice {
        neighbour,
        cost: 0.0,
    };
    let mut before: (Vec<Neighbour>, Vec<f32>) = (vec![Neighbour::Break], vec![0.0]);
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(places.len());
    for place in places {
        let one;
        let options = match place {
            Place::Sign(neighbour) => {
                one = [sign(*neighbour)];
                &one[..]
            }
            Place::Syllable(syllable) => &syllable.options[..],
        };
        let mut from = Vec::with_capacity(options.len());
        let mut scores = Vec::with_capacity(options.len());
        for option in options {
            let (mut best, mut score) = (0, f32::NEG_INFINITY);
            for (at, (&neighbour, &so_far)) in before.0.iter().zip(&before.1).enumerate() {
                let here = so_far + language.chance(neighbour, option.neighbour);
                if here > score {
                    (best, score) = (at, here);
                }
            }
            from.push(best);
            scores.push(score - option.cost);
        }
        back.push(from);
        before = (options.iter().map(|o| o.neighbour).collect(), scores);
    }
    let mut at = (0..before.1.len())
        .max_by(|a, b| before.1[*a].total_cmp(&before.1[*b]))
        .unwrap_or(0);
    let mut way = vec![0; places.len()];
    for (place, from) in back.iter().enumerate().rev() {
        way[place] = at;
        at = from[at];
    }
    way
}

/// `written`, which is lower case, in the letter case of `like`.
fn in_the_case_of(like: &str, written: &str) -> String {
    let upper = |c: char| c.is_uppercase();
    if like.chars().count() > 1 && like.chars().all(upper) {
        return written.to_uppercase();
    }
    let mut letters = written.chars();
    match (like.chars().next().is_some_and(upper), letters.next()) {
        (true, Some(first)) => first.to_uppercase().chain(letters).collect(),
        _ => written.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;

    fn mended(text: &str) -> String {
        let words = text
            .split(' ')
            .map(|w| Word::new(w, Rect::default(), Confidence::new(0.96)));
        let mut lines = [Line {
            words: words.collect(),
        }];
        mend(&mut lines, &Language::built_in());
        lines[0].text()
    }

    #[test]
    fn hooks_read_as_acutes_are_mended_in_any_case() {
        assert_eq!(
            mended("thuộc thấm quyền của Ủy ban nhân dân, tố chức kiếm tra"),
            "thuộc thẩm quyền của Ủy ban nhân dân, tổ chức kiểm tra"
        );
        assert_eq!(mended("TỐ CHỨC THỰC HIỆN"), "TỔ CHỨC THỰC HIỆN");
    }

    #[test]
    fn what_is_right_stays_and_so_do_names_and_numbers() {
        for right in [
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
            "Số: 30/2020/NĐ-CP",
            "ông Nông Văn Tố và bà Hứa Thị Kiếm",
            "UBND TTHC QPPL",
            "tìm kiếm thông tin",
        ] {
            assert_eq!(mended(right), right);
        }
    }

    #[test]
    fn the_raw_reading_is_kept() {
        let mut lines = [Line {
            words: ["tố", "chức"]
                .map(|w| Word::new(w, Rect::default(), Confidence::new(0.97)))
                .to_vec(),
        }];
        assert_eq!(mend(&mut lines, &Language::built_in()), 1);
        assert_eq!(lines[0].words[0].raw.as_deref(), Some("tố"));
        assert_eq!(lines[0].words[1].raw, None);
    }
}
