//! How content names its space.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::ids::{SpaceId, SpaceKey};
use crate::quoted::Quoted;

/// A reference to a space, as content names it: by id on Cloud, by key on Data Center.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct SpaceRef {
    /// Its number, on Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<SpaceId>,
    /// Its key; on Cloud taken from the page's URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<SpaceKey>,
}

impl SpaceRef {
    /// The space of this key.
    pub fn key(key: impl Into<SpaceKey>) -> Self {
        Self { id: None, key: Some(key.into()) }
    }

    /// The space of this number; Cloud.
    pub fn id(id: impl Into<SpaceId>) -> Self {
        Self { id: Some(id.into()), key: None }
    }
}

/// Refuses what can be no key, before it is sent: the service takes several keys where it takes one, and all spaces where
/// it gets none. What a key of an old site, an alias or a user's name may hold is left to the service.
pub(in crate::wiki) fn check_key(key: &SpaceKey, operation: &'static str) -> Result<()> {
    let text = key.as_str();
    let stray = |letter: char| matches!(letter, ',' | ';' | '"' | '/' | '\\') || letter.is_control();
    let blank = !text.starts_with('~') && text.contains(char::is_whitespace);
    if text.trim_start_matches('~').trim().is_empty() || blank || text.contains(stray) {
        return Err(Error::new(ErrorKind::Invalid, operation).with_message(format!(
            "{} is not the key of a space: a key is one word of letters and digits, such as DOCS, or ~ and the id or name \
             of an account",
            Quoted(text)
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_word() {
        for good in ["DOCS", "docs2", "~712020abc", "~jane.doe@example.com", "~jane doe", "OLD_1", "old-key"]
        {
            assert!(check_key(&good.into(), "space").is_ok(), "{good}");
        }
        for bad in ["", " ", "DOCS,TEAM", "DOCS TEAM", "a/b", "a\"b", "~", "a\n"] {
            let error = check_key(&bad.into(), "space").unwrap_err().to_string();
            assert!(error.contains(&format!("{bad:?}")), "{error}");
        }
    }
}
