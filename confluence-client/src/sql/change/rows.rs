//! What becomes of one row.

mod identity;
mod together;

use super::ChangedRow;
use super::checks::{self, Checks};
use super::step::{Step, Target};
use super::words::{beginning, lines, listed, noted};
use crate::content::{ContentErrorKind, Converted, WriteOptions, offload, to_storage};
use crate::error::{Error, ErrorKind, Result};
use crate::quoted::Quoted;
use crate::sql::dialect::{Changing, Verb};
use crate::sql::statement_error::fault;
use crate::sql::table::Shown;
use crate::sql::tables;
use crate::sql::value::Value;
use crate::sql::writable::Writable;
use crate::wiki::{NewPage, NewSpace, PageEdit, SpaceUpdate, Wiki};

/// A change of one row, by its keys and new values.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    of: Target,
    verb: Verb,
    /// What people call it.
    called: Option<String>,
    /// Where it stands in its life, if the statement asks for others than current ones.
    status: Option<String>,
    values: Vec<(&'static str, Option<String>)>,
}

/// A change of one row that was looked at: what is sent, and what is told of it before.
#[derive(Debug)]
pub(super) struct Prepared {
    step: Step,
    told: String,
    /// What its author should know of its Markdown.
    noted: String,
    /// Whether the row stays as it is.
    pub(super) is_same: bool,
}

