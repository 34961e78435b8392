//! The chain of events, sealed into segments of JSON lines.
//!
//! Sealing goes on every few seconds for decades, so a short newest segment is
//! written again together with the new events, and the shorter file is removed
//! one seal later: a reader that lists the folder in between always finds one of
//! the two.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{MutexGuard, PoisonError};
use std::vec::IntoIter;

use super::draft::sync_folder;
use super::error::Error;
use super::segment::{Segment, Segments};
use super::store::Store;
use crate::base::{BlobId, Event};

/// A newest segment below this length in bytes is continued. Some 800 events: 30
/// million of them, ten million papers, then lie in about 36,000 files instead of
/// up to 30 million, and a seal writes a quarter of a mebibyte at most.
const SHORT: usize = 256 * 1024;

/// The most events that go into one segment at once, so that a reader, which
/// loads a segment whole, needs a few megabytes at most.
const AT_ONCE: usize = 4096;

/// The end of the sealed chain.
#[derive(Debug)]
pub(super) struct Tail {
    seq: u64,
    hash: BlobId,
    /// The newest segment, if it is short enough to be continued.
    short: Option<Segment>,
    /// Segments that a longer one made needless.
    superseded: Vec<PathBuf>,
}

impl Store {
    /// Seals events into the archive. They follow each other and what is sealed
    /// already; those sealed before are passed over, if they are the same, so
    /// that a seal may be repeated after a crash.
    ///
    /// Fails with [`Error::Unchained`] at the first event that does not fit; then
    /// nothing after it was sealed.
    pub fn seal(&self, events: &[Event]) -> Result<(), Error> {
        self.writable()?;
        let mut remembered = self.remembered();
        // Taken out: whatever fails below, the disk is asked next time.
        let mut tail = match remembered.take() {
            Some(tail) => tail,
            None => self.find_tail()?,
        };
        let sealed = events.partition_point(|event| event.seq <= tail.seq);
        let (sealed, new) = events.split_at(sealed);
        self.compare(sealed, &tail)?;
        for part in new.chunks(AT_ONCE) {
            tail = self.continue_chain(tail, part)?;
        }
        *remembered = Some(tail);
        Ok(())
    }

    /// Place and hash of the last sealed event; 0 and [`Event::START`] before the
    /// first. The caller compares it with its own mark: a chain that lost its
    /// newest segments is a whole chain, only shorter.
    pub fn sealed_until(&self) -> Result<(u64, BlobId), Error> {
        if self.writable().is_err() {
            let tail = self.find_tail()?;
            return Ok((tail.seq, tail.hash));
        }
        let mut remembered = self.remembered();
        let tail = match remembered.take() {
            Some(tail) => tail,
            None => self.find_tail()?,
        };
        let tail = remembered.insert(tail);
        Ok((tail.seq, tail.hash))
    }

    /// All sealed events from the first on, each checked against the one before.
    /// Ends after the first error: what follows a broken link proves nothing.
    pub fn events(&self) -> impl Iterator<Item = Result<Event, Error>> + use<> {
        let folder = self.inner.layout.events();
        let (segments, broken) = match Segments::of(&folder) {
            Ok(found) => (found.current, None),
            Err(e) => (Vec::new(), Some(e)),
        };
        Events {
            folder,
            segments: segments.into_iter(),
            loaded: Vec::new().into_iter(),
            seq: 0,
            hash: Event::START,
            broken,
        }
    }

    fn remembered(&self) -> MutexGuard<'_, Option<Tail>> {
        let tail = &self.inner.tail;
        tail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find_tail(&self) -> Result<Tail, Error> {
        let folder = self.inner.layout.events();
        if self.writable().is_ok() {
            // The newest segment may be a dead writer's who never came to this.
            sync_folder(&folder)?;
        }
        let mut found = Segments::of(&folder)?;
        let mut tail = Tail {
            seq: 0,
            hash: Event::START,
            short: None,
            superseded: found.superseded,
        };
        if let Some(newest) = found.current.pop() {
            let loaded = newest.load(None)?;
            if let Some(last) = loaded.events.last() {
                (tail.seq, tail.hash) = (last.seq, last.hash);
            }
            tail.short = (loaded.bytes.len() < SHORT).then_some(newest);
        }
        Ok(tail)
    }

    /// An error unless these events, said to be sealed already, are the sealed ones.
    fn compare(&self, events: &[Event], tail: &Tail) -> Result<(), Error> {
        let Some((first, last)) = events.first().zip(events.last()) else {
            return Ok(());
        };
        fits(events, first.seq.saturating_sub(1), first.previous)?;
        // Each holds the hash of the one before: if the last is the same, all are.
        let sealed = match last.seq {
            seq if seq == tail.seq => Some(tail.hash),
            seq => self.sealed_hash(seq)?,
        };
        let same = sealed == Some(last.hash);
        same.then_some(()).ok_or(Error::Unchained { seq: last.seq })
    }

