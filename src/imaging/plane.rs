//! One grey channel and the few whole-plane operations that every step shares.
//!
//! Coordinates are continuous with the origin at the corner of the first pixel, so
//! that a plane reduced `k` times is exactly the plane scaled by `1/k`.

use image::{GrayImage, RgbImage};

use super::inks::Inks;
use crate::base::Pixels;
use crate::base::blobs::{self, Blobs};

/// Grey pixels, 0 black, row by row without padding; never empty.
#[derive(Clone)]
pub(super) struct Plane {
    /// Pixels across, at least 1.
    pub w: usize,
    /// Pixels down, at least 1.
    pub h: usize,
    /// `w * h` grey values.
    pub px: Vec<u8>,
}

impl Plane {
    /// A plane of one grey value; no side is shorter than 1.
    pub fn filled(w: usize, h: usize, grey: u8) -> Self {
        let (w, h) = (w.max(1), h.max(1));
        Self {
            w,
            h,
            px: vec![grey; w * h],
        }
    }

    /// The page in grey, each side `k` times smaller.
    pub fn of(pixels: &Pixels, k: usize) -> Self {
        match pixels {
            Pixels::Gray(i) => Self::from_gray(i).map_or_else(
                || Self::filled(1, 1, 255),
                |p| if k > 1 { p.reduced(k) } else { p },
            ),
            Pixels::Rgb(i) => Self::of_rgb(i, k, |r, g, b| {
                ((u32::from(r) * 77 + u32::from(g) * 150 + u32::from(b) * 29) >> 8) as u8
            }),
        }
    }

    /// The black ink of a page in colour, each side `k` times smaller: seals, blue
    /// ink and pastel grounds go.
    pub fn of_black(page: &RgbImage, k: usize, inks: &Inks) -> Self {
        Self::of_rgb(page, k, |r, g, b| inks.black([r, g, b]))
    }

    /// Its connected pieces darker than `below`.
    pub fn pieces(&self, below: u8) -> Blobs {
        blobs::find(&self.px, self.w, below)
    }

    fn from_gray(i: &GrayImage) -> Option<Self> {
        let (w, h) = (i.width() as usize, i.height() as usize);
        (w > 0 && h > 0).then(|| Self {
            w,
            h,
            px: i.as_raw().clone(),
        })
    }

    fn of_rgb(i: &RgbImage, k: usize, grey: impl Fn(u8, u8, u8) -> u8) -> Self {
        let (w, h) = (i.width() as usize, i.height() as usize);
        if w == 0 || h == 0 {
            return Self::filled(1, 1, 255);
        }
        let line = |row: &[u8], out: &mut [u8]| {
            for (o, p) in out.iter_mut().zip(row.chunks_exact(3)) {
                *o = grey(p[0], p[1], p[2]);
            }
        };
        let rows = i.as_raw().chunks_exact(w * 3);
        if k <= 1 {
            let mut px = vec![0; w * h];
            for (row, out) in rows.zip(px.chunks_exact_mut(w)) {
                line(row, out);
            }
            return Self { w, h, px };
        }
        // Grey first, then the mean: the other order would let a seal's edge darken text.
        let mut band = vec![0; w];
        let mut boxes = Boxes::new(w, h, k);
        for row in rows {
            line(row, &mut band);
            boxes.add(&band);
        }
        boxes.plane
    }

    /// Each side `k` times smaller, every pixel the mean of `k × k`.
    pub fn reduced(&self, k: usize) -> Self {
        if k == 2 && self.w > 1 && self.h > 1 {
            return self.halved();
        }
        let mut boxes = Boxes::new(self.w, self.h, k);
        for row in self.rows() {
            boxes.add(row);
        }
        boxes.plane
    }

