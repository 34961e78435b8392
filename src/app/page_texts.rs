//! The text of a paper with its boxes, as kept: one JSON object a page and line.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use crate::base::{PageNo, PageText};

#[derive(Serialize)]
struct Out<'a> {
    page: PageNo,
    #[serde(flatten)]
    text: &'a PageText,
}

#[derive(Deserialize)]
struct In {
    page: PageNo,
    #[serde(flatten)]
    text: PageText,
}

/// Adds a page.
pub fn write(to: &mut impl Write, page: PageNo, text: &PageText) -> io::Result<()> {
    serde_json::to_writer(&mut *to, &Out { page, text })?;
    to.write_all(b"\n")
}

/// All pages in order.
pub fn read(from: impl BufRead) -> impl Iterator<Item = io::Result<(PageNo, PageText)>> {
    from.lines().map(|line| parse(&line?))
}

/// One page; those before it are passed over unparsed.
pub fn nth(mut from: impl BufRead, page: PageNo) -> io::Result<Option<PageText>> {
    for _ in 0..page.index() {
        from.skip_until(b'\n')?;
    }
    let Some(line) = from.lines().next() else {
        return Ok(None);
    };
    Ok(Some(parse(&line?)?.1))
}

fn parse(line: &str) -> io::Result<(PageNo, PageText)> {
    let parsed: In = serde_json::from_str(line)?;
    Ok((parsed.page, parsed.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Confidence, Line, Rect, Word};

    #[test]
    fn what_is_written_is_read() {
        let word = Word::new("đất", Rect::new(1.0, 2.0, 3.5, 4.0), Confidence::new(0.5));
        let text = PageText {
            lines: vec![Line { words: vec![word] }],
            ..PageText::default()
        };
        let mut bytes = Vec::new();
        for page in 0..2 {
            write(&mut bytes, PageNo::from_index(page), &text).unwrap();
        }
        let pages: Vec<_> = read(&bytes[..]).collect::<io::Result<_>>().unwrap();
        assert_eq!(
            pages,
            [
                (PageNo::from_index(0), text.clone()),
                (PageNo::from_index(1), text.clone())
            ]
        );
        let nth = |index| nth(&bytes[..], PageNo::from_index(index)).unwrap();
        assert_eq!((nth(1), nth(2)), (Some(text), None));
    }
}
