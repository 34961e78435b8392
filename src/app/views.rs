//! What the faces (screens, command line) ask for and get: plain values.

use jiff::Timestamp;

use crate::base::{BlobId, BlobRef, Mark, MediaType, PageNo, PageStatus, PaperId, Reason, Size};

/// A search answer.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchPage {
    /// How many pages match in all.
    pub total: usize,
    /// The best of them, best first.
    pub hits: Vec<FoundPage>,
}

/// A page that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundPage {
    /// Its paper.
    pub paper: PaperId,
    /// Its page.
    pub page: PageNo,
    /// Higher is better; comparable within one answer only.
    pub score: f32,
    /// The place on the page that matches best, as plain text in one line.
    pub snippet: String,
    /// Start and length of each match in `snippet`, counted in characters.
    pub marks: Vec<(usize, usize)>,
    /// Where the matches stand: left, top, width, height as fractions of the
    /// page as shown.
    pub boxes: Vec<[f32; 4]>,
    /// Name of the file that the paper came in.
    pub name: String,
    /// Number of pages of the paper.
    pub pages: u32,
}

/// A kept paper with all that its screen shows.
#[derive(Debug, Clone, PartialEq)]
pub struct PaperView {
    /// The paper.
    pub paper: PaperId,
    /// Name of the file that it first came in.
    pub name: String,
    /// When its bytes were claimed.
    pub received: Timestamp,
    /// Its pages, in order.
    pub pages: Vec<PageView>,
    /// Its original files.
    pub originals: Vec<OriginalView>,
    /// Hash of the access PDF.
    pub pdf: BlobId,
    /// Length of the access PDF in bytes.
    pub pdf_bytes: u64,
    /// Where coloured ink lies on its pages, a TIFF; `None` if none does.
    pub colour: Option<BlobRef>,
    /// The original is itself the best copy to deliver: signed or born digital.
    pub deliver_original: bool,
    /// Each time that it was handed in, oldest first.
    pub hand_ins: Vec<HandInView>,
}

/// A page in a [`PaperView`].
#[derive(Debug, Clone, PartialEq)]
pub struct PageView {
    /// Its place, from 1.
    pub no: PageNo,
    /// The page as shown, in pixels.
    pub size: Size,
    /// Whether it was read.
    pub status: PageStatus,
    /// Why it should be scanned again; empty if it is good.
    pub rescan: Vec<Reason>,
    /// Seals, stamps and pen strokes on it.
    pub marks: Vec<Mark>,
}

/// An original file in a [`PaperView`].
#[derive(Debug, Clone, PartialEq)]
pub struct OriginalView {
    /// Its bytes.
    pub blob: BlobId,
    /// Its length.
    pub bytes: u64,
    /// Its kind.
    pub media: MediaType,
    /// Its name.
    pub name: String,
    /// It carries a digital signature.
    pub signed: bool,
}

/// A hand-in of a [`PaperView`].
#[derive(Debug, Clone, PartialEq)]
pub struct HandInView {
    /// When.
    pub at: Timestamp,
    /// Where the file came from.
    pub source: String,
    /// Unit code.
    pub unit: Option<String>,
    /// Dossier code.
    pub dossier: Option<String>,
}

/// The work that is waiting, running and lately done.
#[derive(Debug, Clone, PartialEq)]
pub struct Queue {
    /// Running and waiting first, then the latest done.
    pub items: Vec<QueueItem>,
    /// Papers waiting.
    pub waiting: u64,
    /// Papers being read.
    pub running: u64,
    /// Pages read in the last minute.
    pub pages_per_minute: f64,
    /// Papers and pages kept in all.
    pub kept: Kept,
}

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    /// Papers.
    pub papers: u64,
    /// Pages.
    pub pages: u64,
    /// Files in quarantine.
    pub quarantined: u64,
}

/// One file or joined set of files on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueItem {
    /// Number of the job, for retry.
    pub job: i64,
    /// Name of its (first) file.
    pub name: String,
    /// How far it is.
    pub state: QueueState,
    /// Pages read so far.
    pub pages_done: u32,
    /// Pages in all, once known.
    pub pages: Option<u32>,
    /// When it was handed in.
    pub created: Timestamp,
}

/// How far a file is.
#[derive(Debug, Clone, PartialEq)]
pub enum QueueState {
    /// Its turn has not come; perhaps why (disk full).
    Waiting(Option<Reason>),
    /// Pages are being read.
    Running,
    /// Kept.
    Stored(PaperId),
    /// Its bytes were kept already.
    Duplicate(PaperId),
    /// Could not be taken.
    Quarantined(Reason),
    /// Given up after several tries; a person may start it again.
    Stopped,
}

/// A file in quarantine.
#[derive(Debug, Clone, PartialEq)]
pub struct QuarantineItem {
    /// Its bytes.
    pub bytes: BlobId,
    /// Where it came from.
    pub source: String,
    /// Why it could not be taken.
    pub reason: Reason,
    /// When.
    pub at: Timestamp,
}

/// Which picture of a page is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewSize {
    /// For lists: 240 px on the long side.
    Thumb,
    /// For the viewer: 1,800 px on the long side.
    Page,
}

/// Bytes to download.
#[derive(Debug)]
pub struct Download {
    /// The bytes, from the start.
    pub file: std::fs::File,
    /// Their number.
    pub bytes: u64,
    /// Their kind.
    pub mime: &'static str,
    /// A name to save them under.
    pub name: String,
}
