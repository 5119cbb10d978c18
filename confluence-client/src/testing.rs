//! Mock of Confluence for tests: an in-memory Cloud or Data Center site, without network or files (feature `testing`).
//!
//! A [`Sandbox`] plays a Cloud or a Data Center site, with spaces, pages and their versions, comments, attachments,
//! labels, tasks, restrictions, search by CQL and everything else that [`Wiki`](crate::Wiki) asks for. It answers the requests of
//! the real client, so that a test goes through the same code as the program.
//!
//! ```
//! use confluence_client::ErrorKind;
//! use confluence_client::testing::{Fault, NewPage, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), confluence_client::Error> {
//! let confluence = Sandbox::cloud();
//! confluence.add_space("DOCS", "Documentation");
//! let page = confluence.add_page(NewPage::new("DOCS", "Hello").storage("<p>Hello, world</p>"));
//!
//! let wiki = confluence.wiki();
//! assert_eq!(wiki.page(page.as_str()).await?.title, "Hello");
//!
//! // Somebody else is faster, and what they changed is the same text.
//! let edit = wiki.edit(page.as_str()).at_version(1).replace_text("world", "reader");
//! confluence.edit_page(&page, "<p>Hello, everybody</p>");
//! assert_eq!(edit.send().await.unwrap_err().kind(), ErrorKind::Conflict);
//!
//! // The service fails once, and the client tries again.
//! confluence.next(Fault::Unavailable { retry_after: Some(0) });
//! assert_eq!(wiki.page(page.as_str()).await?.version.number, 2);
//! # Ok(())
//! # }
//! ```
//!
//! What it does follows the published documents and public reports, and was not compared with a live site.
#![expect(
    clippy::indexing_slicing,
    reason = "a test double: JSON is indexed, which gives null, and nothing of it runs outside of tests"
)]

mod access;
mod addresses;
mod authorization;
mod call;
mod caller;
mod clock;
mod cloud_v1;
mod cloud_v2;
mod cql;
mod credentials;
mod data_center;
mod face;
mod failure;
mod fault;
mod in_process;
mod inspect;
mod links;
mod listener;
mod media;
mod multipart;
mod operations;
mod person;
mod published;
mod reply;
mod representation;
mod request;
mod rest;
mod route;
mod sample;
mod seed;
mod service;
mod signed;
mod store;
mod target;
mod traffic;

use std::sync::Arc;
use std::time::Duration;

use self::addresses::Addresses;
pub use self::addresses::Deployment;
pub use self::fault::Fault;
use self::in_process::InProcess;
pub use self::inspect::PageState;
pub use self::person::{ADMIN, Person, SCOPED_TOKEN};
pub use self::sample::SampleContent;
pub use self::seed::NewPage;
use self::service::{Service, World};
pub use self::traffic::{SeenRequest, Traffic};
use crate::transport::Transport;

/// An in-memory Confluence for tests (a fake). Clones are the same site.
#[derive(Clone, Debug)]
pub struct Sandbox {
    service: Arc<Service>,
    addresses: Addresses,
}

impl Sandbox {
    /// An empty Cloud site at `https://example.atlassian.net`, with the people of [`Person`].
    #[must_use]
    pub fn cloud() -> Self {
        Self::new(Addresses {
            deployment: Deployment::Cloud,
            site: "https://example.atlassian.net".to_owned(),
            context: "/wiki".to_owned(),
            gateway: "https://api.atlassian.com".to_owned(),
            media: "https://media.example.com".to_owned(),
            cloud_id: "11223344-a1b2-4c33-8444-ef1234567890".to_owned(),
            ..Addresses::default()
        })
    }

    /// An empty Data Center site at `https://wiki.example.com/confluence`, with the people of [`Person`].
    #[must_use]
    pub fn data_center() -> Self {
        Self::new(Addresses {
            deployment: Deployment::DataCenter,
            site: "https://wiki.example.com".to_owned(),
            context: "/confluence".to_owned(),
            ..Addresses::default()
        })
    }

    fn new(addresses: Addresses) -> Self {
        let service = Service::new(World::of_people(addresses.deployment));
        service.addresses.get_or_init(|| addresses.clone());
        Self { service: Arc::new(service), addresses }
    }

    /// Which deployment the in-memory Confluence plays.
    #[must_use]
    pub fn deployment(&self) -> Deployment {
        self.addresses.deployment
    }

    /// The URL of the site as a user would give it: without `/wiki`, with the context path.
    #[must_use]
    pub fn url(&self) -> String {
        match self.addresses.deployment {
            Deployment::Cloud => self.addresses.site.clone(),
            Deployment::DataCenter => self.addresses.base(),
        }
    }

    /// The transport to this in-memory Confluence, for a [`ClientBuilder`](crate::ClientBuilder) or a connection.
    ///
    /// It plays no login: it knows the credentials of its people, and nobody here answers a session of OAuth that
    /// asks for tokens. A connection over it has an API token or a personal access token, as
    /// [`Sandbox::connection_string`] has; `Connection::map_transport` says what of a connection goes over a transport.
    #[must_use]
    pub fn transport(&self) -> Arc<dyn Transport> {
        Arc::new(InProcess::new(self.addresses.clone(), Arc::clone(&self.service)))
    }

    /// Pushes its clock forward.
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
    ///
    /// The two deployments name theirs differently: a page is changed by `updatePage` on Cloud and by `update_2` on Data
    /// Center. [`Sandbox::requests`] names those of what a program did, and so does
    /// [`Error::operation`](crate::Error::operation) of its failures. The bytes of files on Cloud are `download`.
    ///
    /// # Panics
    /// If this deployment has no such operation, with the name that is nearest.
    pub fn next_of(&self, operation: &str, fault: Fault, times: usize) {
        operations::check(self.deployment(), operation);
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

#[cfg(test)]
mod tests;
