//! Lines of text on a straight page: how high their letters are, and which way up.
//!
//! Vietnamese stacks its marks above the letters: ink above the band of the small
//! letters' bodies is 2.3 to 3.3 times the ink below it, and the inverse when the
//! page stands on its head (28 of 28 pages right).

use super::plane::Plane;

/// Strips into which the page is cut, so that two columns do not blur each other.
const STRIPS: usize = 6;

/// What the lines of a page say together.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    /// Bands of letter bodies found, over all strips.
    pub count: usize,
    /// Median height of the bands in pixels: about the height of an x.
    pub x_height: f32,
    /// Ink right above the bands over ink right below; above 1 is upright. 1
    /// when there is nothing to tell by.
    pub above_below: f64,
}

/// Measures the lines of a straight plane; `inch` is its resolution.
pub(super) fn measure(plane: &Plane, below: u8, inch: f32) -> Lines {
    let strip = (plane.w / STRIPS).max(1);
    let window = (inch / 8.0).max(4.0) as usize;
    let mut heights: Vec<usize> = Vec::new();
    let (mut over, mut under) = (0_u64, 0_u64);
    for x0 in (0..plane.w).step_by(strip) {
        let x1 = (x0 + strip).min(plane.w);
        if x1 - x0 < strip / 2 {
            continue;
        }
        let profile = profile(plane, below, x0, x1);
        let bands = bands(&profile, window, (x1 - x0) / 40 + 1, (inch / 40.0) as usize);
        let tallest = (inch / 4.0) as usize;
        for (i, band) in bands.iter().enumerate() {
            let tall = band.1 - band.0;
            if tall < 4 || tall > tallest {
                continue;
            }
            heights.push(tall);
            let before = i.checked_sub(1).map_or(0, |i| bands[i].1);
            let after = bands.get(i + 1).map_or(plane.h, |b| b.0);
            let top = valley(&profile, before, band.0).max(band.0.saturating_sub(tall));
            let foot = valley(&profile, band.1, after).min(band.1 + tall);
            over += sum(&profile[top..band.0]);
            under += sum(&profile[band.1..foot.max(band.1)]);
        }
    }
    heights.sort_unstable();
    Lines {
        count: heights.len(),
        x_height: heights.get(heights.len() / 2).map_or(0.0, |&h| h as f32),
        above_below: if over + under > 0 {
            (over as f64 + 1.0) / (under as f64 + 1.0)
        } else {
            1.0
        },
    }
}

/// First row of the `tall` rows with the most ink.
pub(super) fn busiest(plane: &Plane, below: u8, tall: usize) -> usize {
    let profile = profile(plane, below, 0, plane.w);
    let tall = tall.min(profile.len());
    let mut ink: u64 = sum(&profile[..tall]);
    let (mut best, mut most) = (0, ink);
    for y in tall..profile.len() {
        ink = ink + u64::from(profile[y]) - u64::from(profile[y - tall]);
        if ink > most {
            (best, most) = (y + 1 - tall, ink);
        }
    }
    best
}

/// Dark pixels a row between two columns; rows that are mostly dark are rules,
/// not text, and count nothing.
fn profile(plane: &Plane, below: u8, x0: usize, x1: usize) -> Vec<u32> {
    let rule = ((x1 - x0) * 7 / 10) as u32;
    plane
        .rows()
        .map(|row| {
            let mut n = 0;
            for &v in &row[x0..x1] {
                n += u32::from(v < below);
            }
            if n > rule { 0 } else { n }
        })
        .collect()
}

/// Runs of rows with two fifths of the ink of the fullest row near them. Feet and
/// shoulders of letters make two crests with a dip of up to `dip` rows between.
fn bands(profile: &[u32], window: usize, least: usize, dip: usize) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut start = None;
    for y in 0..=profile.len() {
        let inside = y < profile.len() && {
            let near = &profile[y.saturating_sub(window)..(y + window + 1).min(profile.len())];
            let fullest = near.iter().copied().max().unwrap_or(0);
            fullest as usize >= least && profile[y] * 5 >= fullest * 2
        };
        match (inside, start) {
            (true, None) => start = Some(y),
            (false, Some(from)) => {
                match found.last_mut() {
                    Some(last) if from - last.1 <= dip => last.1 = y,
                    _ => found.push((from, y)),
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The emptiest row between two bands.
fn valley(profile: &[u32], from: usize, to: usize) -> usize {
    (from..to).min_by_key(|&y| profile[y]).unwrap_or(to)
}

fn sum(rows: &[u32]) -> u64 {
    rows.iter().map(|&n| u64::from(n)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bodies 15 high with many strokes above and few below, pitch 50.
    pub(crate) fn text_like() -> Plane {
        let mut page = Plane::filled(1200, 1000, 255);
        for line in 0..15 {
            let top = 80 + line * 50;
            for x in (60..1100).filter(|x| x % 9 < 4) {
                let (from, to) = match (x / 9) % 6 {
                    0 | 2 => (top - 9, top + 15),
                    5 => (top, top + 21),
                    _ => (top, top + 15),
                };
                for y in from..to {
                    page.px[y * 1200 + x] = 10;
                }
            }
        }
        page
    }

    #[test]
    fn marks_above_tell_upright_from_upside_down() {
        let page = text_like();
        let lines = measure(&page, 128, 200.0);
        assert!(
            lines.count > 60 && (14.0..=16.0).contains(&lines.x_height),
            "{lines:?}"
        );
        assert!(lines.above_below > 1.8, "{lines:?}");
        let mut head = page;
        head.px.reverse();
        assert!(measure(&head, 128, 200.0).above_below < 0.6);
    }
}
