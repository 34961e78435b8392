//! JPEG: one page, carried as its own bytes.

mod markers;

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::{DynamicImage, ImageError};

use super::assemble::{Taken, page, stated_dpi};
use super::upright::Upright;
use super::{Bytes, Error, Limits};
use crate::base::{Codec, ColourSpace, EncodedImage, PageNo, Pixels, RawPage, Size};
pub use markers::{Markers, fits};

/// An opened JPEG.
pub struct JpegFile {
    bytes: Bytes,
    markers: Markers,
    limits: Limits,
}

impl JpegFile {
    /// Reads the markers, checks the size and that the picture has an end.
    pub fn open(bytes: Bytes, limits: Limits) -> Result<Self, Error> {
        let markers = Markers::read((*bytes).as_ref())?;
        check_size(&markers, &limits)?;
        Ok(Self {
            bytes,
            markers,
            limits,
        })
    }

    /// The one page.
    pub fn page(&self, no: PageNo) -> Result<RawPage, Error> {
        let data = (*self.bytes).as_ref();
        let exif = self.markers.exif.clone().map(|r| Exif::read(&data[r]));
        let exif = exif.unwrap_or_default();
        let (pixels, encoded) = take(data, &self.markers)?;
        let size = encoded.size;
        let dpi = exif
            .dpi
            .or(self.markers.density)
            .and_then(|(x, y)| stated_dpi(x, y, size, exif.camera));
        let taken = Taken {
            pixels,
            encoded: Some(encoded),
            upright: Upright::from_exif(exif.orientation),
            dpi,
        };
        page(no, taken, self.limits.max_pixels)
    }
}

/// Refuses pictures of too many pixels before anything is unpacked.
pub fn check_size(markers: &Markers, limits: &Limits) -> Result<(), Error> {
    let (width, height) = (u64::from(markers.width), u64::from(markers.height));
    Error::check_pixels(width, height, limits.max_pixels)
}

/// Unpacks a whole JPEG, and its bytes as they may be carried on.
pub fn take(data: &[u8], markers: &Markers) -> Result<(Pixels, EncodedImage), Error> {
    let pixels = decode(data)?;
    let encoded = EncodedImage {
        bytes: data.to_vec(),
        codec: Codec::Jpeg,
        size: Size::new(markers.width, markers.height),
        space: match markers.components {
            1 => ColourSpace::Gray,
            3 => ColourSpace::Rgb,
            _ => ColourSpace::Cmyk,
        },
        bits: 8,
        // Adobe writes ink as the lack of it.
        inverted: markers.components == 4 && markers.adobe.is_some(),
        icc: (!markers.icc.is_empty()).then(|| markers.icc.clone()),
    };
    if pixels.size() != encoded.size {
        return Err(Error::damaged("the JPEG's frame"));
    }
    Ok((pixels, encoded))
}

/// The pixels of a whole JPEG whose size was checked.
pub fn decode(data: &[u8]) -> Result<Pixels, Error> {
    let failed = |e: ImageError| match e {
        ImageError::Unsupported(e) => Error::unsupported_by("this kind of JPEG", e),
        e => Error::damaged_by("the JPEG", e),
    };
    let decoder = JpegDecoder::new(Cursor::new(data)).map_err(failed)?;
    Ok(match DynamicImage::from_decoder(decoder).map_err(failed)? {
        DynamicImage::ImageLuma8(gray) => Pixels::Gray(gray),
        other => Pixels::Rgb(other.into_rgb8()),
    })
}

/// What EXIF knows that a page needs.
#[derive(Debug, Default, Clone, Copy)]
pub struct Exif {
    /// 1 to 8; 0 if not stated.
    pub orientation: u32,
    /// Pixels an inch.
    pub dpi: Option<(f32, f32)>,
    /// A camera took it.
    pub camera: bool,
}

impl Exif {
    /// Reads EXIF's TIFF structure; what is broken is as if not there.
    pub fn read(tiff: &[u8]) -> Self {
        let Ok(exif) = exif::Reader::new().read_raw(tiff.to_vec()) else {
            return Self::default();
        };
        let field = |tag| exif.get_field(tag, exif::In::PRIMARY);
        let number = |tag| field(tag).and_then(|f| f.value.get_uint(0));
        let ratio = |tag| match field(tag).map(|f| &f.value) {
            Some(exif::Value::Rational(values)) => values.first().map(|r| r.to_f32()),
            _ => None,
        };
        let per_inch = match number(exif::Tag::ResolutionUnit) {
            Some(3) => 2.54,
            _ => 1.0,
        };
        let dpi = ratio(exif::Tag::XResolution).zip(ratio(exif::Tag::YResolution));
        let shot = [
            exif::Tag::FNumber,
            exif::Tag::ExposureTime,
            exif::Tag::FocalLength,
            exif::Tag::Make,
        ];
        Self {
            orientation: number(exif::Tag::Orientation).unwrap_or(0),
            dpi: dpi.map(|(x, y)| (x * per_inch, y * per_inch)),
            camera: shot.into_iter().any(|tag| field(tag).is_some()),
        }
    }
}

#[cfg(test)]
mod tests;
