//! Numbers, sizes, dates and spans as people write them.

use jiff::Timestamp;
use jiff::tz::{self, TimeZone};

use super::text::{Language, Words};

/// A whole number with its thousands apart: 1.204 in Vietnamese, 1,204 in English.
pub fn grouped(n: u64, language: Language) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(match language {
                Language::Vietnamese => '.',
                Language::English => ',',
            });
        }
        text.push(digit);
    }
    text
}

/// A number with one decimal, or none from 10 on, where it would only flicker.
pub fn short_decimal(value: f64, language: Language) -> String {
    if value >= 10.0 {
        return grouped(value.round() as u64, language);
    }
    let text = format!("{value:.1}");
    match language {
        Language::Vietnamese => text.replace('.', ","),
        Language::English => text,
    }
}

/// A length in bytes, kB or MB; 1 MB is 1,048,576 bytes as the office's computers
/// count it.
pub fn file_size(bytes: u64, language: Language) -> String {
    const KB: f64 = 1024.0;
    let value = bytes as f64;
    if value < KB {
        format!("{bytes} B")
    } else if value < KB * KB {
        format!("{} kB", short_decimal(value / KB, language))
    } else {
        format!("{} MB", short_decimal(value / KB / KB, language))
    }
}

/// Day and hour in Asia/Ho_Chi_Minh, `22/11/2026 14:05`. The zone has been seven
/// hours ahead without daylight saving since 1975, so no zone file is needed,
/// which a small server may lack.
pub fn local_time(at: Timestamp) -> String {
    at.to_zoned(TimeZone::fixed(tz::offset(7)))
        .strftime("%d/%m/%Y %H:%M")
        .to_string()
}

/// A coming span, rounded up to minutes.
pub fn time_left(seconds: f64, words: Words) -> String {
    let minutes = (seconds / 60.0).ceil() as u64;
    if minutes <= 1 {
        words.say("left-under-a-minute")
    } else if minutes < 60 {
        words.count("left-minutes", minutes)
    } else {
        let (hours, minutes) = (minutes / 60, minutes % 60);
        words.with("left-hours", &[("hours", &hours), ("minutes", &minutes)])
    }
}

/// The first digits of a hash, enough for two people to compare by eye.
pub fn short_hash(hash: &str) -> String {
    hash.chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        assert_eq!(grouped(0, Language::Vietnamese), "0");
        assert_eq!(grouped(999, Language::Vietnamese), "999");
        assert_eq!(grouped(1_234_567, Language::Vietnamese), "1.234.567");
        assert_eq!(grouped(1_234_567, Language::English), "1,234,567");
        assert_eq!(short_decimal(4.25, Language::Vietnamese), "4,2");
        assert_eq!(short_decimal(41.7, Language::English), "42");
        assert_eq!(file_size(1_572_864, Language::Vietnamese), "1,5 MB");
    }

    #[test]
    fn hours_are_those_of_vietnam() {
        let at: Timestamp = "2026-11-22T18:05:59Z".parse().unwrap();
        assert_eq!(local_time(at), "23/11/2026 01:05");
    }

    #[test]
    fn a_span_is_never_told_shorter_than_it_is() {
        let words = Words::new(Language::English);
        assert_eq!(time_left(20.0, words), words.say("left-under-a-minute"));
        assert!(time_left(61.0, words).contains('2'));
        assert!(time_left(3_700.0, words).contains('1'));
    }
}
