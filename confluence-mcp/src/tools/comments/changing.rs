//! Comments: written, changed, resolved, deleted.

use confluence_client::content::{Document, Edit, offload};
use confluence_client::ids::{CommentId, ContentId};
use confluence_client::models::ContentStatus;
use confluence_client::wiki::{Comment, CommentKind, EditedComment, Locator, Passage, WriteTarget};
use confluence_client::{Error, ErrorKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::thread::{Shown, count_below};
use crate::advice::Failure;
use crate::arguments::{Count, Id, Words};
use crate::call::Call;
use crate::confirmation::{Question, quoted};
use crate::mentions::{Target, resolve};
use crate::output::ToolOutput;
use crate::tool::{Effect, Tool};
use crate::tools::change::{Written, allowed, said};
use crate::tools::creating::{Made, target};
use crate::tools::writing::Notation;

/// Comment on a page or a passage of its text, or reply to a comment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AddComment {
    /// Id or URL.
    page_id: Option<Id>,
    /// Comment to reply to (id).
    comment_id: Option<Id>,
    /// The comment, as Markdown.
    content: Option<String>,
    /// File with the comment.
    body_file: Option<String>,
    /// Passage, exactly as displayed.
    text_selection: Option<String>,
    /// Occurrence of it, from 1.
    occurrence: Option<Count<0, { u32::MAX }>>,
}

impl Tool for AddComment {
    const NAME: &'static str = "confluence_add_comment";
    const TITLE: &'static str = "Comment or reply";
    const EFFECT: Effect = Effect::Adds;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        let content = call.body(self.content, self.body_file.as_deref()).await?;
        let content = content.ok_or_else(|| Failure::argument("content", "it is missing"))?;
        let content = filled(content)?;
        if self.comment_id.is_none()
            && let Some(page) = &self.page_id
        {
            refuse_comment(call, page)?;
        }
        let content = resolve(call, content, Target::Nothing).await?.trim().to_owned();
        let (body, notes) = match &self.comment_id {
            Some(comment) if content.contains("{#b") => quoting(call, comment, content).await?,
            _ => Notation::Markdown.storage(call, content, Made::Comment).await?,
        };
        shows_something(&body, &notes)?;
        if self.occurrence.is_some() && self.text_selection.is_none() {
            return Err(Failure::argument("occurrence", "it goes with `text_selection`"));
        }
        // What is blank around words is seen by nobody.
        let selected = self.text_selection.as_deref().map(str::trim);
        let passage = selected.map(|text| match self.occurrence {
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
                let page = call.id_of(&page).await?;
                match call.wiki.add_inline_comment(page.clone(), &passage, body).await {
                    Ok(added) => added,
                    Err(error) => {
                        return Err(not_selected(call, &page, selected.unwrap_or_default(), error).await);
                    }
                }
            }
            (None, Some(comment), None) => {
                let id = call.comment(&comment)?;
                match call.wiki.reply(id.clone(), body).await {
                    Ok(reply) => reply,
                    Err(error) => return Err(or_page(call, &id, error).await),
                }
            }
            (None, Some(_), Some(_)) => {
                return Err(Failure::argument("text_selection", "it goes with `page_id`"));
            }
            _ => return Err(Failure::argument("page_id", "give either `page_id` or `comment_id`")),
        };
        Ok(comment_output(comment, notes))
    }
}

/// Replace the text of a comment, resolve or reopen it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateComment {
    /// Comment id.
    comment_id: Id,
    /// New text, as Markdown.
    content: Option<String>,
    /// Resolve or reopen an inline comment.
    #[serde(default, deserialize_with = "crate::arguments::settled")]
    resolved: Option<bool>,
    // What may get lost. A refusal names it, so that no list of tools has to.
    #[serde(default)]
    #[schemars(skip)]
    allow_loss: Words,
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
            return match call.wiki.resolve_comment(comment.clone(), resolved).await {
                Ok(settled) => Ok(comment_output(settled, Vec::new())),
                Err(error) => Err(or_page(call, &comment, error).await),
            };
        };
        let content = resolve(call, filled(content)?, Target::Comment(&self.comment_id)).await?;
        let allow = allowed(&self.allow_loss)?;
        // Only tags are left out altogether, and what names parts of the comment shows those.
        if content.contains('<') && !content.contains("{#b") {
            let (body, notes) = Notation::Markdown.storage(call, content.clone(), Made::Comment).await?;
            shows_something(&body, &notes)?;
        }
        // What can never be done is refused before the other half of it is done.
        if self.resolved.is_some() && read(call, &comment).await?.kind == CommentKind::Footer {
            return Err(Failure::argument(
                "resolved",
                "only inline comments are resolved, and nothing was changed: leave it out, or reply to this one",
            ));
        }
        let edited = call.wiki.edit_comment(comment.clone(), [Edit::page_markdown(content)], &allow).await;
        let mut edited = match edited {
            Ok(edited) => edited,
            Err(error) => return Err(or_page(call, &comment, error).await),
        };
        match self.resolved {
            None => {}
            Some(resolved) => match call.wiki.resolve_comment(comment, resolved).await {
                Ok(settled) => edited.comment = settled,
                Err(error) => {
                    let why = Failure::from(error).text();
                    call.note(format!("the text was replaced, and `resolved` was not set: {why}"));
                }
            },
        }
        Ok(edited_comment_output(edited))
    }
}

