//! What a page paints: which images, how much else, which letters; nothing is
//! unpacked.
//!
//! Places are in points of the page as shown: y down, `/Rotate` applied.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};

use super::fonts::Script;
use super::gate;
use super::text::Letter;
use crate::capture::{Error, Limits};

/// Share of the page that its one image must cover.
pub const COVERS: f64 = 0.95;

/// Below this opacity nothing is seen.
const UNSEEN: f32 = 0.05;

/// An image that the page paints.
#[derive(Debug, Clone)]
pub struct Painted {
    /// How many images were painted before it, covered ones included.
    pub index: usize,
    /// From its pixels to the page.
    pub transform: Affine,
    /// Points² of the page that it takes.
    pub area: f64,
    /// Neither masked, clipped nor mixed with what lies beneath.
    pub plain: bool,
}

/// A device that takes note and paints nothing.
pub struct Survey {
    /// The page's box.
    pub page: Rect,
    /// Images seen, those under a page-filling one left out.
    pub images: Vec<Painted>,
    /// Lines, areas and letters that are no text, seen on top of all else.
    pub marks: usize,
    /// Letters seen, in the order of painting.
    pub letters: Vec<Letter>,
    /// The first image that must not be unpacked, and why.
    pub refused: Option<Error>,
    limits: Limits,
    painted: usize,
    clips: Vec<(Rect, bool)>,
    groups: Vec<(bool, bool)>,
    grounds: Vec<Rect>,
}

impl Survey {
    /// A survey of a page with this box.
    pub fn new(page: Rect, limits: Limits) -> Self {
        Self {
            page,
            images: Vec::new(),
            marks: 0,
            letters: Vec::new(),
            refused: None,
            limits,
            painted: 0,
            clips: Vec::new(),
            groups: Vec::new(),
            grounds: Vec::new(),
        }
    }

    /// The one image that is the page, if there is nothing else to see.
    pub fn plain_image(&self) -> Option<&Painted> {
        match &self.images[..] {
            [one] if self.marks == 0 && !self.has_letters() => {
                (one.plain && one.area >= COVERS * self.page.area()).then_some(one)
            }
            _ => None,
        }
    }

    /// Whether any letter is seen.
    pub fn has_letters(&self) -> bool {
        self.letters.iter().any(|l| !l.is_blank())
    }

    /// Share of the page that images take, overlaps counted twice.
    pub fn image_share(&self) -> f64 {
        self.images.iter().map(|i| i.area).sum::<f64>() / self.page.area().max(1.0)
    }

    fn window(&self) -> Rect {
        self.clips.last().map_or(self.page, |(rect, _)| *rect)
    }

    fn hidden(&self) -> bool {
        self.groups.iter().any(|(_, hidden)| *hidden)
    }

    fn mark(&mut self, rect: Rect, paint: &Paint<'_>) {
        let seen = rect.intersect(self.window());
        let Some(colour) = visible(paint) else { return };
        if self.hidden() || seen.width() <= 0.0 || seen.height() <= 0.0 {
            return;
        }
        let first = self.marks == 0 && self.images.is_empty() && self.letters.is_empty();
        if white(colour) && first {
            // Paper under everything.
            return;
        }
        if !white(colour) && self.grounds.len() < 4096 {
            self.grounds.push(seen);
        }
        self.marks += 1;
    }
}

/// Red, green and blue of a paint that is seen; patterns count as grey.
fn visible(paint: &Paint<'_>) -> Option<[f32; 3]> {
    match paint {
        Paint::Color(colour) => {
            let [r, g, b, alpha] = colour.to_rgba().components();
            (alpha > UNSEEN).then_some([r, g, b])
        }
        Paint::Pattern(_) => Some([0.5; 3]),
    }
}

fn white(colour: [f32; 3]) -> bool {
    colour.iter().all(|c| *c > 0.97)
}

/// Whether a paint is black ink.
pub fn black(paint: &Paint<'_>) -> bool {
    matches!(paint, Paint::Color(c) if {
        let [r, g, b, alpha] = c.to_rgba().components();
        r.max(g).max(b) < 0.2 && alpha > 0.99
    })
}

