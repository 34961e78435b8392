//! A black seal taken off the reader's copy, the text through it left.
//!
//! On grey and bilevel copies a seal has the colour of the text. Its circles go as
//! staves go from a sheet of music: along the circle, ink that is no thicker than
//! the circle's line goes, and what crosses it stays. Then go the pieces inside
//! (letters on the circle, star, emblem) that stand in no row of text: a row
//! reaches out of the seal, or is level, which letters on a circle are not.

use super::coloured::chained;
use super::plane::Plane;
use super::rings::Ring;
use crate::base::Rect;
use crate::base::blobs::{Blob, Blobs};

/// Share of a circle that is dark where a line of the seal runs.
const LINE: f32 = 0.5;

/// Radius within which all of a seal lies, of its rim's: rims are uneven.
const WHOLE: f32 = 1.05;

/// Room on both sides of a line in inches (0.25 mm): scanners make ellipses.
const ROOM_INCHES: f32 = 0.01;

/// An arc that goes is at least 1.5 mm long: strokes of letters are thinner.
const ARC_INCHES: f32 = 0.06;

/// Share of an arc that is dark: less is a letter's edge beside the circle.
const ARC_DARK: f32 = 0.6;

/// Pieces on a line, in a row of text, that go: those longer than 2 mm, which no
/// mark is, and those smaller than a dot (pixels at 200 dpi; see `specks`).
const TAIL_INCHES: f32 = 0.08;
const DOT: f32 = 9.0;

/// Letters are 1.2 to 7 mm high.
const LETTER_INCHES: std::ops::Range<f32> = 0.047..0.28;

/// A row is followed so far into the seal, in its heights: letters there hang
/// together with the circle and are not seen as letters.
const ASIDE: f32 = 3.0;

/// Rows are followed so far out of the seal (30 mm).
const BESIDE_INCHES: f32 = 1.2;

/// Letters outside the seal that make a row text, and letters of a level row.
const OUTSIDE: usize = 3;
const LEVEL_LETTERS: usize = 5;

/// The feet of a level row differ so much, of its height, in the middle. Five
/// letters on a seal's circle: a tenth and more.
const LEVEL: f32 = 0.08;

/// Takes a seal off a plane of `inch` dpi whose ink is darker than `below`; returns
/// how many pieces went, arcs of its circles among them.
pub(super) fn take_off(plane: &mut Plane, ring: Ring, below: u8, inch: f32) -> usize {
    let Some(window) = Window::of(plane, ring, inch) else {
        return 0;
    };
    let text = window.rows_of_text(&window.cut(plane).pieces(below).blobs, inch);
    let mut gone = 0;
    let lines = lines(plane, ring, below, inch);
    for line in &lines {
        gone += drop_line(plane, ring, *line, &text, below, inch);
    }
    gone + drop_inside(plane, &window, &lines, below, inch)
}

/// The seal's surroundings, in which rows of text are looked for.
struct Window {
    x0: usize,
    y0: usize,
    x1: usize,
    y1: usize,
    ring: Ring,
}

impl Window {
    /// `None` if the seal lies outside of the plane.
    fn of(plane: &Plane, ring: Ring, inch: f32) -> Option<Self> {
        let beside = BESIDE_INCHES * inch;
        let inside = |v: f32, most: usize| (v.max(0.0) as usize).min(most);
        let window = Self {
            x0: inside(ring.x - ring.r - beside, plane.w),
            y0: inside(ring.y - 1.1 * ring.r, plane.h),
            x1: inside(ring.x + ring.r + beside, plane.w),
            y1: inside(ring.y + 1.1 * ring.r, plane.h),
            ring,
        };
        (window.x0 < window.x1 && window.y0 < window.y1).then_some(window)
    }

    fn cut(&self, plane: &Plane) -> Plane {
        let rows = (self.y0..self.y1).flat_map(|y| &plane.row(y)[self.x0..self.x1]);
        Plane {
            w: self.x1 - self.x0,
            h: self.y1 - self.y0,
            px: rows.copied().collect(),
        }
    }

