//! The part of a page that shows why it was found.

use std::collections::HashSet;
use std::ops::Range;

use crate::base::vietnamese::fold;

/// A cut from a page's text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// The cut, on one line, in the page's own letters.
    pub text: String,
    /// Start and length of each mark, in characters (code points) of `text`.
    pub marks: Vec<(usize, usize)>,
}

/// Cuts about `chars` characters out of a page's text, whole words, where the
/// most different marked words stand close together; without marks, its
/// beginning. Line ends become spaces. `marks` are byte ranges as
/// [`Query::matches`](super::Query::matches) gives them; those that fit no
/// character of `plain` are passed over.
///
/// ```
/// use sohoa::search::{Query, snippet};
/// let page = "CỘNG HÒA\nXÃ HỘI CHỦ NGHĨA VIỆT NAM\nGiấy chứng nhận\nquyền sử dụng đất";
/// let cut = snippet(page, &Query::parse("chung nhan quyen").matches(page), 30);
/// assert_eq!(cut.text, "Giấy chứng nhận quyền sử");
/// assert_eq!(cut.marks, [(5, 5), (11, 4), (16, 5)]);
/// ```
pub fn snippet(plain: &str, marks: &[Range<usize>], chars: usize) -> Snippet {
    let mut marks: Vec<Range<usize>> = marks
        .iter()
        .filter(|mark| {
            plain
                .get((*mark).clone())
                .is_some_and(|word| !word.is_empty())
        })
        .cloned()
        .collect();
    marks.sort_by_key(|mark| mark.start);
    let window = widened(plain, &densest(plain, &marks, chars), chars);
    let text = plain[window.clone()].replace(['\n', '\r', '\t'], " ");
    let count = |range: Range<usize>| plain[range].chars().count();
    let marks = marks
        .iter()
        .filter(|mark| mark.start >= window.start && mark.end <= window.end)
        .map(|mark| (count(window.start..mark.start), count(mark.clone())))
        .collect();
    Snippet { text, marks }
}

/// From the first to the last of the marks that are worth most together.
fn densest(plain: &str, marks: &[Range<usize>], chars: usize) -> Range<usize> {
    let words: Vec<String> = marks.iter().map(|m| fold(&plain[m.clone()])).collect();
    let mut best = (0, 0..0);
    for (first, mark) in marks.iter().enumerate() {
        let limit = byte_after(plain, mark.start, chars);
        let inside = marks[first..].iter().take_while(|m| m.end <= limit).count();
        let different: HashSet<&String> = words[first..first + inside].iter().collect();
        let worth = different.len() * marks.len() + inside;
        if let Some(last) = marks[first..first + inside].last()
            && worth > best.0
        {
            best = (worth, mark.start..last.end);
        }
    }
    best.1
}

/// As much before as after, and no word cut; what one side lacks, the other gets.
fn widened(plain: &str, core: &Range<usize>, chars: usize) -> Range<usize> {
    let spare = chars.saturating_sub(plain[core.clone()].chars().count());
    let after = plain[core.end..].chars().count();
    let before = plain[..core.start].chars().count();
    let left = before.min((spare / 2).max(spare.saturating_sub(after)));
    let start = byte_before(plain, core.start, left);
    let end = byte_after(plain, core.end, spare - left);
    trimmed(plain, start..end, core)
}

/// Gives up words cut at either end, but never a byte of the core.
fn trimmed(plain: &str, window: Range<usize>, core: &Range<usize>) -> Range<usize> {
    let space = |c: char| c.is_whitespace();
    let (mut start, mut end) = (window.start, window.end);
    let cut_before = plain[..start]
        .chars()
        .next_back()
        .is_some_and(|c| !space(c));
    if cut_before && core.end > core.start {
        start = plain[start..core.start]
            .find(space)
            .map_or(core.start, |at| start + at);
    }
    let cut_after = plain[end..].chars().next().is_some_and(|c| !space(c));
    if cut_after && let Some(at) = plain[core.end..end].rfind(space) {
        end = core.end + at;
    } else if cut_after && core.end > core.start {
        end = core.end;
    }
    let inner = &plain[start..end];
    let lead = inner.len() - inner.trim_start().len();
    start + lead..start + lead + inner.trim().len()
}

fn byte_after(plain: &str, from: usize, chars: usize) -> usize {
    let mut places = plain[from..].char_indices();
    places.nth(chars).map_or(plain.len(), |(at, _)| from + at)
}

fn byte_before(plain: &str, from: usize, chars: usize) -> usize {
    let mut places = plain[..from].char_indices();
    match chars {
        0 => from,
        _ => places.nth_back(chars - 1).map_or(0, |(at, _)| at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Query;
    use proptest::prelude::*;

    fn shown(snippet: &Snippet) -> Vec<String> {
        let letters: Vec<char> = snippet.text.chars().collect();
        let cut =
            |(start, length): &(usize, usize)| letters[*start..start + length].iter().collect();
        snippet.marks.iter().map(cut).collect()
    }

    #[test]
    fn the_cut_shows_most_different_words_whole_and_on_one_line() {
        let page = format!(
            "đất {}\nThu hồi\nđất của hộ gia đình {}",
            "a bc ".repeat(80),
            "x yz ".repeat(80)
        );
        let marks = Query::parse("thu đất hộ").matches(&page);
        let cut = snippet(&page, &marks, 60);
        assert_eq!(shown(&cut), ["Thu", "đất", "hộ"]);
        assert!(cut.text.chars().count() <= 60 && !cut.text.contains('\n'));
        assert!(
            cut.text
                .split_whitespace()
                .all(|w| page.split_whitespace().any(|p| p == w)),
            "{}",
            cut.text
        );
    }

    #[test]
    fn without_marks_the_page_begins() {
        assert_eq!(snippet("một hai ba bốn", &[], 10).text, "một hai ba");
        assert_eq!(snippet("một hai", &[], 100).text, "một hai");
        assert_eq!(snippet("", &[], 0), Snippet::default());
    }

    proptest! {
        #[test]
        fn any_marks_on_any_text_are_cut_in_place(
            plain in "([a-c đấ\n]{0,9} ?){0,12}|\\PC{0,40}",
            ends in prop::collection::vec((0usize..60, 0usize..60), 0..6),
            chars in 0usize..50,
        ) {
            let marks: Vec<Range<usize>> = ends.into_iter().map(|(a, b)| a..b).collect();
            let cut = snippet(&plain, &marks, chars);
            for (start, length) in &cut.marks {
                prop_assert!(start + length <= cut.text.chars().count());
            }
            prop_assert!(plain.replace(['\n', '\r', '\t'], " ").contains(&cut.text));
        }
    }
}
