//! An open book: two pages beside each other in one picture, parted at the gutter.
//!
//! What is split wrongly is worse than what stays whole, so all of this must be
//! true: the picture is half again as wide as high at most and a fifth wider at
//! least; near its middle a shadow runs from edge to edge, broad as a book's gutter
//! is and a fold or a rule is not; no letter, rule or table crosses it; lines of
//! text run across, on both sides (one side may be blank where the shadow is deep).

#[cfg(test)]
mod tests;

use super::background::Ground;
use super::lay::Lay;
use super::plane::Plane;
use super::planes::ink_level;
use super::skew::{self, Axis};
use crate::base::{Affine, Rect, Size};

/// Long side over short side of two pages side by side, from two of A4's shape
/// (1.41) to narrow and to square books, with margins of a scanner's lid.
const SHAPE: std::ops::RangeInclusive<f64> = 1.2..=1.6;

/// Long side of the copy on which the gutter is sought: 1.2 mm a column group of
/// A3's width, 0.7 mm of A4's.
const SMALL: usize = 1_000;

/// Bands across the gutter in which its shadow is measured apart.
const BANDS: usize = 16;

/// Pixels a column group.
const GROUP: usize = 2;

/// Where the gutter is looked for, as shares of the width.
const MIDDLE: (f64, f64) = (0.4, 0.6);

/// Distance from the gutter, in shares of the width, at which the paper's own
/// brightness is taken.
const PAPER: (f64, f64) = (0.06, 0.13);

/// Least darkening: dents and folds of a flat sheet stay below 6 %.
const DEEP: f64 = 0.1;

/// Darkening that is believed beside a blank page.
const VERY_DEEP: f64 = 0.2;

/// Breadth of the shadow at half its depth, in shares of the width: 2 mm of A4. A
/// fold's crease and a printed rule are below 1 mm.
const BROAD: f64 = 0.007;

/// Share of the bands that must show the gutter.
const BANDS_WITH: f64 = 0.8;

/// How far the gutter may stray from a straight line, in shares of the width.
const STRAY: f64 = 0.012;

/// Half the breadth, in shares of the width, in which there may be no ink.
const CLEAR: f64 = 0.008;

/// Letters of a page with text, and most of a blank one.
const LETTERS: (usize, usize) = (60, 6);

/// Votes for lines across the gutter over votes along it.
const ACROSS: f64 = 1.2;

/// The gutter of an open book, in the picture's own pixels.
#[derive(Clone, Copy, Debug)]
struct Gutter {
    /// Where it crosses the middle row (for a sideways book: column).
    at: f64,
    /// Pixels to the right (down) for each pixel down (to the right).
    lean: f64,
}

/// The two halves of an open book, the left or upper first, and whether the gutter
/// runs from left to right; `None` if the picture is no open book. What lies outside
/// of `paper`, the desk around the book, goes to the halves, but is not looked at.
pub(super) fn halves<'a>(sheet: &Lay<'a>, paper: Option<Rect>) -> Option<([Lay<'a>; 2], bool)> {
    let Size { width, height } = sheet.size;
    let book = paper.unwrap_or(Rect::new(0.0, 0.0, width as f32, height as f32));
    let size = Size::new(book.w as u32, book.h as u32);
    let shape = f64::from(book.w.max(book.h)) / f64::from(book.w.min(book.h).max(1.0));
    if !SHAPE.contains(&shape) {
        return None;
    }
    let (x, y) = (f64::from(book.x), f64::from(book.y));
    let sideways = size.height > size.width;
    let mut gutter = find(&sheet.part(Affine::shift(x, y), size), sideways)?;
    // From the middle of the book to that of the picture.
    let along = |of: u32, from: f64, part: u32| f64::from(of) / 2.0 - from - f64::from(part) / 2.0;
    gutter.at += if sideways {
        y + gutter.lean * along(width, x, size.width)
    } else {
        x + gutter.lean * along(height, y, size.height)
    };
    Some((parts(sheet, gutter, sideways), sideways))
}

/// Both parts, turned so that the gutter is their straight rim.
fn parts<'a>(sheet: &Lay<'a>, gutter: Gutter, sideways: bool) -> [Lay<'a>; 2] {
    let Size { width, height } = sheet.size;
    let (w, h) = (f64::from(width), f64::from(height));
    let at = gutter.at.round();
    let lean = gutter.lean.atan().to_degrees();
    // A lean that nobody sees is left, so that the pixels stay as they are.
    let lean = if lean.abs() < 0.1 { 0.0 } else { lean };
    if sideways {
        let turn = Affine::rotate_about(-lean, w / 2.0, at);
        let below = Affine::shift(0.0, at).then(turn);
        [
            sheet.part(turn, Size::new(width, at as u32)),
            sheet.part(below, Size::new(width, height - at as u32)),
        ]
    } else {
        let turn = Affine::rotate_about(lean, at, h / 2.0);
        let beyond = Affine::shift(at, 0.0).then(turn);
        [
            sheet.part(turn, Size::new(at as u32, height)),
            sheet.part(beyond, Size::new(width - at as u32, height)),
        ]
    }
}

