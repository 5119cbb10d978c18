//! The one object that users hold: it has a token ready, or gets one.

mod abandoned;
mod leased;
mod login;
mod options;
mod place;
mod principal;
mod product;
mod refresh;
mod seed;
mod setup;
mod signing;
mod single_flight;
mod status;
mod token;
mod unsaved;

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use http::{HeaderValue, Method, StatusCode};
use tokio::sync::OnceCell;
use url::Url;

pub(crate) use self::leased::LeasedGrant;
pub use self::login::{Login, PendingLogin};
pub use self::options::SessionOptions;
use self::setup::Setup;
use self::single_flight::SingleFlight;
pub use self::status::{Status, Warning};
pub use self::token::{AccessToken, Refusal};
use self::unsaved::Unsaved;
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::NoExchange;
use crate::properties::{Deployment, GrantType, InitiateOAuth, OAuthProperties, OAuthVersion, few_enough};
use crate::provider::Provider;
use crate::store::{self, EntryKey, MemoryStore, TokenStore};
use crate::task_end::to_its_end;

/// Refreshes because of a refusal are at most this many within [`REFUSAL_WINDOW`]: a service that refuses fresh
/// tokens, for want of a scope say, must not make us burn one after the other.
const REFUSAL_REFRESHES: usize = 3;
/// Within it a service that recovers is asked again soon enough.
const REFUSAL_WINDOW: Duration = Duration::from_secs(60);

/// An OAuth session: hands out `Authorization` headers, refreshes the access token and stores it.
///
/// Clones share everything. Nothing is read, sent or spawned until something is asked for. Over all tasks and
/// processes that share a store at most one refresh runs for a stored grant, and a refreshed token is saved
/// before it is used.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), confluence_oauth::Error> {
/// use confluence_oauth::{ConnectionString, Session, SessionOptions};
///
/// let mut string = ConnectionString::parse(
///     "URL=https://example.atlassian.net;InitiateOAuth=OFF;OAuthAccessToken=obtained-elsewhere",
/// )?;
/// let session = Session::open(SessionOptions::take_from(&mut string)?)?;
/// assert_eq!(session.access_token().await?.header(), "Bearer obtained-elsewhere");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Session(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    setup: Setup,
    pub(crate) cloud_id: OnceCell<String>,
    current: RwLock<Option<AccessToken>>,
    single_flight: SingleFlight,
    unsaved: Unsaved,
    refusals: Mutex<Vec<Instant>>,
}

impl Deref for Inner {
    type Target = Setup;

    fn deref(&self) -> &Setup {
        &self.setup
    }
}

impl Session {
    /// Opens a session. This reads no file and reaches no network.
    ///
    /// # Errors
    /// A property that is missing for what `InitiateOAuth` asks, or that contradicts another.
    pub fn open(options: SessionOptions) -> Result<Self> {
        let SessionOptions { properties, site, .. } = options;
        check(&properties, site.deployment())?;
        let provider = Provider::new(&site, &properties)?;
        let scopes = requested_scopes(&properties, options.scopes, site.deployment())?;
        let cloud_id = site.cloud_id().map(str::to_owned);
        let client_id = properties.client_id().unwrap_or_default();
        let site = provider.site.as_str().trim_end_matches('/');
        let key = EntryKey::new(&provider.issuer, client_id, site, properties.version, &options.principal);
        let has_own_store = options.store.is_some();
        let store = match options.store {
            Some(store) => store,
            None if properties.initiate == InitiateOAuth::Off => Arc::new(MemoryStore::new()),
            None => store::open(&properties)?,
        };
        let session = Self::of(Setup {
            provider,
            scopes,
            key,
            store,
            has_own_store,
            http: options.http.unwrap_or_else(|| Arc::new(NoExchange)),
            clock: options.clock,
            given_cloud_id: cloud_id,
            signing: Arc::default(),
            prompt: options.prompt,
            properties,
        });
        if session.0.properties.initiate == InitiateOAuth::Off {
            session.0.use_as_given()?;
        }
        Ok(session)
    }

    /// A session with nothing in memory yet.
    fn of(setup: Setup) -> Self {
        Self(Arc::new(Inner {
            cloud_id: OnceCell::new_with(setup.given_cloud_id.clone()),
            current: RwLock::default(),
            single_flight: SingleFlight::default(),
            unsaved: Unsaved::default(),
            refusals: Mutex::default(),
            setup,
        }))
    }

