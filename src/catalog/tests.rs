//! Events, papers, quarantine and outbox together: what is recorded is found
//! again, and what is replayed gives the same tables.

use std::task::Poll;

use sqlx::{AssertSqlSafe, Row};

use crate::base::{Event, Reason};

use super::sample::{blob, catalog, handed_in, manifest, quarantined, stored, time};
use super::{Catalog, Counts, Error, Recorded, Replayed};

async fn events(recorded: Result<Recorded, Error>) -> Vec<Event> {
    match recorded.unwrap() {
        Recorded::Kept { events, .. } => events,
        Recorded::LeaseLost => panic!("no job was finished"),
    }
}

/// Every row of every table that a rebuild must bring back.
async fn dump(catalog: &Catalog) -> Vec<String> {
    let mut rows = Vec::new();
    for table in [
        "events",
        "meta",
        "papers",
        "manifests",
        "pages",
        "originals",
        "hand_ins",
        "quarantine",
    ] {
        let query = format!("SELECT * FROM {table} ORDER BY 1, 2");
        for row in sqlx::query(AssertSqlSafe(query))
            .fetch_all(&catalog.reader)
            .await
            .unwrap()
        {
            let cells: Vec<Option<String>> = (0..row.len())
                .map(|i| row.try_get_unchecked(i).unwrap())
                .collect();
            rows.push(format!("{table} {cells:?}"));
        }
    }
    rows
}

#[tokio::test]
async fn a_stored_paper_is_found_by_id_by_originals_and_in_the_lists() {
    let (_folder, catalog) = catalog().await;
    let (front, both) = (manifest("a"), manifest("a,b"));
    for (at, m) in [(1, &front), (2, &both)] {
        let what = [(stored(m), Some(m)), (handed_in(m, "d1"), None)];
        assert_eq!(
            events(catalog.record("an", time(at), &what, None).await)
                .await
                .len(),
            2
        );
    }
    let row = catalog.paper(both.paper).await.unwrap().unwrap();
    assert_eq!(row.manifest, both);
    assert_eq!(
        (row.summary.pages, row.summary.first_name.as_str()),
        (4, "a.jpg")
    );
    assert_eq!(
        (row.hand_ins[0].at, row.hand_ins[0].actor.as_str()),
        (time(2), "an")
    );
    let ids = |names: &[&str]| names.iter().map(|n| blob(n).blake3).collect::<Vec<_>>();
    for (names, paper) in [
        (&["a"][..], Some(front.paper)),
        (&["a", "b"], Some(both.paper)),
        (&["b", "a"], None),
        (&["b"], None),
        (&[], None),
    ] {
        assert_eq!(
            catalog.paper_by_originals(&ids(names)).await.unwrap(),
            paper,
            "{names:?}"
        );
    }
    let recent = catalog.recent_papers(1, None).await.unwrap();
    assert_eq!(recent[0].paper, both.paper);
    let older = catalog.recent_papers(9, Some(recent[0].seq)).await.unwrap();
    assert_eq!(
        older.iter().map(|p| p.paper).collect::<Vec<_>>(),
        [front.paper]
    );
    let ids = catalog.paper_ids(0, 9).await.unwrap();
    assert_eq!(ids, [(1, front.paper), (3, both.paper)]);
    assert_eq!(catalog.paper_ids(1, 9).await.unwrap(), [(3, both.paper)]);
    let counts = Counts {
        papers: 2,
        pages: 7,
        unread_pages: 2,
        blank_pages: 2,
        quarantined: 0,
    };
    assert_eq!(catalog.counts().await.unwrap(), counts);
}