/// Delete a comment and the replies to it for good; the user is asked first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeleteComment {
    /// Comment id.
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
        let id = call.comment(&self.comment_id)?;
        read(call, &id).await?;
        Ok(Some(id.into()))
    }

    async fn question(&self, call: &Call<'_>) -> Result<Question, Failure> {
        let id = call.comment(&self.comment_id)?;
        let shown = Shown::all(vec![read(call, &id).await?]).await;
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
        if let Err(error) = call.wiki.delete_comment(comment.clone()).await {
            return Err(or_page(call, &comment, error).await);
        }
        Ok(ToolOutput::of(&json!({"id": comment, "status": "deleted"})))
    }
}

fn filled(content: String) -> Result<String, Failure> {
    match content.trim().is_empty() {
        true => Err(Failure::argument("content", "it is empty")),
        false => Ok(content),
    }
}

/// Refuses a comment of which nothing is left: nobody would see it, nor why.
fn shows_something(body: &str, notes: &[String]) -> Result<(), Failure> {
    if !body.trim().is_empty() {
        return Ok(());
    }
    let why = if notes.is_empty() { String::new() } else { format!(": {}", notes.join("; ")) };
    Err(Failure::argument("content", format!("nothing of it is left that could be shown{why}")))
}

/// A reply as it is stored, which names parts of the comment above it by their handles, and what of it was not understood.
async fn quoting(call: &Call<'_>, above: &Id, reply: String) -> Result<(String, Vec<String>), Failure> {
    let above = read(call, &call.comment(above)?).await?.storage.unwrap_or_default();
    let options = target(call);
    let bytes = above.len() + reply.len();
    let quoted = move || Document::parse(&above)?.quoted_in(&reply, &options);
    let quoted = offload(bytes, quoted).await?;
    Ok((quoted.storage, said(&quoted.notes)))
}

/// A passage that is the title of the page, or that is on it and that the service does not find there.
async fn not_selected(call: &Call<'_>, page: &ContentId, selected: &str, error: Error) -> Failure {
    let (is_invalid, is_answer) = (error.kind() == ErrorKind::Invalid, error.status_code().is_some());
    let failure = Failure::from(error);
    if !is_invalid {
        return failure;
    }
    let Ok(page) = call.wiki.page(page.clone()).await else { return failure };
    if page.status != ContentStatus::Trashed && page.title.trim() == selected {
        return failure.next("This is the title of the page, on which nobody can comment: select words of its text, or leave it out.");
    }
    match is_answer && page.status != ContentStatus::Trashed {
        true => failure.next("Select other words: fewer of them, within one sentence."),
        false => failure,
    }
}

/// Refuses the address of a comment for a page: whoever gives it means to reply.
fn refuse_comment(call: &Call<'_>, page: &Id) -> Result<(), Failure> {
    let site = call.wiki.site();
    let Ok(comment) = Locator::comment_of(&page.0, site) else { return Ok(()) };
    // A number alone is taken for either.
    if Locator::parse(&page.0, site).is_ok_and(|found| found == Locator::Id(comment.as_str().into())) {
        return Ok(());
    }
    Err(Failure::argument(
        "page_id",
        format!(
            "this is the address of the comment {comment}: give it as `comment_id` to reply to that, or the id of the \
             page to comment on the page"
        ),
    ))
}

/// A comment, or what it is instead of one.
pub(super) async fn read(call: &Call<'_>, id: &CommentId) -> Result<Comment, Failure> {
    match call.wiki.comment(id.clone()).await {
        Ok(comment) => Ok(comment),
        Err(error) => Err(or_page(call, id, error).await),
    }
}

/// Why nothing came of a comment: the id of a page is often given for one.
async fn or_page(call: &Call<'_>, id: &CommentId, error: Error) -> Failure {
    // Data Center finds the page, and says that it is none.
    let may_be_page = matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Invalid);
    if !may_be_page || call.wiki.page(id.as_str()).await.is_err() {
        return error.into();
    }
    Failure::argument("comment_id", format!("{id} is a page, and no comment"))
        .next("confluence_get_comments with it as `page_id` lists the comments of the page, with their ids.")
}

/// The answer to a comment that was written: without its text, which the caller knows.
fn comment_output(mut comment: Comment, notes: Vec<String>) -> ToolOutput {
    comment.storage = None;
    ToolOutput::of(&Written { what: comment, notes })
}

/// The same of one whose text was edited.
fn edited_comment_output(EditedComment { mut comment, changed, notes, .. }: EditedComment) -> ToolOutput {
    #[derive(Serialize)]
    struct Facts {
        #[serde(flatten)]
        comment: Comment,
        changed: bool,
    }

    comment.storage = None;
    ToolOutput::of(&Written { what: Facts { comment, changed }, notes: said(&notes) })
}

/// Refuses a comment of another page than the one that was named with it.
pub(super) async fn belongs(call: &Call<'_>, comment: &Id, page: &Id) -> Result<(), Failure> {
    let (found, page) = (read(call, &call.comment(comment)?).await?, call.id_of(page).await?);
    match found.page {
        Some(other) if other != page => {
            Err(Failure::argument("page_id", format!("the comment {} is on the page {other}", comment.0)))
        }
        _ => Ok(()),
    }
}
