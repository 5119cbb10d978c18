//! From nothing stored to a stored grant.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::Login;
use crate::clock::Milliseconds;
use crate::error::{Error, ErrorKind, Result};
use crate::login::{Listener, LoginPrompt, no_such_attempt};
use crate::oauth2::{AuthorizationRequest, TokenResponse, begin};
use crate::properties::{Callback, Deployment, GrantType, InitiateOAuth, OAuthVersion};
use crate::secret::Secret;
use crate::session::leased::Replaces;
use crate::session::refresh::{FIRST_WAIT, LONGEST_WAIT, SENDS, dead_grant};
use crate::session::{AccessToken, Inner, LeasedGrant, Session};
use crate::store::{Pending, Record};
use crate::task_end::to_its_end;

/// A login that was begun longer ago cannot be finished.
const PENDING: Milliseconds = 15 * 60 * 1000;
/// One that was begun less long ago is shown again instead of beginning another.
const REUSED: Milliseconds = 10 * 60 * 1000;
/// Enough for somebody who tries again and again, and a bound for the store.
const MAX_PENDING: usize = 8;
/// How long the listener waits for the browser.
const PATIENCE: Duration = Duration::from_secs(5 * 60);
/// How often it is looked whether another process has logged in.
const POLL: Duration = Duration::from_millis(300);

impl Inner {
    /// Gets a first token by what the properties give, or says how to log in.
    pub(crate) async fn obtain(self: &Arc<Self>, mut held: LeasedGrant) -> Result<AccessToken> {
        if let Some(verifier) = self.unused_verifier(&held.record) {
            match self.verified(held, verifier).await {
                Err(error)
                    if is_used_up(&error) && self.properties.initiate == InitiateOAuth::GetAndRefresh =>
                {
                    tracing::warn!(%error, "OAuthVerifier is no longer valid; a new login is begun");
                    held = self.hold().await?;
                }
                outcome => return outcome,
            }
        }
        let dead = dead_grant(&held.record);
        if self.properties.initiate != InitiateOAuth::GetAndRefresh {
            let stored = held.record.access_token.is_some();
            held.release().await;
            return Err(dead.unwrap_or_else(|| self.nothing_usable(stored)));
        }
        let begun = self.begin(&mut held, &self.properties.callback).await;
        held.release().await;
        let (_, url) = begun?;
        Err(match dead {
            Some(dead) => dead.at_url(url),
            None => self.login_required(url),
        })
    }

    /// Exchanges the verifier of the connection string.
    async fn verified(self: &Arc<Self>, held: LeasedGrant, verifier: &Secret) -> Result<AccessToken> {
        let answer = self.pasted(verifier.expose());
        match answer.and_then(|answer| self.accept(answer, &held.record.pending)) {
            Ok((code, pending)) => Ok(self.complete(held, code, pending).await?.0),
            Err(error) => {
                held.release().await;
                Err(error)
            }
        }
    }

    /// Once the grant has ended, asking again ends the same way: REFRESH says so, GETANDREFRESH logs in.
    pub(crate) async fn reauthorize(
        self: &Arc<Self>,
        error: Error,
        cut_off: Option<Milliseconds>,
    ) -> Result<AccessToken> {
        if let Some(at) = cut_off {
            let at = crate::clock::rfc3339(at);
            tracing::warn!(
                "a refresh that began at {at} was cut off; its answer, and the grant with it, were lost"
            );
        }
        if self.properties.initiate != InitiateOAuth::GetAndRefresh {
            return Err(error);
        }
        let mut held = self.hold().await?;
        let begun = self.begin(&mut held, &self.properties.callback).await;
        held.release().await;
        match begun {
            Ok((_, url)) => Err(error.at_url(url)),
            Err(_) => Err(error),
        }
    }

    /// Whether a login was begun recently enough.
    pub(crate) fn may_finish(&self, pending: &Pending) -> bool {
        self.clock.now().saturating_sub(pending.started_at_ms) < PENDING
    }

