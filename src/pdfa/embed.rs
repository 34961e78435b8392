//! Packed images as PDF image objects: their bytes unchanged, their meaning in
//! the dictionary; and which of them PDF/A-2 can carry at all.

use lopdf::{Dictionary, Object, ObjectId, StringFormat, dictionary};

use super::{icc, jpeg, jpeg2000};
use crate::base::{Codec, ColourSpace, EncodedImage};

/// Whether the image may stand in a PDF/A-2 as it is packed. If not, it is to be
/// decoded and packed again with [`super::encode`].
pub fn fits(image: &EncodedImage) -> bool {
    check(image).is_ok()
}

/// The same, with what stands against it.
///
/// # Errors
/// A phrase that says why not.
pub fn check(image: &EncodedImage) -> Result<(), &'static str> {
    if image.size.area() == 0 {
        return Err("it has no pixels");
    }
    if let ColourSpace::Indexed(palette) = &image.space {
        let colours = palette.len() / 3;
        let reachable = 1_usize << image.bits.min(8);
        if !palette.len().is_multiple_of(3) || colours == 0 || colours > reachable {
            return Err("its palette does not fit its depth");
        }
    }
    if image.space == ColourSpace::Cmyk && profile(image).is_none() {
        return Err("it is CMYK without a usable profile");
    }
    match &image.codec {
        Codec::Jpeg => check_jpeg(image),
        Codec::Jpeg2000 => check_jpeg2000(image),
        Codec::Ccitt { .. } | Codec::Jbig2 { .. } => match (&image.space, image.bits) {
            (ColourSpace::Gray | ColourSpace::Indexed(_), 1) => Ok(()),
            _ => Err("a bilevel codec holds other than one bit a pixel"),
        },
        Codec::Flate { predictor } => {
            let deepest = match image.space {
                ColourSpace::Indexed(_) => 8,
                _ => 16,
            };
            if !matches!(image.bits, 1 | 2 | 4 | 8 | 16) || image.bits > deepest {
                Err("its depth is none of PDF's")
            } else if !matches!(predictor, 1 | 2 | 10..=15) {
                Err("its predictor is none of PDF's")
            } else {
                Ok(())
            }
        }
    }
}

fn check_jpeg(image: &EncodedImage) -> Result<(), &'static str> {
    let frame = jpeg::frame(&image.bytes).ok_or("it is no JPEG")?;
    if !frame.plain || frame.bits != 8 || image.bits != 8 {
        Err("it is a JPEG of a kind that PDF does not know")
    } else if frame.components != channels(&image.space) || frame.ambiguous {
        Err("its components are not those of its colour space")
    } else if (frame.width, frame.height) != (image.size.width, image.size.height) {
        Err("its size is not the one it is said to have")
    } else {
        Ok(())
    }
}

fn check_jpeg2000(image: &EncodedImage) -> Result<(), &'static str> {
    let header =
        jpeg2000::header(&image.bytes).ok_or("it is no JPEG 2000 that PDF/A-2 can carry")?;
    if !matches!(image.space, ColourSpace::Gray | ColourSpace::Rgb) || image.inverted {
        // Readers skip the dictionary's Decode for this codec.
        Err("a JPEG 2000 is to be grey or RGB and upright")
    } else if header.components != u16::from(channels(&image.space)) || header.bits != image.bits {
        Err("its components are not those of its colour space")
    } else if (header.width, header.height) != (image.size.width, image.size.height) {
        Err("its size is not the one it is said to have")
    } else {
        Ok(())
    }
}

/// The profile to embed with the image and its number of channels: the one that
/// came with it, if sound.
pub fn profile(image: &EncodedImage) -> Option<(u8, &[u8])> {
    let wanted = match image.space {
        // The palette's colours.
        ColourSpace::Indexed(_) => 3,
        _ => channels(&image.space),
    };
    let profile = image.icc.as_deref().filter(|p| icc::fits(p, wanted))?;
    Some((wanted, profile))
}

/// Samples a pixel.
pub fn channels(space: &ColourSpace) -> u8 {
    match space {
        ColourSpace::Gray | ColourSpace::Indexed(_) => 1,
        ColourSpace::Rgb => 3,
        ColourSpace::Cmyk => 4,
    }
}

/// What must stand before the image's bytes in its stream: the boxes of a JP2
/// file before a raw codestream, else nothing.
pub fn lead(image: &EncodedImage) -> Vec<u8> {
    match image.codec {
        Codec::Jpeg2000 => jpeg2000::missing_boxes(&image.bytes),
        _ => Vec::new(),
    }
}

/// The image dictionary of an image that passed [`check`]; `profile` and
/// `globals` are the objects that hold its profile and its shared segments.
pub fn dictionary(
    image: &EncodedImage,
    profile: Option<ObjectId>,
    globals: Option<ObjectId>,
) -> Dictionary {
    let mut dictionary = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => image.size.width,
        "Height" => image.size.height,
        "ColorSpace" => colour_space(&image.space, profile),
        "BitsPerComponent" => image.bits,
    };
    if image.inverted {
        dictionary.set("Decode", upside_down(image));
    }
    let (filter, parameters) = filter(image, globals);
    dictionary.set("Filter", filter);
    if !parameters.is_empty() {
        dictionary.set("DecodeParms", parameters);
    }
    dictionary
}

