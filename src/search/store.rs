//! The index folder: found whole, or made anew. Nothing in it is precious.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::directory::error::OpenReadError;
use tantivy::{IndexSettings, TantivyError};

use super::schema::{VERSION, schema};

/// What each commit says of itself.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Payload {
    version: u32,
    /// The caller's own mark: up to where the catalogue was followed.
    pub stamp: String,
}

impl Payload {
    /// A commit of today's version.
    pub(super) fn new(stamp: &str) -> Self {
        Self {
            version: VERSION,
            stamp: stamp.to_owned(),
        }
    }

    /// As the commit carries it.
    pub(super) fn to_json(&self) -> Result<String, TantivyError> {
        Ok(serde_json::to_string(self)?)
    }
}

/// An opened folder.
pub(super) struct Store {
    /// The index proper.
    pub index: tantivy::Index,
    /// What its last commit said; `None` before the first.
    pub payload: Option<Payload>,
}

/// Opens what is there. `None` when nothing usable is: no index, one of another
/// version, or a damaged one. An error when the disk would not tell.
pub(super) fn open(dir: &Path) -> Result<Option<Store>, TantivyError> {
    // A folder just made: nothing is damaged, nothing is there yet.
    if !dir.join("meta.json").exists() && !dir.join(".managed.json").exists() {
        return Ok(None);
    }
    match open_whole(dir) {
        Ok(store) => Ok(store),
        Err(error) if is_damage(&error) => {
            tracing::warn!(%error, "search index is damaged");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn open_whole(dir: &Path) -> Result<Option<Store>, TantivyError> {
    let index = tantivy::Index::open(MmapDirectory::open(dir)?)?;
    let payload = match index.load_metas()?.payload {
        None => None,
        Some(json) => match serde_json::from_str::<Payload>(&json) {
            Ok(payload) if payload.version == VERSION => Some(payload),
            _ => return Ok(None),
        },
    };
    let today = index.schema() == schema().0;
    Ok(today.then_some(Store { index, payload }))
}

/// Whether making the index anew would help.
pub(super) fn is_damage(error: &TantivyError) -> bool {
    use io::ErrorKind::{InvalidData, NotFound, UnexpectedEof};
    let broken = |e: &io::Error| matches!(e.kind(), InvalidData | NotFound | UnexpectedEof);
    match error {
        TantivyError::IoError(e) => broken(e),
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => broken(io_error),
        TantivyError::OpenReadError(_)
        | TantivyError::DataCorruption(_)
        | TantivyError::SchemaError(_)
        | TantivyError::IncompatibleIndex(_)
        | TantivyError::DeserializeError(_)
        | TantivyError::MissingPlugin(_) => true,
        _ => false,
    }
}

/// An empty index in place of whatever index was there.
pub(super) fn create(dir: &Path) -> Result<Store, TantivyError> {
    wipe(dir)?;
    let index = tantivy::Index::create(
        MmapDirectory::open(dir)?,
        schema().0,
        IndexSettings::default(),
    )?;
    sync(dir)?;
    Ok(Store {
        index,
        payload: None,
    })
}

/// Removes the engine's own files and nothing else, should the folder have been
/// named by mistake.
fn wipe(dir: &Path) -> io::Result<()> {
    for file in fs::read_dir(dir)? {
        let file = file?;
        let name = file.file_name();
        if name.to_str().is_some_and(is_engine_file) {
            fs::remove_file(file.path())?;
        }
    }
    Ok(())
}

fn is_engine_file(name: &str) -> bool {
    let segment = |stem: &str| stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit());
    matches!(name, "meta.json" | ".managed.json")
        || name.split_once('.').is_some_and(|(stem, _)| segment(stem))
}

/// The engine renames its list of segments into place and does not sync the
/// folder: without this, a power cut undoes a commit already reported as done.
pub(super) fn sync(dir: &Path) -> io::Result<()> {
    fs::File::open(dir)?.sync_all()
}
