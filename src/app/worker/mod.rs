//! Untrusted bytes are opened, cleaned and read in child processes of our own
//! binary: a crash, a hang or a bomb costs one page, never the service.
//!
//! The parent passes an open file over a socket, the child gives back values; it
//! needs no path, no catalogue and no network. `protocol` is what they say to
//! each other, `child` the loop of the child, `process` one child as the
//! parent sees it, `pool` all of them.

pub mod child;
mod joining;
mod pages;
mod pool;
mod process;
mod protocol;

pub use joining::{JoinReport, JoinWork, NotJoined, PictureForm};
pub use pool::{Lease, Pool};
pub use process::{Failure, Input, Worker, WorkerSettings};
pub use protocol::{OpenedFile, ReadPage, apart, together};
