//! Codes of the offices, by their shape.

use jiff::civil::Date;

/// Whether a text is a dossier code (mã hồ sơ): body, date received, ordinal, as
/// `000.00.00.H37-210415-0007` (TT 01/2018, art. 19) or with the newer body codes
/// and longer numbers, `H37.20-20260609-0092637`.
///
/// ```
/// use sohoa::base::codes::is_dossier_code;
/// assert!(is_dossier_code("H37.12-260310-0042"));
/// assert!(!is_dossier_code("H37.12-261310-0042")); // no thirteenth month
/// assert!(!is_dossier_code("Hồ sơ 12"));
/// ```
pub fn is_dossier_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(body), Some(date), Some(ordinal), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    is_body(body) && is_date(date) && digits(ordinal, 4..=7)
}

fn digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// `H37`, `H37.12`, `H37.12.003`, or the older `000.12.34.H37`.
fn is_body(text: &str) -> bool {
    let group = |g: &str| {
        let (letter, number) = g.split_at_checked(1).unwrap_or_default();
        letter.bytes().all(|b| b.is_ascii_uppercase()) && digits(number, 2..=2)
    };
    let parts: Vec<&str> = text.split('.').collect();
    match parts.as_slice() {
        [a, b, c, last] if digits(a, 3..=3) => digits(b, 2..=2) && digits(c, 2..=2) && group(last),
        [first, rest @ ..] => group(first) && rest.iter().all(|g| digits(g, 2..=3)),
        [] => false,
    }
}

fn is_date(text: &str) -> bool {
    let whole = match text.len() {
        6 => format!("20{text}"),
        8 => text.to_owned(),
        _ => return false,
    };
    digits(&whole, 8..=8) && Date::strptime("%Y%m%d", &whole).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_shape_pass_and_others_do_not() {
        for good in [
            "000.00.00.H37-210415-0007",
            "H37-210415-0007",
            "H37.12.003-20260609-0092637",
            "G09.20-20260609-0092637",
        ] {
            assert!(is_dossier_code(good), "{good}");
        }
        for bad in [
            "",
            "-",
            "H37",
            "h37-210415-0007",
            "H37-210431-0007",
            "H37-210415-07",
            "H37-210415-0007-1",
            "H37..1-210415-0007",
            "Đ37-210415-0007",
        ] {
            assert!(!is_dossier_code(bad), "{bad}");
        }
    }
}
