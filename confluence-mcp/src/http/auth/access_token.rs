//! Access tokens as JSON Web Tokens: RFC 7519, RFC 8725, and the profile of RFC 9068 as far as issuers keep to it.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;

use super::issuer::Issuer;
use super::keys::{IssuerKeys, Unavailable};
use super::verified_tokens::{VerifiedToken, VerifiedTokens};
use crate::http::caller::Principal;

/// Signatures by a key pair. None with a shared secret, and never `none` (RFC 8725, sections 2.1 and 3.2).
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];
/// No issuer in use makes larger ones, and a larger header would not pass most proxies.
const MAX_BYTES: usize = 16 << 10;
/// By how many seconds clocks may differ: RFC 7519, section 4.1.4, speaks of "a few minutes" at most.
const LEEWAY: u32 = 60;

/// Verifies tokens of one issuer.
pub(crate) struct TokenVerifier {
    issuer: String,
    audiences: Vec<String>,
    scopes: Vec<String>,
    write_scope: Option<String>,
    subject: Option<String>,
    /// The claim by which people know a caller.
    shown: Option<String>,
    keys: IssuerKeys,
    cache: VerifiedTokens,
}

/// Why a token is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TokenError {
    /// What is wrong with it, in words that hold nothing of it.
    Invalid(&'static str),
    /// It is good, of this caller, and lacks a scope.
    Scope(Principal),
    /// Whether it is good cannot be told now.
    Unavailable,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: f64,
    #[serde(default)]
    scope: Scopes,
    /// What some issuers use in place of `scope`.
    #[serde(default)]
    scp: Scopes,
    #[serde(flatten)]
    others: OtherClaims,
}

/// What else a token says.
pub(crate) type OtherClaims = BTreeMap<String, serde_json::Value>;

