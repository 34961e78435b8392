//! Corners of strokes, and a short signature of what surrounds each.

use crate::imaging::plane::Plane;

/// Side of the squares, in pixels, from each of which the strongest corners are
/// taken: at 75 dpi, 13 mm. Overlaps of 3 cm then hold enough of them.
const SQUARE: usize = 40;
/// Corners a square.
const PER_SQUARE: usize = 4;
/// Least change of grey along the weaker direction, squared: paper's grain stays
/// below 10 at 75 dpi, pale print reaches 100.
const LEAST: f32 = 40.0;
/// Corners this near to the rim are left out: half of their surroundings is missing.
const RIM: usize = 8;
/// Radius of what a signature looks at: a circle of 15 mm at 75 dpi holds two or
/// three words, and no two places of a page look alike.
const REACH: f32 = 22.0;
/// Two samples closer in grey than this count as equal: otherwise white paper,
/// which is most of a page, would be signed by its noise.
const EQUAL: u8 = 6;

/// What surrounds a corner: bit `i` tells whether the first sample of pair `i` is
/// darker than the second.
pub(super) type Signature = [u64; 4];

/// A place of a plane where strokes end, turn or cross, in its pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Corner {
    /// Column.
    pub x: usize,
    /// Row.
    pub y: usize,
}

/// The strongest corners of a plane, spread over all of it: first the strongest of
/// each square, then the second ones, so that any first part is spread too.
pub(super) fn find(plane: &Plane) -> Vec<Corner> {
    let (w, h) = (plane.w, plane.h);
    if w <= 2 * RIM + 2 || h <= 2 * RIM + 2 {
        return Vec::new();
    }
    let score = scores(plane);
    let mut squares: Vec<Vec<(f32, Corner)>> =
        vec![Vec::new(); w.div_ceil(SQUARE) * h.div_ceil(SQUARE)];
    for y in RIM..h - RIM {
        for x in RIM..w - RIM {
            let here = score[y * w + x];
            if here < LEAST {
                continue;
            }
            // Two pixels on each side: nearer corners have the same surroundings.
            let peak = (y - 2..=y + 2).all(|ny| {
                let row = &score[ny * w + x - 2..=ny * w + x + 2];
                row.iter().enumerate().all(|(i, &v)| {
                    let before = (ny, i) < (y, 2);
                    if before { v < here } else { v <= here }
                })
            });
            if peak {
                let square = y / SQUARE * w.div_ceil(SQUARE) + x / SQUARE;
                squares[square].push((here, Corner { x, y }));
            }
        }
    }
    for square in &mut squares {
        square.sort_by(|a, b| b.0.total_cmp(&a.0));
    }
    (0..PER_SQUARE)
        .flat_map(|rank| squares.iter().filter_map(move |s| s.get(rank)))
        .map(|c| c.1)
        .collect()
}

/// The lesser eigenvalue of the gradients' scatter around each pixel (Shi and
/// Tomasi), a mean over 5 × 5.
fn scores(plane: &Plane) -> Vec<f32> {
    let (w, h) = (plane.w, plane.h);
    let mut scatter = [vec![0.0_f32; w * h], vec![0.0; w * h], vec![0.0; w * h]];
    for y in 1..h - 1 {
        let (up, row, low) = (plane.row(y - 1), plane.row(y), plane.row(y + 1));
        for x in 1..w - 1 {
            let dx = (f32::from(row[x + 1]) - f32::from(row[x - 1])) / 2.0;
            let dy = (f32::from(low[x]) - f32::from(up[x])) / 2.0;
            scatter[0][y * w + x] = dx * dx;
            scatter[1][y * w + x] = dx * dy;
            scatter[2][y * w + x] = dy * dy;
        }
    }
    let [xx, xy, yy] = scatter.map(|s| mean_of_5x5(&s, w, h));
    let mut score = xx;
    for ((a, &b), &c) in score.iter_mut().zip(&xy).zip(&yy) {
        let (half, apart) = ((*a + c) / 2.0, (*a - c) / 2.0);
        *a = half - apart.hypot(b);
    }
    score
}

/// Mean over two pixels to every side; zero on the rim.
fn mean_of_5x5(src: &[f32], w: usize, h: usize) -> Vec<f32> {
    let mut across = vec![0.0; w * h];
    for (row, out) in src.chunks_exact(w).zip(across.chunks_exact_mut(w)) {
        for (o, five) in out[2..].iter_mut().zip(row.windows(5)) {
            *o = five.iter().sum();
        }
    }
    let mut out = vec![0.0; w * h];
    for y in 2..h.saturating_sub(2) {
        for x in 0..w {
            let column = (y - 2..=y + 2).map(|y| across[y * w + x]);
            out[y * w + x] = column.sum::<f32>() / 25.0;
        }
    }
    out
}

