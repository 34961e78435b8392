//! The sheet drawn from its parts, and pixels taken from between pixels.

use image::{Rgb, RgbImage};

use super::frame::corners;
use super::maps::{Map, Point};
use super::sheet::Plan;

/// Millimetres over which one part fades into the next: where both are sharp and lie
/// on each other, a wider seam would only double their grain and dust.
const SEAM: f64 = 2.0;

impl Plan {
    /// Draws the sheet, each part once from its own pixels, which `load` gives by its
    /// index; one part is held at a time. What no part covers is white.
    ///
    /// # Errors
    /// What `load` fails with.
    pub fn draw<E>(
        &self,
        load: &mut dyn FnMut(usize) -> Result<RgbImage, E>,
    ) -> Result<RgbImage, E> {
        let white = Rgb([255; 3]);
        let mut sheet = RgbImage::from_pixel(self.size.width, self.size.height, white);
        for part in 0..self.maps.len() {
            self.add(&mut sheet, part, &load(part)?);
        }
        Ok(sheet)
    }

    /// Takes the darkness of a part away from the white sheet. Where parts overlap,
    /// their shares add up to 1.
    fn add(&self, sheet: &mut RgbImage, part: usize, picture: &RgbImage) {
        let Some(own) = Place::of(self, part) else {
            return;
        };
        let others: Vec<Place> = (0..self.maps.len())
            .filter(|&i| i != part)
            .filter_map(|i| Place::of(self, i))
            .filter(|place| place.meets(&own))
            .collect();
        let seam = SEAM * f64::from(self.dpi.get()) / 25.4;
        let gain = self.gains.get(part).copied().unwrap_or([1.0; 3]);
        let width = sheet.width() as usize;
        let columns = (own.x0.max(0.0) as usize)..(own.x1.ceil() as usize).min(width);
        let rows = (own.y0.max(0.0) as usize)..(own.y1.ceil() as usize);
        for (y, row) in sheet.rows_mut().enumerate() {
            if !rows.contains(&y) {
                continue;
            }
            for (x, pixel) in row.enumerate() {
                if !columns.contains(&x) {
                    continue;
                }
                let at = (x as f64 + 0.5, y as f64 + 0.5);
                let (there, depth) = own.depth(at);
                let Some(colour) = (depth >= 0.0).then(|| cubic(picture, there)).flatten() else {
                    continue;
                };
                let share = share(depth, seam, &others, at);
                for c in 0..3 {
                    let dark = (255.0 - colour[c] * gain[c]).max(0.0) * share;
                    pixel.0[c] = pixel.0[c].saturating_sub((dark + 0.5) as u8);
                }
            }
        }
    }
}

/// What part of a pixel comes from a part in which it lies `depth` pixels from the
/// rim: the deeper, the more.
fn share(depth: f64, seam: f64, others: &[Place], at: Point) -> f32 {
    let depths = others.iter().map(|o| o.depth(at).1).filter(|d| *d >= 0.0);
    let deepest = depths.clone().fold(depth, f64::max);
    let weight = |d: f64| (d - deepest + seam).max(0.0);
    let all = weight(depth) + depths.map(weight).sum::<f64>();
    (weight(depth) / all.max(1e-9)) as f32
}

/// Where a part lies on the sheet.
struct Place {
    back: Map,
    w: f64,
    h: f64,
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
}

impl Place {
    fn of(plan: &Plan, part: usize) -> Option<Self> {
        let (map, size) = (plan.maps.get(part)?, *plan.sizes.get(part)?);
        let around = corners(size).map(|c| map.apply(c));
        let least = |f: fn(&Point) -> f64| around.iter().map(f).fold(f64::MAX, f64::min);
        let most = |f: fn(&Point) -> f64| around.iter().map(f).fold(f64::MIN, f64::max);
        Some(Self {
            back: map.inverse()?,
            w: f64::from(size.width),
            h: f64::from(size.height),
            x0: least(|p| p.0),
            y0: least(|p| p.1),
            x1: most(|p| p.0),
            y1: most(|p| p.1),
        })
    }

