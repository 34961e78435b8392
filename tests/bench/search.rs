//! How long a search takes in the engine over 100,000 made pages: times by class
//! of query, then one JSON object. `cargo bench --bench search [-- PAGES]`.
//!
//! Pages are runs of the bundled samples' sentences mixed with made syllables of
//! Zipf's frequencies, each with file numbers: denser than real ones.

#![expect(clippy::unwrap_used, reason = "a test stops at the first fault")]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use sohoa::base::vietnamese::{fold, is_syllable, nfc};
use sohoa::base::{PageNo, PaperId};
use sohoa::search::{Entry, Index, Query};

const PAGES: usize = 100_000;
/// Queries of each class; each is put three times and its best time counts.
const QUERIES: usize = 300;
const SAMPLES: &str = include_str!("../samples/truth.json");

/// Xorshift: the same pages and queries every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % bound as u64) as usize
    }

    /// Ranks by Zipf: half of all draws fall on the square root of the ranks.
    fn rank(&mut self, bound: usize) -> usize {
        let u = (self.below(1_000_000) + 1) as f64 / 1_000_001.0;
        ((bound as f64).powf(u) as usize).clamp(1, bound) - 1
    }
}

/// All words of the samples' texts, in order.
fn sentences() -> Vec<String> {
    fn collect(value: &serde_json::Value, words: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => words.extend(text.split_whitespace().map(nfc)),
            serde_json::Value::Array(items) => items.iter().for_each(|v| collect(v, words)),
            serde_json::Value::Object(fields) => fields.values().for_each(|v| collect(v, words)),
            _ => {}
        }
    }
    let mut words = Vec::new();
    collect(&serde_json::from_str(SAMPLES).unwrap(), &mut words);
    words
}

/// Legal syllables of one onset, one rime and one tone.
fn syllables(chance: &mut Chance) -> Vec<String> {
    let onsets = "b c ch d đ g h kh l m n nh ng ph r s t th tr v x";
    let rimes = "a an ang anh ao ai am au ay ăn ăng ân âm âu em en ên i in inh o on ong ôn ông ơn ơi u un ung";
    let mut all = BTreeSet::new();
    for onset in onsets.split(' ') {
        for rime in rimes.split(' ') {
            for tone in ["", "\u{300}", "\u{301}", "\u{309}", "\u{303}", "\u{323}"] {
                let first = rime.chars().next().unwrap();
                let word = nfc(&format!(
                    "{onset}{first}{tone}{}",
                    &rime[first.len_utf8()..]
                ));
                if is_syllable(&word) {
                    all.insert(word);
                }
            }
        }
    }
    let mut all: Vec<String> = all.into_iter().collect();
    for i in (1..all.len()).rev() {
        all.swap(i, chance.below(i + 1));
    }
    all
}

fn page(chance: &mut Chance, words: &[String], made: &[String]) -> String {
    let mut text = String::new();
    let length = 150 + chance.below(400);
    while text.len() < 6 * length {
        for _ in 0..3 {
            text += &made[chance.rank(made.len())];
            text.push(' ');
        }
        if chance.below(5) == 0 {
            let (number, day) = (chance.below(5_000), 1 + chance.below(28));
            text += &format!(
                "Số: {number}/QĐ-UBND ngày {day:02}/{:02}/2021 ",
                1 + chance.below(12)
            );
        }
        let start = chance.below(words.len() - 40);
        text += &words[start..start + 8 + chance.below(30)].join(" ");
        text.push('\n');
    }
    text
}

fn percentile(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let at = ((times.len() as f64 * share) as usize).min(times.len() - 1);
    times[at].as_secs_f64() * 1e3
}

fn main() {
    let asked = std::env::args().filter_map(|a| a.parse().ok()).next_back();
    let pages: usize = asked.unwrap_or(PAGES);
    let mut chance = Chance(88_172_645_463_325_252);
    let (words, made) = (sentences(), syllables(&mut chance));
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    let begun = Instant::now();
    let mut held = 0;
    while held < pages {
        let mut id = [0; 12];
        id[..8].copy_from_slice(&(held as u64).to_be_bytes());
        let texts: Vec<String> = (0..1 + chance.below(4))
            .map(|_| page(&mut chance, &words, &made))
            .collect();
        let entries: Vec<Entry<'_>> = texts
            .iter()
            .enumerate()
            .map(|(at, text)| Entry {
                paper: PaperId(id),
                page: PageNo::from_index(at),
                text,
            })
            .collect();
        index.replace(PaperId(id), &entries).unwrap();
        if held / 2_000 != (held + texts.len()) / 2_000 {
            index.commit("").unwrap();
        }
        held += texts.len();
    }
    index.commit("").unwrap();
    println!(
        "{held} pages indexed, {:.0} a second",
        held as f64 / begun.elapsed().as_secs_f64()
    );

    let plain: Vec<&String> = words.iter().filter(|w| is_syllable(w)).collect();
    let mut run = |n: usize| {
        let start = chance.below(plain.len() - n);
        plain[start..start + n]
            .iter()
            .map(|w| w.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    };
    type Ask<'a> = &'a dyn Fn(&mut dyn FnMut(usize) -> String) -> String;
    let classes: [(&str, Ask<'_>); 8] = [
        ("1 word, no accents", &|run| fold(&run(1))),
        ("2 words, no accents", &|run| fold(&run(2))),
        ("4 words, no accents", &|run| fold(&run(4))),
        ("4 words, accents", &|run| run(4)),
        ("2-word phrase", &|run| format!("\"{}\"", run(2))),
        ("4-word phrase", &|run| format!("\"{}\"", run(4))),
        ("2 words and prefix", &|run| {
            format!(
                "{} {}*",
                fold(&run(2)),
                fold(&run(1)).chars().take(3).collect::<String>()
            )
        }),
        ("number and 2 words", &|run| {
            format!("1495/QĐ-UBND {}", fold(&run(2)))
        }),
    ];
    let mut all = Vec::new();
    for (name, ask) in classes {
        let mut times: Vec<Duration> = (0..QUERIES)
            .map(|_| {
                let query = Query::parse(&ask(&mut run));
                let time = || {
                    let begun = Instant::now();
                    index.search(&query, 20, 0).unwrap();
                    begun.elapsed()
                };
                (0..3).map(|_| time()).min().unwrap()
            })
            .collect();
        let [p50, p95, p99] = [0.5, 0.95, 0.99].map(|share| percentile(&mut times, share));
        println!("{name:20} p50 {p50:6.2}  p95 {p95:6.2}  p99 {p99:6.2} ms");
        all.extend(times);
    }
    let [p50, p95, p99] = [0.5, 0.95, 0.99].map(|share| percentile(&mut all, share));
    println!(
        "{}",
        serde_json::json!({ "pages": held, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99 })
    );
}
