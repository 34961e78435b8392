//! Small pieces of one picture looked for in another, to a fraction of a pixel.

use super::maps::{Map, Point};
use crate::imaging::plane::Plane;

/// Two pieces with a correlation from here on show the same strokes: with it, every
/// piece of true neighbours was found, and one in twenty of strangers.
pub(super) const ALIKE: f64 = 0.65;

/// Least spread of grey (standard deviation) in a piece that holds anything.
const EMPTY: f32 = 4.0;

/// A piece of the first picture and what was found of it in the second.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    /// Its middle in the first picture.
    pub at: Point,
    /// Where that lies in the second picture.
    pub there: Point,
    /// Correlation, -1 to 1; 0 when the best place lies at the end of the search.
    pub alike: f64,
}

/// Sizes of pieces and of the search, in pixels to each side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Search {
    /// Half of a piece's side.
    pub half: usize,
    /// How far it is looked for around the place where `map` puts it.
    pub reach: usize,
}

impl Search {
    /// Looks for the piece of `a` around the pixel `(x, y)` in `b`, where `map` leads
    /// from `a` to `b`. `None` when the piece is empty or leaves a picture.
    pub fn look(self, a: &Plane, b: &Plane, map: &Map, (x, y): (usize, usize)) -> Option<Seen> {
        let Self { half, reach } = self;
        if x < half || y < half || x + half >= a.w || y + half >= a.h {
            return None;
        }
        let side = 2 * half + 1;
        let mut piece: Vec<f32> = (y - half..=y + half)
            .flat_map(|y| &a.row(y)[x - half..=x + half])
            .map(|&v| f32::from(v))
            .collect();
        let n = (side * side) as f32;
        let mean = piece.iter().sum::<f32>() / n;
        piece.iter_mut().for_each(|v| *v -= mean);
        let power = piece.iter().map(|v| v * v).sum::<f32>();
        if power < EMPTY * EMPTY * n {
            return None;
        }
        let window = self.window(b, map, (x, y))?;
        let wide = side + 2 * reach;
        let steps = 2 * reach + 1;
        let scores: Vec<f32> = (0..steps * steps)
            .map(|i| {
                let (sx, sy) = (i % steps, i / steps);
                let (mut sum, mut square, mut product) = (0.0, 0.0, 0.0);
                for (row, line) in piece.chunks_exact(side).enumerate() {
                    let start = (sy + row) * wide + sx;
                    for (&p, &v) in line.iter().zip(&window[start..start + side]) {
                        sum += v;
                        square += v * v;
                        product += v * p;
                    }
                }
                let spread = square - sum * sum / n;
                product / (spread.max(EMPTY * EMPTY * n / 4.0) * power).sqrt()
            })
            .collect();
        let best = (0..scores.len()).max_by(|&i, &j| scores[i].total_cmp(&scores[j]))?;
        let (sx, sy) = (best % steps, best / steps);
        let inside = |s: usize| s > 0 && s + 1 < steps;
        let (mut dx, mut dy, mut alike) = (0.0, 0.0, 0.0);
        if inside(sx) && inside(sy) {
            alike = f64::from(scores[best]);
            dx = peak(scores[best - 1], scores[best], scores[best + 1]);
            dy = peak(scores[best - steps], scores[best], scores[best + steps]);
        }
        let moved = |at: usize, s: usize, d: f64| at as f64 + 0.5 + s as f64 - reach as f64 + d;
        let at = (x as f64 + 0.5, y as f64 + 0.5);
        Some(Seen {
            at,
            there: map.apply((moved(x, sx, dx), moved(y, sy, dy))),
            alike,
        })
    }

    /// The second picture as seen from the first, around the piece.
    fn window(self, b: &Plane, map: &Map, (x, y): (usize, usize)) -> Option<Vec<f32>> {
        let far = (self.half + self.reach) as i64;
        let mut window = Vec::with_capacity(((2 * far + 1) * (2 * far + 1)) as usize);
        for dy in -far..=far {
            for dx in -far..=far {
                let p = ((x as i64 + dx) as f64 + 0.5, (y as i64 + dy) as f64 + 0.5);
                window.push(between(b, map.apply(p))?);
            }
        }
        Some(window)
    }
}

/// Grey at a point, from the four nearest pixels; `None` outside.
fn between(plane: &Plane, (x, y): Point) -> Option<f32> {
    let (x, y) = (x - 0.5, y - 0.5);
    if !(x >= 0.0 && y >= 0.0 && x < (plane.w - 1) as f64 && y < (plane.h - 1) as f64) {
        return None;
    }
    let (ix, iy) = (x as usize, y as usize);
    let (fx, fy) = ((x - ix as f64) as f32, (y - iy as f64) as f32);
    let at = iy * plane.w + ix;
    let grey = |i: usize| f32::from(plane.px[i]);
    let top = grey(at) + (grey(at + 1) - grey(at)) * fx;
    let low = grey(at + plane.w) + (grey(at + plane.w + 1) - grey(at + plane.w)) * fx;
    Some(top + (low - top) * fy)
}

/// Where between -0.5 and 0.5 a parabola through three values has its top.
fn peak(before: f32, here: f32, after: f32) -> f64 {
    let bend = before - 2.0 * here + after;
    if bend >= -1e-6 {
        return 0.0;
    }
    f64::from((before - after) / (2.0 * bend)).clamp(-0.5, 0.5)
}
