//! Makes a page straight, clean and readable, and says if it must be scanned again.
//!
//! In comes a [`RawPage`], out goes a [`CleanPage`], or two of an open book: the
//! page as shown as a map from the raw pixels (only a photographed or bent page and
//! the halves of a book are drawn anew), and the reader's copy, grey at about 200 dpi. The master's bytes are never touched here, nothing
//! is read, no file is opened, no clock is asked. Nothing can fail: a page on
//! which a step finds nothing to hold on to passes it unchanged.
//!
//! | step (its name in [`CleanPage::steps`]) | measure |
//! |---|---|
//! | `crop_desk` | share of the photo that the page fills |
//! | `spread` | the left (1) or the right (2) page of an open book |
//! | `glare` | share of a photographed page that glare covers |
//! | `edges` | share of the page that is black scanner edge, made white |
//! | `background` | brightness of the paper before it became white |
//! | `coloured_text` | rows of coloured letters kept when the colours were dropped |
//! | `quarter_turns` | counter-clockwise turns found |
//! | `deskew` | counter-clockwise degrees found |
//! | `uncurve` | greatest departure of a line from straight, in letter heights |
//! | `scale` | resolution of the reader's copy |
//! | `seals` | seals found, in colour and black |
//! | `ring` | pieces of black seals taken off the reader's copy |
//! | `despeckle` | specks dropped |
//! | `faded` | share of a photographed page whose washed-out ink was drawn out |

mod background;
mod coloured;
mod curved;
mod desk;
mod equations;
mod faded;
mod flat;
mod flood;
mod inks;
pub mod join;
mod lay;
mod layer;
mod lines;
mod marks;
mod plane;
mod planes;
mod pose;
mod quad;
mod quality;
mod resample;
mod rings;
mod skew;
mod specks;
mod spread;
mod straighten;
mod traces;
mod unseal;
mod upright;
mod view;

use image::GrayImage;
use serde::{Deserialize, Serialize};

use crate::base::{CleanPage, Dpi, RawPage};
use lay::Lay;

pub use view::{shown_pixels, view};

/// Which steps are taken. All are on by default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Find sideways and upside-down pages.
    pub quarter_turns: bool,
    /// Straighten leaning lines.
    pub deskew: bool,
    /// Divide by the paper's brightness and whiten black scanner edges.
    pub background: bool,
    /// Read the black ink alone, without seals and coloured grounds.
    pub drop_colour: bool,
    /// Drop the specks of photocopies.
    pub despeckle: bool,
    /// Find seals, stamps and pen strokes, and take black seals off what is read.
    pub seals: bool,
    /// Cut a photographed page out of its desk and lay it flat.
    pub crop_desk: bool,
    /// Lay a bent page flat.
    pub uncurve: bool,
    /// Part an open book into its two pages.
    pub split_spreads: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            quarter_turns: true,
            deskew: true,
            background: true,
            drop_colour: true,
            despeckle: true,
            seals: true,
            crop_desk: true,
            uncurve: true,
            split_spreads: true,
        }
    }
}

/// Cleans one page: gives that page, or the two pages of an open book, the left one
/// first. `try_read` gives the mean confidence, 0 to 1, with which a few lines of
/// this grey picture can be read; it is called only when the picture itself does not
/// tell which way is up.
pub fn clean(
    raw: &RawPage,
    settings: &Settings,
    try_read: &mut dyn FnMut(&GrayImage, Dpi) -> f32,
) -> Vec<CleanPage> {
    // The words of a born-digital page stand where its affine map says; and it is flat.
    let born = raw.text.is_some();
    let settings = &Settings {
        uncurve: settings.uncurve && !born,
        split_spreads: settings.split_spreads && !born,
        ..settings.clone()
    };
    let whole = Lay::whole(&raw.pixels, believed(raw));
    // On a desk, the brighter page of a book would be taken for the only one: the
    // gutter is looked for first.
    let scanned = whole.dpi.is_some();
    let paper = || desk::paper(&raw.pixels, scanned).filter(|_| settings.crop_desk);
    let book = settings
        .split_spreads
        .then(|| spread::halves(&whole, paper()));
    let mut book = book.flatten();
    let mut sheet = whole;
    if settings.crop_desk {
        match &mut book {
            Some((halves, _)) => *halves = halves.map(|half| half.off_desk(desk::find)),
            None => sheet = whole.off_desk(desk::find),
        }
    }
    if book.is_none() && sheet.outline.is_some() && settings.split_spreads {
        book = spread::halves(&sheet, None);
    }
    let Some((halves, sideways)) = book else {
        return vec![flat::page(&sheet, raw.no, settings, try_read)];
    };
    let mut pages = halves.map(|half| flat::page(&half, raw.no, settings, try_read));
    // A page with text knows which way is up, a blank one does not.
    let telling = pages.iter().find(|p| !p.quality.blank);
    let turns = telling.map_or(0, |p| p.turns.get());
    if turns == if sideways { 1 } else { 2 } {
        pages.reverse();
    }
    for (page, side) in pages.iter_mut().zip([1.0, 2.0]) {
        let at = page
            .steps
            .iter()
            .take_while(|s| s.name == "crop_desk")
            .count();
        page.steps.insert(at, flat::step("spread", side));
    }
    pages.into()
}

