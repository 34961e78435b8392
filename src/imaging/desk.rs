//! A photographed page on a desk: its outline, cut out and laid flat.
//!
//! Only a convincing outline counts: four straight sides around a bright page,
//! desk on all sides. A flatbed's white, or the even black around a small slip,
//! is no desk.

use image::RgbImage;

use crate::base::{Affine, Pixels, Rect, Size};

use super::flood::flood;
use super::quad::{self, Quad};
use super::resample::Projection;

/// Long side of the small copy on which the outline is sought.
const SMALL: usize = 400;

/// Share of the way to the middle by which corners are drawn in, so that no sliver
/// of desk stays: half a millimetre of an A4 page, where nothing is written.
const RIM: f64 = 0.006;

/// Least share of the largest bright piece that another has if it may be a page, too:
/// the pages of a book are alike, what else lies on the desk is smaller.
const BESIDE: f64 = 0.4;

/// A4 in inches, as seen upright.
const A4: (f32, f32) = (8.268, 11.693);

/// A photographed page's place in the photo.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outline {
    /// Its corners in the photo: top left, top right, bottom right, bottom left.
    pub corners: Quad,
    /// Size of the page once flat.
    pub size: Size,
    /// Its resolution if its shape is A4's.
    pub dpi: Option<f32>,
    /// Share of the photo that the page fills, 0 to 1.
    pub share: f64,
}

/// Finds the outline of a photographed page; `scanned` says that the file knows a
/// scanner's resolution, which makes a photo less likely.
pub(super) fn find(pixels: &Pixels, scanned: bool) -> Option<Outline> {
    let (small, mask, share) = bright(pixels, scanned)?;
    let corners = quad::fit(&mask, small.w, small.h)?;
    let middle = corners
        .iter()
        .fold((0.0, 0.0), |m, c| (m.0 + c.0 / 4.0, m.1 + c.1 / 4.0));
    let inside = |c: f64, m: f64| c + (m - c) * RIM;
    let corners = corners.map(|(x, y)| (inside(x, middle.0), inside(y, middle.1)));
    Outline::of(corners, small.cell, share)
}

/// Finds the outline of a page whose lines are known to be bent: two of its sides
/// may be, too. It reaches to the outermost points of the page.
pub(super) fn find_bent(pixels: &Pixels, scanned: bool) -> Option<Outline> {
    let (small, mask, share) = bright(pixels, scanned)?;
    let corners = quad::fit_bent(&mask, small.w, small.h)?;
    Outline::of(corners, small.cell, share)
}

/// The box around all paper on a desk: a page, or the two of an open book, which the
/// gutter's shadow parts into two bright pieces.
pub(super) fn paper(pixels: &Pixels, scanned: bool) -> Option<Rect> {
    let (small, mask, _) = bright(pixels, scanned)?;
    let of_page = (0..mask.len()).filter(|&i| mask[i]);
    let points = of_page.map(|i| (i % small.w, i / small.w));
    let none = (small.w, small.h, 0, 0);
    let (x0, y0, x1, y1) = points.fold(none, |(x0, y0, x1, y1), (x, y)| {
        (x0.min(x), y0.min(y), x1.max(x + 1), y1.max(y + 1))
    });
    let at = |cells: usize| (cells * small.cell) as f32;
    Some(Rect::new(at(x0), at(y0), at(x1 - x0), at(y1 - y0)))
}

/// What is bright on a desk, on a small copy, and its share of the photo. Of two sheets
/// beside each other none is taken for the only one: they have no outline together.
fn bright(pixels: &Pixels, scanned: bool) -> Option<(Small, Vec<bool>, f64)> {
    let Pixels::Rgb(photo) = pixels else {
        return None;
    };
    let small = Small::of(photo)?;
    let level = small.threshold();
    let (mask, count) = small.page(level)?;
    let share = count as f64 / mask.len() as f64;
    let on_desk = (0.15..0.97).contains(&share) && small.is_desk(&mask, scanned);
    on_desk.then_some((small, mask, share))
}

