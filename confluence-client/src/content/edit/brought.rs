//! What an edit brings along: how much text, and in which notation.

use super::{Change, Content, Edit, Line, Notation, Part, TableEdit};

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

    /// Whether what it looks for on the page could be named by the name of a person.
    pub(crate) fn names_people(&self) -> bool {
        let named = |line: &Line| matches!(line, Line::Title(title) if title.contains('@'));
        let in_part = |part: &Part| matches!(part, Part::Section(heading) if heading.contains('@'));
        match &self.0 {
            Change::Text { find: text, .. }
            | Change::Section { heading: text, .. }
            | Change::SectionEnd { heading: text, .. }
            | Change::SectionGone { heading: text } => text.contains('@'),
            Change::Move { part, to, .. } => in_part(part) || in_part(to),
            Change::Table { edit, .. } => match edit {
                TableEdit::SetCell { row, column, .. } => named(row) || named(column),
                TableEdit::InsertRow { after, .. } | TableEdit::InsertColumn { after, .. } => {
                    after.as_ref().is_some_and(named)
                }
                TableEdit::DeleteRow { row: line } | TableEdit::DeleteColumn { column: line } => named(line),
            },
            _ => false,
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
