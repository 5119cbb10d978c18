//! Who may read and change content.

use serde_json::Value;

use crate::declare::{bodies, models};
use crate::models::PermissionKey;
use crate::models::v1::{Links, Restriction, SubjectType, UserRef};

models! {
    /// Who may read and who may change a piece of content.
    pub struct Restricted {
        /// Who may read it.
        read: Option<Restriction>,
        /// Who may change it.
        update: Option<Restriction>,
        /// Both, as the document has it; live answers have each by its own name.
        restrictions: Option<Value>,
        /// URLs.
        links: Links as "_links" = default,
    }
}

bodies! {
    /// Who shall be let to do one thing with a piece of content.
    pub struct NewRestriction(
        /// `operation` is `read` or `update`; nobody in `restrictions` means everybody.
        operation: PermissionKey,
        restrictions: RestrictedTo,
    )

    /// Who shall be left in by a restriction.
    pub struct RestrictedTo {
        /// People; a read restriction without the caller locks them out.
        user: Vec<UserRef>,
        /// Groups.
        group: Vec<NamedGroup>,
    }

    /// A group, by name.
    pub struct NamedGroup(
        /// `kind` is `group`.
        kind: SubjectType as "type",
        name: String,
    )
}

impl NamedGroup {
    /// The group of a name.
    pub fn of(name: impl Into<String>) -> Self {
        Self::new(SubjectType::Group, name.into())
    }
}
