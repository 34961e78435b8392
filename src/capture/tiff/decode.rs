//! One TIFF page → pixels, and its packed bytes where a PDF can carry them.

use std::io::{Cursor, Read, Seek, SeekFrom};

use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};
use tiff::ColorType;
use tiff::decoder::{Decoder, Limits as TiffLimits};

use super::directory::{Directory, failed, packing, photometric};
use crate::base::{Codec, ColourSpace, EncodedImage, Pixels, Size};
use crate::capture::fax::{self, Fax};
use crate::capture::jpeg::{self, Markers};
use crate::capture::png::on_white;
use crate::capture::{Error, Limits};

/// Pixels and, where they can be carried on, packed bytes.
type Image = (Pixels, Option<EncodedImage>);

/// Unpacks the page that `directory` describes.
pub fn take(data: &[u8], directory: &Directory, limits: &Limits) -> Result<Image, Error> {
    match directory.compression {
        packing::RLE | packing::G3 | packing::G4 if directory.bits == 1 => {
            take_fax(data, directory)
        }
        packing::OLD_JPEG => match directory.old_jpeg {
            Some((offset, length)) => {
                let file = slice(data, offset, length)?;
                jpeg_image(file.to_vec(), directory, limits)
            }
            None => Err(Error::unsupported("the old way of JPEG in TIFF")),
        },
        packing::JPEG if directory.strips.len() == 1 && !directory.tiled => {
            jpeg_image(whole_jpeg(data, directory)?, directory, limits)
        }
        _ => Ok((samples(data, directory, limits)?, None)),
    }
}

fn slice(data: &[u8], offset: u64, length: u64) -> Result<&[u8], Error> {
    let start = usize::try_from(offset).ok();
    let end = usize::try_from(offset.saturating_add(length)).ok();
    start
        .zip(end)
        .and_then(|(start, end)| data.get(start..end))
        .ok_or(Error::Truncated { what: "the TIFF" })
}

fn take_fax(data: &[u8], directory: &Directory) -> Result<Image, Error> {
    let fax = match directory.compression {
        packing::G4 => Fax {
            k: -1,
            byte_align: false,
            end_of_line: false,
        },
        packing::G3 => Fax {
            k: (directory.t4 & 1) as i32,
            // TIFF's fill bits stand before the end of a line and are passed over;
            // PDF's alignment is another thing.
            byte_align: false,
            end_of_line: true,
        },
        _ => Fax {
            k: 0,
            byte_align: true,
            end_of_line: false,
        },
    };
    if directory.samples != 1 || directory.tiled {
        return Err(Error::unsupported("fax tiles or planes in TIFF"));
    }
    let size = directory.size;
    let row = size.width as usize;
    let mut pixels = GrayImage::new(size.width, size.height);
    let strips = pixels.chunks_mut(row * directory.strip_rows as usize);
    let mut packed = Vec::new();
    if strips.len() > directory.strips.len() {
        return Err(Error::Truncated { what: "the TIFF" });
    }
    for (out, (offset, length)) in strips.zip(&directory.strips) {
        packed = slice(data, *offset, *length)?.to_vec();
        if directory.low_bit_first {
            packed.iter_mut().for_each(|b| *b = b.reverse_bits());
        }
        fax::unpack(&packed, fax, size.width, out)?;
    }
    // A fax knows black and white ink; the tag says which of them the writer
    // took for black.
    let inverted = directory.photometric == photometric::BLACK_IS_ZERO;
    if inverted {
        pixels.iter_mut().for_each(|p| *p = !*p);
    }
    let encoded = (directory.strips.len() == 1).then_some(EncodedImage {
        bytes: packed,
        codec: Codec::Ccitt {
            k: fax.k,
            black_is_1: false,
            byte_align: fax.byte_align,
            end_of_line: fax.end_of_line,
        },
        size,
        space: ColourSpace::Gray,
        bits: 1,
        inverted,
        icc: None,
    });
    Ok((Pixels::Gray(pixels), encoded))
}

/// A strip of JPEG with the shared tables put back, as a file of its own.
fn whole_jpeg(data: &[u8], directory: &Directory) -> Result<Vec<u8>, Error> {
    let (offset, length) = directory.strips[0];
    let strip = slice(data, offset, length)?;
    if strip.get(..2) != Some(&[0xFF, 0xD8]) {
        return Err(Error::damaged("the JPEG in the TIFF"));
    }
    let mut file = vec![0xFF, 0xD8];
    if directory.photometric == photometric::RGB && directory.samples == 3 {
        // Without this mark readers take three channels for YCbCr.
        file.extend(b"\xff\xee\x00\x0eAdobe\x00\x64\0\0\0\0\0");
    }
    if let [0xFF, 0xD8, tables @ .., 0xFF, 0xD9] = &directory.jpeg_tables[..] {
        file.extend(tables);
    }
    file.extend(&strip[2..]);
    Ok(file)
}

