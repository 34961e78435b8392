//! Made pages, bent and straight.

use super::super::tests::{raw, seen};
use super::super::{Settings, clean};
use super::*;
use crate::base::{Dpi, Picture, Pixels};
use image::{Luma, RgbImage};

fn cleaned(pixels: Pixels, uncurve: bool) -> CleanPage {
    let settings = Settings {
        uncurve,
        ..Settings::default()
    };
    let mut pages = clean(&raw(pixels, Some(150.0)), &settings, &mut |_, _| 0.5);
    assert_eq!(pages.len(), 1);
    pages.remove(0)
}

fn bend_of(page: &CleanPage) -> Option<f64> {
    let step = page.steps.iter().find(|s| s.name == "uncurve");
    step.map(|s| s.value)
}

/// Mean departure of feet from straight lines, in letter heights.
fn crooked(page: &CleanPage) -> f64 {
    let chains = measured(page).unwrap();
    mean(chains.list.iter().map(off_straight)) / chains.letter
}

/// A page whose left end curls up at a gutter, as on a flatbed: by 36 pixels at
/// its top, downwards, and as much at its foot, upwards.
fn at_gutter(x: f64, y: f64) -> (f64, f64) {
    (
        x,
        y - 36.0 * (-(x - 100.0) / 160.0).exp() * (1.0 - y / 877.0),
    )
}

#[test]
fn bent_lines_become_straight_and_keep_their_place() {
    let arch = |x: f64, y: f64| (x, y - 30.0 * (x / 1240.0 * 3.1).sin());
    let maps: [&dyn Fn(f64, f64) -> (f64, f64); 2] = [&arch, &at_gutter];
    for map in maps {
        let bent = Pixels::Gray(seen(20, map));
        let before = cleaned(bent.clone(), false);
        let after = cleaned(bent, true);
        assert!(
            bend_of(&after).is_some_and(|d| d > BENT),
            "{:?}",
            after.steps
        );
        let (was, is) = (crooked(&before), crooked(&after));
        assert!(is < 0.06 && is < was * 0.4, "{was} {is}");
        assert!(matches!(&after.shown.picture, Picture::Redrawn(p)
            if p.dimensions() == (after.shown.size.width, after.shown.size.height)));
        // The middle of the page lies where the map of the manifest says.
        let (x, y) = after.shown.from_raw.apply(620.0, 877.0);
        assert!((x - 620.0).abs() < 30.0 && (y - 877.0).abs() < 60.0);
    }
}

#[test]
fn straight_leaning_and_stretched_pages_stay_untouched() {
    let leaning = |x: f64, y: f64| (x, y + 0.03 * x - 20.0);
    let fanned = |x: f64, y: f64| (x, y + (y - 877.0) * (x - 620.0) * 2e-5);
    let tiny = |x: f64, y: f64| (x, y - 3.0 * (x / 1240.0 * 3.1).sin());
    let maps: [&dyn Fn(f64, f64) -> (f64, f64); 3] = [&leaning, &fanned, &tiny];
    for map in maps {
        let page = cleaned(Pixels::Gray(seen(20, map)), true);
        assert_eq!(bend_of(&page), None);
        assert!(matches!(page.shown.picture, Picture::AsScanned));
    }
}

#[test]
fn a_bent_page_is_cut_out_of_its_desk() {
    let arch = |x: f64, y: f64| (x, y - 55.0 * (x / 1240.0 * 3.1).sin());
    let text = seen(20, arch);
    let photo = RgbImage::from_fn(1600, 2100, |x, y| {
        let (x, y) = (f64::from(x) - 180.0, f64::from(y) - 120.0);
        let (u, v) = arch(x, y);
        if (0.0..1240.0).contains(&u) && (0.0..1754.0).contains(&v) {
            let at = |v: f64, most: u32| (v.max(0.0) as u32).min(most);
            let grey = text.get_pixel(at(x, 1239), at(y, 1753)).0[0];
            image::Rgb([grey; 3])
        } else {
            image::Rgb([110, 80, 60])
        }
    });
    let page = raw(Pixels::Rgb(photo), None);
    let page = clean(&page, &Settings::default(), &mut |_, _| 0.5).remove(0);
    let names: Vec<&str> = page.steps.iter().map(|s| s.name.as_str()).collect();
    assert!(
        names[0] == "crop_desk" && names.contains(&"uncurve"),
        "{names:?}"
    );
    assert!(crooked(&page) < 0.06, "{}", crooked(&page));
}

#[test]
fn what_is_no_text_bends_nothing() {
    let reader = |w: u32, h: u32, f: &dyn Fn(u32, u32) -> u8| {
        let picture = GrayImage::from_fn(w, h, |x, y| Luma([f(x, y)]));
        let mut page = cleaned(Pixels::Gray(picture), true);
        page.reader_dpi = Dpi::new(200.0).unwrap();
        find(&page).is_none()
    };
    assert!(reader(1, 1, &|_, _| 0));
    assert!(reader(700, 900, &|_, _| 0));
    // Letters strewn about: many, but in no lines.
    assert!(reader(1240, 1754, &|x, y| {
        let (i, j) = (x / 18, y / 24);
        let jump = (i * 7919 + j * 104_729) % 12;
        let inside = x % 18 < 9 && (jump..jump + 12).contains(&(y % 24));
        if inside { 10 } else { 250 }
    }));
}
