//! The file as a row of numbered objects: header, objects, cross-reference
//! table, trailer. Written front to back; only the offsets are kept.
//!
//! A plain table instead of object and cross-reference streams: it costs some
//! 300 bytes a page and lets anyone mend a damaged file with a text editor.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Object, ObjectId};

use super::Error;

/// PDF 1.7 and a comment of four bytes above 127, so that transfer programs take
/// the file for binary (ISO 19005-2, 6.1.2).
const HEADER: &[u8] = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";

/// Indirect objects that a conforming file may have (ISO 19005-2, 6.1.13).
const MOST_OBJECTS: usize = 8_388_607;

/// Writes objects and remembers where each begins.
pub struct Objects<W> {
    out: W,
    at: u64,
    /// By object number less one; 0 until the object is written.
    offsets: Vec<u32>,
}

impl<W: Write> Objects<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// When `out` refuses.
    pub fn new(out: W) -> Result<Self, Error> {
        let mut objects = Self {
            out,
            at: 0,
            offsets: Vec::new(),
        };
        objects.put("the header", HEADER)?;
        Ok(objects)
    }

    /// A number for an object that is to be written later. Every reserved object
    /// must be written before [`Self::finish`].
    ///
    /// # Errors
    /// [`Error::TooLarge`] when numbers run out.
    pub fn reserve(&mut self) -> Result<ObjectId, Error> {
        if self.offsets.len() == MOST_OBJECTS {
            return Err(Error::TooLarge);
        }
        self.offsets.push(0);
        Ok((self.offsets.len() as u32, 0))
    }

    /// Writes a dictionary under a reserved number.
    ///
    /// # Errors
    /// When it would begin beyond 4 GiB, or `out` refuses.
    pub fn dictionary(&mut self, id: ObjectId, dictionary: Dictionary) -> Result<(), Error> {
        let mut head = begin(id, dictionary)?;
        head.extend_from_slice(b"\nendobj\n");
        self.place(id, head.len())?;
        self.put("an object", &head)
    }

    /// Writes a stream under a reserved number; the bytes of `parts`, one after
    /// the other, are already as the dictionary's `Filter` says.
    ///
    /// # Errors
    /// When it would end beyond 4 GiB, or `out` refuses.
    pub fn stream(
        &mut self,
        id: ObjectId,
        mut dictionary: Dictionary,
        parts: &[&[u8]],
    ) -> Result<(), Error> {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        dictionary.set("Length", length as i64);
        let mut head = begin(id, dictionary)?;
        head.extend_from_slice(b"\nstream\n");
        self.place(id, head.len() + length)?;
        self.put("an object", &head)?;
        for part in parts {
            self.put("a stream", part)?;
        }
        self.put("a stream", b"\nendstream\nendobj\n")
    }

    /// Writes a stream under a reserved number and packs it with Flate.
    ///
    /// # Errors
    /// As [`Self::stream`].
    pub fn packed(
        &mut self,
        id: ObjectId,
        mut dictionary: Dictionary,
        bytes: &[u8],
    ) -> Result<(), Error> {
        dictionary.set("Filter", "FlateDecode");
        self.stream(id, dictionary, &[&deflate(bytes, Compression::best())?])
    }

    /// Writes table and trailer, and gives back the place written to.
    ///
    /// # Errors
    /// When the table would begin beyond 4 GiB, or `out` refuses.
    pub fn finish(mut self, mut trailer: Dictionary) -> Result<W, Error> {
        let start = u32::try_from(self.at).map_err(|_| Error::TooLarge)?;
        let count = self.offsets.len() + 1;
        let mut tail = format!("xref\n0 {count}\n0000000000 65535 f \n").into_bytes();
        for offset in &self.offsets {
            tail.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
        }
        trailer.set("Size", count as i64);
        tail.extend_from_slice(b"trailer\n");
        serialise(&mut tail, trailer)?;
        tail.extend_from_slice(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
        self.put("the table", &tail)?;
        self.out.flush().map_err(|source| Error::Write {
            what: "the end",
            source,
        })?;
        Ok(self.out)
    }

    fn place(&mut self, id: ObjectId, length: usize) -> Result<(), Error> {
        let end = self.at.saturating_add(length as u64);
        if end > u64::from(u32::MAX) {
            return Err(Error::TooLarge);
        }
        self.offsets[id.0 as usize - 1] = self.at as u32;
        Ok(())
    }

    fn put(&mut self, what: &'static str, bytes: &[u8]) -> Result<(), Error> {
        self.out
            .write_all(bytes)
            .map_err(|source| Error::Write { what, source })?;
        self.at += bytes.len() as u64;
        Ok(())
    }
}

fn begin(id: ObjectId, dictionary: Dictionary) -> Result<Vec<u8>, Error> {
    let mut head = format!("{} {} obj\n", id.0, id.1).into_bytes();
    serialise(&mut head, dictionary)?;
    Ok(head)
}

fn serialise(out: &mut Vec<u8>, dictionary: Dictionary) -> Result<(), Error> {
    lopdf::Writer::write_object(out, &Object::Dictionary(dictionary)).map_err(|source| {
        Error::Write {
            what: "a dictionary",
            source,
        }
    })
}

/// Packs bytes with zlib.
///
/// # Errors
/// Writing to memory does not fail; the signature of the encoder says it may.
pub fn deflate(bytes: &[u8], level: Compression) -> Result<Vec<u8>, Error> {
    let what = "a packed stream";
    let mut encoder = ZlibEncoder::new(Vec::new(), level);
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|source| Error::Write { what, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_beyond_four_gibibytes_is_refused_before_it_is_written() {
        let mut objects = Objects::new(Vec::new()).unwrap();
        objects.at = u64::from(u32::MAX) - 40;
        let id = objects.reserve().unwrap();
        let refused = objects.stream(id, Dictionary::new(), &[&[0; 64]]);
        assert!(matches!(refused, Err(Error::TooLarge)));
        assert_eq!(objects.out, HEADER);
        assert!(objects.dictionary(id, Dictionary::new()).is_ok());
    }
}
