//! TIFF: many pages, each packed in its own way.

mod decode;
mod directory;

use super::assemble::{Taken, page, stated_dpi};
use super::upright::Upright;
use super::{Bytes, Error, Limits};
use crate::base::{PageNo, RawPage};
pub use decode::cmyk_to_rgb;
use directory::Directory;

/// An opened TIFF.
pub struct TiffFile {
    bytes: Bytes,
    pages: Vec<Directory>,
    limits: Limits,
}

impl TiffFile {
    /// Walks the chain of directories and checks that every page's strips lie
    /// within the file.
    pub fn open(bytes: Bytes, limits: Limits) -> Result<Self, Error> {
        let data = (*bytes).as_ref();
        let all = directory::chain(data, limits.max_pages)?;
        // Thumbnails and masks stand beside the pages that they belong to.
        let mut pages: Vec<Directory> = all.iter().filter(|d| !d.beside).cloned().collect();
        if pages.is_empty() {
            pages = all;
        }
        if pages.is_empty() {
            return Err(Error::NoPages);
        }
        for page in &pages {
            let (width, height) = (u64::from(page.size.width), u64::from(page.size.height));
            Error::check_pixels(width, height, limits.max_pixels)?;
            page.check_strips(data.len() as u64)?;
        }
        Ok(Self {
            bytes,
            pages,
            limits,
        })
    }

    /// Number of pages, thumbnails left out.
    pub fn page_count(&self) -> u32 {
        self.pages.len() as u32
    }

    /// Takes one page.
    pub fn page(&self, no: PageNo) -> Result<RawPage, Error> {
        let directory = self
            .pages
            .get(no.index())
            .ok_or(Error::NoSuchPage { no: no.get() })?;
        let (pixels, encoded) = decode::take((*self.bytes).as_ref(), directory, &self.limits)?;
        let dpi = directory
            .dpi
            .and_then(|(x, y)| stated_dpi(x, y, directory.size, false));
        let taken = Taken {
            pixels,
            encoded,
            upright: Upright::from_exif(directory.orientation),
            dpi,
        };
        page(no, taken, self.limits.max_pixels)
    }
}

#[cfg(test)]
mod tests;
