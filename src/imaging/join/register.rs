//! Finds where one picture of a sheet lies in another picture of it.
//!
//! Coarse to fine: corners at about 75 dpi are told apart by what surrounds them;
//! corners that choose each other vote for a map; pieces around corners are then
//! looked for where the map puts them, first on the coarse plane, then at about
//! 150 dpi, and the map is fitted to where they were found. Any quarter turn is
//! found, and leaning of ±20° (photos) or ±12° (scanner) besides.

use super::corners::{self, Corner, Dice, Pattern, Signature};
use super::maps::{Kind, Map, Match, Point};
use super::patches::{ALIKE, Search, Seen};
use crate::base::{Pixels, Size};
use crate::imaging::plane::Plane;

/// Long side of the coarse plane: A4 at about 75 dpi.
const COARSE: usize = 900;
/// Pictures that share nothing gave 3 to 7 votes, neighbouring parts 23 to 54, two
/// photos of a page 180 to 280.
const VOTES: usize = 12;
/// So many votes do not come by chance (pages with the same seal gave 26): no other
/// turn is tried.
const CERTAIN: usize = 60;
/// Tries of two matches for a map. With a tenth of the matches true, one in a
/// hundred tries meets two true ones.
const TRIES: usize = 2_000;
/// Pieces looked for on each plane and side.
const PIECES: usize = 200;

/// One picture, made ready to be found in others.
pub(super) struct View {
    /// Size of the picture.
    pub size: Size,
    /// About 150 dpi.
    pub fine: Plane,
    /// Pixels of the picture a fine pixel.
    pub fine_cell: f64,
    /// At most some 900 pixels long.
    pub coarse: Plane,
    /// Pixels of the picture a coarse pixel.
    pub coarse_cell: f64,
    kind: Kind,
    corners: Vec<Corner>,
    /// Of each corner, under each of [`Pose::all`].
    signatures: Vec<Vec<Signature>>,
}

impl View {
    /// Measures a picture; `fine_cell` of its pixels make a fine one, and a map of
    /// `kind` leads to the others.
    pub fn of(pixels: &Pixels, fine_cell: usize, kind: Kind) -> Self {
        let size = pixels.size();
        let most = size.width.min(size.height).max(1) as usize;
        let fine_cell = fine_cell.clamp(1, most);
        let fine = Plane::of(pixels, fine_cell);
        let step = (fine.w.max(fine.h) as f64 / COARSE as f64).round() as usize;
        let step = step.clamp(1, fine.w.min(fine.h));
        let coarse = if step > 1 {
            fine.reduced(step)
        } else {
            fine.clone()
        };
        let (soft, corners) = (corners::softened(&coarse), corners::find(&coarse));
        Self {
            size,
            fine_cell: fine_cell as f64,
            coarse_cell: (fine_cell * step) as f64,
            signatures: Pose::all(kind)
                .iter()
                .map(|pose| Pattern::turned(pose.radians, pose.scale).sign(&soft, &corners))
                .collect(),
            kind,
            corners,
            fine,
            coarse,
        }
    }
}

/// Where a picture lies in another; all places in pixels of the pictures.
pub(super) struct Registered {
    /// From the first to the second.
    pub map: Map,
    /// Pieces that were found, by their middles.
    pub found: Vec<Match>,
    /// Of the pieces that both pictures should show, the share that they do, 0 to 1.
    pub agree: f64,
    /// Root mean square of what the map misses, in pixels of the second picture.
    pub miss: f64,
}

/// Places of a picture that are not to be compared.
pub(super) type Hidden<'a> = &'a dyn Fn(Point) -> bool;

/// A turn and a scale under which the second picture is compared.
#[derive(Clone, Copy)]
struct Pose {
    radians: f64,
    scale: f64,
}

impl Pose {
    /// All that are tried, the likely ones first.
    fn all(kind: Kind) -> Vec<Self> {
        // Signatures bear a lean of 8° and a scale of 15 % beside the exact one.
        let (leans, scales): (&[f64], &[f64]) = match kind {
            Kind::Similarity => (&[0.0, 8.0, -8.0], &[1.0]),
            Kind::Homography => (&[0.0, 13.0, -13.0], &[1.0, 0.8, 1.25]),
        };
        let mut all = Vec::new();
        for quarter in [0.0, 180.0, 90.0, 270.0] {
            for &scale in scales {
                all.extend(leans.iter().map(|lean| Self {
                    radians: f64::to_radians(quarter + lean),
                    scale,
                }));
            }
        }
        all
    }

    /// Whether a map of this kind may come of this pose.
    fn allows(self, kind: Kind, map: &Map) -> bool {
        let off = (map.angle() - self.radians + std::f64::consts::PI)
            .rem_euclid(std::f64::consts::TAU)
            - std::f64::consts::PI;
        let scale = map.factor() / self.scale;
        match kind {
            // A scanner's scale is true to a percent.
            Kind::Similarity => off.abs() < 0.16 && (0.97..1.03).contains(&scale),
            Kind::Homography => off.abs() < 0.35 && (0.75..1.35).contains(&scale),
        }
    }
}

