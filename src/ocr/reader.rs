//! The reader that a worker keeps open.

use std::path::PathBuf;

use image::GrayImage;
use serde::{Deserialize, Serialize};

use super::confidence::Weights;
use super::language::Language;
use super::tesseract::{Engine, engine_version, find_tessdata};
use super::{
    Error, confidence, hand, leftovers, lines, marks, repair, second, shapes, signs, strokes,
};
use crate::base::{CleanPage, Dpi, PageText, Rect};

/// What the reader needs to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Tesseract's name of the language; several joined by `+`.
    pub language: String,
    /// Folder of the language data; `None` looks where Debian puts it.
    pub tessdata: Option<PathBuf>,
}

impl Default for Settings {
    /// `vie` alone: with `eng` beside it a page costs a quarter more and reads
    /// no better (measured).
    fn default() -> Self {
        Self {
            language: "vie".to_owned(),
            tessdata: None,
        }
    }
}

/// Reads pages; opens its models once and then needs no file.
pub struct Reader {
    engine: Engine,
    language: String,
    counts: Language,
    weights: Weights,
}

/// What a page says, and where something was written by hand.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Its words.
    pub text: PageText,
    /// Boxes of what was filled in by hand and is not among the words; pixels of
    /// the page as shown.
    pub by_hand: Vec<Rect>,
}

/// Whether specks were dropped from a page.
fn is_dirty(page: &CleanPage) -> bool {
    page.steps.iter().any(|step| step.name == "despeckle")
}

impl Reader {
    /// Loads the models.
    ///
    /// # Errors
    /// [`Error::NoLanguage`] when the language data are not installed.
    pub fn open(settings: &Settings) -> Result<Self, Error> {
        let first = settings.language.split('+').next().unwrap_or_default();
        let folder = settings
            .tessdata
            .clone()
            .or_else(|| find_tessdata(first))
            .unwrap_or_else(|| PathBuf::from("/usr/share/tesseract-ocr/5/tessdata"));
        Ok(Self {
            engine: Engine::open(&folder, &settings.language)?,
            language: settings.language.clone(),
            counts: Language::built_in(),
            weights: Weights::built_in(),
        })
    }

    /// Engine and language, for the manifest.
    pub fn name(&self) -> String {
        format!("tesseract {} {}", engine_version(), self.language)
    }

    /// All words of a clean page.
    ///
    /// # Errors
    /// Only when the engine itself fails; a page without words is empty text.
    pub fn read(&self, page: &CleanPage) -> Result<Reading, Error> {
        let mut reading = self.mended(page)?;
        let (dirty, counts) = (is_dirty(page), &self.counts);
        confidence::calibrate(&mut reading.text.lines, dirty, counts, &self.weights);
        Ok(reading)
    }

    /// Words of a clean page, each with what speaks for and against it, in the order
    /// of `ocr-models/confidence.tsv`: for weighing these signs anew.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn signs(&self, page: &CleanPage) -> Result<Vec<(String, Vec<f32>)>, Error> {
        let text = self.mended(page)?.text;
        let signs = confidence::signs(&text.lines, is_dirty(page), &self.counts);
        let words = text.words().map(|word| word.text.clone());
        Ok(words.zip(signs.into_iter().map(Vec::from)).collect())
    }

    /// The words, mended, with the engine's own confidence.
    fn mended(&self, page: &CleanPage) -> Result<Reading, Error> {
        let mut words = self.engine.words(&page.reader, page.reader_dpi)?;
        let ink = leftovers::ink(&page.reader);
        leftovers::read(&mut words, &page.reader, &ink, &self.counts, |piece| {
            self.engine.line(piece, page.reader_dpi)
        })?;
        second::read(&mut words, &page.reader, &self.counts, |line| {
            self.engine.line(line, page.reader_dpi)
        })?;
        strokes::count_again(&mut words, &page.reader);
        let mut text = lines::compose(words, &page.reader, page.reader_to_shown, page.shown.size);
        repair::repair(&mut text.lines, &self.counts);
        signs::mend(&mut text.lines, is_dirty(page), &self.counts);
        let by_hand = hand::read(&mut text.lines, page, |patch| {
            self.engine.line(patch, page.reader_dpi)
        })?;
        marks::mend(&mut text.lines, &self.counts);
        shapes::tell(&mut text.lines, page, ink, is_dirty(page), &self.counts);
        for line in &mut text.lines {
            lines::apart(&mut line.words);
        }
        Ok(Reading { text, by_hand })
    }

    /// How surely a few lines of a picture read, 0 to 1: for a page whose
    /// orientation is in doubt. A picture that the engine refuses reads not at all.
    pub fn try_read(&self, picture: &GrayImage, dpi: Dpi) -> f32 {
        self.engine
            .mean_confidence(picture, dpi)
            .map_or(0.0, |mean| mean as f32 / 100.0)
    }
}
