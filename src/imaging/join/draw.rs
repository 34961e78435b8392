//! Pixels taken from a picture at places between its pixels.

use image::RgbImage;

use super::maps::Point;

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