/// Finds the first picture in the second; `None` when too little speaks for any
/// place. `hidden` are the places not to be compared, in each of the pictures.
pub(super) fn register(first: &View, second: &View, hidden: [Hidden; 2]) -> Option<Registered> {
    settle(first, second, &rough(first, second)?, hidden)
}

/// Makes a map that is good to some coarse pixels good to a fraction of a fine one.
/// `rough` leads from the first to the second picture on their coarse planes.
fn settle(first: &View, second: &View, rough: &Map, hidden: [Hidden; 2]) -> Option<Registered> {
    let places: Vec<(usize, usize)> = places(first, second, rough)
        .into_iter()
        .filter(|&(x, y)| {
            let p = (x as f64 + 0.5, y as f64 + 0.5);
            let q = rough.apply(p);
            let (a, b) = (first.coarse_cell, second.coarse_cell);
            !hidden[0]((p.0 * a, p.1 * a)) && !hidden[1]((q.0 * b, q.1 * b))
        })
        .collect();
    let (map, _) = Level::coarse(first, second, 5).refine(rough, &places)?;
    let (map, coarse) = Level::coarse(first, second, 3).refine(&map, &places)?;

    let up = |v: &View| v.coarse_cell / v.fine_cell;
    let (up_a, up_b) = (up(first), up(second));
    let map = Map::scale(1.0 / up_a).then(&map).then(&Map::scale(up_b));
    let finer = |v: usize| ((v as f64 + 0.5) * up_a) as usize;
    let places: Vec<_> = places.iter().map(|&(x, y)| (finer(x), finer(y))).collect();
    let fine = Level {
        a: &first.fine,
        b: &second.fine,
        kind: first.kind,
        search: Search { half: 15, reach: 4 },
    };
    let (map, seen) = fine.refine(&map, &places)?;
    let (a, b) = (first.fine_cell, second.fine_cell);
    let square: f64 = seen.kept.iter().map(|m| map.miss(m).powi(2)).sum();
    let miss = (square / seen.kept.len().max(1) as f64).sqrt() * b;
    let full = |&(p, q): &Match| ((p.0 * a, p.1 * a), (q.0 * b, q.1 * b));
    Some(Registered {
        map: Map::scale(1.0 / a).then(&map).then(&Map::scale(b)),
        found: seen.kept.iter().map(full).collect(),
        agree: coarse.agree(),
        miss,
    })
}

/// Of the pieces that both pictures should show where `map` (in their pixels) puts
/// one on the other, how many there are, and the share that they do show.
pub(super) fn compare(first: &View, second: &View, map: &Map) -> (usize, f64) {
    let (a, b) = (first.coarse_cell, second.coarse_cell);
    let map = Map::scale(a).then(map).then(&Map::scale(1.0 / b));
    let level = Level::coarse(first, second, 3);
    let seen = level.look(&map, &places(first, second, &map));
    let alike = seen.iter().filter(|s| s.alike >= ALIKE).count();
    (seen.len(), alike as f64 / seen.len().max(1) as f64)
}

/// A map on the coarse planes, good to some pixels.
fn rough(first: &View, second: &View) -> Option<Map> {
    let kind = first.kind;
    // The first pose is the upright one.
    let upright = first.signatures.first()?;
    let mut best: (usize, Option<Vec<Match>>, Map) = (0, None, Map::scale(1.0));
    for (pose, turned) in Pose::all(kind).into_iter().zip(&second.signatures) {
        let middle = |c: &Corner| (c.x as f64 + 0.5, c.y as f64 + 0.5);
        let matches: Vec<Match> = corners::mutual(upright, turned)
            .into_iter()
            .map(|(i, j)| (middle(&first.corners[i]), middle(&second.corners[j])))
            .collect();
        let Some((map, votes)) = similarity(&matches, kind, pose) else {
            continue;
        };
        if votes > best.0 {
            best = (votes, Some(matches), map);
        }
        if votes >= CERTAIN {
            break;
        }
    }
    let (votes, matches, map) = best;
    if votes < VOTES {
        return None;
    }
    match kind {
        Kind::Similarity => Some(map),
        Kind::Homography => Some(perspective(&matches?, &map)),
    }
}

/// The similarity that most matches vote for, and their number.
fn similarity(matches: &[Match], kind: Kind, pose: Pose) -> Option<(Map, usize)> {
    // Perspective bends a similarity by some pixels; a scanner does not.
    let near = match kind {
        Kind::Similarity => 3.0,
        Kind::Homography => 10.0,
    };
    let votes = |map: &Map| matches.iter().filter(|m| map.miss(m) < near).count();
    let mut dice = Dice::new(matches.len() as u64);
    let mut best = (0, Map::scale(1.0));
    for _ in 0..TRIES {
        let pair = [
            matches.get(dice.below(matches.len()))?,
            matches.get(dice.below(matches.len()))?,
        ];
        let apart = (pair[0].0.0 - pair[1].0.0).hypot(pair[0].0.1 - pair[1].0.1);
        if apart < 20.0 {
            continue;
        }
        let Some(map) = Map::fit(Kind::Similarity, &pair.map(|m| *m)) else {
            continue;
        };
        if !pose.allows(kind, &map) {
            continue;
        }
        let n = votes(&map);
        if n > best.0 {
            best = (n, map);
        }
    }
    let voters: Vec<Match> = matches
        .iter()
        .filter(|m| best.1.miss(m) < near)
        .copied()
        .collect();
    let map = Map::fit(Kind::Similarity, &voters)?;
    let n = votes(&map);
    Some(if n >= best.0 {
        (map, n)
    } else {
        (best.1, best.0)
    })
}

