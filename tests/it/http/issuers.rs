//! Issuers that name their users, or lay their addresses out, in ways of their own.

use reqwest::StatusCode;
use serde_json::json;

use super::browser::{Browser, Page, between};
use super::{Parts, Proof, Shared, call, connect, message, modern, post, said};

/// Logs in with this token, and tells what the browser ends with.
async fn log_in(shared: &Shared, token: &str) -> Page {
    let client = connect(&shared.running.endpoint, Some(token), modern(), ()).await;
    let (text, failed) = said(&call(&client, "confluence_get_user", json!({})).await);
    assert!(failed && text.contains("not logged in"), "{text}");
    let address = format!("http://{}", between(&text, "the login is at http://", "\n"));
    shared.issuer.set_user("one");
    let browser = Browser::default();
    let next = browser.press(&address).await;
    browser.open(next.as_str()).await
}

#[tokio::test]
async fn users_whom_sub_names_differently_in_both_tokens_are_named_by_another_claim() {
    for (in_access, in_id) in [("oid", "oid"), ("uid", "sub")] {
        let issuer = move |issuer: confluence_mcp::http::Issuer| match in_id == in_access {
            true => issuer.subject_claim(in_access),
            false => issuer.subject_claim(in_access).sign_in_subject_claim(in_id),
        };
        let shared =
            Shared::with(Proof::SignIn, Parts { issuer: Box::new(issuer), ..Parts::default() }).await;
        shared.issuer.name_users_by(in_id);
        let endpoint = &shared.running.endpoint;
        let token = shared.issuer.token_by(in_access, "one", endpoint.as_str());
        let page = log_in(&shared, &token).await;
        assert!(page.text.contains("Logged in"), "{in_access}: {page:?}");
        let client = connect(endpoint, Some(&token), modern(), ()).await;
        assert!(!said(&call(&client, "confluence_get_user", json!({})).await).1);
        let other = shared.issuer.token_by(in_access, "two", endpoint.as_str());
        let client = connect(endpoint, Some(&other), modern(), ()).await;
        assert!(said(&call(&client, "confluence_get_user", json!({})).await).1, "another with the same sub");
        for nameless in [shared.issuer.token("one", endpoint.as_str()), {
            shared.issuer.token_by(in_access, "", endpoint.as_str())
        }] {
            let refused = post(endpoint, &message("tools/list", &json!({}))).bearer_auth(nameless);
            assert_eq!(refused.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
        }
    }
}

#[tokio::test]
async fn a_login_whose_tokens_name_the_user_differently_is_somebody_elses() {
    let shared = Shared::start(Proof::SignIn).await;
    shared.issuer.name_users_by("sub");
    let token = shared.issuer.token_by("oid", "one", shared.running.endpoint.as_str());
    assert!(log_in(&shared, &token).await.text.contains("somebody else"));
}

#[tokio::test]
async fn a_sign_in_elsewhere_is_used_where_it_is_configured() {
    let sandbox = tests::sandbox::Sandbox::builder()
        .deployment(tests::sandbox::Deployment::DataCenter)
        .sample_content()
        .start()
        .await;
    let issuer = tests::issuer::Issuer::start().await;
    let elsewhere = issuer.url().replace("127.0.0.1", "localhost");
    issuer.point_sign_in_to(&elsewhere);
    let named = move |issuer: confluence_mcp::http::Issuer| {
        let issuer = issuer.authorization_url(&format!("{elsewhere}/authorize")).unwrap();
        issuer.token_url(&format!("{elsewhere}/token")).unwrap()
    };
    let parts = Parts { issuer: Box::new(named), ..Parts::default() };
    let running = parts.start(&sandbox, &issuer, Proof::SignIn, &super::unique());
    let shared = Shared { sandbox: std::sync::Arc::new(sandbox), issuer, running };
    let token = shared.running.token_for(&shared.issuer, "one");
    let page = log_in(&shared, &token).await;
    assert!(page.text.contains("Logged in"), "{page:?}");
}

#[tokio::test]
async fn who_lacks_the_scope_for_writing_is_offered_what_reads_and_can_call_no_more() {
    let issuer = |issuer: confluence_mcp::http::Issuer| issuer.write_scope("wiki:write");
    let shared = Shared::with(Proof::SignIn, Parts { issuer: Box::new(issuer), ..Parts::default() }).await;
    let endpoint = &shared.running.endpoint;
    assert!(
        log_in(&shared, &shared.running.token_for(&shared.issuer, "one")).await.text.contains("Logged in")
    );
    // Clients ask for what the challenge names, so that it names what only some callers get.
    let refused = post(endpoint, &message("tools/list", &json!({}))).send().await.unwrap();
    let challenge = refused.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.contains("scope=\"wiki:write\""), "{challenge}");
    let page = shared.sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
    for (scope, writes) in [("", false), ("wiki:write-not", false), ("wiki:read wiki:write", true)] {
        let mut claims = shared.issuer.claims("one", endpoint.as_str());
        claims["scope"] = json!(scope);
        let token = shared.issuer.sign(&claims);
        for mode in [super::legacy, modern] {
            let client = connect(endpoint, Some(&token), mode(), ()).await;
            let tools = client.list_all_tools().await.unwrap();
            assert!(tools.iter().any(|tool| tool.name == "confluence_get_page"));
            assert_eq!(tools.iter().any(|tool| tool.name == "confluence_add_comment"), writes, "{scope}");
            assert!(!said(&call(&client, "confluence_get_user", json!({})).await).1);
            let request = rmcp::model::CallToolRequestParams::new("confluence_add_comment");
            let arguments = json!({"page_id": page, "body": "seen"});
            let called =
                client.call_tool(request.with_arguments(arguments.as_object().unwrap().clone())).await;
            assert_eq!(called.is_ok_and(|result| result.is_error != Some(true)), writes, "{scope}");
        }
    }
}