#[tokio::test]
async fn the_same_paper_again_is_a_second_hand_in_and_nothing_else() {
    let (_folder, catalog) = catalog().await;
    let m = manifest("a");
    let first = [(stored(&m), Some(&m)), (handed_in(&m, "d1"), None)];
    let again = [(stored(&m), Some(&m)), (handed_in(&m, "d2"), None)];
    events(catalog.record("an", time(1), &first, None).await).await;
    let second = events(catalog.record("binh", time(2), &again, None).await).await;
    assert_eq!(second.len(), 1);
    assert_eq!(second[0].what, again[1].0);
    let row = catalog.paper(m.paper).await.unwrap().unwrap();
    let dossiers: Vec<_> = row.hand_ins.iter().map(|h| h.dossier.as_deref()).collect();
    assert_eq!(dossiers, [Some("d1"), Some("d2")]);
    assert_eq!(catalog.events_of(m.paper).await.unwrap().len(), 3);
    assert_eq!(catalog.take_outbox(9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_is_kept_of_a_record_that_fails_half_way() {
    let (_folder, catalog) = catalog().await;
    let (held, unheld) = (manifest("a"), manifest("b"));
    let before = dump(&catalog).await;
    for what in [
        vec![
            (stored(&held), Some(&held)),
            (handed_in(&unheld, "d1"), None),
        ],
        vec![(stored(&held), None)],
        vec![(stored(&held), Some(&unheld))],
    ] {
        assert!(catalog.record("an", time(1), &what, None).await.is_err());
    }
    assert_eq!(dump(&catalog).await, before);
}

#[tokio::test]
async fn quarantine_keeps_each_units_hand_in_until_the_bytes_are_taken() {
    let (_folder, catalog) = catalog().await;
    let what = [
        (quarantined("a", Some("u1"), Reason::Damaged), None),
        (quarantined("a", Some("u2"), Reason::Damaged), None),
        (quarantined("b", None, Reason::Empty), None),
        (quarantined("c", None, Reason::Bomb), None),
        (quarantined("b", None, Reason::Truncated), None),
    ];
    events(catalog.record("sohoa", time(1), &what, None).await).await;
    let rows = catalog.quarantined(9).await.unwrap();
    assert_eq!(rows.iter().map(|r| r.seq).collect::<Vec<_>>(), [5, 4, 2, 1]);
    assert_eq!(catalog.counts().await.unwrap().quarantined, 3);
    let b = blob("b").blake3;
    let row = catalog.quarantine_of(b).await.unwrap().unwrap();
    assert_eq!(row.reason, Reason::Truncated);

    let m = manifest("x,a");
    let taken = [
        (stored(&m), Some(&m)),
        (crate::base::EventKind::Released { bytes: b }, None),
    ];
    events(catalog.record("sohoa", time(2), &taken, None).await).await;
    let left = catalog.quarantined(9).await.unwrap();
    assert_eq!(left.iter().map(|r| r.seq).collect::<Vec<_>>(), [4]);
}

#[tokio::test]
async fn the_outbox_keeps_its_rows_until_they_are_dropped() {
    let (_folder, catalog) = catalog().await;
    let papers = ["a", "b", "c"].map(manifest);
    for m in &papers {
        events(
            catalog
                .record("an", time(1), &[(stored(m), Some(m))], None)
                .await,
        )
        .await;
    }
    let rows = catalog.take_outbox(2).await.unwrap();
    assert_eq!(
        rows.iter().map(|r| r.paper).collect::<Vec<_>>(),
        [papers[0].paper, papers[1].paper]
    );
    assert_eq!(catalog.take_outbox(2).await.unwrap(), rows);
    let all: Vec<i64> = catalog
        .take_outbox(9)
        .await
        .unwrap()
        .iter()
        .map(|r| r.id)
        .collect();
    catalog.drop_outbox(&all).await.unwrap();
    assert_eq!(catalog.enqueue_all_for_index().await.unwrap(), 3);
    assert_eq!(catalog.enqueue_all_for_index().await.unwrap(), 0);
    let again = catalog.take_outbox(9).await.unwrap();
    assert!(again.iter().all(|row| !all.contains(&row.id)));
    assert_eq!(
        again.iter().map(|r| r.paper).collect::<Vec<_>>(),
        papers.map(|m| m.paper)
    );
}

#[tokio::test]
async fn replaying_the_chain_gives_equal_tables_however_often_it_is_broken_off() {
    let (_folder, lived) = catalog().await;
    let (a, b) = (manifest("a"), manifest("b,c"));
    for (at, what) in [
        vec![(quarantined("b", Some("u1"), Reason::Damaged), None)],
        vec![(stored(&a), Some(&a)), (handed_in(&a, "d1"), None)],
        vec![(quarantined("q", None, Reason::Empty), None)],
        vec![(stored(&b), Some(&b)), (handed_in(&b, "d2"), None)],
        vec![(stored(&a), Some(&a)), (handed_in(&a, "d3"), None)],
    ]
    .into_iter()
    .enumerate()
    {
        events(lived.record("an", time(at as i64), &what, None).await).await;
    }
    let chain = lived.unsealed_events(99).await.unwrap();
    lived.mark_sealed(chain.len() as u64).await.unwrap();
    assert!(lived.unsealed_events(99).await.unwrap().is_empty());
    assert_eq!(lived.last_event().await.unwrap(), (7, chain[6].hash));

    // As the archive gives them back: through JSON lines.
    let links: Vec<Replayed> = chain
        .iter()
        .map(|event| {
            let line = serde_json::to_string(event).unwrap();
            let manifest = [&a, &b].into_iter().find(|m| event.what == stored(m));
            Replayed {
                event: serde_json::from_str(&line).unwrap(),
                manifest: manifest.cloned(),
            }
        })
        .collect();
    let (_folder, rebuilt) = catalog().await;
    rebuilt.replay(&links[..3]).await.unwrap();
    rebuilt.replay(&links[1..]).await.unwrap();
    rebuilt.replay(&links).await.unwrap();
    assert_eq!(dump(&rebuilt).await, dump(&lived).await);
    assert_eq!(
        rebuilt.take_outbox(9).await.unwrap(),
        lived.take_outbox(9).await.unwrap()
    );

    // And the chain goes on from there.
    let what = [(handed_in(&b, "d4"), None)];
    let next = events(rebuilt.record("an", time(9), &what, None).await).await;
    assert!(next[0].follows(7, chain[6].hash));
}

#[tokio::test]
async fn a_chain_with_a_missing_changed_or_foreign_link_is_refused_whole() {
    let (_folder, lived) = catalog().await;
    let kinds = ["a", "b", "c"].map(|n| (quarantined(n, None, Reason::Empty), None));
    let chain = events(lived.record("an", time(1), &kinds, None).await).await;
    let links: Vec<Replayed> = chain
        .into_iter()
        .map(|event| Replayed {
            event,
            manifest: None,
        })
        .collect();
    let missing = vec![links[0].clone(), links[2].clone()];
    let mut changed = links.clone();
    changed[1].event.actor = "ai do".into();
    let other = quarantined("z", None, Reason::Empty);
    let foreign = Event::link(1, time(1), "an".into(), other, Event::START);
    for (bad, at) in [(missing, 3), (changed, 2)] {
        let (_folder, rebuilt) = catalog().await;
        match rebuilt.replay(&bad).await {
            Err(Error::BrokenChain { seq }) => assert_eq!(seq, at),
            other => panic!("{other:?}"),
        }
        assert_eq!(rebuilt.last_event().await.unwrap(), (0, Event::START));
    }
    let foreign = Replayed {
        event: foreign,
        manifest: None,
    };
    assert!(lived.replay(&[foreign]).await.is_err());
}

#[tokio::test]
async fn a_full_disk_is_told_apart_and_the_next_write_goes_through() {
    let (_folder, catalog) = catalog().await;
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count")
        .fetch_one(&catalog.writer)
        .await
        .unwrap();
    sqlx::query(AssertSqlSafe(format!("PRAGMA max_page_count = {pages}")))
        .execute(&catalog.writer)
        .await
        .unwrap();
    let long = "a".repeat(200) + ",b".repeat(200).as_str();
    let m = manifest(&long);
    let what = [(stored(&m), Some(&m))];
    let full = catalog
        .record("an", time(1), &what, None)
        .await
        .unwrap_err();
    assert!(full.is_disk_full() && !full.is_busy(), "{full:?}");
    // The limit was the connection's; it must have been replaced.
    events(catalog.record("an", time(2), &what, None).await).await;
    assert!(catalog.paper(m.paper).await.unwrap().is_some());
}

/// Polls `work` at most `polls` times, then drops it.
async fn dropped_after<T>(polls: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    let mut left = polls;
    std::future::poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        work.as_mut().poll(cx).map(Some)
    })
    .await
}

#[tokio::test]
async fn a_record_dropped_at_any_point_is_kept_wholly_or_not_at_all() {
    let (_folder, catalog) = catalog().await;
    let (mut finished, mut kept) = (0, 0);
    for polls in 1..80 {
        let m = manifest(&format!("p{polls}"));
        let what = [(stored(&m), Some(&m)), (handed_in(&m, "d1"), None)];
        let recorded = catalog.record("an", time(polls), &what, None);
        finished += u64::from(dropped_after(polls as usize, recorded).await.is_some());
        // Waits for the connection, so for whatever is still under way on it.
        let end = super::events::last(&mut catalog.writer.acquire().await.unwrap()).await;
        let row = catalog.paper(m.paper).await.unwrap();
        kept += row.as_ref().map_or(0, |row| row.hand_ins.len() as u64);
        assert_eq!(end.unwrap().0, 2 * kept);
        assert_eq!(catalog.counts().await.unwrap().papers, kept);
    }
    assert!(
        finished > 0 && finished <= kept && kept < 79,
        "{finished} {kept}"
    );
}

#[tokio::test]
async fn what_is_acknowledged_is_on_the_disk() {
    let (_folder, catalog) = catalog().await;
    for (pragma, value) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
    ] {
        let row = sqlx::query(AssertSqlSafe(format!("PRAGMA {pragma}")))
            .fetch_one(&catalog.writer)
            .await
            .unwrap();
        let set: String = row.try_get_unchecked(0).unwrap();
        assert_eq!(set, value, "{pragma}");
    }
}

