//! Sohoa ("số hóa") digitises the papers of administrative procedures, keeps
//! them under their own hash and finds them again.
//!
//! The folders stand in the order in which a paper passes through them. A stage
//! imports [`base`] and nothing else of ours; whoever joins stages ([`app`])
//! stands above them; the faces ([`web`] and the command) stand above `app`.

pub mod base;
pub mod ocr;
