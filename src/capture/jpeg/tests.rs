//! JPEGs made in code: turned, cut short, with something behind their end.

use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, RgbImage};

use crate::base::{Dpi, MediaType, PageNo, Reason, Size};
use crate::capture::{Document, Error, Limits};

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    // Dark in the top left corner, so that turns can be seen.
    let image = RgbImage::from_fn(width, height, |x, y| {
        let value = if x < width / 4 && y < height / 4 {
            20
        } else {
            230
        };
        image::Rgb([value, value, 255 - value])
    });
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, 90)
        .encode(&image, width, height, ExtendedColorType::Rgb8)
        .unwrap();
    out
}

/// EXIF with an orientation and, as cameras write, 72 dpi and a maker.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut tiff = b"II\x2a\0\x08\0\0\0\x04\0".to_vec();
    let mut entry = |tag: u16, kind: u16, count: u32, value: u32| {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(kind.to_le_bytes());
        tiff.extend(count.to_le_bytes());
        tiff.extend(value.to_le_bytes());
    };
    entry(0x010F, 2, 4, u32::from_le_bytes(*b"Cam\0"));
    entry(0x0112, 3, 1, u32::from(orientation));
    entry(0x011A, 5, 1, 62);
    entry(0x011B, 5, 1, 62);
    tiff.extend([0; 4]);
    tiff.extend(72u32.to_le_bytes());
    tiff.extend(1u32.to_le_bytes());
    let mut out = vec![0xFF, 0xD8, 0xFF, 0xE1];
    out.extend((tiff.len() as u16 + 8).to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(tiff);
    out.extend(&jpeg[2..]);
    out
}

fn open(bytes: Vec<u8>) -> Result<Document, Error> {
    Document::open(Arc::new(bytes), Limits::default())
}

#[test]
fn exif_turns_pixels_and_placing_alike() {
    let bytes = with_exif(&jpeg(80, 40), 6);
    let document = open(bytes.clone()).unwrap();
    assert_eq!(document.media(), MediaType::Jpeg);
    let page = document.page(PageNo::FIRST).unwrap();
    assert_eq!(page.pixels.size(), Size::new(40, 80));
    assert_eq!(page.dpi, None);
    let placed = page.encoded.unwrap();
    assert_eq!(placed.image.bytes, bytes);
    let (x, y) = placed.placing.apply(5.0, 5.0);
    let rgb = page.pixels.to_rgb();
    assert!(rgb.get_pixel(x as u32, y as u32)[0] < 60);
    assert!(x > 30.0 && y < 10.0, "the top left came to the top right");
}

#[test]
fn a_cut_jpeg_is_found_wherever_it_is_cut_and_a_tail_is_not() {
    let whole = with_exif(&jpeg(64, 64), 1);
    for end in 4..whole.len() - 1 {
        let reason = open(whole[..end].to_vec()).err().map(|e| e.reason());
        assert_eq!(reason, Some(Reason::Truncated), "cut at {end}");
    }
    let mut padded = whole.clone();
    padded.extend([0; 512]);
    assert!(open(padded).is_ok());
    // A copy that stopped half-way into a file of the right length.
    let mut hollow = whole;
    let half = hollow.len() / 2;
    hollow[half..].fill(0);
    assert_eq!(
        open(hollow).err().map(|e| e.reason()),
        Some(Reason::Truncated)
    );
}

#[test]
fn a_frame_larger_than_any_page_is_refused_unopened() {
    let mut huge = jpeg(16, 16);
    let frame = huge.windows(2).position(|w| w == [0xFF, 0xC0]).unwrap();
    huge[frame + 5..frame + 9].copy_from_slice(&[0xEA, 0x60, 0xEA, 0x60]);
    assert_eq!(open(huge).err().map(|e| e.reason()), Some(Reason::TooLarge));
}

#[test]
fn jfif_knows_its_resolution() {
    let image = RgbImage::new(300, 300);
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new(&mut out);
    encoder.set_pixel_density(image::codecs::jpeg::PixelDensity::dpi(300));
    encoder
        .encode(&image, 300, 300, ExtendedColorType::Rgb8)
        .unwrap();
    let page = open(out).unwrap().page(PageNo::FIRST).unwrap();
    assert_eq!(page.dpi, Dpi::new(300.0));
}