fn find(sheet: &Lay, sideways: bool) -> Option<Gutter> {
    let Size { width, height } = sheet.size;
    let cell = width.max(height).div_ceil(SMALL as u32);
    let upright = |plane: Plane| {
        if sideways {
            plane.turned_clockwise()
        } else {
            plane
        }
    };
    // For the shadow, four pixels a cell are enough; most pages go no further.
    let sparse = Affine::scale(f64::from(cell), f64::from(cell));
    let sparse = sheet.part(sparse, Size::new(width / cell, height / cell));
    let sparse = upright(Plane::of(&sparse.pixels(), 1));
    if sparse.w < 200 || sparse.h < BANDS * 4 {
        return None;
    }
    let (seen, depth) = shadow(&sparse)?;
    let small = upright(Plane::of(&sheet.pixels(), cell as usize));
    if !is_open_book(&small, seen, depth) {
        return None;
    }
    let (at, lean) = (seen.at * f64::from(cell), seen.lean);
    Some(if sideways {
        // Turned clockwise, what was left is on top: x of the turned plane is the
        // height from below.
        Gutter {
            at: f64::from(height) - at,
            lean: -lean,
        }
    } else {
        Gutter { at, lean }
    })
}

/// The shadow that runs down near the middle, and how deep it is.
fn shadow(small: &Plane) -> Option<(Gutter, f64)> {
    let tall = small.h / BANDS;
    let bands = (0..BANDS).filter_map(|b| Some((b, dip(small, b * tall, tall)?)));
    let dips: Vec<(f64, Dip)> = bands
        .map(|(b, d)| (((b as f64) + 0.5) * tall as f64, d))
        .collect();
    let needed = BANDS_WITH * BANDS as f64;
    if (dips.len() as f64) < needed {
        return None;
    }
    let mut slopes = Vec::new();
    for (i, a) in dips.iter().enumerate() {
        let apart = dips.iter().skip(i + 4);
        slopes.extend(apart.map(|b| (b.1.at - a.1.at) / (b.0 - a.0)));
    }
    let lean = median(slopes)?;
    let middle = small.h as f64 / 2.0;
    let at = median(
        dips.iter()
            .map(|(y, d)| d.at - lean * (y - middle))
            .collect(),
    )?;
    let off =
        |(y, d): &&(f64, Dip)| (d.at - at - lean * (y - middle)).abs() < STRAY * small.w as f64;
    let on: Vec<&(f64, Dip)> = dips.iter().filter(off).collect();
    let breadth = median(on.iter().map(|d| d.1.breadth).collect())?;
    let depth = median(on.iter().map(|d| d.1.depth).collect())?;
    let found = on.len() as f64 >= needed && breadth >= BROAD * small.w as f64 && lean.abs() < 0.09;
    found.then_some((Gutter { at, lean }, depth))
}

/// The darkest place near the middle of a band.
#[derive(Clone, Copy, Debug)]
struct Dip {
    /// Where, in pixels.
    at: f64,
    /// Share of the paper's brightness that is lost.
    depth: f64,
    /// Pixels across at half the depth.
    breadth: f64,
}