fn jpeg_image(file: Vec<u8>, directory: &Directory, limits: &Limits) -> Result<Image, Error> {
    let markers = Markers::read(&file)?;
    jpeg::check_size(&markers, limits)?;
    let (pixels, mut encoded) = jpeg::take(&file, &markers)?;
    if encoded.size != directory.size {
        return Err(Error::damaged("the JPEG in the TIFF"));
    }
    if jpeg::fits(&directory.icc, markers.components) {
        encoded.icc = Some(directory.icc.clone());
    }
    Ok((pixels, Some(encoded)))
}

/// A file in which two bytes read differently: the TIFF reader refuses palettes,
/// so it is shown a grey picture whose greys are the indices.
struct Patched<'a> {
    file: Cursor<&'a [u8]>,
    at: u64,
    value: [u8; 2],
}

impl Read for Patched<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let start = self.file.position();
        let count = self.file.read(buf)?;
        for (i, byte) in self.value.iter().enumerate() {
            let at = self.at + i as u64;
            if at >= start && at < start + count as u64 {
                buf[(at - start) as usize] = *byte;
            }
        }
        Ok(count)
    }
}

impl Seek for Patched<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

/// Where the value of the photometric tag stands in the file.
fn photometric_at(data: &[u8], directory: &Directory) -> Option<(u64, bool)> {
    let little = data.starts_with(b"II");
    let big = matches!(data.get(2..4)?, [0x2b, 0] | [0, 0x2b]);
    let two = |at: usize| {
        let bytes = [*data.get(at)?, *data.get(at + 1)?];
        Some(if little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let start = usize::try_from(directory.pointer).ok()?;
    let (first, step, value) = if big { (8, 20, 12) } else { (2, 12, 8) };
    let entries = if big && !little {
        two(start + 6)?
    } else {
        two(start)?
    };
    (0..usize::from(entries))
        .map(|i| start + first + i * step)
        .find(|at| two(*at) == Some(262))
        .map(|at| ((at + value) as u64, little))
}

fn samples(data: &[u8], directory: &Directory, limits: &Limits) -> Result<Pixels, Error> {
    let palette = directory.photometric == photometric::PALETTE;
    let patch = palette.then(|| photometric_at(data, directory)).flatten();
    if palette && patch.is_none() {
        return Err(Error::damaged("the TIFF's directory"));
    }
    let (at, little) = patch.unwrap_or((u64::MAX - 2, true));
    let file = Patched {
        file: Cursor::new(data),
        at,
        value: if little { [1, 0] } else { [0, 1] },
    };
    let budget = usize::try_from(limits.max_unpacked).unwrap_or(usize::MAX);
    let mut tiff_limits = TiffLimits::default();
    tiff_limits.decoding_buffer_size = budget;
    tiff_limits.intermediate_buffer_size = budget;
    let mut decoder = Decoder::new(file).map_err(failed)?.with_limits(tiff_limits);
    decoder.seek_to_image(directory.index).map_err(failed)?;
    let colour = decoder.colortype().map_err(failed)?;
    let layout = decoder.image_buffer_layout().map_err(failed)?;
    if layout.complete_len > budget {
        return Err(Error::Bomb { what: "the TIFF" });
    }
    let mut raw = vec![0; layout.complete_len];
    // All strips lie within the file: what ends early was packed wrongly.
    decoder
        .read_image_bytes(&mut raw)
        .map_err(|e| match failed(e) {
            Error::Truncated { what } => Error::damaged(what),
            other => other,
        })?;
    let (bits, channels) = shape(colour)?;
    let planes = layout.planes.max(1);
    let plane = layout.plane_stride.map_or(raw.len(), |s| s.get());
    let per_plane = channels.div_ceil(planes);
    let bytes: Vec<Vec<u8>> = raw
        .chunks(plane)
        .take(planes)
        .map(|p| to_bytes(p, directory.size, per_plane, bits, palette))
        .collect::<Result<_, _>>()?;
    let bytes = interleave(bytes);
    if palette {
        return coloured(&bytes, directory);
    }
    picture(bytes, colour, directory)
}

/// Bits a sample and samples a pixel.
fn shape(colour: ColorType) -> Result<(u8, usize), Error> {
    Ok(match colour {
        ColorType::Gray(bits) => (bits, 1),
        ColorType::GrayA(bits) => (bits, 2),
        ColorType::RGB(bits) | ColorType::YCbCr(bits) => (bits, 3),
        ColorType::RGBA(bits) | ColorType::CMYK(bits) => (bits, 4),
        ColorType::CMYKA(bits) => (bits, 5),
        ColorType::Multiband {
            bit_depth,
            num_samples,
        } => (bit_depth, usize::from(num_samples)),
        _ => return Err(Error::unsupported("a TIFF with these colours")),
    })
}

/// Samples as bytes: 0 to 255, or indices as they are.
fn to_bytes(
    raw: &[u8],
    size: Size,
    channels: usize,
    bits: u8,
    indices: bool,
) -> Result<Vec<u8>, Error> {
    let row = size.width as usize * channels;
    let rows = size.height as usize;
    let short = Error::Truncated { what: "the TIFF" };
    match bits {
        8 => raw.get(..row * rows).map(<[u8]>::to_vec).ok_or(short),
        16 => {
            let wide = raw.get(..2 * row * rows).ok_or(short)?;
            // The reader gives 16-bit samples in the machine's own order.
            let high = |p: &[u8]| (u16::from_ne_bytes([p[0], p[1]]) >> 8) as u8;
            Ok(wide.chunks_exact(2).map(high).collect())
        }
        1 | 2 | 4 => {
            let stride = (row * usize::from(bits)).div_ceil(8);
            let scale = if indices { 1 } else { 255 / ((1 << bits) - 1) };
            let mask = ((1u16 << bits) - 1) as u8;
            let per_byte = 8 / usize::from(bits);
            let mut out = Vec::with_capacity(row * rows);
            for line in raw.get(..stride * rows).ok_or(short)?.chunks(stride) {
                out.extend((0..row).map(|x| {
                    let shift = 8 - usize::from(bits) * (x % per_byte + 1);
                    (line[x / per_byte] >> shift & mask) * scale as u8
                }));
            }
            Ok(out)
        }
        _ => Err(Error::unsupported("a TIFF with this number of bits")),
    }
}

fn interleave(mut planes: Vec<Vec<u8>>) -> Vec<u8> {
    if planes.len() == 1 {
        return planes.remove(0);
    }
    let length = planes.iter().map(Vec::len).min().unwrap_or(0);
    (0..length)
        .flat_map(|i| planes.iter().map(move |p| p[i]))
        .collect()
}

fn coloured(indices: &[u8], directory: &Directory) -> Result<Pixels, Error> {
    let count = directory.palette.len() / 3;
    if count == 0 {
        return Err(Error::damaged("the TIFF's palette"));
    }
    // Some writers put bytes where 16 bits belong.
    let narrow = directory.palette.iter().all(|v| *v < 256);
    let value = |channel: usize, index: u8| {
        let v = directory.palette[channel * count + usize::from(index).min(count - 1)];
        if narrow { v as u8 } else { (v >> 8) as u8 }
    };
    let rgb = indices
        .iter()
        .flat_map(|i| [value(0, *i), value(1, *i), value(2, *i)])
        .collect();
    RgbImage::from_raw(directory.size.width, directory.size.height, rgb)
        .map(Pixels::Rgb)
        .ok_or(Error::damaged("the TIFF"))
}

fn picture(bytes: Vec<u8>, colour: ColorType, directory: &Directory) -> Result<Pixels, Error> {
    let Size { width, height } = directory.size;
    let pixels = bytes.chunks_exact(shape(colour)?.1);
    let image = match colour {
        ColorType::Gray(_) => GrayImage::from_raw(width, height, bytes).map(DynamicImage::from),
        ColorType::RGB(_) => RgbImage::from_raw(width, height, bytes).map(DynamicImage::from),
        ColorType::RGBA(_) if directory.alpha => {
            RgbaImage::from_raw(width, height, bytes).map(DynamicImage::from)
        }
        ColorType::RGBA(_) => {
            let rgb = pixels.flat_map(|p| [p[0], p[1], p[2]]).collect();
            RgbImage::from_raw(width, height, rgb).map(DynamicImage::from)
        }
        ColorType::YCbCr(_) => {
            let rgb = pixels.flat_map(ycbcr_to_rgb).collect();
            RgbImage::from_raw(width, height, rgb).map(DynamicImage::from)
        }
        ColorType::CMYK(_) | ColorType::CMYKA(_) => {
            let rgb = pixels.flat_map(|p| cmyk_to_rgb([p[0], p[1], p[2], p[3]]));
            RgbImage::from_raw(width, height, rgb.collect()).map(DynamicImage::from)
        }
        // Grey with extra samples.
        ColorType::GrayA(_) | ColorType::Multiband { .. } => {
            let inverted = directory.photometric == photometric::WHITE_IS_ZERO;
            let grey = |v: u8| if inverted { !v } else { v };
            if directory.alpha {
                let values = pixels.flat_map(|p| [grey(p[0]), p[1]]).collect();
                GrayAlphaImage::from_raw(width, height, values).map(DynamicImage::from)
            } else {
                let values = pixels.map(|p| grey(p[0])).collect();
                GrayImage::from_raw(width, height, values).map(DynamicImage::from)
            }
        }
        _ => None,
    };
    image.map(on_white).ok_or(Error::damaged("the TIFF"))
}

/// JPEG's colours → sRGB.
fn ycbcr_to_rgb(p: &[u8]) -> [u8; 3] {
    let (y, cb, cr) = (
        f32::from(p[0]),
        f32::from(p[1]) - 128.0,
        f32::from(p[2]) - 128.0,
    );
    [
        y + 1.402 * cr,
        y - 0.344_14 * cb - 0.714_14 * cr,
        y + 1.772 * cb,
    ]
    .map(|v| v.round().clamp(0.0, 255.0) as u8)
}

/// Ink as a plain subtraction from white: a profile would be truer, reading does
/// not need it, and the archive keeps the original.
pub fn cmyk_to_rgb([c, m, y, k]: [u8; 4]) -> [u8; 3] {
    let left = 255 - u16::from(k);
    [c, m, y].map(|ink| ((255 - u16::from(ink)) * left / 255) as u8)
}
