//! "Số hóa": hand in files, follow the queue.

use askama::Template;
use axum::extract::State;

use super::Shared;
use super::frame::{Frame, Page, Place, Visitor};
use super::problem::Problem;
use super::queue::QueueList;
use super::text::Words;
use super::upload::{Codes, FILE_LIMIT};
use crate::app::Sohoa;
use crate::app::views::Kept;

/// What the file dialog offers; what is taken is told by content.
const OFFERED: &str = ".pdf,.tif,.tiff,.jpg,.jpeg,.png,.jp2,.heic,.heif";

/// The first screen.
#[derive(Debug, Template)]
#[template(path = "digitise.html", config = "src/web/askama.toml")]
pub struct Digitise {
    frame: Frame,
    words: Words,
    kept: String,
    quarantined: Option<String>,
    queue: QueueList,
    /// What was typed, so that a failed upload loses nothing.
    codes: Codes,
    /// What went wrong, a sentence each.
    problems: Vec<String>,
    limit: u64,
    /// The sentence for a file over the limit; the script puts the name in.
    too_large: String,
    offered: &'static str,
}

impl Digitise {
    /// The screen as it stands now, with what was typed and what went wrong.
    ///
    /// # Errors
    /// When the queue cannot be read.
    pub async fn now(
        app: &Sohoa,
        visitor: Visitor,
        codes: Codes,
        problems: Vec<String>,
    ) -> Result<Self, Problem> {
        let queue = app.queue().await.map_err(Problem::app)?;
        let words = visitor.words;
        Ok(Self {
            frame: Frame::new(visitor, Place::Digitise),
            words,
            kept: kept(queue.kept, words),
            quarantined: (queue.kept.quarantined > 0)
                .then(|| words.count("quarantined", queue.kept.quarantined)),
            queue: QueueList::new(&queue, words),
            codes,
            problems,
            limit: FILE_LIMIT,
            too_large: words.with("upload-too-large", &[("name", &"{name}")]),
            offered: OFFERED,
        })
    }
}

fn kept(kept: Kept, words: Words) -> String {
    if kept.papers == 0 {
        return String::new();
    }
    format!(
        "{} · {}",
        words.count("kept-papers", kept.papers),
        words.count("pages", kept.pages)
    )
}

/// Shows the first screen.
pub async fn show(
    State(shared): State<Shared>,
    visitor: Visitor,
) -> Result<Page<Digitise>, Problem> {
    let screen = Digitise::now(&shared.app, visitor, Codes::default(), Vec::new());
    Ok(Page(screen.await?))
}
