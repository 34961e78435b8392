//! Which words can be Vietnamese at all: onset × rime × tone, by tables.
//!
//! A table of parts knows every syllable that the spelling allows, names and rare
//! words included; published word lists miss thousands of them.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, decompose_canonical};

/// The longest first, so that the first match is the right one.
const ONSETS: [&str; 28] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g",
    "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
];

/// Vowels and ends as written, without tone.
const RIMES: &str = "
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu
    o oc oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oem oen oeo oet
    u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt
    uân uâng uât uây uê uêch uênh uêu uơ uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu";

/// Written after qu although no rime of the table begins with that glide.
const AFTER_QU: [&str; 11] = [
    "i", "ich", "inh", "it", "au", "ăp", "ên", "êt", "êu", "ôc", "ơi",
];

/// Loans in daily use that break a rule below.
const LOANS: [&str; 5] = ["buyt", "voan", "phuy", "moay", "gioăng"];

/// Combining grave, acute, tilde, hook above, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
const ACUTE: char = '\u{301}';
const DOT: char = '\u{323}';

static KNOWN_RIMES: LazyLock<HashSet<&str>> = LazyLock::new(|| RIMES.split_whitespace().collect());

/// Whether the spelling of Vietnamese allows this word, which may be in any case
/// and form of Unicode. Both ways to place a tone pass (hoà and hòa), and both i
/// and y where both are written (kĩ and kỹ); a syllable without tone mark has the
/// level tone.
///
/// ```
/// use sohoa::base::vietnamese::is_syllable;
/// assert!(["Giấy", "CHỨNG", "hoà", "hòa", "nghiệp"].into_iter().all(is_syllable));
/// assert!(!["chưng1", "nghà", "bạnh3", "hat", "qdnd"].into_iter().any(is_syllable));
/// ```
pub fn is_syllable(word: &str) -> bool {
    Letters::of(word).is_some_and(|letters| letters.parts().is_some())
}

/// The one form in which words that differ only by writing habit meet: NFC, lower
/// case, a syllable's tone where the newer rule puts it (hòa → hoà, thúy → thuý),
/// a lone y after a consonant as i (lý → lí). Not for showing.
///
/// ```
/// use sohoa::base::vietnamese::canonical;
/// assert_eq!(canonical("HÒA"), canonical("hoà"));
/// assert_eq!(canonical("kỹ"), "kĩ");
/// assert_eq!(canonical("NĐ-CP"), "nđ-cp");
/// ```
pub fn canonical(word: &str) -> String {
    let Some(mut letters) = Letters::of(word) else {
        return word.nfc().flat_map(char::to_lowercase).nfc().collect();
    };
    if let Some((mark, _)) = letters.tone
        && let Some(parts) = letters.parts()
    {
        letters.tone = Some((mark, parts.tone_places().0));
    }
    // Folding first gives the same: the rule looks at no mark.
    let last = letters.plain.len().saturating_sub(1);
    let vowel = |c: char| "aăâeêioôơuưy".contains(c);
    let lone_y = letters.plain.last() == Some(&'y')
        && match &letters.plain[..last] {
            ['q', 'u'] => true,
            before => before.last().is_some_and(|c| !vowel(*c)),
        };
    if lone_y {
        letters.plain[last] = 'i';
    }
    letters.written()
}

/// A word taken apart into letters and its tone.
struct Letters {
    /// Lower case, NFC, without the tone; a letter each.
    plain: Vec<char>,
    /// The tone's combining mark and the letter that carries it.
    tone: Option<(char, usize)>,
}

impl Letters {
    /// `None` when the word holds anything but letters, or two tones.
    fn of(word: &str) -> Option<Self> {
        let mut letters = Self {
            plain: Vec::with_capacity(word.len()),
            tone: None,
        };
        let mut only_letters = true;
        for c in word.chars() {
            decompose_canonical(c, |c| only_letters &= letters.take(c).is_some());
        }
        only_letters.then_some(letters)
    }

