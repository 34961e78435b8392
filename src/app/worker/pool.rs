//! All worker processes: who gets the next free one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::joining::{JoinReport, JoinWork, NotJoined, PictureForm};
use super::process::{Failure, Input, Worker, WorkerSettings};
use super::protocol::{OpenedFile, ReadPage};
use crate::base::{BlobId, PageNo};
use crate::catalog::Lane;

/// A fixed number of places for workers. People's work is served before bulk
/// work whenever a place becomes free.
#[derive(Debug, Clone)]
pub struct Pool {
    settings: Arc<WorkerSettings>,
    state: Arc<Mutex<State>>,
}

/// A place is free when it lies in `idle`; its worker may not be started yet.
#[derive(Debug, Default)]
struct State {
    idle: Vec<Option<Worker>>,
    people: VecDeque<oneshot::Sender<Lease>>,
    bulk: VecDeque<oneshot::Sender<Lease>>,
}

/// A place in use. Dropped, it goes to whoever waits.
#[derive(Debug)]
pub struct Lease {
    pool: Pool,
    worker: Option<Worker>,
    /// The place was handed on: nothing is left to give back.
    handed_on: bool,
}

impl Pool {
    /// A pool whose workers start when they are first needed.
    pub fn new(settings: WorkerSettings) -> Self {
        let idle = (0..settings.count.max(1)).map(|_| None).collect();
        Self {
            settings: Arc::new(settings),
            state: Arc::new(Mutex::new(State {
                idle,
                ..State::default()
            })),
        }
    }

    /// Number of places.
    pub fn places(&self) -> usize {
        self.settings.count.max(1)
    }

    /// Waits for a place.
    pub async fn lease(&self, lane: Lane) -> Lease {
        loop {
            let waiting = {
                let mut state = self.state();
                if let Some(worker) = state.idle.pop() {
                    return self.lent(worker);
                }
                let (sender, receiver) = oneshot::channel();
                match lane {
                    Lane::People => state.people.push_back(sender),
                    Lane::Bulk => state.bulk.push_back(sender),
                }
                receiver
            };
            if let Ok(lease) = waiting.await {
                return lease;
            }
        }
    }

    fn lent(&self, worker: Option<Worker>) -> Lease {
        Lease {
            pool: self.clone(),
            worker,
            handed_on: false,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state stays whole even if a holder panicked: it only moves values.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give_back(&self, mut worker: Option<Worker>) {
        let mut state = self.state();
        while let Some(next) = state.people.pop_front().or_else(|| state.bulk.pop_front()) {
            match next.send(self.lent(worker)) {
                Ok(()) => return,
                // It stopped waiting. Its lease must not come back here while
                // the state is locked.
                Err(mut returned) => {
                    returned.handed_on = true;
                    worker = returned.worker.take();
                }
            }
        }
        state.idle.push(worker);
    }
}

impl Lease {
    /// Does `work` with a living worker, away from the async threads. A worker
    /// that is lost on the way is not used again.
    async fn with<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Worker) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let settings = Arc::clone(&self.pool.settings);
        let worker = self.worker.take().filter(|w| !w.is_tired(&settings));
        let done = tokio::task::spawn_blocking(move || {
            let mut worker = match worker {
                Some(worker) => worker,
                None => match Worker::start(&settings) {
                    Ok(worker) => worker,
                    Err(failure) => return (None, Err(failure)),
                },
            };
            let result = work(&mut worker);
            let kept = (!matches!(result, Err(Failure::Lost { .. }))).then_some(worker);
            (kept, result)
        });
        match done.await {
            Ok((worker, result)) => {
                self.worker = worker;
                result
            }
            Err(stopped) => Err(Failure::Start(std::io::Error::other(stopped))),
        }
    }

    /// Opens a file: what it is and how many pages it has.
    ///
    /// # Errors
    /// As [`Worker::open`].
    pub async fn open(&mut self, name: BlobId, input: Input) -> Result<OpenedFile, Failure> {
        self.with(move |w| w.open(name, &input)).await
    }

    /// Reads one page (two of an open book), and says who read it.
    ///
    /// # Errors
    /// As [`Worker::page`].
    pub async fn page(
        &mut self,
        name: BlobId,
        input: Input,
        page: PageNo,
        keep_only: bool,
    ) -> Result<(Vec<ReadPage>, String), Failure> {
        self.with(move |w| {
            w.open(name, &input)?;
            Ok((w.page(page, keep_only)?, w.reader().to_owned()))
        })
        .await
    }

    /// A JPEG of one page.
    ///
    /// # Errors
    /// As [`Worker::view`].
    pub async fn view(
        &mut self,
        name: BlobId,
        input: Input,
        page: PageNo,
        long_side: u32,
    ) -> Result<Vec<u8>, Failure> {
        self.with(move |w| {
            w.open(name, &input)?;
            w.view(page, long_side)
        })
        .await
    }

    /// One picture of all pages of these files.
    ///
    /// # Errors
    /// As [`Worker::join`].
    pub async fn join(
        &mut self,
        work: JoinWork,
        inputs: Vec<Input>,
        form: PictureForm,
    ) -> Result<Result<(JoinReport, Vec<u8>), NotJoined>, Failure> {
        self.with(move |w| w.join(work, &inputs, form)).await
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if !self.handed_on {
            self.pool.give_back(self.worker.take());
        }
    }
}
