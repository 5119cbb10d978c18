//! Comments.

use confluence_client::content::{Document, ReadOptions, to_storage};
use confluence_client::wiki::{Comment, Passage};
use rmcp::handler::server::router::tool::ToolRoute;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::advice::Failure;
use crate::answer::Answer;
use crate::arguments::{Count, Id};
use crate::bound::clipped;
use crate::call::Call;
use crate::server::Server;
use crate::tool::{Effect, Tool, route};

pub(crate) fn routes() -> Vec<ToolRoute<Server>> {
    vec![
        route::<GetComments>(),
        route::<AddComment>(),
        route::<ReplyToComment>(),
        route::<UpdateComment>(),
        route::<DeleteComment>(),
        route::<ResolveComment>(),
    ]
}

/// The most characters of a comment in a list.
const MOST_SHOWN: usize = 4_000;

/// A comment with its text as Markdown.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    comment: Comment,
    text: String,
}

impl Shown {
    fn of(mut comment: Comment) -> Self {
        let storage = comment.storage.take().unwrap_or_default();
        let text = match Document::parse(&storage) {
            Ok(document) => document.markdown(&ReadOptions::new()).text.trim_end().to_owned(),
            Err(_) => storage,
        };
        Self { comment, text: clipped(&text, MOST_SHOWN) }
    }
}

#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Where {
    #[default]
    Footer,
    Inline,
    Replies,
}

/// List the comments of a page, or the replies to one, as Markdown: who, when, on which passage, whether resolved.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetComments {
    /// Page by id, address or short link; with `replies` the comment's id.
    #[serde(alias = "comment_id")]
    page_id: Id,
    /// Comments below the page, on its text, or replies to a comment.
    #[serde(default)]
    kind: Where,
    /// Most rows to return.
    #[serde(default)]
    limit: Count<25, 50>,
    /// `next_cursor` of the answer before.
    cursor: Option<String>,
}

impl Tool for GetComments {
    const NAME: &'static str = "confluence_get_comments";
    const TITLE: &'static str = "List comments";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        let list = match self.kind {
            Where::Footer => call.wiki.footer_comments(call.id_of(&self.page_id).await?),
            Where::Inline => call.wiki.inline_comments(call.id_of(&self.page_id).await?),
            Where::Replies => call.wiki.replies(self.page_id.0.as_str()),
        };
        let found = call.slice(list, self.limit.0, self.cursor).await?;
        Ok(Answer::rows(found, Shown::of))
    }
}

/// Comment on a page, or on a passage of its text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AddComment {
    /// Id, browser address or short link.
    page_id: Id,
    /// The comment, as Markdown.
    body: String,
    /// Comment on this passage, exactly as readers see it (Cloud only).
    text_selection: Option<String>,
    /// Which occurrence of the passage, from 0.
    #[serde(default)]
    match_index: u32,
}

impl Tool for AddComment {
    const NAME: &'static str = "confluence_add_comment";
    const TITLE: &'static str = "Add comment";
    const EFFECT: Effect = Effect::Adds;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        let body = to_storage(&self.body)?;
        let page = call.id_of(&self.page_id).await?;
        let comment = match self.text_selection {
            None => call.wiki.add_comment(page, body).await?,
            Some(text) => {
                call.wiki
                    .add_inline_comment(page, &Passage::new(text).occurrence(self.match_index), body)
                    .await?
            }
        };
        Ok(said(comment))
    }
}

/// Reply to a comment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReplyToComment {
    /// Its id.
    comment_id: Id,
    /// The reply, as Markdown.
    body: String,
}

impl Tool for ReplyToComment {
    const NAME: &'static str = "confluence_reply_to_comment";
    const TITLE: &'static str = "Reply to comment";
    const EFFECT: Effect = Effect::Adds;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        Ok(said(call.wiki.reply(self.comment_id.0.as_str(), to_storage(&self.body)?).await?))
    }
}

/// Replace the text of a comment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UpdateComment {
    /// Its id.
    comment_id: Id,
    /// The new text, as Markdown.
    body: String,
}

impl Tool for UpdateComment {
    const NAME: &'static str = "confluence_update_comment";
    const TITLE: &'static str = "Edit comment";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        Ok(said(call.wiki.update_comment(self.comment_id.0.as_str(), to_storage(&self.body)?).await?))
    }
}

/// Delete a comment and the replies to it for good, after the user agreed.
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

    async fn question(&self, call: &Call<'_>) -> Result<Option<String>, Failure> {
        let comment = Shown::of(call.wiki.comment(self.comment_id.0.as_str()).await?);
        let text = clipped(&comment.text, 200);
        Ok(Some(format!("Delete this comment and the replies to it for good?\n\n{text}")))
    }

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        call.wiki.delete_comment(self.comment_id.0.as_str()).await?;
        Ok(Answer::of(&json!({"id": self.comment_id.0, "status": "deleted"})))
    }
}

/// Resolve an inline comment, or take it up again (Cloud only).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ResolveComment {
    /// Its id.
    comment_id: Id,
    /// Take it up again in place of resolving it.
    #[serde(default)]
    reopen: bool,
}

impl Tool for ResolveComment {
    const NAME: &'static str = "confluence_resolve_comment";
    const TITLE: &'static str = "Resolve comment";
    const EFFECT: Effect = Effect::Sets;

    async fn run(self, call: &Call<'_>) -> Result<Answer, Failure> {
        Ok(said(call.wiki.resolve_comment(self.comment_id.0.as_str(), !self.reopen).await?))
    }
}

/// What is told of a comment that was written: not its text, which the caller knows.
fn said(mut comment: Comment) -> Answer {
    comment.storage = None;
    Answer::of(&comment)
}
