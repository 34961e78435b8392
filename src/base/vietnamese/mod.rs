//! Vietnamese as written, typed and misprinted: pure functions.

mod fold;
mod syllable;

pub use fold::{fold, nfc};
pub use syllable::{canonical, is_syllable};
