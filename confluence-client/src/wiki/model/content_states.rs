//! States of content, such as "Rough draft".

use serde::{Deserialize, Serialize};

/// The content state of a page; Cloud only.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct ContentState {
    /// Its name.
    pub name: String,
    /// Its colour, such as `#ff7452`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
}

impl ContentState {
    /// The state of this name and colour.
    pub fn new(name: impl Into<String>, color: Option<String>) -> Self {
        Self { name: name.into(), color }
    }
}
