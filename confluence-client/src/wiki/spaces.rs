//! Spaces.

use super::{List, Space, Wiki};
use crate::error::Result;
use crate::ids::{SpaceId, SpaceKey};
use crate::v2;

impl Wiki {
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
        let key = space.key.unwrap_or_else(|| "".into());
        self.known.space_keys.put(id.clone(), key.clone());
        Ok(key)
    }
}
