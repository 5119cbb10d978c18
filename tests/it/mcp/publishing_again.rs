//! An author who keeps a text publishes it again and again, through the server: create_page once, then update_page.

use serde_json::{Value, json};

use super::process::Process;
use super::{facts, refusal, samples};

/// Constructs that a page shows otherwise than an author writes them.
const TEXTS: [&str; 16] = [
    "One.  Two.\n\n- a  b\n\n| c  d |\n|---|\n| e  f |",
    "a\n\n<br>\n\nb\n\n&nbsp;\n\nc",
    "<div align=\"center\">\n\n  <h1>x</h1>\n\n</div>\n\n<p align=\"center\">\n<br>\n</p>",
    "# Intro\n\n[go](#set-up)\n\n## Set up\n\nx",
    "a[^1]\n\n[^1]: note",
    "[TOC]\n\n::children{depth=2}",
    "a :jira{key=A-1} b",
    ":::panel{title=\"P\"}\n\na\n\n:::\n\n:::excerpt\n\nb\n\n:::",
    "!!! note\n    a\n\n=== \"Tab\"\n    b",
    "## Head {#custom}\n\n<a id=\"x\"></a>",
    "| a | b |\n|:-:|--:|\n| c | d |",
    "- [ ] a\n- [x] b\n\n```rust\nlet x = 1;\n```",
    ":jira{key=A-1}\n\n- :jira[A-2]\n- b",
    "# H\n\nText <ac:structured-macro ac:name=\"info\"><ac:rich-text-body><p>a</p></ac:rich-text-body></ac:structured-macro> more",
    "Optional<Time> and @app.route\n\n!!! warning Do not delete this\n    a\n\n*「x」*的",
    "```html\n<p>© a<br/>b</p> <ac:structured-macro ac:name=\"info\"/> —\n```",
];

async fn created(server: &mut Process, title: &str, content: &str) -> String {
    let arguments = json!({"space": "DOCS", "title": title, "content": content});
    let page = server.call("confluence_create_page", arguments).await;
    facts(&page)["id"].as_str().unwrap_or_else(|| panic!("{page}")).to_owned()
}

async fn updated(server: &mut Process, page: &str, content: &str) -> Value {
    server.call("confluence_update_page", json!({"page_id": page, "content": content})).await
}

#[tokio::test]
async fn the_same_text_twice_changes_nothing() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        for (at, text) in TEXTS.into_iter().enumerate() {
            let page = created(&mut server, &format!("Again {at}"), text).await;
            let before = sandbox.page_by_id(&page).unwrap().storage;
            let told = updated(&mut server, &page, text).await;
            assert_eq!(facts(&told)["changed"], json!(false), "{text}: {told}");
            assert_eq!(sandbox.page_by_id(&page).unwrap().storage, before, "{text}");
        }
    }
}

#[tokio::test]
async fn a_word_beside_macros_changes_alone() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let text = "[TOC]\n\n# One\n\n[go](#one)  now :jira{key=A-1}\n\n:::panel{title=P}\n\nword\n\n:::";
        let page = created(&mut server, "Beside macros", text).await;
        let before = sandbox.page_by_id(&page).unwrap().storage;
        updated(&mut server, &page, &text.replace("word", "other")).await;
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, before.replace("word", "other"));
        let refused = updated(&mut server, &page, &text.replace("title=P", "title=Q")).await;
        assert!(refusal(&refused).contains("the macro `panel`"), "{refused}");
    }
}

#[tokio::test]
async fn alignment_and_header_cells_are_written_and_a_dead_link_is_told() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let table = |header: &str| format!("{header}\n| a | b |");
        let page = created(&mut server, "Table", &table("| A | B |\n|---|---|")).await;
        updated(&mut server, &page, &table("| A | B |\n|:-:|--:|")).await;
        let storage = sandbox.page_by_id(&page).unwrap().storage;
        assert_eq!(storage.matches("text-align: center").count(), 2, "{storage}");
        updated(&mut server, &page, &table("| | |\n|---|---|\n| A | B |")).await;
        let storage = sandbox.page_by_id(&page).unwrap().storage;
        assert_eq!(storage.matches("<th").count(), 0, "{storage}");

        let page = created(&mut server, "Dead link", "[go](#set-up)\n\n## Set up\n\nx").await;
        let told = updated(&mut server, &page, "[go](#set-up)\n\nx").await;
        assert!(told.to_string().contains("the link to `#set-up` leads nowhere now"), "{told}");
    }
}
