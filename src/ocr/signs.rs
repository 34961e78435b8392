//! Commas, stops and dashes, mended by what stands around them.
//!
//! On copies a comma loses its tail and is read as a stop, a semicolon as a
//! colon, and a speck between two words as a sign that joins them. What may
//! follow a sign in a Vietnamese text tells them apart: after a stop comes a
//! capital, after a legal basis ("Căn cứ …") or a recipient a semicolon.

use super::form::is_titled;
use super::language::{Language, Neighbour};
use super::repair::in_two;
use crate::base::vietnamese::is_syllable;
use crate::base::{Line, Word};

/// A stop between two words that much likelier stand beside each other, in
/// natural logarithms of a chance, is a speck.
const SPECK: f32 = 5.0;

/// Words behind which a colon introduces what follows: counted in official texts, and
/// "có", "dụng", "do" met on made copies.
const INTRODUCE: [&str; 27] = [
    "sau", "gồm", "là", "đây", "thể", "dụ", "đó", "biệt", "dung", "điểm", "chú", "gửi", "số",
    "hiện", "trì", "hợp", "kiến", "phẩm", "tin", "như", "lưu", "tên", "chỉ", "nghị", "có", "dụng",
    "do",
];

/// A label of a form is no longer than so many words.
const LABEL: usize = 5;

/// What a number with a decimal comma counts.
const COUNTED: [&str; 12] = [
    "m", "m2", "m3", "m²", "ha", "km", "kg", "tấn", "triệu", "tỷ", "điểm", "lần",
];

/// Mends the signs of a page's lines in place. `dirty` says that specks were
/// found on the page: only there a hyphen between two words is taken for one, and
/// signs get back the tails that they lost.
pub(super) fn mend(lines: &mut [Line], dirty: bool, language: &Language) {
    for line in lines.iter_mut() {
        let mut words: Vec<Word> = Vec::with_capacity(line.words.len());
        for word in line.words.drain(..) {
            let first = words.is_empty();
            words.extend(apart(word, first, dirty));
        }
        line.words = words;
        for word in &mut line.words {
            let text = offices(&word.text);
            word.mend(text);
        }
    }
    stops(lines, language);
    ends(lines);
    if dirty {
        colons(lines);
        decimals(lines);
    }
    for line in lines {
        low(&mut line.words);
    }
}

/// The word without the stops behind it.
fn bare(text: &str) -> &str {
    text.trim_end_matches(['.', ',', ';', ':'])
}

/// A legal syllable of at least two letters in lower case.
fn is_word(text: &str) -> bool {
    text.chars().count() > 1 && text.chars().all(char::is_lowercase) && is_syllable(text)
}

fn is_number(text: &str) -> bool {
    let core = text.trim_end_matches(['.', ',', ';', ':', '%']);
    !core.is_empty()
        && core.starts_with(|c: char| c.is_ascii_digit())
        && core
            .chars()
            .all(|c| c.is_ascii_digit() || ".,/".contains(c))
}

/// A legal syllable in lower case, or one that begins with a capital.
fn is_any_word(text: &str) -> bool {
    is_word(text) || is_titled(text.chars()) && is_word(&text.to_lowercase())
}

/// A word without the speck before it, or taken apart at the speck within it.
fn apart(mut word: Word, first: bool, dirty: bool) -> Vec<Word> {
    if !first
        && let Some(rest) = word.text.strip_prefix(['-', '.', '\'', ':', '*'])
        && is_word(bare(rest))
    {
        let rest = rest.to_owned();
        word.mend(rest);
    }
    if dirty
        && let Some(rest) = word.text.strip_prefix(['.', '\'', '"'])
        && is_number(rest)
    {
        let rest = rest.to_owned();
        word.mend(rest);
    }
    match cut(&word.text, dirty) {
        Some((left, right)) => in_two(word, left, right),
        None => vec![word],
    }
}

fn cut(text: &str, dirty: bool) -> Option<(String, String)> {
    let at = text.find(|c: char| !c.is_alphanumeric() && c != '/')?;
    // A number holds signs of its own.
    let at = if text.starts_with(|c: char| c.is_ascii_digit()) {
        text.find(['-', '\''])?
    } else {
        at
    };
    let (left, rest) = text.split_at(at);
    let signs: String = rest.chars().take_while(|c| "-.,;:'".contains(*c)).collect();
    let right = &rest[signs.len()..];
    let end = bare(right);
    let words = is_word(left) && is_word(end);
    let beside_number = (is_word(left) && is_number(right)) || (is_number(left) && is_word(end));
    let kept = match signs.chars().next()? {
        // "đồng,-bằng": the speck stands behind the true sign.
        sign @ (',' | ';') if words || beside_number => sign.to_string(),
        ':' if beside_number => ":".to_owned(),
        '-' | '\'' | '.' if beside_number => String::new(),
        '\'' if words => String::new(),
        // "biến.Đề": a sentence ends here.
        '.' if dirty && signs == "." && is_word(left) && is_titled(end.chars()) => signs.clone(),
        '-' | '\'' | '.' if dirty && signs.len() == 1 && is_any_word(left) && is_any_word(end) => {
            String::new()
        }
        _ => return None,
    };
    Some((format!("{left}{kept}"), right.to_owned()))
}

