//! Bytes that have no place yet, and how they come to it whole or not at all.

use std::collections::HashSet;
use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use super::error::Error;
use super::layout::listing;

/// What is kept is never written again, so nobody needs the right to.
const READ_ONLY: u32 = 0o440;

/// Large enough that a PDF written in small pieces costs few system calls.
const BUFFER: usize = 64 * 1024;

/// A temporary file that is going to be kept. Dropped, it is gone.
#[derive(Debug)]
pub(super) struct Draft {
    file: BufWriter<NamedTempFile>,
}

impl Draft {
    /// An empty draft in `folder`.
    pub fn new(folder: &Path) -> Result<Self, Error> {
        let create = || {
            let file = tempfile::Builder::new()
                .prefix("")
                .suffix(".part")
                .permissions(Permissions::from_mode(READ_ONLY))
                .tempfile_in(folder)?;
            // The lock says that its writer lives. Before it was taken, a sweep
            // may have thought the file left over: then it has no name any more.
            file.as_file().lock()?;
            let named = file.as_file().metadata()?.nlink() > 0;
            Ok(named.then_some(file))
        };
        loop {
            if let Some(file) = create().map_err(Error::io("begin a file in", folder))? {
                return Ok(Self {
                    file: BufWriter::with_capacity(BUFFER, file),
                });
            }
        }
    }

    /// Brings the bytes to `target`, on the disk, for good. A file of the same
    /// length that stands there already is kept instead: names follow from
    /// content, so it is the same.
    pub fn place(self, target: &Path, folders: &Folders) -> Result<(), Error> {
        let failed = Error::io("write", target);
        let file = match self.file.into_inner() {
            Ok(file) => file,
            Err(e) => return Err(failed(e.into_error())),
        };
        let folder = target.parent().unwrap_or(target);
        folders.make(folder)?;
        let length = file.as_file().metadata().map_err(failed)?.len();
        let stands = fs::metadata(target).is_ok_and(|m| m.is_file() && m.len() == length);
        if !stands {
            file.as_file()
                .sync_all()
                .map_err(Error::io("bring to the disk", target))?;
            file.persist(target)
                .map_err(|e| Error::io("bring to its place", target)(e.error))?;
        }
        // Also when it stood there: whoever put it may have died before this line.
        sync_folder(folder)
    }

    /// Writes and places `bytes` in one go.
    pub fn keep(
        drafts: &Path,
        bytes: &[u8],
        target: &Path,
        folders: &Folders,
    ) -> Result<(), Error> {
        let mut draft = Self::new(drafts)?;
        draft.write_all(bytes).map_err(Error::io("write", target))?;
        draft.place(target, folders)
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Removes drafts whose writers are dead; those being written stay.
pub(super) fn sweep(drafts: &Path) -> Result<(), Error> {
    for path in listing(drafts)? {
        let swept = File::open(&path).and_then(|file| match file.try_lock() {
            Ok(()) => fs::remove_file(&path),
            Err(_) => Ok(()),
        });
        match swept {
            // Its writer finished while we looked.
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            other => other.map_err(Error::io("sweep away", &path))?,
        }
    }
    Ok(())
}

/// Folders known to survive a power cut. A folder that merely exists may have
/// been made by a thread, or by a process now dead, that has not yet brought it
/// to the disk: it counts only once this process has done so itself.
#[derive(Debug, Default)]
pub(super) struct Folders {
    durable: Mutex<HashSet<PathBuf>>,
}

impl Folders {
    /// Takes `folder` as durable: [`Folders::make`] builds up from it.
    pub fn trust(&self, folder: &Path) {
        self.known().insert(folder.to_owned());
    }

    /// Makes `folder` and those above it, up to a durable one, and brings each
    /// to the disk.
    pub fn make(&self, folder: &Path) -> Result<(), Error> {
        if self.known().contains(folder) {
            return Ok(());
        }
        if let Some(above) = folder.parent() {
            self.make(above)?;
            make_folder(folder)?;
            sync_folder(above)?;
        }
        self.trust(folder);
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, HashSet<PathBuf>> {
        // A set of names is whole after any panic.
        self.durable.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes one folder if it is not there.
fn make_folder(folder: &Path) -> Result<(), Error> {
    match fs::create_dir(folder) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
            Err(Error::io("make the folder", folder)(e))
        }
        _ => Ok(()),
    }
}

/// Makes `folder` and whatever is missing above it; what stands is left alone.
pub(super) fn make_root(folder: &Path) -> Result<(), Error> {
    match folder.parent() {
        Some(above) if !folder.is_dir() => {
            make_root(above)?;
            make_folder(folder)?;
            sync_folder(above)
        }
        _ => Ok(()),
    }
}

/// Brings a folder's list of names to the disk.
pub(super) fn sync_folder(folder: &Path) -> Result<(), Error> {
    File::open(folder)
        .and_then(|f| f.sync_all())
        .map_err(Error::io("bring to the disk the folder", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(drafts: &Path) -> usize {
        listing(drafts).unwrap().len()
    }

    #[test]
    fn a_dropped_draft_leaves_nothing_and_a_placed_one_cannot_be_written() {
        let dir = tempfile::tempdir().unwrap();
        let (drafts, target) = (dir.path().join("tmp"), dir.path().join("a/b/name"));
        let folders = Folders::default();
        folders.trust(dir.path());
        folders.make(&drafts).unwrap();
        let mut draft = Draft::new(&drafts).unwrap();
        draft.write_all(b"giay").unwrap();
        assert_eq!(parts(&drafts), 1);
        drop(draft);
        assert_eq!(parts(&drafts), 0);

        Draft::keep(&drafts, b"giay", &target, &folders).unwrap();
        assert_eq!(parts(&drafts), 0);
        assert_eq!(fs::read(&target).unwrap(), b"giay");
        assert_eq!(fs::metadata(&target).unwrap().mode() & 0o222, 0);
    }

    #[test]
    fn a_sweep_takes_what_the_dead_left_and_spares_the_living() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("left.part"), b"half").unwrap();
        let living = Draft::new(dir.path()).unwrap();
        sweep(dir.path()).unwrap();
        assert_eq!(parts(dir.path()), 1);
        let (folders, target) = (Folders::default(), dir.path().join("name"));
        folders.trust(dir.path());
        living.place(&target, &folders).unwrap();
        assert!(target.is_file());
    }
}
