//! `sohoa ocr` and `sohoa ingest`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use sohoa::app::{
    Config, Error, IngestLine, IngestNews, IngestProgress, IngestRequest, IngestStatus, Sohoa,
    ask_running, ocr_files,
};

use crate::output;

/// Reads files and prints what they say; nothing is stored.
pub async fn ocr(config: Config, files: &[PathBuf], json: bool) -> Result<bool> {
    let mut failed = Ok(());
    let print = |line: sohoa::app::OcrLine| {
        let printed = if json {
            output::json(&line)
        } else {
            let heading = format!("── {} · trang {} ──", line.file(), line.page());
            let body = match line.reason() {
                Some(reason) => reason.vietnamese(),
                None => line.text(),
            };
            output::line(&format!("{heading}\n{body}\n"))
        };
        if let Err(error) = printed {
            failed = Err(error);
        }
    };
    let refused = |path: &Path, reason: sohoa::base::Reason| {
        eprintln!("{}: {} [{reason}]", path.display(), reason.vietnamese());
    };
    let bad = ocr_files(config, files, print, refused).await?;
    failed.context("printing")?;
    Ok(bad == 0)
}

/// The order, with paths that mean the same to another process.
pub fn request(
    paths: &[PathBuf],
    unit: Option<String>,
    dossier: Option<String>,
    join: bool,
) -> Result<IngestRequest> {
    let paths = paths
        .iter()
        .map(|p| std::path::absolute(p).with_context(|| format!("finding {}", p.display())))
        .collect::<Result<_>>()?;
    Ok(IngestRequest {
        paths,
        unit,
        dossier,
        join,
    })
}

/// Digitises and waits; hands over to a service that runs on the same folder.
pub async fn ingest(
    config: Config,
    request: IngestRequest,
    given: &[PathBuf],
    json: bool,
) -> Result<bool> {
    let names = request.paths.iter().cloned().zip(given.iter().cloned());
    let mut printer = Printer::new(json, names.collect());
    let data = config.data.clone();
    match Sohoa::open(config).await {
        Ok(app) => {
            let running = app.start();
            let done = app.ingest(request, |news| printer.print(news)).await;
            running.stop().await;
            done?;
        }
        Err(locked @ Error::Locked { .. }) => {
            match ask_running(&data, &request, |news| printer.print(news)).await? {
                Some(Ok(())) => {}
                Some(Err(why)) => return Err(anyhow!(why)),
                None => return Err(locked.into()),
            }
        }
        Err(error) => return Err(error.into()),
    }
    printer.finish()
}

/// Prints lines as they come, and a progress bar while nobody redirects it.
struct Printer {
    json: bool,
    /// Absolute paths and how the person wrote them.
    names: Vec<(PathBuf, PathBuf)>,
    bar: ProgressBar,
    all_well: bool,
    failed: Option<std::io::Error>,
}

impl Printer {
    fn new(json: bool, names: Vec<(PathBuf, PathBuf)>) -> Self {
        let bar = ProgressBar::new(0);
        let style = "{bar:30} {pos}/{len} trang · {msg} · {elapsed} · còn {eta}";
        // The template is ours and constant.
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        Self {
            json,
            names,
            bar,
            all_well: true,
            failed: None,
        }
    }

    fn print(&mut self, news: IngestNews) {
        match news {
            IngestNews::Progress(progress) => self.progress(progress),
            IngestNews::Line(mut line) => {
                line.source = self.as_given(line.source);
                self.all_well &= line.status != IngestStatus::Quarantined;
                let json = self.json;
                let printed = self.bar.suspend(|| {
                    if json {
                        output::json(&line)
                    } else {
                        output::line(&sentence(&line))
                    }
                });
                if let Err(error) = printed {
                    self.failed = Some(error);
                }
            }
        }
    }

    /// The source under the name that the person gave.
    fn as_given(&self, source: String) -> String {
        let given = self.names.iter().find_map(|(absolute, given)| {
            let inside = Path::new(&source).strip_prefix(absolute).ok()?;
            Some(if inside.as_os_str().is_empty() {
                given.clone()
            } else {
                given.join(inside)
            })
        });
        given.map_or(source, |path| path.to_string_lossy().into_owned())
    }

    fn progress(&self, progress: IngestProgress) {
        let minutes = self.bar.elapsed().as_secs_f64() / 60.0;
        let rate = progress.pages_done as f64 / minutes.max(1.0 / 60.0);
        let mut message = format!(
            "{}/{} giấy tờ · {rate:.0} trang/phút",
            progress.papers_done, progress.papers
        );
        if progress.disk_full {
            message.push_str(" · Ổ ĐĨA ĐẦY, đang chờ chỗ trống");
        }
        self.bar.set_length(progress.pages.max(progress.papers));
        self.bar.set_position(progress.pages_done);
        self.bar.set_message(message);
    }

    fn finish(self) -> Result<bool> {
        self.bar.finish_and_clear();
        match self.failed {
            Some(error) => Err(error).context("printing"),
            None => Ok(self.all_well),
        }
    }
}

fn sentence(line: &IngestLine) -> String {
    let source = &line.source;
    let paper = line.paper.map(|p| p.to_string()).unwrap_or_default();
    match line.status {
        IngestStatus::Stored => {
            format!(
                "✓ {source}: đã lưu, {} trang, giấy tờ {paper}",
                line.pages.unwrap_or(0)
            )
        }
        IngestStatus::Duplicate => format!("= {source}: trùng với giấy tờ {paper}"),
        IngestStatus::Quarantined => {
            let why = line.reason.map(|r| format!("{} [{r}]", r.vietnamese()));
            format!("✕ {source}: {}", why.unwrap_or_default())
        }
    }
}
