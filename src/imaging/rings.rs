//! Seals by their shape: concentric circles of a known size.
//!
//! Every edge votes, against its gradient, for the centres of which it may be the
//! outer edge of a line (Hough's transform for circles, Kimme, Ballard and
//! Sklansky 1975). A centre with many votes is a seal when an outer circle closes
//! around most of it and a second one lies within: offices' seals measure 30 to
//! 42 mm and have a rim and an inner circle. Letters and tables have edges in all
//! directions too, but not on two circles about one point.
//!
//! On made pages all of 15 seals on two-tone copies and of 33 in colour were found
//! and nothing else; on 26 real two-tone pages all five that are whole, and one of
//! which half a rim shows in one scan of two.

use super::plane::Plane;

/// Resolution in which circles are looked for: a rim of 0.7 mm is two pixels.
const LOOK_DPI: f32 = 75.0;

/// Radius of the outer circle in inches: Ø 25 to 45 mm.
const OUTER_INCHES: std::ops::RangeInclusive<f32> = 0.49..=0.89;

/// Radius of the smallest circle that votes: the inner one of a small seal.
const LEAST_INCHES: f32 = 0.28;

/// Contrast of an edge, in grey values: a faint copy of a seal has 60.
const EDGE: i32 = 28;

/// Cosine of the angle between an edge's gradient and the radius: 16° on a
/// circle of stipples.
const RADIAL: f32 = 0.96;

/// Sectors of a circle, a bit each.
const SECTORS: f32 = 128.0;

/// The same for a centre that is four pixels off.
const NEARLY: f32 = 0.9;

/// Share of the sectors in which the outer circle shows. Two pixels beside its
/// centre a third of it does; letters reach a quarter.
const OUTER: f32 = 0.55;
const HOPELESS: f32 = 0.3;

/// Share in which the second circle must show among black print, which has edges
/// everywhere, and in coloured ink, which has little else: there the inner circle of a
/// pale seal may be gone.
pub(super) const AMONG_PRINT: f32 = 0.38;
pub(super) const IN_COLOUR: f32 = 0.15;

/// The second circle's radius: of the outer one's at least, and so many pixels less
/// than it, for one line's edge spreads over three. Many seals have a thin line right
/// within the rim, which shows where the inner circle is too faint (8 of 33 made ones).
const WITHIN: f32 = 0.45;
const APART: f32 = 3.5;

/// Pixels a side of a cell in which votes are counted: the gradients of thin lines
/// are not more exact.
const CELL: f32 = 2.0;

/// Votes a cell above the surroundings' that make a centre worth a look.
const LEAST_VOTES: f32 = 2.0;

/// Centres looked at on a page.
const CENTRES: usize = 24;

/// A circle, in pixels of the plane on which it was looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ring {
    /// Its centre.
    pub x: f32,
    /// Its centre.
    pub y: f32,
    /// Radius of its outer edge.
    pub r: f32,
}

impl Ring {
    /// Whether a point lies in it.
    pub fn holds(&self, x: f32, y: f32) -> bool {
        (x - self.x).hypot(y - self.y) < self.r
    }

    /// Whether both are one seal's circles: those have one centre, seals that overlap
    /// have two.
    pub fn is_about(&self, other: &Self) -> bool {
        (self.x - other.x).hypot(self.y - other.y) < 0.5 * self.r.max(other.r)
    }

    /// The same on a plane `k` times finer.
    pub fn times(self, k: f32) -> Self {
        Self {
            x: self.x * k,
            y: self.y * k,
            r: self.r * k,
        }
    }
}

/// The outer edge of a dark line, and the direction of the light.
struct Edge {
    x: f32,
    y: f32,
    ux: f32,
    uy: f32,
}

