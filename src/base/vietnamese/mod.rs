//! Vietnamese as written, typed and misprinted: pure functions.

mod fold;
mod legacy;
mod syllable;
mod tokens;

pub use fold::{fold, nfc};
pub use legacy::{decode_tcvn3, decode_vni};
pub use syllable::{canonical, is_syllable};
pub use tokens::{Token, TokenKind, tokens};
