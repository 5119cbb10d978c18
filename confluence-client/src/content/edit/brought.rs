//! What an edit brings along: how much text, and in which notation.

use super::{Change, Content, Edit, Notation};

impl Edit {
    /// How many bytes of text the edit brings.
    pub(crate) fn bytes(&self) -> usize {
        let text = |content: &Content| match &content.0 {
            Notation::Markdown(text) | Notation::Storage(text) => text.len(),
        };
        match &self.0 {
            Change::Text { find, replace, .. } => find.len() + replace.len(),
            Change::Replace { content, .. }
            | Change::Insert { content, .. }
            | Change::Section { content, .. }
            | Change::SectionEnd { content, .. }
            | Change::Ends { content, .. } => text(content),
            Change::Page { markdown: text } | Change::Storage { storage: text } => text.len(),
            Change::Table { edit, .. } => edit.bytes(),
            Change::Delete { .. }
            | Change::SectionGone { .. }
            | Change::Move { .. }
            | Change::Parameter { .. }
            | Change::Misused { .. } => 0,
        }
    }

    /// Whether it brings storage format, which is taken as it is.
    pub(super) fn brings_storage(&self) -> bool {
        match &self.0 {
            Change::Storage { .. } => true,
            Change::Replace { content, .. }
            | Change::Insert { content, .. }
            | Change::Section { content, .. }
            | Change::SectionEnd { content, .. }
            | Change::Ends { content, .. } => matches!(content.0, Notation::Storage(_)),
            _ => false,
        }
    }

    /// The Markdown in the edit, which decides how the base has to be shown.
    pub(super) fn notation(&self) -> &str {
        match &self.0 {
            Change::Page { markdown } => markdown,
            Change::Replace { content, .. }
            | Change::Insert { content, .. }
            | Change::Section { content, .. }
            | Change::SectionEnd { content, .. }
            | Change::Ends { content, .. } => match &content.0 {
                Notation::Markdown(markdown) => markdown,
                Notation::Storage(_) => "",
            },
            _ => "",
        }
    }
}
