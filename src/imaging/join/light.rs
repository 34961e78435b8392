//! One light for all parts of a sheet: a lamp warms up while it scans.

use super::place::Link;
use super::sheet::Part;
use crate::imaging::equations::solve;

/// How much a part would rather stay as it is, against a link's wish for equal light.
const STAY: f64 = 0.01;

/// What each channel of each part is multiplied with.
pub(super) fn gains(parts: &[Part], links: &[Link]) -> Vec<[f32; 3]> {
    let n = parts.len();
    let mut gains = vec![[1.0; 3]; n];
    for channel in 0..3 {
        let mut left = vec![0.0; n * n];
        let mut right = vec![0.0; n];
        for i in 0..n {
            left[i * n + i] = STAY;
        }
        for link in links {
            let Link { i, j, .. } = *link;
            let Some(ratio) = ratio(parts, link, channel) else {
                continue;
            };
            // ln gain of i - ln gain of j = ln of j's light over i's.
            left[i * n + i] += 1.0;
            left[j * n + j] += 1.0;
            left[i * n + j] -= 1.0;
            left[j * n + i] -= 1.0;
            right[i] -= ratio.ln();
            right[j] += ratio.ln();
        }
        if let Some(logs) = solve(&mut left, &mut right) {
            for (gain, log) in gains.iter_mut().zip(logs) {
                gain[channel] = log.exp() as f32;
            }
        }
    }
    gains
}

/// The middle one of the ratios of the paper's light in the first to that in the
/// second, where both show the same strokes.
fn ratio(parts: &[Part], link: &Link, channel: usize) -> Option<f64> {
    let (a, b) = (&parts[link.i].light[channel], &parts[link.j].light[channel]);
    let mut ratios: Vec<f64> = link
        .found
        .iter()
        .map(|(p, q)| (f64::from(a.at(p.0, p.1)), f64::from(b.at(q.0, q.1))))
        // Dark ground says little of the light, and nothing is divided by zero.
        .filter(|(a, b)| *a > 60.0 && *b > 60.0)
        .map(|(a, b)| a / b)
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied()
}
