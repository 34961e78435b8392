//! A whole page drawn: for pages that are no plain image.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::Affine;
use hayro_interpret::{InterpreterSettings, InterpreterWarning, TransformExt};
use image::{GrayImage, RgbImage};

use crate::base::Pixels;
use crate::capture::{Error, Limits};

/// Draws a page of `points`, `scale` pixels to a point, on white. Tells whether an
/// image on it could not be unpacked.
///
/// # Errors
/// [`Error::TooLarge`] before anything is drawn: the drawing has no limit of its own.
pub fn draw(
    page: &Page<'_>,
    points: (f32, f32),
    scale: f64,
    limits: &Limits,
) -> Result<(Pixels, bool), Error> {
    let pixels = |points: f32| (f64::from(points) * scale).round().max(1.0);
    let (wide, high) = (pixels(points.0), pixels(points.1));
    let too_large = || Error::TooLarge {
        width: wide as u64,
        height: high as u64,
    };
    Error::check_pixels(wide as u64, high as u64, limits.max_pixels)?;
    let (Ok(width), Ok(height)) = (u16::try_from(wide as u64), u16::try_from(high as u64)) else {
        return Err(too_large());
    };
    let failed = Arc::new(AtomicBool::new(false));
    let heard = failed.clone();
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::ImageDecodeFailure) {
                heard.store(true, Ordering::Relaxed);
            }
        }),
        ..Default::default()
    };
    // The cache is as old as the page: kept longer, it would hold every image's
    // colours and every font of a thousand pages.
    let cache = RenderCache::new();
    let mut context = RenderContext::new(width, height);
    let to_pixels =
        Affine::scale_non_uniform(wide / f64::from(points.0), high / f64::from(points.1))
            * page.initial_transform(true).to_kurbo();
    render_into(
        page,
        &cache,
        &settings,
        &RenderSettings::default(),
        &mut context,
        to_pixels,
    );
    context.flush();
    let mut drawn = Pixmap::new(width, height);
    context.render_with(
        &mut drawn,
        &mut Resources::default(),
        RasterizerSettings {
            target_init: TargetInit::Clear(WHITE),
            ..Default::default()
        },
    );
    let pixels = packed(&drawn, u32::from(width), u32::from(height));
    let pixels = pixels.ok_or_else(too_large)?;
    Ok((pixels, failed.load(Ordering::Relaxed)))
}

/// Grey when nothing has colour: a third of the bytes, and a truer page.
fn packed(drawn: &Pixmap, width: u32, height: u32) -> Option<Pixels> {
    let rgba = drawn.data_as_u8_slice();
    let pixels = || rgba.chunks_exact(4);
    if pixels().all(|p| p[0] == p[1] && p[1] == p[2]) {
        let grey = pixels().map(|p| p[0]).collect();
        return GrayImage::from_raw(width, height, grey).map(Pixels::Gray);
    }
    let rgb = pixels().flat_map(|p| [p[0], p[1], p[2]]).collect();
    RgbImage::from_raw(width, height, rgb).map(Pixels::Rgb)
}
