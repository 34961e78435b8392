//! Search as people see it: hits of the index, joined with the pages' words.

use std::io::BufReader;

use super::background::read_texts;
use super::views::{FoundPage, SearchPage};
use super::{Error, Sohoa, page_texts};
use crate::base::{BlobId, PageNo, PageText, PaperId, Size};
use crate::catalog::PagePlace;
use crate::search::{Query, snippet};

/// Characters of a snippet: two lines on a desktop screen, three on a phone.
const SNIPPET: usize = 160;

impl Sohoa {
    /// The best `limit` pages after the first `offset`.
    ///
    /// # Errors
    /// When index, catalogue or archive fail; no query is an error.
    pub async fn search(
        &self,
        text: &str,
        limit: usize,
        offset: usize,
    ) -> Result<SearchPage, Error> {
        let (app, query) = (self.clone(), Query::parse(text));
        let asked = query.clone();
        let found = tokio::task::spawn_blocking(move || app.index().search(&asked, limit, offset))
            .await??;
        let mut hits = Vec::with_capacity(found.hits.len());
        for hit in found.hits {
            // A paper that left the catalogue after the index was read.
            let Some(place) = self.catalog().page_place(hit.paper, hit.page).await? else {
                continue;
            };
            let text = self.text_of(place.text, hit.page).await?;
            let plain = text.plain();
            let matches = query.matches(&plain);
            let shown = snippet(&plain, &matches, SNIPPET);
            hits.push(FoundPage {
                paper: hit.paper,
                page: hit.page,
                score: hit.score,
                snippet: shown.text,
                marks: shown.marks,
                boxes: boxes(&text, &matches, place.size),
                name: place.first_name,
                pages: place.pages,
            });
        }
        Ok(SearchPage {
            total: found.total,
            hits,
        })
    }

    /// Where a query's words stand on a page, as fractions of the page as shown.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such page.
    pub async fn marks_on(
        &self,
        query: &str,
        paper: PaperId,
        page: PageNo,
    ) -> Result<Vec<[f32; 4]>, Error> {
        let place = self.place(paper, page).await?;
        let text = self.text_of(place.text, page).await?;
        let matches = Query::parse(query).matches(&text.plain());
        Ok(boxes(&text, &matches, place.size))
    }

    /// The pages of a paper that match a query, in order.
    ///
    /// # Errors
    /// When the index fails.
    pub async fn pages_matching(&self, query: &str, paper: PaperId) -> Result<Vec<PageNo>, Error> {
        let (app, query) = (self.clone(), Query::parse(query));
        Ok(tokio::task::spawn_blocking(move || app.index().pages_of(&query, paper)).await??)
    }

    /// The words of a page.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such page.
    pub async fn page_text(&self, paper: PaperId, page: PageNo) -> Result<PageText, Error> {
        let place = self.place(paper, page).await?;
        self.text_of(place.text, page).await
    }

    /// The text of a whole paper, pages parted by form feeds.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such paper.
    pub async fn paper_text(&self, paper: PaperId) -> Result<String, Error> {
        let text = self.kept(paper).await?.manifest.text.blake3;
        let archive = self.archive().clone();
        let pages = tokio::task::spawn_blocking(move || read_texts(&archive, text)).await??;
        let plain: Vec<String> = pages.iter().map(|(_, text)| text.plain()).collect();
        Ok(plain.join("\n\u{c}"))
    }

    async fn place(&self, paper: PaperId, page: PageNo) -> Result<PagePlace, Error> {
        let place = self.catalog().page_place(paper, page).await?;
        place.ok_or_else(|| no_page(page))
    }

    async fn text_of(&self, text: BlobId, page: PageNo) -> Result<PageText, Error> {
        let archive = self.archive().clone();
        tokio::task::spawn_blocking(move || {
            let file = BufReader::new(archive.open_blob(text)?);
            page_texts::nth(file, page)
                .map_err(Error::files("reading", archive.path(text)))?
                .ok_or_else(|| no_page(page))
        })
        .await?
    }
}

pub(super) fn no_page(page: PageNo) -> Error {
    Error::NotFound {
        what: format!("page {page}"),
    }
}

/// Boxes of the words that the marked ranges touch, as fractions of the page.
/// Neighbours on one line become one box.
fn boxes(text: &PageText, marks: &[std::ops::Range<usize>], page: Size) -> Vec<[f32; 4]> {
    let (width, height) = (page.width as f32, page.height as f32);
    let mut boxes: Vec<(usize, crate::base::Rect)> = Vec::new();
    for (at, (word, range)) in text.placed_words().enumerate() {
        let Some(mark) = marks
            .iter()
            .position(|m| m.start < range.end && range.start < m.end)
        else {
            continue;
        };
        // A phrase is one mark over several words; over a line end it is two boxes.
        match boxes.last_mut() {
            Some((last, rect))
                if at > 0
                    && *last == mark
                    && word.at.x >= rect.right() - rect.h
                    && (word.at.y - rect.y).abs() < rect.h =>
            {
                *rect = rect.union(word.at);
            }
            _ => boxes.push((mark, word.at)),
        }
    }
    let fractions = boxes
        .into_iter()
        .map(|(_, r)| [r.x / width, r.y / height, r.w / width, r.h / height]);
    fractions.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Confidence, Line, Rect, Word};

    #[test]
    fn a_phrase_over_a_line_end_is_two_boxes() {
        let word = |text: &str, x: f32, y: f32| {
            Word::new(text, Rect::new(x, y, 40.0, 10.0), Confidence::new(1.0))
        };
        let text = PageText {
            lines: vec![
                Line {
                    words: vec![word("quyền", 0.0, 0.0), word("sử", 50.0, 0.0)],
                },
                Line {
                    words: vec![word("dụng", 0.0, 20.0)],
                },
            ],
            ..PageText::default()
        };
        let whole = 0..text.plain().len();
        let found = boxes(&text, &[whole], Size::new(100, 100));
        assert_eq!(found, [[0.0, 0.0, 0.9, 0.1], [0.0, 0.2, 0.4, 0.1]]);
    }
}
