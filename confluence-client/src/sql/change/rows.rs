//! What becomes of one row.

use super::{ChangedRow, Writable};
use crate::content::{Converted, WriteOptions, to_storage};
use crate::error::{Error, Result};
use crate::sql::dialect::{Changing, Verb};
use crate::sql::statement_error::fault;
use crate::sql::table::Shown;
use crate::sql::tables;
use crate::sql::value::Value;
use crate::wiki::{NewPage, NewSpace, PageEdit, Position, SpaceUpdate, Wiki};

/// A change of one row, by its keys and new values.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    table: &'static str,
    verb: Verb,
    keys: Vec<String>,
    values: Vec<(&'static str, Option<String>)>,
}

impl Deed {
    pub(super) fn of(writable: &'static Writable, change: &Changing, row: Vec<Value>) -> Result<Self> {
        let mut values = row.into_iter().map(|value| value.to_key());
        let keys = match change.verb {
            Verb::Insert => Vec::new(),
            _ => values.by_ref().take(writable.keys.len()).map(Option::unwrap_or_default).collect(),
        };
        let named = change.columns.iter().map(|name| real(writable.table, name));
        let values = named.zip(values).collect();
        Ok(Self { table: writable.table, verb: change.verb, keys, values })
    }

    fn key(&self, at: usize) -> &str {
        self.keys.get(at).map_or("", String::as_str)
    }

