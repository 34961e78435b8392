//! Folding: what remains of a word when it is typed without accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text in Unicode's composed form, in which all of Sohoa stores and compares.
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// Lower case without tone and vowel marks; đ, and the Ð of older fonts, become d.
///
/// ```
/// use sohoa::base::vietnamese::fold;
/// assert_eq!(fold("Giấy chứng nhận QUYỀN sử dụng ĐẤT"), "giay chung nhan quyen su dung dat");
/// ```
pub fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(|c| match c {
            'đ' | 'Đ' | 'Ð' | 'ð' => 'd'.to_lowercase(),
            other => other.to_lowercase(),
        })
        .collect()
}
