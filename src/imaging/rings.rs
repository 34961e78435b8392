//! Seals by their shape: concentric circles of a known size.
//!
//! Every edge votes, against its gradient, for the centres of which it may be the
//! outer edge of a line (Hough's transform for circles, Kimme, Ballard and
//! Sklansky 1975). A centre with many votes is a seal when an outer circle closes
//! around most of it and a second one lies within, as on every office's seal
//! (Thông tư 08/2023/TT-BCA and before: 30 to 42 mm, a rim, an inner circle).
//! Letters and tables have edges in all directions too, but not on two circles
//! about one point.

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

/// Share of the sectors in which the outer circle shows, and the second one.
const OUTER: f32 = 0.55;
const SECOND: f32 = 0.38;

/// The second circle's radius, of the outer one's.
const WITHIN: std::ops::Range<f32> = 0.45..0.95;

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

/// Seals on a plane of `dpi`, the surest first.
pub(super) fn find(plane: &Plane, dpi: f32) -> Vec<Ring> {
    let k = ((dpi / LOOK_DPI).round() as usize).max(1);
    let inch = dpi / k as f32;
    if plane.w.min(plane.h) < 2 * k * (OUTER_INCHES.start() * inch) as usize + 8 {
        return Vec::new();
    }
    let small = plane.reduced(k);
    let edges = edges(&small);
    let mut found: Vec<(f32, Ring)> = Vec::new();
    for (x, y) in centres(&edges, small.w, small.h, inch) {
        if let Some(ring) = settle(&edges, x, y, inch) {
            found.push(ring);
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut rings: Vec<Ring> = Vec::new();
    for (_, ring) in found {
        // One seal's circles have one centre; seals that overlap have two.
        if !rings.iter().any(|r| (r.x - ring.x).hypot(r.y - ring.y) < 0.5 * r.r) {
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
                - v(above, x - 1) - 2 * v(here, x - 1) - v(below, x - 1);
            let gy = v(below, x - 1) + 2 * v(below, x) + v(below, x + 1)
                - v(above, x - 1) - 2 * v(above, x) - v(above, x + 1);
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
        if best.iter().all(|b| b.0.abs_diff(x).max(b.1.abs_diff(y)) > apart) {
            best.push((x, y));
            if best.len() == CENTRES {
                break;
            }
        }
    }
    let middle = |v: usize| (v as f32 + 0.5) * CELL;
    best.into_iter().map(|(x, y)| (middle(x), middle(y))).collect()
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
        let (across, down) = ((w as f32 / CELL) as usize + 1, (h as f32 / CELL) as usize + 1);
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

/// The circles about a centre near this one, if they are a seal's, and how sure.
fn settle(edges: &[Edge], x: f32, y: f32, inch: f32) -> Option<(f32, Ring)> {
    let far = OUTER_INCHES.end() * inch + 8.0;
    let first = edges.partition_point(|e| e.y < y - far);
    let last = edges.partition_point(|e| e.y <= y + far);
    let near: Vec<&Edge> = edges[first..last]
        .iter()
        .filter(|e| (e.x - x).abs() <= far)
        .collect();
    let mut best: Option<(f32, Ring)> = None;
    let (mut x, mut y) = (x, y);
    // Coarse, then fine, around the best so far.
    for step in [2.0, 1.0, 0.5] {
        let (cx, cy) = (x, y);
        for (dx, dy) in (-2..=2).flat_map(|dx| (-2..=2).map(move |dy| (dx as f32, dy as f32))) {
            let (tx, ty) = (cx + dx * step, cy + dy * step);
            if let Some((sure, r)) = circles(&near, tx, ty, inch)
                && best.is_none_or(|b| sure > b.0)
            {
                best = Some((sure, Ring { x: tx, y: ty, r }));
                (x, y) = (tx, ty);
            }
        }
    }
    best
}

/// How much of two circles about this point shows, if enough, and the outer
/// circle's radius.
fn circles(near: &[&Edge], x: f32, y: f32, inch: f32) -> Option<(f32, f32)> {
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
    // A circle of a pixel's width lies in two neighbouring bins.
    let share = |r: usize| (seen[r] | seen[r + 1]).count_ones() as f32 / SECTORS;
    let radii = |from: f32, to: f32| from.max(4.0) as usize..=(to as usize).min(seen.len() - 2);
    let fullest = radii(OUTER_INCHES.start() * inch, OUTER_INCHES.end() * inch)
        .max_by(|a, b| share(*a).total_cmp(&share(*b)))?;
    if share(fullest) < OUTER {
        return None;
    }
    // The rim may be fainter than the line within it.
    let outer = radii(fullest as f32, 1.12 * fullest as f32)
        .rev()
        .find(|r| share(*r) > 0.8 * share(fullest))?;
    let r = outer as f32 + 1.0;
    let second = radii(WITHIN.start * r, WITHIN.end * r)
        .map(share)
        .fold(0.0, f32::max);
    (second >= SECOND).then_some((share(outer) + second, r))
}
