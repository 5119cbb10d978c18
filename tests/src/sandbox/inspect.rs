//! Looking into a sandbox, and handling its credentials, without going over HTTP.

use std::collections::BTreeSet;

use super::authorization::{Consent, GrantCounts};
use super::credentials::Secret;
use super::seed::{ADMIN, Person};
use super::store::content::Kind;
use super::traffic::{SeenRequest, Traffic};
use super::{Deployment, Sandbox};

/// A page, blog post or folder as the store holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageState {
    /// The id.
    pub id: String,
    /// `page`, `blogpost`, `folder`, `comment`, `attachment`, ...
    pub kind: &'static str,
    /// The title.
    pub title: String,
    /// `current`, `draft`, `archived` or `trashed`.
    pub status: &'static str,
    /// The key of the space.
    pub space: String,
    /// The id of the parent.
    pub parent: Option<String>,
    /// The current version.
    pub version: u64,
    /// The message of the current version.
    pub message: String,
    /// The body in storage format.
    pub storage: String,
    /// The names of the labels.
    pub labels: Vec<String>,
    /// Whether an unpublished draft lies over it.
    pub has_draft: bool,
}

impl Sandbox {
    /// A record by id, whatever it is, or nothing.
    #[must_use]
    pub fn page_by_id(&self, id: &str) -> Option<PageState> {
        let world = self.world();
        let id: u64 = id.trim_start_matches("att").parse().ok()?;
        let content = world.store.contents.get(&id)?;
        Some(PageState {
            id: content.wire_id(),
            kind: content.kind.name(),
            title: content.title().to_owned(),
            status: content.status.name(),
            space: world.store.spaces.get(&content.space).map(|space| space.key.clone()).unwrap_or_default(),
            parent: content.parent.map(|parent| parent.to_string()),
            version: content.version(),
            message: content.latest().message.clone(),
            storage: content.latest().body.storage.to_string(),
            labels: content.labels.iter().map(|label| label.name.clone()).collect(),
            has_draft: content.draft.is_some(),
        })
    }

    /// The page of a title in a space.
    #[must_use]
    pub fn page_by_title(&self, space: &str, title: &str) -> Option<PageState> {
        let id = {
            let world = self.world();
            let space = world.store.space_by_key(space, ADMIN.account_id).ok()?.id;
            world.store.titled(space, title)?.id
        };
        self.page_by_id(&id.to_string())
    }

    /// The bytes of the current version of an attachment.
    #[must_use]
    pub fn attachment_bytes(&self, id: &str) -> Option<Vec<u8>> {
        let world = self.world();
        let id: u64 = id.trim_start_matches("att").parse().ok()?;
        let attachment = world.store.contents.get(&id).filter(|content| content.kind == Kind::Attachment)?;
        attachment.latest().bytes.as_deref().cloned()
    }