/// Whom a token is about: `sub`, or what the claim of this name says.
pub(crate) fn subject<'a>(name: Option<&str>, sub: &'a str, others: &'a OtherClaims) -> Option<&'a str> {
    let said = name.map_or(Some(sub), |name| others.get(name).and_then(serde_json::Value::as_str));
    said.filter(|said| !said.is_empty())
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Scopes {
    Text(String),
    List(Vec<String>),
    Other(serde::de::IgnoredAny),
}

impl Default for Scopes {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl Scopes {
    fn has(&self, wanted: &str) -> bool {
        match self {
            Self::Text(text) => text.split(' ').any(|scope| scope == wanted),
            Self::List(list) => list.iter().any(|scope| scope == wanted),
            Self::Other(_) => false,
        }
    }
}

impl TokenVerifier {
    /// Tokens must be for one of the issuer's audiences, or for `resource` if there are none (RFC 8707).
    pub(crate) fn new(issuer: Issuer, resource: &str) -> Self {
        let audiences =
            if issuer.audiences.is_empty() { vec![resource.to_owned()] } else { issuer.audiences.clone() };
        Self {
            issuer: issuer.name.clone(),
            audiences,
            scopes: issuer.scopes.clone(),
            write_scope: issuer.write_scope.clone(),
            subject: issuer.subject().map(str::to_owned),
            shown: issuer.shown.clone(),
            keys: IssuerKeys::new(issuer),
            cache: VerifiedTokens::default(),
        }
    }

    /// Asks the issuer before the first caller comes; the log tells if it cannot be asked.
    pub(crate) fn prepare(&self) {
        self.keys.refresh();
    }

    /// Who brought the token, and until when it is good.
    pub(crate) async fn verify(&self, token: &str) -> Result<VerifiedToken, TokenError> {
        let (keys, now) = (self.keys.generation(), now());
        if let Some(verified) = keys.and_then(|keys| self.cache.get(token, keys, now)) {
            return Ok(verified);
        }
        // In a box: a token that is known, as most are, has no room for asking the issuer.
        let claims: Claims = Box::pin(self.claims(token, &self.audiences)).await?;
        let has = |wanted: &String| claims.scope.has(wanted) || claims.scp.has(wanted);
        let writes = self.write_scope.as_ref().is_none_or(has);
        let subject = subject(self.subject.as_deref(), &claims.sub, &claims.others);
        let subject =
            subject.ok_or(TokenError::Invalid("the token lacks the claim that names its caller"))?;
        let principal = Principal::new(&claims.iss, subject);
        if !self.scopes.iter().all(has) {
            return Err(TokenError::Scope(principal));
        }
        let name = self.shown.as_ref().and_then(|claim| match claim.as_str() {
            "sub" => Some(claims.sub.clone()),
            claim => claims.others.get(claim)?.as_str().map(str::to_owned),
        });
        let verified = VerifiedToken { principal, name, writes, until: moment(claims.exp) };
        if let Some(keys) = keys {
            self.cache.insert(token, keys, claims.exp + f64::from(LEEWAY), now, &verified);
        }
        Ok(verified)
    }

    /// The claims of a token of this issuer for one of these audiences.
    pub(crate) async fn claims<T: DeserializeOwned>(
        &self,
        token: &str,
        audiences: &[String],
    ) -> Result<T, TokenError> {
        if token.len() > MAX_BYTES {
            return Err(TokenError::Invalid("the token is too long"));
        }
        let header = decode_header(token)
            .map_err(|_| TokenError::Invalid("the token is not a signed JSON Web Token"))?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(TokenError::Invalid("the token is signed by an algorithm that is not allowed"));
        }
        if header.crit.is_some() {
            return Err(TokenError::Invalid(
                "the token asks for extensions (crit) that this server does not know",
            ));
        }
        if says_no_time(token) {
            return Err(TokenError::Invalid(
                "the token's exp is not a time in seconds since 1970 (NumericDate)",
            ));
        }
        if !header.typ.as_deref().is_none_or(is_access_token) {
            return Err(TokenError::Invalid("this is not an access token (`typ`)"));
        }
        let key = match self.keys.find(header.kid.as_deref()).await {
            Ok(Some(key)) => key,
            Ok(None) => {
                return Err(TokenError::Invalid(
                    "the token is signed by a key that the issuer does not have",
                ));
            }
            Err(Unavailable) => return Err(TokenError::Unavailable),
        };
        let validation = self.validation(header.alg, &key, audiences)?;
        let key = DecodingKey::from_jwk(&key)
            .map_err(|_| TokenError::Invalid("the issuer's key cannot be used"))?;
        let verified = decode::<T>(token, &key, &validation);
        verified.map(|token| token.claims).map_err(|error| {
            self.tell_difference(error.kind(), token, audiences);
            TokenError::Invalid(match error.kind() {
                ErrorKind::Json(_) | ErrorKind::MissingRequiredClaim(_) => lacking(token),
                kind => why(kind),
            })
        })
    }

    /// What a token that the issuer did sign says, and what it should: names, and no secrets.
    fn tell_difference(&self, kind: &ErrorKind, token: &str, audiences: &[String]) {
        let (claim, wanted) = match kind {
            ErrorKind::InvalidAudience => ("aud", audiences.join(" or ")),
            ErrorKind::InvalidIssuer => ("iss", self.issuer.clone()),
            _ => return,
        };
        let said = unverified(token).and_then(|claims| claims.get(claim).map(ToString::to_string));
        let said: String = said.unwrap_or_default().chars().take(200).collect();
        tracing::debug!(claim, said, wanted, "a token of the issuer has another audience or issuer");
    }

    fn validation(
        &self,
        algorithm: Algorithm,
        key: &Jwk,
        audiences: &[String],
    ) -> Result<Validation, TokenError> {
        let meant = key.common.key_algorithm.map(|meant| meant.to_string());
        if meant.is_some_and(|meant| meant != format!("{algorithm:?}")) {
            return Err(TokenError::Invalid("the token's key is for another algorithm"));
        }
        let mut validation = Validation::new(algorithm);
        validation.leeway = LEEWAY.into();
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(audiences);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        Ok(validation)
    }
}

/// The last second of the year 9999. An issuer that writes milliseconds is beyond it, and its tokens would never end.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// Whether a token names an end that is no time. It is not verified yet: this says why it will be refused.
fn says_no_time(token: &str) -> bool {
    let Some(exp) = unverified(token).and_then(|mut claims| claims.remove("exp")) else { return false };
    !exp.is_null() && !exp.as_f64().is_some_and(|exp| (0.0..=LAST_SECOND).contains(&exp))
}

/// What a token says, whoever made it.
fn unverified(token: &str) -> Option<OtherClaims> {
    let claims = token.split('.').nth(1).and_then(|part| BASE64_URL_SAFE_NO_PAD.decode(part).ok())?;
    serde_json::from_slice(&claims).ok()
}

/// Which claim a token lacks, or has as something else, without which it is of no use.
fn lacking(token: &str) -> &'static str {
    let claims = unverified(token).unwrap_or_default();
    match ["exp", "sub", "iss", "aud"].map(|name| claims.contains_key(name)) {
        [false, ..] => "the token lacks exp: it would never expire",
        [_, false, ..] => "the token lacks sub: it names nobody",
        [_, _, false, _] => "the token lacks iss: it names no issuer",
        [.., false] => "the token lacks aud: it does not say for whom it is",
        _ => "a claim of the token is not what it should be: iss and sub must be strings, exp a number",
    }
}

