//! The page as shown, drawn: small for screens, or in full where the input's own
//! bytes cannot be shown.

use image::RgbImage;
use image::imageops;

use crate::base::{Affine, Picture, Pixels, RawPage, Shown, Size};

use super::resample;

/// The page as shown with a long side of at most `long_side` pixels, white where
/// the page does not reach.
pub fn view(raw: &RawPage, shown: &Shown, long_side: u32) -> RgbImage {
    let long = shown.size.width.max(shown.size.height).max(1);
    let scale = f64::from(long_side.clamp(1, long)) / f64::from(long);
    let side = |n: u32| ((f64::from(n) * scale).round() as u32).max(1);
    let size = Size::new(side(shown.size.width), side(shown.size.height));
    let to_view = Affine::scale(
        f64::from(size.width) / f64::from(shown.size.width.max(1)),
        f64::from(size.height) / f64::from(shown.size.height.max(1)),
    );
    match &shown.picture {
        Picture::AsScanned => draw(&raw.pixels, shown.from_raw.then(to_view), size),
        Picture::Redrawn(page) => shrunk(page, to_view, size),
    }
}

/// The page as shown in full size.
pub fn shown_pixels(raw: &RawPage, shown: &Shown) -> RgbImage {
    match &shown.picture {
        Picture::AsScanned => drawn(&raw.pixels, shown),
        Picture::Redrawn(page) => page.clone(),
    }
}

/// `pixels` through the page's map in full size; quarter turns are exact.
fn drawn(pixels: &Pixels, shown: &Shown) -> RgbImage {
    let size = pixels.size();
    for turns in 0..4 {
        let turns = crate::base::QuarterTurns::new(turns);
        let exact = Affine::quarter_turns(turns, size);
        if shown.from_raw == exact && shown.size == size.turned(turns) {
            let page = pixels.to_rgb();
            return match turns.get() {
                0 => page,
                1 => imageops::rotate270(&page),
                2 => imageops::rotate180(&page),
                _ => imageops::rotate90(&page),
            };
        }
    }
    draw(pixels, shown.from_raw, shown.size)
}

fn draw(pixels: &Pixels, map: Affine, size: Size) -> RgbImage {
    match pixels {
        Pixels::Rgb(page) => shrunk(page, map, size),
        Pixels::Gray(page) => {
            let from = (page.width() as usize, page.height() as usize);
            let grey = through::<1>(page.as_raw(), from, map, size);
            let mut px = Vec::with_capacity(grey.len() * 3);
            for v in grey {
                px.extend([v; 3]);
            }
            RgbImage::from_raw(size.width, size.height, px).unwrap_or_default()
        }
    }
}

fn shrunk(page: &RgbImage, map: Affine, size: Size) -> RgbImage {
    let from = (page.width() as usize, page.height() as usize);
    let px = through::<3>(page.as_raw(), from, map, size);
    RgbImage::from_raw(size.width, size.height, px).unwrap_or_default()
}

/// Pixels through a map: first means of `k × k` as far as the map shrinks, then
/// the four nearest.
fn through<const N: usize>(src: &[u8], (w, h): (usize, usize), map: Affine, size: Size) -> Vec<u8> {
    let to = (size.width as usize, size.height as usize);
    let Some(back) = map.inverse() else {
        return vec![255; to.0 * to.1 * N];
    };
    let shrink = back.a.hypot(back.b).min(back.c.hypot(back.d));
    let k = ((shrink + 0.25) as usize).clamp(1, w.min(h).max(1));
    if k == 1 {
        return resample::channels::<N>(src, (w, h), &resample::projection(back), to, 255);
    }
    let (sw, sh) = (w / k, h / k);
    let mut small = Vec::with_capacity(sw * sh * N);
    let mut sums = vec![0_u32; sw * N];
    for rows in src.chunks_exact(w * N * k) {
        sums.fill(0);
        for row in rows.chunks_exact(w * N) {
            for (s, c) in sums.chunks_exact_mut(N).zip(row.chunks_exact(N * k)) {
                for p in c.chunks_exact(N) {
                    for (s, &v) in s.iter_mut().zip(p) {
                        *s += u32::from(v);
                    }
                }
            }
        }
        let n = (k * k) as u32;
        small.extend(sums.iter().map(|s| ((s + n / 2) / n) as u8));
    }
    let back = back.then(Affine::scale(1.0 / k as f64, 1.0 / k as f64));
    resample::channels::<N>(&small, (sw, sh), &resample::projection(back), to, 255)
}
