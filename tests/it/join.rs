//! Several pictures of one sheet are joined by the command, in its worker.

use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::{Rgb, RgbImage};

use crate::world::World;

/// Paper with strokes that look alike nowhere, at 150 dpi.
fn sheet(seed: u64, width: u32, height: u32) -> RgbImage {
    let mut state = seed * 2 + 1;
    let mut dice = |n: u32| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as u32 % n
    };
    let mut page = RgbImage::from_pixel(width, height, Rgb([214, 213, 208]));
    for line in (80..height - 90).step_by(44) {
        let mut x = 80 + dice(60);
        while x < width - 90 {
            for _ in 0..2 + dice(2) {
                let (w, h) = [(3, 18), (12, 3), (3, 9), (9, 3)][dice(4) as usize];
                let (dx, dy) = (dice(8), dice(12));
                for (px, py) in (0..w).flat_map(|i| (0..h).map(move |j| (i, j))) {
                    page.put_pixel(x + dx + px, line + dy + py, Rgb([30, 28, 34]));
                }
            }
            x += if dice(5) == 0 { 30 } else { 15 };
        }
    }
    page
}

fn jpeg(picture: &RgbImage, dpi: Option<u16>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    if let Some(dpi) = dpi {
        encoder.set_pixel_density(PixelDensity::dpi(dpi));
    }
    encoder.encode_image(picture).unwrap();
    bytes
}

fn part(sheet: &RgbImage, x: u32, turned: bool) -> Vec<u8> {
    let cut = image::imageops::crop_imm(sheet, x, 0, 900, sheet.height()).to_image();
    let cut = if turned {
        image::imageops::rotate180(&cut)
    } else {
        cut
    };
    jpeg(&cut, Some(150))
}

#[test]
fn parts_of_a_sheet_become_one_picture_and_strangers_do_not() {
    let world = World::new();
    let whole = sheet(1, 1_600, 1_100);
    let right = world.file("phai.jpg", &part(&whole, 700, true));
    let left = world.file("trai.jpg", &part(&whole, 0, false));
    let out = world.path("to.png");
    let [left, right, to] = [&left, &right, &out].map(|p| p.to_str().unwrap());
    let report = &world.well(&["stitch", left, right, "--out", to])[0];
    assert_eq!(report["parts"], 2);
    assert!(report["residual_px"].as_f64().unwrap() < 0.3, "{report}");
    assert!((report["width_mm"].as_f64().unwrap() - 270.9).abs() < 0.5);
    let picture = image::open(&out).unwrap().into_rgb8();
    assert!(picture.width().abs_diff(1_600) <= 2 && picture.height().abs_diff(1_100) <= 2);

    // What is there is not written over, unless it is asked for.
    let again = world.run(&["stitch", left, right, "--out", to]);
    assert_eq!(again.status.code(), Some(1));
    world.well(&["stitch", left, right, "--out", to, "--force"]);

    let other = world.file("khac.jpg", &part(&sheet(2, 1_600, 1_100), 700, false));
    let nowhere = world.path("khong.png");
    let [other, none] = [&other, &nowhere].map(|p| p.to_str().unwrap());
    let (code, lines) = world.json(&["stitch", left, other, "--out", none]);
    assert_eq!(
        (code, &lines[0]["reason"]),
        (2, &"part_fits_nowhere".into())
    );
    let (code, lines) = world.json(&["stitch", left, "--out", none]);
    assert_eq!((code, &lines[0]["reason"]), (2, &"picture_count".into()));
    let broken = world.file("hong.jpg", b"\xff\xd8\xff\xe0 not a picture");
    let (code, lines) = world.json(&["stitch", left, broken.to_str().unwrap(), "--out", none]);
    assert_eq!(
        (code, &lines[0]["file"]),
        (2, &broken.to_str().unwrap().into())
    );
    assert!(!nowhere.exists());
}

#[test]
fn glare_is_mended_from_another_photo() {
    let world = World::new();
    let page = sheet(3, 1_240, 1_754);
    let lamp = |x: f64, y: f64| {
        let mut photo = page.clone();
        for (px, py, p) in photo.enumerate_pixels_mut() {
            let far = ((f64::from(px) - x) / 150.0).hypot((f64::from(py) - y) / 110.0);
            let light = 320.0 * (-far.powi(4)).exp();
            p.0 = p.0.map(|v| (f64::from(v) + light).min(255.0) as u8);
        }
        jpeg(&photo, None)
    };
    let one = world.file("mot.jpg", &lamp(600.0, 700.0));
    let two = world.file("hai.jpg", &lamp(640.0, 1_300.0));
    let out = world.path("ghep.jpg");
    let [one, two, to] = [&one, &two, &out].map(|p| p.to_str().unwrap());
    let report = &world.well(&["unglare", one, two, "--out", to])[0];
    assert!(report["glare_before"].as_f64().unwrap() > 0.01, "{report}");
    assert_eq!(report["glare_left"], 0.0);
    let mended = image::open(&out).unwrap().into_rgb8();
    let dark = |picture: &RgbImage| {
        let (mut n, area) = (0, 500..700);
        for (x, y) in area
            .clone()
            .flat_map(|x| area.clone().map(move |y| (x, y + 100)))
        {
            n += usize::from(picture.get_pixel(x, y).0[0] < 120);
        }
        n
    };
    assert!(dark(&mended) * 10 > dark(&page) * 9, "letters came back");
}