    /// Whether the boxes of two parts meet.
    fn meets(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    /// A point of the sheet in the part, and its distance from the part's rim in
    /// pixels, below 0 outside.
    fn depth(&self, at: Point) -> (Point, f64) {
        let (u, v) = self.back.apply(at);
        ((u, v), u.min(v).min(self.w - u).min(self.h - v))
    }
}

/// The three channels at a point, by Catmull and Rom's curve through 4 × 4 pixels,
/// which keeps strokes sharp; on the rim the outermost pixels repeat. `None` outside.
pub(super) fn cubic(photo: &RgbImage, (x, y): Point) -> Option<[f32; 3]> {
    let (w, h) = (photo.width() as usize, photo.height() as usize);
    if !(x >= 0.0 && y >= 0.0 && x <= w as f64 && y <= h as f64) || w == 0 || h == 0 {
        return None;
    }
    let (x, y) = (x - 0.5, y - 0.5);
    let (ix, iy) = (x.floor(), y.floor());
    let (wx, wy) = (weights((x - ix) as f32), weights((y - iy) as f32));
    let (ix, iy) = (ix as isize - 1, iy as isize - 1);
    let px = photo.as_raw();
    let mut out = [0.0_f32; 3];
    if ix >= 0 && iy >= 0 && ix as usize + 4 <= w && iy as usize + 4 <= h {
        for (j, k) in wy.iter().enumerate() {
            let at = ((iy as usize + j) * w + ix as usize) * 3;
            let Some(four) = px[at..].first_chunk::<12>() else {
                continue;
            };
            for c in 0..3 {
                let sum = f32::from(four[c]) * wx[0]
                    + f32::from(four[3 + c]) * wx[1]
                    + f32::from(four[6 + c]) * wx[2]
                    + f32::from(four[9 + c]) * wx[3];
                out[c] += sum * k;
            }
        }
    } else {
        for (j, ky) in (iy..).zip(wy) {
            let row = j.clamp(0, h as isize - 1) as usize * w;
            for (i, kx) in (ix..).zip(wx) {
                let at = (row + i.clamp(0, w as isize - 1) as usize) * 3;
                for c in 0..3 {
                    out[c] += f32::from(px[at + c]) * kx * ky;
                }
            }
        }
    }
    Some(out.map(|v| v.clamp(0.0, 255.0)))
}

/// Weights of the four pixels around a place `t` (0 to 1) after the second.
fn weights(t: f32) -> [f32; 4] {
    let u = 1.0 - t;
    [
        -0.5 * t * u * u,
        1.0 + t * t * (1.5 * t - 2.5),
        1.0 + u * u * (1.5 * u - 2.5),
        -0.5 * u * t * t,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn pixels_come_back_at_their_middles_and_slopes_stay_slopes() {
        let slope = RgbImage::from_fn(12, 9, |x, y| Rgb([(x * 10) as u8, (y * 10) as u8, 7]));
        for (x, y) in [(0, 0), (5, 4), (11, 8)] {
            let at = (f64::from(x) + 0.5, f64::from(y) + 0.5);
            assert_eq!(
                cubic(&slope, at).unwrap().map(|v| v.round() as u8),
                slope.get_pixel(x, y).0
            );
        }
        let [r, g, b] = cubic(&slope, (5.75, 4.0)).unwrap();
        assert!((r - 52.5).abs() < 0.01 && (g - 35.0).abs() < 0.01 && (b - 7.0).abs() < 0.01);
        assert_eq!(cubic(&slope, (12.5, 1.0)), None);
        assert_eq!(cubic(&slope, (f64::NAN, 1.0)), None);
        assert_eq!(cubic(&RgbImage::new(0, 0), (0.0, 0.0)), None);
    }
}
