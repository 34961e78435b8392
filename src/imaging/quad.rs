//! Four straight sides around a piece of a mask, and the maps that lay them flat.

use crate::base::Affine;

use super::resample::Projection;

/// Corners: top left, top right, bottom right, bottom left.
pub(super) type Quad = [(f64, f64); 4];

/// A side: a point and a direction of length 1.
type Side = ((f64, f64), (f64, f64));

/// The quadrilateral whose sides follow the rim of the piece; `None` if the rim
/// does not consist of four straight sides.
pub(super) fn fit(mask: &[bool], w: usize, h: usize) -> Option<Quad> {
    let rim = rim(mask, w, h);
    if rim.len() < 80 {
        return None;
    }
    let degrees = tightest_box(&rim);
    let (sin, cos) = degrees.to_radians().sin_cos();
    // In this frame the box stands upright.
    let turned: Vec<(f64, f64)> = rim
        .iter()
        .map(|&(x, y)| (x * cos + y * sin, y * cos - x * sin))
        .collect();
    let (x0, x1) = bounds(turned.iter().map(|p| p.0));
    let (y0, y1) = bounds(turned.iter().map(|p| p.1));
    let sides = [
        side(
            &turned,
            |p| (p.1 - y0) / (y1 - y0),
            |p| (p.0 - x0) / (x1 - x0),
        )?,
        side(
            &turned,
            |p| (x1 - p.0) / (x1 - x0),
            |p| (p.1 - y0) / (y1 - y0),
        )?,
        side(
            &turned,
            |p| (y1 - p.1) / (y1 - y0),
            |p| (p.0 - x0) / (x1 - x0),
        )?,
        side(
            &turned,
            |p| (p.0 - x0) / (x1 - x0),
            |p| (p.1 - y0) / (y1 - y0),
        )?,
    ];
    let mut corners = [(0.0, 0.0); 4];
    for (i, corner) in corners.iter_mut().enumerate() {
        let (x, y) = crossing(sides[(i + 3) % 4], sides[i])?;
        *corner = (x * cos - y * sin, y * cos + x * sin);
    }
    let filled = mask.iter().filter(|m| **m).count() as f64;
    let fits = filled / area(&corners).max(1.0);
    ((0.93..1.07).contains(&fits) && is_square_enough(&corners)).then_some(corners)
}

/// How far the rim may stray from a straight side, in shares of the side.
const STRAIGHT: f64 = 0.015;

/// How far a bent page's rim may bulge from corner to corner, in shares of the side.
const BULGE: f64 = 0.12;

/// The quadrilateral around a bent page: two opposite sides are straight, for paper
/// bends one way only, the others may bulge and lie wholly within. `None` if the
/// piece does not look like that.
pub(super) fn fit_bent(mask: &[bool], w: usize, h: usize) -> Option<Quad> {
    let rim = rim(mask, w, h);
    if rim.len() < 80 {
        return None;
    }
    // Corners lie furthest out along the diagonals of the tightest box.
    let (sin, cos) = tightest_box(&rim).to_radians().sin_cos();
    let furthest = |dx: f64, dy: f64| {
        let out = |p: &(f64, f64)| (p.0 * cos + p.1 * sin) * dx + (p.1 * cos - p.0 * sin) * dy;
        let far = |a: &&(f64, f64), b: &&(f64, f64)| out(a).total_cmp(&out(b));
        rim.iter().max_by(far).copied().unwrap_or_default()
    };
    let corners = [
        furthest(-1.0, -1.0),
        furthest(1.0, -1.0),
        furthest(1.0, 1.0),
        furthest(-1.0, 1.0),
    ];
    let filled = mask.iter().filter(|m| **m).count() as f64;
    let fits = filled / area(&corners).max(1.0);
    if !(0.8..1.25).contains(&fits) || !is_square_enough(&corners) {
        return None;
    }
    let strays: Vec<(f64, f64)> = (0..4)
        .map(|i| stray(&rim, corners[i], corners[(i + 1) % 4]))
        .collect();
    let is_straight = |s: (f64, f64)| s.0 > -STRAIGHT && s.1 < STRAIGHT;
    let is_bent = |s: (f64, f64)| s.0 > -BULGE && s.1 < BULGE;
    let rulings = |i: usize| is_straight(strays[i]) && is_straight(strays[i + 2]);
    if !(rulings(0) || rulings(1)) || !strays.iter().all(|s| is_bent(*s)) {
        return None;
    }
    // Wide enough for what bulges out, seen with the page's own perspective.
    let m = homography(&corners, 1.0, 1.0);
    let out = |i: usize| strays[i].1.max(0.0);
    let (top, right, foot, left) = (out(0), out(1), out(2), out(3));
    let at = |x: f64, y: f64| {
        let z = m[6] * x + m[7] * y + m[8];
        (
            (m[0] * x + m[1] * y + m[2]) / z,
            (m[3] * x + m[4] * y + m[5]) / z,
        )
    };
    // Bulges are shares of the side along which they lie, not of the other.
    let (wide, tall) = sides(&corners);
    let (across, down) = (tall / wide.max(1.0), wide / tall.max(1.0));
    Some([
        at(-left * across, -top * down),
        at(1.0 + right * across, -top * down),
        at(1.0 + right * across, 1.0 + foot * down),
        at(-left * across, 1.0 + foot * down),
    ])
}

