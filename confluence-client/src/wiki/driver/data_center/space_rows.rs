//! Spaces of Data Center as rows.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::dc;
use crate::error::Result;
use crate::ids::SpaceKey;
use crate::models::dc::SpacePermission;
use crate::models::v1;
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{person, webui};
use crate::wiki::model::rows::{GrantRow, RowStream, SpaceRow, SpacesWanted, paged};
use crate::wiki::policy::{ClearedRead, Scope};

/// How many keys go into one URL.
const BATCH: usize = 50;

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
            let mut expand = vec!["homepage"];
            expand.extend(wanted.description.then_some("description.plain"));
            expand.extend(wanted.icon.then_some("icon"));
            let mut ask = dc::spaces::list().expand(expand).limit(wanted.limit);
            if let Some(keys) = keys {
                ask = ask.space_key(keys);
            }
            if let Some(kind) = &wanted.kind {
                ask = ask.kind(kind.as_str());
            }
            if let Some(status) = &wanted.status {
                ask = ask.status(status.as_str());
            }
            let (found, known) = (backend.client.stream(ask), backend.clone());
            let rows = found.try_filter_map(move |space| std::future::ready(Ok(row(&known, space))));
            paged(rows.boxed(), wanted.limit)
        })
        .flatten()
        .boxed()
}

fn row(backend: &Backend, found: v1::Space) -> Option<SpaceRow> {
    let key = found.key?;
    let url = webui(backend, &found.links);
    let description = found.description.and_then(|description| Some(description.plain?.value));
    let icon = found.icon;
    Some(SpaceRow {
        id: found.id,
        key,
        name: found.name.unwrap_or_default(),
        kind: found.kind.map(|kind| kind.to_string()),
        status: found.status.map(|status| status.to_string()),
        description: description.filter(|text| !text.is_empty()),
        alias: None,
        homepage: found.homepage.and_then(|page| page.id),
        created: found.creation_date,
        modified: found.last_modification_date,
        author: found.creator.and_then(|user| person(*user)),
        url,
        icon_path: icon.as_ref().and_then(|icon| icon.path.clone()),
        icon_width: icon.as_ref().and_then(|icon| icon.width),
        icon_height: icon.as_ref().and_then(|icon| icon.height),
        icon_default: icon.map(|icon| icon.is_default),
    })
}

pub(in crate::wiki) async fn grants(
    backend: &Backend,
    space: &ClearedRead<SpaceKey>,
) -> Result<Vec<GrantRow>> {
    let found = backend.client.send(dc::space_permissions::list(space)).await?;
    let row = |it: SpacePermission| {
        let (operation, subject) = (it.operation?, it.subject);
        Some(GrantRow {
            id: None,
            operation: operation.operation_key?,
            target: operation.target_type?,
            principal_id: None,
            principal_name: subject.as_ref().and_then(|one| one.display_name.clone()),
            principal_kind: subject.and_then(|one| one.kind).map(super::space_permissions::holder_kind),
            space_id: it.space_id,
            space_key: (**space).clone(),
        })
    };
    Ok(found.into_iter().filter_map(row).collect())
}
