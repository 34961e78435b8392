//! The one image of a page: its pixels, and its packed bytes undamaged.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_syntax::object::Stream;
use hayro_interpret::kurbo::BezPath;
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, LumaData,
    SoftMask,
};
use image::{GrayImage, RgbImage};

use super::packed;
use super::survey::black;
use crate::base::{EncodedImage, Pixels};
use crate::capture::{Error, Limits};

/// Rows that may be missing at an image's end: writers round.
const LOST_ROWS: f64 = 0.01;

/// An image as a PDF holds it.
pub type Whole = (Pixels, Option<EncodedImage>);

/// A device that unpacks one image and nothing else.
pub struct Take {
    /// How many images are painted before the wanted one.
    pub index: usize,
    /// The image; `None` if it was not met, or is a stencil of colour.
    pub taken: Option<Result<Whole, Error>>,
    limits: Limits,
    painted: usize,
}

impl Take {
    /// Takes the image that is painted after `index` others.
    pub fn new(index: usize, limits: Limits) -> Self {
        Self {
            index,
            taken: None,
            limits,
            painted: 0,
        }
    }

    fn pack(&self, stream: &Stream<'_>, pixels: Result<Pixels, Error>) -> Result<Whole, Error> {
        let pixels = pixels?;
        let encoded = packed::encoded(stream, pixels.size(), &self.limits)?;
        Ok((pixels, encoded))
    }
}

fn grey(luma: LumaData, wanted: (u32, u32), inverted: bool) -> Result<Pixels, Error> {
    let mut data = luma.data;
    if inverted {
        data.iter_mut().for_each(|v| *v = !*v);
    }
    let height = padded(&mut data, 1, (luma.width, luma.height), wanted)?;
    GrayImage::from_raw(luma.width, height, data)
        .map(Pixels::Gray)
        .ok_or_else(broken)
}

/// Fills up the few rows that may be missing; the height that comes out.
fn padded(
    data: &mut Vec<u8>,
    channels: usize,
    got: (u32, u32),
    wanted: (u32, u32),
) -> Result<u32, Error> {
    let missing = wanted.1.saturating_sub(got.1);
    if got.0 != wanted.0 || got.1 > wanted.1 {
        return Err(broken());
    }
    if f64::from(missing) > LOST_ROWS * f64::from(wanted.1) {
        return Err(Error::Truncated {
            what: "an image of the PDF",
        });
    }
    data.resize(wanted.0 as usize * wanted.1 as usize * channels, 255);
    Ok(wanted.1)
}

fn broken() -> Error {
    Error::damaged("an image of the PDF")
}

impl<'a> Device<'a> for Take {
    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.painted += 1;
        if self.painted != self.index + 1 {
            return;
        }
        let wanted = (image.width(), image.height());
        let mut pixels = None;
        match &image {
            Image::Raster(raster) => {
                raster.with_rgba(
                    |data, _| {
                        pixels = Some(match data {
                            ImageData::Luma(luma) => grey(luma, wanted, false),
                            ImageData::Rgb(mut rgb) => {
                                padded(&mut rgb.data, 3, (rgb.width, rgb.height), wanted).and_then(
                                    |height| {
                                        RgbImage::from_raw(rgb.width, height, rgb.data)
                                            .map(Pixels::Rgb)
                                            .ok_or_else(broken)
                                    },
                                )
                            }
                        });
                    },
                    None,
                );
                let pixels = pixels.unwrap_or_else(|| Err(broken()));
                self.taken = Some(self.pack(raster.stream(), pixels));
            }
            Image::Stencil(stencil) => {
                let mut coloured = false;
                stencil.with_stencil(
                    |luma, paint| {
                        coloured = !black(paint);
                        // A stencil's ink is where its mask is full.
                        pixels = Some(grey(luma, wanted, true));
                    },
                    None,
                );
                if !coloured {
                    let pixels = pixels.unwrap_or_else(|| Err(broken()));
                    self.taken = Some(self.pack(stencil.stream(), pixels));
                }
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
