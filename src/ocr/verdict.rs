//! Whether what was read of a page can be trusted as a whole.

use super::form::{Form, core, form};
use crate::base::PageText;

/// A page with fewer words is judged by its picture alone.
const ENOUGH: usize = 20;

/// Mean calibrated confidence, about the share of words that are right, below which
/// most words deserve a second look. Of 308 made pages in seven conditions the lowest,
/// a copy, measured 0.833; 95 in 100 measured 0.935 and more among copies, 0.988 and
/// more in every other condition. Blurred or noisy pages that missed 41 words in 100
/// or more measured 0.81 at most, noisy ones that missed fewer than 10, 0.92 and more.
const UNSURE: f32 = 0.82;

/// Share of words that are neither legal syllables nor numbers nor codes. Pages of
/// every kind measured up to 3 %.
const STRANGE: f32 = 0.1;

/// Whether a clerk should look at the page again: the reader was unsure of it, or
/// what it read is not language.
pub fn is_doubtful(text: &PageText) -> bool {
    let (mut words, mut strange, mut sure) = (0, 0, 0.0);
    for word in text.words().filter(|w| !core(&w.text).is_empty()) {
        words += 1;
        strange += usize::from(form(&word.text) == Form::Other);
        sure += word.confidence.get();
    }
    let share = |n: f32| n / words as f32;
    words >= ENOUGH && (share(sure) < UNSURE || share(strange as f32) > STRANGE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Confidence, Line, Rect, TextOrigin, Word};

    fn page(text: &str, confidence: f32) -> PageText {
        let word = |w| Word::new(w, Rect::default(), Confidence::new(confidence));
        PageText {
            lines: vec![Line {
                words: text.split(' ').map(word).collect(),
            }],
            origin: TextOrigin::Read,
        }
    }

    #[test]
    fn sure_language_is_trusted_and_unsure_or_strange_is_not() {
        let text = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 số 30/2020/NĐ-CP của UBND tỉnh Lạng Sơn";
        assert!(!is_doubtful(&page(text, 0.95)));
        assert!(is_doubtful(&page(text, 0.6)));
        // A blurred page of which half is missed, and the worst of the others.
        assert!(is_doubtful(&page(text, 0.81)));
        assert!(!is_doubtful(&page(text, 0.83)));
        let strange = text.replace("chính quyền địa phương", "qhx zzt pq~r wfj");
        assert!(is_doubtful(&page(&strange, 0.95)));
        assert!(!is_doubtful(&page("qhx zzt pqr", 0.3)));
    }
}
