//! What has to pass through a proxy: a login, a stream, and every call while a server is restarted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use serde_json::json;
use tests::sandbox::{ADMIN, Deployment, Sandbox};

use super::company::Company;
use super::proxies::{Kind, Proxy};
use crate::full::debian::free_port;
use crate::http::command::start;
use crate::http::{message, post};
use crate::mcp::process::command;

/// So many callers call all the time.
const CALLERS: usize = 6;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs proxies and PostgreSQL: cargo xtask test --full operation"]
async fn a_login_passes_and_a_rolling_restart_under_load_loses_no_call() {
    for kind in Kind::ALL {
        let mut company = Company::open(kind).await;
        for at in 0..CALLERS {
            company.log_in(&format!("caller-{at}"), ADMIN).await;
        }
        let (ended, calls) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let mut callers = tokio::task::JoinSet::new();
        for at in 0..CALLERS {
            let (ended, calls) = (Arc::clone(&ended), Arc::clone(&calls));
            let (endpoint, token) = (company.endpoint.clone(), company.token(&format!("caller-{at}")));
            callers.spawn(async move {
                while !ended.load(Ordering::Relaxed) {
                    let asked =
                        message("tools/call", &json!({"name": "confluence_get_user", "arguments": {}}));
                    let answer = post(&endpoint, &asked).bearer_auth(&token).send().await;
                    let answer = answer.unwrap_or_else(|error| panic!("{kind:?}: {error:?}"));
                    let status = answer.status();
                    let text = answer.text().await.unwrap_or_else(|error| panic!("{kind:?}: {error:?}"));
                    assert!(
                        status.is_success() && text.contains("Ada Lovelace"),
                        "{kind:?}: {status} {text}"
                    );
                    calls.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            });
        }
        let begun = Instant::now();
        for at in [0, 1] {
            company.restart(at).await;
        }
        ended.store(true, Ordering::Relaxed);
        while let Some(caller) = callers.join_next().await {
            caller.unwrap_or_else(|error| panic!("{error}\n{}", company.proxy.log()));
        }
        let calls = calls.load(Ordering::Relaxed);
        println!("{kind:?}: both servers restarted in {:?}, {calls} calls, none lost", begun.elapsed());
        assert!(calls > CALLERS * 20, "{calls}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs proxies: cargo xtask test --full operation"]
async fn what_a_call_tells_on_the_way_passes_at_once() {
    for kind in Kind::ALL {
        let confluence = Sandbox::builder().deployment(Deployment::Cloud).sample_content().start().await;
        let home = confluence.page_by_title("DOCS", "Install on Linux").unwrap().id;
        let target = confluence.page_by_title("TEAM", "Meeting notes").unwrap().id;
        let string = confluence.connection_string();
        let port = free_port();
        let mut serve = command(&["serve", "--http", "127.0.0.1:0", "--log", "info", "--token", "env:T"]);
        serve.args(["--public-url", &format!("https://localhost:{port}/mcp"), "--connection", &string]);
        serve.env("T", "canary");
        let (_child, endpoint) = start(serve).await;
        let at = endpoint.port().unwrap();
        let proxy = Proxy::start(kind, port, [at, at]);
        let endpoint = format!("https://localhost:{port}/mcp").parse().unwrap();
        let arguments = json!({"page_id": home, "target_parent_id": target, "include_children": true});
        let asked =
            json!({"name": "confluence_copy_page", "arguments": arguments, "_meta": {"progressToken": "p"}});
        // The proxies that look whether a server is ready need a moment.
        tokio::time::sleep(Duration::from_secs(3)).await;
        confluence.set_latency(Duration::from_millis(400));
        let answer =
            post(&endpoint, &message("tools/call", &asked)).bearer_auth("canary").send().await.unwrap();
        assert!(answer.status().is_success(), "{kind:?}: {} {}", answer.status(), proxy.log());
        let (mut bytes, mut text, mut told) = (answer.bytes_stream(), String::new(), None);
        while let Some(some) = bytes.next().await {
            text.push_str(&String::from_utf8_lossy(&some.unwrap()));
            if told.is_none() && text.contains("notifications/progress") {
                told = Some(Instant::now());
            }
        }
        let before = told.unwrap_or_else(|| panic!("{kind:?}: {text}")).elapsed();
        println!("{kind:?}: the first word came {before:?} before the end");
        assert!(before > Duration::from_millis(300), "{kind:?} kept it back: {before:?}");
        assert!(text.contains("\"id\":1") && !text.contains("isError\":true"), "{text}");
    }
}
