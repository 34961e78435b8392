//! PDFs made in code, page by page as scanners and offices make them.

mod faults;
mod images;
mod words;

use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::base::{PageNo, RawPage, Reason};
use crate::capture::{Document, Error, Limits};

/// A file of these objects, numbered from 1; the first is the catalogue.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut offsets = Vec::new();
    for (i, body) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n", i + 1).bytes());
        out.extend(body);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    out.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\n").bytes());
    out.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
    out
}

fn stream(keys: &str, data: &[u8]) -> Vec<u8> {
    let mut out = format!("<<{keys}/Length {}>>\nstream\n", data.len()).into_bytes();
    out.extend(data);
    out.extend(b"\nendstream");
    out
}

fn image(keys: &str, width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let keys = format!("/Type/XObject/Subtype/Image/Width {width}/Height {height}{keys}");
    stream(&keys, data)
}

/// A page of 2 by 3 inches: `keys` go into its dictionary, `objects` are numbered
/// from 5 and known to the content as /X5, /X6 and so on, and /F5, /F6 as fonts.
fn sheet(keys: &str, content: &str, objects: &[Vec<u8>]) -> Vec<u8> {
    let names = |letter: char| -> String {
        (5..5 + objects.len())
            .map(|i| format!("/{letter}{i} {i} 0 R"))
            .collect()
    };
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 216]/Contents 4 0 R{keys}\
         /Resources<</XObject<<{}>>/Font<<{}>>>>>>",
        names('X'),
        names('F')
    );
    let mut all = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        page.into_bytes(),
        stream("", content.as_bytes()),
    ];
    all.extend_from_slice(objects);
    file(&all)
}

/// The content of a page that its image fills.
const FILLED: &str = "q 144 0 0 216 0 0 cm /X5 Do Q";

fn open(bytes: Vec<u8>) -> Result<Document, Error> {
    Document::open(Arc::new(bytes), Limits::default())
}

fn first(bytes: Vec<u8>) -> Result<RawPage, Error> {
    open(bytes)?.page(PageNo::FIRST)
}

fn reason<T>(result: Result<T, Error>) -> Option<Reason> {
    result.err().map(|e| e.reason())
}

fn packed(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Grey of 200 by 300 pixels, 100 dpi on the sheet, dark in the top left corner.
fn corner() -> Vec<u8> {
    let dark = |i: usize| i % 200 < 50 && i / 200 < 50;
    (0..200 * 300)
        .map(|i| if dark(i) { 10 } else { 240 })
        .collect()
}

const GREY: &str = "/ColorSpace/DeviceGray/BitsPerComponent 8";

fn grey_image() -> Vec<u8> {
    let keys = format!("{GREY}/Filter/FlateDecode");
    image(&keys, 200, 300, &packed(&corner()))
}

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([200, (x % 251) as u8, (y % 241) as u8])
    });
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 85)
        .encode_image(&pixels)
        .unwrap();
    out
}
