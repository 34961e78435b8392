//! The index of all pages: one folder, one writer, any number of readers.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyError, Term};

use super::error::Error;
use super::find::{Results, find, pages_of};
use super::query::Query;
use super::schema::{Fields, document, schema};
use super::store::{self, Payload, Store};
use crate::base::{PageNo, PaperId};

/// What the writer may hold in memory before it starts a new segment. 2,000
/// pages fit, far more than one commit brings.
const WRITER_BYTES: usize = 48_000_000;

/// A segment is merged once this share of its entries is dead. The engine's own
/// default, 1, keeps them for ever.
const DEAD_SHARE: f32 = 0.3;

/// A page to be found.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Its paper.
    pub paper: PaperId,
    /// Its number.
    pub page: PageNo,
    /// What it says, as [`PageText::plain`](crate::base::PageText::plain) gives it.
    pub text: &'a str,
}

/// One entry a page, found by its words. Share it behind an `Arc`: searching and
/// writing may go on at once.
pub struct Index {
    dir: PathBuf,
    engine: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    stamp: Mutex<Option<String>>,
    fresh: bool,
    writing: Option<Writing>,
}

/// What only the one writing process has.
struct Writing {
    /// Made when first needed, and again after it failed.
    writer: Mutex<Option<IndexWriter>>,
    /// Held as long as this index lives.
    _lock: File,
}

