//! The order in which lines are read: down the page, but blocks that stand side by
//! side one after the other.

use crate::base::{Line, Rect};

/// Blocks side by side: letterheads, signature and receiver blocks. Longer ones, and
/// those of three and more columns, are tables and are read row by row.
const LONGEST_BLOCK: usize = 14;

/// Lines in reading order; `lines` come row by row, each row from left to right.
pub fn reading(lines: Vec<Line>) -> Vec<Line> {
    let mut rows: Vec<Vec<(Rect, Line)>> = Vec::new();
    for line in lines {
        let Some(rect) = line.rect() else { continue };
        match rows.last_mut() {
            Some(row) if beside(row, rect) => row.push((rect, line)),
            _ => rows.push(vec![(rect, line)]),
        }
    }
    let mut out = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let block = columns(&rows[at..]);
        let Some((count, gutter)) = block else {
            out.append(&mut rows[at]);
            at += 1;
            continue;
        };
        let taken = rows[at..at + count].iter_mut().flat_map(std::mem::take);
        let (left, right): (Vec<_>, Vec<_>) = taken.partition(|(rect, _)| rect.x < gutter);
        out.extend(left);
        out.extend(right);
        at += count;
    }
    out.into_iter().map(|(_, line)| line).collect()
}

fn beside(row: &[(Rect, Line)], rect: Rect) -> bool {
    row.iter().all(|(r, _)| {
        let overlap = r.bottom().min(rect.bottom()) - r.y.max(rect.y);
        overlap > 0.5 * r.h.min(rect.h) && (rect.x >= r.right() || r.x >= rect.right())
    })
}

/// How many rows from the first stand in two columns, and where the gutter is.
fn columns(rows: &[Vec<(Rect, Line)>]) -> Option<(usize, f32)> {
    let mut gutter: Option<(f32, f32)> = None;
    let mut count = 0;
    let mut below = f32::NAN;
    let mut pairs = 0;
    for row in rows {
        let top = row.iter().map(|(r, _)| r.y).fold(f32::MAX, f32::min);
        let height = row[0].0.h;
        // A blank of two lines parts blocks.
        if row.len() > 2 || top - below > 2.0 * height {
            break;
        }
        let next = match (&row[..], gutter) {
            ([(a, _), (b, _)], None) => Some((a.right().min(b.right()), a.x.max(b.x))),
            ([(a, _), (b, _)], Some((from, to))) => {
                Some((from.max(a.right().min(b.right())), to.min(a.x.max(b.x))))
            }
            ([(a, _)], Some((from, to))) if a.right() <= to => Some((from.max(a.right()), to)),
            ([(a, _)], Some((from, to))) if a.x >= from => Some((from, to.min(a.x))),
            _ => None,
        };
        match next {
            Some((from, to)) if to - from > 0.3 * height => gutter = next,
            _ => break,
        }
        pairs += usize::from(row.len() == 2);
        below = row.iter().map(|(r, _)| r.bottom()).fold(0.0, f32::max);
        count += 1;
    }
    let (from, to) = gutter?;
    (pairs >= 1 && count > 1 && count <= LONGEST_BLOCK).then_some((count, (from + to) / 2.0))
}
