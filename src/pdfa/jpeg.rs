//! What a JPEG file says of itself in its frame header: enough to know whether a
//! PDF may carry it as it is.

/// The frame header, and what else bears on the meaning of the samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Baseline, extended or progressive, coded by Huffman: what PDF can carry.
    pub plain: bool,
    /// Bits a sample.
    pub bits: u8,
    /// Pixels across.
    pub width: u32,
    /// Pixels down; 0 if the file says it only after the pixels.
    pub height: u32,
    /// Samples a pixel.
    pub components: u8,
    /// Components are named R, G, B and no Adobe marker says so: libjpeg takes
    /// them for RGB, PDF's own rule for YCbCr.
    pub ambiguous: bool,
}

/// Reads the frame header; `None` for bytes that have none.
pub fn frame(file: &[u8]) -> Option<Frame> {
    let mut rest = file.strip_prefix(&[0xFF, 0xD8])?;
    let mut adobe = false;
    loop {
        // Before a marker any number of 0xFF may stand.
        let from = rest.iter().position(|&b| b != 0xFF)?;
        let (marker, tail) = (rest[from], &rest[from + 1..]);
        if from == 0 || matches!(marker, 0 | 0xD8..=0xDA) {
            return None;
        }
        if matches!(marker, 0x01 | 0xD0..=0xD7) {
            rest = tail;
            continue;
        }
        let length = usize::from(u16::from_be_bytes(*tail.first_chunk()?));
        let segment = tail.get(2..length)?;
        match marker {
            0xC4 | 0xC8 | 0xCC => {}
            0xC0..=0xCF => return read(segment, marker <= 0xC2, adobe),
            0xEE => adobe |= segment.starts_with(b"Adobe"),
            _ => {}
        }
        rest = &tail[length..];
    }
}

fn read(segment: &[u8], plain: bool, adobe: bool) -> Option<Frame> {
    let &[bits, h1, h0, w1, w0, components] = segment.first_chunk()?;
    let ids = segment[6..].chunks_exact(3).map(|c| c[0]);
    Some(Frame {
        plain,
        bits,
        width: u16::from_be_bytes([w1, w0]).into(),
        height: u16::from_be_bytes([h1, h0]).into(),
        components,
        ambiguous: !adobe && ids.eq(*b"RGB"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_is_found_behind_other_segments() {
        let image = image::RgbImage::new(17, 5);
        let file = crate::pdfa::encode::jpeg(&image, 80).unwrap().bytes;
        let found = frame(&file).unwrap();
        let wanted = Frame {
            plain: true,
            bits: 8,
            width: 17,
            height: 5,
            components: 3,
            ambiguous: false,
        };
        assert_eq!(found, wanted);
        for end in 0..file.len().min(200) {
            let cut = frame(&file[..end]);
            assert!(cut.is_none() || cut == Some(wanted));
        }
    }
}
