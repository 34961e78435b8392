//! What a JPEG 2000 says of itself: enough to know whether PDF/A-2 may carry it
//! as it is (ISO 19005-2, 6.2.8.3), and whether it means what its PDF image
//! dictionary will say.

/// What the first box of a file holds.
const SIGNATURE: &[u8] = b"\r\n\x87\n";
/// The first two markers of a codestream.
const CODESTREAM: &[u8] = b"\xFF\x4F\xFF\x51";

/// An image header that passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Samples a pixel.
    pub components: u16,
    /// Bits a sample, the same for all.
    pub bits: u8,
}

/// Reads a JP2 file or a raw codestream; `None` if PDF/A-2 cannot carry it, or if
/// it holds what the dictionary cannot say: alpha, a palette, channels out of
/// order, samples that are signed, of unequal depth or thinned out.
pub fn header(file: &[u8]) -> Option<Header> {
    if file.starts_with(CODESTREAM) {
        return codestream(file);
    }
    let mut boxes = Boxes(file);
    if boxes.next()? != (*b"jP  ", SIGNATURE) {
        return None;
    }
    let mut described = None;
    for (kind, content) in boxes {
        match &kind {
            b"jp2h" => described = Some(describe(content)?),
            b"jp2c" => {
                let header = codestream(content)?;
                return (described? == header).then_some(header);
            }
            _ => {}
        }
    }
    None
}

/// The boxes of JP2 that a raw codestream of one or three channels lacks: veraPDF
/// refuses a bare one (6.2.8.3). Empty for a file that has its boxes.
pub fn missing_boxes(file: &[u8]) -> Vec<u8> {
    let Some(header) = codestream(file) else {
        return Vec::new();
    };
    let a_box = |kind: &[u8; 4], content: &[u8]| {
        let length = content.len() as u32 + 8;
        [&length.to_be_bytes(), kind, content].concat()
    };
    let mut image = [header.height.to_be_bytes(), header.width.to_be_bytes()].concat();
    image.extend(header.components.to_be_bytes());
    // Compression of kind 7, colours known, no rights.
    image.extend([header.bits - 1, 7, 0, 0]);
    let (grey, srgb) = (17, 16);
    let colours = if header.components == 1 { grey } else { srgb };
    let described = [
        a_box(b"ihdr", &image),
        a_box(b"colr", &[1, 0, 0, 0, 0, 0, colours]),
    ];
    [
        a_box(b"jP  ", SIGNATURE),
        a_box(b"ftyp", b"jp2 \0\0\0\0jp2 "),
        a_box(b"jp2h", &described.concat()),
        // Without a length: to the end of the file.
        b"\0\0\0\0jp2c".to_vec(),
    ]
    .concat()
}

/// The boxes of a file or of a box: kind and content.
struct Boxes<'a>(&'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = ([u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (length, rest) = self.0.split_first_chunk()?;
        let (kind, rest) = rest.split_first_chunk()?;
        let (length, header) = match u32::from_be_bytes(*length) {
            // The last box reaches to the end of the file.
            0 => (self.0.len(), 8),
            1 => {
                let long = u64::from_be_bytes(*rest.first_chunk()?);
                (usize::try_from(long).ok()?, 16)
            }
            length => (length as usize, 8),
        };
        let content = self.0.get(header..length)?;
        self.0 = &self.0[length..];
        Some((*kind, content))
    }
}

fn describe(content: &[u8]) -> Option<Header> {
    let mut header = None;
    let mut colours = 0;
    for (kind, content) in Boxes(content) {
        match &kind {
            b"ihdr" => {
                let (height, rest) = content.split_first_chunk()?;
                let (width, rest) = rest.split_first_chunk()?;
                let (components, rest) = rest.split_first_chunk()?;
                header = Some(Header {
                    width: u32::from_be_bytes(*width),
                    height: u32::from_be_bytes(*height),
                    components: u16::from_be_bytes(*components),
                    // 255 stands for unequal depths, which fail below.
                    bits: (rest.first()? & 0x7F) + 1,
                });
            }
            b"colr" => {
                colours += 1;
                let known = match content.first()? {
                    // sRGB and grey; sYCC would need a turn of colours that the
                    // dictionary's own space forbids.
                    1 => matches!(content.get(3..7)?, [0, 0, 0, 16 | 17]),
                    method => *method == 2,
                };
                if !known {
                    return None;
                }
            }
            b"cdef" => in_order(content.get(2..)?).then_some(())?,
            b"pclr" | b"cmap" | b"bpcc" => return None,
            _ => {}
        }
    }
    header.filter(|_| colours == 1)
}

