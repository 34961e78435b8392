//! What can go wrong with the catalogue.

use std::path::PathBuf;

use crate::base::PaperId;

/// Each says what was being done, to what; the cause is its source.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be opened or created.
    #[error("cannot open the catalogue {}", file.display())]
    Opening {
        /// The database file.
        file: PathBuf,
        /// The database's word.
        #[source]
        source: sqlx::Error,
    },
    /// The tables could not be brought to today's form; also when a newer
    /// Sohoa has written this file.
    #[error("cannot bring the catalogue {} to today's form", file.display())]
    Migrating {
        /// The database file.
        file: PathBuf,
        /// What failed.
        #[source]
        source: Box<sqlx::migrate::MigrateError>,
    },
    /// Opened for reading only, so that its tables cannot be brought to today's form.
    #[error(
        "the catalogue {} has form {found}, this Sohoa reads {wanted}: run a command that writes, \
         or the Sohoa that wrote it",
        file.display()
    )]
    OtherForm {
        /// The database file.
        file: PathBuf,
        /// Number of the form found.
        found: i64,
        /// Number of today's form.
        wanted: i64,
    },
    /// Reading failed, or what was read has no meaning.
    #[error("cannot read {what} from the catalogue")]
    Reading {
        /// What was wanted.
        what: &'static str,
        /// The database's word.
        #[source]
        source: sqlx::Error,
    },
    /// Writing failed; nothing of it was kept.
    #[error("cannot write {what} to the catalogue")]
    Writing {
        /// What was to be written.
        what: &'static str,
        /// The database's word.
        #[source]
        source: sqlx::Error,
    },
    /// A replayed event does not follow the one before it, or was changed.
    #[error("event {seq} does not follow the event before it")]
    BrokenChain {
        /// Its place in the chain.
        seq: u64,
    },
    /// A paper cannot be stored without its own manifest.
    #[error("the event that stores paper {paper} came without its manifest")]
    NoManifest {
        /// The paper.
        paper: PaperId,
    },
}

impl Error {
    pub(super) fn reading(what: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Reading { what, source }
    }

    pub(super) fn writing(what: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Writing { what, source }
    }

    /// The disk is full: worth waiting for, nothing was half-written.
    pub fn is_disk_full(&self) -> bool {
        // SQLITE_FULL, and SQLITE_IOERR_SHMSIZE: growing the WAL's index
        // on a full disk does not say SQLITE_FULL.
        self.code()
            .is_some_and(|code| code & 0xff == 13 || code == 4874)
    }

    /// Somebody else is writing, or too many wait for the one writer: worth
    /// trying again.
    pub fn is_busy(&self) -> bool {
        // SQLITE_BUSY, SQLITE_LOCKED.
        matches!(self.database(), Some(sqlx::Error::PoolTimedOut))
            || self.code().is_some_and(|code| matches!(code & 0xff, 5 | 6))
    }

    fn database(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Opening { source, .. }
            | Self::Reading { source, .. }
            | Self::Writing { source, .. } => Some(source),
            Self::Migrating { source, .. } => match source.as_ref() {
                sqlx::migrate::MigrateError::Execute(source)
                | sqlx::migrate::MigrateError::ExecuteMigration(source, _) => Some(source),
                _ => None,
            },
            Self::OtherForm { .. } | Self::BrokenChain { .. } | Self::NoManifest { .. } => None,
        }
    }

    /// SQLite's extended result code.
    fn code(&self) -> Option<i32> {
        let sqlx::Error::Database(cause) = self.database()? else {
            return None;
        };
        cause.code()?.parse().ok()
    }
}
