//! Several pictures of one sheet become one page.
//!
//! In come decoded pictures: two or more photos of the same page, of which each has
//! glare elsewhere ([`Mending`]), or the overlapping parts of a sheet that is larger
//! than the scanner's glass ([`Part`], [`plan`], [`Plan::draw`]). Out comes one
//! picture, drawn once from the originals. Nothing is guessed: what does not fit is
//! refused with a [`Refusal`], never joined as well as it goes. No file is opened, no
//! clock is asked, and equal pictures give equal pages.
//!
//! | file | what it knows |
//! |---|---|
//! | `register` | where one picture lies in another, to a fraction of a pixel |
//! | `corners`, `patches`, `maps` | what it is made of: corners, pieces, fitted maps |
//! | `glare` | what in a photo is glare |
//! | `unglare` | photos without their glare |
//! | `sheet` | parts of a sheet: the whole way from parts to a plan |
//! | `place`, `frame`, `light` | one place for each part, which way is up, one light |
//! | `draw` | the sheet, drawn from its parts |
//! | `grid` | values on a coarse grid |

mod corners;
mod draw;
mod frame;
pub(super) mod glare;
mod grid;
mod light;
#[cfg(test)]
mod made;
mod maps;
mod patches;
mod place;
mod register;
mod sheet;
mod unglare;

use crate::base::Reason;

pub use sheet::{MOST_PARTS, Part, Plan, plan};
pub use unglare::{MOST_SHOTS, Mending, Unglared};

/// Why pictures are not joined. Pictures are counted from 0 in the order given.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Fewer than two pictures, or more than can be joined.
    #[error("{given} pictures cannot be joined")]
    Count {
        /// How many were given.
        given: usize,
    },
    /// A photo does not show the page of the first one.
    #[error("photo {shot} does not show the page of the first one")]
    OtherPage {
        /// Which.
        shot: usize,
    },
    /// The parts differ in resolution, or a part does not know its own.
    #[error("part {part} has no resolution or another one than the first")]
    Resolution {
        /// Which.
        part: usize,
    },
    /// A part shows nothing that any other part shows.
    #[error("part {part} fits nowhere")]
    FitsNowhere {
        /// Which.
        part: usize,
    },
    /// A part fits another, but too little of both is the same to place it safely.
    #[error("part {part} overlaps its neighbours by too little")]
    LittleOverlap {
        /// Which.
        part: usize,
    },
    /// Parts that overlap do not lie on each other: creased, or moved while scanned.
    #[error("part {part} lies {pixels:.1} px (150 dpi) beside its neighbours")]
    Askew {
        /// Which.
        part: usize,
        /// Root mean square of the distance between the same strokes, in pixels at
        /// 150 dpi.
        pixels: f64,
    },
    /// Where a part overlaps another, both show different things: another sheet that
    /// looks alike.
    #[error("part {part} contradicts a neighbour")]
    Contradicts {
        /// Which.
        part: usize,
    },
    /// The whole would have more pixels than a picture may have.
    #[error("the whole sheet would have {pixels} pixels")]
    TooLarge {
        /// How many.
        pixels: u64,
    },
}

impl Refusal {
    /// The reason to show to the clerk.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Count { .. } => Reason::PictureCount,
            Self::OtherPage { .. } => Reason::OtherPage,
            Self::Resolution { .. } => Reason::PartResolution,
            Self::FitsNowhere { .. } => Reason::PartFitsNowhere,
            Self::LittleOverlap { .. } => Reason::LittleOverlap,
            Self::Askew { .. } | Self::Contradicts { .. } => Reason::PartAskew,
            Self::TooLarge { .. } => Reason::TooLarge,
        }
    }

    /// The picture that is at fault, if it is one.
    pub fn picture(&self) -> Option<usize> {
        match *self {
            Self::OtherPage { shot } => Some(shot),
            Self::Resolution { part }
            | Self::FitsNowhere { part }
            | Self::LittleOverlap { part }
            | Self::Askew { part, .. }
            | Self::Contradicts { part } => Some(part),
            Self::Count { .. } | Self::TooLarge { .. } => None,
        }
    }
}
