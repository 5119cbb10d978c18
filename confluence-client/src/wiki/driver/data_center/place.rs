//! What content of Data Center is, and where it lies. Pages, comments and files have ids of one kind, and one set of
//! operations, so that an id alone does not say what an operation would be done to.

use crate::dc;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::ContentType;
use crate::wiki::backend::Backend;

pub(in crate::wiki) async fn space_of(backend: &Backend, content: &ContentId) -> Result<Option<SpaceKey>> {
    let ask = dc::content::get(content).status(["any"]).expand(["space"]);
    let found = backend.client.send(ask).await?;
    if let Some(kind) = found.kind {
        backend.caches.kinds.put(content.clone(), kind);
    }
    Ok(found.space.and_then(|space| space.key))
}

/// The type of a piece of content, asked for once.
pub(in crate::wiki) async fn kind(backend: &Backend, content: &ContentId) -> Result<ContentType> {
    if let Some(kind) = backend.caches.kinds.get(content) {
        return Ok(kind);
    }
    let found = backend.client.send(dc::content::get(content).status(["any"])).await?;
    let kind = found.kind.ok_or_else(|| {
        Error::new(ErrorKind::Decode, "getContentById").with_message("content without a type")
    })?;
    backend.caches.kinds.put(content.clone(), kind.clone());
    Ok(kind)
}

/// Fails for everything but pages and blog posts.
pub(in crate::wiki) fn is_page(id: &ContentId, kind: &ContentType) -> Result<()> {
    match kind {
        ContentType::Page | ContentType::BlogPost => Ok(()),
        kind => Err(other(id.as_str(), "page", kind)),
    }
}

/// The id leads to something else than what was asked for.
pub(in crate::wiki) fn other(id: &str, wanted: &str, kind: &ContentType) -> Error {
    Error::new(ErrorKind::NotFound, "getContentById")
        .with_message(format!("{id} is the id of {}, not of a {wanted}", kind.with_article()))
}
