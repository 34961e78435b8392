//! What an earlier run left behind in the folders that may be lost: pages of
//! papers that nobody works on any more, views that were made long ago.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{Config, Error};
use crate::catalog::{Catalog, JobFilter, JobState};

/// A paper's views are made anew in a second; so long after the last was made,
/// few are still looked at.
const VIEWS_KEPT: Duration = Duration::from_secs(30 * 24 * 3_600);

/// Sweeps before work begins, while the folder's lock is held and no worker
/// runs. What cannot be removed is left to the next start.
///
/// # Errors
/// When the queue cannot be read.
pub async fn sweep(config: &Config, catalog: &Catalog) -> Result<(), Error> {
    let (work, cache) = (config.work(), config.cache());
    let mut wanted = HashSet::new();
    // Mostly nothing lies here, and a backlog of open jobs is long.
    if fs::read_dir(&work).is_ok_and(|mut left| left.next().is_some()) {
        for state in [JobState::Ready, JobState::Leased, JobState::Dead] {
            let jobs = catalog.jobs(JobFilter::In(state), u32::MAX).await?;
            wanted.extend(jobs.iter().map(|job| job.new.paper().to_string()));
        }
    }
    let swept = tokio::task::spawn_blocking(move || {
        let spools = remove(&work, |name, _| !wanted.contains(name));
        let old = SystemTime::now() - VIEWS_KEPT;
        spools + remove(&cache, |_, changed| changed.is_none_or(|at| at < old))
    })
    .await?;
    if swept > 0 {
        tracing::info!(swept, "folders of an earlier run removed");
    }
    Ok(())
}

/// Removes the entries of `folder` that are `useless` by name and time of the
/// last change; how many went.
fn remove(folder: &Path, useless: impl Fn(&str, Option<SystemTime>) -> bool) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let gone = entries.filter(|entry| {
        let changed = entry.metadata().and_then(|m| m.modified()).ok();
        let name = entry.file_name();
        useless(&name.to_string_lossy(), changed) && {
            let path = entry.path();
            fs::remove_dir_all(&path)
                .or_else(|_| fs::remove_file(&path))
                .is_ok()
        }
    });
    gone.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_useless_goes() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["kept", "gone"] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("000000.img"), b"x").unwrap();
        }
        fs::write(folder.path().join("stray.new"), b"x").unwrap();
        assert_eq!(remove(folder.path(), |name, _| name != "kept"), 2);
        assert!(folder.path().join("kept/000000.img").is_file());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(remove(&folder.path().join("nowhere"), |_, _| true), 0);
    }
}
