//! Tesseract, through `tesseract-rs`. The only file that knows it.
//!
//! `OMP_THREAD_LIMIT=1` must stand in the environment before the process
//! starts: set later it does nothing, and two pages then cost six times the CPU
//! (measured).

use std::path::{Path, PathBuf};

use image::GrayImage;
use tesseract_rs::{TessPageSegMode, TesseractAPI, TesseractError};

use super::Error;
use crate::base::{Dpi, Rect};

/// A word as the engine gives it, in pixels of the picture that it was given.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EngineWord {
    /// Block, paragraph and line: words with equal numbers stand in one line.
    pub line: (u32, u32, u32),
    pub text: String,
    pub at: Rect,
    /// 0 to 100.
    pub confidence: f32,
}

/// One engine with its language loaded: made once, used for many pages.
pub(super) struct Engine {
    api: TesseractAPI,
}

/// Where Debian and others put the language data; the environment comes first.
const TESSDATA: [&str; 4] = [
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
];

/// The folder with the data of `language`, if it is on this machine.
pub fn find_tessdata(language: &str) -> Option<PathBuf> {
    let file = format!("{language}.traineddata");
    std::env::var_os("TESSDATA_PREFIX")
        .map(PathBuf::from)
        .into_iter()
        .chain(TESSDATA.map(PathBuf::from))
        .find(|folder| folder.join(&file).is_file())
}

/// Version of the engine that is linked.
pub fn engine_version() -> String {
    TesseractAPI::version()
}

fn while_doing(doing: &'static str) -> impl Fn(TesseractError) -> Error {
    move |source| Error::Engine { doing, source }
}

impl Engine {
    /// Loads `language` from `folder`.
    pub fn open(folder: &Path, language: &str) -> Result<Self, Error> {
        if language
            .split('+')
            .any(|l| !folder.join(format!("{l}.traineddata")).is_file())
        {
            return Err(Error::NoLanguage {
                language: language.to_owned(),
                folder: folder.display().to_string(),
            });
        }
        let api = TesseractAPI::new();
        api.init(folder, language)
            .map_err(while_doing("loading its language"))?;
        // Its notes ("Estimating resolution as …") would fill the log.
        api.set_variable("debug_file", "/dev/null")
            .map_err(while_doing("being told to be quiet"))?;
        Ok(Self { api })
    }

    /// Reads a picture as a page.
    pub fn words(&self, picture: &GrayImage, dpi: Dpi) -> Result<Vec<EngineWord>, Error> {
        self.read(picture, dpi, TessPageSegMode::PSM_AUTO)
    }

    /// Reads a picture as one line.
    pub fn line(&self, picture: &GrayImage, dpi: Dpi) -> Result<Vec<EngineWord>, Error> {
        self.read(picture, dpi, TessPageSegMode::PSM_SINGLE_LINE)
    }

    fn read(
        &self,
        picture: &GrayImage,
        dpi: Dpi,
        mode: TessPageSegMode,
    ) -> Result<Vec<EngineWord>, Error> {
        self.load(picture, dpi, mode)?;
        self.api
            .recognize()
            .map_err(while_doing("reading a page"))?;
        let table = self
            .api
            .get_tsv_text(0)
            .map_err(while_doing("giving its words"))?;
        self.api.clear().map_err(while_doing("forgetting a page"))?;
        Ok(table.lines().filter_map(parse_row).collect())
    }

    /// Mean confidence, 0 to 100, with which a picture reads.
    pub fn mean_confidence(&self, picture: &GrayImage, dpi: Dpi) -> Result<i32, Error> {
        self.load(picture, dpi, TessPageSegMode::PSM_SINGLE_BLOCK)?;
        self.api.recognize().map_err(while_doing("trying a page"))?;
        let mean = self
            .api
            .mean_text_conf()
            .map_err(while_doing("giving its confidence"))?;
        self.api
            .clear()
            .map_err(while_doing("forgetting a trial"))?;
        Ok(mean)
    }

    fn load(&self, picture: &GrayImage, dpi: Dpi, mode: TessPageSegMode) -> Result<(), Error> {
        let (width, height) = (picture.width() as i32, picture.height() as i32);
        self.api
            .set_page_seg_mode(mode)
            .map_err(while_doing("choosing a layout"))?;
        self.api
            .set_image(picture.as_raw(), width, height, 1, width)
            .map_err(while_doing("taking a picture"))?;
        self.api
            .set_source_resolution(dpi.get().round() as i32)
            .map_err(while_doing("taking the resolution"))
    }
}

/// A row of Tesseract's table: level, page, block, paragraph, line, word, left,
/// top, width, height, confidence, text. Only words (level 5) matter.
fn parse_row(row: &str) -> Option<EngineWord> {
    let mut cells = row.splitn(12, '\t');
    let mut number = || cells.next()?.parse::<f32>().ok();
    let level = number()?;
    let _page = number()?;
    let (block, paragraph, line, _word) = (number()?, number()?, number()?, number()?);
    let at = Rect::new(number()?, number()?, number()?, number()?);
    let confidence = number()?;
    let text = cells.next()?.trim();
    (level == 5.0 && !text.is_empty() && at.w > 0.0 && at.h > 0.0).then(|| EngineWord {
        line: (block as u32, paragraph as u32, line as u32),
        text: text.to_owned(),
        at,
        confidence,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_with_a_word_are_words() {
        let word = parse_row("5\t1\t2\t1\t3\t1\t10\t20\t30\t12\t96.5\tđất").unwrap();
        assert_eq!((word.line, word.text.as_str()), ((2, 1, 3), "đất"));
        assert_eq!(word.at, Rect::new(10.0, 20.0, 30.0, 12.0));
        for row in [
            "4\t1\t2\t1\t3\t0\t10\t20\t30\t12\t-1\t",
            "5\t1\t2\t1\t3\t1\t10\t20\t30\t12\t95\t ",
            "",
            "x\ty",
        ] {
            assert_eq!(parse_row(row), None);
        }
    }
}
