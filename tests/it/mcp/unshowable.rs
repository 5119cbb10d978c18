//! Markdown that a page, a title or a parameter cannot hold: refused or told; and blocks of HTML, and mentions of nobody.

use serde_json::{Value, json};
use tests::sandbox::{NewPage, Sandbox};

use super::process::Process;
use super::{facts, refusal, samples};

async fn everything(sandbox: &Sandbox) -> Process {
    Process::with(&["--unattended", "--toolsets", "all", "--connection", &sandbox.connection_string()]).await
}

/// The Markdown of a page with another word in it, written back; what the page is then, and what was told.
async fn rewritten(sandbox: &Sandbox, storage: &str, (from, to): (&str, &str)) -> (String, Value) {
    let mut server = everything(sandbox).await;
    let page = sandbox.add_page(NewPage::new("TEAM", &format!("Odd {}", storage.len())).storage(storage));
    let read = facts(&server.call("confluence_get_page", json!({"page_id": page})).await);
    let markdown =
        super::body(&server.call("confluence_get_page", json!({"page_id": page})).await).replace(from, to);
    let update = json!({"page_id": page, "content": markdown, "version": read["version"]["number"]});
    let told = server.call("confluence_update_page", update).await;
    (sandbox.page_by_id(&page).unwrap().storage, told)
}

#[tokio::test]
async fn a_mention_of_nobody_and_blocks_of_html_are_left_alone() {
    for sandbox in samples().await {
        for (storage, expected) in [
            (
                "<p>by <ac:link><ri:user /></ac:link></p><p>old</p>",
                "<p>by <ac:link><ri:user /></ac:link></p><p>new</p>",
            ),
            ("<address>old</address><center>ce</center>", "<address>new</address><center>ce</center>"),
            ("<article>a</article><aside>old</aside>", "<article>a</article><aside>new</aside>"),
        ] {
            let (stored, told) = rewritten(&sandbox, storage, ("old", "new")).await;
            assert_eq!(stored, expected, "{told}");
        }
    }
}

#[tokio::test]
async fn what_would_be_no_page_or_nobody_is_refused() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        for (content, says) in [
            (":::layout-cell\nx\n:::", "`:::layout` stands on the page itself"),
            (
                "> :::layout\n> :::layout-section{type=single}\n> :::layout-cell\n> x\n> :::\n> :::\n> :::",
                "`:::layout` stands",
            ),
            ("::profile{user=\"user:me\"}", "`user:me` names nobody in a parameter"),
            ("::profile{user=\"[@Ada Lovelace](user:)\"}", "write `profile{user=\"user:ID\"}`"),
        ] {
            let page = json!({"space_key": "TEAM", "title": "Refused", "content": content});
            let refused = server.call("confluence_create_page", page).await;
            assert!(refusal(&refused).contains(says), "{content}: {refused}");
        }
    }
    let [cloud, data_center] = samples().await;
    for (sandbox, attribute) in [(cloud, "ri:account-id"), (data_center, "ri:userkey")] {
        let mut server = everything(&sandbox).await;
        let page = json!({"space_key": "TEAM", "title": "Person", "content": "::profile{user=\"user:ada\"}"});
        let id = facts(&server.call("confluence_create_page", page).await)["id"].as_str().unwrap().to_owned();
        let storage = sandbox.page_by_id(&id).unwrap().storage;
        assert!(storage.contains(&format!("<ri:user {attribute}=\"")), "{storage}");
    }
}

#[tokio::test]
async fn what_a_title_or_a_page_cannot_show_is_told() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let told = [
            (
                "<details><summary>See [docs](https://e.com)</summary>\n\nx\n</details>",
                "`https://e.com` was left out of the title",
            ),
            ("!!! note \"See [docs](https://e.com)\"\n    x", "a title is plain text"),
            ("![](attachment:a.png \"[b](https://e.com)\")", "a title is plain text"),
            ("[f](./report.xlsx)", "write `attachment:report.xlsx`"),
            ("![[Note#Sec]]", "`::include{default=\"page:Note\"}`"),
            ("![[doc.pdf]]", "`[doc.pdf](attachment:doc.pdf)`"),
            ("```macro unknownthing\nx\n```", "`unknownthing` was written as a macro"),
            ("```mermaid\na-->b\n```", "Confluence draws it only with an app"),
            (".. note:: x", "an alert is `> [!NOTE]`"),
            ("- [>] later", "a task is `- [ ] text`"),
        ];
        for (at, (content, says)) in told.into_iter().enumerate() {
            let page = json!({"space_key": "TEAM", "title": format!("Told {at}"), "content": content});
            let told = server.call("confluence_create_page", page).await;
            assert!(
                facts(&told)["notes"]
                    .to_string()
                    .contains(&json!(says).to_string().trim_matches('"').to_owned()),
                "{content}: {told}"
            );
        }
        let table = "| a |\n|---|\n| ```js<br>x = 1;<br>y = 2;<br>``` |";
        let page = json!({"space_key": "TEAM", "title": "Fence in a cell", "content": table});
        let id = facts(&server.call("confluence_create_page", page).await)["id"].as_str().unwrap().to_owned();
        let storage = sandbox.page_by_id(&id).unwrap().storage;
        assert!(storage.contains("<![CDATA[x = 1;\ny = 2;]]>"), "{storage}");
    }
}
