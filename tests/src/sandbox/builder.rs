//! What a sandbox is before it starts.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use super::Sandbox;
use super::addresses::{Addresses, Deployment};
use super::authorization::{Grants, Policy, applications};
use super::carrier::Carrier;
use super::clock::Clock;
use super::credentials::Credentials;
use super::fault::Faults;
use super::listener::Listener;
use super::person;
use super::request::Request;
use super::sample::SampleContent;
use super::service::{Service, Strictness, World};
use super::store::Store;
use super::traffic::Ledger;

const CLOUD_ID: &str = "11223344-a1b2-4c33-8444-ef1234567890";

/// Prepares a [`Sandbox`].
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    deployment: Deployment,
    context_path: String,
    port: u16,
    access_token_lifetime: Duration,
    reuse_leeway: Duration,
    rotating: bool,
    disguise_expired: bool,
    sample: bool,
    strictness: Strictness,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            deployment: Deployment::Cloud,
            context_path: "/confluence".to_owned(),
            port: 0,
            access_token_lifetime: Duration::from_secs(3600),
            reuse_leeway: Duration::from_secs(600),
            rotating: true,
            disguise_expired: false,
            sample: false,
            strictness: Strictness::Lenient,
        }
    }
}

impl Builder {
    /// Plays Cloud or Data Center; Cloud by default.
    pub fn deployment(mut self, deployment: Deployment) -> Self {
        self.deployment = deployment;
        if deployment == Deployment::DataCenter {
            self.reuse_leeway = Duration::ZERO;
        }
        self
    }

    /// The context path of Data Center, `/confluence` by default, empty for none.
    pub fn context_path(mut self, path: &str) -> Self {
        self.context_path = path.trim_end_matches('/').to_owned();
        self
    }

    /// The port of the site; a free one by default. The other listeners always take free ones.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// How long an access token lives, an hour by default.
    pub fn access_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.access_token_lifetime = lifetime;
        self
    }

    /// How long a rotated refresh token is forgiven: ten minutes on Cloud, not at all on Data Center.
    pub fn reuse_leeway(mut self, leeway: Duration) -> Self {
        self.reuse_leeway = leeway;
        self
    }

    /// Whether each refresh replaces the refresh token, as it does by default.
    pub fn rotating_refresh_tokens(mut self, rotating: bool) -> Self {
        self.rotating = rotating;
        self
    }

    /// Answers expired tokens at the gateway with 404 (v2) and 403 (v1) in place of 401.
    pub fn disguised_expiry(mut self, disguised: bool) -> Self {
        self.disguise_expired = disguised;
        self
    }

    /// Fills the site with [`SampleContent`].
    pub fn sample_content(mut self) -> Self {
        self.sample = true;
        self
    }

    /// Holds every request against the published description: unknown, missing and mistyped parameters and
    /// properties are answered with 400 and their name.
    pub fn strict(mut self) -> Self {
        self.strictness = Strictness::Strict;
        self
    }

    /// As [`Builder::strict`], and answers every published operation with an example made up from the
    /// description, whatever the store holds: all operations can be sent and their answers read.
    pub fn examples(mut self) -> Self {
        self.strictness = Strictness::Examples;
        self
    }

    /// Starts the listeners.
    ///
    /// # Panics
    ///
    /// When a port cannot be bound on 127.0.0.1.
    pub async fn start(self) -> Sandbox {
        let service = Arc::new(Service::new(self.world()));
        let site = bind(self.port);
        let mut addresses = Addresses {
            deployment: self.deployment,
            site: origin(&site),
            context: self.context_path.clone(),
            ..Addresses::default()
        };
        let mut listeners = vec![(Listener::Site, site)];
        if self.deployment == Deployment::Cloud {
            let (gateway, authorization, media) = (bind(0), bind(0), bind(0));
            addresses.context = "/wiki".to_owned();
            addresses.gateway = origin(&gateway);
            addresses.authorization = origin(&authorization);
            addresses.media = origin(&media);
            addresses.cloud_id = CLOUD_ID.to_owned();
            listeners.push((Listener::Gateway, gateway));
            listeners.push((Listener::Authorization, authorization));
            listeners.push((Listener::Media, media));
        }
        service.addresses.get_or_init(|| addresses.clone());
        let mut carriers = Vec::new();
        for (listener, socket) in listeners {
            let service = Arc::clone(&service);
            let serve = move |raw: &wiremock::Request| {
                service.serve(listener, &Request::new(&raw.method, &raw.url, &raw.headers, &raw.body))
            };
            carriers.push(Carrier::start(socket, Arc::new(serve)).await);
        }
        let sandbox = Sandbox { service, addresses, _carriers: carriers };
        if self.sample {
            SampleContent::fill(&sandbox);
        }
        sandbox
    }

    fn world(&self) -> World {
        let policy = Policy {
            code_lifetime: Duration::from_secs(if self.deployment == Deployment::Cloud { 300 } else { 10 }),
            access_lifetime: self.access_token_lifetime,
            reuse_leeway: self.reuse_leeway,
            family_lifetime: Duration::from_secs(365 * 86_400),
            rotates: self.rotating,
        };
        let mut world = World {
            store: Store::new(Arc::new(Clock::default())),
            credentials: Credentials::new(self.disguise_expired),
            grants: Grants::new(policy),
            faults: Faults::default(),
            ledger: Ledger::default(),
            latency: Duration::ZERO,
            strictness: self.strictness,
        };
        person::settle(&mut world, self.deployment);
        applications::settle(&mut world.grants);
        world
    }
}

fn bind(port: u16) -> TcpListener {
    TcpListener::bind(("127.0.0.1", port))
        .unwrap_or_else(|error| panic!("cannot listen on 127.0.0.1:{port}: {error}"))
}

fn origin(listener: &TcpListener) -> String {
    listener.local_addr().map(|address| format!("http://{address}")).unwrap_or_default()
}