/// How far the rim lies inside (below 0) and outside of the straight side from `a`
/// to `b`, clockwise, in shares of its length. Near its ends lie the neighbours' bulges,
/// which are not counted, nor is a twentieth of the rim on either hand.
fn stray(rim: &[(f64, f64)], a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx.hypot(dy).max(1.0);
    let mut off: Vec<f64> = rim
        .iter()
        .map(|p| (p.0 - a.0, p.1 - a.1))
        .filter(|p| (0.15..0.85).contains(&((p.0 * dx + p.1 * dy) / length / length)))
        .map(|p| (p.0 * dy - p.1 * dx) / length / length)
        .filter(|off| off.abs() < 2.0 * BULGE)
        .collect();
    off.sort_by(f64::total_cmp);
    match off.len() {
        0 => (f64::MIN, f64::MAX),
        n => (off[n / 20], off[n - 1 - n / 20]),
    }
}

/// Rim cells by their outer edges, seen along rows and columns.
fn rim(mask: &[bool], w: usize, h: usize) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    for y in 0..h {
        let row = &mask[y * w..(y + 1) * w];
        let first = row.iter().position(|&m| m);
        let last = row.iter().rposition(|&m| m);
        if let (Some(first), Some(last)) = (first, last) {
            points.push((first as f64, y as f64 + 0.5));
            points.push((last as f64 + 1.0, y as f64 + 0.5));
        }
    }
    for x in 0..w {
        let first = (0..h).find(|&y| mask[y * w + x]);
        let last = (0..h).rev().find(|&y| mask[y * w + x]);
        if let (Some(first), Some(last)) = (first, last) {
            points.push((x as f64 + 0.5, first as f64));
            points.push((x as f64 + 0.5, last as f64 + 1.0));
        }
    }
    points
}

/// The turn, within ±45°, at which the box around all points is smallest.
fn tightest_box(points: &[(f64, f64)]) -> f64 {
    let size = |degrees: f64| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (x0, x1) = bounds(points.iter().map(|p| p.0 * cos + p.1 * sin));
        let (y0, y1) = bounds(points.iter().map(|p| p.1 * cos - p.0 * sin));
        (x1 - x0) * (y1 - y0)
    };
    (-45..=45)
        .map(f64::from)
        .min_by(|a, b| size(*a).total_cmp(&size(*b)))
        .unwrap_or(0.0)
}

fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)))
}

