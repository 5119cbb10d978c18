//! An authorization server behind the HTTP seam: rotating refresh tokens, a leeway, faults, and a clock.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use confluence_oauth::{ExchangeError, HttpExchange};
use http::{Request, Response};
use serde_json::{Value, json};

pub(super) const START: u64 = 1_800_000_000_000;

/// Shared by the test and all its sessions.
#[derive(Clone)]
pub(super) struct Realm(Arc<Mutex<State>>);

pub(super) struct State {
    pub(super) now: u64,
    pub(super) leeway: u64,
    pub(super) expires_in: Value,
    /// Answers that get lost on their way back.
    pub(super) lose: u32,
    /// Answers to give instead of the right ones: status and body.
    pub(super) faults: Vec<(u16, String)>,
    /// Whether refreshes keep silent about the refresh token.
    pub(super) silent: bool,
    /// What happens to the clock while a request is under way.
    pub(super) asleep: u64,
    pub(super) sites: Vec<Value>,
    pub(super) codes: HashMap<String, ()>,
    /// Every request: its path and its fields.
    pub(super) log: Vec<(String, HashMap<String, String>)>,
    pub(super) refused: u32,
    /// What the answers' `Date` says.
    pub(super) date: Option<String>,
    /// Whether the site's own address leads nowhere.
    pub(super) nothing_there: bool,
    current: String,
    rotated: HashMap<String, u64>,
    issued: u32,
}

impl Realm {
    /// A realm in which the refresh token `refresh-0` is good.
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            now: START,
            leeway: 0,
            expires_in: json!(3600),
            lose: 0,
            faults: Vec::new(),
            silent: false,
            asleep: 0,
            sites: vec![
                json!({"id": "id-other", "url": "https://other.atlassian.net", "name": "other", "scopes": []}),
                json!({"id": "ac3e0000-0000-4000-8000-000000000001", "url": "https://ACME.atlassian.net", "name": "acme", "scopes": ["read:page:confluence"]}),
            ],
            codes: HashMap::new(),
            log: Vec::new(),
            refused: 0,
            date: None,
            nothing_there: false,
            current: "refresh-0".into(),
            rotated: HashMap::new(),
            issued: 0,
        })))
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub(super) fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.state().now)
    }

    pub(super) fn pass(&self, seconds: u64) {
        self.state().now += seconds * 1000;
    }

    /// How many requests asked for this grant.
    pub(super) fn asked(&self, grant: &str) -> usize {
        self.state()
            .log
            .iter()
            .filter(|(_, form)| form.get("grant_type").is_some_and(|asked| asked == grant))
            .count()
    }

    pub(super) fn exchange(&self) -> impl HttpExchange + use<> {
        let realm = self.clone();
        move |request| realm.answer(request)
    }

    fn answer(
        &self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, ExchangeError>> + Send>> {
        let realm = self.clone();
        Box::pin(async move {
            tokio::task::yield_now().await;
            realm.state().respond(&request)
        })
    }
}

impl State {
    fn respond(&mut self, request: &Request<Bytes>) -> Result<Response<Bytes>, ExchangeError> {
        let path = request.uri().path().to_owned();
        let form: HashMap<String, String> =
            url::form_urlencoded::parse(request.body()).into_owned().collect();
        self.log.push((path.clone(), form.clone()));
        self.now += std::mem::take(&mut self.asleep);
        if !self.faults.is_empty() {
            let (status, body) = self.faults.remove(0);
            return Ok(Response::builder().status(status).body(body.into())?);
        }
        let (status, body) = match path.as_str() {
            "/oauth/token" | "/confluence/rest/oauth2/latest/token" => self.token(&form),
            "/oauth/token/accessible-resources" => (200, json!(self.sites)),
            "/_edge/tenant_info" => (200, json!({"cloudId": "id-of-tenant"})),
            "/" if !self.nothing_there => (200, json!({})),
            _ => (404, json!({})),
        };
        if self.lose > 0 {
            self.lose -= 1;
            return Err("connection reset".into());
        }
        let mut answer = Response::builder().status(status);
        if let Some(date) = &self.date {
            answer = answer.header("date", date);
        }
        Ok(answer.body(body.to_string().into())?)
    }

    fn token(&mut self, form: &HashMap<String, String>) -> (u16, Value) {
        let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        if field("client_id") != "app" || field("client_secret") != "secret-of-app" {
            self.refused += 1;
            return (401, json!({"error": "invalid_client", "error_description": "who are you?"}));
        }
        match field("grant_type") {
            "refresh_token" => self.refresh(field("refresh_token")),
            "authorization_code" if self.codes.remove(field("code")).is_some() => self.issue(true),
            "client_credentials" => self.issue(false),
            _ => (400, json!({"error": "invalid_grant", "error_description": "no such code"})),
        }
    }

    fn refresh(&mut self, token: &str) -> (u16, Value) {
        let forgiven = self.rotated.get(token).is_some_and(|at| self.now <= at + self.leeway);
        if token != self.current && !(forgiven && self.leeway > 0) {
            self.refused += 1;
            return (
                403,
                json!({"error": "invalid_grant", "error_description": "Unknown or invalid refresh token."}),
            );
        }
        if self.silent {
            let (status, mut body) = self.issue(false);
            body["scope"] = json!("read");
            return (status, body);
        }
        self.rotated.entry(self.current.clone()).or_insert(self.now);
        self.issue(true)
    }

    fn issue(&mut self, rotating: bool) -> (u16, Value) {
        self.issued += 1;
        let mut body =
            json!({"access_token": format!("access-{}", self.issued), "expires_in": self.expires_in});
        if rotating {
            self.current = format!("refresh-{}", self.issued);
            body["refresh_token"] = json!(self.current);
        }
        (200, body)
    }
}
