//! How a page lies in the raw picture, and the maps that follow from it.

use crate::base::{Affine, QuarterTurns, Size};

/// Turns and tilt found in a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pose {
    /// Counter-clockwise quarter turns.
    pub turns: QuarterTurns,
    /// Counter-clockwise degrees left after the quarter turns; exactly 0 for a
    /// page that stays as it is.
    pub degrees: f64,
}

/// The page as shown: its size and the map from the raw picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Canvas {
    /// Its size.
    pub size: Size,
    /// From raw pixels to it.
    pub from_raw: Affine,
}

/// Turns and tilts the raw picture. The canvas keeps the turned size and grows
/// only where ink would fall off; `ink` are the boxes of ink, `(x0, y0, x1, y1)`
/// in raw pixels.
pub(super) fn canvas(raw: Size, pose: Pose, ink: &[[f64; 4]]) -> Canvas {
    let turn = pose.turns.inverse();
    let size = raw.turned(turn);
    let turned = Affine::quarter_turns(turn, raw);
    if pose.degrees == 0.0 {
        return Canvas {
            size,
            from_raw: turned,
        };
    }
    let (w, h) = (f64::from(size.width), f64::from(size.height));
    let map = turned.then(Affine::rotate_about(-pose.degrees, w / 2.0, h / 2.0));
    let (mut x0, mut y0, mut x1, mut y1) = (0.0_f64, 0.0_f64, w, h);
    for b in ink {
        for (x, y) in [(b[0], b[1]), (b[2], b[1]), (b[0], b[3]), (b[2], b[3])] {
            let (x, y) = map.apply(x, y);
            (x0, x1) = (x0.min(x), x1.max(x));
            (y0, y1) = (y0.min(y), y1.max(y));
        }
    }
    let (left, top) = (-x0.floor(), -y0.floor());
    Canvas {
        size: Size::new((left + x1.ceil()) as u32, (top + y1.ceil()) as u32),
        from_raw: map.then(Affine::shift(left, top)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_page_stays_untouched() {
        let pose = Pose {
            turns: QuarterTurns::new(0),
            degrees: 0.0,
        };
        let canvas = canvas(Size::new(30, 40), pose, &[]);
        assert_eq!(
            (canvas.size, canvas.from_raw),
            (Size::new(30, 40), Affine::IDENTITY)
        );
    }

    #[test]
    fn turns_and_skew_are_undone_clockwise_and_ink_is_kept() {
        let pose = Pose {
            turns: QuarterTurns::new(1),
            degrees: 0.0,
        };
        // Once counter-clockwise: the page's top lies at the left.
        let turned = canvas(Size::new(400, 300), pose, &[]);
        assert_eq!(turned.size, Size::new(300, 400));
        assert_eq!(turned.from_raw.apply(0.0, 300.0), (0.0, 0.0));

        let pose = Pose {
            turns: QuarterTurns::new(0),
            degrees: 5.0,
        };
        let plain = canvas(Size::new(1000, 1000), pose, &[]);
        assert_eq!(plain.size, Size::new(1000, 1000));
        // Rising to the right before, level after.
        let tan = 5.0_f64.to_radians().tan();
        let (_, left) = plain.from_raw.apply(300.0, 500.0 + 200.0 * tan);
        let (_, right) = plain.from_raw.apply(700.0, 500.0 - 200.0 * tan);
        assert!((left - right).abs() < 1e-6);

        let corner = [0.0, 0.0, 10.0, 10.0];
        let grown = canvas(Size::new(1000, 1000), pose, &[corner]);
        assert!(
            grown.size.height > 1000 && grown.size.width == 1000,
            "{grown:?}"
        );
        assert!(grown.from_raw.apply(0.0, 0.0).1 >= 0.0);
    }
}
