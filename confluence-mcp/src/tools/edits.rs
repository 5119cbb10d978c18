//! The steps of an edit, as models write them.

mod loose;
mod operation;
mod places;

use confluence_client::content::{Content, Document, Edit, Handle, Line, Outline, Part, TableEdit};
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::advice::Failure;
use crate::arguments::{Count, Id, Text, whole};
use crate::call::Call;
use crate::mentions::{Target, resolve};
use operation::Op;
use places::is_handle;

pub(super) use loose::gather;

/// One change. Which arguments an operation takes stands at `op` alone: each argument costs bytes in every list of tools.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(inline, description = "")]
pub(super) struct Step {
    /// replace_text: find, replace or content [block, occurrence, all]. replace_block, insert_before, insert_after: block,
    /// content. delete_block: block. move_before, move_after: block, to (heading text: section). replace_section: heading,
    /// content. append, prepend: content [heading]. set_cell: block, row, column, content. insert_row: block, cells [row
    /// above]. insert_column: block, cells [column before]. delete_row: block, row. delete_column: block, column.
    /// set_macro_parameter: block, name [value].
    #[schemars(with = "String")]
    op: Op,
    /// Block handle or heading text.
    block: Option<String>,
    /// Target block.
    to: Option<String>,
    /// Of a section.
    heading: Option<String>,
    /// Text as displayed.
    find: Option<String>,
    /// New text.
    replace: Option<String>,
    /// From 1.
    occurrence: Option<Count<0, { u32::MAX }>>,
    /// Every occurrence.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    all: bool,
    /// Markdown.
    content: Option<Text>,
    /// Instead of `content`.
    storage: Option<String>,
    /// File with the content.
    body_file: Option<String>,
    /// First cell, or number (header: 1).
    #[schemars(with = "Option<String>")]
    row: Option<RowOrColumn>,
    /// Header or number.
    #[schemars(with = "Option<String>")]
    column: Option<RowOrColumn>,
    /// Of a column: header first.
    cells: Option<Vec<Text>>,
    /// Macro parameter.
    name: Option<String>,
    /// Without it: removed.
    value: Option<Text>,
}

/// A row or column: a number counts it, text is its first cell.
#[derive(Clone, Debug)]
struct RowOrColumn(Line);

impl<'de> Deserialize<'de> for RowOrColumn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let counted = |value: &Value| value.as_u64().or_else(|| Some(whole(value.as_f64()?)?.into()));
        let number = |value: &Value| usize::try_from(counted(value)?).ok();
        match Value::deserialize(deserializer)? {
            Value::String(title) => Ok(Self(title.into())),
            value => number(&value).map(|number| Self(number.into())).ok_or_else(|| {
                D::Error::custom("it is neither the text of a first cell nor a number from 1")
            }),
        }
    }
}

impl Step {
    /// Refuses arguments that mean nothing to the operation, and puts those that were given under another's name in
    /// place.
    pub(super) fn check(&mut self) -> Result<(), Failure> {
        // Text is looked for in a block, and a heading does not stand for all that is below it.
        let stands_for = self.op.has("block") && !self.op.has("heading") && self.op != Op::ReplaceText;
        if stands_for && self.block.is_none() {
            self.block = self.heading.take();
        } else if self.op.has("heading") && self.heading.is_none() {
            self.heading = self.block.take();
        }
        self.contradicts()?;
        let given = [
            ("block", self.block.is_some()),
            ("to", self.to.is_some()),
            ("heading", self.heading.is_some()),
            ("find", self.find.is_some()),
            ("replace", self.replace.is_some()),
            ("occurrence", self.occurrence.is_some()),
            ("all", self.all),
            ("content", self.content.is_some()),
            ("storage", self.storage.is_some()),
            ("body_file", self.body_file.is_some()),
            ("row", self.row.is_some()),
            ("column", self.column.is_some()),
            ("cells", self.cells.is_some()),
            ("name", self.name.is_some()),
            ("value", self.value.is_some()),
        ];
        match given.iter().find(|(name, given)| *given && !self.op.has(name)) {
            None => Ok(()),
            Some((name, _)) => Err(Failure::argument(
                name,
                format!("it means nothing to {}, which takes {}", self.op.name(), self.op.takes()),
            )),
        }
    }