    /// The verifier of the connection string, unless it was used already.
    pub(crate) fn unused_verifier(&self, record: &Record) -> Option<&Secret> {
        let verifier = self.properties.verifier.as_ref()?;
        (!record.verifiers.has(&verifier.fingerprint())).then_some(verifier)
    }

    /// Begins a login and saves it, which shows that what it brings can be saved too.
    pub(crate) async fn begin(&self, held: &mut LeasedGrant, callback: &Callback) -> Result<(Pending, Url)> {
        if self.properties.grant == GrantType::ClientCredentials {
            return Err(Error::config(
                "OAuthGrantType",
                "CLIENT needs no login; its credentials are the login",
            ));
        }
        let asks_for = |scope: &String| scope != "offline_access";
        let cloud = self.provider.deployment == Deployment::Cloud;
        if cloud && self.properties.version == OAuthVersion::V2 && !self.scopes.iter().any(asks_for) {
            let why = "is needed: without a scope every request would be refused; such as \
                       read:page:confluence";
            return Err(Error::config("Scope", why));
        }
        let now = self.clock.now();
        let earlier = held.record.pending.iter().rev();
        let earlier = earlier.take_while(|one| now.saturating_sub(one.started_at_ms) < REUSED);
        let mut earlier = earlier.filter_map(|one| Some((one, Url::parse(&one.authorization_url).ok()?)));
        let attempt = match self.properties.version {
            OAuthVersion::V2 => {
                begin(&self.provider, self.properties.require_client_id()?, callback, &self.scopes)?
            }
            OAuthVersion::V1 => match earlier.find(|(one, _)| one.redirect_uri == callback.as_str()) {
                Some((pending, url)) => return Ok((pending.clone(), url)),
                None => self.temporary(callback).await?,
            },
        };
        if let Some((pending, url)) = earlier.find(|(_, url)| same_request(url, &attempt.url)) {
            return Ok((pending.clone(), url));
        }
        let pending = Pending {
            started_at_ms: now,
            state: attempt.state,
            code_verifier: attempt.code_verifier,
            redirect_uri: callback.as_str().to_owned(),
            authorization_url: attempt.url.to_string(),
            note: None,
        };
        let all = &mut held.record.pending;
        all.retain(|one| now.saturating_sub(one.started_at_ms) < PENDING);
        all.push(pending.clone());
        let excess = all.len().saturating_sub(MAX_PENDING);
        all.drain(..excess);
        held.publish().await?;
        Ok((pending, attempt.url))
    }

    /// Exchanges the code and saves the grant. A caller that gives up does not cut this off: the code counts once.
    pub(crate) async fn complete(
        self: &Arc<Self>,
        held: LeasedGrant,
        code: Secret,
        pending: Option<Pending>,
    ) -> Result<(AccessToken, Login)> {
        let inner = Arc::clone(self);
        to_its_end("the login", async move { inner.exchange_and_save(held, &code, pending).await }).await
    }

    async fn exchange_and_save(
        self: &Arc<Self>,
        mut held: LeasedGrant,
        code: &Secret,
        pending: Option<Pending>,
    ) -> Result<(AccessToken, Login)> {
        let now = self.clock.now();
        if pending.as_ref().is_some_and(|one| !self.may_finish(one)) {
            return Err(no_such_attempt());
        }
        let answer = match self.exchanged(code, pending.as_ref()).await {
            Ok(answer) => answer,
            Err(error) => {
                held.release().await;
                return Err(match error.is_transient() {
                    true => error
                        .noting("the login goes on with the same answer, within 15 minutes of its beginning"),
                    false => error,
                });
            }
        };
        let cloud_id = match self.check_granted(&answer.scope) {
            Ok(()) => self.site_of(&answer).await?,
            Err(error) => {
                held.release().await;
                return Err(error);
            }
        };
        let mut record = self.granted_record(code, &answer, cloud_id);
        record.version = held.record.version;
        record.unknown = std::mem::take(&mut held.record.unknown);
        // A program that still has an old token in its connection string must not put it in the place of this login.
        record.seeds.merge(std::mem::take(&mut held.record.seeds));
        record.verifiers.merge(std::mem::take(&mut held.record.verifiers));
        held.record = record;
        held.replaces = Replaces::Everything;
        let login = self.describe_login(&held.record);
        let token = self.keep(held, &answer).await?;
        Ok((token, Login { access_token_expires_at: token_end(&answer, now), ..login }))
    }

