//! Comments.

mod changing;
mod thread;

use confluence_client::models::ResolutionStatus;
use confluence_client::wiki::{Comment, List};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::advice::Failure;
use crate::arguments::{Count, Id};
use crate::call::Call;
use crate::chunk::chunk;
use crate::cursor::Whole;
use crate::output::{ToolOutput, json};
use crate::tool::{Effect, Tool};
use crate::tool_route::{Route, route};
use changing::{AddComment, DeleteComment, UpdateComment, belongs, read};
use thread::{Shown, add_replies, name_all};

pub(crate) fn routes() -> Vec<Route> {
    vec![route::<GetComments>(), route::<AddComment>(), route::<UpdateComment>(), route::<DeleteComment>()]
}

/// A comment that is longer has its text apart where an answer would be too long with it.
const LONG: usize = 2_000;

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

/// List the comments of a page, with replies, author, passage and resolution; or read one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct GetComments {
    /// Id or URL.
    page_id: Option<Id>,
    /// Or one comment, with its replies.
    comment_id: Option<Id>,
    /// `open`: unresolved inline ones.
    #[serde(default)]
    kind: Where,
    /// Only count the replies.
    #[serde(default, deserialize_with = "crate::arguments::flag")]
    without_replies: bool,
    /// Max rows.
    #[serde(default)]
    limit: Count<25, 50>,
    /// Previous `next_cursor`.
    cursor: Option<String>,
}

impl Tool for GetComments {
    const NAME: &'static str = "confluence_get_comments";
    const TITLE: &'static str = "List comments";
    const EFFECT: Effect = Effect::Reads;

    async fn run(self, call: &Call<'_>) -> Result<ToolOutput, Failure> {
        if let (Some(page), Some(comment)) = (&self.page_id, &self.comment_id) {
            belongs(call, comment, page).await?;
        }
        match (&self.page_id, &self.comment_id) {
            (_, Some(comment)) => self.of_one(call, comment).await,
            (Some(page), None) => self.of_page(call, page).await,
            (None, None) => Err(Failure::argument("page_id", "give `page_id` or `comment_id`")),
        }
    }
}

impl GetComments {
    async fn of_page(&self, call: &Call<'_>, page: &Id) -> Result<ToolOutput, Failure> {
        let (limit, cursor) = (self.limit.0, self.cursor.as_deref().map(str::trim));
        let page = call.id_of(page).await?;
        let inline_first = cursor.is_some_and(|cursor| cursor.starts_with(INLINE));
        let footer = || call.wiki.footer_comments(page.clone());
        let inline = || call.wiki.inline_comments(page.clone());
        let (mut shown, next) = match self.kind {
            Where::Footer => some(call, footer(), limit, own(cursor, FOOTER)?, FOOTER).await?,
            Where::Open => open(call, inline, limit, own(cursor, INLINE)?).await?,
            Where::Inline => some(call, inline(), limit, own(cursor, INLINE)?, INLINE).await?,
            Where::All if inline_first => some(call, inline(), limit, own(cursor, INLINE)?, INLINE).await?,
            Where::All => both(call, footer(), inline(), limit, own(cursor, FOOTER)?).await?,
        };
        add_replies(call, &mut shown, !self.without_replies).await?;
        name_all(call, &mut shown).await;
        let output = ToolOutput::list(shown, None, next.as_deref()).whole_by(WHOLE);
        Ok(match self.kind {
            Where::Open => output.if_empty(|| NONE_OPEN.to_owned()),
            _ => output,
        })
    }

    /// A comment, and behind it the replies to it. One that is too long for that comes in pieces, and the replies then.
    async fn of_one(&self, call: &Call<'_>, named: &Id) -> Result<ToolOutput, Failure> {
        let (limit, cursor, id) = (self.limit.0, self.cursor.as_deref().map(str::trim), call.comment(named)?);
        let mut shown = Vec::new();
        if !cursor.is_some_and(|cursor| cursor.starts_with(REPLY)) {
            shown = Shown::all(vec![read(call, &id).await?]).await;
            if cursor.is_some() {
                name_all(call, &mut shown).await;
                return pieces(call, shown, cursor);
            }
        }
        let replies = call.wiki.replies(id);
        let own = if cursor.is_some() { own(cursor, REPLY)? } else { None };
        let (mut replies, next) = some(call, replies, limit, own, REPLY).await?;
        add_replies(call, &mut replies, !self.without_replies).await?;
        shown.extend(replies);
        name_all(call, &mut shown).await;
        let bytes: usize = shown.iter().map(|one| json(one).len()).sum();
        let is_long = cursor.is_none() && shown.first().is_some_and(|one| one.text.len() > LONG);
        if is_long && bytes > call.max_bytes() {
            return pieces(call, shown, None);
        }
        Ok(ToolOutput::list(shown, None, next.as_deref()).whole_by(WHOLE))
    }
}

/// What is said where every comment on a passage is resolved, or there is none.
const NONE_OPEN: &str = "no inline comment is open; `kind` set to `inline` lists the resolved ones too";

/// How a comment is read whose row was cut.
const WHOLE: &str = "its id as `comment_id` reads it whole";

/// The first of these comments in pieces of its text.
fn pieces(call: &Call<'_>, shown: Vec<Shown>, cursor: Option<&str>) -> Result<ToolOutput, Failure> {
    #[derive(Serialize)]
    struct Facts {
        #[serde(flatten)]
        comment: Comment,
        /// The size of the whole text.
        bytes: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        next_cursor: Option<String>,
    }

    let Some(Shown { comment, text, .. }) = shown.into_iter().next() else { return Err(Failure::cursor()) };
    let whole = Whole::new("comment", "comment", &[comment.id.as_str()], comment.version.number);
    let chunk = chunk(&text, whole.place(cursor, text.len())?, call.max_bytes());
    // Behind the text come the replies.
    let next_cursor = Some(chunk.next.map_or_else(|| REPLY.to_owned(), |next| whole.cursor(next)));
    let facts = Facts { comment, bytes: text.len(), next_cursor: next_cursor.clone() };
    Ok(ToolOutput::of(&facts).untrusted("comment", chunk.text).next_cursor(next_cursor))
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

/// The comments on passages that are not resolved. Where many are, what is left of a slice is filled up from the next ones.
async fn open(
    call: &Call<'_>,
    list: impl Fn() -> List<Comment>,
    limit: u32,
    cursor: Option<&str>,
) -> Result<(Vec<Shown>, Option<String>), Failure> {
    /// How many slices one answer asks for: behind them the caller goes on.
    const MOST_SLICES: usize = 10;

    let (mut shown, mut cursor) = (Vec::new(), cursor.map(str::to_owned));
    for _ in 0..MOST_SLICES {
        let left = limit.saturating_sub(u32::try_from(shown.len()).unwrap_or(limit));
        let found = call.slice(list(), left, cursor.take()).await?;
        let is_open = |comment: &Comment| comment.resolution != Some(ResolutionStatus::Resolved);
        shown.extend(Shown::all(found.items.into_iter().filter(is_open).collect()).await);
        cursor = found.next;
        if cursor.is_none() || shown.len() >= limit as usize {
            break;
        }
    }
    Ok((shown, cursor.map(|next| format!("{INLINE}{next}"))))
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
