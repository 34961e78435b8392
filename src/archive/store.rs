//! Opening an archive: its root, its format number, its housekeeping.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::draft::{Draft, Folders, make_root, sweep};
use super::error::Error;
use super::events::Tail;
use super::layout::{KEPT, Layout};

/// The number of today's format, see `FORMAT.md`. It rises only when an older
/// program would misread what a newer one writes.
const FORMAT: u32 = 1;

/// Lies in every archive, so that it explains itself without this program.
pub(super) const SPECIFICATION: &str = include_str!("FORMAT.md");

/// An archive on the local disk. Cheap to clone; clones share everything and may
/// be used from many threads.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(super) struct Inner {
    pub layout: Layout,
    pub folders: Folders,
    /// The end of the sealed chain, once it was looked up. Only a writer may
    /// remember it: beside a reader, another process moves it on.
    pub tail: Mutex<Option<Tail>>,
    writable: bool,
}

impl Store {
    /// Opens the archive at `root` for writing and reading, and makes it if there
    /// is none. Removes what dead writers left half done, and the bytes of blobs
    /// whose destruction was interrupted.
    ///
    /// Fails if the format is newer than this program, if `root` holds an
    /// archive's folders without its `FORMAT` file, or if the disk does.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let root = std::path::absolute(root).map_err(Error::io("find", root))?;
        make_root(&root)?;
        let store = Self::at(Layout { root }, true);
        let (layout, folders) = (&store.inner.layout, &store.inner.folders);
        folders.trust(&layout.root);
        folders.make(&layout.drafts())?;
        sweep(&layout.drafts())?;
        // The number comes before all else, so that an archive without one is
        // damaged and not merely young.
        match store.check_format() {
            Err(Error::NotAnArchive { .. })
                if !KEPT.iter().any(|kept| layout.root.join(kept).exists()) =>
            {
                store.keep(format!("{FORMAT}\n").as_bytes(), &layout.format())?;
            }
            other => other?,
        }
        store.explain()?;
        for kept in KEPT {
            folders.make(&layout.root.join(kept))?;
        }
        store.finish_destroying()?;
        Ok(store)
    }

    /// Opens the archive at `root` for reading: nothing in it is touched, also
    /// while another process writes.
    ///
    /// Fails if there is no archive or its format is newer than this program.
    pub fn open_read_only(root: &Path) -> Result<Self, Error> {
        let root = std::path::absolute(root).map_err(Error::io("find", root))?;
        let store = Self::at(Layout { root }, false);
        store.check_format()?;
        Ok(store)
    }

    /// Bytes that this process may still write to the archive's file system.
    pub fn free_bytes(&self) -> Result<u64, Error> {
        let root = &self.inner.layout.root;
        let stat = rustix::fs::statvfs(root)
            .map_err(|e| Error::io("ask for the free space of", root)(e.into()))?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    /// An error unless the archive was opened for writing.
    pub(super) fn writable(&self) -> Result<(), Error> {
        self.inner.writable.then_some(()).ok_or(Error::ReadOnly)
    }

    /// Keeps `bytes` at `target`, whole and on the disk.
    pub(super) fn keep(&self, bytes: &[u8], target: &Path) -> Result<(), Error> {
        let Inner {
            layout, folders, ..
        } = &*self.inner;
        Draft::keep(&layout.drafts(), bytes, target, folders)
    }

    /// Lays the specification beside the number, or a newer text of it.
    fn explain(&self) -> Result<(), Error> {
        let path = self.inner.layout.root.join("FORMAT.md");
        let length = SPECIFICATION.len() as u64;
        if fs::metadata(&path).is_ok_and(|m| m.len() == length) {
            return Ok(());
        }
        match self.keep(SPECIFICATION.as_bytes(), &path) {
            // A full archive must open, were it only to say so.
            Err(e) if e.is_disk_full() => Ok(()),
            kept => kept,
        }
    }

    fn at(layout: Layout, writable: bool) -> Self {
        Self {
            inner: Arc::new(Inner {
                layout,
                folders: Folders::default(),
                tail: Mutex::new(None),
                writable,
            }),
        }
    }

    fn check_format(&self) -> Result<(), Error> {
        let Layout { root } = &self.inner.layout;
        let path = self.inner.layout.format();
        let text = match fs::read_to_string(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(Error::NotAnArchive { root: root.clone() });
            }
            read => read.map_err(Error::io("read", &path))?,
        };
        match text.trim_end().parse::<u32>() {
            Ok(FORMAT) => Ok(()),
            Ok(found) if found > FORMAT => Err(Error::NewerFormat {
                path,
                found,
                known: FORMAT,
            }),
            _ => Err(Error::damaged(&path, "it holds no format number")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_opens_again_and_a_newer_one_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("data/archive");
        assert!(matches!(
            Store::open_read_only(&root),
            Err(Error::NotAnArchive { .. })
        ));
        let store = Store::open(&root).unwrap();
        assert!(store.free_bytes().unwrap() > 0);
        drop(Store::open(&root).unwrap());
        drop(Store::open_read_only(&root).unwrap());
        assert_eq!(fs::read(root.join("FORMAT")).unwrap(), b"1\n");

        fs::remove_file(root.join("FORMAT")).unwrap();
        fs::write(root.join("FORMAT"), "2\n").unwrap();
        for opened in [Store::open(&root), Store::open_read_only(&root)] {
            assert!(matches!(
                opened,
                Err(Error::NewerFormat {
                    found: 2,
                    known: 1,
                    ..
                })
            ));
        }
    }

    #[test]
    fn a_lost_format_number_is_not_made_up() {
        let dir = tempfile::tempdir().unwrap();
        drop(Store::open(dir.path()).unwrap());
        fs::remove_file(dir.path().join("FORMAT")).unwrap();
        assert!(matches!(
            Store::open(dir.path()),
            Err(Error::NotAnArchive { .. })
        ));
    }

    #[test]
    fn a_making_cut_short_is_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("tmp")).unwrap();
        fs::write(dir.path().join("tmp/left.part"), "1").unwrap();
        drop(Store::open(dir.path()).unwrap());
        assert!(
            fs::read_dir(dir.path().join("tmp"))
                .unwrap()
                .next()
                .is_none()
        );
    }

    #[test]
    fn a_reader_writes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        drop(Store::open(dir.path()).unwrap());
        fs::write(dir.path().join("tmp/left.part"), "half").unwrap();
        let reader = Store::open_read_only(dir.path()).unwrap();
        assert!(matches!(reader.put(b"x"), Err(Error::ReadOnly)));
        assert!(matches!(reader.writer(), Err(Error::ReadOnly)));
        assert!(dir.path().join("tmp/left.part").exists());
    }
}
