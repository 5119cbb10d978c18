//! Which settings take rights away: none of them is left out without a word.

use std::ffi::OsString;

use confluence_client::connection::{self, ConnectionString};
use confluence_oauth::Value;

/// Properties that take rights away.
pub(super) const RESTRICTIONS: [&str; 4] = ["ReadOnly", "Spaces", "WriteSpaces", "BlockedSpaces"];

/// Whether a variable or an option of this name stands for a property that takes rights away, or speaks of one.
pub(super) fn takes_rights_away(name: &str) -> bool {
    let name = name.replace('-', "_");
    [name.clone(), format!("CONFLUENCE_{name}")].iter().any(|name| {
        let given = [(OsString::from(name), OsString::from("x"))];
        let read = connection::layers().variables(given).build();
        let property = |string: &ConnectionString| string.values().next().and_then(Value::property);
        let is_one = |name: &str| RESTRICTIONS.contains(&name);
        read.ok().is_some_and(|string| match property(&string) {
            Some(property) => is_one(property.name),
            None => {
                string.check_names().err().and_then(|error| error.property().map(is_one)).unwrap_or(false)
            }
        })
    })
}

/// Whether a variable has the name of a property that takes rights away, without our prefix: in the entry of another server
/// it is not that of another program.
pub(super) fn is_named_as_one(name: &str) -> bool {
    let given = [(OsString::from(format!("CONFLUENCE_{name}")), OsString::from("x"))];
    let read = connection::layers().variables(given).build().ok();
    read.is_some_and(|string| string.values().any(|value| RESTRICTIONS.contains(&value.name())))
}

/// Whether a name speaks of which tools there are: `disabledTools`, `--exclude-tools`, `enabled_tools`.
pub(super) fn is_of_tools(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("tool") && !name.contains("timeout")
}

/// Whether a list of this name holds what there is not, and not what there is.
pub(super) fn leaves_out(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["disab", "disal", "exclu", "block", "black", "den", "omit", "forbid", "hid", "ignor", "skip"]
        .iter()
        .any(|word| name.contains(word))
}

/// Whether the environment has no value for a variable.
pub(super) fn is_unset(variable: &str) -> bool {
    std::env::var_os(variable).is_none_or(|value| value.is_empty())
}
