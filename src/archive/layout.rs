//! Where each kind of file lies below the archive's root. Pure: names only,
//! apart from listing a folder.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::Error;
use crate::base::{BlobId, PaperId};

/// Names of the folders directly below the root that hold what is kept.
pub(super) const KEPT: [&str; 5] = ["blobs", "papers", "events", "tombstones", "sealed"];

/// The root of an archive, and the names below it.
#[derive(Debug)]
pub(super) struct Layout {
    pub root: PathBuf,
}

impl Layout {
    pub fn format(&self) -> PathBuf {
        self.root.join("FORMAT")
    }

    /// Files being written. In the same file system as their places, because a
    /// rename is whole only within one.
    pub fn drafts(&self) -> PathBuf {
        self.root.join("tmp")
    }

    pub fn blob(&self, id: BlobId) -> PathBuf {
        self.by_hash("blobs", id)
    }

    /// Encrypted blobs lie apart, so that a plain blob which happens to begin
    /// like an encrypted one is never taken for it.
    pub fn encrypted(&self, id: BlobId) -> PathBuf {
        self.by_hash("sealed", id)
    }

    pub fn papers(&self) -> PathBuf {
        self.root.join("papers")
    }

    pub fn manifest(&self, paper: PaperId, hash: BlobId) -> PathBuf {
        let paper = paper.to_string();
        self.papers()
            .join(&paper[..2])
            .join(&paper)
            .join(format!("{hash}.json"))
    }

    pub fn events(&self) -> PathBuf {
        self.root.join("events")
    }

    pub fn tombstones(&self) -> PathBuf {
        self.root.join("tombstones")
    }

    pub fn tombstone(&self, id: BlobId) -> PathBuf {
        let hash = id.to_string();
        self.tombstones().join(&hash[..2]).join(hash + ".json")
    }

    /// The folder of all blobs whose hashes begin with these 16 bits.
    pub fn shelf(&self, kind: &str, prefix: u16) -> PathBuf {
        let [high, low] = prefix.to_be_bytes();
        self.root
            .join(kind)
            .join(format!("{high:02x}"))
            .join(format!("{low:02x}"))
    }

    fn by_hash(&self, kind: &str, id: BlobId) -> PathBuf {
        self.shelf(kind, prefix(id)).join(id.to_string())
    }
}

/// The first 16 bits of a hash: they name its shelf.
pub(super) fn prefix(id: BlobId) -> u16 {
    u16::from_be_bytes([id.0[0], id.0[1]])
}

/// The hash that a file's name spells, `ending` aside.
pub(super) fn named_hash(path: &Path, ending: &str) -> Option<BlobId> {
    let name = path.file_name()?.to_str()?;
    name.strip_suffix(ending)?.parse().ok()
}

/// What a folder holds, in order of names; nothing if there is no such folder.
pub(super) fn listing(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = Error::io("list", folder);
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) if e.kind() == io::ErrorKind::NotADirectory => {
            let path = folder.to_owned();
            return Err(Error::Stray { path });
        }
        Err(e) => return Err(failed(e)),
    };
    let mut names = entries
        .map(|entry| Ok(entry?.file_name()))
        .collect::<io::Result<Vec<OsString>>>()
        .map_err(failed)?;
    names.sort_unstable();
    Ok(names.into_iter().map(|name| folder.join(name)).collect())
}

/// All that lies `depth` folders below `folder`, in order of names, listed only
/// as the walk comes by. A folder that cannot be listed is one error among the rest.
pub(super) fn walk(
    folder: &Path,
    depth: usize,
) -> Box<dyn Iterator<Item = Result<PathBuf, Error>> + Send> {
    match listing(folder) {
        Err(e) => Box::new(std::iter::once(Err(e))),
        Ok(paths) if depth == 0 => Box::new(paths.into_iter().map(Ok)),
        Ok(paths) => Box::new(
            paths
                .into_iter()
                .flat_map(move |path| walk(&path, depth - 1)),
        ),
    }
}
