//! The issuer of callers' tokens, for tests of a server for many: keys, access tokens, sign-in of browsers.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::sandbox::carrier::Carrier;
use crate::sandbox::reply::{Outcome, Reply};
use crate::sandbox::request::{Presented, Request};

/// The id of the client that a server signs browsers in with.
pub const CLIENT_ID: &str = "mcp-server";
/// Its secret.
pub const CLIENT_SECRET: &str = "mcp-server-secret";

/// A running issuer; dropping it stops its listener.
#[derive(Debug)]
pub struct Issuer {
    url: String,
    state: Arc<Mutex<State>>,
    _carrier: Carrier,
}

#[derive(Debug)]
struct State {
    keys: Vec<(String, EcdsaKeyPair)>,
    user: Option<String>,
    codes: HashMap<String, SignIn>,
    key_requests: usize,
    keys_at: Option<String>,
    sign_in_at: Option<String>,
    /// The claim that names users in place of `sub`, which is then another in each kind of token.
    named_by: Option<String>,
}

#[derive(Debug)]
struct SignIn {
    subject: String,
    redirect: String,
    nonce: String,
    challenge: String,
}

impl Issuer {
    /// Starts an issuer with one key, and nobody at its sign-in page.
    ///
    /// # Panics
    ///
    /// When no port can be had on 127.0.0.1.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap_or_else(|error| panic!("no port: {error}"));
        let url = format!("http://{}", listener.local_addr().unwrap_or_else(|error| panic!("{error}")));
        let state = State {
            keys: vec![("one".to_owned(), key())],
            user: None,
            codes: HashMap::new(),
            key_requests: 0,
            keys_at: None,
            sign_in_at: None,
            named_by: None,
        };
        let state = Arc::new(Mutex::new(state));
        let (shared, issuer) = (Arc::clone(&state), url.clone());
        let service = move |request: &wiremock::Request| {
            Outcome::Reply(lock(&shared).answer(
                &issuer,
                &Request::new(&request.method, &request.url, &request.headers, &request.body),
            ))
        };
        Self { url, state, _carrier: Carrier::start(listener, Arc::new(service)).await }
    }

    /// Its identifier.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// An access token that is good for an hour.
    #[must_use]
    pub fn token(&self, subject: &str, audience: &str) -> String {
        self.sign(&self.claims(subject, audience))
    }

    /// The claims of such a token.
    #[must_use]
    pub fn claims(&self, subject: &str, audience: &str) -> Value {
        let now = now();
        json!({"iss": self.url, "sub": subject, "aud": audience, "iat": now, "exp": now + 3600})
    }

    /// A token with these claims, signed by the newest key.
    #[must_use]
    pub fn sign(&self, claims: &Value) -> String {
        let state = lock(&self.state);
        let header = json!({"alg": "ES256", "typ": "at+jwt", "kid": state.newest().0});
        state.signed(&header, claims)
    }

    /// A token with this header and these claims, signed by the newest key whatever the header says.
    #[must_use]
    pub fn sign_as(&self, header: &Value, claims: &Value) -> String {
        lock(&self.state).signed(header, claims)
    }

    /// Signs with a new key from now on; its public half is published with the others.
    pub fn rotate(&self, name: &str) {
        lock(&self.state).keys.push((name.to_owned(), key()));
    }

    /// Who sits at the sign-in page from now on.
    pub fn set_user(&self, subject: &str) {
        lock(&self.state).user = Some(subject.to_owned());
    }

    /// Says in its metadata that the keys are there.
    pub fn point_keys_to(&self, address: &str) {
        lock(&self.state).keys_at = Some(address.to_owned());
    }

    /// Says in its metadata that its sign-in page and its tokens are at this origin.
    pub fn point_sign_in_to(&self, origin: &str) {
        lock(&self.state).sign_in_at = Some(origin.to_owned());
    }

    /// Names users in ID tokens by this claim, and by a `sub` that no access token has.
    pub fn name_users_by(&self, claim: &str) {
        lock(&self.state).named_by = Some(claim.to_owned());
    }

    /// An access token that names its user by such a claim.
    #[must_use]
    pub fn token_by(&self, claim: &str, subject: &str, audience: &str) -> String {
        let mut claims = self.claims("another name", audience);
        claims[claim] = json!(subject);
        self.sign(&claims)
    }

    /// How often the keys were asked for.
    #[must_use]
    pub fn key_requests(&self) -> usize {
        lock(&self.state).key_requests
    }
}