    /// Counters of requests and bytes since the start or the last [`Sandbox::reset_traffic`].
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        self.world().ledger.traffic.clone()
    }

    /// The latest requests, at most 4096, the oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.world().ledger.latest.iter().cloned().collect()
    }

    /// Starts counting anew.
    pub fn reset_traffic(&self) {
        self.world().ledger = Default::default();
    }

    /// How often tokens were granted and refused.
    #[must_use]
    pub fn grants(&self) -> GrantCounts {
        self.world().grants.counts
    }

    /// Revokes an API token, a password or a personal access token.
    pub fn revoke(&self, secret: &str) {
        self.world().credentials.revoke(secret);
    }

    /// Revokes every OAuth grant and token.
    pub fn revoke_grants(&self) {
        self.world().grants.revoke_all();
    }

    /// Adds an API token that works at the gateway only and for these scopes only.
    pub fn add_scoped_token(&self, person: Person, token: &str, scopes: &[&str]) {
        let scopes: BTreeSet<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let secret = Secret { account: person.account_id.to_owned(), scopes: Some(scopes), revoked: false };
        self.world().credentials.add(person.email, token, secret);
    }

    /// Who sits at the consent screen from now on; nobody means that consent is declined.
    pub fn set_consent(&self, person: Option<Person>) {
        self.world().grants.consent = match person {
            Some(person) => Consent::Grant(person.account_id.to_owned()),
            None => Consent::Deny,
        };
    }

    /// Registers a redirect URI for all OAuth applications, next to those on port 33333.
    pub fn allow_redirect(&self, uri: &str) {
        self.world().grants.clients.iter_mut().for_each(|client| client.redirect_uris.push(uri.to_owned()));
    }

    /// The connection string of [`ADMIN`]: an API token on Cloud, a personal access token on Data Center.
    #[must_use]
    pub fn connection_string(&self) -> String {
        self.connection_string_of(ADMIN)
    }

    /// The connection string of a person.
    #[must_use]
    pub fn connection_string_of(&self, person: Person) -> String {
        let url = self.url();
        match self.deployment() {
            Deployment::Cloud => format!(
                "URL={url};Deployment=Cloud;AuthScheme=APIToken;User={};APIToken={}",
                person.email, person.api_token
            ),
            Deployment::DataCenter => {
                format!("URL={url};Deployment=DataCenter;AuthScheme=PAT;PAT={}", person.personal_access_token)
            }
        }
    }

    /// A connection string for the service account of the OAuth application `service`: client credentials.
    #[must_use]
    pub fn service_connection_string(&self) -> String {
        let login = self.oauth_connection_string();
        let service = login.replace("=app;", "=service;").replace("=app-secret;", "=service-secret;");
        format!("{service};OAuthGrantType=CLIENT")
    }

    /// A connection string for a login of the OAuth application `app`, without tokens or a store.
    #[must_use]
    pub fn oauth_connection_string(&self) -> String {
        let gateway = match self.deployment() {
            Deployment::Cloud => {
                format!("Deployment=Cloud;GatewayURL={};CloudId={}", self.gateway_url(), self.cloud_id())
            }
            Deployment::DataCenter => "Deployment=DataCenter".to_owned(),
        };
        format!(
            "URL={};{gateway};AuthScheme=OAuth;OAuthClientId=app;OAuthClientSecret=app-secret;\
             OAuthAuthorizationURL={};OAuthAccessTokenURL={token};OAuthRefreshTokenURL={token}",
            self.url(),
            self.authorization_url(),
            token = self.token_url()
        )
    }

    /// Plays the browser: visits an authorization URL and returns where the consent screen redirects to.
    #[must_use]
    pub fn visit(&self, authorization_url: &str) -> Option<String> {
        let url: url::Url = authorization_url.parse().ok()?;
        let request = wiremock::Request {
            url,
            method: http::Method::GET,
            headers: http::HeaderMap::new(),
            body: Vec::new(),
        };
        let listener = match self.deployment() {
            Deployment::Cloud => super::target::Listener::Authorization,
            Deployment::DataCenter => super::target::Listener::Site,
        };
        match self.service.serve(listener, &request) {
            super::reply::Outcome::Reply(reply) => {
                reply.headers.into_iter().find(|(name, _)| *name == "location").map(|(_, value)| value)
            }
            super::reply::Outcome::HangUp => None,
        }
    }

    /// Issues a grant without a login, as if consent had been given to the application `app`; no scopes means
    /// all there are.
    #[must_use]
    pub fn issue_grant(&self, person: Person, scopes: &[&str]) -> IssuedGrant {
        let mut world = self.world();
        let now = world.store.now();
        let code = super::authorization::Code {
            client: "app".to_owned(),
            redirect_uri: "http://localhost:33333".to_owned(),
            scopes: match scopes {
                [] => super::published::all_scopes(),
                _ => scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            },
            challenge: None,
            account: person.account_id.to_owned(),
            issued: now,
        };
        let issued = world.grants.begin(code, true, now);
        IssuedGrant {
            access_token: issued.access_token,
            refresh_token: issued.refresh_token.unwrap_or_default(),
            expires_in: issued.expires_in,
        }
    }
}

/// Tokens for a test that starts after the login.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IssuedGrant {
    /// The access token.
    pub access_token: String,
    /// The refresh token.
    pub refresh_token: String,
    /// The lifetime of the access token in seconds.
    pub expires_in: u64,
}
