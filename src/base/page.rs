//! A page on its way: raw from capture, clean from imaging, placed in a PDF.
//!
//! Three images of one page are kept apart: the **master** as it came (its bytes,
//! untouched, live in the archive), the **page as shown** (turned, straight, cut
//! out of the desk), and the **reader's copy**, made for Tesseract and thrown
//! away. All boxes lie in the page as shown.

use image::{GrayImage, RgbImage};
use serde::{Deserialize, Serialize};

use super::geometry::{Affine, Size};
use super::mark::Mark;
use super::measure::{Degrees, Dpi, PageNo, QuarterTurns};
use super::reason::Reason;
use super::text::PageText;

/// Decoded pixels, 8 bits a channel; a bilevel page is grey of 0 and 255.
#[derive(Debug, Clone)]
pub enum Pixels {
    /// One channel, 0 black.
    Gray(GrayImage),
    /// sRGB.
    Rgb(RgbImage),
}

impl Pixels {
    /// Width and height.
    pub fn size(&self) -> Size {
        let (w, h) = match self {
            Self::Gray(i) => i.dimensions(),
            Self::Rgb(i) => i.dimensions(),
        };
        Size::new(w, h)
    }

    /// The same pixels with three channels.
    pub fn to_rgb(&self) -> RgbImage {
        match self {
            Self::Gray(i) => image::DynamicImage::ImageLuma8(i.clone()).into_rgb8(),
            Self::Rgb(i) => i.clone(),
        }
    }

    /// The same pixels with three channels, copied only where they are grey.
    pub fn into_rgb(self) -> RgbImage {
        match self {
            Self::Gray(i) => image::DynamicImage::ImageLuma8(i).into_rgb8(),
            Self::Rgb(i) => i,
        }
    }
}

/// How the bytes of an [`EncodedImage`] are packed; each is allowed in PDF/A-2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Codec {
    /// A whole JPEG file.
    Jpeg,
    /// A raw JPEG 2000 codestream or JP2 file.
    Jpeg2000,
    /// CCITT fax lines: `k` as in PDF (-1 is G4, 0 is G3, above 0 is G3 mixed).
    Ccitt {
        /// PDF's `K`.
        k: i32,
        /// PDF's `BlackIs1`.
        black_is_1: bool,
        /// PDF's `EncodedByteAlign`.
        byte_align: bool,
        /// PDF's `EndOfLine`.
        end_of_line: bool,
    },
    /// JBIG2 segments without a file header, and those shared by several pages.
    Jbig2 {
        /// PDF's `JBIG2Globals`.
        globals: Option<Vec<u8>>,
    },
    /// zlib, with PDF's `Predictor` (1 none, 2 TIFF, 10 to 15 PNG).
    Flate {
        /// PDF's `Predictor`.
        predictor: u8,
    },
}

/// What the samples of an [`EncodedImage`] mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ColourSpace {
    /// One channel.
    Gray,
    /// Three channels, taken as sRGB unless a profile says more.
    Rgb,
    /// Four channels; PDF/A wants a profile for it.
    Cmyk,
    /// Indices into these red, green, blue triples.
    Indexed(Vec<u8>),
}

/// An image in packed form that a PDF/A may carry as it stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EncodedImage {
    /// The packed bytes. Kept out of JSON: they travel beside it.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// How they are packed.
    pub codec: Codec,
    /// Pixels, before any turn.
    pub size: Size,
    /// Meaning of the samples.
    pub space: ColourSpace,
    /// Bits a sample: 1, 2, 4, 8 or 16.
    pub bits: u8,
    /// Samples are to be read upside down (PDF's `Decode [1 0 …]`): Adobe's
    /// CMYK JPEGs, bilevel images in which 1 is black.
    pub inverted: bool,
    /// An ICC profile that came with the image and fits `space`.
    pub icc: Option<Vec<u8>>,
}

/// A page as it came in: what capture gives and imaging takes.
#[derive(Debug, Clone)]
pub struct RawPage {
    /// Its place in its file, from 1.
    pub no: PageNo,
    /// What a viewer would show: EXIF's and PDF's turn already applied.
    pub pixels: Pixels,
    /// Resolution of `pixels`, if the file knows it.
    pub dpi: Option<Dpi>,
    /// The input's own image, when the page is that image and nothing else, with
    /// the map from its pixels to `pixels`.
    pub encoded: Option<PlacedImage>,
    /// Text of a born-digital page that reads as Vietnamese, in pixels of
    /// `pixels`: kept instead of reading the image. Never another program's OCR.
    pub text: Option<PageText>,
}

/// An encoded image and where it lies on a page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlacedImage {
    /// The image.
    pub image: EncodedImage,
    /// From its pixels to those of the page.
    pub placing: Affine,
}

/// The page as shown to people, in the PDF, the viewer and the thumbnails.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its size; all boxes lie within it.
    pub size: Size,
    /// Its resolution, if known.
    pub dpi: Option<Dpi>,
    /// From [`RawPage::pixels`] to this page. For a redrawn page only an
    /// approximation (the best affine map).
    pub from_raw: Affine,
    /// Where its pixels come from.
    pub picture: Picture,
}

/// Where the pixels of the page as shown come from.
#[derive(Debug, Clone)]
pub enum Picture {
    /// The raw page, turned, tilted or cut by [`Shown::from_raw`]: the input's
    /// own bytes can be shown, nothing is packed again.
    AsScanned,
    /// Drawn anew (a photo's perspective or a page's bend straightened, a page of an
    /// open book).
    Redrawn(RgbImage),
}

/// One step that imaging took, for the manifest: its name and its measure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Name of the step, as in `imaging`'s list.
    pub name: String,
    /// What it measured or did, in its own unit.
    pub value: f64,
}

/// What the image alone says of the page, and whether it should be scanned again.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PageQuality {
    /// No ink at all: a blank side.
    pub blank: bool,
    /// Why a person should scan it again, worst first; empty when it is good.
    pub rescan: Vec<Reason>,
}

/// A page made straight and clean: what imaging gives and the reader takes.
#[derive(Debug, Clone)]
pub struct CleanPage {
    /// Its place in its file, from 1.
    pub no: PageNo,
    /// The page as shown.
    pub shown: Shown,
    /// The reader's copy: grey, straight, colours dropped, 150 to 200 dpi.
    pub reader: GrayImage,
    /// Resolution of the reader's copy.
    pub reader_dpi: Dpi,
    /// From pixels of the reader's copy to those of the page as shown.
    pub reader_to_shown: Affine,
    /// Counter-clockwise quarter turns found in the input.
    pub turns: QuarterTurns,
    /// Counter-clockwise skew found in the input, after the quarter turns.
    pub skew: Degrees,
    /// Verdict from the image alone.
    pub quality: PageQuality,
    /// Seals, stamps and pen strokes, in this order.
    pub marks: Vec<Mark>,
    /// Where coloured ink lies on the page as shown: 0 on 255, about 150 dpi, over
    /// the whole page. `None` if there is none.
    pub colour: Option<GrayImage>,
    /// What was done, in order.
    pub steps: Vec<Step>,
}
