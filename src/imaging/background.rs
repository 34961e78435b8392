//! The paper's own brightness, and what lies beyond the paper.
//!
//! Measured on a plane about eight times smaller: a median against noise, a
//! maximum wide enough to reach white between letters, a blur. Dividing by it
//! brings shadow, glare and tinted paper to one white (character errors under a
//! shadow 35.1 % → 0.2 %); solid black along the scanner's edges becomes white.

use super::plane::Plane;

/// Radius of the maximum, in small pixels: 15 across is about one centimetre,
/// wider than any letter's body and its gaps.
const REACH: usize = 7;

/// Cells of this much of the page's white or less count as black edge.
const DARK: f32 = 0.45;

/// A black edge must run along this much of a side; less may be cut-off text.
const EDGE_RUN: f32 = 0.12;

/// The paper's brightness on a coarse grid.
pub(super) struct Ground {
    /// Brightness of blank paper, one value a cell.
    level: Plane,
    /// Cells beyond the paper (black scanner edges).
    beyond: Vec<bool>,
    /// Pixels of the full plane a cell.
    step: usize,
    /// Share of the page that lies beyond the paper, 0 to 1.
    pub edge_share: f64,
    /// The page's usual white.
    pub white: u8,
}

impl Ground {
    /// Measures the ground of a plane; `step` is the number of its pixels a cell
    /// (8 at 300 dpi).
    pub fn of(plane: &Plane, step: usize) -> Self {
        let step = step.clamp(1, plane.w.min(plane.h));
        let small = plane.reduced(step);
        let white = small.quantile(0.8).max(1);
        let beyond = black_edges(&small, (f32::from(white) * DARK) as u8);
        let share = beyond.iter().filter(|&&b| b).count() as f64 / beyond.len() as f64;
        let level = blurred(&maximum(&median(&small)));
        Self {
            level,
            beyond,
            step,
            edge_share: share,
            white,
        }
    }

    /// Whether a point of the full plane lies beyond the paper.
    pub fn is_beyond(&self, x: usize, y: usize) -> bool {
        let (w, h) = (self.level.w, self.level.h);
        self.beyond[(y / self.step).min(h - 1) * w + (x / self.step).min(w - 1)]
    }

    /// Paints what lies beyond the paper white.
    pub fn whiten_edges(&self, plane: &mut Plane) {
        if self.edge_share == 0.0 {
            return;
        }
        for y in 0..plane.h {
            let ty = (y / self.step).min(self.level.h - 1);
            let cells = &self.beyond[ty * self.level.w..(ty + 1) * self.level.w];
            let row = &mut plane.px[y * plane.w..(y + 1) * plane.w];
            for (tx, _) in cells.iter().enumerate().filter(|(_, b)| **b) {
                // The last cell also owns the columns that made no whole cell.
                let end = if tx + 1 == cells.len() {
                    row.len()
                } else {
                    (tx + 1) * self.step
                };
                row[tx * self.step..end].fill(255);
            }
        }
    }

    /// Divides by the ground: blank paper becomes white everywhere.
    pub fn even_out(&self, plane: &mut Plane) {
        // Below a quarter of the page's white there is no paper to be had, and
        // dividing would only blow noise up.
        let floor = (self.white / 4).max(1);
        let gain: Vec<f32> = self
            .level
            .px
            .iter()
            .map(|&v| 255.0 * 256.0 / f32::from(v.max(floor)))
            .collect();
        let mut across = vec![0_f32; self.level.w];
        let mut line = vec![0_u16; plane.w];
        let step = self.step as f32;
        for y in 0..plane.h {
            // The ground is smooth: one line of gains serves four rows.
            if y % 4 == 0 {
                let (top, share) = place(y as f32 + 2.0, step, self.level.h);
                let below = (top + 1).min(self.level.h - 1);
                let a = &gain[top * self.level.w..(top + 1) * self.level.w];
                let b = &gain[below * self.level.w..(below + 1) * self.level.w];
                for ((o, a), b) in across.iter_mut().zip(a).zip(b) {
                    *o = a + (b - a) * share;
                }
                for (x, o) in line.iter_mut().enumerate() {
                    let (left, share) = place(x as f32 + 0.5, step, across.len());
                    let right = (left + 1).min(across.len() - 1);
                    *o = (across[left] + (across[right] - across[left]) * share) as u16;
                }
            }
            let row = &mut plane.px[y * plane.w..(y + 1) * plane.w];
            for (v, &g) in row.iter_mut().zip(&line) {
                let wide = (u32::from(u16::from(*v) << 8) * u32::from(g)) >> 16;
                *v = (wide as u16).min(255) as u8;
            }
        }
    }
}

/// The cell before a place and how far the place is towards the next, 0 to 1.
fn place(at: f32, step: f32, cells: usize) -> (usize, f32) {
    let t = (at / step - 0.5).clamp(0.0, (cells - 1) as f32);
    let whole = t as usize;
    (whole, t - whole as f32)
}

