//! TIFF's directories: what each page says of itself.

use std::io::Cursor;

use tiff::TiffError;
use tiff::decoder::ifd::Value;
use tiff::decoder::{Decoder, IfdDecoder};
use tiff::tags::{IfdPointer, Tag};

use crate::base::Size;
use crate::capture::Error;

/// TIFF's numbers for ways of packing.
pub mod packing {
    pub const RLE: u32 = 2;
    pub const G3: u32 = 3;
    pub const G4: u32 = 4;
    pub const OLD_JPEG: u32 = 6;
    pub const JPEG: u32 = 7;
}

/// TIFF's numbers for the meaning of samples.
pub mod photometric {
    pub const WHITE_IS_ZERO: u32 = 0;
    pub const BLACK_IS_ZERO: u32 = 1;
    pub const RGB: u32 = 2;
    pub const PALETTE: u32 = 3;
}

/// One page as its directory describes it.
#[derive(Debug, Clone)]
pub struct Directory {
    /// Where it lies in the file.
    pub pointer: u64,
    /// Its place in the chain of all directories, from 0.
    pub index: usize,
    /// A thumbnail or a mask, not a page.
    pub beside: bool,
    /// Pixels, before any turn.
    pub size: Size,
    /// Way of packing.
    pub compression: u32,
    /// Meaning of the samples.
    pub photometric: u32,
    /// Bits a sample.
    pub bits: u8,
    /// Samples a pixel.
    pub samples: u16,
    /// The first extra sample says how much of a pixel is seen.
    pub alpha: bool,
    /// The lowest bit of a byte comes first.
    pub low_bit_first: bool,
    /// T4 options: bit 0 says that G3 lines are packed in two dimensions.
    pub t4: u32,
    /// EXIF's orientation, 1 to 8.
    pub orientation: u32,
    /// Pixels an inch.
    pub dpi: Option<(f32, f32)>,
    /// Rows of a strip.
    pub strip_rows: u32,
    /// Offset and length of the strips or tiles.
    pub strips: Vec<(u64, u64)>,
    /// It lies in tiles, not strips.
    pub tiled: bool,
    /// Red, green and blue of a palette, 16 bits each, all reds first.
    pub palette: Vec<u16>,
    /// Tables that JPEG strips share.
    pub jpeg_tables: Vec<u8>,
    /// The whole JPEG of the old way.
    pub old_jpeg: Option<(u64, u64)>,
    /// The ICC profile, or empty.
    pub icc: Vec<u8>,
}

/// The directories of a file in order.
///
/// # Errors
/// [`Error::Truncated`] if the chain leads out of the file.
pub fn chain(data: &[u8], max_pages: u32) -> Result<Vec<Directory>, Error> {
    let mut decoder = Decoder::new(Cursor::new(data)).map_err(failed)?;
    let mut found = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut next = decoder.ifd_pointer();
    while let Some(pointer) = next {
        if !seen.insert(pointer.0) {
            return Err(Error::damaged("the TIFF's chain of pages"));
        }
        if found.len() as u64 >= 2 * u64::from(max_pages) {
            return Err(Error::TooManyPages {
                pages: found.len() as u64,
            });
        }
        let directory = decoder
            .read_directory(IfdPointer(pointer.0))
            .map_err(failed)?;
        let tags = decoder.read_directory_tags(&directory);
        found.push(Directory::read(tags, pointer.0, found.len())?);
        next = directory.next();
    }
    let pages = found.iter().filter(|d| !d.beside).count() as u64;
    if pages > u64::from(max_pages) {
        return Err(Error::TooManyPages { pages });
    }
    Ok(found)
}

/// The error that the TIFF reader's failure means.
pub fn failed(error: TiffError) -> Error {
    match error {
        TiffError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            Error::Truncated { what: "the TIFF" }
        }
        TiffError::UnsupportedError(e) => Error::unsupported_by("this kind of TIFF", e),
        TiffError::LimitsExceeded => Error::Bomb { what: "the TIFF" },
        e => Error::damaged_by("the TIFF", e),
    }
}

