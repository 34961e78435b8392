//! Catalogue and index made anew from the archive alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::background::Keeper;
use super::{Config, Error, Lock};
use crate::archive::Store;
use crate::catalog::Catalog;
use crate::search::Index;

/// What a rebuild has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rebuilt {
    /// Events replayed.
    Events(u64),
    /// Papers put into the index, all of them.
    Papers(usize),
}

/// Makes catalogue and index anew. They are built beside the old ones and take
/// their place only when they are whole, so a kill on the way loses nothing.
///
/// # Errors
/// [`Error::Locked`] when a service runs on the folder; else when the archive's
/// event chain is broken or the disk is full.
pub async fn rebuild(config: &Config, mut report: impl FnMut(Rebuilt)) -> Result<(), Error> {
    let _lock = Lock::take(&config.data)?;
    if !config.archive().is_dir() {
        return Err(Error::NoArchive {
            path: config.data.clone(),
        });
    }
    let anew = config.data.join("rebuild");
    remove(&anew)?;
    fs::create_dir_all(&anew).map_err(Error::files("making", &anew))?;
    let keeper = Keeper {
        archive: Store::open(&config.archive())?,
        catalog: Catalog::open(&anew.join("catalog.db")).await?,
        index: Arc::new(Index::open(&anew.join("index"))?),
    };
    keeper
        .rebuild_catalog(|events| report(Rebuilt::Events(events)))
        .await?;
    keeper.catalog.enqueue_all_for_index().await?;
    report(Rebuilt::Papers(keeper.index_all().await?));
    keeper.seal_all().await?;
    keeper.catalog.close().await;
    drop(keeper);
    // The write-ahead log belongs to its database: an old log beside a new
    // database would be replayed into it.
    for old in ["catalog.db", "catalog.db-wal", "catalog.db-shm", "index"] {
        remove(&config.data.join(old))?;
    }
    for new in ["catalog.db", "index"] {
        let (from, to) = (anew.join(new), config.data.join(new));
        fs::rename(&from, &to).map_err(Error::files("moving", from))?;
    }
    remove(&anew)
}

fn remove(path: &Path) -> Result<(), Error> {
    let removed = if path.is_dir() {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    match removed {
        Err(e) if e.kind() != io::ErrorKind::NotFound => {
            Err(Error::files("removing", PathBuf::from(path))(e))
        }
        _ => Ok(()),
    }
}
