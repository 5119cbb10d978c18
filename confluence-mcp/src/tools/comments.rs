//! Comments.

use confluence_client::content::{Document, ReadOptions, offload};
use confluence_client::models::ResolutionStatus;
use confluence_client::wiki::{Comment, List, Passage};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::writing::{Notation, Written};
use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::confirmation::quoted;
use crate::mentions::resolve;
use crate::output::ToolOutput;
use crate::people_names::name_with_mentions;
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};

pub(crate) fn routes() -> Vec<Route> {
    vec![route::<GetComments>(), route::<AddComment>(), route::<UpdateComment>(), route::<DeleteComment>()]
}

/// How many replies of one comment a thread shows; the rest is read with `comment_id`.
const MAX_REPLIES: u32 = 25;
/// How many replies are counted where they are not shown.
const MAX_COUNTED: u32 = 100;

/// A comment with its text as Markdown, and the replies to it where threads were asked for.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    comment: Comment,
    text: String,
    /// How many replies there are, or as many as were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replies: Option<Vec<Shown>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more_replies: Option<&'static str>,
    /// The text as it is stored, where it mentions somebody, whose name has to be looked up.
    #[serde(skip)]
    unnamed: Option<Document>,
}

impl Shown {
    fn of(mut comment: Comment) -> Self {
        let storage = comment.storage.take().unwrap_or_default();
        let (text, unnamed) = match Document::parse(&storage) {
            Ok(document) => {
                let text = document.markdown(&ReadOptions::new()).text.trim_end().to_owned();
                (text, Some(document).filter(|document| !document.mentions().is_empty()))
            }
            Err(_) => (storage, None),
        };
        Self { comment, text, reply_count: None, replies: None, more_replies: None, unnamed }
    }

    /// Shows the names of those whom the text mentions.
    fn name(&mut self, options: &ReadOptions) {
        if let Some(document) = self.unnamed.take() {
            self.text = document.markdown(options).text.trim_end().to_owned();
        }
    }

    async fn all(comments: Vec<Comment>) -> Vec<Self> {
        let bytes = comments.iter().filter_map(|comment| comment.storage.as_ref()).map(String::len).sum();
        offload(bytes, || comments.into_iter().map(Self::of).collect()).await
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(inline)]
enum Where {
    #[default]
    All,
    Footer,
    Inline,
    // Inline comments that are not resolved.
    Open,
}

/// List the comments of a page, with replies, author, passage and resolution; or the replies to one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetComments {
    /// Id or address.
    page_id: Option<Id>,
    /// Or a comment, for the replies to it.
    comment_id: Option<Id>,
    /// `open`: inline ones not resolved.
    #[serde(default)]
    kind: Where,
    /// Only count the replies.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    without_replies: bool,
    /// Most rows.
    #[serde(default)]
    limit: Count<25, 50>,
    /// `next_cursor` from before.
    cursor: Option<String>,
}

impl Tool for GetComments {
    const NAME: &'static str = "confluence_get_comments";
    const TITLE: &'static str = "List comments";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let (limit, cursor) = (self.limit.0, self.cursor.as_deref());
        if let (Some(page), Some(comment)) = (&self.page_id, &self.comment_id) {
            belongs(call, comment, page).await?;
        }
        let of_page = self.page_id.is_some() && self.comment_id.is_none();
        let (mut shown, next) = match (&self.page_id, &self.comment_id) {
            (Some(page), None) => {
                let page = call.id_of(page).await?;
                let inline_first = cursor.is_some_and(|cursor| cursor.starts_with(INLINE));
                let footer = || call.wiki.footer_comments(page.clone());
                let inline = || call.wiki.inline_comments(page.clone());
                match self.kind {
                    Where::Footer => some(call, footer(), limit, own(cursor, FOOTER)?, FOOTER).await?,
                    Where::Open => {
                        let (mut shown, next) =
                            some(call, inline(), limit, own(cursor, INLINE)?, INLINE).await?;
                        shown.retain(|one| one.comment.resolution != Some(ResolutionStatus::Resolved));
                        (shown, next)
                    }
                    Where::Inline => some(call, inline(), limit, own(cursor, INLINE)?, INLINE).await?,
                    Where::All if inline_first => {
                        some(call, inline(), limit, own(cursor, INLINE)?, INLINE).await?
                    }
                    Where::All => both(call, footer(), inline(), limit, own(cursor, FOOTER)?).await?,
                }
            }
            (_, Some(comment)) => {
                let replies = call.wiki.replies(call.comment(comment)?);
                some(call, replies, limit, own(cursor, REPLY)?, REPLY).await?
            }
            (None, None) => return Err(Failure::argument("page_id", "give `page_id` or `comment_id`")),
        };
        if of_page {
            add_replies(call, &mut shown, !self.without_replies).await?;
        }
        name_all(call, &mut shown).await;
        Ok(ToolOutput::list(shown, None, next.as_deref()))
    }
}

/// Gives those who wrote comments their names, and those who are mentioned in them.
async fn name_all(call: &Call<'_>, shown: &mut [Shown]) {
    let every = shown.iter().flat_map(|one| std::iter::once(one).chain(one.replies.iter().flatten()));
    let mentioned = every.filter_map(|one| one.unnamed.as_ref()).flat_map(Document::mentions).collect();
    let people = shown.iter_mut().flat_map(|one| {
        let replies = one.replies.iter_mut().flatten().filter_map(|reply| reply.comment.version.by.as_mut());
        one.comment.version.by.as_mut().into_iter().chain(replies)
    });
    let options = name_with_mentions(&call.wiki, people.collect(), mentioned, ReadOptions::new()).await;
    for one in shown {
        one.name(&options);
        one.replies.iter_mut().flatten().for_each(|reply| reply.name(&options));
    }
}