/// Pairs of places around a corner that its signature compares.
pub(super) struct Pattern(Vec<[i32; 4]>);

impl Pattern {
    /// The pattern turned by `radians` clockwise, as seen, and `scale` times as wide.
    pub fn turned(radians: f64, scale: f64) -> Self {
        let (sin, cos) = (radians.sin() as f32, radians.cos() as f32);
        let (sin, cos) = (sin * scale as f32, cos * scale as f32);
        let mut dice = Dice::new(0x50_48_4f_41);
        // The sum of three throws falls off towards the rim as BRIEF's samples do.
        let mut throw = || (0..3).map(|_| dice.unit() as f32 - 0.5).sum::<f32>() * REACH * 1.3;
        let mut place = || {
            loop {
                let (x, y) = (throw(), throw());
                if x.hypot(y) <= REACH {
                    return (x, y);
                }
            }
        };
        let turn = |(x, y): (f32, f32)| {
            let at = (x * cos - y * sin, x * sin + y * cos);
            (at.0.round() as i32, at.1.round() as i32)
        };
        let pair = |_| {
            let (a, b) = (turn(place()), turn(place()));
            [a.0, a.1, b.0, b.1]
        };
        Self((0..256).map(pair).collect())
    }

    /// The signatures of corners; `soft` is their plane, softened.
    pub fn sign(&self, soft: &Plane, corners: &[Corner]) -> Vec<Signature> {
        let grey = |c: &Corner, dx: i32, dy: i32| {
            let x = (c.x as i32 + dx).clamp(0, soft.w as i32 - 1) as usize;
            let y = (c.y as i32 + dy).clamp(0, soft.h as i32 - 1) as usize;
            soft.px[y * soft.w + x]
        };
        let sign = |c: &Corner| {
            let mut bits = [0_u64; 4];
            for (i, &[ax, ay, bx, by]) in self.0.iter().enumerate() {
                let darker = grey(c, ax, ay).saturating_add(EQUAL) < grey(c, bx, by);
                bits[i / 64] |= u64::from(darker) << (i % 64);
            }
            bits
        };
        corners.iter().map(sign).collect()
    }
}

/// Each pixel the mean of 5 × 5: signatures must not hang on one pixel.
pub(super) fn softened(plane: &Plane) -> Plane {
    let grey: Vec<f32> = plane.px.iter().map(|&v| f32::from(v)).collect();
    let mut soft = plane.clone();
    if plane.w < 5 || plane.h < 5 {
        return soft;
    }
    let mean = mean_of_5x5(&grey, plane.w, plane.h);
    for y in 2..plane.h - 2 {
        for x in 2..plane.w - 2 {
            soft.px[y * plane.w + x] = mean[y * plane.w + x] as u8;
        }
    }
    soft
}

/// Indices of corners that choose each other, nearest first. Most places look like
/// no other, so no ratio to the second best is asked; what is wrong falls out later.
pub(super) fn mutual(a: &[Signature], b: &[Signature]) -> Vec<(usize, usize)> {
    /// More different bits than this are another place: equal places differ in 20
    /// to 60, unequal ones rarely in fewer than 70.
    const FAR: u32 = 64;
    let mut best_of_a = vec![(FAR, usize::MAX); a.len()];
    let mut best_of_b = vec![(FAR, usize::MAX); b.len()];
    for (i, s) in a.iter().enumerate() {
        for (j, t) in b.iter().enumerate() {
            let limit = best_of_a[i].0.max(best_of_b[j].0);
            // Most pairs are told apart by the first quarter alone.
            let first = (s[0] ^ t[0]).count_ones();
            if first >= limit {
                continue;
            }
            let rest: u32 = (1..4).map(|k| (s[k] ^ t[k]).count_ones()).sum();
            let apart = first + rest;
            if apart < best_of_a[i].0 {
                best_of_a[i] = (apart, j);
            }
            if apart < best_of_b[j].0 {
                best_of_b[j] = (apart, i);
            }
        }
    }
    let mut found: Vec<(u32, usize, usize)> = best_of_a
        .iter()
        .enumerate()
        .filter(|(i, (_, j))| best_of_b.get(*j).is_some_and(|b| b.1 == *i))
        .map(|(i, &(apart, j))| (apart, i, j))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, i, j)| (i, j)).collect()
}

/// Chance that falls the same way every time: equal input, equal output.
pub(super) struct Dice(u64);

impl Dice {
    /// Begins at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number from 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        // Marsaglia's xorshift64*.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `n`; 0 if there is none.
    pub fn below(&mut self, n: usize) -> usize {
        ((self.unit() * n as f64) as usize).min(n.saturating_sub(1))
    }
}
