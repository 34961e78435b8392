//! The header of an encrypted blob, as `FORMAT.md` section 8 lays it down. No
//! key can be configured yet, so all that is read of it is whose key is missing.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::Deserialize;

use super::error::Error;

/// First bytes of the file; the length of the header in eight decimal digits and
/// a line end follow.
const MAGIC: &[u8] = b"SOHOAENC ";

/// The whole first line.
const FIRST_LINE: usize = MAGIC.len() + 8 + 1;

/// A header has a few hundred bytes. One beyond this is damage, and is not worth
/// the memory.
const LONGEST: u64 = 64 * 1024;

#[derive(Deserialize)]
struct Header {
    key_id: String,
}

/// The key that the encrypted blob at `path` asks for; `None` if there is none.
pub(super) fn key_of(path: &Path) -> Result<Option<String>, Error> {
    let failed = Error::io("read the header of", path);
    let damaged = || Error::damaged(path, "it has no header of an encrypted blob");
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(failed(e)),
    };
    let mut first_line = [0; FIRST_LINE];
    match file.read_exact(&mut first_line) {
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Err(damaged()),
        read => read.map_err(failed)?,
    }
    let length = first_line
        .strip_prefix(MAGIC)
        .and_then(|rest| rest.strip_suffix(b"\n"))
        .filter(|digits| digits.iter().all(u8::is_ascii_digit))
        .and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok())
        .filter(|length| *length <= LONGEST)
        .ok_or_else(damaged)?;
    let mut json = Vec::new();
    file.take(length).read_to_end(&mut json).map_err(failed)?;
    match serde_json::from_slice::<Header>(&json) {
        Ok(header) => Ok(Some(header.key_id)),
        Err(e) => Err(Error::bad_json(path, "its header cannot be read", &e)),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::archive::{Fixity, Slice, Store};
    use crate::base::BlobId;

    const BLOB: &[u8] = b"SOHOAENC 00000024\n{\"key_id\":\"ls-2027-01\"}\nnot to be read";

    #[test]
    fn an_encrypted_blob_is_refused_by_the_name_of_its_key() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let id = BlobId([0xab; 32]);
        let place = dir.path().join("sealed/ab/ab").join(id.to_string());
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, BLOB).unwrap();
        assert!(store.contains(id));
        assert_eq!(store.blobs(Slice::ALL).map(Result::unwrap).next(), Some(id));
        let refused =
            |e: Error| matches!(e, Error::Encrypted { key_id, .. } if key_id == "ls-2027-01");
        assert!(refused(store.read(id).unwrap_err()));
        assert!(refused(store.check(id).unwrap_err()));
        for cut in [&BLOB[..5], &BLOB[..30], b"SOHOAENC 0000+024\n{}"] {
            fs::write(&place, cut).unwrap();
            assert!(matches!(store.read(id), Err(Error::Damaged { .. })));
        }
    }

    #[test]
    fn plain_bytes_that_look_encrypted_are_plain() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let kept = store.put(BLOB).unwrap();
        assert_eq!(store.read(kept.blake3).unwrap(), BLOB);
        let intact = Fixity::Intact { bytes: kept.bytes };
        assert_eq!(store.check(kept.blake3).unwrap(), intact);
    }
}
