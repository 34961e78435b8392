//! A query put to the index: what is found, and in which order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use tantivy::collector::DocSetCollector;
use tantivy::columnar::{BytesColumn, Column};
use tantivy::query::{BooleanQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, TantivyError, Term};

use super::ask::Ask;
use super::query::Query;
use super::rank::{Ranked, Ranking};
use super::schema::Fields;
use crate::base::{PageNo, PaperId};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// How many pages answer, of which `hits` are some.
    pub total: usize,
    /// Best first.
    pub hits: Vec<Hit>,
    /// No page has all that was asked: these have at least half of it.
    pub partial: bool,
}

/// A page that answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its paper.
    pub paper: PaperId,
    /// Its number.
    pub page: PageNo,
    /// How well it answers; comparable within one search only.
    pub score: f32,
}

/// Puts `query` to one state of the index.
///
/// Pages with all parts of the query; when there are none, pages with at least
/// half of the parts, because one misread word should not hide a page.
pub(super) fn find(
    searcher: &Searcher,
    fields: Fields,
    query: &Query,
    limit: usize,
    offset: usize,
) -> Result<Results, TantivyError> {
    if query.is_empty() {
        return Ok(Results::default());
    }
    let ask = Ask {
        searcher,
        fields,
        query,
    };
    let ranking = Ranking {
        bonuses: ask.bonuses()?,
        enough: 0.0,
        keep: offset.saturating_add(limit),
    };
    let ranked = searcher.search(&ask.all()?, &ranking)?;
    if ranked.total > 0 || query.parts.len() < 2 {
        return results(searcher, ranked, offset, false);
    }
    let ranking = Ranking {
        bonuses: ask.more_bonuses(ranking.bonuses)?,
        enough: query.parts.len().div_ceil(2) as f32,
        keep: ranking.keep,
    };
    let ranked = searcher.search(&ask.any()?, &ranking)?;
    results(searcher, ranked, offset, true)
}

/// The pages of one paper that have all parts of the query, in order.
pub(super) fn pages_of(
    searcher: &Searcher,
    fields: Fields,
    query: &Query,
    paper: PaperId,
) -> Result<Vec<PageNo>, TantivyError> {
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let ask = Ask {
        searcher,
        fields,
        query,
    };
    let own = Term::from_field_bytes(fields.paper, &paper.0);
    let own: Box<dyn tantivy::query::Query> =
        Box::new(TermQuery::new(own, IndexRecordOption::Basic));
    let within = BooleanQuery::intersection(vec![own, Box::new(ask.all()?)]);
    let found: Vec<(f32, DocAddress)> = searcher
        .search(&within, &DocSetCollector)?
        .into_iter()
        .map(|at| (0.0, at))
        .collect();
    let mut pages: Vec<PageNo> = hits(searcher, &found)?.iter().map(|hit| hit.page).collect();
    pages.sort_unstable();
    Ok(pages)
}

fn results(
    searcher: &Searcher,
    ranked: Ranked,
    offset: usize,
    partial: bool,
) -> Result<Results, TantivyError> {
    let found = ranked.best.get(offset..).unwrap_or_default();
    Ok(Results {
        total: ranked.total,
        hits: hits(searcher, found)?,
        partial,
    })
}

fn hits(searcher: &Searcher, found: &[(f32, DocAddress)]) -> Result<Vec<Hit>, TantivyError> {
    let mut segments: HashMap<u32, Owners> = HashMap::new();
    let mut hits = Vec::with_capacity(found.len());
    for (score, at) in found {
        let owners = match segments.entry(at.segment_ord) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Owners::open(searcher, at.segment_ord)?),
        };
        if let Some((paper, page)) = owners.of(at.doc_id)? {
            hits.push(Hit {
                paper,
                page,
                score: *score,
            });
        }
    }
    Ok(hits)
}

/// Whose page an entry is, in one segment.
struct Owners {
    papers: Option<BytesColumn>,
    pages: Column<u64>,
}

impl Owners {
    fn open(searcher: &Searcher, segment: u32) -> Result<Self, TantivyError> {
        let columns = searcher.segment_reader(segment).fast_fields();
        Ok(Self {
            papers: columns.bytes("paper")?,
            pages: columns.u64("page")?,
        })
    }

    fn of(&self, entry: u32) -> Result<Option<(PaperId, PageNo)>, TantivyError> {
        let Some(papers) = &self.papers else {
            return Ok(None);
        };
        let mut id = Vec::with_capacity(12);
        if let Some(ord) = papers.ords().first(entry) {
            papers.ord_to_bytes(ord, &mut id)?;
        }
        let page = self
            .pages
            .first(entry)
            .and_then(|page| u32::try_from(page).ok());
        Ok(<[u8; 12]>::try_from(id.as_slice())
            .ok()
            .map(PaperId)
            .zip(page.and_then(PageNo::new)))
    }
}

#[cfg(test)]
mod tests {
    use crate::base::{PageNo, PaperId};
    use crate::search::{self, Index, Query, Results};

