//! Pixels packed for a PDF/A: without loss, or as JPEG.

mod g4;
mod png_rows;

use flate2::Compression;
use image::codecs::jpeg::JpegEncoder;
use image::{GrayImage, RgbImage};

use super::Error;
use super::objects::deflate;
use crate::base::{Codec, ColourSpace, EncodedImage, Pixels, Size};

/// Packs pixels without loss: a page of nothing but 0 and 255 with one bit a
/// pixel (CCITT G4, or Flate where that is smaller: dithered pictures), others
/// with Flate and PNG's predictors.
///
/// # Errors
/// None in practice: it writes to memory.
pub fn lossless(pixels: &Pixels) -> Result<EncodedImage, Error> {
    match pixels {
        Pixels::Gray(image) if image.as_raw().iter().all(|p| matches!(p, 0 | 255)) => {
            bilevel(image)
        }
        Pixels::Gray(image) => {
            let size = Size::new(image.width(), image.height());
            continuous(image.as_raw(), size, ColourSpace::Gray)
        }
        Pixels::Rgb(image) => {
            let size = Size::new(image.width(), image.height());
            continuous(image.as_raw(), size, ColourSpace::Rgb)
        }
    }
}

/// Packs pixels as a JPEG file of this quality, 1 to 100.
///
/// # Errors
/// When a side is longer than a JPEG's 65,535.
pub fn jpeg(image: &RgbImage, quality: u8) -> Result<EncodedImage, Error> {
    let (width, height) = image.dimensions();
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(image)
        .map_err(|source| Error::Jpeg {
            width,
            height,
            source,
        })?;
    Ok(packed(
        bytes,
        Codec::Jpeg,
        Size::new(width, height),
        ColourSpace::Rgb,
        8,
    ))
}

fn bilevel(image: &GrayImage) -> Result<EncodedImage, Error> {
    let size = Size::new(image.width(), image.height());
    let width = image.width().max(1) as usize;
    let fax = g4::encode(image.as_raw().chunks_exact(width));
    let rows = image.as_raw().chunks_exact(width);
    let bits: Vec<u8> = rows.flat_map(|row| row.chunks(8).map(eight)).collect();
    let flat = deflate(&bits, Compression::default())?;
    let (bytes, codec) = if fax.len() <= flat.len() {
        let codec = Codec::Ccitt {
            k: -1,
            black_is_1: false,
            byte_align: false,
            end_of_line: false,
        };
        (fax, codec)
    } else {
        (flat, Codec::Flate { predictor: 1 })
    };
    Ok(packed(bytes, codec, size, ColourSpace::Gray, 1))
}

/// Up to eight pixels as the bits of a byte, the first one highest, white 1.
fn eight(pixels: &[u8]) -> u8 {
    let bits = pixels.iter().enumerate();
    bits.fold(0, |byte, (at, &pixel)| byte | (pixel & 0x80) >> at)
}

fn continuous(samples: &[u8], size: Size, space: ColourSpace) -> Result<EncodedImage, Error> {
    let channels = super::embed::channels(&space).into();
    let bytes = png_rows::pack(samples, size.width as usize * channels, channels)?;
    Ok(packed(
        bytes,
        Codec::Flate { predictor: 15 },
        size,
        space,
        8,
    ))
}

fn packed(bytes: Vec<u8>, codec: Codec, size: Size, space: ColourSpace, bits: u8) -> EncodedImage {
    EncodedImage {
        bytes,
        codec,
        size,
        space,
        bits,
        inverted: false,
        icc: None,
    }
}