    fn halved(&self) -> Self {
        let mut out = Self::filled(self.w / 2, self.h / 2, 0);
        let pairs = self.px.chunks_exact(self.w * 2);
        for (pair, line) in pairs.zip(out.px.chunks_exact_mut(self.w / 2)) {
            let (a, b) = pair.split_at(self.w);
            for ((o, a), b) in line
                .iter_mut()
                .zip(a.chunks_exact(2))
                .zip(b.chunks_exact(2))
            {
                let sum = u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]);
                *o = ((sum + 2) >> 2) as u8;
            }
        }
        out
    }

    /// Its rows, from the top.
    pub fn rows(&self) -> std::slice::ChunksExact<'_, u8> {
        self.px.chunks_exact(self.w)
    }

    /// One row.
    pub fn row(&self, y: usize) -> &[u8] {
        &self.px[y * self.w..(y + 1) * self.w]
    }

    /// Turned clockwise by a quarter: what undoes one counter-clockwise turn.
    pub fn turned_clockwise(&self) -> Self {
        let mut out = Self::filled(self.h, self.w, 0);
        // Blocks of 32 × 32 keep both sides of the transposition in the cache.
        for by in (0..self.h).step_by(32) {
            for bx in (0..self.w).step_by(32) {
                for y in by..(by + 32).min(self.h) {
                    let end = (bx + 32).min(self.w);
                    for (x, &v) in (bx..end).zip(&self.row(y)[bx..end]) {
                        out.px[x * self.h + (self.h - 1 - y)] = v;
                    }
                }
            }
        }
        out
    }

    /// The grey value below which `share` (0 to 1) of the pixels lie.
    pub fn quantile(&self, share: f64) -> u8 {
        let mut counts = [0_usize; 256];
        for &v in &self.px {
            counts[usize::from(v)] += 1;
        }
        let wanted = (self.px.len() as f64 * share) as usize;
        let mut seen = 0;
        for (grey, n) in counts.iter().enumerate() {
            seen += n;
            if seen > wanted {
                return grey as u8;
            }
        }
        255
    }

    /// The same pixels as an image.
    pub fn into_image(self) -> GrayImage {
        let (w, h) = (self.w as u32, self.h as u32);
        GrayImage::from_raw(w, h, self.px).unwrap_or_default()
    }
}

/// Collects rows into means of `k × k`; rows and columns left over are dropped.
struct Boxes {
    plane: Plane,
    k: usize,
    sums: Vec<u32>,
    taken: usize,
    y: usize,
}

impl Boxes {
    fn new(w: usize, h: usize, k: usize) -> Self {
        let k = k.clamp(1, w.min(h));
        let plane = Plane::filled(w / k, h / k, 255);
        Self {
            sums: vec![0; plane.w],
            plane,
            k,
            taken: 0,
            y: 0,
        }
    }

    fn add(&mut self, row: &[u8]) {
        if self.y == self.plane.h {
            return;
        }
        match self.k {
            2 => sum_up::<2>(&mut self.sums, row),
            3 => sum_up::<3>(&mut self.sums, row),
            4 => sum_up::<4>(&mut self.sums, row),
            8 => sum_up::<8>(&mut self.sums, row),
            k => {
                for (s, c) in self.sums.iter_mut().zip(row.chunks_exact(k)) {
                    *s += c.iter().map(|&v| u32::from(v)).sum::<u32>();
                }
            }
        }
        self.taken += 1;
        if self.taken == self.k {
            let n = (self.k * self.k) as u32;
            let start = self.y * self.plane.w;
            let out = &mut self.plane.px[start..start + self.sums.len()];
            for (o, s) in out.iter_mut().zip(&mut self.sums) {
                *o = ((*s + n / 2) / n) as u8;
                *s = 0;
            }
            self.taken = 0;
            self.y += 1;
        }
    }
}

fn sum_up<const K: usize>(sums: &mut [u32], row: &[u8]) {
    for (s, c) in sums.iter_mut().zip(row.chunks_exact(K)) {
        let mut n = 0;
        for &v in c {
            n += u32::from(v);
        }
        *s += n;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_red_goes_and_black_stays() {
        let mut page = RgbImage::from_pixel(40, 20, image::Rgb([250, 250, 248]));
        for x in 0..10 {
            page.put_pixel(x, 0, image::Rgb([220, 40, 40]));
            page.put_pixel(x, 1, image::Rgb([10, 12, 11]));
        }
        let dropped = Plane::of_black(&page, 1, &Inks::of(&page));
        assert!(dropped.px[5] > 200 && dropped.px[45] < 20);
        let luma = Plane::of(&Pixels::Rgb(page), 1);
        assert!(luma.px[5] < 110);
    }

    #[test]
    fn four_clockwise_turns_lead_home() {
        let px: Vec<u8> = (0..35 * 70).map(|i| (i % 251) as u8).collect();
        let plane = Plane { w: 35, h: 70, px };
        let once = plane.turned_clockwise();
        assert_eq!((once.w, once.h), (70, 35));
        assert_eq!(once.px[69], plane.px[0], "top left goes to the top right");
        let home = once
            .turned_clockwise()
            .turned_clockwise()
            .turned_clockwise();
        assert_eq!(home.px, plane.px);
    }

    #[test]
    fn reducing_takes_means() {
        let plane = Plane {
            w: 5,
            h: 2,
            px: vec![0, 100, 10, 10, 7, 0, 100, 10, 10, 7],
        };
        let small = plane.reduced(2);
        assert_eq!((small.w, small.h), (2, 1));
        assert_eq!(small.px, [50, 10]);
    }
}
