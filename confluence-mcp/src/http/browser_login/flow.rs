//! The browser login, step by step: begin, bind the browser, prove whose it is, go to Confluence, come back.
//!
//! Whoever gets a victim to open the address of a login would otherwise end up with the victim's access. So the address
//! that a caller is shown is a page of ours; the browser that opens it is bound to the login by a cookie, and must prove
//! to be the caller's before it is sent on to Confluence, either by signing in with the callers' issuer or by a code that
//! the caller carries from the browser to their client. What comes back to `CallbackURL` counts with that cookie alone,
//! and once.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use confluence_client::connection::Connection;
use confluence_oauth::{PendingLogin, Session};
use http::request::Parts;
use http::{Method, StatusCode, header};
use tokio::sync::Mutex;
use tokio::time::{Duration, Instant, timeout};
use url::{Url, form_urlencoded};

use super::cookie::Cookie;
use super::pages;
use super::sign_in::SignIn;
use super::state::{LoginState, code, random, same, update};
use crate::http::auth::Issuer;
use crate::http::caller::Principal;
use crate::http::disclosure::may_disclose;
use crate::http::endpoint_url::origin;
use crate::http::error::{BoxError, HttpError};
use crate::http::options::HttpOptions;
use crate::http::response::{HttpResponse, see_other};
use crate::login_offer::LoginOffer;

const BEGIN: &str = "/oauth/login";
const WAIT: &str = "/oauth/wait";
const SIGNED_IN: &str = "/oauth/signed-in";
const UNABLE: &str =
    "This server cannot carry out your login now. Whoever runs it finds the reason in its log.";

/// The logins of callers, in their browsers.
pub(crate) struct BrowserLogin {
    connection: Connection,
    endpoint: Url,
    callback: String,
    site: String,
    sign_in: Option<SignIn>,
    ready: Mutex<Option<(Instant, bool)>>,
}

/// A login that a browser is at.
struct PendingBrowserLogin {
    login: PendingLogin,
    state: LoginState,
    key: String,
}

/// Offers a login to a caller: the address is good for one browser at a time, in whichever browser came last.
pub(crate) async fn offer(
    session: &Session,
    principal: &Principal,
    endpoint: &Url,
) -> Result<LoginOffer, confluence_client::Error> {
    let mut login = session.begin_login().await?;
    let ticket = match LoginState::read(login.note()) {
        Some(state) => state.ticket,
        None => {
            let new = LoginState::new()?;
            let kept = login.annotate(move |note| match LoginState::read(note.as_ref()) {
                Some(state) => state.ticket,
                None => {
                    *note = Some(new.written());
                    new.ticket
                }
            });
            kept.await?
        }
    };
    let mut url = endpoint.clone();
    url.set_path(BEGIN);
    url.query_pairs_mut().append_pair("ticket", &format!("{}.{}", principal.key(), *ticket));
    Ok(LoginOffer::new(url, session.clone()))
}

impl BrowserLogin {
    pub(crate) fn new(
        connection: Connection,
        callback: &str,
        options: &HttpOptions,
        issuer: &Issuer,
    ) -> Result<Self, HttpError> {
        let wrong = |why| HttpError::address("CallbackURL", why);
        let callback = Url::parse(callback).map_err(|_| wrong("is not an address"))?;
        if callback.origin() != options.endpoint.origin() {
            return Err(wrong(
                "must be at the origin of the public URL (`--public-url`), such as \
                 https://mcp.example.com/oauth/callback",
            ));
        }
        let taken = [BEGIN, WAIT, SIGNED_IN, "/healthz", "/readyz", "/metrics", options.endpoint.path()];
        if taken.contains(&callback.path()) || callback.path().starts_with("/.well-known/") {
            return Err(wrong("names a path at which something else is served; use /oauth/callback"));
        }
        let sign_in = SignIn::new(issuer, format!("{}{SIGNED_IN}", origin(&options.endpoint)));
        let site = connection.session().map(|session| session.key().site().to_owned()).unwrap_or_default();
        let callback = callback.path().to_owned();
        let endpoint = options.endpoint.clone();
        Ok(Self { connection, endpoint, callback, site, sign_in, ready: Mutex::default() })
    }

    /// Notes in the log what would keep callers from logging in.
    pub(crate) async fn check(&self) {
        if let Some(issuer) = &self.sign_in {
            issuer.check().await;
        }
    }

    /// Whether the token store can be read. However often this is asked, the store is asked once a second.
    pub(crate) async fn is_ready(&self) -> bool {
        let mut last = self.ready.lock().await;
        if let Some((_, ready)) = last.filter(|(at, _)| at.elapsed() < Duration::from_secs(1)) {
            return ready;
        }
        let Some(session) = self.connection.session() else { return true };
        // As a caller: what is stored for the operator says nothing of what can be stored for others.
        let load = async {
            let caller = session.for_principal(Principal::of_nobody().key())?;
            caller.store().load(caller.key()).await
        };
        let ready = timeout(Duration::from_secs(5), load).await;
        let ready = ready.is_ok_and(|loaded| {
            loaded.inspect_err(|error| tracing::warn!(%error, "the token store cannot be read")).is_ok()
        });
        *last = Some((Instant::now(), ready));
        ready
    }

    pub(crate) fn serves(&self, path: &str) -> bool {
        [BEGIN, WAIT, SIGNED_IN].contains(&path) || path == self.callback
    }

