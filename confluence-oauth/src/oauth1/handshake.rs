//! The three requests of a login and its refresh: RFC 5849, section 2, and OAuth Session 1.0.

use std::collections::HashMap;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, header};
use url::{Url, form_urlencoded};

use super::problem;
use super::rsa_sha1::Signer;
use super::signature::{Parameters, base_string, header as header_text};
use super::skew::Skew;
use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::{HttpExchange, failed};
use crate::oauth2::TokenResponse;
use crate::secret::Secret;

/// One application and its key.
pub(crate) struct Consumer<'a> {
    pub(crate) key: &'a str,
    pub(crate) signer: &'a Signer,
    pub(crate) clock: &'a Clock,
    pub(crate) skew: &'a Skew,
}

/// How asking for a temporary token just to see whether requests are signed well went.
pub(crate) struct Trial {
    pub(crate) outcome: Result<()>,
    /// What was signed here.
    pub(crate) ours: String,
    /// What the server would have signed, if it says so.
    pub(crate) theirs: Option<String>,
}

/// A token, temporary or not, and its secret, which RSA-SHA1 stores and does not use.
#[derive(Debug)]
pub(crate) struct TokenPair {
    pub(crate) token: Secret,
    pub(crate) secret: Option<Secret>,
}

impl Consumer<'_> {
    /// Section 2.1: temporary credentials.
    pub(crate) async fn request_token(
        &self,
        http: &dyn HttpExchange,
        url: &Url,
        callback: &str,
    ) -> Result<TokenPair> {
        let answer = self.post(http, url, vec![("oauth_callback", callback.to_owned())]).await?;
        let secret = |name: &str| answer.get(name).filter(|text| !text.is_empty()).cloned();
        Ok(TokenPair {
            token: secret("oauth_token").ok_or_else(without_token)?,
            secret: secret("oauth_token_secret"),
        })
    }

    /// Section 2.3: the token itself, for the verifier that the user brought back.
    pub(crate) async fn access_token(
        &self,
        http: &dyn HttpExchange,
        url: &Url,
        temporary: &Secret,
        verifier: &Secret,
    ) -> Result<TokenResponse> {
        let extra = vec![
            ("oauth_token", temporary.expose().to_owned()),
            ("oauth_verifier", verifier.expose().to_owned()),
        ];
        granted(&self.post(http, url, extra).await.map_err(problem::of_verifier)?)
    }

    /// OAuth Session 1.0: a new token for the old one and its session handle.
    pub(crate) async fn refresh(
        &self,
        http: &dyn HttpExchange,
        url: &Url,
        token: &Secret,
        handle: &Secret,
    ) -> Result<TokenResponse> {
        let extra = vec![
            ("oauth_token", token.expose().to_owned()),
            ("oauth_session_handle", handle.expose().to_owned()),
        ];
        granted(&self.post(http, url, extra).await?)
    }

    /// Asks for a temporary token that nobody will use. Nothing secret is in such a request, so that what was signed
    /// can be shown.
    pub(crate) async fn try_out(&self, http: &dyn HttpExchange, url: &Url) -> Result<Trial> {
        let extra = vec![("oauth_callback", "oob".to_owned())];
        let (header, ours) = self.sign(&Method::POST, url, extra)?;
        let answer = send(http, url, header).await?;
        let outcome = if answer.status().is_success() { Ok(()) } else { Err(problem::classify(&answer)) };
        Ok(Trial { outcome, ours, theirs: problem::base_string(&answer) })
    }

    /// The header of one request: RFC 5849, section 3.5.1.
    pub(crate) fn authorize(&self, method: &Method, url: &Url, extra: Parameters<'_>) -> Result<HeaderValue> {
        self.sign(method, url, extra).map(|(header, _)| header)
    }

    /// The header, and what it signs.
    fn sign(&self, method: &Method, url: &Url, extra: Parameters<'_>) -> Result<(HeaderValue, String)> {
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce)
            .map_err(|_| Error::transient("the system's random number generator failed"))?;
        let now = self.clock.now().saturating_add(self.skew.get()) / 1000;
        let mut protocol: Parameters<'_> = vec![
            ("oauth_consumer_key", self.key.to_owned()),
            ("oauth_nonce", format!("{:032x}", u128::from_ne_bytes(nonce))),
            ("oauth_signature_method", "RSA-SHA1".to_owned()),
            ("oauth_timestamp", now.to_string()),
            ("oauth_version", "1.0".to_owned()),
        ];
        protocol.extend(extra);
        let signed = base_string(method, url, &protocol);
        let signature = self.signer.sign(&signed)?;
        let mut value = HeaderValue::try_from(header_text(&protocol, &signature))
            .map_err(|_| Error::store("the stored access token holds characters that no token has"))?;
        value.set_sensitive(true);
        Ok((value, signed))
    }

    /// Sends a signed request; if the server's clock refuses it, once more by the server's clock.
    async fn post(
        &self,
        http: &dyn HttpExchange,
        url: &Url,
        extra: Parameters<'_>,
    ) -> Result<HashMap<String, Secret>> {
        let before = self.skew.get();
        let answer = send(http, url, self.authorize(&Method::POST, url, extra.clone())?).await?;
        let refusal = match read(&answer) {
            Err(error) if error.kind() == ErrorKind::ClockSkew => error,
            outcome => return outcome,
        };
        if !self.skew.learn(&answer, self.clock.now()) {
            return Err(refusal);
        }
        let (seconds, side) = match self.skew.get() / 1000 {
            ahead @ 0.. => (ahead, "ahead of"),
            behind => (behind.saturating_neg(), "behind"),
        };
        tracing::warn!("the server's clock is {seconds} s {side} this machine's; requests are dated by it");
        let answer = send(http, url, self.authorize(&Method::POST, url, extra)?).await?;
        read(&answer).inspect_err(|error| {
            // A date that does not help was not the server's own.
            if error.kind() == ErrorKind::ClockSkew {
                self.skew.set(before);
            }
        })
    }
}

async fn send(http: &dyn HttpExchange, url: &Url, header: HeaderValue) -> Result<Response<Bytes>> {
    let request = Request::post(url.as_str())
        .header(header::AUTHORIZATION, header)
        .header(header::CONTENT_LENGTH, 0)
        .body(Bytes::new());
    let request = request.map_err(|_| Error::config("URL", "is not a URL"))?;
    let lost = "the OAuth 1.0a provider could not be reached, or its answer was lost";
    http.exchange(request).await.map_err(|source| failed(lost, source))
}

fn read(answer: &Response<Bytes>) -> Result<HashMap<String, Secret>> {
    if answer.status().is_success() {
        let pairs = form_urlencoded::parse(answer.body());
        return Ok(pairs.map(|(name, value)| (name.into_owned(), Secret::new(value))).collect());
    }
    Err(problem::classify(answer))
}

fn granted(answer: &HashMap<String, Secret>) -> Result<TokenResponse> {
    let secret = |name: &str| answer.get(name).filter(|text| !text.is_empty()).cloned();
    Ok(TokenResponse {
        access_token: secret("oauth_token").ok_or_else(without_token)?,
        refresh_token: None,
        token_secret: secret("oauth_token_secret"),
        session_handle: secret("oauth_session_handle"),
        expires_in: answer.get("oauth_expires_in").and_then(|seconds| seconds.expose().parse().ok()),
        scope: Vec::new(),
    })
}

fn without_token() -> Error {
    Error::new(
        ErrorKind::OAuth1,
        "the OAuth 1.0a provider answered without a token; is URL the base URL of Confluence?",
    )
}