/// The two bodies that nearly every number names, where a letter was misread.
fn offices(text: &str) -> String {
    let text = text.replace('Ð', "Đ").replace('ð', "đ");
    if !text.contains('/') || !text.contains(|c: char| c.is_ascii_digit()) {
        return text;
    }
    let end = bare(&text).len();
    let Some(at) = text[..end].rfind(['-', '/']) else {
        return text;
    };
    let office = &text[at + 1..end];
    let meant = ["UBND", "HĐND"].into_iter().find(|name| {
        office != *name && office.chars().count().abs_diff(4) <= 1 && differ_by_one(office, name)
    });
    match meant {
        Some(name) => format!("{}{name}{}", &text[..=at], &text[end..]),
        None => text,
    }
}

/// One letter is another, missing or too many; the beginnings agree.
fn differ_by_one(read: &str, meant: &str) -> bool {
    let (read, meant): (Vec<char>, Vec<char>) = (read.chars().collect(), meant.chars().collect());
    let same = read.iter().zip(&meant).take_while(|(a, b)| a == b).count();
    let back = read.iter().rev().zip(meant.iter().rev());
    let same_end = back.take_while(|(a, b)| a == b).count();
    // "UBNI)" is a D in two pieces.
    let torn = read.len() == 5 && same == 3 && read[3..] == ['I', ')'];
    torn || same + same_end + 1 >= read.len().max(meant.len()) && same + same_end > 1
}

/// A stop before a word in lower case is a comma, or a speck.
fn stops(lines: &mut [Line], language: &Language) {
    let places: Vec<(usize, usize)> = lines
        .iter()
        .enumerate()
        .flat_map(|(l, line)| (0..line.words.len()).map(move |w| (l, w)))
        .collect();
    for pair in places.windows(2) {
        let [(l, w), (next_l, next_w)] = *pair else {
            continue;
        };
        let next = lines[next_l].words[next_w].text.clone();
        let next = bare(&next);
        let word = &mut lines[l].words[w];
        let Some(core) = word.text.strip_suffix('.') else {
            continue;
        };
        let syllable = core.chars().all(char::is_alphabetic)
            && core.chars().count() > 1
            && !core.chars().all(char::is_uppercase)
            && is_syllable(core);
        if !syllable || !is_word(next) {
            continue;
        }
        let (a, b) = (language.neighbour(core), language.neighbour(next));
        let beside = language.chance(a, b);
        let parted = language.chance(a, Neighbour::Break) + language.chance(Neighbour::Break, b);
        let core = core.to_owned();
        word.mend(if beside > parted + SPECK {
            core
        } else {
            core + ","
        });
    }
}

/// The first word of each line.
fn first_words(lines: &[Line]) -> Vec<String> {
    let first = |line: &Line| line.words.first().map(|w| w.text.clone());
    lines
        .iter()
        .map(|line| first(line).unwrap_or_default())
        .collect()
}

/// A colon at the end of a legal basis or a recipient is a semicolon, when the
/// next line is another of the kind.
fn ends(lines: &mut [Line]) {
    let begins = first_words(lines);
    let mut basis = false;
    for at in 0..lines.len() {
        let begin = begins[at].as_str();
        basis =
            begin == "Căn" || basis && !ends_with(&lines[at.saturating_sub(1)], &[';', '.', ':']);
        let next = begins.get(at + 1).map_or("", String::as_str);
        let recipient = begin == "-" && next == "-";
        let another = basis && (next == "Căn" || next == "Theo" || next == "Xét");
        if !(recipient || another) {
            continue;
        }
        if let Some(last) = lines[at].words.last_mut()
            && let Some(core) = last.text.strip_suffix(':')
        {
            let text = format!("{core};");
            last.mend(text);
        }
    }
}

/// On copies a semicolon loses its tail: a colon within a list or before its next
/// item is one, unless its word introduces something or it ends a form's label.
fn colons(lines: &mut [Line]) {
    let begins = first_words(lines);
    for (at, line) in lines.iter_mut().enumerate() {
        for w in LABEL..line.words.len() {
            let next = line.words.get(w + 1).map(|w| w.text.as_str());
            let next = next.or_else(|| begins.get(at + 1).map(String::as_str));
            let goes_on =
                next.is_some_and(|n| n.starts_with(|c: char| c.is_lowercase() || c == '-'));
            let word = &mut line.words[w];
            let Some(core) = word.text.strip_suffix(':') else {
                continue;
            };
            if goes_on && (is_word(core) && !INTRODUCE.contains(&core) || is_number(core)) {
                let text = format!("{core};");
                word.mend(text);
            }
        }
    }
}

