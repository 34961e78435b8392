//! JPEG 2000: one page, carried as its own bytes.

use hayro_jpeg2000::{ColorSpace, DecodeSettings, DecoderContext, Image};
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};

use super::assemble::{Taken, page, stated_dpi};
use super::png::on_white;
use super::upright::Upright;
use super::{Bytes, Error, Limits};
use crate::base::{Codec, ColourSpace, EncodedImage, PageNo, Pixels, RawPage, Size};

/// An opened JPEG 2000 file or codestream.
pub struct Jp2File {
    bytes: Bytes,
    limits: Limits,
}

impl Jp2File {
    /// Reads the header, checks the size and that the codestream has an end.
    pub fn open(bytes: Bytes, limits: Limits) -> Result<Self, Error> {
        let data = (*bytes).as_ref();
        let layout = Layout::read(data)?;
        if !ends(&data[layout.codestream]) {
            return Err(Error::Truncated {
                what: "the JPEG 2000",
            });
        }
        let image = parse(data)?;
        let (width, height) = (u64::from(image.width()), u64::from(image.height()));
        Error::check_pixels(width, height, limits.max_pixels)?;
        // Samples are unpacked as 32-bit numbers.
        let channels = u64::from(image.color_space().num_channels()) + 1;
        if width * height * channels * 4 > limits.max_unpacked.saturating_mul(4) {
            return Err(Error::TooLarge { width, height });
        }
        Ok(Self { bytes, limits })
    }

    /// The one page.
    pub fn page(&self, no: PageNo) -> Result<RawPage, Error> {
        let data = (*self.bytes).as_ref();
        let image = parse(data)?;
        let size = Size::new(image.width(), image.height());
        let pixels = decode(&image)?;
        let dpi = Layout::read(data)?
            .dpi
            .and_then(|(x, y)| stated_dpi(x, y, size, false));
        let taken = Taken {
            pixels,
            encoded: encoded(data, &image),
            upright: Upright::default(),
            dpi,
        };
        page(no, taken, self.limits.max_pixels)
    }
}

fn parse(data: &[u8]) -> Result<Image<'_>, Error> {
    Image::new(data, &DecodeSettings::default())
        .map_err(|e| Error::damaged_by("the JPEG 2000", e.to_string()))
}

/// The colours that an image states itself, where the shared types know them.
pub(super) fn space_of(image: &Image<'_>) -> Option<ColourSpace> {
    match image.color_space() {
        ColorSpace::Gray => Some(ColourSpace::Gray),
        ColorSpace::RGB => Some(ColourSpace::Rgb),
        ColorSpace::Icc {
            num_channels: 1, ..
        } => Some(ColourSpace::Gray),
        ColorSpace::Icc {
            num_channels: 3, ..
        } => Some(ColourSpace::Rgb),
        _ => None,
    }
}

fn encoded(data: &[u8], image: &Image<'_>) -> Option<EncodedImage> {
    let space = space_of(image)?;
    // PDF/A-2 holds 1 to 38 bits a sample, readers do well with 8.
    if image.has_alpha() || image.original_bit_depth() != 8 {
        return None;
    }
    let icc = match image.color_space() {
        ColorSpace::Icc { profile, .. } => Some(profile.clone()),
        _ => None,
    };
    Some(EncodedImage {
        bytes: data.to_vec(),
        codec: Codec::Jpeg2000,
        size: Size::new(image.width(), image.height()),
        space,
        bits: 8,
        inverted: false,
        icc,
    })
}

fn decode(image: &Image<'_>) -> Result<Pixels, Error> {
    let damaged = || Error::damaged("the JPEG 2000");
    let mut context = DecoderContext::default();
    let decoded = image
        .decode(&mut context)
        .map_err(|e| Error::damaged_by("the JPEG 2000", e.to_string()))?;
    let (width, height) = (image.width(), image.height());
    let data = decoded.data_u8();
    let channels = data.len() / (width as usize * height as usize).max(1);
    let picture = match (channels, image.has_alpha()) {
        (1, _) => GrayImage::from_raw(width, height, data).map(DynamicImage::from),
        (2, true) => GrayAlphaImage::from_raw(width, height, data).map(DynamicImage::from),
        (3, _) => RgbImage::from_raw(width, height, data).map(DynamicImage::from),
        (4, true) => RgbaImage::from_raw(width, height, data).map(DynamicImage::from),
        (4, false) => {
            let rgb = data
                .chunks_exact(4)
                .flat_map(|p| super::tiff::cmyk_to_rgb([p[0], p[1], p[2], p[3]]))
                .collect();
            RgbImage::from_raw(width, height, rgb).map(DynamicImage::from)
        }
        _ => return Err(Error::unsupported("a JPEG 2000 with these channels")),
    };
    picture.map(on_white).ok_or_else(damaged)
}

/// Whether a codestream closes with its end marker; padding after it is allowed.
pub fn ends(codestream: &[u8]) -> bool {
    let end = codestream.iter().rposition(|b| *b != 0).unwrap_or(0);
    codestream.get(end.saturating_sub(1)..=end) == Some(&[0xFF, 0xD9])
}

struct Layout {
    codestream: std::ops::Range<usize>,
    dpi: Option<(f32, f32)>,
}