/// A line through the points within a sixth of the box from one of its sides,
/// corners left out: first by the median of slopes, then by least squares over
/// what lies close to it. `None` if too few do.
fn side(
    points: &[(f64, f64)],
    depth: impl Fn(&(f64, f64)) -> f64,
    along: impl Fn(&(f64, f64)) -> f64,
) -> Option<Side> {
    let mut near: Vec<(f64, f64)> = points
        .iter()
        .filter(|p| depth(p) < 0.16 && (0.06..0.94).contains(&along(p)))
        .copied()
        .collect();
    near.sort_by(|a, b| along(a).total_cmp(&along(b)));
    if near.len() < 30 {
        return None;
    }
    let half = near.len() / 2;
    let (first, last) = (near[0], near[near.len() - 1]);
    // A side runs more along one axis than the other; slopes are taken over it.
    let flat = (last.0 - first.0).abs() > (last.1 - first.1).abs();
    let uv = |p: (f64, f64)| if flat { p } else { (p.1, p.0) };
    let mut slopes: Vec<f64> = (0..near.len() - half)
        .map(|i| (uv(near[i]), uv(near[i + half])))
        .filter(|(a, b)| (b.0 - a.0).abs() > 1.0)
        .map(|(a, b)| (b.1 - a.1) / (b.0 - a.0))
        .collect();
    let slope = median(&mut slopes)?;
    let mut shifts: Vec<f64> = near.iter().map(|&p| uv(p).1 - slope * uv(p).0).collect();
    let shift = median(&mut shifts)?;
    let (mut slope, mut shift) = (slope, shift);
    let mut close = 0;
    for reach in [4.0, 2.0, 1.5] {
        let (mut n, mut su, mut sv, mut suu, mut suv) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for &p in &near {
            let (u, v) = uv(p);
            if (v - slope * u - shift).abs() < reach {
                n += 1.0;
                su += u;
                sv += v;
                suu += u * u;
                suv += u * v;
            }
        }
        let spread = n * suu - su * su;
        if n < 20.0 || spread < 1e-6 {
            return None;
        }
        slope = (n * suv - su * sv) / spread;
        shift = (sv - slope * su) / n;
        close = n as usize;
    }
    // More than half of a side hidden by a hand or glare is not a side.
    if close * 2 < near.len() {
        return None;
    }
    let len = slope.hypot(1.0);
    let back = |u: f64, v: f64| if flat { (u, v) } else { (v, u) };
    Some((back(0.0, shift), back(1.0 / len, slope / len)))
}

fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
}

fn crossing(a: Side, b: Side) -> Option<(f64, f64)> {
    let det = a.1.0 * b.1.1 - a.1.1 * b.1.0;
    let t = ((b.0.0 - a.0.0) * b.1.1 - (b.0.1 - a.0.1) * b.1.0) / det;
    t.is_finite()
        .then_some((a.0.0 + t * a.1.0, a.0.1 + t * a.1.1))
}

fn area(q: &Quad) -> f64 {
    let twice: f64 = (0..4)
        .map(|i| q[i].0 * q[(i + 1) % 4].1 - q[(i + 1) % 4].0 * q[i].1)
        .sum();
    twice.abs() / 2.0
}

/// Whether all angles lie within 25° of a right one.
fn is_square_enough(q: &Quad) -> bool {
    (0..4).all(|i| {
        let (a, b, c) = (q[(i + 3) % 4], q[i], q[(i + 1) % 4]);
        let (u, v) = ((a.0 - b.0, a.1 - b.1), (c.0 - b.0, c.1 - b.1));
        let cos = (u.0 * v.0 + u.1 * v.1) / (u.0.hypot(u.1) * v.0.hypot(v.1)).max(1e-9);
        cos.abs() < 0.42
    })
}

/// The longer of the upper and lower side, and of the left and right side.
pub(super) fn sides(q: &Quad) -> (f64, f64) {
    let long = |i: usize, j: usize| (q[i].0 - q[j].0).hypot(q[i].1 - q[j].1);
    (long(0, 1).max(long(3, 2)), long(0, 3).max(long(1, 2)))
}

/// From a flat `w` × `h` page to the corners.
pub(super) fn homography(q: &Quad, w: f64, h: f64) -> Projection {
    let [p0, p1, p2, p3] = *q;
    // Heckbert's unit square to quadrilateral, then scaled.
    let (dx1, dx2, sx) = (p1.0 - p2.0, p3.0 - p2.0, p0.0 - p1.0 + p2.0 - p3.0);
    let (dy1, dy2, sy) = (p1.1 - p2.1, p3.1 - p2.1, p0.1 - p1.1 + p2.1 - p3.1);
    let det = dx1 * dy2 - dx2 * dy1;
    let (g, k) = if det.abs() > 1e-12 {
        ((sx * dy2 - dx2 * sy) / det, (dx1 * sy - sx * dy1) / det)
    } else {
        (0.0, 0.0)
    };
    [
        (p1.0 - p0.0 + g * p1.0) / w,
        (p3.0 - p0.0 + k * p3.0) / h,
        p0.0,
        (p1.1 - p0.1 + g * p1.1) / w,
        (p3.1 - p0.1 + k * p3.1) / h,
        p0.1,
        g / w,
        k / h,
        1.0,
    ]
}

