//! "Keep these bytes for ever, under their own hash."
//!
//! In come bytes, manifests and events; out go [`BlobRef`](crate::base::BlobRef)s
//! and the same bytes, for as long as the disk lives. The archive is the truth:
//! whatever the catalogue and the search index know can be made again from it.
//! `FORMAT.md` beside this file explains the folder to someone who has nothing
//! but `b3sum` and a text editor.
//!
//! A file comes to stand under its name only when it is whole and on the disk:
//! temporary file, hash while writing, fsync, rename, fsync of the folder. The
//! call returns after the last of these, so what it has returned for survives a
//! power cut.
//!
//! Never done here: no SQL, no decoding, no waiting for the network, no clock,
//! and no deleting but [`Store::destroy`] with its four lawful grounds. One
//! process at a time may hold a [`Store::open`]ed archive (`app` holds the lock
//! file); any number may hold it read-only beside that one.
//!
//! Calls block on the disk: async code goes through `spawn_blocking`.
//!
//! What can fail is [`Error`]: the disk (a full one is told by
//! [`Error::is_disk_full`]), bytes that are missing, changed, destroyed or
//! encrypted, a chain that does not hold, an archive of a newer format.

mod blobs;
mod destroy;
mod draft;
mod encrypted;
mod error;
mod events;
mod fixity;
#[cfg(test)]
mod frozen;
mod layout;
mod manifests;
mod segment;
mod store;

pub use blobs::BlobWriter;
pub use destroy::{Ground, Tombstone};
pub use error::Error;
pub use fixity::{BadSlice, Fixity, Slice};
pub use store::Store;
