//! Connected dark pieces of a grey picture, found by runs: letters, dots, specks.
//! Imaging judges a page by them, the reader looks for what it has overlooked.

use super::geometry::Rect;

/// A stretch of dark pixels in one row.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Row.
    pub y: u32,
    /// First pixel.
    pub x0: u32,
    /// One past the last pixel.
    pub x1: u32,
    /// Index of its [`Blob`].
    pub blob: u32,
}

/// One piece: its box and its pixels.
#[derive(Clone, Copy, Debug)]
pub struct Blob {
    /// Left edge.
    pub x0: u32,
    /// Top edge.
    pub y0: u32,
    /// One past the right edge.
    pub x1: u32,
    /// One past the bottom edge.
    pub y1: u32,
    /// Number of dark pixels.
    pub area: u32,
}

impl Blob {
    /// Pixels across.
    pub fn width(&self) -> u32 {
        self.x1 - self.x0
    }

    /// Pixels down.
    pub fn height(&self) -> u32 {
        self.y1 - self.y0
    }

    /// Its box.
    pub fn rect(&self) -> Rect {
        let [x, y, w, h] = [self.x0, self.y0, self.width(), self.height()].map(|v| v as f32);
        Rect::new(x, y, w, h)
    }
}

/// All pieces of a picture, and the runs that they consist of in reading order.
#[derive(Clone, Debug)]
pub struct Blobs {
    /// The pieces.
    pub blobs: Vec<Blob>,
    /// Their runs, by row and then from left to right.
    pub runs: Vec<Run>,
}

/// Pieces darker than `below`, joined across corners too. `px` is grey, row by row
/// without padding, `width` pixels across (at least 1).
///
/// ```
/// use sohoa::base::blobs;
/// let page = [0, 255, 0, 255, 0, 255, 255, 255, 255];
/// let found = blobs::find(&page, 3, 128);
/// assert_eq!((found.blobs.len(), found.blobs[0].area), (1, 3));
/// ```
pub fn find(px: &[u8], width: usize, below: u8) -> Blobs {
    let mut runs: Vec<Run> = Vec::new();
    let mut parent: Vec<u32> = Vec::new();
    let (mut above, mut above_end) = (0, 0);
    for (y, row) in px.chunks_exact(width.max(1)).enumerate() {
        let start = runs.len();
        let mut upper = above;
        let mut x = 0;
        while let Some((x0, x1)) = next_run(row, x, below) {
            x = x1;
            // Runs of the row above that touch this one, corners included.
            while upper < above_end && (runs[upper].x1 as usize) < x0 {
                upper += 1;
            }
            let mut label = None;
            let mut k = upper;
            while k < above_end && runs[k].x0 as usize <= x1 {
                let other = root(&mut parent, runs[k].blob);
                label = Some(match label {
                    None => other,
                    Some(mine) => join(&mut parent, mine, other),
                });
                k += 1;
            }
            let blob = label.unwrap_or_else(|| {
                parent.push(parent.len() as u32);
                parent.len() as u32 - 1
            });
            runs.push(Run {
                y: y as u32,
                x0: x0 as u32,
                x1: x1 as u32,
                blob,
            });
        }
        (above, above_end) = (start, runs.len());
    }
    gather(runs, parent)
}

fn gather(mut runs: Vec<Run>, mut parent: Vec<u32>) -> Blobs {
    let mut number = vec![u32::MAX; parent.len()];
    let mut blobs: Vec<Blob> = Vec::new();
    for run in &mut runs {
        let root = root(&mut parent, run.blob) as usize;
        if number[root] == u32::MAX {
            number[root] = blobs.len() as u32;
            blobs.push(Blob {
                x0: run.x0,
                y0: run.y,
                x1: run.x1,
                y1: run.y + 1,
                area: 0,
            });
        }
        run.blob = number[root];
        let blob = &mut blobs[run.blob as usize];
        blob.x0 = blob.x0.min(run.x0);
        blob.x1 = blob.x1.max(run.x1);
        blob.y1 = run.y + 1;
        blob.area += run.x1 - run.x0;
    }
    Blobs { blobs, runs }
}

/// The next dark run at or after `from`.
fn next_run(row: &[u8], from: usize, below: u8) -> Option<(usize, usize)> {
    let mut x = from;
    // Paper is skipped sixteen pixels at a time.
    while let Some(chunk) = row.get(x..x + 16) {
        if chunk.iter().fold(255, |m, &v| m.min(v)) < below {
            break;
        }
        x += 16;
    }
    let start = x + row[x..].iter().position(|&v| v < below)?;
    let len = row[start..].iter().position(|&v| v >= below);
    Some((start, len.map_or(row.len(), |n| start + n)))
}

fn root(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        let up = parent[parent[i as usize] as usize];
        parent[i as usize] = up;
        i = up;
    }
    i
}

fn join(parent: &mut [u32], a: u32, b: u32) -> u32 {
    let (low, high) = (a.min(b), a.max(b));
    parent[high as usize] = low;
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_one_piece_and_a_dot_inside_another() {
        let mut page = vec![255; 60 * 60];
        for i in 10..50 {
            for (x, y) in [(i, 10), (i, 49), (10, i), (49, i)] {
                page[y * 60 + x] = 0;
            }
        }
        page[30 * 60 + 30] = 0;
        let found = find(&page, 60, 128).blobs;
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].width(), found[0].height()), (40, 40));
        assert_eq!(found[1].area, 1);
    }

    #[test]
    fn pieces_that_meet_only_further_down_are_one() {
        let mut page = [255; 15];
        for at in [0, 4, 5, 9, 10, 11, 12, 13, 14] {
            page[at] = 0;
        }
        assert_eq!(find(&page, 5, 128).blobs.len(), 1);
    }
}
