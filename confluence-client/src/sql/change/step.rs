//! What is sent for one row, once everything that can be told before is checked.

use super::words::{lines, listed, noted};
use crate::error::{Error, Result};
use crate::sql::statement_error::fault;
use crate::wiki::{NewPage, NewSpace, PageEdit, Position, SpaceUpdate, Wiki};

/// A change of one row that is ready to be sent.
#[derive(Debug)]
pub(super) enum Step {
    Page(Box<NewPage>),
    Comment { on: String, body: String },
    Reply { to: String, body: String },
    Label { content: String, label: String },
    Space(NewSpace),
    EditPage { edit: Option<Box<PageEdit>>, below: Option<String> },
    EditComment { body: Option<String>, resolved: Option<bool> },
    EditSpace(SpaceUpdate),
    Delete,
}

/// What a change is about: a table, and the keys of its row.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) table: &'static str,
    pub(super) keys: Vec<String>,
}

impl Step {
    /// Sends it; the id of what was made, and what its author should know.
    pub(super) async fn send(self, of: &Target, wiki: &Wiki) -> Result<(Option<String>, String)> {
        let mut told = String::new();
        let id = match self {
            Step::Page(new) => Some(wiki.create_page(*new).await?.id.to_string()),
            Step::Comment { on, body } => Some(wiki.add_comment(on.as_str(), body).await?.id.to_string()),
            Step::Reply { to, body } => Some(wiki.reply(to.as_str(), body).await?.id.to_string()),
            Step::Label { content, label } => {
                wiki.add_labels(content.as_str(), [label]).await?;
                Some(content)
            }
            Step::Space(new) => Some(wiki.create_space(new).await?.key.to_string()),
            Step::EditPage { edit, below } => {
                told = of.edit_page(wiki, edit, below).await?;
                None
            }
            Step::EditComment { body, resolved } => {
                of.edit_comment(wiki, body, resolved).await?;
                None
            }
            Step::EditSpace(update) => {
                wiki.update_space(of.key(0), update).await?;
                None
            }
            Step::Delete => {
                of.delete(wiki).await?;
                None
            }
        };
        Ok((id, told))
    }
}

impl Target {
    pub(super) fn key(&self, at: usize) -> &str {
        self.keys.get(at).map_or("", String::as_str)
    }

    async fn edit_page(
        &self,
        wiki: &Wiki,
        edit: Option<Box<PageEdit>>,
        below: Option<String>,
    ) -> Result<String> {
        let mut told = Vec::new();
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
        if let Some(parent) = below {
            let moved = wiki.move_page(self.key(0), Position::Below(parent.as_str().into())).await;
            moved.map_err(|error| half_done(error, edited, "its text was changed, and it was not moved"))?;
        }
        Ok(lines(&told))
    }

    async fn edit_comment(&self, wiki: &Wiki, body: Option<String>, resolved: Option<bool>) -> Result<()> {
        let written = body.is_some();
        if let Some(body) = body {
            wiki.update_comment(self.key(0), body).await?;
        }
        if let Some(resolved) = resolved {
            let done = wiki.resolve_comment(self.key(0), resolved).await;
            done.map_err(|error| half_done(error, written, "its text was changed, its resolution was not"))?;
        }
        Ok(())
    }

    async fn delete(&self, wiki: &Wiki) -> Result<()> {
        match self.table {
            "Pages" | "Blogposts" => wiki.trash_page(self.key(0)).await?,
            "Comments" => wiki.delete_comment(self.key(0)).await?,
            "Attachments" => wiki.delete_attachment(self.key(0)).await?,
            "Labels" => wiki.remove_label(self.key(0), self.key(1)).await?,
            "Spaces" => drop(wiki.delete_space(self.key(0)).await?),
            other => return Err(fault(format!("{other} takes no DELETE"))),
        }
        Ok(())
    }
}

/// An error after a part that was done already.
fn half_done(error: Error, begun: bool, what: &str) -> Error {
    if !begun {
        return error;
    }
    let said = format!("{what}: {error}");
    Error::new(error.kind(), error.operation()).with_message(said).with_source(error)
}
