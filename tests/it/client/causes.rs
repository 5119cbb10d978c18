//! What is printed with all its causes says each thing once: `Display` of an error holds the `Display` of none below.

use std::error::Error;

use async_trait::async_trait;
use confluence_client::connection::Connection;
use confluence_client::transport::{
    RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use confluence_client::wiki::MergeConflict;
use confluence_client::{Client, ErrorKind, RetryPolicy, Site, Wiki, v2};
use confluence_mcp::Server;
use confluence_oauth::{ConnectionString, Session, SessionOptions};
use tests::sandbox::{Fault, NewPage, Sandbox};

/// A network that is never there.
#[derive(Debug)]
struct Broken(TransportErrorKind);

#[async_trait]
impl Transport for Broken {
    async fn exchange(
        &self,
        _: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        Err(TransportError::new(self.0, "a cable was cut"))
    }
}

/// What a program prints of an error and its causes.
fn printed(error: &(dyn Error + 'static)) -> Vec<String> {
    std::iter::successors(Some(error), |error| (*error).source()).map(ToString::to_string).collect()
}

#[track_caller]
fn says_each_thing_once(error: &(dyn Error + 'static)) {
    let printed = printed(error);
    for (index, outer) in printed.iter().enumerate() {
        for inner in &printed[index + 1..] {
            assert!(!outer.contains(inner.as_str()), "said twice: {printed:#?}");
        }
    }
}

#[tokio::test]
async fn connection_strings() {
    for text in [
        "",
        "Nonsense",
        "URL=https://x.atlassian.net",
        "URL=https://x.atlassian.net;AuthScheme=Nonsense",
        "URL=https://x.atlassian.net;AuthScheme=PAT",
        "URL=https://x.atlassian.net;AuthScheme=PAT;PAT=env:NO_SUCH_VARIABLE",
        "URL=nonsense;AuthScheme=PAT;PAT=x",
        "URL=https://x.atlassian.net;AuthScheme=PAT;PAT='a\nb'",
        "URL=https://x.atlassian.net;AuthScheme=PAT;PAT=x;Unheard=1",
        "URL=https://x.atlassian.net;AuthScheme=PAT;PAT=x;SSLServerCert=/no/such/file",
        "URL=https://x.atlassian.net;AuthScheme=PAT;PAT=x;ProxyServer=nonsense://",
        "URL=https://x.atlassian.net;OAuthClientId=a",
        "URL=https://x.atlassian.net;OAuthClientId=a;OAuthClientSecret=b;OAuthSettingsLocation=nonsense://x",
        "URL=https://wiki.example.com;OAuthVersion=1.0;OAuthClientId=a",
    ] {
        let opened = ConnectionString::parse(text).map_err(confluence_client::Error::from);
        match opened.and_then(Connection::new) {
            Ok(connection) => says_each_thing_once(&connection.wiki().await.unwrap_err()),
            Err(error) => says_each_thing_once(&error),
        }
    }
    let layers = ConnectionString::layers().profile("/no/such/profile").build();
    says_each_thing_once(&layers.unwrap_err());
}

#[tokio::test]
async fn answers_and_broken_exchanges() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("A", "A");
    let page = sandbox.add_page(NewPage::new("A", "Page").storage("<p>one two</p>"));
    let client = super::open(&sandbox).await.client().with_retry(RetryPolicy::never());
    let wiki = Wiki::new(client.clone());
    for fault in [
        Fault::RateLimited { retry_after: 1 },
        Fault::Unavailable { retry_after: None },
        Fault::BadGateway,
        Fault::ServiceError,
        Fault::Unauthorized,
        Fault::ScopeMismatch,
        Fault::Forbidden,
        Fault::NotFound,
        Fault::Conflict,
        Fault::Gone,
        Fault::Html,
        Fault::LoginRedirect,
        Fault::HangUp,
        Fault::Answer { status: 200, content_type: "application/json", body: "{".to_owned() },
        Fault::Answer { status: 200, content_type: "application/json", body: r#"{"id":[]}"#.to_owned() },
    ] {
        sandbox.always(fault);
        says_each_thing_once(&client.send(v2::pages::get(page.as_str())).await.unwrap_err());
        says_each_thing_once(&wiki.page(page.as_str()).await.unwrap_err());
        sandbox.clear_faults();
    }
    for kind in [
        TransportErrorKind::Connect,
        TransportErrorKind::Timeout,
        TransportErrorKind::Interrupted,
        TransportErrorKind::Body,
        TransportErrorKind::Setup,
    ] {
        let client = Client::builder(Site::cloud("https://example.atlassian.net").unwrap());
        let client = client.transport(Broken(kind)).retry(RetryPolicy::never()).build().unwrap();
        let error = client.send(v2::pages::get(1)).await.unwrap_err();
        says_each_thing_once(&error);
        assert!(printed(&error).iter().any(|said| said.ends_with("a cable was cut")), "{error:?}");
    }
}

#[tokio::test]
async fn a_merge_conflict_is_told_once_and_found_by_its_type() {
    let sandbox = Sandbox::start().await;
    sandbox.add_space("A", "A");
    let page = sandbox.add_page(NewPage::new("A", "Page").storage("<p>one two</p>"));
    let wiki = super::open(&sandbox).await;
    let edit = wiki.edit(page.as_str()).at_version(1).replace_text("one", "three");
    sandbox.edit_page(&page, "<p>four two</p>");
    let error = edit.send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(error.cause::<MergeConflict>().unwrap().places.len(), 1);
    says_each_thing_once(&error);
    let lost = wiki.edit(page.as_str()).replace_text("nowhere", "x").send().await.unwrap_err();
    says_each_thing_once(&lost);
}

#[tokio::test]
async fn logins_and_servers() {
    let mut errors: Vec<Box<dyn Error>> = vec![Site::cloud("nonsense").unwrap_err().into()];
    for text in [
        "URL=https://wiki.example.com;OAuthVersion=1.0;OAuthClientId=a;CertificateStore=/no/such/file",
        "URL=https://wiki.example.com;OAuthClientId=a;OAuthClientSecret=b;OAuthSettingsLocation=/dev/null/folder/f",
        "URL=https://wiki.example.com;OAuthGrantType=CLIENT;OAuthClientId=a;OAuthClientSecret=b;\
         OAuthSettingsLocation=memory://causes",
    ] {
        let mut string = ConnectionString::parse(text).unwrap();
        let offline = |_: http::Request<bytes::Bytes>| async {
            Err::<http::Response<bytes::Bytes>, confluence_oauth::ExchangeError>("a cable was cut".into())
        };
        let options = SessionOptions::take_from(&mut string).unwrap().exchange(offline);
        let session = Session::open(options).unwrap();
        errors.push(session.access_token().await.unwrap_err().into());
        errors.extend(session.begin_login().await.err().map(Into::into));
    }
    let wiki = Sandbox::start().await;
    let wiki = super::open(&wiki).await;
    errors.push(Server::builder(wiki.clone()).files(["/no/such/folder"]).build().unwrap_err().into());
    errors.push(Server::builder(wiki).deny(["no_such_tool"]).build().unwrap_err().into());
    for error in &errors {
        says_each_thing_once(error.as_ref());
    }
}
