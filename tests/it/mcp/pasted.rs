//! Addresses as people paste them: of pages, their versions, spaces, files, comments.

use serde_json::{Value, json};
use tests::sandbox::{Deployment, NewPage};

use super::jobs::everything;
use super::{facts, refusal, samples, texts};

#[tokio::test]
async fn a_page_is_named_by_whatever_shows_it() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let id = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let read = facts(&server.call("confluence_get_page", json!({"page_id": id})).await);
        let address = read["url"].as_str().unwrap().to_owned();
        let (_, bare) = address.split_once("://").unwrap();
        for named in [
            format!("<{address}>"),
            format!("[Getting started]({address})"),
            format!("[Getting started|{address}|smart-link]"),
            format!("{address}."),
            bare.to_owned(),
            format!("pageId={id}"),
            format!("confluence://pages/{id}"),
            format!("/spaces/DOCS/history/{id}"),
            format!("Hey, see {address} for it"),
            format!("Getting started - DOCS - Confluence <{address}>"),
            format!("/spaces/flyingpdf/pdfpageexport.action?pageId={id}"),
            "/rest/api/content?title=Getting%20started&spaceKey=DOCS".to_owned(),
        ] {
            let read = server.call("confluence_get_page", json!({"page_id": named})).await;
            assert_eq!(facts(&read)["id"], json!(id), "{named}");
        }
        for (named, says) in [
            ("/l/cp/ab12".to_owned(), "only a browser follows"),
            ("/spaces/viewspace.action?key=DOCS".to_owned(), "the space DOCS"),
            (format!("/download/attachments/{id}/install.sh"), "of the file"),
            (format!("/pages/diffpagesbyversion.action?pageId={id}"), "a comparison of versions"),
            (format!("{address} {address}"), "several URLs"),
            ("Hey, see https://elsewhere.example/x".to_owned(), "Hey, see"),
        ] {
            let refused = server.call("confluence_get_page", json!({"page_id": named})).await;
            let said = refusal(&refused);
            assert!(said.contains(says) && said.contains("`page_id`"), "{named}: {said}");
        }
        let found = server.call("confluence_search", json!({"query": address})).await;
        let (texts, failed) = texts(&found);
        assert!(
            !failed && (texts.concat().contains("confluence_get_page") || texts.concat().contains(&id)),
            "{found}"
        );
    }
}

#[tokio::test]
async fn an_address_of_a_version_reads_that_one_and_changes_nothing() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let id = sandbox.add_page(NewPage::new("TEAM", "Versions").storage("<p>First.</p>"));
        let change = json!({"page_id": id, "content": "Second."});
        facts(&server.call("confluence_update_page", change).await);
        let first = format!("/pages/viewpage.action?pageId={id}&pageVersion=1");
        let read = server.call("confluence_get_page", json!({"page_id": first})).await;
        assert!(texts(&read).0[1].contains("First."), "{read}");
        for first in [
            first,
            format!("/pages/viewpage.action?pageId={id}&amp;pageVersion=1"),
            match sandbox.deployment() {
                Deployment::Cloud => format!("/wiki/api/v2/pages/{id}/versions/1"),
                _ => format!("/rest/api/content/{id}/version/1"),
            },
            format!("/rest/api/content/{id}?status=historical&version=1"),
            format!("/pages/revertpagebacktoversion.action?pageId={id}&version=1"),
        ] {
            for (tool, more) in [("update_page", json!({"content": "Third."})), ("delete_page", json!({}))] {
                let mut change = json!({"page_id": first});
                change.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
                let refused = server.call(&format!("confluence_{tool}"), change).await;
                assert!(refusal(&refused).contains("the URL of version 1"), "{first}: {refused}");
            }
        }
        for (tool, arguments) in [
            ("get_page", json!({"page_id": id, "version": 99})),
            ("get_page_diff", json!({"page_id": id, "to_version": 99})),
            ("restore_page", json!({"page_id": id, "version": 99})),
        ] {
            let refused = server.call(&format!("confluence_{tool}"), arguments).await;
            let said = refusal(&refused);
            assert!(
                said.contains("the newest one is 2") && said.contains("get_page_history"),
                "{tool}: {said}"
            );
        }
    }
}

