//! The loop of a worker process.

use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use memmap2::Mmap;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Resource, Rlimit, setrlimit};

use super::joining::{self, NotJoined};
use super::pages;
use super::protocol::{Hello, OpenedFile, Reply, Request, receive, receive_file, send};
use crate::base::{MediaType, Reason};
use crate::capture::Document;
use crate::ocr::Reader;

/// What ends a worker other than the end of its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Started by a person instead of by the service.
    #[error("a worker is started by the service itself, not by hand")]
    NotASocket(#[source] io::Error),
    /// The models did not load.
    #[error("opening the reader")]
    Reader(#[source] crate::ocr::Error),
    /// The kernel refused the limits.
    #[error("limiting the worker's memory")]
    Limits(#[source] io::Error),
}

/// Serves the parent on standard input, which is a socket, until it closes.
///
/// # Errors
/// When standard input is no socket, the limits cannot be set or the models
/// cannot be opened; a page that fails is an answer, not an error.
pub fn run() -> Result<(), Error> {
    let stdin = io::stdin()
        .as_fd()
        .try_clone_to_owned()
        .map_err(Error::NotASocket)?;
    rustix::net::getsockname(&stdin).map_err(|e| Error::NotASocket(e.into()))?;
    let mut parent = UnixStream::from(stdin);
    let (hello, _): (Hello, _) = receive(&mut parent).map_err(Error::NotASocket)?;
    limit(hello.memory).map_err(Error::Limits)?;
    end_with_parent(&parent).map_err(Error::NotASocket)?;
    let reader = Reader::open(&hello.ocr).map_err(Error::Reader)?;
    let ready = Reply::Ready {
        reader: reader.name(),
    };
    // From here on a broken socket means that the parent is gone: nobody is
    // left to tell.
    if send(&mut parent, &ready, &[]).is_ok() {
        let _gone = serve(&mut parent, &hello, &reader);
    }
    Ok(())
}

/// `RLIMIT_DATA` counts memory of our own but not the mapped input, so that a
/// large file is no large process.
fn limit(memory: u64) -> io::Result<()> {
    let at_most = |n| Rlimit {
        current: Some(n),
        maximum: Some(n),
    };
    setrlimit(Resource::Data, at_most(memory))?;
    setrlimit(Resource::Core, at_most(0))?;
    Ok(())
}

/// Ends this process when the parent is gone, even in the middle of a page. The
/// kernel's own death signal would not do: it follows the thread that started
/// us, and the parent's threads come and go.
fn end_with_parent(parent: &UnixStream) -> io::Result<()> {
    let parent = parent.try_clone()?;
    std::thread::Builder::new()
        .stack_size(1 << 16)
        .spawn(move || {
            // No flag asked for: only the end of the connection is told.
            let mut ends = [PollFd::new(&parent, PollFlags::empty())];
            while poll(&mut ends, None).is_err() {}
            std::process::exit(0);
        })?;
    Ok(())
}

fn serve(parent: &mut UnixStream, hello: &Hello, reader: &Reader) -> io::Result<()> {
    let mut open: Option<(Document, MediaType)> = None;
    loop {
        let (request, _): (Request, _) = receive(parent)?;
        let answer = match (request, &open) {
            (Request::Open { converted_from }, _) => {
                open = None;
                let file = receive_file(parent)?;
                match map(file.into()).and_then(|bytes| {
                    Document::open(bytes, hello.limits).map_err(|e| refuse(e.reason(), &e))
                }) {
                    Ok(document) => {
                        let media = converted_from.unwrap_or(document.media());
                        let known = OpenedFile {
                            media,
                            pages: document.page_count(),
                            signed: document.signed(),
                            born_digital: document.born_digital(),
                        };
                        open = Some((document, media));
                        (Reply::Opened(known), Vec::new())
                    }
                    Err(refused) => (refused, Vec::new()),
                }
            }
            (Request::Read { page }, Some((document, media))) => {
                pages::read(document, *media, page, &hello.imaging, Some(reader))
            }
            (Request::Keep { page }, Some((document, media))) => {
                pages::read(document, *media, page, &hello.imaging, None)
            }
            (Request::View { page, long_side }, Some((document, _))) => {
                pages::view(document, page, long_side)
            }
            (Request::Join { work, form, files }, _) => match documents(parent, files, hello)? {
                Ok(documents) => joining::join(&documents, work, form),
                Err(not) => (Reply::NotJoined(not), Vec::new()),
            },
            (_, None) => (
                Reply::Refused {
                    reason: Reason::Unreadable,
                    detail: "no file is open".to_owned(),
                },
                Vec::new(),
            ),
        };
        send(parent, &answer.0, &answer.1)?;
    }
}

/// Opens the files that come beside a frame. All are taken even when one is bad, so
/// that none is left in the socket.
fn documents(
    parent: &UnixStream,
    files: usize,
    hello: &Hello,
) -> io::Result<Result<Vec<Document>, NotJoined>> {
    let mut documents = Ok(Vec::new());
    for file in 0..files {
        let bytes = map(receive_file(parent)?.into());
        let opened = match bytes {
            Ok(bytes) => {
                Document::open(bytes, hello.limits).map_err(|e| joining::not_opened(&e, file))
            }
            Err(_) => Err(NotJoined {
                reason: Reason::Unreadable,
                file: Some(file),
                detail: "mapping the file".to_owned(),
            }),
        };
        documents = documents.and_then(|mut all: Vec<Document>| {
            all.push(opened?);
            Ok(all)
        });
    }
    Ok(documents)
}

type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

fn map(file: std::fs::File) -> Result<Bytes, Reply> {
    let unreadable = |e: io::Error| refuse(Reason::Unreadable, &e);
    if file.metadata().map_err(unreadable)?.len() == 0 {
        // An empty file cannot be mapped; capture names the reason.
        return Ok(Arc::new([]));
    }
    #[expect(
        unsafe_code,
        reason = "mapping is sound while nobody changes the file: archived bytes are never \
                  changed, and a truncated map costs this worker alone"
    )]
    let map = unsafe { Mmap::map(&file) }.map_err(unreadable)?;
    Ok(Arc::new(map))
}

/// Why a step was refused, its chain of causes in one line.
pub(super) fn refuse(reason: Reason, error: &dyn std::error::Error) -> Reply {
    let mut detail = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        detail = format!("{detail}: {next}");
        cause = next.source();
    }
    Reply::Refused { reason, detail }
}
