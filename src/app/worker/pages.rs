//! What a worker does with one page: capture, imaging, reading, in one function.

use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

use super::child::refuse;
use super::protocol::{ReadPage, Reply, apart};
use crate::base::{
    Affine, CleanPage, EncodedImage, InkColour, Mark, MarkKind, MediaType, Outline, PageNo,
    PageStatus, PageText, Picture, Pixels, PlacedImage, RawPage, Reason, Rect, Shown, TextOrigin,
};
use crate::capture::Document;
use crate::ocr::{Reader, Reading};
use crate::{imaging, ocr, pdfa};

/// JPEG quality of pictures drawn anew: at 85 Tesseract reads a page as well as
/// from the original, at half the bytes of 95.
const REDRAWN_QUALITY: u8 = 85;
/// JPEG quality of photos that PDF/A cannot carry as they came (HEIC, CMYK): what
/// phones themselves use.
const PHOTO_QUALITY: u8 = 92;
/// JPEG quality of viewing copies, which are looked at and thrown away.
const VIEW_QUALITY: u8 = 72;
/// A rasterised page is kept lossless below this; above it, it may hold photos or
/// noise, and JPEG is tried too.
const LOSSLESS_AT_MOST: usize = 500_000;

/// Cleans a page and, with a reader, reads it; an open book gives two pages.
pub(super) fn read(
    document: &Document,
    media: MediaType,
    no: PageNo,
    settings: &imaging::Settings,
    reader: Option<&Reader>,
) -> (Reply, Vec<u8>) {
    let mut raw = match document.page(no) {
        Ok(raw) => raw,
        Err(error) => return (refuse(error.reason(), &error), Vec::new()),
    };
    let cleaned = imaging::clean(&raw, settings, &mut |picture, dpi| {
        reader.map_or(0.0, |r| r.try_read(picture, dpi))
    });
    let mut pages = Vec::with_capacity(cleaned.len());
    for mut clean in cleaned {
        let (status, Reading { text, by_hand }) = words(&mut raw, &clean, reader);
        name_by_hand(&mut clean.marks, by_hand);
        // The second verdict, after reading, joins the picture's.
        if text.origin == TextOrigin::Read && ocr::is_doubtful(&text) {
            clean.quality.rescan.push(Reason::Doubtful);
        }
        let image = match packed(&mut raw, &clean.shown, media) {
            Ok(image) => image,
            Err(error) => return (refuse(Reason::Damaged, &error), Vec::new()),
        };
        let colour = clean.colour.take().map(Pixels::Gray);
        let colour = match colour.as_ref().map(pdfa::encode::lossless).transpose() {
            Ok(colour) => colour,
            Err(error) => return (refuse(Reason::Damaged, &error), Vec::new()),
        };
        pages.push(ReadPage {
            colour,
            ..composed(clean, image, status, text)
        });
    }
    let (pages, bytes) = apart(pages);
    (Reply::Pages(pages), bytes)
}

/// What a page says: its own text, or what the reader reads.
fn words(raw: &mut RawPage, clean: &CleanPage, reader: Option<&Reader>) -> (PageStatus, Reading) {
    let unread = (PageStatus::Unread(Reason::Crashed), Reading::default());
    match (raw.text.take(), reader) {
        (Some(text), _) => {
            let text = placed(text, clean.shown.from_raw);
            let by_hand = Vec::new();
            (PageStatus::Read, Reading { text, by_hand })
        }
        (None, _) if clean.quality.blank => (PageStatus::Blank, Reading::default()),
        // The caller knows why it did not want the page read.
        (None, None) => unread,
        (None, Some(reader)) => reader
            .read(clean)
            .map_or(unread, |reading| (PageStatus::Read, reading)),
    }
}

