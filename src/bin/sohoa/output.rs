//! Printing to standard output, which may be closed at any time.

use std::io::{self, Write};

use serde::Serialize;

/// Prints one JSON object on a line.
pub fn json(value: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, value)?;
    out.write_all(b"\n")
}

/// Prints a line for people.
pub fn line(text: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{text}")
}
