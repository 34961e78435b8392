//! Photos of one page, each with glare elsewhere, become one photo without.
//!
//! The first photo stays as it is but where it has glare; there the others are laid
//! into it: registered, bent along where the paper is not quite flat, brought to its
//! light, and faded in over some millimetres.

use image::{GrayImage, RgbImage};

use super::Refusal;
use super::draw::cubic;
use super::glare::{self, Glare};
use super::grid::Grid;
use super::maps::{Kind, Point};
use super::register::{Hidden, Registered, View, register};
use crate::base::Pixels;
use crate::imaging::desk;

/// More shots of a page than this only cost time.
pub const MOST_SHOTS: usize = 8;
/// Long side of the plane on which photos are brought together: A4 at 160 dpi.
const FINE: f64 = 1_900.0;
/// Share of what both photos should show that they must show. Made photos of one page
/// agree in all of it, pages with the same seal in 0.06, pages of which the upper
/// quarter is printed alike in about that quarter.
const SAME: f64 = 0.5;
/// Cells around glare that are taken from the other photo too, and those over which
/// it fades in (1.8 and 3.6 mm of A4): the rim of glare is longer than it looks.
const TAKEN: f32 = 3.0;
const FADE: f32 = 6.0;
/// Side of a cell of light and of bending, as a share of the photo's long side.
const LIGHT: f64 = 1.0 / 120.0;
const BENDING: f64 = 1.0 / 24.0;

/// A photo without its glare.
#[derive(Debug, Clone)]
pub struct Unglared {
    /// The first photo, its glare mended from the others.
    pub picture: RgbImage,
    /// Where the first photo had glare: 255 there, 0 elsewhere.
    pub glare: GrayImage,
    /// Share of the page that glare covered in the first photo, 0 to 1.
    pub before: f64,
    /// Share of the page that glare covers in all photos, and so in the result.
    pub left: f64,
}

/// A photo whose glare is being mended, one other photo after the other, so that two
/// photos are held at a time.
pub struct Mending {
    first: Shot,
    light: [Grid; 3],
    picture: RgbImage,
    /// Cells with glare in all photos so far.
    left: Vec<bool>,
    shots: usize,
}

impl Mending {
    /// Begins with the photo that is to be mended.
    pub fn of(photo: Pixels) -> Self {
        let first = Shot::of(photo);
        Self {
            light: first.light(),
            picture: first.photo.clone(),
            left: first.glare.on.clone(),
            first,
            shots: 1,
        }
    }

    /// Takes what another photo shows where the first has glare. It may be turned,
    /// nearer, or taken from another side.
    ///
    /// # Errors
    /// [`Refusal::OtherPage`] when it does not show the page of the first, with its
    /// place in the order given.
    pub fn add(&mut self, photo: Pixels) -> Result<(), Refusal> {
        let other = Shot::of(photo);
        let shot = self.shots;
        self.shots += 1;
        let first = &self.first;
        let hidden_a = |p: Point| first.veil.at(p.0, p.1) > 0.0;
        let hidden_b = |p: Point| other.veil.at(p.0, p.1) > 0.0;
        let hidden: [Hidden; 2] = [&hidden_a, &hidden_b];
        let found = register(&first.view, &other.view, hidden)
            .filter(|found| found.agree >= SAME)
            .ok_or(Refusal::OtherPage { shot })?;
        if self.left.contains(&true) {
            let patch = Patch::of(first, &self.light, &other, &found);
            self.left = patch.mend(&mut self.picture, first, &self.left);
        }
        Ok(())
    }

    /// The mended photo.
    pub fn done(self) -> Unglared {
        let glare = &self.first.glare;
        let area = glare.page.iter().filter(|p| **p).count().max(1);
        Unglared {
            glare: glare.mask(self.first.view.size),
            before: glare.share,
            left: self.left.iter().filter(|l| **l).count() as f64 / area as f64,
            picture: self.picture,
        }
    }
}

