//! A running service takes orders from the command line through a socket in the
//! data folder: one JSON order in, JSON lines out, closed at the end. The folder's
//! permissions are its guard.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{mpsc, watch};

use super::config::control_socket;
use super::ingest::{IngestNews, IngestRequest};
use super::{Error, Sohoa};

#[derive(Serialize, Deserialize)]
enum Answer {
    News(IngestNews),
    Done,
    /// What went wrong, in Vietnamese.
    Failed(String),
}

/// Serves orders until told to stop.
///
/// # Errors
/// When the socket cannot be made.
pub async fn serve_control(app: Sohoa, mut stop: watch::Receiver<bool>) -> Result<(), Error> {
    let path = app.config().control();
    // Left by a process that was killed: the lock is ours, so nobody listens.
    let _none_left = fs::remove_file(&path);
    let listener = UnixListener::bind(&path).map_err(Error::files("listening at", &path))?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))
        .map_err(Error::files("guarding", &path))?;
    loop {
        tokio::select! {
            _ = stop.wait_for(|stopped| *stopped) => {
                let _gone_already = fs::remove_file(&path);
                return Ok(());
            }
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    let app = app.clone();
                    tokio::spawn(async move {
                        // The other side may go away at any time; the work goes on.
                        let _gone = answer(app, stream).await;
                    });
                }
            }
        }
    }
}

async fn answer(app: Sohoa, stream: UnixStream) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut order = String::new();
    BufReader::new(read).read_line(&mut order).await?;
    let request: IngestRequest = serde_json::from_str(&order)?;
    let (sender, mut news) = mpsc::unbounded_channel();
    let work = tokio::spawn(async move {
        let tell = |told| {
            // Nobody may be listening any more.
            let _gone = sender.send(told);
        };
        app.ingest(request, tell).await
    });
    while let Some(told) = news.recv().await {
        write_line(&mut write, &Answer::News(told)).await?;
    }
    let end = match work.await {
        Ok(Ok(())) => Answer::Done,
        Ok(Err(error)) => Answer::Failed(error.vietnamese().to_owned()),
        Err(stopped) => Answer::Failed(Error::Stopped(stopped).vietnamese().to_owned()),
    };
    write_line(&mut write, &end).await
}

async fn write_line(to: &mut (impl AsyncWriteExt + Unpin), answer: &Answer) -> io::Result<()> {
    let mut line = serde_json::to_vec(answer)?;
    line.push(b'\n');
    to.write_all(&line).await
}

/// Hands an order to the service that runs on a data folder. `Ok(None)`: none
/// runs. `Ok(Some(Err(…)))`: it failed, and says why in Vietnamese.
///
/// # Errors
/// When the service broke off.
pub async fn ask_running(
    data: &Path,
    request: &IngestRequest,
    mut tell: impl FnMut(IngestNews),
) -> Result<Option<Result<(), String>>, Error> {
    let Ok(stream) = UnixStream::connect(control_socket(data)).await else {
        return Ok(None);
    };
    let (read, mut write) = stream.into_split();
    let mut order = serde_json::to_vec(request).map_err(|e| Error::Control(e.into()))?;
    order.push(b'\n');
    write.write_all(&order).await.map_err(Error::Control)?;
    let mut lines = BufReader::new(read).lines();
    while let Some(line) = lines.next_line().await.map_err(Error::Control)? {
        match serde_json::from_str(&line).map_err(|e| Error::Control(e.into()))? {
            Answer::News(news) => tell(news),
            Answer::Done => return Ok(Some(Ok(()))),
            Answer::Failed(why) => return Ok(Some(Err(why))),
        }
    }
    Err(Error::Control(io::ErrorKind::UnexpectedEof.into()))
}
