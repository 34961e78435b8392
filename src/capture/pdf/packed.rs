//! A PDF image's packed bytes, as another PDF may carry them.

use std::borrow::Cow;

use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::object::{
    Array, Dict, Name, Object, Stream, String as PdfString,
};
use hayro_jpeg2000::{DecodeSettings, Image as Jpeg2000};

use super::filters;
use crate::base::{Codec, ColourSpace, EncodedImage, Size};
use crate::capture::jpeg::{Markers, fits};
use crate::capture::{Error, Limits, jp2};

/// Profiles are a few kB, of printing presses some MB.
const LARGEST_PROFILE: u64 = 16 << 20;

/// The packed bytes of an image of `size`, its outer wrappings taken off; `None` if
/// they cannot be carried on as they stand.
///
/// # Errors
/// If the packed bytes turn out to be cut short, which the reader passed over.
pub fn encoded(
    stream: &Stream<'_>,
    size: Size,
    limits: &Limits,
) -> Result<Option<EncodedImage>, Error> {
    let dict = stream.dict();
    let Some((bytes, last, params)) = unwrapped(stream, limits) else {
        return Ok(None);
    };
    let mask = flag(dict, "ImageMask", "IM");
    let colours = entry(dict, "ColorSpace", "CS");
    let space = if mask {
        Some((ColourSpace::Gray, None))
    } else {
        colours.clone().and_then(|o| meaning(o, limits))
    };
    let bits = match last {
        Filter::DctDecode | Filter::JpxDecode => 8,
        Filter::CcittFaxDecode | Filter::Jbig2Decode => 1,
        _ if mask => 1,
        _ => number(dict, "BitsPerComponent", "BPC").unwrap_or(8) as u8,
    };
    let codec = match last {
        Filter::DctDecode => {
            let markers = Markers::read(&bytes)?;
            let fitting = (markers.width, markers.height) == (size.width, size.height);
            let transform = params.get::<i32>("ColorTransform").is_some();
            let channels = space.as_ref().map(|(s, _)| channels(s));
            if !fitting || transform || channels != Some(markers.components.into()) {
                return Ok(None);
            }
            Some(Codec::Jpeg)
        }
        Filter::JpxDecode => Some(Codec::Jpeg2000),
        Filter::CcittFaxDecode => fax(&params, size),
        Filter::Jbig2Decode => Some(Codec::Jbig2 {
            globals: match params.get::<Stream<'_>>("JBIG2Globals") {
                Some(globals) => match globals.decoded_data() {
                    Ok(data) => Some(data.into_owned()),
                    Err(_) => return Ok(None),
                },
                None => None,
            },
        }),
        Filter::FlateDecode => flate(&params, size, bits, space.as_ref().map(|(s, _)| s)),
        _ => None,
    };
    let space = match (space, last) {
        (None, Filter::JpxDecode) if colours.is_none() => own_colours(&bytes),
        (space, _) => space,
    };
    let (Some(codec), Some((space, icc))) = (codec, space) else {
        return Ok(None);
    };
    let Some(inverted) = inverted(dict, &space, bits) else {
        return Ok(None);
    };
    Ok(Some(EncodedImage {
        bytes: bytes.into_owned(),
        codec,
        size,
        space,
        bits,
        inverted,
        icc,
    }))
}

fn entry<'a>(dict: &Dict<'a>, long: &str, short: &str) -> Option<Object<'a>> {
    dict.get::<Object<'_>>(long)
        .or_else(|| dict.get::<Object<'_>>(short))
}

fn number(dict: &Dict<'_>, long: &str, short: &str) -> Option<u32> {
    dict.get::<u32>(long).or_else(|| dict.get::<u32>(short))
}

fn flag(dict: &Dict<'_>, long: &str, short: &str) -> bool {
    dict.get::<bool>(long)
        .or_else(|| dict.get::<bool>(short))
        .unwrap_or(false)
}

/// The bytes under all filters but the last, that filter, and its parameters.
pub fn unwrapped<'a>(
    stream: &Stream<'a>,
    limits: &Limits,
) -> Option<(Cow<'a, [u8]>, Filter, Dict<'a>)> {
    let filters = stream.filters();
    let (last, outer) = filters.split_last()?;
    let params = match entry(stream.dict(), "DecodeParms", "DP") {
        Some(Object::Dict(dict)) => vec![dict],
        Some(Object::Array(array)) => array
            .iter::<Object<'_>>()
            .map(|o| o.into_dict().unwrap_or_default())
            .collect(),
        _ => Vec::new(),
    };
    let mut bytes = stream.raw_data();
    for (i, filter) in outer.iter().enumerate() {
        let predicted = params
            .get(i)
            .and_then(|p| p.get::<u8>("Predictor"))
            .is_some_and(|p| p > 1);
        bytes = Cow::Owned(match filter {
            Filter::AsciiHexDecode => filters::ascii_hex(&bytes),
            Filter::Ascii85Decode => filters::ascii85(&bytes),
            Filter::FlateDecode if !predicted => filters::flate(&bytes, limits.max_unpacked)?,
            _ => return None,
        });
    }
    let params = params.get(outer.len()).cloned().unwrap_or_default();
    Some((bytes, *last, params))
}

