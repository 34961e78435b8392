//! Pixels taken through a map: turned, tilted and scaled in one go.

use crate::base::Affine;

use super::plane::Plane;

/// Positions between two pixels that the kernel table tells apart.
const PHASES: usize = 64;

/// A grey plane as seen through `back`, which leads from the new plane to `src`.
/// Outside the source it is white. `ratio` is the number of source pixels a new
/// pixel, below 2: above 1 the kernel widens so that no stroke falls between.
pub(super) fn grey(src: &Plane, back: Affine, w: usize, h: usize, ratio: f64) -> Plane {
    let table = kernels(ratio);
    let paper = Paper::of(src);
    let mut out = Plane::filled(w, h, 255);
    let (dx, dy) = (fixed(back.a), fixed(back.b));
    for (y, line) in out.px.chunks_exact_mut(out.w).enumerate() {
        let (x0, y0) = back.apply(0.5, y as f64 + 0.5);
        // A kernel starts one pixel before the pixel whose centre lies before.
        let (mut sx, mut sy) = (fixed(x0 - 1.5), fixed(y0 - 1.5));
        for o in line {
            let (ix, iy) = (sx >> 16, sy >> 16);
            if !paper.is_blank(ix, iy) {
                let wx = &table[((sx >> 10) & 63) as usize];
                let wy = &table[((sy >> 10) & 63) as usize];
                *o = if ix >= 0 && iy >= 0 && ix + 4 <= src.w as i64 && iy + 4 <= src.h as i64 {
                    inner(src, ix as usize, iy as usize, wx, wy)
                } else {
                    at_rim(src, ix, iy, wx, wy)
                };
            }
            sx += dx;
            sy += dy;
        }
    }
    out
}

/// Squares of a plane on which there is nothing but paper; most of a page is, and
/// need not be computed.
struct Paper {
    blank: Vec<bool>,
    across: usize,
}

impl Paper {
    /// Side of the squares, as a power of two.
    const BITS: usize = 4;

    /// Grey from which on a pixel is paper, once the ground is evened out.
    const WHITE: u8 = 236;

    fn of(src: &Plane) -> Self {
        let side = 1 << Self::BITS;
        let (across, down) = (src.w.div_ceil(side), src.h.div_ceil(side));
        let mut blank = vec![true; across * down];
        for (y, row) in src.rows().enumerate() {
            // A kernel that starts in one square reaches three pixels into the next.
            let (last, first) = (y / side, y.saturating_sub(3) / side);
            for x in 0..across {
                let part = &row[x * side..(x * side + side + 3).min(row.len())];
                if part.iter().fold(255, |m: u8, &v| m.min(v)) < Self::WHITE {
                    blank[last * across + x] = false;
                    blank[first * across + x] = false;
                }
            }
        }
        Self { blank, across }
    }

    /// Whether a kernel starting here meets only paper; not so outside the plane.
    #[inline]
    fn is_blank(&self, ix: i64, iy: i64) -> bool {
        let (x, y) = ((ix >> Self::BITS) as usize, (iy >> Self::BITS) as usize);
        x < self.across && self.blank.get(y.wrapping_mul(self.across) + x) == Some(&true)
    }
}

#[inline]
fn inner(src: &Plane, ix: usize, iy: usize, wx: &[f32; 4], wy: &[f32; 4]) -> u8 {
    let mut sums = [0_f32; 4];
    let mut at = iy * src.w + ix;
    for &wy in wy {
        if let Some(four) = src.px[at..].first_chunk::<4>() {
            for (s, &v) in sums.iter_mut().zip(four) {
                *s += f32::from(v) * wy;
            }
        }
        at += src.w;
    }
    let sum = sums[0] * wx[0] + sums[1] * wx[1] + (sums[2] * wx[2] + sums[3] * wx[3]);
    (sum + 0.5) as u8
}

fn at_rim(src: &Plane, ix: i64, iy: i64, wx: &[f32; 4], wy: &[f32; 4]) -> u8 {
    let (w, h) = (src.w as i64, src.h as i64);
    if ix <= -4 || iy <= -4 || ix >= w || iy >= h {
        return 255;
    }
    let mut sum = 0.5;
    for (j, wy) in (iy..).zip(wy) {
        for (i, wx) in (ix..).zip(wx) {
            let inside = (0..w).contains(&i) && (0..h).contains(&j);
            let v = if inside {
                src.px[(j * w + i) as usize]
            } else {
                255
            };
            sum += f32::from(v) * wx * wy;
        }
    }
    sum as u8
}

