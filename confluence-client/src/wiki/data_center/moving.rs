//! Moving and copying pages of Data Center, which has no operations for it: a page is moved by an update that names
//! another parent, and copied by reading and creating.

use futures_util::TryStreamExt as _;

use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::models::{ContentStatus, ContentType};
use crate::wiki::moving::Destination;
use crate::wiki::settling::after;
use crate::wiki::{
    LongTask, NewPage, Page, PageCopy, PageUpdate, Position, TreeCopy, Upload, Wiki, unsupported,
};

pub(in crate::wiki) async fn relocate(wiki: &Wiki, id: &ContentId, to: &Position) -> Result<Page> {
    let Position::Below(parent) = to else {
        return Err(unsupported(
            "move_page",
            "the REST API of Data Center does not order siblings: move the page below its parent, or order it in the \
             browser",
        ));
    };
    let page = wiki.unchecked_page(id).await?;
    let above = wiki.unchecked_page(parent).await?;
    let space = above.space.key.filter(|key| page.space.key.as_ref() != Some(key));
    let moved = PageUpdate { parent: Some(parent.clone()), space, ..PageUpdate::of(&page) };
    wiki.settled_update(&moved).await
}

pub(in crate::wiki) async fn copy(wiki: &Wiki, id: &ContentId, copy: &PageCopy) -> Result<Page> {
    if copy.properties || copy.restrictions {
        return Err(unsupported(
            "copy_page",
            "Data Center copies body, labels and files: set properties and restrictions on the copy afterwards",
        ));
    }
    let source = wiki.unchecked_page(id).await?;
    let title = copy.title.clone().unwrap_or_else(|| format!("Copy of {}", source.title));
    let new = match &copy.to {
        Destination::Space(space) => NewPage::new(space, title),
        Destination::Below(parent) => {
            let above = wiki.unchecked_page(parent).await?;
            NewPage::new(above.space.key.unwrap_or_else(|| "".into()), title).parent(parent)
        }
    };
    let new = if source.kind == ContentType::BlogPost { new.blog_post() } else { new };
    let storage = source.storage.ok_or_else(|| {
        Error::new(ErrorKind::Decode, "copy_page").said("the service answers the page without its body")
    })?;
    let new = new.storage(storage);
    let made = wiki.settled_creation(&new).await?;
    let done = |what: &str| format!("the copy is the page {}, so far without its {what}", made.id);
    if copy.labels {
        let labels = copy_labels(wiki, id, &made.id).await;
        labels.map_err(|error| after(done("labels and files"), error))?;
    }
    if copy.attachments {
        copy_files(wiki, id, &made.id).await.map_err(|error| after(done("files"), error))?;
    }
    Ok(made)
}

async fn copy_labels(wiki: &Wiki, from: &ContentId, to: &ContentId) -> Result<()> {
    let labels: Vec<_> = super::labels::list(wiki, from.clone()).stream().try_collect().await?;
    let names = labels.into_iter().map(|label| label.name).collect();
    super::labels::add(wiki, to, names).await
}

/// The bytes of each file pass through, and are never held as a whole.
async fn copy_files(wiki: &Wiki, from: &ContentId, to: &ContentId) -> Result<()> {
    let mut files = super::attachments::list(wiki, from.clone(), None).stream();
    while let Some(file) = files.try_next().await? {
        let bytes = wiki.download(file.id).await?.into_stream().map_err(std::io::Error::other);
        let mut upload = Upload::stream(file.name, file.size, bytes).minor();
        if let Some(media_type) = file.media_type {
            upload = upload.media_type(media_type);
        }
        super::attachments::attach(wiki, to, upload.body, ContentStatus::Current).await?;
    }
    Ok(())
}

pub(in crate::wiki) async fn copy_tree(_: &Wiki, _: &ContentId, _: &TreeCopy) -> Result<LongTask> {
    Err(unsupported(
        "copy_tree",
        "the REST API of Data Center copies no trees: walk the tree and copy page by page",
    ))
}

pub(in crate::wiki) async fn archive(_: &Wiki, _: Vec<ContentId>) -> Result<LongTask> {
    Err(unsupported(
        "archive_pages",
        "the REST API of Data Center archives whole spaces alone: move the page to the trash, or below a page for what \
         is old",
    ))
}

pub(in crate::wiki) async fn trash_tree(_: &Wiki, _: &ContentId) -> Result<LongTask> {
    Err(unsupported(
        "trash_tree",
        "the REST API of Data Center trashes no trees: walk the tree and trash page by page, from the leaves up",
    ))
}
