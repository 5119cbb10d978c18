//! Comments: written, changed, resolved, deleted.

use confluence_client::wiki::{Comment, CommentKind, Passage, WriteTarget};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::thread::{Shown, count_below};
use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::confirmation::{Question, quoted};
use crate::mentions::resolve;
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};
use crate::tools::change::Written;
use crate::tools::creating::Made;
use crate::tools::writing::Notation;

/// Comment on a page or a passage of its text, or reply to a comment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddComment {
    /// Id or address.
    page_id: Option<Id>,
    /// Or the comment to reply to.
    comment_id: Option<Id>,
    /// The comment, as Markdown.
    content: Option<String>,
    /// File with the comment.
    body_file: Option<String>,
    /// The passage, exactly as readers see it.
    text_selection: Option<String>,
    /// Which occurrence of it, from 1.
    occurrence: Option<Count<0, { u32::MAX }>>,
}

impl Tool for AddComment {
    const NAME: &'static str = "confluence_add_comment";
    const TITLE: &'static str = "Comment or reply";
    const EFFECT: Effect = Effect::Adds;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let content = call.body(self.content, self.body_file.as_deref())?;
        let content = content.ok_or_else(|| Failure::argument("content", "it is missing"))?;
        let (body, notes) = written(call, content).await?;
        if self.occurrence.is_some() && self.text_selection.is_none() {
            return Err(Failure::argument("occurrence", "it goes with `text_selection`"));
        }
        let passage = self.text_selection.map(|text| match self.occurrence {
            Some(number) => Passage::new(text).occurrence(number.0),
            None => Passage::new(text),
        });
        let page = match (self.page_id, &self.comment_id) {
            (Some(page), Some(comment)) => {
                belongs(call, comment, &page).await?;
                None
            }
            (page, _) => page,
        };
        let comment = match (page, self.comment_id, passage) {
            (Some(page), None, None) => call.wiki.add_comment(call.id_of(&page).await?, body).await?,
            (Some(page), None, Some(passage)) => {
                call.wiki.add_inline_comment(call.id_of(&page).await?, &passage, body).await?
            }
            (None, Some(comment), None) => call.wiki.reply(call.comment(&comment)?, body).await?,
            (None, Some(_), Some(_)) => {
                return Err(Failure::argument("text_selection", "it goes with `page_id`"));
            }
            _ => return Err(Failure::argument("page_id", "give either `page_id` or `comment_id`")),
        };
        Ok(told(comment, notes))
    }
}

/// Replace the text of a comment, resolve it, or take it up again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateComment {
    /// Its id.
    comment_id: Id,
    /// New text, as Markdown.
    content: Option<String>,
    /// Whether an inline comment is resolved.
    #[serde(default, deserialize_with = "crate::arguments::settled")]
    resolved: Option<bool>,
    // Its page, which the comment says itself: taken where it is right.
    #[schemars(skip)]
    page_id: Option<Id>,
}

impl Tool for UpdateComment {
    const NAME: &'static str = "confluence_update_comment";
    const TITLE: &'static str = "Edit or resolve comment";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let comment = call.comment(&self.comment_id)?;
        if let Some(page) = &self.page_id {
            belongs(call, &self.comment_id, page).await?;
        }
        let Some(content) = self.content else {
            let resolved = self
                .resolved
                .ok_or_else(|| Failure::argument("content", "give `content`, `resolved` or both"))?;
            return Ok(told(call.wiki.resolve_comment(comment, resolved).await?, Vec::new()));
        };
        let (storage, notes) = written(call, content).await?;
        // What can never be done is refused before the other half of it is done.
        if self.resolved.is_some() && call.wiki.comment(comment.clone()).await?.kind == CommentKind::Footer {
            return Err(Failure::argument(
                "resolved",
                "only inline comments are resolved, and nothing was changed: leave it out, or reply to this one",
            ));
        }
        let mut changed = call.wiki.update_comment(comment.clone(), storage).await?;
        match self.resolved {
            None => {}
            Some(resolved) => match call.wiki.resolve_comment(comment, resolved).await {
                Ok(settled) => changed = settled,
                Err(error) => {
                    let why = Failure::from(error).text();
                    call.note(format!("the text was replaced, and `resolved` was not set: {why}"));
                }
            },
        }
        Ok(told(changed, notes))
    }
}

/// Delete a comment and the replies to it for good; the user is asked first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeleteComment {
    /// Its id.
    comment_id: Id,
    // Its page, which the comment says itself: taken where it is right.
    #[schemars(skip)]
    page_id: Option<Id>,
}

impl Tool for DeleteComment {
    const NAME: &'static str = "confluence_delete_comment";
    const TITLE: &'static str = "Delete comment";
    const EFFECT: Effect = Effect::Destroys;

    async fn destroys(&self, call: &Call<'_>) -> Result<Option<WriteTarget>, Failure> {
        Ok(Some(call.comment(&self.comment_id)?.into()))
    }

    async fn question(&self, call: &Call<'_>) -> Result<Question, Failure> {
        let id = call.comment(&self.comment_id)?;
        let shown = Shown::all(vec![call.wiki.comment(id.clone()).await?]).await;
        let text = quoted(shown.first().map(|shown| shown.text.as_str()).unwrap_or_default());
        Ok(match count_below(call, id).await? {
            (0, false) => format!("Delete the comment {text} for good? There are no replies to it."),
            (1, false) => format!("Delete the comment {text} and the one reply to it for good?"),
            (count, false) => format!("Delete the comment {text} and all {count} replies below it for good?"),
            (count, true) => {
                format!("Delete the comment {text} and all replies below it, {count} or more, for good?")
            }
        }
        .into())
    }

    /// A reply that came meanwhile would go with the others.
    async fn is_still(&self, call: &Call<'_>, agreed: &str) -> Result<bool, Failure> {
        Ok(self.question(call).await?.of() == agreed)
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        if let Some(page) = &self.page_id {
            belongs(call, &self.comment_id, page).await?;
        }
        let comment = call.comment(&self.comment_id)?;
        call.wiki.delete_comment(comment.clone()).await?;
        Ok(ToolOutput::of(&json!({"id": comment, "status": "deleted"})))
    }
}

/// The text of a comment as it is stored, and what of it was not understood.
async fn written(call: &Call<'_>, content: String) -> Result<(String, Vec<String>), Failure> {
    if content.trim().is_empty() {
        return Err(Failure::argument("content", "it is empty"));
    }
    let content = resolve(call, content).await?.trim().to_owned();
    Notation::Markdown.storage(call, content, Made::Comment).await
}

/// What is told of a comment that was written: not its text, which the caller knows.
fn told(mut comment: Comment, notes: Vec<String>) -> ToolOutput {
    comment.storage = None;
    ToolOutput::of(&Written { what: comment, notes })
}

/// Refuses a comment of another page than the one that was named with it.
pub(super) async fn belongs(call: &Call<'_>, comment: &Id, page: &Id) -> Result<(), Failure> {
    let (found, page) = (call.wiki.comment(call.comment(comment)?).await?, call.id_of(page).await?);
    match found.page {
        Some(other) if other != page => {
            Err(Failure::argument("page_id", format!("the comment {} is on the page {other}", comment.0)))
        }
        _ => Ok(()),
    }
}
