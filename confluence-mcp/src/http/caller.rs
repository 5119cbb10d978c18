//! The caller of a request: the verified principal, and a Confluence credential of their own.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use confluence_client::Credential;
use http::HeaderMap;
use http::header::HeaderName;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The header of a caller's own Confluence credential.
pub(crate) const CREDENTIAL: HeaderName = HeaderName::from_static("x-confluence-authorization");

/// A caller whose token was verified: the issuer of the token and its subject there.
///
/// ```
/// use confluence_mcp::http::Principal;
///
/// let ada = Principal::new("https://id.example.com", "ada");
/// assert_eq!(ada.subject(), "ada");
/// assert_eq!(ada.key().len(), 43);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Principal(Arc<Names>);

#[derive(PartialEq, Eq, Hash)]
struct Names {
    issuer: String,
    subject: String,
    key: String,
}

impl Principal {
    /// Names a caller, for programs that look after the stored logins of some.
    #[must_use]
    pub fn new(issuer: &str, subject: &str) -> Self {
        let mut digest = Sha256::new();
        for part in ["confluence-mcp principal", issuer, subject] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part.as_bytes());
        }
        let key = BASE64_URL_SAFE_NO_PAD.encode(digest.finalize());
        Self(Arc::new(Names { issuer: issuer.to_owned(), subject: subject.to_owned(), key }))
    }

    /// A caller of whom nothing is stored, to ask what holds for every caller.
    pub(crate) fn of_nobody() -> Self {
        Self::new("", "")
    }

    /// The issuer (`iss`).
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The subject (`sub`).
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// What the caller's tokens are filed under: a digest of both, of 43 characters, that names nobody.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.0.key
    }
}

impl fmt::Debug for Principal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Principal({})", self.key())
    }
}

/// What is known of a request's caller, as tools see it.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) principal: Option<Principal>,
    pub(crate) credential: Option<OwnCredential>,
    /// Tools that change something are for this caller too.
    pub(crate) writes: bool,
}

/// A Confluence credential that came with the request.
#[derive(Clone, Debug)]
pub(crate) struct OwnCredential {
    pub(crate) credential: Credential,
    /// Tells credentials apart without being one.
    pub(crate) digest: String,
}

impl Caller {
    /// The key of this caller in caches and sessions; `None` for one who is nobody.
    pub(crate) fn key(&self) -> Option<String> {
        match (&self.principal, &self.credential) {
            (None, None) => None,
            (Some(principal), None) => Some(principal.key().to_owned()),
            (principal, Some(own)) => {
                let principal = principal.as_ref().map_or("", Principal::key);
                Some(format!("{principal}+{}", own.digest))
            }
        }
    }

    /// The key under which concurrent requests are limited: many credentials give one caller no more of them.
    pub(crate) fn limit_key(&self) -> Option<String> {
        self.principal.as_ref().map(|principal| principal.key().to_owned()).or_else(|| self.key())
    }
}

/// Whether the caller of a request sent a credential of their own with it.
pub(crate) fn has_own_credential(request: &rmcp::service::RequestContext<rmcp::RoleServer>) -> bool {
    let parts = request.extensions.get::<http::request::Parts>();
    let caller = parts.and_then(|parts| parts.extensions.get::<Caller>());
    caller.is_some_and(|caller| caller.credential.is_some())
}

impl OwnCredential {
    /// Takes the credential out of the headers, so that nothing behind sees it; `Err`, with what is wrong, if there is one
    /// that is none.
    pub(crate) fn take_from(headers: &mut HeaderMap) -> Result<Option<Self>, &'static str> {
        let mut given = headers.get_all(CREDENTIAL).iter();
        let (first, more) = (given.next().cloned(), given.next().is_some());
        headers.remove(CREDENTIAL);
        match first {
            None => Ok(None),
            Some(_) if more => Err(FORM),
            Some(value) => {
                let text = Zeroizing::new(value.to_str().map_err(|_| FORM)?.to_owned());
                let unfilled = text.contains(['$', '{', '<', '%']);
                let credential = read(&text).ok_or(if unfilled { UNFILLED } else { FORM })?;
                let digest =
                    Sha256::new().chain_update(b"confluence-mcp credential\0").chain_update(text.as_bytes());
                Ok(Some(Self { credential, digest: BASE64_URL_SAFE_NO_PAD.encode(digest.finalize()) }))
            }
        }
    }
}

const FORM: &str =
    "X-Confluence-Authorization must be `Bearer TOKEN`, or `Basic` and base64 of ACCOUNT:TOKEN";
const UNFILLED: &str = "X-Confluence-Authorization holds a placeholder that the client did not fill in: it has to be \
                        `Bearer` and the token itself";

fn read(text: &str) -> Option<Credential> {
    let (scheme, rest) = text.split_once(' ')?;
    let rest = rest.trim();
    if rest.is_empty() {
        return None;
    }
    match scheme.to_ascii_lowercase().as_str() {
        // What a token is made of (RFC 6750): a placeholder is none.
        "bearer" if rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)) => {
            Credential::bearer(rest).ok()
        }
        "basic" => {
            let pair = Zeroizing::new(BASE64_STANDARD.decode(rest).ok()?);
            let (user, secret) = std::str::from_utf8(&pair).ok()?.split_once(':')?;
            Credential::basic(user, secret).ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn two_principals_never_share_a_key() {
        let keys = [("a", "bc"), ("ab", "c"), ("", "abc"), ("abc", "")].map(|(issuer, subject)| {
            let principal = Principal::new(issuer, subject);
            assert_eq!(principal.key().len(), 43);
            principal.key().to_owned()
        });
        for (at, key) in keys.iter().enumerate() {
            assert!(!keys[at + 1..].contains(key));
        }
        assert!(!format!("{:?}", Principal::new("i", "canary")).contains("canary"));
    }

    #[test]
    fn a_credential_is_taken_and_nothing_of_it_stays() {
        let basic = format!("Basic {}", BASE64_STANDARD.encode("me@example.com:canary"));
        for (given, good) in [
            ("Bearer canary", true),
            (&basic, true),
            ("canary", false),
            ("Basic canary", false),
            ("Bearer ${canary}", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CREDENTIAL, HeaderValue::from_str(given).unwrap());
            let taken = OwnCredential::take_from(&mut headers);
            assert_eq!(taken.is_ok(), good, "{given}");
            assert!(headers.is_empty() && !format!("{taken:?}").contains("canary"));
        }
        assert!(OwnCredential::take_from(&mut HeaderMap::new()).unwrap().is_none());
        let mut twice = HeaderMap::new();
        twice.append(CREDENTIAL, HeaderValue::from_static("Bearer a"));
        twice.append(CREDENTIAL, HeaderValue::from_static("Bearer b"));
        assert!(OwnCredential::take_from(&mut twice).is_err() && twice.is_empty());
    }
}