impl Outline {
    /// The page with these corners, given in cells of `cell` pixels.
    fn of(corners: Quad, cell: usize, share: f64) -> Option<Self> {
        let cell = cell as f64;
        let corners = corners.map(|(x, y)| (x * cell, y * cell));
        let (wide, tall) = quad::sides(&corners);
        let a4 = f64::from(A4.1 / A4.0);
        let ratio = wide.max(tall) / wide.min(tall).max(1.0);
        if ratio > 3.0 {
            return None;
        }
        // Perspective shortens a side by some percent; a page that is nearly A4 is A4.
        let fits = (ratio / a4 - 1.0).abs() < 0.12;
        let long = wide.max(tall).min(f64::from(A4.1) * 300.0);
        let short = if fits { long / a4 } else { long / ratio };
        let (w, h) = if wide > tall {
            (long, short)
        } else {
            (short, long)
        };
        Some(Self {
            corners,
            size: Size::new(w.round() as u32, h.round() as u32),
            dpi: fits.then_some(long as f32 / A4.1),
            share,
        })
    }

    /// The same outline in the picture to which `map` leads.
    pub fn through(self, map: Affine) -> Self {
        let corners = self.corners.map(|(x, y)| map.apply(x, y));
        Self { corners, ..self }
    }

    /// From the flat page to the photo.
    pub fn projection(&self) -> Projection {
        let (w, h) = (f64::from(self.size.width), f64::from(self.size.height));
        quad::homography(&self.corners, w, h)
    }

    /// The affine map that comes nearest, from the photo to the flat page.
    pub fn nearly(&self) -> Affine {
        quad::nearest_affine(
            &self.corners,
            f64::from(self.size.width),
            f64::from(self.size.height),
        )
    }
}

/// A small copy of the photo by sparse samples: brightness and least channel.
struct Small {
    w: usize,
    h: usize,
    /// Photo pixels a small pixel.
    cell: usize,
    /// Least channel: low on wood and cloth, high on paper.
    least: Vec<u8>,
    /// Greatest channel.
    most: Vec<u8>,
}

impl Small {
    fn of(photo: &RgbImage) -> Option<Self> {
        let (w, h) = (photo.width() as usize, photo.height() as usize);
        let cell = w.max(h).div_ceil(SMALL);
        let (sw, sh) = (w / cell, h / cell);
        if sw < 100 || sh < 100 {
            return None;
        }
        let raw = photo.as_raw();
        let (mut least, mut most) = (Vec::new(), Vec::new());
        // Nine samples a cell are enough against noise, a tenth of the reads.
        let offsets = [cell / 6, cell / 2, cell * 5 / 6];
        for y in 0..sh {
            for x in 0..sw {
                let (mut low, mut high) = (0_u32, 0_u32);
                for dy in offsets {
                    for dx in offsets {
                        let at = ((y * cell + dy) * w + x * cell + dx) * 3;
                        let (r, g, b) = (raw[at], raw[at + 1], raw[at + 2]);
                        low += u32::from(r.min(g).min(b));
                        high += u32::from(r.max(g).max(b));
                    }
                }
                least.push((low / 9) as u8);
                most.push((high / 9) as u8);
            }
        }
        Some(Self {
            w: sw,
            h: sh,
            cell,
            least,
            most,
        })
    }

    /// Otsu's threshold between desk and paper.
    fn threshold(&self) -> u8 {
        let mut counts = [0_f64; 256];
        for &v in &self.least {
            counts[usize::from(v)] += 1.0;
        }
        let total: f64 = counts.iter().sum();
        let all: f64 = (0..256).map(|i| i as f64 * counts[i]).sum();
        let (mut n, mut sum, mut best, mut at) = (0.0, 0.0, 0.0, 0);
        for (i, &c) in counts.iter().enumerate() {
            n += c;
            sum += i as f64 * c;
            if n == 0.0 || n == total {
                continue;
            }
            let apart = sum / n - (all - sum) / (total - n);
            let score = n * (total - n) * apart * apart;
            if score > best {
                (best, at) = (score, i);
            }
        }
        at as u8 + 1
    }

