//! Lines of text that need not be straight: letters chained to their neighbours.

use crate::base::blobs::Blob;

use super::super::plane::Plane;

/// Letters lower than this share of the usual one are marks and dots, higher ones
/// are headlines and rules.
const TALL: (f64, f64) = (0.6, 2.2);

/// Letters wider than this many usual heights have run together with so much that
/// one foot says nothing of a bent line.
const WIDE: f64 = 4.0;

/// Widest gap to the next letter, in letter heights: a gap between justified words.
const GAP: f64 = 2.5;

/// How far, in letter heights, the feet of neighbours may lie apart: less than half
/// of the distance of lines set solid (2.3), more than a descender (0.45).
const STEP: f64 = 0.7;

/// Fewest letters of a chain: about two words.
const FEWEST: usize = 7;

/// More candidates than this are no text but a screen of dots, and would cost seconds.
const MOST: usize = 12_000;

/// A piece of a line of text: where its letters stand.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// Middle and foot of each letter, from left to right.
    pub feet: Vec<(f64, f64)>,
}

impl Chain {
    /// From the first letter's middle to the last one's.
    pub fn length(&self) -> f64 {
        match (self.feet.first(), self.feet.last()) {
            (Some(first), Some(last)) => last.0 - first.0,
            _ => 0.0,
        }
    }

    /// Mean height of its feet.
    pub fn level(&self) -> f64 {
        self.feet.iter().map(|f| f.1).sum::<f64>() / self.feet.len().max(1) as f64
    }
}

/// All chains of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Chains {
    /// The chains, in no order.
    pub list: Vec<Chain>,
    /// Usual height of a letter in pixels, between that of an x and of a capital.
    pub letter: f64,
}

/// Finds the chains of an upright plane of `dpi`.
pub(super) fn find(plane: &Plane, below: u8, dpi: f64) -> Chains {
    let tall = |b: &&Blob| (dpi / 40.0..dpi / 4.0).contains(&f64::from(b.height()));
    let pieces = plane.pieces(below).blobs;
    let mut letters: Vec<Blob> = pieces
        .iter()
        .filter(tall)
        .filter(|b| f64::from(b.width()) < dpi / 3.0 && b.width() * 5 > b.height())
        .copied()
        .collect();
    if letters.len() < FEWEST || letters.len() > MOST {
        return Chains::default();
    }
    let middle = letters.len() / 2;
    let (_, usual, _) = letters.select_nth_unstable_by_key(middle, Blob::height);
    let letter = f64::from(usual.height());
    letters.retain(|b| {
        (TALL.0 * letter..TALL.1 * letter).contains(&f64::from(b.height()))
            && f64::from(b.width()) < WIDE * letter
    });
    letters.sort_unstable_by_key(|b| (b.x0, b.y0));
    Chains {
        list: chained(&letters, letter),
        letter,
    }
}

/// Letters in order of their left edges, joined where each is the other's nearest.
fn chained(letters: &[Blob], letter: f64) -> Vec<Chain> {
    let reach = GAP * letter;
    let mut right: Vec<Option<usize>> = vec![None; letters.len()];
    let mut left: Vec<Option<(usize, f64)>> = vec![None; letters.len()];
    for (i, a) in letters.iter().enumerate() {
        let mut nearest = f64::MAX;
        for (j, b) in letters.iter().enumerate().skip(i + 1) {
            let gap = f64::from(b.x0) - f64::from(a.x1);
            if gap > reach {
                break;
            }
            let step = (f64::from(b.y1) - f64::from(a.y1)).abs();
            if b.x1 <= a.x1 || step > STEP * letter || gap < -0.5 * letter {
                continue;
            }
            let cost = gap.max(0.0) + 2.0 * step;
            if cost < nearest {
                nearest = cost;
                right[i] = Some(j);
            }
        }
        if let Some(j) = right[i]
            && left[j].is_none_or(|(_, cost)| nearest < cost)
        {
            left[j] = Some((i, nearest));
        }
    }
    let foot = |b: &Blob| (f64::from(b.x0 + b.x1) / 2.0, f64::from(b.y1));
    let goes_on = |i: usize| right[i].filter(|&j| left[j].is_some_and(|(from, _)| from == i));
    let starts = left.iter().enumerate().filter(|(i, from)| {
        let before = from.and_then(|(from, _)| goes_on(from));
        before != Some(*i)
    });
    starts
        .map(|(start, _)| std::iter::successors(Some(start), |&i| goes_on(i)))
        .map(|members| members.map(|i| foot(&letters[i])).collect::<Vec<_>>())
        .filter(|feet| feet.len() >= FEWEST)
        .map(|feet| Chain { feet })
        .collect()
}