    fn sealed_hash(&self, seq: u64) -> Result<Option<BlobId>, Error> {
        let segments = Segments::of(&self.inner.layout.events())?.current;
        let Some(holder) = segments.iter().find(|s| (s.first..=s.last).contains(&seq)) else {
            return Ok(None);
        };
        let events = holder.load(None)?.events;
        Ok(events.iter().find(|e| e.seq == seq).map(|e| e.hash))
    }

    /// Seals events that follow `tail`; gives the new end.
    fn continue_chain(&self, tail: Tail, events: &[Event]) -> Result<Tail, Error> {
        fits(events, tail.seq, tail.hash)?;
        let Some((first, last)) = events.first().zip(events.last()) else {
            return Ok(tail);
        };
        let folder = self.inner.layout.events();
        let (first, mut bytes) = match &tail.short {
            Some(short) => (short.first, short.load(None)?.bytes),
            None => (first.seq, Vec::new()),
        };
        let segment = Segment::new(&folder, first, last.seq);
        for event in events {
            serde_json::to_writer(&mut bytes, event)
                .map_err(|e| Error::bad_json(&segment.path, "an event has no JSON", &e))?;
            bytes.push(b'\n');
        }
        // What is written can be read, and what was read from the disk to be
        // written again is still the chain whose end is known.
        segment.parse(&bytes, None)?;
        self.keep(&bytes, &segment.path)?;
        for needless in &tail.superseded {
            // If it stays, it is passed over like any superseded one.
            fs::remove_file(needless).ok();
        }
        Ok(Tail {
            seq: last.seq,
            hash: last.hash,
            short: (bytes.len() < SHORT).then_some(segment),
            superseded: tail.short.map(|short| short.path).into_iter().collect(),
        })
    }
}

/// An error at the first event that does not follow the one before it.
fn fits(events: &[Event], mut seq: u64, mut hash: BlobId) -> Result<(), Error> {
    for event in events {
        if !event.follows(seq, hash) {
            return Err(Error::Unchained { seq: event.seq });
        }
        (seq, hash) = (event.seq, event.hash);
    }
    Ok(())
}

/// A walk along the sealed chain.
struct Events {
    folder: PathBuf,
    segments: IntoIter<Segment>,
    loaded: IntoIter<Event>,
    seq: u64,
    hash: BlobId,
    broken: Option<Error>,
}

impl Iterator for Events {
    type Item = Result<Event, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(event) = self.loaded.next() {
                (self.seq, self.hash) = (event.seq, event.hash);
                return Some(Ok(event));
            }
            if let Some(error) = self.broken.take() {
                self.segments = Vec::new().into_iter();
                return Some(Err(error));
            }
            let segment = self.segments.next()?;
            match self.load(&segment) {
                Ok(events) => self.loaded = events.into_iter(),
                Err(error) => self.broken = Some(error),
            }
        }
    }
}

impl Events {
    fn load(&mut self, segment: &Segment) -> Result<Vec<Event>, Error> {
        let due = self.seq + 1;
        if segment.first != due {
            let what = format!("it begins after event {due}, which no segment holds");
            return Err(Error::damaged(&segment.path, what));
        }
        match segment.load(Some(self.hash)) {
            Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                self.load_longer(segment)
            }
            loaded => loaded.map(|loaded| loaded.events),
        }
    }

    /// A writer has put a longer segment in the place of `gone` since the folder
    /// was listed.
    fn load_longer(&mut self, gone: &Segment) -> Result<Vec<Event>, Error> {
        let found = Segments::of(&self.folder)?.current;
        let rest: Vec<Segment> = found.into_iter().filter(|s| s.last > self.seq).collect();
        self.segments = rest.into_iter();
        match self.segments.next() {
            Some(longer) if longer.first == gone.first && longer.last > gone.last => {
                Ok(longer.load(Some(self.hash))?.events)
            }
            _ => Err(lost(&gone.path)),
        }
    }
}

