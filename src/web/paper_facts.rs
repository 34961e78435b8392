//! What the screen of a paper says beside its page: warnings, downloads, where it
//! came from, the hashes by which anyone can check it. Pure.

use std::fmt::Display;

use super::format::{file_size, local_time, short_hash};
use super::text::{Language, Words};
use crate::app::views::{HandInView, PageView, PaperView};
use crate::base::{MarkKind, PageStatus};

/// A link to a file.
#[derive(Debug)]
pub struct DownloadLink {
    /// Where it is.
    pub address: String,
    /// What the link says.
    pub label: String,
}

/// A time that the paper was handed in.
#[derive(Debug)]
pub struct HandInRow {
    /// When.
    pub at: String,
    /// Name of the file.
    pub source: String,
    /// Code of the unit.
    pub unit: String,
    /// Code of the dossier.
    pub dossier: String,
}

/// A kept file and its hash.
#[derive(Debug)]
pub struct FileRow {
    /// Its name.
    pub name: String,
    /// Its length, as people write it.
    pub size: String,
    /// Its BLAKE3 hash.
    pub hash: String,
    /// The first digits of the hash.
    pub short_hash: String,
    /// It carries a digital signature.
    pub is_signed: bool,
}

/// Whether a person should look at the page again.
pub fn is_doubtful(page: &PageView) -> bool {
    !page.rescan.is_empty() || matches!(page.status, PageStatus::Unread(_))
}

/// What to know of a page before one relies on it: tone and sentence each.
pub fn notices(page: &PageView, words: Words) -> Vec<(&'static str, String)> {
    let status = match &page.status {
        PageStatus::Read => None,
        PageStatus::Blank => Some(("waiting", words.say("page-blank"))),
        PageStatus::Unread(reason) => {
            let why = words.reason(*reason);
            Some(("stopped", words.with("page-unread", &[("why", &why)])))
        }
    };
    let rescan = page
        .rescan
        .iter()
        .map(|reason| ("attention", words.reason(*reason).to_owned()));
    status.into_iter().chain(rescan).collect()
}

/// The seals, stamps and fill-ins found on the page; `None` if there are none.
pub fn seals(page: &PageView, words: Words) -> Option<String> {
    let seals = page.marks.iter().filter(|mark| mark.kind != MarkKind::Pen);
    let mut named: Vec<(String, usize)> = Vec::new();
    for mark in seals {
        let name = match words.language {
            Language::Vietnamese => mark.vietnamese(),
            Language::English => mark.english(),
        };
        match named.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => named.push((name, 1)),
        }
    }
    let list: Vec<String> = named
        .into_iter()
        .map(|(name, count)| {
            if count > 1 {
                format!("{name} ×{count}")
            } else {
                name
            }
        })
        .collect();
    (!list.is_empty()).then(|| words.with("seals-found", &[("seals", &list.join("; "))]))
}

/// What stands in the place of words on a page that has none.
pub fn no_text(page: &PageView, words: Words) -> String {
    words.say(match page.status {
        PageStatus::Unread(_) => "page-text-unread",
        PageStatus::Blank | PageStatus::Read => "page-text-empty",
    })
}

/// The downloads of a paper. The best copy first: a signed or born-digital file is its own best copy.
pub fn downloads(paper: &PaperView, words: Words) -> Vec<DownloadLink> {
    let language = words.language;
    let mut pdf = vec![DownloadLink {
        address: format!("/giay-to/{}/tai/pdf", paper.paper),
        label: words.with(
            "download-pdf",
            &[("size", &file_size(paper.pdf_bytes, language))],
        ),
    }];
    let several = paper.originals.len() > 1;
    let originals = paper.originals.iter().enumerate().map(|(i, original)| {
        let (number, size) = (i + 1, file_size(original.bytes, language));
        let gaps: [(&str, &dyn Display); 2] = [("number", &number), ("size", &size)];
        DownloadLink {
            address: format!("/giay-to/{}/tai/goc/{number}", paper.paper),
            label: if several {
                words.with("download-original-of-several", &gaps)
            } else {
                words.with("download-original", &gaps[1..])
            },
        }
    });
    let mut originals: Vec<DownloadLink> = originals.collect();
    if paper.deliver_original {
        originals.append(&mut pdf);
        originals
    } else {
        pdf.append(&mut originals);
        pdf
    }
}

