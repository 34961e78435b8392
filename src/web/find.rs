//! "Tìm": pages found, each with the place that matches.

use std::time::Instant;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::response::Redirect;
use serde::Deserialize;

use super::Shared;
use super::format::local_time;
use super::frame::{Frame, Page, Place, Visitor};
use super::problem::Problem;
use super::text::Words;
use crate::app::views::{FoundPage, PaperView};
use crate::base::PageStatus;

/// Pages shown at first, and more on each wish.
const STEP: usize = 20;

/// Beyond this nobody reads on; the screen asks for another word instead.
const SHOWN_AT_MOST: usize = 200;

/// Papers shown before anything is searched for.
const RECENT: usize = 24;

/// No sentence of a paper is longer; the rest is cut.
const QUERY_LENGTH: usize = 300;

/// The form of the search box.
#[derive(Debug, Deserialize)]
pub struct Asked {
    hoi: String,
}

/// How many results are wanted.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    hien: Option<usize>,
}

/// The search screen before a search: what came in lately.
#[derive(Debug, Template)]
#[template(path = "recent.html", config = "src/web/askama.toml")]
pub struct Recent {
    frame: Frame,
    words: Words,
    papers: Vec<RecentPaper>,
}

#[derive(Debug)]
struct RecentPaper {
    address: String,
    name: String,
    facts: String,
    /// What a person should look at, if anything.
    attention: Option<String>,
}

impl RecentPaper {
    fn new(paper: &PaperView, words: Words) -> Self {
        let mut facts = vec![words.count("pages", paper.pages.len() as u64)];
        facts.push(local_time(paper.received));
        facts.extend(paper.hand_ins.last().and_then(|hand_in| {
            let dossier = hand_in.dossier.as_ref()?;
            Some(words.with("dossier-is", &[("code", dossier)]))
        }));
        let doubtful = paper
            .pages
            .iter()
            .filter(|page| !page.rescan.is_empty() || matches!(page.status, PageStatus::Unread(_)));
        let doubtful = doubtful.count() as u64;
        Self {
            address: format!("/giay-to/{}", paper.paper),
            name: paper.name.clone(),
            facts: facts.join(" · "),
            attention: (doubtful > 0).then(|| words.count("pages-to-look-at", doubtful)),
        }
    }
}

/// The search screen with results.
#[derive(Debug, Template)]
#[template(path = "found.html", config = "src/web/askama.toml")]
pub struct Found {
    frame: Frame,
    words: Words,
    count: String,
    hits: Vec<HitRow>,
    /// Where more of them are shown.
    more: Option<String>,
    /// There are more than anyone would read.
    too_many: bool,
}

#[derive(Debug)]
struct HitRow {
    /// Place among the results, from 1.
    rank: usize,
    address: String,
    thumbnail: String,
    name: String,
    page: String,
    snippet: Vec<(String, bool)>,
    /// Left, top, width, height in thousandths of the page.
    boxes: Vec<[u32; 4]>,
}

impl HitRow {
    fn new(rank: usize, hit: &FoundPage, query: &str, words: Words) -> Self {
        let at = format!("/giay-to/{}/{}", hit.paper, hit.page);
        Self {
            rank,
            thumbnail: format!("{at}/nho.jpg"),
            address: format!("{at}?q={query}"),
            name: hit.name.clone(),
            page: words.with("page-of", &[("page", &hit.page), ("pages", &hit.pages)]),
            snippet: marked(&hit.snippet, &hit.marks),
            boxes: hit.boxes.iter().map(|b| b.map(thousandths)).collect(),
        }
    }
}

fn thousandths(fraction: f32) -> u32 {
    (fraction.clamp(0.0, 1.0) * 1000.0).round() as u32
}

/// Cuts `text` into pieces, each marked or not. `marks` are start and length in
/// characters; those that overlap or lie outside are cut to what is left.
fn marked(text: &str, marks: &[(usize, usize)]) -> Vec<(String, bool)> {
    let mut marks = marks.to_vec();
    marks.sort_unstable();
    let letters: Vec<char> = text.chars().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut push = |from: usize, to: usize, is_marked: bool| {
        if from < to {
            pieces.push((letters[from..to].iter().collect(), is_marked));
        }
    };
    for (start, length) in marks {
        let (start, end) = (
            start.max(at),
            start.saturating_add(length).min(letters.len()),
        );
        if start < end {
            push(at, start, false);
            push(start, end, true);
            at = end;
        }
    }
    push(at, letters.len(), false);
    pieces
}

