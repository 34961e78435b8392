//! The `sohoa` command: a thin face over the library.

mod args;
mod ingest;
mod join;
mod kept;
mod output;
mod search;
mod serve;

use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use args::{Args, Command, Pictures};
use sohoa::app::worker::JoinWork;

/// Something was quarantined, or a check found damage.
const NOT_ALL_WELL: u8 = 2;

fn main() -> ExitCode {
    let args = Args::parse();
    // A worker must stay small: no runtime, no log of its own.
    if matches!(args.command, Command::Worker) {
        return match sohoa::app::worker::child::run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("sohoa worker: {:#}", anyhow::Error::from(error));
                ExitCode::FAILURE
            }
        };
    }
    let filter = tracing_subscriber::EnvFilter::try_from_env("SOHOA_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("sohoa=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    let done = tokio::runtime::Runtime::new()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(run(args)));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(NOT_ALL_WELL),
        Err(error) => {
            if let Some(known) = error.downcast_ref::<sohoa::app::Error>() {
                eprintln!("{}", known.vietnamese());
            }
            eprintln!("sohoa: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all went well.
async fn run(args: Args) -> Result<bool> {
    let config = args.config()?;
    let json = args.json;
    match args.command {
        Command::Ocr { files } => ingest::ocr(config, &files, json).await,
        Command::Ingest {
            unit,
            dossier,
            join,
            paths,
        } => {
            let request = ingest::request(&paths, unit, dossier, join)?;
            ingest::ingest(config, request, &paths, json).await
        }
        Command::Unglare(pictures) => {
            let Pictures { files, out, force } = pictures;
            join::join(config, JoinWork::Unglare, &files, &out, force, json).await
        }
        Command::Stitch(pictures) => {
            let Pictures { files, out, force } = pictures;
            join::join(config, JoinWork::Stitch, &files, &out, force, json).await
        }
        Command::Search { query, limit } => search::search(config, &query, limit, json).await,
        Command::Show { paper } => kept::show(config, paper, json).await,
        Command::Export {
            paper,
            what,
            output,
        } => kept::export(config, paper, what, &output).await,
        Command::Verify { slice } => kept::verify(config, slice, json).await,
        Command::Rebuild => kept::rebuild(config, json).await,
        Command::Serve { listen } => serve::serve(config, listen).await,
        Command::Doctor => serve::doctor(&config, json),
        // Answered before the runtime was started.
        Command::Worker => Ok(true),
    }
}
