//! A query put to the index.
//!
//! What is found is decided by folded words; order comes from four sources added
//! up: how telling the folded words are (BM25), three times the same for words as
//! typed with accents, words that stand side by side as typed, numbers whole.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Bound;

use tantivy::columnar::{BytesColumn, Column};
use tantivy::query::{
    BooleanQuery, ConstScoreQuery, EmptyQuery, PhraseQuery, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Searcher, TantivyError, Term};

use super::query::{Kind, Part, Query, Word};
use super::rank::{Bonus, Ranking};
use super::schema::{Fields, pair};
use crate::base::vietnamese::fold;
use crate::base::{PageNo, PaperId};

/// Who types accents means them: đường must not rank dương.
const EXACT: f32 = 3.0;

/// An abbreviation for the long form, or the other way about, counts, but a page
/// with what was typed comes first: a fixed score, about that of a word which
/// stands on more than half of all pages.
const INSTEAD: f32 = 0.5;

/// Two words side by side as typed say more than either of them twice.
const PAIR: f32 = 2.0;

/// A number with all its pieces in place is what was meant.
const WHOLE: f32 = 2.0;

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

type Condition = Box<dyn tantivy::query::Query>;

/// One search over one state of the index.
pub(super) struct Finder {
    pub searcher: Searcher,
    pub fields: Fields,
}

impl Finder {
    pub(super) fn find(
        &self,
        query: &Query,
        limit: usize,
        offset: usize,
    ) -> Result<Results, TantivyError> {
        if query.is_empty() {
            return Ok(Results::default());
        }
        let (total, hits) = self.run(self.all_of(query), query, limit, offset)?;
        if total > 0 || query.parts.len() < 2 {
            return Ok(Results {
                total,
                hits,
                partial: false,
            });
        }
        let (total, hits) = self.run(self.half_of(query), query, limit, offset)?;
        Ok(Results {
            total,
            hits,
            partial: true,
        })
    }

    fn run(
        &self,
        required: Condition,
        query: &Query,
        limit: usize,
        offset: usize,
    ) -> Result<(usize, Vec<Hit>), TantivyError> {
        let ranking = Ranking {
            bonuses: self.bonuses(query)?,
            keep: offset.saturating_add(limit),
        };
        let ranked = self.searcher.search(&required, &ranking)?;
        let found = ranked.best.get(offset..).unwrap_or_default();
        Ok((ranked.total, self.hits(found)?))
    }

    /// Every part.
    fn all_of(&self, query: &Query) -> Condition {
        all(query.parts.iter().map(|part| self.part(part)).collect())
    }

    /// At least half of the parts.
    fn half_of(&self, query: &Query) -> Condition {
        let parts: Vec<Condition> = query.parts.iter().map(|part| self.part(part)).collect();
        let enough = parts.len().div_ceil(2);
        Box::new(BooleanQuery::union_with_minimum_required_clauses(
            parts, enough,
        ))
    }

    fn part(&self, part: &Part) -> Condition {
        let folded = || part.words.iter().map(|word| word.folded.as_str());
        let own = match &part.kind {
            Kind::Words => all(part.words.iter().map(|word| self.word(word)).collect()),
            Kind::Phrase => self.phrase(&folded().collect::<Vec<_>>()),
            Kind::Number(key) => any(vec![
                self.term(self.fields.numbers, key),
                self.phrase(&folded().collect::<Vec<_>>()),
            ]),
        };
        let others = part.instead.iter().map(|words| {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let stand = match words[..] {
                [one] => self.term(self.fields.folded, one),
                _ => self.pairs(&words),
            };
            Box::new(ConstScoreQuery::new(stand, INSTEAD)) as Condition
        });
        any(std::iter::once(own).chain(others).collect())
    }

    fn word(&self, word: &Word) -> Condition {
        let whole = self.term(self.fields.folded, &word.folded);
        match &word.begins {
            Some(begin) => any(vec![self.prefix(self.fields.folded, &fold(begin)), whole]),
            None => whole,
        }
    }

