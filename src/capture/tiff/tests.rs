//! TIFFs made in code: every way of packing that can be made without a packer, and
//! those that the TIFF writer knows.

use std::io::Cursor;
use std::sync::Arc;

use tiff::encoder::{Compression, Rational, TiffEncoder, colortype};
use tiff::tags::{ResolutionUnit, Tag};

use crate::base::{Codec, Dpi, PageNo, Pixels, RawPage, Reason, Size};
use crate::capture::{Document, Error, Limits};

fn open(bytes: Vec<u8>) -> Result<Document, Error> {
    Document::open(Arc::new(bytes), Limits::default())
}

fn first(bytes: Vec<u8>) -> RawPage {
    open(bytes).unwrap().page(PageNo::FIRST).unwrap()
}

fn grey(page: &RawPage) -> &[u8] {
    match &page.pixels {
        Pixels::Gray(grey) => grey.as_raw(),
        Pixels::Rgb(_) => panic!("grey was wanted"),
    }
}

/// Tag, kind, values.
type Entry<'a> = (u16, u16, &'a [u32]);

/// A file of pages, each a list of entries (tag, kind, values) and one strip.
fn file(pages: &[(&[Entry<'_>], &[u8])]) -> Vec<u8> {
    let mut out = b"II\x2a\0\0\0\0\0".to_vec();
    let mut link = 4;
    for (entries, strip) in pages {
        let strip_at = out.len() as u32;
        out.extend_from_slice(strip);
        let length = [strip.len() as u32];
        let place = [strip_at];
        let mut all: Vec<Entry<'_>> = entries.to_vec();
        all.push((273, 4, &place));
        all.push((279, 4, &length));
        all.sort_by_key(|e| e.0);
        let mut body = (all.len() as u16).to_le_bytes().to_vec();
        let mut far = Vec::new();
        let far_at = out.len() + 2 + 12 * all.len() + 4;
        for (tag, kind, values) in all {
            let bytes: Vec<u8> = match kind {
                3 => values
                    .iter()
                    .flat_map(|v| (*v as u16).to_le_bytes())
                    .collect(),
                _ => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
            };
            let count = if kind == 5 { 1 } else { values.len() };
            body.extend(tag.to_le_bytes());
            body.extend(kind.to_le_bytes());
            body.extend((count as u32).to_le_bytes());
            if bytes.len() <= 4 {
                body.extend(&bytes);
                body.extend(vec![0; 4 - bytes.len()]);
            } else {
                body.extend(((far_at + far.len()) as u32).to_le_bytes());
                far.extend(bytes);
            }
        }
        let at = out.len() as u32;
        out[link..link + 4].copy_from_slice(&at.to_le_bytes());
        link = out.len() + body.len();
        out.extend(body);
        out.extend([0; 4]);
        out.extend(far);
    }
    out
}

/// Size, bits, packing, meaning, rows of a strip.
fn tags<'a>(size: &'a [u32; 2], more: [(u16, &'a [u32]); 3]) -> Vec<Entry<'a>> {
    let mut tags = vec![
        (256, 4, &size[..1]),
        (257, 4, &size[1..]),
        (278, 4, &size[1..]),
    ];
    tags.extend(more.map(|(tag, value)| (tag, 3, value)));
    tags
}

/// Eight lines of 16 pixels in G4: 4 white, 8 black, 4 white.
const G4: [u8; 8] = [0x36, 0x2F, 0xFF, 0xFF, 0xE0, 0x02, 0x00, 0x20];

/// The same line once in G3: an end of line, then the runs.
const G3: [u8; 5] = [0x00, 0x1B, 0x16, 0xC0, 0x04];

const FAX: [u32; 2] = [16, 8];

fn line() -> Vec<u8> {
    [[255; 4], [0; 4], [0; 4], [255; 4]].concat()
}

#[test]
fn g4_is_carried_whichever_ink_is_black_and_whichever_bit_is_first() {
    let reversed = G4.map(u8::reverse_bits);
    for (meaning, order, data) in [
        (&[0u32][..], &[1u32][..], &G4),
        (&[1], &[1], &G4),
        (&[0], &[2], &reversed),
    ] {
        let mut entries = tags(&FAX, [(258, &[1]), (259, &[4]), (277, &[1])]);
        entries.push((262, 3, meaning));
        entries.push((266, 3, order));
        let page = first(file(&[(&entries, &data[..])]));
        let image = page.encoded.clone().unwrap().image;
        assert_eq!(image.bytes, G4);
        assert!(matches!(image.codec, Codec::Ccitt { k: -1, .. }));
        let inverted = meaning == [1];
        assert_eq!(image.inverted, inverted);
        let wanted: Vec<u8> = line()
            .iter()
            .map(|v| if inverted { !v } else { *v })
            .collect();
        assert_eq!(&grey(&page)[..16], &wanted);
    }
}

#[test]
fn g3_is_read_although_the_tiff_reader_refuses_it() {
    let size = [16, 1];
    let mut entries = tags(&size, [(258, &[1]), (259, &[3]), (277, &[1])]);
    entries.push((262, 3, &[0]));
    let page = first(file(&[(&entries, &G3)]));
    assert_eq!(grey(&page), line());
    assert!(matches!(
        page.encoded.unwrap().image.codec,
        Codec::Ccitt { k: 0, .. }
    ));
}

#[test]
fn palettes_are_looked_up() {
    let size = [4, 1];
    let mut palette = vec![0; 48];
    // Index 3 is orange: reds first, then greens, then blues.
    palette[3] = 0xFFFF;
    palette[16 + 3] = 0x8080;
    let mut entries = tags(&size, [(258, &[4]), (259, &[1]), (277, &[1])]);
    entries.push((262, 3, &[3]));
    entries.push((320, 3, &palette));
    let page = first(file(&[(&entries, &[0x30, 0x33])]));
    let rgb = page.pixels.to_rgb();
    assert_eq!(rgb.get_pixel(0, 0).0, [255, 128, 0]);
    assert_eq!(rgb.get_pixel(1, 0).0, [0, 0, 0]);
    assert_eq!(rgb.get_pixel(3, 0).0, [255, 128, 0]);
}

#[test]
fn cmyk_and_sixteen_bits_become_rgb_and_eight() {
    let size = [1, 1];
    let bits = [8, 8, 8, 8];
    let mut entries = tags(&size, [(259, &[1]), (262, &[5]), (277, &[4])]);
    entries.push((258, 3, &bits));
    let page = first(file(&[(&entries, &[255, 0, 0, 0])]));
    assert_eq!(page.pixels.to_rgb().get_pixel(0, 0).0, [0, 255, 255]);
    let entries = tags(&size, [(258, &[16]), (259, &[1]), (262, &[1])]);
    let page = first(file(&[(&entries, &[0x34, 0x12])]));
    assert_eq!(grey(&page), [0x12]);
}

#[test]
fn turns_and_resolution_come_from_the_tags() {
    let size = [2, 1];
    let mut entries = tags(&size, [(258, &[8]), (259, &[1]), (262, &[1])]);
    entries.push((274, 3, &[6]));
    entries.push((282, 5, &[1181, 10]));
    entries.push((283, 5, &[1181, 10]));
    entries.push((296, 3, &[3]));
    let page = first(file(&[(&entries, &[1, 2])]));
    assert_eq!(page.pixels.size(), Size::new(1, 2));
    assert_eq!(grey(&page), [1, 2]);
    // 118.1 pixels a centimetre.
    assert_eq!(page.dpi, Dpi::new(300.0));
}

#[test]
fn all_pages_come_and_thumbnails_do_not() {
    let (wide, small) = ([3, 1], [1, 1]);
    let page = tags(&wide, [(258, &[8]), (259, &[1]), (262, &[1])]);
    let mut thumbnail = tags(&small, [(258, &[8]), (259, &[1]), (262, &[1])]);
    thumbnail.push((254, 4, &[1]));
    let file = open(file(&[
        (&page, &[1, 2, 3]),
        (&thumbnail, &[9]),
        (&page, &[4, 5, 6]),
    ]))
    .unwrap();
    assert_eq!(file.page_count(), 2);
    let second = file.page(PageNo::from_index(1)).unwrap();
    assert_eq!(grey(&second), [4, 5, 6]);
    assert!(file.page(PageNo::from_index(2)).is_err());
}

#[test]
fn usual_packings_come_out_as_they_went_in() {
    let pixels: Vec<u8> = (0..40 * 30 * 3).map(|i| (i * 31 % 253) as u8).collect();
    for compression in [
        Compression::Uncompressed,
        Compression::Lzw,
        Compression::Deflate(tiff::encoder::DeflateLevel::Fast),
        Compression::Packbits,
    ] {
        let mut out = Cursor::new(Vec::new());
        let mut encoder = TiffEncoder::new(&mut out)
            .unwrap()
            .with_compression(compression);
        let mut image = encoder.new_image::<colortype::RGB8>(40, 30).unwrap();
        image.resolution(ResolutionUnit::Inch, Rational { n: 200, d: 1 });
        image.encoder().write_tag(Tag::Orientation, 1u16).unwrap();
        image.write_data(&pixels).unwrap();
        let page = first(out.into_inner());
        assert_eq!(page.pixels.to_rgb().as_raw(), &pixels);
        assert_eq!(page.dpi, Dpi::new(200.0));
    }
}

#[test]
fn faults_are_named() {
    let reason = |bytes| open(bytes).err().map(|e| e.reason());
    let entries = tags(&FAX, [(258, &[1]), (259, &[4]), (262, &[0])]);
    let whole = file(&[(&entries, &G4)]);
    for cut in [9, 20, whole.len() - 20] {
        let found = reason(whole[..cut].to_vec());
        assert_eq!(found, Some(Reason::Truncated), "cut at {cut}");
    }
    let huge = [60_000, 60_000];
    let entries = tags(&huge, [(258, &[8]), (259, &[1]), (262, &[1])]);
    assert_eq!(reason(file(&[(&entries, &[0])])), Some(Reason::TooLarge));
    let short = [16, 800];
    let entries = tags(&short, [(258, &[1]), (259, &[4]), (262, &[0])]);
    let page = open(file(&[(&entries, &G4)])).and_then(|f| f.page(PageNo::FIRST));
    assert_eq!(page.err().map(|e| e.reason()), Some(Reason::Truncated));
    let entries = tags(&FAX, [(258, &[8]), (259, &[50_000]), (262, &[1])]);
    let page = open(file(&[(&entries, &[0; 128])])).and_then(|f| f.page(PageNo::FIRST));
    assert_eq!(page.err().map(|e| e.reason()), Some(Reason::Unsupported));
    // A chain that bites its tail.
    let entries = tags(&FAX, [(258, &[1]), (259, &[4]), (262, &[0])]);
    let mut looped = file(&[(&entries, &G4)]);
    let start: [u8; 4] = looped[4..8].try_into().unwrap();
    let end = u32::from_le_bytes(start) as usize + 2 + 12 * 8;
    looped[end..end + 4].copy_from_slice(&start);
    assert_eq!(reason(looped), Some(Reason::Damaged));
}
