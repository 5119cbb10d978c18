//! Comments.

use confluence_client::content::{Document, ReadOptions, to_storage};
use confluence_client::wiki::{Comment, Passage};
use rmcp::handler::server::router::tool::ToolRoute;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::chunk::{chunk, truncated};
use crate::output::ToolOutput;
use crate::server::Server;
use crate::tool::{Effect, Tool, route};

pub(crate) fn routes() -> Vec<ToolRoute<Server>> {
    vec![route::<GetComments>(), route::<AddComment>(), route::<UpdateComment>(), route::<DeleteComment>()]
}

/// A comment with its text as Markdown.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    comment: Comment,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<&'static str>,
}

impl Shown {
    fn of(mut comment: Comment) -> Self {
        let storage = comment.storage.take().unwrap_or_default();
        let text = match Document::parse(&storage) {
            Ok(document) => document.markdown(&ReadOptions::new()).text.trim_end().to_owned(),
            Err(_) => storage,
        };
        Self { comment, text, cut: None }
    }

    /// Keeps the texts together below the most bytes of an answer.
    fn share(all: &mut [Self], most: usize) {
        if all.iter().map(|one| one.text.len()).sum::<usize>() <= most {
            return;
        }
        let share = most / all.len().max(1);
        for one in all.iter_mut().filter(|one| one.text.len() > share) {
            one.text = chunk(&one.text, 0, share).text.to_owned();
            one.cut = Some("a smaller limit shows more of it");
        }
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Where {
    #[default]
    Footer,
    Inline,
}

/// List the comments of a page, or the replies to one, with author, passage and resolution.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetComments {
    /// Page by id or address.
    page_id: Option<Id>,
    /// Or a comment, for the replies to it.
    comment_id: Option<Id>,
    /// Below the page, or on its text.
    #[serde(default)]
    kind: Where,
    /// Most rows.
    #[serde(default)]
    limit: Count<25, 50>,
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

impl Tool for GetComments {
    const NAME: &'static str = "confluence_get_comments";
    const TITLE: &'static str = "List comments";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let list = match (self.page_id, self.comment_id, self.kind) {
            (Some(page), None, Where::Footer) => call.wiki.footer_comments(call.id_of(&page).await?),
            (Some(page), None, Where::Inline) => call.wiki.inline_comments(call.id_of(&page).await?),
            (None, Some(comment), _) => call.wiki.replies(comment.0.as_str()),
            _ => return Err(Failure::argument("page_id", "give either `page_id` or `comment_id`")),
        };
        let mut found = call.slice(list, self.limit.0, self.cursor).await?;
        call.name(found.items.iter_mut().filter_map(|comment| comment.version.by.as_mut()).collect()).await;
        let mut shown: Vec<Shown> = found.items.into_iter().map(Shown::of).collect();
        Shown::share(&mut shown, call.max_bytes());
        Ok(ToolOutput::list(shown, found.total, found.next.as_deref()))
    }
}

/// Comment on a page or a passage of its text, or reply to a comment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AddComment {
    /// Page by id or address.
    page_id: Option<Id>,
    /// Or the comment to reply to.
    comment_id: Option<Id>,
    /// The comment, as Markdown.
    body: String,
    /// The passage, exactly as readers see it (Cloud only).
    text_selection: Option<String>,
    /// Which occurrence, from 0.
    #[serde(default)]
    match_index: u32,
}

impl Tool for AddComment {
    const NAME: &'static str = "confluence_add_comment";
    const TITLE: &'static str = "Comment or reply";
    const EFFECT: Effect = Effect::Adds;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let body = written(&self.body)?;
        let passage = self.text_selection.map(|text| Passage::new(text).occurrence(self.match_index));
        let comment = match (self.page_id, self.comment_id, passage) {
            (Some(page), None, None) => call.wiki.add_comment(call.id_of(&page).await?, body).await?,
            (Some(page), None, Some(passage)) => {
                call.wiki.add_inline_comment(call.id_of(&page).await?, &passage, body).await?
            }
            (None, Some(comment), None) => call.wiki.reply(comment.0.as_str(), body).await?,
            (None, Some(_), Some(_)) => {
                return Err(Failure::argument("text_selection", "it goes with `page_id`"));
            }
            _ => return Err(Failure::argument("page_id", "give either `page_id` or `comment_id`")),
        };
        Ok(said(comment))
    }
}

/// Replace the text of a comment, resolve it, or take it up again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UpdateComment {
    /// Its id.
    comment_id: Id,
    /// New text, as Markdown.
    body: Option<String>,
    /// Whether an inline comment is resolved (Cloud only).
    resolved: Option<bool>,
}

impl Tool for UpdateComment {
    const NAME: &'static str = "confluence_update_comment";
    const TITLE: &'static str = "Edit or resolve comment";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let comment = self.comment_id.0.as_str();
        let mut told = None;
        if let Some(body) = self.body {
            told = Some(call.wiki.update_comment(comment, written(&body)?).await?);
        }
        if let Some(resolved) = self.resolved {
            told = Some(call.wiki.resolve_comment(comment, resolved).await?);
        }
        told.map(said).ok_or_else(|| Failure::argument("body", "give `body`, `resolved` or both"))
    }
}

/// Delete a comment and the replies to it for good; the user is asked first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeleteComment {
    /// Its id.
    comment_id: Id,
}

impl Tool for DeleteComment {
    const NAME: &'static str = "confluence_delete_comment";
    const TITLE: &'static str = "Delete comment";
    const EFFECT: Effect = Effect::Destroys;

    async fn question(&self, call: &Call<'_>) -> Result<String, Failure> {
        let comment = Shown::of(call.wiki.comment(self.comment_id.0.as_str()).await?);
        let text = truncated(&comment.text, 200);
        Ok(format!("Delete this comment and the replies to it for good?\n\n{text}"))
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        call.wiki.delete_comment(self.comment_id.0.as_str()).await?;
        Ok(ToolOutput::of(&json!({"id": self.comment_id.0, "status": "deleted"})))
    }
}

/// The text of a comment as it is stored.
fn written(body: &str) -> Result<String, Failure> {
    match body.trim() {
        "" => Err(Failure::argument("body", "it is empty")),
        text => Ok(to_storage(text)?),
    }
}

/// What is told of a comment that was written: not its text, which the caller knows.
fn said(mut comment: Comment) -> ToolOutput {
    comment.storage = None;
    ToolOutput::of(&comment)
}
