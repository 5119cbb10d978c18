//! The kinds of losses, and which of them are meant.

use std::fmt;
use std::str::FromStr;

use crate::storage::error::{ContentError, ContentErrorKind};

/// The kind of content that an edit can lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum LossKind {
    /// A macro.
    Macro,
    /// A link to a page, a file, a space or a person.
    Reference,
    /// The place in the text that an inline comment belongs to.
    Comment,
    /// A task.
    Task,
    /// An image.
    Image,
    /// A section or a cell of a layout.
    Layout,
    /// An extension of the new editor.
    Extension,
    /// An emoji that the site has made, which no character stands for.
    Emoji,
    /// Most of the text of the page.
    Body,
}

const KINDS: [(LossKind, &str); 9] = [
    (LossKind::Macro, "macros"),
    (LossKind::Reference, "references"),
    (LossKind::Comment, "comments"),
    (LossKind::Task, "tasks"),
    (LossKind::Image, "images"),
    (LossKind::Layout, "layouts"),
    (LossKind::Extension, "extensions"),
    (LossKind::Emoji, "emoji"),
    (LossKind::Body, "body"),
];

impl fmt::Display for LossKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = KINDS.iter().find(|(kind, _)| kind == self).map_or("", |(_, name)| name);
        formatter.write_str(name)
    }
}

impl FromStr for LossKind {
    type Err = ContentError;

    /// Reads `macros`, `references`, `comments`, `tasks`, `images`, `layouts`, `extensions`, `emoji` or `body`.
    fn from_str(text: &str) -> Result<Self, ContentError> {
        KINDS.iter().find(|(_, name)| *name == text).map(|&(kind, _)| kind).ok_or_else(|| {
            let names: Vec<&str> = KINDS.iter().map(|(_, name)| *name).collect();
            let message = format!("`{text}` is not a kind of loss; use one of {}", names.join(", "));
            ContentError::new(ContentErrorKind::InvalidEdit, message)
        })
    }
}

/// The kinds of content that an edit may lose.
///
/// ```
/// use confluence_client::content::{AllowLoss, Document, Edit, LossKind};
///
/// let page = Document::parse(r#"<p>Draw: <ac:structured-macro ac:name="drawio" /></p>"#)?;
/// let edited = page.edit(&[Edit::page_markdown("Draw.")])?;
/// assert!(edited.clone().into_storage(&AllowLoss::none()).is_err());
/// assert_eq!(edited.into_storage(&AllowLoss::kinds([LossKind::Macro]))?, "<p>Draw.</p>");
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowLoss(Vec<LossKind>);

impl AllowLoss {
    /// Allows nothing to be lost.
    pub fn none() -> Self {
        Self::default()
    }

    /// Allows everything.
    pub fn all() -> Self {
        Self(KINDS.iter().map(|&(kind, _)| kind).collect())
    }

    /// Allows losses of some kinds.
    pub fn kinds(kinds: impl IntoIterator<Item = LossKind>) -> Self {
        Self(kinds.into_iter().collect())
    }

    /// Whether a kind of loss is allowed.
    pub fn allows(&self, kind: LossKind) -> bool {
        self.0.contains(&kind)
    }
}

/// By its name, as [`AllowLoss`] takes it.
impl serde::Serialize for LossKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
