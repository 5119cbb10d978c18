//! Who may do what in a space.

use crate::ids::SpaceKey;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::model::space_permissions::SpacePermission;

impl Wiki {
    /// Lists who may do what in a space.
    pub fn space_permissions(&self, space: impl Into<SpaceKey>) -> List<SpacePermission> {
        self.list_in(space, "space_permissions", |space| deployed!(self => space_permissions::list(space)))
    }
}
