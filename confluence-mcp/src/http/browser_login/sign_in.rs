//! The sign-in of a browser at the callers' issuer, to know whose browser it is: OpenID Connect Core 1.0, section 3.1, with
//! PKCE (RFC 7636).

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Method, Request};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tokio::sync::OnceCell;
use url::Url;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::state::{SignInState, random, same};
use crate::http::auth::{Issuer, IssuerClient, Metadata, OtherClaims, TokenVerifier, discover, subject};
use crate::http::caller::Principal;
use crate::http::error::BoxError;

const NO_PAGE: &str = "the issuer names no authorization endpoint";

/// Signs browsers in with our own client at the issuer.
pub(crate) struct SignIn {
    issuer: Issuer,
    client: IssuerClient,
    verifier: TokenVerifier,
    redirect: String,
    metadata: OnceCell<Metadata>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

#[derive(Deserialize)]
struct Identity {
    iss: String,
    sub: String,
    #[serde(default)]
    nonce: String,
    #[serde(flatten)]
    others: OtherClaims,
}

impl SignIn {
    pub(crate) fn new(issuer: &Issuer, redirect: String) -> Option<Self> {
        let client = issuer.client.clone()?;
        let verifier = TokenVerifier::new(issuer.clone(), "");
        Some(Self { issuer: issuer.clone(), client, verifier, redirect, metadata: OnceCell::new() })
    }

    /// Where the browser goes, and what its return is checked with.
    pub(crate) async fn begin(&self) -> Result<(SignInState, Url), BoxError> {
        let mut url = match &self.issuer.authorization {
            Some(url) => url.clone(),
            None => self.metadata().await?.authorization_endpoint.clone().ok_or(NO_PAGE)?,
        };
        let sign_in = SignInState { state: random()?, nonce: random()?, verifier: random()? };
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(sign_in.verifier.as_bytes()));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client.id)
            .append_pair("redirect_uri", &self.redirect)
            .append_pair("scope", self.scope())
            .append_pair("state", &sign_in.state)
            .append_pair("nonce", &sign_in.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok((sign_in, url))
    }

    /// Who signed in.
    pub(crate) async fn finish(&self, query: &str, sign_in: &SignInState) -> Result<Principal, BoxError> {
        let one = |name: &str| {
            let mut found = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
            found.next().filter(|_| found.next().is_none()).map(|(_, value)| value.into_owned())
        };
        if !one("state").is_some_and(|state| same(&sign_in.state, &state)) {
            return Err("the answer belongs to another sign-in".into());
        }
        // RFC 9207: an answer that names its issuer names ours.
        if one("iss").is_some_and(|issuer| issuer != self.issuer.name) {
            return Err("the answer is of another issuer".into());
        }
        let code = Zeroizing::new(one("code").ok_or("the user did not sign in")?);
        let tokens = self.exchange(&code, sign_in).await?;
        let audience = [self.client.id.clone()];
        let identity: Identity = self
            .verifier
            .claims(&tokens.id_token, &audience)
            .await
            .map_err(|refused| format!("the ID token is not good: {refused:?}"))?;
        match same(&sign_in.nonce, &identity.nonce) {
            true => self.principal(&identity),
            false => Err("the ID token belongs to another sign-in".into()),
        }
    }

    fn principal(&self, identity: &Identity) -> Result<Principal, BoxError> {
        let name = self.issuer.sign_in_subject();
        let subject = subject(name, &identity.sub, &identity.others);
        Ok(Principal::new(
            &identity.iss,
            subject.ok_or("the ID token lacks the claim that names the caller")?,
        ))
    }

    /// Claims other than `sub` are in ID tokens with the scope `profile` alone: OpenID Connect Core 1.0, section 5.4.
    fn scope(&self) -> &'static str {
        if self.issuer.sign_in_subject().is_some() { "openid profile" } else { "openid" }
    }

    /// Notes in the log what would keep browsers from signing in.
    pub(crate) async fn check(&self) {
        if self.issuer.authorization.is_some() && self.issuer.token.is_some() {
            return;
        }
        if let Err(error) = self.metadata().await {
            tracing::warn!(error, "browser sign-in at the issuer is not available");
        }
    }

    async fn metadata(&self) -> Result<&Metadata, BoxError> {
        self.metadata.get_or_try_init(|| discover(&self.issuer)).await
    }

    async fn exchange(&self, code: &str, sign_in: &SignInState) -> Result<Tokens, BoxError> {
        let address = match &self.issuer.token {
            Some(url) => url.clone(),
            None => {
                self.metadata().await?.token_endpoint.clone().ok_or("the issuer names no token endpoint")?
            }
        };
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &self.redirect)
            .append_pair("client_id", &self.client.id)
            .append_pair("code_verifier", &sign_in.verifier)
            .finish();
        let mut request = Request::new(Bytes::from_owner(Zeroizing::new(body.into_bytes())));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = address.as_str().parse()?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        if let Some(secret) = &self.client.secret {
            headers.insert(AUTHORIZATION, basic(&self.client.id, secret.expose())?);
        }
        let answer = self.issuer.http.exchange(request).await?;
        if !answer.status().is_success() {
            return Err(format!("the issuer's token endpoint answered {}", answer.status()).into());
        }
        // The parser's message may quote what it found.
        serde_json::from_slice(answer.body()).map_err(|_| "the issuer answered without an ID token".into())
    }
}

/// RFC 6749, section 2.3.1.
fn basic(id: &str, secret: &str) -> Result<HeaderValue, BoxError> {
    let encoded =
        |text: &str| Zeroizing::new(form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>());
    let pair = Zeroizing::new(format!("{}:{}", *encoded(id), *encoded(secret)));
    let pair = Zeroizing::new(BASE64_STANDARD.encode(pair.as_bytes()));
    let mut header = HeaderValue::from_str(&Zeroizing::new(format!("Basic {}", *pair)))?;
    header.set_sensitive(true);
    Ok(header)
}
