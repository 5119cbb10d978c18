//! Moving, copying and archiving pages of Cloud: all of it v1.

use crate::error::{Error, Result};
use crate::ids::ContentId;
use crate::models::v1::{
    CopiedTitles, CopyDestination, CopyDestinationType, MovePosition, PageCopy as CopyBody, PageTreeCopy,
    PagesToArchive,
};
use crate::v1;
use crate::wiki::long_tasks::begun;
use crate::wiki::moving::Destination;
use crate::wiki::settling::{after, doubtful, may_have_happened};
use crate::wiki::shapes::{self, WHOLE_PAGE};
use crate::wiki::{LongTask, Page, PageCopy, Position, TreeCopy, Wiki};

pub(in crate::wiki) async fn relocate(wiki: &Wiki, id: &ContentId, to: &Position) -> Result<Page> {
    let (position, target) = match to {
        Position::Before(target) => (MovePosition::Before, target),
        Position::After(target) => (MovePosition::After, target),
        Position::Below(target) => (MovePosition::Append, target),
    };
    let moved = wiki.client.send(v1::children::move_page(id.as_str(), position, target.as_str())).await;
    if let Err(lost) = moved {
        return after_loss(wiki, id, to, lost).await;
    }
    wiki.unchecked_page(id).await.map_err(|error| after(format!("the page {id} was moved"), error))
}

/// Where the page lies says whether it was moved below another one. Its place among siblings cannot be read.
async fn after_loss(wiki: &Wiki, id: &ContentId, to: &Position, lost: Error) -> Result<Page> {
    let Position::Below(parent) = to else { return Err(lost) };
    if !may_have_happened(&lost) {
        return Err(lost);
    }
    match wiki.unchecked_page(id).await {
        Ok(now) if now.parent.as_ref() == Some(parent) => Ok(now),
        _ => Err(lost),
    }
}

pub(in crate::wiki) async fn copy(wiki: &Wiki, id: &ContentId, copy: &PageCopy) -> Result<Page> {
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
    let made = doubtful(wiki.client.send(ask).await, "see whether the copy is there before copying again");
    shapes::page(wiki, made?)
}

pub(in crate::wiki) async fn copy_tree(wiki: &Wiki, id: &ContentId, copy: &TreeCopy) -> Result<LongTask> {
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
    let answer = wiki.client.send(v1::children::copy_page_tree(id.as_str(), body)).await;
    begun(doubtful(answer, "see whether copies appear before copying again")?)
}

pub(in crate::wiki) async fn archive(wiki: &Wiki, ids: Vec<ContentId>) -> Result<LongTask> {
    begun(wiki.client.send(v1::content::archive(PagesToArchive::of(ids))).await?)
}

pub(in crate::wiki) async fn trash_tree(wiki: &Wiki, id: &ContentId) -> Result<LongTask> {
    begun(wiki.client.send(v1::page_trees::delete(id)).await?)
}
