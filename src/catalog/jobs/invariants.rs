//! Whatever is done to the queue in whatever order: no paper twice, no job in
//! two hands, nothing from a lost lease.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;

use super::super::sample::{catalog, handed_in, job, manifest, stored, time};
use super::super::{Catalog, Recorded};
use super::*;
use crate::base::{Event, EventKind};

#[derive(Debug, Clone)]
enum Step {
    Enqueue(Lane, usize),
    Claim,
    Beat(usize),
    Store(usize),
    Fail(usize),
    Wait(usize),
    Revive(usize),
    Reap,
    Restart,
    Pass(i64),
}

const NAMES: [&str; 4] = ["a", "b", "a,b", "c"];

fn step() -> impl Strategy<Value = Step> {
    let lane = prop_oneof![Just(Lane::People), Just(Lane::Bulk)];
    let which = 0..8_usize;
    prop_oneof![
        3 => (lane, 0..NAMES.len()).prop_map(|(lane, name)| Step::Enqueue(lane, name)),
        4 => Just(Step::Claim),
        1 => which.clone().prop_map(Step::Beat),
        3 => which.clone().prop_map(Step::Store),
        2 => which.clone().prop_map(Step::Fail),
        1 => which.clone().prop_map(Step::Wait),
        1 => which.prop_map(Step::Revive),
        1 => Just(Step::Reap),
        1 => Just(Step::Restart),
        2 => (1..900_i64).prop_map(Step::Pass),
    ]
}

/// What the test knows beside the database.
struct World {
    folder: tempfile::TempDir,
    catalog: Catalog,
    now: i64,
    /// Every lease ever given, with the paper to be made.
    leases: Vec<(Lease, &'static str)>,
    stored: BTreeSet<&'static str>,
}

impl World {
    async fn job(&self, id: JobId) -> Option<Job> {
        self.catalog.job(id).await.unwrap()
    }

    async fn holds(&self, lease: Lease) -> bool {
        self.job(lease.job)
            .await
            .is_some_and(|j| j.state == JobState::Leased && j.attempt == lease.attempt)
    }

    async fn all(&self) -> Vec<Job> {
        self.catalog.jobs(JobFilter::Recent, 999).await.unwrap()
    }

    async fn take(&mut self, step: Step) {
        let now = time(self.now);
        let pick = |n: usize| self.leases.iter().rev().nth(n).copied();
        let length = Duration::from_secs(100);
        match step {
            Step::Enqueue(lane, name) => {
                self.catalog
                    .enqueue(&job(lane, NAMES[name]), now)
                    .await
                    .unwrap();
            }
            Step::Claim => {
                let before = self.all().await;
                let due = before
                    .iter()
                    .filter(|j| j.state == JobState::Ready && j.run_at <= now)
                    .min_by_key(|j| (j.new.lane, j.run_at, j.id));
                let got = self
                    .catalog
                    .claim("w", Lane::Bulk, now, length)
                    .await
                    .unwrap();
                assert_eq!(got.as_ref().map(|j| j.id), due.map(|j| j.id));
                if let (Some(got), Some(due)) = (got, due) {
                    assert_eq!(got.attempt, due.attempt + 1);
                    let name = NAMES
                        .into_iter()
                        .find(|n| job(Lane::Bulk, n).originals == got.new.originals)
                        .unwrap();
                    self.leases.push((got.lease(), name));
                }
            }
            Step::Beat(n) => {
                let Some((lease, _)) = pick(n) else { return };
                let holds = self.holds(lease).await;
                let kept = self.catalog.heartbeat(lease, 1, None, now, length).await;
                assert_eq!(kept.unwrap(), holds);
            }
            Step::Store(n) => {
                let Some((lease, name)) = pick(n) else { return };
                let holds = self.holds(lease).await;
                let m = manifest(name);
                let what = [(stored(&m), Some(&m)), (handed_in(&m, "d"), None)];
                let outcome = Outcome::Stored { paper: m.paper };
                let done = Some(Finish { lease, outcome });
                let recorded = self.catalog.record("an", now, &what, done).await.unwrap();
                assert_eq!(recorded != Recorded::LeaseLost, holds);
                if holds {
                    self.stored.insert(name);
                }
            }
            Step::Fail(n) => {
                let Some((lease, _)) = pick(n) else { return };
                let holds = self.holds(lease).await;
                let state = self.catalog.retry(lease, "x", now).await.unwrap();
                assert_eq!(state.is_some(), holds);
            }
            Step::Wait(n) => {
                let Some((lease, _)) = pick(n) else { return };
                let holds = self.holds(lease).await;
                let until = time(self.now + 50);
                assert_eq!(
                    self.catalog
                        .wait(lease, Reason::DiskFull, until, now)
                        .await
                        .unwrap(),
                    holds
                );
            }
            Step::Revive(n) => {
                let Some((lease, _)) = pick(n) else { return };
                self.catalog.retry_dead(lease.job, now).await.unwrap();
            }
            Step::Reap => {
                self.catalog.reap(now).await.unwrap();
            }
            Step::Restart => {
                self.catalog.close().await;
                let file = self.folder.path().join("catalog.db");
                self.catalog = Catalog::open(&file).await.unwrap();
                self.catalog.recover(now).await.unwrap();
                assert_eq!(self.catalog.job_counts().await.unwrap().leased, 0);
            }
            Step::Pass(seconds) => self.now += seconds,
        }
    }

    async fn check(&self) {
        let jobs = self.all().await;
        let mut open = BTreeMap::new();
        for job in &jobs {
            assert_eq!(job.state == JobState::Leased, job.worker.is_some());
            assert_eq!(job.state == JobState::Done, job.outcome.is_some());
            if matches!(job.state, JobState::Ready | JobState::Leased) {
                let names: Vec<&str> = job.new.originals.iter().map(|f| f.name.as_str()).collect();
                assert_eq!(open.insert(names, job.id), None, "open twice");
            }
        }
        let counts = self.catalog.counts().await.unwrap();
        assert_eq!(counts.papers, self.stored.len() as u64);
        let done = jobs.iter().filter(|j| j.state == JobState::Done).count();
        let chain = self.catalog.unsealed_events(9_999).await.unwrap();
        let mut end = (0, Event::START);
        let mut papers = BTreeSet::new();
        let mut hand_ins = 0;
        for event in &chain {
            assert!(event.follows(end.0, end.1));
            end = (event.seq, event.hash);
            match event.what {
                EventKind::PaperStored { paper, .. } => assert!(papers.insert(paper)),
                _ => hand_ins += 1,
            }
        }
        assert_eq!(papers.len(), self.stored.len());
        assert_eq!(hand_ins, done);
    }
}

proptest! {
    // Each step waits for the disk: few cases, each with much in it.
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_steps_keeps_the_promises(steps in prop::collection::vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (folder, catalog) = catalog().await;
            let mut world = World { folder, catalog, now: 0, leases: Vec::new(), stored: BTreeSet::new() };
            for step in steps {
                world.take(step).await;
                world.check().await;
            }
        });
    }
}
