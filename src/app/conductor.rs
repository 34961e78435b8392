//! Takes jobs from the queue and sends them the forward way; alone does retries,
//! pauses and the clock.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use super::Error;
use super::forward::Forward;
use crate::base::Reason;
use crate::catalog::{Job, Lane};

/// A job that says nothing for so long is taken over. The leases of a process that
/// died are freed by the next one at its start; this is for a job that hangs, and
/// longer than the same bytes may wait for their twin of a thousand pages.
const LEASE: Duration = Duration::from_secs(2 * 3_600);
/// A look at the queue at least so often: retries become due without a word.
const LOOK: Duration = Duration::from_secs(1);
/// Pause before the catalogue is asked again to note what it could not write.
const TRY_AGAIN: Duration = Duration::from_secs(5);
/// How long work waits when the disk is full.
const DISK_PAUSE: Duration = Duration::from_secs(15);

/// Pages read of late, for the rate that people see.
#[derive(Debug, Default)]
pub struct Pace(Mutex<VecDeque<(Instant, u32)>>);

impl Pace {
    fn add(&self, pages: u32) {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        recent.push_back((Instant::now(), pages));
        while recent
            .front()
            .is_some_and(|(at, _)| at.elapsed() > Duration::from_secs(60))
        {
            recent.pop_front();
        }
    }

    /// Pages a minute over the last minute, or less if work began later.
    pub fn pages_per_minute(&self) -> f64 {
        let recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lately = || {
            recent
                .iter()
                .filter(|(at, _)| at.elapsed() <= Duration::from_secs(60))
        };
        let Some((first, _)) = lately().next() else {
            return 0.0;
        };
        let pages: u32 = lately().map(|(_, n)| n).sum();
        f64::from(pages) * 60.0 / first.elapsed().as_secs_f64().max(5.0)
    }
}

/// Works until told to stop; jobs in hand are then left to the next start,
/// which finds their read pages in the spool.
pub async fn run(
    forward: Forward,
    wake: Arc<Notify>,
    pace: Arc<Pace>,
    mut stop: watch::Receiver<bool>,
) {
    // One job more than workers, so that a worker reads while a finished paper
    // is written and synced; and as many again for people's work.
    let most = forward.pool.places() + 1;
    let mut running: JoinSet<()> = JoinSet::new();
    loop {
        let mut look = LOOK;
        while running.len() < 2 * most {
            let last = if running.len() < most {
                Lane::Bulk
            } else {
                Lane::People
            };
            match claim(&forward, last).await {
                Ok(Some(job)) => {
                    let (forward, pace) = (forward.clone(), Arc::clone(&pace));
                    running.spawn(async move { work(&forward, &pace, job).await });
                }
                Ok(None) => break,
                Err(error) => {
                    log(&error, "taking a job");
                    // A full disk must not fill the log with itself.
                    look = DISK_PAUSE;
                    break;
                }
            }
        }
        tokio::select! {
            _ = stop.wait_for(|stopped| *stopped) => return,
            _ = running.join_next(), if !running.is_empty() => {}
            () = wake.notified() => {}
            () = tokio::time::sleep(look) => {}
        }
    }
}

async fn claim(forward: &Forward, last: Lane) -> Result<Option<Job>, Error> {
    let now = Timestamp::now();
    forward.catalog.reap(now).await?;
    Ok(forward.catalog.claim("sohoa", last, now, LEASE).await?)
}

async fn work(forward: &Forward, pace: &Pace, job: Job) {
    let seen = std::sync::atomic::AtomicU32::new(u32::MAX);
    let report = |done: u32, total: u32| {
        let before = seen.swap(done, std::sync::atomic::Ordering::Relaxed);
        pace.add(done.saturating_sub(before));
        let (forward, job) = (&forward, &job);
        async move {
            let now = Timestamp::now();
            Ok(forward
                .catalog
                .heartbeat(job.lease(), done, Some(total), now, LEASE)
                .await?)
        }
    };
    let Err(error) = forward.digitise(&job, report).await else {
        return;
    };
    log(&error, "digitising");
    // With a full disk even this cannot be written at once; a job left leased
    // would wait for its lease to run out.
    while let Err(error) = put_back(forward, &job, &error).await {
        log(&error, "putting a job back");
        tokio::time::sleep(TRY_AGAIN).await;
    }
}

async fn put_back(forward: &Forward, job: &Job, error: &Error) -> Result<(), Error> {
    let now = Timestamp::now();
    if error.is_disk_full() {
        forward
            .catalog
            .wait(job.lease(), Reason::DiskFull, now + DISK_PAUSE, now)
            .await?;
    } else {
        forward
            .catalog
            .retry(job.lease(), &error.to_string(), now)
            .await?;
    }
    Ok(())
}

/// An error with its causes, in one line, once.
pub(super) fn log(error: &Error, doing: &str) {
    let mut chain = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        chain = format!("{chain}: {next}");
        cause = next.source();
    }
    tracing::error!(doing, error = chain, "failed");
}
