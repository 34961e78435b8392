//! Two blocks of text beside each other: one is read to its end before the other.
//!
//! Papers of the administration have two such places (NĐ 30/2020, appendix I): the
//! letterhead (the agency | the national motto, then number | place and date) and the
//! end (recipients | signature). The engine reads both across, row by row, which tears
//! an agency's name of two lines apart. Elsewhere rows stay rows: a form's fields
//! beside each other belong together. Short lines that the engine took for a block of
//! their own go back to where they stand: what stands above is read before what stands
//! below it.

use super::lines::around;
use super::tesseract::EngineWord;
use crate::base::Rect;
use crate::base::vietnamese::fold;

/// What a line of the right block of a letterhead says, and how many of the words must
/// stand in it: letters may be misread.
const MOTTOS: [(&[&str], usize); 3] = [
    (
        &["cong", "hoa", "xa", "hoi", "chu", "nghia", "viet", "nam"],
        4,
    ),
    (&["doc", "lap", "tu", "do", "hanh", "phuc"], 3),
    (&["dang", "cong", "san", "viet", "nam"], 4),
];

/// The same of a line with place and date.
const DATE: (&[&str], usize) = (&["ngay", "thang", "nam"], 2);

/// Greatest indent of a paragraph's first line, in its heights.
const INDENT: f32 = 4.0;

type Line = Vec<EngineWord>;

/// Where a line stands.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
    /// Across both blocks: it belongs to neither.
    Across,
}

/// Puts the blocks of a page's letterhead and of its end in order.
pub(super) fn in_order(mut lines: Vec<Line>) -> Vec<Line> {
    above_first(&mut lines);
    part_mottos(&mut lines);
    for place in [letterhead, end] {
        if let Some(order) = place(&lines) {
            put(&mut lines, &order);
        }
    }
    lines
}

/// Moves each line behind the last that stands above it.
fn above_first(lines: &mut Vec<Line>) {
    let boxes: Vec<Rect> = lines.iter().map(|line| around(line)).collect();
    let is_above = |a: Rect, b: Rect| {
        let shared = a.right().min(b.right()) - a.x.max(b.x);
        // A paragraph's last word stands to the left of its indented first line.
        let hangs = a.w > 4.0 * b.w && shared > -INDENT * a.h;
        let over = a.bottom() <= b.middle().1 && a.middle().1 < b.y;
        over && (hangs || shared > 0.3 * a.w.min(b.w))
    };
    let mut order: Vec<usize> = Vec::with_capacity(lines.len());
    for (k, at) in boxes.iter().enumerate() {
        // Where the first of the lines that belong below this one stands.
        let early = order.iter().position(|o| is_above(*at, boxes[*o]));
        order.insert(early.unwrap_or(order.len()), k);
    }
    put(lines, &order);
}

/// Moves the lines of `order` together, to where the first of them stood.
fn put(lines: &mut Vec<Line>, order: &[usize]) {
    let first = order.iter().copied().min().unwrap_or_default();
    let mut rest: Vec<Option<Line>> = lines.drain(..).map(Some).collect();
    let moved: Vec<Line> = order.iter().filter_map(|k| rest[*k].take()).collect();
    let after = rest.split_off(first);
    lines.extend(rest.into_iter().flatten());
    lines.extend(moved);
    lines.extend(after.into_iter().flatten());
}

/// A word without marks and signs, in lower case.
fn key(word: &EngineWord) -> String {
    let letters: String = word.text.chars().filter(|c| c.is_alphanumeric()).collect();
    fold(&letters)
}

/// Whether enough of these words stand in a line.
fn says(line: &[EngineWord], (words, least): (&[&str], usize)) -> bool {
    let heard: Vec<String> = line.iter().map(key).collect();
    let known = words.iter().filter(|w| heard.iter().any(|h| h == *w));
    known.count() >= least
}

/// A motto fills its line, or the text speaks of other things.
fn is_motto(line: &[EngineWord]) -> bool {
    let known = |words: &[&str]| {
        let heard = line.iter().map(key).filter(|k| words.contains(&k.as_str()));
        2 * heard.count() > line.len()
    };
    MOTTOS
        .into_iter()
        .any(|words| says(line, words) && known(words.0))
}

fn begins(line: &[EngineWord], words: &[&str]) -> bool {
    line.len() >= words.len() && line.iter().zip(words).all(|(l, w)| key(l) == *w)
}

