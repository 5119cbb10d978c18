//! Long calls: they can be stopped, and they tell how far they are.

use std::time::Duration;

use serde_json::json;
use tests::sandbox::{Deployment, NewPage, Sandbox};
use tokio::time::sleep;

use super::process::Process;
use super::texts;

#[tokio::test]
async fn a_call_that_is_cancelled_sends_no_more_requests() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).start().await;
    sandbox.add_space("DEEP", "Deep");
    let top = sandbox.add_page(NewPage::new("DEEP", "0"));
    let mut above = top.clone();
    for level in 1..15 {
        above = sandbox.add_page(NewPage::new("DEEP", &level.to_string()).parent(above));
    }
    sandbox.set_latency(Duration::from_millis(60));
    let mut server = Process::start(&sandbox.connection_string()).await;
    sandbox.reset_traffic();
    let call = json!({"name": "confluence_get_page_children", "arguments": {"parent_id": top, "depth": 20}});
    server.send(&json!({"jsonrpc": "2.0", "id": "long", "method": "tools/call", "params": call})).await;
    sleep(Duration::from_millis(250)).await;
    let stop = json!({"requestId": "long", "reason": "enough"});
    server.send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": stop})).await;
    sleep(Duration::from_millis(150)).await;
    let stopped = sandbox.traffic().requests;
    assert!((1..12).contains(&stopped), "{stopped} requests before the end");
    sleep(Duration::from_millis(500)).await;
    assert_eq!(sandbox.traffic().requests, stopped, "it went on");
    sandbox.set_latency(Duration::ZERO);
    let whole = server.call("confluence_get_page_children", json!({"parent_id": top, "depth": 20})).await;
    assert!(texts(&whole).0[0].contains("\"depth\":14"), "the server goes on: {whole}");
}

#[tokio::test]
async fn long_work_tells_how_far_it_is_to_those_who_ask() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let home = sandbox.page_by_title("DOCS", "Install on Linux").unwrap().id;
    let target = sandbox.page_by_title("TEAM", "Meeting notes").unwrap().id;
    let mut server = Process::start(&sandbox.connection_string()).await;
    let arguments = json!({"page_id": home, "target_parent_id": target, "include_children": true});
    let call =
        json!({"name": "confluence_copy_page", "arguments": arguments, "_meta": {"progressToken": "p1"}});
    let copied = server.ask("tools/call", call).await;
    assert!(!texts(&copied["result"]).1, "{copied}");
    let progress = server.told().iter().filter(|message| message["method"] == "notifications/progress");
    let told: Vec<_> =
        progress.map(|message| (&message["params"]["progressToken"], &message["params"]["total"])).collect();
    assert!(!told.is_empty() && told.iter().all(|told| *told == (&json!("p1"), &json!(100.0))), "{told:?}");
    let progress = server.told().iter().filter_map(|message| message["params"]["progress"].as_f64());
    assert!(progress.collect::<Vec<_>>().windows(2).all(|pair| pair[0] < pair[1]), "each is further");
    assert!(sandbox.page_by_title("TEAM", "Troubleshooting").is_some());
    server.call("confluence_copy_page", json!({"page_id": home, "title": "Other "})).await;
    assert!(server.told().is_empty(), "nobody asked: {:?}", server.told());
}
