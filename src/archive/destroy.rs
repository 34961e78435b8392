//! The one way in which bytes leave the archive: on a lawful ground, under a
//! tombstone (dấu đã hủy) that stays.

use std::fs;
use std::io;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::draft::sync_folder;
use super::error::Error;
use super::layout::{named_hash, walk};
use super::store::Store;
use crate::base::BlobId;

/// Why bytes may be destroyed. There is no other reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Its time of keeping is over and the disposal was approved (hủy tài liệu
    /// hết thời hạn lưu trữ).
    Disposal,
    /// It is a state secret, of which no copy may stay on a networked machine
    /// (bí mật nhà nước).
    Secret,
    /// It was only to be shown, not to be kept (giấy tờ xuất trình).
    ShownCard,
    /// A court has ordered it (bản án, quyết định của tòa án).
    CourtOrder,
}

/// What stays of destroyed bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// Why.
    pub ground: Ground,
    /// When.
    pub at: Timestamp,
    /// Who: a person's account.
    pub by: String,
    /// The document that allows it: number and date of the decision or order.
    pub document: String,
}

/// A tombstone as it is written: it also names what lay there.
#[derive(Serialize, Deserialize)]
struct Inscription {
    blob: BlobId,
    #[serde(flatten)]
    tombstone: Tombstone,
}

impl Store {
    /// Destroys the bytes under this name, plain or encrypted, for good: they can
    /// neither be read nor put again. The tombstone is on the disk before the
    /// first byte goes. A blob that has a tombstone already keeps its first one.
    ///
    /// Copies on backup media and what the disk itself may still hold of freed
    /// blocks are beyond this call.
    pub fn destroy(&self, id: BlobId, tombstone: &Tombstone) -> Result<(), Error> {
        self.writable()?;
        if self.tombstone(id)?.is_none() {
            let path = self.inner.layout.tombstone(id);
            let inscription = Inscription {
                blob: id,
                tombstone: tombstone.clone(),
            };
            let json = serde_json::to_vec(&inscription)
                .map_err(|e| Error::bad_json(&path, "the tombstone cannot be written", &e))?;
            self.keep(&json, &path)?;
        }
        self.remove_bytes(id)
    }

    /// The tombstone under this name, if its bytes were destroyed.
    ///
    /// Fails if it is damaged; the bytes count as destroyed all the same.
    pub fn tombstone(&self, id: BlobId) -> Result<Option<Tombstone>, Error> {
        let path = self.inner.layout.tombstone(id);
        let json = match fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(Error::io("read", &path))?,
        };
        match serde_json::from_slice::<Inscription>(&json) {
            Ok(read) if read.blob == id => Ok(Some(read.tombstone)),
            Ok(_) => Err(Error::damaged(&path, "it is another blob's tombstone")),
            Err(e) => Err(Error::bad_json(&path, "it is no tombstone", &e)),
        }
    }

    /// Unlinks the bytes under this name. Only for those that have a tombstone.
    pub(super) fn remove_bytes(&self, id: BlobId) -> Result<(), Error> {
        let layout = &self.inner.layout;
        for path in [layout.blob(id), layout.encrypted(id)] {
            match fs::remove_file(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::io("destroy", &path)(e));
                }
                // Also when they were gone: the disk may not know it yet.
                _ => match path.parent() {
                    Some(shelf) if shelf.is_dir() => sync_folder(shelf)?,
                    _ => {}
                },
            }
        }
        Ok(())
    }

    /// Removes bytes that lie there in spite of a tombstone: a destruction cut
    /// short, or a backup laid over the archive. A tombstone that cannot be read
    /// removes nothing.
    pub(super) fn finish_destroying(&self) -> Result<(), Error> {
        let layout = &self.inner.layout;
        for path in walk(&layout.tombstones(), 1) {
            let Some(id) = named_hash(&path?, ".json") else {
                continue;
            };
            let lies = layout.blob(id).exists() || layout.encrypted(id).exists();
            if lies && matches!(self.tombstone(id), Ok(Some(_))) {
                self.remove_bytes(id)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Fixity;

    fn tombstone(document: &str) -> Tombstone {
        Tombstone {
            ground: Ground::CourtOrder,
            at: Timestamp::UNIX_EPOCH,
            by: "luutru01".into(),
            document: document.into(),
        }
    }

    #[test]
    fn destroyed_bytes_are_gone_and_do_not_come_back() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let id = store.put(b"giay").unwrap().blake3;
        let half_written = {
            let mut writer = store.writer().unwrap();
            io::Write::write_all(&mut writer, b"giay").unwrap();
            writer
        };
        store.destroy(id, &tombstone("12/2026/QĐ-TA")).unwrap();
        store.destroy(id, &tombstone("13/2026/QĐ-TA")).unwrap();
        let first = tombstone("12/2026/QĐ-TA");
        assert_eq!(store.tombstone(id).unwrap(), Some(first.clone()));
        assert_eq!(store.check(id).unwrap(), Fixity::Destroyed(first));
        assert!(!store.path(id).exists() && !store.contains(id));
        let refused = |e| matches!(e, Error::Destroyed { id: of } if of == id);
        assert!(refused(store.put(b"giay").unwrap_err()));
        assert!(refused(half_written.finish().unwrap_err()));
        assert!(refused(store.read(id).unwrap_err()));
        assert!(!store.path(id).exists());
    }

    #[test]
    fn a_destruction_cut_short_counts_at_once_and_ends_at_the_next_opening() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let [id, other] = [b"giay", b"khac"].map(|b| store.put(b).unwrap().blake3);
        store.destroy(id, &tombstone("12/2026/QĐ-TA")).unwrap();
        // As it is between the two steps: the tombstone stands, the bytes lie.
        fs::write(store.path(id), b"giay").unwrap();
        assert!(matches!(store.read(id), Err(Error::Destroyed { .. })));
        Store::open_read_only(dir.path()).unwrap();
        assert!(store.path(id).exists());
        Store::open(dir.path()).unwrap();
        assert!(!store.path(id).exists());

        // A tombstone that cannot be read takes nothing with it.
        let damaged = store.inner.layout.tombstone(other);
        fs::create_dir_all(damaged.parent().unwrap()).unwrap();
        fs::write(damaged, "{").unwrap();
        Store::open(dir.path()).unwrap();
        assert!(store.path(other).exists());
    }
}
