//! Text printed in colour: the red title of a certificate, a blue stamped number.
//!
//! Dropping colours drops it too. Unlike a seal, a signature or a pattern it
//! consists of pieces of one height in a row; such rows are put back into the
//! grey page. The round seals found on the way (their letters stand on a circle)
//! are told apart by their size.

use image::RgbImage;

use super::inks::Inks;
use super::plane::Plane;
use crate::base::Rect;
use crate::base::blobs::{self, Blob};

/// Resolution in which rows are looked for.
const LOOK_DPI: f32 = 150.0;

/// Letters are from a footnote's x to a title's capital: 1.3 to 12 mm.
const LETTER_INCHES: std::ops::Range<f32> = 0.05..0.48;

/// A patch of this size both ways (18 to 76 mm) and about as wide as high is a seal; a
/// larger one is the frame of a certificate.
const SEAL_INCHES: std::ops::Range<f32> = 0.7..3.0;

/// Gaps of 1.5 mm are closed when seals are looked for: less than between lines.
const GAP_INCHES: f32 = 0.06;

/// Letters that make a row.
const ROW: usize = 4;

/// Letters on one page; more are a pattern.
const MOST_LETTERS: usize = 4_000;

/// Puts rows of coloured letters back into `base`, whose pixels are `cell` pixels
/// of the page wide; `dpi` is the page's. Returns their boxes in its pixels.
pub(super) fn put_back(
    base: &mut Plane,
    page: &RgbImage,
    inks: &Inks,
    cell: usize,
    dpi: f32,
) -> Vec<Rect> {
    if !inks.has_colours() {
        return Vec::new();
    }
    let step = ((dpi / LOOK_DPI).round() as usize).max(1);
    let (wide, high) = (page.width() as usize / step, page.height() as usize / step);
    if wide < 8 || high < 8 {
        return Vec::new();
    }
    let pixels = page.as_raw().as_chunks::<3>().0;
    let mut colour = vec![255_u8; wide * high];
    for (y, row) in colour.chunks_exact_mut(wide).enumerate() {
        let line = &pixels[y * step * page.width() as usize..];
        for (o, pixel) in row.iter_mut().zip(line.iter().step_by(step)) {
            *o = if inks.is_coloured(*pixel) { 0 } else { 255 };
        }
    }
    let found = blobs::find(&colour, wide, 128).blobs;
    let inch = dpi / step as f32;
    let rows = rows(&found, inch);
    for row in &rows {
        restore(base, page, cell, *row, step);
    }
    let k = step as f32;
    let of_page = |r: Rect| Rect::new(r.x * k, r.y * k, r.w * k, r.h * k);
    rows.into_iter().map(of_page).collect()
}

/// Boxes of seals: patches of colour that are large both ways and about as wide as
/// high.
fn seals(found: &[Blob], inch: f32) -> Vec<Rect> {
    let seal = |r: &Rect| {
        let (short, long) = (r.w.min(r.h), r.w.max(r.h));
        SEAL_INCHES.contains(&(short / inch)) && long < 1.6 * short
    };
    // What a frame or a pattern's long lines would join is apart.
    let small = |b: &&Blob| (b.width().max(b.height()) as f32) < SEAL_INCHES.end * inch;
    let found: Vec<Blob> = found.iter().filter(small).copied().collect();
    patches(&found, inch).into_iter().filter(seal).collect()
}

/// Boxes of patches of pieces.
pub(super) fn patches(found: &[Blob], inch: f32) -> Vec<Rect> {
    let mut patches: Vec<Option<Rect>> = Vec::new();
    for (b, patch) in found.iter().zip(patch_of(found, inch)) {
        patches.resize(patches.len().max(patch + 1), None);
        let patch = &mut patches[patch];
        *patch = Some(patch.map_or(b.rect(), |p| p.union(b.rect())));
    }
    patches.into_iter().flatten().collect()
}