    /// What only ranks.
    fn bonuses(&self, query: &Query) -> Result<Vec<Bonus>, TantivyError> {
        let mut keys: Vec<(Field, String, f32)> = Vec::new();
        let mut before: Option<&Word> = None;
        for part in &query.parts {
            if let Kind::Number(key) = &part.kind {
                keys.push((self.fields.numbers, key.clone(), WHOLE));
            }
            for word in &part.words {
                if query.accented && word.begins.is_none() {
                    keys.push((self.fields.exact, word.exact.clone(), EXACT));
                }
                // Words of a phrase stand side by side in any case.
                let loose = (part.kind == Kind::Words).then_some(word);
                if let (Some(before), Some(word)) = (std::mem::replace(&mut before, loose), loose) {
                    let key = pair(&before.folded, &word.folded);
                    keys.push((self.fields.pairs, key, PAIR));
                }
            }
        }
        let mut bonuses = Vec::with_capacity(keys.len());
        for (field, key, weight) in keys {
            let term = Term::from_field_text(field, &key);
            let gain = weight * self.telling(&term)?;
            bonuses.push(Bonus { term, gain });
        }
        Ok(bonuses)
    }

    /// How telling a key is: BM25's inverse document frequency.
    fn telling(&self, term: &Term) -> Result<f32, TantivyError> {
        let with = self.searcher.doc_freq(term)? as f32;
        let segments = self.searcher.segment_readers().iter();
        let all = segments.map(|s| u64::from(s.max_doc())).sum::<u64>() as f32;
        Ok((1.0 + (all - with + 0.5) / (with + 0.5)).ln())
    }

    /// Folded words side by side. Two are one look-up. Of more, each has to stand
    /// in a pair at its place; the pairs between only keep most pages from having
    /// their places compared.
    fn phrase(&self, words: &[&str]) -> Condition {
        match words {
            [] => Box::new(EmptyQuery),
            [one] => self.term(self.fields.folded, one),
            [_, _] => self.pairs(words),
            _ => {
                let last = words.len() - 2;
                let places = (0..last).step_by(2).chain([last]);
                let terms = places.map(|at| {
                    let key = pair(words[at], words[at + 1]);
                    (at, Term::from_field_text(self.fields.pairs, &key))
                });
                let phrase = PhraseQuery::new_with_offset(terms.collect());
                all(vec![Box::new(phrase), self.pairs(words)])
            }
        }
    }

    /// Each two neighbours side by side somewhere: next to never anything but the
    /// phrase, at a fraction of its price.
    fn pairs(&self, words: &[&str]) -> Condition {
        let pairs = words
            .windows(2)
            .map(|two| self.term(self.fields.pairs, &pair(two[0], two[1])));
        all(pairs.collect())
    }

    fn term(&self, field: Field, key: &str) -> Condition {
        let option = if field == self.fields.folded {
            IndexRecordOption::WithFreqs
        } else {
            IndexRecordOption::Basic
        };
        Box::new(TermQuery::new(Term::from_field_text(field, key), option))
    }

    /// All words that begin so. The engine's own prefix phrase stops after 50
    /// words of the dictionary and loses hits without a word; a range does not.
    fn prefix(&self, field: Field, begin: &str) -> Condition {
        let from = Term::from_field_text(field, begin);
        let to = Term::from_field_text(field, &format!("{begin}{}", char::MAX));
        Box::new(RangeQuery::new(Bound::Included(from), Bound::Excluded(to)))
    }

    fn hits(&self, found: &[(f32, DocAddress)]) -> Result<Vec<Hit>, TantivyError> {
        let mut segments: HashMap<u32, Owners> = HashMap::new();
        let mut hits = Vec::with_capacity(found.len());
        for (score, at) in found {
            let owners = match segments.entry(at.segment_ord) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(Owners::open(&self.searcher, at.segment_ord)?),
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

fn all(mut conditions: Vec<Condition>) -> Condition {
    match conditions.len() {
        1 => conditions.remove(0),
        _ => Box::new(BooleanQuery::intersection(conditions)),
    }
}

fn any(mut conditions: Vec<Condition>) -> Condition {
    match conditions.len() {
        1 => conditions.remove(0),
        _ => Box::new(BooleanQuery::union(conditions)),
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
