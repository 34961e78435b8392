//! Makes a page straight, clean and readable, and says if it must be scanned again.
//!
//! In comes a [`RawPage`], out goes a [`CleanPage`]: the page as shown as a map
//! from the raw pixels (only a photographed page is drawn anew), and the reader's
//! copy, grey at about 200 dpi. The master's bytes are never touched here, nothing
//! is read, no file is opened, no clock is asked. Nothing can fail: a page on
//! which a step finds nothing to hold on to passes it unchanged.
//!
//! | step (its name in [`CleanPage::steps`]) | measure |
//! |---|---|
//! | `crop_desk` | share of the photo that the page fills |
//! | `edges` | share of the page that is black scanner edge, made white |
//! | `background` | brightness of the paper before it became white |
//! | `quarter_turns` | counter-clockwise turns found |
//! | `deskew` | counter-clockwise degrees found |
//! | `scale` | resolution of the reader's copy |
//! | `despeckle` | specks dropped |

mod background;
mod blobs;
mod desk;
mod lines;
mod plane;
mod planes;
mod pose;
mod quad;
mod quality;
mod resample;
mod skew;
mod specks;
mod straighten;
mod upright;
mod view;

use image::GrayImage;
use serde::{Deserialize, Serialize};

use crate::base::{CleanPage, Dpi, Picture, Pixels, RawPage, Shown, Step};

pub use view::{shown_pixels, view};

/// Which steps are taken. All are on by default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Find sideways and upside-down pages.
    pub quarter_turns: bool,
    /// Straighten leaning lines.
    pub deskew: bool,
    /// Divide by the paper's brightness and whiten black scanner edges.
    pub background: bool,
    /// Read by the brightest channel, which drops seals and coloured grounds.
    pub drop_colour: bool,
    /// Drop the specks of photocopies.
    pub despeckle: bool,
    /// Cut a photographed page out of its desk and lay it flat.
    pub crop_desk: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            quarter_turns: true,
            deskew: true,
            background: true,
            drop_colour: true,
            despeckle: true,
            crop_desk: true,
        }
    }
}

/// Cleans one page. `try_read` gives the mean confidence, 0 to 1, with which a few
/// lines of this grey picture can be read; it is called only when the picture
/// itself does not tell which way is up.
pub fn clean(
    raw: &RawPage,
    settings: &Settings,
    try_read: &mut dyn FnMut(&GrayImage, Dpi) -> f32,
) -> CleanPage {
    let dpi = believed(raw);
    let outline = settings
        .crop_desk
        .then(|| desk::find(&raw.pixels, dpi.is_some()))
        .flatten();
    let Some(outline) = outline else {
        return straighten::straighten(&raw.pixels, raw.no, dpi, settings, try_read);
    };
    let flat = Pixels::Rgb(outline.flatten(&raw.pixels));
    let dpi = outline.dpi.and_then(Dpi::new);
    let mut page = straighten::straighten(&flat, raw.no, dpi, settings, try_read);
    page.steps.insert(
        0,
        Step {
            name: "crop_desk".into(),
            value: outline.share,
        },
    );
    let picture = view::drawn(&flat, &page.shown);
    page.shown = Shown {
        from_raw: outline.nearly().then(page.shown.from_raw),
        picture: Picture::Redrawn(picture),
        ..page.shown
    };
    page
}

/// The resolution the file states, unless it is a camera's habit: a picture of
/// more than 20 inches at 100 dpi or less is a photo, not a plan.
fn believed(raw: &RawPage) -> Option<Dpi> {
    let size = raw.pixels.size();
    let long = size.width.max(size.height) as f32;
    raw.dpi
        .filter(|d| !(d.get() <= 100.0 && long / d.get() > 20.0))
}
