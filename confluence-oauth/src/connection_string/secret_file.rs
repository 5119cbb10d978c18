//! Secrets that are kept in a file of their own, as containers are given them.

use std::io::Read as _;
use std::path::Path;

use zeroize::Zeroizing;

use crate::secret::Secret;

/// More than any secret; a file that is larger is something else.
const MAX_SECRET_FILE: u64 = 1 << 20;

/// Why there is no secret in a file, in words that name it, and what the system said.
pub(super) type Unreadable = (String, Option<std::io::Error>);

/// The secret in a file, without the line break at its end and a byte order mark at its beginning.
pub(super) fn read(path: &Path) -> Result<Secret, Unreadable> {
    let text = read_limited(path).map_err(|source| (unreadable(path, &source), Some(source)))?;
    let text = Zeroizing::new(text);
    let place = path.display();
    match text.trim_start_matches('\u{feff}').trim_end() {
        "" => Err((format!("the file {place} is empty"), None)),
        held => Ok(Secret::new(held)),
    }
}

/// Why a file of text cannot be read.
pub(super) fn unreadable(path: &Path, source: &std::io::Error) -> String {
    let place = path.display();
    match source.kind() {
        std::io::ErrorKind::InvalidData => format!(
            "the file {place} is not text in UTF-8: save it as UTF-8; some shells write another one with `>`"
        ),
        _ => format!("the file {place} cannot be read"),
    }
}

/// The text of a file that is not larger than a secret, or a profile, can be.
pub(super) fn read_limited(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    std::fs::File::open(path)?.take(MAX_SECRET_FILE).read_to_string(&mut text)?;
    Ok(text)
}