impl Index {
    /// Opens the index in `dir` for reading and writing. An index that is
    /// missing, of another version or damaged is made anew, empty: see
    /// [`fresh`](Self::fresh).
    ///
    /// # Errors
    /// [`Error::Locked`] when someone else writes it; [`Error::Folder`] and
    /// [`Error::Open`] when the disk does not play along.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let lock = lock(dir)?;
        let open_error = |source| Error::Open {
            dir: dir.to_owned(),
            source,
        };
        let writing = Writing {
            writer: Mutex::new(None),
            _lock: lock,
        };
        if let Some(store) = store::open(dir).map_err(open_error)? {
            match reader(&store.index, schema().1) {
                Ok(reader) => return Ok(Self::new(dir, store, reader, Some(writing))),
                Err(error) if store::is_damage(&error) => {
                    tracing::warn!(%error, "search index is damaged");
                }
                Err(error) => return Err(open_error(error)),
            }
        }
        let store = store::create(dir).map_err(open_error)?;
        let reader = reader(&store.index, schema().1).map_err(open_error)?;
        Ok(Self::new(dir, store, reader, Some(writing)))
    }

    /// Opens the index in `dir` as of its last commit, beside a process that
    /// writes it.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is none of this version, [`Error::Open`]
    /// when it cannot be read.
    pub fn open_read_only(dir: &Path) -> Result<Self, Error> {
        let missing = || Error::Missing {
            dir: dir.to_owned(),
        };
        let open_error = |source| Error::Open {
            dir: dir.to_owned(),
            source,
        };
        if !dir.is_dir() {
            return Err(missing());
        }
        let store = store::open(dir).map_err(open_error)?.ok_or_else(missing)?;
        let reader = reader(&store.index, schema().1).map_err(open_error)?;
        Ok(Self::new(dir, store, reader, None))
    }

    fn new(dir: &Path, store: Store, reader: IndexReader, writing: Option<Writing>) -> Self {
        Self {
            dir: dir.to_owned(),
            engine: store.index,
            fields: schema().1,
            reader,
            fresh: store.payload.is_none(),
            stamp: Mutex::new(store.payload.map(|p| p.stamp)),
            writing,
        }
    }

    /// Whether the index held nothing committed when it was opened, so that
    /// every paper must be handed in again.
    pub fn fresh(&self) -> bool {
        self.fresh
    }

    /// What the last commit was stamped with; `None` before the first.
    pub fn stamp(&self) -> Option<String> {
        locked(&self.stamp).clone()
    }

    /// Number of entries as of the last commit.
    pub fn pages(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Makes `entries` the entries of `paper`, in place of those it had. Seen by
    /// searches after [`commit`](Self::commit).
    ///
    /// # Errors
    /// [`Error::ReadOnly`], [`Error::Write`].
    pub fn replace(&self, paper: PaperId, entries: &[Entry]) -> Result<(), Error> {
        self.write(|writer| {
            writer.delete_term(Term::from_field_bytes(self.fields.paper, &paper.0));
            for entry in entries {
                writer.add_document(document(&self.fields, entry))?;
            }
            Ok(())
        })
    }

    /// Takes all entries of `paper` out, after the next [`commit`](Self::commit).
    ///
    /// # Errors
    /// As [`replace`](Self::replace).
    pub fn remove(&self, paper: PaperId) -> Result<(), Error> {
        self.replace(paper, &[])
    }

    /// Makes all changes durable, then visible, and stamps them with `stamp`.
    /// When it returns, they survive a power cut.
    ///
    /// # Errors
    /// As [`replace`](Self::replace); then the changes since the last commit are
    /// gone.
    pub fn commit(&self, stamp: &str) -> Result<(), Error> {
        self.write(|writer| {
            let mut commit = writer.prepare_commit()?;
            commit.set_payload(&Payload::new(stamp).to_json()?);
            commit.commit()?;
            store::sync(&self.dir)?;
            self.reader.reload()
        })?;
        *locked(&self.stamp) = Some(stamp.to_owned());
        Ok(())
    }

    /// The pages that answer `query`, best first: `limit` of them after the
    /// first `offset`.
    ///
    /// # Errors
    /// [`Error::Search`] when the index cannot be read; never for the query.
    pub fn search(&self, query: &Query, limit: usize, offset: usize) -> Result<Results, Error> {
        let searcher = self.reader.searcher();
        find(&searcher, self.fields, query, limit, offset).map_err(|source| Error::Search {
            dir: self.dir.clone(),
            source,
        })
    }

    /// The pages of one paper that have all parts of `query`, in order.
    ///
    /// # Errors
    /// [`Error::Search`] when the index cannot be read.
    pub fn pages_of(&self, query: &Query, paper: PaperId) -> Result<Vec<PageNo>, Error> {
        let searcher = self.reader.searcher();
        pages_of(&searcher, self.fields, query, paper).map_err(|source| Error::Search {
            dir: self.dir.clone(),
            source,
        })
    }

    /// A writer that failed has lost its thread: it is dropped, the next call
    /// makes a new one.
    fn write<T>(
        &self,
        act: impl FnOnce(&mut IndexWriter) -> Result<T, TantivyError>,
    ) -> Result<T, Error> {
        let dir = || self.dir.clone();
        let Some(writing) = &self.writing else {
            return Err(Error::ReadOnly { dir: dir() });
        };
        let write_error = |source| Error::Write { dir: dir(), source };
        let mut place = locked(&writing.writer);
        let writer = match &mut *place {
            Some(writer) => writer,
            empty => empty.insert(new_writer(&self.engine).map_err(write_error)?),
        };
        let done = act(writer);
        if done.is_err() {
            *place = None;
        }
        done.map_err(write_error)
    }
}

/// Commits are small and often: one thread writes one segment each time, where
/// more threads would write and sync one each.
fn new_writer(index: &tantivy::Index) -> Result<IndexWriter, TantivyError> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .num_merge_threads(1)
        .memory_budget_per_thread(WRITER_BYTES)
        .build();
    let writer = index.writer_with_options(options)?;
    let mut merging = LogMergePolicy::default();
    merging.set_del_docs_ratio_before_merge(DEAD_SHARE);
    writer.set_merge_policy(Box::new(merging));
    Ok(writer)
}

/// Reloaded by hand after each commit, so that whoever wrote reads it.
fn reader(index: &tantivy::Index, fields: Fields) -> Result<IndexReader, TantivyError> {
    let reader: IndexReader = index
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()?;
    // A missing file of positions shows only when a field is first asked for;
    // this one no entry is without.
    for segment in reader.searcher().segment_readers() {
        segment.inverted_index(fields.paper)?;
    }
    Ok(reader)
}

/// The engine locks its writer too, but only once there is an index: this lock
/// also covers making it anew.
fn lock(dir: &Path) -> Result<File, Error> {
    let folder = |source| Error::Folder {
        dir: dir.to_owned(),
        source,
    };
    std::fs::create_dir_all(dir).map_err(folder)?;
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir.join("writer.lock"))
        .map_err(folder)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked {
            dir: dir.to_owned(),
        }),
        Err(TryLockError::Error(source)) => Err(folder(source)),
    }
}