/// Weights of four neighbours for each position between the middle two.
fn kernels(ratio: f64) -> Vec<[f32; 4]> {
    (0..PHASES)
        .map(|phase| {
            let t = (phase as f64 + 0.5) / PHASES as f64;
            let weights = [1.0 + t, t, 1.0 - t, 2.0 - t].map(|d| kernel(d, ratio));
            let sum: f64 = weights.iter().sum();
            weights.map(|w| (w / sum) as f32)
        })
        .collect()
}

/// Catmull-Rom where pixels keep their size or grow, a tent as wide as the new
/// pixel needs where they shrink.
fn kernel(d: f64, ratio: f64) -> f64 {
    if ratio > 1.05 {
        return (ratio.min(2.0) - d).max(0.0);
    }
    if d < 1.0 {
        (1.5 * d - 2.5) * d * d + 1.0
    } else if d < 2.0 {
        ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0
    } else {
        0.0
    }
}

fn fixed(v: f64) -> i64 {
    (v * 65_536.0).round() as i64
}

/// A map of planes that may carry perspective, row by row: `x' = (m0 x + m1 y + m2)
/// / z`, `y' = (m3 x + m4 y + m5) / z`, `z = m6 x + m7 y + m8`.
pub(super) type Projection = [f64; 9];

/// An affine map as a projection.
pub(super) fn projection(map: Affine) -> Projection {
    [map.a, map.c, map.e, map.b, map.d, map.f, 0.0, 0.0, 1.0]
}

/// First `first`, then `next`: the product of both matrices.
pub(super) fn product(first: &Projection, next: &Projection) -> Projection {
    std::array::from_fn(|i| {
        let (row, column) = (i / 3 * 3, i % 3);
        (0..3).map(|k| next[row + k] * first[k * 3 + column]).sum()
    })
}

/// `N` channels through a map by the four nearest pixels, `fill` outside; `m` leads
/// from the new picture to the source.
pub(super) fn channels<const N: usize>(
    src: &[u8],
    (sw, sh): (usize, usize),
    m: &Projection,
    (w, h): (usize, usize),
    fill: u8,
) -> Vec<u8> {
    let mut out = vec![fill; w * h * N];
    if sw == 0 || sh == 0 || w == 0 {
        return out;
    }
    for (y, line) in out.chunks_exact_mut(w * N).enumerate() {
        let at = |i: usize| m[i] * 0.5 + m[i + 1] * (y as f64 + 0.5) + m[i + 2];
        let (mut nx, mut ny, mut nz) = (at(0), at(3), at(6));
        for o in line.chunks_exact_mut(N) {
            let scale = 256.0 / nz;
            mix::<N>(src, (sw, sh), nx * scale, ny * scale, o);
            nx += m[0];
            ny += m[3];
            nz += m[6];
        }
    }
    out
}

/// Pixels between two places at which a smooth map is worked out; over so few, the
/// bend of a page differs from a straight line by less than a fiftieth of a pixel.
const KNOTS: usize = 16;

