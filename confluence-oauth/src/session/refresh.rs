//! One refresh: under the lease, saved before it is used.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::Inner;
use super::leased::LeasedGrant;
use super::token::AccessToken;
use crate::clock::Milliseconds;
use crate::error::{Error, ErrorKind, ReauthReason, Result};
use crate::oauth2::{TokenEndpoint, TokenResponse};
use crate::properties::{GrantType, OAuthVersion};
use crate::secret::{Fingerprint, Secret};
use crate::store::{Intent, Record, Refused};

/// The same token is sent at most this often in one refresh.
pub(super) const SENDS: u32 = 3;
/// Waits grow fourfold: 0.2 s and 0.8 s lie between three requests.
pub(super) const FIRST_WAIT: Duration = Duration::from_millis(200);
/// A service that asks for a longer wait gets it from the caller.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// Cloud forgives a second use for ten minutes. After this much wall-clock time, sleep of the machine
/// included, a retry could end the whole grant.
const GUARD: Milliseconds = 8 * 60 * 1000;

/// What a refresh is made with.
enum RefreshGrant {
    Refresh(Secret),
    ClientCredentials,
    /// OAuth 1.0a: the token and its session handle.
    Session(Secret, Secret),
}

impl RefreshGrant {
    /// What the refresh uses up.
    fn rotating(&self) -> Option<&Secret> {
        match self {
            Self::Refresh(token) => Some(token),
            Self::Session(_, handle) => Some(handle),
            Self::ClientCredentials => None,
        }
    }
}

/// How asking the service ended.
enum Outcome {
    Refreshed(TokenResponse),
    /// Somebody else had refreshed meanwhile.
    Superseded(Box<Record>),
}

impl Inner {
    /// As [`refresh`](Self::refresh); but when the service only cannot be reached, a token that has not ended yet
    /// serves on.
    pub(super) async fn refresh_or_extend(
        self: &Arc<Self>,
        stale: Option<&AccessToken>,
    ) -> Result<AccessToken> {
        let error = match self.refresh(stale).await {
            Err(error) if error.is_transient() && stale.is_none() => error,
            outcome => return outcome,
        };
        let stored = self.store.load(&self.key).await.ok().flatten();
        let stored = stored.and_then(|entry| AccessToken::of(&entry.record).ok().flatten());
        let Some(extended) =
            stored.or_else(|| self.peek()).and_then(|token| token.extended(self.clock.now()))
        else {
            return Err(error);
        };
        tracing::warn!(%error, "the token could not be refreshed before it expires; it is used until then");
        self.adopt(&extended);
        Ok(extended)
    }

    /// A token that is fresh and not `stale`: adopted from the store if somebody has refreshed, else refreshed.
    pub(super) async fn refresh(self: &Arc<Self>, stale: Option<&AccessToken>) -> Result<AccessToken> {
        if let Some(token) = self.adopt_without_lease(stale).await? {
            return Ok(token);
        }
        let mut held = self.hold().await?;
        let seeded = self.properties.seed_into(&mut held.record, self.clock.now());
        if let Some(token) = self.acceptable(&held.record, stale)? {
            return Ok(self.use_stored(held, seeded, token).await);
        }
        if let Some(grant) = self.grant(&held.record)? {
            return self.refresh_by(held, grant).await;
        }
        match self.until_its_end(&held.record, stale)? {
            Some(token) => Ok(self.use_stored(held, seeded, token).await),
            None if self.properties.only_uses_what_is_given() => {
                held.release().await;
                let why = "has expired, and cannot be refreshed: give a newer one, or OAuthRefreshToken with OAuthClientId";
                Err(Error::config("OAuthAccessToken", why))
            }
            None => self.obtain(held).await,
        }
    }

    /// Most sessions find a fresh token in the store, and need no lease for it.
    pub(crate) async fn adopt_without_lease(
        &self,
        stale: Option<&AccessToken>,
    ) -> Result<Option<AccessToken>> {
        if self.unsaved.is_some().await {
            return Ok(None);
        }
        let Some(mut entry) = self.store.load(&self.key).await? else {
            return Ok(None);
        };
        if self.properties.seed_into(&mut entry.record, self.clock.now()) {
            return Ok(None);
        }
        let token = self.acceptable(&entry.record, stale)?;
        Ok(token.inspect(|token| self.adopt(token)))
    }

    pub(super) fn acceptable(
        &self,
        record: &Record,
        stale: Option<&AccessToken>,
    ) -> Result<Option<AccessToken>> {
        let now = self.clock.now();
        let stale = |token: &AccessToken| stale.is_some_and(|stale| token.is(stale.header()));
        Ok(AccessToken::of(record)?.filter(|token| token.is_fresh(now) && !stale(token)))
    }

    /// A token that nothing can refresh serves until its end, and not only until the margin before it.
    fn until_its_end(&self, record: &Record, stale: Option<&AccessToken>) -> Result<Option<AccessToken>> {
        let token = AccessToken::of(record)?;
        let token = token.filter(|token| stale.is_none_or(|stale| !token.is(stale.header())));
        Ok(token.and_then(|token| token.until_its_end(self.clock.now())))
    }

