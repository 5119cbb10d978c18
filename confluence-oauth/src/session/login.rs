//! OAuth login (authorization code flow): the authorization URL out, the redirect with its code in.

mod notes;
mod steps;

use std::fmt;
use std::time::SystemTime;

use serde::Serialize;
use url::Url;

use super::{Inner, Session};
use crate::error::{Error, ErrorKind, Result};
use crate::login::{LoginPrompt, Redirected};
use crate::properties::{Deployment, GrantType, InitiateOAuth, OAuthVersion, SettingsLocation};
use crate::secret::Secret;
use crate::store::Pending;

/// A pending OAuth login, in two steps: open [`authorization_url`](Self::authorization_url), then
/// [`finish`](Self::finish) with where the browser was sent.
///
/// It is kept in the token store too, so that another process can finish it within 15 minutes with
/// [`Session::finish_login`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), confluence_oauth::Error> {
/// use confluence_oauth::{ConnectionString, Session, SessionOptions};
///
/// let mut string = ConnectionString::parse(
///     "URL=https://example.atlassian.net;OAuthClientId=a;OAuthClientSecret=s;Scope=read:page:confluence;\
///      OAuthSettingsLocation=memory://example",
/// )?;
/// let session = Session::open(SessionOptions::take_from(&mut string)?)?;
/// let pending = session.begin_login().await?;
/// assert_eq!(pending.authorization_url().host_str(), Some("auth.atlassian.com"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PendingLogin {
    session: Session,
    pending: Pending,
    url: Url,
}

impl PendingLogin {
    /// The URL to open in any browser, on any machine.
    #[must_use]
    pub fn authorization_url(&self) -> &Url {
        &self.url
    }

    /// Ends the login: `answer` is the URL that the browser was sent to, or the code in it.
    ///
    /// # Errors
    /// The answer belongs to another login, the user said no, the code is too old, or the site was not granted.
    pub async fn finish(self, answer: &str) -> Result<Login> {
        let inner = &self.session.0;
        let (code, pending) = inner.pasted(answer)?.accept(std::slice::from_ref(&self.pending))?;
        let (_, login) = inner.complete(inner.hold().await?, code, pending).await?;
        Ok(login)
    }
}

impl fmt::Debug for PendingLogin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("PendingLogin").field("session", &self.session).finish_non_exhaustive()
    }
}

/// The result of a login: scopes, site and expiry.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Login {
    /// When the access token expires, where that is known.
    #[serde(skip)]
    pub access_token_expires_at: Option<SystemTime>,
    /// Whether the token can be refreshed without another login.
    pub refreshable: bool,
    /// The scopes that were granted, as far as the service said.
    pub scopes: Vec<String>,
    /// Scopes that were asked for and not granted.
    pub missing_scopes: Vec<String>,
    /// The cloud id of the site.
    pub cloud_id: Option<String>,
}

impl Session {
    /// Whether what a login brings would last: to be asked by a program that ends after it.
    ///
    /// # Errors
    /// `InitiateOAuth=OFF` stores nothing, `memory://` ends with the process, and a service account needs no login. The
    /// error names the property.
    pub fn check_login(&self) -> Result<()> {
        let properties = &self.0.properties;
        if properties.initiate == InitiateOAuth::Off {
            let why = "OFF keeps no token, so that a login would be lost: use GETANDREFRESH, or REFRESH";
            return Err(Error::config("InitiateOAuth", why));
        }
        if properties.grant == GrantType::ClientCredentials {
            return Err(Error::config(
                "OAuthGrantType",
                "CLIENT needs no login: its credentials are the login",
            ));
        }
        if let Some(SettingsLocation::Memory(_)) = self.0.location() {
            let why = "memory:// ends with this program, so that a login would be lost: name a file, or keyring://NAME";
            return Err(Error::config("OAuthSettingsLocation", why));
        }
        Ok(())
    }

