//! Pages that are one image, and pages that only look so.

use super::*;
use crate::base::{Affine, Codec, ColourSpace, Dpi, Pixels, Size};

const JPEG: &str = "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode";

/// Eight lines of 16 pixels in G4: 4 white, 8 black, 4 white.
const G4: [u8; 8] = [0x36, 0x2F, 0xFF, 0xFF, 0xE0, 0x02, 0x00, 0x20];

fn grey(page: &RawPage) -> &image::GrayImage {
    match &page.pixels {
        Pixels::Gray(grey) => grey,
        Pixels::Rgb(_) => panic!("grey was wanted"),
    }
}

/// The dark corner's middle, where the placing says it lies.
fn corner_is_dark(page: &RawPage) -> bool {
    let placing = page.encoded.as_ref().unwrap().placing;
    let (x, y) = placing.apply(25.0, 25.0);
    let (far_x, far_y) = placing.apply(175.0, 275.0);
    grey(page).get_pixel(x as u32, y as u32)[0] < 50
        && grey(page).get_pixel(far_x as u32, far_y as u32)[0] > 200
}

#[test]
fn a_scanned_page_gives_its_jpeg_undamaged() {
    let bytes = jpeg(400, 600);
    let page = first(sheet("", FILLED, &[image(JPEG, 400, 600, &bytes)])).unwrap();
    assert_eq!(page.pixels.size(), Size::new(400, 600));
    assert_eq!(page.dpi, Dpi::new(200.0));
    let placed = page.encoded.unwrap();
    assert_eq!(placed.image.bytes, bytes);
    assert_eq!(placed.image.codec, Codec::Jpeg);
    assert_eq!(placed.placing, Affine::IDENTITY);
    assert!(page.text.is_none());
}

#[test]
fn wrappings_around_a_jpeg_come_off() {
    let bytes = jpeg(40, 60);
    let hex: String = packed(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    let keys = "/ColorSpace/DeviceRGB/BitsPerComponent 8\
                /Filter[/ASCIIHexDecode/FlateDecode/DCTDecode]";
    let page = first(sheet("", FILLED, &[image(keys, 40, 60, hex.as_bytes())])).unwrap();
    assert_eq!(page.encoded.unwrap().image.bytes, bytes);
}

#[test]
fn turns_of_page_and_matrix_are_applied_to_pixels_and_placing() {
    let upright = "/MediaBox[0 0 144 216]";
    let lying = "/MediaBox[0 0 216 144]";
    let ways = [
        (upright, FILLED),
        (upright, "q -144 0 0 216 144 0 cm /X5 Do Q"),
        (upright, "q -144 0 0 -216 144 216 cm /X5 Do Q"),
        (lying, "q 0 144 -216 0 216 0 cm /X5 Do Q"),
        (lying, "q 0 -144 216 0 0 144 cm /X5 Do Q"),
    ];
    for rotate in [0, 90, 180, 270] {
        for (sheet_box, content) in ways {
            let keys = format!("{sheet_box}/Rotate {rotate}");
            let page = first(sheet(&keys, content, &[grey_image()])).unwrap();
            assert!(corner_is_dark(&page), "{rotate} {content}");
            let wide = (rotate % 180 != 0) != (sheet_box == lying);
            let size = if wide { (300, 200) } else { (200, 300) };
            assert_eq!(page.pixels.size(), Size::new(size.0, size.1));
            assert_eq!(page.dpi, Dpi::new(100.0));
        }
    }
}

#[test]
fn rotate_ninety_brings_the_top_left_corner_to_the_top_right() {
    let page = first(sheet("/Rotate 90", FILLED, &[grey_image()])).unwrap();
    assert!(grey(&page).get_pixel(290, 10)[0] < 50);
}

#[test]
fn user_units_and_crop_boxes_count() {
    let page = first(sheet("/UserUnit 2", FILLED, &[grey_image()])).unwrap();
    assert_eq!(page.dpi, Dpi::new(50.0));
    // The left half of the sheet.
    let page = first(sheet("/CropBox[0 0 72 216]", FILLED, &[grey_image()])).unwrap();
    assert_eq!(page.pixels.size(), Size::new(100, 300));
    let right = first(sheet("/CropBox[72 0 144 216]", FILLED, &[grey_image()])).unwrap();
    let placed = right.encoded.unwrap();
    assert_eq!(placed.image.size, Size::new(200, 300));
    assert_eq!(placed.placing.apply(100.0, 0.0), (0.0, 0.0));
}

#[test]
fn a_form_around_the_image_makes_no_difference() {
    let form = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 144 216]/Resources<</XObject<</I 6 0 R>>>>",
        b"q 144 0 0 216 0 0 cm /I Do Q",
    );
    let page = first(sheet("", "/X5 Do", &[form, grey_image()])).unwrap();
    assert!(corner_is_dark(&page));
}

