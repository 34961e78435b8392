//! What goes wrong on the way to a screen, and the page that says so: what
//! happened, what was kept, what to do. Never blame, never a bare number.

use std::error::Error as _;
use std::fmt::Write as _;
use std::sync::Arc;

use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::frame::{Frame, Page, Place, Visitor};
use super::text::Words;
use crate::app;

/// Why a screen cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// No screen, paper, page or file has this address.
    #[error("nothing stands at this address")]
    NotFound,
    /// The search result has expired, or the service was started anew.
    #[error("the query at this address has expired")]
    QueryExpired,
    /// The request comes from another site.
    #[error("the request comes from another site")]
    Foreign,
    /// The request makes no sense.
    #[error("the request makes no sense")]
    BadRequest,
    /// The service could not do it.
    #[error("the service could not do what the screen asked for")]
    App(#[source] app::Error),
    /// A query could not be given an address.
    #[error("a query could not be given an address")]
    Address(#[source] std::io::Error),
    /// A template failed.
    #[error("a page could not be drawn")]
    Drawing(#[source] askama::Error),
}

impl Problem {
    /// Wraps what the service says.
    pub fn app(error: app::Error) -> Self {
        if error.is_not_found() {
            Self::NotFound
        } else {
            Self::App(error)
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::QueryExpired => StatusCode::GONE,
            Self::Foreign => StatusCode::MISDIRECTED_REQUEST,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::App(_) | Self::Address(_) | Self::Drawing(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The headline: what happened.
    fn headline(&self, words: Words) -> String {
        words.say(match self {
            Self::NotFound => "not-found-title",
            Self::QueryExpired => "query-expired-title",
            Self::Foreign => "foreign-title",
            Self::BadRequest => "bad-request-title",
            Self::App(_) | Self::Address(_) | Self::Drawing(_) => "broken-title",
        })
    }

    /// The sentence below: what was kept, what to do.
    pub fn sentence(&self, words: Words) -> String {
        match self {
            Self::NotFound => words.say("not-found"),
            Self::QueryExpired => words.say("query-expired"),
            Self::Foreign => words.say("foreign"),
            Self::BadRequest => words.say("bad-request"),
            Self::App(error) => words.trouble(error).to_owned(),
            Self::Address(_) | Self::Drawing(_) => words.say("broken"),
        }
    }

    /// Writes one line with the whole chain of causes, for what the service must
    /// answer for.
    pub fn log(&self) {
        if self.status().is_server_error() {
            let mut chain = self.to_string();
            let mut cause = self.source();
            while let Some(error) = cause {
                let _ = write!(chain, ": {error}");
                cause = error.source();
            }
            tracing::error!(chain, "a screen failed");
        }
    }
}

impl IntoResponse for Problem {
    /// The bare status; [`draw`] makes a page of it, because only there the
    /// visitor's language is known.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

#[derive(Template)]
#[template(path = "problem.html", config = "src/web/askama.toml")]
struct ProblemPage {
    frame: Frame,
    words: Words,
    headline: String,
    sentence: String,
}

/// Turns a problem, ours or the framework's, into a page.
pub async fn draw(visitor: Visitor, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let problem = match response.extensions_mut().remove::<Arc<Problem>>() {
        Some(problem) => problem,
        // A handler that made its own page, such as a form with its errors.
        None if is_drawn(&response) => return response,
        None if status == StatusCode::NOT_FOUND => Arc::new(Problem::NotFound),
        None => Arc::new(Problem::BadRequest),
    };
    problem.log();
    let page = ProblemPage {
        words: visitor.words,
        headline: problem.headline(visitor.words),
        sentence: problem.sentence(visitor.words),
        frame: Frame::new(visitor, Place::Elsewhere),
    };
    (status, Page(page)).into_response()
}

fn is_drawn(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html") || kind.starts_with("application/json"))
}

/// The answer where no screen stands.
pub async fn nowhere() -> Problem {
    Problem::NotFound
}