impl Layout {
    fn read(data: &[u8]) -> Result<Self, Error> {
        const END: Error = Error::Truncated {
            what: "the JPEG 2000",
        };
        let mut found = Self {
            codestream: 0..data.len(),
            dpi: None,
        };
        if data.starts_with(b"\xff\x4f\xff\x51") {
            return Ok(found);
        }
        let mut at = 0;
        let mut seen = false;
        while !seen {
            let (kind, body) = next_box(data, at).ok_or(END)?;
            match kind {
                b"jp2h" => found.dpi = resolution(&data[body.clone()]),
                b"jp2c" => {
                    found.codestream = body.clone();
                    seen = true;
                }
                _ => {}
            }
            at = body.end;
        }
        Ok(found)
    }
}

/// The box at `at`: its kind and where its content lies, all of it.
fn next_box(data: &[u8], at: usize) -> Option<(&[u8], std::ops::Range<usize>)> {
    let head = data.get(at..at + 8)?;
    let short = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
    let (start, end) = match short {
        0 => (at + 8, data.len()),
        1 => {
            let long: [u8; 8] = data.get(at + 8..at + 16)?.try_into().ok()?;
            let length = usize::try_from(u64::from_be_bytes(long)).ok()?;
            (at + 16, at.checked_add(length)?)
        }
        length => (at + 8, at + length as usize),
    };
    (start <= end && end <= data.len()).then(|| (&head[4..], start..end))
}

/// Pixels an inch from the header's resolution boxes.
fn resolution(header: &[u8]) -> Option<(f32, f32)> {
    let mut at = 0;
    while let Some((kind, body)) = next_box(header, at) {
        if kind == b"res " {
            let inner = &header[body];
            let (_, value) = next_box(inner, 0)?;
            let v: [u8; 10] = inner.get(value)?.try_into().ok()?;
            let number = |i: usize| f32::from(u16::from_be_bytes([v[i], v[i + 1]]));
            let power = |i: usize| 10f32.powi(i32::from(v[i] as i8));
            // Points a metre: numerator, denominator, exponent; rows first.
            let y = number(0) / number(2).max(1.0) * power(8) * 0.0254;
            let x = number(4) / number(6).max(1.0) * power(9) * 0.0254;
            return Some((x, y));
        }
        at = body.end;
    }
    None
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::{MediaType, Reason};
    use crate::capture::Document;

    /// Eight by four greys, black in the top left corner, packed without loss by
    /// OpenJPEG.
    const CODESTREAM: &str = "\
        ff4fff510029000000000008000000040000000000000000000000080000000400000000\
        000000000001070101ff52000c00000001000104040001ff5c00074040484850ff90000a\
        0000000000310001ff93df8048064d220154d533ff7fcfc0167e00d07d40600e5313ac7f\
        0e58c9609db70e7ddfffd9";

    fn bytes() -> Vec<u8> {
        let digits = CODESTREAM.as_bytes().chunks(2);
        let byte = |d: &[u8]| u8::from_str_radix(std::str::from_utf8(d).unwrap(), 16).unwrap();
        digits.map(byte).collect()
    }

    /// The codestream in a file whose header states 300 pixels an inch.
    fn file(codestream: &[u8]) -> Vec<u8> {
        let boxed = |kind: &[u8; 4], body: &[u8]| {
            [&(body.len() as u32 + 8).to_be_bytes(), &kind[..], body].concat()
        };
        let head = boxed(b"ihdr", &[0, 0, 0, 4, 0, 0, 0, 8, 0, 1, 7, 7, 0, 0]);
        let colour = boxed(b"colr", &[1, 0, 0, 0, 0, 0, 17]);
        // 11,811 pixels a metre, twice.
        let resc = boxed(b"resc", &[0x2E, 0x23, 0, 1, 0x2E, 0x23, 0, 1, 0, 0]);
        let res = boxed(b"res ", &resc);
        [
            boxed(b"jP  ", b"\r\n\x87\n"),
            boxed(b"ftyp", b"jp2 \0\0\0\0jp2 "),
            boxed(b"jp2h", &[head, colour, res].concat()),
            boxed(b"jp2c", codestream),
        ]
        .concat()
    }

    #[test]
    fn both_forms_are_read_and_carried() {
        for bytes in [bytes(), file(&bytes())] {
            let document = Document::open(Arc::new(bytes.clone()), Limits::default()).unwrap();
            assert_eq!(document.media(), MediaType::Jpeg2000);
            let page = document.page(PageNo::FIRST).unwrap();
            let known = bytes[0] == 0;
            assert_eq!(page.dpi.map(|d| d.get()), known.then_some(300.0));
            assert_eq!(page.encoded.unwrap().image.bytes, bytes);
            let Pixels::Gray(grey) = page.pixels else {
                panic!("grey was wanted");
            };
            assert_eq!(grey.dimensions(), (8, 4));
            assert_eq!((grey.get_pixel(1, 1)[0], grey.get_pixel(7, 3)[0]), (0, 255));
        }
    }

    #[test]
    fn what_is_cut_is_found() {
        let whole = file(&bytes());
        for cut in [20, 60, whole.len() - 2] {
            let found = Document::open(Arc::new(whole[..cut].to_vec()), Limits::default());
            let reason = found.err().map(|e| e.reason());
            assert_eq!(reason, Some(Reason::Truncated), "cut at {cut}");
        }
        let raw = bytes();
        let cut = Document::open(Arc::new(raw[..raw.len() - 9].to_vec()), Limits::default());
        assert_eq!(cut.err().map(|e| e.reason()), Some(Reason::Truncated));
    }
}
