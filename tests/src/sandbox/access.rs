//! The ways into a sandbox: connection strings, credentials, consent and grants.

use std::collections::BTreeSet;

use super::authorization::{Code, Consent, GrantCounts};
use super::credentials::Secret;
use super::listener::Listener;
use super::person::{ADMIN, Person};
use super::published::all_scopes;
use super::reply::{Outcome, Reply};
use super::request::Request;
use super::{Deployment, Sandbox};

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

impl Sandbox {
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

    /// Links a consumer of OAuth 1.0a by its public key in PEM, next to `link`, whose private key is
    /// [`Sandbox::private_key`].
    pub fn link_application(&self, consumer_key: &str, public_key: &str) {
        self.world().grants.links.link(consumer_key, public_key);
    }

    /// The file of the private key with which the consumer `link` signs.
    #[must_use]
    pub fn private_key() -> &'static str {
        concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/certificates/rsa.pkcs8.pem")
    }

    /// Lets Data Center know itself by another origin than it is reached at, as behind a proxy it was not told of:
    /// signatures over the real address are invalid then.
    pub fn know_as(&self, origin: &str) {
        self.world().grants.links.known_as = Some(origin.to_owned());
    }

    /// Whether tokens of OAuth 1.0a come with a session handle from now on, as they do at first.
    pub fn give_session_handles(&self, given: bool) {
        self.world().grants.links.renewable = given;
    }

    /// A connection string for a login of the consumer `link` with OAuth 1.0a, without tokens or a store.
    #[must_use]
    pub fn link_connection_string(&self) -> String {
        let (url, key) = (self.url(), Self::private_key());
        format!(
            "URL={url};Deployment=DataCenter;AuthScheme=OAuth;OAuthVersion=1.0;OAuthClientId=link;CertificateStore={key}"
        )
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
        let headers = self.browse(authorization_url)?.headers;
        headers.into_iter().find(|(name, _)| *name == "location").map(|(_, value)| value)
    }

    /// Plays the user of a login without a callback: visits an authorization URL and returns the verifier that the
    /// page shows.
    #[must_use]
    pub fn read_verifier(&self, authorization_url: &str) -> Option<String> {
        let page = String::from_utf8(self.browse(authorization_url)?.body).ok()?;
        page.split('\'').nth(1).map(str::to_owned)
    }

    fn browse(&self, authorization_url: &str) -> Option<Reply> {
        let url: url::Url = authorization_url.parse().ok()?;
        let headers = http::HeaderMap::new();
        let request = Request::new(&http::Method::GET, &url, &headers, &[]);
        let listener = match self.deployment() {
            Deployment::Cloud => Listener::Authorization,
            Deployment::DataCenter => Listener::Site,
        };
        match self.service.serve(listener, &request) {
            Outcome::Reply(reply) => Some(reply),
            Outcome::HangUp => None,
        }
    }

    /// Issues a grant without a login, as if consent had been given to the application `app`; no scopes means
    /// all there are.
    #[must_use]
    pub fn issue_grant(&self, person: Person, scopes: &[&str]) -> IssuedGrant {
        let mut world = self.world();
        let now = world.store.now();
        let code = Code {
            client: "app".to_owned(),
            redirect_uri: "http://localhost:33333".to_owned(),
            scopes: match scopes {
                [] => all_scopes(),
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
