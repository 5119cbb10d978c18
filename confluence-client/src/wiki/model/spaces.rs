//! Spaces.

use crate::ids::{ContentId, SpaceKey};
use crate::wiki::model::located::{Located, Location};

/// A space to create.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a space is created by `Wiki::create_space`"]
pub struct NewSpace {
    pub(in crate::wiki) key: SpaceKey,
    pub(in crate::wiki) name: String,
    pub(in crate::wiki) description: Option<String>,
    pub(in crate::wiki) private: bool,
}

impl NewSpace {
    /// A space of a key, letters and digits alone, and a name.
    pub fn new(key: impl Into<SpaceKey>, name: impl Into<String>) -> Self {
        Self { key: key.into(), name: name.into(), description: None, private: false }
    }

    /// What it is for, as plain text.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Only its creator may see it.
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }
}

/// How a space shall be; what is not set stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "a space is changed by `Wiki::update_space`"]
pub struct SpaceUpdate {
    pub(in crate::wiki) name: Option<String>,
    pub(in crate::wiki) description: Option<String>,
    pub(in crate::wiki) homepage: Option<ContentId>,
}

impl SpaceUpdate {
    /// As it is.
    pub fn new() -> Self {
        Self::default()
    }

    /// Its name.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// What it is for, as plain text.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Its home page.
    pub fn homepage(mut self, page: impl Into<ContentId>) -> Self {
        self.homepage = Some(page.into());
        self
    }
}

impl Located for NewSpace {
    fn locations(&self) -> Vec<Location<'_>> {
        vec![Location::Space(Some(&self.key))]
    }
}
