//! `sohoa search`.

use anyhow::Result;
use serde::Serialize;
use sohoa::app::{Config, Sohoa};
use sohoa::base::{PageNo, PaperId};

use crate::output;

#[derive(Serialize)]
struct Line<'a> {
    paper: PaperId,
    page: PageNo,
    score: f32,
    snippet: &'a str,
    marks: &'a [(usize, usize)],
    boxes: &'a [[f32; 4]],
}

/// Prints the best pages.
pub async fn search(config: Config, query: &str, limit: usize, json: bool) -> Result<bool> {
    let app = Sohoa::open_read_only(config).await?;
    let found = app.search(query, limit, 0).await?;
    for hit in &found.hits {
        if json {
            output::json(&Line {
                paper: hit.paper,
                page: hit.page,
                score: hit.score,
                snippet: &hit.snippet,
                marks: &hit.marks,
                boxes: &hit.boxes,
            })?;
        } else {
            let place = format!(
                "{} · trang {}/{} · {}",
                hit.name, hit.page, hit.pages, hit.paper
            );
            output::line(&format!("{place}\n    {}", hit.snippet))?;
        }
    }
    if !json {
        output::line(&format!("{} trang khớp", found.total))?;
    }
    Ok(true)
}
