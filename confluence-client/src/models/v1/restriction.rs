//! Who may read and change a piece of content.

use super::{Content, Group, GroupRef, Links, Message, NewPermissionSubject, SubjectType, User};
use crate::declare::{bodies, models, open_enums};
use crate::ids::{AccountId, UserKey};
use crate::models::PermissionKey;
use crate::wire::paging::Paged;

open_enums! {
    /// What more to answer of restrictions.
    pub enum RestrictionExpansion {
        /// The people of each.
        Users = "restrictions.user",
        /// The people who may read.
        Readers = "read.restrictions.user",
        /// The people who may change.
        Editors = "update.restrictions.user",
        /// The groups of each.
        Groups = "restrictions.group",
        /// The groups that may read.
        ReaderGroups = "read.restrictions.group",
        /// The groups that may change.
        EditorGroups = "update.restrictions.group",
        /// The content.
        Content = "content",
    }
}

models! {
    /// Something that somebody may do.
    pub struct PermittedOperation {
        /// What.
        operation: Option<PermissionKey>,
        /// With what, such as `page`.
        target_type: Option<String>,
    }

    /// Who may do one thing with a piece of content.
    pub struct Restriction {
        /// What: `read` or `update`.
        operation: Option<PermissionKey>,
        /// Who; nobody listed means everybody.
        restrictions: Option<RestrictedTo>,
        /// The content, if expanded.
        content: Option<Box<Content>>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// Who is left in by a restriction.
    pub struct RestrictedTo {
        /// People, if expanded.
        user: Option<Paged<User>> = default,
        /// Groups, if expanded.
        group: Option<Paged<Group>> = default,
    }

    /// Who may read and who may change a piece of content.
    pub struct RestrictionsByOperation {
        /// Who may read it.
        read: Option<Restriction>,
        /// Who may change it.
        update: Option<Restriction>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// All restrictions of a piece of content.
    pub struct Restrictions {
        /// One for each operation.
        results: Vec<Restriction> = default,
        /// How many were skipped.
        start: Option<u64> = default,
        /// How many come at the most.
        limit: Option<u64> = default,
        /// How many there are here.
        size: Option<u64> = default,
        /// Changes with the restrictions.
        restrictions_hash: Option<String>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// Whether somebody may do something.
    pub struct PermissionCheck {
        /// Whether they may.
        has_permission: bool = default,
        /// Why that could not be found out.
        errors: Vec<Message> = default,
        /// URLs.
        links: Links as "_links" = default,
    }
}

bodies! {
    /// Who shall be let to do one thing with a piece of content.
    pub struct RestrictionUpdate(
        /// `operation` is `read` or `update`, though others are published; nobody in `restrictions` means everybody.
        operation: PermissionKey [
            "read", "update", "administer", "copy", "create", "delete", "export", "move", "purge", "purge_version",
            "restore", "use"
        ],
        restrictions: NewRestrictedTo,
    )

    /// Who shall be left in by a restriction.
    pub struct NewRestrictedTo {
        /// People; a read restriction without the caller locks them out.
        user: Vec<UserRef>,
        /// Groups.
        group: Vec<GroupRef>,
    }

    /// A person, by account on Cloud and by key or name on Data Center.
    pub struct UserRef(
        /// `kind` is what is known of the person: `known`, as a rule.
        kind: SubjectType as "type" ["known", "unknown", "anonymous", "user"],
    ) {
        /// The account, on Cloud.
        account_id: AccountId,
        /// The key, on Data Center.
        user_key: UserKey,
        /// The name to log in with, on Data Center.
        username: String,
    }

    /// Whether somebody may do something with a piece of content: the question.
    pub struct PermissionQuestion(
        /// `subject` is who, and `operation` what they would do.
        subject: NewPermissionSubject,
        operation: PermissionKey ["read", "update", "delete"],
    )
}

impl UserRef {
    /// The person of an account, on Cloud.
    pub fn account(id: impl Into<AccountId>) -> Self {
        Self::new(SubjectType::Known).account_id(id.into())
    }

    /// The person of a key, on Data Center.
    pub fn key(key: impl Into<UserKey>) -> Self {
        Self::new(SubjectType::Known).user_key(key.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_restrictions_by_operation() {
        let json = r#"{"read":{"operation":"read","restrictions":{"user":{"results":[{"type":"known",
            "accountId":"a","email":null}],"start":0,"limit":200,"size":1},"group":{"results":[],"start":0,
            "limit":200,"size":0},"_expandable":{}},"content":null,"_expandable":{"content":"/x"},"_links":{}},
            "update":{"operation":"update","restrictions":null,"_links":null},"_links":{"base":"https://x/wiki"}}"#;
        let restrictions: RestrictionsByOperation = serde_json::from_str(json).unwrap();
        let readers = restrictions.read.unwrap().restrictions.unwrap().user.unwrap();
        assert_eq!(readers.results[0].account_id, Some("a".into()));
        assert_eq!(restrictions.update.unwrap().restrictions, None);
    }
}
