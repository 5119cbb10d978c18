//! Properties of content: small JSON values under keys, with versions of their own.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A content or space property: a JSON value under a key, with a version of its own.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Property {
    /// Its key, unique on the content.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// The version of the property, which is not that of the content.
    pub version: u64,
    /// What Cloud names it by.
    #[serde(skip)]
    pub(in crate::wiki) id: Option<String>,
}

impl Property {
    /// A property of this key and value, in its first version.
    pub fn new(key: impl Into<String>, value: Value) -> Self {
        Self { key: key.into(), value, version: 1, id: None }
    }
}
