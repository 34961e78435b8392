//! Made books, and what only resembles one.

use super::super::tests::{page, raw};
use super::super::{Settings, clean};
use super::*;
use crate::base::{CleanPage, Picture, Pixels, QuarterTurns};
use image::{GrayImage, Luma, Rgb, RgbImage, imageops};

/// Two pages of text side by side, each 1,240 × 1,754, and what lies between.
fn two(gutter: impl Fn(f64, f64) -> f64) -> GrayImage {
    let (left, right) = (page(0.0, 20), page(0.0, 20));
    GrayImage::from_fn(2480, 1754, |x, y| {
        let grey = if x < 1240 {
            left.get_pixel(x, y).0[0]
        } else if y < 700 {
            // The right page ends early, so that the halves differ.
            right.get_pixel(x - 1240, y).0[0]
        } else {
            250
        };
        let light = gutter(f64::from(x) - 1240.0, f64::from(y));
        Luma([(f64::from(grey) * light) as u8])
    })
}

/// A gutter's shadow: 6 mm wide at half its depth.
fn shadow(x: f64, _: f64) -> f64 {
    1.0 - 0.5 * (-(x / 22.0).powi(2)).exp()
}

fn pages(picture: GrayImage) -> Vec<CleanPage> {
    let page = raw(Pixels::Gray(picture), Some(150.0));
    clean(&page, &Settings::default(), &mut |_, _| 0.5)
}

fn dark(page: &CleanPage) -> usize {
    page.reader.as_raw().iter().filter(|&&v| v < 100).count()
}

#[test]
fn an_open_book_gives_its_left_page_and_then_its_right_however_it_lies() {
    let book = two(shadow);
    let size = Size::new(2480, 1754);
    for turns in 0..4 {
        let turned = match turns {
            0 => book.clone(),
            1 => imageops::rotate270(&book),
            2 => imageops::rotate180(&book),
            _ => imageops::rotate90(&book),
        };
        let pages = pages(turned);
        assert_eq!(pages.len(), 2, "{turns} quarter turns");
        for (page, side) in pages.iter().zip([1.0, 2.0]) {
            assert_eq!(page.steps[0], super::super::flat::step("spread", side));
            assert_eq!(page.turns, QuarterTurns::new(turns));
            let Picture::Redrawn(picture) = &page.shown.picture else {
                panic!("a half has its own picture");
            };
            assert_eq!(
                picture.dimensions(),
                (page.shown.size.width, page.shown.size.height)
            );
            assert!(picture.width().abs_diff(1240) < 12 && picture.height() == 1754);
            // The middle of the half lies in the raw picture where the map says.
            let upright = Affine::quarter_turns(
                QuarterTurns::new(turns).inverse(),
                size.turned(QuarterTurns::new(turns)),
            );
            let back = page.shown.from_raw.inverse().unwrap();
            let (x, y) = back.then(upright).apply(620.0, 877.0);
            let wanted = if side == 1.0 { 620.0 } else { 1860.0 };
            assert!(
                (x - wanted).abs() < 12.0 && (y - 877.0).abs() < 2.0,
                "{x} {y}"
            );
        }
        assert!(
            dark(&pages[0]) > dark(&pages[1]) * 3 / 2,
            "the full page is the left one"
        );
    }
}

#[test]
fn a_leaning_gutter_becomes_the_rim_and_a_blank_side_stays_a_page() {
    let book = two(shadow);
    let turn = Affine::rotate_about(-1.5, 1240.0, 877.0);
    let leaning = GrayImage::from_fn(2480, 1754, |x, y| {
        let (x, y) = turn.apply(f64::from(x), f64::from(y));
        let inside = (0.0..2480.0).contains(&x) && (0.0..1754.0).contains(&y);
        if inside {
            *book.get_pixel(x as u32, y as u32)
        } else {
            Luma([250])
        }
    });
    let halves = pages(leaning);
    assert_eq!(halves.len(), 2);
    let back = turn.inverse().unwrap();
    for y in [200.0, 1500.0] {
        let (x, y) = back.apply(1240.0, y);
        let (x, _) = halves[0].shown.from_raw.apply(x, y);
        let rim = f64::from(halves[0].shown.size.width);
        assert!((x - rim).abs() < 14.0, "{x} {rim}");
    }

    let mut blank = two(shadow);
    for (x, _, p) in blank.enumerate_pixels_mut() {
        if x > 1300 {
            p.0 = [250];
        }
    }
    let halves = pages(blank);
    assert_eq!(halves.len(), 2);
    assert!(!halves[0].quality.blank && halves[1].quality.blank);
}

