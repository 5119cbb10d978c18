//! What a service answers is not trusted: where it sends a download, and what stands in its fields.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use confluence_client::cql::Cql;
use confluence_client::transport::{RequestBody, ResponseBody, Transport, TransportError};
use confluence_client::wiki::PageUpdate;
use confluence_client::{Client, Credential, ErrorKind, Network, Policy, RetryPolicy, Site, Wiki};
use http::{HeaderValue, Request, Response};
use serde_json::Value;

use super::scripted::{Scripted, json};

/// The answer to a question about an attachment.
const ABOUT: &str = r#"{"id":"att1","title":"a","pageId":"1","fileSize":5,"version":{"number":1}}"#;

/// An answer that leads to `target`.
fn redirect(target: &str) -> Response<String> {
    let mut answer = json(302, "");
    answer.headers_mut().insert("location", HeaderValue::from_str(target).unwrap());
    answer
}

/// Downloads from a site whose file is said to be at `target`: what came, and the hosts that were asked for the file.
async fn downloaded(site: &str, target: &str) -> (Result<String, ErrorKind>, Vec<String>) {
    let hosts = Arc::new(Mutex::new(Vec::new()));
    let asked = Arc::clone(&hosts);
    let host = site.trim_start_matches("https://").to_owned();
    let to = target.to_owned();
    let transport = Scripted::new(move |_, request| {
        let elsewhere = request.uri().authority().unwrap().as_str();
        if elsewhere != host {
            assert!(!request.headers().contains_key("authorization"));
            asked.lock().unwrap().push(elsewhere.to_owned());
            let mut file = json(200, "bytes");
            file.headers_mut().insert("content-type", HeaderValue::from_static("application/octet-stream"));
            return file;
        }
        if request.uri().path().ends_with("/download") { redirect(&to) } else { json(200, ABOUT) }
    });
    let wiki = Wiki::new(transport.client_of(Site::cloud(site).unwrap()));
    let read = match wiki.download("att1").await {
        Ok(download) => download.bytes(100).await,
        Err(error) => Err(error),
    };
    let read = read.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).map_err(|error| error.kind());
    let hosts = hosts.lock().unwrap().clone();
    (read, hosts)
}

#[tokio::test]
async fn a_redirect_of_an_attachment_leads_no_closer_than_the_site() {
    let loopback = "127.0.0.1 127.1 2130706433 0x7f.0.0.1 0177.0.0.1 0.0.0.0 0 localhost a.localhost [::1] [::] \
                    [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::7f00:1] [::ffff:0:127.0.0.1]";
    let private = "10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 \
                   100.64.0.1 [fd00::1] [fe80::1] [::ffff:a9fe:a9fe] [2002:a9fe:a9fe::]";
    for (site, refused, followed) in [
        (
            "https://example.atlassian.net",
            vec![loopback, private],
            vec!["8.8.8.8 [2606:4700::1111] media.example.com"],
        ),
        ("https://10.1.2.3", vec![loopback], vec![private, "8.8.8.8"]),
        ("https://127.0.0.2", vec![], vec![loopback, private, "8.8.8.8"]),
    ] {
        for host in refused.iter().flat_map(|hosts| hosts.split_whitespace()) {
            let (read, asked) = downloaded(site, &format!("https://{host}:8443/file")).await;
            assert_eq!(read, Err(ErrorKind::NotConfluence), "{site} to {host}");
            assert_eq!(asked, Vec::<String>::new(), "{site} to {host}");
        }
        for host in followed.iter().flat_map(|hosts| hosts.split_whitespace()) {
            let (read, asked) = downloaded(site, &format!("https://{host}:8443/file")).await;
            assert_eq!(read, Ok("bytes".to_owned()), "{site} to {host}");
            assert_eq!(asked.len(), 1, "{site} to {host}");
        }
    }
    for unsafe_one in ["http://media.example.com/file", "file:///etc/passwd", "https://", "//10.0.0.1/file"] {
        let (read, asked) = downloaded("https://example.atlassian.net", unsafe_one).await;
        assert_eq!((read, asked.len()), (Err(ErrorKind::NotConfluence), 0), "{unsafe_one}");
    }
}

/// Answers for the site, and lets the default transport ask everybody else.
#[derive(Debug)]
struct Named(Arc<dyn Transport>, String);

#[async_trait]
impl Transport for Named {
    async fn exchange(
        &self,
        request: Request<RequestBody>,
    ) -> Result<Response<ResponseBody>, TransportError> {
        let answer = match request.uri() {
            uri if uri.host() != Some("no-such-site.invalid") => return self.0.exchange(request).await,
            uri if uri.path().ends_with("/download") => redirect(&self.1),
            _ => json(200, ABOUT),
        };
        Ok(answer.map(ResponseBody::full))
    }
}