/// Shows the search screen before a search.
pub async fn start(
    State(shared): State<Shared>,
    visitor: Visitor,
) -> Result<Page<Recent>, Problem> {
    let papers = shared.app.recent(RECENT).await.map_err(Problem::app)?;
    let words = visitor.words;
    Ok(Page(Recent {
        words,
        papers: papers
            .iter()
            .map(|paper| RecentPaper::new(paper, words))
            .collect(),
        frame: Frame::new(visitor, Place::Find),
    }))
}

/// Takes a query and leads to its results under an address that does not hold it.
pub async fn ask(
    State(shared): State<Shared>,
    Form(asked): Form<Asked>,
) -> Result<Redirect, Problem> {
    let query: String = asked.hoi.trim().chars().take(QUERY_LENGTH).collect();
    if query.is_empty() {
        return Ok(Redirect::to("/tim"));
    }
    let id = shared.queries.keep(&query, Instant::now());
    Ok(Redirect::to(&format!(
        "/tim/{}",
        id.map_err(Problem::Address)?
    )))
}

/// Shows the results of a query.
pub async fn answer(
    State(shared): State<Shared>,
    visitor: Visitor,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Page<Found>, Problem> {
    let query = shared.queries.find(&id, Instant::now());
    let query = query.ok_or(Problem::QueryExpired)?;
    let shown = wanted.hien.unwrap_or(STEP).clamp(STEP, SHOWN_AT_MOST);
    let page = shared
        .app
        .search(&query, shown, 0)
        .await
        .map_err(Problem::app)?;
    let words = visitor.words;
    let rows = page.hits.iter().enumerate();
    let more = page.total > page.hits.len() && shown < SHOWN_AT_MOST;
    Ok(Page(Found {
        words,
        count: words.count("pages-found", page.total as u64),
        hits: rows
            .map(|(i, hit)| HitRow::new(i + 1, hit, &id, words))
            .collect(),
        more: more.then(|| format!("/tim/{id}?hien={}#k{}", shown + STEP, shown + 1)),
        too_many: page.total > page.hits.len() && !more,
        frame: Frame::new(visitor, Place::Find).with_typed(&query),
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_snippet_is_cut_at_its_marks() {
        let pieces = marked("cấp giấy chứng nhận", &[(4, 4), (9, 5)]);
        let marks: Vec<&str> = pieces
            .iter()
            .filter(|p| p.1)
            .map(|p| p.0.as_str())
            .collect();
        assert_eq!(marks, ["giấy", "chứng"]);
    }

    #[test]
    fn a_query_stands_in_the_search_box_and_in_no_title_or_address() {
        let words = Words::default();
        let hit = FoundPage {
            paper: crate::base::PaperId([1; 12]),
            page: crate::base::PageNo::FIRST,
            score: 1.0,
            snippet: "Ông Tài, <b>số</b> 020185001234".into(),
            marks: vec![(19, 12)],
            boxes: vec![[0.1, 0.2, 0.3, 0.04]],
            name: "a.pdf".into(),
            pages: 2,
        };
        let visitor = Visitor {
            words,
            here: "/tim/0a".into(),
        };
        let page = Found {
            words,
            count: words.count("pages-found", 1),
            hits: vec![HitRow::new(1, &hit, "0a", words)],
            more: None,
            too_many: false,
            frame: Frame::new(visitor, Place::Find).with_typed("020185001234"),
        };
        let html = page.render().unwrap();
        let (title, _) = html.split_once("</title>").unwrap();
        assert!(!title.contains("020185001234"));
        assert!(
            html.split("href=")
                .all(|link| !link.split('>').next().unwrap().contains("0201"))
        );
        assert!(html.contains("value=\"020185001234\""));
        assert!(html.contains("<mark>020185001234</mark>"));
        assert!(html.contains("x=\"100\" y=\"200\" width=\"300\" height=\"40\""));
        assert!(!html.contains("<b>"), "snippets are escaped");
    }

    proptest! {
        #[test]
        fn no_mark_loses_or_doubles_a_letter(
            text in "[a-zà-ỹ ]{0,40}",
            marks in prop::collection::vec((0_usize..60, 0_usize..60), 0..6),
        ) {
            let whole: String = marked(&text, &marks).into_iter().map(|p| p.0).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
