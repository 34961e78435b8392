//! Along which axis the lines run, and how far they lean.
//!
//! A sheared profile: every step from paper to ink or back votes, with its sign,
//! for the sheared row in which it lies. Where the rows are the lines' own, tops
//! and feet of letters fall together and the sum of squares peaks. The signed
//! votes are the profile's differences, a fifth of the ink in number.

use super::plane::Plane;

/// Skew is looked for so far: up to 15 degrees it is believed, scanners and hands stay
/// well below that; a maximum at the end of the range is a slope, not a peak.
const RANGE: f64 = 16.0;

/// Step of the first search. At 75 dpi a peak is about half a degree wide.
const COARSE: f64 = 0.25;

/// Votes for the first search; more only cost time.
const COARSE_VOTES: usize = 12_000;

/// Votes for the refinement.
const FINE_VOTES: usize = 60_000;

/// With fewer votes than this a page holds only some short lines side by side, as
/// below a signature. Matching one column's lines to the other's would then move the
/// peak by a tenth of a degree, so columns are scored apart.
const SPARSE_VOTES: usize = 5_000;

/// Fewer votes than this are no text.
const FEWEST_VOTES: usize = 150;

/// Axis along which text is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Axis {
    /// Lines run from left to right.
    Rows,
    /// Lines run from top to bottom.
    Columns,
}

/// How sharply lines stand out at the best angle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peak {
    /// Counter-clockwise degrees (for columns: once turned clockwise).
    pub degrees: f64,
    /// Sum of squares at the peak, per vote.
    pub height: f64,
    /// Peak over the median of all angles: 1 is no line at all.
    pub ratio: f64,
}

/// Where paper and ink meet: (along the line, across the lines).
struct Votes {
    into_ink: Vec<(i32, i32)>,
    out_of_ink: Vec<(i32, i32)>,
    along: usize,
    across: usize,
    /// Strips that are scored apart.
    strips: usize,
}

impl Votes {
    fn of(plane: &Plane, below: u8, axis: Axis, most: usize) -> Self {
        let mut votes = Self {
            into_ink: Vec::new(),
            out_of_ink: Vec::new(),
            along: plane.w,
            across: plane.h,
            strips: 1,
        };
        match axis {
            Axis::Rows => {
                for y in 1..plane.h {
                    let pairs = plane.row(y - 1).iter().zip(plane.row(y));
                    for (x, (&a, &b)) in pairs.enumerate() {
                        votes.add(a < below, b < below, x, y);
                    }
                }
            }
            Axis::Columns => {
                (votes.along, votes.across) = (plane.h, plane.w);
                for y in 0..plane.h {
                    for (x, pair) in plane.row(y).windows(2).enumerate() {
                        // Turned clockwise, the top of a column is its right end.
                        votes.add(pair[0] < below, pair[1] < below, plane.h - 1 - y, x + 1);
                    }
                }
            }
        }
        let n = votes.count();
        if n > most {
            thin(&mut votes.into_ink, most as f64 / n as f64);
            thin(&mut votes.out_of_ink, most as f64 / n as f64);
        }
        votes
    }

    fn add(&mut self, before: bool, here: bool, along: usize, across: usize) {
        if before != here {
            let at = (along as i32, across as i32);
            if here {
                self.into_ink.push(at);
            } else {
                self.out_of_ink.push(at);
            }
        }
    }

    fn count(&self) -> usize {
        self.into_ink.len() + self.out_of_ink.len()
    }

