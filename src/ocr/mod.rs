//! "What does it say, where, and how sure are you?"
//!
//! In: a [`CleanPage`](crate::base::CleanPage). Out: its
//! [`PageText`](crate::base::PageText), words with boxes on the page as shown.
//! Never done here: turning, cleaning, scaling (imaging), guessing what a word
//! means (extract). What can fail: models that are missing, the engine itself;
//! a hang or a crash is the business of whoever runs this in a worker process.
//!
//! | step | file |
//! |---|---|
//! | the engine reads the page | `tesseract` |
//! | ink without a word is read again, piece by piece | `leftovers` |
//! | lines in doubt are read again at another size | `second` |
//! | I, II, III are counted on the picture | `strokes` |
//! | words to lines, columns and a table's cells apart | `lines`, `cells`, `columns` |
//! | signs, digits, words run together, by their form | `repair` |
//! | commas, stops and dashes, by what stands around them | `signs` |
//! | marks, by their neighbours in the office's language | `marks`, `language` |
//! | dots, hooks, commas, small letters are told by their shape | `shapes` |
//! | stamped numbers; what was filled in by hand | `hand` |
//! | how sure each word really is | `confidence` |
//!
//! A mended word keeps what the engine read beside it
//! ([`Word::raw`](crate::base::Word::raw)).

mod cells;
mod columns;
mod confidence;
mod form;
mod hand;
mod language;
mod leftovers;
mod lines;
mod marks;
mod reader;
mod repair;
mod second;
mod shapes;
mod signs;
mod strokes;
mod tesseract;
mod verdict;

pub use reader::{Reader, Reading, Settings};
pub use tesseract::{engine_version, find_tessdata};
pub use verdict::is_doubtful;

/// What went wrong while reading.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The language data are not where they should be.
    #[error("no data for language {language:?} in {folder}")]
    NoLanguage {
        /// Tesseract's name of the language.
        language: String,
        /// Where it was looked for.
        folder: String,
    },
    /// The engine refused a step.
    #[error("Tesseract failed while {doing}")]
    Engine {
        /// The step.
        doing: &'static str,
        /// What it said.
        #[source]
        source: tesseract_rs::TesseractError,
    },
}
