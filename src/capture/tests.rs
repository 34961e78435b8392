//! Hostile bytes: whatever they are, an error comes back and nothing crashes.

use std::io::Cursor;
use std::sync::Arc;

use image::{ImageFormat, RgbImage};
use proptest::prelude::*;

use super::*;
use crate::base::Reason;

fn picture(format: ImageFormat) -> Vec<u8> {
    let image = RgbImage::from_fn(24, 16, |x, y| image::Rgb([x as u8 * 9, y as u8 * 9, 77]));
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn tiff() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    ::tiff::encoder::TiffEncoder::new(&mut out)
        .unwrap()
        .with_compression(::tiff::encoder::Compression::Lzw)
        .write_image::<::tiff::encoder::colortype::Gray8>(24, 16, &[55; 24 * 16])
        .unwrap();
    out.into_inner()
}

#[test]
fn what_is_no_page_is_named() {
    let open = |bytes: &[u8]| Document::open(Arc::new(bytes.to_vec()), Limits::default());
    let reason = |bytes| open(bytes).err().map(|e| e.reason());
    assert_eq!(reason(b""), Some(Reason::Empty));
    assert_eq!(reason(b"PK\x03\x04 a letter"), Some(Reason::WrongKind));
    assert_eq!(
        reason(b"\0\0\0\x18ftypheic\0\0\0\0"),
        Some(Reason::Unsupported)
    );
    let one = open(&picture(ImageFormat::Png)).unwrap();
    let missing = one.page(PageNo::from_index(1));
    assert_eq!(missing.err().map(|e| e.reason()), Some(Reason::NoPages));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 128,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn changed_bytes_never_crash(
        kind in 0..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = match kind {
            0 => picture(ImageFormat::Jpeg),
            1 => picture(ImageFormat::Png),
            _ => tiff(),
        };
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let limits = Limits { max_pixels: 1 << 20, max_unpacked: 16 << 20, ..Limits::default() };
        let end = cut.index(bytes.len()) + 1;
        for bytes in [bytes[..end].to_vec(), bytes] {
            if let Ok(file) = Document::open(Arc::new(bytes), limits) {
                let _ = file.page(PageNo::FIRST);
            }
        }
    }
}