    /// Answers a browser.
    pub(crate) async fn answer(&self, head: &Parts, form: &[u8]) -> HttpResponse {
        let query = head.uri.query().unwrap_or_default();
        let answered = match (head.uri.path(), &head.method) {
            (BEGIN, &Method::POST) => self.bind(form).await,
            (_, &Method::POST) => {
                return pages::refused(StatusCode::METHOD_NOT_ALLOWED, "Open this address instead.");
            }
            (BEGIN, _) => self.begin(query).await,
            (WAIT, _) => self.wait(head).await,
            (SIGNED_IN, _) => self.signed_in(head, query).await,
            _ => self.finish(head, query).await,
        };
        answered.unwrap_or_else(|error| match may_disclose(&*error, true) {
            true => {
                tracing::info!(error, "a login was refused");
                pages::refused(StatusCode::BAD_REQUEST, &error.to_string())
            }
            false => {
                tracing::warn!(error, "a login cannot be completed");
                pages::refused(StatusCode::SERVICE_UNAVAILABLE, UNABLE)
            }
        })
    }

    async fn begin(&self, query: &str) -> Result<HttpResponse, BoxError> {
        let ticket = ticket(query.as_bytes());
        self.find(&ticket).await?;
        Ok(pages::begin(self.endpoint.host_str().unwrap_or_default(), &self.site, &ticket))
    }

    /// Binds the login to this browser and sends it to prove whose it is.
    async fn bind(&self, form: &[u8]) -> Result<HttpResponse, BoxError> {
        let handle = ticket(form);
        let PendingBrowserLogin { mut login, .. } = self.find(&handle).await?;
        let cookie = Cookie { handle, secret: random()? };
        let (next, sign_in, code) = match &self.sign_in {
            Some(issuer) => {
                let (sign_in, url) = issuer.begin().await.map_err(unreachable)?;
                (url.to_string(), Some(sign_in), None)
            }
            None => (WAIT.to_owned(), None, Some(code()?)),
        };
        let bound = update(&mut login, |state| {
            state.bind(&cookie.secret, code);
            state.sign_in = sign_in;
        });
        bound.await?.ok_or_else(gone)?;
        let mut answer = see_other(&next);
        answer.headers_mut().extend(cookie.set(&self.endpoint).map(|value| (header::SET_COOKIE, value)));
        Ok(answer)
    }

    async fn wait(&self, head: &Parts) -> Result<HttpResponse, BoxError> {
        let PendingBrowserLogin { login, state, .. } = self.bound(head).await?;
        match &state.code {
            _ if state.is_proven() => Ok(see_other(login.authorization_url().as_str())),
            Some(code) => Ok(pages::wait(code)),
            None => Err(gone()),
        }
    }

    /// The browser comes back from the issuer.
    async fn signed_in(&self, head: &Parts, query: &str) -> Result<HttpResponse, BoxError> {
        let PendingBrowserLogin { mut login, state, key } = self.bound(head).await?;
        let (Some(issuer), Some(sign_in)) = (&self.sign_in, state.sign_in) else { return Err(gone()) };
        let principal = issuer.finish(query, &sign_in).await.map_err(|error| {
            tracing::info!(error, "a browser sign-in failed");
            BoxError::from("You could not be signed in. Open the address that your MCP client shows again.")
        })?;
        if principal.key() != key {
            return Err("You signed in as somebody else than the one whose MCP client asked for this login. If you did \
                        not ask for it in your own client, somebody may be trying to get your access: close this page."
                .into());
        }
        let proven = update(&mut login, |state| {
            let same = state.sign_in.as_ref().is_some_and(|known| known.state == sign_in.state);
            if same {
                state.prove();
            }
            same
        });
        match proven.await? {
            Some(true) => Ok(see_other(login.authorization_url().as_str())),
            _ => Err(gone()),
        }
    }

    /// The browser comes back from Confluence.
    async fn finish(&self, head: &Parts, query: &str) -> Result<HttpResponse, BoxError> {
        let PendingBrowserLogin { login, state, .. } = self.bound(head).await?;
        if !state.is_proven() {
            return Err(gone());
        }
        login.finish_once(query).await?;
        let mut answer = pages::done();
        answer.headers_mut().extend(Cookie::clear(&self.endpoint).map(|value| (header::SET_COOKIE, value)));
        Ok(answer)
    }

    /// The login that this browser was tied to, by its cookie alone.
    async fn bound(&self, head: &Parts) -> Result<PendingBrowserLogin, BoxError> {
        let cookie = Cookie::read(&head.headers, &self.endpoint).ok_or_else(gone)?;
        let pending = self.find(&cookie.handle).await?;
        if pending.state.is_of(&cookie.secret) { Ok(pending) } else { Err(gone()) }
    }

    async fn find(&self, handle: &str) -> Result<PendingBrowserLogin, BoxError> {
        let (key, ticket) = handle.split_once('.').ok_or_else(gone)?;
        if BASE64_URL_SAFE_NO_PAD.decode(key).map_or(0, |bytes| bytes.len()) != 32 {
            return Err(gone());
        }
        let connection = self.connection.for_principal(key)?;
        let logins = connection.session().ok_or_else(gone)?.pending_logins().await?;
        let pending = logins.into_iter().find_map(|login| {
            let state = LoginState::read(login.note()).filter(|state| same(&state.ticket, ticket))?;
            Some(PendingBrowserLogin { login, state, key: key.to_owned() })
        });
        pending.ok_or_else(gone)
    }
}

fn ticket(form: &[u8]) -> String {
    let mut found = form_urlencoded::parse(form).filter(|(name, _)| name == "ticket");
    found.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn gone() -> BoxError {
    "This login has ended, or belongs to another browser. Call the tool again in your MCP client, and open the address \
     that it shows."
        .into()
}

fn unreachable(error: BoxError) -> BoxError {
    tracing::warn!(error, "the browser sign-in at the issuer cannot be started");
    "You cannot be signed in now. Try again in a moment.".into()
}
