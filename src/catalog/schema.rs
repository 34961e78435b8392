//! Opens the database file and brings its tables to today's form.
//!
//! One connection writes, a few read. Three processes writing one SQLite file
//! died of "database is locked" in spite of a busy timeout (measured), so the
//! process that holds the data folder is the only one that may open for writing.

use std::path::Path;
use std::time::Duration;

use sqlx::Connection;
use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use super::error::Error;

/// How long SQLite waits for a lock: beside the one writer only checkpoints and
/// an administrator's `sqlite3` hold any, and not for long.
const BUSY: Duration = Duration::from_secs(5);

/// Readers at once: screens read in well under a millisecond, and more threads
/// than cores would only queue.
const READERS: u32 = 4;

/// The WAL is cut back to this after a burst (a paper of thousands of pages).
const WAL_LIMIT: &str = "67108864";

/// Every form of the tables so far: number, name, the step to it.
const STEPS: &[(i64, &str, &str)] = &[(1, "start", include_str!("migrations/0001_start.sql"))];

/// Number of today's form.
const TODAY: i64 = STEPS[STEPS.len() - 1].0;

/// The writer's pool (of one) and the readers'.
pub(super) async fn open(file: &Path) -> Result<(SqlitePool, SqlitePool), Error> {
    let opening = |source| Error::Opening {
        file: file.to_owned(),
        source,
    };
    // WAL with NORMAL lost 20 of 20 acknowledged commits at a power cut, FULL
    // none (measured on ext4 and xfs).
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("journal_size_limit", WAL_LIMIT)
        .foreign_keys(true)
        .busy_timeout(BUSY);
    let writer = lasting(1)
        .before_acquire(|connection, _| {
            // SQLite rolls back by itself when the disk is full, then refuses
            // the ROLLBACK, and sqlx goes on believing in a transaction. Such a
            // connection can begin nothing any more: open another.
            Box::pin(async move { Ok(!connection.is_in_transaction()) })
        })
        .connect_with(options)
        .await
        .map_err(opening)?;
    migrator()
        .run(&writer)
        .await
        .map_err(|source| Error::Migrating {
            file: file.to_owned(),
            source: Box::new(source),
        })?;
    Ok((writer, readers(file).await?))
}

/// The readers' pool alone; the file must exist in today's form.
pub(super) async fn open_read_only(file: &Path) -> Result<SqlitePool, Error> {
    let readers = readers(file).await?;
    let found: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations")
        .fetch_one(&readers)
        .await
        .map_err(|source| Error::Opening {
            file: file.to_owned(),
            source,
        })?;
    if found != TODAY {
        return Err(Error::OtherForm {
            file: file.to_owned(),
            found,
            wanted: TODAY,
        });
    }
    Ok(readers)
}

async fn readers(file: &Path) -> Result<SqlitePool, Error> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .read_only(true)
        .busy_timeout(BUSY);
    lasting(READERS)
        .connect_with(options)
        .await
        .map_err(|source| Error::Opening {
            file: file.to_owned(),
            source,
        })
}

/// Connections that stay: to reopen a local file now and then gains nothing.
fn lasting(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
}

fn migrator() -> Migrator {
    let steps = STEPS.iter().map(|&(number, name, sql)| {
        Migration::new(
            number,
            name.into(),
            MigrationType::Simple,
            sql.into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(steps.collect())
}