impl State {
    fn answer(&mut self, issuer: &str, request: &Request<'_>) -> Reply {
        match request.path.as_str() {
            "/.well-known/openid-configuration" => Reply::ok(&json!({
                "issuer": issuer,
                "jwks_uri": self.keys_at.clone().unwrap_or_else(|| format!("{issuer}/keys")),
                "authorization_endpoint": format!("{}/authorize", self.sign_in_at.as_deref().unwrap_or(issuer)),
                "token_endpoint": format!("{}/token", self.sign_in_at.as_deref().unwrap_or(issuer)),
            })),
            "/keys" => {
                self.key_requests += 1;
                let keys: Vec<Value> = self.keys.iter().map(|(name, key)| public(name, key)).collect();
                Reply::ok(&json!({"keys": keys}))
            }
            "/authorize" => self.authorize(issuer, request),
            "/token" => self.token(issuer, request).unwrap_or_else(|why| {
                Reply::json(400, &json!({"error": "invalid_grant", "error_description": why}))
            }),
            _ => Reply::empty(404),
        }
    }

    /// The user signs in at once, whoever it is.
    fn authorize(&mut self, issuer: &str, request: &Request<'_>) -> Reply {
        let of = |name: &str| request.query(name).unwrap_or_default().to_owned();
        let Ok(mut back) = Url::parse(&of("redirect_uri")) else { return Reply::empty(400) };
        let right = of("client_id") == CLIENT_ID && of("response_type") == "code";
        let scope = if self.named_by.as_ref().is_some_and(|claim| claim != "sub") {
            "openid profile"
        } else {
            "openid"
        };
        let right = right && of("scope") == scope;
        let Some(subject) = self.user.clone().filter(|_| right && of("code_challenge_method") == "S256")
        else {
            return Reply::empty(400);
        };
        let code = format!("code-{}", self.codes.len());
        back.query_pairs_mut()
            .append_pair("code", &code)
            .append_pair("state", &of("state"))
            .append_pair("iss", issuer);
        let (redirect, nonce, challenge) = (of("redirect_uri"), of("nonce"), of("code_challenge"));
        self.codes.insert(code, SignIn { subject, redirect, nonce, challenge });
        Reply::redirect(back)
    }

    fn token(&mut self, issuer: &str, request: &Request<'_>) -> Result<Reply, &'static str> {
        let form = request.form();
        let of =
            |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
        let client = Presented::Basic { user: CLIENT_ID.to_owned(), secret: CLIENT_SECRET.to_owned() };
        if request.presented() != client || of("grant_type") != "authorization_code" {
            return Err("the client is not known");
        }
        let sign_in = self.codes.remove(of("code")).ok_or("the code is not good")?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(of("code_verifier")));
        if challenge != sign_in.challenge || of("redirect_uri") != sign_in.redirect {
            return Err("the code is another's");
        }
        let mut claims = json!({
            "iss": issuer, "sub": sign_in.subject, "aud": CLIENT_ID, "exp": now() + 300, "nonce": sign_in.nonce,
        });
        if let Some(claim) = &self.named_by {
            claims["sub"] = json!("yet another name");
            claims[claim] = json!(sign_in.subject);
        }
        let header = json!({"alg": "ES256", "typ": "JWT", "kid": self.newest().0});
        let id_token = self.signed(&header, &claims);
        Ok(Reply::ok(&json!({"access_token": "unused", "token_type": "Bearer", "id_token": id_token})))
    }

    fn newest(&self) -> (&str, &EcdsaKeyPair) {
        self.keys.last().map_or_else(|| panic!("there is a key"), |(name, key)| (name.as_str(), key))
    }

    fn signed(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(header), part(claims));
        let signature = self.newest().1.sign(&SystemRandom::new(), message.as_bytes());
        let signature = signature.unwrap_or_else(|_| panic!("a key signs"));
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap_or_else(|_| panic!("a key can be made"))
}

fn public(name: &str, key: &EcdsaKeyPair) -> Value {
    let point = key.public_key().as_ref();
    let half = |at: usize| URL_SAFE_NO_PAD.encode(&point[at..at + 32]);
    json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": name, "x": half(1), "y": half(33)})
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