    /// The `Authorization` header for one request, marked as sensitive.
    ///
    /// `refused` is what the service refused of the same request just before. The answer is then another
    /// header if there is a better one, and the same header if there is none: the refusal stands.
    ///
    /// # Errors
    /// No token is at hand and none can be had; see [`ErrorKind`].
    pub async fn authorize(
        &self,
        method: &Method,
        url: &Url,
        refused: Option<&Refusal>,
    ) -> Result<HeaderValue> {
        let token = match refused {
            None => self.access_token().await?,
            Some(refusal) => match self.after(refusal).await? {
                Some(token) => token,
                None => return Ok(refusal.header.clone()),
            },
        };
        match self.0.properties.version {
            OAuthVersion::V2 => Ok(token.header().clone()),
            OAuthVersion::V1 => self.0.sign(method, url, &token).await,
        }
    }

    /// A token that is good for a while yet.
    ///
    /// # Errors
    /// No token is at hand and none can be had.
    pub async fn access_token(&self) -> Result<AccessToken> {
        match self.0.fresh() {
            Some(token) => Ok(token),
            None => self.obtain(None).await,
        }
    }

    /// A token other than `stale`, which the service has refused: one that somebody refreshed meanwhile, or a new
    /// one.
    ///
    /// # Errors
    /// `InitiateOAuth` forbids it, or none can be had.
    pub async fn refresh(&self, stale: &AccessToken) -> Result<AccessToken> {
        if self.0.properties.initiate == InitiateOAuth::Off {
            let why =
                "OFF leaves the refresh to whoever gave OAuthAccessToken; with REFRESH it is refreshed here";
            return Err(Error::config("InitiateOAuth", why));
        }
        match self.0.fresh() {
            Some(token) if !token.is(stale.header()) => Ok(token),
            _ => self.obtain(Some(stale.clone())).await,
        }
    }

    /// What the stored entry is filed under.
    #[must_use]
    pub fn key(&self) -> &EntryKey {
        &self.0.key
    }

    /// The scopes that a login asks for.
    #[must_use]
    pub fn scopes(&self) -> &[String] {
        &self.0.scopes
    }

    /// Where entries are stored.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn TokenStore> {
        &self.0.store
    }

    /// Which Confluence it is.
    #[must_use]
    pub fn deployment(&self) -> Deployment {
        self.0.provider.deployment
    }

    /// Cloud's gateway, which takes the requests of OAuth: `{gateway}/ex/confluence/{cloud id}`.
    #[must_use]
    pub fn gateway(&self) -> &Url {
        &self.0.provider.gateway
    }

    /// The token to try next; nothing if the refusal stands.
    async fn after(&self, refusal: &Refusal) -> Result<Option<AccessToken>> {
        let Some(current) = self.0.peek().filter(|current| current.is(&refusal.header)) else {
            return self.access_token().await.map(Some);
        };
        // The gateway has been seen to answer 403 and 404 to a token that has expired.
        let ended = || current.may_have_ended(self.0.clock.now());
        let refreshable = match refusal.status {
            StatusCode::UNAUTHORIZED => true,
            // Nobody is asked to log in because a page was not found, unless the token is known to have expired.
            StatusCode::FORBIDDEN | StatusCode::NOT_FOUND if self.0.only_a_login_follows(&current) => {
                current.expires_at().is_some() && ended()
            }
            StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => ended(),
            _ => false,
        };
        if !refreshable || !self.0.may_refresh_refused() {
            return Ok(None);
        }
        if self.0.properties.version == OAuthVersion::V1 && self.0.learns_the_clock().await {
            return Ok(Some(current));
        }
        if self.0.properties.initiate == InitiateOAuth::Off || self.0.properties.only_uses_what_is_given() {
            return Ok(None);
        }
        let status = refusal.status.as_u16();
        tracing::debug!(status, "the service refused the token; looking for a newer one");
        let refused = match self.0.is_given(&current) {
            true => format!("OAuthAccessToken was refused with HTTP {status}"),
            false => format!("the stored token was refused with HTTP {status}"),
        };
        self.obtain(Some(current)).await.map(Some).map_err(|error| match error.kind() {
            ErrorKind::LoginRequired | ErrorKind::BrowserUnavailable | ErrorKind::CallbackTimeout => {
                error.noting(&refused)
            }
            _ => error,
        })
    }

    /// Adopts or refreshes, one task at a time. The work itself runs in a task of its own: a caller that gives up
    /// must not cut a refresh off between its answer and its saving.
    async fn obtain(&self, stale: Option<AccessToken>) -> Result<AccessToken> {
        let permit = self.0.single_flight.begin().await?;
        if let Some(token) = self.0.fresh()
            && stale.as_ref().is_none_or(|stale| !token.is(stale.header()))
        {
            return Ok(token);
        }
        let inner = self.0.clone();
        let work = async move {
            let outcome = inner.refresh_or_extend(stale.as_ref()).await;
            if !outcome.as_ref().is_err_and(|error| inner.may_log_in(error)) {
                inner.single_flight.end(&outcome);
            }
            Ok((permit, outcome))
        };
        let (_permit, outcome) = to_its_end("the refresh", work).await?;
        match (outcome, &self.0.prompt) {
            (Err(error), Some(prompt)) if self.0.may_log_in(&error) => {
                let outcome = self.log_in_or_wait(&**prompt).await;
                self.0.single_flight.end(&outcome);
                outcome
            }
            (outcome, _) => outcome,
        }
    }
}

