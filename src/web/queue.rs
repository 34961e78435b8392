//! The queue: what is being read, what waits, what was lately done; live.

use std::convert::Infallible;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;

use super::Shared;
use super::format::{local_time, short_decimal, time_left};
use super::frame::{Page, Visitor};
use super::problem::Problem;
use super::text::Words;
use crate::app::views::{Queue, QueueItem, QueueState};

/// A person sees a page of progress as live; a finer step would only cost.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The queue as the screen shows it.
#[derive(Debug, Template)]
#[template(path = "queue.html", config = "src/web/askama.toml")]
pub struct QueueList {
    words: Words,
    /// How much is waiting and running, how fast, how long still.
    summary: String,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    job: i64,
    name: String,
    /// Colour and shape: a name that style and symbols share.
    tone: &'static str,
    state: String,
    /// Where the paper is, once kept.
    paper: Option<String>,
    why: Option<String>,
    /// Done, in all and the same in words, while it is being read.
    progress: Option<(u32, u32, String)>,
    pages: Option<String>,
    since: String,
    since_machine: String,
    can_retry: bool,
}

impl QueueList {
    /// The screen's view of `queue`.
    pub fn new(queue: &Queue, words: Words) -> Self {
        Self {
            words,
            summary: summary(queue, words),
            rows: queue
                .items
                .iter()
                .map(|item| Row::new(item, words))
                .collect(),
        }
    }
}

impl Row {
    fn new(item: &QueueItem, words: Words) -> Self {
        let (tone, state) = match &item.state {
            QueueState::Waiting(_) => ("waiting", "state-waiting"),
            QueueState::Running => ("running", "state-running"),
            QueueState::Stored(_) => ("done", "state-stored"),
            QueueState::Duplicate(_) => ("done", "state-duplicate"),
            QueueState::Quarantined(_) => ("stopped", "state-quarantined"),
            QueueState::Stopped => ("stopped", "state-stopped"),
        };
        let paper = match item.state {
            QueueState::Stored(paper) | QueueState::Duplicate(paper) => {
                Some(format!("/giay-to/{paper}"))
            }
            _ => None,
        };
        let why = match &item.state {
            QueueState::Waiting(why) => why.map(|reason| words.reason(reason).to_owned()),
            QueueState::Stopped => Some(words.say("stopped-why")),
            QueueState::Quarantined(reason) => Some(words.reason(*reason).to_owned()),
            QueueState::Duplicate(_) => Some(words.say("duplicate-why")),
            QueueState::Running | QueueState::Stored(_) => None,
        };
        let running = item.state == QueueState::Running;
        let progress = item.pages.filter(|_| running).map(|pages| {
            let said = words.with(
                "pages-done",
                &[("done", &item.pages_done), ("pages", &pages)],
            );
            (item.pages_done.min(pages), pages, said)
        });
        Self {
            job: item.job,
            name: item.name.clone(),
            tone,
            state: words.say(state),
            paper,
            why,
            progress,
            pages: item.pages.map(|pages| words.count("pages", pages.into())),
            since: local_time(item.created),
            since_machine: item.created.to_string(),
            can_retry: matches!(item.state, QueueState::Quarantined(_) | QueueState::Stopped),
        }
    }
}

/// "2 being read · 14 waiting · 42 pages/min · about 5 minutes left".
fn summary(queue: &Queue, words: Words) -> String {
    if queue.running + queue.waiting == 0 {
        return if queue.items.is_empty() {
            String::new()
        } else {
            words.say("queue-all-done")
        };
    }
    let mut parts = vec![
        words.count("papers-running", queue.running),
        words.count("papers-waiting", queue.waiting),
    ];
    if queue.pages_per_minute > 0.0 {
        let rate = short_decimal(queue.pages_per_minute, words.language);
        parts.push(words.with("rate", &[("rate", &rate)]));
        let seconds = pages_left(queue) / queue.pages_per_minute * 60.0;
        parts.push(time_left(seconds, words));
    }
    parts.join(" · ")
}