#[tokio::test]
async fn beside_the_writer_a_reader_sees_all_and_changes_nothing() {
    let (folder, catalog) = catalog().await;
    let file = folder.path().join("catalog.db");
    let m = manifest("a");
    let what = [(stored(&m), Some(&m))];
    events(catalog.record("an", time(1), &what, None).await).await;
    for beside_a_writer in [true, false] {
        if !beside_a_writer {
            catalog.close().await;
        }
        let reader = Catalog::open_read_only(&file).await.unwrap();
        assert!(reader.paper(m.paper).await.unwrap().is_some());
        assert!(reader.mark_sealed(1).await.is_err());
        reader.close().await;
    }
    let missing = Catalog::open_read_only(&folder.path().join("none.db")).await;
    assert!(matches!(missing, Err(Error::Opening { .. })));
    assert!(!folder.path().join("none.db").exists());
}

#[tokio::test]
async fn the_form_of_a_newer_sohoa_is_refused_not_touched() {
    let (folder, catalog) = catalog().await;
    let file = folder.path().join("catalog.db");
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (99, 'later', 1, x'00', 0)",
    )
    .execute(&catalog.writer)
    .await
    .unwrap();
    catalog.close().await;
    let write = Catalog::open(&file).await;
    assert!(matches!(write, Err(Error::Migrating { .. })));
    let read = Catalog::open_read_only(&file).await;
    assert!(matches!(read, Err(Error::OtherForm { found: 99, .. })));
}
