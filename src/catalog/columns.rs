//! Values to columns and back: times as microseconds, ids and JSON as text.
//! What has no meaning comes back as a decoding error that names its column.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::Row;
use sqlx::error::BoxDynError;
use sqlx::sqlite::SqliteRow;

/// A time as a column holds it.
pub(super) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// A number as a column holds it: both engines count in signed 64 bits, and
/// nothing counted here comes near the end of them.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A value as JSON text.
pub(super) fn to_json<T: Serialize>(value: &T) -> sqlx::Result<String> {
    serde_json::to_string(value).map_err(|e| sqlx::Error::Encode(Box::new(e)))
}

/// A number of a narrower or unsigned kind.
pub(super) fn number<T>(row: &SqliteRow, column: &str) -> sqlx::Result<T>
where
    T: TryFrom<i64, Error: Into<BoxDynError>>,
{
    T::try_from(row.try_get::<i64, _>(column)?).map_err(|e| meaningless(column, e))
}

/// A time.
pub(super) fn time(row: &SqliteRow, column: &str) -> sqlx::Result<Timestamp> {
    Timestamp::from_microsecond(row.try_get(column)?).map_err(|e| meaningless(column, e))
}

/// An id or a code.
pub(super) fn parsed<T>(row: &SqliteRow, column: &str) -> sqlx::Result<T>
where
    T: FromStr<Err: Into<BoxDynError>>,
{
    let text: &str = row.try_get(column)?;
    text.parse().map_err(|e| meaningless(column, e))
}

/// A value kept as JSON.
pub(super) fn from_json<T: DeserializeOwned>(row: &SqliteRow, column: &str) -> sqlx::Result<T> {
    serde_json::from_str(row.try_get(column)?).map_err(|e| meaningless(column, e))
}

/// The error for a column whose value has no meaning here.
pub(super) fn meaningless(column: &str, cause: impl Into<BoxDynError>) -> sqlx::Error {
    sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: cause.into(),
    }
}
