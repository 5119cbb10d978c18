//! States of content, such as "Rough draft".

use serde::Serialize;

/// The content state of a page; Cloud only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ContentState {
    /// Its name.
    pub name: String,
    /// Its colour, such as `#ff7452`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
}

impl ContentState {
    pub(in crate::wiki) fn new(name: String, color: Option<String>) -> Self {
        Self { name, color }
    }
}
