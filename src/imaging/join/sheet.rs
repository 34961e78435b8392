//! Parts of a sheet, scanned in any order and turned anyhow, are given their places.
//!
//! Each pair is registered; the best links make a tree from which all parts get a
//! first place; least squares over all links then places them together, so that no
//! error adds up along a row. A sheet keeps its true size: no part is scaled, but for
//! what all parts together agree on.

use super::Refusal;
use super::frame;
use super::grid::Grid;
use super::light;
use super::maps::{Kind, Map};
use super::place::{Link, MOST_MISS, lever, residual, together, tree};
use super::register::{View, compare, register};
use crate::base::{Dpi, Pixels, Size};

/// A0 from sheets of A3.
pub const MOST_PARTS: usize = 12;
/// Pixels of the whole sheet: A0 at 300 dpi has 140 million.
const MOST_PIXELS: u64 = 200_000_000;
/// Of what both parts should show, the share that they must. Made neighbours agree in
/// all of it, strangers that share a paragraph in 0.05.
const AGREE: f64 = 0.6;
/// Below this they contradict each other.
const CONTRADICT: f64 = 0.35;
/// Pieces found in an overlap that make a link; fewer are a hint. Overlaps of 4 cm
/// along a side of A4 gave 110 to 220.
const LINK: usize = 25;
/// Pieces that must have been compared before parts are said to contradict.
const COMPARED: usize = 30;

/// One part, measured.
pub struct Part {
    pub(super) view: View,
    pub(super) light: [Grid; 3],
    dpi: Option<Dpi>,
}

impl Part {
    /// Measures a part; its pixels are not kept.
    pub fn of(pixels: Pixels, dpi: Option<Dpi>) -> Self {
        let inch = dpi.map_or(300.0, Dpi::get);
        Self {
            view: View::of(&pixels, (inch / 150.0).round() as usize, Kind::Similarity),
            light: Grid::paper(&pixels.into_rgb(), (inch / 10.0) as usize),
            dpi,
        }
    }
}

/// Where all parts come to lie, and what the sheet will be.
#[derive(Debug, Clone)]
pub struct Plan {
    /// From each part's pixels to those of the sheet.
    pub(super) maps: Vec<Map>,
    /// What each channel of each part is multiplied with, so that all have one light.
    pub(super) gains: Vec<[f32; 3]>,
    /// Pixels of each part.
    pub(super) sizes: Vec<Size>,
    /// Pixels of the sheet.
    pub size: Size,
    /// Resolution of the sheet: that of its parts.
    pub dpi: Dpi,
    /// Root mean square of the distance between the same strokes of two parts, in
    /// pixels at 150 dpi, of the worst pair; below 1.
    pub residual: f64,
}

/// Finds the places of the parts of one sheet.
///
/// # Errors
/// Any [`Refusal`] but [`Refusal::OtherPage`].
pub fn plan(parts: &[Part]) -> Result<Plan, Refusal> {
    if !(2..=MOST_PARTS).contains(&parts.len()) {
        return Err(Refusal::Count { given: parts.len() });
    }
    let dpi = one_resolution(parts)?;
    // Pixels of the parts a pixel at 150 dpi.
    let unit = f64::from(dpi.get()) / 150.0;
    let (mut links, hints) = links(parts, unit);
    let tree = tree(parts.len(), &links).map_err(|part| {
        if hints.contains(&part) {
            Refusal::LittleOverlap { part }
        } else {
            Refusal::FitsNowhere { part }
        }
    })?;
    further_links(parts, &tree, &mut links)?;
    let maps = together(&tree, &links).unwrap_or(tree);
    let residual = residual(&maps, &links, unit)?;
    let (maps, size) = frame::framed(parts, &maps);
    if size.area() > MOST_PIXELS {
        return Err(Refusal::TooLarge {
            pixels: size.area(),
        });
    }
    Ok(Plan {
        gains: light::gains(parts, &links),
        sizes: parts.iter().map(|p| p.view.size).collect(),
        maps,
        size,
        dpi,
        residual,
    })
}

fn one_resolution(parts: &[Part]) -> Result<Dpi, Refusal> {
    let first = parts.iter().find_map(|p| p.dpi);
    for (part, p) in parts.iter().enumerate() {
        // Files state 299.999 or 11.81 a millimetre.
        let same = |(a, b): (Dpi, Dpi)| (a.get() / b.get() - 1.0).abs() < 0.01;
        if !p.dpi.zip(first).is_some_and(same) {
            return Err(Refusal::Resolution { part });
        }
    }
    first.ok_or(Refusal::Resolution { part: 0 })
}

