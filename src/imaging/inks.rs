//! Black ink told from red, blue and violet, pixel by pixel.
//!
//! Inks lie over each other like filters: where a seal covers text, their
//! absorbances (the logarithm of paper against pixel, for each channel) add up.
//! Black takes the same from all three channels, a coloured ink takes least from
//! its own: `least = black + share × (most − least)`, where `share` belongs to
//! the ink and is measured on the page itself, where the ink lies alone. So the
//! black under a seal survives and the seal goes (words missed under seals: see
//! `scripts/bench ocr`, seal300).

use image::RgbImage;

use crate::base::InkColour;

/// Steps of absorbance in one natural logarithm.
const STEPS: f32 = 64.0;

/// Absorbance beyond which nothing is told apart: 1/250 of the light.
const MOST: i32 = 352;

/// What is brighter than the paper (a lamp's glare) is told apart too, up to
/// three times the light.
const BRIGHTEST: i32 = -70;

/// Below this difference between channels a pixel has no colour but noise.
const NOISE: i32 = 6;

/// In pixels whose brightest channel is no brighter, colour is an accident of the
/// camera and the JPEG: they are black ink. From `TRUSTED` brighter on, it counts
/// in full.
const DARK: i32 = 60;
const TRUSTED: i32 = 64;

/// A pixel of a coloured ink differs at least so much between channels: by a
/// factor of 1.5.
const COLOURED: i32 = 26;

/// A pixel of a pale ink differs by a factor of 1.22: of blue pads' seals a third is
/// no stronger. Letters' edges in a JPEG differ as much.
const PALE: i32 = 13;

/// Coloured pixels of one kind, in a hundred thousand sampled, that make an ink.
const AN_INK: usize = 25;

/// Share of its depth, in 1/256, that an ink takes from red and from blue at most
/// to be violet: violet pads take a half, blue ones nine tenths of red and more,
/// seals nine tenths of blue.
const VIOLET: i32 = 166;

/// No ink takes much more from its own channel than it differs between channels,
/// in 1/256: violet stamps measure 150 to 250, red seals 80 to 150. What does is
/// the colour noise of black letters.
const DULLEST: i32 = 330;

/// So much more of the colour is taken off, in 1/256, for inks are not even: less
/// leaves grey rings between words (missed under seals 0.8 %, with it 0.4 %).
const MARGIN: i32 = 110;

/// Tells the black of a page from its colours.
pub(super) struct Inks {
    /// Absorbance of each value, for each channel.
    absorbed: [[i16; 256]; 3],
    /// Grey of an absorbance, from [`BRIGHTEST`] on.
    grey: Vec<u8>,
    /// By the channel of which the ink takes least: the share of its colour that
    /// it takes from that channel too, in 1/256.
    share: [i32; 3],
}

impl Inks {
    /// Measures paper and inks on a sample of the page's pixels.
    pub fn of(page: &RgbImage) -> Self {
        let pixels = page.as_raw().as_chunks::<3>().0;
        // A prime, so that samples do not follow columns.
        let step = (pixels.len() / 200_003).max(1) | 1;
        let sample: Vec<[u8; 3]> = pixels.iter().step_by(step).copied().collect();
        let paper = paper(&sample);
        let mut absorbed = [[0_i16; 256]; 3];
        for (channel, table) in absorbed.iter_mut().enumerate() {
            for (value, entry) in table.iter_mut().enumerate() {
                let light = f32::from(paper[channel].max(1)) / (value.max(1) as f32);
                *entry = (light.ln() * STEPS).round() as i16;
            }
        }
        let brightest = f32::from(paper.into_iter().max().unwrap_or(255));
        let grey = (BRIGHTEST..=MOST)
            .map(|a| (brightest * (-(a as f32) / STEPS).exp()).round().min(255.0) as u8)
            .collect();
        let mut inks = Self {
            absorbed,
            grey,
            share: [0; 3],
        };
        inks.share = inks.shares(&sample);
        inks
    }

    /// Whether a coloured ink was found.
    pub fn has_colours(&self) -> bool {
        self.share != [0; 3]
    }

    /// Whether a pixel shows a coloured ink that was found, and little else.
    pub fn is_coloured(&self, pixel: [u8; 3]) -> bool {
        self.colour(pixel).is_some_and(|(_, strong)| strong)
    }

    /// The colour of a pixel that shows a coloured ink that was found, and little
    /// else, and whether it is a strong one; pale ones may be a letter's edge.
    pub fn colour(&self, pixel: [u8; 3]) -> Option<(InkColour, bool)> {
        let (least, colour, channel) = self.taken(pixel);
        let bright = i32::from(pixel[0].max(pixel[1]).max(pixel[2]));
        if colour < PALE || bright < DARK || self.share[channel] == 0 {
            return None;
        }
        let [r, _, b] = self.absorbed_by(pixel).map(|a| a - least);
        // Of the colour's depth: what violet takes of red and blue alike.
        let (violet, full) = (colour * VIOLET, 256);
        let ink = match channel {
            0 if b * full > violet => InkColour::Red,
            0 => InkColour::Violet,
            _ if r * full > violet => InkColour::Blue,
            _ => InkColour::Violet,
        };
        Some((ink, colour >= COLOURED))
    }

