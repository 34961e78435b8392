//! A TrueType font of two glyphs, made here byte by byte: an empty `.notdef` and
//! one box, which stands for every letter of the invisible text.
//!
//! The box must not be empty: mutool finds no words in a font of empty glyphs
//! (0 of 355), and all of them in one of boxes whose advance equals the width
//! that the PDF states. Box, ascent and descent agree, so that every reader
//! marks a word over the height of its line.

/// Units an em.
const EM: u16 = 1000;
/// Advance of both glyphs: the width of the box.
pub const ADVANCE: i16 = 500;
/// Upper edge of the box above the baseline.
pub const ASCENT: i16 = 850;
/// Lower edge of the box below the baseline.
pub const DESCENT: i16 = -200;
/// PostScript name.
pub const NAME: &str = "SohoaText";

const GLYPHS: u16 = 2;
/// `head`'s place for the checksum that makes the whole file add up.
const ADJUSTMENT: usize = 8;
/// What a whole font's 32-bit words must add up to.
const MAGIC_SUM: u32 = 0xB1B0_AFBA;

/// The font file.
pub fn font_file() -> Vec<u8> {
    let glyph = glyph();
    let glyph_half = (glyph.len() / 2) as u16;
    // In the order of their tags, as the format demands.
    let tables: [(&[u8; 4], Vec<u8>); 10] = [
        (b"OS/2", os2()),
        (b"cmap", cmap()),
        (b"glyf", glyph),
        (b"head", head()),
        (b"hhea", hhea()),
        (b"hmtx", words(&[ADVANCE, 0, ADVANCE, 0])),
        (b"loca", unsigned(&[0, 0, glyph_half])),
        (b"maxp", maxp()),
        (b"name", name()),
        (b"post", post()),
    ];
    let mut font = vec![0, 1, 0, 0];
    // Ten tables: the largest power of two within is 8 = 2³.
    font.extend(unsigned(&[10, 8 * 16, 3, 10 * 16 - 8 * 16]));
    let mut offset = font.len() + tables.len() * 16;
    let mut head_at = 0;
    for (tag, table) in &tables {
        if *tag == b"head" {
            head_at = offset;
        }
        font.extend_from_slice(*tag);
        for field in [sum(table), offset as u32, table.len() as u32] {
            font.extend(field.to_be_bytes());
        }
        offset += table.len().next_multiple_of(4);
    }
    for (_, table) in &tables {
        font.extend_from_slice(table);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    let adjustment = MAGIC_SUM.wrapping_sub(sum(&font)).to_be_bytes();
    font[head_at + ADJUSTMENT..][..4].copy_from_slice(&adjustment);
    font
}

/// One contour of four corners, all on the curve, without instructions.
fn glyph() -> Vec<u8> {
    let height = ASCENT - DESCENT;
    let mut glyph = words(&[1, 0, DESCENT, ADVANCE, ASCENT, 3, 0]);
    glyph.extend([1; 4]);
    glyph.extend(words(&[0, 0, ADVANCE, 0]));
    glyph.extend(words(&[DESCENT, height, 0, -height]));
    glyph
}

fn head() -> Vec<u8> {
    let mut head = vec![0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    head.extend(0x5F0F_3CF5_u32.to_be_bytes());
    head.extend(unsigned(&[0b11, EM]));
    // Made and changed: the format's own beginning of time.
    head.extend([0; 16]);
    head.extend(words(&[0, DESCENT, ADVANCE, ASCENT, 0, 3, 2, 0, 0]));
    head
}

fn hhea() -> Vec<u8> {
    let mut hhea = vec![0, 1, 0, 0];
    hhea.extend(words(&[
        ASCENT, DESCENT, 0, ADVANCE, 0, 0, ADVANCE, 1, 0, 0,
    ]));
    hhea.extend(words(&[0, 0, 0, 0, 0]));
    hhea.extend(unsigned(&[GLYPHS]));
    hhea
}

fn maxp() -> Vec<u8> {
    let mut maxp = vec![0, 1, 0, 0];
    // Two glyphs, at most four points in one contour, one zone, no programs.
    maxp.extend(unsigned(&[GLYPHS, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
    maxp
}

/// Maps only U+0020; the PDF reaches the glyphs by their numbers.
fn cmap() -> Vec<u8> {
    let mut cmap = unsigned(&[0, 1, 3, 1, 0, 12]);
    let (space, end) = (0x20, 0xFFFF);
    let delta = |code: u16, glyph: u16| glyph.wrapping_sub(code);
    cmap.extend(unsigned(&[4, 32, 0, 4, 4, 1, 0]));
    cmap.extend(unsigned(&[space, end, 0, space, end]));
    cmap.extend(unsigned(&[delta(space, 1), delta(end, 0), 0, 0]));
    cmap
}

fn name() -> Vec<u8> {
    let text: Vec<u16> = NAME.encode_utf16().collect();
    let length = (text.len() * 2) as u16;
    // Family, style, full and PostScript name, all the same word.
    let ids = [1, 2, 4, 6];
    let count = ids.len() as u16;
    let mut name = unsigned(&[0, count, 6 + 12 * count]);
    for id in ids {
        name.extend(unsigned(&[3, 1, 0x0409, id, length, 0]));
    }
    name.extend(unsigned(&text));
    name
}

fn os2() -> Vec<u8> {
    // Version 4, regular weight and width, may be installed and embedded.
    let mut os2 = words(&[4, ADVANCE, 400, 5, 0]);
    os2.extend(words(&[650, 600, 0, 75, 650, 600, 0, 350, 50, 250, 0]));
    // Panose, Unicode ranges (Basic Latin), no vendor.
    os2.extend([0; 10]);
    os2.extend([0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    os2.extend(*b"    ");
    os2.extend(unsigned(&[0x40, 0x20, 0x20]));
    os2.extend(words(&[ASCENT, DESCENT, 0, ASCENT, -DESCENT]));
    // Code pages (Latin 1), x-height, cap height, default and break character.
    os2.extend([0, 0, 0, 1, 0, 0, 0, 0]);
    os2.extend(words(&[500, 700, 0, 0x20, 1]));
    os2
}

/// Version 3: no glyph names; fixed pitch.
fn post() -> Vec<u8> {
    let mut post = vec![0, 3, 0, 0, 0, 0, 0, 0];
    post.extend(words(&[-100, 50]));
    post.extend([0, 0, 0, 1]);
    post.extend([0; 16]);
    post
}

fn words(values: &[i16]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_be_bytes()).collect()
}

fn unsigned(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_be_bytes()).collect()
}

/// The sum of a table's big-endian 32-bit words, the last one padded with zeros.
fn sum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_adds_up_and_its_tables_have_the_lengths_of_the_format() {
        let font = font_file();
        assert_eq!(sum(&font), MAGIC_SUM);
        let lengths = [os2(), head(), hhea(), maxp(), post(), cmap(), glyph()].map(|t| t.len());
        assert_eq!(lengths, [96, 54, 36, 32, 32, 44, 34]);
    }
}
