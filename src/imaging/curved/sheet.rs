//! The bend of a page: a smooth sheet fitted through its lines of text.
//!
//! A line that lies at height `s` once flat runs at `s + f(x, s)`. Across the page
//! `f` is a spline, stiff enough not to follow single words and free enough for the
//! steep end at a book's gutter; down the page it changes as a parabola, since a
//! camera sees the upper and the lower edge of a bent page bent otherwise.

use super::super::equations::solve;
use super::chains::Chain;

/// Pieces of the spline across the page: about 2 cm each on A4, the breadth of the
/// steep part of a page at a gutter.
const SPANS: usize = 8;

/// Basis functions across.
const ACROSS: usize = SPANS + 3;

/// Powers of the place down the page.
const DOWN: usize = 3;

/// Unknowns.
const N: usize = ACROSS * DOWN;

/// Stiffness for each power down the page, against one letter's vote: weak for what
/// all lines share, strong for what only their order tells.
const STIFF: [f64; DOWN] = [0.5, 1.0, 20.0];

/// Rounds of weighing feet anew: descenders and marks below the line, a sixth of
/// all, have lost their say after four.
const ROUNDS: usize = 6;

/// How far beyond the outermost lines, in half heights of the text, the bend goes on
/// changing.
const BEYOND: f64 = 1.1;

/// A bent sheet.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    /// Left edge of the text and its extent.
    x: (f64, f64),
    /// Middle of the text and half its height.
    y: (f64, f64),
    /// Spline coefficients, for each the powers down the page.
    bend: [[f64; DOWN]; ACROSS],
}

impl Sheet {
    /// The sheet through the chains, whose letters are `letter` high.
    pub fn fit<'a>(chains: impl Iterator<Item = &'a Chain> + Clone, letter: f64) -> Option<Self> {
        let all = || chains.clone().flat_map(|c| &c.feet);
        let (x0, x1) = bounds(all().map(|f| f.0))?;
        let (y0, y1) = bounds(all().map(|f| f.1))?;
        let mut sheet = Self {
            x: (x0, (x1 - x0).max(1.0)),
            y: ((y0 + y1) / 2.0, ((y1 - y0) / 2.0).max(1.0)),
            bend: [[0.0; DOWN]; ACROSS],
        };
        // Half-way out a foot counts half; at twice the descender's reach, nothing.
        let mut reach = 2.0 * letter;
        for _ in 0..ROUNDS {
            let mut sums = Sums::new();
            for chain in chains.clone() {
                sums.add(&sheet, chain, reach);
            }
            sheet.bend = sums.solved()?;
            reach = (reach / 2.0).max(0.3 * letter);
        }
        Some(sheet)
    }

    /// How far below its flat place the point of the line at height `s` lies.
    pub fn at(&self, x: f64, s: f64) -> f64 {
        let u = (x - self.x.0) / self.x.1;
        let inner = u.clamp(0.0, 1.0);
        let (value, slope) = self.spline(inner, self.powers(s));
        // Beyond the text the line goes on as it ended.
        value + slope * (u - inner)
    }

    /// Left and right end of the text, and its top and foot.
    pub fn text(&self) -> ((f64, f64), (f64, f64)) {
        (
            (self.x.0, self.x.0 + self.x.1),
            (self.y.0 - self.y.1, self.y.0 + self.y.1),
        )
    }

    /// The height at which a point of the bent page lies once flat.
    pub fn flat(&self, x: f64, y: f64) -> f64 {
        let mut s = y;
        // The bend changes by less than a third of the way down: this halves the
        // error more than thrice each time.
        for _ in 0..6 {
            s = y - self.at(x, s);
        }
        s
    }

    fn powers(&self, s: f64) -> [f64; DOWN] {
        let t = ((s - self.y.0) / self.y.1).clamp(-BEYOND, BEYOND);
        [1.0, t, t * t]
    }

    /// Value and slope at `u`, 0 to 1 across the text.
    fn spline(&self, u: f64, powers: [f64; DOWN]) -> (f64, f64) {
        let (first, values, slopes) = basis(u);
        let (mut value, mut slope) = (0.0, 0.0);
        for (k, row) in self.bend[first..first + 4].iter().enumerate() {
            let c: f64 = row.iter().zip(&powers).map(|(b, p)| b * p).sum();
            value += c * values[k];
            slope += c * slopes[k];
        }
        (value, slope)
    }
}

/// Least and greatest of finite values.
fn bounds(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
    (low <= high).then_some((low, high))
}