    /// An index of one-page papers; the paper's first byte is its place here.
    fn indexed(pages: &[&str]) -> (tempfile::TempDir, Index) {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path()).unwrap();
        for (place, text) in (0..).zip(pages) {
            let paper = PaperId([place; 12]);
            let page = PageNo::FIRST;
            index
                .replace(paper, &[search::Entry { paper, page, text }])
                .unwrap();
        }
        index.commit("1").unwrap();
        (dir, index)
    }

    fn search(index: &Index, query: &str) -> Results {
        index.search(&Query::parse(query), 20, 0).unwrap()
    }

    fn found(index: &Index, query: &str) -> Vec<u8> {
        let results = search(index, query);
        assert!(!results.partial, "{query}");
        assert_eq!(results.total, results.hits.len());
        results.hits.iter().map(|hit| hit.paper.0[0]).collect()
    }

    fn sorted(index: &Index, query: &str) -> Vec<u8> {
        let mut places = found(index, query);
        places.sort_unstable();
        places
    }

    #[test]
    fn accents_are_optional_and_rank_when_typed() {
        let (_dir, index) = indexed(&[
            "giầy chưng nhãn của cửa hàng",
            "GIẤY CHỨNG NHẬN quyền sử dụng đất",
            "xã Hòa Bình huyện Đầm Hà",
            "xã Hoà Bình",
        ]);
        assert_eq!(sorted(&index, "giay chung nhan"), [0, 1]);
        assert_eq!(found(&index, "giấy chứng nhận"), [1, 0]);
        assert_eq!(found(&index, "giầy chưng nhãn"), [0, 1]);
        use unicode_normalization::UnicodeNormalization;
        let nfd: String = "giấy chứng nhận".nfd().collect();
        assert_eq!(found(&index, &nfd), [1, 0]);
        assert_eq!(found(&index, "ĐẦM hà"), [2]);
        assert_eq!(found(&index, "dam ha"), [2]);
        let score = |query| {
            search(&index, query)
                .hits
                .iter()
                .map(|h| h.score)
                .collect::<Vec<_>>()
        };
        assert_eq!(score("hòa bình"), score("HOÀ BÌNH"));
    }

    #[test]
    fn numbers_are_found_whole_in_part_and_however_spaced() {
        let (_dir, index) = indexed(&[
            "Quyết định số 1495/QĐ-UBND ngày 05/02/2021",
            "Quyết định số 1495 /QĐ - UBND",
            "Số 149/QĐ-UBND năm 1495, CCCD 001085012345",
        ]);
        assert_eq!(found(&index, "1495/QĐ-UBND"), [0, 1]);
        assert_eq!(sorted(&index, "1495"), [0, 1, 2]);
        assert_eq!(sorted(&index, "149*"), [0, 1, 2]);
        assert_eq!(found(&index, "001085012345"), [2]);
        assert_eq!(found(&index, "5-2-2021"), [0]);
    }

    #[test]
    fn phrases_beginnings_and_abbreviations() {
        let (_dir, index) = indexed(&[
            "đất ở tại đô thị, quyền sử dụng đất",
            "sử dụng quyền; đất sử dụng; đất ở",
            "UBND xã",
            "Ủy ban nhân dân tỉnh",
            "ban nhân sự của dân, ủy viên",
        ]);
        assert_eq!(found(&index, "\"quyen su dung dat\""), [0]);
        assert_eq!(sorted(&index, "quyen su dung dat"), [0, 1]);
        assert_eq!(found(&index, "quyền sử dụng đất")[0], 0);
        assert_eq!(found(&index, "\"đất ở\" quy*").len(), 2);
        assert_eq!(found(&index, "thi*"), [0]);
        assert_eq!(found(&index, "ubnd"), [2, 3]);
        assert_eq!(sorted(&index, "ủy ban nhân dân"), [2, 3, 4]);
        assert_eq!(sorted(&index, "\"ủy ban nhân dân\""), [2, 3]);
        assert_eq!(found(&index, "\"UBND tỉnh\""), [3]);
    }

    #[test]
    fn when_no_page_has_all_words_those_with_half_are_found_and_said_to_be_so() {
        let (_dir, index) = indexed(&["thu hồi đất", "thu hồi", "giao đất"]);
        let results = search(&index, "thu hồi đất rừng");
        assert!(results.partial && results.total == 2);
        assert_eq!(results.hits[0].paper.0[0], 0);
        assert_eq!(search(&index, "xyz").total, 0);
    }

    #[test]
    fn odd_input_and_odd_limits_are_no_errors() {
        let (_dir, index) = indexed(&["một hai ba", "một hai", "một"]);
        for odd in [
            "\"",
            "((",
            "a:b",
            "*",
            "",
            "-",
            "\"\" \"\"",
            "[x TO y]",
            "một AND (",
            "^~2",
            &"đ ".repeat(5_000),
            &"x".repeat(10_000),
        ] {
            search(&index, odd);
        }
        let query = Query::parse("một");
        assert_eq!(index.search(&query, 0, 0).unwrap().total, 3);
        assert_eq!(index.search(&query, usize::MAX, 1).unwrap().hits.len(), 2);
        assert!(index.search(&query, 5, usize::MAX).unwrap().hits.is_empty());
    }
}
