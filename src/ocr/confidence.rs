//! How sure a word really is.
//!
//! The engine's own confidence says little: half of its errors stand at 0.96, and
//! it is never surer than 0.97. So each word is weighed once more by what else is
//! known of it: its form, how well it fits its neighbours and how much worse a word
//! with other marks would fit, its signs, whether it was mended, whether specks lie
//! on the page. The weights are a logistic regression over made
//! pages in seven conditions (`scripts/fit-confidence`, which also says how well
//! said and true agree on pages that were left out).

use super::form::{Form, core, form, is_titled};
use super::language::{Language, Neighbour};
use crate::base::vietnamese::{fold, is_syllable};
use crate::base::{Confidence, Line, Word};

/// The weights: a line each, its name and its natural logarithm of odds.
const WEIGHTS: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/ocr-models/confidence.tsv"
));

/// Steps of the engine's confidence, and of the chance of a word after and before
/// its neighbours (natural logarithms, added).
const SAID: [f32; 10] = [0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.96, 0.97, 0.985];
const FIT: [f32; 8] = [-24.0, -20.0, -17.0, -14.0, -12.0, -10.0, -8.0, -6.0];

/// Steps of how much better a syllable fits than the best one with the same letters
/// and other marks (natural logarithms); the last is for words that have no such
/// rival. Of the errors among the surest words most are such rivals (diện, điện).
const RIVAL: [f32; 6] = [-4.0, -1.0, 1.0, 3.0, 6.0, 50.0];

/// The kinds of words, in the order of [`Form`].
const FORMS: [&str; 5] = ["syllable", "number", "code", "sign", "other"];

/// What is or is not so, and what matters more on dirty pages. A section's number
/// opens its line; specks make stops amid a sentence, and points within numbers.
const FACTS: [&str; 22] = [
    "mended",
    "dirty",
    "stop",
    "short",
    "titled",
    "unknown",
    "dirty stop",
    "dirty number",
    "dirty code",
    "dirty titled",
    "opens number",
    "opens code",
    "comma",
    "full stop",
    "colon",
    "semicolon",
    "full stop goes on",
    "stop goes on",
    "lone capital",
    "leading sign",
    "odd point",
    "no word",
];

/// How many signs speak for or against a word: those of dirty pages count the steps
/// of `SAID` and `FIT` once more.
const SIGNS: usize =
    2 * (SAID.len() + 1 + FIT.len() + 1) + RIVAL.len() + 1 + FORMS.len() + FACTS.len();

/// What is known of a word: 0 or 1 for each sign.
pub(super) type Signs = [f32; SIGNS];

/// Names of the signs, in their order.
fn names() -> Vec<String> {
    let steps =
        |name: &str, n: usize| -> Vec<String> { (0..=n).map(|k| format!("{name} {k}")).collect() };
    let mut names = steps("said", SAID.len());
    names.extend(steps("fit", FIT.len()));
    names.extend(steps("dirty said", SAID.len()));
    names.extend(steps("dirty fit", FIT.len()));
    names.extend(steps("rival", RIVAL.len()));
    names.extend(FORMS.iter().chain(&FACTS).map(|s| (*s).to_owned()));
    names
}

/// The weight of each sign.
pub(super) struct Weights([f32; SIGNS]);

impl Weights {
    /// Those that are built in; a sign without a line weighs nothing, which a test
    /// rules out.
    pub fn built_in() -> Self {
        let weight = |name: &String| {
            let mut lines = WEIGHTS.lines().filter_map(|line| line.split_once('\t'));
            let found = lines.find(|(sign, _)| sign == name);
            found.and_then(|(_, weight)| weight.parse().ok())
        };
        let mut weights = [0.0; SIGNS];
        for (to, name) in weights.iter_mut().zip(names()) {
            *to = weight(&name).unwrap_or(0.0);
        }
        Self(weights)
    }

    /// The chance that a word with these signs is right.
    fn chance(&self, signs: &Signs) -> f32 {
        let sum: f32 = self.0.iter().zip(signs).map(|(w, s)| w * s).sum();
        1.0 / (1.0 + (-sum).exp())
    }
}

/// Gives each word of a page the confidence that it deserves.
pub(super) fn calibrate(lines: &mut [Line], dirty: bool, language: &Language, weights: &Weights) {
    let signs = signs(lines, dirty, language);
    let words = lines.iter_mut().flat_map(|line| &mut line.words);
    for (word, signs) in words.zip(signs) {
        word.confidence = Confidence::new(weights.chance(&signs));
    }
}

/// A word where it stands.
struct Place<'a> {
    word: &'a Word,
    before: Option<&'a Word>,
    after: Option<&'a Word>,
    /// Whether it is the first, or the last, of its line.
    opens: bool,
    closes: bool,
    /// How well it fits its neighbours, and by how much better than any rival.
    fit: f32,
    rival: f32,
}

