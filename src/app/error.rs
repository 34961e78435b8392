//! What can go wrong when the stages are joined, and what to tell the person.

use std::io;
use std::path::PathBuf;

use crate::base::Reason;
use crate::{archive, catalog, pdfa, search};

/// A failure of the service, not of an input: inputs that cannot be taken are
/// answers with a [`Reason`](crate::base::Reason).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder of the data folder could not be used.
    #[error("{doing} {}", path.display())]
    Files {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// The archive failed.
    #[error("keeping or reading kept bytes")]
    Archive(#[source] archive::Error),
    /// The catalogue failed.
    #[error("using the catalogue")]
    Catalog(#[source] catalog::Error),
    /// The search index failed.
    #[error("using the search index")]
    Search(#[source] search::Error),
    /// The access PDF could not be written.
    #[error("writing the access PDF")]
    Pdf(#[source] pdfa::Error),
    /// The worker processes cannot be started.
    #[error("running a worker")]
    Worker(#[source] super::worker::Failure),
    /// What was asked for is not kept here.
    #[error("{what} is not kept here")]
    NotFound {
        /// What was asked for.
        what: String,
    },
    /// Another process writes this data folder.
    #[error("another sohoa process writes {}", path.display())]
    Locked {
        /// The data folder.
        path: PathBuf,
    },
    /// The data folder holds no archive.
    #[error("{} holds no archive", path.display())]
    NoArchive {
        /// The data folder.
        path: PathBuf,
    },
    /// The catalogue knows less than the archive: it was lost or is an old copy.
    #[error("the catalogue ends at event {catalogue}, the archive at {archive}")]
    CatalogueBehind {
        /// Last event of the catalogue.
        catalogue: u64,
        /// Last event sealed in the archive.
        archive: u64,
    },
    /// The running service gave an answer that cannot be understood.
    #[error("talking to the running service")]
    Control(#[source] io::Error),
    /// A task ended before its work did.
    #[error("a task was stopped")]
    Stopped(#[source] tokio::task::JoinError),
}

macro_rules! from {
    ($($variant:ident: $source:ty),*) => {
        $(impl From<$source> for Error {
            fn from(source: $source) -> Self {
                Self::$variant(source)
            }
        })*
    };
}
// One meaning each: these stages say themselves what they were doing.
from!(Archive: archive::Error, Catalog: catalog::Error, Search: search::Error, Pdf: pdfa::Error,
      Stopped: tokio::task::JoinError);

impl Error {
    /// For `map_err` on file operations.
    pub(crate) fn files(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Files {
            doing,
            path,
            source,
        }
    }

    /// Nothing with this name is kept.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// The disk has no room: work can wait and go on later.
    pub fn is_disk_full(&self) -> bool {
        let full = |e: &io::Error| {
            matches!(
                e.kind(),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
            )
        };
        match self {
            Self::Files { source, .. } => full(source),
            Self::Archive(e) => e.is_disk_full(),
            Self::Catalog(e) => e.is_disk_full(),
            other => {
                let mut cause = std::error::Error::source(other);
                while let Some(next) = cause {
                    if next.downcast_ref::<io::Error>().is_some_and(full) {
                        return true;
                    }
                    cause = next.source();
                }
                false
            }
        }
    }

    /// What a person reads: what is wrong and what to do.
    pub fn vietnamese(&self) -> &'static str {
        self.sentences().0
    }

    /// The same in English.
    pub fn english(&self) -> &'static str {
        self.sentences().1
    }

    fn sentences(&self) -> (&'static str, &'static str) {
        if self.is_disk_full() {
            return (Reason::DiskFull.vietnamese(), Reason::DiskFull.english());
        }
        match self {
            Self::NotFound { .. } => (
                "Không tìm thấy. Có thể đường dẫn đã cũ; hãy tìm lại.",
                "Not found. The address may be old; search again.",
            ),
            Self::Locked { .. } => (
                "Thư mục dữ liệu đang được một tiến trình Sohoa khác sử dụng. Hãy dừng tiến trình đó trước.",
                "Another Sohoa process uses this data folder. Stop it first.",
            ),
            Self::NoArchive { .. } => (
                "Thư mục này chưa có kho dữ liệu Sohoa. Hãy kiểm tra --data hoặc số hóa giấy tờ trước.",
                "This folder holds no archive. Check --data, or digitise some papers first.",
            ),
            Self::CatalogueBehind { .. } => (
                "Danh mục bị mất hoặc cũ hơn kho lưu. Hãy chạy “sohoa rebuild” để dựng lại từ kho lưu.",
                "The catalogue is lost or older than the archive. Run “sohoa rebuild” to make it anew.",
            ),
            Self::Worker(_) => (
                "Không khởi động được bộ đọc. Hãy chạy “sohoa doctor” để biết còn thiếu gì.",
                "The reader cannot be started. Run “sohoa doctor” to learn what is missing.",
            ),
            _ => (
                "Có lỗi khi xử lý, dữ liệu đã lưu vẫn còn nguyên. Hãy thử lại; nếu vẫn lỗi, báo quản trị viên.",
                "Something failed; what is kept is unharmed. Try again, and tell the administrator if it stays.",
            ),
        }
    }
}
