//! Seals, stamps and pen strokes, told from each other by shape and ink.
//!
//! A seal is round ([`rings`]). What coloured ink is left lies in patches: one with
//! a frame around it is a stamp of the registry; blue and violet ones without are
//! written by hand, for rows of printed letters have been put back before. Red
//! patches that are neither stay unnamed: offices do not write in red.

use super::coloured::patches;
use super::layer::{INKS, Layer};
use super::plane::Plane;
use super::rings::{self, Ring};
use crate::base::blobs::{Blob, Blobs};
use crate::base::{Affine, InkColour, Mark, MarkKind, Outline, Rect, Size};

/// A stamp is 20 to 110 mm wide and 8 to 50 mm high.
const STAMP_WIDE: std::ops::Range<f32> = 0.79..4.33;
const STAMP_HIGH: std::ops::Range<f32> = 0.31..1.97;

/// A frame's line lies within 1.5 mm of its box, for stamps are put down a little
/// turned.
const FRAME_INCHES: f32 = 0.06;

/// Share of a frame's side that shows. Of the worst printed side a fifth more is
/// gone than of the others'; rows of letters reach 0.7 above, 0.6 at their ends.
const SIDE: f32 = 0.85;
const WORST_SIDE: f32 = 0.6;

/// A stroke of the pen is longer than 3 mm; inside a red seal, whose rim looks
/// violet where it crosses black, than 8 mm.
const PEN_INCHES: f32 = 0.118;
const PEN_IN_SEAL_INCHES: f32 = 0.315;

/// No stroke is thinner than 0.4 mm; the fringe at a scan's rim is.
const LINE_INCHES: f32 = 0.016;

/// What pens write in.
const PENS: [InkColour; 2] = [InkColour::Blue, InkColour::Violet];

/// Pen strokes named on a page; more are a drawing.
const MOST_PENS: usize = 20;

/// Marks in coloured ink; `rows` are those of printed letters. All in pixels of the
/// page as shown, which has this size.
pub(super) fn coloured(layer: &Layer, rows: &[Rect], size: Size) -> Vec<Mark> {
    let back = layer.to_shown.inverse().unwrap_or(Affine::IDENTITY);
    let rows: Vec<Rect> = rows.iter().map(|row| back.apply_rect(*row)).collect();
    let both = [
        (layer.only(&[InkColour::Red]), true),
        (layer.only(&PENS), false),
    ];
    let mut seals: Vec<(Ring, bool)> = Vec::new();
    for (ink, red) in &both {
        for ring in rings::find(ink, layer.dpi, rings::IN_COLOUR) {
            // An ink between red and violet shows one seal in both.
            if !seals.iter().any(|(other, _)| ring.is_about(other)) {
                seals.push((ring, *red));
            }
        }
    }
    let mut marks: Vec<Mark> = Vec::new();
    for (ring, _) in &seals {
        let rim = |x: f32, y: f32| {
            let r = (x - ring.x).hypot(y - ring.y);
            (0.85 * ring.r..1.05 * ring.r).contains(&r)
        };
        let colour = layer.most(around(ring), &INKS, rim);
        marks.extend(colour.map(|colour| mark(MarkKind::Seal, colour, around(ring))));
    }
    for (ink, red) in &both {
        let found = ink.pieces(128);
        let framed = stamps(ink, &found, layer.dpi);
        for at in &framed {
            let colour = layer.most(*at, &INKS, |_, _| true);
            marks.extend(colour.map(|colour| mark(MarkKind::Stamp, colour, *at)));
        }
        if !red {
            let printed: Vec<Rect> = rows.iter().chain(&framed).copied().collect();
            marks.extend(strokes(layer, &found, &seals, &printed));
        }
    }
    marks.retain_mut(|mark| shown(mark, layer.to_shown, size));
    marks.sort_by_key(|mark| mark.kind);
    marks
}