/// What these locks guard is whole even after a panic elsewhere.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: PaperId = PaperId([7; 12]);

    fn entry(page: usize, text: &str) -> Entry<'_> {
        let page = PageNo::from_index(page);
        Entry {
            paper: PAPER,
            page,
            text,
        }
    }

    fn total(index: &Index, query: &str) -> usize {
        index.search(&Query::parse(query), 1, 0).unwrap().total
    }

    #[test]
    fn replacing_again_changes_nothing_and_removing_takes_all_away() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path()).unwrap();
        for stamp in ["1", "2"] {
            index
                .replace(PAPER, &[entry(0, "đất"), entry(1, "đất rừng")])
                .unwrap();
            index
                .replace(PAPER, &[entry(0, "đất"), entry(1, "đất rừng")])
                .unwrap();
            assert_eq!(index.pages(), if stamp == "1" { 0 } else { 2 });
            index.commit(stamp).unwrap();
            assert_eq!((total(&index, "dat"), index.pages()), (2, 2));
        }
        let hits = index.search(&Query::parse("rung"), 9, 0).unwrap().hits;
        assert_eq!((hits[0].paper, hits[0].page.get()), (PAPER, 2));
        index.remove(PAPER).unwrap();
        index.commit("3").unwrap();
        assert_eq!((total(&index, "dat"), index.stamp()), (0, Some("3".into())));
    }

    #[test]
    fn what_was_not_committed_is_gone_and_the_rest_is_there_again() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open(dir.path()).unwrap();
        assert!(index.fresh() && index.stamp().is_none());
        index.replace(PAPER, &[entry(0, "một")]).unwrap();
        index.commit("a").unwrap();
        index.replace(PAPER, &[entry(0, "hai")]).unwrap();
        drop(index);
        let index = Index::open(dir.path()).unwrap();
        assert!(!index.fresh());
        assert_eq!(index.stamp().as_deref(), Some("a"));
        assert_eq!((total(&index, "mot"), total(&index, "hai")), (1, 0));
    }

    #[test]
    fn one_writes_and_others_read() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(
            Index::open_read_only(dir.path()),
            Err(Error::Missing { .. })
        ));
        let index = Index::open(dir.path()).unwrap();
        assert!(matches!(Index::open(dir.path()), Err(Error::Locked { .. })));
        index.replace(PAPER, &[entry(0, "một")]).unwrap();
        index.commit("1").unwrap();
        let beside = Index::open_read_only(dir.path()).unwrap();
        assert_eq!(total(&beside, "mot"), 1);
        assert!(matches!(beside.commit("2"), Err(Error::ReadOnly { .. })));
        drop(index);
        Index::open(dir.path()).unwrap();
    }

    #[test]
    fn a_damaged_or_older_index_is_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let meta = dir.path().join("meta.json");
        let remove = |ending: &str| {
            for file in std::fs::read_dir(dir.path()).unwrap() {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|e| e == ending) {
                    std::fs::remove_file(path).unwrap();
                }
            }
        };
        let damages: [&dyn Fn(); 5] = [
            &|| std::fs::write(&meta, "{").unwrap(),
            &|| std::fs::remove_file(&meta).unwrap(),
            &|| {
                let older = std::fs::read_to_string(&meta)
                    .unwrap()
                    .replace("version\\\":", "version\\\":9");
                std::fs::write(&meta, older).unwrap();
            },
            &|| remove("pos"),
            &|| remove("term"),
        ];
        std::fs::write(dir.path().join("not ours.txt"), "x").unwrap();
        for damage in damages {
            let index = Index::open(dir.path()).unwrap();
            assert!(index.fresh());
            index.replace(PAPER, &[entry(0, "một")]).unwrap();
            index.commit("1").unwrap();
            drop(index);
            assert!(!Index::open(dir.path()).unwrap().fresh());
            damage();
        }
        assert_eq!(total(&Index::open(dir.path()).unwrap(), "mot"), 0);
        assert!(dir.path().join("not ours.txt").exists());
    }
}
