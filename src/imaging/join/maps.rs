//! Maps from one picture to another, and how they are fitted to pairs of points.

use crate::imaging::equations::solve;
use crate::imaging::resample::{Projection, product};

/// A point, in pixels of its picture.
pub(super) type Point = (f64, f64);

/// A point of the first picture and where it lies in the second.
pub(super) type Match = (Point, Point);

/// A map of planes, row by row as [`Projection`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Map(pub Projection);

/// What a map may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Turn, shift and scale evenly: sheets on a scanner's glass.
    Similarity,
    /// Perspective too: photos of a flat sheet.
    Homography,
}

impl Map {
    /// Scales about the origin.
    pub fn scale(k: f64) -> Self {
        Self([k, 0.0, 0.0, 0.0, k, 0.0, 0.0, 0.0, 1.0])
    }

    /// `x' = a x - b y + e`, `y' = b x + a y + f`.
    pub fn similarity(a: f64, b: f64, e: f64, f: f64) -> Self {
        Self([a, -b, e, b, a, f, 0.0, 0.0, 1.0])
    }

    /// Turns about the origin, clockwise as seen.
    pub fn turn(radians: f64) -> Self {
        let (sin, cos) = radians.sin_cos();
        Self::similarity(cos, sin, 0.0, 0.0)
    }

    /// Shifts.
    pub fn shift(x: f64, y: f64) -> Self {
        Self::similarity(1.0, 0.0, x, y)
    }

    /// Where a point comes to lie; far away where the plane has its horizon.
    pub fn apply(&self, (x, y): Point) -> Point {
        let m = &self.0;
        let z = m[6] * x + m[7] * y + m[8];
        let z = if z.abs() < 1e-12 { 1e-12 } else { z };
        (
            (m[0] * x + m[1] * y + m[2]) / z,
            (m[3] * x + m[4] * y + m[5]) / z,
        )
    }

    /// First `self`, then `next`.
    pub fn then(&self, next: &Self) -> Self {
        Self(product(&self.0, &next.0))
    }

    /// The map back; `None` if the plane was flattened.
    pub fn inverse(&self) -> Option<Self> {
        let m = &self.0;
        let minor = |a: usize, b: usize, c: usize, d: usize| m[a] * m[d] - m[b] * m[c];
        let adjugate = [
            minor(4, 5, 7, 8),
            -minor(1, 2, 7, 8),
            minor(1, 2, 4, 5),
            -minor(3, 5, 6, 8),
            minor(0, 2, 6, 8),
            -minor(0, 2, 3, 5),
            minor(3, 4, 6, 7),
            -minor(0, 1, 6, 7),
            minor(0, 1, 3, 4),
        ];
        let det = m[0] * adjugate[0] + m[1] * adjugate[3] + m[2] * adjugate[6];
        det.is_normal().then(|| Self(adjugate.map(|v| v / det)))
    }

    /// The turn of a similarity, in radians clockwise as seen.
    pub fn angle(&self) -> f64 {
        self.0[3].atan2(self.0[0])
    }

    /// The scale of a similarity.
    pub fn factor(&self) -> f64 {
        self.0[0].hypot(self.0[3])
    }

    /// How far the map misses a pair, in pixels of the second picture.
    pub fn miss(&self, &(p, q): &Match) -> f64 {
        let (x, y) = self.apply(p);
        (x - q.0).hypot(y - q.1)
    }

    /// The map with the least squared error; `None` from too few pairs, or from
    /// pairs that lie on a line.
    pub fn fit(kind: Kind, pairs: &[Match]) -> Option<Self> {
        let (from, to) = (
            Frame::of(pairs.iter().map(|m| m.0))?,
            Frame::of(pairs.iter().map(|m| m.1))?,
        );
        let inner: Vec<Match> = pairs
            .iter()
            .map(|&(p, q)| (from.inwards(p), to.inwards(q)))
            .collect();
        let map = match kind {
            Kind::Similarity => similarity(&inner)?,
            Kind::Homography => homography(&inner)?,
        };
        let map = from.map().then(&map).then(&to.map().inverse()?);
        let m = map.0;
        (m[8].abs() > 1e-12).then(|| Self(m.map(|v| v / m[8])))
    }
}

