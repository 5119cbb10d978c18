//! The steps of an edit, as models write them.

use confluence_client::content::{Content, Edit, Handle, Line, Outline, TableEdit};
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::advice::Failure;
use crate::arguments::{Count, Text};
use crate::call::Call;
use crate::mentions::resolve;

/// One change. Which arguments an operation takes stands at `op` alone: each argument costs bytes in every list of tools.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline, description = "")]
pub(super) struct Step {
    /// replace_text: find, replace [block, occurrence, all]. replace_block, insert_before, insert_after: block, content.
    /// delete_block: block. move_before, move_after: block, to. replace_section: heading, content. append, prepend:
    /// content. set_cell: block, row, column, content. insert_row: block, cells [row above]. insert_column: block, cells
    /// [column before]. delete_row: block, row. delete_column: block, column. set_macro_parameter: block, name [value].
    #[serde(alias = "operation", alias = "action", alias = "type")]
    #[schemars(with = "String")]
    op: Op,
    /// Block, table or macro by handle, or a heading's text.
    #[serde(alias = "handle", alias = "table", alias = "target")]
    block: Option<String>,
    // The block to stand beside.
    to: Option<String>,
    // The heading of a section, by text or handle.
    #[serde(alias = "section")]
    heading: Option<String>,
    /// Text as readers see it.
    #[serde(alias = "old", alias = "old_text", alias = "search")]
    find: Option<String>,
    // The text in its place.
    #[serde(alias = "new", alias = "new_text", alias = "replacement")]
    replace: Option<String>,
    /// From 1.
    occurrence: Option<Count<0, { u32::MAX }>>,
    // Every occurrence.
    #[serde(default, alias = "replace_all")]
    all: bool,
    /// Markdown.
    #[serde(alias = "markdown", alias = "text", alias = "body")]
    content: Option<Text>,
    /// In place of `content`.
    storage: Option<String>,
    /// File with the content.
    body_file: Option<String>,
    /// By first cell, or number (header: 1).
    #[schemars(with = "Option<String>")]
    row: Option<RowOrColumn>,
    /// By header or number.
    #[schemars(with = "Option<String>")]
    column: Option<RowOrColumn>,
    /// Those of a column begin with its header.
    #[serde(alias = "values")]
    cells: Option<Vec<Text>>,
    // The parameter of a macro.
    #[serde(alias = "parameter")]
    name: Option<String>,
    /// Without it the parameter goes.
    value: Option<Text>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Op {
    #[serde(alias = "replace", alias = "find_replace", alias = "find_and_replace")]
    ReplaceText,
    #[serde(alias = "update_block")]
    ReplaceBlock,
    InsertBefore,
    #[serde(alias = "insert")]
    InsertAfter,
    #[serde(alias = "delete", alias = "remove", alias = "remove_block")]
    DeleteBlock,
    MoveBefore,
    #[serde(alias = "move")]
    MoveAfter,
    #[serde(alias = "update_section")]
    ReplaceSection,
    #[serde(alias = "add")]
    Append,
    Prepend,
    #[serde(alias = "update_cell", alias = "replace_cell")]
    SetCell,
    #[serde(alias = "add_row", alias = "append_row")]
    InsertRow,
    #[serde(alias = "remove_row")]
    DeleteRow,
    #[serde(alias = "add_column", alias = "append_column")]
    InsertColumn,
    #[serde(alias = "remove_column")]
    DeleteColumn,
    #[serde(alias = "set_macro_param")]
    SetMacroParameter,
}

/// A row or column: a number counts it, text is its first cell.
#[derive(Clone, Debug)]
struct RowOrColumn(Line);

impl<'de> Deserialize<'de> for RowOrColumn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = |value: &Value| value.as_u64().and_then(|number| usize::try_from(number).ok());
        match Value::deserialize(deserializer)? {
            Value::String(title) => Ok(Self(title.into())),
            value => number(&value).map(|number| Self(number.into())).ok_or_else(|| {
                D::Error::custom("it is neither the text of a first cell nor a number from 1")
            }),
        }
    }
}

impl Step {
    /// Whether it means a block by a handle, which belongs to one version.
    pub(super) fn uses_handles(&self) -> bool {
        [&self.block, &self.to, &self.heading].into_iter().flatten().any(|text| is_handle(text))
    }

    /// Whether it means a block by the text of a heading, which has to be looked up.
    pub(super) fn names_headings(&self) -> bool {
        [&self.block, &self.to].into_iter().flatten().any(|text| !is_handle(text))
    }

    /// Puts handles in the place of headings.
    pub(super) fn resolve(&mut self, outline: &Outline) -> Result<(), Failure> {
        for (argument, named) in [("block", &mut self.block), ("to", &mut self.to)] {
            if let Some(text) = named.as_ref().filter(|text| !is_handle(text)) {
                *named = Some(handle_of(argument, text, outline)?);
            }
        }
        Ok(())
    }

    /// Reads the file with the content, and looks up who is mentioned in it by name.
    pub(super) async fn complete(&mut self, call: &Call<'_>) -> Result<(), Failure> {
        if let Some(path) = self.body_file.take() {
            if self.content.is_some() || self.storage.is_some() {
                return Err(Failure::argument("body_file", "give it, or `content`, or `storage`"));
            }
            self.content = Some(Text(call.files().read_text("body_file", &path)?));
        }
        if let Some(Text(markdown)) = self.content.take() {
            self.content = Some(Text(resolve(call, markdown).await?));
        }
        Ok(())
    }