/// A photo and what is known of it.
struct Shot {
    photo: RgbImage,
    view: View,
    glare: Glare,
    /// 1 in glare and close around it, fading to 0.
    veil: Grid,
}

impl Shot {
    fn of(pixels: Pixels) -> Self {
        let size = pixels.size();
        let cell = (f64::from(size.width.max(size.height)) / FINE).round();
        let corners = desk::find(&pixels, false).map(|outline| outline.corners);
        let view = View::of(&pixels, cell as usize, Kind::Homography);
        let photo = pixels.into_rgb();
        let glare = glare::find(&photo, corners.as_ref());
        Self {
            view,
            veil: veil(&glare.level, &glare.on),
            photo,
            glare,
        }
    }

    /// The paper's level in each channel.
    fn light(&self) -> [Grid; 3] {
        let long = f64::from(self.photo.width().max(self.photo.height()));
        Grid::paper(&self.photo, (long * LIGHT) as usize)
    }

    /// Whether a point lies on the photo.
    fn shows(&self, (x, y): Point) -> bool {
        let (w, h) = (
            f64::from(self.photo.width()),
            f64::from(self.photo.height()),
        );
        x >= 1.0 && y >= 1.0 && x <= w - 1.0 && y <= h - 1.0
    }
}

/// 1 where `on` and within [`TAKEN`] cells, fading to 0 over [`FADE`] more.
fn veil(grid: &Grid, on: &[bool]) -> Grid {
    let far = grid.distance(on);
    let v = far
        .v
        .iter()
        .map(|d| ((TAKEN + FADE - d) / FADE).clamp(0.0, 1.0))
        .collect();
    far.with(v)
}

/// Another photo, brought to the first one's place and light.
struct Patch<'a> {
    other: &'a Shot,
    found: &'a Registered,
    /// Pixels of the other photo by which it lies beside what the map says.
    bent: [Grid; 2],
    /// The first photo's light as a multiple of the other's, by channel.
    gain: [Grid; 3],
}

impl<'a> Patch<'a> {
    fn of(first: &Shot, light: &[Grid; 3], other: &'a Shot, found: &'a Registered) -> Self {
        let theirs = other.light();
        let clear = |p: Point| {
            let q = found.map.apply(p);
            let (x, y) = (p.0 / first.glare.level.cell, p.1 / first.glare.level.cell);
            let Grid { w, h, .. } = first.glare.level;
            let cell = (y as usize).min(h - 1) * w + (x as usize).min(w - 1);
            first.glare.page[cell]
                && first.veil.at(p.0, p.1) == 0.0
                && other.shows(q)
                && other.veil.at(q.0, q.1) == 0.0
        };
        let gain = std::array::from_fn(|c| {
            let ours = &light[c];
            let (mut ratio, mut weight) = (ours.v.clone(), vec![0.0; ours.v.len()]);
            for i in 0..ratio.len() {
                let p = ours.middle(i);
                let q = found.map.apply(p);
                let there = theirs[c].at(q.0, q.1);
                // Where either is dark it is no paper.
                if clear(p) && ratio[i] > 60.0 && there > 60.0 {
                    // Less than whole: neighbours have a say against noise.
                    weight[i] = 0.3;
                    ratio[i] /= there;
                } else {
                    ratio[i] = 1.0;
                }
            }
            ours.with(ratio).filled(&weight)
        });
        Self {
            other,
            found,
            bent: bending(first, found),
            gain,
        }
    }

    /// Where a point of the first photo lies in the other.
    fn there(&self, p: Point) -> Point {
        let q = self.found.map.apply(p);
        (
            q.0 + f64::from(self.bent[0].at(p.0, p.1)),
            q.1 + f64::from(self.bent[1].at(p.0, p.1)),
        )
    }