    fn get(&self, column: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| *name == column).and_then(|(_, value)| value.as_deref())
    }

    fn must(&self, column: &str) -> Result<&str> {
        self.get(column).ok_or_else(|| fault(format!("{} needs a {column}", self.table)))
    }

    /// The body that is given, in the storage format.
    fn body(&self, wiki: &Wiki) -> Result<Option<String>> {
        match (self.get("Storage"), self.get("Markdown")) {
            (Some(_), Some(_)) => Err(fault("give Storage or Markdown, and not both")),
            (Some(storage), None) => Ok(Some(storage.to_owned())),
            _ => Ok(self.converted(wiki)?.map(|converted| converted.storage)),
        }
    }

    fn converted(&self, wiki: &Wiki) -> Result<Option<Converted>> {
        let Some(markdown) = self.get("Markdown") else { return Ok(None) };
        let options = WriteOptions::new().target(wiki.site().deployment());
        to_storage(markdown, &options).map(Some).map_err(unwritable)
    }

    /// What became of Markdown that its author should know.
    fn noted(&self, wiki: &Wiki) -> Result<String> {
        // An edit of a page takes Markdown that was made of it, with handles that mean nothing elsewhere.
        if self.verb == Verb::Update && self.table != "Comments" {
            return Ok(String::new());
        }
        let notes = self.converted(wiki)?.map(|converted| converted.notes).unwrap_or_default();
        Ok(notes.iter().map(|note| format!("\nNote: {note}")).collect())
    }

    /// What it is about.
    pub(super) fn name(&self) -> String {
        let what = match self.verb {
            Verb::Insert => "new",
            Verb::Update => "update",
            Verb::Delete => "delete",
        };
        let named = match self.keys.first() {
            Some(key) => key.as_str(),
            None => self.get("Title").or(self.get("Key")).or(self.get("ContentId")).unwrap_or_default(),
        };
        format!("{what} {} {named}", self.table)
    }

    fn row(&self, id: Option<String>, what: String, done: bool) -> ChangedRow {
        ChangedRow { id: id.or_else(|| self.keys.first().cloned()), what, done }
    }

    /// What it would do. What an edit would make of a body is worked out, and what it would lose refused.
    pub(super) async fn told(&self, wiki: &Wiki) -> Result<ChangedRow> {
        if let (Verb::Update, "Pages" | "Blogposts") = (self.verb, self.table)
            && let Some(edit) = self.edit(wiki)?
        {
            let preview = edit.dry_run().await?;
            let lost: Vec<String> = preview.losses.iter().map(ToString::to_string).collect();
            let lost = if lost.is_empty() {
                String::new()
            } else {
                format!("; refused, it would lose {}", lost.join(", "))
            };
            let what = format!("{}{lost}\n{}", self.described(), preview.diff);
            return Ok(self.row(None, what, false));
        }
        self.body(wiki)?;
        Ok(self.row(None, self.described() + &self.noted(wiki)?, false))
    }

    fn described(&self) -> String {
        let values: Vec<String> = self
            .values
            .iter()
            .map(|(name, value)| match value {
                Some(value) if value.chars().count() > 60 => format!("{name} = {} bytes", value.len()),
                Some(value) => format!("{name} = '{value}'"),
                None => format!("{name} = NULL"),
            })
            .collect();
        let values = if values.is_empty() { String::new() } else { format!(": {}", values.join(", ")) };
        let more = match (self.verb, self.table) {
            (Verb::Delete, "Pages" | "Blogposts" | "Attachments") => " (into the trash)",
            (Verb::Delete, "Comments") => " (for good, with its replies)",
            (Verb::Delete, "Spaces") => " (for good, with everything in it)",
            _ => "",
        };
        format!("{}{more}{values}", self.name())
    }

    /// Does it.
    pub(super) async fn run(&self, wiki: &Wiki) -> Result<ChangedRow> {
        let id = match self.verb {
            Verb::Insert => self.insert(wiki).await?,
            Verb::Update => self.update(wiki).await?,
            Verb::Delete => self.delete(wiki).await?,
        };
        Ok(self.row(id, self.described() + &self.noted(wiki)?, true))
    }

    async fn insert(&self, wiki: &Wiki) -> Result<Option<String>> {
        Ok(match self.table {
            "Pages" | "Blogposts" => {
                let mut new = NewPage::new(self.must("SpaceKey")?, self.must("Title")?);
                new = new.storage(self.body(wiki)?.unwrap_or_default());
                if self.table == "Blogposts" {
                    new = new.blog_post();
                }
                if let Some(parent) = self.get("ParentId") {
                    new = new.parent(parent);
                }
                match self.get("Status") {
                    None | Some("current") => {}
                    Some("draft") => new = new.draft(),
                    Some(other) => {
                        return Err(fault(format!("Status of a new page is current or draft, not {other}")));
                    }
                }
                Some(wiki.create_page(new).await?.id.to_string())
            }
            "Comments" => {
                let body = self.body(wiki)?.ok_or_else(|| fault("a comment needs Storage or Markdown"))?;
                let made = match self.get("ReplyToId") {
                    Some(above) => wiki.reply(above, body).await?,
                    None => wiki.add_comment(self.must("ContainerId")?, body).await?,
                };
                Some(made.id.to_string())
            }
            "Labels" => {
                let (content, label) = (self.must("ContentId")?, self.must("LabelName")?);
                wiki.add_labels(content, [label]).await?;
                Some(content.to_owned())
            }
            _ => {
                let mut new = NewSpace::new(self.must("Key")?, self.must("Name")?);
                if let Some(description) = self.get("Description") {
                    new = new.description(description);
                }
                Some(wiki.create_space(new).await?.key.to_string())
            }
        })
    }

    /// The edit of a page, if anything but its place changes.
    fn edit(&self, wiki: &Wiki) -> Result<Option<PageEdit>> {
        let mut edit = wiki.edit(self.key(0));
        if let Ok(version) = self.key(1).parse() {
            edit = edit.at_version(version);
        }
        if let Some(title) = self.get("Title") {
            edit = edit.title(title);
        }
        if let Some(message) = self.get("LastUpdatedMessage") {
            edit = edit.message(message);
        }
        match (self.get("Storage"), self.get("Markdown")) {
            (Some(_), Some(_)) => return Err(fault("give Storage or Markdown, and not both")),
            (Some(storage), None) => edit = edit.storage(storage),
            (None, Some(markdown)) => edit = edit.markdown(markdown),
            (None, None) => {}
        }
        let changes = ["Title", "Storage", "Markdown"].iter().any(|column| self.get(column).is_some());
        Ok(changes.then_some(edit))
    }

    async fn update(&self, wiki: &Wiki) -> Result<Option<String>> {
        match self.table {
            "Pages" | "Blogposts" => {
                if let Some(edit) = self.edit(wiki)? {
                    edit.send().await?;
                }
                if let Some(parent) = self.get("ParentId") {
                    wiki.move_page(self.key(0), Position::Below(parent.into())).await?;
                }
            }
            "Comments" => {
                if let Some(body) = self.body(wiki)? {
                    wiki.update_comment(self.key(0), body).await?;
                }
                match self.get("Resolution") {
                    None => {}
                    Some("resolved") => drop(wiki.resolve_comment(self.key(0), true).await?),
                    Some("open") => drop(wiki.resolve_comment(self.key(0), false).await?),
                    Some(other) => return Err(fault(format!("Resolution is open or resolved, not {other}"))),
                }
            }
            _ => {
                let mut update = SpaceUpdate::new();
                if let Some(name) = self.get("Name") {
                    update = update.name(name);
                }
                if let Some(description) = self.get("Description") {
                    update = update.description(description);
                }
                if let Some(page) = self.get("HomepageId") {
                    update = update.homepage(page);
                }
                wiki.update_space(self.key(0), update).await?;
            }
        }
        Ok(None)
    }

    async fn delete(&self, wiki: &Wiki) -> Result<Option<String>> {
        match self.table {
            "Pages" | "Blogposts" => wiki.trash_page(self.key(0)).await?,
            "Comments" => wiki.delete_comment(self.key(0)).await?,
            "Attachments" => wiki.delete_attachment(self.key(0)).await?,
            "Labels" => wiki.remove_label(self.key(0), self.key(1)).await?,
            _ => drop(wiki.delete_space(self.key(0)).await?),
        }
        Ok(None)
    }
}

/// The column behind another name of it.
fn real(table: &str, name: &str) -> &'static str {
    let column = tables::find(table).and_then(|table| table.column(table.place(name)?));
    match column.map(|column| (column.shown, column.name)) {
        Some((Shown::Alias(of), _)) => of,
        Some((_, name)) => name,
        None => "",
    }
}

fn unwritable(error: crate::content::ContentError) -> Error {
    fault(format!("Markdown: {error}")).source(error)
}
