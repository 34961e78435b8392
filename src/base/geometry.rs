//! Places on a page. Pixels, origin at the top left, x to the right, y down.

use serde::{Deserialize, Serialize};

use super::measure::QuarterTurns;

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Size {
    /// `width` × `height` pixels.
    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// The size after `turns` quarter turns.
    pub fn turned(self, turns: QuarterTurns) -> Self {
        if turns.get() % 2 == 1 {
            Self::new(self.height, self.width)
        } else {
            self
        }
    }

    /// Number of pixels.
    pub fn area(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// An upright box: its top left corner and its extent, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Extent to the right.
    pub w: f32,
    /// Extent downwards.
    pub h: f32,
}

impl Rect {
    /// The box with this corner and extent.
    pub fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    /// Right edge.
    pub fn right(self) -> f32 {
        self.x + self.w
    }

    /// Bottom edge.
    pub fn bottom(self) -> f32 {
        self.y + self.h
    }

    /// Its middle.
    pub fn middle(self) -> (f32, f32) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// Whether a point lies in it, left and top edge included.
    pub fn holds(self, x: f32, y: f32) -> bool {
        (self.x..self.right()).contains(&x) && (self.y..self.bottom()).contains(&y)
    }

    /// The smallest box around both.
    pub fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self::new(
            x,
            y,
            self.right().max(other.right()) - x,
            self.bottom().max(other.bottom()) - y,
        )
    }

    /// The part that lies on a page of this size; `None` if none does.
    pub fn clipped(self, page: Size) -> Option<Self> {
        let (x, y) = (self.x.max(0.0), self.y.max(0.0));
        let w = self.right().min(page.width as f32) - x;
        let h = self.bottom().min(page.height as f32) - y;
        (w > 0.0 && h > 0.0).then_some(Self { x, y, w, h })
    }
}

/// A map from one pixel plane to another:
/// `x' = a·x + c·y + e`, `y' = b·x + d·y + f` (the order of PDF's `cm`).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Affine {
    /// x to x.
    pub a: f64,
    /// x to y.
    pub b: f64,
    /// y to x.
    pub c: f64,
    /// y to y.
    pub d: f64,
    /// Shift in x.
    pub e: f64,
    /// Shift in y.
    pub f: f64,
}

impl Affine {
    /// The map that leaves everything in place.
    pub const IDENTITY: Self = Self {
        a: 1.0,
        b: 0.0,
        c: 0.0,
        d: 1.0,
        e: 0.0,
        f: 0.0,
    };

    /// Scales about the origin.
    pub fn scale(x: f64, y: f64) -> Self {
        Self {
            a: x,
            d: y,
            ..Self::IDENTITY
        }
    }

    /// Shifts.
    pub fn shift(x: f64, y: f64) -> Self {
        Self {
            e: x,
            f: y,
            ..Self::IDENTITY
        }
    }

    /// Turns by `degrees` counter-clockwise (as seen, y down) about a point.
    ///
    /// ```
    /// use sohoa::base::Affine;
    /// let (x, y) = Affine::rotate_about(90.0, 0.0, 0.0).apply(1.0, 0.0);
    /// assert!(x.abs() < 1e-9 && (y + 1.0).abs() < 1e-9); // to the right → up
    /// ```
    pub fn rotate_about(degrees: f64, x: f64, y: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let turn = Self {
            a: cos,
            b: -sin,
            c: sin,
            d: cos,
            e: 0.0,
            f: 0.0,
        };
        Self::shift(-x, -y).then(turn).then(Self::shift(x, y))
    }

    /// Turns a whole picture of `size` counter-clockwise by quarter turns, so
    /// that the turned picture again begins at the origin.
    pub fn quarter_turns(turns: QuarterTurns, size: Size) -> Self {
        let (w, h) = (f64::from(size.width), f64::from(size.height));
        match turns.get() {
            0 => Self::IDENTITY,
            1 => Self {
                a: 0.0,
                b: -1.0,
                c: 1.0,
                d: 0.0,
                e: 0.0,
                f: w,
            },
            2 => Self {
                a: -1.0,
                b: 0.0,
                c: 0.0,
                d: -1.0,
                e: w,
                f: h,
            },
            _ => Self {
                a: 0.0,
                b: 1.0,
                c: -1.0,
                d: 0.0,
                e: h,
                f: 0.0,
            },
        }
    }

    /// First `self`, then `next`.
    pub fn then(self, next: Self) -> Self {
        Self {
            a: next.a * self.a + next.c * self.b,
            b: next.b * self.a + next.d * self.b,
            c: next.a * self.c + next.c * self.d,
            d: next.b * self.c + next.d * self.d,
            e: next.a * self.e + next.c * self.f + next.e,
            f: next.b * self.e + next.d * self.f + next.f,
        }
    }

    /// The map back; `None` if the plane was flattened.
    pub fn inverse(self) -> Option<Self> {
        let det = self.a * self.d - self.b * self.c;
        if !det.is_normal() {
            return None;
        }
        let (a, b, c, d) = (self.d / det, -self.b / det, -self.c / det, self.a / det);
        Some(Self {
            a,
            b,
            c,
            d,
            e: -(a * self.e + c * self.f),
            f: -(b * self.e + d * self.f),
        })
    }

    /// Where a point comes to lie.
    pub fn apply(self, x: f64, y: f64) -> (f64, f64) {
        (
            self.a * x + self.c * y + self.e,
            self.b * x + self.d * y + self.f,
        )
    }

    /// The upright box around the mapped box.
    pub fn apply_rect(self, r: Rect) -> Rect {
        let corners = [
            (r.x, r.y),
            (r.right(), r.y),
            (r.x, r.bottom()),
            (r.right(), r.bottom()),
        ]
        .map(|(x, y)| self.apply(f64::from(x), f64::from(y)));
        let min = |pick: fn(&(f64, f64)) -> f64| corners.iter().map(pick).fold(f64::MAX, f64::min);
        let max = |pick: fn(&(f64, f64)) -> f64| corners.iter().map(pick).fold(f64::MIN, f64::max);
        let (x, y) = (min(|p| p.0), min(|p| p.1));
        Rect::new(
            x as f32,
            y as f32,
            (max(|p| p.0) - x) as f32,
            (max(|p| p.1) - y) as f32,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_quarter_turns_and_an_inverse_lead_home() {
        let size = Size::new(300, 200);
        let one = QuarterTurns::new(1);
        let back = Affine::quarter_turns(one, size).then(Affine::quarter_turns(
            QuarterTurns::new(3),
            size.turned(one),
        ));
        let there = Affine::rotate_about(3.0, 150.0, 100.0).then(Affine::scale(2.0, 2.0));
        let home = there.then(there.inverse().unwrap());
        for map in [back, home] {
            let (x, y) = map.apply(12.0, 34.0);
            assert!((x - 12.0).abs() < 1e-6 && (y - 34.0).abs() < 1e-6);
        }
    }

    #[test]
    fn a_quarter_turn_brings_the_top_right_corner_to_the_top_left() {
        let map = Affine::quarter_turns(QuarterTurns::new(1), Size::new(300, 200));
        assert_eq!(map.apply(300.0, 0.0), (0.0, 0.0));
    }
}
