//! Why a file or a page could not be taken.

use crate::base::Reason;

/// The cause beneath an error, as the decoder told it.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a file or a page could not be taken. `what` names the thing at fault.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file without a byte.
    #[error("the file is empty")]
    Empty,
    /// The bytes end before the page does.
    #[error("{what} ends before its time")]
    Truncated {
        /// What was being read.
        what: &'static str,
    },
    /// A known kind of file with a broken inside.
    #[error("{what} is damaged")]
    Damaged {
        /// What was being read.
        what: &'static str,
        /// What the decoder said.
        source: Option<Cause>,
    },
    /// Neither an image nor a PDF.
    #[error("the content is no known kind of page")]
    WrongKind,
    /// A PDF that wants a password.
    #[error("the PDF asks for a password")]
    Encrypted,
    /// More pixels than a page may have.
    #[error("{width} × {height} pixels are more than a page may have")]
    TooLarge {
        /// Pixels across.
        width: u64,
        /// Pixels down.
        height: u64,
    },
    /// Unpacks to far more than it should.
    #[error("{what} unpacks to far more than is allowed")]
    Bomb {
        /// What was being read.
        what: &'static str,
    },
    /// A file without a page.
    #[error("the file holds no page")]
    NoPages,
    /// More pages than one paper may have.
    #[error("{pages} pages are more than one paper may have")]
    TooManyPages {
        /// Pages found, at least.
        pages: u64,
    },
    /// A page that the file does not have.
    #[error("there is no page {no}")]
    NoSuchPage {
        /// The number asked for, from 1.
        no: u32,
    },
    /// A way of packing that no decoder here knows.
    #[error("{what} is not supported")]
    Unsupported {
        /// What was being read.
        what: &'static str,
        /// What the decoder said.
        source: Option<Cause>,
    },
    /// The outside converter could not be run.
    #[error("running {program}")]
    Program {
        /// Name of the program.
        program: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The outside converter took too long and was stopped.
    #[error("{program} took too long")]
    Deadline {
        /// Name of the program.
        program: &'static str,
    },
}

impl Error {
    pub(crate) fn damaged(what: &'static str) -> Self {
        Self::Damaged { what, source: None }
    }

    pub(crate) fn damaged_by(what: &'static str, cause: impl Into<Cause>) -> Self {
        Self::Damaged {
            what,
            source: Some(cause.into()),
        }
    }

    pub(crate) fn unsupported(what: &'static str) -> Self {
        Self::Unsupported { what, source: None }
    }

    pub(crate) fn unsupported_by(what: &'static str, cause: impl Into<Cause>) -> Self {
        Self::Unsupported {
            what,
            source: Some(cause.into()),
        }
    }

    /// `Err(TooLarge)` if a picture of this size has more than `max` pixels.
    pub(crate) fn check_pixels(width: u64, height: u64, max: u64) -> Result<(), Self> {
        if width.saturating_mul(height) > max {
            return Err(Self::TooLarge { width, height });
        }
        Ok(())
    }

    /// The reason that the clerk reads.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Empty => Reason::Empty,
            Self::Truncated { .. } => Reason::Truncated,
            Self::Damaged { .. } => Reason::Damaged,
            Self::WrongKind => Reason::WrongKind,
            Self::Encrypted => Reason::Encrypted,
            Self::TooLarge { .. } => Reason::TooLarge,
            Self::Bomb { .. } => Reason::Bomb,
            Self::NoPages | Self::NoSuchPage { .. } => Reason::NoPages,
            Self::TooManyPages { .. } => Reason::TooManyPages,
            Self::Unsupported { .. } | Self::Program { .. } => Reason::Unsupported,
            Self::Deadline { .. } => Reason::Deadline,
        }
    }
}
