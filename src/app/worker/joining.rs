//! What a worker does with several pictures of one sheet: capture, joining, packing.

use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use serde::{Deserialize, Serialize};

use super::child::refuse;
use super::protocol::Reply;
use crate::base::{Dpi, PageNo, RawPage, Reason};
use crate::capture::{self, Document};
use crate::imaging::join::{self, MOST_PARTS, MOST_SHOTS, Mending, Part, Refusal};

/// JPEG quality of a joined picture, which is an original from then on: what scanners
/// and phones themselves use.
const QUALITY: u8 = 92;

/// What is made of several pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum JoinWork {
    /// Photos of one page lend the first what its glare hides.
    Unglare,
    /// Overlapping parts become one sheet.
    Stitch,
}

/// How the joined picture is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PictureForm {
    /// JPEG.
    Jpeg,
    /// PNG, without loss.
    Png,
}

/// What was joined, and how well.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "snake_case")]
pub enum JoinReport {
    /// Photos of one page.
    Unglare {
        /// Number of photos.
        shots: usize,
        /// Share of the page that glare covered in the first photo, 0 to 1.
        glare_before: f64,
        /// Share of the page that glare covers in all of them.
        glare_left: f64,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Parts of a sheet.
    Stitch {
        /// Number of parts, all of them placed.
        parts: usize,
        /// Distance between the same strokes in the worst pair of parts (root mean
        /// square), in pixels at 150 dpi.
        residual_px: f64,
        /// Resolution, as that of the parts.
        dpi: f32,
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// Millimetres across.
        width_mm: f64,
        /// Millimetres down.
        height_mm: f64,
    },
}

/// Why nothing was joined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotJoined {
    /// The reason to show.
    pub reason: Reason,
    /// The file that is at fault, if it is one, counted from 0.
    pub file: Option<usize>,
    /// For the log.
    pub detail: String,
}

/// A page of one of the files.
type Place = (usize, PageNo);

/// Joins all pages of all files, in their order.
pub(super) fn join(files: &[Document], work: JoinWork, form: PictureForm) -> (Reply, Vec<u8>) {
    let most = match work {
        JoinWork::Unglare => MOST_SHOTS,
        JoinWork::Stitch => MOST_PARTS,
    };
    let pages = files.iter().map(|f| f.page_count() as usize);
    let places: Vec<Place> = pages
        .enumerate()
        // A book among the files must not be unrolled only to be refused.
        .flat_map(|(file, n)| (0..n.min(most + 1)).map(move |i| (file, PageNo::from_index(i))))
        .collect();
    let joined = if (2..=most).contains(&places.len()) {
        match work {
            JoinWork::Unglare => unglare(files, &places),
            JoinWork::Stitch => stitch(files, &places),
        }
    } else {
        let given = places.len();
        Err(not_joined(Refusal::Count { given }, &places))
    };
    match joined {
        Ok((picture, report, dpi)) => match packed(&picture, form, dpi) {
            Ok(bytes) => (Reply::Joined(report), bytes),
            Err(error) => (refuse(Reason::TooLarge, &error), Vec::new()),
        },
        Err(not) => (Reply::NotJoined(not), Vec::new()),
    }
}

type Joined = (RgbImage, JoinReport, Option<Dpi>);

fn unglare(files: &[Document], places: &[Place]) -> Result<Joined, NotJoined> {
    let mut mending: Option<Mending> = None;
    for &place in places {
        let photo = page(files, place)?.pixels;
        match &mut mending {
            None => mending = Some(Mending::of(photo)),
            Some(mending) => mending.add(photo).map_err(|r| not_joined(r, places))?,
        }
    }
    let given = places.len();
    let none = || not_joined(Refusal::Count { given }, places);
    let found = mending.ok_or_else(none)?.done();
    let report = JoinReport::Unglare {
        shots: given,
        glare_before: found.before,
        glare_left: found.left,
        width: found.picture.width(),
        height: found.picture.height(),
    };
    Ok((found.picture, report, None))
}

