//! An in-memory Confluence on loopback.
//!
//! One store stands behind three wire faces: Cloud v2, Cloud v1 and Data Center. A Cloud sandbox listens on
//! four ports, which play the site, the gateway, the authorization server and the media host, so that a
//! client that mixes them up is found out; a Data Center sandbox listens on one. Nothing is written to disk,
//! and requests are counted and listed but not kept.
//!
//! The store and its faces are the sources of `confluence_client::testing`, which has them without listeners. They are
//! compiled here once more, so that nothing here depends on the published crates.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! use tests::sandbox::{NewPage, Sandbox};
//!
//! let sandbox = Sandbox::start().await;
//! sandbox.add_space("DOCS", "Documentation");
//! let page = sandbox.add_page(NewPage::new("DOCS", "Hello").storage("<p>Hello, world</p>"));
//! println!("{}: page {page} at {}", sandbox.connection_string(), sandbox.url());
//! # }
//! ```

mod access;
#[path = "../../confluence-client/src/testing/addresses.rs"]
mod addresses;
mod authorization;
mod builder;
#[path = "../../confluence-client/src/testing/call.rs"]
mod call;
#[path = "../../confluence-client/src/testing/caller.rs"]
mod caller;
pub(crate) mod carrier;
#[path = "../../confluence-client/src/testing/clock.rs"]
mod clock;
#[path = "../../confluence-client/src/testing/cloud_v1.rs"]
mod cloud_v1;
#[path = "../../confluence-client/src/testing/cloud_v2.rs"]
mod cloud_v2;
#[path = "../../confluence-client/src/testing/cql.rs"]
mod cql;
#[path = "../../confluence-client/src/testing/credentials.rs"]
mod credentials;
#[path = "../../confluence-client/src/testing/data_center.rs"]
mod data_center;
#[path = "../../confluence-client/src/testing/face.rs"]
mod face;
#[path = "../../confluence-client/src/testing/failure.rs"]
mod failure;
#[path = "../../confluence-client/src/testing/fault.rs"]
mod fault;
#[path = "../../confluence-client/src/testing/inspect.rs"]
mod inspect;
#[path = "../../confluence-client/src/testing/links.rs"]
mod links;
#[path = "../../confluence-client/src/testing/listener.rs"]
mod listener;
#[path = "../../confluence-client/src/testing/media.rs"]
mod media;
#[path = "../../confluence-client/src/testing/multipart.rs"]
mod multipart;
#[path = "../../confluence-client/src/testing/person.rs"]
mod person;
mod published;
mod raw;
#[path = "../../confluence-client/src/testing/reply.rs"]
pub(crate) mod reply;
#[path = "../../confluence-client/src/testing/representation.rs"]
mod representation;
#[path = "../../confluence-client/src/testing/request.rs"]
pub(crate) mod request;
#[path = "../../confluence-client/src/testing/rest.rs"]
mod rest;
#[path = "../../confluence-client/src/testing/route.rs"]
mod route;
#[path = "../../confluence-client/src/testing/sample.rs"]
mod sample;
#[path = "../../confluence-client/src/testing/seed.rs"]
mod seed;
#[path = "../../confluence-client/src/testing/service.rs"]
mod service;
mod signed;
#[path = "../../confluence-client/src/testing/store.rs"]
mod store;
#[path = "../../confluence-client/src/testing/target.rs"]
mod target;
#[path = "../../confluence-client/src/testing/traffic.rs"]
mod traffic;

use std::sync::Arc;
use std::time::Duration;

pub use access::IssuedGrant;
pub use addresses::Deployment;
pub use authorization::GrantCounts;
pub use builder::Builder;
pub use fault::Fault;
pub use inspect::PageState;
pub use person::{ADMIN, Person, SCOPED_TOKEN};
pub use raw::{RawResponder, Script};
pub use sample::SampleContent;
pub use seed::NewPage;
pub use traffic::{SeenRequest, Traffic};

use addresses::Addresses;
use carrier::Carrier;
use service::{Service, World};

/// A running in-memory Confluence; dropping it stops its listeners.
#[derive(Debug)]
pub struct Sandbox {
    service: Arc<Service>,
    addresses: Addresses,
    _carriers: Vec<Carrier>,
}

impl Sandbox {
    /// Starts an empty Cloud site on free ports, with the people of [`Person`] and their credentials.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// Prepares a site.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The address of the site as a user would give it: without `/wiki`, with the context path.
    #[must_use]
    pub fn url(&self) -> String {
        match self.addresses.deployment {
            Deployment::Cloud => self.addresses.site.clone(),
            Deployment::DataCenter => self.addresses.base(),
        }
    }

    /// The origin of the gateway, empty on Data Center.
    #[must_use]
    pub fn gateway_url(&self) -> &str {
        &self.addresses.gateway
    }

    /// The origin of the media host, empty on Data Center.
    #[must_use]
    pub fn media_url(&self) -> &str {
        &self.addresses.media
    }

    /// The id of the Cloud site.
    #[must_use]
    pub fn cloud_id(&self) -> &str {
        &self.addresses.cloud_id
    }

    /// Which product the sandbox plays.
    #[must_use]
    pub fn deployment(&self) -> Deployment {
        self.addresses.deployment
    }

    /// The endpoint that starts a login.
    #[must_use]
    pub fn authorization_url(&self) -> String {
        match self.addresses.deployment {
            Deployment::Cloud => {
                format!("{}/authorize", self.addresses.authorization)
            }
            Deployment::DataCenter => format!("{}/rest/oauth2/latest/authorize", self.addresses.base()),
        }
    }

    /// The endpoint that issues tokens.
    #[must_use]
    pub fn token_url(&self) -> String {
        match self.addresses.deployment {
            Deployment::Cloud => {
                format!("{}/oauth/token", self.addresses.authorization)
            }
            Deployment::DataCenter => format!("{}/rest/oauth2/latest/token", self.addresses.base()),
        }
    }

    /// Pushes the sandbox's clock forward, for expiries and leeways.
    pub fn advance(&self, by: Duration) {
        self.world().store.clock.advance(by);
    }

    /// Lets every answer take this much longer from now on.
    pub fn set_latency(&self, latency: Duration) {
        self.world().latency = latency;
    }

    /// Orders a fault for the next request of any operation.
    pub fn next(&self, fault: Fault) {
        self.world().faults.order(None, fault, 1);
    }

    /// Orders a fault for the next requests of one operation, named by its operationId.
    pub fn next_of(&self, operation: &str, fault: Fault, times: usize) {
        if times > 0 {
            self.world().faults.order(Some(operation.to_owned()), fault, times);
        }
    }

    /// Orders a fault for every request of any operation until [`Sandbox::clear_faults`].
    pub fn always(&self, fault: Fault) {
        self.world().faults.order(None, fault, usize::MAX);
    }

    /// Forgets the faults that have not happened yet.
    pub fn clear_faults(&self) {
        self.world().faults.clear();
    }

    fn world(&self) -> std::sync::MutexGuard<'_, World> {
        self.service.world()
    }
}
