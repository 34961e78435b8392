//! PDF: pages that are one image give that image, others are drawn; visible text of
//! born-digital pages is kept.

mod filters;
mod fonts;
mod gate;
mod inner;
mod order;
mod packed;
mod raster;
mod signature;
mod survey;
mod take;
mod text;

use std::sync::{Arc, OnceLock};

use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{self, Rect};
use hayro_interpret::{
    Context, Device, InterpreterCache, InterpreterSettings, TransformExt, interpret_page,
};
use image::imageops;

use super::assemble::{Taken, page as assembled};
use super::upright::Upright;
use super::{Bytes, Error, Limits};
use crate::base::{Affine, Dpi, PageNo, PageText, Pixels, RawPage, Size};
use survey::{Painted, Survey};
use take::Take;

/// The reader's way to hold bytes: it wants a type, not a trait.
struct Held(Bytes);

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        (*self.0).as_ref()
    }
}

/// An opened PDF. Objects are read when they are needed.
pub struct PdfFile {
    pdf: Pdf,
    limits: Limits,
    born_digital: OnceLock<bool>,
}

/// How far behind the last end mark a file may go on: servers and scanners append
/// blanks, signatures of their own, pieces of HTML.
const TAIL: usize = 64 << 10;

/// A page image may lie askew by this share, a tenth of a degree: less than a pixel
/// in five hundred, and scanners' own straightening is coarser.
const ASKEW: f64 = 0.002;

/// Share of a page from which its images give the resolution to draw it in, and
/// from which it counts as a scan.
const MOSTLY_IMAGE: f64 = 0.5;

/// Resolutions to draw scans in: below, letters break; above, nothing is gained.
const DRAWN_DPI: (f64, f64) = (100.0, 300.0);

/// Share of [`Limits::max_pixels`] that a drawn page should keep to: drawing takes
/// seven bytes a pixel, twice what an unpacked image takes.
const DRAWN_SHARE: f64 = 1.0 / 3.0;

impl PdfFile {
    /// Opens a PDF, with the empty password if it asks for one.
    pub fn open(bytes: Bytes, limits: Limits) -> Result<Self, Error> {
        let data = (*bytes).as_ref();
        check_end(data)?;
        gate::file(data, &limits)?;
        let pdf = Pdf::new(Arc::new(Held(bytes.clone()))).map_err(|e| match e {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Error::Encrypted,
            LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm) => {
                Error::unsupported("this PDF's encryption")
            }
            LoadPdfError::Decryption(_) | LoadPdfError::Invalid => Error::damaged("the PDF"),
        })?;
        let found = pdf.pages().len() as u64;
        if found > u64::from(limits.max_pages) {
            return Err(Error::TooManyPages { pages: found });
        }
        // The reader passes over pages that it cannot find.
        if signature::promised_pages(&pdf).is_some_and(|promised| promised > found) {
            return Err(Error::damaged("the PDF's list of pages"));
        }
        if found == 0 {
            return Err(Error::NoPages);
        }
        Ok(Self {
            pdf,
            limits,
            born_digital: OnceLock::new(),
        })
    }

    /// Number of pages.
    pub fn page_count(&self) -> u32 {
        self.pdf.pages().len() as u32
    }

    /// Whether a signature covers a range of its bytes.
    pub fn signed(&self) -> bool {
        signature::signed(&self.pdf)
    }

    /// Whether the visible text of at least one page is kept.
    pub fn born_digital(&self) -> bool {
        *self.born_digital.get_or_init(|| {
            self.pdf.pages().iter().any(|page| {
                let survey = self.survey(page);
                survey.refused.is_none() && kept_text(page, &survey, 1.0).is_some()
            })
        })
    }

    /// Takes one page.
    pub fn page(&self, no: PageNo) -> Result<RawPage, Error> {
        let page = self
            .pdf
            .pages()
            .get(no.index())
            .ok_or(Error::NoSuchPage { no: no.get() })?;
        let survey = self.survey(page);
        if let Some(error) = survey.refused {
            return Err(error);
        }
        let unit = user_unit(page);
        if let Some(image) = survey.plain_image()
            && let Some(raw) = self.plain(no, page, image, survey.page, unit)?
        {
            return Ok(raw);
        }
        self.drawn(no, page, &survey, unit)
    }

    /// The page that is one image; `None` if it lies askew.
    fn plain(
        &self,
        no: PageNo,
        page: &Page<'_>,
        image: &Painted,
        sheet: Rect,
        unit: f64,
    ) -> Result<Option<RawPage>, Error> {
        let map = affine(image.transform);
        let Some(upright) = Upright::from_affine(map, ASKEW) else {
            return Ok(None);
        };
        let mut take = Take::new(image.index, self.limits);
        interpret(page, sheet, &mut take);
        let Some(taken) = take.taken else {
            return Ok(None);
        };
        let (pixels, encoded) = taken?;
        let dots = |x: f64, y: f64| (72.0 / (x.hypot(y) * unit)) as f32;
        let (pixels, shift) = cut(pixels, map, sheet);
        let taken = Taken {
            pixels,
            encoded,
            upright,
            dpi: Some((dots(map.a, map.b), dots(map.c, map.d))),
        };
        let mut raw = assembled(no, taken, self.limits.max_pixels)?;
        if let Some(placed) = &mut raw.encoded {
            placed.placing = shift.then(placed.placing);
        }
        Ok(Some(raw))
    }

    fn drawn(
        &self,
        no: PageNo,
        page: &Page<'_>,
        survey: &Survey,
        unit: f64,
    ) -> Result<RawPage, Error> {
        let scan = survey.image_share() >= MOSTLY_IMAGE;
        let largest = survey
            .images
            .iter()
            .max_by(|a, b| a.area.total_cmp(&b.area));
        let dpi = match largest {
            Some(image) if scan => {
                let map = affine(image.transform);
                let pixel = map.a.hypot(map.b).min(map.c.hypot(map.d));
                // Whole numbers, so that strips at 200 dpi are drawn pixel by pixel.
                (72.0 / (pixel * unit))
                    .clamp(DRAWN_DPI.0, DRAWN_DPI.1)
                    .round()
            }
            _ => f64::from(self.limits.raster_dpi),
        };
        // Plans are drawn coarser rather than refused, as long as they can be read.
        let (wide, high) = page.render_dimensions();
        let inches = f64::from(wide) * f64::from(high) * (unit / 72.0).powi(2);
        let most = (self.limits.max_pixels as f64 * DRAWN_SHARE / inches.max(0.01)).sqrt();
        let dpi = dpi.min(most.max(DRAWN_DPI.0)).floor();
        let scale = dpi * unit / 72.0;
        let (pixels, lost) = raster::draw(page, (wide, high), scale, &self.limits)?;
        if lost && scan {
            return Err(Error::damaged("an image of the PDF"));
        }
        Ok(RawPage {
            no,
            pixels,
            dpi: Dpi::new(dpi as f32),
            encoded: None,
            text: kept_text(page, survey, scale),
        })
    }

    fn survey(&self, page: &Page<'_>) -> Survey {
        let (width, height) = page.render_dimensions();
        let sheet = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut survey = Survey::new(sheet, self.limits);
        interpret(page, sheet, &mut survey);
        survey
    }
}

