//! Values on their way between SQLite and us.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::vtab::Filters;
use rusqlite::{Result, ToSql};

use crate::sql::table::{About, ColumnType};
use crate::sql::time::Zone;
use crate::sql::value::Value;

/// All values of an `IN`.
pub(super) fn every(arguments: &Filters<'_>, place: usize) -> Result<Vec<Value>> {
    use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator as _;
    let mut found = Vec::new();
    let mut values = arguments.in_values(place)?;
    while let Some(raw) = values.next()? {
        found.push(value(raw.get_raw()));
    }
    Ok(found)
}

pub(super) fn single(arguments: &Filters<'_>, place: usize) -> Value {
    arguments.iter().nth(place).map_or(Value::Null, value)
}

/// The values that a column is compared with, as a scan has them: points in time in UTC.
pub(super) fn in_utc(zone: &Zone, column: Option<&About>, values: Vec<Value>) -> Vec<Value> {
    if zone.is_utc() || column.is_none_or(|column| column.kind != ColumnType::Timestamp) {
        return values;
    }
    let in_utc = |value: Value| match value.as_str().and_then(|text| zone.to_utc(text)) {
        Some(text) => Value::Text(text),
        None => value,
    };
    values.into_iter().map(in_utc).collect()
}

/// A value of SQLite as one of ours.
pub(in crate::sql) fn value(of: ValueRef<'_>) -> Value {
    match of {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Value::Text(String::from_utf8_lossy(bytes).into_owned())
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(rusqlite::types::Value::Null),
            Self::Integer(number) => ToSqlOutput::Owned((*number).into()),
            Self::Real(number) => ToSqlOutput::Owned((*number).into()),
            Self::Boolean(truth) => ToSqlOutput::Owned(i64::from(*truth).into()),
            Self::Text(text) => ToSqlOutput::from(text.as_str()),
        })
    }
}
