//! Linear equations, as fits by least squares give them.

/// Solves `left · x = right` in place by elimination; `left` is square, row by row.
/// `None` when the equations do not determine `x`.
pub(super) fn solve<'a>(left: &mut [f64], right: &'a mut [f64]) -> Option<&'a [f64]> {
    let n = right.len();
    let largest = left.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    for i in 0..n {
        let pivot = (i..n).max_by(|&a, &b| {
            let (a, b) = (left[a * n + i].abs(), left[b * n + i].abs());
            a.total_cmp(&b)
        })?;
        let held = left[pivot * n + i].abs();
        if held.is_nan() || held <= largest * 1e-13 {
            return None;
        }
        for j in 0..n {
            left.swap(i * n + j, pivot * n + j);
        }
        right.swap(i, pivot);
        for r in i + 1..n {
            let k = left[r * n + i] / left[i * n + i];
            if k != 0.0 {
                for j in i..n {
                    left[r * n + j] -= k * left[i * n + j];
                }
                right[r] -= k * right[i];
            }
        }
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| left[i * n + j] * right[j]).sum();
        right[i] = (right[i] - known) / left[i * n + i];
    }
    Some(right)
}