/// Each channel is the colour of its own place: no alpha, nothing exchanged.
fn in_order(channels: &[u8]) -> bool {
    channels.chunks_exact(6).all(|c| {
        let field = |at| u16::from_be_bytes([c[at], c[at + 1]]);
        field(2) == 0 && field(4) == field(0) + 1
    })
}

fn codestream(content: &[u8]) -> Option<Header> {
    let siz = content.strip_prefix(CODESTREAM)?;
    let long = |at: usize| {
        let bytes = siz.get(at..)?.first_chunk()?;
        Some(u32::from_be_bytes(*bytes))
    };
    let components = u16::from_be_bytes(*siz.get(36..)?.first_chunk()?);
    let samples = siz.get(38..38 + 3 * usize::from(components))?;
    let depth = samples.first()?;
    let even = samples.chunks_exact(3).all(|s| s == [*depth, 1, 1]);
    (even && *depth < 16).then_some(Header {
        width: long(4)?.checked_sub(long(12)?)?,
        height: long(8)?.checked_sub(long(16)?)?,
        components,
        bits: depth + 1,
    })
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// The boxes and the first marker segment of a JP2 file; no pixels.
    pub fn jp2(components: u16, colour: u8, extra: &[u8]) -> Vec<u8> {
        let a_box = |kind: &[u8], content: &[u8]| {
            let mut all = (content.len() as u32 + 8).to_be_bytes().to_vec();
            all.extend([kind, content].concat());
            all
        };
        let c = components.to_be_bytes();
        let ihdr = [&[0, 0, 0, 3, 0, 0, 0, 4], &c[..], &[7, 7, 0, 0]].concat();
        let colr = [1, 0, 0, 0, 0, 0, colour];
        let jp2h = [a_box(b"ihdr", &ihdr), a_box(b"colr", &colr), extra.to_vec()].concat();
        let mut siz = vec![0xFF, 0x4F, 0xFF, 0x51, 0, 38 + 3 * c[1], 0, 0];
        for side in [4_u32, 3, 0, 0, 4, 3, 0, 0] {
            siz.extend(side.to_be_bytes());
        }
        siz.extend(c);
        siz.extend([7, 1, 1].repeat(components.into()));
        [
            a_box(b"jP  ", b"\r\n\x87\n"),
            a_box(b"ftyp", b"jp2 \0\0\0\0jp2 "),
            a_box(b"jp2h", &jp2h),
            a_box(b"jp2c", &siz),
        ]
        .concat()
    }

    #[test]
    fn plain_files_pass_and_what_a_dictionary_cannot_say_does_not() {
        let wanted = Header {
            width: 4,
            height: 3,
            components: 3,
            bits: 8,
        };
        assert_eq!(header(&jp2(3, 16, &[])), Some(wanted));
        let plain_channels = b"\0\0\0\x1Ccdef\0\x03\0\0\0\0\0\x01\0\x01\0\0\0\x02\0\x02\0\0\0\x03";
        assert_eq!(header(&jp2(3, 16, plain_channels)), Some(wanted));
        let alpha = b"\0\0\0\x10cdef\0\x01\0\x02\0\x01\0\0";
        assert_eq!(header(&jp2(3, 16, alpha)), None);
        assert_eq!(header(&jp2(3, 16, b"\0\0\0\x08pclr")), None);
        assert_eq!(header(&jp2(3, 18, &[])), None);
        let file = jp2(3, 16, &[]);
        for end in 0..file.len() {
            assert_eq!(header(&file[..end]), None);
        }
        let bare = &file[file.len() - 51..];
        assert_eq!(header(bare), Some(wanted));
        assert_eq!(header(&[&missing_boxes(bare), bare].concat()), Some(wanted));
        assert!(missing_boxes(&file).is_empty());
    }
}
