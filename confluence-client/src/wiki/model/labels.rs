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

/// What no label has in its name.
const FORBIDDEN: &str = "!#&()*,.:;<>?@[]^";

/// Looks whether the service takes a name of a label; otherwise, why not.
pub(crate) fn check_label(name: &str) -> Result<(), String> {
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err(format!("a label is a word without spaces, not '{name}': join its parts by hyphens"));
    }
    match name.chars().find(|sign| FORBIDDEN.contains(*sign)) {
        Some(sign) => {
            Err(format!("the label '{name}' has {sign} in it, and no label has one of {FORBIDDEN}"))
        }
        None => Ok(()),
    }
}