/// Seconds after the epoch.
fn now() -> f64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}

/// When a token ends that ends so many seconds after the epoch.
fn moment(exp: f64) -> Option<Instant> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let end = Duration::try_from_secs_f64(exp).ok()?.checked_add(Duration::from_secs(LEEWAY.into()))?;
    Instant::now().checked_add(end.saturating_sub(since))
}

/// RFC 9068 says `at+jwt`; most issuers say `JWT`. A logout token, a proof and the like say what they are.
fn is_access_token(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    matches!(typ.strip_prefix("application/").unwrap_or(&typ), "at+jwt" | "jwt")
}

fn why(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::ExpiredSignature => "the token has expired",
        ErrorKind::ImmatureSignature => "the token is not valid yet",
        ErrorKind::InvalidAudience => "the token is for another audience",
        ErrorKind::InvalidIssuer => "the token is of another issuer",
        ErrorKind::InvalidSignature => "the token's signature is wrong",
        _ => "the token is not valid",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_kinds_of_tokens_give_no_access() {
        for right in ["at+jwt", "JWT", "application/at+JWT"] {
            assert!(is_access_token(right), "{right}");
        }
        for wrong in ["logout+jwt", "dpop+jwt", "", "secevent+jwt"] {
            assert!(!is_access_token(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_token_ends_when_it_says_whatever_it_says() {
        assert!(moment(1.5).is_some_and(|until| until <= Instant::now()));
        assert!(moment(4e9).is_some_and(|until| until > Instant::now() + Duration::from_secs(3600)));
        for endless in [f64::INFINITY, f64::MAX, 1.8e19, -1.0, f64::NAN] {
            assert!(moment(endless).is_none(), "{endless}");
        }
    }

    #[test]
    fn an_end_is_a_time_in_seconds() {
        let token = |claims: &str| format!("h.{}.s", BASE64_URL_SAFE_NO_PAD.encode(claims));
        for right in [r#"{"exp":1}"#, r#"{"exp":1798761600.5}"#, r#"{}"#, r#"{"exp":null}"#, "no JSON"] {
            assert!(!says_no_time(&token(right)), "{right}");
        }
        for wrong in [
            r#"{"exp":1798761600000}"#,
            r#"{"exp":1e300}"#,
            r#"{"exp":-1}"#,
            r#"{"exp":"2027"}"#,
            r#"{"exp":[]}"#,
        ] {
            assert!(says_no_time(&token(wrong)), "{wrong}");
        }
    }

    #[test]
    fn what_a_token_lacks_is_named() {
        let of = |claims: &str| lacking(&format!("h.{}.s", BASE64_URL_SAFE_NO_PAD.encode(claims)));
        assert!(of(r#"{"iss": "i", "aud": "a", "sub": "s"}"#).contains("lacks exp"));
        assert!(of(r#"{"iss": "i", "aud": "a", "exp": 1}"#).contains("lacks sub"));
        assert!(of(r#"{"iss": "i", "exp": 1, "sub": "s"}"#).contains("lacks aud"));
        assert!(of(r#"{"iss": "i", "aud": "a", "exp": 1, "sub": 7}"#).contains("must be strings"));
    }

    #[test]
    fn scopes_are_a_text_or_a_list() {
        let claims = |text: &str| serde_json::from_str::<Claims>(text).unwrap();
        assert!(claims(r#"{"iss": "i", "sub": "s", "exp": 1, "scope": "a b"}"#).scope.has("b"));
        assert!(claims(r#"{"iss": "i", "sub": "s", "exp": 1, "scp": ["a", "b"]}"#).scp.has("b"));
        assert!(!claims(r#"{"iss": "i", "sub": "s", "exp": 1, "scope": "ab"}"#).scope.has("a"));
        assert!(!claims(r#"{"iss": "i", "sub": "s", "exp": 1, "scope": 7}"#).scope.has("7"));
    }
}
