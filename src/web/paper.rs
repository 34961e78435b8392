//! A paper: its page as an image, the words beside it, where it came from.

use std::time::Instant;

use askama::Template;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::Shared;
use super::files::place;
use super::format::local_time;
use super::frame::{Frame, Page, Place, Visitor};
use super::paper_facts::{self as facts, DownloadLink, FileRow, HandInRow};
use super::problem::Problem;
use super::sheet::Sheet;
use super::text::Words;
use crate::app::views::{PageView, PaperView};
use crate::base::{PageNo, PaperId, Size};

/// From which search the reader comes.
#[derive(Debug, Deserialize)]
pub struct Params {
    q: Option<String>,
}

/// The screen of one page of a paper.
#[derive(Debug, Template)]
#[template(path = "paper.html", config = "src/web/askama.toml")]
pub struct PaperScreen {
    frame: Frame,
    words: Words,
    name: String,
    summary: String,
    /// What to know of this page before one relies on it: tone and sentence.
    notices: Vec<(&'static str, String)>,
    /// The seals and stamps found on this page.
    seals: Option<String>,
    page_label: String,
    /// Said where the words would stand, if there are none.
    no_text: String,
    image: String,
    size: Size,
    sheet: Sheet,
    strip: Vec<Thumb>,
    previous: Option<String>,
    next: Option<String>,
    search: Option<Search>,
    downloads: Vec<DownloadLink>,
    hand_ins: Vec<HandInRow>,
    files: Vec<FileRow>,
}

/// A page in the strip.
#[derive(Debug)]
struct Thumb {
    no: PageNo,
    address: String,
    image: String,
    label: String,
    is_here: bool,
    is_hit: bool,
    is_doubtful: bool,
}

/// The search from which the reader comes.
#[derive(Debug)]
struct Search {
    back: String,
    /// The nearest pages of this paper, before and after, that match too.
    previous: Option<String>,
    next: Option<String>,
}

/// The address of a page of a paper, with the search that led to it.
fn address(paper: PaperId, page: PageNo, query: Option<&str>) -> String {
    match query {
        Some(id) => format!("/giay-to/{paper}/{page}?q={id}"),
        None => format!("/giay-to/{paper}/{page}"),
    }
}

fn thumbs(paper: &PaperView, here: PageNo, found: &Found, words: Words) -> Vec<Thumb> {
    let thumb = |page: &PageView| {
        let (is_hit, is_doubtful) = (found.pages.contains(&page.no), facts::is_doubtful(page));
        let mut label = vec![words.with("page", &[("page", &page.no)])];
        label.extend(is_hit.then(|| words.say("page-has-hits")));
        label.extend(is_doubtful.then(|| words.say("page-to-look-at")));
        Thumb {
            no: page.no,
            address: address(paper.paper, page.no, found.id()),
            image: format!("/giay-to/{}/{}/nho.jpg", paper.paper, page.no),
            label: label.join(", "),
            is_here: page.no == here,
            is_hit,
            is_doubtful,
        }
    };
    paper.pages.iter().map(thumb).collect()
}

/// What a search says of one paper.
#[derive(Debug, Default)]
struct Found {
    /// Its address and its text.
    query: Option<(String, String)>,
    /// The pages of this paper that match, in order.
    pages: Vec<PageNo>,
}

impl Found {
    /// A search that has expired simply marks nothing: the paper is still there.
    async fn of(shared: &Shared, params: Params, paper: PaperId) -> Result<Self, Problem> {
        let query = params.q.and_then(|id| {
            let text = shared.queries.find(&id, Instant::now())?;
            Some((id, text))
        });
        let Some((_, text)) = &query else {
            return Ok(Self::default());
        };
        let pages = shared
            .app
            .pages_matching(text, paper)
            .await
            .map_err(Problem::app)?;
        Ok(Self { query, pages })
    }

    fn id(&self) -> Option<&str> {
        self.query.as_ref().map(|(id, _)| id.as_str())
    }

    fn navigation(&self, paper: PaperId, here: PageNo) -> Option<Search> {
        let id = self.id()?;
        let at = |page: &PageNo| address(paper, *page, Some(id));
        Some(Search {
            back: format!("/tim/{id}"),
            previous: self.pages.iter().rev().find(|page| **page < here).map(at),
            next: self.pages.iter().find(|page| **page > here).map(at),
        })
    }
}

/// Shows the first page of a paper.
pub async fn show_first(
    shared: State<Shared>,
    visitor: Visitor,
    Path(paper): Path<String>,
    params: Query<Params>,
) -> Result<Page<PaperScreen>, Problem> {
    show(
        shared,
        visitor,
        Path((paper, PageNo::FIRST.to_string())),
        params,
    )
    .await
}

/// Shows a page of a paper.
pub async fn show(
    State(shared): State<Shared>,
    visitor: Visitor,
    Path((paper, page)): Path<(String, String)>,
    Query(params): Query<Params>,
) -> Result<Page<PaperScreen>, Problem> {
    let (id, no) = place(&paper, &page)?;
    let paper = shared
        .app
        .paper(id)
        .await
        .map_err(Problem::app)?
        .ok_or(Problem::NotFound)?;
    let page = paper.pages.get(no.index()).ok_or(Problem::NotFound)?;
    let text = shared.app.page_text(id, no).await.map_err(Problem::app)?;
    let found = Found::of(&shared, params, id).await?;
    let marks = match &found.query {
        Some((_, query)) => shared
            .app
            .marks_on(query, id, no)
            .await
            .map_err(Problem::app)?,
        None => Vec::new(),
    };
    let words = visitor.words;
    let neighbour = |number| {
        let page = PageNo::new(number).filter(|page| page.index() < paper.pages.len())?;
        Some(address(id, page, found.id()))
    };
    let typed = found.query.as_ref().map_or("", |(_, text)| text);
    Ok(Page(PaperScreen {
        name: paper.name.clone(),
        summary: [
            words.count("pages", paper.pages.len() as u64),
            words.with("received-at", &[("at", &local_time(paper.received))]),
        ]
        .join(" · "),
        notices: facts::notices(page, words),
        seals: facts::seals(page, words),
        page_label: words.with("page-of", &[("page", &no), ("pages", &paper.pages.len())]),
        no_text: facts::no_text(page, words),
        image: format!("/giay-to/{id}/{no}/anh.jpg"),
        size: page.size,
        sheet: Sheet::new(&text, &marks, page.size),
        strip: thumbs(&paper, no, &found, words),
        previous: neighbour(no.get() - 1),
        next: neighbour(no.get() + 1),
        search: found.navigation(id, no),
        downloads: facts::downloads(&paper, words),
        hand_ins: paper
            .hand_ins
            .iter()
            .map(|row| facts::hand_in(row, words))
            .collect(),
        files: facts::files(&paper, words),
        words,
        frame: Frame::new(visitor, Place::Find).with_typed(typed),
    }))
}
