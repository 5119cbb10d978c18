//! Permissions in spaces of Data Center.

use super::paged::some_of;
use crate::dc;
use crate::ids::SpaceKey;
use crate::models::dc::SpacePermission as Found;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::space_permissions::SpacePermission;
use crate::wiki::policy::ClearedRead;

pub(in crate::wiki) fn list(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<SpacePermission> {
    let space = space.into_inner();
    List::computed(backend, move |backend, start, limit| {
        let ask = dc::space_permissions::list(&space);
        async move {
            let found = backend.client.send(ask).await?;
            Ok(some_of(found.into_iter().filter_map(neutral).collect(), start, limit))
        }
    })
}

/// `user` for whoever is known by name, which Cloud calls so as well.
pub(super) fn holder_kind(kind: String) -> String {
    if kind == "known" || kind == "unknown" { "user".to_owned() } else { kind }
}

fn neutral(found: Found) -> Option<SpacePermission> {
    let (operation, subject) = (found.operation?, found.subject);
    Some(SpacePermission {
        operation: operation.operation_key?,
        target: operation.target_type?,
        id: None,
        name: subject.as_ref().and_then(|one| one.display_name.clone()),
        kind: subject.and_then(|one| one.kind).map(holder_kind),
    })
}
