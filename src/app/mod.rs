//! All of it put together: configuration, the forward way, workers, rebuild.
//!
//! In: what people and the command line ask. Out: [`views`] and files. The whole
//! way of a paper stands in `forward`; the `conductor` alone does retries,
//! pauses and the clock. Never done here: SQL, pixels, PDF syntax.

mod background;
mod colour_layers;
mod conductor;
mod config;
mod control;
mod doctor;
mod error;
mod find;
mod forward;
mod ingest;
mod input;
mod intake;
mod join;
mod kept;
mod lock;
mod page_texts;
mod quarantine;
mod read_only;
mod rebuild;
mod spool;
mod sweep;
pub mod views;
pub mod worker;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use crate::archive::Store;
use crate::catalog::Catalog;
use crate::search::Index;
use background::Keeper;
use conductor::Pace;
use forward::{Busy, Forward};
use worker::Pool;

pub use config::Config;
pub use control::{ask_running, serve_control};
pub use doctor::{Finding, examine};
pub use error::Error;
pub use ingest::{IngestLine, IngestNews, IngestProgress, IngestRequest, IngestStatus};
pub use intake::Intake;
pub use join::{JoinRefused, JoinedPicture, join};
pub use lock::Lock;
pub use read_only::{OcrLine, VerifyReport, ocr_files};
pub use rebuild::{Rebuilt, rebuild};

/// How long the queue remembers what is done; the papers themselves stay.
const DONE_JOBS_SHOWN: Duration = Duration::from_secs(30 * 24 * 3_600);

/// One open data folder. Cheap to clone; all clones are the same folder.
#[derive(Clone)]
pub struct Sohoa(Arc<Inner>);

struct Inner {
    config: Arc<Config>,
    archive: Store,
    catalog: Catalog,
    index: Arc<Index>,
    pool: Pool,
    wake: Arc<Notify>,
    pace: Arc<Pace>,
    /// Held by the writer; `None` when opened to read.
    _lock: Option<Lock>,
}

impl fmt::Debug for Sohoa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sohoa").field(&self.0.config.data).finish()
    }
}

/// The tasks of a writing process. They end when [`Running::stop`] is called.
#[derive(Debug)]
pub struct Running {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Lets the tasks come to a good end: what is read stays read, what is
    /// recorded is indexed and sealed.
    pub async fn stop(self) {
        let _nobody_listens = self.stop.send(true);
        for task in self.tasks {
            let _panicked = task.await;
        }
    }
}

impl Sohoa {
    /// Opens a data folder to write, making it if it is not there. Nothing runs
    /// until [`Sohoa::start`].
    ///
    /// # Errors
    /// [`Error::Locked`] when another process writes it,
    /// [`Error::CatalogueBehind`] when it must be rebuilt first.
    pub async fn open(config: Config) -> Result<Self, Error> {
        let lock = Lock::take(&config.data)?;
        let archive = Store::open(&config.archive())?;
        let catalog = Catalog::open(&config.catalog()).await?;
        let index = Index::open(&config.index())?;
        let (catalogue, _) = catalog.last_event().await?;
        let (sealed, _) = archive.sealed_until()?;
        if catalogue < sealed {
            return Err(Error::CatalogueBehind {
                catalogue,
                archive: sealed,
            });
        }
        let now = jiff::Timestamp::now();
        // Whoever held a lease is dead: the lock is ours.
        catalog.recover(now).await?;
        catalog.prune_done(now - DONE_JOBS_SHOWN).await?;
        sweep::sweep(&config, &catalog).await?;
        if index.fresh() {
            catalog.enqueue_all_for_index().await?;
        }
        let app = Self::of(config, archive, catalog, index, Some(lock));
        app.retry_after_upgrade().await?;
        Ok(app)
    }

    /// Opens a data folder to read, beside a process that may write it.
    ///
    /// # Errors
    /// [`Error::NoArchive`] when there is nothing to read.
    pub async fn open_read_only(config: Config) -> Result<Self, Error> {
        if !config.catalog().is_file() {
            return Err(Error::NoArchive { path: config.data });
        }
        let archive = Store::open_read_only(&config.archive())?;
        let catalog = Catalog::open_read_only(&config.catalog()).await?;
        let index = Index::open_read_only(&config.index())?;
        Ok(Self::of(config, archive, catalog, index, None))
    }

    fn of(
        config: Config,
        archive: Store,
        catalog: Catalog,
        index: Index,
        lock: Option<Lock>,
    ) -> Self {
        let pool = Pool::new(config.workers.clone());
        Self(Arc::new(Inner {
            config: Arc::new(config),
            archive,
            catalog,
            index: Arc::new(index),
            pool,
            wake: Arc::default(),
            pace: Arc::default(),
            _lock: lock,
        }))
    }

    /// Begins to work on the queue, to index and to seal.
    pub fn start(&self) -> Running {
        let (stop, stopped) = watch::channel(false);
        let inner = &self.0;
        let forward = Forward {
            config: Arc::clone(&inner.config),
            archive: inner.archive.clone(),
            catalog: inner.catalog.clone(),
            pool: inner.pool.clone(),
            busy: Arc::<Busy>::default(),
        };
        let work = conductor::run(
            forward,
            Arc::clone(&inner.wake),
            Arc::clone(&inner.pace),
            stopped.clone(),
        );
        let tasks = vec![
            tokio::spawn(work),
            tokio::spawn(self.keeper().index_until(stopped.clone())),
            tokio::spawn(self.keeper().seal_until(stopped)),
        ];
        Running { stop, tasks }
    }

    fn keeper(&self) -> Keeper {
        Keeper {
            archive: self.0.archive.clone(),
            catalog: self.0.catalog.clone(),
            index: Arc::clone(&self.0.index),
        }
    }

    fn config(&self) -> &Config {
        &self.0.config
    }

    fn archive(&self) -> &Store {
        &self.0.archive
    }

    fn catalog(&self) -> &Catalog {
        &self.0.catalog
    }

    fn index(&self) -> &Index {
        &self.0.index
    }

    fn pool(&self) -> &Pool {
        &self.0.pool
    }

    fn wake(&self) {
        self.0.wake.notify_one();
    }

    fn pages_per_minute(&self) -> f64 {
        self.0.pace.pages_per_minute()
    }
}
