//! What drivers and lists work with: the client, and what was looked up before.

pub(in crate::wiki) mod ttl_cache;

use std::sync::Arc;
use std::time::Duration;

use crate::client::Client;
use crate::ids::{ContentId, SpaceId, SpaceKey};
use crate::models::ContentType;
use crate::site::Site;
use crate::wiki::model::content::Person;
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