    /// By when the answer of a login has to be brought back, in words that end a sentence.
    #[doc(hidden)]
    #[must_use]
    pub fn how_soon(&self) -> &'static str {
        self.0.how_soon()
    }

    /// Begins a login and keeps it in the store. One that was begun a short while ago and asks for the same is
    /// returned again.
    ///
    /// It is for a machine without a browser: open the URL anywhere, and bring back the one that the browser was sent
    /// to; that it shows an error page there does not matter. The two steps may be two processes:
    ///
    /// ```no_run
    /// # async fn example(session: confluence_oauth::Session) -> Result<(), confluence_oauth::Error> {
    /// println!("Open {}", session.begin_login().await?.authorization_url());
    /// // Within 15 minutes, perhaps in another process; Data Center's codes last 10 seconds only:
    /// session.finish_login("http://localhost:33333/?code=...&state=...").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The second step can be a property as well: `OAuthVerifier=...` is exchanged once and ignored from then on.
    ///
    /// # Errors
    /// The store cannot be written, or this session needs no login.
    pub async fn begin_login(&self) -> Result<PendingLogin> {
        let mut held = self.0.hold().await?;
        let begun = self.0.begin(&mut held, &self.0.properties.callback).await;
        held.release().await;
        let (pending, url) = begun?;
        Ok(PendingLogin { session: self.clone(), pending, url })
    }

    /// Ends a login that was begun here or in another process: `answer` is the URL that the browser was
    /// sent to, or the code in it.
    ///
    /// # Errors
    /// As of [`PendingLogin::finish`].
    pub async fn finish_login(&self, answer: &str) -> Result<Login> {
        let answer = self.0.pasted(answer)?;
        let held = self.0.hold().await?;
        let begun = &held.record.pending;
        // A code that is brought by hand is that of the login that was begun here, also where an `AuthToken` of an earlier one is
        // still in the connection string.
        let (code, pending) = match answer.is_bare() && begun.iter().any(|one| self.0.may_finish(one)) {
            true => answer.accept(begun)?,
            false => self.0.accept(answer, begun)?,
        };
        Ok(self.0.complete(held, code, pending).await?.1)
    }

    /// Logs in with a browser on this machine: listens on `CallbackURL`, shows the URL, waits for the
    /// browser's answer. Dropping the future ends it and closes the port.
    ///
    /// # Errors
    /// The port cannot be had, another login is under way, nobody can be shown the URL, nobody answers in
    /// time, or as of [`PendingLogin::finish`].
    pub async fn login(&self, prompt: &dyn LoginPrompt) -> Result<Login> {
        let _guard = self.0.store.begin_login(&self.0.key).await?;
        Ok(self.log_in(prompt).await?.1)
    }
}

impl Inner {
    /// By when the answer of a login has to be brought back, in words that end a sentence.
    fn how_soon(&self) -> &'static str {
        match (self.properties.version, self.provider.deployment) {
            (OAuthVersion::V2, Deployment::DataCenter) => {
                "within ten seconds of logging in, for which Data Center keeps the code"
            }
            _ => "within 15 minutes",
        }
    }

    fn login_required(&self, url: Url) -> Error {
        let message = format!("not logged in: {}", self.by_hand(&url));
        Error::new(ErrorKind::LoginRequired, message).at_url(url)
    }

    fn cannot_show(&self, url: Url) -> Error {
        let message = format!("no browser can be opened here: {}", self.by_hand(&url));
        Error::new(ErrorKind::BrowserUnavailable, message).at_url(url)
    }

    /// Reads what a person brought from a browser.
    fn pasted(&self, answer: &str) -> Result<Redirected> {
        Redirected::pasted(answer).map_err(|error| match self.properties.callback.is_out_of_band() {
            true => Error::config(
                "OAuthVerifier",
                "with CallbackURL=oob no URL holds the answer: give the code alone that the page shows after the login",
            ),
            false => error,
        })
    }

    /// The code, and the login begun here that it answers. `AuthToken` is of a login that was begun elsewhere.
    fn accept(&self, answer: Redirected, pending: &[Pending]) -> Result<(Secret, Option<Pending>)> {
        let signs = self.properties.version == OAuthVersion::V1;
        answer.accept_beside(self.properties.auth_token.as_ref().filter(|_| signs), pending)
    }

    /// How a login is carried out with a browser elsewhere.
    fn by_hand(&self, url: &Url) -> String {
        let answer = match self.properties.callback.is_out_of_band() {
            true => "the code that its page shows",
            false => "the URL that it is sent to",
        };
        format!("open {url} in any browser, then give {answer} as OAuthVerifier {}", self.how_soon())
    }
}