    /// Whether each piece lies wholly on one of these lines of the seal.
    fn on_lines(&self, found: &Blobs, lines: &[(f32, f32)]) -> Vec<bool> {
        // A bit for each line that a piece has not left.
        let mut stays = vec![u64::MAX; found.blobs.len()];
        for run in &found.runs {
            let y = (run.y as usize + self.y0) as f32 + 0.5 - self.ring.y;
            let ends = [run.x0, run.x1].map(|x| {
                let x = (x as usize + self.x0) as f32 - self.ring.x;
                x.hypot(y)
            });
            let within = lines
                .iter()
                .take(64)
                .enumerate()
                .fold(0, |bits, (i, (from, to))| {
                    let is_on = ends.iter().all(|r| (*from..=*to).contains(r));
                    bits | u64::from(is_on) << i
                });
            stays[run.blob as usize] &= within;
        }
        stays.into_iter().map(|bits| bits != 0).collect()
    }

    /// A box of the window as one of the plane.
    fn on_plane(&self, r: Rect) -> Rect {
        Rect::new(r.x + self.x0 as f32, r.y + self.y0 as f32, r.w, r.h)
    }

    /// The rows of text through the seal, on the plane, from the window's pieces.
    fn rows_of_text(&self, found: &[Blob], inch: f32) -> Vec<Row> {
        let tall = LETTER_INCHES.start * inch..LETTER_INCHES.end * inch;
        let letter = |r: &Rect| tall.contains(&r.h) && r.w < 6.0 * r.h;
        let on_plane = found.iter().map(|b| self.on_plane(b.rect()));
        let mut rows = chained(on_plane.filter(letter).collect());
        rows.retain(|row| {
            let is_outside = |r: &&Rect| {
                let (x, y) = r.middle();
                !self.ring.holds(x, y)
            };
            row.iter().filter(is_outside).count() >= OUTSIDE
                || (row.len() >= LEVEL_LETTERS && Row::is_level(row))
        });
        rows.iter().filter_map(|row| Row::of(row)).collect()
    }
}

/// A row of text.
struct Row {
    /// Its letters' box with the marks above and below and what is hidden beside.
    around: Rect,
    /// Where its letters stand, and how high they are.
    foot: f32,
    height: f32,
}

impl Row {
    /// `None` without letters.
    fn of(letters: &[Rect]) -> Option<Self> {
        let Rect { x, y, w, h } = letters.iter().copied().reduce(Rect::union)?;
        let aside = ASIDE * h;
        let (above, below) = (0.4 * h, 0.3 * h);
        Some(Self {
            around: Rect::new(x - aside, y - above, w + 2.0 * aside, h + above + below),
            foot: median(letters.iter().map(|r| r.bottom())),
            height: median(letters.iter().map(|r| r.h)),
        })
    }

    fn is_level(letters: &[Rect]) -> bool {
        let foot = median(letters.iter().map(|r| r.bottom()));
        let off = median(letters.iter().map(|r| (r.bottom() - foot).abs()));
        off <= LEVEL * median(letters.iter().map(|r| r.h))
    }

    /// Whether a piece belongs to it: it lies in it, or further along the row it
    /// stands on the same foot and is as high as its letters.
    fn has(&self, piece: Rect) -> bool {
        let (x, y) = piece.middle();
        self.around.holds(x, y)
            || ((piece.bottom() - self.foot).abs() < 0.15 * self.height
                && (0.8..1.3).contains(&(piece.h / self.height)))
    }
}

/// Inner and outer radius of each of its lines.
fn lines(plane: &Plane, ring: Ring, below: u8, inch: f32) -> Vec<(f32, f32)> {
    let room = (ROOM_INCHES * inch).max(1.0);
    let share = |r: f32| {
        let steps = (std::f32::consts::TAU * r / 2.0).max(8.0) as usize;
        let dark = (0..steps).filter(|k| {
            let turn = *k as f32 * std::f32::consts::TAU / steps as f32;
            [r - 1.0, r, r + 1.0]
                .into_iter()
                .any(|r| is_dark(plane, ring, turn, r, below))
        });
        dark.count() as f32 / steps as f32
    };
    let mut lines: Vec<(f32, f32)> = Vec::new();
    for k in (0.4 * ring.r) as usize..=(WHOLE * ring.r) as usize {
        let r = k as f32;
        if share(r) < LINE {
            continue;
        }
        match lines.last_mut() {
            Some(line) if r - line.1 <= room => line.1 = r,
            _ => lines.push((r, r)),
        }
    }
    lines
        .into_iter()
        .map(|(a, b)| (a - room, b + room))
        .collect()
}

