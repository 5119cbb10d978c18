//! Spaces.

use serde_json::Value;

use super::{
    Content, Description, Group, Icon, Label, Links, LookAndFeel, PermittedOperation, Rows, Theme, User,
    UserRef,
};
use crate::declare::{bodies, models, words};
use crate::ids::{ContentId, GroupId, PermissionId, SpaceId, SpaceKey};
use crate::models::{BodyFormat, PermissionKey, PermissionTarget, SpaceStatus, SpaceType};
use crate::{Paged, Timestamp};

use super::SubjectType;

words! {
    /// How wide the text of pages runs by default.
    pub enum ContentMode {
        /// As Confluence has it.
        Standard = "standard",
        /// With less room between the lines.
        Compact = "compact",
    }
}

models! {
    /// A space. What is marked "if expanded" is there only if the operation's `expand` names it.
    #[derive(Default)]
    pub struct Space {
        /// Its number.
        id: Option<SpaceId>,
        /// Its key.
        key: Option<SpaceKey>,
        /// The key that its addresses use, on Cloud.
        alias: Option<String>,
        /// Its name.
        name: Option<String>,
        /// What kind of space it is.
        kind: Option<SpaceType> as "type",
        /// Whether it is in use.
        status: Option<SpaceStatus>,
        /// Its icon, if expanded.
        icon: Option<Icon>,
        /// What it is for, if expanded.
        description: Option<Box<Description>>,
        /// Its home page, if expanded.
        homepage: Option<Box<Content>>,
        /// Its labels, if expanded.
        metadata: Option<SpaceMetadata>,
        /// What the caller may do with it, if expanded.
        operations: Vec<PermittedOperation> = default,
        /// Who may do what in it, if expanded.
        permissions: Rows<SpacePermission> = default,
        /// How it is set up, if expanded; on Cloud.
        settings: Option<SpaceSettings>,
        /// How it looks, by name, if expanded; on Cloud.
        theme: Option<Theme>,
        /// How it looks, in full, if expanded; on Cloud.
        look_and_feel: Option<Box<LookAndFeel>>,
        /// When and by whom it was created, if expanded; on Cloud.
        history: Option<Box<SpaceHistory>>,
        /// Who created it, on Data Center.
        creator: Option<Box<User>>,
        /// When it was created, on Data Center.
        creation_date: Option<Timestamp>,
        /// Who changed it last, on Data Center.
        last_modifier: Option<Box<User>>,
        /// When it was changed last, on Data Center.
        last_modification_date: Option<Timestamp>,
        /// How long it keeps versions and trash, if expanded; on Data Center.
        retention_policy: Option<Value>,
        /// Addresses.
        links: Links as "_links" = default,
        /// What was not expanded, with its address on Data Center.
        expandable: Links as "_expandable" = default,
    }

    /// What is known of a space beside itself.
    pub struct SpaceMetadata {
        /// Its labels, if `metadata.labels` is expanded: the first page of them.
        labels: Option<Paged<Label>>,
    }

    /// When and by whom a space was created.
    pub struct SpaceHistory {
        /// When.
        created_date: Option<Timestamp>,
        /// By whom.
        created_by: Option<User>,
    }

    /// How a space is set up.
    pub struct SpaceSettings {
        /// Whether its own way of showing pages comes before the site's.
        route_override_enabled: bool = default,
        /// Which editor its content gets.
        editor: Option<SpaceEditors>,
        /// How wide the text of its pages runs.
        content_mode: Option<ContentMode>,
        /// Its key.
        space_key: Option<SpaceKey>,
        /// Addresses.
        links: Links as "_links" = default,
    }

    /// Which editor content gets: `v1` or `v2`.
    pub struct SpaceEditors {
        /// Pages.
        page: Option<String>,
        /// Blog posts.
        blogpost: Option<String>,
        /// Everything else.
        default: Option<String>,
    }

    /// A permission in a space, as it comes with the space.
    pub struct SpacePermission {
        /// Its number.
        id: Option<PermissionId>,
        /// Who holds it.
        subjects: Option<SpaceSubjects>,
        /// What it allows.
        operation: Option<PermittedOperation>,
        /// Whether those who are not logged in hold it.
        anonymous_access: bool = default,
        /// Whether those without a licence hold it.
        unlicensed_access: bool = default,
    }

    /// Who holds a permission in a space.
    pub struct SpaceSubjects {
        /// People.
        user: Option<Paged<User>>,
        /// Groups.
        group: Option<Paged<Group>>,
    }

    /// A permission that was granted in a space.
    pub struct GrantedPermission {
        /// Its number, by which it is taken back.
        id: Option<PermissionId>,
        /// Who holds it.
        subject: Option<PermissionSubject>,
        /// What it allows.
        operation: Option<GrantedOperation>,
        /// Addresses.
        links: Links as "_links" = default,
    }

    /// Who holds a permission.
    pub struct PermissionSubject {
        /// `user` or `group`.
        kind: Option<SubjectType> as "type",
        /// The account, or the group's id.
        identifier: Option<String>,
    }

    /// What a permission allows.
    pub struct GrantedOperation {
        /// What.
        key: Option<PermissionKey>,
        /// With what.
        target: Option<PermissionTarget>,
    }
}

bodies! {
    /// A space to create.
    pub struct NewSpace(
        /// Its name.
        name: String,
    ) {
        /// Its key; without one the service makes one of the name or the alias.
        key: SpaceKey,
        /// The key in its addresses, where that is another one.
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
        /// `kind` is `group`.
        kind: SubjectType as "type",
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
        kind: SubjectType as "type",
        identifier: String,
    )

    /// What a permission allows.
    pub struct NewOperation(
        /// `key` says what, `target` with what.
        key: PermissionKey,
        target: PermissionTarget,
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
        key: PermissionKey,
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
