//! Values on a coarse grid over a picture: light, displacement, shares of two shots.

use image::RgbImage;

/// One value a cell, row by row; a cell is a square of the picture's pixels.
#[derive(Debug, Clone)]
pub(super) struct Grid {
    /// Cells across, at least 1.
    pub w: usize,
    /// Cells down, at least 1.
    pub h: usize,
    /// Pixels of the picture along a cell's side.
    pub cell: f64,
    /// `w * h` values.
    pub v: Vec<f32>,
}

impl Grid {
    /// Means of each channel over cells of `cell` pixels.
    pub fn means(photo: &RgbImage, cell: usize) -> [Self; 3] {
        let (w, h) = (photo.width() as usize, photo.height() as usize);
        let cell = cell.clamp(1, w.min(h).max(1));
        let (across, down) = ((w / cell).max(1), (h / cell).max(1));
        let mut sums = vec![[0_u32; 4]; across * down];
        // Every second row and pixel is enough against noise.
        let rows = photo.as_raw().chunks_exact(w.max(1) * 3);
        for (y, row) in rows.enumerate().step_by(2) {
            let line = &mut sums[(y / cell).min(down - 1) * across..][..across];
            for (x, p) in row.chunks_exact(3).enumerate().step_by(2) {
                let sum = &mut line[(x / cell).min(across - 1)];
                for c in 0..3 {
                    sum[c] += u32::from(p[c]);
                }
                sum[3] += 1;
            }
        }
        std::array::from_fn(|c| Self {
            w: across,
            h: down,
            cell: cell as f64,
            v: sums
                .iter()
                .map(|s| s[c] as f32 / s[3].max(1) as f32)
                .collect(),
        })
    }

    /// The paper's level in each channel over cells of 2 to 3 mm: letters, up to 10 mm
    /// high, are bridged.
    pub fn paper(photo: &RgbImage, cell: usize) -> [Self; 3] {
        Self::means(photo, cell).map(|g| g.extreme(2, false).extreme(2, true))
    }

    /// The same grid with other values.
    pub fn with(&self, v: Vec<f32>) -> Self {
        Self { v, ..*self }
    }

    /// The value at a point of the picture, between the middles of four cells.
    pub fn at(&self, x: f64, y: f64) -> f32 {
        let place = |at: f64, n: usize| {
            let t = (at / self.cell - 0.5).clamp(0.0, (n - 1) as f64);
            let whole = t as usize;
            (whole, (whole + 1).min(n - 1), (t - whole as f64) as f32)
        };
        let (x0, x1, fx) = place(x, self.w);
        let (y0, y1, fy) = place(y, self.h);
        let row = |y: usize| {
            let (a, b) = (self.v[y * self.w + x0], self.v[y * self.w + x1]);
            a + (b - a) * fx
        };
        row(y0) + (row(y1) - row(y0)) * fy
    }

    /// The middle of cell `i`, in pixels of the picture.
    pub fn middle(&self, i: usize) -> (f64, f64) {
        let (x, y) = (i % self.w, i / self.w);
        ((x as f64 + 0.5) * self.cell, (y as f64 + 0.5) * self.cell)
    }

    /// Fills the cells of little `weight` from those around, the nearer the more:
    /// each is pulled from a grid half as fine, that one from the next (push-pull).
    pub fn filled(&self, weight: &[f32]) -> Self {
        if self.w == 1 && self.h == 1 {
            return self.clone();
        }
        let (w, h) = (self.w.div_ceil(2), self.h.div_ceil(2));
        let mut sums = vec![(0.0_f32, 0.0_f32); w * h];
        for (i, (&v, &k)) in self.v.iter().zip(weight).enumerate() {
            let sum = &mut sums[i / self.w / 2 * w + i % self.w / 2];
            *sum = (sum.0 + v * k, sum.1 + k);
        }
        let half = Self {
            w,
            h,
            cell: self.cell * 2.0,
            v: sums
                .iter()
                .map(|s| if s.1 > 0.0 { s.0 / s.1 } else { 0.0 })
                .collect(),
        };
        let trust: Vec<f32> = sums.iter().map(|s| s.1.min(1.0)).collect();
        let half = half.filled(&trust);
        let value = |(i, (&v, &k)): (usize, (&f32, &f32))| {
            let (x, y) = self.middle(i);
            let k = k.min(1.0);
            v * k + half.at(x, y) * (1.0 - k)
        };
        let v = self.v.iter().zip(weight).enumerate().map(value).collect();
        self.with(v)
    }

