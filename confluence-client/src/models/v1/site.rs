//! What is known of a Cloud site, its readers and its people.

use serde_json::Value;

use super::Links;
use crate::declare::{bodies, models, open_enums};
use crate::ids::{ContentId, PropertyId};
use crate::wire::timestamp::Timestamp;

open_enums! {
    /// Which access a group gives.
    pub enum GroupAccess {
        /// To use the site.
        User = "user",
        /// To administer Confluence.
        Admin = "admin",
        /// To administer the site.
        SiteAdmin = "site-admin",
    }
}

models! {
    /// How often a piece of content was read, or by how many.
    pub struct ViewCount {
        /// The content.
        id: Option<ContentId>,
        /// How often, or how many.
        count: Option<u64> = default,
    }

    /// What a site is.
    pub struct SystemInfo {
        /// Its id across Atlassian.
        cloud_id: Option<String>,
        /// The build it runs.
        commit_hash: Option<String>,
        /// Its base URL.
        base_url: Option<String>,
        /// Its base URL below `atlassian.net`, where the other is its own domain.
        fallback_base_url: Option<String>,
        /// What it is licensed as, such as `FREE` or `PREMIUM`.
        edition: Option<String>,
        /// Its name.
        site_title: Option<String>,
        /// Its language.
        default_locale: Option<String>,
        /// Its time zone.
        default_time_zone: Option<String>,
        /// Which of Atlassian's clouds it is in.
        micros_perimeter: Option<String>,
    }

    /// Something that an app keeps of a person.
    pub struct UserProperty {
        /// Its id.
        id: Option<PropertyId>,
        /// Its key.
        key: Option<String>,
        /// What it holds.
        value: Option<Value>,
        /// When it was changed last.
        last_modified_date: Option<Timestamp>,
        /// When it was created.
        created_date: Option<Timestamp>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// The key of a property.
    pub struct PropertyKey {
        /// The key.
        key: Option<String>,
    }
}

bodies! {
    /// What a property shall hold.
    pub struct NewUserProperty(
        /// An object.
        value: Value,
    )
}
