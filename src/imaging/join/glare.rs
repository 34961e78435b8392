//! Finds glare in a photo: lamps and windows mirrored by glossy paper, plastic
//! covers or ink.
//!
//! Glare adds light: in its middle the camera saw nothing but white, around it the
//! light fades softly over some millimetres. White paper is no glare, however
//! bright: it is as bright as the paper around it. So the level of the paper is
//! taken as a smooth surface over the whole page, and only what rises above it
//! counts. A glued label or another sheet rises above it too, but with hard edges.

use image::{GrayImage, Luma, RgbImage};

use super::grid::Grid;
use crate::base::{Reason, Size, Step};
use crate::imaging::equations::solve;
use crate::imaging::flood::flood;
use crate::imaging::quad::Quad;

/// Cells along the long side of the page: A4 in cells of 0.6 mm.
const CELLS: f64 = 500.0;
/// Level of the paper, in its least channel, from which on it is burnt out: JPEG's
/// ringing and a camera's soft shoulder leave clipped paper down to 244.
const BURNT: f32 = 243.0;
/// Ink darker than this is still ink: bright light on paper leaves it black, glare
/// that burns paper out lifts it to 160 and more.
const BLACK: f32 = 140.0;
/// Half the size, in cells, of what is bridged between paper and paper: lines of
/// 14 pt letters are 4 mm high.
const LETTERS: usize = 4;
/// Levels by which the middle of glare rises above the paper around.
const RISE: f32 = 14.0;
/// Levels above the paper at which its fading rim ends: half a step that an eye sees
/// as an edge, and three times the noise of the level.
const RIM: f32 = 9.0;
/// A burnt patch must hold a disc of twice this many cells and one: the white
/// between the lines of an overexposed page does not.
const DISC: usize = 3;
/// Share of the page from which on a patch is told.
const LEAST: f64 = 0.002;
/// Share of the page on which letters may be lost before it must be taken again: 2 cm
/// square of A4. Made photos whose every word can still be read reach 0.004.
const LOST: f64 = 0.006;
/// A bright half of a page is light, not glare.
const MOST: f64 = 0.4;
/// Mean width of the fading rim in cells (1.2 mm). Focus blurs the hard edge of a
/// label over about one cell.
const SOFT: f64 = 2.0;
/// Burnt share of a patch once its small holes are closed: light with text in it
/// reaches a half.
const SOLID: f64 = 0.85;
/// Cells without ink from the nearest ink that may be a gap between lines (3 mm).
const GAP: f32 = 5.0;
/// How far, in cells (36 mm), letters may stand on two opposite sides of a burnt cell
/// for it to have hidden letters too. In a margin they stand on one side only.
const BETWEEN: usize = 60;

/// The glare in a photo.
#[derive(Debug, Clone)]
pub(in crate::imaging) struct Glare {
    /// Cells over the photo; the values are the paper's level, 0 to 255.
    pub(super) level: Grid,
    /// Whether a cell lies on the page.
    pub(super) page: Vec<bool>,
    /// Whether glare covers a cell.
    pub(super) on: Vec<bool>,
    /// Share of the page that glare covers, 0 to 1.
    pub share: f64,
    /// The part of `share` that is burnt out, shows no ink near and has letters on two
    /// opposite sides: there letters are lost.
    pub in_text: f64,
}