    /// The large bright pieces with their holes (text, seals) filled, and their size.
    fn page(&self, level: u8) -> Option<(Vec<bool>, usize)> {
        let bright: Vec<bool> = self.least.iter().map(|&v| v >= level).collect();
        let page = large_pieces(&bright, self.w, self.h)?;
        // What cannot be reached from the rim without crossing the page is a hole.
        let outside: Vec<bool> = page.iter().map(|&p| !p).collect();
        let desk = from_rim(&outside, self.w, self.h);
        let mask: Vec<bool> = desk.iter().map(|&d| !d).collect();
        let count = mask.iter().filter(|&&m| m).count();
        Some((mask, count))
    }

    /// Whether what surrounds the page looks like a desk in a photo.
    fn is_desk(&self, mask: &[bool], scanned: bool) -> bool {
        let (w, h) = (self.w, self.h);
        let side = |cells: &mut dyn Iterator<Item = usize>| {
            let (mut desk, mut all) = (0, 0);
            for i in cells {
                all += 1;
                desk += usize::from(!mask[i]);
            }
            desk * 10 >= all * 7
        };
        let sides = [
            side(&mut (0..w)),
            side(&mut ((h - 1) * w..h * w)),
            side(&mut (0..h).map(|y| y * w)),
            side(&mut (0..h).map(|y| y * w + w - 1)),
        ];
        let around = sides.iter().filter(|s| **s).count();
        let mean = |page: bool, of: &dyn Fn(usize) -> f64| {
            let cells = (0..mask.len()).filter(|&i| mask[i] == page);
            let (sum, n) = cells.fold((0.0, 0.0), |(s, n), i| (s + of(i), n + 1.0));
            sum / f64::max(n, 1.0)
        };
        let light = |i: usize| f64::from(self.most[i]);
        let least = |i: usize| f64::from(self.least[i]);
        let desk = mean(false, &light);
        let contrast = mean(true, &least) - mean(false, &least);
        if desk < 30.0 || contrast < 45.0 {
            return false;
        }
        if !scanned {
            return around >= 3;
        }
        // A scanner's lid is even and without colour, a desk is not.
        let spread = mean(false, &|i| (light(i) - desk).powi(2)).sqrt();
        let colour = mean(false, &|i| light(i) - least(i));
        around == 4 && (spread > 10.0 || colour > 25.0)
    }
}

/// The largest piece, and those that may be as much of a page as it is.
fn large_pieces(on: &[bool], w: usize, h: usize) -> Option<Vec<bool>> {
    let mut seen = vec![false; on.len()];
    let mut pieces: Vec<Vec<usize>> = Vec::new();
    for start in 0..on.len() {
        if on[start] && !seen[start] {
            pieces.push(flood((w, h), vec![start], &mut seen, |i| on[i]));
        }
    }
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    let least = pieces.first()?.len() as f64 * BESIDE;
    let large = pieces.iter().take_while(|p| p.len() as f64 >= least);
    let mut mask = vec![false; on.len()];
    for i in large.flatten() {
        mask[*i] = true;
    }
    Some(mask)
}

fn from_rim(on: &[bool], w: usize, h: usize) -> Vec<bool> {
    let mut seen = vec![false; on.len()];
    let rim: Vec<usize> = (0..w)
        .flat_map(|x| [x, (h - 1) * w + x])
        .chain((0..h).flat_map(|y| [y * w, y * w + w - 1]))
        .filter(|&i| on[i])
        .collect();
    flood((w, h), rim, &mut seen, |i| on[i]);
    seen
}
