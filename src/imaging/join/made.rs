//! Sheets, photos and scans made for the tests of this folder.

use image::{Rgb, RgbImage};

use super::corners::Dice;
use super::draw::cubic;
use super::maps::{Map, Point};

/// A sheet of paper of `dpi` with lines of strokes that look like words; every `seed`
/// writes others. Margins of 15 mm stay white.
pub(super) fn sheet(seed: u64, size: (u32, u32), dpi: f64) -> RgbImage {
    let mut page = RgbImage::from_pixel(size.0, size.1, Rgb([226, 225, 220]));
    let mut dice = Dice::new(seed * 7_919 + 13);
    let mm = dpi / 25.4;
    let (margin, line) = (15.0 * mm, 7.0 * mm);
    let mut y = margin;
    while y + line < f64::from(size.1) - margin {
        let mut x = margin + dice.unit() * 10.0 * mm;
        // Some lines are short, some left out, as in any letter.
        let end = f64::from(size.0) - margin - dice.unit().powi(4) * 80.0 * mm;
        while x < end && dice.unit() > 0.004 {
            for _ in 0..2 + dice.below(6) {
                letter(&mut page, &mut dice, (x, y), mm);
                x += 2.1 * mm;
            }
            x += 2.0 * mm;
        }
        y += line;
    }
    page
}

/// Two to four strokes in a box of 1.8 × 3 mm.
fn letter(page: &mut RgbImage, dice: &mut Dice, (x, y): Point, mm: f64) {
    for _ in 0..2 + dice.below(3) {
        let mut end = || {
            (
                dice.below(3) as f64 * 0.7 * mm,
                dice.below(4) as f64 * 0.8 * mm,
            )
        };
        let (a, b) = (end(), end());
        let steps = (2.0 * ((b.0 - a.0).hypot(b.1 - a.1))).ceil().max(2.0) as u32;
        for s in 0..=steps {
            let t = f64::from(s) / f64::from(steps);
            let (cx, cy) = (x + a.0 + (b.0 - a.0) * t, y + a.1 + (b.1 - a.1) * t);
            let thick = (0.4 * mm).ceil() as u32;
            for (dx, dy) in (0..thick).flat_map(|dx| (0..thick).map(move |dy| (dx, dy))) {
                let (px, py) = (cx as u32 + dx, cy as u32 + dy);
                if px < page.width() && py < page.height() {
                    page.put_pixel(px, py, Rgb([38, 36, 44]));
                }
            }
        }
    }
}

/// What a camera or scanner sees of a sheet: `map` leads from the sheet to the new
/// picture; `ground` surrounds it; light is `gain`, and grain is added.
pub(super) fn seen(
    sheet: &RgbImage,
    map: &Map,
    size: (u32, u32),
    ground: [u8; 3],
    gain: f32,
    seed: u64,
) -> RgbImage {
    let back = map.inverse().unwrap();
    let mut dice = Dice::new(seed + 99);
    RgbImage::from_fn(size.0, size.1, |x, y| {
        let p = back.apply((f64::from(x) + 0.5, f64::from(y) + 0.5));
        let colour = cubic(sheet, p).unwrap_or(ground.map(f32::from));
        let grain = (dice.unit() + dice.unit() - 1.0) as f32 * 6.0;
        Rgb(colour.map(|v| (v * gain + grain).clamp(0.0, 255.0) as u8))
    })
}

/// Adds a lamp's mirror image: an ellipse of light, burnt out in the middle.
pub(super) fn add_glare(photo: &mut RgbImage, middle: Point, radius: (f64, f64), power: f64) {
    for (x, y, pixel) in photo.enumerate_pixels_mut() {
        let (dx, dy) = (
            (f64::from(x) - middle.0) / radius.0,
            (f64::from(y) - middle.1) / radius.1,
        );
        let light = power * (-(dx * dx + dy * dy).powi(2)).exp();
        pixel.0 = pixel.0.map(|v| (f64::from(v) + light).min(255.0) as u8);
    }
}

/// Root mean square of the difference within a box `[x0, y0, x1, y1]`.
pub(super) fn apart(a: &RgbImage, b: &RgbImage, area: [u32; 4]) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for y in area[1]..area[3] {
        for x in area[0]..area[2] {
            for (p, q) in a.get_pixel(x, y).0.iter().zip(&b.get_pixel(x, y).0) {
                sum += (f64::from(*p) - f64::from(*q)).powi(2);
                n += 1.0;
            }
        }
    }
    f64::sqrt(sum / f64::max(n, 1.0))
}
