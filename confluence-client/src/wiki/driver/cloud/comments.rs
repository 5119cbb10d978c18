//! Comments of Cloud: footer and inline comments are two collections, and an id says nothing of its kind.

use super::pages::{person, revision};
use super::place;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{BlogPostId, CommentId, ContentId, FooterCommentId, InlineCommentId, PageId};
use crate::models::{
    self, BodyFormat, ContentType, FooterCommentUpdate, InlineCommentUpdate, NewBody, NewFooterComment,
    NewInlineComment, NewVersion, TextSelection,
};
use crate::v2;
use crate::v2::footer_comments::CommentOwner;
use crate::v2::versions::VersionOwner;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::comments::{Comment, CommentKind, FoundPassage};
use crate::wiki::model::content::{Page, Person, Revision};
use crate::wiki::policy::{ClearedRead, ClearedWrite, Unchecked};
use crate::wire::timestamp::Timestamp;

pub(in crate::wiki) fn list(
    backend: &Backend,
    page: ClearedRead<ContentId>,
    kind: CommentKind,
) -> List<Comment> {
    List::later(backend, async move |backend: Backend| {
        let owner = owner(&backend, &page).await?;
        Ok(match kind {
            CommentKind::Footer => {
                let ask = v2::footer_comments::of(owner).body_format(BodyFormat::Storage);
                List::of(&backend, ask, |backend, found| Some(footer(backend, found)))
                    .each(&backend, with_author)
            }
            CommentKind::Inline => {
                let ask = v2::inline_comments::of(owner).body_format(BodyFormat::Storage);
                List::of(&backend, ask, |backend, found| Some(inline(backend, found)))
                    .each(&backend, with_author)
            }
        })
    })
}

pub(in crate::wiki) fn replies(backend: &Backend, above: ClearedRead<Comment>) -> List<Comment> {
    let id = above.id.as_str();
    match above.kind {
        CommentKind::Footer => {
            let ask = v2::footer_comments::replies(id).body_format(BodyFormat::Storage);
            List::of(backend, ask, |backend, found| Some(footer(backend, found))).each(backend, with_author)
        }
        CommentKind::Inline => {
            let ask = v2::inline_comments::replies(id).body_format(BodyFormat::Storage);
            List::of(backend, ask, |backend, found| Some(inline(backend, found))).each(backend, with_author)
        }
    }
}

pub(in crate::wiki) async fn get(backend: &Backend, id: &CommentId) -> Unchecked<Comment> {
    Unchecked::new(of_id(backend, id).await)
}

/// A footer comment, or an inline one if there is no footer comment of this id.
async fn of_id(backend: &Backend, id: &CommentId) -> Result<Comment> {
    let known = backend.caches.kinds.get(&ContentId::from(id));
    if known != Some(ContentType::InlineComment) {
        let ask = v2::footer_comments::get(id.as_str()).body_format(BodyFormat::Storage);
        match backend.client.send(ask).await {
            Err(error) if error.kind() == ErrorKind::NotFound && known.is_none() => {}
            answered => return Ok(footer(backend, answered?)),
        }
    }
    let ask = v2::inline_comments::get(id.as_str()).body_format(BodyFormat::Storage);
    Ok(inline(backend, backend.client.send(ask).await?))
}

/// Looks up what a new comment needs to know.
pub(in crate::wiki) async fn prepare(backend: &Backend, page: &ClearedWrite<ContentId>) -> Result<()> {
    owner(backend, page).await.map(drop)
}

pub(in crate::wiki) async fn add(
    backend: &Backend,
    page: &ClearedWrite<ContentId>,
    storage: &str,
) -> Result<Comment> {
    let new = NewFooterComment::new(NewBody::storage(storage));
    let new = match owner(backend, page).await? {
        CommentOwner::BlogPost(id) => new.blog_post_id(id),
        CommentOwner::Page(id) => new.page_id(id),
    };
    Ok(footer(backend, backend.client.send(v2::footer_comments::create(new)).await?))
}

pub(in crate::wiki) async fn add_inline(
    backend: &Backend,
    page: &ClearedWrite<Page>,
    passage: &FoundPassage,
    storage: &str,
) -> Result<Comment> {
    let selection = TextSelection::new(passage.text.as_str(), passage.count, passage.index);
    let new = NewInlineComment::new(NewBody::storage(storage)).inline_comment_properties(selection);
    let new = match page.kind {
        ContentType::BlogPost => new.blog_post_id(page.id.as_str()),
        _ => new.page_id(page.id.as_str()),
    };
    Ok(inline(backend, backend.client.send(v2::inline_comments::create(new)).await?))
}

pub(in crate::wiki) async fn reply(
    backend: &Backend,
    above: &ClearedWrite<Comment>,
    storage: &str,
) -> Result<Comment> {
    let (id, body) = (above.id.as_str(), NewBody::storage(storage));
    Ok(match above.kind {
        CommentKind::Footer => {
            let new = NewFooterComment::new(body).parent_comment_id(id);
            footer(backend, backend.client.send(v2::footer_comments::create(new)).await?)
        }
        CommentKind::Inline => {
            let new = NewInlineComment::new(body).parent_comment_id(id);
            inline(backend, backend.client.send(v2::inline_comments::create(new)).await?)
        }
    })
}