#[tokio::test]
async fn a_name_is_looked_at_where_it_is_resolved() {
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    // Names that only this machine gives to addresses of its own; whether one looks public is nothing to go by.
    let hosts = std::fs::read_to_string("/etc/hosts").unwrap_or_default();
    let names = hosts
        .lines()
        .filter(|line| line.starts_with("127."))
        .flat_map(|line| line.split_whitespace().skip(1));
    for name in names.filter(|name| !name.starts_with("localhost") && !name.starts_with('#')) {
        let site = Site::cloud("https://no-such-site.invalid").unwrap();
        let transport = Named(Network::default().transport(), format!("https://{name}:{port}/file"));
        let builder =
            Client::builder(site).authenticator(Credential::basic("me@example.com", "token").unwrap());
        let client = builder.transport(transport).retry(RetryPolicy::never()).build().unwrap();
        let error = Wiki::new(client).download("att1").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{name}: {error}");
        let mut causes = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(one) = cause {
            causes.push_str(&one.to_string());
            cause = one.source();
        }
        assert!(causes.contains("an address of this machine or of a private network"), "{name}: {causes}");
    }
    let knocked = tokio::time::timeout(std::time::Duration::from_millis(50), listener.accept()).await;
    assert!(knocked.is_err(), "nobody came");
}

/// What was sent.
type Sent = Arc<Mutex<Vec<Value>>>;

/// A wiki of each kind over one answer, with what is sent.
fn wikis(answer: &'static str) -> [(Wiki, Sent); 2] {
    [Site::cloud("https://example.atlassian.net"), Site::data_center("https://wiki.example.com")].map(
        |site| {
            let sent = Sent::default();
            let noted = Arc::clone(&sent);
            let transport = Scripted::new(move |_, request| {
                if let RequestBody::Full(body) = request.body() {
                    noted.lock().unwrap().push(serde_json::from_slice(body).unwrap());
                }
                match request.uri().path() {
                    path if path.contains("/spaces/") => json(200, r#"{"id":"1","key":"A","name":"A"}"#),
                    _ => json(200, answer),
                }
            });
            (Wiki::new(transport.client_of(site.unwrap())), sent)
        },
    )
}

#[tokio::test]
async fn what_is_no_text_in_one_field_fails_no_answer() {
    macro_rules! page {
        ($before:literal, $title:literal) => {
            concat!(
                $before, r#"{"id":"7","type":"page","title":""#, $title,
                r#"","spaceId":"1","space":{"id":1,"key":"A","name":"A"},"status":"current","version":{"number":1},"#,
                r#""body":{"storage":{"value":"<p>a</p>","representation":"storage"}}}"#
            )
        };
    }
    for (answer, title) in [
        (page!("\u{feff}", "a"), "a"),
        (page!("", r"\ud800"), "\u{fffd}"),
        (page!("", r"a\udc00b"), "a\u{fffd}b"),
        (page!("", r"\ud83d\ude00\ud83d"), "\u{1f600}\u{fffd}"),
        (page!("", r"a\u0000b"), "a\0b"),
        (page!("\u{feff}", r"\ud800"), "\u{fffd}"),
    ] {
        for (wiki, _) in wikis(answer) {
            let page = wiki.page("7").await.unwrap_or_else(|error| panic!("{answer:?}: {error:?}"));
            assert_eq!(page.title, title);
        }
    }
}

/// A number that no version has is as one that the answer left out: 0, after which the service takes no 1.
#[tokio::test]
async fn numbers_of_versions_may_be_anything() {
    macro_rules! page {
        ($number:literal) => {
            concat!(
                r#"{"id":"7","type":"page","title":"a","spaceId":"1","space":{"id":1,"key":"A","name":"A"},"#,
                r#""status":"current","version":{"number":"#,
                $number,
                r#"},"#,
                r#""body":{"storage":{"value":"<p>a</p>","representation":"storage"}}}"#
            )
        };
    }
    for (answer, number) in [
        (page!("2147483648"), 1 << 31),
        (page!("9007199254740993"), (1 << 53) + 1),
        (page!("9223372036854775808"), 1 << 63),
        (page!("18446744073709551615"), u64::MAX),
        (page!("18446744073709551616"), 0),
        (page!("-1"), 0),
    ] {
        for (wiki, sent) in wikis(answer) {
            let page = wiki.page("7").await.unwrap_or_else(|error| panic!("{answer}: {error:?}"));
            assert_eq!(page.version.number, number, "{answer}");
            // The page stays as it is, whatever is sent; what counts is that the next number is none of an earlier one.
            drop(wiki.update_page(PageUpdate::of(&page).storage("<p>b</p>")).await);
            let sent = sent.lock().unwrap();
            let next = page.version.number.saturating_add(1);
            assert!(sent.iter().any(|body| body["version"]["number"] == next), "{answer}: {sent:?}");
        }
    }
}

#[tokio::test]
async fn a_query_that_could_step_out_of_its_bounds_is_not_sent() {
    for site in [Site::cloud("https://example.atlassian.net"), Site::data_center("https://wiki.example.com")]
    {
        let transport = Scripted::new(|_, _| json(200, r#"{"results":[]}"#));
        let wiki = Wiki::new(transport.client_of(site.unwrap())).with_policy(Policy::new().spaces(["OPEN"]));
        for query in [
            r#"type = page \" or space = HR or title ~ \""#,
            r"title ~ a\) or (space = HR",
            r#"title ~ "a\") or (space = HR"#,
            "title ~ 'a') or (space = HR",
            "((type = page)",
        ] {
            let error = wiki.search(&Cql::raw(query)).slice().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid, "{query}: {error}");
        }
        assert_eq!(transport.asked(), 0);
        wiki.search(&Cql::raw(r#"title ~ "a \" b""#)).slice().await.unwrap();
        assert_eq!(transport.asked(), 1, "within quotes a backslash means something");
    }
}