    /// Lays the other photo into `picture` where it is free of glare and `wanted`
    /// cells are; gives the cells that are still wanted.
    fn mend(&self, picture: &mut RgbImage, first: &Shot, wanted: &[bool]) -> Vec<bool> {
        let grid = &first.glare.level;
        let veil = veil(grid, wanted);
        let free = |q: Point| {
            if self.other.shows(q) {
                1.0 - self.other.veil.at(q.0, q.1)
            } else {
                0.0
            }
        };
        let width = f64::from(picture.width());
        for (y, row) in picture.enumerate_rows_mut() {
            let y = f64::from(y) + 0.5;
            // Most rows of cells hold nothing that is wanted.
            let cells = (0..grid.w).any(|x| veil.at((x as f64 + 0.5) * grid.cell, y) > 0.0);
            if !cells && width > grid.cell {
                continue;
            }
            for (x, _, pixel) in row {
                let p = (f64::from(x) + 0.5, y);
                let share = veil.at(p.0, p.1);
                if share == 0.0 {
                    continue;
                }
                let q = self.there(p);
                let share = share * free(q);
                let Some(theirs) = cubic(&self.other.photo, q).filter(|_| share > 0.0) else {
                    continue;
                };
                for ((o, theirs), gain) in pixel.0.iter_mut().zip(theirs).zip(&self.gain) {
                    let bright = theirs * gain.at(p.0, p.1);
                    let ours = f32::from(*o);
                    *o = (ours + (bright - ours) * share + 0.5) as u8;
                }
            }
        }
        let still = |(i, &w): (usize, &bool)| w && free(self.there(grid.middle(i))) < 0.5;
        wanted.iter().enumerate().map(still).collect()
    }
}

/// How far the second photo lies beside the map, between the pieces that were found:
/// paper is never quite flat.
fn bending(first: &Shot, found: &Registered) -> [Grid; 2] {
    let (w, h) = (first.photo.width(), first.photo.height());
    let cell = (f64::from(w.max(h)) * BENDING).max(1.0);
    let (across, down) = (f64::from(w) / cell, f64::from(h) / cell);
    let (across, down) = (
        across.ceil().max(1.0) as usize,
        down.ceil().max(1.0) as usize,
    );
    let mut sums = vec![[0.0_f64; 3]; across * down];
    for &(p, q) in &found.found {
        let to = found.map.apply(p);
        let (x, y) = ((p.0 / cell) as usize, (p.1 / cell) as usize);
        let sum = &mut sums[y.min(down - 1) * across + x.min(across - 1)];
        *sum = [sum[0] + q.0 - to.0, sum[1] + q.1 - to.1, sum[2] + 1.0];
    }
    // One piece may be wrong by half a pixel; two or more are believed.
    let weight: Vec<f32> = sums.iter().map(|s| (s[2] as f32 / 2.0).min(1.0)).collect();
    [0, 1].map(|axis| {
        let v = sums
            .iter()
            .map(|s| (s[axis] / s[2].max(1.0)) as f32)
            .collect();
        let grid = Grid {
            w: across,
            h: down,
            cell,
            v,
        };
        grid.filled(&weight)
    })
}

#[cfg(test)]
mod tests {
    use super::super::made::{add_glare, apart, seen, sheet};
    use super::super::maps::Map;
    use super::*;

    const SIZE: (u32, u32) = (1_500, 2_000);

    /// A page of A4 at 150 dpi on a wooden desk, seen from a side and a bit turned.
    fn photo(page: &RgbImage, degrees: f64, tilt: f64, gain: f32) -> RgbImage {
        let middle = (
            f64::from(page.width()) / 2.0,
            f64::from(page.height()) / 2.0,
        );
        let map = Map::shift(-middle.0, -middle.1)
            .then(&Map::turn(degrees.to_radians()))
            .then(&Map([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, tilt, -tilt / 2.0, 1.0]))
            .then(&Map::shift(760.0, 990.0));
        let seed = degrees.abs() as u64;
        seen(page, &map, SIZE, [120, 88, 62], gain, seed)
    }

    fn page(seed: u64) -> RgbImage {
        sheet(seed, (1_240, 1_754), 150.0)
    }

