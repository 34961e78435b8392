//! Sohoa ("số hóa") digitises the papers of administrative procedures, keeps
//! them under their own hash and finds them again.
//!
//! The folders stand in the order in which a paper passes through them. A stage
//! imports [`base`] and nothing else of ours; whoever joins stages ([`app`])
//! stands above them; the faces ([`web`] and the command) stand above `app`.
//!
//! - [`base`]: the words that all share: ids, measures, page, text, paper, event.
//! - [`capture`]: which pages are in these bytes?
//! - [`imaging`]: make this page straight and clean; must it be scanned again?
//! - [`ocr`]: what does it say, where, and how sure?
//! - [`pdfa`]: one file that anyone can open in fifty years.
//! - [`archive`]: keep these bytes for ever, under their own hash.
//! - [`catalog`]: what do we hold, from whom, and what happened to it?
//! - [`search`]: find it again, typed with or without accents.
//! - [`app`]: the whole forward way, workers, rebuild.
//! - [`web`]: the screens.

pub mod app;
pub mod archive;
pub mod base;
pub mod capture;
pub mod catalog;
pub mod imaging;
pub mod ocr;
pub mod pdfa;
pub mod search;
pub mod web;