/// As [`channels`], through any smooth map: `back` leads from the new picture to the
/// source.
pub(super) fn smoothly<const N: usize>(
    src: &[u8],
    from: (usize, usize),
    back: &dyn Fn(f64, f64) -> (f64, f64),
    (w, h): (usize, usize),
    fill: u8,
) -> Vec<u8> {
    let mut out = vec![fill; w * h * N];
    if from.0 == 0 || from.1 == 0 || w == 0 {
        return out;
    }
    let knots = |row: usize| -> Vec<(f64, f64)> {
        let y = (row * KNOTS) as f64 + 0.5;
        let x = |column: usize| (column * KNOTS) as f64 + 0.5;
        (0..=w.div_ceil(KNOTS)).map(|c| back(x(c), y)).collect()
    };
    let between =
        |a: (f64, f64), b: (f64, f64), t: f64| (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
    let mut below = knots(0);
    for (row, lines) in out.chunks_mut(w * N * KNOTS).enumerate() {
        let above = std::mem::replace(&mut below, knots(row + 1));
        for (y, line) in lines.chunks_exact_mut(w * N).enumerate() {
            let t = y as f64 / KNOTS as f64;
            let mut left = between(above[0], below[0], t);
            for (column, part) in line.chunks_mut(N * KNOTS).enumerate() {
                let right = between(above[column + 1], below[column + 1], t);
                for (x, o) in part.chunks_exact_mut(N).enumerate() {
                    let (sx, sy) = between(left, right, x as f64 / KNOTS as f64);
                    mix::<N>(src, from, sx * 256.0, sy * 256.0, o);
                }
                left = right;
            }
        }
    }
    out
}

/// One pixel out of the four around a place, given in 256ths of a pixel; nothing is
/// done outside the source.
#[inline]
fn mix<const N: usize>(src: &[u8], (sw, sh): (usize, usize), x: f64, y: f64, o: &mut [u8]) {
    // From the middle of the first pixel.
    let (tx, ty) = (
        (x as i32).saturating_sub(128),
        (y as i32).saturating_sub(128),
    );
    if tx < -128 || ty < -128 || tx >= sw as i32 * 256 - 128 || ty >= sh as i32 * 256 - 128 {
        return;
    }
    // On the rim a pixel is its own neighbour.
    let (tx, ty) = (tx.max(0) as usize, ty.max(0) as usize);
    let (ix, iy) = ((tx >> 8).min(sw - 1), (ty >> 8).min(sh - 1));
    let (px, py) = ((tx & 255) as u32, (ty & 255) as u32);
    let next = if ix + 1 < sw { N } else { 0 };
    let below = if iy + 1 < sh { sw * N } else { 0 };
    let at = (iy * sw + ix) * N;
    let (Some(a), Some(b), Some(c), Some(d)) = (
        src[at..].first_chunk::<N>(),
        src[at + next..].first_chunk::<N>(),
        src[at + below..].first_chunk::<N>(),
        src[at + below + next..].first_chunk::<N>(),
    ) else {
        return;
    };
    for (i, o) in o.iter_mut().enumerate().take(N) {
        let top = u32::from(a[i]) * (256 - px) + u32::from(b[i]) * px;
        let low = u32::from(c[i]) * (256 - px) + u32::from(d[i]) * px;
        *o = ((top * (256 - py) + low * py + 32_768) >> 16) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_keeps_every_pixel() {
        let px: Vec<u8> = (0..20 * 15).map(|i| (i * 7 % 256) as u8).collect();
        let plane = Plane { w: 20, h: 15, px };
        let same = grey(&plane, Affine::IDENTITY, 20, 15, 1.0);
        let worst = same
            .px
            .iter()
            .zip(&plane.px)
            .map(|(a, b)| a.abs_diff(*b))
            .max();
        assert!(worst <= Some(2), "{worst:?}");
        let back = projection(Affine::IDENTITY);
        assert_eq!(
            channels::<1>(&plane.px, (20, 15), &back, (20, 15), 255),
            plane.px
        );
    }

    #[test]
    fn a_smooth_map_agrees_with_a_projection() {
        let px: Vec<u8> = (0..90 * 70).map(|i| (i % 90 * 2 + i / 90) as u8).collect();
        let m = [0.9, 0.1, 3.0, -0.05, 1.1, 2.0, 0.0, 0.0, 1.0];
        let back = |x: f64, y: f64| (0.9 * x + 0.1 * y + 3.0, -0.05 * x + 1.1 * y + 2.0);
        for size in [(80, 60), (1, 1), (16, 33), (3, 0)] {
            let exact = channels::<1>(&px, (90, 70), &m, size, 7);
            let smooth = smoothly::<1>(&px, (90, 70), &back, size, 7);
            let off = exact.iter().zip(&smooth).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(
                exact.len() == smooth.len() && off.unwrap_or(0) <= 1,
                "{off:?}"
            );
        }
        let lost = |_: f64, _: f64| (f64::NAN, f64::INFINITY);
        assert_eq!(smoothly::<1>(&px, (90, 70), &lost, (9, 9), 7).len(), 81);
    }

    #[test]
    fn shrinking_keeps_the_mean_of_a_fine_pattern() {
        let px: Vec<u8> = (0..300 * 300)
            .map(|i| if i % 3 == 0 { 0 } else { 255 })
            .collect();
        let plane = Plane { w: 300, h: 300, px };
        let small = grey(&plane, Affine::scale(1.5, 1.5), 200, 200, 1.5);
        let middle = &small.px[100 * 200 + 20..100 * 200 + 180];
        let mean = middle.iter().map(|&v| f64::from(v)).sum::<f64>() / middle.len() as f64;
        assert!((mean - 170.0).abs() < 3.0, "{mean}");
    }
}