/// Strokes of the pen: patches of blue and violet ink beside seals (each with
/// whether it is red) and print.
fn strokes(layer: &Layer, found: &Blobs, seals: &[(Ring, bool)], printed: &[Rect]) -> Vec<Mark> {
    let free = |b: &&Blob| {
        let (x, y) = b.rect().middle();
        let long = b.width().max(b.height()) as f32;
        let in_seal = seals
            .iter()
            .any(|(ring, red)| ring.holds(x, y) && (!red || long < PEN_IN_SEAL_INCHES * layer.dpi));
        !in_seal && !printed.iter().any(|row| holds(*row, x, y))
    };
    let pieces: Vec<Blob> = found.blobs.iter().filter(free).copied().collect();
    let mut strokes = patches(&pieces, layer.dpi);
    strokes.retain(|r| {
        r.w.max(r.h) > PEN_INCHES * layer.dpi && r.w.min(r.h) > LINE_INCHES * layer.dpi
    });
    strokes.sort_by(|a, b| (b.w * b.h).total_cmp(&(a.w * a.h)));
    strokes.truncate(MOST_PENS);
    let named = strokes.into_iter().filter_map(|at| {
        let colour = layer.most(at, &PENS, |_, _| true)?;
        // Beside seals, a patch that is mostly red is an emblem.
        let beside = |x: f32, y: f32| !seals.iter().any(|(ring, _)| ring.holds(x, y));
        let is_red = layer.most(at, &INKS, beside) == Some(InkColour::Red);
        (!is_red).then(|| mark(MarkKind::Pen, colour, at))
    });
    named.collect()
}

/// Seals without colour, from rings on the reader's copy.
pub(super) fn black(rings: &[Ring], to_shown: Affine, size: Size) -> Vec<Mark> {
    let seals = rings
        .iter()
        .map(|ring| mark(MarkKind::Seal, InkColour::Black, around(ring)));
    let mut marks: Vec<Mark> = seals.collect();
    marks.retain_mut(|mark| shown(mark, to_shown, size));
    marks
}

fn mark(kind: MarkKind, colour: InkColour, at: Rect) -> Mark {
    let shape = match kind {
        MarkKind::Seal => Outline::Round,
        MarkKind::Stamp | MarkKind::Pen | MarkKind::FilledIn => Outline::Oblong,
    };
    Mark {
        kind,
        colour,
        shape,
        at,
    }
}

/// Brings a mark's box to whole pixels of the page as shown; whether any of it lies
/// there.
fn shown(mark: &mut Mark, to_shown: Affine, size: Size) -> bool {
    let Some(at) = to_shown.apply_rect(mark.at).clipped(size) else {
        return false;
    };
    let (x, y) = (at.x.floor(), at.y.floor());
    mark.at = Rect::new(x, y, at.right().ceil() - x, at.bottom().ceil() - y);
    true
}

/// Boxes of stamps: patches whose box is a frame.
fn stamps(ink: &Plane, found: &Blobs, inch: f32) -> Vec<Rect> {
    let mut boxes = patches(&found.blobs, inch);
    boxes.retain_mut(|at| {
        let size = Size::new(ink.w as u32, ink.h as u32);
        let Some(on_page) = at.clipped(size) else {
            return false;
        };
        *at = on_page;
        let (w, h) = (at.w / inch, at.h / inch);
        STAMP_WIDE.contains(&w)
            && STAMP_HIGH.contains(&h)
            && w > 1.2 * h
            && is_framed(ink, *at, inch)
    });
    boxes
}

/// Whether ink lies along all four sides of a box.
fn is_framed(ink: &Plane, at: Rect, inch: f32) -> bool {
    let (x0, y0) = (at.x as usize, at.y as usize);
    let (x1, y1) = (
        (at.right() as usize).min(ink.w),
        (at.bottom() as usize).min(ink.h),
    );
    let deep = (FRAME_INCHES * inch).max(2.0) as usize;
    let dark = |x: usize, y: usize| ink.px[y * ink.w + x] == 0;
    let share = |n: usize, of: usize| n as f32 / of.max(1) as f32;
    let across = |from: usize| {
        let rows = from..(from + deep).min(y1);
        share(
            (x0..x1)
                .filter(|x| rows.clone().any(|y| dark(*x, y)))
                .count(),
            x1 - x0,
        )
    };
    let down = |from: usize| {
        let columns = from..(from + deep).min(x1);
        share(
            (y0..y1)
                .filter(|y| columns.clone().any(|x| dark(x, *y)))
                .count(),
            y1 - y0,
        )
    };
    let mut sides = [
        across(y0),
        across(y1.saturating_sub(deep).max(y0)),
        down(x0),
        down(x1.saturating_sub(deep).max(x0)),
    ];
    sides.sort_by(f32::total_cmp);
    sides[0] >= WORST_SIDE && sides[1] >= SIDE
}

fn around(ring: &Ring) -> Rect {
    Rect::new(ring.x - ring.r, ring.y - ring.r, 2.0 * ring.r, 2.0 * ring.r)
}

