//! Lanes, leases, fencing, pauses.

use std::time::Duration;

use super::super::sample::{blob, catalog, handed_in, job, manifest, stored, time};
use super::super::{Catalog, Recorded};
use super::*;

const LEASE: Duration = Duration::from_secs(60);

async fn claim(catalog: &Catalog, at: i64) -> Option<Job> {
    catalog
        .claim("w1", Lane::Bulk, time(at), LEASE)
        .await
        .unwrap()
}

async fn finish(catalog: &Catalog, lease: Lease, at: i64, name: &str) -> Recorded {
    let m = manifest(name);
    let what = [(stored(&m), Some(&m)), (handed_in(&m, "d1"), None)];
    let outcome = Outcome::Stored { paper: m.paper };
    let done = Finish { lease, outcome };
    catalog
        .record("an", time(at), &what, Some(done))
        .await
        .unwrap()
}

#[tokio::test]
async fn people_go_before_bulk_and_the_same_hand_in_is_open_once() {
    let (_folder, catalog) = catalog().await;
    let mut ids = Vec::new();
    for (at, lane, name) in [
        (1, Lane::Bulk, "a"),
        (2, Lane::Bulk, "b"),
        (3, Lane::People, "c"),
        (4, Lane::Bulk, "a"),
        (5, Lane::People, "b"),
    ] {
        let new = job(lane, name);
        ids.push(catalog.enqueue(&new, time(at)).await.unwrap());
    }
    assert_eq!((ids[3], ids[4]), (ids[0], ids[1]));
    let mut order = Vec::new();
    while let Some(job) = claim(&catalog, 9).await {
        order.push(job.id);
    }
    assert_eq!(order, [ids[1], ids[2], ids[0]]);

    // Ended, the same hand-in is a new job.
    let lease = Lease {
        job: ids[0],
        attempt: 1,
    };
    finish(&catalog, lease, 10, "a").await;
    let again = catalog.enqueue(&job(Lane::Bulk, "a"), time(11)).await;
    assert!(again.unwrap() > ids[2]);
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_changes_nothing_any_more() {
    let (_folder, catalog) = catalog().await;
    let id = catalog
        .enqueue(&job(Lane::Bulk, "a"), time(0))
        .await
        .unwrap();
    let slow = claim(&catalog, 0).await.unwrap().lease();
    let one = Reaped { ready: 1, dead: 0 };
    assert_eq!(catalog.reap(time(60)).await.unwrap(), Reaped::default());
    assert_eq!(catalog.reap(time(61)).await.unwrap(), one);
    let quick = claim(&catalog, 120).await.unwrap().lease();
    assert_eq!((quick.job, quick.attempt), (id, 2));

    let at = time(121);
    assert!(!catalog.heartbeat(slow, 1, None, at, LEASE).await.unwrap());
    assert!(!catalog.wait(slow, Reason::DiskFull, at, at).await.unwrap());
    assert_eq!(catalog.retry(slow, "late", at).await.unwrap(), None);
    assert_eq!(finish(&catalog, slow, 121, "a").await, Recorded::LeaseLost);
    assert_eq!(catalog.last_event().await.unwrap().0, 0);
    assert_eq!(catalog.paper(manifest("a").paper).await.unwrap(), None);

    assert!(
        catalog
            .heartbeat(quick, 1, Some(3), at, LEASE)
            .await
            .unwrap()
    );
    catalog.heartbeat(quick, 2, None, at, LEASE).await.unwrap();
    let shown = catalog.job(id).await.unwrap().unwrap();
    assert_eq!((shown.pages_done, shown.pages_total), (2, Some(3)));
    assert!(matches!(
        finish(&catalog, quick, 122, "a").await,
        Recorded::Kept { .. }
    ));
    assert_eq!(finish(&catalog, quick, 123, "a").await, Recorded::LeaseLost);
    let done = catalog.job(id).await.unwrap().unwrap();
    assert_eq!(
        (done.state, done.worker, done.pages_done),
        (JobState::Done, None, 3)
    );
}

#[tokio::test]
async fn of_two_jobs_with_one_paper_the_second_ends_as_duplicate() {
    let (_folder, catalog) = catalog().await;
    let mut other = job(Lane::Bulk, "a");
    other.dossier = Some("d2".into());
    catalog
        .enqueue(&job(Lane::Bulk, "a"), time(0))
        .await
        .unwrap();
    catalog.enqueue(&other, time(0)).await.unwrap();
    let first = claim(&catalog, 1).await.unwrap();
    let second = claim(&catalog, 1).await.unwrap();
    assert_eq!(second.new, other);
    finish(&catalog, first.lease(), 2, "a").await;
    let paper = manifest("a").paper;
    match finish(&catalog, second.lease(), 3, "a").await {
        Recorded::Kept { events, outcome } => {
            assert_eq!(events.len(), 1);
            assert_eq!(outcome, Some(Outcome::Duplicate { paper }));
        }
        Recorded::LeaseLost => panic!("the lease was good"),
    }
    let second = catalog.job(second.id).await.unwrap().unwrap();
    assert_eq!(second.outcome, Some(Outcome::Duplicate { paper }));
}

#[tokio::test]
async fn failures_pause_ever_longer_and_the_fifth_is_the_end() {
    let (_folder, catalog) = catalog().await;
    let id = catalog
        .enqueue(&job(Lane::Bulk, "a"), time(0))
        .await
        .unwrap();
    let mut now = 0;
    for pause in [10, 40, 160, 640] {
        let lease = claim(&catalog, now).await.unwrap().lease();
        let state = catalog.retry(lease, "no disk", time(now)).await.unwrap();
        assert_eq!(state, Some(JobState::Ready));
        assert_eq!(claim(&catalog, now + pause - 1).await, None);
        now += pause;
    }
    let lease = claim(&catalog, now).await.unwrap().lease();
    let state = catalog.retry(lease, "no disk", time(now)).await.unwrap();
    assert_eq!(state, Some(JobState::Dead));
    assert_eq!(claim(&catalog, now + 1_000_000).await, None);
    let dead = catalog
        .jobs(JobFilter::In(JobState::Dead), 9)
        .await
        .unwrap();
    assert_eq!(dead[0].last_error.as_deref(), Some("no disk"));

    assert!(catalog.retry_dead(id, time(now)).await.unwrap());
    assert!(!catalog.retry_dead(id, time(now)).await.unwrap());
    let revived = claim(&catalog, now).await.unwrap();
    assert_eq!((revived.attempt, revived.failures), (6, 0));
}

#[tokio::test]
async fn a_dead_job_stays_dead_while_the_same_hand_in_is_open() {
    let (_folder, catalog) = catalog().await;
    let new = job(Lane::Bulk, "a");
    let old = catalog.enqueue(&new, time(0)).await.unwrap();
    let mut now = 0;
    while let Some(job) = claim(&catalog, now).await {
        catalog.retry(job.lease(), "x", time(now)).await.unwrap();
        now += 10_000;
    }
    let open = catalog.enqueue(&new, time(now)).await.unwrap();
    assert_ne!(open, old);
    assert!(!catalog.retry_dead(old, time(now)).await.unwrap());
    let lease = claim(&catalog, now).await.unwrap().lease();
    finish(&catalog, lease, now, "a").await;
    assert!(catalog.retry_dead(old, time(now)).await.unwrap());
}

#[tokio::test]
async fn waiting_costs_no_attempt_and_a_clock_set_back_strands_nothing() {
    let (_folder, catalog) = catalog().await;
    let id = catalog
        .enqueue(&job(Lane::Bulk, "a"), time(0))
        .await
        .unwrap();
    for round in 0..10 {
        let at = round * 60;
        let lease = claim(&catalog, at).await.unwrap().lease();
        assert!(
            catalog
                .wait(lease, Reason::DiskFull, time(at + 60), time(at))
                .await
                .unwrap()
        );
        let shown = catalog.job(id).await.unwrap().unwrap();
        assert_eq!(
            (shown.waits_for, shown.failures),
            (Some(Reason::DiskFull), 0)
        );
        assert_eq!(claim(&catalog, at + 59).await, None);
    }
    let lease = claim(&catalog, 600).await.unwrap().lease();
    let year = 365 * 86_400;
    catalog
        .wait(lease, Reason::DiskFull, time(year), time(600))
        .await
        .unwrap();
    catalog.reap(time(601)).await.unwrap();
    assert_eq!(claim(&catalog, 601).await.unwrap().waits_for, None);
}

#[tokio::test]
async fn bulk_work_is_left_alone_when_only_people_are_served() {
    let (_folder, catalog) = catalog().await;
    catalog
        .enqueue(&job(Lane::Bulk, "b"), time(0))
        .await
        .unwrap();
    assert_eq!(
        catalog
            .claim("w1", Lane::People, time(1), LEASE)
            .await
            .unwrap(),
        None
    );
    catalog
        .enqueue(&job(Lane::People, "p"), time(0))
        .await
        .unwrap();
    let urgent = catalog
        .claim("w1", Lane::People, time(1), LEASE)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(urgent.new.lane, Lane::People);
}

#[tokio::test]
async fn a_restart_frees_every_lease_and_a_killer_is_stopped_in_the_end() {
    let (_folder, catalog) = catalog().await;
    for name in ["killer", "b"] {
        catalog
            .enqueue(&job(Lane::Bulk, name), time(0))
            .await
            .unwrap();
    }
    let mut now = 0;
    for stop in 1..=200 {
        let job = claim(&catalog, now).await.unwrap();
        assert_eq!(job.new.originals[0].blob, blob("killer"));
        let reaped = catalog.recover(time(now)).await.unwrap();
        let dead = u64::from(stop == 200);
        let ready = 1 - dead;
        assert_eq!(reaped, Reaped { ready, dead });
        if stop == 6 {
            // From now on it has to pause, and the other gets its turn.
            let other = claim(&catalog, now).await.unwrap();
            finish(&catalog, other.lease(), now, "b").await;
        }
        if stop >= 6 {
            assert_eq!(claim(&catalog, now).await, None);
            now += 5;
        }
    }
    assert_eq!(claim(&catalog, now).await, None);
    let counts = catalog.job_counts().await.unwrap();
    let expected = JobCounts {
        dead: 1,
        done: 1,
        ..JobCounts::default()
    };
    assert_eq!(counts, expected);
    assert_eq!(catalog.prune_done(time(0)).await.unwrap(), 0);
    assert_eq!(catalog.prune_done(time(now + 1)).await.unwrap(), 1);
}

#[tokio::test]
async fn many_workers_never_share_a_job() {
    let (_folder, catalog) = catalog().await;
    for n in 0..40 {
        catalog
            .enqueue(&job(Lane::Bulk, &format!("p{n}")), time(0))
            .await
            .unwrap();
    }
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let catalog = catalog.clone();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                while let Some(job) = claim(&catalog, 1).await {
                    let name = job.new.originals[0]
                        .name
                        .trim_end_matches(".jpg")
                        .to_owned();
                    finish(&catalog, job.lease(), 2, &name).await;
                    mine.push(job.id);
                }
                mine
            })
        })
        .collect();
    let mut all = Vec::new();
    for worker in workers {
        all.extend(worker.await.unwrap());
    }
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 40);
    assert_eq!(catalog.counts().await.unwrap().papers, 40);
}

#[tokio::test]
async fn a_batch_is_listed_in_order_and_the_rest_newest_first() {
    let (_folder, catalog) = catalog().await;
    for (name, batch) in [("a", "b1"), ("b", "b2"), ("c", "b1")] {
        let mut new = job(Lane::People, name);
        new.batch = batch.into();
        catalog.enqueue(&new, time(0)).await.unwrap();
    }
    let listed = async |filter| {
        let jobs = catalog.jobs(filter, 2).await.unwrap();
        jobs.iter().map(|j| j.id.0).collect::<Vec<_>>()
    };
    assert_eq!(listed(JobFilter::Batch("b1")).await, [1, 3]);
    assert_eq!(listed(JobFilter::Recent).await, [3, 2]);
    assert_eq!(listed(JobFilter::In(JobState::Ready)).await, [3, 2]);
}
