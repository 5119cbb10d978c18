//! Properties: small JSON values under keys, on content and spaces.

use serde_json::Value;

use crate::declare::{bodies, models};
use crate::ids::{AccountId, PropertyId};
use crate::wire::timestamp::Timestamp;

use super::{NewVersion, Version};

models! {
    /// A property of a piece of content.
    pub struct ContentProperty {
        /// Its id, which changes when it is deleted and created again.
        id: Option<PropertyId>,
        /// Its key, unique on the content.
        key: String = default,
        /// Its value.
        value: Option<Value>,
        /// Its version, which has nothing to do with the content's.
        version: Option<Version>,
    }

    /// A property of a space.
    pub struct SpaceProperty {
        /// Its id, which changes when it is deleted and created again.
        id: Option<PropertyId>,
        /// Its key, unique in the space.
        key: String = default,
        /// Its value.
        value: Option<Value>,
        /// When it was created.
        created_at: Option<Timestamp>,
        /// Who created it.
        created_by: Option<AccountId>,
        /// Its version.
        version: Option<SpacePropertyVersion>,
    }

    /// A version of a property of a space.
    pub struct SpacePropertyVersion {
        /// Its number, from 1.
        number: Option<u64> = default,
        /// What its author said of it.
        message: Option<String>,
        /// When it was made.
        created_at: Option<Timestamp>,
        /// Who made it.
        created_by: Option<AccountId>,
    }
}

bodies! {
    /// A property to create.
    pub struct NewProperty(
        /// Its key and its value.
        key: String,
        value: Value,
    )

    /// A property as it shall be.
    pub struct PropertyUpdate(
        /// Its key, its value, and its next version.
        key: String,
        value: Value,
        version: NewVersion,
    )
}

models! {
    /// A property of a Forge app.
    pub struct AppProperty {
        /// Its key.
        key: String = default,
        /// Its value.
        value: Option<Value>,
    }
}