    /// Exchanges the code, and tries again as a refresh does while the service is busy. It is asked at once: Data Center's
    /// codes live ten seconds.
    async fn exchanged(&self, code: &Secret, pending: Option<&Pending>) -> Result<TokenResponse> {
        let mut wait = FIRST_WAIT;
        for _ in 1..SENDS {
            let error = match self.exchange(code, pending).await {
                // Where the answer was lost, the code may have been used: only a refusal says that it was not.
                Err(error) if error.is_transient() && error.status_code().is_some() => error,
                outcome => return outcome,
            };
            let asked = error.retry_after().unwrap_or(wait);
            if asked > LONGEST_WAIT {
                return Err(error);
            }
            tokio::time::sleep(asked.max(wait)).await;
            wait *= 4;
        }
        self.exchange(code, pending).await
    }

    async fn exchange(&self, code: &Secret, pending: Option<&Pending>) -> Result<TokenResponse> {
        if self.properties.version == OAuthVersion::V1 {
            let temporary = pending.map(|one| &one.state).or(self.properties.auth_token.as_ref());
            let temporary = temporary.ok_or_else(no_such_attempt)?;
            let signer = self.signer().await?;
            return self
                .consumer(&signer)?
                .access_token(&*self.http, &self.provider.token, temporary, code)
                .await;
        }
        let redirect = pending.map_or(self.properties.callback.as_str(), |one| one.redirect_uri.as_str());
        let verifier = pending.and_then(|one| one.code_verifier.as_ref());
        self.token_endpoint()?.code(code.expose(), verifier, redirect).await
    }

    /// Begins a login of OAuth 1.0a: the temporary token is what its answer is known by.
    async fn temporary(&self, callback: &Callback) -> Result<AuthorizationRequest> {
        let signer = self.signer().await?;
        let consumer = self.consumer(&signer)?;
        let pair = consumer.request_token(&*self.http, &self.provider.request, callback.as_str()).await?;
        let mut url = self.provider.authorize.clone();
        url.query_pairs_mut().append_pair("oauth_token", pair.token.expose());
        Ok(AuthorizationRequest { url, state: pair.token, code_verifier: pair.secret })
    }

    /// The cloud id of our site. A login that did not include it is no login; a service that cannot be asked
    /// now does not spoil one.
    async fn site_of(&self, answer: &TokenResponse) -> Result<Option<String>> {
        if self.provider.deployment == Deployment::DataCenter {
            return Ok(None);
        }
        let record = Record { access_token: Some(answer.access_token.clone()), ..Record::default() };
        let Some(token) = AccessToken::of(&record)? else {
            return Ok(None);
        };
        match self.granted(&token).await {
            Ok(resource) => Ok(Some(resource.id)),
            Err(error) if error.kind() == ErrorKind::SiteNotGranted => Err(error),
            Err(error) => {
                tracing::warn!(%error, "the sites of the login could not be read");
                Ok(self.cloud_id.get().cloned())
            }
        }
    }

    fn granted_record(&self, code: &Secret, answer: &TokenResponse, cloud_id: Option<String>) -> Record {
        // A verifier in the connection string may be the whole address; it is what must not be used again.
        let given = self.properties.verifier.as_ref().filter(|given| given.expose().contains(code.expose()));
        let mut record = Record {
            refresh_token: answer.refresh_token.clone(),
            session_handle: answer.session_handle.clone(),
            scope: answer.scope.clone(),
            cloud_id,
            ..Record::default()
        };
        record.seeds.extend(self.properties.seed_fingerprint());
        record.verifiers.extend([given.unwrap_or(code).fingerprint()]);
        record
    }

    fn describe_login(&self, record: &Record) -> Login {
        Login {
            access_token_expires_at: None,
            refreshable: record.refresh_token.is_some() || record.session_handle.is_some(),
            scopes: record.scope.clone(),
            missing_scopes: self.missing_scopes(&record.scope),
            cloud_id: record.cloud_id.clone(),
        }
    }

