//! The wiki of each caller: a session of their own, or a credential that they brought, and never anybody else's.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use confluence_client::connection::Connection;
use confluence_client::{Error, Wiki};
use confluence_oauth::{Deployment, InitiateOAuth, Session};
use rmcp::RoleServer;
use rmcp::model::Tool;
use rmcp::service::RequestContext;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::auth::Issuer;
use super::browser_login::{BrowserLogin, CONFIRM_LOGIN, CONFIRMATION_STEPS, CodeConfirmation, offer};
use super::caller::{Caller, Principal};
use super::disclosure::{Disclosing, disclosed};
use super::error::HttpError;
use super::metrics::Metrics;
use super::options::HttpOptions;
use crate::login_offer::LoginOffer;
use crate::wiki_provider::WikiProvider;

/// How many credentials of one caller are cached: people have one or two, and a caller must not fill the cache.
const MAX_CREDENTIALS: usize = 8;

/// A login can be finished for a quarter of an hour; reading all entries of the store for those that were not is worth
/// it this often.
const PRUNE_EVERY: Duration = Duration::from_secs(3600);

/// How long the list of tools waits for the token store to say what a login was granted.
const SCOPES_WITHIN: Duration = Duration::from_secs(2);

/// The clients of a server for many: each caller's requests go out with that caller's own login, which is kept in the
/// token store under [`Principal::key`](super::Principal::key), or with the credential that they send along.
///
/// Callers share the connections to Confluence and nothing else. Clones are the same.
///
/// ```
/// use confluence_client::connection::{self, Connection};
/// use confluence_mcp::Server;
/// use confluence_mcp::http::{HttpOptions, HttpServer, Issuer, CallerLogins, confirm_login_tool};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let connection = Connection::new(connection::parse(
///     "URL=https://example.atlassian.net;AuthScheme=OAuth;OAuthClientId=abc;OAuthClientSecret=secret;\
///      CallbackURL=https://mcp.example.com/oauth/callback;OAuthSettingsLocation=memory://logins",
/// )?)?;
/// let options = HttpOptions::new("https://mcp.example.com/mcp".parse()?)?;
/// let issuer = Issuer::new("https://id.example.com")?.scope("confluence");
/// let logins = CallerLogins::new(connection, &options, Some(&issuer))?;
/// let mut server = Server::builder(logins.clone());
/// if logins.confirms_by_code() {
///     server = server.tool(confirm_login_tool());
/// }
/// let server = HttpServer::with_caller_logins(server.build()?, options, Some(issuer), &logins)?;
/// # drop(server);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct CallerLogins(Arc<Inner>);

struct Inner {
    connection: Connection,
    origin: url::Url,
    /// Callers may log in to Confluence.
    logs_in: bool,
    /// Their browsers sign in with the issuer.
    signs_in: bool,
    most: usize,
    login_check_interval: Duration,
    metrics: Metrics,
    cache: Mutex<HashMap<String, Cached>>,
    clock: AtomicU64,
    /// When logins that nobody finished were last removed from the token store.
    pruned: Mutex<Option<Instant>>,
}

/// An entry of the cache, with the tick of its last use.
struct Cached {
    tenant: Arc<Tenant>,
    used: u64,
}

/// A caller: their connection, and the wiki once it was opened.
struct Tenant {
    connection: Connection,
    wiki: OnceCell<Wiki>,
    /// When it was last seen that their login is in the token store.
    seen: Mutex<Instant>,
}

impl Tenant {
    fn new(connection: Connection) -> Self {
        Self { connection, wiki: OnceCell::new(), seen: Mutex::new(Instant::now()) }
    }

    /// Whether the login was removed from the token store since it was read. Of a store that cannot be read nothing is
    /// known, and the token in hand serves on.
    async fn has_left(&self, every: Duration) -> bool {
        let Some(session) = self.connection.session() else { return false };
        {
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if seen.elapsed() < every {
                return false;
            }
            *seen = Instant::now();
        }
        session.status().await.is_ok_and(|status| !status.has_access_token && !status.refreshable)
    }
}

impl CallerLogins {
    /// The clients of everybody who brings a token of the issuer. The connection gives the site and the application; a
    /// credential that it holds for one user is not used.
    ///
    /// # Errors
    /// Callers can neither log in (`AuthScheme=OAuth`, `OAuthGrantType=CODE`, `InitiateOAuth=GETANDREFRESH`) nor send a
    /// credential of their own.
    pub fn new(
        connection: Connection,
        options: &HttpOptions,
        issuer: Option<&Issuer>,
    ) -> Result<Self, HttpError> {
        let login = match issuer {
            // Whoever it is: the connection gives each caller a login of their own, or none of them.
            Some(_) => connection.for_principal(Principal::of_nobody().key()).map(drop),
            None => Err(Error::unauthenticated("without an issuer nobody can be told apart")),
        };
        let logs_in = login.is_ok() && issuer.is_some() && asks(&connection);
        if let (Err(error), false) = (login, options.credential_header) {
            let why = error.message().unwrap_or_default().to_owned();
            return Err(HttpError::NoCredential(why));
        }
        Ok(Self(Arc::new(Inner {
            connection: options.metrics.count(connection),
            origin: options.endpoint.clone(),
            logs_in,
            signs_in: issuer.is_some_and(|issuer| issuer.client.is_some()),
            most: options.max_cached_callers,
            login_check_interval: options.login_check_interval,
            metrics: options.metrics.clone(),
            cache: Mutex::default(),
            clock: AtomicU64::new(0),
            pruned: Mutex::default(),
        })))
    }