#[test]
fn white_paper_beneath_and_clips_around_make_no_difference() {
    let content = "1 g 0 0 144 216 re f q 0 0 144 216 re W n 144 0 0 216 0 0 cm /X5 Do Q";
    let page = first(sheet("", content, &[grey_image()])).unwrap();
    assert!(corner_is_dark(&page));
    // A clip within the page hides a part of the image.
    let content = "q 0 0 72 216 re W n 144 0 0 216 0 0 cm /X5 Do Q";
    let page = first(sheet("", content, &[grey_image()])).unwrap();
    assert!(page.encoded.is_none());
}

#[test]
fn marks_on_top_masks_and_tilts_are_drawn() {
    let line = format!("{FILLED} 1 0 0 RG 2 w 10 10 m 100 100 l S");
    let page = first(sheet("", &line, &[grey_image()])).unwrap();
    assert!(page.encoded.is_none());
    // In the scan's own resolution, and the red line is there.
    assert_eq!(page.pixels.size(), Size::new(200, 300));
    let red = page
        .pixels
        .to_rgb()
        .pixels()
        .any(|p| p[0] > 200 && p[1] < 80);
    assert!(red);
    let keys = format!("{GREY}/Filter/FlateDecode/SMask 6 0 R");
    let masked = image(&keys, 200, 300, &packed(&corner()));
    let page = first(sheet("", FILLED, &[masked, grey_image()])).unwrap();
    assert!(page.encoded.is_none());
    let tilted = "q 144 4 -6 216 3 0 cm /X5 Do Q";
    let page = first(sheet("", tilted, &[grey_image()])).unwrap();
    assert!(page.encoded.is_none());
}

#[test]
fn strips_are_drawn_pixel_by_pixel() {
    let rows = corner();
    let strip = |i: usize| {
        let keys = format!("{GREY}/Filter/FlateDecode");
        image(
            &keys,
            200,
            100,
            &packed(&rows[i * 20_000..(i + 1) * 20_000]),
        )
    };
    let content = "q 144 0 0 72 0 144 cm /X5 Do Q q 144 0 0 72 0 72 cm /X6 Do Q \
                   q 144 0 0 72 0 0 cm /X7 Do Q";
    let page = first(sheet("", content, &[strip(0), strip(1), strip(2)])).unwrap();
    assert_eq!(page.dpi, Dpi::new(100.0));
    assert_eq!(grey(&page).as_raw(), &rows);
}

#[test]
fn fax_lines_are_carried_with_their_parameters() {
    let keys = "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode\
                /DecodeParms<</K -1/Columns 16/Rows 8>>";
    let content = "q 144 0 0 72 0 0 cm /X5 Do Q";
    let keys_page = "/CropBox[0 0 144 72]";
    let page = first(sheet(keys_page, content, &[image(keys, 16, 8, &G4)])).unwrap();
    let placed = page.encoded.as_ref().unwrap();
    assert_eq!(placed.image.bytes, G4);
    let Codec::Ccitt { k, black_is_1, .. } = placed.image.codec else {
        panic!("fax was wanted");
    };
    assert_eq!((k, black_is_1, placed.image.bits), (-1, false, 1));
    let row: Vec<u8> = grey(&page).rows().nth(5).unwrap().map(|p| p[0]).collect();
    assert_eq!(row[..4], [255; 4]);
    assert_eq!(row[4..12], [0; 8]);
    assert_eq!(row[12..], [255; 4]);
}

#[test]
fn stencils_of_black_are_pages_and_upside_down_samples_are_said_to_be() {
    let keys = "/ImageMask true/BitsPerComponent 1/Decode[1 0]/Filter/CCITTFaxDecode\
                /DecodeParms<</K -1/Columns 16/Rows 8>>";
    let sheet_of = |content| sheet("/CropBox[0 0 144 72]", content, &[image(keys, 16, 8, &G4)]);
    let page = first(sheet_of("q 144 0 0 72 0 0 cm /X5 Do Q")).unwrap();
    let placed = page.encoded.as_ref().unwrap();
    assert!(placed.image.inverted);
    assert_eq!(grey(&page).get_pixel(0, 0)[0], 0);
    assert_eq!(grey(&page).get_pixel(8, 0)[0], 255);
    let page = first(sheet_of("1 0 0 rg q 144 0 0 72 0 0 cm /X5 Do Q")).unwrap();
    assert!(page.encoded.is_none(), "red ink is no black page");
}

