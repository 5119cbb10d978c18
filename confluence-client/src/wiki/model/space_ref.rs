//! How content names its space.

use serde::{Deserialize, Serialize};

use crate::ids::{SpaceId, SpaceKey};

/// A reference to a space, as content names it: by id on Cloud, by key on Data Center.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct SpaceRef {
    /// Its number, on Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<SpaceId>,
    /// Its key; on Cloud taken from the page's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<SpaceKey>,
}

impl SpaceRef {
    /// The space of this key.
    pub fn key(key: impl Into<SpaceKey>) -> Self {
        Self { id: None, key: Some(key.into()) }
    }

    /// The space of this number; Cloud.
    pub fn id(id: impl Into<SpaceId>) -> Self {
        Self { id: Some(id.into()), key: None }
    }
}