    fn unglare(shots: impl IntoIterator<Item = RgbImage>) -> Result<Unglared, Refusal> {
        let mut shots = shots.into_iter().map(Pixels::Rgb);
        let mut mending = Mending::of(shots.next().unwrap());
        for shot in shots {
            mending.add(shot)?;
        }
        Ok(mending.done())
    }

    #[test]
    fn glare_is_taken_from_the_other_photo() {
        let page = page(1);
        let clear = photo(&page, 1.5, 3e-5, 0.93);
        let (mut a, mut b) = (clear.clone(), photo(&page, -14.0, -1.5e-4, 0.8));
        add_glare(&mut a, (700.0, 800.0), (170.0, 120.0), 400.0);
        add_glare(&mut b, (900.0, 1_500.0), (150.0, 150.0), 400.0);
        let area = [500, 650, 900, 950];
        let hidden = apart(&a, &clear, area);
        let found = unglare([a, b]).unwrap();
        assert!((0.01..0.06).contains(&found.before), "{}", found.before);
        assert_eq!(found.left, 0.0);
        assert_eq!(found.glare.get_pixel(700, 800).0, [255]);
        assert_eq!(found.glare.get_pixel(700, 300).0, [0]);
        // Drawing once through a lens and once more through the map softens strokes.
        let mended = apart(&found.picture, &clear, area);
        assert!(hidden > 60.0 && mended < 18.0, "{hidden} {mended}");
    }

    #[test]
    fn what_two_photos_both_hide_the_third_shows() {
        let page = page(2);
        let clear = photo(&page, 0.0, 2e-5, 0.9);
        let (mut a, mut b) = (clear.clone(), photo(&page, 0.0, -2e-5, 0.95));
        add_glare(&mut a, (700.0, 800.0), (170.0, 120.0), 400.0);
        add_glare(&mut b, (740.0, 810.0), (150.0, 110.0), 400.0);
        // Somebody turned round with the camera.
        let c = image::imageops::rotate90(&photo(&page, 3.0, 1e-4, 0.85));
        let two = unglare([a.clone(), b.clone()]).unwrap();
        assert!(two.left > 0.3 * two.before, "{} {}", two.before, two.left);
        let three = unglare([a, b, c]).unwrap();
        assert_eq!(three.left, 0.0);
        let mended = apart(&three.picture, &clear, [500, 650, 900, 950]);
        assert!(mended < 18.0, "{mended}");
    }

    #[test]
    fn another_page_is_refused_even_under_the_same_letterhead() {
        let (mut a, mut b) = (page(1), page(5));
        // The upper quarter is printed alike.
        for (x, y, pixel) in sheet(9, (1_240, 1_754), 150.0).enumerate_pixels() {
            if y < 440 {
                a.put_pixel(x, y, *pixel);
                b.put_pixel(x, y, *pixel);
            }
        }
        let shots = [photo(&a, 1.0, 2e-5, 0.9), photo(&b, -2.0, -3e-5, 0.9)];
        let refused = unglare(shots).map(|_| ()).unwrap_err();
        assert_eq!(refused, Refusal::OtherPage { shot: 1 });
    }

    #[test]
    fn without_glare_the_first_photo_stays_as_it_is() {
        let a = photo(&page(1), 1.0, 2e-5, 0.9);
        let found = unglare([a.clone(), photo(&page(1), -2.0, 0.0, 1.0)]).unwrap();
        assert_eq!((found.before, found.left), (0.0, 0.0));
        assert!(found.picture == a);
    }

    #[test]
    fn strange_pictures_are_refused_and_nothing_breaks() {
        let good = photo(&page(1), 1.0, 2e-5, 0.9);
        for (w, h) in [(1, 1), (1, 700), (900, 3), (60, 60), (1_000, 700)] {
            for grey in [0, 128, 255] {
                let odd = RgbImage::from_pixel(w, h, image::Rgb([grey; 3]));
                assert!(unglare([odd.clone(), odd.clone()]).is_err());
                assert!(unglare([odd, good.clone()]).is_err());
            }
        }
    }
}