    /// Sum of squares of the profile sheared by `degrees`, per vote.
    fn score(&self, degrees: f64, bins: &mut Vec<i32>) -> f64 {
        // `across + along * tan` is constant on a line that rises to the right.
        let tan = (degrees.to_radians().tan() * 65_536.0) as i64;
        let reach = (self.along as i64 * tan) >> 16;
        let start = (-reach.min(0) + 1) << 16;
        bins.clear();
        let height = self.across + reach.unsigned_abs() as usize + 4;
        bins.resize(height * self.strips, 0);
        for (list, sign) in [(&self.into_ink, 1), (&self.out_of_ink, -1)] {
            for &(along, across) in list {
                // A vote is shared by two bins. Spread over the pixel's height, so that
                // no angle is favoured because pixels lie in its rows.
                let within = (i64::from(along) * 40_503) & 0xffff;
                let at = (i64::from(across) << 16) + within + i64::from(along) * tan + start;
                let strip = along as usize * self.strips / self.along * height;
                let (bin, part) = (strip + (at >> 16) as usize, ((at >> 8) & 255) as i32);
                if let Some([a, b]) = bins.get_mut(bin..bin + 2) {
                    *a += sign * (256 - part);
                    *b += sign * part;
                }
            }
        }
        let sum: f64 = bins.iter().map(|&b| f64::from(b) * f64::from(b)).sum();
        sum / 65_536.0 / self.count().max(1) as f64
    }
}

/// Keeps about `share` of the votes, spread evenly.
fn thin(list: &mut Vec<(i32, i32)>, share: f64) {
    let mut due = 0.0;
    list.retain(|_| {
        due += share;
        let keep = due >= 1.0;
        if keep {
            due -= 1.0;
        }
        keep
    });
}

/// The best angle within ±15°, on a plane of about 75 dpi; `None` without text.
pub(super) fn peak(plane: &Plane, below: u8, axis: Axis) -> Option<Peak> {
    let votes = Votes::of(plane, below, axis, COARSE_VOTES);
    if votes.count() < FEWEST_VOTES {
        return None;
    }
    let mut bins = Vec::new();
    let steps = (RANGE / COARSE) as i32;
    let scores: Vec<f64> = (-steps..=steps)
        .map(|i| votes.score(f64::from(i) * COARSE, &mut bins))
        .collect();
    let (best, &height) = scores
        .iter()
        .enumerate()
        .max_by(|a, b| a.1.total_cmp(b.1))?;
    let mut sorted = scores.clone();
    let (_, median, _) = sorted.select_nth_unstable_by(scores.len() / 2, f64::total_cmp);
    let inner = best > 1 && best + 2 < scores.len();
    Some(Peak {
        degrees: (best as i32 - steps) as f64 * COARSE,
        height,
        ratio: if inner {
            height / median.max(1e-9)
        } else {
            1.0
        },
    })
}

/// Strips whose lines are weighed apart by [`strength`].
const BENT_STRIPS: usize = 6;

/// How sharply lines stand out that may be bent: each strip of the page at its own
/// best angle. Sum of squares per vote, to be compared between the two axes.
pub(super) fn strength(plane: &Plane, below: u8, axis: Axis) -> f64 {
    let votes = Votes::of(plane, below, axis, COARSE_VOTES);
    let strip = |along: i32| along as usize * BENT_STRIPS / votes.along.max(1);
    let mut bins = Vec::new();
    let mut sum = 0.0;
    for i in 0..BENT_STRIPS {
        let own = |list: &[(i32, i32)]| {
            let own = list.iter().filter(|v| strip(v.0) == i);
            own.copied().collect::<Vec<_>>()
        };
        let part = Votes {
            into_ink: own(&votes.into_ink),
            out_of_ink: own(&votes.out_of_ink),
            ..votes
        };
        let steps = (RANGE / COARSE) as i32;
        let angles = (-steps..=steps).map(|i| f64::from(i) * COARSE);
        let best = angles.map(|a| part.score(a, &mut bins)).fold(0.0, f64::max);
        sum += best * part.count() as f64;
    }
    sum / votes.count().max(1) as f64
}