/// Whether a point lies in a box, or in the marks right above a row of letters.
fn holds(r: Rect, x: f32, y: f32) -> bool {
    (r.x..r.right()).contains(&x) && (r.y - r.h / 3.0..r.bottom() + r.h / 6.0).contains(&y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imaging::inks::Inks;
    use crate::imaging::pose::Canvas;
    use crate::imaging::rings::tests::sealed;
    use image::{Rgb, RgbImage};

    const RED: [u8; 3] = [205, 60, 70];
    const BLUE: [u8; 3] = [70, 90, 175];
    const VIOLET: [u8; 3] = [120, 70, 170];

    fn page() -> RgbImage {
        RgbImage::from_pixel(827, 1169, Rgb([246, 244, 238]))
    }

    fn fill(page: &mut RgbImage, x: std::ops::Range<u32>, y: std::ops::Range<u32>, ink: [u8; 3]) {
        for (x, y) in y.flat_map(|y| x.clone().map(move |x| (x, y))) {
            page.put_pixel(x, y, Rgb(ink));
        }
    }

    fn seal(page: &mut RgbImage, at: (f32, f32, f32), ink: [u8; 3]) {
        let drawn = sealed(827, 1169, &[at]);
        for (i, _) in drawn.px.iter().enumerate().filter(|(_, v)| **v < 128) {
            page.put_pixel(i as u32 % 827, i as u32 / 827, Rgb(ink));
        }
    }

    fn found(page: &RgbImage, rows: &[Rect]) -> Vec<Mark> {
        let canvas = Canvas {
            size: Size::new(page.width(), page.height()),
            from_raw: Affine::IDENTITY,
        };
        let layer = Layer::of(page, &Inks::of(page), &canvas, 100.0);
        layer.map_or_else(Vec::new, |layer| coloured(&layer, rows, canvas.size))
    }

    #[test]
    fn a_seal_a_stamp_and_a_signature_are_told_apart() {
        let mut page = page();
        seal(&mut page, (560.0, 820.0, 71.0), RED);
        // An arrival stamp: a frame of 60 x 24 mm with two rows in it.
        for (x, y) in [
            (60..300, 60..63),
            (60..300, 152..155),
            (60..63, 60..155),
            (297..300, 60..155),
        ] {
            fill(&mut page, x, y, VIOLET);
        }
        for letter in 0..9 {
            let x = 80 + 22 * letter;
            fill(&mut page, x..x + 12, 85..100, VIOLET);
            fill(&mut page, x..x + 12, 120..135, VIOLET);
        }
        // A signature across the seal's rim, a printed row, a red patch.
        for k in 0..140 {
            fill(&mut page, 590 + k..593 + k, 830 - k / 3..833 - k / 3, BLUE);
        }
        fill(&mut page, 300..420, 400..412, BLUE);
        fill(&mut page, 100..160, 900..950, RED);
        let row = Rect::new(298.0, 398.0, 124.0, 16.0);
        let marks = found(&page, &[row]);
        let named: Vec<_> = marks.iter().map(|m| (m.kind, m.colour, m.shape)).collect();
        let wanted = [
            (MarkKind::Seal, InkColour::Red, Outline::Round),
            (MarkKind::Stamp, InkColour::Violet, Outline::Oblong),
            (MarkKind::Pen, InkColour::Blue, Outline::Oblong),
        ];
        assert_eq!(named, wanted, "{marks:?}");
        let near = |a: f32, b: f32| (a - b).abs() < 5.0;
        let Rect { x, y, w, h } = marks[0].at;
        assert!(
            near(x, 489.0) && near(y, 749.0) && near(w, 142.0) && near(h, 142.0),
            "{marks:?}"
        );
        let Rect { x, y, w, h } = marks[1].at;
        assert!(
            near(x, 60.0) && near(y, 60.0) && near(w, 240.0) && near(h, 95.0),
            "{marks:?}"
        );
    }

    #[test]
    fn a_page_of_strokes_names_twenty_and_specks_none() {
        let mut page = page();
        for k in 0..30 {
            let (x, y) = (40 + 150 * (k % 5), 60 + 150 * (k / 5));
            fill(&mut page, x..x + 20 + k, y..y + 3, BLUE);
            fill(&mut page, x + 60..x + 64, y..y + 4, BLUE);
        }
        let marks = found(&page, &[]);
        assert_eq!(marks.len(), MOST_PENS);
        assert!(
            marks
                .iter()
                .all(|m| m.kind == MarkKind::Pen && m.at.w >= 28.0),
            "{marks:?}"
        );
    }

    #[test]
    fn a_black_page_and_a_coloured_one_have_no_marks() {
        let mut black = page();
        fill(&mut black, 100..700, 100..104, [20, 20, 22]);
        assert_eq!(found(&black, &[]), []);
        assert_eq!(found(&RgbImage::from_pixel(827, 1169, Rgb(RED)), &[]), []);
        assert_eq!(found(&RgbImage::from_pixel(1, 1, Rgb(RED)), &[]), []);
    }
}