/// Takes off the arcs of a line; returns how many.
fn drop_line(
    plane: &mut Plane,
    ring: Ring,
    (from, to): (f32, f32),
    text: &[Row],
    below: u8,
    inch: f32,
) -> usize {
    let steps = (std::f32::consts::TAU * to).ceil().max(8.0) as usize;
    let thick = to - from;
    let is_text = |turn: f32| {
        let (sin, cos) = turn.sin_cos();
        let r = (from + to) / 2.0;
        let (x, y) = (ring.x + r * cos, ring.y + r * sin);
        text.iter().any(|row| row.around.holds(x, y))
    };
    // For each direction whether the line runs there alone, and whether at all.
    let runs: Vec<(bool, bool)> = (0..steps)
        .map(|k| {
            let turn = turn(k, steps);
            let longest = longest_run(plane, ring, turn, (from - thick, to + thick), below);
            (longest <= thick && !is_text(turn), longest > 0.0)
        })
        .collect();
    // Begins where the line is crossed, so that no arc is cut in two.
    let start = runs.iter().position(|r| !r.0).unwrap_or(0);
    let mut gone = 0;
    let mut arc: Vec<usize> = Vec::new();
    for k in (start..start + steps).map(|k| k % steps).chain([start]) {
        if runs[k].0 && arc.len() < steps {
            arc.push(k);
            continue;
        }
        let dark = arc.iter().filter(|k| runs[**k].1).count();
        if arc.len() as f32 >= ARC_INCHES * inch && dark as f32 >= ARC_DARK * arc.len() as f32 {
            for k in &arc {
                whiten(plane, ring, turn(*k, steps), (from, to));
            }
            gone += 1;
        }
        arc.clear();
    }
    gone
}

fn turn(k: usize, steps: usize) -> f32 {
    k as f32 * std::f32::consts::TAU / steps as f32
}

/// Length of the longest dark run in one direction between two radii.
fn longest_run(plane: &Plane, ring: Ring, turn: f32, (from, to): (f32, f32), below: u8) -> f32 {
    let (mut longest, mut run) = (0, 0);
    for k in 0..((to - from) * 2.0) as usize {
        if is_dark(plane, ring, turn, from + k as f32 / 2.0, below) {
            run += 1;
            longest = longest.max(run);
        } else {
            run = 0;
        }
    }
    longest as f32 / 2.0
}

fn place(plane: &Plane, ring: Ring, turn: f32, r: f32) -> Option<usize> {
    let (sin, cos) = turn.sin_cos();
    let (x, y) = (ring.x + r * cos, ring.y + r * sin);
    (x >= 0.0 && y >= 0.0 && x < plane.w as f32 && y < plane.h as f32)
        .then(|| y as usize * plane.w + x as usize)
}

fn is_dark(plane: &Plane, ring: Ring, turn: f32, r: f32, below: u8) -> bool {
    place(plane, ring, turn, r).is_some_and(|at| plane.px[at] < below)
}

fn whiten(plane: &mut Plane, ring: Ring, turn: f32, (from, to): (f32, f32)) {
    for k in 0..=((to - from) * 2.0) as usize {
        if let Some(at) = place(plane, ring, turn, from + k as f32 / 2.0) {
            plane.px[at] = 255;
        }
    }
}

/// Takes off what lies in the seal and in no row of text; returns how many pieces.
fn drop_inside(
    plane: &mut Plane,
    window: &Window,
    lines: &[(f32, f32)],
    below: u8,
    inch: f32,
) -> usize {
    let found = window.cut(plane).pieces(below);
    let text = window.rows_of_text(&found.blobs, inch);
    // As much room again: stipples stray.
    let room = ROOM_INCHES * inch;
    let wider: Vec<(f32, f32)> = lines.iter().map(|l| (l.0 - room, l.1 + room)).collect();
    let on_line = window.on_lines(&found, &wider);
    let dot = DOT * (inch / 200.0).powi(2);
    let whole = Ring {
        r: WHOLE * window.ring.r,
        ..window.ring
    };
    let in_seal = |r: Rect| {
        let corners = [r.x, r.right()].map(|x| [(x, r.y), (x, r.bottom())]);
        corners.iter().flatten().all(|(x, y)| whole.holds(*x, *y))
    };
    let goes = |(b, on_line): (&Blob, bool)| {
        let r = window.on_plane(b.rect());
        // Even in a row of text: what follows the circle, or is too small for a dot.
        let is_seals = on_line && (r.w.max(r.h) > TAIL_INCHES * inch || (b.area as f32) < dot);
        in_seal(r) && (is_seals || !text.iter().any(|row| row.has(r)))
    };
    let goes: Vec<bool> = found.blobs.iter().zip(on_line).map(goes).collect();
    for run in found.runs.iter().filter(|r| goes[r.blob as usize]) {
        // Its grey rim goes too, but no dark pixel of a neighbour.
        let (x0, x1) = (run.x0 as usize + window.x0, run.x1 as usize + window.x0);
        let row = run.y as usize + window.y0;
        for y in row.saturating_sub(1)..(row + 2).min(plane.h) {
            for x in x0.saturating_sub(1)..(x1 + 1).min(plane.w) {
                let v = &mut plane.px[y * plane.w + x];
                if *v >= below || (y == row && (x0..x1).contains(&x)) {
                    *v = 255;
                }
            }
        }
    }
    goes.iter().filter(|g| **g).count()
}

