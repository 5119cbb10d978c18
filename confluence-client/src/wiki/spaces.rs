//! Spaces.

use std::sync::Arc;

use crate::error::Result;
use crate::ids::SpaceKey;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::lost_answer::{after, doubtful, unrecognised};
use crate::wiki::model::content::Space;
use crate::wiki::model::long_tasks::LongTask;
use crate::wiki::model::spaces::{NewSpace, SpaceUpdate};

impl Wiki {
    /// Returns a space by its key.
    ///
    /// # Errors
    /// `NotFound`; `Policy`.
    pub async fn space(&self, key: impl Into<SpaceKey>) -> Result<Space> {
        let key = self.policy.read_space(key.into(), "space")?;
        deployed!(self => spaces::get(&key).await)
    }

    /// Creates a space.
    ///
    /// # Errors
    /// `Invalid` for a key that is taken or no key; `Forbidden`; `Policy`.
    pub async fn create_space(&self, new: NewSpace) -> Result<Space> {
        let new = self.write(new, "create_space").await?;
        doubtful(deployed!(self => spaces::create(&new).await), "see whether the space is there")
    }

    /// Updates the name, description or home page of a space.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `Policy`.
    pub async fn update_space(&self, key: impl Into<SpaceKey>, update: SpaceUpdate) -> Result<Space> {
        let key = self.policy.write_space(key.into(), "update_space")?;
        deployed!(self => spaces::update(&key, update).await)?;
        let now = deployed!(self => spaces::get(&key.as_read()).await);
        now.map_err(|error| after(format!("the space {} was changed", *key), error))
    }

    /// Deletes a space permanently, with everything in it, as a long-running task; [`Wiki::wait_for_task`] waits for its end.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `Policy`.
    pub async fn delete_space(&self, key: impl Into<SpaceKey>) -> Result<LongTask> {
        let key = self.policy.write_space(key.into(), "delete_space")?;
        unrecognised(deployed!(self => spaces::delete(&key).await), "see whether the space is there")
    }

    /// Lists the spaces that the caller may see and the policy allows.
    pub fn spaces(&self) -> List<Space> {
        let scope = match self.policy.scope("spaces") {
            Ok(scope) => scope,
            Err(error) => return List::refused(error),
        };
        let found = deployed!(self => spaces::list(&scope));
        if !self.policy.restricts_spaces() {
            return found;
        }
        let policy = Arc::clone(&self.policy);
        found.keeping(move |space: &Space| policy.allows(&space.key))
    }
}
