//! Who follows pages and spaces.

use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::model::content::Person;

impl Wiki {
    /// Says whether the caller watches a page or blog post.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn is_watching(&self, content: impl Into<ContentId>) -> Result<bool> {
        let content = self.read(content.into(), "is_watching").await?;
        deployed!(self => watches::is_watching(&content).await)
    }

    /// Starts or stops watching a page or blog post, for the caller: `true` starts, `false` stops.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn watch(&self, content: impl Into<ContentId>, watching: bool) -> Result<()> {
        let content = self.write(content.into(), "watch").await?;
        deployed!(self => watches::watch(&content, watching).await)
    }

    /// Lists the watchers of a page or blog post.
    pub fn watchers(&self, content: impl Into<ContentId>) -> List<Person> {
        self.list_of(
            content.into(),
            "watchers",
            |wiki, content| deployed!(wiki => watches::watchers(content)),
        )
    }

    /// Says whether the caller watches a space.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn is_watching_space(&self, space: impl Into<SpaceKey>) -> Result<bool> {
        let space = self.policy.read_space(space.into(), "is_watching_space")?;
        deployed!(self => watches::is_watching_space(&space).await)
    }

    /// Starts or stops watching a space, for the caller: `true` starts, `false` stops.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn watch_space(&self, space: impl Into<SpaceKey>, watching: bool) -> Result<()> {
        let space = self.policy.write_space(space.into(), "watch_space")?;
        deployed!(self => watches::watch_space(&space, watching).await)
    }
}
