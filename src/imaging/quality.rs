//! What the image alone says of a page: blank, or to be scanned again and why.
//!
//! Thresholds lie well outside what good pages show, because a false alarm sends a
//! clerk back to the scanner.

use crate::base::{PageQuality, Reason};

use super::background::Ground;
use super::plane::Plane;
use crate::base::blobs::Blobs;

/// Ink on less than this share of the page may be a blank side: four punch holes are
/// 0.2 %.
const BLANK_INK: f64 = 0.003;

/// Paper and ink closer than this (of 255) are hard to read.
const FAINT: f64 = 70.0;

/// Letters lower than this in raw pixels are too small: 13 pt below about 120 dpi.
const SMALL_X: f32 = 9.5;

/// Specks on the area of an A4 page beyond which even good copying does not help.
const SPECKS: f64 = 2_000.0;

/// Rise of a stroke's edge, 10 to 90 %, beyond which a page is out of focus, in
/// thousandths of an inch: so much, and a third of a pixel. Good pages measure 5
/// to 9.5; from 15 on the reader misses every twentieth word.
const SOFT: (f64, f64) = (14.0, 350.0);

/// Letters of a page that must show sharp edges somewhere.
const MANY_LETTERS: usize = 100;

/// Letters that touch the rim of the picture before the page counts as cut.
const CUT_LETTERS: usize = 4;

/// Least resolution of a scan, TT 01/2023; a scanner's 200 may be stated as 199.
const STANDARD: f64 = 198.0;

/// What was measured on a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    /// Share of the page that is ink, its outer 3 % left out.
    pub ink_share: f64,
    /// Pieces as high as letters.
    pub letters: usize,
    /// Pieces that somebody put on the page, see [`super::traces`].
    pub marks: usize,
    /// Letters at the left, upper, right and lower rim of the page as shown.
    pub cut: [usize; 4],
    /// Lonely small pieces on the area of an A4 page.
    pub specks: f64,
    /// Darkness of ink against its paper in the raw picture.
    pub contrast: f64,
    /// Height of an x in raw pixels, 0 if unknown.
    pub x_height: f32,
    /// Rise of a stroke's edge in thousandths of an inch, 0 if there is none.
    pub softness: f64,
    /// Resolution that a scan's file states, 0 for photos and where none is stated.
    pub stated: f64,
    /// Resolution at which `softness` was measured.
    pub dpi: f64,
}

impl Findings {
    /// The verdict.
    pub fn judge(&self) -> PageQuality {
        let blank = self.ink_share < BLANK_INK && self.marks == 0;
        if blank {
            return PageQuality {
                blank,
                rescan: Vec::new(),
            };
        }
        let text = self.letters >= 20;
        let found = [
            (Reason::Blurred, text && self.is_soft()),
            (
                Reason::LowResolution,
                text && self.x_height > 0.0 && self.x_height < SMALL_X,
            ),
            (Reason::LowContrast, text && self.contrast < FAINT),
            (Reason::CutLeft, self.cut[0] >= CUT_LETTERS),
            (Reason::CutTop, self.cut[1] >= CUT_LETTERS),
            (Reason::CutRight, self.cut[2] >= CUT_LETTERS),
            (Reason::CutBottom, self.cut[3] >= CUT_LETTERS),
            (
                Reason::BelowStandard,
                self.stated > 0.0 && self.stated < STANDARD,
            ),
            (Reason::Speckled, self.specks > SPECKS),
        ];
        PageQuality {
            blank,
            rescan: found.iter().filter(|f| f.1).map(|f| f.0).collect(),
        }
    }

    fn is_soft(&self) -> bool {
        if self.softness == 0.0 {
            return self.letters >= MANY_LETTERS && self.contrast > FAINT;
        }
        self.softness > SOFT.0 + SOFT.1 / self.dpi.max(1.0)
    }
}

