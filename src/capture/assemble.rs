//! From a decoded image to a raw page: laid upright, pixels made square.

use image::imageops::{self, FilterType};

use super::Error;
use super::upright::Upright;
use crate::base::{
    Affine, Dpi, EncodedImage, PageNo, PageText, Pixels, PlacedImage, RawPage, Size,
};

/// Pixels count as square while the two resolutions differ by less than this:
/// A4 measured in whole points, or in whole millimetres, differs by 0.4 %.
const SQUARE_WITHIN: f32 = 1.02;

/// An image as its file holds it.
pub struct Taken {
    /// Its pixels, not yet laid upright.
    pub pixels: Pixels,
    /// Its packed bytes, if they can be carried as they stand.
    pub encoded: Option<EncodedImage>,
    /// How it must be moved to lie as shown.
    pub upright: Upright,
    /// Pixels an inch along its own rows and columns.
    pub dpi: Option<(f32, f32)>,
}

/// The page that consists of this image.
///
/// Fax pages have half as many rows an inch as columns: their pixels are stretched
/// along the coarser axis, because neither people nor readers cope otherwise; the
/// packed image stays as it is and is placed accordingly.
pub fn page(no: PageNo, taken: Taken, max_pixels: u64) -> Result<RawPage, Error> {
    let size = taken.pixels.size();
    let (x, y) = match taken.dpi {
        Some((x, y)) if taken.upright.transpose => (y, x),
        Some(both) => both,
        None => (0.0, 0.0),
    };
    let mut placing = taken.upright.placing(size);
    let mut pixels = taken.upright.apply(taken.pixels);
    // Whole numbers, as scanners have them: sizes in points and pixels a metre give
    // 200.19 for 200.
    let mut dpi = Dpi::new(x).and(Dpi::new(y)).and(Dpi::new(x.max(y).round()));
    if dpi.is_some() && x.max(y) > SQUARE_WITHIN * x.min(y) {
        let old = pixels.size();
        let (sx, sy) = (x.max(y) / x, x.max(y) / y);
        let wide = (old.width as f32 * sx).round() as u64;
        let high = (old.height as f32 * sy).round() as u64;
        // A resolution that would make a page of more pixels than may be is a
        // file's slip, not a fax.
        if wide * high <= max_pixels && sx.max(sy) <= 4.0 {
            pixels = stretched(pixels, Size::new(wide as u32, high as u32));
            placing = placing.then(Affine::scale(
                wide as f64 / f64::from(old.width),
                high as f64 / f64::from(old.height),
            ));
        } else {
            dpi = None;
        }
    }
    Ok(RawPage {
        no,
        pixels,
        dpi,
        encoded: taken.encoded.map(|image| PlacedImage { image, placing }),
        text: None::<PageText>,
    })
}

fn stretched(pixels: Pixels, to: Size) -> Pixels {
    match pixels {
        Pixels::Gray(i) => Pixels::Gray(imageops::resize(
            &i,
            to.width,
            to.height,
            FilterType::Triangle,
        )),
        Pixels::Rgb(i) => Pixels::Rgb(imageops::resize(
            &i,
            to.width,
            to.height,
            FilterType::Triangle,
        )),
    }
}

/// Resolutions that programs write when they know none.
const HABITS: [f32; 2] = [72.0, 96.0];

/// An A2 sheet's long side in inches, rounded up: no desk scanner takes more.
const LARGEST_SHEET: f32 = 24.0;

/// The resolution that a file states, unless it is a habit: cameras and drawing
/// programs write 72 or 96 whatever they hold.
pub fn stated_dpi(x: f32, y: f32, size: Size, camera: bool) -> Option<(f32, f32)> {
    let habit = x == y && HABITS.contains(&x.round());
    let sheet = size.width.max(size.height) as f32 / x.max(1.0);
    if habit && (camera || sheet > LARGEST_SHEET) {
        return None;
    }
    (Dpi::new(x).is_some() && Dpi::new(y).is_some()).then_some((x, y))
}

#[cfg(test)]
mod tests {
    use image::GrayImage;

    use super::*;

    #[test]
    fn fax_pixels_become_square_and_the_map_says_how() {
        let taken = Taken {
            pixels: Pixels::Gray(GrayImage::new(204, 98)),
            encoded: None,
            upright: Upright::default(),
            dpi: Some((204.0, 98.0)),
        };
        let page = page(PageNo::FIRST, taken, 1 << 20).unwrap();
        assert_eq!(page.pixels.size(), Size::new(204, 204));
        assert_eq!(page.dpi, Dpi::new(204.0));
    }

    #[test]
    fn a_cameras_habit_is_no_resolution() {
        let photo = Size::new(4000, 3000);
        assert_eq!(stated_dpi(72.0, 72.0, photo, true), None);
        assert_eq!(stated_dpi(72.0, 72.0, photo, false), None);
        let small = Size::new(595, 842);
        assert_eq!(stated_dpi(72.0, 72.0, small, false), Some((72.0, 72.0)));
        assert_eq!(stated_dpi(300.0, 300.0, photo, true), Some((300.0, 300.0)));
    }
}
