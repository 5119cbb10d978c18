//! Labels of pages, blog posts and attachments.

use serde::Serialize;

use crate::models::LabelPrefix;

/// A label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Label {
    /// Its name, in lower case.
    pub name: String,
    /// Whose it is: mostly `global`.
    pub prefix: LabelPrefix,
}
