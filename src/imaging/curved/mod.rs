//! A bent page laid flat: a photographed page that is not flat on its desk, a book's
//! page near the gutter.
//!
//! In comes the reader's copy, upright and straight as a whole; out goes, where its
//! lines of text are bent and say so together, the smooth map that straightens them.
//! A page whose lines are straight is never touched: the bend must be well above
//! what single letters can feign, and lines that were left out of the fit must be
//! foretold by it. Afterwards the lines of the new picture are measured: what is not
//! clearly straighter is thrown away.

mod chains;
mod sheet;
#[cfg(test)]
mod tests;

use image::GrayImage;

use super::plane::Plane;
use super::planes::ink_level;
use crate::base::{Affine, CleanPage, Size};
use chains::{Chain, Chains};
use sheet::Sheet;

/// Least departure from straight, in letter heights.
const BENT: f64 = 0.5;

/// Chains that span this share of the text say whether lines are bent.
const LONG: f64 = 0.4;

/// Fewest long chains.
const LINES: usize = 8;

/// The sheet must leave at most this share of the error that straight lines leave,
/// on lines that had no part in the fit, and in the picture drawn anew.
const BETTER: f64 = 0.6;

/// Most that the sheet may leave, in letter heights: feet of letters on straight
/// lines scatter by 0.05 to 0.08.
const LEFT: f64 = 0.13;

/// Steepest line believed: 30°.
const STEEP: f64 = 0.58;

/// A bend found on a page as shown.
#[derive(Clone, Debug)]
pub(super) struct Bend {
    sheet: Sheet,
    /// Pixels of the page as shown a pixel of the reader's copy.
    scale: (f64, f64),
    /// Pixels by which the flat page grows at its top so that no ink is lost.
    top: f64,
    /// Size of the flat page.
    pub size: Size,
    /// Greatest departure of a line from straight, in letter heights.
    pub depart: f64,
    /// Mean departure of feet from straight lines, in letter heights.
    left: f64,
}

/// Finds the bend of a page; `None` for a straight one and for one that does not tell.
pub(super) fn find(page: &CleanPage) -> Option<Bend> {
    let chains = measured(page)?;
    let letter = chains.letter;
    let sheet = Sheet::fit(chains.list.iter(), letter)?;
    let depart = departure(&sheet) / letter;
    if depart < BENT || !is_sound(&sheet) {
        return None;
    }
    let long = long(&chains, &sheet);
    if long.len() < LINES {
        return None;
    }
    let straight = mean(long.iter().map(|c| off_straight(c))) / letter;
    // Each half of the lines is foretold by the other.
    let mut foretold = 0.0;
    for half in 0..2 {
        let others = chains.list.iter().enumerate();
        let others = others.filter(|(i, _)| i % 2 != half).map(|(_, c)| c);
        let sheet = Sheet::fit(others, letter)?;
        let own = chains.list.iter().skip(half).step_by(2);
        let own = own.filter(|c| long.iter().any(|l| std::ptr::eq(*l, *c)));
        foretold += mean(own.map(|c| off_sheet(c, &sheet))) / letter / 2.0;
    }
    if !(foretold < straight * BETTER && foretold < LEFT) {
        return None;
    }
    let (sx, sy) = (page.reader_to_shown.a, page.reader_to_shown.d);
    let (top, foot) = reach(&chains, &sheet);
    let height = f64::from(page.shown.size.height);
    let top = (-top * sy).max(0.0).ceil();
    let foot = (foot * sy - height).max(0.0).ceil();
    Some(Bend {
        sheet,
        scale: (sx, sy),
        top,
        size: Size::new(page.shown.size.width, (height + top + foot) as u32),
        depart,
        left: straight,
    })
}

impl Bend {
    /// From the flat page to the page as it was shown.
    pub fn back(&self, x: f64, y: f64) -> (f64, f64) {
        let y = y - self.top;
        let bend = self.sheet.at(x / self.scale.0, y / self.scale.1);
        (x, y + bend * self.scale.1)
    }

    /// From the page as it was shown to the flat page, the bend left out.
    pub fn nearly(&self) -> Affine {
        Affine::shift(0.0, self.top)
    }

    /// Whether the lines of the page drawn anew are clearly straighter.
    pub fn is_undone(&self, page: &CleanPage) -> bool {
        let Some(chains) = measured(page) else {
            return false;
        };
        let Some(sheet) = Sheet::fit(chains.list.iter(), chains.letter) else {
            return false;
        };
        let long = long(&chains, &sheet);
        let left = mean(long.iter().map(|c| off_straight(c))) / chains.letter;
        long.len() >= LINES && left < self.left * BETTER
    }
}

