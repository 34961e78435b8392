//! The words that all stages share: ids, measures, geometry, page, text, paper.
//!
//! Values only: no files, no network, no clock. A thing belongs here when it
//! crosses from one folder of `src/` to another; what one stage alone needs
//! lives with that stage.

pub mod blobs;
pub mod codes;
pub mod event;
pub mod geometry;
pub mod glossary;
pub mod ids;
pub mod mark;
pub mod measure;
pub mod page;
pub mod paper;
pub mod reason;
pub mod text;
pub mod vietnamese;

pub use event::{Event, EventKind};
pub use geometry::{Affine, Rect, Size};
pub use ids::{BlobId, PaperId, Sha256};
pub use mark::{InkColour, Mark, MarkKind, Outline};
pub use measure::{Confidence, Degrees, Dpi, PageNo, QuarterTurns};
pub use page::{
    CleanPage, Codec, ColourSpace, EncodedImage, PageQuality, Picture, Pixels, PlacedImage,
    RawPage, Shown, Step,
};
pub use paper::{BlobRef, Manifest, MediaType, PageRecord, Source};
pub use reason::Reason;
pub use text::{Line, PageStatus, PageText, TextOrigin, Word};
