//! PNG: one page; its packed rows are carried on when a PDF can hold them.

use std::io::Cursor;

use image::codecs::png::PngDecoder;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageError, RgbImage};

use super::assemble::{Taken, page, stated_dpi};
use super::jpeg::{Exif, fits};
use super::upright::Upright;
use super::{Bytes, Error, Limits};
use crate::base::{Codec, ColourSpace, EncodedImage, PageNo, Pixels, RawPage, Size};

/// PDF's `Predictor` for rows packed as PNG packs them.
const PNG_ROWS: u8 = 15;

/// An opened PNG.
pub struct PngFile {
    bytes: Bytes,
    chunks: Chunks,
    limits: Limits,
}

/// What the chunks say, read without unpacking.
#[derive(Default)]
struct Chunks {
    size: Option<Size>,
    bits: u8,
    colour: u8,
    interlaced: bool,
    palette: Vec<u8>,
    transparent: bool,
    data: Vec<std::ops::Range<usize>>,
    density: Option<(f32, f32)>,
    exif: Exif,
}

impl Chunks {
    fn read(bytes: &[u8]) -> Result<Self, Error> {
        const END: Error = Error::Truncated { what: "the PNG" };
        let mut found = Self::default();
        let mut at = 8;
        loop {
            let head: [u8; 8] = bytes
                .get(at..at + 8)
                .and_then(|h| h.try_into().ok())
                .ok_or(END)?;
            let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
            let body = at + 8..at + 8 + length;
            // A chunk ends with four bytes of checksum.
            at = body.end + 4;
            if at > bytes.len() {
                return Err(END);
            }
            let data = &bytes[body.clone()];
            match &head[4..] {
                b"IHDR" => found.header(data)?,
                b"PLTE" => found.palette = data.to_vec(),
                b"tRNS" => found.transparent = true,
                b"pHYs" if data.len() == 9 && data[8] == 1 => {
                    let per_inch =
                        |d: &[u8]| u32::from_be_bytes([d[0], d[1], d[2], d[3]]) as f32 * 0.0254;
                    found.density = Some((per_inch(data), per_inch(&data[4..])));
                }
                b"eXIf" => found.exif = Exif::read(data),
                b"IDAT" => found.data.push(body),
                b"IEND" => break,
                _ => {}
            }
        }
        if found.size.is_none() || found.data.is_empty() {
            return Err(Error::damaged("the PNG"));
        }
        Ok(found)
    }

    fn header(&mut self, data: &[u8]) -> Result<(), Error> {
        let [
            w3,
            w2,
            w1,
            w0,
            h3,
            h2,
            h1,
            h0,
            bits,
            colour,
            _,
            _,
            interlace,
        ] = *data
        else {
            return Err(Error::damaged("the PNG's header"));
        };
        let width = u32::from_be_bytes([w3, w2, w1, w0]);
        let height = u32::from_be_bytes([h3, h2, h1, h0]);
        if width == 0 || height == 0 {
            return Err(Error::damaged("the PNG's header"));
        }
        self.size = Some(Size::new(width, height));
        (self.bits, self.colour, self.interlaced) = (bits, colour, interlace != 0);
        Ok(())
    }

    /// The packed rows, if a PDF's Flate filter reads them as they are.
    fn encoded(&self, bytes: &[u8], icc: Option<Vec<u8>>) -> Option<EncodedImage> {
        if self.interlaced || self.transparent || self.bits > 8 {
            return None;
        }
        let (space, components) = match self.colour {
            0 => (ColourSpace::Gray, 1),
            2 => (ColourSpace::Rgb, 3),
            3 if self.palette.len().is_multiple_of(3) && !self.palette.is_empty() => {
                (ColourSpace::Indexed(self.palette.clone()), 3)
            }
            _ => return None,
        };
        Some(EncodedImage {
            bytes: self
                .data
                .iter()
                .flat_map(|r| &bytes[r.clone()])
                .copied()
                .collect(),
            codec: Codec::Flate {
                predictor: PNG_ROWS,
            },
            size: self.size?,
            space,
            bits: self.bits,
            inverted: false,
            icc: icc.filter(|profile| fits(profile, components)),
        })
    }
}

impl PngFile {
    /// Walks the chunks, checks the size and that the picture has an end.
    pub fn open(bytes: Bytes, limits: Limits) -> Result<Self, Error> {
        let chunks = Chunks::read((*bytes).as_ref())?;
        if let Some(size) = chunks.size {
            let (width, height) = (u64::from(size.width), u64::from(size.height));
            Error::check_pixels(width, height, limits.max_pixels)?;
        }
        Ok(Self {
            bytes,
            chunks,
            limits,
        })
    }

