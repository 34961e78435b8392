//! What somebody put on a nearly empty side, told from what merely lies on it.
//!
//! A page number, a stamp, two letters, a stroke of a pencil are traces of a hand:
//! such a side is not blank. Dust, hairs, folds and punch holes are none. Sizes are in
//! millimetres on paper; they were measured on made sides whose truth is known
//! (`scripts/make-samples --condition blank`).

use crate::base::Rect;
use crate::base::blobs::Blob;

/// Share of a side, at each edge, on which nothing counts.
const RIM: f32 = 0.03;

/// Pieces smaller than this both ways are dust.
const DUST: f32 = 1.0;

/// How many times longer than wide a line is.
const LINE: f32 = 8.0;

/// Least length of a line that a hand drew; hairs are shorter.
const STROKE: f32 = 12.0;

/// How far pieces of one fold lie off each other across, and which share of the side
/// they cover together.
const FOLD: (f32, f32) = (3.0, 0.5);

/// Punch holes, or the shadows of their rims: across, greatest distance from their
/// edge, difference between two of a pair, and least distance of a pair.
const HOLE: std::ops::Range<f32> = 3.5..8.2;
const PUNCHED: (f32, f32, f32) = (18.0, 2.5, 60.0);

/// Aspect and share of ink of a hole's full disc.
const DISC: (f32, f32) = (1.1, 0.75);

/// A piece this large in one direction counts alone.
const BIG: f32 = 4.0;

/// So does one this high with this much ink (mm²), such as a digit; hairs have less.
const SOLID: (f32, f32) = (1.6, 1.4);

/// A grain of dust is about as high as wide, and its box is full of ink.
const GRAIN: (f32, f32) = (1.3, 0.6);

/// A piece this high counts beside another of about its height.
const LETTER: f32 = 1.3;

/// Pieces beyond which a side is full of writing: no closer look is needed, which
/// would cost the square of their number.
const FULL: usize = 500;

/// A piece of ink in millimetres.
struct Piece {
    at: Rect,
    ink: f32,
}

impl Piece {
    /// Length over breadth of its box.
    fn aspect(&self) -> f32 {
        let Rect { w, h, .. } = self.at;
        w.max(h) / w.min(h)
    }

    /// Share of its box that is ink.
    fn fill(&self) -> f32 {
        self.ink / (self.at.w * self.at.h)
    }

    fn is_solid(&self) -> bool {
        let grain = self.aspect() < GRAIN.0 && self.fill() > GRAIN.1;
        self.at.h > SOLID.0 && self.ink > SOLID.1 && !grain
    }
}

/// Number of pieces that somebody put on a side; `inch` is the resolution of the
/// picture of `size` in which the pieces were found.
pub(super) fn count(blobs: &[Blob], size: (usize, usize), inch: f32) -> usize {
    let mm = inch / 25.4;
    let side = Rect::new(0.0, 0.0, size.0 as f32 / mm, size.1 as f32 / mm);
    let inner = |at: Rect| {
        let (x, y) = (
            at.x.min(side.w - at.right()),
            at.y.min(side.h - at.bottom()),
        );
        x >= RIM * side.w && y >= RIM * side.h
    };
    let pieces = blobs.iter().map(|b| {
        let r = b.rect();
        Piece {
            at: Rect::new(r.x / mm, r.y / mm, r.w / mm, r.h / mm),
            ink: b.area as f32 / (mm * mm),
        }
    });
    let pieces: Vec<Piece> = pieces.filter(|p| p.at.w.max(p.at.h) >= DUST).collect();
    if pieces.len() > FULL {
        return pieces.len();
    }
    let holes: Vec<Rect> = pieces
        .iter()
        .map(|p| p.at)
        .filter(|at| is_hole(*at, side))
        .collect();
    let (lines, pieces): (Vec<Piece>, Vec<Piece>) = pieces
        .into_iter()
        .filter(|p| inner(p.at) && !is_punched(p, &holes, side))
        .partition(|p| p.aspect() > LINE);
    let counts = |(k, p): &(usize, &Piece)| {
        let others = || pieces.iter().enumerate().filter(|(o, _)| o != k);
        p.at.w.max(p.at.h) > BIG
            || p.is_solid()
            || p.at.h > LETTER && others().any(|(_, o)| is_row(p.at, o.at))
    };
    let strokes = lines.iter().filter(|l| is_stroke(l.at, &lines, side));
    strokes.count() + pieces.iter().enumerate().filter(counts).count()
}

