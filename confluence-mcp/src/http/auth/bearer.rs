//! Bearer tokens in `Authorization`, and what a caller without a good one is told: RFC 6750 and RFC 9728, section 5.

use confluence_oauth::Secret;
use http::StatusCode;
use http::header::{self, HeaderMap, HeaderValue};

use super::access_token::{TokenError, TokenVerifier};
use super::issuer::Issuer;
use super::resource_metadata::ResourceMetadata;
use super::verified_tokens::VerifiedToken;
use crate::http::response::{HttpResponse, refusal};
use crate::http::tool_call::CalledTool;

/// Authenticates callers by their access tokens.
pub(crate) struct BearerAuth {
    verifier: TokenVerifier,
    /// The beginning of every challenge: where the metadata is.
    challenge: String,
    /// What every token must have, and what one must have for everything, as `scope` names them.
    needed: String,
    all: String,
}

impl BearerAuth {
    /// Tokens are for the resource that the metadata describes.
    pub(crate) fn new(issuer: Issuer, resource: &ResourceMetadata) -> Self {
        let challenge = format!("Bearer resource_metadata=\"{}\"", resource.address());
        let (needed, all) = (issuer.scopes.join(" "), issuer.all_scopes().join(" "));
        Self { verifier: TokenVerifier::new(issuer, resource.resource()), challenge, needed, all }
    }

    /// Asks the issuer before the first caller comes; the log tells if it cannot be asked.
    pub(crate) fn prepare(&self) {
        self.verifier.prepare();
    }

    /// Who calls. The token leaves the headers: nothing behind this needs it.
    pub(crate) async fn authenticate(
        &self,
        headers: &mut HeaderMap,
    ) -> Result<VerifiedToken, Box<HttpResponse>> {
        let token = match token(headers) {
            Ok(Some(token)) => token,
            Ok(None) => {
                let why = "this server needs an access token";
                return Err(self.refuse(StatusCode::UNAUTHORIZED, &self.all, None, why));
            }
            Err(why) => {
                return Err(self.refuse(StatusCode::BAD_REQUEST, &self.all, Some("invalid_request"), why));
            }
        };
        headers.remove(header::AUTHORIZATION);
        self.verifier.verify(&token).await.map_err(|refused| match refused {
            TokenError::Invalid(why) => {
                tracing::debug!(why, "a token was refused");
                self.refuse(StatusCode::UNAUTHORIZED, &self.all, Some("invalid_token"), why)
            }
            TokenError::Scope(principal) => {
                let why = "the token lacks a scope that this server needs";
                let mut refused =
                    self.refuse(StatusCode::FORBIDDEN, &self.needed, Some("insufficient_scope"), why);
                refused.extensions_mut().insert(principal);
                refused
            }
            TokenError::Unavailable => {
                let mut answer = refusal(StatusCode::SERVICE_UNAVAILABLE, "tokens cannot be verified now");
                answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("10"));
                Box::new(answer)
            }
        })
    }

    /// Refuses a call that the caller's token has not the scope for, so that their client can ask for one that has it
    /// (RFC 6750, section 3.1; the step-up of MCP's authorization).
    pub(crate) fn step_up(&self, call: CalledTool) -> Box<HttpResponse> {
        let why = "the tool changes something, and the token lacks the scope for that";
        let said = format!("{}: {why}; log in again and allow the scopes {}", call.name, self.all);
        let answer = call.refuse(StatusCode::FORBIDDEN, why, said);
        self.challenged(answer, &self.all, Some("insufficient_scope"), why)
    }

    fn refuse(
        &self,
        status: StatusCode,
        scope: &str,
        error: Option<&str>,
        why: &'static str,
    ) -> Box<HttpResponse> {
        self.challenged(refusal(status, why), scope, error, why)
    }

    fn challenged(
        &self,
        mut answer: HttpResponse,
        scope: &str,
        error: Option<&str>,
        why: &'static str,
    ) -> Box<HttpResponse> {
        let mut challenge = self.challenge.clone();
        if !scope.is_empty() {
            challenge.push_str(&format!(", scope=\"{scope}\""));
        }
        if let Some(error) = error {
            challenge.push_str(&format!(", error=\"{error}\", error_description=\"{why}\""));
        }
        if let Ok(challenge) = HeaderValue::from_str(&challenge) {
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        Box::new(answer)
    }
}

/// Lets only those through who bring this very token (RFC 6750), where callers are not told apart.
pub(crate) fn require_token(secret: &Secret, headers: &HeaderMap) -> Result<(), Box<HttpResponse>> {
    let (error, why) = match token(headers) {
        Ok(Some(token)) if secret.matches(&token) => return Ok(()),
        Ok(Some(_)) => (Some("invalid_token"), "the token is not the one that this server was started with"),
        Ok(None) if headers.contains_key(header::AUTHORIZATION) => {
            (Some("invalid_request"), "the Authorization header has no `Bearer` in front of its token")
        }
        Ok(None) => (None, "this server needs a token: send it as `Authorization: Bearer TOKEN`"),
        Err(why) => (Some("invalid_request"), why),
    };
    let challenge = error.map(|error| format!("Bearer error=\"{error}\", error_description=\"{why}\""));
    let mut answer = refusal(StatusCode::UNAUTHORIZED, why);
    let challenge = challenge.and_then(|challenge| HeaderValue::from_str(&challenge).ok());
    let challenge = challenge.unwrap_or(HeaderValue::from_static("Bearer"));
    answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    Err(Box::new(answer))
}

fn token(headers: &HeaderMap) -> Result<Option<zeroize::Zeroizing<String>>, &'static str> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = given.next() else { return Ok(None) };
    if given.next().is_some() {
        return Err("there is more than one Authorization header");
    }
    let value = value.to_str().map_err(|_| "the Authorization header is not text")?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    match token.trim() {
        // RFC 6750, section 3.1: who knows only another way to authenticate is told of this one.
        _ if !scheme.eq_ignore_ascii_case("bearer") => Ok(None),
        "" => Err("the Authorization header has no token behind Bearer"),
        token => Ok(Some(zeroize::Zeroizing::new(token.to_owned()))),
    }
}
