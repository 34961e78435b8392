//! Bytes in and out, named by their BLAKE3 hash.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::PathBuf;

use sha2::Digest;

use super::draft::Draft;
use super::encrypted;
use super::error::Error;
use super::store::Store;
use crate::base::{BlobId, BlobRef, Sha256};

/// Takes bytes of any length; [`BlobWriter::finish`] keeps them. Dropped before
/// that, it leaves nothing behind.
///
/// An [`io::Error`] while writing tells a full disk by its kind, `StorageFull`
/// or `QuotaExceeded`.
#[derive(Debug)]
pub struct BlobWriter {
    store: Store,
    draft: Draft,
    blake3: blake3::Hasher,
    sha256: sha2::Sha256,
    bytes: u64,
}

impl Write for BlobWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.draft.write(bytes)?;
        self.blake3.update(&bytes[..taken]);
        self.sha256.update(&bytes[..taken]);
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.draft.flush()
    }
}

impl BlobWriter {
    /// Keeps what was written: when this returns, the bytes survive a power cut.
    /// Bytes that are held already stay as they are.
    ///
    /// Fails with [`Error::Destroyed`] if these bytes were once destroyed.
    pub fn finish(self) -> Result<BlobRef, Error> {
        let kept = BlobRef {
            blake3: BlobId(*self.blake3.finalize().as_bytes()),
            sha256: Sha256(self.sha256.finalize().into()),
            bytes: self.bytes,
        };
        let (id, store) = (kept.blake3, &self.store);
        store.not_destroyed(id)?;
        let inner = &store.inner;
        self.draft.place(&inner.layout.blob(id), &inner.folders)?;
        // Destroyed meanwhile: its tombstone may have come after the first look,
        // and the removal before the bytes were in their place.
        match store.not_destroyed(id) {
            Err(Error::Destroyed { id }) => {
                store.remove_bytes(id)?;
                Err(Error::Destroyed { id })
            }
            looked => looked.map(|()| kept),
        }
    }
}

impl Store {
    /// A new blob to write.
    pub fn writer(&self) -> Result<BlobWriter, Error> {
        self.writable()?;
        Ok(BlobWriter {
            store: self.clone(),
            draft: Draft::new(&self.inner.layout.drafts())?,
            blake3: blake3::Hasher::new(),
            sha256: sha2::Sha256::new(),
            bytes: 0,
        })
    }

    /// Keeps `bytes`, see [`BlobWriter::finish`].
    pub fn put(&self, bytes: &[u8]) -> Result<BlobRef, Error> {
        let mut writer = self.writer()?;
        writer
            .write_all(bytes)
            .map_err(Error::io("write", &self.inner.layout.drafts()))?;
        writer.finish()
    }

    /// Whether bytes lie under this name, plain or encrypted. Says nothing about
    /// their being unchanged. An archive that cannot be read holds nothing.
    pub fn contains(&self, id: BlobId) -> bool {
        let layout = &self.inner.layout;
        self.not_destroyed(id).is_ok()
            && (layout.blob(id).is_file() || layout.encrypted(id).is_file())
    }

    /// Where the plain blob of this name lies, or would lie. Only for reading,
    /// for instance to map it into memory.
    pub fn path(&self, id: BlobId) -> PathBuf {
        self.inner.layout.blob(id)
    }

    /// The kept bytes as an open file. Whether they are unchanged is not checked
    /// here: that costs reading them all, see [`Store::check`].
    ///
    /// Fails with [`Error::Missing`], [`Error::Destroyed`] or [`Error::Encrypted`].
    pub fn open_blob(&self, id: BlobId) -> Result<File, Error> {
        self.not_destroyed(id)?;
        let layout = &self.inner.layout;
        let path = layout.blob(id);
        match File::open(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                Err(match encrypted::key_of(&layout.encrypted(id))? {
                    Some(key_id) => Error::Encrypted { id, key_id },
                    None => Error::Missing { id },
                })
            }
            opened => opened.map_err(Error::io("open", &path)),
        }
    }

    /// The kept bytes, all in memory, checked against their name.
    ///
    /// Fails like [`Store::open_blob`], and with [`Error::Changed`].
    pub fn read(&self, id: BlobId) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.open_blob(id)?
            .read_to_end(&mut bytes)
            .map_err(Error::io("read", &self.path(id)))?;
        match BlobId::of(&bytes) {
            found if found == id => Ok(bytes),
            found => Err(Error::Changed { id, found }),
        }
    }

    /// An error if there is a tombstone under this name. It counts from the
    /// moment it stands, whether or not the bytes are gone yet.
    fn not_destroyed(&self, id: BlobId) -> Result<(), Error> {
        let tombstone = self.inner.layout.tombstone(id);
        match fs::exists(&tombstone).map_err(Error::io("look for", &tombstone))? {
            true => Err(Error::Destroyed { id }),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::layout::listing;

    #[test]
    fn bytes_come_back_under_both_hashes_and_lie_there_once() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let mut writer = store.writer().unwrap();
        writer.write_all(b"a").unwrap();
        writer.write_all(b"bc").unwrap();
        let kept = writer.finish().unwrap();
        // The hashes of "abc" as their authors publish them.
        let blake3 = "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85";
        let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(kept.blake3.to_string(), blake3);
        assert_eq!(kept.sha256.to_string(), sha256);
        assert_eq!(kept.bytes, 3);
        assert_eq!(store.put(b"abc").unwrap(), kept);
        assert_eq!(store.read(kept.blake3).unwrap(), b"abc");
        let place = dir.path().join("blobs/64/37").join(blake3);
        assert_eq!(store.path(kept.blake3), place);
        assert!(store.contains(kept.blake3) && !store.contains(BlobId::of(b"x")));
        let other = BlobId::of(b"x");
        assert!(matches!(store.read(other), Err(Error::Missing { id }) if id == other));
    }

    #[test]
    fn a_blob_is_seen_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let (id, bytes) = (BlobId::of(&[7; 200_000]), [7; 200_000]);
        let mut writer = store.writer().unwrap();
        writer.write_all(&bytes).unwrap();
        assert!(!store.contains(id));
        drop(writer);
        assert!(!store.contains(id));
        assert!(listing(&dir.path().join("tmp")).unwrap().is_empty());

        // Killed after the rename: the blob stands, putting it again is well.
        let place = store.path(id);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, bytes).unwrap();
        assert_eq!(store.put(&bytes).unwrap().blake3, id);

        // Cut short by the file system: putting it again heals it.
        fs::write(&place, &bytes[..10]).unwrap();
        assert!(matches!(store.read(id), Err(Error::Changed { .. })));
        store.put(&bytes).unwrap();
        assert_eq!(store.read(id).unwrap(), bytes);
    }

    #[test]
    fn many_threads_put_equal_and_different_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        std::thread::scope(|scope| {
            for thread in 0..8_u8 {
                let store = store.clone();
                scope.spawn(move || {
                    for round in 0..20_u8 {
                        let own = store.put(&[thread, round]).unwrap();
                        let shared = store.put(&[round; 100]).unwrap();
                        assert_eq!(store.read(own.blake3).unwrap(), [thread, round]);
                        assert_eq!(store.read(shared.blake3).unwrap(), [round; 100]);
                    }
                });
            }
        });
        let held = store.blobs(crate::archive::Slice::ALL);
        assert_eq!(held.map(Result::unwrap).count(), 8 * 20 + 20);
        assert!(listing(&dir.path().join("tmp")).unwrap().is_empty());
    }
}
