//! Requests that a server refuses before anything is done.

use confluence_client::connection;
use confluence_mcp::Server;
use confluence_mcp::http::{CallerLogins, HttpError, HttpOptions, HttpServer, Issuer, Metrics};
use reqwest::StatusCode;
use serde_json::json;
use tests::sandbox::{Deployment, Sandbox};
use url::Url;

use super::{Running, bind, http, message, post, run};

async fn local(options: impl FnOnce(HttpOptions) -> HttpOptions) -> (Sandbox, Running) {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let wiki = connection::open(&sandbox.connection_string()).await.unwrap();
    let metrics = Metrics::new();
    let (listener, http) = bind(&metrics);
    let server = HttpServer::local(Server::builder(wiki).build().unwrap(), options(http)).unwrap();
    (sandbox, run(server, listener, metrics))
}

#[tokio::test]
async fn a_foreign_host_or_origin_is_refused_on_every_path() {
    let (_sandbox, running) = local(|options| options).await;
    let list = message("tools/list", &json!({}));
    assert_eq!(post(&running.endpoint, &list).send().await.unwrap().status(), StatusCode::OK);
    for (name, value) in [
        ("host", "evil.example"),
        ("host", "127.0.0.1.evil.example"),
        ("host", "me@127.0.0.1"),
        ("host", "me:secret@localhost"),
        ("host", "127.0.0.1@evil.example"),
        ("host", "evil.example@127.0.0.1"),
        ("host", "127.0.0.1, evil.example"),
        ("host", "[::ffff:127.0.0.1]"),
        ("host", "2130706433"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://localhost:1"),
    ] {
        let refused = post(&running.endpoint, &list).header(name, value).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{name}: {value}");
    }
    let own = running.endpoint.origin().ascii_serialization();
    assert_eq!(post(&running.endpoint, &list).header("origin", own).send().await.unwrap().status(), 200);
    for path in ["/", "/oauth/login", "/.well-known/oauth-protected-resource"] {
        let refused = http().get(running.at(path)).header("host", "evil.example").send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{path}");
    }
    for (path, by_any_name) in [("/healthz", 200), ("/readyz", 200), ("/metrics", 403)] {
        assert_eq!(http().get(running.at(path)).send().await.unwrap().status(), 200);
        let probe = http().get(running.at(path)).header("host", "10.0.0.7:8080").send().await.unwrap();
        assert_eq!(probe.status(), by_any_name, "{path}: what one person does is for them alone");
        let page =
            http().get(running.at(path)).header("origin", "https://evil.example").send().await.unwrap();
        assert_eq!(page.status(), StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn a_listener_that_anybody_can_reach_is_not_served() {
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.unwrap();
    let options = || HttpOptions::new(Url::parse("http://127.0.0.1:1/mcp").unwrap()).unwrap();
    let server = Server::builder(wiki).build().unwrap();
    let serve = async |options| {
        let everywhere = std::net::TcpListener::bind("0.0.0.0:0").unwrap();
        let server = HttpServer::local(server.clone(), options).unwrap();
        server.serve(everywhere, std::future::ready(())).await
    };
    let refused = serve(options()).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
    assert_eq!(refused.to_string(), HttpError::Unauthenticated.to_string());
    serve(options().token(confluence_oauth::Secret::new("x"))).await.unwrap();
}

#[tokio::test]
async fn a_page_that_may_ask_may_also_read() {
    let (_sandbox, running) = local(|options| options.allow_origin("https://app.example.com").unwrap()).await;
    let origin = "https://app.example.com";
    let before = http().request(reqwest::Method::OPTIONS, running.endpoint.as_str());
    let before = before.header("origin", origin).header("access-control-request-method", "POST");
    let before = before.send().await.unwrap();
    assert_eq!(
        (before.status(), &before.headers()["access-control-allow-origin"]),
        (StatusCode::NO_CONTENT, &origin.parse().unwrap())
    );
    let allowed = |name: &str| before.headers()[name].to_str().unwrap().to_owned();
    assert!(allowed("access-control-allow-methods").contains("DELETE"));
    assert!(allowed("access-control-allow-headers").contains("mcp-session-id"));
    assert!(allowed("access-control-expose-headers").contains("mcp-session-id"));
    let list = post(&running.endpoint, &message("tools/list", &json!({})))
        .header("origin", origin)
        .send()
        .await
        .unwrap();
    assert_eq!(list.headers()["access-control-allow-origin"], origin);
    let other =
        post(&running.endpoint, &message("tools/list", &json!({}))).header("origin", "https://b.example");
    assert!(!other.send().await.unwrap().headers().contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn a_server_that_anybody_could_use_is_not_put_together() {
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.unwrap();
    let public = || HttpOptions::new(Url::parse("https://mcp.example.com/mcp").unwrap()).unwrap();
    let server = Server::builder(wiki).build().unwrap();
    assert_eq!(HttpServer::local(server, public()).unwrap_err(), HttpError::Unauthenticated);
    let issuer = Issuer::new("https://id.example.com").unwrap();
    let logins = |string: &str| {
        let string = connection::ConnectionString::parse(string).unwrap();
        let connection = connection::Connection::new(string).unwrap();
        CallerLogins::new(connection, &public(), Some(&issuer))
    };
    let everybody = logins("URL=https://wiki.example.com;AuthScheme=PAT;PAT=x").unwrap_err().to_string();
    assert!(everybody.contains("AuthScheme"), "{everybody}");
    let app =
        "URL=https://wiki.example.com;OAuthClientId=a;OAuthClientSecret=b;OAuthSettingsLocation=memory://x";
    let service = logins(&format!("{app};OAuthGrantType=CLIENT")).unwrap_err().to_string();
    assert!(service.contains("OAuthGrantType"), "{service}");
    let own = logins(app).unwrap();
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.unwrap();
    let server = Server::builder(wiki).build().unwrap();
    let elsewhere = HttpServer::with_caller_logins(server.clone(), public(), Some(issuer.clone()), &own)
        .unwrap_err()
        .to_string();
    assert!(elsewhere.contains("CallbackURL"), "{elsewhere}");
    let back = format!("{app};CallbackURL=https://mcp.example.com/oauth/callback");
    let own = logins(&back).unwrap();
    let both = || public().token(confluence_oauth::Secret::new("t"));
    let refused =
        HttpServer::with_caller_logins(server.clone(), both(), Some(issuer.clone()), &own).unwrap_err();
    assert_eq!(refused, HttpError::TokenAndIssuer);
    assert_eq!(HttpServer::protected(server, both(), issuer.clone()).unwrap_err(), HttpError::TokenAndIssuer);
    // Who is nobody is not the operator, whose login is stored without a name.
    let connection = connection::Connection::new(connection::parse(&back).unwrap()).unwrap();
    assert_eq!(connection.for_principal("").unwrap_err().property(), Some("principal"));
}

/// What is counted tells who does what: where a token is asked for, it is for that too.
#[tokio::test]
async fn metrics_are_behind_the_token_where_there_is_one() {
    let (_sandbox, running) = local(|options| options.token(confluence_oauth::Secret::new("canary"))).await;
    let metrics = || http().get(running.at("/metrics"));
    for (request, status) in [
        (metrics(), StatusCode::UNAUTHORIZED),
        (metrics().bearer_auth("another"), StatusCode::UNAUTHORIZED),
        (metrics().bearer_auth("canary"), StatusCode::OK),
        (metrics().bearer_auth("canary").header("host", "10.0.0.7:8080"), StatusCode::OK),
        (metrics().header("host", "10.0.0.7:8080"), StatusCode::UNAUTHORIZED),
        (http().get(running.at("/healthz")), StatusCode::OK),
    ] {
        assert_eq!(request.send().await.unwrap().status(), status);
    }
}

/// A server that clients know by another name is scraped where it runs.
#[tokio::test]
async fn metrics_are_told_to_this_machine_whatever_the_public_name_is() {
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.unwrap();
    let metrics = Metrics::new();
    let (listener, _) = bind(&metrics);
    let public = HttpOptions::new(Url::parse("https://mcp.example.com/mcp").unwrap()).unwrap();
    let public = public.token(confluence_oauth::Secret::new("canary")).metrics(metrics.clone());
    let server = HttpServer::local(Server::builder(wiki).build().unwrap(), public).unwrap();
    let running = run(server, listener, metrics);
    for host in ["127.0.0.1:8081", "localhost", "mcp.example.com", "10.0.0.7:8081"] {
        let asked = |token| {
            let request = http().get(running.at("/metrics")).header("host", host);
            async move { request.bearer_auth(token).send().await.unwrap().status() }
        };
        assert_eq!(asked("canary").await, StatusCode::OK, "{host}");
        assert_eq!(asked("other").await, StatusCode::UNAUTHORIZED, "{host}");
    }
}

/// Three mistakes, three reasons, in the text and in the challenge of RFC 6750.
#[tokio::test]
async fn a_token_that_is_missing_bare_or_wrong_is_told_apart() {
    let (_sandbox, running) = local(|options| options.token(confluence_oauth::Secret::new("canary"))).await;
    let list = message("tools/list", &json!({}));
    for (header, challenge, why) in [
        (None, "Bearer", "Authorization: Bearer TOKEN"),
        (Some("canary"), "Bearer error=\"invalid_request\"", "no `Bearer` in front"),
        (
            Some("Bearer other"),
            "Bearer error=\"invalid_token\"",
            "not the one that this server was started with",
        ),
    ] {
        let request = post(&running.endpoint, &list);
        let request = match header {
            Some(header) => request.header("authorization", header),
            None => request,
        };
        let refused = request.send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{header:?}");
        let told = refused.headers()["www-authenticate"].to_str().unwrap().to_owned();
        assert!(told.starts_with(challenge), "{header:?}: {told}");
        assert_eq!(told == "Bearer", header.is_none(), "{told}");
        let said = refused.text().await.unwrap();
        assert!(said.contains(why) && !said.contains("canary"), "{header:?}: {said}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_message_is_answered_as_the_protocol_says() {
    let (_sandbox, running) = local(|options| options).await;
    for (body, code, id) in [
        ("not json", -32700, json!(null)),
        (r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"\ud800"}}"#, -32700, json!(7)),
        (r#"{"jsonrpc":"2.0","id":"a","method":7}"#, -32600, json!("a")),
        (r#"{"jsonrpc":"2.0","id":8}"#, -32600, json!(8)),
        (r#"{"jsonrpc":"2.0","id":9,"method":"tools/call","params":{"name":5}}"#, -32602, json!(9)),
        (r#"{"jsonrpc":"2.0","id":10,"method":"tools/call","params":7}"#, -32602, json!(10)),
    ] {
        let request = http().post(running.endpoint.clone()).header("content-type", "application/json");
        let request = request.header("accept", "application/json, text/event-stream").body(body);
        let refused = request.send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{body}");
        let answer: serde_json::Value = refused.json().await.unwrap();
        assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(code), &id), "{body}: {answer}");
    }
}

#[tokio::test]
async fn who_looks_for_the_endpoint_finds_it() {
    let (_sandbox, running) = local(|options| options).await;
    let list = message("tools/list", &json!({}));
    let with_slash = Url::parse(&running.at("/mcp/")).unwrap();
    assert_eq!(post(&with_slash, &list).send().await.unwrap().status(), StatusCode::OK);
    for path in ["/", "/sse", "/mcp/sse"] {
        let answer = http().get(running.at(path)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.text().await.unwrap(), "there is nothing here; the MCP endpoint is /mcp");
    }
}

#[tokio::test]
async fn a_server_without_sessions_says_that_it_is_the_one_who_cannot_ask() {
    let (sandbox, running) = local(|options| options).await;
    let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
    let delete = json!({"name": "confluence_delete_page", "arguments": {"page_id": page}});
    let answer = post(&running.endpoint, &message("tools/call", &delete)).send().await.unwrap();
    let said = answer.text().await.unwrap();
    assert!(said.contains("--sessions") && !said.contains("--unattended"), "{said}");
    assert_eq!(sandbox.page_by_id(&page).unwrap().status, "current");
}

#[tokio::test]
async fn an_application_that_checks_its_callers_itself_mounts_the_service_at_its_root() {
    let wiki = connection::open("URL=http://127.0.0.1:1;AuthScheme=PAT;PAT=x").await.unwrap();
    let server = Server::builder(wiki).build().unwrap();
    let list = message("tools/list", &json!({}));
    for nested in [false, true] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Url::parse(&format!("http://{}/api/mcp", listener.local_addr().unwrap())).unwrap();
        let options = HttpOptions::new(endpoint.clone()).unwrap();
        let service = HttpServer::admitted(server.clone(), options).service();
        let app: axum::Router = match nested {
            true => axum::Router::new().nest_service("/api", service),
            false => axum::Router::new().fallback_service(service),
        };
        tokio::spawn(async move { axum::serve(listener, app).await });
        let answer = post(&endpoint, &list).send().await.unwrap();
        assert_eq!(answer.status(), if nested { StatusCode::NOT_FOUND } else { StatusCode::OK });
        let text = answer.text().await.unwrap();
        assert!(!nested || text.contains("/mcp arrived"), "{text}");
    }
    // Alone it serves this machine and nobody else.
    let public = HttpOptions::new(Url::parse("https://mcp.example.com/mcp").unwrap()).unwrap();
    let everywhere = std::net::TcpListener::bind("0.0.0.0:0").unwrap();
    let refused = HttpServer::admitted(server, public).serve(everywhere, std::future::ready(())).await;
    assert_eq!(refused.unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
}
