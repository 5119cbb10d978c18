//! What a command ends with where it fails.

/// The result of a command; the error is told to the person at the terminal.
pub(crate) type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// What an error says to a person: without the name of the part of this program that found what is wrong with what was
/// given, as in `connection: invalid: URL is missing`.
pub(crate) fn said(error: &dyn std::fmt::Display) -> String {
    let said = error.to_string();
    let parts = ["connection: invalid: ", "sql: invalid: "];
    parts.into_iter().find_map(|part| said.strip_prefix(part)).unwrap_or(&said).to_owned()
}