/// What stands in front of the service's own cursor: which of the lists it belongs to.
const FOOTER: &str = "f:";
const INLINE: &str = "i:";
const REPLY: &str = "r:";

/// The service's cursor in one of ours.
fn own<'a>(cursor: Option<&'a str>, list: &str) -> Result<Option<&'a str>, Failure> {
    match cursor {
        None => Ok(None),
        Some(cursor) => match cursor.strip_prefix(list) {
            Some("") => Ok(None),
            Some(own) => Ok(Some(own)),
            None => Err(Failure::cursor()),
        },
    }
}

async fn some(
    call: &Call<'_>,
    list: List<Comment>,
    limit: u32,
    cursor: Option<&str>,
    prefix: &str,
) -> Result<(Vec<Shown>, Option<String>), Failure> {
    let found = call.slice(list, limit, cursor.map(str::to_owned)).await?;
    let next = found.next.map(|next| format!("{prefix}{next}"));
    Ok((Shown::all(found.items).await, next))
}

/// The comments below the page and, once these have come to their end, those on its text.
async fn both(
    call: &Call<'_>,
    footer: List<Comment>,
    inline: List<Comment>,
    limit: u32,
    cursor: Option<&str>,
) -> Result<(Vec<Shown>, Option<String>), Failure> {
    let (mut shown, next) = some(call, footer, limit, cursor, FOOTER).await?;
    let left = limit.saturating_sub(u32::try_from(shown.len()).unwrap_or(limit));
    match (next, left) {
        (Some(next), _) => Ok((shown, Some(next))),
        (None, 0) => Ok((shown, Some(INLINE.to_owned()))),
        (None, left) => {
            let (others, next) = some(call, inline, left, None, INLINE).await?;
            shown.extend(others);
            Ok((shown, next))
        }
    }
}

/// Refuses a comment of another page than the one that was named with it.
async fn belongs(call: &Call<'_>, comment: &Id, page: &Id) -> Result<(), Failure> {
    let (found, page) = (call.wiki.comment(call.comment(comment)?).await?, call.id_of(page).await?);
    match found.page {
        Some(other) if other != page => {
            Err(Failure::argument("page_id", format!("the comment {} is on the page {other}", comment.0)))
        }
        _ => Ok(()),
    }
}

/// Puts the replies below each comment, or only how many there are, some requests at a time.
async fn add_replies(call: &Call<'_>, shown: &mut [Shown], whole: bool) -> Result<(), Failure> {
    use futures_util::{StreamExt as _, TryStreamExt as _, stream};

    /// As many as a page of comments needs to take no longer than a few answers of the service.
    const AT_A_TIME: usize = 8;

    let ids: Vec<_> = shown.iter().map(|one| one.comment.id.clone()).collect();
    let (wiki, most) = (&call.wiki, if whole { MAX_REPLIES } else { MAX_COUNTED });
    let threads = stream::iter(ids).map(|id| async move { wiki.replies(id).limit(most).slice().await });
    let threads: Vec<_> = threads.buffered(AT_A_TIME).try_collect().await?;
    for (one, replies) in shown.iter_mut().zip(threads) {
        one.more_replies = replies.next.is_some().then_some("give its id as comment_id");
        let replies = Shown::all(replies.items).await;
        one.reply_count = Some(replies.len());
        one.replies = (whole && !replies.is_empty()).then_some(replies);
    }
    Ok(())
}

/// Comment on a page or a passage of its text, or reply to a comment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AddComment {
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
struct UpdateComment {
    /// Its id.
    comment_id: Id,
    /// New text, as Markdown.
    content: Option<String>,
    /// Whether an inline comment is resolved.
    #[serde(default, deserialize_with = "crate::arguments::settled")]
    resolved: Option<bool>,
}

impl Tool for UpdateComment {
    const NAME: &'static str = "confluence_update_comment";
    const TITLE: &'static str = "Edit or resolve comment";
    const EFFECT: Effect = Effect::Changes;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let comment = call.comment(&self.comment_id)?;
        let (mut changed, mut notes) = (None, Vec::new());
        if let Some(content) = self.content {
            let storage;
            (storage, notes) = written(call, content).await?;
            changed = Some(call.wiki.update_comment(comment.clone(), storage).await?);
        }
        if let Some(resolved) = self.resolved {
            changed = Some(call.wiki.resolve_comment(comment, resolved).await?);
        }
        changed
            .map(|comment| told(comment, notes))
            .ok_or_else(|| Failure::argument("content", "give `content`, `resolved` or both"))
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
        let shown = Shown::all(vec![call.wiki.comment(call.comment(&self.comment_id)?).await?]).await;
        let text = shown.first().map(|shown| shown.text.as_str()).unwrap_or_default();
        Ok(format!("Delete the comment {} and the replies to it for good?", quoted(text)))
    }

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
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
    Notation::Markdown.storage(call, content).await
}

/// What is told of a comment that was written: not its text, which the caller knows.
fn told(mut comment: Comment, notes: Vec<String>) -> ToolOutput {
    comment.storage = None;
    ToolOutput::of(&Written { what: comment, notes })
}
