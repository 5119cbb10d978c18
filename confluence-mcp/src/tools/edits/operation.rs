//! The operations of an edit: their names, and which arguments each takes.

use serde::{Deserialize, Deserializer, de};

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    ReplaceText,
    ReplaceBlock,
    InsertBefore,
    InsertAfter,
    DeleteBlock,
    MoveBefore,
    MoveAfter,
    MoveSection,
    ReplaceSection,
    DeleteSection,
    Append,
    Prepend,
    SetCell,
    InsertRow,
    DeleteRow,
    InsertColumn,
    DeleteColumn,
    SetMacroParameter,
}

/// The name of each operation, the arguments that it needs, those that it may have, and the names that models guess.
type Row = (&'static str, Op, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// Stands in for a row that is not there: each operation has one, which a test holds.
const NO_ROW: Row = ("", Op::Append, &[], &[], &[]);

const CONTENT: &[&str] = &["content", "storage", "body_file"];

const OPERATIONS: &[Row] = &[
    (
        "replace_text",
        Op::ReplaceText,
        &["find", "replace"],
        &["block", "occurrence", "all", "content", "body_file"],
        &["replace", "find_replace", "find_and_replace", "substitute", "replace_string"],
    ),
    ("replace_block", Op::ReplaceBlock, &["block", "content"], CONTENT, &["update_block", "set_block"]),
    ("insert_before", Op::InsertBefore, &["block", "content"], CONTENT, &["add_before"]),
    ("insert_after", Op::InsertAfter, &["block", "content"], CONTENT, &["insert", "add_after"]),
    ("delete_block", Op::DeleteBlock, &["block"], &[], &["delete", "remove", "remove_block"]),
    ("move_before", Op::MoveBefore, &["block", "to"], &[], &[]),
    ("move_after", Op::MoveAfter, &["block", "to"], &[], &["move", "move_block"]),
    ("move_section", Op::MoveSection, &["heading", "to"], &[], &["move_section_after"]),
    (
        "replace_section",
        Op::ReplaceSection,
        &["heading", "content"],
        CONTENT,
        &["update_section", "set_section"],
    ),
    ("delete_section", Op::DeleteSection, &["heading"], &[], &["remove_section"]),
    (
        "append",
        Op::Append,
        &["content"],
        &["heading", "content", "storage", "body_file"],
        &["add", "append_to_section", "append_section", "append_text"],
    ),
    (
        "prepend",
        Op::Prepend,
        &["content"],
        &["heading", "content", "storage", "body_file"],
        &["prepend_to_section", "prepend_section", "prepend_text"],
    ),
    (
        "set_cell",
        Op::SetCell,
        &["row", "column", "content"],
        &["block", "value", "replace", "body_file"],
        &["update_cell", "replace_cell", "edit_cell"],
    ),
    ("insert_row", Op::InsertRow, &["cells"], &["block", "row"], &["add_row", "append_row"]),
    ("insert_column", Op::InsertColumn, &["cells"], &["block", "column"], &["add_column", "append_column"]),
    ("delete_row", Op::DeleteRow, &["row"], &["block"], &["remove_row"]),
    ("delete_column", Op::DeleteColumn, &["column"], &["block"], &["remove_column"]),
    (
        "set_macro_parameter",
        Op::SetMacroParameter,
        &["block", "name"],
        &["value", "content"],
        &["set_macro_param", "set_parameter", "update_macro"],
    ),
];

impl Op {
    fn row(self) -> &'static Row {
        OPERATIONS.iter().find(|row| row.1 == self).unwrap_or(&NO_ROW)
    }

    /// Its name, as a model is told it.
    pub(super) fn name(self) -> &'static str {
        self.row().0
    }

    /// Whether it changes a table.
    pub(super) fn is_of_table(self) -> bool {
        matches!(
            self,
            Self::SetCell | Self::InsertRow | Self::DeleteRow | Self::InsertColumn | Self::DeleteColumn
        )
    }

    /// Whether the text of a heading means the whole section to it, and not the line of the heading.
    pub(super) fn is_of_sections(self) -> bool {
        matches!(self, Self::DeleteBlock | Self::MoveBefore | Self::MoveAfter | Self::MoveSection)
    }

    /// Whether an argument means something to it.
    pub(super) fn has(self, argument: &str) -> bool {
        let (.., needed, optional, _) = self.row();
        needed.contains(&argument) || optional.contains(&argument)
    }

    /// Its arguments, in words.
    pub(super) fn takes(self) -> String {
        let (.., needed, optional, _) = self.row();
        // What stands for another one is left out: it would only make a choice of what is none.
        let shown = |name: &&&str| {
            let synonym = match **name {
                "content" => self == Self::ReplaceText || self == Self::SetMacroParameter,
                "value" => self == Self::SetCell,
                "replace" => self == Self::SetCell,
                "body_file" => true,
                _ => false,
            };
            !synonym && !needed.contains(name)
        };
        let named = |name: &'static str| match name {
            "block" if self.is_of_table() => "block (the table)",
            name => name,
        };
        let optional: Vec<&str> = optional.iter().filter(shown).map(|name| named(name)).collect();
        match optional.as_slice() {
            [] => needed.join(", "),
            optional => format!("{} and perhaps {}", needed.join(", "), optional.join(", ")),
        }
    }
}

impl<'de> Deserialize<'de> for Op {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        let name = written.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        let found = OPERATIONS.iter().find(|(known, _, _, _, guesses)| {
            *known == name || known.replace('_', "") == name || guesses.contains(&&*name)
        });
        found.map(|row| row.1).ok_or_else(|| {
            let names: Vec<&str> = OPERATIONS.iter().map(|row| row.0).collect();
            de::Error::custom(format!("there is no op `{written}`; there are {}", names.join(", ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn every_operation_has_its_row_and_its_names() {
        for row in OPERATIONS {
            for name in std::iter::once(&row.0).chain(row.4) {
                assert_eq!(from_value::<Op>(json!(name)).unwrap(), row.1, "{name}");
            }
            assert_eq!(row.1.name(), row.0);
            assert!(row.2.iter().all(|argument| row.1.has(argument)));
        }
        assert_eq!(from_value::<Op>(json!("Set-Cell")).unwrap(), Op::SetCell);
        assert_eq!(from_value::<Op>(json!("replaceText")).unwrap(), Op::ReplaceText);
        let error = from_value::<Op>(json!("paint")).unwrap_err().to_string();
        assert!(error.contains("set_cell") && !error.contains("update_cell"), "{error}");
    }

    #[test]
    fn what_an_operation_takes_is_said_without_synonyms() {
        assert_eq!(Op::SetCell.takes(), "row, column, content and perhaps block (the table)");
        assert_eq!(Op::DeleteBlock.takes(), "block");
        assert!(!Op::DeleteBlock.has("content"));
    }
}