    /// One more letter or mark; `None` for anything else and for a second tone.
    fn take(&mut self, c: char) -> Option<()> {
        if c.is_ascii_alphabetic() {
            self.plain.push(c.to_ascii_lowercase());
        } else if TONES.contains(&c) {
            let at = self.plain.len().checked_sub(1)?;
            if self.tone.replace((c, at)).is_some() {
                return None;
            }
        } else if matches!(c, '\u{302}' | '\u{306}' | '\u{31b}') {
            let last = self.plain.last_mut()?;
            *last = compose(*last, c)?;
        } else if c.is_alphabetic() {
            for c in c.to_lowercase() {
                // Older fonts, and readers, write Icelandic eth for đ.
                self.plain.push(if c == 'ð' { 'đ' } else { c });
            }
        } else {
            return None;
        }
        Some(())
    }

    fn parts(&self) -> Option<Parts> {
        let plain: String = self.plain.iter().collect();
        ONSETS
            .iter()
            .filter_map(|onset| Some((*onset, plain.strip_prefix(onset)?)))
            .filter(|(onset, rime)| fits(onset, rime))
            .map(|(onset, rime)| Parts {
                start: onset.chars().count(),
                onset,
                rime: rime.chars().collect(),
            })
            .find(|parts| parts.may_carry(self.tone))
    }

    fn written(&self) -> String {
        let mut out = String::with_capacity(2 * self.plain.len());
        for (at, &letter) in self.plain.iter().enumerate() {
            match self.tone {
                Some((mark, place)) if place == at => match compose(letter, mark) {
                    Some(letter) => out.push(letter),
                    // ệ is made of ẹ, not of ê.
                    None => out.extend([letter, mark].into_iter().nfc()),
                },
                _ => out.push(letter),
            }
        }
        out
    }
}

/// A syllable's onset and rime.
struct Parts {
    onset: &'static str,
    /// Where the rime begins, in letters.
    start: usize,
    rime: Vec<char>,
}

impl Parts {
    /// A stop at the end leaves only sắc and nặng; the mark stands on its letter.
    fn may_carry(&self, tone: Option<(char, usize)>) -> bool {
        let stopped = matches!(self.rime[..], [.., 'p' | 't' | 'c'] | [.., 'c', 'h']);
        match tone {
            None => !stopped,
            Some((mark, at)) => {
                let (new, old) = self.tone_places();
                (at == new || at == old) && (!stopped || mark == ACUTE || mark == DOT)
            }
        }
    }

    /// The letters that carry the tone by the newer and by the older rule.
    fn tone_places(&self) -> (usize, usize) {
        let vowels = self
            .rime
            .iter()
            .take_while(|c| !c.is_ascii() || "aeiouy".contains(**c))
            .count();
        let open = vowels == self.rime.len();
        let marked = self.rime.iter().rposition(|c| !c.is_ascii());
        let (new, old) = match (marked, vowels) {
            (Some(at), _) => (at, at),
            (None, _) if !open => (vowels - 1, vowels - 1),
            (None, 2) => match self.rime[..] {
                ['o', 'a' | 'e'] | ['u', 'y'] => (1, 0),
                _ => (0, 0),
            },
            (None, 3) => (1, 1),
            _ => (0, 0),
        };
        // Old typewriting: qúy, gía.
        if open && vowels == 1 && matches!(self.onset, "qu" | "gi") {
            return (self.start, self.start - 1);
        }
        (self.start + new, self.start + old)
    }
}