/// A client that called with a token for less learns what to ask for: RFC 6750, section 3.1, and the step-up of MCP.
#[tokio::test]
async fn a_call_that_needs_more_than_the_token_allows_says_which_scopes_would_do() {
    let issuer = |issuer: confluence_mcp::http::Issuer| issuer.scope("wiki").write_scope("wiki:write");
    let shared = Shared::with(Proof::SignIn, Parts { issuer: Box::new(issuer), ..Parts::default() }).await;
    let endpoint = &shared.running.endpoint;
    let token = |scope: &str| {
        let mut claims = shared.issuer.claims("one", endpoint.as_str());
        claims["scope"] = json!(scope);
        shared.issuer.sign(&claims)
    };
    let call = async |tool: &str, scope: &str| {
        let call = message("tools/call", &json!({"name": tool, "arguments": {"page_id": "1", "body": "x"}}));
        let answer = post(endpoint, &call).bearer_auth(token(scope)).send().await.unwrap();
        let challenge = answer.headers().get("www-authenticate").map(|it| it.to_str().unwrap().to_owned());
        (answer.status().as_u16(), challenge.unwrap_or_default(), answer.text().await.unwrap())
    };
    let (status, challenge, body) = call("confluence_add_comment", "wiki").await;
    assert_eq!(status, 403, "{body}");
    for part in [
        "Bearer resource_metadata=\"http",
        "scope=\"wiki wiki:write\"",
        "error=\"insufficient_scope\"",
        "error_description=\"the tool changes something",
    ] {
        assert!(challenge.contains(part), "{part}: {challenge}");
    }
    let error: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(error["id"], 1, "{error}");
    let said = error["error"]["message"].as_str().unwrap();
    assert!(said.contains("confluence_add_comment") && said.contains("wiki:write"), "{said}");

    // What reads passes, what there is not is told by the protocol, and the scope of every token is asked for alone.
    assert_eq!(call("confluence_get_user", "wiki").await.0, 200);
    assert_eq!(call("no_such_tool", "wiki").await.0, 200);
    assert_eq!(call("confluence_add_comment", "wiki wiki:write").await.0, 200);
    let (status, challenge, _) = call("confluence_get_user", "wiki:write").await;
    assert_eq!(status, 403);
    assert!(challenge.contains("scope=\"wiki\"") && challenge.contains("insufficient_scope"), "{challenge}");
}
