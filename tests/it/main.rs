//! The whole from outside: the real binary, real Tesseract, real files.

#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

mod bad_input;
mod forward;
mod join;
mod kill;
mod rebuild;
mod serving;
mod spread;
mod steady;
mod world;
