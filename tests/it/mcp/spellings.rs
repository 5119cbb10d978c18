//! One text that Unicode spells in two ways, letters that are drawn onto others, and signs that no keyboard has.

use serde_json::json;
use tests::sandbox::{NewPage, Sandbox};

use super::process::Process;
use super::{facts, refusal, samples};

/// As macOS writes it, and as anybody else does.
const APART: &str = "Re\u{301}sume\u{301}";
const ONE: &str = "R\u{e9}sum\u{e9}";

async fn everything(sandbox: &Sandbox) -> Process {
    Process::with(&["--unattended", "--toolsets", "all", "--connection", &sandbox.connection_string()]).await
}

#[tokio::test]
async fn a_file_a_page_and_a_text_are_found_in_either_spelling() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        for (there, typed) in [(APART, ONE), (ONE, APART)] {
            let title = format!("{there} {}", there.len());
            let page =
                sandbox.add_page(NewPage::new("TEAM", &title).storage(format!("<p>The {there} of Ada</p>")));
            sandbox.add_attachment(&page, &format!("{there}.txt"), "text/plain", b"twelve");
            let file = json!({"page_id": page, "filename": format!("{typed}.txt")});
            let read = server.call("confluence_download_attachment", file).await;
            assert!(read.to_string().contains("twelve"), "{read}");
            let named = json!({"space_key": "TEAM", "title": format!("{typed} {}", there.len())});
            let read = facts(&server.call("confluence_get_page", named).await);
            assert_eq!(read["id"], page, "{read}");
            let step = json!({"op": "replace_text", "find": format!("{typed} of"), "replace": "CV of"});
            facts(&server.call("confluence_edit_page", json!({"page_id": page, "steps": [step]})).await);
            assert_eq!(sandbox.page_by_id(&page).unwrap().storage, "<p>The CV of Ada</p>");
        }
    }
}

#[tokio::test]
async fn a_name_in_an_error_can_be_given_back() {
    let names = ["हिन्दी.txt", "ที่.txt", "👩\u{200d}💻.txt", "Re\u{301}sume\u{301}.txt"];
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Names").storage("<p>x</p>"));
        for name in names {
            sandbox.add_attachment(&page, name, "text/plain", b"twelve");
        }
        let none = json!({"page_id": page, "filename": "none.txt"});
        let refused = refusal(&server.call("confluence_download_attachment", none).await).to_owned();
        for name in names {
            assert!(refused.contains(&format!("\"{name}\"")), "{name}: {refused}");
        }
    }
}

#[tokio::test]
async fn a_comment_is_put_on_words_that_are_typed_on_a_keyboard() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let storage = "<p>It\u{2019}s \u{201c}done\u{201d} \u{2013} in\u{a0}2027</p><p>it's \"open\"</p>";
        let page = sandbox.add_page(NewPage::new("TEAM", "Typed").storage(storage));
        let new = json!({"page_id": page, "content": "Really?", "text_selection": "it's \"done\" - in 2027"});
        facts(&server.call("confluence_add_comment", new).await);
        let storage = sandbox.page_by_id(&page).unwrap().storage;
        let marked = ">It\u{2019}s \u{201c}done\u{201d} \u{2013} in\u{a0}2027</ac:inline-comment-marker>";
        assert!(storage.contains(marked), "{storage}");
    }
}

#[tokio::test]
async fn a_heading_is_named_however_it_is_written_and_the_edit_that_failed_by_its_number() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let storage = "<h2>\u{dc}bersicht <em>1</em></h2><p>a</p>\
            <ac:structured-macro ac:name=\"chart\"><ac:parameter ac:name=\"type\">pie</ac:parameter></ac:structured-macro>\
            <h2>Rest</h2><p>b</p>";
        let page = sandbox.add_page(NewPage::new("TEAM", "Headings").storage(storage));
        let edit = |steps| json!({"page_id": page, "steps": steps});
        let below = json!({"op": "insert_after", "block": "## \u{fc}bersicht 1", "content": "new"});
        let missing = json!({"op": "replace_text", "find": "nowhere", "replace": "x"});
        let refused = server.call("confluence_edit_page", edit(json!([below, missing]))).await;
        assert!(refusal(&refused).contains("steps[1]: `nowhere` is not on the page"), "{refused}");
        facts(&server.call("confluence_edit_page", edit(json!([below]))).await);
        assert!(sandbox.page_by_id(&page).unwrap().storage.contains("</h2><p>new</p><p>a</p>"));
        let other = json!({"op": "insert_after", "block": "Elsewhere", "content": "new"});
        let refused = server.call("confluence_edit_page", edit(json!([other]))).await;
        let told = refusal(&refused);
        assert!(
            told.contains("no heading is called `Elsewhere`; the headings are") && told.contains("Rest"),
            "{told}"
        );
        // Whoever deletes a section means what is in it.
        let section = json!({"op": "delete_section", "heading": "\u{dc}BERSICHT 1"});
        facts(&server.call("confluence_edit_page", edit(json!([section]))).await);
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, "<h2>Rest</h2><p>b</p>");
    }
}