/// Pages still to be read. A paper that nobody has opened yet counts as many as
/// the papers kept so far have on average.
fn pages_left(queue: &Queue) -> f64 {
    let average = queue.kept.pages.max(1) as f64 / queue.kept.papers.max(1) as f64;
    let left = |item: &QueueItem| match item.pages {
        Some(pages) => f64::from(pages.saturating_sub(item.pages_done)),
        None => average,
    };
    let open = queue
        .items
        .iter()
        .filter(|item| matches!(item.state, QueueState::Waiting(_) | QueueState::Running));
    let (listed, pages) = open.fold((0_u64, 0.0), |(n, sum), item| (n + 1, sum + left(item)));
    // The list may end before the queue does.
    let unlisted = (queue.running + queue.waiting).saturating_sub(listed);
    pages + unlisted as f64 * average
}

/// The queue alone, for screens that look again by themselves.
pub async fn show(
    State(shared): State<Shared>,
    visitor: Visitor,
) -> Result<Page<QueueList>, Problem> {
    let queue = shared.app.queue().await.map_err(Problem::app)?;
    Ok(Page(QueueList::new(&queue, visitor.words)))
}

/// The queue each time that it changes, as server-sent events named `queue`.
pub async fn follow(
    State(shared): State<Shared>,
    visitor: Visitor,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let start = (shared, visitor.words, None::<String>);
    let changes = unfold(start, async |(mut shared, words, mut last)| {
        loop {
            if *shared.stopping.borrow() {
                return None;
            }
            // A look that fails is not the end: the next one may succeed.
            let seen = shared.app.queue().await.ok();
            let html = seen.and_then(|queue| QueueList::new(&queue, words).render().ok());
            if html.is_some() && html != last {
                last = html;
                let event = Event::default().event("queue").data(last.as_deref()?);
                return Some((Ok(event), (shared, words, last)));
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                Ok(_) = shared.stopping.wait_for(|stopping| *stopping) => return None,
            }
        }
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}

/// Starts a stopped or quarantined job again, then shows the queue.
pub async fn retry(
    State(shared): State<Shared>,
    Path(job): Path<i64>,
) -> Result<Redirect, Problem> {
    shared.app.retry(job).await.map_err(Problem::app)?;
    Ok(Redirect::to("/#hang-doi"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::views::Kept;
    use crate::base::{PaperId, Reason};

    fn item(state: QueueState, pages_done: u32, pages: Option<u32>) -> QueueItem {
        QueueItem {
            job: 7,
            name: "a <b>.pdf".into(),
            state,
            pages_done,
            pages,
            created: "2026-11-22T07:05:00Z".parse().unwrap(),
        }
    }

    fn queue(items: Vec<QueueItem>, waiting: u64, running: u64) -> Queue {
        Queue {
            items,
            waiting,
            running,
            pages_per_minute: 30.0,
            kept: Kept {
                papers: 10,
                pages: 40,
                quarantined: 0,
            },
        }
    }

    #[test]
    fn what_is_left_counts_known_pages_and_guesses_the_unknown() {
        let items = vec![
            item(QueueState::Running, 4, Some(10)),
            item(QueueState::Waiting(None), 0, None),
            item(QueueState::Stored(PaperId([0; 12])), 9, Some(9)),
        ];
        // 6 known, 4 guessed for the listed one, 4 for each of two not listed.
        assert_eq!(pages_left(&queue(items, 3, 1)), 18.0);
    }

    #[test]
    fn each_state_has_its_word_its_shape_and_its_way_on() {
        let words = Words::default();
        let items = vec![
            item(QueueState::Running, 4, Some(10)),
            item(QueueState::Stored(PaperId([7; 12])), 9, Some(9)),
            item(QueueState::Quarantined(Reason::Encrypted), 0, None),
        ];
        let html = QueueList::new(&queue(items, 0, 1), words).render().unwrap();
        for state in ["state-running", "state-stored", "state-quarantined"] {
            assert!(html.contains(&words.say(state)), "{state}");
        }
        assert!(html.contains("/giay-to/070707070707070707070707"));
        assert!(html.contains(Reason::Encrypted.vietnamese()));
        assert!(html.contains("22/11/2026 14:05"));
        assert_eq!(html.matches("/hang-doi/7/thu-lai").count(), 1);
        assert!(html.contains("<progress") && html.contains("value=\"4\""));
        assert!(!html.contains("a <b>"), "names are escaped");
    }

    #[test]
    fn an_idle_queue_says_no_rate() {
        let words = Words::default();
        let idle = queue(
            vec![item(QueueState::Stored(PaperId([0; 12])), 1, Some(1))],
            0,
            0,
        );
        assert_eq!(summary(&idle, words), words.say("queue-all-done"));
        assert_eq!(summary(&queue(vec![], 0, 0), words), "");
    }
}
