//! What people and the service did, as links of a hash chain.
//!
//! An event's hash covers its content and the hash before it, so that a changed,
//! missing or moved line is found by anyone who walks the chain.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{BlobId, PaperId};
use super::reason::Reason;

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum EventKind {
    /// A paper's bytes, pages and manifest are in the archive.
    PaperStored {
        /// The paper.
        paper: PaperId,
        /// Hash of its manifest.
        manifest: BlobId,
    },
    /// A file was handed in: by whom it is held, where it came from. The first
    /// one of a paper follows its storing; each further one is a duplicate that
    /// links the same bytes to another dossier or unit.
    PaperHandedIn {
        /// The paper.
        paper: PaperId,
        /// Where the file came from: its path or upload name.
        source: String,
        /// Code of the unit that handed it in.
        unit: Option<String>,
        /// Code of the dossier to which it belongs.
        dossier: Option<String>,
    },
    /// A file that could not be taken: its bytes are kept apart.
    Quarantined {
        /// Hash of the bytes.
        bytes: BlobId,
        /// Why.
        reason: Reason,
        /// Where the file came from.
        source: String,
        /// Code of the unit that handed it in.
        unit: Option<String>,
        /// Code of the dossier to which it belongs.
        dossier: Option<String>,
    },
    /// Bytes once quarantined were taken after all.
    Released {
        /// Hash of the bytes.
        bytes: BlobId,
    },
}

/// One link of the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Place in the chain, from 1, without gaps.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Who: a person's account, or `sohoa` for the service itself.
    pub actor: String,
    /// What.
    #[serde(flatten)]
    pub what: EventKind,
    /// Hash of the event before; all zero for the first.
    pub previous: BlobId,
    /// Hash of this event's line with `hash` left out.
    pub hash: BlobId,
}

#[derive(Serialize)]
struct Hashed<'a> {
    seq: u64,
    at: Timestamp,
    actor: &'a str,
    #[serde(flatten)]
    what: &'a EventKind,
    previous: BlobId,
}

impl Event {
    /// The hash before the first event.
    pub const START: BlobId = BlobId([0; 32]);

    /// The event that follows (`seq`, `previous`).
    pub fn link(seq: u64, at: Timestamp, actor: String, what: EventKind, previous: BlobId) -> Self {
        let mut event = Self {
            seq,
            at,
            actor,
            what,
            previous,
            hash: Self::START,
        };
        event.hash = event.computed_hash();
        event
    }

    /// The hash that the content demands.
    pub fn computed_hash(&self) -> BlobId {
        let hashed = Hashed {
            seq: self.seq,
            at: self.at,
            actor: &self.actor,
            what: &self.what,
            previous: self.previous,
        };
        // Values of these types always have a JSON form; an empty line would
        // break the chain visibly.
        BlobId::of(&serde_json::to_vec(&hashed).unwrap_or_default())
    }

    /// Whether this event follows (`seq`, `hash`) and was not changed.
    pub fn follows(&self, seq: u64, hash: BlobId) -> bool {
        self.seq == seq + 1 && self.previous == hash && self.hash == self.computed_hash()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_event_breaks_the_chain_and_its_json_line_does_not() {
        let kind = EventKind::Released {
            bytes: BlobId::of(b"x"),
        };
        let event = Event::link(1, Timestamp::UNIX_EPOCH, "sohoa".into(), kind, Event::START);
        assert!(event.follows(0, Event::START));
        let line = serde_json::to_string(&event).unwrap();
        let mut read: Event = serde_json::from_str(&line).unwrap();
        assert_eq!(read, event);
        read.actor = "ai do".into();
        assert!(!read.follows(0, Event::START));
    }
}
