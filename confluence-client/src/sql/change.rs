//! Changes: `INSERT`, `UPDATE` and `DELETE`, row by row through the calls that every other change takes.

mod agreed;
mod checks;
mod missing;
mod rows;
mod step;
mod words;

use serde::Serialize;

use super::dialect::{Changing, Verb, changing, escaped_lines};
use super::engine::{self, Work};
use super::faults::{did_you_mean, no_table};
use super::result::Rows;
use super::statement_error::fault;
use super::table::Shown;
use super::value::Value;
use super::writable::{WRITABLE, Writable};
use super::{QueryLimits, Sql, tables};
use crate::error::{Error, ErrorKind, Reason, Result};
use agreed::digest;
use checks::Checks;
use missing::why_nothing;
use rows::{Deed, Prepared};

/// How many rows a statement changes at the most, by default.
pub(super) const ROWS: u64 = 20;

/// A SQL statement that changes rows: INSERT, UPDATE or DELETE.
#[derive(Clone, Debug)]
#[must_use = "a change does nothing until it is run"]
pub struct Change<'s> {
    pub(super) of: &'s Sql,
    pub(super) sql: String,
    pub(super) parameters: Vec<(String, Value)>,
    pub(super) most: u64,
    pub(super) dry: bool,
    pub(super) agreed: Option<String>,
}

/// The result of a [`Change`]: which rows were changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Changed {
    /// What was done, or would be, row by row.
    pub rows: Vec<ChangedRow>,
    /// How many rows were changed.
    pub affected: u64,
    /// How many rows the statement is about that stay as they are, and are none of these; the notes say so too.
    #[serde(skip)]
    pub left_out: u64,
    /// Why it stopped before its end: the rows before are changed, those from there on are not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// What kind of failure that was.
    #[serde(skip)]
    pub stopped_by: Option<ErrorKind>,
    /// What is to be known beside the rows: spaces that are not there, ids that led nowhere, why there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Tells these rows and their new values from any others: [`Change::agreed`] takes it.
    #[serde(skip)]
    pub digest: String,
}

/// A row of a [`Change`], with what was or would be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChangedRow {
    /// What it is about, by id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What was done, or would be.
    pub what: String,
    /// Whether it was done.
    pub done: bool,
}

