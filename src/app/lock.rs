//! One process writes a data folder.

use std::fs::{self, File};
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::Error;

/// Held as long as this process writes; the kernel frees it when the process
/// ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a data folder, which is made if it is not there.
    ///
    /// # Errors
    /// [`Error::Locked`] when another process holds it.
    pub fn take(data: &Path) -> Result<Self, Error> {
        fs::create_dir_all(data).map_err(Error::files("making", data))?;
        let path = data.join("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(Error::files("opening", &path))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Self { _file: file }),
            Err(Errno::WOULDBLOCK) => Err(Error::Locked {
                path: data.to_owned(),
            }),
            Err(source) => Err(Error::files("locking", path)(source.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_refused_until_the_first_is_gone() {
        let data = tempfile::tempdir().unwrap();
        let first = Lock::take(data.path()).unwrap();
        assert!(matches!(Lock::take(data.path()), Err(Error::Locked { .. })));
        drop(first);
        assert!(Lock::take(data.path()).is_ok());
    }
}
