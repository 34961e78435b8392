//! Flate behind PNG's row filters (PDF's predictor 15).

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::pdfa::Error;

/// Packs rows of `stride` bytes, `pixel` bytes a pixel. Each row takes the filter
/// that leaves the smallest sum of differences, PNG's own advice.
///
/// # Errors
/// Writing to memory does not fail; the signature of the encoder says it may.
pub fn pack(samples: &[u8], stride: usize, pixel: usize) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Write {
        what: "packed rows",
        source,
    };
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let mut above = vec![0; stride];
    let mut best = Vec::with_capacity(stride + 1);
    let mut trial = Vec::with_capacity(stride + 1);
    for row in samples.chunks_exact(stride.max(1)) {
        let mut least = u64::MAX;
        for kind in 0..5 {
            filter(kind, row, &above, pixel, &mut trial);
            let cost = cost(&trial[1..]);
            if cost < least {
                least = cost;
                std::mem::swap(&mut best, &mut trial);
            }
        }
        encoder.write_all(&best).map_err(failed)?;
        above.copy_from_slice(row);
    }
    encoder.finish().map_err(failed)
}

/// The row behind one of PNG's filters, its number in front.
fn filter(kind: u8, row: &[u8], above: &[u8], pixel: usize, out: &mut Vec<u8>) {
    out.clear();
    out.push(kind);
    let start = pixel.min(row.len());
    let (first, rest) = row.split_at(start);
    let (first_up, up) = above.split_at(start);
    let (left, up_left) = (row, above);
    // The first pixel has nothing to its left.
    let edge = first.iter().zip(first_up).map(|(&x, &b)| match kind {
        0 | 1 => x,
        3 => x.wrapping_sub(b / 2),
        _ => x.wrapping_sub(b),
    });
    out.extend(edge);
    let pairs = rest.iter().zip(left);
    match kind {
        0 => out.extend_from_slice(rest),
        1 => out.extend(pairs.map(|(x, a)| x.wrapping_sub(*a))),
        2 => out.extend(rest.iter().zip(up).map(|(x, b)| x.wrapping_sub(*b))),
        3 => out.extend(
            pairs
                .zip(up)
                .map(|((&x, &a), &b)| x.wrapping_sub(((u16::from(a) + u16::from(b)) / 2) as u8)),
        ),
        _ => out.extend(
            pairs
                .zip(up.iter().zip(up_left))
                .map(|((x, &a), (&b, &c))| x.wrapping_sub(paeth(a, b, c))),
        ),
    }
}

/// The neighbour nearest to left + above − upper left.
fn paeth(a: u8, b: u8, c: u8) -> u8 {
    let (wa, wb, wc) = (i16::from(a), i16::from(b), i16::from(c));
    let (pa, pb, pc) = ((wb - wc).abs(), (wa - wc).abs(), (wa + wb - 2 * wc).abs());
    if pa <= pb && pa <= pc {
        a
    } else if pb <= pc {
        b
    } else {
        c
    }
}

fn cost(filtered: &[u8]) -> u64 {
    let chunks = filtered.chunks(4096);
    chunks
        .map(|c| {
            u64::from(
                c.iter()
                    .map(|&b| u32::from((b as i8).unsigned_abs()))
                    .sum::<u32>(),
            )
        })
        .sum()
}
