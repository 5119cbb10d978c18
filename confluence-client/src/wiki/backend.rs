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
    /// Whether an alias is no name of a space here: a policy knows spaces by their keys, and is asked before the service
    /// says whose alias it is.
    pub(in crate::wiki) keys_alone: bool,
}

/// What was looked up before. None of it says that the caller may see anything.
#[derive(Debug)]
pub(in crate::wiki) struct Caches {
    pub(in crate::wiki) space_keys: TtlCache<SpaceId, SpaceKey>,
    pub(in crate::wiki) space_ids: TtlCache<SpaceKey, SpaceId>,
    pub(in crate::wiki) kinds: Kinds,
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
            kinds: Kinds(TtlCache::without_end()),
            people: TtlCache::of(TTL),
        }
    }
}

/// The types of content that was met, by which a driver knows where to ask for it.
#[derive(Debug)]
pub(in crate::wiki) struct Kinds(TtlCache<ContentId, ContentType>);

impl Kinds {
    pub(in crate::wiki) fn get(&self, id: &ContentId) -> Option<ContentType> {
        self.0.get(id)
    }

    /// Keeps a type that says where content is. What v1 calls a comment is in one of two collections of v2, and a type that
    /// nobody here knows is in none: kept, either would send every later call to the wrong one.
    pub(in crate::wiki) fn put(&self, id: ContentId, kind: ContentType) {
        if !matches!(kind, ContentType::Comment | ContentType::Other(_)) {
            self.0.put(id, kind);
        }
    }
}

impl Backend {
    pub(in crate::wiki) fn new(client: Client) -> Self {
        Self { client, caches: Arc::default(), keys_alone: false }
    }

    pub(in crate::wiki) fn site(&self) -> &Site {
        self.client.site()
    }
}
