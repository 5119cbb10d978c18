//! Permissions and roles in spaces.

use crate::declare::{bodies, models, open_enums};
use crate::ids::RoleId;

open_enums! {
    /// What may hold a role.
    pub enum PrincipalType {
        /// A person.
        User = "USER",
        /// A group.
        Group = "GROUP",
        /// A class of people, such as guests.
        AccessClass = "ACCESS_CLASS",
    }

    /// Who made a role.
    pub enum RoleType {
        /// Atlassian.
        System = "SYSTEM",
        /// The site's administrators.
        Custom = "CUSTOM",
    }

    /// Whether a site works with roles.
    pub enum RoleMode {
        /// Not yet.
        PreRoles = "PRE_ROLES",
        /// It is on its way.
        RolesTransition = "ROLES_TRANSITION",
        /// It does.
        Roles = "ROLES",
    }

    /// Who holds a permission.
    pub enum PermissionHolderType {
        /// A person.
        User = "user",
        /// A group.
        Group = "group",
        /// A role.
        Role = "role",
    }

    /// What a permission allows.
    pub enum PermissionKey {
        /// To use the site.
        Use = "use",
        /// To create.
        Create = "create",
        /// To read.
        Read = "read",
        /// To change.
        Update = "update",
        /// To delete.
        Delete = "delete",
        /// To copy.
        Copy = "copy",
        /// To move.
        Move = "move",
        /// To export.
        Export = "export",
        /// To delete for good.
        Purge = "purge",
        /// To delete versions for good.
        PurgeVersion = "purge_version",
        /// To administer.
        Administer = "administer",
        /// To restore.
        Restore = "restore",
        /// To create spaces.
        CreateSpace = "create_space",
        /// To restrict content.
        RestrictContent = "restrict_content",
        /// To archive.
        Archive = "archive",
        /// To take all permissions of a group or person away.
        ClearPermissions = "clear_permissions",
    }

    /// What a permission is about.
    pub enum PermissionTarget {
        /// Pages.
        Page = "page",
        /// Blog posts.
        BlogPost = "blogpost",
        /// Comments.
        Comment = "comment",
        /// Attachments.
        Attachment = "attachment",
        /// Whiteboards.
        Whiteboard = "whiteboard",
        /// Databases.
        Database = "database",
        /// Smart Links.
        Embed = "embed",
        /// Folders.
        Folder = "folder",
        /// The space.
        Space = "space",
        /// The site.
        Application = "application",
        /// Profiles of people.
        UserProfile = "userProfile",
    }
}

models! {
    /// Who may do what in a space.
    pub struct PermissionAssignment {
        /// Its id.
        id: Option<String>,
        /// Who.
        principal: Option<PermissionHolder>,
        /// What.
        operation: Option<PermissionOperation>,
    }

    /// A person, group or role with a permission.
    pub struct PermissionHolder {
        /// Which of these.
        kind: Option<PermissionHolderType> as "type",
        /// Its id.
        id: Option<String>,
    }

    /// What a permission allows.
    pub struct PermissionOperation {
        /// What to do.
        key: Option<PermissionKey>,
        /// With what.
        target_type: Option<PermissionTarget>,
    }

    /// A permission that a role may have.
    pub struct SpacePermission {
        /// Its id, such as `read/space`.
        id: Option<String>,
        /// Its name.
        display_name: Option<String>,
        /// What it allows.
        description: Option<String>,
        /// The permissions it builds on.
        required_permission_ids: Vec<String> = default,
    }

    /// A role in spaces: a set of permissions.
    pub struct SpaceRole {
        /// Its id.
        id: Option<RoleId>,
        /// Who made it.
        kind: Option<RoleType> as "type",
        /// Its name.
        name: Option<String>,
        /// What it is for.
        description: Option<String>,
        /// Its permissions.
        space_permissions: Vec<String> = default,
        /// URLs.
        links: super::Links as "_links" = default,
    }

    /// Who holds a role.
    pub struct RoleAssignment {
        /// Who.
        principal: Option<Principal>,
        /// Which role.
        role_id: Option<RoleId>,
    }

    /// A person, group or class of people.
    pub struct Principal {
        /// Which of these.
        principal_type: Option<PrincipalType>,
        /// Its id.
        principal_id: Option<String>,
    }

    /// Whether a site works with roles.
    pub struct SpaceRoleMode {
        /// Whether it does.
        mode: Option<RoleMode>,
    }

    /// A role that is being changed or deleted in the background.
    pub struct RoleTask {
        /// The task; see [`v1::long_running_tasks`](crate::v1).
        task_id: Option<crate::ids::LongTaskId>,
        /// The role.
        id: Option<RoleId>,
        /// Who made it.
        kind: Option<RoleType> as "type",
        /// Its name.
        name: Option<String>,
        /// What it is for.
        description: Option<String>,
    }
}

bodies! {
    /// A role to create.
    pub struct NewSpaceRole(
        /// Its name, what it is for, and the ids of its permissions.
        name: String,
        description: String,
        space_permissions: Vec<String>,
    )

    /// A role as it shall be.
    pub struct SpaceRoleUpdate(
        /// Its name, what it is for, and the ids of its permissions.
        name: String,
        description: String,
        space_permissions: Vec<String>,
    ) {
        /// The role that anonymous readers get where they lose this one.
        anonymous_reassignment_role_id: RoleId,
        /// The role that guests get where they lose this one.
        guest_reassignment_role_id: RoleId,
    }

    /// A role for someone; without a role, they lose the one they have.
    pub struct NewRoleAssignment(
        /// Who gets it.
        principal: NewPrincipal,
    ) {
        /// Which role.
        role_id: RoleId,
    }

    /// A person, group or class of people, to be given a role.
    pub struct NewPrincipal(
        /// Which of these, and its id.
        principal_type: PrincipalType,
        principal_id: String,
    )
}
