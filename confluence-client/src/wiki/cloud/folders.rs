//! Folders of Cloud.

use super::place;
use crate::error::Result;
use crate::ids::ContentId;
use crate::models::{ContentType, NewTreeContent, TreeContent};
use crate::v2;
use crate::wiki::Wiki;
use crate::wiki::folders::{Folder, NewFolder};
use crate::wiki::settling::doubtful;

pub(in crate::wiki) async fn get(wiki: &Wiki, id: &ContentId) -> Result<Folder> {
    folder(wiki, wiki.client.send(v2::folders::get(id.as_str())).await?).await
}

pub(in crate::wiki) async fn create(wiki: &Wiki, new: &NewFolder) -> Result<Folder> {
    let mut body = NewTreeContent::new(place::space_id(wiki, &new.space).await?).title(new.title.as_str());
    if let Some(parent) = &new.parent {
        body = body.parent_id(parent);
    }
    let made = wiki.client.send(v2::folders::create(body)).await;
    folder(wiki, doubtful(made, "see whether the folder is there")?).await
}

pub(in crate::wiki) async fn delete(wiki: &Wiki, folder: &Folder) -> Result<()> {
    wiki.client.send(v2::folders::delete(folder.id.as_str())).await
}

async fn folder(wiki: &Wiki, found: TreeContent) -> Result<Folder> {
    wiki.known.kinds.put(found.id.clone(), ContentType::Folder);
    let space = match &found.space_id {
        Some(id) => Some(wiki.space_key(id).await?),
        None => None,
    };
    Ok(Folder {
        url: found.links.webui.as_deref().and_then(|webui| wiki.site().link(webui)),
        id: found.id,
        title: found.title,
        parent: found.parent_id,
        space,
    })
}