    /// Whether callers confirm a login by carrying a code from their browser to their client, which needs
    /// [`confirm_login_tool`](super::confirm_login_tool).
    #[must_use]
    pub fn confirms_by_code(&self) -> bool {
        self.0.logs_in && !self.0.signs_in
    }

    /// The browser logins; `None` where callers cannot log in.
    pub(crate) fn browser_login(
        &self,
        options: &HttpOptions,
        issuer: &Issuer,
    ) -> Result<Option<BrowserLogin>, HttpError> {
        let connection = &self.0.connection;
        match connection.session() {
            Some(session) if self.0.logs_in => {
                BrowserLogin::new(connection.clone(), session.callback().as_str(), options, issuer).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Removes logins that nobody finished from the token store, in the background and at most once in a while: only
    /// beginning logins makes more of them.
    fn prune(&self, session: &Session) {
        let mut pruned = self.0.pruned.lock().unwrap_or_else(PoisonError::into_inner);
        if pruned.is_some_and(|at| at.elapsed() < PRUNE_EVERY) {
            return;
        }
        *pruned = Some(Instant::now());
        let session = session.clone();
        tokio::spawn(async move {
            match session.prune_logins().await {
                Ok(logins) => tracing::debug!(logins, "removed abandoned logins"),
                Err(error) => {
                    tracing::warn!(%error, "abandoned logins cannot be removed from the token store")
                }
            }
        });
    }

    fn disclosed(&self, error: Error) -> Error {
        disclosed(error, self.0.logs_in)
    }

    fn tenant(&self, caller: &Caller) -> Result<Arc<Tenant>, Error> {
        let key = caller.key().ok_or_else(nobody)?;
        if let Some(tenant) = self.cached(&key) {
            return Ok(tenant);
        }
        let connection = match (&caller.credential, &caller.principal) {
            (Some(own), _) => self.0.connection.with_credential(own.credential.clone())?,
            (None, Some(principal)) => {
                let logs_in = self.0.logs_in;
                let connection = self.0.connection.for_principal(principal.key())?;
                connection.map_authenticator(move |inner| Arc::new(Disclosing { inner, logs_in }))
            }
            (None, None) => return Err(nobody()),
        };
        Ok(self.insert(key, Arc::new(Tenant::new(connection))))
    }

    /// The caller as the token store has them now: what a login that was removed left in memory goes with it.
    async fn current(&self, caller: &Caller) -> Result<Arc<Tenant>, Error> {
        let tenant = self.tenant(caller)?;
        if !tenant.has_left(self.0.login_check_interval).await {
            return Ok(tenant);
        }
        if let Some(key) = caller.key() {
            self.remove(&key, &tenant);
        }
        self.tenant(caller)
    }

    fn cached(&self, key: &str) -> Option<Arc<Tenant>> {
        let mut cached = self.0.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let found = cached.get_mut(key)?;
        found.used = self.0.clock.fetch_add(1, Ordering::Relaxed);
        Some(Arc::clone(&found.tenant))
    }

    /// Removes a caller who has left, unless another task that saw it too did so, and somebody is here in their place.
    fn remove(&self, key: &str, left: &Arc<Tenant>) {
        let mut cached = self.0.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.get(key).is_some_and(|cached| Arc::ptr_eq(&cached.tenant, left)) {
            cached.remove(key);
            self.0.metrics.callers(cached.len());
        }
    }

    /// Inserts a caller, unless another task just did, and evicts the least recently used.
    fn insert(&self, key: String, tenant: Arc<Tenant>) -> Arc<Tenant> {
        let mut cached = self.0.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.len() >= self.0.most {
            // A tenth at a time, so that many new callers do not cost a search for each of its members.
            let mut used: Vec<u64> = cached.values().map(|cached| cached.used).collect();
            let (_, last, _) = used.select_nth_unstable((self.0.most / 10).min(cached.len() - 1));
            let last = *last;
            cached.retain(|_, cached| cached.used > last);
        }
        evict_own(&mut cached, &key);
        let used = self.0.clock.fetch_add(1, Ordering::Relaxed);
        let tenant = Arc::clone(&cached.entry(key).or_insert(Cached { tenant, used }).tenant);
        self.0.metrics.callers(cached.len());
        tenant
    }
}

/// One caller's many credentials push out each other and nobody else's.
fn evict_own(cached: &mut HashMap<String, Cached>, key: &str) {
    let Some((principal, _)) = key.split_once('+').filter(|(principal, _)| !principal.is_empty()) else {
        return;
    };
    let prefix = format!("{principal}+");
    let own = cached.iter().filter(|(other, _)| other.starts_with(&prefix));
    let own: Vec<(u64, String)> = own.map(|(other, cached)| (cached.used, other.clone())).collect();
    if own.len() >= MAX_CREDENTIALS
        && let Some((_, oldest)) = own.into_iter().min()
    {
        cached.remove(&oldest);
    }
}

/// Whether a tool is for those alone whose token has the scope for writing. Whoever may read may log in.
pub(crate) fn needs_write_scope(tool: &Tool) -> bool {
    let reads = tool.annotations.as_ref().is_some_and(|hints| hints.read_only_hint == Some(true));
    !reads && tool.name != CONFIRM_LOGIN
}

fn asks(connection: &Connection) -> bool {
    connection.session().is_some_and(|session| session.initiate() == InitiateOAuth::GetAndRefresh)
}

/// A request of nobody, or one whose caller has neither a login nor a credential. There is nobody's to fall back to.
fn nobody() -> Error {
    Error::unauthenticated(
        "this request has no caller: ask the user to set the header X-Confluence-Authorization in the settings of their \
         client, to `Bearer TOKEN`, or to `Basic` and base64 of ACCOUNT:TOKEN",
    )
}

fn caller(request: &RequestContext<RoleServer>) -> Option<&Caller> {
    request.extensions.get::<http::request::Parts>()?.extensions.get()
}

#[async_trait]
impl WikiProvider for CallerLogins {
    async fn wiki(&self, _: Option<&str>, request: &RequestContext<RoleServer>) -> Result<Wiki, Error> {
        let tenant = self.current(caller(request).ok_or_else(nobody)?).await?;
        let wiki = tenant.wiki.get_or_try_init(|| tenant.connection.wiki()).await.cloned();
        wiki.map_err(|error| self.disclosed(error))
    }

    async fn login(
        &self,
        _: Option<&str>,
        request: &RequestContext<RoleServer>,
    ) -> Result<Option<LoginOffer>, Error> {
        let Some(caller) = caller(request) else { return Ok(None) };
        let (None, Some(principal)) = (&caller.credential, &caller.principal) else { return Ok(None) };
        let tenant = self.tenant(caller)?;
        let Some(session) = tenant.connection.session().filter(|_| self.0.logs_in) else { return Ok(None) };
        self.prune(session);
        let offered =
            offer(session, principal, &self.0.origin).await.map_err(|error| self.disclosed(error))?;
        Ok(Some(match self.0.signs_in {
            true => offered,
            false => offered
                .confirmed_by(Arc::new(CodeConfirmation::new(session.clone())))
                .steps(CONFIRMATION_STEPS),
        }))
    }

    async fn granted_scopes(&self, request: &RequestContext<RoleServer>) -> Vec<String> {
        let login = caller(request).filter(|caller| caller.credential.is_none());
        let Some(Ok(tenant)) = login.map(|caller| self.tenant(caller)) else { return Vec::new() };
        let Some(session) = tenant.connection.session() else { return Vec::new() };
        if session.deployment() != Deployment::Cloud {
            return Vec::new();
        }
        // A store that does not answer in time hides nothing: a call says which scope it lacks.
        match tokio::time::timeout(SCOPES_WITHIN, session.status()).await {
            Ok(Ok(status)) => status.scopes,
            _ => Vec::new(),
        }
    }

    fn offers(&self, tool: &Tool, request: &RequestContext<RoleServer>) -> bool {
        !needs_write_scope(tool) || caller(request).is_some_and(|caller| caller.writes)
    }

    fn principal(&self, request: &RequestContext<RoleServer>) -> Option<String> {
        caller(request).and_then(Caller::key)
    }
}

impl std::fmt::Debug for CallerLogins {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("CallerLogins").field("most", &self.0.most).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use confluence_client::connection;

    use super::*;

    #[tokio::test]
    async fn who_sees_the_same_caller_leave_as_another_removes_nobody_else() {
        let string = connection::parse(
            "URL=https://example.atlassian.net;AuthScheme=OAuth;OAuthClientId=a;OAuthClientSecret=s;\
             CallbackURL=https://mcp.example.com/oauth/callback;OAuthSettingsLocation=memory://leaving",
        );
        let connection = Connection::new(string.unwrap()).unwrap();
        let options = HttpOptions::new("https://mcp.example.com/mcp".parse().unwrap()).unwrap();
        let issuer = Issuer::new("https://id.example.com").unwrap();
        let logins = CallerLogins::new(connection.clone(), &options, Some(&issuer)).unwrap();
        let tenant = || Arc::new(Tenant::new(connection.clone()));
        let left = logins.insert("ada".to_owned(), tenant());
        logins.remove("ada", &left);
        let back = logins.insert("ada".to_owned(), tenant());
        logins.remove("ada", &left);
        assert!(logins.cached("ada").is_some_and(|cached| Arc::ptr_eq(&cached, &back)));
        logins.remove("ada", &back);
        assert!(logins.cached("ada").is_none());
    }
}