impl Inner {
    /// The token in hand, whatever its state.
    pub(crate) fn peek(&self) -> Option<AccessToken> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn fresh(&self) -> Option<AccessToken> {
        let now = self.clock.now();
        let off = self.properties.initiate == InitiateOAuth::Off;
        self.peek().filter(|token| off || token.is_fresh(now))
    }

    pub(crate) fn adopt(&self, token: &AccessToken) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
    }

    pub(crate) fn forget(&self) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn use_as_given(&self) -> Result<()> {
        let token = AccessToken::of(&self.properties.as_record())?;
        let why = "is needed when InitiateOAuth is OFF; REFRESH or GETANDREFRESH would obtain one";
        self.adopt(&token.ok_or_else(|| Error::config("OAuthAccessToken", why))?);
        Ok(())
    }

    fn may_log_in(&self, error: &Error) -> bool {
        let helps = matches!(error.kind(), ErrorKind::LoginRequired | ErrorKind::ReauthRequired);
        helps && self.prompt.is_some() && self.properties.initiate == InitiateOAuth::GetAndRefresh
    }

    fn may_refresh_refused(&self) -> bool {
        let mut recent = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|at| at.elapsed() < REFUSAL_WINDOW);
        let allowed = recent.len() < REFUSAL_REFRESHES;
        if allowed {
            recent.push(Instant::now());
        }
        allowed
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("key", &self.0.key)
            .field("store", &self.0.store)
            .finish_non_exhaustive()
    }
}

/// What can be seen to be wrong without asking anybody.
fn check(properties: &OAuthProperties, deployment: Deployment) -> Result<()> {
    if properties.version == OAuthVersion::V1 {
        return check_application_link(properties, deployment);
    }
    if properties.callback.is_out_of_band() {
        return Err(Error::config("CallbackURL", "oob is for OAuthVersion 1.0; give a URL"));
    }
    if properties.initiate == InitiateOAuth::Off {
        return Ok(());
    }
    let refreshes = properties.refresh_token.is_some() || properties.access_token.is_none();
    if refreshes || properties.grant == GrantType::ClientCredentials {
        properties.require_client_id()?;
    }
    if properties.grant == GrantType::ClientCredentials || (refreshes && deployment == Deployment::Cloud) {
        properties.require_client_secret()?;
    }
    Ok(())
}

/// What OAuth 1.0a needs: a consumer key and the key that signs, whoever obtains the token.
fn check_application_link(properties: &OAuthProperties, deployment: Deployment) -> Result<()> {
    if deployment == Deployment::Cloud {
        return Err(Error::config("OAuthVersion", "1.0 is for Server and Data Center; Cloud needs 2.0"));
    }
    if properties.grant == GrantType::ClientCredentials {
        return Err(Error::config("OAuthGrantType", "CLIENT needs OAuthVersion 2.0"));
    }
    properties.require_client_id()?;
    match properties.certificate.store() {
        Some(_) => Ok(()),
        None => Err(Error::config("CertificateStore", "is needed to sign requests of OAuth 1.0a")),
    }
}

fn requested_scopes(
    properties: &OAuthProperties,
    fallback: Vec<String>,
    deployment: Deployment,
) -> Result<Vec<String>> {
    let mut scopes = if properties.scope.is_empty() { fallback } else { properties.scope.clone() };
    let refreshed =
        properties.initiate != InitiateOAuth::Off && properties.grant == GrantType::AuthorizationCode;
    if deployment == Deployment::Cloud && refreshed && !scopes.iter().any(|scope| scope == "offline_access") {
        scopes.push("offline_access".to_owned());
    }
    few_enough(&scopes).map_err(|why| Error::config("Scope", why))?;
    Ok(scopes)
}
