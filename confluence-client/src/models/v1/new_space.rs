//! Spaces to create and to change, and permissions to grant in them.

use super::{ContentMode, SubjectType, UserRef};
use crate::declare::bodies;
use crate::ids::{ContentId, GroupId, SpaceKey};
use crate::models::{BodyFormat, PermissionKey, PermissionTarget, SpaceStatus, SpaceType};

bodies! {
    /// A space to create.
    pub struct NewSpace(
        /// Its name.
        name: String,
    ) {
        /// Its key; without one the service makes one of the name or the alias.
        key: SpaceKey,
        /// The key in its URLs, where that is another one.
        alias: String,
        /// What it is for.
        description: NewDescription,
        /// Who may do what in it; without them, as the site's defaults say.
        permissions: Vec<NewSpacePermission>,
    }

    /// What a space is for.
    pub struct NewDescription(
        /// The text.
        plain: NewPlainText,
    )

    /// A plain text.
    pub struct NewPlainText(
        /// `representation` is `plain`.
        value: String,
        representation: BodyFormat,
    )

    /// A permission that a new space starts with.
    pub struct NewSpacePermission(
        /// What it allows, and whether to those who are not logged in and to those without a licence.
        operation: OperationOn,
        anonymous_access: bool,
        unlicensed_access: bool,
    ) {
        /// The people and groups that hold it.
        subjects: NewSubjects,
    }

    /// Something that one may do.
    pub struct OperationOn(
        /// `operation` with things of `target_type`.
        operation: PermissionKey,
        target_type: String,
    )

    /// The people and groups that hold a permission of a new space.
    pub struct NewSubjects {
        /// People.
        user: UserRefs,
        /// Groups.
        group: GroupRefs,
    }

    /// People.
    pub struct UserRefs(
        /// `size` is their number.
        results: Vec<UserRef>,
        size: u64,
    )

    /// Groups.
    pub struct GroupRefs(
        /// `size` is their number.
        results: Vec<GroupRef>,
        size: u64,
    )

    /// A group, by id.
    pub struct GroupRef(
        /// `id` is that of the group.
        kind: SubjectType as "type" ["group"],
        id: GroupId,
    )

    /// How a space shall be.
    pub struct SpaceUpdate {
        /// Its name.
        name: String,
        /// What it is for.
        description: NewDescription,
        /// Its home page.
        homepage: HomepageRef,
        /// What kind of space it is.
        kind: SpaceType as "type",
        /// Whether it is in use.
        status: SpaceStatus,
    }

    /// A home page, by id.
    pub struct HomepageRef(
        /// The page.
        id: ContentId,
    )

    /// How a space shall be set up.
    pub struct SpaceSettingsUpdate {
        /// Whether its own way of showing pages comes before the site's.
        route_override_enabled: bool,
        /// How wide the text of its pages runs.
        content_mode: ContentMode,
    }

    /// A permission to grant in a space.
    pub struct NewPermission(
        /// Who gets it, and what it allows.
        subject: NewPermissionSubject,
        operation: NewOperation,
    )

    /// Who gets a permission.
    pub struct NewPermissionSubject(
        /// `identifier` is the account of a `user`, the id of a `group`.
        kind: SubjectType as "type" ["user", "group"],
        identifier: String,
    )

    /// What a permission allows.
    pub struct NewOperation(
        /// `key` says what, `target` with what.
        key: PermissionKey [
            "read", "create", "update", "delete", "administer", "archive", "copy", "export", "move", "purge",
            "purge_version", "restore", "restrict_content", "use"
        ],
        target: PermissionTarget ["page", "blogpost", "comment", "attachment", "space"],
    )

    /// Permissions for custom content to grant in a space or to take back.
    pub struct CustomContentPermissions(
        /// Who is meant, and what they may do.
        subject: NewPermissionSubject,
        operations: Vec<CustomContentOperation>,
    )

    /// What somebody may do with custom content.
    pub struct CustomContentOperation(
        /// `key` is what, `target` the type of custom content, `access` whether they may.
        key: PermissionKey ["read", "create", "delete"],
        target: String,
        access: bool,
    )
}

impl NewDescription {
    /// A description as plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(NewPlainText::new(text.into(), BodyFormat::Plain))
    }
}

impl UserRefs {
    /// These people.
    pub fn of(users: Vec<UserRef>) -> Self {
        let size = users.len() as u64;
        Self::new(users, size)
    }
}

impl GroupRefs {
    /// These groups.
    pub fn of(groups: Vec<GroupRef>) -> Self {
        let size = groups.len() as u64;
        Self::new(groups, size)
    }
}

impl GroupRef {
    /// The group of an id.
    pub fn of(id: impl Into<GroupId>) -> Self {
        Self::new(SubjectType::Group, id.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_space_says_only_what_was_set() {
        let space = NewSpace::new("Docs").key("DOCS").description(NewDescription::text("d"));
        assert_eq!(
            serde_json::to_string(&space).unwrap(),
            r#"{"name":"Docs","key":"DOCS","description":{"plain":{"value":"d","representation":"plain"}}}"#
        );
    }
}