struct Tags<'l>(IfdDecoder<'l>);

impl Tags<'_> {
    fn value(&mut self, tag: u16) -> Option<Value> {
        let tag = Tag::from_u16_exhaustive(tag);
        self.0.find_tag(tag).ok().flatten()
    }

    fn numbers(&mut self, tag: u16) -> Vec<u64> {
        match self.value(tag) {
            Some(value) => value.into_u64_vec().unwrap_or_default(),
            None => Vec::new(),
        }
    }

    fn number(&mut self, tag: u16) -> Option<u32> {
        let first = self.numbers(tag).first().copied()?;
        u32::try_from(first).ok()
    }

    fn ratio(&mut self, tag: u16) -> Option<f32> {
        match self.value(tag)? {
            Value::Rational(n, d) => Some(n as f32 / d.max(1) as f32),
            other => other.into_f32().ok(),
        }
    }
}

impl Directory {
    fn read(tags: IfdDecoder<'_>, pointer: u64, index: usize) -> Result<Self, Error> {
        let mut tags = Tags(tags);
        let width = tags.number(256).unwrap_or(0);
        let height = tags.number(257).unwrap_or(0);
        if width == 0 || height == 0 {
            return Err(Error::damaged("the TIFF's directory"));
        }
        // Thumbnail (bit 0) and transparency mask (bit 2) of another page.
        let beside = tags.number(254).unwrap_or(0) & 0b101 != 0;
        let tiled = !tags.numbers(324).is_empty();
        let (offsets, lengths) = if tiled { (324, 325) } else { (273, 279) };
        let strips: Vec<(u64, u64)> = tags
            .numbers(offsets)
            .into_iter()
            .zip(tags.numbers(lengths))
            .collect();
        let unit = match tags.number(296) {
            Some(3) => Some(2.54),
            Some(1) => None,
            _ => Some(1.0),
        };
        let dpi = unit.and_then(|unit| {
            let (x, y) = (tags.ratio(282)?, tags.ratio(283)?);
            Some((x * unit, y * unit))
        });
        let bytes = |numbers: Vec<u64>| numbers.into_iter().map(|n| n as u8).collect();
        let extra = tags.numbers(338);
        Ok(Self {
            pointer,
            index,
            beside,
            size: Size::new(width, height),
            compression: tags.number(259).unwrap_or(1),
            photometric: tags.number(262).unwrap_or(photometric::WHITE_IS_ZERO),
            bits: tags.number(258).unwrap_or(1).min(255) as u8,
            samples: tags.number(277).unwrap_or(1).min(0xFFFF) as u16,
            alpha: matches!(extra.first(), Some(1 | 2)),
            low_bit_first: tags.number(266) == Some(2),
            t4: tags.number(292).unwrap_or(0),
            orientation: tags.number(274).unwrap_or(1),
            dpi,
            strip_rows: tags.number(278).unwrap_or(height).clamp(1, height),
            strips,
            tiled,
            palette: tags.numbers(320).into_iter().map(|n| n as u16).collect(),
            jpeg_tables: bytes(tags.numbers(347)),
            old_jpeg: tags
                .numbers(513)
                .first()
                .copied()
                .zip(tags.numbers(514).first().copied()),
            icc: bytes(tags.numbers(34675)),
        })
    }

    /// Whether every strip lies within the file.
    pub fn check_strips(&self, length: u64) -> Result<(), Error> {
        let ends = self.strips.iter().chain(self.old_jpeg.as_ref());
        if ends
            .map(|(offset, bytes)| offset.saturating_add(*bytes))
            .any(|end| end > length)
        {
            return Err(Error::Truncated { what: "the TIFF" });
        }
        if self.strips.is_empty() && self.old_jpeg.is_none() {
            return Err(Error::damaged("the TIFF's directory"));
        }
        Ok(())
    }
}
