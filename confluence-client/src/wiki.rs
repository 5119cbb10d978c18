//! One face for every deployment: what a person does with a wiki, on Cloud and on Data Center alike.
//!
//! A [`Wiki`] is a [`Client`] with a [`Policy`]. It deals in models that mean the same everywhere, and where a
//! deployment lacks something, the error is [`ErrorKind::Unsupported`](crate::ErrorKind) and names the alternative.

use std::sync::Arc;

use crate::client::Client;
use crate::site::Site;

mod cloud;
mod data_center;
mod list;
mod locator;
mod model;
mod pages;
mod policy;
mod search;
mod spaces;

pub use list::{List, Slice};
pub use locator::Locator;
pub use model::{Hit, Node, Page, Person, Revision, Space, SpaceRef};
pub use policy::Policy;

use spaces::KnownSpaces;

/// A wiki: a client, and what may be done with it.
#[derive(Clone, Debug)]
pub struct Wiki {
    client: Client,
    policy: Arc<Policy>,
    known_spaces: Arc<KnownSpaces>,
}

impl Wiki {
    /// The wiki that a client reaches, without a policy.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client, policy: Arc::default(), known_spaces: Arc::default() }
    }

    /// The same wiki under a policy, which holds for everything that is done with it.
    #[must_use]
    pub fn with_policy(self, policy: Policy) -> Self {
        Self { policy: Arc::new(policy), ..self }
    }

    /// The client below, which knows no policy.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The site.
    #[must_use]
    pub fn site(&self) -> &Site {
        self.client.site()
    }
}
