//! One worker process, as the parent sees it.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::joining::{JoinReport, JoinWork, NotJoined, PictureForm};
use super::protocol::{
    Hello, OpenedFile, ReadPage, Reply, Request, receive, send, send_file, together,
};
use crate::base::{BlobId, MediaType, PageNo, Reason};
use crate::{capture, imaging, ocr};

/// How workers are started and what they may take.
#[derive(Debug, Clone)]
pub struct WorkerSettings {
    /// The program to start: our own binary.
    pub program: PathBuf,
    /// How many run at once: one a core, each with one thread.
    pub count: usize,
    /// Bytes of memory that each may have, the mapped input not counted.
    pub memory: u64,
    /// How long one page may take.
    pub deadline: Duration,
    /// A worker is replaced after so many pages: Tesseract's heap only grows.
    pub pages_before_rest: u32,
    /// For the reader.
    pub ocr: ocr::Settings,
    /// For imaging.
    pub imaging: imaging::Settings,
    /// For capture.
    pub limits: capture::Limits,
}

/// A file for a worker: the original itself, or what another program made of it.
#[derive(Debug)]
pub struct Input {
    /// Open to read.
    pub file: File,
    /// The kind of the original, where the file is not the original.
    pub converted_from: Option<MediaType>,
}

/// Why a worker gave no answer, or not the one that was hoped for.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The input cannot be taken; the worker is well.
    #[error("refused as {reason}: {detail}")]
    Refused {
        /// Why.
        reason: Reason,
        /// For the log.
        detail: String,
    },
    /// The worker died or was stopped; it must be replaced.
    #[error("the worker was lost ({reason})")]
    Lost {
        /// Deadline, memory or crash.
        reason: Reason,
        /// What the socket said.
        #[source]
        source: io::Error,
    },
    /// No worker could be started: an installation fault, see `sohoa doctor`.
    #[error("starting a worker")]
    Start(#[source] io::Error),
}

impl Failure {
    /// The reason to show.
    pub fn reason(&self) -> Reason {
        match self {
            Self::Refused { reason, .. } | Self::Lost { reason, .. } => *reason,
            Self::Start(_) => Reason::Crashed,
        }
    }

    /// The reason to show when it was only being opened: a file that kills its
    /// worker before its first page unpacks to more than it should.
    pub fn reason_of_opening(&self) -> Reason {
        match self {
            Self::Lost { .. } => Reason::Bomb,
            other => other.reason(),
        }
    }
}

/// A running worker. Dropped, it is killed.
#[derive(Debug)]
pub struct Worker {
    child: Child,
    socket: UnixStream,
    open: Option<(BlobId, OpenedFile)>,
    pages: u32,
    reader: String,
    deadline: Duration,
}

