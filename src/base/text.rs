//! What a page says: lines of words with boxes.

use serde::{Deserialize, Serialize};

use super::geometry::Rect;
use super::measure::Confidence;
use super::reason::Reason;

/// A word as read: letters, place on the page as shown, confidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// The word in NFC, without spaces.
    pub text: String,
    /// Its box, pixels of the page as shown.
    #[serde(flatten)]
    pub at: Rect,
    /// How sure the reader was; 1 for born-digital text.
    pub confidence: Confidence,
    /// What the engine read, where `text` is a mended form of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

impl Word {
    /// A word as read.
    pub fn new(text: impl Into<String>, at: Rect, confidence: Confidence) -> Self {
        Self {
            text: text.into(),
            at,
            confidence,
            raw: None,
        }
    }

    /// Puts a mended form in place of what was read, which is kept beside it.
    pub fn mend(&mut self, text: String) {
        if text != self.text {
            let read = std::mem::replace(&mut self.text, text);
            self.raw.get_or_insert(read);
        }
    }
}

/// A line of words, left to right.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Line {
    /// Its words; never empty.
    pub words: Vec<Word>,
}

impl Line {
    /// The words joined by single spaces.
    pub fn text(&self) -> String {
        let words: Vec<&str> = self.words.iter().map(|w| w.text.as_str()).collect();
        words.join(" ")
    }

    /// The box around its words; `None` for a line without words.
    pub fn rect(&self) -> Option<Rect> {
        self.words.iter().map(|w| w.at).reduce(Rect::union)
    }
}

/// Who said what a page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextOrigin {
    /// Read from the image.
    #[default]
    Read,
    /// Taken from a born-digital page.
    BornDigital,
}

/// Whether a page could be read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status", content = "reason")]
pub enum PageStatus {
    /// Its words stand beside it.
    #[default]
    Read,
    /// A side without ink: kept and marked.
    Blank,
    /// Kept as an image; why it could not be read.
    Unread(Reason),
}

impl PageStatus {
    /// `read`, `blank` or `unread`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Blank => "blank",
            Self::Unread(_) => "unread",
        }
    }
}

/// All that was read on one page, in reading order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PageText {
    /// Lines in reading order.
    pub lines: Vec<Line>,
    /// Where the words come from.
    pub origin: TextOrigin,
}

impl PageText {
    /// Lines joined by `\n`, words by single spaces.
    pub fn plain(&self) -> String {
        let lines: Vec<String> = self.lines.iter().map(Line::text).collect();
        lines.join("\n")
    }

    /// All words in reading order.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.lines.iter().flat_map(|l| &l.words)
    }

    /// Words with the range that each occupies in [`PageText::plain`], in bytes.
    ///
    /// ```
    /// use sohoa::base::{Confidence, Line, PageText, Rect, Word};
    /// let word = |t: &str| Word::new(t, Rect::default(), Confidence::new(1.0));
    /// let text = PageText {
    ///     lines: vec![Line { words: vec![word("giấy"), word("tờ")] }, Line { words: vec![word("gốc")] }],
    ///     ..Default::default()
    /// };
    /// let plain = text.plain();
    /// for (word, range) in text.placed_words() {
    ///     assert_eq!(plain[range], word.text);
    /// }
    /// ```
    pub fn placed_words(&self) -> impl Iterator<Item = (&Word, std::ops::Range<usize>)> {
        // Spaces and line ends are one byte each, so offsets simply add up.
        let mut at = 0;
        self.words().map(move |word| {
            let start = at;
            at += word.text.len() + 1;
            (word, start..start + word.text.len())
        })
    }
}
