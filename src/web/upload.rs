//! Taking files in: streamed to the service piece by piece, never held in memory.

use axum::extract::State;
use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::Shared;
use super::digitise::Digitise;
use super::frame::{Page, Visitor};
use super::problem::Problem;
use super::text::Words;
use crate::app::{self, Intake, Sohoa};
use crate::base::vietnamese::nfc;

/// The largest file that a browser may hand in: 500 MB, a thousand colour pages
/// at 300 dpi. Larger stacks come through a folder.
pub const FILE_LIMIT: u64 = 500 << 20;

/// Codes in use have some 20 letters; nothing longer is a code.
const CODE_LENGTH: usize = 100;

/// What a person may add to the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    /// Code of the dossier, as typed.
    pub dossier: String,
    /// Code of the unit, as typed.
    pub unit: String,
}

/// Why a file was not taken.
#[derive(Debug)]
enum Refusal {
    NoFile,
    TooLarge(String),
    CodeTooLong,
    /// The file's name, what the service said.
    App(String, app::Error),
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoFile | Self::CodeTooLong => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::App(..) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn sentence(&self, words: Words) -> String {
        match self {
            Self::NoFile => words.say("upload-no-file"),
            Self::TooLarge(name) => words.with("upload-too-large", &[("name", name)]),
            Self::CodeTooLong => words.say("upload-code-too-long"),
            Self::App(name, error) => {
                let why = words.trouble(error);
                words.with("upload-refused", &[("name", name), ("why", &why)])
            }
        }
    }
}

/// A form as it came in: nothing of it is kept until [`Received::finish`].
#[derive(Default)]
struct Received {
    codes: Codes,
    files: Vec<(String, Intake)>,
    refusals: Vec<Refusal>,
}

impl Received {
    /// Reads the form to its end. Fields may come in any order.
    async fn read(app: &Sohoa, form: &mut Multipart) -> Result<Self, MultipartError> {
        let mut received = Self::default();
        while let Some(mut field) = form.next_field().await? {
            match field.name() {
                Some("ma_ho_so") => received.codes.dossier = short_text(&mut field).await?,
                Some("ma_don_vi") => received.codes.unit = short_text(&mut field).await?,
                Some("tep") => match file(app, &mut field).await? {
                    Ok(Some(file)) => received.files.push(file),
                    Ok(None) => {}
                    Err(refusal) => received.refusals.push(refusal),
                },
                _ => {}
            }
        }
        let Codes { dossier, unit } = &received.codes;
        if [dossier, unit]
            .iter()
            .any(|code| code.chars().count() > CODE_LENGTH)
        {
            received.refusals.push(Refusal::CodeTooLong);
            received.files.clear();
        } else if received.files.is_empty() && received.refusals.is_empty() {
            received.refusals.push(Refusal::NoFile);
        }
        Ok(received)
    }

    /// Hands the files over; gives their jobs.
    async fn finish(&mut self) -> Vec<i64> {
        let code = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (unit, dossier) = (code(&self.codes.unit), code(&self.codes.dossier));
        let mut jobs = Vec::new();
        for (name, intake) in self.files.drain(..) {
            match intake.finish(unit.clone(), dossier.clone()).await {
                Ok(job) => jobs.push(job),
                Err(error) => self.refusals.push(Refusal::App(name, error)),
            }
        }
        jobs
    }
}

/// Streams one file in; `None` for the empty field of a form without a file.
async fn file(
    app: &Sohoa,
    field: &mut Field<'_>,
) -> Result<Result<Option<(String, Intake)>, Refusal>, MultipartError> {
    let name = file_name(field.file_name().unwrap_or_default());
    if name.is_empty() {
        return Ok(Ok(None));
    }
    let refused = |error| Refusal::App(name.clone(), error);
    let mut taken = app.intake(&name).await.map_err(refused);
    let mut length = 0_u64;
    // After a refusal the rest is read all the same, and let go: a browser that is
    // cut off while it sends shows its own error instead of our sentence.
    while let Some(chunk) = field.chunk().await? {
        length += chunk.len() as u64;
        if let Ok(intake) = &mut taken {
            if length > FILE_LIMIT {
                taken = Err(Refusal::TooLarge(name.clone()));
            } else if let Err(error) = intake.write(&chunk).await {
                taken = Err(refused(error));
            }
        }
    }
    Ok(taken.map(|intake| Some((name, intake))))
}

/// The name without folders, which some browsers send along, in composed letters,
/// which those of one maker do not send.
fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|c| !c.is_control()).collect();
    // File systems end at 255 bytes; a letter has at most four.
    nfc(shown.trim()).chars().take(200).collect()
}

/// A field of the form as typed. What is longer than any code is cut: it is
/// refused for its length anyway.
async fn short_text(field: &mut Field<'_>) -> Result<String, MultipartError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        let room = (8 * CODE_LENGTH).saturating_sub(bytes.len());
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(nfc(String::from_utf8_lossy(&bytes).trim()))
}

/// Takes a form with files. A script that asks for JSON gets the jobs and what
/// went wrong; a plain form is led to the queue, or back to itself with what was
/// typed and what went wrong.
///
/// # Errors
/// When the form breaks off; nothing of it is then kept.
pub async fn receive(
    State(shared): State<Shared>,
    visitor: Visitor,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let mut form = form.map_err(|_| Problem::BadRequest)?;
    let received = Received::read(&shared.app, &mut form).await;
    let mut received = received.map_err(|_| Problem::BadRequest)?;
    let jobs = received.finish().await;
    for refusal in &received.refusals {
        if let Refusal::App(_, error) = refusal {
            tracing::error!(%error, "a file was not taken in");
        }
    }
    let status = received.refusals.first().map(Refusal::status);
    let sentences = received
        .refusals
        .iter()
        .map(|refusal| refusal.sentence(visitor.words));
    let problems: Vec<String> = sentences.collect();

    if headers
        .get(ACCEPT)
        .is_some_and(|kinds| kinds == "application/json")
    {
        let body = serde_json::json!({ "jobs": jobs, "problems": problems }).to_string();
        let json = [(CONTENT_TYPE, "application/json")];
        return Ok((status.unwrap_or(StatusCode::OK), json, body).into_response());
    }
    let Some(status) = status else {
        return Ok(Redirect::to("/#hang-doi").into_response());
    };
    let screen = Digitise::now(&shared.app, visitor, received.codes, problems).await?;
    Ok((status, Page(screen)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_letters_and_loses_its_folders() {
        assert_eq!(
            file_name("C:\\quet\\Quyết định 12.pdf"),
            "Quyết định 12.pdf"
        );
        assert_eq!(file_name("a/b/../c.pdf"), "c.pdf");
        assert_eq!(file_name("Gia\u{302}\u{301}y.pdf"), "Giấy.pdf");
        assert_eq!(file_name(" \n "), "");
        assert!(file_name(&"ệ".repeat(500)).len() < 1000);
    }

    #[test]
    fn each_refusal_says_which_file() {
        let words = Words::default();
        let refusal = Refusal::TooLarge("a.pdf".into());
        assert!(refusal.sentence(words).contains("a.pdf"));
        assert!(refusal.sentence(words).contains("500 MB"));
        assert_eq!(refusal.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
}
