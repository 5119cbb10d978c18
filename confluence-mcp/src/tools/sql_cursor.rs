//! Where a query goes on: the place, and a mark of the statement whose rows are counted.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use confluence_client::sql::Value;

use crate::advice::Failure;

/// The mark of a statement with its values. How many rows an answer has, and in which form, may change between two of them.
pub(super) fn of(sql: &str, parameters: &[(String, Value)]) -> String {
    let mut hasher = DefaultHasher::new();
    let words: Vec<&str> = sql.split_whitespace().collect();
    words.hash(&mut hasher);
    let mut values: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
    // Names have no order, and values without a name keep theirs.
    values.sort_by_key(|value| value.split('=').next().map(str::to_owned));
    values.hash(&mut hasher);
    format!("{:08x}", hasher.finish() & 0xffff_ffff)
}

/// The cursor of the rows from a place on.
pub(super) fn written(place: u64, of: &str) -> String {
    format!("{place}-{of}")
}

/// The place that a cursor tells.
///
/// # Errors
/// It is no cursor, or that of another statement, of which the first rows would be left out.
pub(super) fn read(cursor: &str, of: &str) -> Result<u64, Failure> {
    let (place, mark) = cursor.trim().split_once('-').ok_or_else(Failure::cursor)?;
    let place = place.parse().map_err(|_| Failure::cursor())?;
    if mark != of {
        return Err(Failure::argument(
            "cursor",
            "it is of another statement, or of other parameters: give the same sql and parameters, or leave it out to begin at \
             the first row",
        ));
    }
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_goes_on_with_its_own_statement_alone() {
        let value = |text: &str| vec![("space".to_owned(), Value::from(text))];
        let one = of("SELECT 1\n FROM Pages", &value("DOCS"));
        assert_eq!(one, of("SELECT 1 FROM Pages ", &value("DOCS")));
        let cursor = written(20, &one);
        assert_eq!(read(&cursor, &one).ok(), Some(20));
        for other in [of("SELECT 2 FROM Pages", &value("DOCS")), of("SELECT 1 FROM Pages", &value("TEAM"))] {
            assert!(read(&cursor, &other).is_err());
        }
        for none in ["", "20", "x-1", "-"] {
            assert!(read(none, &one).is_err(), "{none}");
        }
    }
}
