//! Permissions in spaces of Cloud.

use super::place;
use crate::ids::SpaceKey;
use crate::models::PermissionAssignment;
use crate::v2;
use crate::wiki::backend::Backend;
use crate::wiki::list::List;
use crate::wiki::model::space_permissions::SpacePermission;
use crate::wiki::policy::ClearedRead;

pub(in crate::wiki) fn list(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<SpacePermission> {
    List::later(backend, async move |backend: Backend| {
        let id = place::space_id(&backend, &space).await?;
        Ok(List::of(&backend, v2::space_permissions::of(id), |_, found| neutral(found)))
    })
}

fn neutral(found: PermissionAssignment) -> Option<SpacePermission> {
    let (operation, principal) = (found.operation?, found.principal);
    Some(SpacePermission {
        operation: operation.key?.to_string(),
        target: operation.target_type?.to_string(),
        id: principal.as_ref().and_then(|one| one.id.clone()),
        name: None,
        kind: principal.and_then(|one| Some(one.kind?.to_string())),
    })
}
