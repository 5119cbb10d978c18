//! Labels of pages, blog posts and attachments.

use serde::{Deserialize, Serialize};

use crate::models::LabelPrefix;

/// A label.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Label {
    /// Its name, in lower case.
    pub name: String,
    /// Whose it is: mostly `global`.
    pub prefix: LabelPrefix,
}

impl Label {
    /// A global label of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), prefix: LabelPrefix::Global }
    }
}