impl Change<'_> {
    /// Gives `@name` a value, with or without the sign; without a name, the next `?`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Maximum number of rows that may be changed; 20 by default. If there are more, none is.
    pub fn rows(mut self, most: u64) -> Self {
        self.most = most;
        self
    }

    /// Says what each row would become, and changes nothing.
    pub fn dry_run(mut self) -> Self {
        self.dry = true;
        self
    }

    /// Changes nothing unless the rows, their versions and their new values are those of an earlier answer with this
    /// [`digest`](Changed::digest): what somebody agreed to is what is done.
    pub fn agreed(mut self, digest: impl Into<String>) -> Self {
        self.agreed = Some(digest.into());
        self
    }

    /// Looks whether the statement can be read, and names what is there and can be changed. Nothing is asked, and nothing is
    /// changed.
    ///
    /// # Errors
    /// As of [`run`](Self::run), as far as the statement alone shows.
    pub async fn check(&self) -> Result<()> {
        let change = changing(&self.sql)?;
        let writable = check(&change)?;
        let work = Work { explain: true, ..self.selection(&change, writable) };
        let mut plan = Rows::of(engine::begin(&self.of.wiki, work).await?);
        while let Some(step) = plan.next().await {
            step?;
        }
        Ok(())
    }

    /// Changes the rows, one after the other, once all of them are found to be as the policy and the service take them. The
    /// first that fails ends it; [`Changed`] shows which were changed.
    ///
    /// # Errors
    /// `Invalid` for a statement that cannot be read, a table or column that cannot be changed, or more rows than
    /// allowed; `Policy` for a connection that reads alone, or a row in a space that may not be written; `Conflict` for
    /// other rows than were [`agreed`](Self::agreed) to; what is wrong with a row otherwise. Then nothing was changed.
    pub async fn run(self) -> Result<Changed> {
        let change = changing(&self.sql)?;
        let writable = check(&change)?;
        if !self.dry {
            self.of.wiki.policy().check_write("sql")?;
        }
        let (rows, notes) = self.meant(&change, writable).await?;
        let mut changed = Changed { notes, ..Changed::default() };
        if rows.is_empty() {
            changed.notes.push(why_nothing(&self.of.wiki, &change, writable, &self.parameters).await);
        }
        let mut ready = self.ready(&change, writable, rows).await?;
        let all = ready.len();
        ready.retain(|(_, prepared)| !prepared.is_same);
        match all - ready.len() {
            0 => {}
            same => {
                changed.left_out = same as u64;
                changed.notes.push(format!("{same} row(s) stay as they are, and are left out"));
            }
        }
        changed.digest = digest(ready.iter().map(|(deed, _)| deed));
        if self.agreed.as_ref().is_some_and(|agreed| *agreed != changed.digest) {
            return Err(Error::new(ErrorKind::Conflict, "sql")
                .with_message("the rows, or their new values, are no longer those that were agreed to, and none was changed"));
        }
        for (deed, prepared) in ready {
            if self.dry {
                changed.rows.push(deed.preview(prepared));
                continue;
            }
            match deed.sent(prepared, &self.of.wiki).await {
                Ok(row) => {
                    changed.affected += 1;
                    changed.rows.push(row);
                }
                // A comment goes with the one that it answers, which a row before it may have been.
                Err(error) if changed.affected > 0 && deed.went_with_another(&error, &self.of.wiki).await => {
                    changed.affected += 1;
                    changed.rows.push(deed.gone());
                }
                Err(error) => {
                    let why = error.explained().map(|said| format!(": {said}")).unwrap_or_default();
                    changed.stopped = Some(format!("{}: {}{why}", deed.name(), error.kind()));
                    changed.stopped_by = Some(error.kind());
                    break;
                }
            }
        }
        Ok(changed)
    }

    /// Looks at every row before the first is changed.
    async fn ready(
        &self,
        change: &Changing,
        writable: &'static Writable,
        rows: Vec<Vec<Value>>,
    ) -> Result<Vec<(Deed, Prepared)>> {
        let (mut checks, mut ready) = (Checks::of(&self.of.wiki), Vec::with_capacity(rows.len()));
        for row in rows {
            let deed = Deed::of(writable, change, row)?;
            let prepared = deed.prepared(&mut checks).await;
            let prepared = prepared.map_err(|error| error.of_one(&deed.name()))?;
            ready.push((deed, prepared));
        }
        Ok(ready)
    }

    /// The rows that are meant, all of them: their keys and their new values. And what is to be known of them.
    async fn meant(&self, change: &Changing, writable: &Writable) -> Result<(Vec<Vec<Value>>, Vec<String>)> {
        let work = self.selection(change, writable);
        let limits = work.limits;
        let mut rows = Rows::of(engine::begin(&self.of.wiki, work).await?);
        let mut found = Vec::new();
        while let Some(row) = rows.next().await {
            found.push(row?);
        }
        if found.len() as u64 > self.most {
            return Err(fault(format!(
                "the statement is about more than {} rows, and none was changed: narrow it, or allow more rows",
                self.most
            ))
            .because(Reason::TooManyRows));
        }
        if rows.is_cut() {
            return Err(fault(format!(
                "the rows of the statement have more than {} bytes, and none was changed: narrow it, or allow more bytes",
                limits.bytes
            )));
        }
        let width = if change.verb == Verb::Insert {
            change.columns.len()
        } else {
            found.first().map_or(0, Vec::len)
        };
        if found.iter().any(|row| row.len() != width) {
            return Err(fault(format!("INSERT names {width} columns, and gives another number of values")));
        }
        Ok((found, rows.notes()))
    }

    /// The query for the rows that are meant.
    fn selection(&self, change: &Changing, writable: &Writable) -> Work {
        let status = change.names_status().then_some(&"Status");
        let keys = writable.keys.iter().chain(writable.called.as_ref()).chain(status);
        let keys: Vec<String> = keys.map(|key| format!("[{key}]")).collect();
        let alias = change
            .alias
            .as_ref()
            .map(|alias| format!(" AS \"{}\"", alias.replace('"', "\"\"")))
            .unwrap_or_default();
        let (keys, table, rest, with) = (keys.join(", "), writable.table, &change.rest, &change.with);
        let query = match change.verb {
            Verb::Insert => format!("{with} {rest}"),
            Verb::Delete => format!("{with} SELECT {keys} FROM {table}{alias} {rest}"),
            Verb::Update => format!("{with} SELECT {keys}, {} FROM {table}{alias} {rest}", change.values),
        };
        // What bounds the rows of an answer has no say here: a change of a part of its rows is not what is meant.
        let limits = QueryLimits { rows: self.most.saturating_add(1), skip: 0, ..self.of.limits };
        Work {
            sql: query,
            explain: false,
            whole: true,
            parameters: self.parameters.clone(),
            limits,
            tables: tables::ALL,
        }
    }
}