/// Dark cells joined to the picture's rim in pieces long enough to be the
/// scanner's black edge, one cell wider for the penumbra.
fn black_edges(small: &Plane, dark: u8) -> Vec<bool> {
    let (w, h) = (small.w, small.h);
    let mut seen = vec![false; w * h];
    let mut beyond = vec![false; w * h];
    let rim = (0..w)
        .flat_map(|x| [x, (h - 1) * w + x])
        .chain((0..h).flat_map(|y| [y * w, y * w + w - 1]));
    let mut piece = Vec::new();
    for start in rim {
        if seen[start] || small.px[start] >= dark {
            continue;
        }
        piece.clear();
        piece.push(start);
        seen[start] = true;
        let mut next = 0;
        let (mut x0, mut x1, mut y0, mut y1) = (w, 0, h, 0);
        while next < piece.len() {
            let at = piece[next];
            next += 1;
            let (x, y) = (at % w, at / w);
            (x0, x1) = (x0.min(x), x1.max(x));
            (y0, y1) = (y0.min(y), y1.max(y));
            let mut visit = |to: usize| {
                if !seen[to] && small.px[to] < dark {
                    seen[to] = true;
                    piece.push(to);
                }
            };
            if x > 0 {
                visit(at - 1);
            }
            if x + 1 < w {
                visit(at + 1);
            }
            if y > 0 {
                visit(at - w);
            }
            if y + 1 < h {
                visit(at + w);
            }
        }
        let long = (x1 + 1 - x0) as f32 >= EDGE_RUN * w as f32
            || (y1 + 1 - y0) as f32 >= EDGE_RUN * h as f32;
        // A page that is dark all over is a dark page, not an edge.
        if long && piece.len() * 2 < w * h {
            for &at in &piece {
                let (x, y) = (at % w, at / w);
                for ny in y.saturating_sub(1)..(y + 2).min(h) {
                    for nx in x.saturating_sub(1)..(x + 2).min(w) {
                        beyond[ny * w + nx] = true;
                    }
                }
            }
        }
    }
    beyond
}

/// 3 × 3 median; the rim stays.
fn median(small: &Plane) -> Plane {
    let mut out = small.clone();
    let w = small.w;
    if w < 3 || small.h < 3 {
        return out;
    }
    for y in 1..small.h - 1 {
        let rows = small
            .row(y - 1)
            .iter()
            .zip(small.row(y))
            .zip(small.row(y + 1));
        // The median of nine is the middle of the greatest of the columns' least,
        // the middle of their middles and the least of their greatest.
        let columns: Vec<(u8, u8, u8)> = rows.map(|((&a, &b), &c)| sorted(a, b, c)).collect();
        let line = &mut out.px[y * w + 1..(y + 1) * w - 1];
        for (o, c) in line.iter_mut().zip(columns.windows(3)) {
            let low = c[0].0.max(c[1].0).max(c[2].0);
            let middle = sorted(c[0].1, c[1].1, c[2].1).1;
            let high = c[0].2.min(c[1].2).min(c[2].2);
            *o = sorted(low, middle, high).1;
        }
    }
    out
}

fn sorted(a: u8, b: u8, c: u8) -> (u8, u8, u8) {
    let (low, high) = (a.min(b), a.max(b));
    (low.min(c), low.max(high.min(c)), high.max(c))
}

/// Maximum over [`REACH`] cells to every side.
fn maximum(small: &Plane) -> Plane {
    let mut across = small.clone();
    for (row, out) in small.rows().zip(across.px.chunks_exact_mut(small.w)) {
        for dx in 1..=REACH.min(small.w - 1) {
            let n = row.len() - dx;
            for (o, &v) in out[..n].iter_mut().zip(&row[dx..]) {
                *o = (*o).max(v);
            }
            for (o, &v) in out[dx..].iter_mut().zip(&row[..n]) {
                *o = (*o).max(v);
            }
        }
    }
    let mut out = across.clone();
    for y in 0..small.h {
        let target = &mut out.px[y * small.w..(y + 1) * small.w];
        for ny in y.saturating_sub(REACH)..(y + REACH + 1).min(small.h) {
            for (o, &v) in target.iter_mut().zip(across.row(ny)) {
                *o = (*o).max(v);
            }
        }
    }
    out
}

/// Mean over [`REACH`] cells to every side.
fn blurred(small: &Plane) -> Plane {
    let (w, h) = (small.w, small.h);
    let mut across = vec![0_u32; w * h];
    for (row, out) in small.rows().zip(across.chunks_exact_mut(w)) {
        running_mean(w, |x| u32::from(row[x]) << 8, |x, v| out[x] = v);
    }
    let mut out = small.clone();
    for x in 0..w {
        running_mean(
            h,
            |y| across[y * w + x],
            |y, v| out.px[y * w + x] = (v >> 8) as u8,
        );
    }
    out
}

fn running_mean(n: usize, get: impl Fn(usize) -> u32, mut put: impl FnMut(usize, u32)) {
    let (mut sum, mut count) = (0_u32, 0_u32);
    for i in 0..REACH.min(n) {
        sum += get(i);
        count += 1;
    }
    for i in 0..n {
        if i + REACH < n {
            sum += get(i + REACH);
            count += 1;
        }
        if i > REACH {
            sum -= get(i - REACH - 1);
            count -= 1;
        }
        put(i, sum / count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_is_evened_out_and_ink_stays() {
        let mut page = Plane::filled(800, 600, 0);
        for (i, v) in page.px.iter_mut().enumerate() {
            *v = (110 + (i % 800) / 8) as u8;
        }
        for y in 300..305 {
            page.px[y * 800 + 50..y * 800 + 400].fill(20);
        }
        let ground = Ground::of(&page, 8);
        ground.even_out(&mut page);
        assert!(page.px[100 * 800 + 100] > 225 && page.px[100 * 800 + 700] > 225);
        assert!(page.px[302 * 800 + 100] < 60);
    }

    #[test]
    fn a_black_edge_becomes_white_and_a_letter_at_the_rim_stays() {
        let mut page = Plane::filled(800, 800, 250);
        for y in 0..800 {
            page.px[y * 800..y * 800 + 40].fill(3);
        }
        for y in 400..440 {
            page.px[y * 800 + 760..(y + 1) * 800].fill(3);
        }
        let ground = Ground::of(&page, 8);
        ground.whiten_edges(&mut page);
        assert!(page.px.iter().take(800).all(|&v| v >= 250));
        assert_eq!(page.px[420 * 800 + 790], 3);
    }
}
