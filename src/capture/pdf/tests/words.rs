//! Pages with text: kept, hidden, drawn over a scan.

use super::*;
use crate::base::TextOrigin;

const BODY: &str = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 \
                    theo đề nghị của Sở Tài nguyên và Môi trường";

/// A font whose codes are counted up from 1, one for each letter of the text, with
/// a map to Unicode; and the text in these codes.
fn font(text: &str) -> (Vec<u8>, String) {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let code = |c: char| letters.iter().position(|l| *l == c).unwrap() + 1;
    let map: String = letters
        .iter()
        .map(|c| format!("<{:02x}><{:04x}>\n", code(*c), *c as u32))
        .collect();
    let cmap = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
         1 begincodespacerange <00><ff> endcodespacerange\n\
         {} beginbfchar\n{map}endbfchar\nendcmap end end",
        letters.len()
    );
    let codes: String = text.chars().map(|c| format!("{:02x}", code(c))).collect();
    (stream("", cmap.as_bytes()), format!("<{codes}>"))
}

fn courier() -> Vec<u8> {
    let widths = "600 ".repeat(99);
    format!(
        "<</Type/Font/Subtype/Type1/BaseFont/Courier/ToUnicode 6 0 R\
         /FirstChar 1/LastChar 99/Widths[{widths}]>>"
    )
    .into_bytes()
}

fn typed(text: &str, mode: u8, beneath: &str) -> Vec<u8> {
    let (map, codes) = font(text);
    let content = format!("{beneath} BT {mode} Tr /F5 4 Tf 4 100 Td {codes} Tj ET");
    let font = courier();
    sheet("", &content, &[font, map, grey_image()])
}

/// The image under or over the text is the third object here.
const SCAN: &str = "q 144 0 0 216 0 0 cm /X7 Do Q";

#[test]
fn text_that_reads_as_vietnamese_is_kept() {
    let short = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015";
    let file = open(typed(short, 0, "")).unwrap();
    assert!(file.born_digital());
    let page = file.page(PageNo::FIRST).unwrap();
    let text = page.text.unwrap();
    assert_eq!(text.plain(), short);
    assert_eq!(text.origin, TextOrigin::BornDigital);
    // At 300 dpi a point is 4.17 pixels; Courier's letters are 0.6 wide.
    let word = &text.lines[0].words[1];
    let left = (4.0 + 4.0 * 2.4) * 300.0 / 72.0;
    assert!((word.at.x - left).abs() < 1.0, "{} {left}", word.at.x);
    let base = (216.0 - 100.0) * 300.0 / 72.0;
    assert!(word.at.y < base && word.at.bottom() > base);
}

#[test]
fn another_programs_invisible_text_is_never_taken() {
    let file = open(typed(BODY, 3, SCAN)).unwrap();
    assert!(!file.born_digital());
    let page = file.page(PageNo::FIRST).unwrap();
    assert!(page.text.is_none());
    assert!(page.encoded.is_some(), "the scan is still the page");
}

#[test]
fn text_beneath_the_scan_is_not_taken_either() {
    let (map, codes) = font(BODY);
    let content = format!("BT /F5 4 Tf 4 100 Td {codes} Tj ET {SCAN}");
    let font = courier();
    let file = open(sheet("", &content, &[font, map, grey_image()])).unwrap();
    assert!(!file.born_digital());
    assert!(file.page(PageNo::FIRST).unwrap().encoded.is_some());
}

#[test]
fn a_stamp_on_a_scan_is_drawn_and_read_as_image() {
    let file = open(typed("Ký bởi: Ủy ban nhân dân tỉnh", 0, SCAN)).unwrap();
    assert!(!file.born_digital());
    let page = file.page(PageNo::FIRST).unwrap();
    assert!(page.text.is_none() && page.encoded.is_none());
}

#[test]
fn text_in_an_unknown_code_is_read_as_image() {
    let file = open(typed(
        "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp Tù do",
        0,
        "",
    ))
    .unwrap();
    assert!(!file.born_digital());
    assert!(file.page(PageNo::FIRST).unwrap().text.is_none());
}

#[test]
fn old_fonts_are_decoded_though_they_are_not_embedded() {
    // TCVN3's bytes are Latin-1's.
    let bytes: Vec<u8> = "C¨n cø LuËt §Êt ®ai ngµy 29 th¸ng 11 n¨m 2013, theo ®Ò nghÞ cña Së"
        .chars()
        .map(|c| c as u8)
        .collect();
    let codes: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let content = format!("BT /F5 3 Tf 4 100 Td <{codes}> Tj ET");
    let font = b"<</Type/Font/Subtype/TrueType/BaseFont/.VnTime/Encoding/WinAnsiEncoding>>";
    let page = first(sheet("", &content, &[font.to_vec()])).unwrap();
    assert_eq!(
        page.text.unwrap().plain(),
        "Căn cứ Luật Đất đai ngày 29 tháng 11 năm 2013, theo đề nghị của Sở"
    );
}
