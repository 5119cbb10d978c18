//! People and apps on Cloud, and the administrator's key.

use crate::declare::{bodies, models, open_enums};
use crate::ids::{AccountId, SpaceId};
use crate::wire::timestamp::Timestamp;

open_enums! {
    /// What an account is.
    pub enum AccountType {
        /// A person's.
        Atlassian = "atlassian",
        /// An app's.
        App = "app",
        /// That of a customer of a service desk.
        Customer = "customer",
        /// Something else.
        Unknown = "unknown",
    }

    /// Where an account stands in its life.
    pub enum AccountStatus {
        /// It is in use.
        Active = "active",
        /// It was deactivated.
        Inactive = "inactive",
        /// It was closed.
        Closed = "closed",
        /// Something else.
        Unknown = "unknown",
    }
}

models! {
    /// A person or an app.
    pub struct User {
        /// The account.
        account_id: Option<AccountId>,
        /// What the account is.
        account_type: Option<AccountType>,
        /// Where it stands in its life.
        account_status: Option<AccountStatus>,
        /// The name to show.
        display_name: Option<String>,
        /// The name that everyone may see.
        public_name: Option<String>,
        /// The e-mail address, if the caller may see it.
        email: Option<String>,
        /// The time zone, if the caller may see it.
        time_zone: Option<String>,
        /// The person's own space.
        personal_space_id: Option<SpaceId>,
        /// Whether the person is a guest.
        is_external_collaborator: Option<bool>,
        /// The picture.
        profile_picture: Option<Icon>,
    }

    /// A picture.
    pub struct Icon {
        /// Its URL, relative to the site's base.
        path: String = default,
        /// Whether it is the one that everybody starts with.
        is_default: bool = default,
    }

    /// E-mail addresses that cannot use the site.
    pub struct EmailAccess {
        /// Those of people without access.
        emails_without_access: Vec<String> = default,
        /// Those that are none.
        invalid_emails: Vec<String> = default,
    }

    /// A key that lets an administrator into restricted content for a while.
    pub struct AdminKey {
        /// Whose it is.
        account_id: Option<AccountId>,
        /// When it expires.
        expiration_time: Option<Timestamp>,
    }
}

bodies! {
    /// Accounts to look up, at most 250.
    pub struct AccountIds(
        /// The accounts.
        account_ids: Vec<AccountId>,
    )

    /// E-mail addresses.
    pub struct Emails(
        /// The addresses.
        emails: Vec<String>,
    )

    /// How long an administrator's key shall last.
    pub struct NewAdminKey {
        /// Minutes, from 1 to 60; 10 by default.
        duration_in_minutes: u32,
    }
}
