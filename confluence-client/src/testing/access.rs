//! How a program's test gets in.

use std::sync::Arc;

use super::authorization::Grants;
use super::clock::Clock;
use super::credentials::Credentials;
use super::fault::Faults;
use super::person::{self, ADMIN, Person};
use super::service::{Strictness, World};
use super::store::Store;
use super::traffic::Ledger;
use super::{Deployment, Sandbox};
use crate::auth::Credential;
use crate::client::Client;
use crate::client::builder::ClientBuilder;
use crate::site::Site;
use crate::wiki::Wiki;

impl Sandbox {
    /// The site's address as the client wants it.
    ///
    /// # Panics
    /// Never: the addresses are written here.
    #[must_use]
    pub fn site(&self) -> Site {
        let site = match self.deployment() {
            Deployment::Cloud => Site::cloud(&self.url()),
            Deployment::DataCenter => Site::data_center(&self.url()),
        };
        site.unwrap_or_else(|error| panic!("the sandbox has an address that cannot be: {error}"))
    }

    /// The builder of a client that acts as [`ADMIN`], for settings of the program itself; `wiki().client()` is one that is built.
    pub fn client_builder(&self) -> ClientBuilder {
        self.client_builder_of(ADMIN)
    }

    /// The builder of a client that acts as this person.
    ///
    /// # Panics
    /// If the person has a credential that cannot be sent; those of [`Person`] can be.
    pub fn client_builder_of(&self, person: Person) -> ClientBuilder {
        let credential = match self.deployment() {
            Deployment::Cloud => Credential::basic(person.email, person.api_token),
            Deployment::DataCenter => Credential::bearer(person.personal_access_token),
        };
        let credential = credential.unwrap_or_else(|error| panic!("no credential of {person:?}: {error}"));
        Client::builder(self.site()).authenticator(credential).transport(self.transport())
    }

    /// The wiki as [`ADMIN`] has it.
    #[must_use]
    pub fn wiki(&self) -> Wiki {
        self.wiki_of(ADMIN)
    }

    /// The wiki as this person has it.
    ///
    /// # Panics
    /// As [`Sandbox::client_builder_of`].
    #[must_use]
    pub fn wiki_of(&self, person: Person) -> Wiki {
        let client = self.client_builder_of(person).build();
        Wiki::new(client.unwrap_or_else(|error| panic!("the client cannot be built: {error}")))
    }

    /// The connection string of [`ADMIN`]: an API token on Cloud, a personal access token on Data Center. Give the
    /// connection [`Sandbox::transport`] too.
    #[must_use]
    pub fn connection_string(&self) -> String {
        let url = self.url();
        match self.deployment() {
            Deployment::Cloud => {
                format!("URL={url};AuthScheme=APIToken;User={};APIToken={}", ADMIN.email, ADMIN.api_token)
            }
            Deployment::DataCenter => format!("URL={url};AuthScheme=PAT;PAT={}", ADMIN.personal_access_token),
        }
    }
}

impl From<Deployment> for crate::Deployment {
    fn from(deployment: Deployment) -> Self {
        match deployment {
            Deployment::Cloud => Self::Cloud,
            Deployment::DataCenter => Self::DataCenter,
        }
    }
}

impl World {
    /// A site with its people and nothing else.
    pub(super) fn of_people(deployment: Deployment) -> Self {
        let mut world = Self {
            store: Store::new(Arc::new(Clock::default())),
            credentials: Credentials::new(false),
            grants: Grants,
            faults: Faults::default(),
            ledger: Ledger::default(),
            latency: std::time::Duration::ZERO,
            strictness: Strictness::Lenient,
        };
        person::settle(&mut world, deployment);
        world
    }
}