/// Seals on a plane of `dpi`, the surest first; `second` is the share of their second
/// circle that must show.
pub(super) fn find(plane: &Plane, dpi: f32, second: f32) -> Vec<Ring> {
    let k = ((dpi / LOOK_DPI).round() as usize).max(1);
    let inch = dpi / k as f32;
    if plane.w.min(plane.h) < 2 * k * (OUTER_INCHES.start() * inch) as usize + 8 {
        return Vec::new();
    }
    let small = plane.reduced(k);
    let edges = edges(&small);
    let mut found: Vec<(f32, Ring)> = Vec::new();
    for (x, y) in centres(&edges, small.w, small.h, inch) {
        if let Some(ring) = settle(&edges, x, y, inch, second) {
            found.push(ring);
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut rings: Vec<Ring> = Vec::new();
    for (_, ring) in found {
        if !rings.iter().any(|other| ring.is_about(other)) {
            rings.push(ring);
        }
    }
    rings.into_iter().map(|ring| ring.times(k as f32)).collect()
}

/// Edges in reading order.
fn edges(plane: &Plane) -> Vec<Edge> {
    let mut found = Vec::new();
    for y in 1..plane.h.saturating_sub(1) {
        let [above, here, below] = [y - 1, y, y + 1].map(|y| plane.row(y));
        for x in 1..plane.w.saturating_sub(1) {
            let v = |row: &[u8], x: usize| i32::from(row[x]);
            let gx = v(above, x + 1) + 2 * v(here, x + 1) + v(below, x + 1)
                - v(above, x - 1)
                - 2 * v(here, x - 1)
                - v(below, x - 1);
            let gy = v(below, x - 1) + 2 * v(below, x) + v(below, x + 1)
                - v(above, x - 1)
                - 2 * v(above, x)
                - v(above, x + 1);
            if gx * gx + gy * gy < 16 * EDGE * EDGE {
                continue;
            }
            let long = (gx as f32).hypot(gy as f32);
            found.push(Edge {
                x: x as f32 + 0.5,
                y: y as f32 + 0.5,
                ux: gx as f32 / long,
                uy: gy as f32 / long,
            });
        }
    }
    found
}

/// Places with the most votes above what their surroundings have.
fn centres(edges: &[Edge], w: usize, h: usize, inch: f32) -> Vec<(f32, f32)> {
    let mut votes = Votes::of(edges, w, h, inch);
    votes.sum_up();
    let (near, far) = (1, (inch / 8.0) as usize);
    let above = |x, y| votes.mean(x, y, near) - votes.mean(x, y, far);
    let mut peaks: Vec<(f32, usize, usize)> = Vec::new();
    for y in 0..votes.down {
        for x in 0..votes.across {
            let here = above(x, y);
            if here > LEAST_VOTES {
                peaks.push((here, x, y));
            }
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    let apart = (inch / 12.0 / CELL) as usize;
    let mut best: Vec<(usize, usize)> = Vec::new();
    for (_, x, y) in peaks {
        if best
            .iter()
            .all(|b| b.0.abs_diff(x).max(b.1.abs_diff(y)) > apart)
        {
            best.push((x, y));
            if best.len() == CENTRES {
                break;
            }
        }
    }
    let middle = |v: usize| (v as f32 + 0.5) * CELL;
    best.into_iter()
        .map(|(x, y)| (middle(x), middle(y)))
        .collect()
}

/// Votes for centres by cell; after [`Votes::sum_up`], sums over all cells above
/// and to the left.
struct Votes {
    sums: Vec<u32>,
    across: usize,
    down: usize,
}

impl Votes {
    fn of(edges: &[Edge], w: usize, h: usize, inch: f32) -> Self {
        let (across, down) = (
            (w as f32 / CELL) as usize + 1,
            (h as f32 / CELL) as usize + 1,
        );
        let mut sums = vec![0; across * down];
        let (least, most) = (LEAST_INCHES * inch, OUTER_INCHES.end() * inch);
        let radii = ((most - least) / CELL) as usize;
        for e in edges {
            for step in 0..=radii {
                let r = least + step as f32 * CELL;
                let (x, y) = (e.x - e.ux * r, e.y - e.uy * r);
                if x >= 0.0 && y >= 0.0 && x < w as f32 && y < h as f32 {
                    sums[(y / CELL) as usize * across + (x / CELL) as usize] += 1;
                }
            }
        }
        Self { sums, across, down }
    }

    fn sum_up(&mut self) {
        let mut above = vec![0; self.across];
        for row in self.sums.chunks_exact_mut(self.across) {
            let mut left = 0;
            for (v, above) in row.iter_mut().zip(&mut above) {
                left += *v;
                *v = left + *above;
                *above = *v;
            }
        }
    }

    /// Votes a cell in the square that reaches `far` cells each way.
    fn mean(&self, x: usize, y: usize, far: usize) -> f32 {
        let (x0, y0) = (x.saturating_sub(far), y.saturating_sub(far));
        let (x1, y1) = ((x + far).min(self.across - 1), (y + far).min(self.down - 1));
        // Sums over all above and to the left of a cell, outside of which nothing is.
        let until = |x: Option<usize>, y: Option<usize>| match (x, y) {
            (Some(x), Some(y)) => self.sums[y * self.across + x],
            _ => 0,
        };
        let (left, above) = (x0.checked_sub(1), y0.checked_sub(1));
        let all = until(Some(x1), Some(y1)) + until(left, above);
        let sum = all - until(left, Some(y1)) - until(Some(x1), above);
        sum as f32 / ((x1 - x0 + 1) * (y1 - y0 + 1)) as f32
    }
}

/// The seal about a centre near this one, and how sure, if it is one.
fn settle(edges: &[Edge], x: f32, y: f32, inch: f32, second: f32) -> Option<(f32, Ring)> {
    let far = OUTER_INCHES.end() * inch + 8.0;
    let first = edges.partition_point(|e| e.y < y - far);
    let last = edges.partition_point(|e| e.y <= y + far);
    // What does not even nearly face the centre never will.
    let least = WITHIN * OUTER_INCHES.start() * inch - 8.0;
    let faces = |e: &&Edge| {
        let (dx, dy) = (e.x - x, e.y - y);
        let r = dx.hypot(dy);
        (least..=far).contains(&r) && e.ux * dx + e.uy * dy > NEARLY * r
    };
    let near: Vec<&Edge> = edges[first..last].iter().filter(faces).collect();
    // Where most of the outer circle shows; beside it, one line looks like two.
    let mut best = (0.0, x, y);
    // Coarse, then fine, around the best so far.
    for step in [2.0, 1.0, 0.5] {
        let (_, cx, cy) = best;
        for (dx, dy) in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx as f32, dy as f32))) {
            let (x, y) = (cx + dx * step, cy + dy * step);
            let outer = Circles::about(&near, x, y, inch).fullest().0;
            if outer > best.0 {
                best = (outer, x, y);
            }
        }
        if best.0 < HOPELESS {
            return None;
        }
    }
    let (_, x, y) = best;
    let (sure, r) = Circles::about(&near, x, y, inch).seal(second)?;
    Some((sure, Ring { x, y, r }))
}

/// By radius, in which directions from a point there are edges of circles about it.
struct Circles {
    seen: Vec<u128>,
    inch: f32,
}

impl Circles {
    fn about(near: &[&Edge], x: f32, y: f32, inch: f32) -> Self {
        let most = OUTER_INCHES.end() * inch + 2.0;
        let mut seen = vec![0_u128; most as usize + 2];
        for e in near {
            let (dx, dy) = (e.x - x, e.y - y);
            let r = dx.hypot(dy);
            if r < 4.0 || r > most || e.ux * dx + e.uy * dy < RADIAL * r {
                continue;
            }
            let turn = dy.atan2(dx) / std::f32::consts::TAU + 0.5;
            seen[r as usize] |= 1 << ((turn * SECTORS) as u32).min(SECTORS as u32 - 1);
        }
        Self { seen, inch }
    }

    /// Share of a circle that shows; it may lie in two neighbouring bins.
    fn share(&self, r: usize) -> f32 {
        (self.seen[r] | self.seen[r + 1]).count_ones() as f32 / SECTORS
    }

    fn radii(&self, from: f32, to: f32) -> std::ops::RangeInclusive<usize> {
        from.max(4.0) as usize..=(to.max(0.0) as usize).min(self.seen.len() - 2)
    }

    /// The share of the outer circle that shows most of itself, and its radius.
    fn fullest(&self) -> (f32, usize) {
        self.radii(
            OUTER_INCHES.start() * self.inch,
            OUTER_INCHES.end() * self.inch,
        )
        .map(|r| (self.share(r), r))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap_or((0.0, 0))
    }

    /// How much of a seal's two circles shows, if enough, and its radius.
    fn seal(&self, least_second: f32) -> Option<(f32, f32)> {
        let (most, fullest) = self.fullest();
        if most < OUTER {
            return None;
        }
        // The rim may be fainter than the line within it.
        let outer = self
            .radii(fullest as f32, 1.12 * fullest as f32)
            .rev()
            .find(|r| self.share(*r) > 0.8 * most)?;
        // An edge is three pixels wide; its middle is wanted.
        let r = outer as f32 - 0.5;
        let inner = self.radii(WITHIN * r, r - APART).map(|r| self.share(r));
        let second = inner.fold(0.0, f32::max);
        (second >= least_second).then_some((most + second, r))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A white page with seals (x, y, outer radius) as offices have them: a rim, an
    /// inner circle, strokes for letters on a circle between, a star's disc.
    pub fn sealed(w: usize, h: usize, seals: &[(f32, f32, f32)]) -> Plane {
        let mut page = Plane::filled(w, h, 255);
        for (y, row) in page.px.chunks_exact_mut(w).enumerate() {
            for (x, v) in row.iter_mut().enumerate() {
                let inked = seals.iter().any(|(cx, cy, outer)| {
                    let (dx, dy) = (x as f32 + 0.5 - cx, y as f32 + 0.5 - cy);
                    let r = dx.hypot(dy) / outer;
                    let letter = (dy.atan2(dx) * 9.0).sin() > 0.6;
                    (0.95..1.0).contains(&r)
                        || (0.59..0.62).contains(&r)
                        || ((0.7..0.85).contains(&r) && letter)
                        || r < 0.2
                });
                if inked {
                    *v = 20;
                }
            }
        }
        page
    }

    #[test]
    fn seals_are_found_where_they_lie_though_they_overlap() {
        let seals = [
            (300.0, 420.0, 142.0),
            (520.0, 500.0, 130.0),
            (300.0, 900.0, 120.0),
        ];
        let found = find(&sealed(827, 1169, &seals), 200.0, AMONG_PRINT);
        assert_eq!(found.len(), 3, "{found:?}");
        for (x, y, r) in seals {
            let near =
                |f: &&Ring| (f.x - x).abs() < 4.0 && (f.y - y).abs() < 4.0 && (f.r - r).abs() < 6.0;
            assert!(found.iter().any(|f| near(&f)), "{x} {y} {r}: {found:?}");
        }
    }

    #[test]
    fn a_single_circle_a_table_and_letters_are_no_seal() {
        let mut page = Plane::filled(827, 1169, 255);
        for y in 0..1169_usize {
            for x in 0..827_usize {
                let r = (x as f32 - 400.0).hypot(y as f32 - 300.0);
                let circle = (136.0..142.0).contains(&r);
                let table = y > 600 && y < 800 && (x % 90 < 3 || y % 40 < 3);
                let text = y > 850 && y % 40 < 20 && (x * 7 / 9 + y * 3 / 5) % 11 < 4;
                if circle || table || text {
                    page.px[y * 827 + x] = 0;
                }
            }
        }
        assert_eq!(find(&page, 200.0, AMONG_PRINT), []);
    }

    #[test]
    fn odd_pages_have_no_seals() {
        for (w, h) in [(1, 1), (2, 3_000), (400, 400)] {
            for grey in [0, 128, 255] {
                assert_eq!(find(&Plane::filled(w, h, grey), 200.0, AMONG_PRINT), []);
            }
        }
        let noise = (0..600 * 600_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8);
        let noise = Plane {
            w: 600,
            h: 600,
            px: noise.collect(),
        };
        for dpi in [20.0, 75.0, 1_200.0, f32::NAN] {
            find(&noise, dpi, AMONG_PRINT);
        }
    }
}