fn interpret<'a>(page: &'a Page<'a>, sheet: Rect, device: &mut impl Device<'a>) {
    let cache = InterpreterCache::new();
    let mut context = Context::new(
        page.initial_transform(true).to_kurbo(),
        sheet,
        &cache,
        page.xref(),
        InterpreterSettings::default(),
    );
    interpret_page(page, &mut context, device);
}

fn kept_text(page: &Page<'_>, survey: &Survey, scale: f64) -> Option<PageText> {
    if !survey.has_letters() || survey.plain_image().is_some() {
        return None;
    }
    let scripts = fonts::scripts(page);
    let over_scan = survey.image_share() >= MOSTLY_IMAGE;
    text::read(&survey.letters, &scripts, scale, over_scan)
}

/// Inches / 72 that a unit of the page stands for.
fn user_unit(page: &Page<'_>) -> f64 {
    page.raw()
        .get::<f64>("UserUnit")
        .filter(|u| (0.01..=1000.0).contains(u))
        .unwrap_or(1.0)
}

fn affine(map: kurbo::Affine) -> Affine {
    let [a, b, c, d, e, f] = map.as_coeffs();
    Affine { a, b, c, d, e, f }
}

/// Cuts off what the page's box cuts off, and tells where the packed image's pixels
/// then lie.
fn cut(pixels: Pixels, map: Affine, sheet: Rect) -> (Pixels, Affine) {
    let size = pixels.size();
    let Some(back) = map.inverse() else {
        return (pixels, Affine::IDENTITY);
    };
    let corner = [
        back.apply(sheet.x0, sheet.y0),
        back.apply(sheet.x1, sheet.y1),
    ];
    let span = |a: f64, b: f64, length: u32| {
        let length = f64::from(length);
        let (from, to) = (a.min(b).clamp(0.0, length), a.max(b).clamp(0.0, length));
        // Boxes in whole points cut off slivers that nobody meant.
        if from + length - to < 0.01 * length {
            (0.0, length)
        } else {
            (from.round(), to.round())
        }
    };
    let (left, right) = span(corner[0].0, corner[1].0, size.width);
    let (top, bottom) = span(corner[0].1, corner[1].1, size.height);
    let (wide, high) = ((right - left) as u32, (bottom - top) as u32);
    if Size::new(wide, high) == size || wide == 0 || high == 0 {
        return (pixels, Affine::IDENTITY);
    }
    let (x, y) = (left as u32, top as u32);
    let pixels = match pixels {
        Pixels::Gray(i) => Pixels::Gray(imageops::crop_imm(&i, x, y, wide, high).to_image()),
        Pixels::Rgb(i) => Pixels::Rgb(imageops::crop_imm(&i, x, y, wide, high).to_image()),
    };
    (pixels, Affine::shift(-left, -top))
}

/// Whether the file has an end, and no objects behind it.
///
/// The reader mends files that are cut short, and silently leaves out pages.
fn check_end(data: &[u8]) -> Result<(), Error> {
    const CUT: Error = Error::Truncated { what: "the PDF" };
    let padding = data.iter().rev().take_while(|b| **b == 0).count();
    let data = &data[..data.len() - padding];
    let tail = &data[data.len().saturating_sub(TAIL)..];
    let end = gate::rfind(tail, b"%%EOF").ok_or(CUT)?;
    if gate::find(&tail[end..], b"endobj").is_some() || gate::find(&tail[end..], b" obj").is_some()
    {
        return Err(CUT);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
