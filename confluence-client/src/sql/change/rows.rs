//! What becomes of one row.

use super::ChangedRow;
use crate::content::{Converted, Loss, Note, WriteOptions, to_storage};
use crate::error::{Error, Result};
use crate::sql::dialect::{Changing, Verb};
use crate::sql::statement_error::fault;
use crate::sql::table::Shown;
use crate::sql::tables;
use crate::sql::value::Value;
use crate::sql::writable::Writable;
use crate::wiki::{NewPage, NewSpace, PageEdit, Position, SpaceUpdate, Wiki};

/// A change of one row, by its keys and new values.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    table: &'static str,
    verb: Verb,
    keys: Vec<String>,
    /// What people call it.
    called: Option<String>,
    values: Vec<(&'static str, Option<String>)>,
}

impl Deed {
    pub(super) fn of(writable: &'static Writable, change: &Changing, row: Vec<Value>) -> Result<Self> {
        let mut values = row.into_iter().map(|value| value.to_key());
        let keys = match change.verb {
            Verb::Insert => Vec::new(),
            _ => values.by_ref().take(writable.keys.len()).map(Option::unwrap_or_default).collect(),
        };
        let called = match change.verb {
            Verb::Insert => None,
            _ => writable.called.and_then(|_| values.next()).flatten(),
        };
        let named = change.columns.iter().map(|name| real(writable.table, name));
        let values = named.zip(values).collect();
        Ok(Self { table: writable.table, verb: change.verb, keys, called, values })
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
        // An edit of a page takes Markdown that was made of it, with handles that mean nothing elsewhere, and tells itself.
        if self.verb == Verb::Update && self.table != "Comments" {
            return Ok(String::new());
        }
        Ok(self.converted(wiki)?.map(|converted| noted(&converted.notes)).unwrap_or_default())
    }

    /// What it is about.
    pub(super) fn name(&self) -> String {
        let what = match self.verb {
            Verb::Insert => "new",
            Verb::Update => "update",
            Verb::Delete => "delete",
        };
        let given = || {
            ["Title", "Key", "ContentId", "ContainerId", "ReplyToId"].iter().find_map(|name| self.get(name))
        };
        let named = self.keys.first().map(String::as_str).or_else(given).unwrap_or_default();
        // Quoted, so that no title forges what a person is asked.
        let called = self.called.as_ref().map(|called| format!(" {called:?}")).unwrap_or_default();
        format!("{what} {} {named}{called}", self.table)
    }

    fn row(&self, id: Option<String>, what: String, done: bool) -> ChangedRow {
        ChangedRow { id: id.or_else(|| self.keys.first().cloned()), what, done }
    }

    /// What it would do. What an edit would make of a body is worked out, and what it would lose refused.
    pub(super) async fn told(&self, wiki: &Wiki) -> Result<ChangedRow> {
        self.check()?;
        if let (Verb::Update, "Pages" | "Blogposts") = (self.verb, self.table)
            && let Some(edit) = self.edit(wiki)?
        {
            let preview = edit.dry_run().await?;
            let lost = match listed(&preview.losses) {
                lost if lost.is_empty() => lost,
                lost => format!("; refused, it would lose {lost}"),
            };
            let parts = [self.described() + &lost, noted(&preview.notes), preview.diff];
            return Ok(self.row(None, lines(&parts), false));
        }
        self.body(wiki)?;
        Ok(self.row(None, lines(&[self.described(), self.noted(wiki)?]), false))
    }

    /// Refuses what would have no effect, or another one than it says.
    fn check(&self) -> Result<()> {
        if self.verb != Verb::Update {
            return Ok(());
        }
        // Only the description of a space may be taken away.
        let nothing = self.values.iter().find(|(name, value)| value.is_none() && *name != "Description");
        if let Some((name, _)) = nothing {
            return Err(fault(format!("{name} cannot be set to NULL")));
        }
        let message = self.get("LastUpdatedMessage").is_some();
        let written = ["Title", "Storage", "Markdown"].iter().any(|column| self.get(column).is_some());
        match message && !written {
            true => Err(fault(
                "LastUpdatedMessage is of a change of Title, Storage or Markdown: set one of them too",
            )),
            false => Ok(()),
        }
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
        self.check()?;
        let (mut id, mut told) = (None, self.noted(wiki)?);
        match self.verb {
            Verb::Insert => id = self.insert(wiki).await?,
            Verb::Update => told += &self.update(wiki).await?,
            Verb::Delete => self.delete(wiki).await?,
        }
        Ok(self.row(id, lines(&[self.described(), told]), true))
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

    /// Updates it, and says what of that its author should know.
    async fn update(&self, wiki: &Wiki) -> Result<String> {
        match self.table {
            "Pages" | "Blogposts" => return self.update_page(wiki).await,
            "Comments" => {
                let resolved = match self.get("Resolution") {
                    None => None,
                    Some("resolved") => Some(true),
                    Some("open") => Some(false),
                    Some(other) => return Err(fault(format!("Resolution is open or resolved, not {other}"))),
                };
                let body = self.body(wiki)?;
                let written = body.is_some();
                if let Some(body) = body {
                    wiki.update_comment(self.key(0), body).await?;
                }
                if let Some(resolved) = resolved {
                    let done = wiki.resolve_comment(self.key(0), resolved).await;
                    done.map_err(|error| {
                        half_done(error, written, "its text was changed, its resolution was not")
                    })?;
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
        Ok(String::new())
    }

    async fn update_page(&self, wiki: &Wiki) -> Result<String> {
        let mut told = Vec::new();
        let edit = self.edit(wiki)?;
        let edited = edit.is_some();
        if let Some(edit) = edit {
            let made = edit.send().await?;
            told.push(noted(&made.notes));
            if !made.changed {
                told.push("It was so already: no new version was made.".to_owned());
            }
            if let Some(version) = made.merged_with {
                told.push(format!("Merged with version {version}, which somebody else made meanwhile."));
            }
            if !made.dropped.is_empty() {
                told.push(format!("The service did not store {}", listed(&made.dropped)));
            }
        }
        if let Some(parent) = self.get("ParentId") {
            let moved = wiki.move_page(self.key(0), Position::Below(parent.into())).await;
            moved.map_err(|error| half_done(error, edited, "its text was changed, and it was not moved"))?;
        }
        Ok(lines(&told))
    }

    async fn delete(&self, wiki: &Wiki) -> Result<()> {
        match self.table {
            "Pages" | "Blogposts" => wiki.trash_page(self.key(0)).await?,
            "Comments" => wiki.delete_comment(self.key(0)).await?,
            "Attachments" => wiki.delete_attachment(self.key(0)).await?,
            "Labels" => wiki.remove_label(self.key(0), self.key(1)).await?,
            _ => drop(wiki.delete_space(self.key(0)).await?),
        }
        Ok(())
    }
}

/// Losses in words.
fn listed(losses: &[Loss]) -> String {
    losses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What was not understood, a note a line.
fn noted(notes: &[Note]) -> String {
    notes.iter().map(|note| format!("Note: {note}")).collect::<Vec<_>>().join("\n")
}

/// What there is of this, a line each.
fn lines(parts: &[String]) -> String {
    parts.iter().map(|part| part.trim_end()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// An error after a part that was done already.
fn half_done(error: Error, begun: bool, what: &str) -> Error {
    if !begun {
        return error;
    }
    let said = format!("{what}: {error}");
    Error::new(error.kind(), error.operation()).said(said).source(error)
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
