//! Which settings take rights away: none of them is left out without a word.

use std::ffi::OsString;

use confluence_client::connection::{self, ConnectionString};
use confluence_oauth::Value;

/// Properties that take rights away.
pub(super) const RESTRICTIONS: [&str; 4] = ["ReadOnly", "Spaces", "WriteSpaces", "BlockedSpaces"];

/// Whether a variable of this name stands for a property that takes rights away.
pub(super) fn takes_rights_away(name: &str) -> bool {
    let given = [(OsString::from(name), OsString::from("x"))];
    let read = connection::layers().variables(given).build();
    let property = |string: &ConnectionString| string.values().next().and_then(Value::property);
    read.ok()
        .and_then(|string| property(&string))
        .is_some_and(|property| RESTRICTIONS.contains(&property.name))
}

/// Whether the environment has no value for a variable.
pub(super) fn is_unset(variable: &str) -> bool {
    std::env::var_os(variable).is_none_or(|value| value.is_empty())
}
