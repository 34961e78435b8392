//! What the index keeps of a page: five views of its words, and whose page it is.

use tantivy::TantivyDocument;
use tantivy::schema::{
    BytesOptions, FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions,
};

use super::index::Entry;
use crate::base::vietnamese::{TokenKind, tokens};

/// Number of today's fields and word forms. It goes up with every change to this
/// file or to what `base::vietnamese` makes of a text: indexes of another number
/// are made anew.
pub(super) const VERSION: u32 = 1;

/// Keys hold neither spaces nor this sign.
pub(super) const PAIR: char = '_';

/// The fields by name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The paper's id, its twelve bytes.
    pub paper: Field,
    /// The page's number, from 1.
    pub page: Field,
    /// Words with accents: they rank, never decide, so only presence is kept.
    pub exact: Field,
    /// Words without accents: they decide what is found.
    pub folded: Field,
    /// Neighbouring folded words, with places: a phrase of two is one look-up, a
    /// longer one compares the places of pairs, which are far fewer than those of
    /// words. Syllables are few and stand on most pages.
    pub pairs: Field,
    /// File numbers, dates and serials as one piece each.
    pub numbers: Field,
}

/// Today's schema.
pub(super) fn schema() -> (Schema, Fields) {
    let text = |option: IndexRecordOption, norms: bool| {
        // Analysis happens before: what arrives here are keys between spaces.
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_fieldnorms(norms)
            .set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let mut builder = Schema::builder();
    let paper = BytesOptions::default().set_indexed().set_fast();
    let fields = Fields {
        paper: builder.add_bytes_field("paper", paper),
        page: builder.add_u64_field("page", FAST),
        exact: builder.add_text_field("exact", text(IndexRecordOption::Basic, false)),
        folded: builder.add_text_field("folded", text(IndexRecordOption::WithFreqs, true)),
        pairs: builder.add_text_field(
            "pairs",
            text(IndexRecordOption::WithFreqsAndPositions, false),
        ),
        numbers: builder.add_text_field("numbers", text(IndexRecordOption::Basic, false)),
    };
    (builder.build(), fields)
}

/// The key of two neighbours.
pub(super) fn pair(first: &str, second: &str) -> String {
    format!("{first}{PAIR}{second}")
}

/// One page as the index takes it.
pub(super) fn document(fields: &Fields, entry: &Entry) -> TantivyDocument {
    let [mut exact, mut folded, mut pairs, mut numbers] = [const { String::new() }; 4];
    let mut before: Option<String> = None;
    for token in tokens(entry.text) {
        if token.kind == TokenKind::Number {
            push(&mut numbers, &token.folded);
            continue;
        }
        push(&mut exact, &token.exact);
        push(&mut folded, &token.folded);
        if let Some(before) = before.replace(token.folded.clone()) {
            push(&mut pairs, &pair(&before, &token.folded));
        }
    }
    let mut document = TantivyDocument::new();
    document.add_bytes(fields.paper, &entry.paper.0);
    document.add_u64(fields.page, u64::from(entry.page.get()));
    document.add_text(fields.exact, exact);
    document.add_text(fields.folded, folded);
    document.add_text(fields.pairs, pairs);
    document.add_text(fields.numbers, numbers);
    document
}

fn push(keys: &mut String, key: &str) {
    keys.push_str(key);
    keys.push(' ');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_makes_a_key_that_would_fall_apart(text in "\\PC{0,60}") {
            for token in tokens(&text) {
                for key in [token.exact, token.folded] {
                    prop_assert!(!key.contains(|c: char| c.is_whitespace() || c == PAIR), "{key:?}");
                }
            }
        }
    }
}