/// All pairs that show the same strokes, and the parts that nearly do.
fn links(parts: &[Part], unit: f64) -> (Vec<Link>, Vec<usize>) {
    let (mut links, mut hints) = (Vec::new(), Vec::new());
    for i in 0..parts.len() {
        for j in i + 1..parts.len() {
            let nothing = |_| false;
            let hidden = [&nothing as &dyn Fn(_) -> bool, &nothing];
            let (a, b) = (&parts[i].view, &parts[j].view);
            let Some(found) = register(a, b, hidden) else {
                continue;
            };
            let fits = found.agree >= AGREE && found.miss < 2.0 * MOST_MISS * unit;
            let firm = lever(&found, a.size) < MOST_MISS * unit;
            if fits && firm && found.found.len() >= LINK {
                links.push(Link {
                    i,
                    j,
                    map: found.map,
                    found: found.found,
                });
            } else if fits {
                hints.extend([i, j]);
            }
        }
    }
    // The strongest first.
    links.sort_by_key(|l| std::cmp::Reverse(l.found.len()));
    (links, hints)
}

/// Drops links that contradict the tree, and looks where parts overlap without one:
/// there they must show the same.
fn further_links(parts: &[Part], tree: &[Map], links: &mut Vec<Link>) -> Result<(), Refusal> {
    let near = |l: &Link| {
        let mean: f64 = l
            .found
            .iter()
            .map(|(p, q)| {
                let (a, b) = (tree[l.i].apply(*p), tree[l.j].apply(*q));
                (a.0 - b.0).hypot(a.1 - b.1)
            })
            .sum();
        // Along a row of parts the tree may be off by some millimetres, a link
        // between places that only look alike by centimetres.
        mean / l.found.len().max(1) as f64 <= parts[l.i].view.fine_cell * 24.0
    };
    links.retain(near);
    for i in 0..parts.len() {
        for j in i + 1..parts.len() {
            if links.iter().any(|l| (l.i, l.j) == (i, j)) {
                continue;
            }
            let Some(back) = tree[j].inverse() else {
                continue;
            };
            let map = tree[i].then(&back);
            let (compared, agree) = compare(&parts[i].view, &parts[j].view, &map);
            if compared >= COMPARED && agree < CONTRADICT {
                // The one with fewer friends is the stranger.
                let friends = |part| links.iter().filter(|l| l.i == part || l.j == part).count();
                let part = if friends(i) < friends(j) { i } else { j };
                return Err(Refusal::Contradicts { part });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::made::{seen, sheet};
    use super::*;
    use image::RgbImage;

    /// What the scanner sees of `sheet` when its corner lies at `(x, y)` of it and the
    /// sheet leans by `degrees`; also the map from the sheet to the scan.
    fn scan(
        whole: &RgbImage,
        (x, y): (f64, f64),
        degrees: f64,
        gain: f32,
        size: (u32, u32),
    ) -> (RgbImage, Map) {
        let middle = (f64::from(size.0) / 2.0, f64::from(size.1) / 2.0);
        let map = Map::shift(-x - middle.0, -y - middle.1)
            .then(&Map::turn(degrees.to_radians()))
            .then(&Map::shift(middle.0, middle.1));
        let picture = seen(
            whole,
            &map,
            size,
            [250, 250, 250],
            gain,
            x as u64 + y as u64,
        );
        (picture, map)
    }

    fn parts(scans: &[(RgbImage, Map)]) -> Vec<Part> {
        scans
            .iter()
            .map(|(p, _)| Part::of(Pixels::Rgb(p.clone()), Dpi::new(150.0)))
            .collect()
    }

    /// An A3 sheet at 150 dpi in four parts that overlap by 3 to 4 cm.
    fn four(whole: &RgbImage) -> Vec<(RgbImage, Map)> {
        let size = (1_000, 1_340);
        [
            (0.0, 0.0, 1.7, 1.0),
            (760.0, 0.0, 180.0 - 3.3, 0.94),
            (0.0, 1_140.0, -4.6, 1.03),
            (760.0, 1_140.0, 0.4, 0.97),
        ]
        .iter()
        .map(|&(x, y, degrees, gain)| scan(whole, (x, y), degrees, gain, size))
        .collect()
    }

    #[test]
    fn four_parts_become_the_sheet_in_its_true_size() {
        let whole = sheet(3, (1_754, 2_480), 150.0);
        let mut scans = four(&whole);
        // The order is not known.
        scans.swap(0, 3);
        scans.swap(1, 2);
        let plan = plan(&parts(&scans)).unwrap();
        assert!(plan.residual < 0.5, "{}", plan.residual);
        // From the true sheet to the stitched one, by way of each part: the same for
        // all parts, without a change of scale, and level.
        let ways: Vec<Map> = scans
            .iter()
            .zip(&plan.maps)
            .map(|((_, made), placed)| made.then(placed))
            .collect();
        for corner in [
            (0.0, 0.0),
            (1_754.0, 0.0),
            (1_754.0, 2_480.0),
            (0.0, 2_480.0),
        ] {
            for way in &ways {
                let (a, b) = (ways[0].apply(corner), way.apply(corner));
                let off = (a.0 - b.0).hypot(a.1 - b.1);
                assert!(off < 1.0, "{corner:?} {off}");
            }
        }
        let scale = ways[0].factor();
        assert!((scale * 3_038.0 - 3_038.0).abs() < 1.0, "{scale}");
        assert!(ways[0].angle().abs() < 0.002, "{}", ways[0].angle());

        let drawn: Result<_, ()> = plan.draw(&mut |i| Ok(scans[i].0.clone()));
        let drawn = drawn.unwrap();
        assert_eq!(
            (drawn.width(), drawn.height()),
            (plan.size.width, plan.size.height)
        );
        // The truth, brought to where the stitched sheet lies.
        let truth = seen(&whole, &ways[0], drawn.dimensions(), [250; 3], 1.0, 1);
        let area = [150, 150, 1_700, 2_400];
        let apart = super::super::made::apart(&drawn, &truth, area);
        assert!(apart < 14.0, "{apart}");
    }

    #[test]
    fn a_part_of_another_sheet_is_refused_by_name() {
        let mut scans = four(&sheet(3, (1_754, 2_480), 150.0));
        scans[2] = four(&sheet(4, (1_754, 2_480), 150.0)).swap_remove(2);
        assert_eq!(
            plan(&parts(&scans)).unwrap_err(),
            Refusal::FitsNowhere { part: 2 }
        );
    }

    #[test]
    fn three_centimetres_of_overlap_are_enough_and_none_is_refused() {
        let whole = sheet(6, (1_754, 1_240), 150.0);
        let two = |overlap: f64| {
            let size = (960, 1_240);
            let left = scan(&whole, (0.0, 0.0), 1.2, 1.0, size);
            let right = scan(&whole, (960.0 - overlap, 0.0), -2.0, 0.97, size);
            plan(&parts(&[left, right]))
        };
        let placed = two(30.0 * 150.0 / 25.4).unwrap();
        assert!(placed.residual < 0.5, "{}", placed.residual);
        let refused = two(-30.0).unwrap_err();
        assert_eq!(refused, Refusal::FitsNowhere { part: 0 });
    }

    #[test]
    fn a_sheet_that_looks_alike_in_one_overlap_is_not_glued_on() {
        let whole = sheet(3, (1_754, 2_480), 150.0);
        let mut other = sheet(4, (1_754, 2_480), 150.0);
        // The strip along the right neighbour is printed alike, the one above is not.
        for (x, y) in (740..1_754).flat_map(|x| (1_350..2_480).map(move |y| (x, y))) {
            other.put_pixel(x, y, *whole.get_pixel(x, y));
        }
        let mut scans = four(&whole);
        scans[2] = four(&other).swap_remove(2);
        assert_eq!(
            plan(&parts(&scans)).unwrap_err(),
            Refusal::Contradicts { part: 2 }
        );
    }

    #[test]
    fn parts_of_unknown_or_other_resolution_and_odd_numbers_are_refused() {
        let scans = four(&sheet(3, (1_754, 2_480), 150.0));
        let part = |i: usize, dpi| Part::of(Pixels::Rgb(scans[i].0.clone()), dpi);
        let refused = |dpi| plan(&[part(0, Dpi::new(150.0)), part(1, dpi)]).unwrap_err();
        let wrong = Refusal::Resolution { part: 1 };
        assert_eq!([refused(None), refused(Dpi::new(200.0))], [wrong; 2]);
        let one = plan(&[part(0, Dpi::new(150.0))]).unwrap_err();
        assert_eq!(one, Refusal::Count { given: 1 });
    }

    #[test]
    fn strange_parts_are_refused_and_nothing_breaks() {
        for (w, h) in [(1, 1), (1, 900), (3_000, 2), (50, 50), (700, 700)] {
            for grey in [0, 128, 255] {
                let odd = || {
                    let pixels = Pixels::Gray(image::GrayImage::from_pixel(w, h, [grey].into()));
                    Part::of(pixels, Dpi::new(150.0))
                };
                assert!(plan(&[odd(), odd()]).is_err());
            }
        }
    }
}