/// Names what the reader found to be filled in by hand: a stroke of the pen that
/// imaging saw, or black ink that it could not tell from print.
fn name_by_hand(marks: &mut Vec<Mark>, by_hand: Vec<Rect>) {
    for at in by_hand {
        match marks.iter_mut().find(|mark| mark.at == at) {
            Some(mark) => mark.kind = MarkKind::FilledIn,
            None => marks.push(Mark {
                kind: MarkKind::FilledIn,
                colour: InkColour::Black,
                shape: Outline::Oblong,
                at,
            }),
        }
    }
}

/// Born-digital words, brought from the raw page to the page as shown.
fn placed(mut text: PageText, from_raw: Affine) -> PageText {
    for word in text.lines.iter_mut().flat_map(|l| &mut l.words) {
        word.at = from_raw.apply_rect(word.at);
    }
    text
}

/// The image for the PDF: the input's own bytes wherever PDF/A can carry them.
fn packed(raw: &mut RawPage, shown: &Shown, media: MediaType) -> Result<PlacedImage, pdfa::Error> {
    if let Picture::Redrawn(pixels) = &shown.picture {
        let image = pdfa::encode::jpeg(pixels, REDRAWN_QUALITY)?;
        return Ok(PlacedImage {
            image,
            placing: Affine::IDENTITY,
        });
    }
    let own = raw.encoded.take().filter(|own| pdfa::fits(&own.image));
    // A converted HEIC is a PNG many times its size.
    if let Some(own) = own.filter(|_| media != MediaType::Heic) {
        return Ok(PlacedImage {
            placing: own.placing.then(shown.from_raw),
            ..own
        });
    }
    Ok(PlacedImage {
        image: repacked(raw, media)?,
        placing: shown.from_raw,
    })
}

fn repacked(raw: &RawPage, media: MediaType) -> Result<EncodedImage, pdfa::Error> {
    match media {
        MediaType::Jpeg | MediaType::Heic => {
            pdfa::encode::jpeg(&raw.pixels.to_rgb(), PHOTO_QUALITY)
        }
        MediaType::Pdf => {
            let lossless = pdfa::encode::lossless(&raw.pixels)?;
            if lossless.bytes.len() <= LOSSLESS_AT_MOST {
                return Ok(lossless);
            }
            let lossy = pdfa::encode::jpeg(&raw.pixels.to_rgb(), REDRAWN_QUALITY)?;
            // A scan in two tones under a coloured stamp packs better without loss.
            Ok(if lossy.bytes.len() < lossless.bytes.len() {
                lossy
            } else {
                lossless
            })
        }
        MediaType::Tiff | MediaType::Png | MediaType::Jpeg2000 => {
            pdfa::encode::lossless(&raw.pixels)
        }
    }
}

fn composed(clean: CleanPage, image: PlacedImage, status: PageStatus, text: PageText) -> ReadPage {
    ReadPage {
        size: clean.shown.size,
        dpi: clean.shown.dpi,
        from_raw: clean.shown.from_raw,
        redrawn: matches!(clean.shown.picture, Picture::Redrawn(_)),
        turns: clean.turns,
        skew: clean.skew,
        status,
        text,
        quality: clean.quality,
        marks: clean.marks,
        steps: clean.steps,
        image: Some(image),
        colour: None,
    }
}

/// A picture of a page of the open file, which is an access PDF.
pub(super) fn view(document: &Document, no: PageNo, long_side: u32) -> (Reply, Vec<u8>) {
    let raw = match document.page(no) {
        Ok(raw) => raw,
        Err(error) => return (refuse(error.reason(), &error), Vec::new()),
    };
    let as_it_is = Shown {
        size: raw.pixels.size(),
        dpi: raw.dpi,
        from_raw: Affine::IDENTITY,
        picture: Picture::AsScanned,
    };
    match jpeg(&imaging::view(&raw, &as_it_is, long_side)) {
        Ok(bytes) => (Reply::View, bytes),
        Err(error) => (refuse(Reason::Damaged, &error), Vec::new()),
    }
}

fn jpeg(picture: &RgbImage) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, VIEW_QUALITY).encode_image(picture)?;
    Ok(bytes)
}
