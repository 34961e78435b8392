//! The offices' abbreviations: what else a typed word may stand on paper as.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::base::vietnamese::{TokenKind, tokens};

const LIST: &str = include_str!("../../index/abbreviations.txt");

/// Folded words, and the folded words that may stand for them.
struct Exchange {
    from: Vec<String>,
    to: Vec<String>,
}

/// Both ways, by the first of the words.
static TABLE: LazyLock<HashMap<String, Vec<Exchange>>> = LazyLock::new(|| table(LIST));

/// The longest known expression at the beginning of `words` (folded): how many
/// words it takes, and what may stand in its place.
pub(super) fn at_start(words: &[&str]) -> Option<(usize, Vec<Vec<String>>)> {
    let known = TABLE.get(*words.first()?)?;
    let fits =
        |from: &[String]| words.len() >= from.len() && from.iter().zip(words).all(|(a, b)| a == b);
    let fitting = || known.iter().filter(|exchange| fits(&exchange.from));
    let length = fitting().map(|exchange| exchange.from.len()).max()?;
    let longest = fitting().filter(|exchange| exchange.from.len() == length);
    Some((
        length,
        longest.map(|exchange| exchange.to.clone()).collect(),
    ))
}

/// Lines `short = long`; `#` begins a remark.
fn table(list: &str) -> HashMap<String, Vec<Exchange>> {
    let mut table: HashMap<String, Vec<Exchange>> = HashMap::new();
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    for (short, long) in lines.filter_map(|line| line.split_once('=')) {
        let (short, long) = (folded_words(short), folded_words(long));
        for (from, to) in [(&short, &long), (&long, &short)] {
            if let Some(first) = from.first() {
                table.entry(first.clone()).or_default().push(Exchange {
                    from: from.clone(),
                    to: to.clone(),
                });
            }
        }
    }
    table
}

fn folded_words(text: &str) -> Vec<String> {
    tokens(text)
        .filter(|t| t.kind == TokenKind::Word)
        .map(|t| t.folded)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::vietnamese::is_syllable;

    #[test]
    fn every_line_of_the_list_has_two_sides_and_no_short_side_is_a_word() {
        let lines = LIST
            .lines()
            .filter(|l| !l.starts_with('#') && !l.trim().is_empty());
        for line in lines {
            let (short, long) = line.split_once(" = ").expect(line);
            assert!(folded_words(long).len() > 1, "{line}");
            // A syllable would drag its long form into every common search.
            let words = folded_words(short);
            assert!(words.len() > 1 || !is_syllable(&words[0]), "{line}");
        }
    }

    #[test]
    fn the_longest_expression_wins_in_both_directions() {
        let (taken, instead) = at_start(&["uy", "ban", "nhan", "dan", "xa"]).unwrap();
        assert_eq!((taken, instead), (4, vec![vec!["ubnd".to_owned()]]));
        let (taken, instead) = at_start(&["gcn", "qsdd"]).unwrap();
        assert_eq!(taken, 2);
        assert_eq!(instead[0].join(" "), "giay chung nhan quyen su dung dat");
        assert!(at_start(&["xa"]).is_none() && at_start(&[]).is_none());
    }
}
