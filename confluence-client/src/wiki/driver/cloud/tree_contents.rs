//! Folders, whiteboards, databases and smart links of Cloud.

use super::place;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::ContentId;
use crate::models::{ContentStatus, ContentType};
use crate::v2;
use crate::wiki::backend::Backend;
use crate::wiki::model::content::{Page, Revision};
use crate::wiki::model::space_ref::SpaceRef;
use crate::wiki::model::tree_contents::TreeContent;
use crate::wiki::policy::Unchecked;

pub(in crate::wiki) async fn get(backend: &Backend, id: &ContentId) -> Unchecked<TreeContent> {
    Unchecked::new(of_id(backend, id).await)
}

/// The same as a page without a body: where it lies, and what it is called.
pub(in crate::wiki) async fn as_page(backend: &Backend, id: &ContentId) -> Unchecked<Page> {
    let found = of_id(backend, id).await;
    Unchecked::new(found.map(|found| Page {
        id: found.id,
        kind: found.kind.as_str().into(),
        subtype: None,
        title: found.title,
        status: found.status,
        space: SpaceRef { id: None, key: found.space },
        parent: found.parent,
        created: None,
        author: None,
        version: Revision::new(1),
        storage: None,
        url: found.url,
    }))
}

async fn of_id(backend: &Backend, id: &ContentId) -> Result<TreeContent> {
    let (client, text) = (&backend.client, id.as_str());
    let kind = place::kind(backend, id).await?;
    let found = match kind {
        ContentType::Folder => client.send(v2::folders::get(text)).await?,
        ContentType::Whiteboard => client.send(v2::whiteboards::get(text)).await?,
        ContentType::Database => client.send(v2::databases::get(text)).await?,
        ContentType::Embed => client.send(v2::smart_links::get(text)).await?,
        other => {
            return Err(Error::new(ErrorKind::NotFound, "tree_content")
                .with_message(format!("{text} is the id of {}", other.with_article())));
        }
    };
    let space = match &found.space_id {
        Some(id) => Some(place::space_key(backend, id).await?),
        None => None,
    };
    Ok(TreeContent {
        id: found.id,
        kind: kind.to_string(),
        title: found.title,
        status: found.status.unwrap_or(ContentStatus::Current),
        space,
        parent: found.parent_id,
        embed_url: found.embed_url,
        url: found.links.webui.as_deref().and_then(|webui| backend.site().link(webui)),
    })
}
