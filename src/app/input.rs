//! The file that a worker gets: the original itself, or, where no Rust decoder
//! reads it, what another program made of it.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use super::Error;
use super::worker::Input;
use crate::base::{BlobId, MediaType};
use crate::capture;

/// Bytes that tell the kind of a file.
const HEAD: u64 = 4_096;
/// A phone's photo converts in two seconds; more is a fault of the file.
const CONVERSION: Duration = Duration::from_secs(60);

/// Opens an original; a HEIC is converted once into `scratch`, under `name`.
pub(super) fn open(
    path: &Path,
    name: BlobId,
    scratch: &Path,
) -> Result<Result<Input, capture::Error>, Error> {
    let file = File::open(path).map_err(Error::files("opening", path))?;
    let mut head = Vec::new();
    (&file)
        .take(HEAD)
        .read_to_end(&mut head)
        .map_err(Error::files("reading", path))?;
    if capture::sniff(&head) != Some(MediaType::Heic) {
        return Ok(Ok(Input {
            file,
            converted_from: None,
        }));
    }
    let folder = scratch.join(format!("heic-{name}"));
    fs::create_dir_all(&folder).map_err(Error::files("making", &folder))?;
    match capture::heic::to_png(path, &folder, CONVERSION) {
        Ok(converted) => {
            let file = File::open(&converted).map_err(Error::files("opening", converted));
            // The open file outlives its name.
            let _left_for_later = fs::remove_dir_all(&folder);
            Ok(Ok(Input {
                file: file?,
                converted_from: Some(MediaType::Heic),
            }))
        }
        Err(refused) => {
            let _left_for_later = fs::remove_dir_all(&folder);
            Ok(Err(refused))
        }
    }
}