fn lost(path: &Path) -> Error {
    Error::damaged(path, "it has gone, and no other segment holds its events")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::frozen::chain;
    use crate::archive::layout::listing;

    fn all(store: &Store) -> Vec<Event> {
        store.events().map(Result::unwrap).collect()
    }

    fn files(store: &Store) -> usize {
        listing(&store.inner.layout.events()).unwrap().len()
    }

    #[test]
    fn events_sealed_piece_by_piece_come_back_in_order_and_in_few_files() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.sealed_until().unwrap(), (0, Event::START));
        let events = chain(60);
        for (done, piece) in events.chunks(7).enumerate() {
            store.seal(piece).unwrap();
            let last = piece.last().unwrap();
            assert_eq!(store.sealed_until().unwrap(), (last.seq, last.hash));
            assert_eq!(all(&store), events[..events.len().min(7 * (done + 1))]);
        }
        assert_eq!(files(&store), 2);
        let again = Store::open(dir.path()).unwrap();
        assert_eq!(again.sealed_until().unwrap(), (60, events[59].hash));
        let reader = Store::open_read_only(dir.path()).unwrap();
        assert_eq!(reader.sealed_until().unwrap(), (60, events[59].hash));
        assert_eq!(all(&reader), events);
    }

    #[test]
    fn a_long_segment_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let events = chain(5_000);
        store.seal(&events[..4_990]).unwrap();
        let long = Segment::new(&store.inner.layout.events(), 1, 4_096);
        assert!(long.path.exists() && files(&store) == 2);
        store.seal(&events[4_990..]).unwrap();
        store.seal(&[]).unwrap();
        assert!(long.path.exists());
        assert_eq!(all(&store), events);
    }

    #[test]
    fn sealing_again_is_well_and_sealing_something_else_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let events = chain(10);
        store.seal(&events[..6]).unwrap();
        store.seal(&events[1..4]).unwrap();
        store.seal(&events[2..8]).unwrap();
        assert_eq!(all(&store), events[..8]);

        let unchained =
            |events: &[Event]| matches!(store.seal(events), Err(Error::Unchained { .. }));
        assert!(unchained(&events[9..]));
        let what = events[0].what.clone();
        let at = events[0].at;
        let link = |seq, before| Event::link(seq, at, "ai do".into(), what.clone(), before);
        assert!(unchained(&[link(8, events[6].hash)]));
        assert!(unchained(&[link(3, events[1].hash)]));
        assert!(unchained(&[link(9, events[0].hash)]));
        let mut changed = events[8].clone();
        changed.actor = "ai do".into();
        assert!(unchained(&[changed]));
        assert_eq!(all(&store), events[..8]);
        store.seal(&events).unwrap();
        assert_eq!(all(&store), events);
    }

    #[test]
    fn a_crash_between_any_two_steps_of_a_seal_is_overcome() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let events = chain(9);
        let (folder, segment) = (store.inner.layout.events(), Segment::new);
        store.seal(&events[..3]).unwrap();
        let first = fs::read(segment(&folder, 1, 3).path).unwrap();
        store.seal(&events[..6]).unwrap();
        // The old one still stands beside the longer one; a cut-short draft too.
        assert_eq!(fs::read(segment(&folder, 1, 3).path).unwrap(), first);
        fs::write(dir.path().join("tmp/left.part"), &first[..50]).unwrap();
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(all(&store), events[..6]);
        // The catalogue never heard of the second seal.
        store.seal(&events[3..9]).unwrap();
        assert_eq!(all(&store), events);
        assert_eq!(listing(&folder).unwrap().len(), 2);
    }

    #[test]
    fn a_reader_follows_when_segments_are_put_together_under_it() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let events = chain(9);
        store.seal(&events[..3]).unwrap();
        let walk = store.events();
        store.seal(&events[3..6]).unwrap();
        store.seal(&events[6..]).unwrap();
        let walked: Vec<Event> = walk.map(Result::unwrap).collect();
        assert_eq!(walked, events);
    }

    #[test]
    fn a_lost_or_cut_segment_breaks_the_walk_there() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        let events = chain(5_000);
        store.seal(&events).unwrap();
        let folder = store.inner.layout.events();
        let newest = Segment::new(&folder, 4_097, 5_000);
        let whole = fs::read(&newest.path).unwrap();
        fs::remove_file(&newest.path).unwrap();
        fs::write(&newest.path, &whole[..whole.len() / 2]).unwrap();
        let walked: Vec<_> = store.events().collect();
        assert_eq!(walked.len(), 4_097);
        assert!(matches!(walked.last(), Some(Err(Error::Damaged { .. }))));
        let again = Store::open(dir.path()).unwrap();
        assert!(matches!(again.sealed_until(), Err(Error::Damaged { .. })));

        fs::write(&newest.path, whole).unwrap();
        fs::remove_file(Segment::new(&folder, 1, 4_096).path).unwrap();
        let walked: Vec<_> = store.events().collect();
        assert!(matches!(&walked[..], [Err(Error::Damaged { .. })]));
    }
}
