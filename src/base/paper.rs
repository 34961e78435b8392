//! A kept paper: its manifest, from which everything else can be made again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::geometry::{Affine, Size};
use super::ids::{BlobId, PaperId, Sha256};
use super::mark::Mark;
use super::measure::{Degrees, Dpi, PageNo, QuarterTurns};
use super::page::{PageQuality, Step};
use super::text::{PageStatus, TextOrigin};

/// What kind of file an original is, told by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// PDF.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// TIFF, one page or many.
    #[serde(rename = "image/tiff")]
    Tiff,
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
    /// JPEG 2000.
    #[serde(rename = "image/jp2")]
    Jpeg2000,
    /// HEIC, as phones take it.
    #[serde(rename = "image/heic")]
    Heic,
}

impl MediaType {
    /// The name that HTTP and archives use.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Tiff => "image/tiff",
            Self::Png => "image/png",
            Self::Jpeg2000 => "image/jp2",
            Self::Heic => "image/heic",
        }
    }

    /// The ending of a file name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Tiff => "tif",
            Self::Png => "png",
            Self::Jpeg2000 => "jp2",
            Self::Heic => "heic",
        }
    }
}

/// Kept bytes: name, second hash, length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobRef {
    /// BLAKE3, the name under which they lie.
    pub blake3: BlobId,
    /// SHA-256, for exchange.
    pub sha256: Sha256,
    /// Length in bytes.
    pub bytes: u64,
}

/// One original file of a paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its bytes.
    pub blob: BlobRef,
    /// Its kind, by content.
    pub media: MediaType,
    /// The name under which it came, without folders.
    pub name: String,
    /// Number of its pages.
    pub pages: u32,
    /// It carries a digital signature: it is delivered as its own bytes.
    pub signed: bool,
    /// Its text was never paper: it is delivered as its own bytes.
    pub born_digital: bool,
}

/// One page of a paper: how the page as shown came from the input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageRecord {
    /// Its place in the paper, from 1.
    pub no: PageNo,
    /// Which original it comes from, index into [`Manifest::sources`].
    pub source: u32,
    /// Its place in that original, from 1; the two pages of an open book share it.
    pub source_page: PageNo,
    /// The page as shown, in pixels.
    pub size: Size,
    /// Resolution of the page as shown, if known.
    pub dpi: Option<Dpi>,
    /// From the input's pixels to the page as shown.
    pub from_raw: Affine,
    /// The picture was drawn anew (perspective, bend, half of a book), not merely
    /// turned.
    pub redrawn: bool,
    /// Counter-clockwise quarter turns found in the input.
    pub turns: QuarterTurns,
    /// Counter-clockwise skew found in the input.
    pub skew: Degrees,
    /// Whether it was read.
    #[serde(flatten)]
    pub status: PageStatus,
    /// Where its words come from.
    pub origin: TextOrigin,
    /// What the image says of itself.
    pub quality: PageQuality,
    /// Seals, stamps and pen strokes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// The page's place, from 1, in [`Manifest::colour`]; `None` if it shows no
    /// coloured ink.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<PageNo>,
    /// What imaging did, in order.
    pub steps: Vec<Step>,
}

/// All that must be known to make a paper's catalogue rows and index entries
/// again. Written once per paper; later changes are events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Number of this format, see `src/archive/FORMAT.md`.
    pub format: u32,
    /// The paper.
    pub paper: PaperId,
    /// When its bytes were claimed.
    pub received: Timestamp,
    /// Its files, in order.
    pub sources: Vec<Source>,
    /// Its pages, in order.
    pub pages: Vec<PageRecord>,
    /// The access copy, PDF/A.
    pub pdf: BlobRef,
    /// The text with boxes: one JSON object a page and line.
    pub text: BlobRef,
    /// Where coloured ink lies: a TIFF of bilevel pictures, one for each page that
    /// has any, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<BlobRef>,
    /// What read it: program and model versions.
    pub reader: String,
}

impl Manifest {
    /// The number of today's format.
    pub const FORMAT: u32 = 1;

    /// All bytes that it refers to, the originals first.
    pub fn blobs(&self) -> impl Iterator<Item = &BlobRef> {
        let originals = self.sources.iter().map(|source| &source.blob);
        originals.chain([&self.pdf, &self.text]).chain(&self.colour)
    }
}