/// Finds glare on the page whose corners are given, or, without them, on what is
/// bright in the photo.
pub(in crate::imaging) fn find(photo: &RgbImage, page: Option<&Quad>) -> Glare {
    let cells = Cells::of(photo, page);
    let level = cells.least.extreme(LETTERS, false).extreme(LETTERS, true);
    let page = match page {
        Some(corners) => inside(&level, corners),
        None => bright(&level),
    };
    let burnt: Vec<bool> = (0..page.len())
        .map(|i| page[i] && level.v[i] >= BURNT && cells.darkest.v[i] >= BLACK)
        .collect();
    let paper = surface(&level, &page);
    let rise: Vec<f32> = level.v.iter().zip(&paper).map(|(l, p)| l - p).collect();
    let ink: Vec<bool> = (0..page.len())
        .map(|i| page[i] && cells.darkest.v[i] < level.v[i] - 50.0)
        .collect();
    let area = page.iter().filter(|p| **p).count().max(1) as f64;

    let mut found = Glare {
        on: vec![false; page.len()],
        share: 0.0,
        in_text: 0.0,
        level,
        page,
    };
    let seeds = found.opened(&burnt);
    let mut seen = vec![false; burnt.len()];
    for start in 0..burnt.len() {
        if seen[start] || !seeds[start] || rise[start] < RISE {
            continue;
        }
        let on = |i: usize| found.page[i] && rise[i] >= RIM;
        let size = (found.level.w, found.level.h);
        let patch = flood(size, vec![start], &mut seen, on);
        let size = patch.len() as f64 / area;
        if !(LEAST..MOST).contains(&size) || !found.is_soft_and_solid(&patch, &burnt) {
            continue;
        }
        found.share += size;
        for i in patch {
            found.on[i] = true;
        }
    }
    let (between, near) = (found.between(&ink), found.level.distance(&ink).v);
    let lost = (0..burnt.len()).filter(|&i| found.on[i] && burnt[i] && between[i] && near[i] > GAP);
    found.in_text = lost.count() as f64 / area;
    found
}

impl Glare {
    /// The step and the verdict that a photographed page gets.
    pub fn verdict(&self) -> (Option<Step>, Option<Reason>) {
        let step = (self.share >= LEAST).then(|| Step {
            name: "glare".into(),
            value: self.share,
        });
        (step, (self.in_text > LOST).then_some(Reason::Glare))
    }

    /// White where glare covers the photo, black elsewhere.
    pub fn mask(&self, size: Size) -> GrayImage {
        let Grid { w, h, cell, .. } = self.level;
        GrayImage::from_fn(size.width, size.height, |x, y| {
            let x = ((f64::from(x) / cell) as usize).min(w - 1);
            let y = ((f64::from(y) / cell) as usize).min(h - 1);
            Luma([if self.on[y * w + x] { 255 } else { 0 }])
        })
    }

    /// Cells that lie in a disc of `on` cells.
    fn opened(&self, on: &[bool]) -> Vec<bool> {
        let off: Vec<bool> = on.iter().map(|o| !o).collect();
        let middles: Vec<bool> = self
            .level
            .distance(&off)
            .v
            .iter()
            .map(|&d| d > DISC as f32)
            .collect();
        let near = self.level.distance(&middles).v;
        near.iter().map(|&d| d <= DISC as f32).collect()
    }

    /// Whether a patch fades out at its rim and is burnt out in its middle.
    fn is_soft_and_solid(&self, patch: &[usize], burnt: &[bool]) -> bool {
        let mut core = self.level.with(vec![0.0; burnt.len()]);
        for &i in patch {
            core.v[i] = f32::from(burnt[i]);
        }
        let count = |v: &[f32]| v.iter().filter(|v| **v > 0.5).count() as f64;
        let closed = core.extreme(LETTERS, false).extreme(LETTERS, true);
        let burnt = count(&core.v);
        let w = self.level.w;
        let rim = patch.iter().filter(|&&i| {
            let at = |j: usize| closed.v.get(j).copied().unwrap_or(0.0) > 0.5;
            at(i) && !(at(i + 1) && at(i.wrapping_sub(1)) && at(i + w) && at(i.wrapping_sub(w)))
        });
        let fading = patch.len() as f64 - count(&closed.v);
        burnt > count(&closed.v) * SOLID && fading > rim.count() as f64 * SOFT
    }

