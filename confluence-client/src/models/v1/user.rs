//! People, apps and groups.

use super::{Links, PermittedOperation, Space};
use crate::declare::{bodies, models, open_enums};
use crate::ids::{AccountId, GroupId, UserKey};
use crate::models::AccountType;

open_enums! {
    /// What holds a permission, follows a page or made a change.
    pub enum SubjectType {
        /// A person or an app.
        User = "user",
        /// A person or an app that the site knows.
        Known = "known",
        /// Somebody whom the site does not know any more.
        Unknown = "unknown",
        /// Whoever is not logged in.
        Anonymous = "anonymous",
        /// A group.
        Group = "group",
    }

    /// What a group is for.
    pub enum GroupUsage {
        /// It says who may use the site.
        Userbase = "USERBASE_GROUP",
        /// It is a team.
        Team = "TEAM_COLLABORATION",
    }

    /// Who says who belongs to a group.
    pub enum GroupManager {
        /// The administrators.
        Admins = "ADMINS",
        /// Another directory.
        External = "EXTERNAL",
        /// Its members.
        TeamMembers = "TEAM_MEMBERS",
        /// Whoever joins.
        Open = "OPEN",
    }

    /// What more to answer of a person.
    pub enum UserExpansion {
        /// What the caller may do with them.
        Operations = "operations",
        /// Their own space.
        PersonalSpace = "personalSpace",
        /// Whether they are a guest.
        IsExternalCollaborator = "isExternalCollaborator",
    }
}

models! {
    /// A person or an app.
    #[derive(Default)]
    pub struct User {
        /// What they are to the site.
        kind: Option<SubjectType> as "type",
        /// The account, on Cloud.
        account_id: Option<AccountId>,
        /// What the account is, on Cloud.
        account_type: Option<AccountType>,
        /// The key that survives renaming, on Data Center.
        user_key: Option<UserKey>,
        /// The name to log in with, on Data Center.
        username: Option<String>,
        /// The name to show.
        display_name: Option<String>,
        /// The name that everyone may see.
        public_name: Option<String>,
        /// The e-mail address, if the caller may see it.
        email: Option<String>,
        /// The picture.
        profile_picture: Option<Icon>,
        /// The time zone, if the caller may see it.
        time_zone: Option<String>,
        /// Whether they are a guest.
        is_guest: Option<bool>,
        /// Whether they are a guest, as it was called before.
        is_external_collaborator: Option<bool>,
        /// Whether they are a guest, as it was called first.
        external_collaborator: Option<bool>,
        /// What the caller may do with them, if expanded.
        operations: Vec<PermittedOperation> = default,
        /// What they say of themselves, if expanded.
        details: Option<UserDetails>,
        /// Their own space, if expanded.
        personal_space: Option<Box<Space>>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// A picture.
    pub struct Icon {
        /// Its URL, relative to the site's base.
        path: Option<String>,
        /// Its width in pixels.
        width: Option<u32> = default,
        /// Its height in pixels.
        height: Option<u32> = default,
        /// Whether it is the one that everybody starts with.
        is_default: bool = default,
    }

    /// What a person says of themselves.
    pub struct UserDetails {
        /// At work.
        business: Option<BusinessDetails>,
        /// Outside of it.
        personal: Option<PersonalDetails>,
    }

    /// A person at work.
    pub struct BusinessDetails {
        /// What they do.
        position: Option<String>,
        /// Where in the organization.
        department: Option<String>,
        /// Where on earth.
        location: Option<String>,
    }

    /// How to reach a person.
    pub struct PersonalDetails {
        /// By telephone.
        phone: Option<String>,
        /// By messenger.
        im: Option<String>,
        /// Their web site.
        website: Option<String>,
        /// By e-mail.
        email: Option<String>,
    }

    /// The e-mail address of an account.
    pub struct AccountEmail {
        /// The account.
        account_id: Option<AccountId>,
        /// Its address.
        email: Option<String>,
    }

    /// A group.
    pub struct Group {
        /// Always `group`.
        kind: Option<SubjectType> as "type",
        /// Its id, on Cloud.
        id: Option<GroupId>,
        /// Its name.
        name: String = default,
        /// What it is for, on Cloud.
        usage_type: Option<GroupUsage>,
        /// Who says who belongs to it, on Cloud.
        managed_by: Option<GroupManager>,
        /// URLs.
        links: Links as "_links" = default,
    }
}

bodies! {
    /// A group to create.
    pub struct NewGroup(
        /// Its name.
        name: String,
    )

    /// Who joins a group.
    pub struct NewMember(
        /// The account.
        account_id: AccountId,
    )
}
