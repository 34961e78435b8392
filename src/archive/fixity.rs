//! Whether kept bytes are still the bytes that were put (toàn vẹn), a slice of
//! the archive at a time.

use std::fmt;
use std::str::FromStr;

use rustix::fs::{Advice, fadvise};

use super::destroy::Tombstone;
use super::error::Error;
use super::layout::{Layout, listing, named_hash};
use super::store::Store;
use crate::base::BlobId;

/// What was found under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fixity {
    /// The bytes that were put, this many.
    Intact {
        /// Length in bytes.
        bytes: u64,
    },
    /// Other bytes: the disk, or someone, has changed them.
    Changed {
        /// What they hash to now.
        found: BlobId,
    },
    /// No bytes.
    Missing,
    /// None, and rightly so.
    Destroyed(Tombstone),
}

/// Shelves are named by the first 16 bits of the hash.
const SHELVES: u32 = 1 << 16;

/// One of `of` equal parts of the archive, numbered from 1. Which part a blob
/// falls into follows from its hash alone, so thirty nights of slices `1/30` to
/// `30/30` see every blob once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    n: u32,
    of: u32,
}

/// A text that should have been a slice, and is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no slice: it is written n/m, with 1 ≤ n ≤ m ≤ 65536")]
pub struct BadSlice(String);

impl Slice {
    /// The whole archive.
    pub const ALL: Self = Self { n: 1, of: 1 };

    /// The `n`th of `of` parts; `None` unless 1 ≤ `n` ≤ `of` ≤ 65536, because a
    /// part is made of whole shelves.
    pub fn new(n: u32, of: u32) -> Option<Self> {
        (1..=of).contains(&n).then_some(())?;
        (of <= SHELVES).then_some(Self { n, of })
    }

    /// Whether a blob of this name belongs to it.
    pub fn holds(self, id: BlobId) -> bool {
        let prefix = u16::from_be_bytes([id.0[0], id.0[1]]);
        self.prefixes().contains(&prefix)
    }

    /// The first 16 bits of the hashes in it.
    fn prefixes(self) -> std::ops::RangeInclusive<u16> {
        let start = (u64::from(self.n) - 1) * u64::from(SHELVES) / u64::from(self.of);
        let end = u64::from(self.n) * u64::from(SHELVES) / u64::from(self.of);
        // Never empty: there are no more parts than shelves.
        start as u16..=(end - 1) as u16
    }
}

impl FromStr for Slice {
    type Err = BadSlice;
    fn from_str(text: &str) -> Result<Self, BadSlice> {
        text.split_once('/')
            .and_then(|(n, of)| Self::new(n.parse().ok()?, of.parse().ok()?))
            .ok_or_else(|| BadSlice(text.chars().take(80).collect()))
    }
}

impl fmt::Display for Slice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.n, self.of)
    }
}

impl Store {
    /// The names of all blobs in a slice, plain and encrypted, by the first 16
    /// bits of their hash. An item is [`Error::Stray`] where something lies that
    /// has no business there; the walk goes on after it.
    ///
    /// What ought to be there and is not can only be told by those who refer to
    /// it: manifests and events.
    pub fn blobs(&self, slice: Slice) -> impl Iterator<Item = Result<BlobId, Error>> + use<> {
        let store = self.clone();
        slice.prefixes().flat_map(move |prefix| {
            let layout = &store.inner.layout;
            let mut found = shelf(layout.shelf("blobs", prefix), layout, Layout::blob);
            let encrypted = layout.shelf("sealed", prefix);
            found.extend(shelf(encrypted, layout, Layout::encrypted));
            found
        })
    }

    /// Reads all bytes of a blob from the disk and compares their hash with
    /// their name.
    ///
    /// Fails if the disk cannot read them, and with [`Error::Encrypted`].
    pub fn check(&self, id: BlobId) -> Result<Fixity, Error> {
        let file = match self.open_blob(id) {
            Ok(file) => file,
            Err(Error::Missing { .. }) => return Ok(Fixity::Missing),
            Err(Error::Destroyed { .. }) => {
                let tombstone = self.tombstone(id)?;
                return Ok(tombstone.map_or(Fixity::Missing, Fixity::Destroyed));
            }
            Err(e) => return Err(e),
        };
        // Memory may hold what the disk has lost; and a nightly check must not
        // push the pages that people read out of memory. Only a wish: a file
        // system that ignores it is checked all the same.
        let forget = || fadvise(&file, 0, None, Advice::DontNeed).ok();
        forget();
        let mut hasher = blake3::Hasher::new();
        hasher
            .update_reader(&file)
            .map_err(Error::io("read", &self.path(id)))?;
        forget();
        Ok(match BlobId(*hasher.finalize().as_bytes()) {
            found if found == id => Fixity::Intact {
                bytes: hasher.count(),
            },
            found => Fixity::Changed { found },
        })
    }
}

/// The blobs of one folder; `place` says where each of them has to lie.
fn shelf(
    folder: std::path::PathBuf,
    layout: &Layout,
    place: fn(&Layout, BlobId) -> std::path::PathBuf,
) -> Vec<Result<BlobId, Error>> {
    let named = |path: std::path::PathBuf| match named_hash(&path, "") {
        Some(id) if place(layout, id) == path => Ok(id),
        _ => Err(Error::Stray { path }),
    };
    match listing(&folder) {
        Ok(paths) => paths.into_iter().map(named).collect(),
        Err(e) => vec![Err(e)],
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn slices_share_out_every_shelf_once(of in 1..400_u32) {
            let all: Vec<u16> = (1..=of)
                .flat_map(|n| Slice::new(n, of).unwrap().prefixes())
                .collect();
            prop_assert!(all.into_iter().eq(0..=u16::MAX));
        }
    }

    #[test]
    fn only_a_part_of_a_whole_is_a_slice() {
        assert_eq!("3/30".parse(), Ok(Slice { n: 3, of: 30 }));
        assert_eq!(
            "65536/65536".parse::<Slice>().unwrap().prefixes().count(),
            1
        );
        for bad in ["0/3", "4/3", "1/0", "1", "1/65537", "-1/3", "a/b", ""] {
            assert!(bad.parse::<Slice>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_flipped_bit_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let id = store.put(&[0; 70_000]).unwrap().blake3;
        assert_eq!(store.check(id).unwrap(), Fixity::Intact { bytes: 70_000 });
        let place = store.path(id);
        let mut bytes = fs::read(&place).unwrap();
        bytes[66_000] ^= 1;
        fs::set_permissions(&place, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&place, &bytes).unwrap();
        let found = BlobId::of(&bytes);
        assert_eq!(store.check(id).unwrap(), Fixity::Changed { found });
        fs::remove_file(&place).unwrap();
        assert_eq!(store.check(id).unwrap(), Fixity::Missing);
    }

    #[test]
    fn slices_together_list_every_blob_and_what_does_not_belong() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let mut put: Vec<BlobId> = (0..50_u8)
            .map(|i| store.put(&[i]).unwrap().blake3)
            .collect();
        put.sort();
        let listed: Vec<BlobId> = (1..=7)
            .flat_map(|n| store.blobs(Slice::new(n, 7).unwrap()))
            .map(Result::unwrap)
            .collect();
        assert_eq!(listed, put);
        let stray = store.path(put[0]).with_file_name("thumbs.db");
        fs::write(&stray, "").unwrap();
        let strays: Vec<Error> = store.blobs(Slice::ALL).filter_map(Result::err).collect();
        assert!(matches!(&strays[..], [Error::Stray { path }] if *path == stray));
    }
}
