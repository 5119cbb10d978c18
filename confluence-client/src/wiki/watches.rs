//! Who follows pages and spaces.

use super::{List, Person, Wiki};
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};

impl Wiki {
    /// Whether the caller follows a page or blog post.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn is_watching(&self, content: impl Into<ContentId>) -> Result<bool> {
        let content = content.into();
        self.may_read(&content, "is_watching").await?;
        deployed!(self => watches::is_watching(&content).await)
    }

    /// Lets the caller follow a page or blog post, or no longer.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn watch(&self, content: impl Into<ContentId>, watching: bool) -> Result<()> {
        let content = content.into();
        self.may_write(&content, "watch").await?;
        deployed!(self => watches::watch(&content, watching).await)
    }

    /// Lists who follows a page or blog post.
    pub fn watchers(&self, content: impl Into<ContentId>) -> List<Person> {
        deployed!(self => watches::watchers(content.into()))
    }

    /// Whether the caller follows a space.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn is_watching_space(&self, space: impl Into<SpaceKey>) -> Result<bool> {
        let space = space.into();
        self.policy.check_space(Some(&space), "is_watching_space")?;
        deployed!(self => watches::is_watching_space(&space).await)
    }

    /// Lets the caller follow a space, or no longer.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn watch_space(&self, space: impl Into<SpaceKey>, watching: bool) -> Result<()> {
        let space = space.into();
        self.may_write_in(&space, "watch_space")?;
        deployed!(self => watches::watch_space(&space, watching).await)
    }
}