fn measured(page: &CleanPage) -> Option<Chains> {
    let plane = plane(&page.reader)?;
    let below = ink_level(&plane);
    let chains = chains::find(&plane, below, f64::from(page.reader_dpi.get()));
    (chains.list.len() >= LINES).then_some(chains)
}

fn plane(reader: &GrayImage) -> Option<Plane> {
    let (w, h) = (reader.width() as usize, reader.height() as usize);
    (w > 0 && h > 0).then(|| Plane {
        w,
        h,
        px: reader.as_raw().clone(),
    })
}

fn long<'a>(chains: &'a Chains, sheet: &Sheet) -> Vec<&'a Chain> {
    let ((x0, x1), _) = sheet.text();
    let long = |c: &&Chain| c.length() > LONG * (x1 - x0);
    chains.list.iter().filter(long).collect()
}

/// Greatest departure of the sheet's lines from straight ones, over the inner text.
fn departure(sheet: &Sheet) -> f64 {
    let ((x0, x1), (y0, y1)) = sheet.text();
    let mut most = 0.0_f64;
    for down in [0.1, 0.5, 0.9] {
        let s = y0 + (y1 - y0) * down;
        let line = |i: i32| {
            (
                f64::from(i) / 20.0,
                sheet.at(x0 + (x1 - x0) * f64::from(i) / 20.0, s),
            )
        };
        let feet: Vec<(f64, f64)> = (0..=20).map(line).collect();
        let (slope, shift) = straight(&feet);
        let off = feet.iter().map(|f| (f.1 - slope * f.0 - shift).abs());
        most = most.max(off.fold(0.0, f64::max));
    }
    most
}

/// Whether paper could be bent like this: no line too steep, none over another.
fn is_sound(sheet: &Sheet) -> bool {
    let ((x0, x1), (y0, y1)) = sheet.text();
    let (dx, dy) = ((x1 - x0) / 20.0, (y1 - y0) / 20.0);
    let mut places = (0..20).flat_map(|i| (0..20).map(move |j| (f64::from(i), f64::from(j))));
    places.all(|(i, j)| {
        let (x, s) = (x0 + dx * i, y0 + dy * j);
        let here = sheet.at(x, s);
        let slope = (sheet.at(x + dx, s) - here) / dx;
        let squeeze = (sheet.at(x, s + dy) - here) / dy;
        slope.abs() < STEEP && squeeze.abs() < 0.5
    })
}

/// Top and foot of all letters once flat, with room for marks and descenders.
fn reach(chains: &Chains, sheet: &Sheet) -> (f64, f64) {
    let feet = chains.list.iter().flat_map(|c| &c.feet);
    let flat = feet.map(|&(x, y)| sheet.flat(x, y));
    let (top, foot) = flat.fold((f64::MAX, f64::MIN), |(a, b), s| (a.min(s), b.max(s)));
    (top - 3.0 * chains.letter, foot + 2.0 * chains.letter)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(s, n), v| (s + v, n + 1.0));
    if n > 0.0 { sum / n } else { f64::MAX }
}

/// Median departure of a chain's feet from its best straight line.
fn off_straight(chain: &Chain) -> f64 {
    let mut feet = chain.feet.clone();
    let mut spread = f64::MAX;
    // Descenders are left out from the second time on.
    for _ in 0..3 {
        let (slope, shift) = straight(&feet);
        let off = |f: &(f64, f64)| (f.1 - slope * f.0 - shift).abs();
        spread = median(chain.feet.iter().map(off));
        feet = chain
            .feet
            .iter()
            .filter(|f| off(f) <= spread * 3.0)
            .copied()
            .collect();
    }
    spread
}

/// Median departure of a chain's feet from the sheet's line through them.
fn off_sheet(chain: &Chain, sheet: &Sheet) -> f64 {
    let level = sheet::rest(sheet, chain, chain.level());
    median(
        chain
            .feet
            .iter()
            .map(|&(x, y)| (y - level - sheet.at(x, level)).abs()),
    )
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    let middle = values.len() / 2;
    if values.is_empty() {
        return f64::MAX;
    }
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

/// Slope and shift of the straight line nearest to the feet.
fn straight(feet: &[(f64, f64)]) -> (f64, f64) {
    let n = feet.len().max(1) as f64;
    let (mx, my) = feet
        .iter()
        .fold((0.0, 0.0), |(a, b), f| (a + f.0 / n, b + f.1 / n));
    let (sxy, sxx) = feet.iter().fold((0.0, 0.0), |(xy, xx), f| {
        (xy + (f.0 - mx) * (f.1 - my), xx + (f.0 - mx).powi(2))
    });
    let slope = if sxx > 0.0 { sxy / sxx } else { 0.0 };
    (slope, my - slope * mx)
}
