//! Comments as they are shown: with their text as Markdown, and what was replied to them.

use confluence_client::content::{Document, ReadOptions, offload};
use confluence_client::ids::CommentId;
use confluence_client::wiki::{Comment, Person, Slice};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::Serialize;

use crate::advice::Failure;
use crate::call::Call;
use crate::people_names::name_with_mentions;
use crate::tools::reading::not_shown;

/// How many replies of one comment a thread shows; the rest is read with `comment_id`.
const MAX_REPLIES: u32 = 25;
/// How many replies are counted where they are not shown.
const MAX_COUNTED: u32 = 100;
/// For how many replies an answer looks for replies to them: each costs requests, and most have none.
const MAX_DEEPER: usize = 25;
/// How many comments are looked at to count what is deleted with one.
const MAX_LOOKED_AT: usize = 50;
/// As many at a time as a page of comments needs to take no longer than a few answers of the service.
const AT_A_TIME: usize = 8;
/// How the other replies to a comment are read.
const MORE: &str = "give its id as comment_id";
const NOT_LOOKED_FOR: &str = "not looked for: give its id as comment_id";

/// A comment with its text as Markdown, and the replies to it where threads were asked for.
#[derive(Serialize)]
pub(super) struct Shown {
    #[serde(flatten)]
    pub(super) comment: Comment,
    pub(super) text: String,
    /// What of it Markdown does not show, and a new text keeps where it is edited.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_shown: Vec<String>,
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
        let (text, not_shown, unnamed) = match Document::parse(&storage) {
            Ok(document) => {
                let rendered = document.markdown(&ReadOptions::new());
                let not_shown = not_shown(&rendered);
                let unnamed = Some(document).filter(|document| !document.mentions().is_empty());
                (rendered.text.trim_end().to_owned(), not_shown, unnamed)
            }
            Err(_) => (storage, Vec::new(), None),
        };
        Self { comment, text, not_shown, reply_count: None, replies: None, more_replies: None, unnamed }
    }

    /// Leaves out what a reply has of the comment that it stands below: what both are about.
    fn leave_out_of(&mut self, above: &Comment) {
        let reply = &mut self.comment;
        if reply.marker == above.marker {
            (reply.passage, reply.marker) = (None, None);
        }
    }

    /// Shows the names of those whom the texts of a thread mention.
    fn name(&mut self, options: &ReadOptions) {
        if let Some(document) = self.unnamed.take() {
            self.text = document.markdown(options).text.trim_end().to_owned();
        }
        self.replies.iter_mut().flatten().for_each(|reply| reply.name(options));
    }

    /// Whom the texts of a thread mention, by their ids.
    fn mentioned(&self, found: &mut Vec<String>) {
        found.extend(self.unnamed.iter().flat_map(Document::mentions));
        self.replies.iter().flatten().for_each(|reply| reply.mentioned(found));
    }

    /// Who wrote a thread, or settled it.
    fn writers<'s>(&'s mut self, found: &mut Vec<&'s mut Person>) {
        found.extend(self.comment.author.as_mut());
        found.extend(self.comment.version.by.as_mut());
        found.extend(self.comment.resolved_by.as_mut());
        self.replies.iter_mut().flatten().for_each(|reply| reply.writers(found));
    }

    pub(super) async fn all(comments: Vec<Comment>) -> Vec<Self> {
        let bytes = comments.iter().filter_map(|comment| comment.storage.as_ref()).map(String::len).sum();
        offload(bytes, || comments.into_iter().map(Self::of).collect()).await
    }
}

/// Gives those who wrote comments their names, and those who are mentioned in them.
pub(super) async fn name_all(call: &Call<'_>, shown: &mut [Shown]) {
    let (mut mentioned, mut people) = (Vec::new(), Vec::new());
    shown.iter().for_each(|one| one.mentioned(&mut mentioned));
    shown.iter_mut().for_each(|one| one.writers(&mut people));
    let options = name_with_mentions(&call.wiki, people, mentioned).await;
    shown.iter_mut().for_each(|one| one.name(&options));
}

/// Puts the replies below each comment, and those to them, or only how many there are. Where too many may have replies,
/// those say so that were not looked for.
pub(super) async fn add_replies(call: &Call<'_>, shown: &mut [Shown], whole: bool) -> Result<(), Failure> {
    let most = if whole { MAX_REPLIES } else { MAX_COUNTED };
    let mut left = shown.len() + MAX_DEEPER;
    let mut level: Vec<&mut Shown> = shown.iter_mut().collect();
    while !level.is_empty() {
        let ids: Vec<CommentId> = level.iter().take(left).map(|one| one.comment.id.clone()).collect();
        left -= ids.len();
        let mut threads = replies(call, ids, most).await?.into_iter();
        let mut below = Vec::new();
        for one in level {
            let Some(found) = threads.next() else {
                one.more_replies = Some(NOT_LOOKED_FOR);
                continue;
            };
            one.more_replies = found.next.is_some().then_some(MORE);
            let mut replies = Shown::all(found.items).await;
            replies.iter_mut().for_each(|reply| reply.leave_out_of(&one.comment));
            one.reply_count = Some(replies.len());
            one.replies = (whole && !replies.is_empty()).then_some(replies);
            below.extend(one.replies.iter_mut().flatten());
        }
        level = below;
    }
    Ok(())
}

/// How many replies lie below a comment, at every depth, and whether there may be more.
pub(super) async fn count_below(call: &Call<'_>, comment: CommentId) -> Result<(usize, bool), Failure> {
    let (mut count, mut looked_at, mut level) = (0, 0, vec![comment]);
    while !level.is_empty() {
        if looked_at + level.len() > MAX_LOOKED_AT {
            return Ok((count, true));
        }
        looked_at += level.len();
        let threads = replies(call, level, MAX_COUNTED).await?;
        count += threads.iter().map(|thread| thread.items.len()).sum::<usize>();
        if threads.iter().any(|thread| thread.next.is_some()) {
            return Ok((count, true));
        }
        level = threads.into_iter().flat_map(|thread| thread.items).map(|reply| reply.id).collect();
    }
    Ok((count, false))
}

/// The first replies to each of some comments, some requests at a time.
async fn replies(call: &Call<'_>, to: Vec<CommentId>, most: u32) -> Result<Vec<Slice<Comment>>, Failure> {
    let wiki = &call.wiki;
    let threads = stream::iter(to).map(|id| async move { wiki.replies(id).limit(most).slice().await });
    Ok(threads.buffered(AT_A_TIME).try_collect().await?)
}
