//! A service for many people over several Confluence sites: `GET /{site}/pages/{id}` answers a page as Markdown, in the
//! name of whose token comes with the request.
//!
//! Each site has one client, of which every caller gets a clone with a credential of their own: they share its
//! connections, and what it knows of the site's rate limit. Where the site asks one of them to wait, all wait, and one
//! request finds out when it goes on.
//!
//! `SITES` names the sites: `team=https://example.atlassian.net old=https://wiki.example.com`.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use confluence_client::content::{ContentError, Document, ReadOptions};
use confluence_client::{Client, Credential, CredentialError, ErrorKind, Policy, Wiki};
use tokio::net::TcpListener;

/// A client for each site, by name.
type Sites = Arc<HashMap<String, Client>>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut sites = HashMap::new();
    for site in std::env::var("SITES")?.split_whitespace() {
        let (name, address) = site.split_once('=').ok_or("SITES has NAME=ADDRESS for each")?;
        sites.insert(name.to_owned(), Client::builder(address.parse()?).build()?);
    }
    let listener = TcpListener::bind(("127.0.0.1", 8080)).await?;
    axum::serve(listener, service(sites)).await?;
    Ok(())
}

fn service(sites: HashMap<String, Client>) -> Router {
    Router::new().route("/{site}/pages/{id}", get(page)).with_state(Sites::new(sites))
}

async fn page(
    State(sites): State<Sites>,
    Path((site, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<String, Refused> {
    let client =
        sites.get(&site).ok_or(Refused(StatusCode::NOT_FOUND, "there is no such site".to_owned()))?;
    let wiki = wiki_of(client, &headers)?;
    let page = wiki.page(id.as_str()).await.map_err(refused)?;
    let storage = page.storage.unwrap_or_default();
    let unread = |error: ContentError| Refused(StatusCode::BAD_GATEWAY, error.to_string());
    let text = Document::parse(&storage).map_err(unread)?.markdown(&ReadOptions::new()).text;
    Ok(format!("# {}\n\n{text}", page.title))
}

/// The wiki as the caller has it.
fn wiki_of(client: &Client, headers: &HeaderMap) -> Result<Wiki, Refused> {
    let token =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let token = token.ok_or(Refused(StatusCode::UNAUTHORIZED, "send a token".to_owned()))?;
    let unsent = |error: CredentialError| Refused(StatusCode::BAD_REQUEST, error.to_string());
    let credential = Credential::bearer(token).map_err(unsent)?;
    Ok(Wiki::new(client.with_authenticator(credential)).with_policy(Policy::new().read_only(true)))
}

/// What a caller is told in place of a page.
struct Refused(StatusCode, String);

fn refused(error: confluence_client::Error) -> Refused {
    let status = match error.kind() {
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Invalid => StatusCode::BAD_REQUEST,
        _ => StatusCode::BAD_GATEWAY,
    };
    Refused(status, error.to_string())
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use confluence_client::testing::{ADMIN, Fault, NewPage, Person, Sandbox};
    use tower::ServiceExt as _;

    use super::*;

    /// How many people there are.
    const CALLERS: usize = 1000;

    /// A site with a page for everybody, and the client that the service has of it.
    fn site(name: &str) -> (Sandbox, String, (String, Client)) {
        let confluence = Sandbox::data_center();
        confluence.add_space("DOCS", "Documentation");
        let page = confluence.add_page(NewPage::new("DOCS", name).storage("<p>Hello, <em>world</em></p>"));
        // Whose credential it has does not matter: each request brings its own.
        let client = confluence.client_builder().build().unwrap();
        (confluence, page, (name.to_owned(), client))
    }

    async fn ask(service: &Router, path: String, token: &str) -> (StatusCode, String) {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        let answer = service.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn each_sees_what_they_may() {
        let (confluence, page, entry) = site("Hello");
        let secret = confluence.add_page(NewPage::new("DOCS", "Secret").storage("<p>For Grace</p>"));
        confluence.restrict_reading(&secret, &[ADMIN, Person::GRACE]);
        let service = service(HashMap::from([entry]));
        for (token, id, status, told) in [
            (Person::ALAN.personal_access_token, &page, StatusCode::OK, "# Hello\n\nHello, *world*"),
            (Person::GRACE.personal_access_token, &secret, StatusCode::OK, "For Grace"),
            (Person::ALAN.personal_access_token, &secret, StatusCode::NOT_FOUND, "not found"),
            ("nobody's", &page, StatusCode::UNAUTHORIZED, "getContentById"),
        ] {
            let (answered, body) = ask(&service, format!("/Hello/pages/{id}"), token).await;
            assert_eq!(answered, status, "{token}: {body}");
            assert!(body.contains(told), "{token}: {body}");
        }
        assert_eq!(ask(&service, "/other/pages/1".to_owned(), "x").await.0, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn a_thousand_share_the_budget_of_each_site() {
        let (busy, busy_page, first) = site("busy");
        let (free, free_page, second) = site("free");
        let service = service(HashMap::from([first, second]));
        let token = |caller: usize| Person::ALL[caller % Person::ALL.len()].personal_access_token;

        // The busy site asks one of them to wait, and goes on asking.
        busy.always(Fault::RateLimited { retry_after: 1 });
        let (asked, path) = (service.clone(), format!("/busy/pages/{busy_page}"));
        let one = {
            let path = path.clone();
            tokio::spawn(async move { ask(&asked, path, token(0)).await })
        };
        while busy.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        let mut callers = Vec::new();
        for caller in 1..CALLERS {
            let (service, path) = (service.clone(), path.clone());
            callers.push(tokio::spawn(async move { ask(&service, path, token(caller)).await }));
        }
        // Nobody waits for it who wants something of another site.
        let begun = Instant::now();
        for caller in 0..CALLERS {
            let (status, body) = ask(&service, format!("/free/pages/{free_page}"), token(caller)).await;
            assert_eq!(status, StatusCode::OK, "{body}");
        }
        assert_eq!(free.requests().len(), CALLERS);
        tokio::time::sleep(Duration::from_millis(2500).saturating_sub(begun.elapsed())).await;
        // All wait, and one request a second or so finds out.
        let storm = busy.requests().len();
        assert!((2..=6).contains(&storm), "{storm} requests in {:?}", begun.elapsed());
        busy.clear_faults();
        for (status, body) in [one.await.unwrap()] {
            assert!(status == StatusCode::OK || status == StatusCode::TOO_MANY_REQUESTS, "{body}");
        }
        let mut answered = 0;
        for caller in callers {
            let (status, body) = caller.await.unwrap();
            assert_eq!(status, StatusCode::OK, "{body}");
            answered += 1;
        }
        assert_eq!(answered, CALLERS - 1);
        // No request more than there were answers and times of finding out.
        assert!(busy.requests().len() <= CALLERS + storm, "{} requests", busy.requests().len());
    }
}
