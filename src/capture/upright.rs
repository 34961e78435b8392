//! The eight ways in which a picture can lie: quarter turns and mirrorings, for
//! pixels and for places.

use image::{ImageBuffer, Pixel, imageops};

use crate::base::{Affine, Pixels, Size};

/// How a picture must be moved to lie as it is shown: first mirrored about its main
/// diagonal, then about the axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Upright {
    /// Rows become columns.
    pub transpose: bool,
    /// Then left and right are exchanged.
    pub flip_x: bool,
    /// Then top and bottom are exchanged.
    pub flip_y: bool,
}

impl Upright {
    /// EXIF's and TIFF's orientation, 1 to 8; anything else is taken as upright.
    pub fn from_exif(orientation: u32) -> Self {
        let (transpose, flip_x, flip_y) = match orientation {
            2 => (false, true, false),
            3 => (false, true, true),
            4 => (false, false, true),
            5 => (true, false, false),
            6 => (true, true, false),
            7 => (true, true, true),
            8 => (true, false, true),
            _ => (false, false, false),
        };
        Self {
            transpose,
            flip_x,
            flip_y,
        }
    }

    /// The move that an affine map makes, if it maps upright boxes to upright boxes
    /// but for `tolerance` (as a share of its scale).
    pub fn from_affine(map: Affine, tolerance: f64) -> Option<Self> {
        let straight = map.a.abs().min(map.d.abs());
        let crossed = map.b.abs().min(map.c.abs());
        let transpose = crossed > straight;
        let (kept, lost) = if transpose {
            (crossed, map.a.abs().max(map.d.abs()))
        } else {
            (straight, map.b.abs().max(map.c.abs()))
        };
        if !kept.is_normal() || lost > tolerance * kept {
            return None;
        }
        Some(if transpose {
            Self {
                transpose,
                flip_x: map.c < 0.0,
                flip_y: map.b < 0.0,
            }
        } else {
            Self {
                transpose,
                flip_x: map.a < 0.0,
                flip_y: map.d < 0.0,
            }
        })
    }

    /// Where pixels of a picture of `size` come to lie.
    pub fn placing(self, size: Size) -> Affine {
        let moved = self.size(size);
        let mut map = if self.transpose {
            Affine {
                a: 0.0,
                b: 1.0,
                c: 1.0,
                d: 0.0,
                e: 0.0,
                f: 0.0,
            }
        } else {
            Affine::IDENTITY
        };
        if self.flip_x {
            map = map
                .then(Affine::scale(-1.0, 1.0))
                .then(Affine::shift(f64::from(moved.width), 0.0));
        }
        if self.flip_y {
            map = map
                .then(Affine::scale(1.0, -1.0))
                .then(Affine::shift(0.0, f64::from(moved.height)));
        }
        map
    }

    /// The size of the moved picture.
    pub fn size(self, size: Size) -> Size {
        if self.transpose {
            Size::new(size.height, size.width)
        } else {
            size
        }
    }

    /// The moved picture.
    pub fn apply(self, pixels: Pixels) -> Pixels {
        match pixels {
            Pixels::Gray(image) => Pixels::Gray(self.moved(image)),
            Pixels::Rgb(image) => Pixels::Rgb(self.moved(image)),
        }
    }

    fn moved<P>(self, image: ImageBuffer<P, Vec<u8>>) -> ImageBuffer<P, Vec<u8>>
    where
        P: Pixel<Subpixel = u8> + 'static,
    {
        // A quarter turn is a transposition whose left and right are exchanged.
        let (mut image, flip_x) = if self.transpose {
            (imageops::rotate90(&image), !self.flip_x)
        } else {
            (image, self.flip_x)
        };
        if flip_x {
            imageops::flip_horizontal_in_place(&mut image);
        }
        if self.flip_y {
            imageops::flip_vertical_in_place(&mut image);
        }
        image
    }
}

#[cfg(test)]
mod tests {
    use image::GrayImage;

    use super::*;

    #[test]
    fn pixels_lie_where_the_map_says() {
        let size = Size::new(3, 2);
        let source = GrayImage::from_fn(3, 2, |x, y| image::Luma([(10 * y + x) as u8]));
        for orientation in 1..=8 {
            let way = Upright::from_exif(orientation);
            let placing = way.placing(size);
            assert_eq!(Upright::from_affine(placing, 0.01), Some(way));
            let Pixels::Gray(moved) = way.apply(Pixels::Gray(source.clone())) else {
                panic!("grey stays grey");
            };
            for (x, y, value) in source.enumerate_pixels() {
                let (u, v) = placing.apply(f64::from(x) + 0.5, f64::from(y) + 0.5);
                assert_eq!(moved.get_pixel(u as u32, v as u32), value, "{orientation}");
            }
        }
    }

    #[test]
    fn orientation_six_is_a_quarter_turn_clockwise() {
        let source = GrayImage::from_raw(2, 1, vec![1, 2]).unwrap();
        let Pixels::Gray(moved) = Upright::from_exif(6).apply(Pixels::Gray(source)) else {
            panic!("grey stays grey");
        };
        assert_eq!(moved.into_raw(), [1, 2]);
        assert_eq!(
            Upright::from_exif(6)
                .placing(Size::new(2, 1))
                .apply(0.5, 0.5),
            (0.5, 0.5)
        );
    }

    #[test]
    fn a_tilted_map_is_no_quarter_turn() {
        let tilted = Affine::rotate_about(2.0, 0.0, 0.0);
        assert_eq!(Upright::from_affine(tilted, 0.002), None);
    }
}