    /// The one page.
    pub fn page(&self, no: PageNo) -> Result<RawPage, Error> {
        let data = (*self.bytes).as_ref();
        let failed = |e: ImageError| match e {
            ImageError::Limits(_) => Error::Bomb { what: "the PNG" },
            ImageError::Unsupported(e) => Error::unsupported_by("this kind of PNG", e),
            e => Error::damaged_by("the PNG", e),
        };
        let mut limits = image::Limits::no_limits();
        limits.max_alloc = Some(self.limits.max_unpacked);
        let mut decoder = PngDecoder::with_limits(Cursor::new(data), limits).map_err(failed)?;
        let icc = decoder.icc_profile().unwrap_or_default();
        let image = DynamicImage::from_decoder(decoder).map_err(failed)?;
        let size = Size::new(image.width(), image.height());
        let exif = self.chunks.exif;
        let dpi = self
            .chunks
            .density
            .or(exif.dpi)
            .and_then(|(x, y)| stated_dpi(x, y, size, exif.camera));
        let taken = Taken {
            pixels: on_white(image),
            encoded: self.chunks.encoded(data, icc),
            upright: Upright::from_exif(exif.orientation),
            dpi,
        };
        page(no, taken, self.limits.max_pixels)
    }
}

/// The picture laid on white paper, 8 bits a channel.
pub fn on_white(image: DynamicImage) -> Pixels {
    let over = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    match image {
        DynamicImage::ImageLuma8(gray) => Pixels::Gray(gray),
        DynamicImage::ImageLuma16(_) => Pixels::Gray(image.into_luma8()),
        DynamicImage::ImageLumaA8(_) | DynamicImage::ImageLumaA16(_) => {
            let image = image.into_luma_alpha8();
            Pixels::Gray(GrayImage::from_fn(image.width(), image.height(), |x, y| {
                let p = image.get_pixel(x, y);
                image::Luma([over(p[0], p[1])])
            }))
        }
        image if image.color().has_alpha() => {
            let image = image.into_rgba8();
            Pixels::Rgb(RgbImage::from_fn(image.width(), image.height(), |x, y| {
                let p = image.get_pixel(x, y);
                image::Rgb([over(p[0], p[3]), over(p[1], p[3]), over(p[2], p[3])])
            }))
        }
        image => Pixels::Rgb(image.into_rgb8()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::sync::Arc;

    use image::codecs::png::PngEncoder;
    use image::{ExtendedColorType, ImageEncoder};

    use super::*;
    use crate::base::Reason;
    use crate::capture::Document;

    fn png(pixels: &[u8], width: u32, height: u32, colour: ExtendedColorType) -> Vec<u8> {
        let mut out = Vec::new();
        PngEncoder::new(&mut out)
            .write_image(pixels, width, height, colour)
            .unwrap();
        out
    }

    fn open(bytes: Vec<u8>) -> Result<Document, Error> {
        Document::open(Arc::new(bytes), Limits::default())
    }

    #[test]
    fn packed_rows_are_carried_undamaged() {
        let rows: Vec<u8> = (0..30 * 20).map(|i| (i * 7 % 251) as u8).collect();
        let file = open(png(&rows, 30, 20, ExtendedColorType::L8)).unwrap();
        let page = file.page(PageNo::FIRST).unwrap();
        let image = page.encoded.unwrap().image;
        assert_eq!(image.codec, Codec::Flate { predictor: 15 });
        let mut filtered = Vec::new();
        flate2::read::ZlibDecoder::new(&image.bytes[..])
            .read_to_end(&mut filtered)
            .unwrap();
        // A filter byte before each row.
        assert_eq!(filtered.len(), 20 * 31);
        assert!(matches!(page.pixels, Pixels::Gray(gray) if gray.as_raw() == &rows));
    }

    #[test]
    fn what_is_see_through_lies_on_white() {
        let file = open(png(&[200, 0, 0, 0], 1, 1, ExtendedColorType::Rgba8)).unwrap();
        let page = file.page(PageNo::FIRST).unwrap();
        assert!(page.encoded.is_none());
        assert_eq!(page.pixels.to_rgb().get_pixel(0, 0).0, [255, 255, 255]);
    }

    #[test]
    fn cut_and_bloated_files_are_named() {
        let whole = png(&[9; 4096], 64, 64, ExtendedColorType::L8);
        for end in [9, 20, 40, whole.len() / 2, whole.len() - 1] {
            let reason = open(whole[..end].to_vec()).err().map(|e| e.reason());
            assert_eq!(reason, Some(Reason::Truncated), "cut at {end}");
        }
        let mut huge = whole.clone();
        huge[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
        assert_eq!(open(huge).err().map(|e| e.reason()), Some(Reason::TooLarge));
        let mut broken = whole;
        let middle = broken.len() / 2;
        broken[middle] ^= 0x55;
        let page = open(broken).and_then(|d| d.page(PageNo::FIRST));
        assert_eq!(page.err().map(|e| e.reason()), Some(Reason::Damaged));
    }
}
