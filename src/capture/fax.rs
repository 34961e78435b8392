//! Fax lines (CCITT G3 and G4) → pixels.

use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

use super::Error;

/// How fax lines are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fax {
    /// PDF's `K`: -1 is G4, 0 is G3, above 0 is G3 mixed.
    pub k: i32,
    /// Every line begins on a byte.
    pub byte_align: bool,
    /// Every line begins with an end-of-line code.
    pub end_of_line: bool,
}

/// Lines that may be missing at the end before a page counts as cut short: faxes
/// lose lines on the wire, and G3 says how many there were only by their end.
const LOST_LINES: f64 = 0.02;

struct Lines<'a> {
    out: &'a mut [u8],
    width: usize,
    row: usize,
}

impl Decoder for Lines<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        let start = self.row * self.width;
        let Some(line) = self.out.get_mut(start..start + self.width) else {
            return;
        };
        for run in changes.chunks(2) {
            let from = run[0] as usize;
            let to = run.get(1).map_or(self.width, |end| *end as usize);
            if let Some(black) = line.get_mut(from..to) {
                black.fill(0);
            }
        }
        self.row += 1;
    }
}

/// Unpacks lines of `width` pixels into `out`, which must hold whole lines; black is
/// 0, white 255.
///
/// # Errors
/// [`Error::Truncated`] if clearly fewer lines come out than fit.
pub fn unpack(data: &[u8], fax: Fax, width: u32, out: &mut [u8]) -> Result<(), Error> {
    out.fill(255);
    let rows = out.len() / (width as usize).max(1);
    let settings = DecodeSettings {
        columns: width,
        rows: u32::try_from(rows).unwrap_or(u32::MAX),
        end_of_block: true,
        end_of_line: fax.end_of_line,
        rows_are_byte_aligned: fax.byte_align,
        encoding: match fax.k {
            ..0 => EncodingMode::Group4,
            0 => EncodingMode::Group3_1D,
            _ => EncodingMode::Group3_2D,
        },
        strict: false,
    };
    let mut lines = Lines {
        out,
        width: width as usize,
        row: 0,
    };
    // What the decoder says of a fault counts less than the lines that came out.
    let _ = hayro_ccitt::decode(data, &mut lines, &mut DecoderContext::new(settings));
    let missing = rows - lines.row.min(rows);
    if missing as f64 > LOST_LINES * rows as f64 {
        return Err(Error::Truncated {
            what: "the fax image",
        });
    }
    Ok(())
}
