//! Spaces.

use std::collections::HashMap;
use std::sync::Mutex;

use super::{List, Space, Wiki, cloud, data_center};
use crate::error::Result;
use crate::ids::{SpaceId, SpaceKey};
use crate::site::Deployment;
use crate::v2;

impl Wiki {
    /// Lists the spaces that the caller may see and the policy allows.
    pub fn spaces(&self) -> List<Space> {
        match self.site().deployment() {
            Deployment::Cloud => cloud::spaces::list(self),
            Deployment::DataCenter => data_center::spaces::list(self),
        }
    }

    /// The key of a space of Cloud, looked up once.
    pub(super) async fn space_key(&self, id: &SpaceId) -> Result<SpaceKey> {
        if let Some(key) = self.known_spaces.key(id) {
            return Ok(key);
        }
        let space = self.client.send(v2::spaces::get(id)).await?;
        let key = space.key.unwrap_or_else(|| "".into());
        self.known_spaces.remember(id.clone(), key.clone());
        Ok(key)
    }
}

/// The keys of spaces by number. Neither ever changes hands, so that an entry stays right for as long as it is kept.
#[derive(Debug, Default)]
pub(super) struct KnownSpaces(Mutex<HashMap<SpaceId, SpaceKey>>);

impl KnownSpaces {
    const MOST: usize = 10_000;

    pub(super) fn key(&self, id: &SpaceId) -> Option<SpaceKey> {
        self.0.lock().ok()?.get(id).cloned()
    }

    pub(super) fn remember(&self, id: SpaceId, key: SpaceKey) {
        if let Ok(mut known) = self.0.lock() {
            if known.len() >= Self::MOST {
                known.clear();
            }
            known.insert(id, key);
        }
    }
}
