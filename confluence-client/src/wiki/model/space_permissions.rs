//! Who may do what in a space.

use serde::{Deserialize, Serialize};

/// A space permission: what a user, a group or a role may do in a space.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct SpacePermission {
    /// What, such as `read`, `create` or `administer`.
    pub operation: String,
    /// With what, such as `page` or `space`.
    pub target: String,
    /// Who: the id, where the service returns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Who: the name, where the service returns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `user`, `group`, `role`, `anonymous`, ...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl SpacePermission {
    /// The permission for this operation with this target, of which it is not known who has it.
    pub fn new(operation: impl Into<String>, target: impl Into<String>) -> Self {
        Self { operation: operation.into(), target: target.into(), id: None, name: None, kind: None }
    }
}