fn stitch(files: &[Document], places: &[Place]) -> Result<Joined, NotJoined> {
    let measured = |&place: &Place| {
        let raw = page(files, place)?;
        Ok(Part::of(raw.pixels, raw.dpi))
    };
    let parts = places.iter().map(measured).collect::<Result<Vec<_>, _>>()?;
    let plan = join::plan(&parts).map_err(|r| not_joined(r, places))?;
    drop(parts);
    // Decoded once more, one by one: twelve parts of A3 would not fit into memory.
    let picture = plan.draw(&mut |part| Ok(page(files, places[part])?.pixels.into_rgb()))?;
    let mm = |pixels: u32| f64::from(pixels) / f64::from(plan.dpi.get()) * 25.4;
    let report = JoinReport::Stitch {
        parts: places.len(),
        residual_px: plan.residual,
        dpi: plan.dpi.get(),
        width: picture.width(),
        height: picture.height(),
        width_mm: mm(picture.width()),
        height_mm: mm(picture.height()),
    };
    Ok((picture, report, Some(plan.dpi)))
}

fn page(files: &[Document], (file, no): Place) -> Result<RawPage, NotJoined> {
    files[file].page(no).map_err(|e| not_opened(&e, file))
}

/// A file could not be opened, or its page not be taken.
pub(super) fn not_opened(error: &capture::Error, file: usize) -> NotJoined {
    NotJoined {
        reason: error.reason(),
        file: Some(file),
        detail: error.to_string(),
    }
}

fn not_joined(refusal: Refusal, places: &[Place]) -> NotJoined {
    NotJoined {
        reason: refusal.reason(),
        file: refusal.picture().and_then(|i| places.get(i)).map(|p| p.0),
        detail: refusal.to_string(),
    }
}

fn packed(picture: &RgbImage, form: PictureForm, dpi: Option<Dpi>) -> image::ImageResult<Vec<u8>> {
    let (w, h) = picture.dimensions();
    let mut bytes = Vec::new();
    match form {
        PictureForm::Jpeg => {
            let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
            if let Some(dpi) = dpi {
                encoder.set_pixel_density(PixelDensity::dpi(dpi.get().round() as u16));
            }
            encoder.encode_image(picture)?;
        }
        PictureForm::Png => {
            PngEncoder::new(&mut bytes).write_image(picture, w, h, ExtendedColorType::Rgb8)?;
            if let Some(dpi) = dpi {
                state_density(&mut bytes, dpi);
            }
        }
    }
    Ok(bytes)
}

/// Puts a PNG's `pHYs` chunk, which the encoder does not write, after its header.
fn state_density(png: &mut Vec<u8>, dpi: Dpi) {
    /// Signature, and the header with its length, name and checksum.
    const HEADER: usize = 8 + 25;
    let per_metre = (f64::from(dpi.get()) / 0.0254).round() as u32;
    let mut body = b"pHYs".to_vec();
    body.extend(per_metre.to_be_bytes());
    body.extend(per_metre.to_be_bytes());
    body.push(1);
    let mut check = flate2::Crc::new();
    check.update(&body);
    let chunk = [&9_u32.to_be_bytes()[..], &body, &check.sum().to_be_bytes()].concat();
    png.splice(HEADER..HEADER, chunk);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn both_forms_keep_size_and_resolution() {
        let picture = RgbImage::from_pixel(70, 50, image::Rgb([200, 190, 180]));
        for form in [PictureForm::Jpeg, PictureForm::Png] {
            let bytes = packed(&picture, form, Dpi::new(300.0)).unwrap();
            let file = Document::open(Arc::new(bytes), capture::Limits::default()).unwrap();
            let page = file.page(PageNo::FIRST).unwrap();
            assert!(page.dpi.is_some_and(|d| (d.get() - 300.0).abs() < 0.1));
            assert_eq!(
                (page.pixels.size().width, page.pixels.size().height),
                (70, 50)
            );
        }
    }

    #[test]
    fn one_picture_alone_is_refused() {
        let picture = RgbImage::from_pixel(70, 50, image::Rgb([200, 190, 180]));
        let bytes = packed(&picture, PictureForm::Png, None).unwrap();
        let file = Document::open(Arc::new(bytes), capture::Limits::default()).unwrap();
        let (reply, _) = join(&[file], JoinWork::Stitch, PictureForm::Png);
        let Reply::NotJoined(not) = reply else {
            panic!("joined with nothing");
        };
        assert_eq!((not.reason, not.file), (Reason::PictureCount, None));
    }
}
