//! What a JPEG says of itself, read from its markers; nothing is unpacked.

use std::ops::Range;

use crate::capture::Error;

/// What stands in a JPEG's markers.
#[derive(Debug, Default)]
pub struct Markers {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Channels.
    pub components: u8,
    /// Adobe's colour transform, if Adobe's marker is there.
    pub adobe: Option<u8>,
    /// The channels are named R, G and B.
    pub named_rgb: bool,
    /// JFIF's resolution in pixels an inch.
    pub density: Option<(f32, f32)>,
    /// Where EXIF's TIFF structure lies.
    pub exif: Option<Range<usize>>,
    /// The ICC profile, whole, or empty.
    pub icc: Vec<u8>,
}

/// The start of a picture; also what a thumbnail or a second picture begins with.
const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;

impl Markers {
    /// Reads the markers up to the end of the picture.
    ///
    /// # Errors
    /// [`Error::Truncated`] if there is no end: decoders fill what is missing with
    /// grey and say nothing. Bytes after the end are allowed, whatever they are.
    pub fn read(data: &[u8]) -> Result<Self, Error> {
        let mut found = Self::default();
        let mut icc = Vec::new();
        let mut at = 2;
        if data.get(..2) != Some(&[0xFF, SOI]) {
            return Err(Error::damaged("the JPEG's beginning"));
        }
        loop {
            let marker = next_marker(data, &mut at)?;
            match marker {
                EOI => break,
                0x01 | SOI | 0xD0..=0xD7 => continue,
                _ => {}
            }
            let body = segment(data, &mut at)?;
            found.note(data, marker, body.clone(), &mut icc)?;
            if marker == SOS {
                if found.components == 0 {
                    return Err(Error::damaged("the JPEG's frame"));
                }
                skip_scan(data, &mut at)?;
            }
        }
        if found.components == 0 || found.width == 0 || found.height == 0 {
            return Err(Error::damaged("the JPEG's frame"));
        }
        icc.sort_by_key(|(number, _)| *number);
        found.icc = icc
            .into_iter()
            .flat_map(|(_, r)| &data[r])
            .copied()
            .collect();
        if !fits(&found.icc, found.components) {
            found.icc.clear();
        }
        Ok(found)
    }

    fn note(
        &mut self,
        data: &[u8],
        marker: u8,
        body: Range<usize>,
        icc: &mut Vec<(u8, Range<usize>)>,
    ) -> Result<(), Error> {
        let bytes = &data[body.clone()];
        match marker {
            0xC4 | 0xC8 | 0xCC => {}
            // Baseline, extended and progressive, Huffman-coded: what readers know.
            0xC0..=0xC2 => self.frame(bytes)?,
            0xC3..=0xCF => return Err(Error::unsupported("this kind of JPEG")),
            0xE0 if bytes.starts_with(b"JFIF\0") => self.density = jfif_density(bytes),
            0xE1 if bytes.starts_with(b"Exif\0\0") => {
                self.exif.get_or_insert(body.start + 6..body.end);
            }
            0xE2 if bytes.starts_with(b"ICC_PROFILE\0") && bytes.len() > 14 => {
                icc.push((bytes[12], body.start + 14..body.end));
            }
            0xEE if bytes.starts_with(b"Adobe") && bytes.len() >= 12 => {
                self.adobe = Some(bytes[11]);
            }
            // The number of rows, given after the first scan.
            0xDC if self.height == 0 && bytes.len() >= 2 => self.height = two(bytes),
            _ => {}
        }
        Ok(())
    }

    fn frame(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let [precision, rest @ ..] = bytes else {
            return Err(Error::damaged("the JPEG's frame"));
        };
        if *precision != 8 {
            return Err(Error::unsupported("a JPEG of more than 8 bits"));
        }
        if rest.len() < 5 || rest.len() < 5 + 3 * usize::from(rest[4]) {
            return Err(Error::damaged("the JPEG's frame"));
        }
        (self.height, self.width) = (two(rest), two(&rest[2..]));
        self.components = rest[4];
        let names: Vec<u8> = rest[5..].chunks_exact(3).map(|c| c[0]).collect();
        self.named_rgb = names.starts_with(b"RGB");
        match self.components {
            1 | 3 | 4 => Ok(()),
            _ => Err(Error::unsupported("a JPEG with this number of channels")),
        }
    }
}

fn two(bytes: &[u8]) -> u32 {
    u32::from(bytes[0]) << 8 | u32::from(bytes[1])
}

fn next_marker(data: &[u8], at: &mut usize) -> Result<u8, Error> {
    const END: Error = Error::Truncated { what: "the JPEG" };
    // Between segments only fill bytes may stand; what else stands there, decoders
    // pass over, and so does this.
    loop {
        while *data.get(*at).ok_or(END)? != 0xFF {
            *at += 1;
        }
        while *data.get(*at).ok_or(END)? == 0xFF {
            *at += 1;
        }
        let marker = data[*at];
        *at += 1;
        if marker != 0 {
            return Ok(marker);
        }
    }
}

fn segment(data: &[u8], at: &mut usize) -> Result<Range<usize>, Error> {
    const END: Error = Error::Truncated { what: "the JPEG" };
    let length = two(data.get(*at..*at + 2).ok_or(END)?) as usize;
    let end = *at + length.max(2);
    if end > data.len() {
        return Err(END);
    }
    let body = *at + 2..end;
    *at = end;
    Ok(body)
}

/// Moves past entropy-coded bytes to the next marker that is no restart.
fn skip_scan(data: &[u8], at: &mut usize) -> Result<(), Error> {
    loop {
        let rest = data.get(*at..).unwrap_or_default();
        let Some(found) = rest.iter().position(|b| *b == 0xFF) else {
            return Err(Error::Truncated { what: "the JPEG" });
        };
        match rest.get(found + 1) {
            Some(0 | 0xD0..=0xD7) => *at += found + 2,
            Some(0xFF) => *at += found + 1,
            _ => {
                *at += found;
                return Ok(());
            }
        }
    }
}

fn jfif_density(bytes: &[u8]) -> Option<(f32, f32)> {
    let [unit, x1, x0, y1, y0] = *bytes.get(7..12)? else {
        return None;
    };
    let per_inch = match unit {
        1 => 1.0,
        2 => 2.54,
        _ => return None,
    };
    let value = |high, low| f32::from(u16::from_be_bytes([high, low])) * per_inch;
    Some((value(x1, x0), value(y1, y0)))
}

/// Whether an ICC profile describes pictures of this many channels.
pub fn fits(icc: &[u8], components: u8) -> bool {
    let wanted: &[u8] = match components {
        1 => b"GRAY",
        3 => b"RGB ",
        _ => b"CMYK",
    };
    icc.get(16..20) == Some(wanted) && icc.get(36..40) == Some(b"acsp")
}
