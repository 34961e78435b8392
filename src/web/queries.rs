//! What people search for, kept out of addresses.
//!
//! A query may hold a citizen's number or name. An address lands in histories,
//! logs and messages, so a query is posted, kept here in memory, and addressed by
//! a random number that means nothing to anyone else and expires.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A working day: a result that is open in the morning still opens in the evening.
const KEPT_FOR: Duration = Duration::from_hours(8);

/// At 300 letters each this is at most some 10 MB.
const KEPT_AT_MOST: usize = 10_000;

/// The queries of the last hours.
#[derive(Debug, Default)]
pub struct Queries {
    kept: Mutex<HashMap<String, Kept>>,
}

#[derive(Debug)]
struct Kept {
    text: String,
    since: Instant,
}

impl Queries {
    /// Keeps `text` and gives its address: 32 hexadecimal digits. Forgets what
    /// has expired and, when full, the oldest.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn keep(&self, text: &str, now: Instant) -> io::Result<String> {
        let mut random = [0; 16];
        File::open("/dev/urandom")?.read_exact(&mut random)?;
        let id: String = random.iter().map(|byte| format!("{byte:02x}")).collect();

        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, query| now.saturating_duration_since(query.since) < KEPT_FOR);
        if kept.len() >= KEPT_AT_MOST
            && let Some(oldest) = kept.iter().min_by_key(|(_, query)| query.since)
        {
            let oldest = oldest.0.clone();
            kept.remove(&oldest);
        }
        let text = text.to_owned();
        kept.insert(id.clone(), Kept { text, since: now });
        Ok(id)
    }

    /// The query at this address; `None` if there is none or it has expired.
    pub fn find(&self, id: &str, now: Instant) -> Option<String> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(id)
            .filter(|query| now.saturating_duration_since(query.since) < KEPT_FOR)
            .map(|query| query.text.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_found_by_its_address_until_it_expires() {
        let (queries, now) = (Queries::default(), Instant::now());
        let id = queries.keep("020185001234", now).unwrap();
        assert_eq!(id.len(), 32);
        assert_ne!(id, queries.keep("020185001234", now).unwrap());
        assert_eq!(queries.find(&id, now).as_deref(), Some("020185001234"));
        assert_eq!(queries.find("0", now), None);
        assert_eq!(queries.find(&id, now + KEPT_FOR), None);
    }

    #[test]
    fn when_full_the_oldest_goes() {
        let (queries, start) = (Queries::default(), Instant::now());
        let at = |i: usize| start + Duration::from_millis(i as u64);
        let ids: Vec<String> = (0..=KEPT_AT_MOST)
            .map(|i| queries.keep("x", at(i)).unwrap())
            .collect();
        let later = at(KEPT_AT_MOST);
        assert_eq!(queries.find(&ids[0], later), None);
        assert!(queries.find(&ids[1], later).is_some());
        assert!(queries.find(&ids[KEPT_AT_MOST], later).is_some());
    }
}
