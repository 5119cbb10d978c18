//! Permissions, global and in spaces.

use crate::declare::{bodies, models};
use crate::ids::{SpaceId, SpaceKey, UserKey};

models! {
    /// A permission for all of the site.
    pub struct GlobalPermission {
        /// What it allows.
        operation: Option<Operation>,
        /// Who holds it.
        subject: Option<PermissionHolder>,
    }

    /// A permission in a space.
    pub struct SpacePermission {
        /// What it allows.
        operation: Option<Operation>,
        /// Who holds it.
        subject: Option<PermissionHolder>,
        /// The key of the space.
        space_key: Option<SpaceKey>,
        /// Its number.
        space_id: Option<SpaceId>,
    }

    /// What a permission allows.
    pub struct Operation {
        /// With what, such as `page` or `application`.
        target_type: Option<String>,
        /// What, such as `create` or `administer`.
        operation_key: Option<String>,
    }

    /// Who holds a permission.
    pub struct PermissionHolder {
        /// The name to show.
        display_name: Option<String>,
        /// `known`, `group`, `anonymous`, ...
        kind: Option<String> as "type",
    }
}

bodies! {
    /// Something that a permission allows.
    pub struct OperationRef(
        /// `operation_key`, such as `create`, with a `target_type`, such as `page`.
        target_type: String,
        operation_key: String,
    )

    /// All that one person or group shall be let to do: one of `user_key` and `group_name` says who.
    pub struct NewPermissions(
        /// What.
        operations: Vec<OperationRef>,
    ) {
        /// The person.
        user_key: UserKey,
        /// The group.
        group_name: String,
    }
}
