//! Which settings take rights away: none of them is left out without a word.

use std::ffi::OsString;

use confluence_client::connection::{self, ConnectionString};

/// Properties that take rights away.
pub(super) const RESTRICTIONS: [&str; 4] = ["ReadOnly", "Spaces", "WriteSpaces", "BlockedSpaces"];

/// What is made of one variable, and nothing else.
///
/// # Errors
/// Its name or its value is not that of a property.
pub(super) fn read(name: &str, text: &str) -> Result<ConnectionString, confluence_oauth::Error> {
    let string = connection::layers().variables([(OsString::from(name), OsString::from(text))]).build()?;
    string.check_names().map(|()| string)
}

/// Whether what was read takes rights away, or would if it could be read.
pub(super) fn restricts(read: &Result<ConnectionString, confluence_oauth::Error>) -> bool {
    match read {
        Ok(string) => string.values().any(|value| RESTRICTIONS.contains(&value.name())),
        Err(error) => error.property().is_some_and(|property| RESTRICTIONS.contains(&property)),
    }
}

/// Whether a variable or an option of this name stands for a property that takes rights away, or speaks of one.
pub(super) fn takes_rights_away(name: &str) -> bool {
    let name = name.replace('-', "_");
    [name.clone(), format!("CONFLUENCE_{name}")].iter().any(|name| restricts(&read(name, "x")))
}

/// Whether a variable has the name of a property that takes rights away, without our prefix: in the entry of another server
/// it is not that of another program.
pub(super) fn is_named_as_one(name: &str) -> bool {
    read(&format!("CONFLUENCE_{name}"), "x").is_ok_and(|string| restricts(&Ok(string)))
}

/// How a variable of Confluence begins.
pub(super) fn is_of_confluence(name: &str) -> bool {
    name.to_ascii_uppercase().starts_with("CONFLUENCE_")
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
