//! What a PDF would unpack to, found out without keeping it.
//!
//! The PDF reader unpacks whatever it meets in one piece and without limit: a file
//! of 6 kB becomes 4 GB. So streams are counted through first. Deflate packs at most
//! 1,032 to 1, which spares counting all streams but a few.

use std::io::{Read, sink};

use flate2::read::ZlibDecoder;
use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::object::Stream;

use super::{filters, inner, packed};
use crate::capture::{Error, Limits};

/// Bytes that one byte of Deflate can become at most.
const DEFLATE: u64 = 1032;
/// Bytes that one byte of LZW can become at most: 12 bits give up to 4,096 bytes.
const LZW: u64 = 2731;
/// Bytes that one byte of run lengths can become at most.
const RUNS: u64 = 64;

/// Larger files are not looked through beforehand: a bomb is small by nature, and
/// images are judged again when they are met.
const LOOKED_THROUGH: usize = 64 << 20;

/// Share of [`Limits::max_unpacked`] that fonts, texts and tables may take.
const NO_IMAGE: u64 = 4;

/// Filters on one stream; more than three are nobody's habit.
const MOST_FILTERS: usize = 3;

const BOMB: Error = Error::Bomb {
    what: "a stream of the PDF",
};

/// Looks through the streams of a whole small file, whatever they are for.
pub fn file(data: &[u8], limits: &Limits) -> Result<(), Error> {
    if data.len() > LOOKED_THROUGH {
        return Ok(());
    }
    let mut at = 0;
    while let Some(found) = find(&data[at..], b"stream") {
        let keyword = at + found;
        at = keyword + 6;
        if data[..keyword].ends_with(b"end") {
            continue;
        }
        let body = data[at..].strip_prefix(b"\r").unwrap_or(&data[at..]);
        let body = body.strip_prefix(b"\n").unwrap_or(body);
        // The dictionary stands just before; long ones lose their beginning.
        let head = &data[keyword.saturating_sub(1024)..keyword];
        let head = &head[rfind(head, b"obj").unwrap_or(0)..];
        let image = find(head, b"/Image").is_some();
        let limit = limits.max_unpacked / if image { 1 } else { NO_IMAGE };
        // The next end may be a forged one, but data that unpacks ends by itself.
        let length = find(body, b"endstream").unwrap_or(body.len()) as u64;
        let ascii = find(head, b"ASCII85").is_some() || find(head, b"/A85").is_some();
        let unarmoured;
        let packed = if ascii {
            unarmoured = filters::ascii85(&body[..length as usize]);
            &unarmoured[..]
        } else {
            body
        };
        if find(head, b"LZW").is_some()
            && length * LZW > limit
            && filters::lzw_length(packed, limit) > limit
        {
            return Err(BOMB);
        }
        if !image || nested(packed) {
            deflated(packed, length, limit)?;
        }
    }
    Ok(())
}

/// Judges an image about to be unpacked: its pixels and its stream.
pub fn image(stream: &Stream<'_>, width: u32, height: u32, limits: &Limits) -> Result<(), Error> {
    Error::check_pixels(u64::from(width), u64::from(height), limits.max_pixels)?;
    let filters = stream.filters();
    if filters.len() > MOST_FILTERS {
        return Err(BOMB);
    }
    unpacked(stream, &filters, limits)?;
    if matches!(
        filters.last(),
        Some(Filter::JpxDecode | Filter::Jbig2Decode | Filter::CcittFaxDecode)
    ) && let Some((bytes, last, params)) = packed::unwrapped(stream, limits)
        && let Some((width, height)) = inner::size(last, &bytes, &params, height)
    {
        Error::check_pixels(width, height, limits.max_pixels)?;
    }
    Ok(())
}

fn unpacked(stream: &Stream<'_>, filters: &[Filter], limits: &Limits) -> Result<(), Error> {
    let ratio = filters
        .iter()
        .map(|f| match f {
            Filter::FlateDecode => DEFLATE,
            Filter::LzwDecode => LZW,
            Filter::RunLengthDecode => RUNS,
            _ => 1,
        })
        .fold(1u64, u64::saturating_mul);
    let packed = stream.raw_data();
    let length = packed.len() as u64;
    if ratio == 1 || length.saturating_mul(ratio) <= limits.max_unpacked {
        return Ok(());
    }
    match filters.first() {
        Some(Filter::LzwDecode) => {
            if filters::lzw_length(&packed, limits.max_unpacked) > limits.max_unpacked {
                return Err(BOMB);
            }
            Ok(())
        }
        _ => deflated(&packed, length, limits.max_unpacked),
    }
}

fn zlib_header(data: &[u8]) -> bool {
    match data {
        [cmf, flg, ..] => {
            cmf & 0x0F == 8 && (u16::from(*cmf) << 8 | u16::from(*flg)).is_multiple_of(31)
        }
        _ => false,
    }
}

/// Whether what is packed is itself packed.
fn nested(data: &[u8]) -> bool {
    let mut head = [0; 2];
    zlib_header(data) && ZlibDecoder::new(data).read_exact(&mut head).is_ok() && zlib_header(&head)
}

/// Counts what Deflate gives, and what that gives in turn.
fn deflated(data: &[u8], length: u64, limit: u64) -> Result<(), Error> {
    if !zlib_header(data) {
        return Ok(());
    }
    let twice = nested(data);
    if !twice && length.saturating_mul(DEFLATE) <= limit {
        return Ok(());
    }
    let once = ZlibDecoder::new(data);
    if count(once, limit) > limit {
        return Err(BOMB);
    }
    if twice && count(ZlibDecoder::new(ZlibDecoder::new(data)), limit) > limit {
        return Err(BOMB);
    }
    Ok(())
}

/// Bytes that come out before the end, a fault, or just over the limit.
fn count(reader: impl Read, limit: u64) -> u64 {
    let mut counted = Counted(reader, 0);
    let _ = std::io::copy(&mut (&mut counted).take(limit + 1), &mut sink());
    counted.1
}

struct Counted<R>(R, u64);

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.0.read(buf)?;
        self.1 += n as u64;
        Ok(n)
    }
}

/// Where `needle` first stands.
pub fn find(data: &[u8], needle: &[u8]) -> Option<usize> {
    let (first, rest) = needle.split_first()?;
    let mut at = 0;
    while let Some(found) = data.get(at..)?.iter().position(|b| b == first) {
        at += found + 1;
        if data[at..].starts_with(rest) {
            return Some(at - 1);
        }
    }
    None
}

/// Where `needle` last stands.
pub fn rfind(data: &[u8], needle: &[u8]) -> Option<usize> {
    data.windows(needle.len()).rposition(|w| w == needle)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn packed(data: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn with_stream(data: &[u8]) -> Vec<u8> {
        let mut file = b"1 0 obj <</Length 5 0 R /Filter /FlateDecode>> stream\r\n".to_vec();
        file.extend(data);
        file.extend(b"\nendstream endobj");
        file
    }

    #[test]
    fn packed_twice_is_counted_through_and_packed_once_is_let_pass() {
        let limits = Limits {
            max_unpacked: 16 << 20,
            ..Limits::default()
        };
        let many = vec![0; 8 << 20];
        let bomb = packed(&packed(&many));
        assert!(bomb.len() < 1000, "{}", bomb.len());
        assert!(matches!(
            file(&with_stream(&bomb), &limits),
            Err(Error::Bomb { .. })
        ));
        assert!(file(&with_stream(&packed(&many[..4 << 20])), &limits).is_ok());
        assert!(matches!(
            file(&with_stream(&packed(&many)), &limits),
            Err(Error::Bomb { .. })
        ));
    }
}
