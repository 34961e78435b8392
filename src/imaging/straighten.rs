//! The steps from pixels to a clean page, in their order.

use image::GrayImage;

use crate::base::{
    CleanPage, Degrees, Dpi, Mark, MarkKind, PageNo, PageQuality, Picture, Pixels, Rect, Shown,
    Step,
};

use super::Settings;
use super::layer::Layer;
use super::lines::{self, Lines};
use super::marks;
use super::planes::{Planes, guessed_dpi};
use super::pose::Canvas;
use super::quality::{self, Findings};
use super::rings::{self, Ring};
use super::specks;
use super::traces;
use super::unseal;
use super::upright::{self, Copy};
use crate::base::blobs::Blobs;

/// Lonely specks on an A4 page from which on it is treated as a bad copy.
const DIRTY: f64 = 60.0;

/// Height of an x in the reader's copy that is left as it is, and the one to which
/// others are brought when the file knows no resolution: 13 pt at 150 to 200 dpi.
const X_HEIGHT: (std::ops::RangeInclusive<f32>, f32) = (11.0..=24.0, 16.0);

/// Makes a page straight and clean.
pub(super) fn straighten(
    pixels: &Pixels,
    no: PageNo,
    known: Option<Dpi>,
    settings: &Settings,
    try_read: &mut dyn FnMut(&GrayImage, Dpi) -> f32,
) -> CleanPage {
    let size = pixels.size();
    let dpi = known.map_or_else(|| guessed_dpi(size), Dpi::get);
    let mut planes = Planes::of(pixels, dpi, settings);
    let found = planes.fine.pieces(planes.ink);
    let specks = specks_of_a4(&planes, &found);
    if settings.despeckle && specks > DIRTY {
        // A page of few lines would else be turned and tilted by its dirt.
        let inch = planes.fine_dpi();
        specks::drop_specks(&mut planes.fine, planes.ink, inch);
    }
    let ink = planes.ink_boxes(&found);
    let mut copy = upright::copy(&planes, size, &ink, settings, try_read);
    let mut lines = lines::measure(&copy.plane, planes.ink, copy.dpi);
    if known.is_none() && lines.count >= 8 && !X_HEIGHT.0.contains(&lines.x_height) {
        // Without a resolution the letters themselves are the measure.
        let dpi = copy.dpi * X_HEIGHT.1 / lines.x_height;
        if (60.0..=600.0).contains(&dpi) {
            copy = Copy::of(&planes, size, copy.pose, &ink, dpi);
            lines = lines::measure(&copy.plane, planes.ink, copy.dpi);
        }
    }
    let mut findings = findings(&planes, &found, &lines, &copy);
    findings.specks = specks;
    findings.stated = known.map_or(0.0, |dpi| f64::from(dpi.get()));
    let mut quality = findings.judge();
    if quality.blank && settings.drop_colour && has_coloured_ink(pixels, dpi, settings) {
        quality = PageQuality::default();
    }

    let mut steps = Vec::new();
    let mut add = |on: bool, name: &str, value: f64| {
        if on {
            let name = name.to_owned();
            steps.push(Step { name, value });
        }
    };
    add(settings.background, "edges", planes.ground.edge_share);
    add(
        settings.background,
        "background",
        f64::from(planes.ground.white),
    );
    let rows = planes.coloured_rows.len();
    add(rows > 0, "coloured_text", rows as f64);
    let turns = f64::from(copy.pose.turns.get());
    add(settings.quarter_turns, "quarter_turns", turns);
    add(settings.deskew, "deskew", copy.pose.degrees);
    add(true, "scale", f64::from(copy.dpi));
    let seals = if settings.seals {
        Seals::of(pixels, dpi, &planes, &mut copy)
    } else {
        Seals::default()
    };
    let count = seals
        .marks
        .iter()
        .filter(|m| m.kind == MarkKind::Seal)
        .count();
    add(count > 0, "seals", count as f64);
    add(seals.dropped > 0, "ring", seals.dropped as f64);
    if settings.despeckle && findings.specks > DIRTY {
        let dropped = specks::drop_specks(&mut copy.plane, planes.ink, copy.dpi);
        if copy.dpi > planes.base_dpi * 0.95 {
            specks::soften(&mut copy.plane);
        }
        add(true, "despeckle", dropped as f64);
    }
    finish(copy, no, known, quality, steps, seals)
}

/// What was found beside the print.
#[derive(Default)]
struct Seals {
    marks: Vec<Mark>,
    colour: Option<GrayImage>,
    /// Pieces of black seals taken off the reader's copy.
    dropped: usize,
}

