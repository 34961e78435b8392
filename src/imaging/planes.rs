//! The planes on which a page is measured, from coarse to fine.

use crate::base::{Pixels, Rect, Size};

use super::Settings;
use super::background::Ground;
use super::coloured;
use super::inks::Inks;
use super::plane::Plane;
use crate::base::blobs::{Blob, Blobs};

/// What the reader likes best for 12 to 14 pt letters: 200 dpi reads as well as
/// 300 and costs a fifth less.
pub(super) const READER_DPI: f32 = 200.0;

/// One page, evened out, at its resolutions.
pub(super) struct Planes {
    /// 200 to 400 dpi (less if the input has less): the reader's copy is taken
    /// from it.
    pub base: Plane,
    /// Raw pixels a base pixel.
    pub base_cell: usize,
    /// About 150 dpi.
    pub fine: Plane,
    /// Base pixels a fine pixel.
    pub fine_cell: usize,
    /// Resolution of `base`, known or guessed.
    pub base_dpi: f32,
    /// The colours of the page, if it has any and they are asked for.
    pub inks: Option<Inks>,
    /// Rows of coloured letters put back after the colours were dropped, in raw
    /// pixels.
    pub coloured_rows: Vec<Rect>,
    /// The paper.
    pub ground: Ground,
    /// Grey below which a pixel is ink.
    pub ink: u8,
}

impl Planes {
    /// Measures the ground and evens the page out; `dpi` is known or guessed.
    pub fn of(pixels: &Pixels, dpi: f32, settings: &Settings) -> Self {
        let size = pixels.size();
        let most = size.width.min(size.height).max(1) as usize;
        let base_cell = ((dpi / READER_DPI) as usize).clamp(1, most);
        let mut coloured_rows = Vec::new();
        let inks = match pixels {
            Pixels::Rgb(page) if settings.drop_colour || settings.seals => Some(Inks::of(page)),
            _ => None,
        };
        let mut base = match (pixels, &inks) {
            (Pixels::Rgb(page), Some(inks)) if settings.drop_colour => {
                let mut black = Plane::of_black(page, base_cell, inks);
                coloured_rows = coloured::put_back(&mut black, page, inks, base_cell, dpi);
                black
            }
            _ => Plane::of(pixels, base_cell),
        };
        if settings.despeckle {
            drop_greys_of_bilevel(&mut base);
        }
        let base_dpi = dpi / base_cell as f32;
        let ground = Ground::of(&base, (base_dpi / 37.5).round().max(2.0) as usize);
        if settings.background {
            ground.even_out(&mut base);
            ground.whiten_edges(&mut base);
        }
        let fine_cell = if base_dpi >= 220.0 { 2 } else { 1 };
        let fine = base.reduced(fine_cell);
        let ink = ink_level(&fine);
        Self {
            base,
            base_cell,
            fine,
            fine_cell,
            base_dpi,
            inks: inks.filter(Inks::has_colours),
            coloured_rows,
            ground,
            ink,
        }
    }

    /// Resolution of `fine`.
    pub fn fine_dpi(&self) -> f32 {
        self.base_dpi / self.fine_cell as f32
    }

    /// Boxes of ink in raw pixels, `(x0, y0, x1, y1)`; specks and the thin dark
    /// lines that scanners leave along the rim are left out.
    pub fn ink_boxes(&self, found: &Blobs) -> Vec<[f64; 4]> {
        let cell = (self.base_cell * self.fine_cell) as f64;
        let speck = (self.fine_dpi() / 25.0) as u32;
        let (w, h) = (self.fine.w as u32, self.fine.h as u32);
        let is_ink = |b: &&Blob| {
            let (thin, long) = (b.width().min(b.height()), b.width().max(b.height()));
            let at_rim = b.x0 == 0 || b.y0 == 0 || b.x1 == w || b.y1 == h;
            long > speck && !(at_rim && (thin <= speck || long > thin * 8))
        };
        found
            .blobs
            .iter()
            .filter(is_ink)
            .map(|b| [b.x0, b.y0, b.x1, b.y1].map(|v| f64::from(v) * cell))
            .collect()
    }
}

/// In a bilevel picture, which a JPEG may have been made of, letters are black;
/// what little is grey is ringing and dirt.
fn drop_greys_of_bilevel(base: &mut Plane) {
    let (mut black, mut grey) = (0_usize, 0_usize);
    for row in base.rows().step_by(7) {
        for &v in row {
            black += usize::from(v < 64);
            grey += usize::from((64..192).contains(&v));
        }
    }
    // Even the sharpest grey scan has a fifth as much edge as ink.
    if grey > 0 && grey * 50 < black {
        for v in &mut base.px {
            *v = if *v < 64 { *v } else { 255 };
        }
    }
}

/// Grey below which a pixel is ink: nearly half-way to the darkest thousandth, and
/// at least 30 darker than white: bleed-through stays below 25, the faintest
/// carbon copies reach 40.
pub(super) fn ink_level(fine: &Plane) -> u8 {
    let darkest = f32::from(fine.quantile(0.001));
    (255.0 - ((255.0 - darkest) * 0.45).max(30.0)) as u8
}

/// A resolution for a page whose file knows none: as if it were A4 or a part of it.
pub(super) fn guessed_dpi(size: Size) -> f32 {
    let (short, long) = (
        size.width.min(size.height) as f32,
        size.width.max(size.height) as f32,
    );
    (short / 8.27).max(long / 11.69 / 1.5).clamp(50.0, 1_200.0)
}
