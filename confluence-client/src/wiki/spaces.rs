//! Spaces.

use super::settling::{after, doubtful};
use super::{List, LongTask, Space, Wiki};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::v2;

/// A space to create.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a space is created by `Wiki::create_space`"]
pub struct NewSpace {
    pub(super) key: SpaceKey,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) private: bool,
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
    pub(super) name: Option<String>,
    pub(super) description: Option<String>,
    pub(super) homepage: Option<ContentId>,
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

impl Wiki {
    /// Returns a space.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn space(&self, key: impl Into<SpaceKey>) -> Result<Space> {
        let key = key.into();
        self.policy.check_space(Some(&key), "space")?;
        deployed!(self => spaces::get(&key).await)
    }

    /// Creates a space.
    ///
    /// # Errors
    /// `Invalid` for a key that is taken or no key; `Forbidden`; `Policy`.
    pub async fn create_space(&self, new: NewSpace) -> Result<Space> {
        self.may_write_in(&new.key, "create_space")?;
        doubtful(deployed!(self => spaces::create(&new).await), "see whether the space is there")
    }

    /// Changes a space.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `Policy`.
    pub async fn update_space(&self, key: impl Into<SpaceKey>, update: SpaceUpdate) -> Result<Space> {
        let key = key.into();
        self.may_write_in(&key, "update_space")?;
        deployed!(self => spaces::update(&key, update).await)?;
        let now = deployed!(self => spaces::get(&key).await);
        now.map_err(|error| after(format!("the space {key} was changed"), error))
    }

    /// Begins to delete a space for good, with everything in it; [`Wiki::finished`] waits for the end.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `Policy`.
    pub async fn delete_space(&self, key: impl Into<SpaceKey>) -> Result<LongTask> {
        let key = key.into();
        self.may_write_in(&key, "delete_space")?;
        deployed!(self => spaces::delete(&key).await)
    }

    /// Lists the spaces that the caller may see and the policy allows.
    pub fn spaces(&self) -> List<Space> {
        deployed!(self => spaces::list())
    }

    /// The key of a space of Cloud, looked up once.
    pub(super) async fn space_key(&self, id: &SpaceId) -> Result<SpaceKey> {
        if let Some(key) = self.known.space_keys.get(id) {
            return Ok(key);
        }
        let space = self.client.send(v2::spaces::get(id)).await?;
        let key = space.key.ok_or_else(|| {
            Error::new(ErrorKind::Decode, "getSpaceById").said(format!("the space {id} has no key"))
        })?;
        self.known.space_keys.put(id.clone(), key.clone());
        Ok(key)
    }
}