/// Brings points to the origin at a mean distance of about 1: without it the
/// equations of a homography lose half of their digits.
struct Frame {
    middle: Point,
    spread: f64,
}

impl Frame {
    fn of(points: impl Iterator<Item = Point> + Clone) -> Option<Self> {
        let n = points.clone().count().max(1) as f64;
        let sum = points
            .clone()
            .fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
        let middle = (sum.0 / n, sum.1 / n);
        let far: f64 = points.map(|p| (p.0 - middle.0).hypot(p.1 - middle.1)).sum();
        let spread = far / n;
        (spread.is_finite() && spread > 1e-9).then_some(Self { middle, spread })
    }

    fn inwards(&self, p: Point) -> Point {
        (
            (p.0 - self.middle.0) / self.spread,
            (p.1 - self.middle.1) / self.spread,
        )
    }

    fn map(&self) -> Map {
        Map::shift(-self.middle.0, -self.middle.1).then(&Map::scale(1.0 / self.spread))
    }
}

/// Closed form, both sides centred.
fn similarity(pairs: &[Match]) -> Option<Map> {
    let (mut a, mut b, mut n) = (0.0, 0.0, 0.0);
    for &(p, q) in pairs {
        a += p.0 * q.0 + p.1 * q.1;
        b += p.0 * q.1 - p.1 * q.0;
        n += p.0 * p.0 + p.1 * p.1;
    }
    (pairs.len() >= 2 && n > 1e-9).then(|| Map::similarity(a / n, b / n, 0.0, 0.0))
}

fn homography(pairs: &[Match]) -> Option<Map> {
    if pairs.len() < 4 {
        return None;
    }
    let mut left = [0.0; 64];
    let mut right = [0.0; 8];
    for &((x, y), (u, v)) in pairs {
        let rows = [
            ([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y], u),
            ([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y], v),
        ];
        for (row, value) in rows {
            for i in 0..8 {
                right[i] += row[i] * value;
                for j in 0..8 {
                    left[i * 8 + j] += row[i] * row[j];
                }
            }
        }
    }
    let h = solve(&mut left, &mut right)?;
    Some(Map([h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], 1.0]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points() -> Vec<Point> {
        (0..30)
            .map(|i| (f64::from(i * 37 % 101) * 9.0, f64::from(i * 61 % 89) * 13.0))
            .collect()
    }

    proptest! {
        #[test]
        fn a_fit_finds_the_map_that_made_the_pairs(
            turn in -3.0_f64..3.0, k in 0.5_f64..2.0, x in -500.0_f64..500.0, g in -1e-4_f64..1e-4,
        ) {
            let flat = Map::turn(turn).then(&Map::scale(k)).then(&Map::shift(x, -x));
            let bent = flat.then(&Map([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, g, -g, 1.0]));
            for (kind, map) in [(Kind::Similarity, flat), (Kind::Homography, bent)] {
                let pairs: Vec<Match> = points().iter().map(|&p| (p, map.apply(p))).collect();
                let found = Map::fit(kind, &pairs).unwrap();
                let home = found.inverse().unwrap();
                for pair in &pairs {
                    prop_assert!(found.miss(pair) < 1e-5);
                    prop_assert!(home.miss(&(pair.1, pair.0)) < 1e-5);
                }
            }
        }
    }

    #[test]
    fn points_on_a_line_or_on_a_spot_make_no_map() {
        let line: Vec<Match> = (0..9)
            .map(|i| ((f64::from(i), 0.0), (f64::from(i), 3.0)))
            .collect();
        assert_eq!(Map::fit(Kind::Homography, &line), None);
        assert_eq!(
            Map::fit(Kind::Similarity, &[((1.0, 1.0), (2.0, 2.0)); 5]),
            None
        );
        assert_eq!(Map::fit(Kind::Similarity, &[]), None);
        let lost = [((f64::NAN, 1.0), (0.0, 0.0)), ((1.0, 2.0), (3.0, 4.0))];
        assert_eq!(Map::fit(Kind::Similarity, &lost), None);
    }
}
