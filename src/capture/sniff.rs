//! What a file is, told by its first bytes.

use crate::base::MediaType;

/// How far into a file the header of a PDF is looked for; readers agree on 1,024.
const PDF_HEADER_WITHIN: usize = 1024;

/// Brands by which an ISO media file says that it holds HEVC pictures.
const HEIC_BRANDS: [&[u8; 4]; 8] = [
    b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1",
];

/// The kind of a file by its content; `head` is its beginning, 1 KiB or all of it.
///
/// ```
/// use sohoa::base::MediaType;
/// use sohoa::capture::sniff;
/// assert_eq!(sniff(b"\xff\xd8\xff\xe0..."), Some(MediaType::Jpeg));
/// assert_eq!(sniff(b"MZ\x90\x00"), None);
/// ```
pub fn sniff(head: &[u8]) -> Option<MediaType> {
    const START: &[(&[u8], MediaType)] = &[
        (b"\xff\xd8\xff", MediaType::Jpeg),
        (b"\x89PNG\r\n\x1a\n", MediaType::Png),
        (b"II\x2a\0", MediaType::Tiff),
        (b"MM\0\x2a", MediaType::Tiff),
        (b"II\x2b\0", MediaType::Tiff),
        (b"MM\0\x2b", MediaType::Tiff),
        (b"\0\0\0\x0cjP  \r\n\x87\n", MediaType::Jpeg2000),
        (b"\xff\x4f\xff\x51", MediaType::Jpeg2000),
    ];
    if let Some((_, kind)) = START.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(*kind);
    }
    if head.get(4..8) == Some(b"ftyp") {
        let brand = head.get(8..12)?;
        return HEIC_BRANDS
            .iter()
            .any(|known| brand == *known)
            .then_some(MediaType::Heic);
    }
    let window = &head[..head.len().min(PDF_HEADER_WITHIN)];
    window
        .windows(5)
        .any(|w| w == b"%PDF-")
        .then_some(MediaType::Pdf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_content() {
        let cases: [(&[u8], Option<MediaType>); 7] = [
            (b"junk\n%PDF-1.4\n", Some(MediaType::Pdf)),
            (b"\0\0\0\x18ftypheic\0\0\0\0", Some(MediaType::Heic)),
            (b"\0\0\0\x18ftypisom\0\0\0\0", None),
            (b"II\x2a\0\x08\0\0\0", Some(MediaType::Tiff)),
            (b"\xff\x4f\xff\x51\0\x29", Some(MediaType::Jpeg2000)),
            (b"PK\x03\x04", None),
            (b"", None),
        ];
        for (head, kind) in cases {
            assert_eq!(sniff(head), kind, "{head:?}");
        }
    }
}
