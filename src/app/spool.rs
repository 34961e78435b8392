//! Pages that were read of papers that are not finished, so that a kill in the
//! middle of a thousand pages costs the pages in hand and no more. May be lost.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Error;
use super::worker::{ReadPage, apart, together};
use crate::base::PaperId;

/// The spooled pages of one paper.
#[derive(Debug, Clone)]
pub struct Spool {
    folder: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    reader: String,
    /// The pages that came of one input page, and the bytes of their images.
    pages: Vec<(ReadPage, usize)>,
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

    /// Keeps what came of an input page, `index` counted from 0 over the whole
    /// paper. The images are written first: an entry that can be read has them.
    ///
    /// # Errors
    /// When it cannot be written, the disk being full for one.
    pub fn put(&self, index: usize, pages: Vec<ReadPage>, reader: &str) -> Result<(), Error> {
        let (pages, bytes) = apart(pages);
        let (entry, image) = self.paths(index);
        fs::write(&image, &bytes).map_err(Error::files("writing", &image))?;
        let reader = reader.to_owned();
        let json = serde_json::to_vec(&Entry { reader, pages }).map_err(io::Error::from);
        let hidden = entry.with_extension("new");
        json.and_then(|json| fs::write(&hidden, json))
            .and_then(|()| fs::rename(&hidden, &entry))
            .map_err(Error::files("writing", entry))
    }

    /// What came of an input page, with images and reader's name; `None` if it is
    /// not there whole.
    pub fn get(&self, index: usize) -> Option<(Vec<ReadPage>, String)> {
        let value = self.entry(index)?;
        let bytes = fs::read(self.paths(index).1).ok()?;
        together(value.pages, &bytes).map(|pages| (pages, value.reader))
    }

    /// Whether it is there whole.
    pub fn has(&self, index: usize) -> bool {
        let Some(value) = self.entry(index) else {
            return false;
        };
        let total: u64 = value.pages.iter().map(|(_, n)| *n as u64).sum();
        !value.pages.is_empty() && fs::metadata(self.paths(index).1).is_ok_and(|m| m.len() == total)
    }

    fn entry(&self, index: usize) -> Option<Entry> {
        serde_json::from_slice(&fs::read(self.paths(index).0).ok()?).ok()
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