    /// Cells with ink to the left and right, or above and below.
    fn between(&self, ink: &[bool]) -> Vec<bool> {
        let (w, h) = (self.level.w, self.level.h);
        let mut sides = vec![[false; 4]; ink.len()];
        let mut pass = |side: usize, line: &mut dyn Iterator<Item = usize>| {
            let mut since = BETWEEN;
            for i in line {
                since = if ink[i] { 0 } else { since + 1 };
                sides[i][side] = since < BETWEEN;
            }
        };
        for y in 0..h {
            pass(0, &mut (y * w..(y + 1) * w));
            pass(1, &mut (y * w..(y + 1) * w).rev());
        }
        for x in 0..w {
            pass(2, &mut (x..w * h).step_by(w));
            pass(3, &mut (0..h).rev().map(|y| y * w + x));
        }
        let both = |s: &[bool; 4]| (s[0] && s[1]) || (s[2] && s[3]);
        sides.iter().map(both).collect()
    }
}

/// A small copy of the photo.
struct Cells {
    /// Mean of the least channel: what is nearly white is so in all three.
    least: Grid,
    /// Darkest of a few samples of that channel.
    darkest: Grid,
}

impl Cells {
    fn of(photo: &RgbImage, page: Option<&Quad>) -> Self {
        let (w, h) = (photo.width() as usize, photo.height() as usize);
        let long = match page {
            Some(corners) => {
                let (wide, tall) = crate::imaging::quad::sides(corners);
                wide.max(tall)
            }
            None => w.max(h) as f64,
        };
        let cell = ((long / CELLS).round() as usize).clamp(1, w.min(h).max(1));
        let grid = Grid {
            w: (w / cell).max(1),
            h: (h / cell).max(1),
            cell: cell as f64,
            v: Vec::new(),
        };
        let (mut least, mut darkest) = (Vec::new(), Vec::new());
        for y in 0..grid.h {
            for x in 0..grid.w {
                let (mut sum, mut low, mut n) = (0_u32, 255, 0);
                // Every second pixel is enough against noise, a quarter of the reads.
                for py in (y * cell..((y + 1) * cell).min(h)).step_by(2) {
                    let row = &photo.as_raw()[py * w * 3..(py + 1) * w * 3];
                    for p in row[x * cell * 3..((x + 1) * cell).min(w) * 3]
                        .chunks_exact(3)
                        .step_by(2)
                    {
                        let v = p[0].min(p[1]).min(p[2]);
                        sum += u32::from(v);
                        low = low.min(v);
                        n += 1;
                    }
                }
                least.push(sum as f32 / n.max(1) as f32);
                darkest.push(f32::from(low));
            }
        }
        Self {
            least: grid.with(least),
            darkest: grid.with(darkest),
        }
    }
}

/// Cells whose middle lies within the corners.
fn inside(grid: &Grid, q: &Quad) -> Vec<bool> {
    let inside = |i| {
        let (x, y) = grid.middle(i);
        (0..4).all(|k| {
            let (a, b) = (q[k], q[(k + 1) % 4]);
            (b.0 - a.0) * (y - a.1) - (b.1 - a.1) * (x - a.0) > 0.0
        })
    };
    (0..grid.w * grid.h).map(inside).collect()
}

/// Cells at least half as bright as the bright ones: paper, not desk.
fn bright(level: &Grid) -> Vec<bool> {
    let mut sorted = level.v.clone();
    sorted.sort_by(f32::total_cmp);
    let half = sorted[sorted.len() * 3 / 4] * 0.55;
    level.v.iter().map(|&v| v >= half).collect()
}