/// Whether a line begins with "Số:", with or without a space behind it.
fn is_number(line: &[EngineWord]) -> bool {
    line.first().is_some_and(|word| {
        let key = key(word);
        let rest = key.strip_prefix("so");
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphabetic))
    })
}

/// Parts lines in which an agency's long name runs up to the motto beside it.
fn part_mottos(lines: &mut Vec<Line>) {
    for at in (0..lines.len()).rev() {
        let line = &lines[at];
        let cut = (1..line.len()).find(|k| {
            let rest = &line[*k..];
            begins(rest, &["cong", "hoa", "xa", "hoi"]) || begins(rest, &["doc", "lap", "tu", "do"])
        });
        if let Some(cut) = cut {
            let right = lines[at].split_off(cut);
            lines.insert(at + 1, right);
        }
    }
}

/// Lines at or below a height, from above to below, with the side on which they stand.
fn below(
    lines: &[Line],
    top: f32,
    side: impl Fn(Rect) -> Side,
) -> impl Iterator<Item = (usize, Rect, Side)> {
    let boxes = lines.iter().map(|line| around(line)).enumerate();
    let mut found: Vec<(usize, Rect, Side)> = boxes
        .filter(|(_, r)| r.middle().1 >= top)
        .map(|(k, r)| (k, r, side(r)))
        .collect();
    found.sort_by(|a, b| a.1.middle().1.total_cmp(&b.1.middle().1));
    found.into_iter()
}

/// The letterhead's lines in order: agency, motto, number, place and date.
fn letterhead(lines: &[Line]) -> Option<Vec<usize>> {
    let first = lines
        .iter()
        .find(|line| is_motto(line))
        .map(|l| around(l))?;
    let high = first.h;
    let motto = lines
        .iter()
        .filter(|line| is_motto(line))
        .map(|line| around(line))
        .filter(|r| (r.y - first.y).abs() < 4.0 * high)
        .reduce(Rect::union)?;
    let side = |r: Rect| {
        if r.middle().0 < motto.x && r.right() < motto.x + 0.2 * motto.w {
            Side::Left
        } else if r.x > motto.x - 0.35 * motto.w {
            Side::Right
        } else {
            Side::Across
        }
    };
    let (mut agency, mut number, mut right, mut date) = (vec![], vec![], vec![], vec![]);
    // Lower edge of the left block so far.
    let mut foot = f32::MAX;
    for (k, r, side) in below(lines, motto.y - 2.5 * high, side) {
        if r.y > motto.bottom() + 12.0 * high {
            break;
        }
        match side {
            Side::Left => {
                // What stands in the margin below belongs to the text.
                if !date.is_empty() && r.y - foot > high && !is_number(&lines[k]) {
                    break;
                }
                foot = r.bottom();
                let dated = date
                    .iter()
                    .any(|d: &usize| r.y > around(&lines[*d]).y - 0.5 * high);
                if is_number(&lines[k]) || !number.is_empty() || dated {
                    number.push(k);
                } else {
                    agency.push(k);
                }
            }
            Side::Right if !date.is_empty() => break,
            Side::Right if says(&lines[k], DATE) => date.push(k),
            Side::Right => right.push(k),
            Side::Across if r.y > motto.y => break,
            Side::Across => {}
        }
    }
    // A motto in the middle of the page has no agency beside it.
    let beside = |k: &usize| around(&lines[*k]).middle().1 < motto.bottom() + high;
    if !agency.iter().any(beside) {
        return None;
    }
    Some([agency, right, number, date].concat())
}