/// What an edit would make of a row.
#[derive(Default)]
struct Previewed {
    told: String,
    is_same: bool,
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
        let status = change.names_status().then(|| values.next().flatten()).flatten();
        let named = change.columns.iter().map(|name| real(writable.table, name));
        let values = named.zip(values).collect();
        let of = Target { table: writable.table, keys };
        Ok(Self { of, verb: change.verb, called, status, values })
    }

    fn get(&self, column: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| *name == column).and_then(|(_, value)| value.as_deref())
    }

    fn must(&self, column: &str) -> Result<&str> {
        self.get(column).ok_or_else(|| fault(format!("{} needs a {column}", self.of.table)))
    }

    /// The body that is given, in the storage format.
    async fn body(&self, converted: Option<Converted>) -> Result<Option<String>> {
        match (self.get("Storage"), self.get("Markdown")) {
            (Some(_), Some(_)) => Err(fault("give Storage or Markdown, and not both")),
            (Some(storage), None) => {
                checks::storage(storage).await?;
                Ok(Some(storage.to_owned()))
            }
            _ => Ok(converted.map(|converted| converted.storage)),
        }
    }

    /// What the Markdown that is given becomes.
    async fn converted(&self, wiki: &Wiki) -> Result<Option<Converted>> {
        // An edit of a page takes Markdown that was made of it, with handles that mean nothing elsewhere, and tells itself.
        let of_itself = self.verb == Verb::Update && self.of.table != "Comments";
        let Some(markdown) = self.get("Markdown").filter(|_| !of_itself).map(str::to_owned) else {
            return Ok(None);
        };
        let options = WriteOptions::new().target(wiki.site().deployment());
        let converted = offload(markdown.len(), move || to_storage(&markdown, &options)).await;
        converted.map(Some).map_err(unwritable)
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
        // Quoted, so that no title forges what a person is asked.
        let called = self.called.as_ref().map(|called| format!(" {}", Quoted(called))).unwrap_or_default();
        let table = self.of.table;
        match self.of.keys.as_slice() {
            // A label has no id: what carries it does not tell which one is meant.
            [content, label] if table == "Labels" => {
                format!("{what} {table} {} of {content}{called}", Quoted(label))
            }
            [id, ..] => format!("{what} {table} {id}{called}"),
            [] => format!("{what} {table} {}{called}", given().unwrap_or_default()),
        }
    }

    /// Looks whether it can be done, as far as that can be told before, and makes ready what is sent. Nothing is changed.
    pub(super) async fn prepared(&self, checks: &mut Checks) -> Result<Prepared> {
        self.check()?;
        let converted = self.converted(&checks.wiki).await?;
        let noted = converted.as_ref().map(|converted| noted(&converted.notes)).unwrap_or_default();
        let mut told = lines(&[self.described(), noted.clone(), self.beginning()]);
        let mut is_same = false;
        let step = match self.verb {
            Verb::Insert => {
                is_same = self.is_label_there(checks).await?;
                self.insert(checks, converted).await?
            }
            Verb::Update => {
                let (step, preview) = self.update(checks, converted).await?;
                is_same = preview.is_same;
                told = lines(&[told, preview.told]);
                step
            }
            Verb::Delete => {
                self.check_status()?;
                Step::Delete
            }
        };
        if let Some(target) = self.target() {
            checks.wiki.check_preview(target).await?;
        }
        Ok(Prepared { step, told, noted, is_same })
    }

    /// What it would do.
    pub(super) fn preview(&self, prepared: Prepared) -> ChangedRow {
        self.row(None, prepared.told, false)
    }

    /// Does it.
    pub(super) async fn sent(&self, prepared: Prepared, wiki: &Wiki) -> Result<ChangedRow> {
        let (id, told) = prepared.step.send(&self.of, wiki).await?;
        Ok(self.row(id, lines(&[self.described(), prepared.noted, told]), true))
    }

    /// Refuses what would have no effect, or another one than it says.
    fn check(&self) -> Result<()> {
        if self.verb != Verb::Update {
            return Ok(());
        }
        // Only the description of a space may be taken away.
        let nothing = self.values.iter().find(|(name, value)| value.is_none() && *name != "Description");
        if let Some((name, _)) = nothing {
            let instead = match *name {
                "ParentId" => ": set it to the HomepageId of the space, below which its first pages lie",
                _ => "",
            };
            return Err(fault(format!("{name} cannot be set to NULL{instead}")));
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

    /// Refuses what the trash holds already.
    fn check_status(&self) -> Result<()> {
        match self.status.as_deref() {
            Some(status) if status.eq_ignore_ascii_case("trashed") => Err(fault(
                "it is in the trash already, where nothing is changed or deleted by SQL: restore it from there first",
            )),
            _ => Ok(()),
        }
    }

    fn described(&self) -> String {
        let values: Vec<String> = self
            .values
            .iter()
            .map(|(name, value)| match value {
                // A value of several lines could pass for more rows.
                Some(value) if value.chars().count() > 60 || value.contains(char::is_control) => {
                    format!("{name} = {} bytes", value.len())
                }
                Some(value) => format!("{name} = '{value}'"),
                None => format!("{name} = NULL"),
            })
            .collect();
        let values = if values.is_empty() { String::new() } else { format!(": {}", values.join(", ")) };
        let more = match (self.verb, self.of.table) {
            (Verb::Delete, "Pages" | "Blogposts" | "Attachments") => " (into the trash)",
            (Verb::Delete, "Comments") => " (for good, with its replies)",
            (Verb::Delete, "Spaces") => " (for good, with everything in it)",
            _ => "",
        };
        format!("{}{more}{values}", self.name())
    }

    /// How a new text begins, of which an edit of a page shows what it changes.
    fn beginning(&self) -> String {
        let shows_itself = self.verb == Verb::Update && matches!(self.of.table, "Pages" | "Blogposts");
        let texts = ["Storage", "Markdown", "Description"].iter().filter_map(|name| self.get(name));
        match texts.filter(|_| !shows_itself).find(|text| !text.trim().is_empty()) {
            Some(text) => beginning(text),
            None => String::new(),
        }
    }

    async fn insert(&self, checks: &mut Checks, converted: Option<Converted>) -> Result<Step> {
        Ok(match self.of.table {
            "Pages" | "Blogposts" => Step::Page(Box::new(self.new_page(checks, converted).await?)),
            "Comments" => {
                let body = self.body(converted).await?.filter(|body| !body.trim().is_empty());
                let body = body.ok_or_else(|| fault("a comment needs Storage or Markdown"))?;
                match self.get("ReplyToId") {
                    Some(above) => {
                        checks.replied_to(above, self.get("ContainerId")).await?;
                        Step::Reply { to: above.to_owned(), body }
                    }
                    None => {
                        let on = self.must("ContainerId")?;
                        checks.container("ContainerId", on).await?;
                        Step::Comment { on: on.to_owned(), body }
                    }
                }
            }
            "Labels" => {
                let (content, label) = (self.must("ContentId")?, self.must("LabelName")?);
                Step::Label { content: content.to_owned(), label: label.to_owned() }
            }
            "Spaces" => {
                let (key, name) = (self.must("Key")?, self.must("Name")?);
                checks::title("Name", name)?;
                checks.new_space(key).await?;
                let new = NewSpace::new(key, name);
                Step::Space(match self.get("Description") {
                    Some(description) => new.description(description),
                    None => new,
                })
            }
            other => return Err(fault(format!("{other} takes no INSERT"))),
        })
    }

    async fn new_page(&self, checks: &mut Checks, converted: Option<Converted>) -> Result<NewPage> {
        let (space, title) = (self.must("SpaceKey")?, self.must("Title")?);
        checks::title("Title", title)?;
        let mut new = NewPage::new(space, title).storage(self.body(converted).await?.unwrap_or_default());
        let status = self.get("Status");
        let status = status.map(|given| checks::word("Status of a new page", given, ["current", "draft"]));
        let draft = status.transpose()? == Some("draft");
        if draft {
            new = new.draft();
        }
        let key = checks.space(space).await?;
        if let Some(parent) = self.get("ParentId") {
            checks.parent("ParentId", parent, &key).await?;
            new = new.parent(parent);
        }
        if self.of.table == "Blogposts" {
            new = new.blog_post();
        } else if !draft {
            checks.untaken(&key, title).await?;
        }
        Ok(new)
    }

    /// The edit of a page, if anything but its place changes.
    fn edit(&self, wiki: &Wiki) -> Result<Option<PageEdit>> {
        let mut edit = wiki.edit(self.of.key(0));
        if let Ok(version) = self.of.key(1).parse() {
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

    /// What is sent for it, and what would become of it.
    async fn update(&self, checks: &mut Checks, converted: Option<Converted>) -> Result<(Step, Previewed)> {
        Ok(match self.of.table {
            "Pages" | "Blogposts" => {
                self.check_status()?;
                let (edit, mut preview) = self.checked_edit(checks).await?;
                if let Some(parent) = self.get("ParentId") {
                    checks.below(self.of.key(0), parent).await?;
                    preview.is_same = false;
                }
                let below = self.get("ParentId").map(str::to_owned);
                (Step::EditPage { edit: edit.map(Box::new), below }, preview)
            }
            "Comments" => {
                let resolved = self.get("Resolution");
                let resolved = resolved
                    .map(|given| checks::word("Resolution", given, ["open", "resolved"]))
                    .transpose()?;
                let resolved = resolved.map(|word| word == "resolved");
                if resolved.is_some() {
                    checks.resolvable(self.of.key(0)).await?;
                }
                let body = self.body(converted).await?;
                if body.as_ref().is_some_and(|body| body.trim().is_empty()) {
                    return Err(fault("a comment needs a text: DELETE takes it away"));
                }
                (Step::EditComment { body, resolved }, Previewed::default())
            }
            "Spaces" => {
                let mut update = SpaceUpdate::new();
                if let Some(name) = self.get("Name") {
                    checks::title("Name", name)?;
                    update = update.name(name);
                }
                if let Some(description) = self.get("Description") {
                    update = update.description(description);
                }
                if let Some(page) = self.get("HomepageId") {
                    checks.homepage("HomepageId", page, self.of.key(0)).await?;
                    update = update.homepage(page);
                }
                (Step::EditSpace(update), Previewed::default())
            }
            other => return Err(fault(format!("{other} takes no UPDATE"))),
        })
    }

    /// The edit of a page, and what it makes of it. One that would lose what it does not name is refused.
    async fn checked_edit(&self, checks: &mut Checks) -> Result<(Option<PageEdit>, Previewed)> {
        if let Some(title) = self.get("Title") {
            checks::title("Title", title)?;
            checks.renamed(self.of.key(0), title).await?;
        }
        let Some(edit) = self.edit(&checks.wiki)? else { return Ok((None, Previewed::default())) };
        let preview = edit.dry_run().await?;
        if !preview.losses.is_empty() {
            let instead =
                if self.get("Markdown").is_some() { ": set Storage where that is meant" } else { "" };
            let said = format!("it would lose {}{instead}", listed(&preview.losses));
            return Err(Error::new(ErrorKind::ContentLoss, "sql").with_message(said));
        }
        let told = lines(&[noted(&preview.notes), preview.diff]);
        Ok((Some(edit), Previewed { told, is_same: preview.is_same }))
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
    let unknown = error.kind() == ContentErrorKind::UnknownHandle;
    let copied = if unknown { "; what another page has is copied by its Storage" } else { "" };
    fault(format!("Markdown: {error}{copied}")).with_source(error)
}