    /// Uses a token as it is stored, or as it stood in the connection string.
    async fn use_stored(
        self: &Arc<Self>,
        mut held: LeasedGrant,
        seeded: bool,
        token: AccessToken,
    ) -> AccessToken {
        self.adopt(&token);
        match if seeded { held.publish().await } else { Ok(()) } {
            Ok(()) => held.release().await,
            Err(error) => tracing::warn!(%error, "the token of the connection string could not be saved"),
        }
        token
    }

    /// What a new token can be had with; `None` if only a login helps.
    fn grant(&self, record: &Record) -> Result<Option<RefreshGrant>> {
        if self.properties.grant == GrantType::ClientCredentials {
            return Ok(Some(RefreshGrant::ClientCredentials));
        }
        let grant = match (self.properties.version, &record.access_token, &record.session_handle) {
            (OAuthVersion::V1, Some(token), Some(handle)) => {
                RefreshGrant::Session(token.clone(), handle.clone())
            }
            (OAuthVersion::V1, ..) => return Ok(None),
            (OAuthVersion::V2, ..) => match record.refresh_token.clone() {
                Some(token) => RefreshGrant::Refresh(token),
                None => return Ok(None),
            },
        };
        let request = self.request_fingerprint(&grant)?;
        let dead = record.refused.as_ref().is_some_and(|refused| Some(&refused.request) == request.as_ref());
        Ok((!dead).then_some(grant))
    }

    async fn refresh_by(self: &Arc<Self>, mut held: LeasedGrant, grant: RefreshGrant) -> Result<AccessToken> {
        let cut_off = self.intend(&mut held, &grant).await?;
        match self.ask(&mut held, &grant).await {
            Ok(Outcome::Refreshed(answer)) => self.keep(held, &answer).await,
            Ok(Outcome::Superseded(record)) => {
                held.release().await;
                let token = self.acceptable(&record, None)?;
                token.inspect(|token| self.adopt(token)).ok_or_else(superseded_in_vain)
            }
            Err(error) if error.kind() == ErrorKind::ReauthRequired => {
                let error = match self.is_given_to_refresh(&grant) {
                    true => error.renamed(&[("the refresh token", "OAuthRefreshToken")]),
                    false => error,
                };
                self.note_refusal(held, &grant, &error).await;
                self.reauthorize(error, cut_off).await
            }
            Err(error) => {
                // The service answered, so that nothing was cut off: the token was not used up. Too many requests are
                // turned away before they are worked on (RFC 6585, section 4).
                let turned_away =
                    !error.is_transient() || error.status_code() == Some(StatusCode::TOO_MANY_REQUESTS);
                if turned_away && held.record.intent.take().is_some() {
                    drop(held.publish().await.inspect_err(|error| {
                        tracing::warn!(%error, "the refusal of the refresh could not be saved");
                    }));
                }
                held.release().await;
                Err(error)
            }
        }
    }

    /// Records that a refresh begins, which also shows that the store can be written; when an earlier one was
    /// cut off.
    async fn intend(&self, held: &mut LeasedGrant, grant: &RefreshGrant) -> Result<Option<Milliseconds>> {
        let Some(token) = grant.rotating().map(Secret::fingerprint) else {
            return Ok(None);
        };
        let earlier = held.record.intent.take().filter(|intent| intent.token == token);
        // The window in which the service forgives counts from the first time the token was sent.
        let started_at_ms = earlier.as_ref().map_or_else(|| self.clock.now(), |intent| intent.started_at_ms);
        held.record.intent = Some(Intent { started_at_ms, token });
        held.publish().await?;
        Ok(earlier.map(|intent| intent.started_at_ms))
    }

    /// Sends the request, and the same again while that can do no harm.
    async fn ask(&self, held: &mut LeasedGrant, grant: &RefreshGrant) -> Result<Outcome> {
        let (begun, mut sends, mut wait) = (self.clock.now(), 0, FIRST_WAIT);
        loop {
            sends += 1;
            tracing::debug!(attempt = sends, issuer = self.key.issuer(), "asking for a new token");
            let error = match self.send(grant).await {
                Ok(answer) => return Ok(Outcome::Refreshed(answer)),
                Err(error) => error,
            };
            let asked = error.retry_after().unwrap_or(wait);
            if !error.is_transient() || sends == SENDS || asked > LONGEST_WAIT {
                return self.unless_superseded(held, error).await;
            }
            tokio::time::sleep(asked.max(wait)).await;
            wait *= 4;
            if self.clock.now().saturating_sub(begun) > GUARD {
                if let Some(record) = held.changed().await? {
                    return Ok(Outcome::Superseded(Box::new(record)));
                }
                sends = SENDS - 1;
            }
        }
    }