/// The affine map from the corners to a flat `w` × `h` page with the least
/// squared error at the corners.
pub(super) fn nearest_affine(q: &Quad, w: f64, h: f64) -> Affine {
    // Least squares the other way has a closed form on a rectangle's corners;
    // its inverse is as good a fit.
    let [p0, p1, p2, p3] = *q;
    let across = |f: fn((f64, f64)) -> f64| (f(p1) + f(p2) - f(p0) - f(p3)) / (2.0 * w);
    let down = |f: fn((f64, f64)) -> f64| (f(p3) + f(p2) - f(p0) - f(p1)) / (2.0 * h);
    let (a, b) = (across(|p| p.0), across(|p| p.1));
    let (c, d) = (down(|p| p.0), down(|p| p.1));
    let mean = |f: fn((f64, f64)) -> f64| q.iter().map(|&p| f(p)).sum::<f64>() / 4.0;
    let forth = Affine {
        a,
        b,
        c,
        d,
        e: mean(|p| p.0) - (a * w + c * h) / 2.0,
        f: mean(|p| p.1) - (b * w + d * h) / 2.0,
    };
    forth.inverse().unwrap_or(Affine::IDENTITY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quadrilateral_is_found_and_laid_flat() {
        let truth = [(40.0, 50.0), (250.0, 60.0), (240.0, 350.0), (52.0, 341.0)];
        let inside = |x: f64, y: f64| {
            (0..4).all(|i| {
                let (a, b): ((f64, f64), (f64, f64)) = (truth[i], truth[(i + 1) % 4]);
                (b.0 - a.0) * (y - a.1) - (b.1 - a.1) * (x - a.0) > 0.0
            })
        };
        let mask: Vec<bool> = (0..300 * 400)
            .map(|i| inside((i % 300) as f64 + 0.5, (i / 300) as f64 + 0.5))
            .collect();
        let found = fit(&mask, 300, 400).unwrap();
        for (f, t) in found.iter().zip(&truth) {
            assert!((f.0 - t.0).hypot(f.1 - t.1) < 1.0, "{found:?}");
        }
        let m = homography(&truth, 200.0, 300.0);
        let z = m[6] * 200.0 + m[7] * 300.0 + 1.0;
        let x = (m[0] * 200.0 + m[1] * 300.0 + m[2]) / z;
        assert!((x - 240.0).abs() < 1e-6);
        let (x, y) = nearest_affine(&truth, 200.0, 300.0).apply(145.5, 200.25);
        assert!((x - 100.0).abs() < 1e-6 && (y - 150.0).abs() < 1e-6);
    }

    #[test]
    fn a_bent_page_is_surrounded_and_a_torn_one_is_not() {
        // Upper and lower side bulge upwards by 16 of 200.
        let bulge = |x: f64| 16.0 * (1.0 - ((x - 150.0) / 100.0).powi(2));
        let mask = |torn: f64| -> Vec<bool> {
            (0..300 * 400)
                .map(|i| ((i % 300) as f64 + 0.5, (i / 300) as f64 + 0.5))
                .map(|(x, y)| (x, y + bulge(x), torn * (x - 150.0).abs() / 3.0))
                .map(|(x, y, tear)| {
                    let left = 50.0 + tear * ((y - 200.0) / 20.0).sin().abs();
                    (left..250.0).contains(&x) && (60.0..340.0).contains(&y)
                })
                .collect()
        };
        let whole = mask(0.0);
        assert!(
            fit(&whole, 300, 400).is_none(),
            "its sides are not straight"
        );
        let found = fit_bent(&whole, 300, 400).unwrap();
        let truth = [(50.0, 44.0), (250.0, 44.0), (250.0, 340.0), (50.0, 340.0)];
        for (f, t) in found.iter().zip(&truth) {
            assert!((f.0 - t.0).hypot(f.1 - t.1) < 2.5, "{found:?}");
        }
        assert!(fit_bent(&mask(1.0), 300, 400).is_none());
    }

    #[test]
    fn a_round_piece_has_no_sides() {
        let mask: Vec<bool> = (0..300 * 300)
            .map(|i| ((i % 300) as f64 - 150.0).hypot((i / 300) as f64 - 150.0) < 120.0)
            .collect();
        assert!(fit(&mask, 300, 300).is_none());
        assert!(fit_bent(&mask, 300, 300).is_none());
    }
}