/// The homography that most matches near a similarity vote for.
fn perspective(matches: &[Match], around: &Map) -> Map {
    /// Perspective of a phone held 30° askew moves points of a page so far.
    const GATE: f64 = 120.0;
    const NEAR: f64 = 4.0;
    let near: Vec<Match> = matches
        .iter()
        .filter(|m| around.miss(m) < GATE)
        .copied()
        .collect();
    let votes = |map: &Map| near.iter().filter(|m| map.miss(m) < NEAR).count();
    let mut dice = Dice::new(near.len() as u64);
    let mut best = (votes(around), *around);
    for _ in 0..TRIES / 2 {
        let four = [(); 4].map(|()| near.get(dice.below(near.len())).copied());
        let four: Vec<Match> = four.into_iter().flatten().collect();
        let Some(map) = Map::fit(Kind::Homography, &four) else {
            continue;
        };
        let n = votes(&map);
        if n > best.0 {
            best = (n, map);
        }
    }
    for _ in 0..4 {
        let voters: Vec<Match> = near
            .iter()
            .filter(|m| best.1.miss(m) < NEAR)
            .copied()
            .collect();
        match Map::fit(Kind::Homography, &voters) {
            Some(map) if votes(&map) >= best.0 => best = (votes(&map), map),
            _ => break,
        }
    }
    best.1
}

/// Corners of either picture, in coarse pixels of the first: what only one of them
/// shows must count against them.
fn places(first: &View, second: &View, map: &Map) -> Vec<(usize, usize)> {
    let back = map.inverse();
    let theirs = second.corners.iter().filter_map(|c| {
        let (x, y) = back?.apply((c.x as f64 + 0.5, c.y as f64 + 0.5));
        let inside = x >= 0.0 && y >= 0.0 && x < first.coarse.w as f64 && y < first.coarse.h as f64;
        inside.then_some((x as usize, y as usize))
    });
    let (w, h) = (second.coarse.w as f64, second.coarse.h as f64);
    let ours = first.corners.iter().map(|c| (c.x, c.y)).filter(|&(x, y)| {
        let (x, y) = map.apply((x as f64 + 0.5, y as f64 + 0.5));
        x >= 0.0 && y >= 0.0 && x < w && y < h
    });
    ours.take(PIECES).chain(theirs.take(PIECES)).collect()
}

/// One resolution on which pieces are looked for.
struct Level<'a> {
    a: &'a Plane,
    b: &'a Plane,
    kind: Kind,
    search: Search,
}

/// What became of the pieces.
struct Pieces {
    /// Those found where the map says.
    kept: Vec<Match>,
    /// Those found at all.
    alike: usize,
    /// Those that could be looked for.
    tested: usize,
}

impl Pieces {
    /// Share of the pieces that were found, 0 to 1.
    fn agree(&self) -> f64 {
        self.alike as f64 / self.tested.max(1) as f64
    }
}

impl<'a> Level<'a> {
    fn coarse(first: &'a View, second: &'a View, reach: usize) -> Self {
        Self {
            a: &first.coarse,
            b: &second.coarse,
            kind: first.kind,
            search: Search { half: 12, reach },
        }
    }

    /// Looks for all pieces where the map puts them.
    fn look(&self, map: &Map, places: &[(usize, usize)]) -> Vec<Seen> {
        let look = |&at| self.search.look(self.a, self.b, map, at);
        places.iter().filter_map(look).collect()
    }

    /// Fits the map to pieces looked for where it puts them.
    fn refine(&self, map: &Map, places: &[(usize, usize)]) -> Option<(Map, Pieces)> {
        let seen = self.look(map, places);
        let mut good: Vec<Match> = seen
            .iter()
            .filter(|s| s.alike >= ALIKE)
            .map(|s| (s.at, s.there))
            .collect();
        let alike = good.len();
        let mut fitted = Map::fit(self.kind, &good)?;
        for _ in 0..5 {
            let mut misses: Vec<f64> = good.iter().map(|m| fitted.miss(m)).collect();
            misses.sort_by(f64::total_cmp);
            let middle = misses.get(misses.len() / 2)?;
            // Below a third of a pixel a piece's own error begins.
            let far = (middle * 3.0).max(0.35);
            let kept: Vec<Match> = good
                .iter()
                .filter(|m| fitted.miss(m) <= far)
                .copied()
                .collect();
            if kept.len() == good.len() {
                break;
            }
            fitted = Map::fit(self.kind, &kept)?;
            good = kept;
        }
        (good.len() >= VOTES).then_some((
            fitted,
            Pieces {
                kept: good,
                alike,
                tested: seen.len(),
            },
        ))
    }
}
