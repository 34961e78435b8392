//! Folding: what remains of a word when it is typed without accents.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

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
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        // One by one, for without marks no order of marks has to be restored
        // (37 ns a word where the whole text's decomposition takes 279).
        decompose_canonical(c, |c| match c {
            'đ' | 'Đ' | 'Ð' | 'ð' => folded.push('d'),
            c if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            c if !is_combining_mark(c) => folded.extend(c.to_lowercase()),
            _ => {}
        });
    }
    folded
}