/// Whether a hand drew this line: it is no hair, and no part of a fold, which crosses
/// the side.
fn is_stroke(line: Rect, lines: &[Piece], side: Rect) -> bool {
    if line.w.max(line.h) < STROKE {
        return false;
    }
    let level = line.w > line.h;
    let across = |r: Rect| if level { r.middle().1 } else { r.middle().0 };
    let along = |r: Rect| if level { r.w } else { r.h };
    let fold = lines
        .iter()
        .map(|l| l.at)
        .filter(|o| (o.w > o.h) == level && (across(*o) - across(line)).abs() < FOLD.0);
    fold.map(along).sum::<f32>() < FOLD.1 * along(side)
}

/// Distances from the left, upper, right and lower edge.
fn edges(at: Rect, side: Rect) -> [f32; 4] {
    let (x, y) = at.middle();
    [x, y, side.w - x, side.h - y]
}

fn is_hole(at: Rect, side: Rect) -> bool {
    HOLE.contains(&at.w.max(at.h)) && edges(at, side).into_iter().any(|far| far < PUNCHED.0)
}

/// Whether this is a hole: a round full one, or one with another along the same edge.
fn is_punched(piece: &Piece, holes: &[Rect], side: Rect) -> bool {
    let mine = edges(piece.at, side);
    let pair = |k: usize, other: &Rect| {
        let other = edges(*other, side);
        let along = (k + 1) % 2;
        mine[k] < PUNCHED.0
            && (mine[k] - other[k]).abs() < PUNCHED.1
            && (mine[along] - other[along]).abs() > PUNCHED.2
    };
    let round = piece.aspect() < DISC.0 && piece.fill() > DISC.1;
    is_hole(piece.at, side) && (round || (0..4).any(|k| holes.iter().any(|other| pair(k, other))))
}

/// Whether two pieces stand beside each other like letters.
fn is_row(a: Rect, b: Rect) -> bool {
    let high = a.h.max(b.h);
    let gap = a.x.max(b.x) - a.right().min(b.right());
    let level = (a.middle().1 - b.middle().1).abs() < 0.5 * high;
    gap < 1.5 * high && level && a.h < 2.2 * b.h && b.h < 2.2 * a.h
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_dust_and_hairs_are_no_marks_and_letters_are() {
        let blob = |x: u32, y: u32, w: u32, h: u32, area: u32| Blob {
            x0: x,
            y0: y,
            x1: x + w,
            y1: y + h,
            area,
        };
        // 200 dpi: 8 pixels are a millimetre.
        let count = |blobs: &[Blob]| super::count(blobs, (1654, 2339), 200.0);
        let dirt = [
            blob(80, 1000, 46, 46, 1_660),
            blob(80, 1630, 46, 46, 1_660),
            blob(700, 500, 9, 8, 50),
            blob(900, 1500, 14, 20, 36),
        ];
        assert_eq!(count(&dirt), 0);
        // A grain, and a fold across the side in two pieces.
        assert_eq!(count(&[blob(500, 700, 14, 13, 150)]), 0);
        let fold = [
            blob(60, 1160, 700, 9, 4_000),
            blob(800, 1163, 600, 8, 3_000),
        ];
        assert_eq!(count(&fold), 0);
        assert_eq!(count(&fold[..1]), 1);
        // A digit alone, two letters beside each other, a stroke of a pen.
        assert_eq!(count(&[blob(800, 200, 13, 22, 150)]), 1);
        let two = [blob(800, 200, 11, 15, 60), blob(815, 200, 11, 15, 60)];
        assert_eq!(count(&two), 2);
        assert_eq!(count(&[blob(400, 900, 300, 80, 700)]), 1);
    }
}
