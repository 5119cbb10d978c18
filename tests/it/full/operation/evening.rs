//! An administrator's evening: somebody creates a page, deletes it, and leaves the company; who was it, and when?

use std::process::Stdio;

use serde_json::{Value, json};
use tests::sandbox::{ADMIN, Person};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::company::Company;
use super::proxies::Kind;
use crate::http::{call, message, post, said};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nginx, PostgreSQL and jq: cargo xtask test --full operation"]
async fn the_audit_log_answers_who_did_what_and_when_and_who_left_is_out() {
    let mut company = Company::open(Kind::Nginx).await;
    company.log_in("ada", ADMIN).await;
    company.log_in("grace", Person::GRACE).await;

    let ada = company.client("ada").await;
    let new = json!({"space": "DOCS", "title": "Canary plans", "content": "canary text"});
    let (created, failed) = said(&call(&ada, "confluence_create_page", new).await);
    assert!(!failed, "{created}");
    let created: Value = serde_json::from_str(created.lines().next().unwrap()).unwrap();
    let page = created["id"].as_str().unwrap().to_owned();
    let (gone, failed) = said(&call(&ada, "confluence_delete_page", json!({"page_id": page})).await);
    assert!(!failed, "{gone}");

    // The command of the page on the audit log answers who deleted which page, and when.
    let answered = asked_as_documented(&company.audit()).await;
    let row = answered.lines().find(|row| row.contains(&page)).unwrap_or_else(|| panic!("{answered}"));
    let [time, who, what] = row.split('\t').collect::<Vec<_>>()[..] else { panic!("{row}") };
    assert!(time.ends_with('Z') && who == "ada@example.com" && what == page, "{row}");
    let told: Vec<Value> = company.audit().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let creation = told.iter().find(|line| line["tool"] == "confluence_create_page").unwrap();
    assert_eq!((&creation["content"], &creation["space"]), (&json!(page), &json!("DOCS")));
    assert!(!company.audit().to_lowercase().contains("canary"), "no titles, no texts");
    // The digest that the log has is the one that the administrator can look up.
    let status = company.operator(&["status", "--principal", company.issuer.url(), "ada"]).await;
    assert!(status.contains(creation["caller"].as_str().unwrap()), "{status}");

    // Ada leaves. Servers that run notice within a minute; one that starts knows it at once.
    company.operator(&["logout", "--principal", company.issuer.url(), "ada"]).await;
    for at in [0, 1] {
        company.restart(at).await;
    }
    let (out, failed) = said(&call(&company.client("ada").await, "confluence_get_user", json!({})).await);
    assert!(failed && out.contains("not logged in"), "{out}");
    let mut expired = company.issuer.claims("ada", company.endpoint.as_str());
    expired["exp"] = json!(1);
    let listed = post(&company.endpoint, &message("tools/list", &json!({})));
    let refused = listed.bearer_auth(company.issuer.sign(&expired)).send().await.unwrap();
    assert_eq!(refused.status(), 401);
    // The line is written while the answer is on its way.
    for _ in 0..50 {
        if company.audit().contains("the token has expired") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(company.audit().contains("the token has expired"), "{}", company.audit());
    // Grace stays.
    let (stays, failed) = said(&call(&company.client("grace").await, "confluence_get_user", json!({})).await);
    assert!(!failed && stays.contains("Grace"), "{stays}");
}

/// Runs the command of the documentation on these lines.
async fn asked_as_documented(lines: &str) -> String {
    let page = include_str!("../../../../confluence-mcp/docs/operation/audit-log.md");
    let command = page.lines().find(|line| line.starts_with("jq ")).expect("a command that asks the log");
    let command = command.trim_end_matches(" audit.jsonl");
    let mut shell = Command::new("sh");
    shell.args(["-eu", "-c", command]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = shell.spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines.as_bytes()).await.unwrap();
    let ended = child.wait_with_output().await.unwrap();
    assert!(ended.status.success(), "{command}");
    String::from_utf8(ended.stdout).unwrap()
}
