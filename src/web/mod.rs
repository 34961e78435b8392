//! The face for people: screens drawn on the server, in Vietnamese first.
//!
//! Comes in: requests of a browser on this computer. Goes out: pages, pictures
//! and downloads. Every screen is a params struct, a page struct and a handler;
//! what they show are the plain values of [`crate::app::views`], the rules live
//! below `app`. All text stands in one catalogue (`text/`), all looks in
//! `templates/` and `assets/`.
//!
//! Never done here: reading the catalogue or the archive directly, keeping a
//! query in an address or a log, inline scripts or styles, loading anything from
//! another host.
//!
//! Can fail: a screen, with a `problem::Problem` that becomes a page; the
//! server itself, with [`Error`].

mod assets;
mod digitise;
mod files;
mod find;
mod format;
mod frame;
mod guard;
mod paper;
mod paper_facts;
mod problem;
mod quarantine;
mod queries;
mod queue;
mod sheet;
mod text;
mod upload;

use std::future::{Future, IntoFuture};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, map_response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::Sohoa;
use queries::Queries;

/// How long a download or upload that is under way may still run when the service
/// is told to stop; a service manager kills after 90 s by habit.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// Why the server ended before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The listener failed.
    #[error("serving the screens")]
    Serve(#[source] io::Error),
}

/// What the handlers share.
#[derive(Clone)]
struct Shared {
    app: Sohoa,
    queries: Arc<Queries>,
    /// Turns true when the service stops, so that endless answers end.
    stopping: watch::Receiver<bool>,
}

/// All screens over `app`. Answers only requests that name this computer itself
/// (localhost, 127.0.0.1, `[::1]`).
pub fn router(app: Sohoa) -> Router {
    // The sender is gone at once: such a router never stops by itself.
    routes(app, watch::channel(false).1)
}

/// Serves all screens on `listener` until `stop` is done, then lets requests
/// under way finish for at most ten seconds.
///
/// # Errors
/// [`Error::Serve`] when the listener fails.
pub async fn serve(
    app: Sohoa,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let (stopping, stopped) = watch::channel(false);
    let mut late = stopped.clone();
    let server = axum::serve(listener, routes(app, stopped)).with_graceful_shutdown(async move {
        stop.await;
        stopping.send_replace(true);
    });
    tokio::select! {
        done = server.into_future() => done.map_err(Error::Serve),
        () = async {
            let _ = late.wait_for(|stopping| *stopping).await;
            tokio::time::sleep(LAST_REQUESTS).await;
        } => Ok(()),
    }
}

fn routes(app: Sohoa, stopping: watch::Receiver<bool>) -> Router {
    let shared = Shared {
        app,
        queries: Arc::default(),
        stopping,
    };
    Router::new()
        .route("/", get(digitise::show))
        // Only here a body may be large: the handler counts by itself.
        .route(
            "/tep",
            post(upload::receive).layer(DefaultBodyLimit::disable()),
        )
        .route("/hang-doi", get(queue::show))
        .route("/hang-doi/theo-doi", get(queue::follow))
        .route("/hang-doi/{job}/thu-lai", post(queue::retry))
        .route("/tim", get(find::start).post(find::ask))
        .route("/tim/{query}", get(find::answer))
        .route("/giay-to/{paper}", get(paper::show_first))
        .route("/giay-to/{paper}/{page}", get(paper::show))
        .route("/giay-to/{paper}/{page}/anh.jpg", get(files::page_image))
        .route("/giay-to/{paper}/{page}/nho.jpg", get(files::thumbnail))
        .route("/giay-to/{paper}/tai/pdf", get(files::pdf))
        .route("/giay-to/{paper}/tai/goc/{index}", get(files::original))
        .route("/khu-cho", get(quarantine::show))
        .route("/khu-cho/{bytes}/thu-lai", post(quarantine::retry))
        .route("/ngon-ngu", post(frame::switch_language))
        .route("/tai-san/{version}/{name}", get(assets::give))
        .fallback(problem::nowhere)
        .with_state(shared)
        .layer(from_fn(guard::own_requests_only))
        .layer(from_fn(problem::draw))
        .layer(map_response(guard::protect))
}
