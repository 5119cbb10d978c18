//! Spaces.

use serde_json::Value;

use super::{
    Content, Description, Group, Icon, Label, Links, LookAndFeel, PermittedOperation, Rows, Theme, User,
    either::Row,
};
use crate::declare::{models, open_enums};
use crate::ids::{PermissionId, SpaceId, SpaceKey};
use crate::models::{PermissionKey, PermissionTarget, SpaceStatus, SpaceType};
use crate::{Paged, Timestamp};

use super::SubjectType;

open_enums! {
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
        /// The key that its URLs use, on Cloud.
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
        /// URLs.
        links: Links as "_links" = default,
        /// What was not expanded, with its URL on Data Center.
        expandable: Links as "_expandable" = default,
    }

    /// What is known of a space beside itself.
    pub struct SpaceMetadata {
        /// Its labels, if `metadata.labels` is expanded: the first page of them.
        labels: Option<Paged<Label>> = default,
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
        /// URLs.
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
        user: Option<Paged<User>> = default,
        /// Groups.
        group: Option<Paged<Group>> = default,
    }

    /// A permission that was granted in a space.
    pub struct GrantedPermission {
        /// Its number, by which it is taken back.
        id: Option<PermissionId>,
        /// Who holds it.
        subject: Option<PermissionSubject>,
        /// What it allows.
        operation: Option<GrantedOperation>,
        /// URLs.
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

impl Row for SpacePermission {
    fn of_text(_: &str) -> Option<Self> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_space_of_cloud_with_much_of_it_null() {
        let json = r#"{"id":98306,"key":"DOCS","alias":null,"name":"Docs","type":"collaboration","status":"current",
            "icon":null,"description":{"plain":{"value":"d","representation":"plain","embeddedContent":[]},
            "_expandable":{"view":""}},"homepage":{"id":"9","type":"page","status":"current","title":"Home"},
            "metadata":{"labels":{"results":[],"size":0},"_expandable":{}},"operations":null,
            "permissions":[{"id":7,"subjects":{"group":{"results":[{"type":"group","name":"g","id":"u-1"}],"size":1},
            "_expandable":{"user":""}},"operation":{"operation":"create","targetType":"page"},
            "anonymousAccess":false,"unlicensedAccess":false}],
            "settings":{"routeOverrideEnabled":false,"contentMode":null,"editor":{"page":"v2","blogpost":"v2",
            "default":"v2"}},"theme":null,"lookAndFeel":null,"history":null,"_expandable":{"theme":""},"_links":{}}"#;
        let space: Space = serde_json::from_str(json).unwrap();
        assert_eq!(space.homepage.unwrap().id, Some("9".into()));
        assert_eq!(space.description.unwrap().plain.unwrap().value, "d");
        let [permission] = space.permissions.as_slice() else { panic!("one permission") };
        assert_eq!(permission.id, Some(7.into()));
        let groups = permission.subjects.as_ref().unwrap().group.as_ref().unwrap();
        assert_eq!(groups.results[0].id, Some("u-1".into()));
    }

    #[test]
    fn reads_a_space_of_data_center() {
        let json = r#"{"id":65537,"key":"~ada","name":"Ada","status":"CURRENT","type":"personal",
            "creator":{"type":"known","userKey":"ff80","displayName":"Ada","profilePicture":null},
            "creationDate":"2026-04-01T09:30:00.000+02:00","permissions":{"_links":{}},
            "_links":{"webui":"/spaces/viewspace.action?key=~ada"},"_expandable":{"homepage":"/rest/api/content/9"}}"#;
        let space: Space = serde_json::from_str(json).unwrap();
        assert_eq!(space.status, Some(SpaceStatus::Other("CURRENT".to_owned())));
        assert!(space.permissions.as_slice().is_empty());
        assert_eq!(space.expandable.get("homepage"), Some("/rest/api/content/9"));
    }
}