impl Worker {
    /// Starts a worker and waits until its models are loaded.
    ///
    /// # Errors
    /// [`Failure::Start`] when the program does not run or its models are missing.
    pub fn start(settings: &WorkerSettings) -> Result<Self, Failure> {
        let (mut ours, theirs) = UnixStream::pair().map_err(Failure::Start)?;
        let mut command = Command::new(&settings.program);
        command
            .arg("worker")
            .env_clear()
            // Must be there before the process starts, see `ocr::tesseract`.
            .env("OMP_THREAD_LIMIT", "1")
            // Large buffers go back to the system when a page is done.
            .env("MALLOC_MMAP_THRESHOLD_", "1048576")
            .env("MALLOC_ARENA_MAX", "1")
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::inherit());
        if let Some(folder) = std::env::var_os("TESSDATA_PREFIX") {
            command.env("TESSDATA_PREFIX", folder);
        }
        let child = command.spawn().map_err(Failure::Start)?;
        drop(command);
        let mut worker = Self {
            child,
            open: None,
            pages: 0,
            reader: String::new(),
            deadline: settings.deadline,
            socket: ours.try_clone().map_err(Failure::Start)?,
        };
        let hello = Hello {
            ocr: settings.ocr.clone(),
            imaging: settings.imaging.clone(),
            limits: settings.limits,
            memory: settings.memory,
        };
        send(&mut ours, &hello, &[]).map_err(Failure::Start)?;
        match worker.answer() {
            Ok((Reply::Ready { reader }, _)) => worker.reader = reader,
            Ok(_) => return Err(Failure::Start(io::ErrorKind::InvalidData.into())),
            Err(Failure::Lost { source, .. }) => return Err(Failure::Start(source)),
            Err(other) => return Err(other),
        }
        Ok(worker)
    }

    /// Engine and language, for the manifest.
    pub fn reader(&self) -> &str {
        &self.reader
    }

    /// It has read its share of pages and should be replaced.
    pub fn is_tired(&self, settings: &WorkerSettings) -> bool {
        self.pages >= settings.pages_before_rest
    }

    /// Makes a file, whose bytes are named `name`, the open one.
    ///
    /// # Errors
    /// [`Failure::Refused`] when it is no file of pages.
    pub fn open(&mut self, name: BlobId, input: &Input) -> Result<OpenedFile, Failure> {
        if let Some((open, known)) = &self.open
            && *open == name
        {
            return Ok(*known);
        }
        self.open = None;
        self.ask(&Request::Open {
            converted_from: input.converted_from,
        })?;
        if let Err(source) = send_file(&self.socket, input.file.as_fd()) {
            return Err(self.lost(source));
        }
        match self.answer()? {
            (Reply::Opened(known), _) => {
                self.open = Some((name, known));
                Ok(known)
            }
            _ => Err(self.lost(io::ErrorKind::InvalidData.into())),
        }
    }

    /// Reads a page of the open file; with `keep_only` it is cleaned alone. An open
    /// book gives two pages.
    ///
    /// # Errors
    /// [`Failure::Refused`] when the page cannot be decoded, [`Failure::Lost`]
    /// when the worker did not survive it.
    pub fn page(&mut self, page: PageNo, keep_only: bool) -> Result<Vec<ReadPage>, Failure> {
        self.pages += 1;
        self.ask(&if keep_only {
            Request::Keep { page }
        } else {
            Request::Read { page }
        })?;
        let read = match self.answer()? {
            (Reply::Pages(read), bytes) => together(read, &bytes),
            _ => None,
        };
        read.ok_or_else(|| self.lost(io::ErrorKind::InvalidData.into()))
    }

    /// A JPEG of a page of the open file.
    ///
    /// # Errors
    /// As [`Worker::page`].
    pub fn view(&mut self, page: PageNo, long_side: u32) -> Result<Vec<u8>, Failure> {
        self.ask(&Request::View { page, long_side })?;
        match self.answer()? {
            (Reply::View, bytes) => Ok(bytes),
            _ => Err(self.lost(io::ErrorKind::InvalidData.into())),
        }
    }

    /// One picture of all pages of these files, packed, or why there is none.
    ///
    /// # Errors
    /// As [`Worker::page`].
    pub fn join(
        &mut self,
        work: JoinWork,
        inputs: &[Input],
        form: PictureForm,
    ) -> Result<Result<(JoinReport, Vec<u8>), NotJoined>, Failure> {
        let files = inputs.len();
        self.ask(&Request::Join { work, form, files })?;
        for input in inputs {
            if let Err(source) = send_file(&self.socket, input.file.as_fd()) {
                return Err(self.lost(source));
            }
        }
        match self.answer()? {
            (Reply::Joined(report), bytes) => Ok(Ok((report, bytes))),
            (Reply::NotJoined(not), _) => Ok(Err(not)),
            _ => Err(self.lost(io::ErrorKind::InvalidData.into())),
        }
    }

    fn ask(&mut self, request: &Request) -> Result<(), Failure> {
        send(&mut self.socket, request, &[]).map_err(|source| self.lost(source))
    }

    fn answer(&mut self) -> Result<(Reply, Vec<u8>), Failure> {
        let received = self
            .socket
            .set_read_timeout(Some(self.deadline))
            .and_then(|()| receive(&mut self.socket));
        match received {
            Ok((Reply::Refused { reason, detail }, _)) => Err(Failure::Refused { reason, detail }),
            Ok(answer) => Ok(answer),
            Err(source) => Err(self.lost(source)),
        }
    }

    /// Stops what is left of the worker and says why it was lost.
    fn lost(&mut self, source: io::Error) -> Failure {
        use std::os::unix::process::ExitStatusExt;
        let late = matches!(
            source.kind(),
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
        );
        if late {
            let _already_gone = self.child.kill();
        }
        let status = self.child.wait().ok();
        // Rust aborts when memory is refused; Tesseract throws and is
        // terminated: both end with SIGABRT. The kernel's killer sends SIGKILL.
        let starved = status.is_some_and(|s| matches!(s.signal(), Some(6 | 9)));
        let reason = if late {
            Reason::Deadline
        } else if starved {
            Reason::Memory
        } else {
            Reason::Crashed
        };
        Failure::Lost { reason, source }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Both fail only when the child is gone already.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