    /// Each cell the greatest (or, with `least`, the least) within `reach` cells.
    pub fn extreme(&self, reach: usize, least: bool) -> Self {
        let pick = |a: f32, b: f32| if least { a.min(b) } else { a.max(b) };
        let along = |src: &[f32], n: usize, stride: usize, start: usize, out: &mut [f32]| {
            for i in 0..n {
                let near = i.saturating_sub(reach)..(i + reach + 1).min(n);
                out[start + i * stride] = near
                    .map(|j| src[start + j * stride])
                    .fold(src[start + i * stride], pick);
            }
        };
        let mut across = self.v.clone();
        for y in 0..self.h {
            along(&self.v, self.w, 1, y * self.w, &mut across);
        }
        let mut out = across.clone();
        for x in 0..self.w {
            along(&across, self.h, self.w, x, &mut out);
        }
        self.with(out)
    }

    /// Distance of each cell from the cells that are `on`, in cells, nearly round;
    /// far beyond the grid where none is.
    pub fn distance(&self, on: &[bool]) -> Self {
        let (w, h) = (self.w, self.h);
        let mut far: Vec<f32> = on.iter().map(|&o| if o { 0.0 } else { 1e6 }).collect();
        let mut pass = |order: &mut dyn Iterator<Item = usize>, back: bool| {
            for i in order {
                let (x, y) = (i % w, i / w);
                let (row, side) = if back {
                    ((y + 1 < h).then_some(i + w), (x + 1 < w).then_some(i + 1))
                } else {
                    (
                        y.checked_sub(1).map(|_| i.wrapping_sub(w)),
                        (x > 0).then(|| i.wrapping_sub(1)),
                    )
                };
                let mut best = far[i];
                if let Some(j) = row {
                    best = best.min(far[j] + 1.0);
                    if x > 0 {
                        best = best.min(far[j - 1] + 1.414);
                    }
                    if x + 1 < w {
                        best = best.min(far[j + 1] + 1.414);
                    }
                }
                if let Some(j) = side {
                    best = best.min(far[j] + 1.0);
                }
                far[i] = best;
            }
        };
        pass(&mut (0..w * h), false);
        pass(&mut (0..w * h).rev(), true);
        self.with(far)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(w: usize, h: usize, f: impl Fn(usize, usize) -> f32) -> Grid {
        let v = (0..w * h).map(|i| f(i % w, i / w)).collect();
        Grid { w, h, cell: 4.0, v }
    }

    #[test]
    fn a_hole_in_a_slope_is_filled_with_the_slope() {
        let slope = grid(40, 30, |x, y| x as f32 + 2.0 * y as f32);
        let weight: Vec<f32> = (0..1_200)
            .map(|i| f32::from(!((15..22).contains(&(i % 40)) && (10..18).contains(&(i / 40)))))
            .collect();
        let holed = slope.with(slope.v.iter().zip(&weight).map(|(v, k)| v * k).collect());
        let filled = holed.filled(&weight);
        for (a, b) in filled.v.iter().zip(&slope.v) {
            assert!((a - b).abs() < 6.0, "{a} {b}");
        }
        assert_eq!(grid(1, 1, |_, _| 3.0).filled(&[0.0]).v, [3.0]);
    }

    #[test]
    fn between_cells_values_are_mixed_and_beyond_the_rim_they_stay() {
        let two = grid(2, 1, |x, _| x as f32);
        assert_eq!(
            [two.at(2.0, 0.0), two.at(4.0, 2.0), two.at(99.0, 0.0)],
            [0.0, 0.5, 1.0]
        );
    }

    #[test]
    fn distance_grows_by_one_a_cell() {
        let on: Vec<bool> = (0..30).map(|i| i == 12).collect();
        let far = grid(6, 5, |_, _| 0.0).distance(&on);
        assert_eq!((far.v[12], far.v[15], far.v[0]), (0.0, 3.0, 2.0));
        assert!(far.with(vec![0.0; 30]).distance(&[false; 30]).v[7] > 1e5);
    }

    #[test]
    fn extremes_reach_as_far_as_told() {
        let spot = grid(9, 9, |x, y| f32::from((x, y) == (4, 4)));
        assert_eq!(spot.extreme(2, false).v.iter().sum::<f32>(), 25.0);
        assert_eq!(spot.extreme(1, false).extreme(1, true).v, spot.v);
    }
}
