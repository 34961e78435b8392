//! The file as lopdf, a stranger to the writer, reads it back.

use lopdf::{Document, Object, ObjectId};

use super::*;
use crate::base::{Affine, Codec, ColourSpace, Confidence, EncodedImage, Line, Pixels, Rect, Word};

fn text(lines: &[&str]) -> PageText {
    let lines = lines.iter().enumerate().map(|(row, line)| {
        let words = line.split(' ').enumerate().map(|(at, word)| {
            Word::new(
                word,
                Rect::new(
                    20.0 + 60.0 * at as f32,
                    20.0 + 30.0 * row as f32,
                    50.0,
                    22.0,
                ),
                Confidence::new(1.0),
            )
        });
        Line {
            words: words.collect(),
        }
    });
    PageText {
        lines: lines.collect(),
        ..Default::default()
    }
}

fn placed(image: EncodedImage) -> PlacedImage {
    PlacedImage {
        image,
        placing: Affine::rotate_about(2.0, 10.0, 10.0),
    }
}

fn write(pages: &[(Option<&PlacedImage>, &PageText)]) -> Vec<u8> {
    let meta = Meta {
        title: "Quyết định 707/QĐ-TTg",
        id: BlobId::of(b"what it is made from"),
        producer: "Sohoa",
    };
    let mut writer = Writer::new(Vec::new(), &meta).unwrap();
    for (image, text) in pages {
        let page = Page {
            size: Size::new(600, 800),
            dpi: Dpi::new(100.0),
            image: *image,
            text,
        };
        writer.page(&page).unwrap();
    }
    writer.finish().unwrap()
}

fn colour() -> EncodedImage {
    encode::jpeg(
        &image::RgbImage::from_pixel(60, 80, image::Rgb([200, 30, 30])),
        80,
    )
    .unwrap()
}

/// The image streams of a file, in the order of their pages.
fn images(document: &Document) -> Vec<(ObjectId, &lopdf::Stream)> {
    let find = |page| {
        let (resources, _) = document.get_page_resources(page).unwrap();
        let objects = resources?.get(b"XObject").ok()?.as_dict().ok()?;
        let id = objects.get(b"Im0").ok()?.as_reference().ok()?;
        Some((id, document.get_object(id).ok()?.as_stream().ok()?))
    };
    document.page_iter().filter_map(find).collect()
}

#[test]
fn pages_text_and_image_bytes_are_read_back() {
    let jpeg = placed(colour());
    let fax = placed(EncodedImage {
        bytes: vec![0, 16, 1],
        codec: Codec::Ccitt {
            k: -1,
            black_is_1: true,
            byte_align: false,
            end_of_line: false,
        },
        space: ColourSpace::Gray,
        bits: 1,
        ..colour()
    });
    let (first, empty) = (text(&["Quyết định số 707/QĐ-TTg", "chữ ký 😀"]), text(&[]));
    let file = write(&[(Some(&jpeg), &first), (Some(&fax), &empty), (None, &empty)]);
    let document = Document::load_mem(&file).unwrap();
    assert_eq!(document.get_pages().len(), 3);
    let said = document.extract_text(&[1]).unwrap();
    let said: Vec<&str> = said.split_whitespace().collect();
    assert_eq!(said.join(" "), "Quyết định số 707/QĐ-TTg chữ ký 😀");
    assert_eq!(document.extract_text(&[2]).unwrap().trim(), "");
    let found = images(&document);
    assert_eq!(found.len(), 2);
    for ((_, stream), wanted) in found.iter().zip([&jpeg, &fax]) {
        assert_eq!(stream.content, wanted.image.bytes);
        let width = stream.dict.get(b"Width").unwrap();
        assert_eq!(width, &wanted.image.size.width.into());
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (image, words) = (placed(colour()), text(&["một hai 😀 𠀋", "ba"]));
    let pages = [(Some(&image), &words), (None, &words)];
    assert!(write(&pages) == write(&pages));
}

#[test]
fn profiles_and_segments_are_written_once_and_bad_profiles_not_at_all() {
    let profile = icc::srgb().unwrap();
    let with = |icc: &[u8]| {
        placed(EncodedImage {
            icc: Some(icc.to_vec()),
            ..colour()
        })
    };
    let segments = placed(EncodedImage {
        codec: Codec::Jbig2 {
            globals: Some(b"shared".to_vec()),
        },
        space: ColourSpace::Gray,
        bits: 1,
        ..colour()
    });
    let (good, bad, none) = (with(&profile), with(b"no profile"), text(&[]));
    let pages = [&good, &good, &bad, &segments, &segments].map(|image| (Some(image), &none));
    let file = write(&pages);
    let document = Document::load_mem(&file).unwrap();
    let found = images(&document);
    let entry = |at: usize, key: &[u8]| found[at].1.dict.get(key).unwrap().clone();
    assert_eq!(entry(0, b"ColorSpace"), entry(1, b"ColorSpace"));
    assert!(matches!(entry(0, b"ColorSpace"), Object::Array(_)));
    assert_eq!(entry(2, b"ColorSpace"), Object::from("DeviceRGB"));
    assert_eq!(entry(3, b"DecodeParms"), entry(4, b"DecodeParms"));
    let parameters = entry(3, b"DecodeParms");
    let globals = parameters.as_dict().unwrap().get(b"JBIG2Globals").unwrap();
    let globals = document
        .get_object(globals.as_reference().unwrap())
        .unwrap();
    let globals = globals.as_stream().unwrap().decompressed_content();
    assert_eq!(globals.unwrap(), b"shared");
}

#[test]
fn an_unfit_image_leaves_no_trace_and_its_page_can_be_written_after_all() {
    let cmyk = placed(EncodedImage {
        space: ColourSpace::Cmyk,
        ..colour()
    });
    let (fit, words) = (placed(colour()), text(&["thử lại"]));
    let meta = Meta {
        title: "",
        id: BlobId::of(b""),
        producer: "Sohoa",
    };
    let write = |images: &[&PlacedImage]| {
        let mut writer = Writer::new(Vec::new(), &meta).unwrap();
        let mut refused = 0;
        for image in images {
            let page = Page {
                size: Size::new(60, 80),
                dpi: None,
                image: Some(image),
                text: &words,
            };
            match writer.page(&page) {
                Ok(()) => {}
                Err(Error::Unfit(_)) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        (refused, writer.finish().unwrap())
    };
    assert!(!fits(&cmyk.image));
    let (refused, file) = write(&[&cmyk, &fit]);
    assert_eq!(refused, 1);
    assert!(file == write(&[&fit]).1);
}

#[test]
fn a_page_of_forty_lines_costs_less_than_fifteen_kilobytes() {
    let line = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6";
    let lines: Vec<String> = (0..40).map(|n| format!("{line} {n}")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let file = write(&[(None, &text(&lines))]);
    assert!(file.len() < 15_000, "{} bytes", file.len());
}

#[test]
fn lossless_pages_fit() {
    let grey = Pixels::Gray(image::GrayImage::from_fn(30, 20, |x, y| {
        image::Luma([(x * y) as u8])
    }));
    assert!(fits(&encode::lossless(&grey).unwrap()));
}
