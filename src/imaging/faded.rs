//! Letters that a lamp's shine washes out are made as dark as the others.
//!
//! In a photo the paper's own brightness is known and divided by, but where light
//! falls straight into the lens the ink is paler, too: the reader passes it over. The
//! page is weighed in cells of two millimetres; where the darkest ink around is clearly
//! paler than elsewhere, it is drawn out.

use image::GrayImage;

use crate::base::Rect;

/// Side of a cell, in inches.
const CELL: f32 = 0.08;

/// Ink paler than this, of 255, is the paper's grain.
const GRAIN: f32 = 40.0;

/// Ink at least this dark, as a share of the page's usual ink, is left as it is.
const DARK: f32 = 0.8;

/// Ink is made darker by this at the most.
const MOST: f32 = 4.0;

/// Share of cells that must hold ink before the page's usual ink is known.
const WRITTEN: f32 = 0.03;

/// Draws out pale ink on the reader's copy of a photo of `dpi`, but within `seals`,
/// whose shade was dropped on purpose. Returns the share of the page that was changed.
pub(super) fn strengthen(page: &mut GrayImage, dpi: f32, seals: &[Rect]) -> f64 {
    let cell = (dpi * CELL).round().max(4.0) as u32;
    let (across, down) = (page.width().div_ceil(cell), page.height().div_ceil(cell));
    let at = |x: u32, y: u32| (y * across + x) as usize;
    let mut dark = vec![0_u8; (across * down) as usize];
    for (x, y, v) in page.enumerate_pixels() {
        let cell = &mut dark[at(x / cell, y / cell)];
        *cell = (*cell).max(255 - v.0[0]);
    }
    let mut inks: Vec<u8> = dark
        .iter()
        .copied()
        .filter(|d| f32::from(*d) > GRAIN)
        .collect();
    if (inks.len() as f32) < WRITTEN * dark.len() as f32 {
        return 0.0;
    }
    let middle = inks.len() / 2;
    let usual = f32::from(*inks.select_nth_unstable(middle).1);
    let around = |cx: u32, cy: u32| {
        let xs = cx.saturating_sub(1)..(cx + 2).min(across);
        (cy.saturating_sub(1)..(cy + 2).min(down))
            .flat_map(move |y| xs.clone().map(move |x| (x, y)))
    };
    let is_seal = |cx: u32, cy: u32| {
        let (x, y) = ((cx * cell + cell / 2) as f32, (cy * cell + cell / 2) as f32);
        seals.iter().any(|seal| seal.holds(x, y))
    };
    let cells = || (0..down).flat_map(|y| (0..across).map(move |x| (x, y)));
    let mut gains = vec![1.0_f32; dark.len()];
    let mut changed = 0;
    for (cx, cy) in cells() {
        let ink = around(cx, cy)
            .map(|(x, y)| dark[at(x, y)])
            .max()
            .unwrap_or(0);
        let ink = f32::from(ink);
        if ink > GRAIN && ink < DARK * usual && !is_seal(cx, cy) {
            gains[at(cx, cy)] = (usual / ink).min(MOST);
            changed += 1;
        }
    }
    if changed == 0 {
        return 0.0;
    }
    // Cells blend into each other.
    let mean = |(cx, cy): (u32, u32)| {
        let (sum, n) =
            around(cx, cy).fold((0.0, 0.0), |(s, n), (x, y)| (s + gains[at(x, y)], n + 1.0));
        sum / n
    };
    let smooth: Vec<f32> = cells().map(mean).collect();
    for (x, y, v) in page.enumerate_pixels_mut() {
        let gain = smooth[at(x / cell, y / cell)];
        let ink = f32::from(255 - v.0[0]) * gain;
        v.0[0] = 255 - ink.min(255.0) as u8;
    }
    changed as f64 / dark.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    /// Strokes on a page of 200 dpi, pale in its right half.
    fn page(pale: u8) -> GrayImage {
        GrayImage::from_fn(800, 400, |x, y| {
            let ink = x % 10 < 3 && y % 40 < 20;
            Luma([match ink {
                true if x > 500 => 255 - pale,
                true => 30,
                false => 250,
            }])
        })
    }

    #[test]
    fn pale_ink_is_drawn_out_and_dark_ink_grain_and_seals_stay() {
        let mut washed = page(70);
        let share = strengthen(&mut washed, 200.0, &[]);
        assert!((0.25..0.5).contains(&share), "{share}");
        assert!(washed.get_pixel(701, 45).0[0] < 60);
        assert_eq!(washed.get_pixel(101, 45).0[0], 30);
        for (pale, seals) in [
            (20, vec![]),
            (70, vec![Rect::new(460.0, 0.0, 400.0, 400.0)]),
        ] {
            let mut same = page(pale);
            strengthen(&mut same, 200.0, &seals);
            assert_eq!(same, page(pale));
        }
    }
}