    /// What was asked for and not granted, as far as the service said.
    pub(crate) fn missing_scopes(&self, granted: &[String]) -> Vec<String> {
        let missing = |scope: &&String| *scope != "offline_access" && !granted.contains(scope);
        if granted.is_empty() { Vec::new() } else { self.scopes.iter().filter(missing).cloned().collect() }
    }

    fn nothing_usable(&self, stored: bool) -> Error {
        let what = if stored {
            "the stored token has expired and cannot be refreshed"
        } else {
            "no token is stored"
        };
        let place = self.place();
        // OAuth 1.0a has no refresh tokens.
        let token = match self.properties.version {
            OAuthVersion::V1 => "OAuthAccessToken",
            OAuthVersion::V2 => "OAuthRefreshToken",
        };
        let advice = "or OAuthVerifier, or log in with InitiateOAuth=GETANDREFRESH";
        Error::new(ErrorKind::LoginRequired, format!("{what} in {place}: give {token} {advice}"))
            .on_property("OAuthSettingsLocation")
    }
}

impl Session {
    /// Logs in for a caller that found nothing usable; if another process is logging in, waits for its token.
    pub(crate) async fn log_in_or_wait(&self, prompt: &dyn LoginPrompt) -> Result<AccessToken> {
        let wait = async {
            loop {
                match self.0.store.begin_login(&self.0.key).await {
                    Ok(guard) => break Ok(guard),
                    Err(error) if error.kind() == ErrorKind::LoginInProgress => {
                        tokio::time::sleep(POLL).await
                    }
                    Err(error) => break Err(error),
                }
            }
        };
        let in_progress = |_| Error::new(ErrorKind::LoginInProgress, "another process is still logging in");
        let _guard = tokio::time::timeout(PATIENCE, wait).await.map_err(in_progress)??;
        match self.0.adopt_without_lease(None).await? {
            Some(token) => Ok(token),
            None => Ok(self.log_in(prompt).await?.0),
        }
    }

    /// Listens, shows the URL, waits, and completes. The caller holds the login guard.
    pub(super) async fn log_in(&self, prompt: &dyn LoginPrompt) -> Result<(AccessToken, Login)> {
        let inner = &self.0;
        let listener = Listener::bind(&inner.properties.callback).await?;
        let mut held = inner.hold().await?;
        let begun = inner.begin(&mut held, listener.callback()).await;
        held.release().await;
        let (pending, url) = begun?;
        let shown = prompt.show(url.clone()).await;
        shown.map_err(|source| inner.cannot_show(url.clone()).with_source(source))?;
        let answer = listener.wait(&pending.state, PATIENCE).await.map_err(|error| error.at_url(url))?;
        let (code, pending) = answer.accept(&[pending])?;
        inner.complete(inner.hold().await?, code, pending).await
    }
}

/// Whether two URLs ask for the same, but for what is random in each.
fn same_request(one: &Url, other: &Url) -> bool {
    let fixed = |url: &Url| -> Vec<(String, String)> {
        let random = |name: &str| matches!(name, "state" | "code_challenge");
        url.query_pairs().into_owned().filter(|(name, _)| !random(name)).collect()
    };
    one.origin() == other.origin() && one.path() == other.path() && fixed(one) == fixed(other)
}

fn token_end(answer: &TokenResponse, now: Milliseconds) -> Option<std::time::SystemTime> {
    answer
        .expires_in
        .map(|seconds| crate::clock::system_time(now.saturating_add(seconds.saturating_mul(1000))))
}

/// Whether a verifier can never work any more: it was exchanged before, is too old, or belongs to no login of this store.
fn is_used_up(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::StateMismatch | ErrorKind::ReauthRequired | ErrorKind::ConsentDenied => true,
        ErrorKind::TokenEndpoint => error.code() == Some("invalid_grant"),
        ErrorKind::OAuth1 => matches!(error.code(), Some("verifier_invalid" | "token_rejected")),
        _ => false,
    }
}
