//! A file of sealed events: its name, its lines, and how each line is checked
//! against the one before.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::Error;
use super::layout::listing;
use crate::base::{BlobId, Event};

/// A segment by its name: which events it must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub first: u64,
    pub last: u64,
    pub path: PathBuf,
}

/// A segment's content, checked.
#[derive(Debug)]
pub(super) struct Loaded {
    pub bytes: Vec<u8>,
    pub events: Vec<Event>,
}

/// The segments of a folder.
#[derive(Debug, Default)]
pub(super) struct Segments {
    /// Those that make up the chain, in order.
    pub current: Vec<Segment>,
    /// Those whose events a longer one holds as well.
    pub superseded: Vec<PathBuf>,
}

impl Segments {
    /// Lists `folder`. Files with other names are passed over: that none is
    /// missing, the chain itself proves.
    pub fn of(folder: &Path) -> Result<Self, Error> {
        let mut all: Vec<Segment> = listing(folder)?.into_iter().filter_map(named).collect();
        all.sort_by_key(|s| (s.first, std::cmp::Reverse(s.last)));
        let mut found = Self::default();
        for segment in all {
            match found.current.last() {
                Some(before) if segment.last <= before.last => found.superseded.push(segment.path),
                _ => found.current.push(segment),
            }
        }
        Ok(found)
    }
}

fn named(path: PathBuf) -> Option<Segment> {
    let (first, last) = path
        .file_name()?
        .to_str()?
        .strip_suffix(".jsonl")?
        .split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (1..=last)
        .contains(&first)
        .then_some(Segment { first, last, path })
}

impl Segment {
    /// The segment in `folder` that holds the events `first` to `last`.
    pub fn new(folder: &Path, first: u64, last: u64) -> Self {
        Self {
            first,
            last,
            path: folder.join(format!("{first:012}-{last:012}.jsonl")),
        }
    }

    /// Reads and checks it. `before` is the hash of the event before its first;
    /// `None` takes the first event's word for it.
    pub fn load(&self, before: Option<BlobId>) -> Result<Loaded, Error> {
        let bytes = fs::read(&self.path).map_err(Error::io("read", &self.path))?;
        let events = self.parse(&bytes, before)?;
        Ok(Loaded { bytes, events })
    }

    /// The events in `bytes`, if they are what this segment must hold.
    pub fn parse(&self, bytes: &[u8], before: Option<BlobId>) -> Result<Vec<Event>, Error> {
        let mut before = match self.first {
            1 => Some(Event::START),
            _ => before,
        };
        let mut due = self.first;
        let mut events = Vec::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let event = line
                .strip_suffix(b"\n")
                .ok_or_else(|| "it is cut short".to_owned())
                .and_then(|line| check_line(line, due, before))
                .map_err(|what| Error::damaged(&self.path, format!("event {due}: {what}")))?;
            (due, before) = (due + 1, Some(event.hash));
            events.push(event);
        }
        if due != self.last + 1 {
            let what = format!("it ends before event {due}, not after {}", self.last);
            return Err(Error::damaged(&self.path, what));
        }
        Ok(events)
    }
}

/// What every event has, whatever its kind and whichever program wrote it.
#[derive(Deserialize)]
struct Link {
    seq: u64,
    kind: String,
    previous: BlobId,
    hash: BlobId,
}