/// The signs of each word of a page, in reading order.
pub(super) fn signs(lines: &[Line], dirty: bool, language: &Language) -> Vec<Signs> {
    let words: Vec<&Word> = lines.iter().flat_map(|line| &line.words).collect();
    let ends = lines.iter().flat_map(|line| {
        let last = line.words.len().saturating_sub(1);
        (0..line.words.len()).map(move |k| (k == 0, k == last))
    });
    let neighbours: Vec<Neighbour> = words.iter().map(|w| language.neighbour(&w.text)).collect();
    let at = |k: usize| neighbours.get(k).copied().unwrap_or(Neighbour::Break);
    words
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(k, (word, (opens, closes)))| {
            let before = k.checked_sub(1).map_or(Neighbour::Break, at);
            let fit = |it: Neighbour| language.chance(before, it) + language.chance(it, at(k + 1));
            let place = Place {
                word,
                before: k.checked_sub(1).map(|k| words[k]),
                after: words.get(k + 1).copied(),
                opens,
                closes,
                fit: fit(at(k)),
                rival: rival(&word.text, at(k), language, fit),
            };
            signs_of(&place, dirty, language)
        })
        .collect()
}

/// By how much a syllable fits better than any with the same letters and other
/// marks; endless if it has no rival.
fn rival(text: &str, own: Neighbour, language: &Language, fit: impl Fn(Neighbour) -> f32) -> f32 {
    let Neighbour::Known(known) = own else {
        return f32::INFINITY;
    };
    if form(text) != Form::Syllable {
        return f32::INFINITY;
    }
    let rivals = language.alike(&fold(core(text))).iter();
    let best = rivals
        .filter(|other| **other != known)
        .map(|other| fit(Neighbour::Known(*other)))
        .fold(f32::NEG_INFINITY, f32::max);
    fit(own) - best
}

fn signs_of(place: &Place, dirty: bool, language: &Language) -> Signs {
    let word = place.word;
    let (core, form) = (core(&word.text), form(&word.text));
    let step = |value: f32, steps: &[f32]| steps.iter().filter(|s| value >= **s).count();
    let mut signs = [0.0; SIGNS];
    let mut from = 0;
    let mut mark = |steps: usize, at: usize, on: bool| {
        signs[from + at] = f32::from(u8::from(on));
        from += steps;
    };
    let (said, fit) = (step(word.confidence.get(), &SAID), step(place.fit, &FIT));
    for on in [true, dirty] {
        mark(SAID.len() + 1, said, on);
        mark(FIT.len() + 1, fit, on);
    }
    mark(RIVAL.len() + 1, step(place.rival, &RIVAL), true);
    mark(FORMS.len(), form as usize, true);
    for fact in facts(place, core, form, dirty, language) {
        mark(1, 0, fact);
    }
    signs
}

/// The facts, in the order of [`FACTS`].
fn facts(
    place: &Place,
    core: &str,
    form: Form,
    dirty: bool,
    language: &Language,
) -> [bool; FACTS.len()] {
    let text = &place.word.text;
    let signed = |c: char| !c.is_alphanumeric();
    let last = text.chars().next_back().unwrap_or(' ');
    let stop = signed(last);
    let titled = is_titled(core.chars());
    let starts = |word: Option<&Word>, is: fn(char) -> bool| {
        word.is_some_and(|w| super::form::core(&w.text).starts_with(is))
    };
    let length = core.chars().count();
    let amid = place
        .before
        .is_some_and(|w| !w.text.ends_with(signed) && starts(Some(w), char::is_lowercase))
        && starts(place.after, char::is_lowercase);
    [
        place.word.raw.is_some(),
        dirty,
        stop,
        length < 2,
        titled,
        form == Form::Syllable && language.known(core).is_none(),
        dirty && stop,
        dirty && form == Form::Number,
        dirty && form == Form::Code,
        dirty && titled,
        place.opens && form == Form::Number && length <= 2,
        place.opens && form == Form::Code && length <= 4,
        last == ',',
        last == '.',
        last == ':',
        last == ';',
        last == '.' && starts(place.after, char::is_lowercase),
        ".:;".contains(last) && !place.closes && !starts(place.after, char::is_uppercase),
        form == Form::Syllable && text.starts_with(char::is_uppercase) && amid,
        length > 0 && text.starts_with(signed),
        form == Form::Number && core.rsplit_once('.').is_some_and(|(_, end)| end.len() != 3),
        form == Form::Other && core.chars().all(char::is_lowercase) && !is_syllable(core),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Rect;

    #[test]
    fn every_sign_has_its_weight() {
        let names = names();
        assert_eq!(names.len(), SIGNS);
        for name in names {
            let line = WEIGHTS
                .lines()
                .find(|l| l.split('\t').next() == Some(&name));
            assert!(line.is_some(), "{name}");
        }
    }

    #[test]
    fn words_that_fit_are_surer_than_those_that_do_not() {
        let word = |text: &str| Word::new(text, Rect::default(), Confidence::new(0.96));
        let mut lines = vec![Line {
            words: ["Ủy", "ban", "nhân", "dân", "tỉnh", "zqx", "Lạng", "Sơn"]
                .map(word)
                .to_vec(),
        }];
        let language = Language::built_in();
        calibrate(&mut lines, false, &language, &Weights::built_in());
        let sure: Vec<f32> = lines[0].words.iter().map(|w| w.confidence.get()).collect();
        assert!(sure[2] > 0.99 && sure[5] < 0.95, "{sure:?}");
    }
}
