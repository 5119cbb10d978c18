//! Ways out: headers of one's own, another type, the bytes, an operation that nobody declared, a proxy, bounds.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use confluence_client::describe::{Api, Operation, Verb};
use confluence_client::transport::{
    RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use confluence_client::wiki::Upload;
use confluence_client::{Client, Credential, ErrorKind, Limits, Network, OwnOperation, Site, Wiki, v2};
use futures_util::StreamExt as _;
use http::{HeaderName, HeaderValue};
use serde::Deserialize;
use tests::sandbox::{ADMIN, NewPage, RawResponder, Sandbox, Script};

use super::open;
use super::scripted::{Scripted, json};

#[tokio::test]
async fn a_header_goes_with_every_request_of_one_clone() {
    let transport = Scripted::new(|_, _| json(200, r#"{"id":"1"}"#));
    let client = transport.client();
    let name = HeaderName::from_static("atl-confluence-with-admin-key");
    let admin = client.with_header(name.clone(), HeaderValue::from_static("true"));
    admin.send(v2::pages::get(1)).await.unwrap();
    assert_eq!(transport.headers().get(&name).unwrap(), "true");
    assert!(transport.headers().get("authorization").unwrap().is_sensitive());
    client.send(v2::pages::get(1)).await.unwrap();
    assert_eq!(transport.headers().get(&name), None);
}

#[derive(Debug, Deserialize, PartialEq)]
struct Title {
    title: String,
}

#[tokio::test]
async fn an_answer_is_read_as_another_type_and_as_bytes() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("A", "A");
    let page = sandbox.add_page(NewPage::new("A", "Page"));
    let client = open(&sandbox).await.client().clone();
    let ask = v2::pages::get(page.as_str());
    let title: Title = client.send_as(ask.clone()).await.unwrap();
    assert_eq!(title, Title { title: "Page".to_owned() });
    let raw = client.raw(ask).await.unwrap();
    assert_eq!(serde_json::from_slice::<Title>(&raw.body).unwrap(), title);
    assert!(raw.status.is_success() && raw.headers.contains_key("content-type"));
}

/// An operation that is not declared: one of the site, outside the interfaces.
static TENANT_INFO: Operation = Operation::new("tenantInfo", Api::Site, Verb::GET, "/_edge/tenant_info");

#[tokio::test]
async fn an_operation_of_ones_own_is_sent_like_any_other() {
    let transport = Scripted::new(|_, request| {
        assert_eq!(request.uri(), "https://example.atlassian.net/wiki/_edge/tenant_info");
        json(200, r#"{"title":"x"}"#)
    });
    let found = transport.client().send(OwnOperation::<Title>::new(&TENANT_INFO, &[])).await.unwrap();
    assert_eq!(found.title, "x");
    // An argument too many or too few is told before anything is sent.
    static OF_USER: Operation = Operation::new("badges", Api::Site, Verb::GET, "/rest/badges/{user}");
    for arguments in [&[][..], &["ada", "grace"]] {
        let error =
            transport.client().send(OwnOperation::<Title>::new(&OF_USER, arguments)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert!(error.to_string().contains("badges") && error.to_string().contains("arguments"), "{error}");
    }
}

#[tokio::test]
async fn requests_go_through_the_proxy() {
    let answer =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{\"id\":\"7\"}";
    let proxy = RawResponder::start(Script::Verbatim(answer.to_vec())).await;
    let mut network = Network::default();
    network.proxy = Some(proxy.url().parse().unwrap());
    let builder = Client::builder(Site::cloud("http://no-such-host.invalid").unwrap()).network(network);
    let credential = Credential::basic("me@example.com", "token").unwrap();
    let client = builder.authenticator(credential).allow_http(true).build().unwrap();
    assert_eq!(client.send(v2::pages::get(7)).await.unwrap().id.as_str(), "7");
    assert_eq!(proxy.connections(), 1);
}

/// Counts what goes over the default transport.
#[derive(Debug)]
struct Counting(Arc<dyn Transport>, Arc<AtomicUsize>);

#[async_trait]
impl Transport for Counting {
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.exchange(request).await
    }
}

/// Reads what the default transport answers, and hands on something else.
#[derive(Debug)]
struct Redacting(Arc<dyn Transport>);

#[async_trait]
impl Transport for Redacting {
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let (head, body) = self.0.exchange(request).await?.into_parts();
        let mut chunks = body.into_stream();
        let mut text = Vec::new();
        while let Some(chunk) = chunks.next().await {
            text.extend_from_slice(&chunk?);
        }
        let text = String::from_utf8_lossy(&text).replace("Secret plans", "S***** p****");
        Ok(http::Response::from_parts(head, ResponseBody::full(text)))
    }
}

#[tokio::test]
async fn a_transport_around_the_default_one_reads_and_changes_what_comes() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("A", "A");
    let page = sandbox.add_page(NewPage::new("A", "Secret plans"));
    let credential = Credential::basic(ADMIN.email, ADMIN.api_token).unwrap();
    let builder = Client::builder(Site::cloud(&sandbox.url()).unwrap()).authenticator(credential);
    let client = builder.transport(Redacting(Network::default().transport())).build().unwrap();
    let read = client.send(v2::pages::get(page.as_str())).await.unwrap();
    assert_eq!(read.title, "S***** p****");
}

/// Sends uploads by a client of its own.
#[derive(Debug)]
struct Own(reqwest::Client);

#[async_trait]
impl Transport for Own {
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let failed = |error: reqwest::Error| TransportError::new(TransportErrorKind::Interrupted, error);
        let (head, body) = request.into_parts();
        let asked = self.0.request(head.method, head.uri.to_string()).headers(head.headers);
        let asked = match body {
            RequestBody::Multipart(multipart) => {
                let (media_type, chunks) = multipart.encode().await?;
                asked.header("content-type", media_type).body(reqwest::Body::wrap_stream(chunks))
            }
            RequestBody::Full(bytes) => asked.body(bytes),
            _ => asked,
        };
        let answer = asked.send().await.map_err(failed)?;
        let mut response = http::Response::builder().status(answer.status());
        response.headers_mut().unwrap().clone_from(answer.headers());
        Ok(response.body(ResponseBody::full(answer.bytes().await.map_err(failed)?)).unwrap())
    }
}

#[tokio::test]
async fn a_transport_of_ones_own_does_all_that_the_default_does() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("A", "A");
    let page = sandbox.add_page(NewPage::new("A", "Page"));
    let exchanges = Arc::new(AtomicUsize::new(0));
    let around = Counting(Network::default().transport(), Arc::clone(&exchanges));
    let own = Own(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap());
    let builder = || {
        let credential = Credential::basic(ADMIN.email, ADMIN.api_token).unwrap();
        Client::builder(Site::cloud(&sandbox.url()).unwrap()).authenticator(credential)
    };
    for client in [builder().transport(around), builder().transport(own)] {
        let wiki = Wiki::new(client.build().unwrap());
        let upload = Upload::bytes("ü.bin", vec![7; 100_000]).comment("ö");
        let file = wiki.attach(page.as_str(), upload).await.unwrap();
        assert_eq!((file.name.as_str(), file.comment.as_deref()), ("ü.bin", Some("ö")));
        let bytes = wiki.download(file.id).await.unwrap().bytes(200_000).await.unwrap();
        assert_eq!(bytes, vec![7; 100_000]);
        wiki.add_labels(page.as_str(), ["a"]).await.unwrap();
    }
    assert!(exchanges.load(Ordering::SeqCst) >= 4);
}

#[tokio::test]
async fn the_bound_on_answers_is_the_callers() {
    let responder = RawResponder::start(Script::Json(10_000)).await;
    let mut limits = Limits::default();
    limits.json = 9_999;
    let client = |limits| {
        let builder = Client::builder(Site::cloud(responder.url()).unwrap()).limits(limits);
        builder.timeout(Duration::from_secs(5)).build().unwrap()
    };
    let error = client(limits).send_as::<String>(v2::pages::get(1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    limits.json = 10_000;
    assert_eq!(client(limits).send_as::<String>(v2::pages::get(1)).await.unwrap().len(), 9_998);
}
