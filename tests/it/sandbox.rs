//! The sandbox itself, asked over plain HTTP.

mod attachments;
mod authorization;
mod carrying;
mod comments;
mod data_center;
mod errors;
mod jobs;
mod metadata;
mod pages;
mod paging;
mod published;
mod raw;
mod sample;
mod search;
mod shapes;

use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::Value;
use tests::sandbox::{ADMIN, Deployment, Person, Sandbox};

/// A client that knows one credential.
pub(crate) struct Web {
    client: reqwest::Client,
    base: String,
    authorization: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

impl Web {
    /// The administrator at the site: `/wiki` on Cloud, the context path on Data Center.
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        Self::person(sandbox, ADMIN)
    }

    pub(crate) fn person(sandbox: &Sandbox, person: Person) -> Self {
        let (user, secret, base) = match sandbox.deployment() {
            Deployment::DataCenter => (person.username, person.password, sandbox.url()),
            _ => (person.email, person.api_token, format!("{}/wiki", sandbox.url())),
        };
        Self::new(&base, Some(basic(user, secret)))
    }

    pub(crate) fn new(base: &str, authorization: Option<String>) -> Self {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { client, base: base.to_owned(), authorization }
    }

    /// Through the gateway, with a bearer token.
    pub(crate) fn gateway(sandbox: &Sandbox, token: &str) -> Self {
        let base = format!("{}/ex/confluence/{}/wiki", sandbox.gateway_url(), sandbox.cloud_id());
        Self::new(&base, Some(format!("Bearer {token}")))
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.base) };
        let request = self.client.request(method, url).header("x-atlassian-token", "no-check");
        match &self.authorization {
            Some(value) => request.header("authorization", value),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        answer(self.request(Method::DELETE, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        answer(
            self.request(Method::POST, path)
                .header("content-type", "application/json")
                .body(body.to_string()),
        )
        .await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        answer(
            self.request(Method::PUT, path).header("content-type", "application/json").body(body.to_string()),
        )
        .await
    }
}

pub(crate) fn basic(user: &str, secret: &str) -> String {
    use base64::Engine as _;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{user}:{secret}")))
}

pub(crate) async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    Answer { status, headers, text: response.text().await.unwrap() }
}

pub(crate) async fn data_center() -> Sandbox {
    Sandbox::builder().deployment(Deployment::DataCenter).start().await
}

pub(crate) fn titles(answer: &Answer) -> Vec<String> {
    let rows = answer.json()["results"].as_array().cloned().unwrap_or_default();
    rows.iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
}
