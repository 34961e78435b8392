//! Colour profiles: the sRGB one of the output intent, and whether one that came
//! with an image may stand in the file.

use moxcms::{ColorDateTime, ColorProfile};

use super::Error;

/// Name of the output intent's colours.
pub const SRGB: &str = "sRGB IEC61966-2.1";

/// An sRGB profile, the same bytes every time.
///
/// # Errors
/// When it cannot be made.
pub fn srgb() -> Result<Vec<u8>, Error> {
    let mut profile = ColorProfile::new_srgb();
    // A tag of ICC 4.4, younger than the editions that PDF/A-2 names.
    profile.cicp = None;
    // Every field, since moxcms's own default asks the clock.
    profile.creation_date_time = ColorDateTime {
        year: 2026,
        month: 1,
        day_of_the_month: 1,
        hours: 0,
        minutes: 0,
        seconds: 0,
    };
    profile.encode().map_err(Error::Profile)
}

/// Whether a profile may stand for samples of so many channels: of a version,
/// class and colour space that PDF/A-2 allows (ISO 19005-2, 6.2.4.2), and sound
/// in itself.
pub fn fits(profile: &[u8], channels: u8) -> bool {
    let field = |at: usize| profile.get(at..at + 4).unwrap_or_default();
    let space: &[u8] = match channels {
        1 => b"GRAY",
        3 => b"RGB ",
        4 => b"CMYK",
        _ => return false,
    };
    profile
        .get(8)
        .is_some_and(|&version| (2..=4).contains(&version))
        && matches!(field(12), b"scnr" | b"mntr" | b"prtr" | b"spac")
        && field(16) == space
        && field(36) == b"acsp"
        && ColorProfile::new_from_slice(profile).is_ok_and(|p| has_a_way_to_colour(&p, channels))
}

/// Without curves or tables a profile is a title page; readers then disagree.
fn has_a_way_to_colour(profile: &ColorProfile, channels: u8) -> bool {
    let curves = match channels {
        1 => profile.gray_trc.is_some(),
        3 => profile.red_trc.is_some() && profile.green_trc.is_some() && profile.blue_trc.is_some(),
        _ => false,
    };
    curves || profile.lut_a_to_b_perceptual.is_some() || profile.lut_a_to_b_colorimetric.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_profile_is_small_sound_and_for_three_channels() {
        let profile = srgb().unwrap();
        assert!(profile.len() < 800, "{} bytes", profile.len());
        assert_eq!(profile[24..36], [7, 234, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
        assert!(fits(&profile, 3));
        assert!(!fits(&profile, 1) && !fits(&profile, 4));
        let mut young = profile.clone();
        young[8] = 5;
        assert!(!fits(&young, 3));
        assert!(!fits(&profile[..200], 3) && !fits(b"", 3));
    }

    #[test]
    fn a_profile_without_curves_is_refused() {
        let mut profile = ColorProfile::new_srgb();
        profile.red_trc = None;
        assert!(!fits(&profile.encode().unwrap(), 3));
    }
}
