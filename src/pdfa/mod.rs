//! One file that anyone can open in fifty years: pages and what they say become
//! a PDF/A-2u, image below, invisible text above.
//!
//! *In*: for each page its size, its image as packed bytes with the map that
//! places it, and its words with boxes. *Out*: the bytes of the file, written as
//! a stream. Memory does not grow with the pages: kept are four bytes an object
//! for the cross-reference table and the set of letters that were used.
//!
//! The same input gives the same bytes: no clock and no chance is asked. Image
//! bytes are carried over unchanged; an image that PDF/A-2 cannot carry as it is
//! packed is refused before anything of its page is written ([`Error::Unfit`]),
//! so that the caller may pack it again ([`encode`]) and go on with the same
//! [`Writer`].
//!
//! *Never done here*: decoding or turning pixels, reading text, reading PDFs,
//! signing. *Can fail*: an unfit image, a file beyond 4 GiB, the place that the
//! bytes are written to. `PDFA-2U.md` lists the clauses of the standard and
//! where each is met.

pub mod encode;

mod embed;
mod font;
mod glyphless;
mod icc;
mod jpeg;
mod jpeg2000;
mod layer;
mod metadata;
mod objects;
mod sheet;
mod writer;

#[cfg(test)]
mod tests;

pub use embed::fits;
pub use writer::Writer;

use crate::base::{BlobId, Dpi, PageText, PlacedImage, Size};

/// What the file says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Meta<'a> {
    /// Title that viewers show in their bar.
    pub title: &'a str,
    /// Names the file for ever (trailer `/ID`): a hash of what it is made from.
    pub id: BlobId,
    /// The program that wrote it.
    pub producer: &'a str,
}

/// A page to be written.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The page as shown, in pixels.
    pub size: Size,
    /// Its resolution; without one the page is made as long as an A4 sheet.
    pub dpi: Option<Dpi>,
    /// Its image. The placing may be any affine map (turn, tilt, mirror, scale);
    /// what comes to lie outside the page is cut off.
    pub image: Option<&'a PlacedImage>,
    /// What it says, in pixels of the page as shown.
    pub text: &'a PageText,
}

/// Why a PDF/A could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing of the page was written: pack its image again and repeat.
    #[error("the image cannot stand in a PDF/A-2 as it is packed: {0}")]
    Unfit(&'static str),
    /// The next object would begin beyond 4 GiB, where many readers (lopdf among
    /// them) no longer follow, or be beyond the standard's number of objects.
    #[error("the PDF grows beyond 4 GiB or eight million objects")]
    TooLarge,
    /// A PDF must have a page.
    #[error("the PDF has no page")]
    NoPages,
    /// The place that takes the bytes refused.
    #[error("writing {what} of a PDF")]
    Write {
        /// Which part.
        what: &'static str,
        /// Its reason.
        source: std::io::Error,
    },
    /// The sRGB profile could not be made.
    #[error("making the sRGB profile of a PDF")]
    Profile(#[source] moxcms::CmsError),
    /// Pixels could not be packed as JPEG.
    #[error("packing a page of {width} × {height} pixels as JPEG")]
    Jpeg {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
        /// The encoder's reason.
        source: image::ImageError,
    },
}
