//! The wrappings that PDF puts around packed images, taken off one by one; the PDF
//! reader only takes off all at once.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// Undoes hexadecimal digits; stops at the end mark or at what is no digit.
pub fn ascii_hex(data: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = data
        .iter()
        .filter(|b| !b.is_ascii_whitespace())
        .map_while(|b| (*b as char).to_digit(16))
        .map(|d| d as u8)
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0))
        .collect()
}

/// Undoes base 85; stops at the end mark or at what is no digit.
pub fn ascii85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 5 * 4);
    let mut group = [0u8; 5];
    let mut filled = 0;
    for byte in data.iter().filter(|b| !b.is_ascii_whitespace()) {
        match byte {
            b'z' if filled == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                group[filled] = byte - b'!';
                filled += 1;
                if filled == 5 {
                    out.extend(value(group));
                    filled = 0;
                }
            }
            _ => break,
        }
    }
    if filled > 1 {
        group[filled..].fill(84);
        out.extend(&value(group)[..filled - 1]);
    }
    out
}

fn value(group: [u8; 5]) -> [u8; 4] {
    group
        .iter()
        .fold(0u32, |v, d| v.wrapping_mul(85).wrapping_add(u32::from(*d)))
        .to_be_bytes()
}

/// Undoes Deflate; `None` if it is broken or gives more than `limit` bytes.
pub fn flate(data: &[u8], limit: u64) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    ZlibDecoder::new(data)
        .take(limit + 1)
        .read_to_end(&mut out)
        .ok()?;
    (out.len() as u64 <= limit).then_some(out)
}

/// How many bytes LZW would give; stops soon after `limit`.
pub fn lzw_length(data: &[u8], limit: u64) -> u64 {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let mut lengths: Vec<u64> = Vec::with_capacity(4096);
    let mut total = 0;
    let mut previous = 0;
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in data {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        // Codes grow a bit early, as is usual; the count is near enough otherwise.
        let width = match lengths.len() + 258 {
            ..511 => 9,
            511..1023 => 10,
            1023..2047 => 11,
            _ => 12,
        };
        if held < width {
            continue;
        }
        held -= width;
        let code = (bits >> held & ((1 << width) - 1)) as usize;
        bits &= (1 << held) - 1;
        let length = match code {
            CLEAR => {
                lengths.clear();
                previous = 0;
                continue;
            }
            END => break,
            ..CLEAR => 1,
            _ => lengths.get(code - 258).copied().unwrap_or(previous + 1),
        };
        total += length;
        if previous > 0 && lengths.len() < 4096 - 258 {
            lengths.push(previous + 1);
        }
        previous = length;
        if total > limit {
            break;
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappings_come_off() {
        assert_eq!(ascii_hex(b"4 8 69>"), b"Hi");
        assert_eq!(ascii85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(ascii85(b"z!!~>"), [0, 0, 0, 0, 0]);
    }

    #[test]
    fn lzw_is_counted() {
        // PDF 32000-1, 7.4.4.2: 45 45 45 45 45 65 45 45 45 66.
        let packed = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(lzw_length(&packed, 100), 10);
    }
}
