//! What can go wrong in the archive.

use std::io;
use std::path::{Path, PathBuf};

use crate::base::BlobId;

/// What was being done in the archive, to what, and why it failed. Paths name
/// folders and hashes only, never a person.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk or its file system refused.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// The verb: "read", "write" and the like.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Nothing lies under this name.
    #[error("the archive does not hold {id}")]
    Missing {
        /// The name that was asked for.
        id: BlobId,
    },
    /// What lies under this name is no longer what was put there.
    #[error("the bytes kept as {id} have changed: they now hash to {found}")]
    Changed {
        /// The name.
        id: BlobId,
        /// The hash of what lies there now.
        found: BlobId,
    },
    /// The bytes were destroyed on a lawful ground and do not come back.
    #[error("{id} was destroyed, its tombstone says why")]
    Destroyed {
        /// The name of the destroyed bytes.
        id: BlobId,
    },
    /// The bytes are encrypted, and this program has no keys.
    #[error("{id} is encrypted with the key {key_id:?}, which is not configured")]
    Encrypted {
        /// The name that was asked for.
        id: BlobId,
        /// The key that its header names.
        key_id: String,
    },
    /// A later version of the program wrote this.
    #[error("{} has format {found}, this program reads up to {known}: update it", path.display())]
    NewerFormat {
        /// The file that carries the number.
        path: PathBuf,
        /// Its number.
        found: u32,
        /// The newest number that is understood here.
        known: u32,
    },
    /// The folder is no archive, or lost its `FORMAT` file.
    #[error("{} is not an archive: it has no FORMAT file", root.display())]
    NotAnArchive {
        /// The folder.
        root: PathBuf,
    },
    /// A file whose content makes no sense any more.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong in it and where.
        what: String,
    },
    /// Something lies where only files named by their hash may lie.
    #[error("{} does not belong into the archive", path.display())]
    Stray {
        /// The foreign file or folder.
        path: PathBuf,
    },
    /// An event that was to be sealed does not fit the events sealed before.
    #[error("event {seq} does not continue the sealed chain")]
    Unchained {
        /// Its place in the chain.
        seq: u64,
    },
    /// The archive was opened for reading only.
    #[error("the archive was opened for reading only")]
    ReadOnly,
}

impl Error {
    /// Whether it failed because the disk, or the owner's share of it, is full:
    /// the job may wait and try again.
    pub fn is_disk_full(&self) -> bool {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(self);
        while let Some(error) = cause {
            if let Some(io) = error.downcast_ref::<io::Error>()
                && matches!(
                    io.kind(),
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
                )
            {
                return true;
            }
            cause = error.source();
        }
        false
    }

    /// For `map_err`: the verb and the path go in, the cause follows.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl Fn(io::Error) -> Self + Copy {
        move |source| Self::Io {
            doing,
            path: path.to_owned(),
            source,
        }
    }

    /// A damaged file, with what is wrong in it.
    pub(super) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            what: what.into(),
        }
    }

    /// A damaged JSON file. Only the place of the fault is told: the parser's own
    /// words may quote the content, which may name people.
    pub(super) fn bad_json(path: &Path, what: &str, cause: &serde_json::Error) -> Self {
        let (line, column) = (cause.line(), cause.column());
        Self::damaged(path, format!("{what} (line {line}, column {column})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        let failing = |code: rustix::io::Errno| Error::io("write", Path::new("x"))(code.into());
        assert!(failing(rustix::io::Errno::NOSPC).is_disk_full());
        assert!(failing(rustix::io::Errno::DQUOT).is_disk_full());
        assert!(!failing(rustix::io::Errno::IO).is_disk_full());
        assert!(!Error::ReadOnly.is_disk_full());
    }
}
