//! Dirt of the photocopier: found, counted, taken away.
//!
//! On photocopies this is the biggest gain of all (character errors 20.5 % →
//! 0.5 %). A median would take the dots and marks of Vietnamese letters along
//! (11.5 → 20.6 %); dropping small pieces by size and loneliness does not.

use super::plane::Plane;
use crate::base::Rect;
use crate::base::blobs::{self, Blob, Blobs, Run};

/// What has fewer pixels than this at 200 dpi, with all that lies within a broken
/// stroke's gap of it, is dirt wherever it lies. The dot of a 12 pt ạ has 9 or
/// more, but on ragged copies marks break into pieces: with 7 instead of 3, pages
/// of that kind missed 20 instead of 8 % of their words, and solid copies none
/// fewer.
const TINY: f32 = 3.0;

/// Pieces up to this at 200 dpi, as large as a full stop, are dirt where all that
/// lies together with them is no more than two such. A closing quotation mark is
/// larger and stands further off.
const LONELY: f32 = 20.0;

/// How far apart pieces of one word lie at most, in pixels at 200 dpi: between 7
/// and 9 ragged copies are read best (3.2 % missed, with 5 and 12 more).
const WORD_GAP: f32 = 8.0;

/// How far apart the pieces of one broken stroke lie.
const STROKE_GAP: f32 = 2.0;

/// A group so wide and so flat, in pixels at 200 dpi, is a dash and may stand
/// alone: a hyphen of 11 pt measures 7 by 3, in one piece or two.
const DASH: (f32, f32) = (5.0, 3.7);

/// Pieces that lie together: their dark pixels and the box around them.
#[derive(Clone, Copy, Debug, Default)]
struct Group {
    ink: u32,
    at: Option<Rect>,
}

impl Group {
    fn is_dash(self, scale: f32) -> bool {
        self.at.is_some_and(|at| {
            at.w >= DASH.0 * scale && at.h <= DASH.1 * scale && at.w >= 1.6 * at.h
        })
    }
}

/// What lies together within a gap: for each piece its group.
fn groups(found: &Blobs, w: usize, h: usize, gap: f32) -> Vec<Group> {
    // Ink grown by half the gap on all sides: groups touch.
    let r = (gap / 2.0).round().max(1.0) as usize;
    let mut grown = vec![255_u8; w * h];
    for run in &found.runs {
        let x0 = (run.x0 as usize).saturating_sub(r);
        let x1 = (run.x1 as usize + r).min(w);
        let y = run.y as usize;
        for y in y.saturating_sub(r)..(y + r + 1).min(h) {
            grown[y * w + x0..y * w + x1].fill(0);
        }
    }
    let groups = blobs::find(&grown, w, 128);
    let mut rows = vec![0; h + 1];
    for run in &groups.runs {
        rows[run.y as usize + 1] += 1;
    }
    for y in 0..h {
        rows[y + 1] += rows[y];
    }
    let of = |run: &Run| {
        let y = run.y as usize;
        let row = &groups.runs[rows[y]..rows[y + 1]];
        let at = row.partition_point(|g| g.x1 <= run.x0);
        row.get(at).map_or(0, |g| g.blob as usize)
    };
    let mut group = vec![usize::MAX; found.blobs.len()];
    for run in &found.runs {
        let own = &mut group[run.blob as usize];
        if *own == usize::MAX {
            *own = of(run);
        }
    }
    let mut all = vec![Group::default(); groups.blobs.len()];
    for (blob, &group) in found.blobs.iter().zip(&group) {
        let group = &mut all[group];
        group.ink += blob.area;
        let at = blob.rect();
        group.at = Some(group.at.map_or(at, |other| other.union(at)));
    }
    group.into_iter().map(|group| all[group]).collect()
}

/// Lonely small pieces among those found on a plane of `inch` dpi.
pub(super) fn count(found: &Blobs, w: usize, h: usize, inch: f32) -> usize {
    let scale = inch / 200.0;
    let most = LONELY * scale * scale;
    let groups = groups(found, w, h, WORD_GAP * scale);
    let small =
        |(b, group): (&Blob, Group)| b.area as f32 <= most && group.ink as f32 <= 2.0 * most;
    found.blobs.iter().zip(groups).filter(|p| small(*p)).count()
}