    /// The edit that is meant.
    pub(super) fn edit(self) -> Result<Edit, Failure> {
        Ok(match self.op {
            Op::ReplaceText => self.replace_text()?,
            Op::ReplaceBlock => Edit::replace_block(self.block()?, self.content()?),
            Op::InsertBefore => Edit::insert_before(self.block()?, self.content()?),
            Op::InsertAfter => Edit::insert_after(self.block()?, self.content()?),
            Op::DeleteBlock => Edit::delete_block(self.block()?),
            Op::MoveBefore => {
                Edit::move_before(self.block()?, handle(self.needed("to", self.to.as_deref())?)?)
            }
            Op::MoveAfter => Edit::move_after(self.block()?, handle(self.needed("to", self.to.as_deref())?)?),
            Op::ReplaceSection => {
                let heading = self.heading.as_deref().or(self.block.as_deref());
                Edit::replace_section(self.needed("heading", heading)?, self.content()?)
            }
            Op::Append => Edit::append(self.content()?),
            Op::Prepend => Edit::prepend(self.content()?),
            Op::SetMacroParameter => Edit::macro_parameter(
                self.block()?,
                self.needed("name", self.name.as_deref())?,
                self.value.as_ref().map(|value| value.0.clone()),
            ),
            _ => Edit::table(self.block()?, self.table()?),
        })
    }

    fn replace_text(&self) -> Result<Edit, Failure> {
        let replace = self.replace.as_deref().or(self.content.as_ref().map(|text| text.0.as_str()));
        let replace = self.needed("replace", replace)?;
        let mut edit = Edit::replace_text(self.needed("find", self.find.as_deref())?, replace);
        if let Some(number) = self.occurrence {
            edit = edit.occurrence(number.0 as usize);
        }
        if self.all {
            edit = edit.everywhere();
        }
        if self.block.is_some() {
            edit = edit.within(self.block()?);
        }
        Ok(edit)
    }

    fn table(&self) -> Result<TableEdit, Failure> {
        let line = |name: &str, line: &Option<RowOrColumn>| {
            line.clone().map(|line| line.0).ok_or_else(|| self.missing(name))
        };
        let (row, column) = (|| line("row", &self.row), || line("column", &self.column));
        Ok(match self.op {
            Op::SetCell => TableEdit::SetCell { row: row()?, column: column()?, markdown: self.cell()? },
            Op::InsertRow => TableEdit::InsertRow { after: row().ok(), cells: self.cells()? },
            Op::DeleteRow => TableEdit::DeleteRow { row: row()? },
            Op::InsertColumn => TableEdit::InsertColumn { after: column().ok(), cells: self.cells()? },
            _ => TableEdit::DeleteColumn { column: column()? },
        })
    }

    fn block(&self) -> Result<Handle, Failure> {
        handle(self.needed("block", self.block.as_deref())?)
    }

    fn content(&self) -> Result<Content, Failure> {
        match (&self.content, &self.storage) {
            (Some(markdown), None) => Ok(Content::markdown(markdown.0.clone())),
            (None, Some(storage)) => Ok(Content::storage(storage)),
            _ => Err(Failure::argument("content", "this op takes either `content` or `storage`")),
        }
    }

    fn cell(&self) -> Result<String, Failure> {
        let text = self.content.as_ref().or(self.value.as_ref()).map(|text| text.0.as_str());
        self.needed("content", text.or(self.replace.as_deref())).map(str::to_owned)
    }

    fn cells(&self) -> Result<Vec<String>, Failure> {
        let cells = self.cells.clone().ok_or_else(|| self.missing("cells"))?;
        Ok(cells.into_iter().map(|cell| cell.0).collect())
    }

    fn needed<'a>(&self, name: &str, value: Option<&'a str>) -> Result<&'a str, Failure> {
        value.ok_or_else(|| self.missing(name))
    }

    fn missing(&self, name: &str) -> Failure {
        Failure::argument(name, format!("this op needs it; it takes {}", self.op.takes()))
    }
}

impl Op {
    /// The arguments of the operation.
    fn takes(self) -> &'static str {
        match self {
            Self::ReplaceText => "find, replace, and perhaps block, occurrence, all",
            Self::ReplaceBlock | Self::InsertBefore | Self::InsertAfter => "block, content",
            Self::DeleteBlock => "block",
            Self::MoveBefore | Self::MoveAfter => "block, to",
            Self::ReplaceSection => "heading, content",
            Self::Append | Self::Prepend => "content",
            Self::SetCell => "block (the table), row, column, content",
            Self::InsertRow => "block (the table), cells, and perhaps row",
            Self::DeleteRow => "block (the table), row",
            Self::InsertColumn => "block (the table), cells, and perhaps column",
            Self::DeleteColumn => "block (the table), column",
            Self::SetMacroParameter => "block (the macro), name, and perhaps value",
        }
    }
}

fn is_handle(text: &str) -> bool {
    text.parse::<Handle>().is_ok()
}

fn handle(text: &str) -> Result<Handle, Failure> {
    Ok(text.parse()?)
}

/// The handle of the one heading of this text, which may be written as Markdown.
fn handle_of(argument: &str, text: &str, outline: &Outline) -> Result<String, Failure> {
    let wanted = text.trim().trim_start_matches('#').trim();
    let mut found = outline.headings.iter().filter(|heading| heading.title.eq_ignore_ascii_case(wanted));
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only.handle.to_string()),
        (Some(_), Some(_)) => Err(Failure::argument(
            argument,
            format!("several headings read {wanted:?}: name the one by its handle"),
        )),
        _ => Err(Failure::argument(
            argument,
            format!(
                "{wanted:?} is no handle such as #b12 and no heading of the page; read it with format `handles`"
            ),
        )),
    }
}