/// The number of the patch to which each piece belongs: pieces whose boxes have
/// nothing but small gaps between them. A seal's ring is broken where text crosses
/// it, a pen is lifted.
pub(super) fn patch_of(found: &[Blob], inch: f32) -> Vec<usize> {
    let cell = (GAP_INCHES * inch).max(1.0) as u32;
    let far = |end: fn(&Blob) -> u32| found.iter().map(end).max().unwrap_or(0) / cell + 1;
    let (wide, high) = (far(|b| b.x1) as usize, far(|b| b.y1) as usize);
    let mut cells = vec![255_u8; wide * high];
    for b in found {
        for y in b.y0 / cell..=(b.y1 - 1) / cell {
            for x in b.x0 / cell..=(b.x1 - 1) / cell {
                cells[y as usize * wide + x as usize] = 0;
            }
        }
    }
    let mut patches = vec![0_u32; cells.len()];
    for run in blobs::find(&cells, wide, 128).runs {
        let row = run.y as usize * wide;
        patches[row + run.x0 as usize..row + run.x1 as usize].fill(run.blob);
    }
    let at = |b: &Blob| (b.y0 / cell) as usize * wide + (b.x0 / cell) as usize;
    found.iter().map(|b| patches[at(b)] as usize).collect()
}

/// The boxes of rows of letters outside of seals.
fn rows(found: &[Blob], inch: f32) -> Vec<Rect> {
    let tall = LETTER_INCHES.start * inch..LETTER_INCHES.end * inch;
    let letter = |b: &&Blob| {
        let (w, h) = (b.width() as f32, b.height() as f32);
        // Filled like strokes: neither a dot of a pattern nor a thin curve.
        // Two letters may touch.
        tall.contains(&h) && w < 2.6 * h && b.area as f32 > 0.12 * w * h
    };
    let mut letters: Vec<Rect> = found.iter().filter(letter).map(Blob::rect).collect();
    if letters.len() > MOST_LETTERS {
        return Vec::new();
    }
    let seals = seals(found, inch);
    letters.retain(|letter| {
        let (x, y) = letter.middle();
        !seals.iter().any(|s| s.holds(x, y))
    });
    let mut rows = chained(letters);
    rows.retain(|row| row.len() >= ROW);
    rows.into_iter()
        .filter_map(|row| row.into_iter().reduce(Rect::union))
        .collect()
}

/// Letters put into rows, each from left to right: one height, level, no gap wider
/// than between words.
pub(super) fn chained(mut letters: Vec<Rect>) -> Vec<Vec<Rect>> {
    letters.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut rows: Vec<Vec<Rect>> = Vec::new();
    for letter in letters {
        let row = rows.iter_mut().find(|row| {
            row.last().is_some_and(|last| {
                let (high, low) = (letter.h.max(last.h), letter.h.min(last.h));
                // Capitals with stacked marks stand half as high again.
                (letter.middle().1 - last.middle().1).abs() < 0.4 * high
                    && letter.x - last.right() < 1.6 * high
                    && high < 1.9 * low
            })
        });
        match row {
            Some(row) => row.push(letter),
            None => rows.push(vec![letter]),
        }
    }
    rows
}

/// The page's own grey in the row's box and what stands right above and below it
/// (marks), wherever it is darker.
fn restore(base: &mut Plane, page: &RgbImage, cell: usize, row: Rect, step: usize) {
    let above = row.h as usize / 3 + 1;
    let at = |v: usize| v * step / cell;
    let x0 = at((row.x as usize).saturating_sub(1));
    let x1 = at(row.right() as usize + 1);
    let y0 = at((row.y as usize).saturating_sub(above));
    let y1 = at(row.bottom() as usize + above / 2);
    for y in y0..y1.min(base.h) {
        for x in x0..x1.min(base.w) {
            let pixel = page.get_pixel((x * cell) as u32, (y * cell) as u32).0;
            // The channel in which any ink is darkest.
            let grey = pixel[0].min(pixel[1]).min(pixel[2]);
            let v = &mut base.px[y * base.w + x];
            *v = (*v).min(grey);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(x: u32, y: u32, w: u32, h: u32) -> Blob {
        Blob {
            x0: x,
            y0: y,
            x1: x + w,
            y1: y + h,
            area: w * h / 3,
        }
    }

    #[test]
    fn letters_in_a_row_are_text_and_those_in_a_seal_are_not() {
        let title: Vec<Blob> = (0..8).map(|k| blob(100 + 20 * k, 50, 12, 18)).collect();
        let mut page = title.clone();
        page.push(blob(400, 400, 220, 220));
        // On the seal's circle, and three strokes of a pen.
        page.extend((0..6).map(|k| blob(430 + 20 * k, 430, 12, 16)));
        page.extend((0..3).map(|k| blob(100 + 90 * k, 700, 70, 20 + 9 * k)));
        // The frame of a certificate around them all.
        page.push(blob(20, 20, 1_200, 1_700));
        let found = rows(&page, 150.0);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].x, found[0].y, found[0].right()),
            (100.0, 50.0, 252.0)
        );
    }
}
