//! Work on a long page ends with the call that wanted it: when the call is cancelled, and when its connection goes.
//!
//! What is measured is the time of processors that the server uses, which the machine's other work does not change.

use std::time::Duration;

use confluence_client::content::{Document, ReadOptions};
use serde_json::{Value, json};
use tests::sandbox::{Deployment, NewPage, Sandbox};
use tokio::time::sleep;

use super::process::{Process, command, ticks_of};
use crate::http::command::start;
use crate::http::{message, post};

/// What a call has to cost at least, in hundredths of a second: less could end before it is cancelled.
const WORTH_CANCELLING: u64 = 60;

/// A page with so many parts.
fn long_page(parts: usize) -> String {
    let item = "<li>some <strong>words</strong> and <a href=\"https://e.com\">a link</a></li>";
    (0..parts).map(|number| format!("<h2>Part {number}</h2><ul>{}</ul>", item.repeat(4))).collect()
}

/// Each kind of long work: to show a page takes a second, and to compare and write a third of it takes several.
async fn calls(sandbox: &Sandbox) -> Vec<(&'static str, Value)> {
    let add = |title: &str, storage: &str| sandbox.add_page(NewPage::new("LONG", title).storage(storage));
    let shown = add("Shown", &long_page(5000));
    let storage = long_page(1500);
    let written = add("Written", &storage);
    let markdown = Document::parse(&storage).unwrap().markdown(&ReadOptions::new()).text;
    let changed = markdown.replace("words", "other words");
    vec![
        ("confluence_get_page", json!({"page_id": shown})),
        ("confluence_update_page", json!({"page_id": written, "content": changed, "dry_run": true})),
    ]
}

async fn sandbox() -> Sandbox {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).start().await;
    sandbox.add_space("LONG", "Long");
    sandbox
}

/// Waits until a process has used so much more.
async fn uses(process: u32, ticks: u64) {
    let before = ticks_of(process);
    while ticks_of(process) < before + ticks {
        sleep(Duration::from_millis(2)).await;
    }
}

/// What a process has used in all when it uses nothing any more.
async fn at_rest(process: u32) -> u64 {
    loop {
        let before = ticks_of(process);
        sleep(Duration::from_millis(200)).await;
        if ticks_of(process) <= before + 1 {
            return before;
        }
    }
}

#[tokio::test]
async fn a_cancelled_call_ends_its_work() {
    let sandbox = sandbox().await;
    let mut server = Process::start(&sandbox.connection_string()).await;
    for (tool, arguments) in calls(&sandbox).await {
        let before = at_rest(server.id()).await;
        server.call(tool, arguments.clone()).await;
        let whole = at_rest(server.id()).await - before;
        assert!(whole >= WORTH_CANCELLING, "{tool} is too harmless: {whole}");
        let before = at_rest(server.id()).await;
        let call = json!({"name": tool, "arguments": arguments});
        server.send(&json!({"jsonrpc": "2.0", "id": "long", "method": "tools/call", "params": call})).await;
        uses(server.id(), whole / 4).await;
        let stop = json!({"requestId": "long"});
        server.send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": stop})).await;
        let used = at_rest(server.id()).await - before;
        assert!(used < whole * 2 / 3, "{tool} used {used} after it was cancelled, and uses {whole}");
        let alive = server.ask("ping", json!({})).await;
        assert!(alive["result"].is_object(), "{alive}");
    }
}

#[tokio::test]
async fn a_connection_that_goes_takes_its_work_along() {
    let sandbox = sandbox().await;
    let string = sandbox.connection_string();
    let arguments = ["serve", "--http", "127.0.0.1:0", "--log", "info", "--connection", &string];
    let (server, endpoint) = start(command(&arguments)).await;
    let id = server.id().unwrap();
    for (tool, arguments) in calls(&sandbox).await {
        let call = message("tools/call", &json!({"name": tool, "arguments": arguments}));
        let before = at_rest(id).await;
        let answer = post(&endpoint, &call).send().await.unwrap().text().await.unwrap();
        assert!(answer.contains("\"result\""), "{answer}");
        let whole = at_rest(id).await - before;
        assert!(whole >= WORTH_CANCELLING, "{tool} is too harmless: {whole}");
        let before = at_rest(id).await;
        let asked = tokio::spawn(post(&endpoint, &call).send());
        uses(id, whole / 4).await;
        asked.abort();
        let used = at_rest(id).await - before;
        assert!(used < whole * 2 / 3, "{tool} used {used} after its connection went, and uses {whole}");
    }
}
