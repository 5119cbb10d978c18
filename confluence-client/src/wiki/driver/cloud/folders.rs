//! Folders of Cloud.

use futures_util::TryFutureExt as _;

use super::place;
use crate::error::Result;
use crate::ids::ContentId;
use crate::models::{ContentType, NewTreeContent, TreeContent};
use crate::v2;
use crate::wiki::backend::Backend;
use crate::wiki::lost_answer::doubtful;
use crate::wiki::model::folders::{Folder, NewFolder};
use crate::wiki::policy::{ClearedWrite, Unchecked};

pub(in crate::wiki) async fn get(backend: &Backend, id: &ContentId) -> Unchecked<Folder> {
    let found = backend.client.send(v2::folders::get(id.as_str()));
    Unchecked::new(found.and_then(|found| folder(backend, found)).await)
}

pub(in crate::wiki) async fn create(backend: &Backend, new: &ClearedWrite<NewFolder>) -> Result<Folder> {
    let mut body = NewTreeContent::new(place::space_id(backend, &new.space).await?).title(new.title.as_str());
    if let Some(parent) = &new.parent {
        body = body.parent_id(parent);
    }
    let made = backend.client.send(v2::folders::create(body)).await;
    folder(backend, doubtful(made, "see whether the folder is there")?).await
}

pub(in crate::wiki) async fn delete(backend: &Backend, folder: &ClearedWrite<Folder>) -> Result<()> {
    backend.client.send(v2::folders::delete(folder.id.as_str())).await
}

async fn folder(backend: &Backend, found: TreeContent) -> Result<Folder> {
    backend.caches.kinds.put(found.id.clone(), ContentType::Folder);
    let space = match &found.space_id {
        Some(id) => Some(place::space_key(backend, id).await?),
        None => None,
    };
    Ok(Folder {
        url: found.links.webui.as_deref().and_then(|webui| backend.site().link(webui)),
        id: found.id,
        title: found.title,
        parent: found.parent_id,
        space,
    })
}