    /// Refuses two arguments of which only one can count.
    fn contradicts(&self) -> Result<(), Failure> {
        if self.op == Op::ReplaceText && self.all && self.occurrence.is_some() {
            return Err(Failure::argument("occurrence", "give it or `all`, not both"));
        }
        // The new text under the name that the operation has for it, and under those that are taken as well.
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.0.clone());
        let given = [
            ("replace", self.replace.clone()),
            ("content", text(&self.content)),
            ("value", text(&self.value)),
        ];
        let mut new = given.iter().filter(|(name, text)| text.is_some() && self.op.has(name));
        let Some((first, meant)) = new.next() else { return Ok(()) };
        match new.find(|(_, other)| other != meant) {
            None => Ok(()),
            Some((name, _)) => {
                Err(Failure::argument(name, format!("it says another text than `{first}`: give one")))
            }
        }
    }

    /// Whether it means a block by a handle, which belongs to one version.
    pub(super) fn uses_handles(&self) -> bool {
        [&self.block, &self.to, &self.heading].into_iter().flatten().any(|text| is_handle(text))
    }

    /// Whether it means a block by the text of a heading, or the only table of the page, which has to be looked up.
    pub(super) fn names_headings(&self) -> bool {
        let unnamed = self.op.is_of_table() && self.block.is_none();
        let below = self.op == Op::Prepend && self.heading.as_deref().is_some_and(|text| !is_handle(text));
        unnamed || below || [&self.block, &self.to].into_iter().flatten().any(|text| !is_handle(text))
    }

    /// Whether it means a block by a heading that may name a person.
    pub(super) fn names_people(&self) -> bool {
        [&self.block, &self.to, &self.heading].into_iter().flatten().any(|text| text.contains('@'))
    }

    /// Puts handles in the place of headings.
    pub(super) fn resolve(&mut self, document: &Document, outline: &Outline) -> Result<(), Failure> {
        if self.op.is_of_table() {
            if self.block.as_deref().is_none_or(|text| !is_handle(text)) {
                self.block = Some(places::table(self.block.as_deref(), document, outline)?.to_string());
            }
            return Ok(());
        }
        let heading = if self.op == Op::Prepend { &mut self.heading } else { &mut None };
        for (argument, named) in [("block", &mut self.block), ("to", &mut self.to), ("heading", heading)] {
            if let Some(text) = named.as_ref().filter(|text| !is_handle(text)) {
                let handle = places::heading(argument, text, document)?;
                // The text stays where it says more than the handle: all that is below the heading.
                if !self.op.is_of_sections() {
                    *named = Some(handle.to_string());
                }
            }
        }
        Ok(())
    }

    /// Reads the file with the content, and looks up who is mentioned in it by name.
    pub(super) async fn complete(&mut self, call: &Call<'_>, page: &Id) -> Result<(), Failure> {
        if let Some(path) = self.body_file.take() {
            if self.content.is_some() || self.storage.is_some() {
                return Err(Failure::argument("body_file", "give it, or `content`, or `storage`"));
            }
            self.content = Some(Text(call.files().read_text("body_file", &path).await?));
        }
        for (name, text) in self.markdown() {
            let written = std::mem::take(text);
            let of_page = Target::Page(page);
            *text = resolve(call, written, of_page).await.map_err(|failure| failure.of(name))?;
        }
        Ok(())
    }

    /// The texts that are Markdown, with the names of their arguments: in all of them people are mentioned by name.
    fn markdown(&mut self) -> Vec<(String, &mut String)> {
        let of_cell = self.op == Op::SetCell;
        // What is found as Markdown is replaced by Markdown.
        let marks = ['[', '*', '_', '`', '~', ':', '<'];
        let is_marked =
            self.op == Op::ReplaceText && self.find.as_deref().is_some_and(|find| find.contains(marks));
        let mut texts: Vec<(String, &mut String)> = Vec::new();
        if self.op != Op::SetMacroParameter {
            texts.extend(self.content.as_mut().map(|text| ("content".to_owned(), &mut text.0)));
        }
        if of_cell {
            texts.extend(self.value.as_mut().map(|text| ("value".to_owned(), &mut text.0)));
        }
        if of_cell || is_marked {
            texts.extend(self.replace.as_mut().map(|text| ("replace".to_owned(), text)));
        }
        let cells = self.cells.iter_mut().flatten().enumerate();
        texts.extend(cells.map(|(at, text)| (format!("cells[{at}]"), &mut text.0)));
        texts
    }

    /// The edit that is meant.
    pub(super) fn edit(self) -> Result<Edit, Failure> {
        Ok(match self.op {
            Op::ReplaceText => self.replace_text()?,
            Op::ReplaceBlock => Edit::replace_block(self.block()?, self.content()?),
            Op::InsertBefore => Edit::insert_before(self.block()?, self.content()?),
            Op::InsertAfter => Edit::insert_after(self.block()?, self.content()?),
            Op::DeleteBlock => match self.part("block", self.block.as_deref())? {
                Part::Section(heading) => Edit::delete_section(heading),
                _ => Edit::delete_block(self.block()?),
            },
            Op::MoveBefore => Edit::move_before(
                self.part("block", self.block.as_deref())?,
                self.part("to", self.to.as_deref())?,
            ),
            Op::MoveAfter => Edit::move_after(
                self.part("block", self.block.as_deref())?,
                self.part("to", self.to.as_deref())?,
            ),
            Op::MoveSection => Edit::move_after(
                self.needed("heading", self.heading.as_deref())?,
                self.part("to", self.to.as_deref())?,
            ),
            Op::DeleteSection => Edit::delete_section(self.needed("heading", self.heading.as_deref())?),
            Op::ReplaceSection => {
                Edit::replace_section(self.needed("heading", self.heading.as_deref())?, self.content()?)
            }
            Op::Append => match &self.heading {
                Some(heading) => Edit::append_to_section(heading, self.content()?),
                None => Edit::append(self.content()?),
            },
            Op::Prepend => match &self.heading {
                Some(heading) => Edit::insert_after(handle(heading)?, self.content()?),
                None => Edit::prepend(self.content()?),
            },
            Op::SetMacroParameter => Edit::macro_parameter(
                self.block()?,
                self.needed("name", self.name.as_deref())?,
                self.value.as_ref().or(self.content.as_ref()).map(|value| value.0.clone()),
            ),
            Op::SetCell | Op::InsertRow | Op::DeleteRow | Op::InsertColumn | Op::DeleteColumn => {
                Edit::table(self.block()?, self.table()?)
            }
        })
    }

    fn replace_text(&self) -> Result<Edit, Failure> {
        let markdown = self.content.as_ref().map(|text| text.0.as_str());
        let replace = self.needed("replace", self.replace.as_deref().or(markdown))?;
        let mut edit = Edit::replace_text(self.needed("find", self.find.as_deref())?, replace);
        if self.replace.is_none() {
            edit = edit.markdown();
        }
        if let Some(number) = self.occurrence {
            edit = edit.occurrence(number.0 as usize);
        }
        if self.all {
            edit = edit.all_occurrences();
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
        // A row is added at the end of a table, unless it is said where: above the header nobody wants it.
        let after = |line: &Option<RowOrColumn>| Some(line.clone().map_or(Line::Last, |line| line.0));
        Ok(match self.op {
            Op::SetCell => TableEdit::SetCell { row: row()?, column: column()?, markdown: self.cell()? },
            Op::InsertRow => TableEdit::InsertRow { after: after(&self.row), cells: self.cells()? },
            Op::DeleteRow => TableEdit::DeleteRow { row: row()? },
            Op::InsertColumn => TableEdit::InsertColumn { after: after(&self.column), cells: self.cells()? },
            _ => TableEdit::DeleteColumn { column: column()? },
        })
    }

    fn block(&self) -> Result<Handle, Failure> {
        handle(self.needed("block", self.block.as_deref())?)
    }

    /// One block by its handle, or a section by the text of its heading.
    fn part(&self, name: &str, named: Option<&str>) -> Result<Part, Failure> {
        let named = self.needed(name, named)?;
        Ok(if is_handle(named) { Part::Block(handle(named)?) } else { Part::from(named) })
    }

    fn content(&self) -> Result<Content, Failure> {
        match (&self.content, &self.storage) {
            (Some(markdown), None) => Ok(Content::markdown(markdown.0.clone())),
            (None, Some(storage)) => Ok(Content::storage(storage)),
            (None, None) => Err(self.missing("content")),
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
        Failure::argument(name, format!("{} needs it; it takes {}", self.op.name(), self.op.takes()))
    }
}

fn handle(text: &str) -> Result<Handle, Failure> {
    Ok(text.parse()?)
}