/// The middle value; 0 of none.
fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    let half = values.len() / 2;
    if values.is_empty() {
        return 0.0;
    }
    *values.select_nth_unstable_by(half, f32::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imaging::rings::{self, tests::sealed};

    /// Letters of 3 mm at 200 dpi, each a frame, from `x` on with their feet at `foot`.
    fn letters(page: &mut Plane, x: usize, foot: usize, count: usize) {
        for letter in 0..count {
            let left = x + 24 * letter;
            for (dx, dy) in (0..16).flat_map(|dx| (0..24).map(move |dy| (dx, dy))) {
                if !(4..12).contains(&dx) || !(4..20).contains(&dy) {
                    page.px[(foot - dy) * page.w + left + dx] = 0;
                }
            }
        }
    }

    fn ink(page: &Plane, x: std::ops::Range<usize>, y: std::ops::Range<usize>) -> usize {
        let rows = y.map(|y| page.row(y)[x.clone()].iter().filter(|v| **v < 128).count());
        rows.sum()
    }

    #[test]
    fn a_seal_goes_and_the_row_through_it_stays() {
        let mut page = sealed(900, 900, &[(450.0, 450.0, 142.0)]);
        let bare = ink(&page, 300..600, 300..600);
        // From within the seal to far outside; and a row that it does not touch.
        letters(&mut page, 470, 500, 14);
        letters(&mut page, 100, 800, 20);
        let text = |page: &Plane| (ink(page, 470..500, 470..505), ink(page, 100..600, 770..805));
        let (through, below) = text(&page);
        let found = rings::find(&page, 200.0, rings::AMONG_PRINT);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(take_off(&mut page, found[0], 128, 200.0) > 2);
        assert_eq!(text(&page), (through, below));
        let left = ink(&page, 300..460, 300..600);
        assert!(left * 10 < bare, "{left} of {bare}");
    }

    #[test]
    fn a_level_row_within_a_seal_is_text_and_letters_on_a_circle_are_not() {
        let mut page = sealed(900, 900, &[(450.0, 450.0, 142.0)]);
        letters(&mut page, 392, 505, 5);
        let ring = rings::find(&page, 200.0, rings::AMONG_PRINT)[0];
        take_off(&mut page, ring, 128, 200.0);
        assert!(ink(&page, 390..510, 480..510) > 5 * 200);
        let level: Vec<Rect> = (0..5)
            .map(|k| Rect::new(24.0 * k as f32, 0.0, 16.0, 24.0))
            .collect();
        let round = level.iter().map(|r| {
            let off = r.x - level[2].x;
            Rect {
                y: off * off / 220.0,
                ..*r
            }
        });
        assert!(Row::is_level(&level));
        assert!(!Row::is_level(&round.collect::<Vec<_>>()));
    }

    #[test]
    fn a_circle_beside_the_page_or_on_an_odd_one_does_no_harm() {
        for (w, h) in [(1, 1), (3, 900), (400, 2)] {
            for (x, r) in [
                (0.0, 50.0),
                (-300.0, 60.0),
                (9_000.0, 70.0),
                (f32::NAN, 50.0),
            ] {
                let mut page = Plane::filled(w, h, 0);
                take_off(&mut page, Ring { x, y: 1.0, r }, 128, 200.0);
            }
        }
    }
}
