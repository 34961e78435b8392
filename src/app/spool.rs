//! Pages that were read of papers that are not finished, so that a kill in the
//! middle of a thousand pages costs the pages in hand and no more. May be lost.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Error;
use super::worker::ReadPage;
use crate::base::PaperId;

/// The spooled pages of one paper.
#[derive(Debug, Clone)]
pub struct Spool {
    folder: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    reader: String,
    image_bytes: usize,
    page: ReadPage,
}

impl Spool {
    /// The spool of a paper, made if it is not there.
    ///
    /// # Errors
    /// When its folder cannot be made.
    pub fn open(work: &Path, paper: PaperId) -> Result<Self, Error> {
        let folder = work.join(paper.to_string());
        fs::create_dir_all(&folder).map_err(Error::files("making", &folder))?;
        Ok(Self { folder })
    }

    /// Keeps a page, `index` counted from 0 over the whole paper. The image is
    /// written first: an entry that can be read has its image.
    ///
    /// # Errors
    /// When it cannot be written, the disk being full for one.
    pub fn put(&self, index: usize, mut page: ReadPage, reader: &str) -> Result<(), Error> {
        let bytes = page.take_bytes();
        let (entry, image) = self.paths(index);
        fs::write(&image, &bytes).map_err(Error::files("writing", &image))?;
        let value = Entry {
            reader: reader.to_owned(),
            image_bytes: bytes.len(),
            page,
        };
        let json = serde_json::to_vec(&value).map_err(io::Error::from);
        let hidden = entry.with_extension("new");
        json.and_then(|json| fs::write(&hidden, json))
            .and_then(|()| fs::rename(&hidden, &entry))
            .map_err(Error::files("writing", entry))
    }

    /// A page with its image and reader's name; `None` if it is not there whole.
    pub fn get(&self, index: usize) -> Option<(ReadPage, String)> {
        let (entry, image) = self.paths(index);
        let value: Entry = serde_json::from_slice(&fs::read(entry).ok()?).ok()?;
        let bytes = fs::read(image).ok()?;
        (bytes.len() == value.image_bytes).then(|| (value.page.with_bytes(&bytes), value.reader))
    }

    /// Whether a page is there whole.
    pub fn has(&self, index: usize) -> bool {
        let (entry, image) = self.paths(index);
        let Some(value) = fs::read(entry)
            .ok()
            .and_then(|b| serde_json::from_slice::<Entry>(&b).ok())
        else {
            return false;
        };
        fs::metadata(image).is_ok_and(|m| m.len() == value.image_bytes as u64)
    }

    /// Removes everything: the paper is in the archive.
    pub fn clear(&self) {
        // What cannot be removed now is found again at the next start.
        let _left_for_later = fs::remove_dir_all(&self.folder);
    }

    fn paths(&self, index: usize) -> (PathBuf, PathBuf) {
        let path = |ending| self.folder.join(format!("{index:06}.{ending}"));
        (path("json"), path("img"))
    }
}
