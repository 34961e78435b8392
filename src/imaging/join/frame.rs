//! Which way the sheet lies: as most of its parts do, and its lines level.

use super::maps::Map;
use super::sheet::Part;
use crate::base::Size;
use crate::imaging::plane::Plane;
use crate::imaging::skew::{self, Axis};

/// A part that leans by more than this against another was turned on purpose.
const SAME_WAY: f64 = 0.35;
/// Lines that stand out by this much over all angles are believed.
const LINES: f64 = 1.5;
/// Pixels of the parts a pixel on which the lines are looked for: some 75 dpi.
const SMALL: usize = 2;

/// The maps of the parts to the upright sheet, whose corner lies at the origin, and
/// its size.
pub(super) fn framed(parts: &[Part], maps: &[Map]) -> (Vec<Map>, Size) {
    let turned = turned(maps, -usual_angle(maps));
    let lean = lean(parts, &turned);
    let level = self::turned(&turned, lean.to_radians());
    let (x0, y0, x1, y1) = bounds(parts, &level);
    let shift = Map::shift(-x0, -y0);
    let size = Size::new((x1 - x0).ceil() as u32, (y1 - y0).ceil() as u32);
    (level.iter().map(|m| m.then(&shift)).collect(), size)
}

fn turned(maps: &[Map], radians: f64) -> Vec<Map> {
    let turn = Map::turn(radians);
    maps.iter().map(|m| m.then(&turn)).collect()
}

/// The mean angle of the largest group of parts that lie the same way.
fn usual_angle(maps: &[Map]) -> f64 {
    let off = |a: f64, b: f64| {
        let pi = std::f64::consts::PI;
        (a - b + pi).rem_euclid(2.0 * pi) - pi
    };
    let group = |way: f64| {
        let near = maps.iter().map(|m| off(m.angle(), way));
        let near: Vec<f64> = near.filter(|d| d.abs() < SAME_WAY).collect();
        (
            near.len(),
            way + near.iter().sum::<f64>() / near.len().max(1) as f64,
        )
    };
    let mut best = (0, 0.0);
    for map in maps {
        let this = group(map.angle());
        if this.0 > best.0 {
            best = this;
        }
    }
    best.1
}

/// Counter-clockwise degrees by which the sheet's lines lean; 0 without lines.
fn lean(parts: &[Part], maps: &[Map]) -> f64 {
    let Some(cell) = parts.first().map(|p| p.view.fine_cell * SMALL as f64) else {
        return 0.0;
    };
    let (x0, y0, x1, y1) = bounds(parts, maps);
    let mut small = Plane::filled(
        ((x1 - x0) / cell) as usize,
        ((y1 - y0) / cell) as usize,
        255,
    );
    let to_small = Map::shift(-x0, -y0).then(&Map::scale(1.0 / cell));
    for (part, map) in parts.iter().zip(maps) {
        let fine = part.view.fine.reduced(SMALL);
        let part_cell = part.view.fine_cell * SMALL as f64;
        let Some(back) = Map::scale(part_cell).then(map).then(&to_small).inverse() else {
            continue;
        };
        for y in 0..small.h {
            for x in 0..small.w {
                let (u, v) = back.apply((x as f64 + 0.5, y as f64 + 0.5));
                if u >= 0.0 && v >= 0.0 && u < fine.w as f64 && v < fine.h as f64 {
                    small.px[y * small.w + x] = fine.px[v as usize * fine.w + u as usize];
                }
            }
        }
    }
    let below = (u32::from(small.quantile(0.5)) * 7 / 10) as u8;
    let peak = [Axis::Rows, Axis::Columns]
        .into_iter()
        .filter_map(|axis| skew::peak(&small, below, axis))
        .max_by(|a, b| a.height.total_cmp(&b.height));
    match peak {
        Some(peak) if peak.ratio > LINES => peak.degrees,
        _ => 0.0,
    }
}

/// The box around all parts, `(x0, y0, x1, y1)`.
fn bounds(parts: &[Part], maps: &[Map]) -> (f64, f64, f64, f64) {
    let (mut x0, mut y0, mut x1, mut y1) = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
    for (part, map) in parts.iter().zip(maps) {
        for corner in corners(part.view.size) {
            let (x, y) = map.apply(corner);
            (x0, y0, x1, y1) = (x0.min(x), y0.min(y), x1.max(x), y1.max(y));
        }
    }
    (x0, y0, x1, y1)
}

/// The four corners of a picture.
pub(super) fn corners(size: Size) -> [(f64, f64); 4] {
    let (w, h) = (f64::from(size.width), f64::from(size.height));
    [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]
}
