//! The steps of an edit, as models write them.

use confluence_client::content::{Content, Edit, Handle, Line, TableEdit};
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::advice::Failure;
use crate::arguments::{Count, Text};

/// One change.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline)]
pub(super) struct Step {
    op: Op,
    /// Block, table or macro, by handle.
    block: Option<String>,
    /// move: the block to stand beside.
    to: Option<String>,
    /// Heading of the section, by text or handle.
    heading: Option<String>,
    /// Text as readers see it, within one block.
    find: Option<String>,
    /// The text in its place.
    replace: Option<String>,
    /// Which occurrence, from 1.
    occurrence: Option<Count<0, { u32::MAX }>>,
    /// Every occurrence.
    #[serde(default)]
    all: bool,
    /// New content.
    markdown: Option<String>,
    /// Or new content as storage format.
    storage: Option<String>,
    /// Row by first cell, or number (header: 1); insert_row: the one above.
    #[schemars(with = "Option<String>")]
    row: Option<Place>,
    /// Column by header or number; insert_column: the one before.
    #[schemars(with = "Option<String>")]
    column: Option<Place>,
    /// New cells; those of a column begin with its header.
    cells: Option<Vec<Text>>,
    /// Macro parameter.
    name: Option<String>,
    /// Its value; removed without.
    value: Option<Text>,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Op {
    ReplaceText,
    ReplaceBlock,
    InsertBefore,
    InsertAfter,
    DeleteBlock,
    MoveBefore,
    MoveAfter,
    ReplaceSection,
    Append,
    Prepend,
    SetCell,
    InsertRow,
    DeleteRow,
    InsertColumn,
    DeleteColumn,
    SetMacroParameter,
}

/// A row or column: a number counts it, text is its first cell.
#[derive(Clone, Debug)]
struct Place(Line);

impl<'de> Deserialize<'de> for Place {
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
        let heading = self.heading.as_deref().is_some_and(|heading| heading.parse::<Handle>().is_ok());
        self.block.is_some() || self.to.is_some() || heading
    }

    /// The edit that is meant.
    pub(super) fn edit(self) -> Result<Edit, Failure> {
        Ok(match self.op {
            Op::ReplaceText => self.replace_text()?,
            Op::ReplaceBlock => Edit::replace_block(self.block()?, self.content()?),
            Op::InsertBefore => Edit::insert_before(self.block()?, self.content()?),
            Op::InsertAfter => Edit::insert_after(self.block()?, self.content()?),
            Op::DeleteBlock => Edit::delete_block(self.block()?),
            Op::MoveBefore => Edit::move_before(self.block()?, handle(needed("to", self.to.as_deref())?)?),
            Op::MoveAfter => Edit::move_after(self.block()?, handle(needed("to", self.to.as_deref())?)?),
            Op::ReplaceSection => {
                Edit::replace_section(needed("heading", self.heading.as_deref())?, self.content()?)
            }
            Op::Append => Edit::append(self.content()?),
            Op::Prepend => Edit::prepend(self.content()?),
            Op::SetMacroParameter => Edit::macro_parameter(
                self.block()?,
                needed("name", self.name.as_deref())?,
                self.value.as_ref().map(|value| value.0.clone()),
            ),
            _ => Edit::table(self.block()?, self.table()?),
        })
    }

    fn replace_text(&self) -> Result<Edit, Failure> {
        let replace = needed("replace", self.replace.as_deref())?;
        let mut edit = Edit::replace_text(needed("find", self.find.as_deref())?, replace);
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
        let line = |name: &str, place: &Option<Place>| {
            place.clone().map(|place| place.0).ok_or_else(|| missing(name))
        };
        let (row, column) = (|| line("row", &self.row), || line("column", &self.column));
        Ok(match self.op {
            Op::SetCell => TableEdit::SetCell {
                row: row()?,
                column: column()?,
                markdown: needed("markdown", self.markdown.as_deref())?.to_owned(),
            },
            Op::InsertRow => TableEdit::InsertRow { after: row().ok(), cells: self.cells()? },
            Op::DeleteRow => TableEdit::DeleteRow { row: row()? },
            Op::InsertColumn => TableEdit::InsertColumn { after: column().ok(), cells: self.cells()? },
            _ => TableEdit::DeleteColumn { column: column()? },
        })
    }

    fn block(&self) -> Result<Handle, Failure> {
        handle(needed("block", self.block.as_deref())?)
    }

    fn content(&self) -> Result<Content, Failure> {
        match (&self.markdown, &self.storage) {
            (Some(markdown), None) => Ok(Content::markdown(markdown)),
            (None, Some(storage)) => Ok(Content::storage(storage)),
            _ => Err(Failure::argument("markdown", "this op takes either `markdown` or `storage`")),
        }
    }

    fn cells(&self) -> Result<Vec<String>, Failure> {
        let cells = self.cells.clone().ok_or_else(|| missing("cells"))?;
        Ok(cells.into_iter().map(|cell| cell.0).collect())
    }
}

fn handle(text: &str) -> Result<Handle, Failure> {
    Ok(text.parse()?)
}

fn needed<'a>(name: &str, value: Option<&'a str>) -> Result<&'a str, Failure> {
    value.ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Failure {
    Failure::argument(name, "this op needs it")
}