/// The box of a path, and whether the path is that box.
fn boxed(path: &BezPath) -> (Rect, bool) {
    let rect = path.bounding_box();
    (rect, path.area().abs() >= 0.999 * rect.area())
}

fn masked(dict: &Dict<'_>) -> bool {
    ["SMask", "Mask"].iter().any(|key| dict.contains_key(key))
        || dict.get::<u8>("SMaskInData").is_some_and(|v| v != 0)
}

impl<'a> Device<'a> for Survey {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let grown = match mode {
            DrawMode::Stroke(stroke) | DrawMode::FillAndStroke(_, stroke) => {
                f64::from(stroke.line_width).max(0.5)
            }
            DrawMode::Fill(_) => 0.0,
            DrawMode::Invisible => return,
        };
        let rect = path.bounding_box().inflate(grown / 2.0, grown / 2.0);
        self.mark(props.transform.transform_rect_bbox(rect), &props.paint);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let (rect, upright) = boxed(&clip.path);
        let inside = self.window().intersect(rect);
        let before = self.clips.last().is_none_or(|(_, upright)| *upright);
        self.clips.push((inside, upright && before));
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend_mode: BlendMode,
    ) {
        let plain = opacity > 0.99 && mask.is_none() && blend_mode == BlendMode::Normal;
        self.groups.push((plain, opacity <= UNSEEN));
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let Some(colour) = visible(&props.paint) else {
            return;
        };
        if matches!(mode, DrawMode::Invisible) || self.hidden() {
            return;
        }
        let script = run.glyphs().iter().find_map(|g| match &**g {
            Glyph::Outline(outline) => outline.font_data(),
            Glyph::Type3(_) => None,
        });
        let script = script.map_or(Script::Unknown, |font| {
            Script::of_font(font.postscript_name.as_deref().unwrap_or_default())
        });
        for glyph in run.glyphs() {
            let (text, width) = match &**glyph {
                Glyph::Outline(outline) => (
                    glyph.as_unicode(),
                    f64::from(outline.advance_width().unwrap_or(500.0)),
                ),
                // Other programs' recognition draws its letters as Type 3 shapes
                // over the scan: their text is not trusted.
                Glyph::Type3(_) => (None, 500.0),
            };
            let map = props.transform * glyph.transform();
            let start = map * Point::ZERO;
            let hidden = white(colour) && !self.grounds.iter().any(|g| g.contains(start));
            if hidden || !self.window().inflate(1.0, 1.0).contains(start) {
                continue;
            }
            self.letters.push(Letter::new(
                text,
                glyph.char_code(),
                script,
                start,
                map * Point::new(width, 0.0),
                map * Point::new(0.0, 1000.0),
            ));
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let index = self.painted;
        self.painted += 1;
        let size = (image.width(), image.height());
        let whole = Rect::new(0.0, 0.0, f64::from(size.0), f64::from(size.1));
        let rect = props.transform.transform_rect_bbox(whole);
        let seen = rect.intersect(self.window());
        if self.hidden() || seen.width() <= 0.0 || seen.height() <= 0.0 {
            return;
        }
        let (stream, opaque) = match &image {
            Image::Raster(raster) => (raster.stream(), true),
            Image::Stencil(stencil) => (stencil.stream(), false),
        };
        let checked = gate::image(stream, size.0, size.1, &self.limits);
        let masked = masked(stream.dict());
        if let Err(error) = checked {
            self.refused.get_or_insert(error);
        }
        // What the page's box cuts off is cut off for good reason; what a clip
        // cuts off within the page is not there.
        let uncut = rect.intersect(self.page);
        let cut = uncut.area() - seen.area() > 0.01 * uncut.area();
        let upright = self.clips.last().is_none_or(|(_, upright)| *upright);
        let plain = !masked && !cut && upright && self.groups.iter().all(|(plain, _)| *plain);
        let area = seen.area();
        if plain && opaque && area >= COVERS * self.page.area() {
            // Whatever lay beneath is not seen: neither marks nor another
            // program's text.
            self.images.clear();
            self.letters.clear();
            self.grounds.clear();
            self.marks = 0;
        }
        self.images.push(Painted {
            index,
            transform: props.transform,
            area,
            plain,
        });
    }
}
