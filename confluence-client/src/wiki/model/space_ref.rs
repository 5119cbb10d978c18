//! How content names its space.

use serde::Serialize;

use crate::ids::{SpaceId, SpaceKey};

/// A reference to a space, as content names it: by id on Cloud, by key on Data Center.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SpaceRef {
    /// Its number, on Cloud.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<SpaceId>,
    /// Its key; on Cloud taken from the page's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<SpaceKey>,
}