fn fax(params: &Dict<'_>, size: Size) -> Option<Codec> {
    // Without it a line has 1,728 pixels, a fax machine's.
    let columns = params.get::<u32>("Columns").unwrap_or(1728);
    (columns == size.width).then(|| Codec::Ccitt {
        k: params.get::<i32>("K").unwrap_or(0),
        black_is_1: params.get::<bool>("BlackIs1").unwrap_or(false),
        byte_align: params.get::<bool>("EncodedByteAlign").unwrap_or(false),
        end_of_line: params.get::<bool>("EndOfLine").unwrap_or(false),
    })
}

fn flate(params: &Dict<'_>, size: Size, bits: u8, space: Option<&ColourSpace>) -> Option<Codec> {
    let predictor = params.get::<u8>("Predictor").unwrap_or(1);
    let predicted = predictor > 1;
    let fitting = params.get::<u32>("Columns").unwrap_or(1) == size.width
        && params.get::<u8>("BitsPerComponent").unwrap_or(8) == bits
        && params.get::<u32>("Colors").unwrap_or(1) == channels(space?);
    (!predicted || fitting).then_some(Codec::Flate { predictor })
}

fn channels(space: &ColourSpace) -> u32 {
    match space {
        ColourSpace::Gray | ColourSpace::Indexed(_) => 1,
        ColourSpace::Rgb => 3,
        ColourSpace::Cmyk => 4,
    }
}

/// Whether the samples are to be read upside down; `None` if in yet another way.
fn inverted(dict: &Dict<'_>, space: &ColourSpace, bits: u8) -> Option<bool> {
    let Some(Object::Array(decode)) = entry(dict, "Decode", "D") else {
        return Some(false);
    };
    let decode: Vec<f32> = decode.iter::<f32>().collect();
    let top = match space {
        ColourSpace::Indexed(_) => (1u32.checked_shl(u32::from(bits))? - 1) as f32,
        _ => 1.0,
    };
    let all = |from: f32, to: f32| decode.chunks(2).all(|pair| pair == [from, to]);
    match space {
        _ if all(0.0, top) => Some(false),
        ColourSpace::Indexed(_) => None,
        _ if all(top, 0.0) => Some(true),
        _ => None,
    }
}

/// What the samples mean, with the profile that says so.
fn meaning(object: Object<'_>, limits: &Limits) -> Option<(ColourSpace, Option<Vec<u8>>)> {
    let array = match object {
        Object::Name(name) => return device(&name).map(|space| (space, None)),
        Object::Array(array) => array,
        _ => return None,
    };
    let mut items = array.flex_iter();
    let kind = items.next::<Name<'_>>()?;
    match kind.as_ref() {
        b"ICCBased" => {
            let stream = items.next::<Stream<'_>>()?;
            let channels = stream.dict().get::<u8>("N")?;
            let space = match channels {
                1 => ColourSpace::Gray,
                3 => ColourSpace::Rgb,
                4 => ColourSpace::Cmyk,
                _ => return None,
            };
            let profile = small(&stream, limits).filter(|p| fits(p, channels));
            Some((space, profile))
        }
        // Calibrated colours are taken as plain ones: scanners write sRGB's values.
        b"CalGray" => Some((ColourSpace::Gray, None)),
        b"CalRGB" => Some((ColourSpace::Rgb, None)),
        b"Indexed" | b"I" => indexed(&array, limits).map(|space| (space, None)),
        _ => device(&kind).map(|space| (space, None)),
    }
}

fn device(name: &Name<'_>) -> Option<ColourSpace> {
    match name.as_ref() {
        b"DeviceGray" | b"G" => Some(ColourSpace::Gray),
        b"DeviceRGB" | b"RGB" => Some(ColourSpace::Rgb),
        b"DeviceCMYK" | b"CMYK" => Some(ColourSpace::Cmyk),
        _ => None,
    }
}

fn indexed(array: &Array<'_>, limits: &Limits) -> Option<ColourSpace> {
    let items: Vec<Object<'_>> = array.iter::<Object<'_>>().collect();
    let [_, base, _, table] = &items[..] else {
        return None;
    };
    let base = match base {
        Object::Array(inner) if inner.iter::<Name<'_>>().next()?.as_ref() == b"Indexed" => {
            return None;
        }
        base => meaning(base.clone(), limits)?.0,
    };
    let table = match table {
        Object::String(string) => PdfString::as_bytes(string).to_vec(),
        Object::Stream(stream) => small(stream, limits)?,
        _ => return None,
    };
    match base {
        ColourSpace::Rgb => Some(ColourSpace::Indexed(table)),
        ColourSpace::Gray => Some(ColourSpace::Indexed(
            table.iter().flat_map(|v| [*v; 3]).collect(),
        )),
        _ => None,
    }
}

fn small(stream: &Stream<'_>, limits: &Limits) -> Option<Vec<u8>> {
    let raw = stream.raw_data();
    let limit = LARGEST_PROFILE.min(limits.max_unpacked);
    match stream.filters()[..] {
        [] if raw.len() as u64 <= limit => Some(raw.into_owned()),
        [Filter::FlateDecode] => filters::flate(&raw, limit),
        [Filter::Ascii85Decode] => Some(filters::ascii85(&raw)),
        [Filter::AsciiHexDecode] => Some(filters::ascii_hex(&raw)),
        _ => None,
    }
}

/// The colours that a JPEG 2000 image states itself.
fn own_colours(bytes: &[u8]) -> Option<(ColourSpace, Option<Vec<u8>>)> {
    let image = Jpeg2000::new(bytes, &DecodeSettings::default()).ok()?;
    if image.has_alpha() {
        return None;
    }
    Some((jp2::space_of(&image)?, None))
}
