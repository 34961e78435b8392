//! How sure a word really is.
//!
//! The engine's own confidence says little: half of its errors stand at 0.96, and
//! it is never surer than 0.97. So each word is weighed once more by what else is
//! known of it: its form, how well it fits its neighbours, whether it was mended,
//! whether specks lie on the page. The weights are a logistic regression over made
//! pages in seven conditions (`scripts/fit-confidence`, which also says how well
//! said and true agree on pages that were left out).

use super::form::{Form, core, form, is_titled};
use super::language::{Language, Neighbour};
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

/// The kinds of words, in the order of [`Form`].
const FORMS: [&str; 5] = ["syllable", "number", "code", "sign", "other"];

/// What is or is not so, and what matters more on dirty pages.
const FACTS: [&str; 10] = [
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
];

/// How many signs speak for or against a word.
const SIGNS: usize = SAID.len() + 1 + FIT.len() + 1 + FORMS.len() + FACTS.len();

/// What is known of a word: 0 or 1 for each sign.
pub(super) type Signs = [f32; SIGNS];

/// Names of the signs, in their order.
fn names() -> Vec<String> {
    let steps =
        |name: &str, n: usize| -> Vec<String> { (0..=n).map(|k| format!("{name} {k}")).collect() };
    let mut names = steps("said", SAID.len());
    names.extend(steps("fit", FIT.len()));
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

/// The signs of each word of a page, in reading order.
pub(super) fn signs(lines: &[Line], dirty: bool, language: &Language) -> Vec<Signs> {
    let words = || lines.iter().flat_map(|line| &line.words);
    let neighbours: Vec<Neighbour> = words().map(|w| language.neighbour(&w.text)).collect();
    let at = |k: usize| neighbours.get(k).copied().unwrap_or(Neighbour::Break);
    words()
        .enumerate()
        .map(|(k, word)| {
            let before = k.checked_sub(1).map_or(Neighbour::Break, at);
            let fit = language.chance(before, at(k)) + language.chance(at(k), at(k + 1));
            signs_of(word, fit, dirty, language)
        })
        .collect()
}

fn signs_of(word: &Word, fit: f32, dirty: bool, language: &Language) -> Signs {
    let (core, form) = (core(&word.text), form(&word.text));
    let step = |value: f32, steps: &[f32]| steps.iter().filter(|s| value >= **s).count();
    let stop = word.text.ends_with(|c: char| !c.is_alphanumeric());
    let titled = is_titled(core.chars());
    let facts = [
        word.raw.is_some(),
        dirty,
        stop,
        core.chars().count() < 2,
        titled,
        form == Form::Syllable && language.known(core).is_none(),
        dirty && stop,
        dirty && form == Form::Number,
        dirty && form == Form::Code,
        dirty && titled,
    ];
    let mut signs = [0.0; SIGNS];
    let fits = SAID.len() + 1;
    let forms = fits + FIT.len() + 1;
    signs[step(word.confidence.get(), &SAID)] = 1.0;
    signs[fits + step(fit, &FIT)] = 1.0;
    signs[forms + form as usize] = 1.0;
    for (sign, fact) in signs[forms + FORMS.len()..].iter_mut().zip(facts) {
        *sign = f32::from(u8::from(fact));
    }
    signs
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