fn segment(number: u8, kind: u8, page: u8, data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u32).to_be_bytes();
    [&[0, 0, 0, number, kind, 0, page], &length[..], data].concat()
}

/// A JBIG2 page of one generic region whose lines are packed as G4.
fn jbig2() -> Vec<u8> {
    let size = [0, 0, 0, 16, 0, 0, 0, 8];
    let page = [&size[..], &[0; 8], &[0, 0, 0]].concat();
    let region = [&size[..], &[0; 8], &[0, 1], &G4].concat();
    [segment(1, 48, 1, &page), segment(2, 38, 1, &region)].concat()
}

#[test]
fn jbig2_is_carried_with_its_shared_segments() {
    let keys = "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode";
    let content = "q 144 0 0 72 0 0 cm /X5 Do Q";
    let plain = sheet(
        "/CropBox[0 0 144 72]",
        content,
        &[image(keys, 16, 8, &jbig2())],
    );
    let page = first(plain).unwrap();
    let placed = page.encoded.as_ref().unwrap();
    assert_eq!(placed.image.bytes, jbig2());
    assert_eq!(placed.image.codec, Codec::Jbig2 { globals: None });
    assert_eq!(grey(&page).get_pixel(8, 3)[0], 0);
    assert_eq!(grey(&page).get_pixel(1, 3)[0], 255);
    // A remark is a segment that may be shared.
    let shared = segment(0, 62, 0, &[0x20, 0, 0, 0, 0, 0]);
    let keys = format!("{keys}/DecodeParms<</JBIG2Globals 6 0 R>>");
    let objects = [image(&keys, 16, 8, &jbig2()), stream("", &shared)];
    let page = first(sheet("/CropBox[0 0 144 72]", content, &objects)).unwrap();
    let globals = Some(shared);
    assert_eq!(page.encoded.unwrap().image.codec, Codec::Jbig2 { globals });
}

#[test]
fn packed_rows_keep_predictor_palette_and_depth() {
    let predicted: Vec<u8> = corner()
        .chunks(200)
        .flat_map(|r| [&[0], r].concat())
        .collect();
    let keys = format!("{GREY}/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 200>>");
    let object = image(&keys, 200, 300, &packed(&predicted));
    let page = first(sheet("", FILLED, &[object])).unwrap();
    assert!(corner_is_dark(&page));
    let carried = page.encoded.unwrap().image;
    assert_eq!(carried.codec, Codec::Flate { predictor: 15 });
    // Two bits a pixel, the second colour is red.
    let keys = "/ColorSpace[/Indexed/DeviceRGB 1<000000ff0000>]/BitsPerComponent 2\
                /Filter/FlateDecode";
    let object = image(keys, 200, 300, &packed(&[0b0101_0101; 50 * 300]));
    let page = first(sheet("", FILLED, &[object])).unwrap();
    let carried = page.encoded.as_ref().unwrap().image.clone();
    assert_eq!(
        carried.space,
        ColourSpace::Indexed(vec![0, 0, 0, 255, 0, 0])
    );
    assert_eq!(carried.bits, 2);
    assert_eq!(page.pixels.to_rgb().get_pixel(9, 9).0, [255, 0, 0]);
}

#[test]
fn other_decodes_are_unpacked_but_not_carried() {
    let keys = format!("{GREY}/Decode[0 0.5]/Filter/FlateDecode");
    let object = image(&keys, 200, 300, &packed(&corner()));
    let page = first(sheet("", FILLED, &[object])).unwrap();
    assert!(page.encoded.is_none());
    assert_eq!(page.pixels.size(), Size::new(200, 300));
}

#[test]
fn inline_images_are_images() {
    let mut content = b"q 144 0 0 216 0 0 cm BI /W 2 /H 3 /BPC 8 /CS /G ID ".to_vec();
    content.extend([0, 255, 255, 255, 255, 255]);
    content.extend(b" EI Q");
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 216]/Contents 4 0 R>>".to_vec(),
        stream("", &content),
    ];
    let page = first(file(&objects)).unwrap();
    assert_eq!(page.pixels.size(), Size::new(2, 3));
    assert_eq!(grey(&page).as_raw(), &[0, 255, 255, 255, 255, 255]);
}
