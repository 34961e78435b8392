//! What every screen shares: the visitor's language, the frame around the page,
//! and how a page becomes an answer.

use std::convert::Infallible;

use askama::Template;
use axum::extract::{Form, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::assets;
use super::problem::Problem;
use super::text::{Language, Words};

const LANGUAGE_COOKIE: &str = "ngon_ngu";

/// Who asks, as far as a screen must know.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// The catalogue in the visitor's language.
    pub words: Words,
    /// The address asked for, so that the language switch leads back.
    pub here: String,
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // A page that answers a form has no address to come back to.
        let here = parts.uri.path_and_query().map(|at| at.as_str());
        let here = here.filter(|_| parts.method.is_safe());
        Ok(Self {
            words: Words::new(language(&parts.headers)),
            here: here.unwrap_or("/").to_owned(),
        })
    }
}

fn language(headers: &HeaderMap) -> Language {
    let cookies = headers.get_all(COOKIE).into_iter();
    cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == LANGUAGE_COOKIE)
        .find_map(|(_, code)| Language::from_code(code))
        .unwrap_or_default()
}

/// A place in the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Handing in and the queue.
    Digitise,
    /// Finding and reading.
    Find,
    /// What could not be taken.
    Quarantine,
    /// None of them.
    Elsewhere,
}

/// What the frame around a page shows.
#[derive(Debug)]
pub struct Frame {
    /// The address of this page.
    pub here: String,
    /// Which entry of the navigation is lit.
    pub place: Place,
    /// What stands in the search box.
    pub typed: String,
}

impl Frame {
    /// The frame for this visitor at this place.
    pub fn new(visitor: Visitor, place: Place) -> Self {
        Self {
            here: visitor.here,
            place,
            typed: String::new(),
        }
    }

    /// The same with `typed` in the search box.
    pub fn with_typed(self, typed: &str) -> Self {
        Self {
            typed: typed.to_owned(),
            ..self
        }
    }

    /// The address of an asset.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// Whether the page stands at this entry of the navigation.
    pub fn at(&self, place: Place) -> bool {
        self.place == place
    }
}

/// A page as an answer. It is kept by no cache: it may show people's papers, and
/// the computer may be shared.
#[derive(Debug)]
pub struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => ([(CACHE_CONTROL, "no-store")], Html(html)).into_response(),
            Err(error) => Problem::Drawing(error).into_response(),
        }
    }
}

/// The form behind the language switch.
#[derive(Debug, Deserialize)]
pub struct Switch {
    ngu: String,
    ve: String,
}

/// Remembers the chosen language for a year and goes back to where the visitor was.
pub async fn switch_language(Form(switch): Form<Switch>) -> Result<Response, Problem> {
    let language = Language::from_code(&switch.ngu).ok_or(Problem::BadRequest)?;
    let cookie = format!(
        "{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly",
        language.code()
    );
    let back = Redirect::to(own_address(&switch.ve));
    Ok(([(SET_COOKIE, cookie)], back).into_response())
}

/// `address` if it leads to a page of ours, else the first page: a form could be
/// filled by hand to lead anywhere.
fn own_address(address: &str) -> &str {
    let own = address.starts_with('/')
        && !address.starts_with("//")
        && address.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if own { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switch_never_leads_to_another_site() {
        assert_eq!(own_address("/tim/0a?hien=40"), "/tim/0a?hien=40");
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "",
            "/a\r\nb",
        ] {
            assert_eq!(own_address(foreign), "/");
        }
    }

    #[test]
    fn the_language_comes_from_its_cookie_and_is_vietnamese_without() {
        let with = |cookie: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, cookie.parse().unwrap());
            language(&headers)
        };
        assert_eq!(language(&HeaderMap::new()), Language::Vietnamese);
        assert_eq!(with("a=1; ngon_ngu=en"), Language::English);
        assert_eq!(with("ngon_ngu=xx"), Language::Vietnamese);
    }
}