/// The four uniform cubic B-splines that are not zero at `u`: the first one's index,
/// values, slopes.
fn basis(u: f64) -> (usize, [f64; 4], [f64; 4]) {
    let place = u * SPANS as f64;
    let first = (place as usize).min(SPANS - 1);
    let f = place - first as f64;
    let g = 1.0 - f;
    let values = [
        g * g * g / 6.0,
        (3.0 * f * f * f - 6.0 * f * f + 4.0) / 6.0,
        (3.0 * g * g * g - 6.0 * g * g + 4.0) / 6.0,
        f * f * f / 6.0,
    ];
    let slopes = [
        -g * g / 2.0,
        (3.0 * f * f - 4.0 * f) / 2.0,
        (4.0 * g - 3.0 * g * g) / 2.0,
        f * f / 2.0,
    ];
    (first, values, slopes.map(|s| s * SPANS as f64))
}

/// Normal equations of the fit. Each chain's own height is eliminated by taking its
/// mean off, so that only its shape votes.
struct Sums {
    a: Vec<[f64; N]>,
    b: [f64; N],
}

impl Sums {
    fn new() -> Self {
        let mut sums = Self {
            a: vec![[0.0; N]; N],
            b: [0.0; N],
        };
        for (power, stiff) in STIFF.iter().enumerate() {
            let at = |k: usize| k * DOWN + power;
            for k in 0..ACROSS {
                // What is the same all across says nothing of the bend; held at zero.
                for l in 0..ACROSS {
                    sums.a[at(k)][at(l)] += 1.0 / ACROSS as f64;
                }
                sums.a[at(k)][at(k)] += 1e-6;
            }
            for k in 0..ACROSS - 2 {
                for (i, wi) in [1.0, -2.0, 1.0].iter().enumerate() {
                    for (j, wj) in [1.0, -2.0, 1.0].iter().enumerate() {
                        sums.a[at(k + i)][at(k + j)] += stiff * wi * wj;
                    }
                }
            }
        }
        sums
    }

    /// Adds a chain; feet further than `reach` from the sheet have no say.
    fn add(&mut self, sheet: &Sheet, chain: &Chain, reach: f64) {
        let level = rest(sheet, chain, chain.level());
        let powers = sheet.powers(level);
        let (mut n, mut mean_y, mut mean) = (0.0, 0.0, [0.0; N]);
        let rows: Vec<(f64, f64, usize, [f64; 4])> = chain
            .feet
            .iter()
            .map(|&(x, y)| {
                let off = (y - level - sheet.at(x, level)) / reach;
                let weight = if off.abs() < 1.0 {
                    (1.0 - off * off).powi(2)
                } else {
                    0.0
                };
                let (first, values, _) = basis(((x - sheet.x.0) / sheet.x.1).clamp(0.0, 1.0));
                (weight, y, first, values)
            })
            .collect();
        let row = |first: usize, values: &[f64; 4]| {
            let mut row = [0.0; 4 * DOWN];
            for (k, v) in values.iter().enumerate() {
                for (p, power) in powers.iter().enumerate() {
                    row[k * DOWN + p] = v * power;
                }
            }
            (first * DOWN, row)
        };
        for (weight, y, first, values) in &rows {
            n += weight;
            mean_y += weight * y;
            let (at, row) = row(*first, values);
            for (i, v) in row.iter().enumerate() {
                mean[at + i] += weight * v;
                self.b[at + i] += weight * v * (y - level);
                for (j, w) in row.iter().enumerate() {
                    self.a[at + i][at + j] += weight * v * w;
                }
            }
        }
        if n <= 0.0 {
            return;
        }
        let mean_y = mean_y / n - level;
        for i in 0..N {
            self.b[i] -= mean[i] * mean_y;
            for j in 0..N {
                self.a[i][j] -= mean[i] * mean[j] / n;
            }
        }
    }

    /// The bend with the least squared error; `None` if the letters leave it open.
    fn solved(mut self) -> Option<[[f64; DOWN]; ACROSS]> {
        let b = solve(self.a.as_flattened_mut(), &mut self.b)?;
        let bend = std::array::from_fn(|k| std::array::from_fn(|p| b[k * DOWN + p]));
        b.iter().all(|v| v.is_finite()).then_some(bend)
    }
}

/// The flat height of a chain: the median of what is left of its feet without the
/// bend.
pub(super) fn rest(sheet: &Sheet, chain: &Chain, near: f64) -> f64 {
    let mut left: Vec<f64> = chain
        .feet
        .iter()
        .map(|&(x, y)| y - sheet.at(x, near))
        .collect();
    let middle = left.len() / 2;
    if left.is_empty() {
        return near;
    }
    *left.select_nth_unstable_by(middle, f64::total_cmp).1
}
