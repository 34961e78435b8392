//! Where coloured ink lies on the page as shown: seals, stamps and pens apart from
//! the black print.

use image::{GrayImage, RgbImage};

use super::coloured::patch_of;
use super::inks::Inks;
use super::plane::Plane;
use super::pose::Canvas;
use crate::base::blobs::Run;
use crate::base::{Affine, InkColour, Rect};

/// Resolution of the layer: a pen's stroke of 0.4 mm is two pixels, and the mask of
/// a page with three seals packs into 10 kB.
const LAYER_DPI: f32 = 150.0;

/// Pieces of fewer pixels are colour noise of the scanner.
const SPECK: u32 = 5;

/// One pixel in so many of a patch of ink is of a strong colour.
const STRONG: usize = 8;

/// Share of a page that ink covers at most; more is a coloured ground.
const MOST_INK: f64 = 0.25;

/// Grey of no ink; the ink's own number elsewhere.
const NONE: u8 = 255;

/// Added to the number of an ink where it is pale.
const PALE: u8 = 3;

/// The coloured inks by their number in a layer.
pub(super) const INKS: [InkColour; 3] = [InkColour::Red, InkColour::Blue, InkColour::Violet];

/// Coloured ink by place.
pub(super) struct Layer {
    plane: Plane,
    /// Resolution of its pixels.
    pub dpi: f32,
    /// From its pixels to those of the page as shown.
    pub to_shown: Affine,
}

impl Layer {
    /// The inks of a raw page of `dpi` that is shown as `canvas` says; `None` if it
    /// shows none, or if all of it is coloured.
    pub fn of(page: &RgbImage, inks: &Inks, canvas: &Canvas, dpi: f32) -> Option<Self> {
        let cell = f64::from((dpi / LAYER_DPI).max(1.0));
        let side = |n: u32| ((f64::from(n) / cell).round() as usize).max(1);
        let (w, h) = (side(canvas.size.width), side(canvas.size.height));
        let to_shown = Affine::scale(
            f64::from(canvas.size.width) / w as f64,
            f64::from(canvas.size.height) / h as f64,
        );
        let back = to_shown.then(canvas.from_raw.inverse()?);
        let mut plane = Plane::filled(w, h, NONE);
        let pixels = page.as_raw().as_chunks::<3>().0;
        let wide = page.width() as usize;
        let (right, foot) = (f64::from(page.width()), f64::from(page.height()));
        for (y, row) in plane.px.chunks_exact_mut(w).enumerate() {
            let (mut px, mut py) = back.apply(0.5, y as f64 + 0.5);
            for v in row {
                if px >= 0.0 && py >= 0.0 && px < right && py < foot {
                    *v = match inks.colour(pixels[py as usize * wide + px as usize]) {
                        Some((ink, true)) => number(ink),
                        Some((ink, false)) => number(ink) + PALE,
                        None => NONE,
                    };
                }
                (px, py) = (px + back.a, py + back.b);
            }
        }
        let mut layer = Self {
            plane,
            dpi: dpi / cell as f32,
            to_shown,
        };
        let share = layer.drop_noise() as f64 / (w * h) as f64;
        (share > 0.0 && share <= MOST_INK).then_some(layer)
    }

    /// Takes specks and pale edges away; returns how many pixels of ink stay.
    fn drop_noise(&mut self) -> usize {
        let found = self.plane.pieces(NONE);
        let w = self.plane.w;
        let of = |run: &Run| {
            let row = run.y as usize * w;
            row + run.x0 as usize..row + run.x1 as usize
        };
        // Whole patches are judged: a seal's thin lines may all be pale.
        let patch_of = patch_of(&found.blobs, self.dpi);
        let patches = patch_of.iter().max().map_or(0, |most| most + 1);
        let mut strong_of = vec![(0_usize, 0_usize); patches];
        for run in &found.runs {
            let (strong, all) = &mut strong_of[patch_of[run.blob as usize]];
            let inks = &self.plane.px[of(run)];
            *strong += inks.iter().filter(|v| **v < PALE).count();
            *all += inks.len();
        }
        let mut stay = 0;
        for run in &found.runs {
            let (strong, all) = strong_of[patch_of[run.blob as usize]];
            let is_ink = found.blobs[run.blob as usize].area >= SPECK && strong * STRONG >= all;
            for v in &mut self.plane.px[of(run)] {
                *v = if is_ink { *v % PALE } else { NONE };
            }
            stay += if is_ink { run.x1 - run.x0 } else { 0 } as usize;
        }
        stay
    }

