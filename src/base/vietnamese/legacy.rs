//! Encodings from before Unicode, as old fonts use them: TCVN3 (ABC) and VNI.
//!
//! Text of such fonts comes as Windows-1252 characters that only the font shows as
//! Vietnamese; which encoding it is, the font's name tells (`.VnTime`, `VNI-Times`).

use unicode_normalization::UnicodeNormalization;

/// What TCVN 5712:1993 puts at the bytes A1 to FE. The fonts leave out the capitals
/// with tones, for which they have a twin whose name ends in H.
const TCVN3: &str = "\
    ĂÂÊÔƠƯĐăâêôơưđẰ\u{300}\
    \u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴẮ\
    ẦẨẪẤỀặầẩẫấậèỂẻẽé\
    ẹềểễếệìỉỄẾỒĩíịòỔ\
    ỏõóọồổỗốộờởỡớợùỖ\
    ủũúụừửữứựỳỷỹýỵ";

/// Text of a TCVN3 (ABC) font → Unicode, NFC. Characters beyond the encoding, such
/// as Windows' quotation marks, stay.
///
/// ```
/// use sohoa::base::vietnamese::decode_tcvn3;
/// assert_eq!(decode_tcvn3("Céng hßa x· héi chñ nghÜa ViÖt Nam"), "Cộng hòa xã hội chủ nghĩa Việt Nam");
/// ```
pub fn decode_tcvn3(text: &str) -> String {
    text.chars()
        .map(|c| {
            let byte = match c {
                // Writers of Unicode take these twins of Latin-1's characters.
                'μ' => 0xB5,
                '\u{2219}' => 0xB7,
                c => c as u32,
            };
            let index = byte.checked_sub(0xA1).map(|i| i as usize);
            index.and_then(|i| TCVN3.chars().nth(i)).unwrap_or(c)
        })
        .nfc()
        .collect()
}

const ACUTE: char = '\u{301}';
const GRAVE: char = '\u{300}';
const HOOK: char = '\u{309}';
const TILDE: char = '\u{303}';
const DOT: char = '\u{323}';
const ROOF: char = '\u{302}';
const BREVE: char = '\u{306}';

/// What VNI's marks put on the vowel before them.
fn vni_marks(mark: char) -> Option<&'static [char]> {
    Some(match mark {
        'ù' => &[ACUTE],
        'ø' => &[GRAVE],
        'û' => &[HOOK],
        'õ' => &[TILDE],
        'ï' => &[DOT],
        'â' => &[ROOF],
        'á' => &[ROOF, ACUTE],
        'à' => &[ROOF, GRAVE],
        'å' => &[ROOF, HOOK],
        'ã' => &[ROOF, TILDE],
        'ä' => &[ROOF, DOT],
        'ê' => &[BREVE],
        'é' => &[BREVE, ACUTE],
        'è' => &[BREVE, GRAVE],
        'ú' => &[BREVE, HOOK],
        'ü' => &[BREVE, TILDE],
        'ë' => &[BREVE, DOT],
        _ => return None,
    })
}

/// VNI's letters that are whole by themselves.
fn vni_letter(letter: char) -> Option<char> {
    Some(match letter {
        'ñ' => 'đ',
        'ö' => 'ư',
        'ô' => 'ơ',
        'í' => 'í',
        'ì' => 'ì',
        'æ' => 'ỉ',
        'ó' => 'ĩ',
        'ò' => 'ị',
        'î' => 'ỵ',
        _ => return None,
    })
}

/// Text of a VNI font → Unicode, NFC. Characters beyond the encoding stay.
///
/// ```
/// use sohoa::base::vietnamese::decode_vni;
/// assert_eq!(decode_vni("COÄNG HOØA xaõ hoäi chuû nghóa Vieät Nam"), "CỘNG HÒA xã hội chủ nghĩa Việt Nam");
/// ```
pub fn decode_vni(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut vowel = false;
    for c in text.chars() {
        let small = c.to_lowercase().next().unwrap_or(c);
        if let Some(marks) = vni_marks(small).filter(|_| vowel) {
            out.extend(marks);
            vowel = false;
        } else if let Some(letter) = vni_letter(small) {
            vowel = matches!(letter, 'ư' | 'ơ');
            if c == small {
                out.push(letter);
            } else {
                out.extend(letter.to_uppercase());
            }
        } else {
            vowel = matches!(small, 'a' | 'e' | 'o' | 'u' | 'y');
            out.push(c);
        }
    }
    out.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_with_every_tone_has_its_place() {
        let small = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâêôơưđĂÂÊÔƠƯĐ";
        for letter in small.chars() {
            assert!(TCVN3.contains(letter), "{letter}");
        }
        assert_eq!(TCVN3.chars().count(), 0xFE - 0xA1 + 1);
    }

    #[test]
    fn vni_marks_stack() {
        assert_eq!(
            decode_vni("QUYEÁT ÑÒNH soá, ñöôïc, baèng, nguyeãn, Lyù"),
            "QUYẾT ĐỊNH số, được, bằng, nguyễn, Lý"
        );
    }

    #[test]
    fn what_is_foreign_stays() {
        assert_eq!(
            decode_tcvn3("\u{201c}Sè\u{201d} 12 \u{2013} A"),
            "\u{201c}Số\u{201d} 12 \u{2013} A"
        );
        assert_eq!(
            decode_vni("(12) \u{201c}a\u{201d}"),
            "(12) \u{201c}a\u{201d}"
        );
    }
}