fn colour_space(space: &ColourSpace, profile: Option<ObjectId>) -> Object {
    let base = |device: &str| match profile {
        Some(id) => vec!["ICCBased".into(), id.into()].into(),
        None => Object::from(device),
    };
    match space {
        ColourSpace::Gray => base("DeviceGray"),
        ColourSpace::Rgb => base("DeviceRGB"),
        ColourSpace::Cmyk => base("DeviceCMYK"),
        ColourSpace::Indexed(palette) => vec![
            "Indexed".into(),
            base("DeviceRGB"),
            (palette.len() as i64 / 3 - 1).into(),
            Object::String(palette.clone(), StringFormat::Hexadecimal),
        ]
        .into(),
    }
}

fn upside_down(image: &EncodedImage) -> Vec<Object> {
    let highest = match image.space {
        ColourSpace::Indexed(_) => (1 << image.bits) - 1,
        _ => 1,
    };
    vec![[highest.into(), 0.into()]; channels(&image.space).into()].concat()
}

fn filter(image: &EncodedImage, globals: Option<ObjectId>) -> (&'static str, Dictionary) {
    match &image.codec {
        Codec::Jpeg => ("DCTDecode", Dictionary::new()),
        Codec::Jpeg2000 => ("JPXDecode", Dictionary::new()),
        Codec::Ccitt {
            k,
            black_is_1,
            byte_align,
            end_of_line,
        } => {
            let parameters = dictionary! {
                "K" => *k,
                "Columns" => image.size.width,
                "Rows" => image.size.height,
                "BlackIs1" => *black_is_1,
                "EncodedByteAlign" => *byte_align,
                "EndOfLine" => *end_of_line,
                // TIFF's G3 strips have no end mark: the rows are counted. G4
                // has one, and one that is missing does no harm.
                "EndOfBlock" => *k < 0,
            };
            ("CCITTFaxDecode", parameters)
        }
        Codec::Jbig2 { .. } => {
            let mut parameters = Dictionary::new();
            if let Some(id) = globals {
                parameters.set("JBIG2Globals", id);
            }
            ("JBIG2Decode", parameters)
        }
        Codec::Flate { predictor: 1 } => ("FlateDecode", Dictionary::new()),
        Codec::Flate { predictor } => {
            let parameters = dictionary! {
                "Predictor" => *predictor,
                "Colors" => channels(&image.space),
                "BitsPerComponent" => image.bits,
                "Columns" => image.size.width,
            };
            ("FlateDecode", parameters)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Size;
    use crate::pdfa::encode;

    fn jpeg(space: ColourSpace) -> EncodedImage {
        EncodedImage {
            space,
            ..encode::jpeg(&image::RgbImage::new(4, 3), 90).unwrap()
        }
    }

    #[test]
    fn an_image_that_is_not_what_it_is_said_to_be_does_not_fit() {
        let good = jpeg(ColourSpace::Rgb);
        assert!(fits(&good));
        assert!(!fits(&jpeg(ColourSpace::Gray)));
        assert!(!fits(&jpeg(ColourSpace::Cmyk)));
        let resized = EncodedImage {
            size: Size::new(4, 4),
            ..good.clone()
        };
        assert!(!fits(&resized));
        let lossless_process = EncodedImage {
            bytes: good
                .bytes
                .iter()
                .map(|&b| if b == 0xC0 { 0xC3 } else { b })
                .collect(),
            ..good
        };
        assert!(!fits(&lossless_process));
    }

    #[test]
    fn a_jp2_of_three_channels_fits_as_rgb_and_as_nothing_else() {
        let image = EncodedImage {
            bytes: jpeg2000::tests::jp2(3, 16, &[]),
            codec: Codec::Jpeg2000,
            ..jpeg(ColourSpace::Rgb)
        };
        assert!(fits(&image));
        let grey = EncodedImage {
            space: ColourSpace::Gray,
            ..image
        };
        assert!(!fits(&grey));
    }

    #[test]
    fn a_palette_must_be_reachable_and_cmyk_needs_a_profile() {
        let flat = |space, bits, predictor| EncodedImage {
            bytes: vec![0],
            codec: Codec::Flate { predictor },
            size: Size::new(1, 1),
            space,
            bits,
            inverted: false,
            icc: None,
        };
        let palette = |colours: usize| ColourSpace::Indexed(vec![0; 3 * colours]);
        assert!(fits(&flat(palette(4), 2, 15)));
        assert!(!fits(&flat(palette(5), 2, 15)));
        assert!(!fits(&flat(palette(4), 16, 15)));
        assert!(fits(&flat(ColourSpace::Gray, 16, 2)));
        assert!(!fits(&flat(ColourSpace::Gray, 3, 2)));
        assert!(!fits(&flat(ColourSpace::Gray, 8, 3)));
        assert!(!fits(&flat(ColourSpace::Cmyk, 8, 1)));
        let inverted = EncodedImage {
            inverted: true,
            ..flat(palette(4), 4, 1)
        };
        let decode = dictionary(&inverted, None, None);
        assert_eq!(
            decode.get(b"Decode").unwrap(),
            &vec![15.into(), 0.into()].into()
        );
    }
}
