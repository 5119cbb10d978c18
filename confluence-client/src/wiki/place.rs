//! Which space content lies in, and whether the policy allows it.

use super::Wiki;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};

impl Wiki {
    /// Fails unless the policy lets this content be read.
    pub(super) async fn may_read(&self, content: &ContentId, operation: &'static str) -> Result<()> {
        if !self.policy.restricts_spaces() {
            return Ok(());
        }
        let space = deployed!(self => place::space_of(content).await)?;
        self.policy.check_space(space.as_ref(), operation)
    }

    /// Fails unless the policy lets this content be changed.
    pub(super) async fn may_write(&self, content: &ContentId, operation: &'static str) -> Result<()> {
        self.policy.check_write(operation)?;
        self.may_read(content, operation).await
    }

    /// Fails unless the policy lets something be written into this space.
    pub(super) fn may_write_in(&self, space: &SpaceKey, operation: &'static str) -> Result<()> {
        self.policy.check_write(operation)?;
        self.policy.check_space(Some(space), operation)
    }
}
