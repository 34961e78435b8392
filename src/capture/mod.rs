//! Capture: the bytes of a file → its pages.
//!
//! In come the bytes of one file, usually mapped and never copied as a whole; out
//! come its pages one by one as [`RawPage`]s: pixels as a viewer would show them,
//! the input's own packed image where the page is that image and nothing else,
//! and the text of born-digital pages that reads as Vietnamese.
//!
//! What a file is, its content tells, never its name. The same bytes give the same
//! pages. Nothing here looks for paper edges, skew or blank sides: that is
//! `imaging`. Nothing is written, but for [`heic`], which starts the one outside
//! program.
//!
//! What can fail: see [`Error`]; each error has a [`Reason`](crate::base::Reason)
//! for the clerk. Sizes are judged from headers before anything is unpacked, yet
//! decoders of hostile files belong in a process with a memory limit.

mod assemble;
mod error;
mod fax;
pub mod heic;
mod jp2;
mod jpeg;
mod pdf;
mod png;
mod sniff;
mod tiff;
mod upright;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::{MediaType, PageNo, RawPage};

pub use error::Error;
pub use sniff::sniff;

/// Bytes of a file, mapped or in memory.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// What a file may cost before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Pixels of one page or one image on it.
    pub max_pixels: u64,
    /// Pages of one file.
    pub max_pages: u32,
    /// Bytes that one stream or image may unpack to.
    pub max_unpacked: u64,
    /// Pixels an inch of pages that must be drawn: those that are no plain image.
    pub raster_dpi: f32,
}

impl Default for Limits {
    /// 120 million pixels are an A3 sheet at 600 dpi with room to spare; 5,000 pages
    /// a full archive box; 600 MiB such a sheet in four channels; 300 dpi is what
    /// archives ask for.
    fn default() -> Self {
        Self {
            max_pixels: 120_000_000,
            max_pages: 5_000,
            max_unpacked: 600 << 20,
            raster_dpi: 300.0,
        }
    }
}

/// An opened file: its pages can be taken one by one, in any order.
pub struct Document {
    media: MediaType,
    content: Content,
}

enum Content {
    Pdf(Box<pdf::PdfFile>),
    Tiff(tiff::TiffFile),
    Jpeg(jpeg::JpegFile),
    Png(png::PngFile),
    Jpeg2000(jp2::Jp2File),
}

impl Document {
    /// Opens a file by its content and checks what can be known without unpacking:
    /// that it is whole, not encrypted, and within `limits`.
    ///
    /// # Errors
    /// See [`Error`]. HEIC is [`Error::Unsupported`] here: [`heic::to_png`] first.
    pub fn open(bytes: Bytes, limits: Limits) -> Result<Self, Error> {
        let data = (*bytes).as_ref();
        if data.is_empty() {
            return Err(Error::Empty);
        }
        let media = sniff(data).ok_or(Error::WrongKind)?;
        let content = match media {
            MediaType::Pdf => Content::Pdf(Box::new(pdf::PdfFile::open(bytes, limits)?)),
            MediaType::Tiff => Content::Tiff(tiff::TiffFile::open(bytes, limits)?),
            MediaType::Jpeg => Content::Jpeg(jpeg::JpegFile::open(bytes, limits)?),
            MediaType::Png => Content::Png(png::PngFile::open(bytes, limits)?),
            MediaType::Jpeg2000 => Content::Jpeg2000(jp2::Jp2File::open(bytes, limits)?),
            MediaType::Heic => {
                return Err(Error::unsupported("HEIC without conversion"));
            }
        };
        Ok(Self { media, content })
    }

    /// What kind of file it is.
    pub fn media(&self) -> MediaType {
        self.media
    }

    /// Number of its pages, at least 1.
    pub fn page_count(&self) -> u32 {
        match &self.content {
            Content::Pdf(file) => file.page_count(),
            Content::Tiff(file) => file.page_count(),
            Content::Jpeg(_) | Content::Png(_) | Content::Jpeg2000(_) => 1,
        }
    }

    /// Whether it is a PDF with a signature that covers a range of its bytes.
    pub fn signed(&self) -> bool {
        matches!(&self.content, Content::Pdf(file) if file.signed())
    }

    /// Whether it is a PDF with at least one page whose visible text is kept as
    /// text. Looks through the pages until one is found; the answer is remembered.
    pub fn born_digital(&self) -> bool {
        matches!(&self.content, Content::Pdf(file) if file.born_digital())
    }

    /// Takes one page.
    ///
    /// # Errors
    /// What is wrong with this page alone; its neighbours may still be taken.
    pub fn page(&self, no: PageNo) -> Result<RawPage, Error> {
        if no.get() > self.page_count() {
            return Err(Error::NoSuchPage { no: no.get() });
        }
        match &self.content {
            Content::Pdf(file) => file.page(no),
            Content::Tiff(file) => file.page(no),
            Content::Jpeg(file) => file.page(no),
            Content::Png(file) => file.page(no),
            Content::Jpeg2000(file) => file.page(no),
        }
    }
}

#[cfg(test)]
mod tests;
