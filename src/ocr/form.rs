//! What kind of string a word is, by its form alone.

use crate::base::vietnamese::is_syllable;

/// The word without the signs around it.
pub(super) fn core(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a word begins with a capital and goes on in lower case, as names do.
pub(super) fn is_titled(mut letters: impl Iterator<Item = char>) -> bool {
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

/// What kind of string a word is, by its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A legal syllable, in one case or with a capital.
    Syllable,
    /// Digits with their signs.
    Number,
    /// Capitals with digits, strokes and hyphens: 12/2019/NĐ-CP, UBND, II.
    Code,
    /// A dash or other lone sign.
    Sign,
    Other,
}

/// The kind of a word.
pub(super) fn form(text: &str) -> Form {
    let core = core(text);
    let signs = text.chars().filter(|c| !c.is_alphanumeric()).count();
    if core.is_empty() {
        return match text {
            "-" | "–" | "+" | "•" | "*" => Form::Sign,
            _ => Form::Other,
        };
    }
    let digits = core.chars().filter(char::is_ascii_digit).count();
    if digits > 0
        && core
            .chars()
            .all(|c| c.is_ascii_digit() || ".,/%-:".contains(c))
    {
        return Form::Number;
    }
    let cased =
        core.chars().skip(1).all(char::is_lowercase) || core.chars().all(char::is_uppercase);
    if signs <= 2 && cased && is_syllable(core) {
        return Form::Syllable;
    }
    let capital = |c: char| c.is_uppercase() || c.is_ascii_digit() || "/-.".contains(c);
    let lower = core.chars().filter(|c| c.is_lowercase()).count();
    if core.chars().all(|c| capital(c) || c.is_lowercase()) && lower <= 2 && core.len() > 1 {
        return Form::Code;
    }
    Form::Other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_codes_and_the_rest() {
        for (text, kind) in [
            ("quyền,", Form::Syllable),
            ("ỦY", Form::Syllable),
            ("(84,57%)", Form::Number),
            ("12/2019/NĐ-CP", Form::Code),
            ("UBND", Form::Code),
            ("-", Form::Sign),
            ("ˆ", Form::Other),
            ("tỉnH", Form::Other),
            ("qđbx", Form::Other),
        ] {
            assert_eq!(form(text), kind, "{text}");
        }
    }
}