/// A coarse angle refined on a plane of about 150 dpi whose lines run in rows.
pub(super) fn refine(plane: &Plane, below: u8, coarse: f64) -> f64 {
    let mut votes = Votes::of(plane, below, Axis::Rows, FINE_VOTES);
    if votes.count() < SPARSE_VOTES {
        votes.strips = 3;
    }
    let mut bins = Vec::new();
    let mut best = coarse;
    // Ever finer around the best; the last step is below what a parabola adds.
    for (reach, step) in [(0.3, 0.06), (0.06, 0.02)] {
        let n = (reach / step) as i32;
        let centre = best;
        let scores: Vec<f64> = (-n..=n)
            .map(|i| votes.score(centre + f64::from(i) * step, &mut bins))
            .collect();
        let at = (0..scores.len())
            .max_by(|&a, &b| scores[a].total_cmp(&scores[b]))
            .unwrap_or(n as usize);
        best = centre + (at as i32 - n) as f64 * step + step * vertex(&scores, at);
    }
    best
}

/// Where a parabola through the maximum and its neighbours peaks, in steps.
fn vertex(scores: &[f64], at: usize) -> f64 {
    if at == 0 || at + 1 >= scores.len() {
        return 0.0;
    }
    let (a, b, c) = (scores[at - 1], scores[at], scores[at + 1]);
    let bend = a - 2.0 * b + c;
    if bend < 0.0 {
        (0.5 * (a - c) / bend).clamp(-0.5, 0.5)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Broken lines leaning counter-clockwise by `degrees`, at 150 dpi.
    fn lines(degrees: f64) -> Plane {
        let mut page = Plane::filled(1000, 1200, 255);
        let tan = degrees.to_radians().tan();
        for line in 0..25 {
            for x in (80..900).filter(|x| x % 7 < 4) {
                let y0 = 100.0 + f64::from(line) * 40.0 - (x as f64 - 500.0) * tan;
                for dy in 0..10 {
                    let y = (y0 + f64::from(dy)).round() as usize;
                    page.px[y * 1000 + x] = 0;
                }
            }
        }
        page
    }

    #[test]
    fn leaning_lines_are_measured_to_a_twentieth_of_a_degree() {
        for degrees in [-7.3, -0.4, 0.0, 1.27, 4.9] {
            let page = lines(degrees);
            let peak = peak(&page.reduced(2), 128, Axis::Rows).unwrap();
            let found = refine(&page, 128, peak.degrees);
            assert!((found - degrees).abs() < 0.05, "{degrees}: {found}");
        }
    }

    #[test]
    fn sideways_lines_show_in_columns_with_the_angle_they_have_once_turned() {
        let upright = lines(2.0);
        // Three clockwise turns are one counter-clockwise.
        let turned = (0..3).fold(upright, |p, _| p.turned_clockwise()).reduced(2);
        let (rows, columns) = (
            peak(&turned, 128, Axis::Rows).unwrap(),
            peak(&turned, 128, Axis::Columns).unwrap(),
        );
        assert!(columns.height > rows.height * 1.4);
        assert!((columns.degrees - 2.0).abs() < 0.3, "{columns:?}");
    }

    #[test]
    fn the_axis_of_bent_lines_stands_out_strip_by_strip() {
        let straight = lines(0.0);
        let mut bent = Plane::filled(1000, 1200, 255);
        for x in 0..1000 {
            let down = (40.0 * (x as f64 / 200.0).sin() + 50.0) as usize;
            for y in down..1200 {
                bent.px[y * 1000 + x] = straight.px[(y - down) * 1000 + x];
            }
        }
        let bent = bent.reduced(2);
        let of = |axis| strength(&bent, 128, axis);
        assert!(of(Axis::Rows) > of(Axis::Columns) * 1.3);
        assert_eq!(strength(&Plane::filled(3, 1, 255), 128, Axis::Rows), 0.0);
    }

    #[test]
    fn white_paper_has_no_angle() {
        assert!(peak(&Plane::filled(300, 300, 255), 128, Axis::Rows).is_none());
    }
}
