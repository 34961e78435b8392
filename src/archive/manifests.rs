//! Manifests (bản kê): from them the catalogue is made again.

use std::fs;
use std::io;
use std::path::PathBuf;

use serde::Deserialize;

use super::error::Error;
use super::layout::{named_hash, walk};
use super::store::Store;
use crate::base::{BlobId, Manifest, PaperId};

/// What is read of a manifest first: an older program may not understand the rest.
#[derive(Deserialize)]
struct Numbered {
    format: u32,
}

impl Store {
    /// Keeps a manifest, as durably as a blob, and gives the hash of its JSON.
    /// The same manifest again is the same file.
    ///
    /// The blobs to which it refers are kept before it, so that a manifest never
    /// points at nothing. Fails with [`Error::Damaged`] if its JSON could not be
    /// read again: JSON has no form for numbers that are infinite or none.
    pub fn put_manifest(&self, manifest: &Manifest) -> Result<BlobId, Error> {
        self.writable()?;
        let papers = self.inner.layout.papers();
        let unwritable = |e| Error::bad_json(&papers, "a manifest has no JSON", &e);
        let json = serde_json::to_vec(manifest).map_err(unwritable)?;
        let hash = BlobId::of(&json);
        let path = self.inner.layout.manifest(manifest.paper, hash);
        parse(&json, &path)?;
        self.keep(&json, &path)?;
        Ok(hash)
    }

    /// The manifest of a paper whose JSON has this hash.
    ///
    /// Fails with [`Error::Missing`], [`Error::Changed`], [`Error::Damaged`] and
    /// [`Error::NewerFormat`].
    pub fn manifest(&self, paper: PaperId, hash: BlobId) -> Result<Manifest, Error> {
        let path = self.inner.layout.manifest(paper, hash);
        let json = match fs::read(&path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(Error::Missing { id: hash });
            }
            read => read.map_err(Error::io("read", &path))?,
        };
        let found = BlobId::of(&json);
        if found != hash {
            return Err(Error::Changed { id: hash, found });
        }
        match parse(&json, &path)? {
            manifest if manifest.paper == paper => Ok(manifest),
            _ => Err(Error::damaged(&path, "it is another paper's manifest")),
        }
    }

    /// All manifests with their hashes, by paper. One that cannot be read is an
    /// error among the rest, and so is whatever else lies there.
    pub fn manifests(&self) -> impl Iterator<Item = Result<(BlobId, Manifest), Error>> + use<> {
        let store = self.clone();
        walk(&self.inner.layout.papers(), 2).map(move |path| {
            let path = path?;
            let (paper, hash) = store.named(&path).ok_or(Error::Stray { path })?;
            Ok((hash, store.manifest(paper, hash)?))
        })
    }

    /// Whose manifest lies at `path`, if one may lie there.
    fn named(&self, path: &PathBuf) -> Option<(PaperId, BlobId)> {
        let hash = named_hash(path, ".json")?;
        let paper = path.parent()?.file_name()?.to_str()?.parse().ok()?;
        (self.inner.layout.manifest(paper, hash) == *path).then_some((paper, hash))
    }
}

fn parse(json: &[u8], path: &std::path::Path) -> Result<Manifest, Error> {
    let unreadable = |e| Error::bad_json(path, "it is no manifest", &e);
    let Numbered { format } = serde_json::from_slice(json).map_err(unreadable)?;
    if format > Manifest::FORMAT {
        return Err(Error::NewerFormat {
            path: path.to_owned(),
            found: format,
            known: Manifest::FORMAT,
        });
    }
    serde_json::from_slice(json).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::archive::frozen;

    #[test]
    fn manifests_come_back_by_name_and_by_walking() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let first = frozen::manifest();
        let mut second = first.clone();
        second.paper = PaperId::of(&[BlobId::of(b"x")]);
        let hashes = [&first, &second].map(|m| store.put_manifest(m).unwrap());
        assert_eq!(store.put_manifest(&first).unwrap(), hashes[0]);
        assert_eq!(store.manifest(first.paper, hashes[0]).unwrap(), first);
        assert!(matches!(
            store.manifest(first.paper, hashes[1]),
            Err(Error::Missing { .. })
        ));
        let mut walked: Vec<_> = store.manifests().map(Result::unwrap).collect();
        walked.sort_by_key(|(hash, _)| hashes.iter().position(|h| h == hash));
        assert_eq!(walked, [(hashes[0], first), (hashes[1], second)]);
    }

    #[test]
    fn a_changed_a_newer_and_a_foreign_file_are_told_and_the_rest_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let manifest = frozen::manifest();
        let hash = store.put_manifest(&manifest).unwrap();
        let path = store.inner.layout.manifest(manifest.paper, hash);
        let folder = path.parent().unwrap();
        let json = fs::read_to_string(&path).unwrap();

        let newer = json.replace("\"format\":1", "\"format\":2,\"new\":0");
        fs::write(
            folder.join(format!("{}.json", BlobId::of(newer.as_bytes()))),
            &newer,
        )
        .unwrap();
        fs::write(folder.join("notes.txt"), "").unwrap();
        let found: Vec<_> = store.manifests().collect();
        let count = |wanted: fn(&Result<(BlobId, Manifest), Error>) -> bool| {
            found.iter().filter(|f| wanted(f)).count()
        };
        assert_eq!(found.len(), 3);
        assert_eq!(count(|f| f.is_ok()), 1);
        assert_eq!(
            count(|f| matches!(f, Err(Error::NewerFormat { found: 2, .. }))),
            1
        );
        assert_eq!(count(|f| matches!(f, Err(Error::Stray { .. }))), 1);

        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, json.replace("scan", "scam")).unwrap();
        assert!(matches!(
            store.manifest(manifest.paper, hash),
            Err(Error::Changed { .. })
        ));
    }

    #[test]
    fn fields_of_a_later_program_are_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let manifest = frozen::manifest();
        let json = serde_json::to_string(&manifest).unwrap();
        let later = json.replacen('{', "{\"later\":[1],", 1);
        let hash = BlobId::of(later.as_bytes());
        let path = store.inner.layout.manifest(manifest.paper, hash);
        store.keep(later.as_bytes(), &path).unwrap();
        assert_eq!(store.manifest(manifest.paper, hash).unwrap(), manifest);
    }

    #[test]
    fn a_number_that_json_cannot_hold_is_refused_before_it_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let mut manifest = frozen::manifest();
        manifest.pages[0].from_raw.a = f64::NAN;
        assert!(matches!(
            store.put_manifest(&manifest),
            Err(Error::Damaged { .. })
        ));
        assert_eq!(store.manifests().count(), 0);
    }
}
