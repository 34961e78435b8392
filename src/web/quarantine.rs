//! "Khu chờ xử lý": files that could not be taken, each with its reason.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;

use super::Shared;
use super::format::local_time;
use super::frame::{Frame, Page, Place, Visitor};
use super::problem::Problem;
use super::text::Words;
use crate::app::views::QuarantineItem;

/// The list of quarantined files.
#[derive(Debug, Template)]
#[template(path = "quarantine.html", config = "src/web/askama.toml")]
pub struct Quarantine {
    frame: Frame,
    words: Words,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    bytes: String,
    name: String,
    why: &'static str,
    at: String,
    at_machine: String,
}

impl Row {
    fn new(item: &QuarantineItem, words: Words) -> Self {
        Self {
            bytes: item.bytes.to_string(),
            // A path on the clerk's disk says more to its owner than to the screen.
            name: item
                .source
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned(),
            why: words.reason(item.reason),
            at: local_time(item.at),
            at_machine: item.at.to_string(),
        }
    }
}

/// Shows the list.
pub async fn show(
    State(shared): State<Shared>,
    visitor: Visitor,
) -> Result<Page<Quarantine>, Problem> {
    let items = shared.app.quarantine().await.map_err(Problem::app)?;
    let words = visitor.words;
    Ok(Page(Quarantine {
        words,
        rows: items.iter().map(|item| Row::new(item, words)).collect(),
        frame: Frame::new(visitor, Place::Quarantine),
    }))
}

/// Tries a file again, then shows the queue, in which it now stands.
pub async fn retry(
    State(shared): State<Shared>,
    Path(bytes): Path<String>,
) -> Result<Redirect, Problem> {
    let bytes = bytes.parse().map_err(|_| Problem::NotFound)?;
    let retried = shared.app.retry_quarantined(bytes).await;
    retried.map_err(Problem::app)?;
    Ok(Redirect::to("/#hang-doi"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{BlobId, Reason};

    #[test]
    fn a_row_names_the_file_and_not_where_it_lay() {
        let item = QuarantineItem {
            bytes: BlobId::of(b"x"),
            source: "/mnt/quet/lo-3/hong.pdf".into(),
            reason: Reason::Truncated,
            at: "2026-11-22T07:05:00Z".parse().unwrap(),
        };
        let row = Row::new(&item, Words::default());
        assert_eq!(row.name, "hong.pdf");
        assert_eq!(row.why, Reason::Truncated.vietnamese());
        assert_eq!(row.at, "22/11/2026 14:05");
    }
}