/// The event on a line, or what is wrong with it. The hash is taken over the
/// bytes as they stand, so that fields of a later program, which are passed over
/// here, are covered by it too.
fn check_line(line: &[u8], due: u64, before: Option<BlobId>) -> Result<Event, String> {
    let link: Link = serde_json::from_slice(line).map_err(|_| "it is no event")?;
    if link.seq != due {
        return Err(format!("event {} stands in its place", link.seq));
    }
    if before.is_some_and(|hash| hash != link.previous) {
        return Err("it does not follow the event before it".to_owned());
    }
    let ending = format!(",\"hash\":\"{}\"}}", link.hash);
    let hashed = line
        .strip_suffix(ending.as_bytes())
        .map(|content| BlobId::of(&[content, b"}"].concat()));
    if hashed != Some(link.hash) {
        return Err("it was changed after it was written".to_owned());
    }
    serde_json::from_slice(line)
        .map_err(|_| format!("this program cannot read its kind {:?}", link.kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::frozen::chain;

    fn segment(last: u64) -> Segment {
        Segment::new(Path::new("events"), 1, last)
    }

    fn lines(events: &[Event]) -> Vec<u8> {
        let line = |e| serde_json::to_string(e).unwrap() + "\n";
        events.iter().map(line).collect::<String>().into_bytes()
    }

    fn complaint(last: u64, bytes: &[u8]) -> String {
        segment(last).parse(bytes, None).unwrap_err().to_string()
    }

    #[test]
    fn a_changed_missing_moved_or_cut_line_is_told_from_the_rest() {
        let events = chain(4);
        let whole = lines(&events);
        assert_eq!(segment(4).parse(&whole, None).unwrap(), events);

        let text = String::from_utf8(whole.clone()).unwrap();
        let changed = text.replacen("sohoa", "ai do", 1);
        assert!(complaint(4, changed.as_bytes()).contains("event 1: it was changed"));
        let spaced = text.replacen("\"seq\":2,", "\"seq\":2, ", 1);
        assert!(complaint(4, spaced.as_bytes()).contains("event 2: it was changed"));
        let missing = lines(&[events[0].clone(), events[2].clone()]);
        assert!(complaint(4, &missing).contains("event 2: event 3 stands"));
        assert!(complaint(4, &whole[..whole.len() - 1]).contains("event 4: it is cut"));
        assert!(complaint(4, &lines(&events[..3])).contains("ends before event 4"));
        assert!(complaint(3, &whole).contains("ends before event 5"));
        assert!(complaint(4, b"").contains("ends before event 1"));

        let elsewhere = Event::link(
            2,
            events[1].at,
            "sohoa".into(),
            events[1].what.clone(),
            BlobId::of(b"another chain"),
        );
        let forked = lines(&[events[0].clone(), elsewhere]);
        assert!(complaint(2, &forked).contains("event 2: it does not follow"));
    }

    #[test]
    fn a_later_programs_fields_are_passed_over_but_covered_by_the_hash() {
        let event = &chain(1)[0];
        let line = serde_json::to_string(event).unwrap();
        let content = line.split(",\"hash\"").next().unwrap();
        let content = content.replacen("\"seq\":1", "\"seq\":1,\"later\":[0.10]", 1) + "}";
        let hash = BlobId::of(content.as_bytes());
        let later = content.strip_suffix('}').unwrap().to_owned();
        let later = format!("{later},\"hash\":\"{hash}\"}}\n");
        let read = segment(1).parse(later.as_bytes(), None).unwrap();
        assert_eq!(read[0].what, event.what);
        assert!(complaint(1, later.replace("0.10", "0.1").as_bytes()).contains("changed"));
    }

    #[test]
    fn an_unknown_kind_is_named() {
        let content = format!(
            "{{\"seq\":1,\"kind\":\"lent\",\"previous\":\"{}\"",
            Event::START
        );
        let hash = BlobId::of(format!("{content}}}").as_bytes());
        let line = format!("{content},\"hash\":\"{hash}\"}}\n");
        assert!(complaint(1, line.as_bytes()).contains("cannot read its kind \"lent\""));
    }

    #[test]
    fn names_say_which_segments_count() {
        let dir = tempfile::tempdir().unwrap();
        let names = ["1-3", "1-5", "6-6", "6-9", "10-12"];
        for (first, last) in names.map(|n| n.split_once('-').unwrap()) {
            let (first, last) = (first.parse().unwrap(), last.parse().unwrap());
            fs::write(Segment::new(dir.path(), first, last).path, "").unwrap();
        }
        for other in ["5-4.jsonl", "x-1.jsonl", "000000000001-000000000009.jsonl~"] {
            fs::write(dir.path().join(other), "").unwrap();
        }
        let found = Segments::of(dir.path()).unwrap();
        let ranges: Vec<_> = found.current.iter().map(|s| (s.first, s.last)).collect();
        assert_eq!(ranges, [(1, 5), (6, 9), (10, 12)]);
        assert_eq!(found.superseded.len(), 2);
    }
}
