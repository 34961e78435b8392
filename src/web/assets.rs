//! Style, scripts and type: part of the program, so that a screen never waits for
//! a file or for another host. Where each comes from: `assets/README.md`.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

struct Asset {
    name: &'static str,
    mime: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($mime:literal: $($name:literal),+;)*) => {
        const ASSETS: &[Asset] = &[$($(Asset {
            name: $name,
            mime: $mime,
            bytes: include_bytes!(concat!("assets/", $name)),
        },)+)*];
    };
}

assets! {
    "text/css; charset=utf-8":
        "frame.css", "digitise.css", "search.css", "paper.css";
    "text/javascript; charset=utf-8":
        "frame.js", "upload.js", "queue.js", "viewer.js";
    "image/svg+xml":
        "sohoa.svg";
    "font/woff2":
        "be-vietnam-pro-latin-400.woff2", "be-vietnam-pro-latin-500.woff2",
        "be-vietnam-pro-latin-600.woff2", "be-vietnam-pro-vietnamese-400.woff2",
        "be-vietnam-pro-vietnamese-500.woff2", "be-vietnam-pro-vietnamese-600.woff2";
}

/// One hash over all of them stands in every address, so that a browser may keep
/// them for ever and the style still finds its fonts beside it.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    for asset in ASSETS {
        hasher.update(asset.bytes);
    }
    hasher.finalize().to_hex().chars().take(16).collect()
});

/// The address of an asset.
pub fn address(name: &str) -> String {
    format!("/tai-san/{}/{name}", *VERSION)
}

/// Gives an asset.
pub async fn give(Path((version, name)): Path<(String, String)>) -> Result<Response, Problem> {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .ok_or(Problem::NotFound)?;
    // A page that was open during an upgrade still gets today's asset, but must
    // not keep it under yesterday's name.
    let keep = if version == *VERSION {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let headers = [(CONTENT_TYPE, asset.mime), (CACHE_CONTROL, keep)];
    Ok((headers, asset.bytes).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style() -> String {
        let sheets = ASSETS.iter().filter(|asset| asset.name.ends_with(".css"));
        sheets
            .map(|a| String::from_utf8(a.bytes.to_vec()).unwrap())
            .collect()
    }

    #[test]
    fn the_style_asks_only_for_assets_that_exist() {
        for part in style().split("url(\"").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(ASSETS.iter().any(|asset| asset.name == name), "{name}");
        }
    }

    /// Colours of `--name: #rrggbb` in a block of the style.
    fn colour(block: &str, name: &str) -> [f64; 3] {
        let (_, rest) = block.split_once(&format!("--{name}: #")).expect(name);
        [0, 2, 4].map(|i| {
            let part = f64::from(u8::from_str_radix(&rest[i..i + 2], 16).unwrap()) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        })
    }

    /// Contrast as WCAG 2 computes it.
    fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
        let light = |c: [f64; 3]| 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] + 0.05;
        light(a).max(light(b)) / light(a).min(light(b))
    }

    #[test]
    fn every_colour_can_be_read_on_every_ground_by_day_and_by_night() {
        let style = style();
        let (day, night) = style
            .split_once("@media (prefers-color-scheme: dark)")
            .unwrap();
        for block in [day, night] {
            for ground in ["ground", "surface"] {
                let ground = colour(block, ground);
                assert!(contrast(colour(block, "ink"), ground) >= 7.0);
                for name in ["muted", "accent", "done", "attention", "stopped"] {
                    let found = contrast(colour(block, name), ground);
                    assert!(found >= 4.5, "{name} {found:.1}");
                }
            }
            assert!(contrast(colour(block, "on-accent"), colour(block, "accent")) >= 4.5);
            assert!(contrast(colour(block, "ink"), colour(block, "mark")) >= 7.0);
        }
    }
}