fn dip(small: &Plane, top: usize, tall: usize) -> Option<Dip> {
    let profile: Vec<f64> = (0..small.w / GROUP)
        .map(|g| paper(small, g * GROUP, top, tall))
        .collect();
    let n = profile.len() as f64;
    let place = |share: f64| (share * n) as usize;
    let at =
        (place(MIDDLE.0)..place(MIDDLE.1)).min_by(|&a, &b| profile[a].total_cmp(&profile[b]))?;
    let (near, far) = (place(PAPER.0), place(PAPER.1));
    let left = median(profile[at.checked_sub(far)?..at - near].to_vec())?;
    let right = median(profile.get(at + near..at + far)?.to_vec())?;
    let paper = left.min(right);
    let depth = 1.0 - profile[at] / paper.max(1.0);
    if paper < 60.0 || depth < DEEP {
        return None;
    }
    let half = paper * (1.0 - depth / 2.0);
    let before = profile[..at]
        .iter()
        .rev()
        .take_while(|&&v| v < half)
        .count();
    let after = profile[at..].iter().take_while(|&&v| v < half).count();
    Some(Dip {
        at: (at * GROUP) as f64 + GROUP as f64 / 2.0,
        depth,
        breadth: ((before + after) * GROUP) as f64,
    })
}

/// Brightness of the paper in a column group of a band: four fifths of a column
/// through text are paper.
fn paper(small: &Plane, x: usize, top: usize, tall: usize) -> f64 {
    let mut values: Vec<u8> = (top..top + tall)
        .flat_map(|y| &small.row(y)[x..x + GROUP])
        .copied()
        .collect();
    let at = values.len() * 4 / 5;
    values
        .get_mut(..)
        .map_or(0.0, |v| f64::from(*v.select_nth_unstable(at).1))
}

/// Whether text stands on both sides of the gutter, and nothing on it.
fn is_open_book(small: &Plane, gutter: Gutter, depth: f64) -> bool {
    let mut even = small.clone();
    let ground = Ground::of(&even, (even.w / 330).max(2));
    ground.even_out(&mut even);
    let pieces = even.pieces(ink_level(&even)).blobs;
    let (w, h) = (even.w as f64, even.h as f64);
    let clear = CLEAR * w;
    let (mut left, mut right) = (0, 0);
    for b in &pieces {
        let (tall, wide) = (f64::from(b.height()), f64::from(b.width()));
        // What touches the left or right rim is desk or the scanner's edge.
        if b.x0 < 3 || b.x1 as usize + 3 > even.w {
            continue;
        }
        let middle = f64::from(b.y0 + b.y1) / 2.0;
        let at = gutter.at + gutter.lean * (middle - h / 2.0);
        let (x0, x1) = (f64::from(b.x0) - at, f64::from(b.x1) - at);
        if x0 < clear && x1 > -clear {
            // Shadow that was not evened out leaves tall or ragged pieces on the
            // gutter; ink that crosses it reaches well to both sides.
            let far = if tall > h * 0.25 {
                w * 0.08
            } else {
                2.0 * clear
            };
            let crosses = x0 < -far && x1 > far;
            let letter = (3.0..h * 0.03).contains(&tall) && wide > tall * 0.3;
            if crosses || letter {
                return false;
            }
            continue;
        }
        let letter = (3.0..h * 0.03).contains(&tall) && wide < w * 0.1;
        left += usize::from(letter && x1 < 0.0);
        right += usize::from(letter && x0 > 0.0);
    }
    let (few, many) = (left.min(right), left.max(right));
    let text = few >= LETTERS.0 || (many >= LETTERS.0 && few <= LETTERS.1 && depth >= VERY_DEEP);
    // The gutter itself is a line that runs down: it is left out.
    let rim = w * PAPER.0 / 2.0;
    let (left_end, right_start) = ((gutter.at - rim) as usize, (gutter.at + rim) as usize);
    let sides = [
        (left, 0..left_end),
        (right, right_start.min(even.w)..even.w),
    ];
    let mut with_text = sides.into_iter().filter(|s| s.0 >= LETTERS.0);
    text && with_text.all(|(_, columns)| runs_across(&even, columns))
}

/// Whether the lines of some columns of a plane run from left to right, straight or
/// bent.
fn runs_across(even: &Plane, columns: std::ops::Range<usize>) -> bool {
    let px: Vec<u8> = even
        .rows()
        .flat_map(|r| &r[columns.clone()])
        .copied()
        .collect();
    let (w, h) = (columns.len(), even.h);
    if w == 0 {
        return false;
    }
    let part = Plane { w, h, px };
    let ink = ink_level(&part);
    let whole = |axis| skew::peak(&part, ink, axis).map_or(0.0, |p| p.height);
    let strips = |axis| skew::strength(&part, ink, axis);
    whole(Axis::Rows) > whole(Axis::Columns) * ACROSS
        || strips(Axis::Rows) > strips(Axis::Columns) * ACROSS
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
}
