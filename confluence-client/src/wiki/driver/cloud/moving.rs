//! Moving, copying and archiving pages of Cloud: all of it v1.

use crate::error::Result;
use crate::ids::ContentId;
use crate::models::v1::{
    CopiedTitles, CopyDestination, CopyDestinationType, MovePosition, PageCopy as CopyBody, PageTreeCopy,
    PagesToArchive,
};
use crate::v1;
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{WHOLE_PAGE, begun_task, page};
use crate::wiki::lost_answer::{doubtful, unrecognised};
use crate::wiki::model::content::Page;
use crate::wiki::model::long_tasks::LongTask;
use crate::wiki::model::moving::{Destination, Move, PageCopy, Position, TreeCopy};
use crate::wiki::policy::{ClearedRead, ClearedWrite};

/// Sends the move, whose answer does not have the page.
pub(in crate::wiki) async fn relocate(backend: &Backend, moved: &ClearedWrite<Move>) -> Result<()> {
    let (position, target) = match &moved.to {
        Position::Before(target) => (MovePosition::Before, target),
        Position::After(target) => (MovePosition::After, target),
        Position::Below(target) => (MovePosition::Append, target),
    };
    let ask = v1::children::move_page(moved.page.as_str(), position, target.as_str());
    backend.client.send(ask).await.map(drop)
}

pub(in crate::wiki) async fn copy(
    backend: &Backend,
    id: &ClearedRead<ContentId>,
    copy: &ClearedWrite<PageCopy>,
    with_restrictions: bool,
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
        .copy_permissions(with_restrictions);
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
        // Each page below may have some: who said nothing opens none of them.
        .copy_permissions(copy.restrictions.unwrap_or(true));
    let answer = backend.client.send(v1::children::copy_page_tree(id.as_str(), body)).await;
    begun_task(doubtful(answer, "see whether copies appear before copying again")?)
}

pub(in crate::wiki) async fn archive(
    backend: &Backend,
    ids: ClearedWrite<Vec<ContentId>>,
) -> Result<LongTask> {
    let answer = backend.client.send(v1::content::archive(PagesToArchive::of(ids.into_inner()))).await;
    begun_task(unrecognised(answer, "see whether the pages are archived before archiving again")?)
}

pub(in crate::wiki) async fn trash_tree(backend: &Backend, id: &ClearedWrite<ContentId>) -> Result<LongTask> {
    let answer = backend.client.send(v1::page_trees::delete(id)).await;
    begun_task(unrecognised(answer, "see whether the page is in the trash before it is put there again")?)
}
