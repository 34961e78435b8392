//! The sheet: how large a page is in points, and where its pixels lie on it.

use crate::base::{Affine, Dpi, Size};

/// The long side of A4, for pages that do not know their resolution.
const A4_LONG_SIDE: f64 = 841.89;

/// Points that a side may have (ISO 19005-2, 6.1.13).
const SHORTEST: f64 = 3.0;
const LONGEST: f64 = 14_400.0;

/// A page in points.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// Points across.
    pub width: f64,
    /// Points up.
    pub height: f64,
    /// Points a pixel.
    pub scale: f64,
}

impl Sheet {
    /// The sheet for a page of this size and resolution. Kept in proportion; a
    /// page beyond what the standard allows is scaled into it, and a strip
    /// thinner than allowed gets an empty margin at its right or lower edge.
    pub fn new(size: Size, dpi: Option<Dpi>) -> Self {
        let (across, down) = (f64::from(size.width.max(1)), f64::from(size.height.max(1)));
        let long = across.max(down);
        let wanted = dpi.map_or(A4_LONG_SIDE / long, |dpi| 72.0 / f64::from(dpi.get()));
        let scale = wanted.clamp(SHORTEST / long, LONGEST / long);
        let side = |pixels: f64| (pixels * scale).clamp(SHORTEST, LONGEST);
        Self {
            width: side(across),
            height: side(down),
            scale,
        }
    }

    /// From pixels of the page as shown (y down) to points (y up).
    pub fn pixels_to_points(self) -> Affine {
        Affine {
            a: self.scale,
            b: 0.0,
            c: 0.0,
            d: -self.scale,
            e: 0.0,
            f: self.height,
        }
    }

    /// The map that brings PDF's unit square to where an image of this size is
    /// placed.
    pub fn image_matrix(self, image: Size, placing: Affine) -> Affine {
        let (w, h) = (f64::from(image.width), f64::from(image.height));
        // The first row of an image is the upper edge of the unit square.
        let unit = Affine {
            a: w,
            b: 0.0,
            c: 0.0,
            d: -h,
            e: 0.0,
            f: h,
        };
        unit.then(placing).then(self.pixels_to_points())
    }
}

/// A number as PDF writes it: at most `decimals` decimals, no exponent.
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    if text == "-0" { "0" } else { text }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_keep_their_inches_and_stay_within_the_standard() {
        let a4 = Sheet::new(Size::new(2480, 3508), Dpi::new(300.0));
        assert_eq!(
            (number(a4.width, 3), number(a4.height, 3)),
            ("595.2".into(), "841.92".into())
        );
        let phone = Sheet::new(Size::new(4000, 3000), None);
        assert_eq!(
            (number(phone.width, 2), number(phone.height, 2)),
            ("841.89".into(), "631.42".into())
        );
        for (w, h, dpi) in [
            (30_000, 20_000, 20.0),
            (10_000, 1, 5_000.0),
            (2, 2, 5_000.0),
            (60_000, 1, 20.0),
            (0, 0, 72.0),
        ] {
            let sheet = Sheet::new(Size::new(w, h), Dpi::new(dpi));
            for side in [sheet.width, sheet.height] {
                assert!((SHORTEST..=LONGEST).contains(&side), "{w}x{h}: {sheet:?}");
            }
        }
    }

    #[test]
    fn an_image_in_place_fills_its_sheet_with_its_first_row_on_top() {
        let size = Size::new(300, 200);
        let sheet = Sheet::new(size, Dpi::new(72.0));
        let matrix = sheet.image_matrix(size, Affine::IDENTITY);
        assert_eq!(matrix.apply(0.0, 1.0), (0.0, 200.0));
        assert_eq!(matrix.apply(1.0, 0.0), (300.0, 0.0));
    }

    #[test]
    fn numbers_are_short_and_plain() {
        let all = [0.0, -0.000_01, 1.5, -12.0, 100.0, 1e-7, 123_456.789_01].map(|v| number(v, 4));
        assert_eq!(all, ["0", "0", "1.5", "-12", "100", "0", "123456.789"]);
    }
}