/// The paper's level as a smooth surface of second order: what rises far above it
/// (glare) or falls far below (seals, shadows of a hand) is left out step by step.
fn surface(level: &Grid, page: &[bool]) -> Vec<f32> {
    let at = |i: usize| {
        let (x, y) = (i % level.w, i / level.w);
        let (x, y) = (
            x as f64 / level.w as f64 - 0.5,
            y as f64 / level.h as f64 - 0.5,
        );
        [1.0, x, y, x * x, x * y, y * y]
    };
    // A surface of six terms needs no more cells than every third.
    let cells: Vec<usize> = (0..page.len()).filter(|&i| page[i] && i % 3 == 0).collect();
    let mut sorted: Vec<f32> = cells.iter().map(|&i| level.v[i]).collect();
    sorted.sort_by(f32::total_cmp);
    let usual = sorted.get(sorted.len() / 2).copied().unwrap_or(255.0);
    let mut terms = [f64::from(usual), 0.0, 0.0, 0.0, 0.0, 0.0];
    let value = |terms: &[f64; 6], i: usize| -> f32 {
        at(i).iter().zip(terms).map(|(a, t)| a * t).sum::<f64>() as f32
    };
    // Light over a page falls off by some 30 levels; noise of the level is about 3.
    for reach in [40.0, 30.0, 20.0, 14.0, 10.0, 10.0] {
        let mut left = [0.0; 36];
        let mut right = [0.0; 6];
        for &i in &cells {
            if (level.v[i] - value(&terms, i)).abs() > reach {
                continue;
            }
            let row = at(i);
            for a in 0..6 {
                right[a] += row[a] * f64::from(level.v[i]);
                for b in 0..6 {
                    left[a * 6 + b] += row[a] * row[b];
                }
            }
        }
        if let Some(Ok(found)) = solve(&mut left, &mut right).map(<[f64; 6]>::try_from) {
            terms = found;
        }
    }
    (0..page.len()).map(|i| value(&terms, i)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::made::{add_glare, sheet};
    use super::*;
    use image::Rgb;

    /// A page that fills the photo, under even light.
    fn page() -> RgbImage {
        let mut page = sheet(7, (1_240, 1_754), 150.0);
        page.pixels_mut()
            .for_each(|p| p.0 = p.0.map(|v| (f32::from(v) * 0.95) as u8));
        page
    }

    fn share(photo: &RgbImage) -> f64 {
        find(photo, None).share
    }

    #[test]
    fn added_light_and_a_white_veil_are_glare() {
        let mut lamp = page();
        add_glare(&mut lamp, (600.0, 700.0), (130.0, 90.0), 300.0);
        let found = find(&lamp, None);
        assert!((0.01..0.06).contains(&found.share), "{}", found.share);
        assert!(found.in_text > 0.006, "{}", found.in_text);
        // A plastic cover: letters shine through faintly.
        let mut veil = page();
        for (x, y, p) in veil.enumerate_pixels_mut() {
            let (dx, dy) = (
                (f64::from(x) - 600.0) / 100.0,
                (f64::from(y) - 900.0) / 80.0,
            );
            let k = (-(dx * dx + dy * dy)).exp();
            p.0 =
                p.0.map(|v| (f64::from(v) + (255.0 - f64::from(v)) * k) as u8);
        }
        assert!((0.005..0.05).contains(&share(&veil)), "{}", share(&veil));
    }

    #[test]
    fn paper_labels_and_light_are_no_glare() {
        assert_eq!(share(&page()), 0.0);
        let mut label = page();
        for (x, y) in (300..600).flat_map(|x| (500..700).map(move |y| (x, y))) {
            label.put_pixel(x, y, Rgb([255; 3]));
        }
        assert_eq!(share(&label), 0.0);
        // One half lies in the sun: burnt out, but its letters stay black.
        let mut sun = page();
        for (x, _, p) in sun.enumerate_pixels_mut() {
            let k = 0.75 + 0.5 / (1.0 + (-(f64::from(x) - 600.0) / 30.0).exp());
            p.0 = p.0.map(|v| (f64::from(v) * k).min(255.0) as u8);
        }
        assert_eq!(share(&sun), 0.0);
        let white = RgbImage::from_pixel(900, 1_200, Rgb([255; 3]));
        assert_eq!(share(&white), 0.0);
    }

    #[test]
    fn strange_photos_pass() {
        for (w, h) in [(1, 1), (1, 900), (900, 2), (5_000, 20)] {
            for grey in [0, 250, 255] {
                let photo = RgbImage::from_pixel(w, h, Rgb([grey; 3]));
                let found = find(
                    &photo,
                    Some(&[(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)]),
                );
                assert!((0.0..=1.0).contains(&found.share));
                assert!((0.0..=1.0).contains(&share(&photo)));
                assert_eq!(found.mask(Size::new(w, h)).dimensions(), (w, h));
            }
        }
        find(&RgbImage::new(0, 0), None);
    }
}
