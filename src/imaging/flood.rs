//! Cells of a grid that hang together.

/// The cells joined to `start`, whose cells are among them, that are `on`; marks them
/// as seen. The grid is `w` cells across and `h` down; cells touch at their sides.
pub(super) fn flood(
    (w, h): (usize, usize),
    start: Vec<usize>,
    seen: &mut [bool],
    on: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut piece = start;
    for &i in &piece {
        seen[i] = true;
    }
    let mut next = 0;
    while let Some(&at) = piece.get(next) {
        next += 1;
        let (x, y) = (at % w, at / w);
        let near = [
            (x > 0).then(|| at - 1),
            (x + 1 < w).then(|| at + 1),
            (y > 0).then(|| at - w),
            (y + 1 < h).then(|| at + w),
        ];
        for to in near.into_iter().flatten() {
            if !seen[to] && on(to) {
                seen[to] = true;
                piece.push(to);
            }
        }
    }
    piece
}