#[cfg(test)]
mod tests {
    use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};
    use proptest::prelude::*;

    use super::*;

    /// Draws what the fax decoder says, 0 black and 255 white.
    struct Drawn {
        width: u32,
        pixels: Vec<u8>,
    }

    impl Decoder for Drawn {
        fn push_row(&mut self, changes: &[u32]) {
            let black = |x| changes.iter().filter(|&&c| c <= x).count() % 2 == 1;
            self.pixels
                .extend((0..self.width).map(|x| if black(x) { 0 } else { 255 }));
        }
    }

    fn unfax(bytes: &[u8], width: u32, height: u32) -> Vec<u8> {
        let settings = DecodeSettings {
            columns: width,
            rows: height,
            end_of_block: true,
            end_of_line: false,
            rows_are_byte_aligned: false,
            encoding: EncodingMode::Group4,
            strict: true,
        };
        let mut drawn = Drawn {
            width,
            pixels: Vec::new(),
        };
        let mut context = DecoderContext::new(settings);
        hayro_ccitt::decode(bytes, &mut drawn, &mut context).unwrap();
        drawn.pixels
    }

    fn unflate(image: &EncodedImage) -> Vec<u8> {
        let dictionary = super::super::embed::dictionary(image, None, None);
        lopdf::Stream::new(dictionary, image.bytes.clone())
            .decompressed_content()
            .unwrap()
    }

    #[test]
    fn every_run_length_of_both_colours_survives_the_fax() {
        let width = 6_000;
        let rows: Vec<Vec<u8>> = (0..2_700)
            .map(|run| {
                let mut row = vec![255; width];
                row[run..(run + run).min(width)].fill(0);
                row
            })
            .collect();
        let fax = g4::encode(rows.iter().map(Vec::as_slice));
        assert!(unfax(&fax, width as u32, rows.len() as u32) == rows.concat());
    }

    proptest! {
        #[test]
        fn bilevel_rows_survive_the_fax(
            width in 1_usize..70,
            seed in proptest::collection::vec(0_usize..9, 1..400),
        ) {
            let mut pixels: Vec<u8> = seed
                .iter()
                .enumerate()
                .flat_map(|(at, run)| vec![if at % 2 == 0 { 255 } else { 0 }; *run])
                .collect();
            pixels.resize(pixels.len().next_multiple_of(width).max(width), 255);
            let fax = g4::encode(pixels.chunks_exact(width));
            let height = (pixels.len() / width) as u32;
            prop_assert_eq!(unfax(&fax, width as u32, height), pixels);
        }

        #[test]
        fn samples_survive_the_predictors(
            width in 1_u32..20,
            samples in proptest::collection::vec(0_u8..=255, 60..600),
        ) {
            for channels in [1, 3] {
                let height = samples.len() as u32 / (width * channels);
                let samples = samples[..(width * height * channels) as usize].to_vec();
                let pixels = match channels {
                    1 => Pixels::Gray(GrayImage::from_raw(width, height, samples.clone()).unwrap()),
                    _ => Pixels::Rgb(RgbImage::from_raw(width, height, samples.clone()).unwrap()),
                };
                let image = lossless(&pixels).unwrap();
                prop_assert!(super::super::fits(&image));
                prop_assert_eq!(unflate(&image), samples);
            }
        }
    }

    #[test]
    fn text_goes_by_fax_and_dither_by_flate() {
        // Stems whose edges wander by a pixel from row to row, as those of
        // scanned letters do.
        let mut seed = 1_u32;
        let mut wander = move |x: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            x + (seed >> 24) % 3 - 1
        };
        let mut text = GrayImage::from_pixel(800, 600, image::Luma([255]));
        for stem in 0..30 {
            let (mut left, mut right) = (100 + 20 * stem, 106 + 20 * stem);
            for y in 0..600 {
                (left, right) = (wander(left), wander(right));
                (left..right.min(800)).for_each(|x| text.put_pixel(x, y, image::Luma([0])));
            }
        }
        let dither = GrayImage::from_fn(400, 300, |x, y| {
            image::Luma([if (x + y) % 2 == 0 { 0 } else { 255 }])
        });
        let text = lossless(&Pixels::Gray(text)).unwrap();
        assert!(matches!(text.codec, Codec::Ccitt { k: -1, .. }));
        let dither = lossless(&Pixels::Gray(dither)).unwrap();
        assert_eq!(dither.codec, Codec::Flate { predictor: 1 });
        assert_eq!(dither.bits, 1);
        assert_eq!(
            unflate(&dither)[..51],
            [[0b0101_0101; 50].as_slice(), &[0b1010_1010]].concat()
        );
    }
}