    /// The grey of the black ink alone.
    pub fn black(&self, pixel: [u8; 3]) -> u8 {
        let (least, colour, channel) = self.taken(pixel);
        let colour = (colour - NOISE).max(0);
        let bright = i32::from(pixel[0].max(pixel[1]).max(pixel[2]));
        let trust = (bright - DARK).clamp(0, TRUSTED);
        let black = least - ((colour * self.share[channel] / TRUSTED * trust) >> 8);
        self.grey[(black.clamp(BRIGHTEST, MOST) - BRIGHTEST) as usize]
    }

    /// Absorbance of the channel that lost least, what the others lost more at
    /// most, and which channel that is.
    fn taken(&self, pixel: [u8; 3]) -> (i32, i32, usize) {
        let [r, g, b] = self.absorbed_by(pixel);
        let (least, channel) = if r <= g && r <= b {
            (r, 0)
        } else if b <= g {
            (b, 2)
        } else {
            (g, 1)
        };
        (least, r.max(g).max(b) - least, channel)
    }

    fn absorbed_by(&self, pixel: [u8; 3]) -> [i32; 3] {
        [0, 1, 2].map(|c| i32::from(self.absorbed[c][usize::from(pixel[c])]))
    }

    fn shares(&self, sample: &[[u8; 3]]) -> [i32; 3] {
        let mut found: [Vec<(i32, i32)>; 3] = Default::default();
        for &pixel in sample {
            let (least, colour, channel) = self.taken(pixel);
            let bright = i32::from(pixel[0].max(pixel[1]).max(pixel[2]));
            if colour >= COLOURED && bright >= DARK + TRUSTED {
                found[channel].push((colour, (least.max(0) << 8) / colour));
            }
        }
        let enough = (sample.len() * AN_INK / 100_000).max(30);
        found.map(|mut pixels| {
            if pixels.len() < enough {
                return 0;
            }
            // The stronger half: at the edges of black letters a JPEG shows
            // colours too, but weaker ones.
            let half = pixels.len() / 2;
            pixels.select_nth_unstable_by(half, |a, b| b.cmp(a));
            let strong = &mut pixels[..half];
            let middle = strong.len() / 2;
            let share = strong.select_nth_unstable_by_key(middle, |p| p.1).1.1;
            if share <= DULLEST { share + MARGIN } else { 0 }
        })
    }
}

/// The paper's colour: the middle of the bright pixels of each channel.
fn paper(sample: &[[u8; 3]]) -> [u8; 3] {
    let mut light: Vec<u8> = sample.iter().map(|p| p[0].max(p[1]).max(p[2])).collect();
    if light.is_empty() {
        return [255; 3];
    }
    let middle = light.len() / 2;
    let bright = *light.select_nth_unstable(middle).1;
    let paper: Vec<[u8; 3]> = sample
        .iter()
        .filter(|p| p.iter().max().is_some_and(|m| *m >= bright))
        .copied()
        .collect();
    [0, 1, 2].map(|c| {
        let mut values: Vec<u8> = paper.iter().map(|p| p[c]).collect();
        let middle = values.len() / 2;
        *values.select_nth_unstable(middle).1
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// Yellowish paper with two inks, alone and over black.
    #[test]
    fn black_survives_under_red_and_blue_and_they_go() {
        let paper = [240.0, 232.0, 205.0];
        let over = |ink: [f32; 3], black: f32| {
            Rgb([0, 1, 2].map(|c| (paper[c] * ink[c] * black).round() as u8))
        };
        let (red, blue, none) = ([0.80, 0.30, 0.35], [0.40, 0.45, 0.72], [1.0; 3]);
        let page = RgbImage::from_fn(600, 600, |x, y| {
            let ink = match (x / 40, y / 40) {
                (3..=4, 2..=8) => red,
                (9..=10, 2..=8) => blue,
                _ => none,
            };
            over(ink, if x % 23 < 2 { 0.12 } else { 1.0 })
        });
        let inks = Inks::of(&page);
        for ink in [red, blue, none] {
            let (alone, under) = (inks.black(over(ink, 1.0).0), inks.black(over(ink, 0.12).0));
            assert!(alone > 215 && under < 60, "{ink:?}: {alone} {under}");
        }
    }

    #[test]
    fn a_page_of_one_colour_or_none_passes() {
        for page in [
            RgbImage::new(0, 0),
            RgbImage::new(3, 3),
            RgbImage::from_pixel(50, 50, Rgb([200, 20, 20])),
        ] {
            let inks = Inks::of(&page);
            inks.black([0, 0, 0]);
            inks.black([255, 0, 255]);
        }
    }
}