/// The lines of a paper's end in order: recipients, signature.
fn end(lines: &[Line]) -> Option<Vec<usize>> {
    let first = lines.iter().find(|line| begins(line, &["noi", "nhan"]));
    let first = first.map(|line| around(line))?;
    let high = first.h;
    // A list of recipients is hardly wider than a third of the page.
    let side = |r: Rect| {
        if r.x > first.x + 14.0 * high {
            Side::Right
        } else if r.x < first.x + 6.0 * high && r.right() < first.x + 32.0 * high {
            Side::Left
        } else {
            Side::Across
        }
    };
    let (mut left, mut right) = (vec![], vec![]);
    for (k, r, side) in below(lines, first.y - high, side) {
        match side {
            Side::Left if r.bottom() > first.y => left.push(k),
            Side::Left => {}
            Side::Right => right.push(k),
            Side::Across if r.y > first.y => break,
            Side::Across => {}
        }
    }
    left.extend(right);
    Some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line of words 12 wide a letter and 30 high, a row every 40.
    fn line(x: f32, row: f32, text: &str) -> Line {
        let mut x = x;
        text.split(' ')
            .map(|word| {
                let at = Rect::new(x, 40.0 * row, 12.0 * word.chars().count() as f32, 30.0);
                x = at.right() + 10.0;
                EngineWord {
                    line: (1, 1, row as u32),
                    text: word.into(),
                    at,
                    confidence: 90.0,
                }
            })
            .collect()
    }

    fn read(lines: &[(f32, f32, &str)]) -> Vec<String> {
        let lines = lines.iter().map(|(x, row, text)| line(*x, *row, text));
        let text = |line: &Line| {
            let words: Vec<&str> = line.iter().map(|w| w.text.as_str()).collect();
            words.join(" ")
        };
        in_order(lines.collect()).iter().map(text).collect()
    }

    #[test]
    fn agency_motto_number_and_date_follow_each_other() {
        let page = [
            (100.0, 0.0, "ỦY BAN NHÂN DÂN"),
            (600.0, 0.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            (120.0, 1.0, "XÃ TRI LỄ"),
            (690.0, 1.0, "Độc lập - Tự do - Hạnh phúc"),
            // The date stands a little higher than the number.
            (620.0, 2.9, "Tri Lễ, ngày 15 tháng 3 năm 2017"),
            (110.0, 3.0, "Số:472/GXN-UBND"),
            (430.0, 5.0, "GIẤY XÁC NHẬN VỀ CƯ TRÚ"),
        ];
        let order = [0, 2, 1, 3, 5, 4, 6];
        assert_eq!(read(&page), order.map(|k| page[k].2));
    }

    #[test]
    fn a_long_agency_is_parted_from_the_motto() {
        let page = [
            (
                100.0,
                0.0,
                "UBND THÀNH PHỐ LẠNG SƠN CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
            ),
            (550.0, 1.0, "VIỆT NAM"),
            (500.0, 2.0, "Độc lập - Tự do - Hạnh phúc"),
        ];
        assert_eq!(
            read(&page)[..2],
            ["UBND THÀNH PHỐ LẠNG SƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA"]
        );
    }

    #[test]
    fn recipients_come_before_the_signature() {
        let page = [
            (
                100.0,
                0.0,
                "Ủy ban nhân dân xã báo cáo để tỉnh xem xét, tổng hợp, trình cấp trên.",
            ),
            (800.0, 2.0, "KT. CHỦ TỊCH"),
            (100.0, 2.2, "Nơi nhận:"),
            (790.0, 3.0, "PHÓ CHỦ TỊCH"),
            (100.0, 3.2, "- Như trên;"),
            (100.0, 4.2, "- Lưu: VT."),
            (770.0, 7.0, "Lý Hữu Phú"),
        ];
        let order = [0, 2, 4, 5, 1, 3, 6];
        assert_eq!(read(&page), order.map(|k| page[k].2));
    }

    #[test]
    fn rows_of_a_form_stay_rows_and_stray_lines_go_home() {
        let form = [
            (100.0, 0.0, "Họ và tên: Lý Hữu Phú"),
            (700.0, 0.0, "Giới tính: Nam"),
            (100.0, 1.0, "Dân tộc: Tày"),
            (700.0, 1.0, "Quốc tịch: Việt Nam"),
            (100.0, 2.0, "Phòng Văn hóa - Xã hội chủ trì"),
        ];
        assert_eq!(read(&form), form.map(|line| line.2));
        let certificate = [
            (300.0, 0.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
            (380.0, 1.0, "Độc lập - Tự do - Hạnh phúc"),
            (100.0, 4.0, "Ngày, tháng, năm sinh: 16/02/1957"),
            (100.0, 5.0, "Giới tính: Nữ"),
        ];
        assert_eq!(read(&certificate), certificate.map(|line| line.2));
        let stray = [
            (60.0, 1.0, "LẺ"),
            (100.0, 0.0, "V. VỀ VIỆC CẤP GIẤY PHÉP XÂY DỰNG NHÀ Ở RIÊNG"),
            (100.0, 2.0, "16. Sở Công Thương có trách nhiệm"),
        ];
        let order = [1, 0, 2];
        assert_eq!(read(&stray), order.map(|k| stray[k].2));
    }
}