    /// A refusal counts only if the refused token is still the stored one.
    async fn unless_superseded(&self, held: &mut LeasedGrant, error: Error) -> Result<Outcome> {
        if error.kind() != ErrorKind::ReauthRequired {
            return Err(error);
        }
        match held.changed().await? {
            Some(record) => Ok(Outcome::Superseded(Box::new(record))),
            None => Err(error),
        }
    }

    async fn send(&self, grant: &RefreshGrant) -> Result<TokenResponse> {
        match grant {
            RefreshGrant::Refresh(token) => self.token_endpoint()?.refresh(token).await,
            RefreshGrant::ClientCredentials => self.token_endpoint()?.client_credentials(&self.scopes).await,
            RefreshGrant::Session(token, handle) => {
                let signer = self.signer().await?;
                self.consumer(&signer)?.refresh(&*self.http, &self.provider.refresh, token, handle).await
            }
        }
    }

    /// Whether the service still takes a service account's own credentials. The token that it answers is dropped; those
    /// that it gave before stay good.
    pub(crate) async fn try_client_credentials(&self) -> Result<()> {
        self.token_endpoint()?.client_credentials(&self.scopes).await.map(drop)
    }

    pub(crate) fn token_endpoint(&self) -> Result<TokenEndpoint<'_>> {
        Ok(TokenEndpoint {
            provider: &self.provider,
            client_id: self.properties.require_client_id()?,
            client_secret: self.properties.client_secret.as_ref(),
            callback: &self.properties.callback,
            http: &*self.http,
        })
    }

    /// Saves what the service answered, and only then lets it be used.
    pub(crate) async fn keep(
        self: &Arc<Self>,
        mut held: LeasedGrant,
        answer: &TokenResponse,
    ) -> Result<AccessToken> {
        held.replaces.note(held.record.access_token.as_ref());
        let record = &mut held.record;
        record.refreshed(answer, self.clock.now());
        let token = AccessToken::of(record)?.ok_or_else(|| Error::transient("the answer held no token"))?;
        let saved = held.publish().await;
        tracing::info!(issuer = self.key.issuer(), "a new token was obtained");
        self.adopt(&token);
        match saved {
            Ok(()) => held.release().await,
            Err(error) if self.properties.grant == GrantType::ClientCredentials => {
                tracing::warn!(%error, "the token could not be saved; it is kept in memory");
            }
            Err(error) => {
                self.keep_unsaved(held, error).await;
                // Somebody else may have stored a newer one.
                return Ok(self.peek().unwrap_or(token));
            }
        }
        Ok(token)
    }

    /// Whether the connection string itself has what was refused: nobody has logged in here yet.
    fn is_given_to_refresh(&self, grant: &RefreshGrant) -> bool {
        let given = self.properties.given_refresh_token();
        given.zip(grant.rotating()).is_some_and(|(given, sent)| given.matches(sent.expose()))
    }

    async fn note_refusal(&self, mut held: LeasedGrant, grant: &RefreshGrant, error: &Error) {
        if let Ok(Some(request)) = self.request_fingerprint(grant) {
            let reason = error.to_string();
            held.record.refused = Some(Refused { at_ms: self.clock.now(), request, reason });
            held.record.intent = None;
            if let Err(error) = held.publish().await {
                tracing::warn!(%error, "the expiry of the grant could not be saved");
            }
        }
        held.release().await;
    }

    /// Everything that a refusal depends on: when some of it changes, asking again makes sense.
    fn request_fingerprint(&self, grant: &RefreshGrant) -> Result<Option<Fingerprint>> {
        let Some(token) = grant.rotating() else {
            return Ok(None);
        };
        let parts = [
            token.expose(),
            self.properties.require_client_id()?,
            self.properties.callback.as_str(),
            self.provider.refresh.as_str(),
        ];
        Ok(Some(Secret::new(parts.join("\n")).fingerprint()))
    }
}

impl Record {
    /// Takes over what the service answered, and keeps what it left out.
    pub(crate) fn refreshed(&mut self, answer: &TokenResponse, now: Milliseconds) {
        self.access_token = Some(answer.access_token.clone());
        if answer.refresh_token.is_some() {
            self.refresh_token = answer.refresh_token.clone();
        } else if self.refresh_token.is_some() {
            tracing::info!("the response has no refresh token; the previous one stays in use");
        }
        self.token_secret = answer.token_secret.clone().or(self.token_secret.take());
        self.session_handle = answer.session_handle.clone().or(self.session_handle.take());
        self.issued_at_ms = Some(now);
        self.expires_in = answer.expires_in;
        if !answer.scope.is_empty() {
            self.scope = answer.scope.clone();
        }
        self.granted_at_ms = self.granted_at_ms.or(Some(now));
        self.intent = None;
        self.refused = None;
    }
}

pub(crate) fn dead_grant(record: &Record) -> Option<Error> {
    let refused = record.refused.as_ref()?;
    Some(Error::new(ErrorKind::ReauthRequired, refused.reason.clone()).because(ReauthReason::Unknown))
}

fn superseded_in_vain() -> Error {
    Error::transient("another process changed the stored token and it has expired already")
}
