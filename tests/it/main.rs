//! The whole from outside: the real binary, real Tesseract, real files.

mod bad_input;
mod forward;
mod kill;
mod rebuild;
mod serving;
mod world;
