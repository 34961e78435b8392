//! What a server on this computer's own address still needs: other sites that a
//! browser has open must neither read it nor act through it.

use axum::extract::Request;
use axum::http::header::{HOST, HeaderName, HeaderValue, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::Response;

use super::problem::Problem;

/// Said with every answer. Scripts and styles come from files of ours only, so a
/// sentence that someone smuggles into a scan's name stays a sentence.
const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-robots-tag", "noindex"),
];

/// Lets a request through that this site's own pages, or a program, made.
///
/// # Errors
/// [`Problem::Foreign`] otherwise.
pub async fn own_requests_only(request: Request, next: Next) -> Result<Response, Problem> {
    let (method, headers) = (request.method(), request.headers());
    if is_own_host(headers) && is_own_doing(method, headers) {
        Ok(next.run(request).await)
    } else {
        Err(Problem::Foreign)
    }
}

/// Adds the protecting headers.
pub async fn protect(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}

fn authority(text: &str) -> Option<Authority> {
    let found: Authority = text.parse().ok()?;
    (!text.contains('@')).then_some(found)
}

/// Whether the browser asked for this computer by name. A foreign name that was
/// made to point here (DNS rebinding) would otherwise share our pages with the
/// site that owns the name.
fn is_own_host(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|value| value.to_str().ok());
    host.and_then(authority)
        .is_some_and(|found| ["localhost", "127.0.0.1", "[::1]"].contains(&found.host()))
}

/// Whether a request that changes something comes from one of our pages. Browsers
/// since 2023 say so in `Sec-Fetch-Site`; older ones name the page's origin; a
/// request without either was not made by a browser, so nobody's session is
/// abused by it.
fn is_own_doing(method: &Method, headers: &HeaderMap) -> bool {
    if method.is_safe() {
        return true;
    }
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return ["same-origin", "none"].contains(&site);
    }
    match (text(ORIGIN), text(HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => origin.strip_prefix("http://") == Some(host),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn only_this_computers_own_names_are_answered() {
        for own in ["localhost", "127.0.0.1:8080", "[::1]:8080", "localhost:1"] {
            assert!(is_own_host(&headers(&[("host", own)])), "{own}");
        }
        for foreign in [
            "evil.example:8080",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "localhost@evil.example",
            "evil.example@localhost",
            "10.0.0.1",
            "",
        ] {
            assert!(!is_own_host(&headers(&[("host", foreign)])), "{foreign}");
        }
        assert!(!is_own_host(&HeaderMap::new()));
    }

    #[test]
    fn other_sites_cannot_post() {
        let host = ("host", "localhost:8080");
        let post = |pair| is_own_doing(&Method::POST, &headers(&[host, pair]));
        assert!(post(("origin", "http://localhost:8080")));
        assert!(post(("sec-fetch-site", "same-origin")));
        assert!(!post(("origin", "http://evil.example")));
        assert!(!post(("origin", "http://localhost:9090")));
        assert!(!post(("origin", "null")));
        assert!(!post(("sec-fetch-site", "same-site")));
        assert!(!post(("sec-fetch-site", "cross-site")));
        assert!(is_own_doing(&Method::POST, &headers(&[host])));
        let foreign_get = headers(&[host, ("sec-fetch-site", "cross-site")]);
        assert!(is_own_doing(&Method::GET, &foreign_get));
    }
}