impl Seals {
    /// Names the marks of a page and takes black seals off its copy.
    fn of(pixels: &Pixels, dpi: f32, planes: &Planes, copy: &mut Copy) -> Self {
        let Canvas { size, from_raw } = copy.canvas;
        let layer = match (pixels, &planes.inks) {
            (Pixels::Rgb(page), Some(inks)) => Layer::of(page, inks, &copy.canvas, dpi),
            _ => None,
        };
        let rows = planes.coloured_rows.iter();
        let rows: Vec<Rect> = rows.map(|row| from_raw.apply_rect(*row)).collect();
        let mut marks = layer
            .as_ref()
            .map(|layer| marks::coloured(layer, &rows, size))
            .unwrap_or_default();
        let to_shown = copy.to_shown();
        let rings = rings::find(&copy.plane, copy.dpi, rings::AMONG_PRINT);
        // Where a coloured seal was dropped, its shade may have stayed.
        let rings = rings.into_iter().filter(|ring| {
            let (x, y) = to_shown.apply(f64::from(ring.x), f64::from(ring.y));
            let seals = marks.iter().filter(|m| m.kind == MarkKind::Seal);
            !seals.clone().any(|m| m.at.holds(x as f32, y as f32))
        });
        let rings: Vec<Ring> = rings.collect();
        let dropped = rings
            .iter()
            .map(|ring| unseal::take_off(&mut copy.plane, *ring, planes.ink, copy.dpi))
            .sum();
        marks.extend(marks::black(&rings, to_shown, size));
        marks.sort_by_key(|mark| mark.kind);
        Self {
            marks,
            colour: layer.map(|layer| layer.mask()),
            dropped,
        }
    }
}

fn finish(
    copy: Copy,
    no: PageNo,
    dpi: Option<Dpi>,
    quality: PageQuality,
    steps: Vec<Step>,
    seals: Seals,
) -> CleanPage {
    CleanPage {
        no,
        reader_to_shown: copy.to_shown(),
        shown: Shown {
            size: copy.canvas.size,
            dpi,
            from_raw: copy.canvas.from_raw,
            picture: Picture::AsScanned,
        },
        reader_dpi: density(copy.dpi),
        turns: copy.pose.turns,
        skew: Degrees(copy.pose.degrees as f32),
        reader: copy.plane.into_image(),
        quality,
        marks: seals.marks,
        colour: seals.colour,
        steps,
    }
}

fn density(dpi: f32) -> Dpi {
    Dpi::new(dpi.clamp(20.0, 5_000.0)).unwrap_or_else(|| unreachable!("clamped into the range"))
}

/// Specks on the area of an A4 page; smaller pages count as whole.
fn specks_of_a4(planes: &Planes, found: &Blobs) -> f64 {
    let inch = planes.fine_dpi();
    let (w, h) = (planes.fine.w, planes.fine.h);
    let sheets = (w as f64 * h as f64) / (8.27 * 11.69 * f64::from(inch * inch));
    specks::count(found, w, h, inch) as f64 / sheets.max(1.0)
}

fn findings(planes: &Planes, found: &Blobs, lines: &Lines, copy: &Copy) -> Findings {
    let inch = planes.fine_dpi();
    let (ink_share, letters, mut cut) =
        quality::letters(&planes.fine, found, &planes.ground, planes.fine_cell, inch);
    // A side of the raw picture, turned clockwise with the page, is the next one.
    cut.rotate_right(usize::from(copy.pose.turns.get()));
    let darkest = f64::from(planes.fine.quantile(0.002));
    Findings {
        ink_share,
        letters,
        marks: traces::count(&found.blobs, (planes.fine.w, planes.fine.h), inch),
        cut,
        specks: 0.0,
        contrast: (255.0 - darkest) * f64::from(planes.ground.white) / 255.0,
        x_height: if lines.count >= 8 {
            lines.x_height * planes.base_dpi * planes.base_cell as f32 / copy.dpi
        } else {
            0.0
        },
        softness: quality::softness(&planes.base, planes.ink) * 1_000.0
            / f64::from(planes.base_dpi),
        dpi: f64::from(planes.base_dpi),
        stated: 0.0,
    }
}

/// Whether a page that seems blank carries ink that the brightest channel drops: a
/// lone seal, light blue handwriting.
fn has_coloured_ink(pixels: &Pixels, dpi: f32, settings: &Settings) -> bool {
    let settings = Settings {
        drop_colour: false,
        ..settings.clone()
    };
    let planes = Planes::of(pixels, dpi, &settings);
    let found = planes.fine.pieces(planes.ink);
    let inch = planes.fine_dpi();
    let (ink_share, ..) =
        quality::letters(&planes.fine, &found, &planes.ground, planes.fine_cell, inch);
    let measured = Findings {
        ink_share,
        marks: traces::count(&found.blobs, (planes.fine.w, planes.fine.h), inch),
        ..Findings::default()
    };
    !measured.judge().blank
}