/// On copies a decimal comma loses its tail: 66.6 m2, 99.4 %.
fn decimals(lines: &mut [Line]) {
    for line in lines {
        for at in 0..line.words.len() {
            let counted = line
                .words
                .get(at + 1)
                .is_some_and(|w| COUNTED.contains(&bare(&w.text)));
            let word = &mut line.words[at];
            let Some((whole, part)) = word.text.split_once('.') else {
                continue;
            };
            let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
            let rest = &part[digits.len()..];
            let is_share = rest.starts_with('%');
            let plain = whole
                .trim_start_matches('(')
                .chars()
                .all(|c| c.is_ascii_digit());
            let after = rest
                .trim_start_matches('%')
                .trim_matches([')', '.', ',', ';', ':']);
            if plain && matches!(digits.len(), 1 | 2) && after.is_empty() && (counted || is_share) {
                let text = format!("{whole},{part}");
                word.mend(text);
            }
        }
    }
}

fn ends_with(line: &Line, signs: &[char]) -> bool {
    line.words.last().is_some_and(|w| w.text.ends_with(signs))
}

/// Letters whose capitals look like themselves.
pub(super) const ALIKE: &str = "CKOÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢPSUÚÙỦŨỤƯỨỪỬỮỰVXÝYZ";

/// A word in capitals between words in lower case, all of whose letters look
/// alike in both: "hồ SƠ".
fn low(words: &mut [Word]) {
    let is_low = |w: &Word| is_word(bare(&w.text));
    for at in 1..words.len() {
        let ends = words[at].text.ends_with(['.', ';', ':']);
        let after = ends || words.get(at + 1).is_none_or(is_low);
        let core = bare(&words[at].text);
        let alike = core.chars().count() > 1 && core.chars().all(|c| ALIKE.contains(c));
        if alike && is_syllable(core) && after && is_low(&words[at - 1]) {
            let text = words[at].text.to_lowercase();
            words[at].mend(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Confidence, Rect};

    fn mended(text: &str, dirty: bool) -> String {
        let line = |line: &str| Line {
            words: line
                .split(' ')
                .map(|w| Word::new(w, Rect::new(0.0, 0.0, 40.0, 20.0), Confidence::new(0.9)))
                .collect(),
        };
        let mut lines: Vec<Line> = text.split('\n').map(line).collect();
        mend(&mut lines, dirty, &Language::built_in());
        let lines: Vec<String> = lines.iter().map(Line::text).collect();
        lines.join("\n")
    }

    #[test]
    fn specks_between_words_go() {
        assert_eq!(
            mended("ngắn.06 gồm:02 đồng,-bằng của'ông là -sao", false),
            "ngắn 06 gồm: 02 đồng, bằng của ông là sao"
        );
        assert_eq!(
            mended("08/02/2020-của hạn-74 số-định", true),
            "08/02/2020 của hạn 74 số định"
        );
        for right in [
            "kinh tế-xã hội",
            "2016-2020",
            "12/QĐ-UBND",
            "- Lưu: VT.",
            "T. Lạng",
            "50-KL/TW",
        ] {
            assert_eq!(mended(right, false), right);
        }
    }

    #[test]
    fn on_copies_semicolons_and_decimal_commas_get_their_tails_back() {
        let list = "làm 73 nhà dân bị tốc mái, 01 điểm trường bị hại: ước tính 30.8 m2";
        let right = "làm 73 nhà dân bị tốc mái, 01 điểm trường bị hại; ước tính 30,8 m2";
        assert_eq!(mended(list, true), right);
        assert_eq!(mended(list, false), list);
        for right in [
            "tổ chức thực hiện các nội dung cụ thể như sau: một là",
            "Lý do cấp lại giấy: bị mất",
            "đạt 30.800 m2 tại mục 1.1 của",
        ] {
            assert_eq!(mended(right, true), right);
        }
        assert_eq!(
            mended("đạt (51.3%); .18. Yêu'cầu biến.Đề Lê.Vũ", true),
            "đạt (51,3%); 18. Yêu cầu biến. Đề Lê Vũ"
        );
    }

    #[test]
    fn a_stop_before_a_small_letter_is_a_comma_or_a_speck() {
        assert_eq!(mended("thửa ruộng. vải", false), "thửa ruộng, vải");
        assert_eq!(
            mended("quy. hoạch đất. Sau đó", false),
            "quy hoạch đất. Sau đó"
        );
    }

    #[test]
    fn a_basis_and_a_recipient_end_with_a_semicolon() {
        let read = "Căn cứ Luật Đất đai\nngày 18 tháng 01:\nCăn cứ Nghị định:\n- Như trên:\n- Lưu: VT.\ngồm:\n- Hai";
        let right = "Căn cứ Luật Đất đai\nngày 18 tháng 01;\nCăn cứ Nghị định:\n- Như trên;\n- Lưu: VT.\ngồm:\n- Hai";
        assert_eq!(mended(read, false), right);
    }

    #[test]
    fn offices_and_letter_case() {
        assert_eq!(
            mended("4805/QĐ-UBNI) 999/HĐÐND 12/NQ-HDND, 3/QĐ-BTC", false),
            "4805/QĐ-UBND 999/HĐND 12/NQ-HĐND, 3/QĐ-BTC"
        );
        assert_eq!(
            mended("trả hồ SƠ. Hồ sơ CỦA AI", false),
            "trả hồ sơ. Hồ sơ CỦA AI"
        );
    }
}