#[tokio::test]
async fn an_address_in_a_sentence_is_read_as_it_is_written_and_then_without_the_end() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        sandbox.add_page(NewPage::new("TEAM", "What now?").storage("<p>Asked.</p>"));
        for (title, found) in [
            ("Getting+started.", "Getting started"),
            ("Getting+started),", "Getting started"),
            ("What+now%3F", "What now?"),
        ] {
            let space = if found == "What now?" { "TEAM" } else { "DOCS" };
            let address = format!("{}/display/{space}/{title}", sandbox.url());
            let read = facts(&server.call("confluence_get_page", json!({"page_id": address})).await);
            assert_eq!(read["title"], found, "{title}: {read}");
        }
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let address = format!("{}/pages/viewpage.action?pageId={page}", sandbox.url());
        for pasted in [
            format!("<{address}|Getting started>"),
            format!("**{address}**:"),
            format!("https://y.example/?url={}", address.replace('/', "%2F").replace('?', "%3F")),
            address.replace("http://", "https://"),
        ] {
            for name in ["page_id", "page_url"] {
                let read = facts(&server.call("confluence_get_page", json!({name: pasted})).await);
                assert_eq!(read["title"], "Getting started", "{pasted}: {read}");
            }
        }
    }
}

#[tokio::test]
async fn a_space_is_named_by_its_key_its_address_or_its_id() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let spaces = facts(&server.call("confluence_list_spaces", json!({"query": "DOCS"})).await);
        let space = &spaces["results"][0];
        let mut names = vec![space["url"].clone(), json!("/spaces/viewspace.action?key=DOCS")];
        names.extend(space.get("id").cloned());
        for named in names {
            for (tool, argument) in [("get_labels", "space_key"), ("get_page_children", "space_id")] {
                let answer = server.call(&format!("confluence_{tool}"), json!({argument: named})).await;
                assert!(!texts(&answer).1, "{tool} {named}: {answer}");
            }
        }
        let refused = server.call("confluence_get_labels", json!({"space_key": 424_242})).await;
        assert!(refusal(&refused).contains("`space_key`"), "{refused}");
    }
}

#[tokio::test]
async fn files_comments_and_tasks_are_named_by_what_answers_show() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let comments = facts(&server.call("confluence_get_comments", json!({"page_id": page})).await);
        let comment = &comments["results"][0];
        let answered = server.call("confluence_get_comments", json!({"comment_id": comment["url"]})).await;
        assert!(!texts(&answered).1, "{comment}: {answered}");
        let files = facts(&server.call("confluence_get_attachments", json!({"content_id": page})).await);
        let file: Vec<&Value> =
            files["results"].as_array().unwrap().iter().filter(|file| file["name"] == "install.sh").collect();
        let id = file[0]["id"].as_str().unwrap();
        let digits = id.trim_start_matches("att");
        for arguments in [
            json!({"attachment_id": file[0]["url"]}),
            json!({"attachment_id": format!("/download/attachments/{page}/install.sh")}),
            json!({"content_id": format!("/pages/viewpage.action?pageId={page}&preview=/{page}/{digits}")}),
            json!({"attachment_id": format!("confluence://pages/{page}/attachments/install.sh")}),
        ] {
            let read = server.call("confluence_download_attachment", arguments.clone()).await;
            assert!(texts(&read).0.concat().contains("make install"), "{arguments}: {read}");
        }
        sandbox.reset_traffic();
        for (tool, argument) in [
            ("update_comment", "comment_id"),
            ("update_task", "task_id"),
            ("delete_attachment", "attachment_id"),
        ] {
            let mut arguments = json!({argument: "Write down"});
            match tool {
                "update_comment" => arguments["content"] = json!("x"),
                "update_task" => arguments["done"] = json!(true),
                _ => {}
            }
            let refused = server.call(&format!("confluence_{tool}"), arguments).await;
            let said = refusal(&refused);
            assert!(said.contains(&format!("`{argument}`")) && said.contains("Write down"), "{said}");
        }
        let asked = sandbox.traffic().requests;
        assert_eq!(asked, 0, "{:?}: what names nothing is not asked for", Deployment::Cloud);
    }
}
