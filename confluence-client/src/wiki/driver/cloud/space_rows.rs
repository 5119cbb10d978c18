//! Spaces of Cloud as rows.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::pages::person;
use super::place;
use crate::error::Result;
use crate::ids::SpaceKey;
use crate::models::{self, BodyFormat};
use crate::v2;
use crate::wiki::backend::Backend;
use crate::wiki::model::rows::{GrantRow, RowStream, SpaceRow, SpacesWanted, paged};
use crate::wiki::policy::{ClearedRead, Scope};

/// The most keys that one request takes.
const BATCH: usize = 250;

pub(in crate::wiki) fn list(
    backend: &Backend,
    _: ClearedRead<Scope>,
    wanted: SpacesWanted,
) -> RowStream<SpaceRow> {
    let backend = backend.clone();
    let batches: Vec<Option<Vec<SpaceKey>>> = match &wanted.keys {
        Some(keys) => keys.chunks(BATCH).map(|some| Some(some.to_vec())).collect(),
        None => vec![None],
    };
    stream::iter(batches)
        .map(move |keys| {
            let mut ask = v2::spaces::list().limit(wanted.limit);
            if let Some(keys) = keys {
                ask = ask.keys(keys);
            }
            if let Some(kind) = &wanted.kind {
                ask = ask.kind(kind.as_str());
            }
            if let Some(status) = &wanted.status {
                ask = ask.status(status.as_str());
            }
            if wanted.description {
                ask = ask.description_format(BodyFormat::Plain);
            }
            if wanted.icon {
                ask = ask.include_icon(true);
            }
            let (found, known) = (backend.client.stream(ask), backend.clone());
            let rows = found.try_filter_map(move |space| std::future::ready(Ok(row(&known, space))));
            paged(rows.boxed(), wanted.limit)
        })
        .flatten()
        .boxed()
}

fn row(backend: &Backend, found: models::Space) -> Option<SpaceRow> {
    let key = found.key?;
    backend.caches.space_keys.put(found.id.clone(), key.clone());
    backend.caches.space_ids.put(key.clone(), found.id.clone());
    let description = found.description.and_then(|bodies| Some(bodies.plain?.value));
    Some(SpaceRow {
        id: Some(found.id),
        key,
        name: found.name,
        kind: found.kind.map(|kind| kind.to_string()),
        status: found.status.map(|status| status.to_string()),
        description: description.filter(|text| !text.is_empty()),
        alias: found.current_active_alias,
        homepage: found.homepage_id.map(|id| id.as_str().into()),
        created: found.created_at,
        modified: None,
        author: found.author_id.map(person),
        url: found.links.webui.as_deref().and_then(|webui| backend.site().link(webui)),
        icon_path: found.icon.and_then(|icon| icon.path),
        icon_width: None,
        icon_height: None,
        icon_default: None,
    })
}

pub(in crate::wiki) async fn grants(
    backend: &Backend,
    space: &ClearedRead<SpaceKey>,
) -> Result<Vec<GrantRow>> {
    let id = place::space_id(backend, space).await?;
    let found: Vec<models::PermissionAssignment> =
        backend.client.stream(v2::space_permissions::of(id.clone())).try_collect().await?;
    let row = |it: models::PermissionAssignment| {
        let (operation, principal) = (it.operation?, it.principal);
        Some(GrantRow {
            id: it.id,
            operation: operation.key?.to_string(),
            target: operation.target_type?.to_string(),
            principal_id: principal.as_ref().and_then(|one| one.id.clone()),
            principal_name: None,
            principal_kind: principal.and_then(|one| Some(one.kind?.to_string())),
            space_id: Some(id.clone()),
            space_key: (**space).clone(),
        })
    };
    Ok(found.into_iter().filter_map(row).collect())
}