/// Share of ink, the number of letters, and those at the left, upper, right and
/// lower rim (counted at the first that they touch), on a plane of
/// `inch` dpi; `scale` leads from it to the plane on which `ground` was measured.
pub(super) fn letters(
    plane: &Plane,
    found: &Blobs,
    ground: &Ground,
    scale: usize,
    inch: f32,
) -> (f64, usize, [usize; 4]) {
    let (w, h) = (plane.w as u32, plane.h as u32);
    let (dx, dy) = (w * 3 / 100, h * 3 / 100);
    // From a comma's height to a headline's.
    let tall = (inch / 25.0) as u32..(inch * 0.6) as u32;
    let (mut ink, mut letters, mut cut) = (0_u64, 0, [0; 4]);
    for b in &found.blobs {
        let letter = tall.contains(&b.height())
            && b.width() < (inch * 0.8) as u32
            && b.width() * 12 > b.height();
        let inner = b.x0 >= dx && b.y0 >= dy && b.x1 + dx <= w && b.y1 + dy <= h;
        if inner {
            ink += u64::from(b.area);
            letters += usize::from(letter);
        } else if letter
            && let Some(side) = [b.x0 == 0, b.y0 == 0, b.x1 == w, b.y1 == h]
                .iter()
                .position(|touches| *touches)
        {
            let near = |x: u32, y: u32| ground.is_beyond(x as usize * scale, y as usize * scale);
            cut[side] += usize::from(!near(b.x0, b.y0) && !near(b.x1 - 1, b.y1 - 1));
        }
    }
    let area = u64::from(w - 2 * dx) * u64::from(h - 2 * dy);
    (ink as f64 / area.max(1) as f64, letters, cut)
}

/// Median rise, 10 to 90 %, of the steps from paper to ink along rows, in pixels
/// of an evened plane; 0 without enough steps. A perfect step measures 0.8.
pub(super) fn softness(plane: &Plane, below: u8) -> f64 {
    let mut rises = [0_u32; 256];
    let mut n = 0_u32;
    for row in plane.rows().step_by(5) {
        let mut x = 5;
        while x + 6 < row.len() {
            if row[x - 1] >= below && row[x] < below {
                // Full height of this step: paper just before, darkest just after.
                let paper = row[x - 5..x].iter().copied().max().unwrap_or(255);
                let ink = row[x..x + 6].iter().copied().min().unwrap_or(0);
                let steepest = row[x - 3..x + 4]
                    .windows(2)
                    .map(|p| p[0].saturating_sub(p[1]))
                    .max()
                    .unwrap_or(0);
                let height = paper.saturating_sub(ink);
                if height > 60 && steepest > 0 {
                    let tenths = u32::from(height) * 8 / u32::from(steepest);
                    rises[tenths.min(255) as usize] += 1;
                    n += 1;
                }
            }
            x += 1;
        }
    }
    if n < 200 {
        return 0.0;
    }
    let mut seen = 0;
    for (tenths, count) in rises.iter().enumerate() {
        seen += count;
        if seen * 2 >= n {
            return tenths as f64 / 10.0;
        }
    }
    0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a good page at 300 dpi measures.
    fn good() -> Findings {
        Findings {
            ink_share: 0.07,
            letters: 1_800,
            contrast: 250.0,
            x_height: 25.0,
            softness: 5.3,
            dpi: 300.0,
            ..Findings::default()
        }
    }

    #[test]
    fn a_good_page_raises_no_alarm_and_each_fault_its_own() {
        assert_eq!(good().judge(), PageQuality::default());
        let faults = [
            (
                Reason::Blurred,
                Findings {
                    softness: 17.0,
                    ..good()
                },
            ),
            (
                Reason::Blurred,
                Findings {
                    softness: 0.0,
                    ..good()
                },
            ),
            (
                Reason::LowResolution,
                Findings {
                    x_height: 8.0,
                    ..good()
                },
            ),
            (
                Reason::LowContrast,
                Findings {
                    contrast: 60.0,
                    ..good()
                },
            ),
            (
                Reason::CutRight,
                Findings {
                    cut: [0, 1, 12, 0],
                    ..good()
                },
            ),
            (
                Reason::BelowStandard,
                Findings {
                    stated: 150.0,
                    ..good()
                },
            ),
            (
                Reason::Speckled,
                Findings {
                    specks: 3_000.0,
                    ..good()
                },
            ),
        ];
        for (reason, findings) in faults {
            assert_eq!(findings.judge().rescan, [reason]);
        }
    }

    #[test]
    fn one_letter_keeps_a_page_from_being_blank() {
        let mut page = Findings {
            ink_share: 0.000_2,
            ..Findings::default()
        };
        assert!(page.judge().blank);
        page.marks = 1;
        assert!(!page.judge().blank);
    }

    #[test]
    fn a_ramp_is_softer_than_a_step() {
        let page = |rise: usize| {
            let mut page = Plane::filled(640, 640, 255);
            for (i, v) in page.px.iter_mut().enumerate() {
                let x = i % 32;
                *v = 255 - (x.min(rise) * 240 / rise) as u8 * u8::from(x < 20);
            }
            page
        };
        let (sharp, soft) = (softness(&page(1), 128), softness(&page(4), 128));
        assert!((0.7..=0.9).contains(&sharp) && soft > 2.5, "{sharp} {soft}");
    }
}
