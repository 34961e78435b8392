//! A process that writes is killed without warning, again and again: what it
//! said was kept is there, and nothing is half there.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::base::Event;

use super::sample::{handed_in, job, manifest, stored, time};
use super::{Catalog, Finish, Lane, Outcome};

/// Names the database in the killed process.
const FILE: &str = "SOHOA_TEST_CRASH_FILE";

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "kept {line}").unwrap();
    out.flush().unwrap();
}

/// The process to be killed: hands in and stores until then. Started by the test
/// below; among the other tests it has no file and does nothing.
#[tokio::test]
async fn writes_until_killed() {
    let Some(file) = std::env::var_os(FILE) else {
        return;
    };
    let catalog = Catalog::open(Path::new(&file)).await.unwrap();
    let start = catalog.last_event().await.unwrap().0;
    catalog.recover(time(0)).await.unwrap();
    for n in start.. {
        let name = format!("p{n}");
        let id = catalog
            .enqueue(&job(Lane::Bulk, &name), time(0))
            .await
            .unwrap();
        say(&format!("job {id}"));
        let claimed = catalog
            .claim("w", Lane::Bulk, time(1), Duration::from_secs(9))
            .await
            .unwrap()
            .unwrap();
        let originals: Vec<&str> = claimed
            .new
            .originals
            .iter()
            .map(|f| f.name.trim_end_matches(".jpg"))
            .collect();
        let m = manifest(&originals.join(","));
        let what = [(stored(&m), Some(&m)), (handed_in(&m, "d"), None)];
        let outcome = Outcome::Stored { paper: m.paper };
        let done = Some(Finish {
            lease: claimed.lease(),
            outcome,
        });
        catalog.record("an", time(2), &what, done).await.unwrap();
        say(&format!("paper {}", m.paper));
    }
}

#[tokio::test]
async fn a_killed_process_loses_nothing_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalog.db");
    let module = module_path!().split_once("::").unwrap().1;
    for lines in [1, 2, 7, 12, 31] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--nocapture"])
            .arg(format!("{module}::writes_until_killed"))
            .env(FILE, &file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let kept: Vec<String> = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap)
            .filter_map(|line| Some(line.split_once("kept ")?.1.to_owned()))
            .take(lines)
            .collect();
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(kept.len(), lines);

        let catalog = Catalog::open(&file).await.unwrap();
        let words: Vec<(&str, &str)> = kept
            .iter()
            .filter_map(|line| line.split_once(' '))
            .collect();
        for (what, id) in words {
            match what {
                "job" => {
                    let id = super::JobId(id.parse().unwrap());
                    assert!(catalog.job(id).await.unwrap().is_some());
                }
                _ => {
                    let paper = catalog.paper(id.parse().unwrap()).await.unwrap().unwrap();
                    assert_eq!(paper.hand_ins.len(), 1);
                }
            }
        }
        let mut end = (0, Event::START);
        for event in catalog.unsealed_events(9_999).await.unwrap() {
            assert!(event.follows(end.0, end.1));
            end = (event.seq, event.hash);
        }
        let done = catalog.job_counts().await.unwrap().done;
        assert_eq!(catalog.counts().await.unwrap().papers, done);
        assert_eq!(end.0, 2 * done);
        let whole: String = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_one(&catalog.reader)
            .await
            .unwrap();
        assert_eq!(whole, "ok");
        catalog.close().await;
    }
}
