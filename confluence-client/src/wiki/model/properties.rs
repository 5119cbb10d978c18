//! Properties of content: small JSON values under keys, with versions of their own.

use serde::Serialize;
use serde_json::Value;

/// A property.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Property {
    /// Its key, unique on the content.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// Its version, which has nothing to do with the content's.
    pub version: u64,
    /// What Cloud names it by.
    #[serde(skip)]
    pub(in crate::wiki) id: Option<String>,
}
