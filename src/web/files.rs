//! Pictures of pages and downloads.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::io::AsyncReadExt;

use super::Shared;
use super::problem::Problem;
use crate::app::views::{Download, ViewSize};
use crate::base::vietnamese::fold;
use crate::base::{PageNo, PaperId};

/// A page's picture costs a decode, so a browser may hold it while someone leafs
/// to and fro; not longer, since the computer may be shared.
const PICTURE_KEPT: &str = "private, max-age=600";

/// One read from disk, and so one piece of the answer.
const PIECE: usize = 64 << 10;

/// A page of a paper, by their addresses.
///
/// # Errors
/// [`Problem::NotFound`] when they name nothing.
pub fn place(paper: &str, page: &str) -> Result<(PaperId, PageNo), Problem> {
    let paper = paper.parse().map_err(|_| Problem::NotFound)?;
    let number = page.parse().map_err(|_| Problem::NotFound)?;
    Ok((paper, PageNo::new(number).ok_or(Problem::NotFound)?))
}

async fn picture(
    shared: &Shared,
    (paper, page): (String, String),
    size: ViewSize,
) -> Result<Response, Problem> {
    let (paper, page) = place(&paper, &page)?;
    let jpeg = shared.app.view(paper, page, size).await;
    let headers = [(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, PICTURE_KEPT)];
    Ok((headers, jpeg.map_err(Problem::app)?).into_response())
}

/// The page for the viewer.
pub async fn page_image(
    State(shared): State<Shared>,
    Path(at): Path<(String, String)>,
) -> Result<Response, Problem> {
    picture(&shared, at, ViewSize::Page).await
}

/// The page for lists.
pub async fn thumbnail(
    State(shared): State<Shared>,
    Path(at): Path<(String, String)>,
) -> Result<Response, Problem> {
    picture(&shared, at, ViewSize::Thumb).await
}

/// The access PDF.
pub async fn pdf(
    State(shared): State<Shared>,
    Path(paper): Path<String>,
) -> Result<Response, Problem> {
    let paper = paper.parse().map_err(|_| Problem::NotFound)?;
    let download = shared.app.pdf(paper).await.map_err(Problem::app)?;
    Ok(attachment(download))
}

/// An original, byte for byte. `index` counts from 1, as people do.
pub async fn original(
    State(shared): State<Shared>,
    Path((paper, index)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (paper, index) = place(&paper, &index)?;
    let download = shared.app.original(paper, index.index()).await;
    Ok(attachment(download.map_err(Problem::app)?))
}

fn attachment(download: Download) -> Response {
    let headers = [
        (CONTENT_TYPE, download.mime.to_owned()),
        (CONTENT_LENGTH, download.bytes.to_string()),
        (CONTENT_DISPOSITION, disposition(&download.name)),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    let body = Body::from_stream(pieces(tokio::fs::File::from_std(download.file)));
    (headers, body).into_response()
}

fn pieces(file: tokio::fs::File) -> impl Stream<Item = io::Result<Bytes>> {
    unfold(Some(file), async |file| {
        let mut file = file?;
        let mut piece = vec![0; PIECE];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(n) => {
                piece.truncate(n);
                Some((Ok(Bytes::from(piece)), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    })
}

/// The header that names a download: folded for old clients, in full for the
/// others (RFC 6266, RFC 8187).
fn disposition(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " .-_()".contains(c);
    let folded: String = fold(name)
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect();
    let full: String = name
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{folded}\"; filename*=UTF-8''{full}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_keeps_its_name_and_cannot_break_its_header() {
        assert_eq!(
            disposition("Giấy \"A\".pdf"),
            "attachment; filename=\"giay _a_.pdf\"; filename*=UTF-8''Gi%E1%BA%A5y%20%22A%22.pdf"
        );
        assert!(disposition("a\r\nX: y").is_ascii());
        assert!(!disposition("a\r\nX: y").contains('\n'));
    }

    #[test]
    fn addresses_that_name_nothing_are_not_found() {
        let paper = PaperId([1; 12]).to_string();
        assert!(place(&paper, "1").is_ok());
        for (paper, page) in [(paper.as_str(), "0"), (&paper, "x"), ("../..", "1")] {
            assert!(matches!(place(paper, page), Err(Problem::NotFound)));
        }
    }
}
