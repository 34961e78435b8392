//! The letters of the invisible text: which character codes a document uses, and
//! the font objects that give them their meaning.
//!
//! The recipe was measured against five text extractors and veraPDF: a Type0
//! font with `Identity-H`, codes equal to UTF-16 code units, every code led to
//! one box glyph, one default width and no width table, `ToUnicode` for the used
//! codes alone. (One range over all codes, as Tesseract writes, is refused as
//! PDF/A-2u: it names U+0000 and surrogates.)

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::Error;
use super::glyphless::{self, ADVANCE, ASCENT, DESCENT, NAME};
use super::objects::Objects;

/// Codes for characters beyond U+FFFF: the range of the surrogates, which no
/// single character occupies.
const SPARE: std::ops::RangeInclusive<u16> = 0xD800..=0xDFFF;

/// Entries in one block of a character map; Ghostscript drops a map with more.
const BLOCK: usize = 100;

/// The characters that a document uses, by their two-byte codes.
#[derive(Debug, Default)]
pub struct Letters {
    used: BTreeMap<u16, char>,
    spare: HashMap<char, u16>,
}

impl Letters {
    /// The code of a character, noted as used; `None` for what cannot stand in
    /// text: controls, byte order marks and noncharacters (the standard forbids
    /// U+0000, U+FEFF and U+FFFE as meanings).
    ///
    /// After 2,048 different characters beyond U+FFFF, more than any paper has,
    /// a further one becomes U+FFFD.
    pub fn code(&mut self, letter: char) -> Option<u16> {
        let point = u32::from(letter);
        if letter.is_control() || letter == '\u{FEFF}' || point & 0xFFFE == 0xFFFE {
            return None;
        }
        let letter = if letter.is_whitespace() { ' ' } else { letter };
        let code = match u16::try_from(point) {
            Ok(_) if letter == ' ' => 0x20,
            Ok(code) => code,
            Err(_) => match self.spare.get(&letter) {
                Some(code) => *code,
                None => match SPARE.clone().nth(self.spare.len()) {
                    Some(code) => {
                        self.spare.insert(letter, code);
                        code
                    }
                    None => return self.code(char::REPLACEMENT_CHARACTER),
                },
            },
        };
        self.used.insert(code, letter);
        Some(code)
    }

    /// The map from codes to characters, in the language of PostScript.
    fn to_unicode(&self) -> String {
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
             /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
             /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
             1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        let entries: Vec<String> =
            self.used
                .iter()
                .map(|(code, letter)| {
                    let units = letter.encode_utf16(&mut [0; 2]).iter().fold(
                        String::new(),
                        |mut hex, unit| {
                            let _ = write!(hex, "{unit:04X}");
                            hex
                        },
                    );
                    format!("<{code:04X}> <{units}>\n")
                })
                .collect();
        for block in entries.chunks(BLOCK) {
            let _ = write!(
                map,
                "{} beginbfchar\n{}endbfchar\n",
                block.len(),
                block.concat()
            );
        }
        map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        map
    }

    /// Writes the font under `font`, a reserved number. To be called once, when
    /// the last page is written.
    ///
    /// # Errors
    /// As [`Objects::stream`].
    pub fn write_font<W: Write>(
        &self,
        objects: &mut Objects<W>,
        font: ObjectId,
    ) -> Result<(), Error> {
        let ids: [ObjectId; 5] = [
            objects.reserve()?,
            objects.reserve()?,
            objects.reserve()?,
            objects.reserve()?,
            objects.reserve()?,
        ];
        let [descendant, descriptor, program, glyphs, to_unicode] = ids;
        objects.dictionary(
            font,
            dictionary! {
                "Type" => "Font",
                "Subtype" => "Type0",
                "BaseFont" => NAME,
                "Encoding" => "Identity-H",
                "DescendantFonts" => vec![descendant.into()],
                "ToUnicode" => to_unicode,
            },
        )?;
        let system = dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Identity"),
            "Supplement" => 0,
        };
        objects.dictionary(
            descendant,
            dictionary! {
                "Type" => "Font",
                "Subtype" => "CIDFontType2",
                "BaseFont" => NAME,
                "CIDSystemInfo" => system,
                "FontDescriptor" => descriptor,
                "DW" => ADVANCE,
                "CIDToGIDMap" => glyphs,
            },
        )?;
        let corners: [i16; 4] = [0, DESCENT, ADVANCE, ASCENT];
        objects.dictionary(
            descriptor,
            dictionary! {
                "Type" => "FontDescriptor",
                "FontName" => NAME,
                // Fixed pitch and symbolic.
                "Flags" => 0b101,
                "FontBBox" => corners.map(Object::from).to_vec(),
                "ItalicAngle" => 0,
                "Ascent" => ASCENT,
                "Descent" => DESCENT,
                "CapHeight" => ASCENT,
                "StemV" => 80,
                "FontFile2" => program,
            },
        )?;
        let file = glyphless::font_file();
        objects.packed(
            program,
            dictionary! { "Length1" => file.len() as i64 },
            &file,
        )?;
        let one_glyph = [0, 1].repeat(usize::from(u16::MAX) + 1);
        objects.packed(glyphs, Dictionary::new(), &one_glyph)?;
        objects.packed(to_unicode, Dictionary::new(), self.to_unicode().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_utf16_and_those_beyond_get_spare_ones_of_their_own() {
        let mut letters = Letters::default();
        assert_eq!(letters.code('ế'), Some(0x1EBF));
        assert_eq!(letters.code('\u{A0}'), Some(0x20));
        assert_eq!(letters.code('😀'), Some(0xD800));
        assert_eq!(letters.code('𠀋'), Some(0xD801));
        assert_eq!(letters.code('😀'), Some(0xD800));
        assert!(letters.to_unicode().contains("<D801> <D840DC0B>\n"));
        for bad in ['\0', '\u{7}', '\u{FEFF}', '\u{FFFE}', '\u{1FFFF}'] {
            assert_eq!(letters.code(bad), None);
        }
        for point in 0x2_0000..0x2_0900 {
            letters.code(char::from_u32(point).unwrap());
        }
        assert_eq!(letters.code('\u{3_0000}'), Some(0xFFFD));
    }

    #[test]
    fn no_block_of_the_map_has_more_than_a_hundred_entries() {
        let mut letters = Letters::default();
        for point in 0x4E00..0x4E00 + 250 {
            letters.code(char::from_u32(point).unwrap());
        }
        let map = letters.to_unicode();
        let counts: Vec<&str> = map
            .lines()
            .filter(|l| l.ends_with(" beginbfchar"))
            .collect();
        assert_eq!(
            counts,
            ["100 beginbfchar", "100 beginbfchar", "50 beginbfchar"]
        );
    }
}