pub(in crate::wiki) async fn update(
    backend: &Backend,
    now: &ClearedWrite<Comment>,
    storage: &str,
) -> Result<Comment> {
    let (id, body) = (now.id.as_str(), NewBody::storage(storage));
    let version = NewVersion::new(now.version.number.saturating_add(1));
    Ok(match now.kind {
        CommentKind::Footer => {
            let next = FooterCommentUpdate::new(version, body);
            footer(backend, backend.client.send(v2::footer_comments::update(id, next)).await?)
        }
        CommentKind::Inline => {
            let next = InlineCommentUpdate::new(version).body(body);
            inline(backend, backend.client.send(v2::inline_comments::update(id, next)).await?)
        }
    })
}

pub(in crate::wiki) async fn resolve(
    backend: &Backend,
    now: &ClearedWrite<Comment>,
    resolved: bool,
) -> Result<Comment> {
    let mut next =
        InlineCommentUpdate::new(NewVersion::new(now.version.number.saturating_add(1))).resolved(resolved);
    if let Some(storage) = &now.storage {
        next = next.body(NewBody::storage(storage.as_str()));
    }
    Ok(inline(backend, backend.client.send(v2::inline_comments::update(now.id.as_str(), next)).await?))
}

pub(in crate::wiki) async fn delete(backend: &Backend, comment: &ClearedWrite<Comment>) -> Result<()> {
    match comment.kind {
        CommentKind::Footer => backend.client.send(v2::footer_comments::delete(comment.id.as_str())).await,
        CommentKind::Inline => backend.client.send(v2::inline_comments::delete(comment.id.as_str())).await,
    }
}

async fn owner(backend: &Backend, page: &ContentId) -> Result<CommentOwner> {
    match place::kind(backend, page).await? {
        ContentType::Page => Ok(PageId::from(page.as_str()).into()),
        ContentType::BlogPost => Ok(BlogPostId::from(page.as_str()).into()),
        kind => Err(Error::new(ErrorKind::Invalid, "comments").with_message(format!(
            "{page} is the id of {}; pages and blog posts have comments here",
            kind.with_article()
        ))),
    }
}

/// The comment with who wrote it. Of one that was changed or resolved the service tells that with its first version alone;
/// where this is not to be had, nobody is named for it.
pub(in crate::wiki) async fn with_author(backend: Backend, comment: Comment) -> Comment {
    if comment.author.is_some() {
        return comment;
    }
    let owner: VersionOwner = match comment.kind {
        CommentKind::Footer => FooterCommentId::from(comment.id.as_str()).into(),
        CommentKind::Inline => InlineCommentId::from(comment.id.as_str()).into(),
    };
    match backend.client.send(v2::versions::get(owner, 1)).await {
        Ok(first) => Comment { created: first.created_at, author: first.author_id.map(person), ..comment },
        Err(error) => {
            tracing::debug!(kind = %error.kind(), "the author of a comment is not known");
            comment
        }
    }
}

/// Who made the first version of a comment wrote it, and nobody else.
fn first(version: &Revision) -> (Option<Timestamp>, Option<Person>) {
    match version.number {
        1 => (version.at.clone(), version.by.clone()),
        _ => (None, None),
    }
}

fn footer(backend: &Backend, comment: models::FooterComment) -> Comment {
    remember(backend, &comment.id, ContentType::FooterComment);
    let version = comment.version.map(revision).unwrap_or_default();
    let (created, author) = first(&version);
    Comment {
        id: comment.id.into(),
        kind: CommentKind::Footer,
        page: comment.page_id.map(ContentId::from).or(comment.blog_post_id.map(ContentId::from)),
        reply_to: comment.parent_comment_id.map(FooterCommentId::into),
        created,
        author,
        version,
        storage: comment.body.storage.map(|body| body.value),
        passage: None,
        marker: None,
        resolution: None,
        resolved_by: None,
        url: comment.links.webui.as_deref().and_then(|webui| backend.site().link(webui)),
    }
}

fn inline(backend: &Backend, comment: models::InlineComment) -> Comment {
    remember(backend, &comment.id, ContentType::InlineComment);
    let about = comment.properties;
    let version = comment.version.map(revision).unwrap_or_default();
    let (created, author) = first(&version);
    let (marker, passage) =
        about.map(|about| (about.inline_marker_ref, about.inline_original_selection)).unwrap_or_default();
    Comment {
        id: comment.id.into(),
        kind: CommentKind::Inline,
        page: comment.page_id.map(ContentId::from).or(comment.blog_post_id.map(ContentId::from)),
        reply_to: comment.parent_comment_id.map(InlineCommentId::into),
        created,
        author,
        version,
        storage: comment.body.storage.map(|body| body.value),
        passage,
        marker,
        resolution: comment.resolution_status,
        resolved_by: comment.resolution_last_modifier_id.map(person),
        url: comment.links.webui.as_deref().and_then(|webui| backend.site().link(webui)),
    }
}

fn remember<T>(backend: &Backend, id: T, kind: ContentType)
where
    ContentId: From<T>,
{
    backend.caches.kinds.put(id.into(), kind);
}
