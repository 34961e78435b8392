//! What the names of a page's fonts say: Vietnamese from before Unicode is known by
//! nothing else.

use hayro_interpret::hayro_syntax::object::{Dict, Name, Stream};
use hayro_interpret::hayro_syntax::page::Page;

use crate::base::vietnamese::{decode_tcvn3, decode_vni, nfc};

/// How a font encodes Vietnamese, as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// As Unicode says.
    Unicode,
    /// TCVN3 (ABC); capitals only if set.
    Tcvn3 {
        /// The font shows small letters as capitals.
        capitals: bool,
    },
    /// VNI for Windows.
    Vni,
    /// The font does not tell its name.
    Unknown,
}

impl Script {
    /// By the font's PostScript name, with or without the mark of a subset.
    pub fn of_font(name: &str) -> Self {
        let name = match name.split_once('+') {
            Some((mark, rest)) if mark.len() == 6 => rest,
            _ => name,
        };
        let family = name.split(['-', ',', ' ']).next().unwrap_or(name);
        let bare = family.strip_prefix('.').unwrap_or(family);
        let rest = bare.strip_prefix("Vn").unwrap_or_default();
        if name.starts_with(".Vn") || rest.starts_with(|c: char| c.is_ascii_uppercase()) {
            return Self::Tcvn3 {
                capitals: family.ends_with('H'),
            };
        }
        if name.starts_with("VNI") {
            return Self::Vni;
        }
        if name.is_empty() {
            Self::Unknown
        } else {
            Self::Unicode
        }
    }

    /// Text as the font's codes spell it → Unicode, NFC.
    pub fn decode(self, text: &str) -> String {
        match self {
            Self::Unicode | Self::Unknown => nfc(text),
            Self::Tcvn3 { capitals } => {
                let decoded = decode_tcvn3(text);
                if capitals {
                    decoded.to_uppercase()
                } else {
                    decoded
                }
            }
            Self::Vni => decode_vni(text),
        }
    }
}

/// The scripts of the fonts that a page and its forms name, each once.
pub fn scripts(page: &Page<'_>) -> Vec<Script> {
    let resources = page.resources();
    let mut found = Vec::new();
    of_fonts(&resources.fonts, &mut found);
    for (key, _) in resources.x_objects.entries() {
        let form = resources.x_objects.get::<Stream<'_>>(&key);
        let fonts = form
            .and_then(|f| f.dict().get::<Dict<'_>>("Resources"))
            .and_then(|r| r.get::<Dict<'_>>("Font"));
        if let Some(fonts) = fonts {
            of_fonts(&fonts, &mut found);
        }
    }
    found
}

fn of_fonts(fonts: &Dict<'_>, found: &mut Vec<Script>) {
    for (key, _) in fonts.entries() {
        let font = fonts.get::<Dict<'_>>(&key);
        if let Some(name) = font.and_then(|f| f.get::<Name<'_>>("BaseFont")) {
            let script = Script::of_font(name.as_str());
            if !found.contains(&script) {
                found.push(script);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_fonts_are_decoded_by_their_names() {
        let tcvn3 = Script::of_font("ABCDEF+.VnTimeH");
        assert_eq!(tcvn3, Script::Tcvn3 { capitals: true });
        assert_eq!(tcvn3.decode("Céng hßa"), "CỘNG HÒA");
        assert_eq!(
            Script::of_font(".VnTime-Bold").decode("Céng hßa"),
            "Cộng hòa"
        );
        assert_eq!(
            Script::of_font("VNI-Times").decode("Coäng hoøa"),
            "Cộng hòa"
        );
        assert_eq!(Script::of_font("TimesNewRomanPSMT"), Script::Unicode);
    }
}
