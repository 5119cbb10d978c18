//! Application links: the consumers of OAuth 1.0a with their public keys, and the tokens they were granted.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::clock::Timestamp;
use super::super::signed::Signed;
use super::grants::random;

/// By how much a timestamp may be off: RFC 5849, section 3.3 leaves it to the server.
const TOLERANCE: i64 = 300;

/// A word of `oauth_problem`, and the parameters that explain it.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) word: &'static str,
    pub(crate) explained: Vec<(&'static str, String)>,
}

impl From<&'static str> for Problem {
    fn from(word: &'static str) -> Self {
        Self { word, explained: Vec::new() }
    }
}

/// A temporary token on its way through the user's browser.
#[derive(Clone, Debug)]
pub(crate) struct Temporary {
    consumer: String,
    pub(crate) callback: String,
    /// Who allowed it, and the verifier that proves so; `None` while nobody has decided.
    allowed: Option<(String, String)>,
    denied: bool,
}

#[derive(Clone, Debug)]
struct Granted {
    consumer: String,
    account: String,
    handle: String,
    expires: Timestamp,
    session_ends: Timestamp,
}

/// An answer of the access-token endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) token: String,
    pub(crate) handle: String,
    pub(crate) expires_in: u64,
    pub(crate) session_expires_in: u64,
}

/// All links of a site.
#[derive(Debug)]
pub(crate) struct Links {
    /// The base URL that the server knows itself by, where it is not the one it is reached at.
    pub(crate) known_as: Option<String>,
    pub(crate) token_lifetime: Duration,
    pub(crate) session_lifetime: Duration,
    /// Whether tokens come with a session handle.
    pub(crate) renewable: bool,
    consumers: HashMap<String, Vec<u8>>,
    temporary: HashMap<String, Temporary>,
    granted: HashMap<String, Granted>,
    used: HashSet<(String, String)>,
}

impl Links {
    pub(crate) fn new(token_lifetime: Duration) -> Self {
        Self {
            known_as: None,
            token_lifetime,
            session_lifetime: Duration::from_secs(365 * 86_400),
            renewable: true,
            consumers: HashMap::new(),
            temporary: HashMap::new(),
            granted: HashMap::new(),
            used: HashSet::new(),
        }
    }

    /// Links a consumer by its public key in PEM.
    pub(crate) fn link(&mut self, consumer: &str, public_key: &str) {
        let base64: String = public_key.lines().filter(|line| !line.starts_with('-')).collect();
        let key = STANDARD.decode(base64).unwrap_or_else(|error| panic!("no public key in PEM: {error}"));
        self.consumers.insert(consumer.to_owned(), key);
    }

    /// Looks at everything that a signed request claims but its token.
    pub(crate) fn verify(&mut self, signed: &Signed, base: &str, now: Timestamp) -> Result<String, Problem> {
        let consumer = signed.get("oauth_consumer_key").ok_or("parameter_absent")?;
        let key = self.consumers.get(consumer).ok_or("consumer_key_unknown")?;
        if signed.get("oauth_signature_method") != Some("RSA-SHA1") {
            return Err("signature_method_rejected".into());
        }
        let (seconds, nonce) =
            signed.get("oauth_timestamp").zip(signed.get("oauth_nonce")).ok_or("parameter_absent")?;
        let given: i64 = seconds.parse().map_err(|_| "timestamp_refused")?;
        let ours = now.0 / 1000;
        if given.abs_diff(ours) > TOLERANCE.unsigned_abs() {
            let accepted = format!("{}-{}", ours - TOLERANCE, ours + TOLERANCE);
            return Err(Problem {
                word: "timestamp_refused",
                explained: vec![("oauth_acceptable_timestamps", accepted)],
            });
        }
        let base_string = signed.base_string(self.known_as.as_deref().unwrap_or(base));
        let signature =
            signed.get("oauth_signature").and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default();
        let key = UnparsedPublicKey::new(&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, key);
        if key.verify(base_string.as_bytes(), &signature).is_err() {
            return Err(Problem {
                word: "signature_invalid",
                explained: vec![("oauth_signature_base_string", base_string)],
            });
        }
        if !self.used.insert((seconds.to_owned(), nonce.to_owned())) {
            return Err("nonce_used".into());
        }
        Ok(consumer.to_owned())
    }

    /// A temporary token: RFC 5849, section 2.1.
    pub(crate) fn begin(&mut self, consumer: String, callback: &str) -> String {
        let token = random("temporary");
        let temporary = Temporary { consumer, callback: callback.to_owned(), allowed: None, denied: false };
        self.temporary.insert(token.clone(), temporary);
        token
    }

    /// The user's decision at the consent screen: where to go back to, and the verifier if access was allowed.
    pub(crate) fn decide(&mut self, token: &str, account: Option<&str>) -> Option<(String, Option<String>)> {
        let temporary = self.temporary.get_mut(token)?;
        temporary.denied = account.is_none();
        let verifier = account.map(|_| format!("{:06}", fastrand::u32(..1_000_000)));
        temporary.allowed = account.map(str::to_owned).zip(verifier.clone());
        Some((temporary.callback.clone(), verifier))
    }

    /// A token for a verifier: RFC 5849, section 2.3.
    pub(crate) fn exchange(
        &mut self,
        consumer: &str,
        token: &str,
        verifier: Option<&str>,
        now: Timestamp,
    ) -> Result<Token, Problem> {
        let temporary =
            self.temporary.get(token).filter(|found| found.consumer == consumer).ok_or("token_rejected")?;
        if temporary.denied {
            return Err("permission_denied".into());
        }
        let (account, expected) = temporary.allowed.clone().ok_or("permission_unknown")?;
        if verifier != Some(expected.as_str()) {
            return Err("token_rejected".into());
        }
        self.temporary.remove(token);
        let session_ends = now.after(self.session_lifetime);
        Ok(self.grant(consumer, account, random("handle"), session_ends, now))
    }

    /// A token for a session handle: OAuth Session 1.0.
    pub(crate) fn refresh(
        &mut self,
        consumer: &str,
        token: &str,
        handle: &str,
        now: Timestamp,
    ) -> Result<Token, Problem> {
        let known = |found: &&Granted| found.consumer == consumer && found.handle == handle;
        let granted = self.granted.get(token).filter(known).cloned().ok_or("token_rejected")?;
        if now >= granted.session_ends {
            return Err("token_expired".into());
        }
        self.granted.remove(token);
        Ok(self.grant(consumer, granted.account, random("handle"), granted.session_ends, now))
    }

    fn grant(
        &mut self,
        consumer: &str,
        account: String,
        handle: String,
        session_ends: Timestamp,
        now: Timestamp,
    ) -> Token {
        let token = random("oauth1");
        let expires = now.after(self.token_lifetime);
        let consumer = consumer.to_owned();
        self.granted.insert(
            token.clone(),
            Granted { consumer, account, handle: handle.clone(), expires, session_ends },
        );
        Token {
            token,
            handle,
            expires_in: self.token_lifetime.as_secs(),
            session_expires_in: session_ends.seconds_since(now),
        }
    }

    /// In whose name a request with this token is.
    pub(crate) fn account(&self, consumer: &str, token: &str, now: Timestamp) -> Result<String, Problem> {
        let granted =
            self.granted.get(token).filter(|found| found.consumer == consumer).ok_or("token_rejected")?;
        if now >= granted.expires { Err("token_expired".into()) } else { Ok(granted.account.clone()) }
    }

    /// Takes every token back.
    pub(crate) fn revoke_all(&mut self) {
        self.granted.clear();
        self.temporary.clear();
    }
}
