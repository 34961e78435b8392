//! How the picture that is being straightened lies in the raw pixels: a photo's
//! perspective, a half of an open book, the bend of a page. However many of them
//! meet, the page as shown is drawn once, from the raw pixels.

use std::borrow::Cow;

use image::{GrayImage, RgbImage};

use crate::base::{Affine, Dpi, Pixels, Size};

use super::desk::Outline;
use super::resample::{self, Projection};

/// A picture taken out of the raw pixels.
#[derive(Clone, Copy)]
pub(super) struct Lay<'a> {
    /// The raw page.
    pub raw: &'a Pixels,
    /// The sheet's outline in a photo; without it the raw picture is the sheet.
    pub outline: Option<Outline>,
    /// Resolution of the picture, if known.
    pub dpi: Option<Dpi>,
    /// From the picture to the sheet: which part of it the picture is.
    pub back: Affine,
    /// Size of the picture.
    pub size: Size,
}

impl<'a> Lay<'a> {
    /// The whole raw page.
    pub fn whole(raw: &'a Pixels, dpi: Option<Dpi>) -> Self {
        Self {
            raw,
            outline: None,
            dpi,
            back: Affine::IDENTITY,
            size: raw.size(),
        }
    }

    /// The page that `find` finds in this picture, cut out and laid flat; the
    /// picture itself where there is none, or where one was cut out before.
    pub fn off_desk(&self, find: impl Fn(&Pixels, bool) -> Option<Outline>) -> Self {
        if self.outline.is_some() {
            return *self;
        }
        let Some(found) = find(&self.pixels(), self.dpi.is_some()) else {
            return *self;
        };
        Self {
            outline: Some(found.through(self.back)),
            dpi: found.dpi.and_then(Dpi::new),
            back: Affine::IDENTITY,
            size: found.size,
            ..*self
        }
    }

    /// A part of this picture; `back` leads from the part to it.
    pub fn part(&self, back: Affine, size: Size) -> Self {
        Self {
            back: back.then(self.back),
            size,
            ..*self
        }
    }

    /// Whether the picture is the raw page as it came.
    pub fn is_raw(&self) -> bool {
        self.outline.is_none() && self.back == Affine::IDENTITY && self.size == self.raw.size()
    }

    /// Its pixels.
    pub fn pixels(&self) -> Cow<'a, Pixels> {
        if self.is_raw() {
            return Cow::Borrowed(self.raw);
        }
        Cow::Owned(match self.raw {
            Pixels::Rgb(_) => Pixels::Rgb(self.seen(Affine::IDENTITY, self.size)),
            Pixels::Gray(raw) => {
                let Size { width, height } = self.size;
                let from = (raw.width() as usize, raw.height() as usize);
                let to = (width as usize, height as usize);
                let px = resample::channels::<1>(raw.as_raw(), from, &self.map(), to, 255);
                Pixels::Gray(GrayImage::from_raw(width, height, px).unwrap_or_default())
            }
        })
    }

    /// The picture seen through `back`, which leads from the new picture to it.
    pub fn seen(&self, back: Affine, size: Size) -> RgbImage {
        let map = self.part(back, size).map();
        self.drawn(size, |src, from, to| {
            resample::channels::<3>(src, from, &map, to, 255)
        })
    }

    /// The picture seen through a smooth map.
    pub fn bent(&self, back: &dyn Fn(f64, f64) -> (f64, f64), size: Size) -> RgbImage {
        let m = self.map();
        let back = |x: f64, y: f64| {
            let (x, y) = back(x, y);
            let z = m[6] * x + m[7] * y + m[8];
            (
                (m[0] * x + m[1] * y + m[2]) / z,
                (m[3] * x + m[4] * y + m[5]) / z,
            )
        };
        self.drawn(size, |src, from, to| {
            resample::smoothly::<3>(src, from, &back, to, 255)
        })
    }

    /// The affine map from the raw page to the picture, the nearest where there is
    /// perspective.
    pub fn nearly(&self) -> Affine {
        let sheet = self.outline.map_or(Affine::IDENTITY, |o| o.nearly());
        sheet.then(self.back.inverse().unwrap_or(Affine::IDENTITY))
    }

    /// From the picture to the raw pixels.
    fn map(&self) -> Projection {
        let sheet = self
            .outline
            .map_or(resample::projection(Affine::IDENTITY), |o| o.projection());
        resample::product(&resample::projection(self.back), &sheet)
    }

    fn drawn(
        &self,
        size: Size,
        draw: impl Fn(&[u8], (usize, usize), (usize, usize)) -> Vec<u8>,
    ) -> RgbImage {
        let raw = match self.raw {
            Pixels::Rgb(raw) => Cow::Borrowed(raw),
            Pixels::Gray(_) => Cow::Owned(self.raw.to_rgb()),
        };
        let from = (raw.width() as usize, raw.height() as usize);
        let to = (size.width as usize, size.height as usize);
        let px = draw(raw.as_raw(), from, to);
        RgbImage::from_raw(size.width, size.height, px).unwrap_or_default()
    }
}