/// Takes specks away; returns how many went. `inch` is the plane's resolution.
pub(super) fn drop_specks(plane: &mut Plane, below: u8, inch: f32) -> usize {
    let scale = inch / 200.0;
    let found = plane.pieces(below);
    let words = groups(&found, plane.w, plane.h, WORD_GAP * scale);
    let strokes = groups(&found, plane.w, plane.h, STROKE_GAP * scale);
    let dirt: Vec<bool> = found
        .blobs
        .iter()
        .zip(words.into_iter().zip(strokes))
        .map(|(b, (word, stroke))| {
            let normal = |ink: u32| ink as f32 / (scale * scale);
            let lonely = normal(b.area) <= LONELY && normal(word.ink) <= 2.0 * LONELY;
            lonely && !word.is_dash(scale) || normal(stroke.ink) < TINY
        })
        .collect();
    for run in found.runs.iter().filter(|r| dirt[r.blob as usize]) {
        // Its grey rim goes too, but no dark pixel of a neighbour.
        let (x0, x1) = (run.x0.saturating_sub(1) as usize, run.x1 as usize + 1);
        let own = run.x0 as usize..run.x1 as usize;
        for y in (run.y as usize).saturating_sub(1)..(run.y as usize + 2).min(plane.h) {
            for x in x0..x1.min(plane.w) {
                let v = &mut plane.px[y * plane.w + x];
                if *v >= below || (y == run.y as usize && own.contains(&x)) {
                    *v = 255;
                }
            }
        }
    }
    dirt.iter().filter(|d| **d).count()
}

/// Gaussian with a standard deviation of 0.7 pixels over 3 × 3, for jagged copies
/// that are not shrunk: shrinking softens by itself, and more of it misses more
/// words (4.8 % instead of 3.6 %).
pub(super) fn soften(plane: &mut Plane) {
    let (w, h) = (plane.w, plane.h);
    if w < 3 || h < 3 {
        return;
    }
    let across = |row: &[u8], out: &mut [u16]| {
        out[0] = u16::from(row[0]) << 7;
        out[w - 1] = u16::from(row[w - 1]) << 7;
        for (o, v) in out[1..w - 1].iter_mut().zip(row.windows(3)) {
            *o = u16::from(v[0]) * 33 + u16::from(v[1]) * 62 + u16::from(v[2]) * 33;
        }
    };
    let mut lines = [vec![0_u16; w], vec![0_u16; w], vec![0_u16; w]];
    across(plane.row(0), &mut lines[1]);
    across(plane.row(1), &mut lines[2]);
    for y in 1..h - 1 {
        lines.rotate_left(1);
        across(plane.row(y + 1), &mut lines[2]);
        let [a, b, c] = &lines;
        let out = &mut plane.px[y * w..(y + 1) * w];
        for (((o, &a), &b), &c) in out.iter_mut().zip(a).zip(b).zip(c) {
            let sum = u32::from(a) * 33 + u32::from(b) * 62 + u32::from(c) * 33;
            *o = ((sum + 8_192) >> 14) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(page: &mut Plane, x: usize, y: usize, side: usize) {
        for row in y..y + side {
            page.px[row * page.w + x..row * page.w + x + side].fill(0);
        }
    }

    #[test]
    fn specks_go_and_the_dot_below_a_letter_stays() {
        let mut page = Plane::filled(300, 300, 255);
        square(&mut page, 100, 100, 15);
        square(&mut page, 105, 119, 3);
        square(&mut page, 200, 200, 4);
        // A speck of one pixel, and a piece of a broken mark.
        square(&mut page, 92, 100, 1);
        square(&mut page, 96, 92, 2);
        let before = count(&page.pieces(160), 300, 300, 200.0);
        assert_eq!(before, 1);
        assert_eq!(drop_specks(&mut page, 160, 200.0), 2);
        let at = |x: usize, y: usize| page.px[y * 300 + x];
        assert_eq!((at(202, 202), at(92, 100)), (255, 255));
        assert_eq!(at(96, 92), 0);
        assert!(at(106, 120) < 40 && at(107, 107) == 0);
    }
}