/// The resolution the file states, unless it is a camera's habit: a picture of
/// more than 20 inches at 100 dpi or less is a photo, not a plan.
fn believed(raw: &RawPage) -> Option<Dpi> {
    let size = raw.pixels.size();
    let long = size.width.max(size.height) as f32;
    raw.dpi
        .filter(|d| !(d.get() <= 100.0 && long / d.get() > 20.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Affine, PageNo, Picture, Pixels, QuarterTurns, Reason, Size};
    use image::{GrayImage, Luma, Rgb, RgbImage};
    use proptest::prelude::*;

    pub(super) fn raw(pixels: Pixels, dpi: Option<f32>) -> RawPage {
        RawPage {
            no: PageNo::FIRST,
            pixels,
            dpi: dpi.and_then(Dpi::new),
            encoded: None,
            text: None,
        }
    }

    /// An A4 page at 150 dpi of letter-like strokes that lean counter-clockwise by
    /// `degrees`, with more marks above the lines than below.
    pub(super) fn page(degrees: f64, ink: u8) -> GrayImage {
        let map = Affine::rotate_about(degrees, 620.0, 877.0)
            .inverse()
            .unwrap();
        seen(ink, |x, y| map.apply(x, y))
    }

    /// The same page, straight, seen through a map that leads from the picture to it.
    pub(super) fn seen(ink: u8, map: impl Fn(f64, f64) -> (f64, f64)) -> GrayImage {
        GrayImage::from_fn(1240, 1754, |x, y| {
            let (x, y) = map(f64::from(x), f64::from(y));
            if !(120.0..1100.0).contains(&x) || !(150.0..1500.0).contains(&y) {
                return Luma([250]);
            }
            // Words begin elsewhere in each line, and in no order: strokes that stand in
            // rows aslant would be lines, too.
            let line = ((y - 150.0) / 40.0).floor();
            let x = x + (line * line * 5.3) % 63.0;
            let (stroke, row) = ((x / 9.0) as u32, (y - 150.0) % 40.0);
            let word = stroke % 7 == 6 || stroke * 7 % 5 == 4;
            let (top, foot) = match stroke * 11 % 13 {
                0 | 4 | 7 => (4.0, 24.0),
                2 => (12.0, 30.0),
                _ => (12.0, 24.0),
            };
            let dark = !word && x % 9.0 < 4.0 && (top..foot).contains(&row);
            Luma([if dark { ink } else { 250 }])
        })
    }

    /// The only page that comes of this one.
    fn clean(
        raw: &RawPage,
        settings: &Settings,
        try_read: &mut dyn FnMut(&GrayImage, Dpi) -> f32,
    ) -> CleanPage {
        let mut pages = super::clean(raw, settings, try_read);
        assert_eq!(pages.len(), 1);
        pages.remove(0)
    }

    fn never(_: &GrayImage, _: Dpi) -> f32 {
        panic!("the picture tells which way is up")
    }

    #[test]
    fn turns_and_skew_are_found_with_their_signs() {
        for (turns, degrees) in [(0, 3.1), (1, -1.7), (2, 0.0), (3, 0.6)] {
            let upright = page(degrees, 20);
            let turned = match turns {
                0 => upright,
                1 => image::imageops::rotate270(&upright),
                2 => image::imageops::rotate180(&upright),
                _ => image::imageops::rotate90(&upright),
            };
            let raw = raw(Pixels::Gray(turned), Some(150.0));
            let clean = clean(&raw, &Settings::default(), &mut never);
            assert_eq!(clean.turns, QuarterTurns::new(turns));
            assert!(
                (f64::from(clean.skew.0) - degrees).abs() < 0.05,
                "{:?}",
                clean.skew
            );
            assert_eq!(clean.shown.size, Size::new(1240, 1754));
            assert!((clean.reader_dpi.get() - 200.0).abs() < 1.0);
            if turns == 2 {
                let half = Affine::quarter_turns(QuarterTurns::new(2), Size::new(1240, 1754));
                assert_eq!(clean.shown.from_raw, half);
            }
            let (x, y) = clean
                .reader_to_shown
                .apply(f64::from(clean.reader.width()), 0.0);
            assert!((x - 1240.0).abs() < 1e-6 && y == 0.0);
        }
    }

    #[test]
    fn each_step_can_be_switched_off() {
        let settings = Settings {
            quarter_turns: false,
            deskew: false,
            background: false,
            drop_colour: false,
            despeckle: false,
            seals: false,
            crop_desk: false,
            uncurve: false,
            split_spreads: false,
        };
        let raw = raw(
            Pixels::Gray(image::imageops::rotate180(&page(3.0, 20))),
            Some(150.0),
        );
        let clean = clean(&raw, &settings, &mut never);
        assert_eq!(clean.shown.from_raw, Affine::IDENTITY);
        let names: Vec<&str> = clean.steps.iter().map(|s| s.name.as_str()).collect();
        assert_eq!(names, ["scale"]);
    }

    #[test]
    fn the_reader_is_asked_when_the_picture_does_not_tell() {
        // A few lines without marks: nothing tells up from down.
        let mut few = GrayImage::from_pixel(1240, 1754, Luma([250]));
        for line in 0..4 {
            for x in (200..900).filter(|x| x % 9 < 4) {
                for y in 0..12 {
                    few.put_pixel(x, 300 + line * 40 + y, Luma([10]));
                }
            }
        }
        let mut asked = 0;
        let raw = raw(Pixels::Gray(few), Some(150.0));
        let clean = clean(&raw, &Settings::default(), &mut |_, _| {
            asked += 1;
            if asked == 2 { 0.9 } else { 0.2 }
        });
        assert_eq!((asked, clean.turns), (2, QuarterTurns::new(2)));
    }

    #[test]
    fn empty_sides_are_blank_and_faint_or_coloured_ones_are_not() {
        let verdict = |pixels| {
            clean(
                &raw(pixels, Some(150.0)),
                &Settings::default(),
                &mut |_, _| 0.5,
            )
            .quality
        };
        let white = GrayImage::from_pixel(1240, 1754, Luma([247]));
        assert!(verdict(Pixels::Gray(white)).blank);
        let faint = verdict(Pixels::Gray(page(0.0, 212)));
        assert_eq!(
            (faint.blank, faint.rescan),
            (false, vec![Reason::LowContrast, Reason::BelowStandard])
        );
        let mut stamped = RgbImage::from_pixel(1240, 1754, Rgb([247, 247, 247]));
        for (x, y) in (300..330).flat_map(|x| (400..404).map(move |y| (x, y))) {
            stamped.put_pixel(x, y, Rgb([230, 60, 60]));
            stamped.put_pixel(x, y + 20, Rgb([230, 60, 60]));
            stamped.put_pixel(300 + y - 400, 400 + (x - 300), Rgb([230, 60, 60]));
        }
        assert!(!verdict(Pixels::Rgb(stamped)).blank);
    }

    #[test]
    fn a_photographed_page_is_cut_out_and_a_scan_is_not() {
        let text = page(0.0, 20);
        let photo = RgbImage::from_fn(1600, 2000, |x, y| {
            let (u, v) = (f64::from(x) - 150.0, f64::from(y) - 100.0);
            if (0.0..1240.0).contains(&u) && (0.0..1754.0).contains(&v) {
                let v = text.get_pixel(u as u32, v as u32).0[0];
                Rgb([v; 3])
            } else {
                Rgb([110, 80, 60])
            }
        });
        let clean_photo = clean(
            &raw(Pixels::Rgb(photo), None),
            &Settings::default(),
            &mut never,
        );
        let Picture::Redrawn(cut) = &clean_photo.shown.picture else {
            panic!("left on its desk: {:?}", clean_photo.steps);
        };
        assert!(cut.width().abs_diff(1240) < 12 && cut.height().abs_diff(1754) < 12);
        let (x, y) = clean_photo.shown.from_raw.apply(150.0, 100.0);
        assert!(x.abs() < 8.0 && y.abs() < 8.0, "{x} {y}");
        assert!(
            clean_photo
                .shown
                .dpi
                .is_some_and(|d| (d.get() - 150.0).abs() < 2.0)
        );

        let scan = Pixels::Rgb(Pixels::Gray(page(2.0, 20)).to_rgb());
        let scan = raw(scan, Some(150.0));
        let clean_scan = clean(&scan, &Settings::default(), &mut never);
        assert!(matches!(clean_scan.shown.picture, Picture::AsScanned));
        assert_eq!(
            shown_pixels(&scan, &clean_scan.shown).dimensions(),
            (1240, 1754)
        );
        assert_eq!(view(&scan, &clean_scan.shown, 400).dimensions(), (283, 400));
    }

    #[test]
    fn glare_over_letters_asks_for_another_photo_and_a_white_margin_does_not() {
        let text = page(0.0, 20);
        let shot = |glare: Option<(f64, f64)>| {
            let photo = RgbImage::from_fn(1600, 2000, |x, y| {
                let (u, v) = (f64::from(x) - 150.0, f64::from(y) - 100.0);
                let lamp = glare.map_or(0.0, |(gx, gy)| {
                    300.0 * (-((u - gx).hypot(v - gy) / 130.0).powi(4)).exp()
                });
                let inside = (0.0..1240.0).contains(&u) && (0.0..1754.0).contains(&v);
                if !inside {
                    return Rgb([110, 80, 60]);
                }
                let v = f64::from(text.get_pixel(u as u32, v as u32).0[0]) * 0.86;
                Rgb([(v + lamp).min(255.0) as u8; 3])
            });
            let clean = clean(
                &raw(Pixels::Rgb(photo), None),
                &Settings::default(),
                &mut never,
            );
            let step = clean
                .steps
                .iter()
                .find(|s| s.name == "glare")
                .map(|s| s.value);
            (step, clean.quality.rescan.contains(&Reason::Glare))
        };
        assert_eq!(shot(None), (None, false));
        let (share, asked) = shot(Some((600.0, 800.0)));
        assert!(
            share.is_some_and(|s| (0.015..0.08).contains(&s)) && asked,
            "{share:?}"
        );
        // In the lower margin no letter is hidden.
        let (share, asked) = shot(Some((600.0, 1_680.0)));
        assert!(share.is_some() && !asked, "{share:?}");
    }

    #[test]
    fn strange_sizes_pass() {
        for (w, h) in [
            (1, 1),
            (1, 500),
            (3, 2),
            (20_000, 30),
            (17, 9_000),
            (200, 200),
        ] {
            for grey in [0, 128, 255] {
                let raw = raw(
                    Pixels::Gray(GrayImage::from_pixel(w, h, Luma([grey]))),
                    None,
                );
                let clean = clean(&raw, &Settings::default(), &mut |_, _| 0.5);
                assert!(clean.reader.width() > 0 && clean.reader.height() > 0);
                assert!(view(&raw, &clean.shown, 300).width() <= 300);
                assert_eq!(shown_pixels(&raw, &clean.shown).dimensions(), (w, h));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_noise_passes(w in 1_u32..200, h in 1_u32..200, seed in any::<u32>(), dpi in prop::option::of(20_f32..1200.0)) {
            let noise = RgbImage::from_fn(w, h, |x, y| {
                let v = (x * 31 + y * 17).wrapping_mul(seed | 1);
                Rgb([(v >> 8) as u8, (v >> 16) as u8, (v >> 24) as u8])
            });
            let raw = raw(Pixels::Rgb(noise), dpi);
            let clean = clean(&raw, &Settings::default(), &mut |_, _| 0.5);
            let size = clean.shown.size;
            prop_assert!(size.width > 0 && size.height > 0);
            shown_pixels(&raw, &clean.shown);
        }
    }
}