/// Whether the spelling lets this rime (without tone) follow this onset.
fn fits(onset: &str, rime: &str) -> bool {
    let known = |rime: &str| KNOWN_RIMES.contains(rime);
    if LOANS.iter().any(|l| l.strip_prefix(onset) == Some(rime)) {
        return true;
    }
    if onset == "qu" {
        return AFTER_QU.contains(&rime)
            || match rime.chars().next() {
                Some('a' | 'ă' | 'e') => known(&format!("o{rime}")),
                Some('â' | 'ê' | 'ơ' | 'y') => known(&format!("u{rime}")),
                _ => false,
            };
    }
    if !known(rime) {
        return false;
    }
    let front = rime.starts_with(['e', 'ê', 'i', 'y']);
    let glide = ["oa", "oă", "oe", "uâ", "uê", "uơ", "uy"]
        .iter()
        .any(|g| rime.starts_with(g));
    if rime.starts_with("yê") {
        return onset.is_empty();
    }
    if rime == "y" {
        return ["", "d", "h", "k", "l", "m", "n", "s", "t", "th", "v"].contains(&onset);
    }
    match onset {
        "" => !rime.starts_with("iê"),
        "k" | "gh" | "ngh" => front,
        "ng" => !front,
        // The sound of c with a glide is written qu.
        "c" => !front && !glide,
        "g" => !front || ["i", "in", "iêc", "iêng"].contains(&rime),
        "gi" => !rime.starts_with('i') && !glide,
        // Lips cannot round twice.
        "b" | "m" | "p" | "ph" | "v" => !glide,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::vietnamese::fold;

    /// Every form that the tables allow, tone by the newer rule.
    fn all() -> Vec<String> {
        let mut forms = HashSet::new();
        let mut rimes: Vec<&str> = RIMES.split_whitespace().collect();
        rimes.extend(["ych", "yn", "ynh", "yp", "yt", "yu", "ya"]);
        for onset in ONSETS {
            for rime in rimes.iter().filter(|rime| fits(onset, rime)) {
                let plain: Vec<char> = format!("{onset}{rime}").chars().collect();
                let parts = Parts {
                    onset,
                    start: onset.chars().count(),
                    rime: rime.chars().collect(),
                };
                let place = parts.tone_places().0;
                let marks = TONES.iter().map(|mark| Some((*mark, place)));
                for tone in marks.chain([None]).filter(|tone| parts.may_carry(*tone)) {
                    let letters = Letters {
                        plain: plain.clone(),
                        tone,
                    };
                    forms.insert(letters.written());
                }
            }
        }
        forms.into_iter().collect()
    }

    #[test]
    fn every_form_of_the_tables_passes_however_it_is_written() {
        let forms = all();
        assert!((15_000..19_000).contains(&forms.len()), "{}", forms.len());
        for form in forms {
            let nfd: String = form.nfd().collect();
            assert!(is_syllable(&form) && is_syllable(&nfd), "{form}");
            assert!(is_syllable(&form.to_uppercase()), "{form}");
            let one = canonical(&form);
            assert_eq!(one, canonical(&one));
            assert_eq!(one, canonical(&nfd.to_uppercase()), "{form}");
            assert_eq!(fold(&one), canonical(&fold(&form)), "{form}");
        }
    }

    #[test]
    fn words_of_the_office_are_syllables() {
        let legal = "Giấy chứng nhận quyền sử dụng đất ỦY uỷ ban nhân dân hoà hòa thuý thúy \
            nghĩa nghiêng ghế gì gìn giữ giếng giết giỏi giường quốc quý quí qúy quả quỳnh quýt \
            quên khuya khuỷu huỵch ngoằn ngoèo xoong soóc ngoạm oăm yên yêu ý kỹ kĩ lý mỹ tỷ tỉ \
            buýt Pác Bó Sa Pa Vy Thy Đắc Ðình bâng khuâng thuở huơ tuýp rượu hươu chiếc nghiệp \
            ước uống oanh goá phụ được Nguyễn Trương Huỳnh thoả thuận toà án xét xử";
        let missed: Vec<&str> = legal
            .split_whitespace()
            .filter(|w| !is_syllable(w))
            .collect();
        assert!(missed.is_empty(), "{missed:?}");
    }

    #[test]
    fn misreadings_codes_and_foreign_words_are_not() {
        let illegal = "nghà ngi ngê gha kà cê cí qa qoan hat tác̃ bàc họăc nhiêù đưọc thựợng chửng1 \
            QDND UBND GCN TTHC giâyf thuatj dduowng duong nguyen street zip font wifi jazz \
            hớap bộii tếe nộoi ưư đđ ngng iên yê uôq hoàà h2 12 - . bv-a tờ/bản ýt muy coan";
        let passed: Vec<&str> = illegal
            .split_whitespace()
            .filter(|w| is_syllable(w))
            .collect();
        assert!(passed.is_empty(), "{passed:?}");
        assert!(!is_syllable("") && !is_syllable("\u{301}") && !is_syllable("hai chữ"));
    }

    #[test]
    fn habits_of_writing_meet_in_one_form() {
        for (a, b) in [
            ("hòa", "hoà"),
            ("THÚY", "thuý"),
            ("qúy", "quí"),
            ("gía", "giá"),
            ("khỏe", "khoẻ"),
        ] {
            assert_eq!(canonical(a), canonical(b));
        }
        assert_ne!(canonical("thúi"), canonical("thuý"));
        assert_ne!(canonical("đường"), canonical("dương"));
    }
}