    /// Where one of these inks lies: 0 on paper of 255.
    pub fn only(&self, inks: &[InkColour]) -> Plane {
        let wanted = inks.iter().fold(0_u8, |bits, ink| bits | 1 << number(*ink));
        let px = self.plane.px.iter();
        Plane {
            w: self.plane.w,
            h: self.plane.h,
            px: px
                .map(|&v| {
                    if v != NONE && wanted >> v & 1 == 1 {
                        0
                    } else {
                        255
                    }
                })
                .collect(),
        }
    }

    /// Which of these inks covers most pixels of a box, of those that `lies` picks;
    /// `None` if none of them lies there.
    pub fn most(
        &self,
        within: Rect,
        of: &[InkColour],
        lies: impl Fn(f32, f32) -> bool,
    ) -> Option<InkColour> {
        let mut counts = [0_usize; INKS.len()];
        let end = |v: f32, most: usize| (v.max(0.0).ceil() as usize).min(most);
        for y in within.y.max(0.0) as usize..end(within.bottom(), self.plane.h) {
            for x in within.x.max(0.0) as usize..end(within.right(), self.plane.w) {
                let v = self.plane.px[y * self.plane.w + x];
                if v != NONE && lies(x as f32 + 0.5, y as f32 + 0.5) {
                    counts[usize::from(v)] += 1;
                }
            }
        }
        let counts = INKS.into_iter().zip(counts);
        let (ink, n) = counts
            .filter(|(ink, _)| of.contains(ink))
            .max_by_key(|(_, n)| *n)?;
        (n > 0).then_some(ink)
    }

    /// All coloured ink as black on white, without shades.
    pub fn mask(&self) -> GrayImage {
        self.only(&INKS).into_image()
    }
}

fn number(ink: InkColour) -> u8 {
    match ink {
        InkColour::Red => 0,
        InkColour::Blue => 1,
        // Black ink is in no layer.
        InkColour::Violet | InkColour::Black => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{QuarterTurns, Size};
    use image::Rgb;

    #[test]
    fn coloured_ink_lies_on_the_page_as_shown_and_black_and_specks_do_not() {
        let mut page = RgbImage::from_pixel(600, 400, Rgb([250, 249, 246]));
        for (x, y) in (0..400).flat_map(|x| (0..40).map(move |y| (x, y))) {
            page.put_pixel(100 + x, 200 + y, Rgb([20, 20, 20]));
            if x < 80 {
                page.put_pixel(20 + x, 300 + y, Rgb([60, 80, 170]));
                // A pale rim hangs on the strong one; alone it is a letter's edge.
                page.put_pixel(20 + x, 340 + y / 10, Rgb([190, 200, 240]));
                page.put_pixel(400 + x, 10 + y / 10, Rgb([190, 200, 240]));
            }
        }
        page.put_pixel(500, 100, Rgb([220, 40, 40]));
        let size = Size::new(600, 400);
        let canvas = Canvas {
            size: size.turned(QuarterTurns::new(1)),
            from_raw: Affine::quarter_turns(QuarterTurns::new(1), size),
        };
        let layer = Layer::of(&page, &Inks::of(&page), &canvas, 300.0).unwrap();
        let mask = layer.mask();
        assert_eq!(mask.dimensions(), (200, 300));
        let ink = mask.pixels().filter(|p| p.0[0] == 0).count();
        assert_eq!(ink, 40 * 22);
        // (20, 300) and on, turned counter-clockwise, at half the size.
        assert!(mask.get_pixel(155, 270).0[0] == 0 && mask.get_pixel(110, 200).0[0] == 255);
        let all = Rect::new(0.0, 0.0, 200.0, 300.0);
        assert_eq!(layer.most(all, &INKS, |_, _| true), Some(InkColour::Blue));
    }
}
