//! Lines of a table: a rule between two words parts them, and the lines of one
//! cell follow each other, cell after cell, row after row. The engine reads a
//! table across, as if its columns were one text.

use image::GrayImage;

use super::lines::around;
use super::tesseract::EngineWord;
use crate::base::Rect;

/// Darker than this is a rule: the reader's copy is evened out to white.
const INK: u8 = 160;
/// Share of a strip that is dark along a rule; scans break them.
const UNBROKEN: f32 = 0.85;
/// How far a rule reaches beyond a line of text, in heights of the line.
const BEYOND: f32 = 0.35;
/// Lines of one cell lie no further apart, in heights of the line.
const NEAR: f32 = 1.6;

/// Parts the lines at rules and puts the pieces of each cell together.
pub(super) fn in_order(lines: Vec<Vec<EngineWord>>, picture: &GrayImage) -> Vec<Vec<EngineWord>> {
    let mut out = Vec::with_capacity(lines.len());
    // Cells of the table that is being read, by where they begin.
    let mut cells: Vec<Cell> = Vec::new();
    for line in lines {
        let (pieces, left, right) = at_rules(line, picture);
        // A line without a rule in it may still be the only text of its row.
        let in_table = pieces.len() > 1 || left || right;
        if !in_table {
            out.extend(cells.drain(..).flat_map(|cell| cell.lines));
            out.extend(pieces);
            continue;
        }
        for piece in pieces {
            let at = around(&piece);
            let open = cells
                .iter_mut()
                .rev()
                .find(|cell| cell.goes_on(at, picture));
            match open {
                Some(cell) => cell.add(piece, at),
                None => cells.push(Cell {
                    at,
                    last: at,
                    lines: vec![piece],
                }),
            }
        }
    }
    out.extend(cells.into_iter().flat_map(|cell| cell.lines));
    out
}

struct Cell {
    /// Around all its lines.
    at: Rect,
    /// Around the last of them.
    last: Rect,
    lines: Vec<Vec<EngineWord>>,
}

impl Cell {
    /// Whether a piece is the next line of this cell.
    fn goes_on(&self, piece: Rect, picture: &GrayImage) -> bool {
        let shared = self.at.right().min(piece.right()) - self.at.x.max(piece.x);
        let high = self.last.h.max(piece.h);
        let below = piece.y + piece.h / 2.0 > self.last.bottom();
        shared > 0.5 * self.at.w.min(piece.w)
            && below
            && piece.y - self.last.bottom() < NEAR * high
            && !has_level_rule(picture, self.last, piece)
    }

    fn add(&mut self, line: Vec<EngineWord>, at: Rect) {
        self.at = self.at.union(at);
        self.last = at;
        self.lines.push(line);
    }
}

/// A line in pieces, and whether rules stand right before and right behind it.
fn at_rules(line: Vec<EngineWord>, picture: &GrayImage) -> (Vec<Vec<EngineWord>>, bool, bool) {
    let all = around(&line);
    let margin = 1.5 * all.h;
    let left = has_upright_rule(picture, (all.x - margin, all.x), all);
    let right = has_upright_rule(picture, (all.right(), all.right() + margin), all);
    let mut pieces: Vec<Vec<EngineWord>> = Vec::new();
    for word in line {
        let parted = pieces.last().and_then(|p| p.last()).is_some_and(|before| {
            let pair = before.at.union(word.at);
            has_upright_rule(picture, (before.at.right(), word.at.x), pair)
        });
        match pieces.last_mut() {
            Some(piece) if !parted => piece.push(word),
            _ => pieces.push(vec![word]),
        }
    }
    (pieces, left, right)
}

/// Whether a rule runs down between two places beside a line of text.
fn has_upright_rule(picture: &GrayImage, (from, to): (f32, f32), line: Rect) -> bool {
    let y0 = (line.y - BEYOND * line.h).max(0.0) as u32;
    let y1 = ((line.bottom() + BEYOND * line.h) as u32).min(picture.height());
    let x0 = from.max(0.0) as u32;
    let x1 = ((to.ceil().max(0.0)) as u32).min(picture.width());
    if y1 <= y0 {
        return false;
    }
    let dark = |x: u32, y: u32| picture.get_pixel(x, y).0[0] < INK;
    // A rule that leans by a pixel is still one.
    let last = picture.width() - 1;
    (x0..x1).any(|x| {
        let hits = (y0..y1)
            .filter(|&y| dark(x, y) || dark((x + 1).min(last), y))
            .count();
        hits as f32 >= UNBROKEN * (y1 - y0) as f32
    })
}

/// Whether a rule runs across between two lines, one above the other.
fn has_level_rule(picture: &GrayImage, above: Rect, below: Rect) -> bool {
    let x0 = above.x.max(below.x).max(0.0) as u32;
    let x1 = (above.right().min(below.right()) as u32).min(picture.width());
    let inset = 0.2 * above.h;
    let y0 = (above.bottom() - inset).max(0.0) as u32;
    let y1 = ((below.y + inset).ceil() as u32).min(picture.height());
    if x1 <= x0 || picture.height() == 0 {
        return false;
    }
    let dark = |x: u32, y: u32| picture.get_pixel(x, y).0[0] < INK;
    let last = picture.height() - 1;
    (y0..y1).any(|y| {
        let hits = (x0..x1)
            .filter(|&x| dark(x, y) || dark(x, (y + 1).min(last)))
            .count();
        hits as f32 >= UNBROKEN * (x1 - x0) as f32
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    fn word(text: &str, x: f32, y: f32) -> EngineWord {
        EngineWord {
            line: (1, 1, 1),
            text: text.into(),
            at: Rect::new(x, y, 60.0, 20.0),
            confidence: 95.0,
        }
    }

    /// Two columns with a rule between at x = 200, two rows with one at y = 100.
    fn table() -> GrayImage {
        GrayImage::from_fn(400, 200, |x, y| {
            let rule = (200..202).contains(&x) || (100..102).contains(&y);
            Luma([if rule { 30 } else { 255 }])
        })
    }

    #[test]
    fn cells_are_read_one_after_the_other() {
        let lines = vec![
            vec![word("a1", 20.0, 20.0), word("b1", 220.0, 20.0)],
            vec![word("a2", 20.0, 50.0), word("b2", 220.0, 50.0)],
            vec![word("c1", 20.0, 120.0), word("d1", 220.0, 120.0)],
            vec![word("c2", 20.0, 150.0)],
        ];
        let texts: Vec<String> = in_order(lines, &table())
            .into_iter()
            .flatten()
            .map(|w| w.text)
            .collect();
        assert_eq!(texts, ["a1", "a2", "b1", "b2", "c1", "d1", "c2"]);
    }

    #[test]
    fn text_without_rules_stays_as_it_is() {
        let lines = vec![
            vec![word("một", 20.0, 20.0), word("hai", 90.0, 20.0)],
            vec![word("ba", 20.0, 50.0), word("bốn", 300.0, 50.0)],
        ];
        let blank = GrayImage::from_pixel(400, 200, Luma([255]));
        let read = in_order(lines.clone(), &blank);
        assert_eq!(read, lines);
    }
}
