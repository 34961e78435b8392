//! What can fail here.

use std::io;
use std::path::PathBuf;

use tantivy::TantivyError;

/// Why the index could not be opened, written or searched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder cannot be made, listed or written.
    #[error("preparing the index folder {dir}")]
    Folder {
        /// The index folder.
        dir: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another process, or another [`Index`](super::Index) of this one, writes it.
    #[error("the index in {dir} is being written by another process")]
    Locked {
        /// The index folder.
        dir: PathBuf,
    },
    /// Nothing to read there: never made, or made by another version of Sohoa.
    #[error("there is no index of this version in {dir}")]
    Missing {
        /// The index folder.
        dir: PathBuf,
    },
    /// The index is there and cannot be opened.
    #[error("opening the index in {dir}")]
    Open {
        /// The index folder.
        dir: PathBuf,
        /// Why.
        source: TantivyError,
    },
    /// A write was asked of an index opened for reading only.
    #[error("the index in {dir} was opened for reading only")]
    ReadOnly {
        /// The index folder.
        dir: PathBuf,
    },
    /// Entries could not be added, removed or committed. What was not committed
    /// is gone and must be handed in again; the index stays usable.
    #[error("writing the index in {dir}")]
    Write {
        /// The index folder.
        dir: PathBuf,
        /// Why.
        source: TantivyError,
    },
    /// A search could not read the index.
    #[error("searching the index in {dir}")]
    Search {
        /// The index folder.
        dir: PathBuf,
        /// Why.
        source: TantivyError,
    },
}
