//! The colour layers of a paper as one TIFF: a bilevel picture for each page that
//! shows coloured ink. Any viewer opens it; pictures are written as they come.
//!
//! TIFF 6.0: little-endian, one strip a picture, CCITT G4 (or Adobe's deflate), the
//! page's number in `PageNumber`.

use std::io::{self, Write};

use crate::base::{Codec, Dpi, EncodedImage, PageNo, Size};

/// Length of a picture's directory: count, entries, place of the next.
const DIRECTORY: usize = 2 + 12 * ENTRIES + 4;
const ENTRIES: usize = 14;

/// Where the first directory lies, behind the header.
const FIRST: u32 = 8;

/// Kinds of values.
const SHORT: u16 = 3;
const LONG: u16 = 4;
const RATIONAL: u16 = 5;

/// Writes pictures one after the other.
pub(super) struct Layers<W> {
    out: W,
    /// Directory, values and strip of the last picture: it is written when it is
    /// known whether another follows.
    held: Vec<u8>,
    /// Where `held` will begin.
    at: u32,
    pictures: usize,
}

impl<W: Write> Layers<W> {
    /// A TIFF without pictures.
    pub fn new(out: W) -> Self {
        Self {
            out,
            held: Vec::new(),
            at: FIRST,
            pictures: 0,
        }
    }

    /// Adds the layer of page `no`, which as shown has this size and resolution;
    /// tells its place in the file.
    ///
    /// # Errors
    /// When it cannot be written, or would reach beyond TIFF's 4 GiB.
    pub fn page(
        &mut self,
        no: PageNo,
        layer: &EncodedImage,
        shown: Size,
        dpi: Option<Dpi>,
    ) -> io::Result<PageNo> {
        let behind = self.behind()?;
        if self.pictures == 0 {
            self.out.write_all(b"II*\0")?;
            self.out.write_all(&FIRST.to_le_bytes())?;
        } else {
            self.held[DIRECTORY - 4..DIRECTORY].copy_from_slice(&behind.to_le_bytes());
            self.out.write_all(&self.held)?;
        }
        self.at = behind;
        self.held = picture(behind, no, layer, shown, dpi)?;
        self.pictures += 1;
        Ok(PageNo::from_index(self.pictures - 1))
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&self.held)?;
        Ok(self.out)
    }

    fn behind(&self) -> io::Result<u32> {
        let length = u32::try_from(self.held.len()).ok();
        length
            .and_then(|length| self.at.checked_add(length))
            .ok_or_else(too_long)
    }
}

fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "colour layers beyond 4 GiB")
}

/// Directory, values and strip of a picture whose directory begins at `at`.
fn picture(
    at: u32,
    no: PageNo,
    layer: &EncodedImage,
    shown: Size,
    dpi: Option<Dpi>,
) -> io::Result<Vec<u8>> {
    let values = at.checked_add(DIRECTORY as u32).ok_or_else(too_long)?;
    let strip = values.checked_add(16).ok_or_else(too_long)?;
    let length = u32::try_from(layer.bytes.len()).map_err(|_| too_long())?;
    // As fax lines white is 0; as plain bits it is 1.
    let (packing, white) = match layer.codec {
        Codec::Ccitt { .. } => (4, 0),
        _ => (8, 1),
    };
    let unit = if dpi.is_some() { 2 } else { 1 };
    let page = u32::try_from(no.index()).unwrap_or(u32::MAX).min(0xffff);
    let entries: [(u16, u16, u32, u32); ENTRIES] = [
        // A page of several.
        (254, LONG, 1, 2),
        (256, LONG, 1, layer.size.width),
        (257, LONG, 1, layer.size.height),
        (258, SHORT, 1, 1),
        (259, SHORT, 1, packing),
        (262, SHORT, 1, white),
        (273, LONG, 1, strip),
        (277, SHORT, 1, 1),
        (278, LONG, 1, layer.size.height),
        (279, LONG, 1, length),
        (282, RATIONAL, 1, values),
        (283, RATIONAL, 1, values + 8),
        (296, SHORT, 1, unit),
        // Counted from 0; of how many is not known yet.
        (297, SHORT, 2, page),
    ];
    let mut bytes = Vec::with_capacity(DIRECTORY + 17 + layer.bytes.len());
    bytes.extend((ENTRIES as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend(0_u32.to_le_bytes());
    for (pixels, of) in [
        (layer.size.width, shown.width),
        (layer.size.height, shown.height),
    ] {
        let density = dpi.map_or(1.0, |dpi| dpi.get() * pixels as f32 / of.max(1) as f32);
        bytes.extend(((density * 100.0).round() as u32).to_le_bytes());
        bytes.extend(100_u32.to_le_bytes());
    }
    bytes.extend(&layer.bytes);
    // Directories begin at even places.
    if bytes.len() % 2 == 1 {
        bytes.push(0);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Pixels;
    use crate::capture::{Document, Limits};
    use image::{GrayImage, Luma};
    use std::sync::Arc;

    /// A picture of this size with a slanting line, which must come back.
    fn line(w: u32, h: u32) -> GrayImage {
        GrayImage::from_fn(w, h, |x, y| Luma([if x.abs_diff(y) < 3 { 0 } else { 255 }]))
    }

    #[test]
    fn what_is_written_is_a_tiff_of_the_same_pictures() {
        let dither = GrayImage::from_fn(90, 70, |x, y| Luma([255 * ((x + y) % 2) as u8]));
        let pictures = [line(61, 43), dither, line(40, 90)];
        let mut layers = Layers::new(Vec::new());
        for (i, picture) in pictures.iter().enumerate() {
            let packed = crate::pdfa::encode::lossless(&Pixels::Gray(picture.clone())).unwrap();
            let shown = Size::new(picture.width() * 2, picture.height() * 2);
            let no = PageNo::from_index(3 * i);
            let place = layers.page(no, &packed, shown, Dpi::new(300.0)).unwrap();
            assert_eq!(place, PageNo::from_index(i));
        }
        let tiff = layers.finish().unwrap();
        let document = Document::open(Arc::new(tiff), Limits::default()).unwrap();
        assert_eq!(document.page_count(), 3);
        for (i, picture) in pictures.iter().enumerate() {
            let page = document.page(PageNo::from_index(i)).unwrap();
            assert!((page.dpi.unwrap().get() - 150.0).abs() < 0.1);
            let Pixels::Gray(read) = page.pixels else {
                panic!("not grey");
            };
            assert!(read == *picture, "picture {i}");
        }
    }
}
