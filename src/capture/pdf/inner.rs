//! The size that packed image data states itself: the reader makes room for it,
//! whatever the image's dictionary says.

use hayro_interpret::hayro_syntax::Filter;
use hayro_interpret::hayro_syntax::object::Dict;
use hayro_jpeg2000::{DecodeSettings, Image};

/// Channels that a JPEG 2000 image of a page may have: CMYK and an alpha channel.
const MOST_CHANNELS: u8 = 5;

/// Pixels across and down as the data, or its parameters, say; `None` if they say
/// nothing, or the reader does not believe them.
pub fn size(last: Filter, bytes: &[u8], params: &Dict<'_>, height: u32) -> Option<(u64, u64)> {
    match last {
        Filter::JpxDecode => {
            let image = Image::new(bytes, &DecodeSettings::default()).ok()?;
            let (width, height) = (u64::from(image.width()), u64::from(image.height()));
            // More channels take as much room as more pixels.
            let channels = image.color_space().num_channels().max(1);
            Some((width * u64::from(channels.div_ceil(MOST_CHANNELS)), height))
        }
        Filter::CcittFaxDecode => {
            let columns = params.get::<u32>("Columns").unwrap_or(1728);
            Some((u64::from(columns), u64::from(height)))
        }
        Filter::Jbig2Decode => jbig2(bytes),
        _ => None,
    }
}

/// From the segment that describes a JBIG2 page.
fn jbig2(bytes: &[u8]) -> Option<(u64, u64)> {
    const PAGE: u8 = 48;
    let four = |at: usize| {
        let bytes: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes))
    };
    let mut at = 0;
    loop {
        let number = four(at)?;
        let flags = *bytes.get(at + 4)?;
        let (count, mut next) = match bytes.get(at + 5)? >> 5 {
            7 => {
                let count = (four(at + 5)? & 0x1FFF_FFFF) as usize;
                (count, at + 9 + (count + 1).div_ceil(8))
            }
            count => (usize::from(count), at + 6),
        };
        let reference = match number {
            0..=256 => 1,
            257..=65_536 => 2,
            _ => 4,
        };
        next += count * reference + if flags & 0x40 == 0 { 1 } else { 4 };
        let length = four(next)?;
        if flags & 0x3F == PAGE {
            let (width, height) = (four(next + 4)?, four(next + 8)?);
            // A page of stripes may leave its height open.
            let height = if height == u32::MAX { 0 } else { height };
            return Some((u64::from(width), u64::from(height)));
        }
        at = next.checked_add(4)?.checked_add(length as usize)?;
    }
}
