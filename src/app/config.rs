//! Settings of the whole, composed from those of the stages.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::worker::WorkerSettings;
use crate::{capture, imaging, ocr};

/// Where everything of one data folder lies, and how its workers run.
#[derive(Debug, Clone)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The worker processes.
    pub workers: WorkerSettings,
}

impl Config {
    /// The usual settings for a data folder; `program` is our own binary.
    pub fn new(data: impl Into<PathBuf>, program: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            workers: WorkerSettings {
                program: program.into(),
                // Reading is bound by the processor: more workers than cores
                // only wait for each other.
                count: std::thread::available_parallelism().map_or(1, usize::from),
                // A3 at 600 dpi in colour is 210 MB decoded; three copies of it
                // and the models (85 MB) fit.
                memory: 1 << 30,
                // A full A4 page takes about a second; 60 s is a page that
                // will never end.
                deadline: Duration::from_secs(60),
                pages_before_rest: 500,
                ocr: ocr::Settings::default(),
                imaging: imaging::Settings::default(),
                limits: capture::Limits::default(),
            },
        }
    }

    /// The archive: the truth.
    pub fn archive(&self) -> PathBuf {
        self.data.join("archive")
    }

    /// The catalogue, which can be made anew from the archive.
    pub fn catalog(&self) -> PathBuf {
        self.data.join("catalog.db")
    }

    /// The search index, which can be made anew from the archive.
    pub fn index(&self) -> PathBuf {
        self.data.join("index")
    }

    /// Pages read of papers that are not finished; may be lost.
    pub fn work(&self) -> PathBuf {
        self.data.join("work")
    }

    /// Viewing copies; may be lost.
    pub fn cache(&self) -> PathBuf {
        self.data.join("cache")
    }

    /// Locked by the one process that writes.
    pub fn lock(&self) -> PathBuf {
        self.data.join("lock")
    }

    /// Where a running service takes orders from the command line.
    pub fn control(&self) -> PathBuf {
        control_socket(&self.data)
    }
}

/// Where the service of a data folder listens.
pub fn control_socket(data: &Path) -> PathBuf {
    data.join("control.sock")
}
