//! `sohoa serve` and `sohoa doctor`.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use sohoa::app::{Config, Sohoa, examine, serve_control};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::output;

/// Serves until it is told to stop.
pub async fn serve(config: Config, listen: SocketAddr) -> Result<bool> {
    if !listen.ip().is_loopback() {
        bail!(
            "Chưa có tài khoản người dùng nên Sohoa chỉ nghe trên máy này. Hãy dùng --listen 127.0.0.1:{}",
            listen.port()
        );
    }
    // First the address: an error there must not leave the folder locked.
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!("Không mở được {listen}; có thể một chương trình khác đang dùng")
    })?;
    let app = Sohoa::open(config).await?;
    let running = app.start();
    let (stop, stopped) = watch::channel(false);
    let control = tokio::spawn(serve_control(app.clone(), stopped.clone()));
    output::line(&format!(
        "Sohoa đang chạy tại http://{}",
        listener.local_addr()?
    ))?;
    let asked = tokio::spawn(until_asked_to_stop(stop));
    let mut stopped_web = stopped;
    let served = sohoa::web::serve(app, listener, async move {
        let _sender_gone = stopped_web.wait_for(|s| *s).await;
    })
    .await;
    asked.abort();
    control.abort();
    running.stop().await;
    served.context("serving the screens")?;
    Ok(true)
}

async fn until_asked_to_stop(stop: watch::Sender<bool>) {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    let _all_gone = stop.send(true);
}

/// Prints every finding with its remedy.
pub fn doctor(config: &Config, json: bool) -> Result<bool> {
    let findings = examine(config);
    for finding in &findings {
        if json {
            output::json(finding)?;
        } else {
            let mark = if finding.good { "✓" } else { "✕" };
            output::line(&format!("{mark} {}: {}", finding.what, finding.found))?;
            if !finding.good {
                output::line(&format!("    → {}", finding.remedy))?;
            }
        }
    }
    Ok(findings.iter().all(|f| f.good))
}
