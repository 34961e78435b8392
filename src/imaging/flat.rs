//! One picture of a page made flat and straight: the steps of [`super::straighten`],
//! taken once more where the page turns out to be bent, and the page as shown drawn
//! from the raw pixels.

use std::borrow::Cow;

use image::GrayImage;

use super::Settings;
use super::curved::{self, Bend};
use super::desk;
use super::faded;
use super::join::glare;
use super::lay::Lay;
use super::straighten::straighten;
use crate::base::{
    Affine, CleanPage, Degrees, Dpi, MarkKind, PageNo, Picture, Pixels, Reason, Rect, Step,
};

/// Asks the reader with what mean confidence, 0 to 1, it can read a few lines.
type TryRead<'a> = &'a mut dyn FnMut(&GrayImage, Dpi) -> f32;

/// Straightens one picture of a page.
pub(super) fn page(lay: &Lay, no: PageNo, settings: &Settings, try_read: TryRead) -> CleanPage {
    let pixels = lay.pixels();
    let page = straighten(&pixels, no, lay.dpi, settings, try_read);
    let bend = settings.uncurve.then(|| curved::find(&page)).flatten();
    let Some(bend) = bend else {
        return drawn(lay, page, pixels);
    };
    // The sides of a bent page are bent, too: it may still lie on its desk.
    let cut = if settings.crop_desk {
        lay.off_desk(desk::find_bent)
    } else {
        *lay
    };
    if cut.outline.is_some() && lay.outline.is_none() {
        let page = straighten(&cut.pixels(), no, cut.dpi, settings, try_read);
        let flat = curved::find(&page).and_then(|b| uncurved(&cut, &page, &b, settings, try_read));
        if let Some(flat) = flat {
            return flat;
        }
    }
    uncurved(lay, &page, &bend, settings, try_read).unwrap_or_else(|| drawn(lay, page, pixels))
}

/// The page as shown, drawn where it is not the raw page itself.
fn drawn(lay: &Lay, mut page: CleanPage, pixels: Cow<'_, Pixels>) -> CleanPage {
    off_its_desk(&mut page, lay);
    if lay.is_raw() {
        return page;
    }
    let back = page.shown.from_raw.inverse().unwrap_or(Affine::IDENTITY);
    let picture = match pixels.into_owned() {
        Pixels::Rgb(picture) if back == Affine::IDENTITY => picture,
        // Once more from the raw pixels: they are interpolated only once.
        _ => lay.seen(back, page.shown.size),
    };
    page.shown.from_raw = lay.nearly().then(page.shown.from_raw);
    page.shown.picture = Picture::Redrawn(picture);
    page
}

/// The same page with its bent lines made straight; `None` if they did not become
/// clearly straighter.
fn uncurved(
    lay: &Lay,
    bent: &CleanPage,
    bend: &Bend,
    settings: &Settings,
    try_read: TryRead,
) -> Option<CleanPage> {
    let back = bent.shown.from_raw.inverse()?;
    let to_lay = |x: f64, y: f64| {
        let (x, y) = bend.back(x, y);
        back.apply(x, y)
    };
    let drawn = lay.bent(&to_lay, bend.size);
    // It stands upright already.
    let upright = Settings {
        quarter_turns: false,
        ..settings.clone()
    };
    let drawn = Pixels::Rgb(drawn);
    let mut page = straighten(&drawn, bent.no, lay.dpi, &upright, try_read);
    if !bend.is_undone(&page) {
        return None;
    }
    let again = page.shown.from_raw.inverse()?;
    let picture = match drawn {
        Pixels::Rgb(picture) if again == Affine::IDENTITY => picture,
        _ => {
            let to_lay = |x: f64, y: f64| {
                let (x, y) = again.apply(x, y);
                to_lay(x, y)
            };
            lay.bent(&to_lay, page.shown.size)
        }
    };
    let whole = lay.nearly().then(bent.shown.from_raw).then(bend.nearly());
    page.shown.from_raw = whole.then(page.shown.from_raw);
    page.shown.picture = Picture::Redrawn(picture);
    page.turns = bent.turns;
    page.skew = Degrees(bent.skew.0 + page.skew.0);
    page.steps.retain(|s| s.name != "deskew");
    let at = page.steps.iter().position(|s| s.name == "scale");
    let found = bent.steps.iter().filter_map(|s| match s.name.as_str() {
        "quarter_turns" => Some(s.clone()),
        "deskew" => Some(step("deskew", f64::from(page.skew.0))),
        _ => None,
    });
    let found: Vec<Step> = found.chain([step("uncurve", bend.depart)]).collect();
    let at = at.unwrap_or(page.steps.len());
    page.steps.splice(at..at, found);
    off_its_desk(&mut page, lay);
    Some(page)
}

/// Notes that a page was cut out of its desk and how much of the photo glare hides,
/// and draws out what shine has only washed out; what a photo measures is no setting of
/// a scanner.
fn off_its_desk(page: &mut CleanPage, lay: &Lay) {
    if let Some(outline) = lay.outline {
        page.steps.insert(0, step("crop_desk", outline.share));
        page.quality.rescan.retain(|r| *r != Reason::BelowStandard);
        if let Pixels::Rgb(photo) = lay.raw {
            let (glare, hidden) = glare::find(photo, Some(&outline.corners)).verdict();
            page.steps.splice(1..1, glare);
            page.quality.rescan.extend(hidden);
        }
        let seals = page.marks.iter().filter(|m| m.kind == MarkKind::Seal);
        let to_reader = page.reader_to_shown.inverse();
        let seals: Vec<Rect> = seals
            .filter_map(|seal| Some(to_reader?.apply_rect(seal.at)))
            .collect();
        let faded = faded::strengthen(&mut page.reader, page.reader_dpi.get(), &seals);
        if faded > 0.0 {
            page.steps.push(step("faded", faded));
        }
    }
}

/// A step for the manifest.
pub(super) fn step(name: &str, value: f64) -> Step {
    Step {
        name: name.to_owned(),
        value,
    }
}
