//! Moving, copying and archiving pages of Cloud: all of it v1.

use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::models::v1::{
    CopiedTitles, CopyDestination, CopyDestinationType, MovePosition, PageCopy as CopyBody, PageTreeCopy,
    PagesToArchive,
};
use crate::v1;
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{WHOLE_PAGE, begun_task, page};
use crate::wiki::lost_answer::{after, doubtful, may_have_happened};
use crate::wiki::model::content::Page;
use crate::wiki::model::long_tasks::LongTask;
use crate::wiki::model::moving::{Destination, Move, PageCopy, Position, TreeCopy};
use crate::wiki::policy::{ClearedRead, ClearedWrite};

pub(in crate::wiki) async fn relocate(backend: &Backend, moved: &ClearedWrite<Move>) -> Result<Page> {
    let (position, target) = match &moved.to {
        Position::Before(target) => (MovePosition::Before, target),
        Position::After(target) => (MovePosition::After, target),
        Position::Below(target) => (MovePosition::Append, target),
    };
    let page = &moved.page;
    let ask = v1::children::move_page(page.as_str(), position, target.as_str());
    if let Err(lost) = backend.client.send(ask).await {
        return after_loss(backend, moved, lost).await;
    }
    let now = async {
        match super::pages::get(backend, page, None).await {
            // What was never published is a draft alone.
            Err(error) if error.kind() == ErrorKind::NotFound => {
                super::pages::draft(backend, page).await.map_err(|_| error)?.of(moved)
            }
            found => found?.of(moved),
        }
    };
    now.await.map_err(|error| after(format!("the page {page} was moved"), error))
}

/// Whether a move arrived whose answer was lost: a page that lies below its new parent was moved there.
async fn after_loss(backend: &Backend, moved: &ClearedWrite<Move>, lost: Error) -> Result<Page> {
    let Position::Below(parent) = &moved.to else { return Err(lost) };
    if !may_have_happened(&lost) {
        return Err(lost);
    }
    match super::pages::get(backend, &moved.page, None).await.and_then(|now| now.of(moved)) {
        Ok(now) if now.parent.as_ref() == Some(parent) => Ok(now),
        _ => Err(lost),
    }
}

pub(in crate::wiki) async fn copy(
    backend: &Backend,
    id: &ClearedRead<ContentId>,
    copy: &ClearedWrite<PageCopy>,
) -> Result<Page> {
    let destination = match &copy.to {
        // A parent may be a folder, which only this word allows.
        Destination::Below(parent) => {
            CopyDestination::new(CopyDestinationType::ParentContent, parent.to_string())
        }
        Destination::Space(space) => CopyDestination::space(space),
    };
    let mut body = CopyBody::new(destination)
        .copy_attachments(copy.attachments)
        .copy_labels(copy.labels)
        .copy_properties(copy.properties)
        .copy_permissions(copy.restrictions);
    if let Some(title) = &copy.title {
        body = body.page_title(title.as_str());
    }
    // The answer has all of the copy: a second request could fail, and be taken for a copy that failed.
    let ask = v1::children::copy_page(id.as_str(), body).expand(WHOLE_PAGE);
    let made = doubtful(backend.client.send(ask).await, "see whether the copy is there before copying again");
    page(backend, made?)
}

pub(in crate::wiki) async fn copy_tree(
    backend: &Backend,
    id: &ClearedRead<ContentId>,
    copy: &ClearedWrite<TreeCopy>,
) -> Result<LongTask> {
    let mut titles = CopiedTitles::new();
    if let Some(prefix) = &copy.prefix {
        titles = titles.prefix(prefix.as_str());
    }
    if let Some((search, by)) = &copy.replace {
        titles = titles.search(search.as_str()).replace(by.as_str());
    }
    let body = PageTreeCopy::new(&copy.below)
        .title_options(titles)
        .copy_descendants(true)
        .copy_attachments(copy.attachments)
        .copy_labels(copy.labels)
        .copy_properties(copy.properties)
        .copy_permissions(copy.restrictions);
    let answer = backend.client.send(v1::children::copy_page_tree(id.as_str(), body)).await;
    begun_task(doubtful(answer, "see whether copies appear before copying again")?)
}

pub(in crate::wiki) async fn archive(
    backend: &Backend,
    ids: ClearedWrite<Vec<ContentId>>,
) -> Result<LongTask> {
    begun_task(backend.client.send(v1::content::archive(PagesToArchive::of(ids.into_inner()))).await?)
}

pub(in crate::wiki) async fn trash_tree(backend: &Backend, id: &ClearedWrite<ContentId>) -> Result<LongTask> {
    begun_task(backend.client.send(v1::page_trees::delete(id)).await?)
}
