//! From pairs of parts that show the same strokes to one place for each part.

use super::Refusal;
use super::maps::{Map, Match};
use super::register::Registered;
use crate::base::Size;
use crate::imaging::equations::solve;

/// Root mean square of the distance between the same strokes from which on parts do
/// not fit, in pixels at 150 dpi: a sixth of a millimetre.
pub(super) const MOST_MISS: f64 = 1.0;

/// Two parts that show the same strokes.
pub(super) struct Link {
    /// The lesser index.
    pub i: usize,
    /// The greater index.
    pub j: usize,
    /// From part `i` to part `j`.
    pub map: Map,
    /// The same strokes in both.
    pub found: Vec<Match>,
}

/// How far the far end of a part may be off, in its pixels: a short or narrow overlap
/// holds a part's place, but not its angle.
pub(super) fn lever(found: &Registered, size: Size) -> f64 {
    let n = found.found.len().max(1) as f64;
    let mean = |f: fn(&Match) -> f64| found.found.iter().map(f).sum::<f64>() / n;
    let (x, y) = (mean(|m| m.0.0), mean(|m| m.0.1));
    let far = found
        .found
        .iter()
        .map(|m| (m.0.0 - x).powi(2) + (m.0.1 - y).powi(2));
    let spread = (far.sum::<f64>() / n).sqrt().max(1.0);
    let long = f64::from(size.width.max(size.height));
    found.miss / n.sqrt() * (1.0 + long / spread)
}

/// From each part to the first one's pixels, along the strongest links; or the first
/// part of the smallest group that hangs on no other.
pub(super) fn tree(n: usize, links: &[Link]) -> Result<Vec<Map>, usize> {
    let mut group: Vec<usize> = (0..n).collect();
    let mut kept: Vec<&Link> = Vec::new();
    for link in links {
        let (a, b) = (group[link.i], group[link.j]);
        if a != b {
            group.iter_mut().filter(|g| **g == b).for_each(|g| *g = a);
            kept.push(link);
        }
    }
    let size = |g: usize| group.iter().filter(|h| **h == g).count();
    if let Some(lost) = (0..n)
        .filter(|&i| size(group[i]) < n)
        .min_by_key(|&i| (size(group[i]), i))
    {
        return Err(lost);
    }
    let mut maps: Vec<Option<Map>> = vec![None; n];
    maps[0] = Some(Map::scale(1.0));
    // Each round reaches the next ring of neighbours.
    for _ in 0..n {
        for link in &kept {
            match (maps[link.i], maps[link.j]) {
                (Some(to), None) => {
                    maps[link.j] = link.map.inverse().map(|back| back.then(&to));
                }
                (None, Some(to)) => maps[link.i] = Some(link.map.then(&to)),
                _ => {}
            }
        }
    }
    maps.into_iter()
        .enumerate()
        .map(|(i, map)| map.ok_or(i))
        .collect()
}

/// All places at once by least squares over all links; the first part stays, and then
/// all are scaled so that they keep their size on average.
pub(super) fn together(tree: &[Map], links: &[Link]) -> Option<Vec<Map>> {
    // Unknown of each part but the first: a, b, e, f of its similarity.
    let n = 4 * (tree.len() - 1);
    let (mut left, mut right) = (vec![0.0; n * n], vec![0.0; n]);
    for link in links {
        for &(p, q) in &link.found {
            let row = |axis: usize, part: usize, (x, y): (f64, f64), sign: f64| {
                let terms = [[x, -y, 1.0, 0.0], [y, x, 0.0, 1.0]][axis];
                (part, terms.map(|t| t * sign))
            };
            for axis in 0..2 {
                let sides = [row(axis, link.i, p, 1.0), row(axis, link.j, q, -1.0)];
                // The first part's terms are known: 1, 0, 0, 0.
                let known: f64 = sides.iter().filter(|s| s.0 == 0).map(|s| s.1[0]).sum();
                for (a, terms_a) in sides.iter().filter(|s| s.0 > 0) {
                    for (k, ta) in terms_a.iter().enumerate() {
                        let at = (a - 1) * 4 + k;
                        right[at] -= ta * known;
                        for (b, terms_b) in sides.iter().filter(|s| s.0 > 0) {
                            for (m, tb) in terms_b.iter().enumerate() {
                                left[at * n + (b - 1) * 4 + m] += ta * tb;
                            }
                        }
                    }
                }
            }
        }
    }
    let found = solve(&mut left, &mut right)?;
    let mut maps = vec![Map::scale(1.0)];
    maps.extend(
        found
            .chunks_exact(4)
            .map(|s| Map::similarity(s[0], s[1], s[2], s[3])),
    );
    let mean = maps.iter().map(|m| m.factor().ln()).sum::<f64>() / maps.len() as f64;
    let size = Map::scale((-mean).exp());
    Some(maps.iter().map(|m| m.then(&size)).collect())
}

/// The worst link's distance, at 150 dpi.
pub(super) fn residual(maps: &[Map], links: &[Link], unit: f64) -> Result<f64, Refusal> {
    let mut sums = vec![(0.0, 0.0); maps.len()];
    let mut worst = 0.0_f64;
    for link in links {
        let square: f64 = link
            .found
            .iter()
            .map(|&(p, q)| {
                let (a, b) = (maps[link.i].apply(p), maps[link.j].apply(q));
                (a.0 - b.0).powi(2) + (a.1 - b.1).powi(2)
            })
            .sum();
        let n = link.found.len().max(1) as f64;
        worst = worst.max((square / n).sqrt() / unit);
        for part in [link.i, link.j] {
            sums[part] = (sums[part].0 + square, sums[part].1 + n);
        }
    }
    if worst < MOST_MISS {
        return Ok(worst);
    }
    let mean = |s: &(f64, f64)| s.0 / s.1.max(1.0);
    let part = (0..sums.len()).max_by(|&a, &b| mean(&sums[a]).total_cmp(&mean(&sums[b])));
    Err(Refusal::Askew {
        part: part.unwrap_or(0),
        pixels: worst,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_hold_is_little_overlap() {
        let found = |spread: f64| Registered {
            map: Map::scale(1.0),
            found: (0..40)
                .map(|i| {
                    let p = (f64::from(i % 5) * spread, f64::from(i / 5) * spread);
                    (p, p)
                })
                .collect(),
            agree: 1.0,
            miss: 0.2,
        };
        let size = Size::new(2_480, 3_508);
        assert!(lever(&found(100.0), size) < 1.0);
        assert!(lever(&found(20.0), size) > 1.0);
    }
}