/// A photo of a desk with this picture on it.
fn on_desk(picture: &GrayImage) -> Pixels {
    Pixels::Rgb(RgbImage::from_fn(3200, 2400, |x, y| {
        let inside = |from: u32, size: u32, v: u32| v.checked_sub(from).filter(|v| *v < size);
        let at = inside(360, picture.width(), x).zip(inside(300, picture.height(), y));
        at.map_or(Rgb([110, 80, 60]), |(x, y)| {
            Rgb([picture.get_pixel(x, y).0[0]; 3])
        })
    }))
}

#[test]
fn a_book_on_a_desk_gives_both_pages_and_two_sheets_lose_none() {
    let photo = |picture| {
        let page = raw(on_desk(&picture), None);
        clean(&page, &Settings::default(), &mut |_, _| 0.5)
    };
    let halves = photo(two(shadow));
    assert_eq!(halves.len(), 2);
    for half in &halves {
        let size = half.shown.size;
        assert_eq!(half.steps[0].name, "crop_desk");
        assert!(size.width.abs_diff(1240) < 30 && size.height.abs_diff(1754) < 30);
    }
    // Desk between two sheets is no gutter; both stay in the picture.
    let apart = two(|x, _| if x.abs() < 160.0 { 0.3 } else { 1.0 });
    let whole = photo(apart);
    assert_eq!(whole.len(), 1);
    assert!(
        whole[0].shown.size.width > 2400,
        "{:?}",
        whole[0].shown.size
    );
}

#[test]
fn what_only_resembles_a_book_stays_whole() {
    let whole = |what: &str, picture: GrayImage| assert_eq!(pages(picture).len(), 1, "{what}");
    whole("two columns", two(|_, _| 1.0));
    whole("a fold", two(|x, _| if x.abs() < 2.0 { 0.4 } else { 1.0 }));
    whole("a rule", two(|x, _| if x.abs() < 4.0 { 0.1 } else { 1.0 }));
    whole(
        "a faint dent",
        two(|x, y| 1.0 - (1.0 - shadow(x, y)) * 0.12),
    );
    whole(
        "half a shadow",
        two(|x, y| if y < 1000.0 { shadow(x, y) } else { 1.0 }),
    );
    whole("far from the middle", two(|x, y| shadow(x - 400.0, y)));

    let mut table = two(shadow);
    for y in (300..900).step_by(100) {
        for x in 600..1900 {
            table.put_pixel(x, y, Luma([20]));
            table.put_pixel(x, y + 1, Luma([20]));
            table.put_pixel(x, y + 2, Luma([20]));
        }
    }
    whole("a table across a shadow", table);

    // Lines that run on over the middle, under a shadow.
    let text = imageops::resize(&page(0.0, 20), 2480, 1754, imageops::FilterType::Nearest);
    let shaded = GrayImage::from_fn(2480, 1754, |x, y| {
        let grey = f64::from(text.get_pixel(x, y).0[0]);
        Luma([(grey * shadow(f64::from(x) - 1240.0, 0.0)) as u8])
    });
    whole("text across", shaded);

    // A page folded across its lines, scanned upright: its lines run along the fold.
    let upright = page(0.0, 20);
    let folded = GrayImage::from_fn(1240, 1754, |x, y| {
        let grey = f64::from(upright.get_pixel(x, y).0[0]);
        Luma([(grey * shadow(f64::from(y) - 877.0, 0.0)) as u8])
    });
    whole("a folded page", folded);
    whole("black", GrayImage::from_pixel(2480, 1754, Luma([0])));
    whole("white", GrayImage::from_pixel(2480, 1754, Luma([255])));
    whole("small", GrayImage::from_pixel(14, 10, Luma([255])));
}

#[test]
fn a_book_stays_whole_when_switched_off_or_never_paper() {
    let off = Settings {
        split_spreads: false,
        ..Settings::default()
    };
    let mut book = raw(Pixels::Gray(two(shadow)), Some(150.0));
    let count = |page: &_, settings| clean(page, settings, &mut |_, _| 0.5).len();
    assert_eq!(count(&book, &off), 1);
    book.text = Some(crate::base::PageText::default());
    assert_eq!(count(&book, &Settings::default()), 1);
}
