//! Who may do what in a space.

use serde::Serialize;

/// Something that a person, a group or a role may do in a space.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SpacePermission {
    /// What, such as `read`, `create` or `administer`.
    pub operation: String,
    /// With what, such as `page` or `space`.
    pub target: String,
    /// Who: the id, where the service tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Who: the name, where the service tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `user`, `group`, `role`, `anonymous`, ...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}