/// What is changed by calls of their own, and by which: a table, and a column of it or nothing.
const BY_CALLS: &[(&str, &str, &str)] = &[
    ("Pages", "Status", "archiving a page, or restoring it from the trash"),
    ("Pages", "SpaceKey", "moving a page to another space"),
    ("Pages", "Position", "moving a page among its siblings"),
    ("Blogposts", "Status", "restoring a blog post from the trash"),
    ("Tasks", "", "updating a task"),
    ("Properties", "", "setting a property"),
    ("Watchers", "", "watching a page"),
    ("UsersContentRestrictions", "", "restricting a page"),
    ("GroupsContentRestrictions", "", "restricting a page"),
];

fn by_a_call(table: &str, column: &str) -> String {
    let same = |(of, named, _): &&(&str, &str, &str)| *of == table && named.eq_ignore_ascii_case(column);
    if ["Pages", "Blogposts"].contains(&table)
        && ["Label", "Labels"].iter().any(|it| it.eq_ignore_ascii_case(column))
    {
        return " (labels are rows of their own: INSERT INTO Labels (ContentId, LabelName) VALUES (...))"
            .to_owned();
    }
    let call = BY_CALLS.iter().find(same);
    call.map(|(_, _, call)| format!(" ({call} is a call of its own)")).unwrap_or_default()
}

/// What does the work of a verb that a table does not take.
fn instead(table: &str, verb: Verb) -> &'static str {
    match (table, verb) {
        ("Labels", _) => ": DELETE the label, and INSERT the new one",
        ("Attachments", _) => {
            ": EXEC UploadAttachment ContentId = '...', FileName = '...', FileData = '...' adds a file, \
                               or a version of it"
        }
        _ => "",
    }
}

/// Refuses what cannot be changed, before anything is.
fn check(change: &Changing) -> Result<&'static Writable> {
    let table = tables::find(&change.table).ok_or_else(|| fault(no_table(&change.table)))?;
    let writable = WRITABLE.iter().find(|one| one.table == table.name()).ok_or_else(|| {
        let names: Vec<&str> = WRITABLE.iter().map(|one| one.table).collect();
        let other = by_a_call(table.name(), "");
        fault(format!("{} cannot be changed by SQL{other}; {} can", table.name(), names.join(", ")))
    })?;
    let (verb, columns) = match change.verb {
        Verb::Insert => ("INSERT", writable.insert),
        Verb::Update => ("UPDATE", writable.update),
        Verb::Delete => return Ok(writable),
    };
    if columns.is_empty() {
        return Err(fault(format!("{} takes no {verb}{}", table.name(), instead(table.name(), change.verb))));
    }
    // What is written would be there.
    let written = if change.verb == Verb::Insert { &change.rest } else { &change.values };
    if let Some(told) = escaped_lines(written) {
        return Err(fault(told));
    }
    let mut set: Vec<&str> = Vec::new();
    for name in &change.columns {
        let place = table.place(name).and_then(|at| table.column(at));
        let real = match place.map(|column| (column.shown, column.name)) {
            Some((Shown::Alias(of), _)) => of,
            Some((_, name)) => name,
            None => name.as_str(),
        };
        // One of both values would be lost.
        if set.contains(&real) {
            let also =
                if name == real { String::new() } else { format!(", of which {name} is another name") };
            return Err(fault(format!("{verb} of {} sets {real} twice{also}", table.name())));
        }
        set.push(real);
        if !columns.contains(&real) {
            let hint = match name.to_ascii_lowercase().as_str() {
                "id" if change.verb == Verb::Insert => " (the service gives what is new its id)".to_owned(),
                _ => did_you_mean(name, columns.iter().copied()),
            };
            let list = columns.join(", ");
            let list = if hint.is_empty() { format!("; it sets {list}") } else { format!(" It sets {list}") };
            let other = by_a_call(table.name(), name);
            return Err(fault(format!("{verb} of {} cannot set {name}{other}{hint}{list}", table.name())));
        }
    }
    Ok(writable)
}
