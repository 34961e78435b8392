//! The file from its first byte to its last: pages as they come, then what they
//! share.

use std::collections::HashMap;
use std::io::Write;

use lopdf::{Dictionary, Object, ObjectId, StringFormat, dictionary};

use super::font::Letters;
use super::objects::Objects;
use super::sheet::{Sheet, number};
use super::{Error, Meta, Page, embed, icc, layer, metadata};
use crate::base::{BlobId, Codec, EncodedImage, PlacedImage};

/// Writes a PDF/A-2u page by page.
pub struct Writer<W> {
    objects: Objects<W>,
    catalog: ObjectId,
    tree: ObjectId,
    info: ObjectId,
    id: [u8; 16],
    pages: Vec<ObjectId>,
    letters: Letters,
    font: Option<ObjectId>,
    /// Profiles and JBIG2 segments that several images share, by their hash.
    shared: HashMap<BlobId, ObjectId>,
}

impl<W: Write> Writer<W> {
    /// Begins a file at `out`, which needs no buffer of its own.
    ///
    /// # Errors
    /// When `out` refuses.
    pub fn new(out: W, meta: &Meta) -> Result<Self, Error> {
        let mut objects = Objects::new(out)?;
        let (catalog, tree, info) = (objects.reserve()?, objects.reserve()?, objects.reserve()?);
        let (xmp, profile) = (objects.reserve()?, objects.reserve()?);

        // Uncompressed, so that it can be read without a PDF reader.
        let kind = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
        objects.stream(xmp, kind, &[metadata::xmp(meta).as_bytes()])?;
        objects.dictionary(info, metadata::info(meta))?;
        objects.packed(profile, dictionary! { "N" => 3 }, &icc::srgb()?)?;
        let intent = dictionary! {
            "Type" => "OutputIntent",
            "S" => "GTS_PDFA1",
            "OutputConditionIdentifier" => Object::string_literal(icc::SRGB),
            "Info" => Object::string_literal(icc::SRGB),
            "DestOutputProfile" => profile,
        };
        objects.dictionary(
            catalog,
            dictionary! {
                "Type" => "Catalog",
                "Pages" => tree,
                "Metadata" => xmp,
                "OutputIntents" => vec![intent.into()],
                "Lang" => Object::string_literal("vi-VN"),
                "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
            },
        )?;
        let mut id = [0; 16];
        id.copy_from_slice(&meta.id.0[..16]);
        Ok(Self {
            objects,
            catalog,
            tree,
            info,
            id,
            pages: Vec::new(),
            letters: Letters::default(),
            font: None,
            shared: HashMap::new(),
        })
    }

    /// Writes one page.
    ///
    /// # Errors
    /// [`Error::Unfit`] before anything of the page is written: the writer goes
    /// on, and the page may be handed in again with its image packed otherwise.
    /// After any other error the file is lost.
    pub fn page(&mut self, page: &Page) -> Result<(), Error> {
        if let Some(placed) = page.image {
            embed::check(&placed.image).map_err(Error::Unfit)?;
        }
        let sheet = Sheet::new(page.size, page.dpi);
        let mut resources = Dictionary::new();
        let mut content = String::new();
        if let Some(PlacedImage { image, placing }) = page.image {
            let id = self.image(image)?;
            resources.set("XObject", dictionary! { "Im0" => id });
            let m = sheet.image_matrix(image.size, *placing);
            let numbers = [m.a, m.b, m.c, m.d, m.e, m.f].map(|v| number(v, 4));
            content = format!("q\n{} cm\n/Im0 Do\nQ\n", numbers.join(" "));
        }
        let text = layer::operators(page.text, page.size, sheet, &mut self.letters);
        if !text.is_empty() {
            let font = match self.font {
                Some(font) => font,
                None => *self.font.insert(self.objects.reserve()?),
            };
            resources.set("Font", dictionary! { "F0" => font });
            content.push_str(&text);
        }
        let (id, contents) = (self.objects.reserve()?, self.objects.reserve()?);
        self.objects
            .packed(contents, Dictionary::new(), content.as_bytes())?;
        let points = |value: f64| Object::Real(((value * 1000.0).round() / 1000.0) as f32);
        self.objects.dictionary(
            id,
            dictionary! {
                "Type" => "Page",
                "Parent" => self.tree,
                // The box also cuts off what a tilted image reaches beyond it.
                "MediaBox" => vec![0.into(), 0.into(), points(sheet.width), points(sheet.height)],
                "Resources" => resources,
                "Contents" => contents,
            },
        )?;
        self.pages.push(id);
        Ok(())
    }

    /// Writes what the pages share and the end of the file; gives back `out`,
    /// flushed.
    ///
    /// # Errors
    /// When no page was written, the file grows too large, or `out` refuses.
    pub fn finish(mut self) -> Result<W, Error> {
        if self.pages.is_empty() {
            return Err(Error::NoPages);
        }
        if let Some(font) = self.font {
            self.letters.write_font(&mut self.objects, font)?;
        }
        let kids: Vec<Object> = self.pages.iter().map(|&id| id.into()).collect();
        self.objects.dictionary(
            self.tree,
            dictionary! {
                "Type" => "Pages",
                "Count" => kids.len() as i64,
                "Kids" => kids,
            },
        )?;
        let id = Object::String(self.id.to_vec(), StringFormat::Hexadecimal);
        self.objects.finish(dictionary! {
            "Root" => self.catalog,
            "Info" => self.info,
            "ID" => vec![id.clone(), id],
        })
    }

    fn image(&mut self, image: &EncodedImage) -> Result<ObjectId, Error> {
        let profile = match embed::profile(image) {
            Some((channels, profile)) => {
                Some(self.share(profile, dictionary! { "N" => channels })?)
            }
            None => None,
        };
        let globals = match &image.codec {
            Codec::Jbig2 {
                globals: Some(segments),
            } => Some(self.share(segments, Dictionary::new())?),
            _ => None,
        };
        let id = self.objects.reserve()?;
        let dictionary = embed::dictionary(image, profile, globals);
        let lead = embed::lead(image);
        self.objects
            .stream(id, dictionary, &[&lead, &image.bytes])?;
        Ok(id)
    }

    /// Writes these bytes unless they already stand in the file.
    fn share(&mut self, bytes: &[u8], dictionary: Dictionary) -> Result<ObjectId, Error> {
        let name = BlobId::of(bytes);
        if let Some(&id) = self.shared.get(&name) {
            return Ok(id);
        }
        let id = self.objects.reserve()?;
        self.objects.packed(id, dictionary, bytes)?;
        self.shared.insert(name, id);
        Ok(id)
    }
}
