//! Moving, copying and archiving pages of Cloud: all of it v1.

use crate::error::Result;
use crate::ids::ContentId;
use crate::models::v1::{
    CopiedTitles, CopyDestination, CopyDestinationType, MovePosition, PageCopy as CopyBody, PageTreeCopy,
    PagesToArchive,
};
use crate::v1;
use crate::wiki::long_tasks::begun;
use crate::wiki::moving::Destination;
use crate::wiki::settling::after;
use crate::wiki::shapes::{self, WHOLE_PAGE};
use crate::wiki::{LongTask, Page, PageCopy, Position, TreeCopy, Wiki};

pub(in crate::wiki) async fn relocate(wiki: &Wiki, id: &ContentId, to: &Position) -> Result<Page> {
    let (position, target) = match to {
        Position::Before(target) => (MovePosition::Before, target),
        Position::After(target) => (MovePosition::After, target),
        Position::Below(target) => (MovePosition::Append, target),
    };
    wiki.client.send(v1::children::move_page(id.as_str(), position, target.as_str())).await?;
    wiki.unchecked_page(id).await.map_err(|error| after(format!("the page {id} was moved"), error))
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
    shapes::page(wiki, wiki.client.send(ask).await?)
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
    begun(wiki.client.send(v1::children::copy_page_tree(id.as_str(), body)).await?)
}

pub(in crate::wiki) async fn archive(wiki: &Wiki, ids: Vec<ContentId>) -> Result<LongTask> {
    begun(wiki.client.send(v1::content::archive(PagesToArchive::of(ids))).await?)
}

pub(in crate::wiki) async fn trash_tree(wiki: &Wiki, id: &ContentId) -> Result<LongTask> {
    begun(wiki.client.send(v1::page_trees::delete(id)).await?)
}