/// A hand-in; of its source only the file's name, which alone means something to
/// the reader.
pub fn hand_in(hand_in: &HandInView, words: Words) -> HandInRow {
    let or_none = |code: &Option<String>| code.clone().unwrap_or_else(|| words.say("none"));
    HandInRow {
        at: local_time(hand_in.at),
        source: hand_in
            .source
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned(),
        unit: or_none(&hand_in.unit),
        dossier: or_none(&hand_in.dossier),
    }
}

/// All kept files of a paper, what was made of the originals last.
pub fn files(paper: &PaperView, words: Words) -> Vec<FileRow> {
    let row = |name: String, bytes, hash: String, is_signed| FileRow {
        name,
        size: file_size(bytes, words.language),
        short_hash: short_hash(&hash),
        hash,
        is_signed,
    };
    let originals = paper.originals.iter();
    originals
        .map(|o| row(o.name.clone(), o.bytes, o.blob.to_string(), o.signed))
        .chain([row(
            words.say("access-copy"),
            paper.pdf_bytes,
            paper.pdf.to_string(),
            false,
        )])
        .chain(paper.colour.map(|layers| {
            let name = words.say("colour-layers");
            row(name, layers.bytes, layers.blake3.to_string(), false)
        }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::views::OriginalView;
    use crate::base::{
        BlobId, InkColour, Mark, MediaType, Outline, PageNo, PaperId, Reason, Rect, Size,
    };

    fn paper(deliver_original: bool) -> PaperView {
        PaperView {
            paper: PaperId([1; 12]),
            name: "a.pdf".into(),
            received: "2026-11-22T07:05:00Z".parse().unwrap(),
            pages: Vec::new(),
            originals: vec![OriginalView {
                blob: BlobId::of(b"a"),
                bytes: 2048,
                media: MediaType::Pdf,
                name: "a.pdf".into(),
                signed: deliver_original,
            }],
            pdf: BlobId::of(b"pdf"),
            pdf_bytes: 4096,
            colour: None,
            deliver_original,
            hand_ins: Vec::new(),
        }
    }

    #[test]
    fn the_best_copy_is_offered_first() {
        let first = |p: &PaperView| downloads(p, Words::default())[0].address.clone();
        assert!(first(&paper(false)).ends_with("/tai/pdf"));
        assert!(first(&paper(true)).ends_with("/tai/goc/1"));
    }

    #[test]
    fn every_kept_file_shows_its_hash() {
        let rows = files(&paper(true), Words::default());
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|row| row.hash.starts_with(&row.short_hash)));
        assert!(rows[0].is_signed && !rows[1].is_signed);
    }

    #[test]
    fn seals_are_named_once_each_with_their_number_and_pens_are_not() {
        let mark = |kind, colour, shape| Mark {
            kind,
            colour,
            shape,
            at: Rect::new(0.0, 0.0, 9.0, 9.0),
        };
        let red = mark(MarkKind::Seal, InkColour::Red, Outline::Round);
        let stamp = mark(MarkKind::Stamp, InkColour::Blue, Outline::Oblong);
        let pen = mark(MarkKind::Pen, InkColour::Blue, Outline::Oblong);
        let page = |marks| PageView {
            no: PageNo::FIRST,
            size: Size::new(10, 10),
            status: PageStatus::Read,
            rescan: Vec::new(),
            marks,
        };
        let found = seals(&page(vec![red, red, stamp, pen]), Words::default());
        let wanted = "Tìm thấy: dấu đỏ, tròn ×2; dấu xanh, chữ nhật";
        assert_eq!(found.as_deref(), Some(wanted));
        let english = Words::new(Language::English);
        let found = seals(&page(vec![red]), english);
        assert_eq!(found.as_deref(), Some("Found: red seal, round"));
        assert_eq!(seals(&page(vec![pen]), Words::default()), None);
    }

    #[test]
    fn an_unread_page_says_why_and_a_poor_one_what_to_do() {
        let page = PageView {
            no: PageNo::FIRST,
            size: Size::new(10, 10),
            status: PageStatus::Unread(Reason::Deadline),
            rescan: vec![Reason::Blurred],
            marks: Vec::new(),
        };
        let found = notices(&page, Words::default());
        assert!(is_doubtful(&page));
        assert!(found[0].1.contains(Reason::Deadline.vietnamese()));
        assert_eq!(
            found[1],
            ("attention", Reason::Blurred.vietnamese().to_owned())
        );
    }
}
