//! "Find it again, typed with or without accents."
//!
//! In: the text of pages, and what a person typed. Out: pages in order of
//! likeness, the places to mark on them, a snippet. The index holds no text: that
//! lies in the archive, from which an index can always be made anew. It never
//! asks who may see a page, and knows neither catalogue nor archive. What fails
//! is the disk, or a second process that wants to write; no query ever does.
//!
//! * [`Index`] keeps one entry a page, in one folder, written by one process.
//! * [`Query`] is what was typed, understood leniently; it finds, and it marks.
//! * [`snippet`] cuts the part of a page that shows most of the marks.

mod abbreviations;
mod ask;
mod error;
mod find;
mod index;
#[cfg(test)]
mod judged;
mod mark;
mod query;
mod rank;
mod schema;
mod snippet;
mod store;

pub use error::Error;
pub use find::{Hit, Results};
pub use index::{Entry, Index};
pub use query::Query;
pub use snippet::{Snippet, snippet};
