//! The drivers: what the neutral face does, in the operations of one deployment.
//!
//! A driver knows operations and models, and takes what the policy has cleared. It never knows the face.

pub(in crate::wiki) mod cloud;
pub(in crate::wiki) mod data_center;
mod prefetch;
pub(in crate::wiki) mod ttl_cache;
mod v1_mapping;
#[cfg(feature = "sql")]
pub(in crate::wiki) mod v1_rows;

use std::sync::Arc;
use std::time::Duration;

use futures_core::future::BoxFuture;
use futures_util::FutureExt as _;

use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceId, SpaceKey, TaskId};
use crate::models::ContentType;
use crate::site::{Deployment, Site};
use crate::wiki::model::content::{Person, SpaceRef};
use crate::wiki::policy::SpaceLookup;
use ttl_cache::TtlCache;

/// What a driver works with: the client, and what was looked up before.
#[derive(Clone, Debug)]
pub(in crate::wiki) struct Backend {
    pub(in crate::wiki) client: Client,
    pub(in crate::wiki) caches: Arc<Caches>,
}

/// What was looked up before. None of it says that the caller may see anything.
#[derive(Debug)]
pub(in crate::wiki) struct Caches {
    pub(in crate::wiki) space_keys: TtlCache<SpaceId, SpaceKey>,
    pub(in crate::wiki) space_ids: TtlCache<SpaceKey, SpaceId>,
    pub(in crate::wiki) kinds: TtlCache<ContentId, ContentType>,
    pub(in crate::wiki) people: TtlCache<String, Person>,
}

impl Default for Caches {
    fn default() -> Self {
        // Keys move to other spaces, and people change their names, but seldom: ten minutes serve one session's work.
        const TTL: Duration = Duration::from_secs(600);
        Self {
            // The key of a number and the type of an id never change.
            space_keys: TtlCache::without_end(),
            space_ids: TtlCache::of(TTL),
            kinds: TtlCache::without_end(),
            people: TtlCache::of(TTL),
        }
    }
}

impl Backend {
    pub(in crate::wiki) fn new(client: Client) -> Self {
        Self { client, caches: Arc::default() }
    }

    pub(in crate::wiki) fn site(&self) -> &Site {
        self.client.site()
    }
}

impl SpaceLookup for Backend {
    fn space_of<'a>(&'a self, content: &'a ContentId) -> BoxFuture<'a, Result<Option<SpaceKey>>> {
        match self.site().deployment() {
            Deployment::Cloud => cloud::place::space_of(self, content).boxed(),
            Deployment::DataCenter => data_center::place::space_of(self, content).boxed(),
        }
    }

    fn space_of_task<'a>(&'a self, task: &'a TaskId) -> BoxFuture<'a, Result<Option<SpaceKey>>> {
        match self.site().deployment() {
            Deployment::Cloud => cloud::tasks::space_of(self, task).boxed(),
            Deployment::DataCenter => data_center::tasks::space_of(self, task).boxed(),
        }
    }

    fn key_of<'a>(&'a self, space: &'a SpaceRef) -> BoxFuture<'a, Result<Option<SpaceKey>>> {
        async move {
            match (self.site().deployment(), &space.id) {
                (Deployment::Cloud, Some(id)) => cloud::place::space_key(self, id).await.map(Some),
                _ => Ok(space.key.clone()),
            }
        }
        .boxed()
    }
}

/// The error where a deployment lacks something.
pub(in crate::wiki) fn unsupported(operation: &'static str, alternative: impl Into<String>) -> Error {
    Error::new(ErrorKind::Unsupported, operation).said(alternative)
}
