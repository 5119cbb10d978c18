//! Pages that are named in another way than by an id: as in a link of our own Markdown, by a title with a slip in it, by the
//! address of their space; and what is no page, or no page any more.

use serde_json::{Value, json};
use tests::sandbox::{Deployment, NewPage, Sandbox};

use super::process::Process;
use super::{body, facts, refusal, samples, texts};

async fn everything(sandbox: &Sandbox) -> Process {
    Process::with(&["--unattended", "--toolsets", "all", "--connection", &sandbox.connection_string()]).await
}

#[tokio::test]
async fn a_page_is_found_as_links_in_our_markdown_name_it() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        for named in [
            "page:Getting started".to_owned(),
            "page:DOCS/Getting started#Install".to_owned(),
            "DOCS/Getting started".to_owned(),
            format!("content:{page}"),
            format!("\"{page}\""),
        ] {
            let read = facts(&server.call("confluence_get_page", json!({"page_id": named})).await);
            assert_eq!(read["id"], page, "{named}");
        }
    }
}

#[tokio::test]
async fn a_title_finds_blog_posts_and_folders_and_a_slip_finds_what_is_like_it() {
    for sandbox in samples().await {
        let cloud = sandbox.deployment() == Deployment::Cloud;
        let mut server = everything(&sandbox).await;
        let titled = |title: &str| json!({"title": title, "space_key": "DOCS"});
        let post = facts(&server.call("confluence_get_page", titled("Version 2.0 is out")).await);
        assert_eq!(post["kind"], "blogpost", "{post}");
        let guides = facts(&server.call("confluence_get_page", titled("Guides")).await);
        assert_eq!(guides["kind"], if cloud { "folder" } else { "page" }, "{guides}");
        let below = server.call("confluence_get_page_children", json!({"parent_id": "Guides"})).await;
        assert_eq!(facts(&below)["results"][0]["title"], "Install on Linux", "{below}");
        for slip in [titled("Geting started"), json!({"page_id": "Getting strated"})] {
            let refused = server.call("confluence_get_page", slip).await;
            assert!(refusal(&refused).contains("(\"Getting started\" in DOCS)"), "{refused}");
        }
        let gone = server.call("confluence_get_page", titled("Old installation guide")).await;
        assert!(refusal(&gone).contains("is in the trash of the space: confluence_restore_page"), "{gone}");
    }
}

#[tokio::test]
async fn the_address_of_a_space_leads_to_its_pages() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        for address in ["/spaces/DOCS/overview", "/spaces/DOCS", "/display/DOCS"] {
            let refused = server.call("confluence_get_page", json!({"page_id": address})).await;
            let said = refusal(&refused);
            assert!(said.contains("space DOCS") && said.contains("confluence_get_page_children"), "{said}");
        }
    }
}

#[tokio::test]
async fn a_space_beside_an_id_has_to_be_the_page_s_own() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let read = json!({"page_id": page, "space_key": "TEAM"});
        let refused = server.call("confluence_get_page", read).await;
        assert!(refusal(&refused).contains("is in the space DOCS and not in \"TEAM\""), "{refused}");
        facts(&server.call("confluence_get_page", json!({"page_id": page, "space_key": "docs"})).await);
        let copy =
            json!({"page_id": page, "title": "C", "target_parent_id": page, "target_space_key": "TEAM"});
        let refused = server.call("confluence_copy_page", copy).await;
        assert!(refusal(&refused).contains("is in the space DOCS and not in TEAM"), "{refused}");
        assert!(sandbox.page_by_title("DOCS", "C").is_none(), "nothing was copied");
    }
}

#[tokio::test]
async fn a_title_that_is_taken_names_its_page() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let new = json!({"title": "Architecture", "space_key": "DOCS", "content": "x"});
        let refused = server.call("confluence_create_page", new).await;
        assert!(refusal(&refused).contains(&format!("The page {page} has this title")), "{refused}");
    }
}

#[tokio::test]
async fn a_page_in_the_trash_is_shown_and_not_changed() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Gone").storage("<p>x</p>"));
        sandbox.trash_page(&page);
        let read = server.call("confluence_get_page", json!({"page_id": page})).await;
        assert_eq!((facts(&read)["status"].as_str(), body(&read).trim()), (Some("trashed"), "x"), "{read}");
        let steps = json!([{"op": "append", "content": "y"}]);
        for (tool, arguments) in [
            ("edit_page", json!({"page_id": page, "steps": steps})),
            ("update_page", json!({"page_id": page, "content": "y", "allow_loss": "body"})),
            ("delete_page", json!({"page_id": page})),
        ] {
            let refused = server.call(&format!("confluence_{tool}"), arguments).await;
            let said = refusal(&refused);
            assert!(said.contains("is in the trash") && said.contains("restore"), "{tool}: {said}");
        }
        let back = facts(&server.call("confluence_restore_page", json!({"page_id": page})).await);
        assert_eq!(back["status"], "current", "{back}");
    }
}

#[tokio::test]
async fn an_archived_page_is_neither_changed_nor_restored() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let page = sandbox.add_page(NewPage::new("TEAM", "Kept").storage("<p>x</p>"));
    facts(&server.call("confluence_delete_page", json!({"page_id": page, "archive": true})).await);
    let version = sandbox.page_by_id(&page).unwrap().version;
    let steps = json!([{"op": "append", "content": "y"}]);
    for (tool, arguments) in
        [("edit_page", json!({"page_id": page, "steps": steps})), ("restore_page", json!({"page_id": page}))]
    {
        let refused = server.call(&format!("confluence_{tool}"), arguments).await;
        let said = refusal(&refused);
        assert!(said.contains("archived") && said.contains("browser"), "{tool}: {said}");
    }
    assert_eq!(sandbox.page_by_id(&page).unwrap().version, version, "nothing was written");
}

#[tokio::test]
async fn a_draft_is_told_from_what_is_not_there() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let draft = sandbox.add_page(NewPage::new("TEAM", "Draft").storage("<p>x</p>").draft());
        let refused = server.call("confluence_copy_page", json!({"page_id": draft})).await;
        assert!(
            refusal(&refused).contains("is a draft") && refusal(&refused).contains("`publish`"),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn what_is_published_has_nothing_to_publish_and_is_changed_once() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Public").storage("<p>x</p>"));
        let refused = server.call("confluence_update_page", json!({"page_id": page, "publish": true})).await;
        assert!(refusal(&refused).contains("published already"), "{refused}");
        assert_eq!(sandbox.page_by_id(&page).unwrap().version, 1, "nothing was written");
        for (how, version) in [(json!({"publish": true}), 2), (json!({"status": "current"}), 3)] {
            let mut update = json!({"page_id": page, "content": format!("text {version}")});
            update.as_object_mut().unwrap().extend(how.as_object().unwrap().clone());
            facts(&server.call("confluence_update_page", update).await);
            assert_eq!(sandbox.page_by_id(&page).unwrap().version, version, "{how}");
        }
        let draft = sandbox.add_page(NewPage::new("TEAM", "Private").storage("<p>x</p>").draft());
        let update = json!({"page_id": draft, "content": "y", "status": "current"});
        assert_eq!(facts(&server.call("confluence_update_page", update).await)["status"], "current");
    }
}

#[tokio::test]
async fn a_parent_that_a_blog_post_cannot_have_is_refused() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let mut post = json!({"title": "Post", "space_key": "DOCS", "kind": "Blog Post", "content": "x"});
        let made = facts(&server.call("confluence_create_page", post.clone()).await);
        assert_eq!(made["kind"], "blogpost", "{made}");
        post["parent_id"] = json!(page);
        post["title"] = json!("Other post");
        let refused = server.call("confluence_create_page", post).await;
        assert!(refusal(&refused).contains("a blog post lies under no page"), "{refused}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_names_those_that_are() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        for tool in ["download_attachment", "get_attachments"] {
            let asked = json!({"content_id": page, "filename": "setup.sh"});
            let refused = server.call(&format!("confluence_{tool}"), asked).await;
            assert!(refusal(&refused).contains("\"overview.png\", \"install.sh\""), "{tool}: {refused}");
        }
    }
}

#[tokio::test]
async fn a_section_is_deleted_with_its_heading() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let body = "<h2>A</h2><p>a</p><h3>Deep</h3><p>b</p><h2>B</h2><p>c</p>";
        let page = sandbox.add_page(NewPage::new("TEAM", "Parts").storage(body));
        let delete = |step: Value| json!({"page_id": page, "steps": [step]});
        let refused = server.call("confluence_edit_page", delete(json!({"op": "delete_section"}))).await;
        assert!(refusal(&refused).contains("delete_section needs it"), "{refused}");
        let step = json!({"op": "delete_section", "heading": "A"});
        facts(&server.call("confluence_edit_page", delete(step)).await);
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, "<h2>B</h2><p>c</p>");
    }
}

#[tokio::test]
async fn what_another_tool_or_cql_does_is_said() {
    let [sandbox, data_center] = samples().await;
    let mut server = everything(&sandbox).await;
    for (tool, arguments, says) in [
        ("search", json!({"query": "x", "label": "howto"}), "in `query`, as CQL"),
        ("create_page", json!({"title": "x", "space_key": "DOCS", "labels": ["a"]}), "confluence_add_label"),
        ("get_page_views", json!({"page_id": "1", "since": "yesterday"}), "write it as `2026-01-31`"),
        ("get_page", json!({"page_id": ["1", "2"]}), "it names several"),
    ] {
        let refused = server.call(&format!("confluence_{tool}"), arguments).await;
        assert!(refusal(&refused).contains(says), "{tool}: {refused}");
    }
    let nobody = server.call("confluence_search_user", json!({"email": "grace@example.com"})).await;
    assert!(facts(&nobody)["hint"].as_str().unwrap().contains("e-mail"), "{nobody}");
    let mut server = everything(&data_center).await;
    let unknown = server.call("confluence_get_user", json!({"user_ids": "nope"})).await;
    assert!(refusal(&unknown).contains("no user is named \"nope\""), "{unknown}");
}

#[tokio::test]
async fn an_unknown_mention_is_told_among_the_notes() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let content = "Ask [@X](user:5b10ac8d82e05b22cc7d4eee).";
    let new = json!({"title": "Asked", "space_key": "TEAM", "content": content});
    let made = server.call("confluence_create_page", new).await;
    assert_eq!(texts(&made).0.len(), 1, "all of it is one JSON: {made}");
    assert!(facts(&made)["notes"][0].as_str().unwrap().contains("unknown user"), "{made}");
}

#[tokio::test]
async fn ids_that_a_search_finds_are_told_as_what_they_are() {
    for sandbox in samples().await {
        let cloud = sandbox.deployment() == Deployment::Cloud;
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let other = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let comment = sandbox.add_comment(&page, None, "<p>x</p>", tests::sandbox::Person::ALL[0]);
        let file = sandbox.add_attachment(&page, "notes.txt", "text/plain", b"x");
        for (tool, arguments) in [
            ("get_page", json!({"page_id": comment})),
            ("delete_page", json!({"page_id": comment})),
            ("move_page", json!({"page_id": comment, "target_parent_id": other})),
        ] {
            let refused = server.call(&format!("confluence_{tool}"), arguments).await;
            let said = refusal(&refused);
            assert!(said.contains("comment") && !said.contains("was moved"), "{tool}: {said}");
        }
        if cloud {
            assert!(file.starts_with("att"), "{file}");
            let refused = server.call("confluence_get_page", json!({"page_id": file})).await;
            assert!(refusal(&refused).contains("confluence_download_attachment"), "{refused}");
            let labels = server.call("confluence_get_labels", json!({"page_id": file})).await;
            assert!(!texts(&labels).1, "{labels}");
            let new = json!({"space_key": "TEAM", "title": "New", "template_id": "Meeting notes"});
            let refused = server.call("confluence_create_page", new).await;
            assert!(refusal(&refused).contains("confluence_list_page_templates"), "{refused}");
        }
        let titled = json!({"title": "Getting started", "space_key": "TEAM"});
        let refused = server.call("confluence_get_page", titled).await;
        assert!(refusal(&refused).contains("(\"Getting started\" in DOCS)"), "{refused}");
    }
}

#[tokio::test]
async fn a_space_is_found_by_words_of_its_name_and_not_by_letters_in_them() {
    for sandbox in samples().await {
        sandbox.add_space("PAY", "Payment production");
        let mut server = everything(&sandbox).await;
        let new = |key: &str| json!({"space_key": key, "title": "x", "content": "x"});
        for key in ["PROD", "ME", "AT", "ment"] {
            let refused = server.call("confluence_create_page", new(key)).await;
            let said = refusal(&refused);
            assert!(said.contains("keys are") && !said.contains("part of a name"), "{key}: {said}");
        }
        let refused = server.call("confluence_create_page", new("production")).await;
        assert!(refusal(&refused).contains("give the key PAY (\"Payment production\"), if"), "{refused}");
        let refused = server.call("confluence_create_page", new("my")).await;
        assert!(refusal(&refused).contains("begins with `~`"), "{refused}");
    }
}

#[tokio::test]
async fn an_id_is_taken_as_models_write_it() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        for named in [
            json!(format!("page_id={page}")),
            json!(format!("pageId: {page}")),
            json!(format!("id:{page}")),
            json!([page]),
            json!(format!("pages/{page}")),
            json!(format!("spaces/DOCS/pages/{page}")),
        ] {
            let read = facts(&server.call("confluence_get_page", json!({"page_id": named})).await);
            assert_eq!(read["id"], page, "{named}");
        }
        for several in [json!(format!("{page},{page}")), json!([page, page])] {
            let refused = server.call("confluence_get_page", json!({"page_id": several})).await;
            assert!(refusal(&refused).contains("names several"), "{refused}");
        }
        let year = sandbox.add_page(NewPage::new("TEAM", "2026"));
        let refused = server.call("confluence_get_page", json!({"page_id": "2026"})).await;
        assert!(refusal(&refused).contains("`title`") && refusal(&refused).contains(&year), "{refused}");
    }
}

#[tokio::test]
async fn where_a_space_would_do_its_address_leads_to_the_argument_for_it() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let moved = json!({"page_id": page, "target_parent_id": "/spaces/TEAM"});
        let refused = server.call("confluence_move_page", moved).await;
        assert!(refusal(&refused).contains("`target_space_key` TEAM"), "{refused}");
        let made = json!({"title": "x", "content": "x", "parent_id": "/spaces/TEAM"});
        let refused = server.call("confluence_create_page", made).await;
        assert!(refusal(&refused).contains("`space_key` TEAM"), "{refused}");
    }
}

#[tokio::test]
async fn a_file_is_found_by_its_name_in_the_place_of_its_id() {
    for sandbox in samples().await {
        let page = sandbox.add_page(NewPage::new("TEAM", "With a file"));
        sandbox.add_attachment(&page, "install.sh", "text/plain", b"echo hello");
        let mut server = everything(&sandbox).await;
        let named = json!({"attachment_id": "install.sh", "content_id": page});
        let read = server.call("confluence_download_attachment", named).await;
        assert!(texts(&read).0.concat().contains("echo hello"), "{read}");
        let alone =
            server.call("confluence_download_attachment", json!({"attachment_id": "install.sh"})).await;
        assert!(refusal(&alone).contains("`filename`"), "{alone}");
    }
}

#[tokio::test]
async fn a_folder_in_the_trash_is_told_as_that() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let made = json!({"space_key": "TEAM", "title": "Minutes", "kind": "folder"});
    let folder = facts(&server.call("confluence_create_page", made).await)["id"].clone();
    facts(&server.call("confluence_delete_page", json!({"page_id": folder})).await);
    let read = facts(&server.call("confluence_get_page", json!({"page_id": folder})).await);
    assert!(read["status"] == "trashed" && read["note"].as_str().unwrap().contains("in the trash"), "{read}");
    let refused = server.call("confluence_restore_page", json!({"page_id": folder})).await;
    assert!(refusal(&refused).contains("folder in the trash"), "{refused}");
}

#[tokio::test]
async fn arguments_of_other_servers_are_taken_or_told() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let read = json!({"page_id": page, "convert_to_markdown": true, "include_metadata": true});
        let read = facts(&server.call("confluence_get_page", read).await);
        assert!(read["notes"].to_string().contains("`convert_to_markdown` has no effect"), "{read}");
        let update = json!({"page_id": page, "content": "x", "parent_id": "1"});
        let refused = server.call("confluence_update_page", update).await;
        assert!(refusal(&refused).contains("confluence_move_page"), "{refused}");
        let update = json!({"page_id": page, "contents": "x"});
        let refused = server.call("confluence_update_page", update).await;
        // It is the content, which leaves out most of the page.
        assert!(refusal(&refused).contains("content would be lost"), "{refused}");
    }
}

#[tokio::test]
async fn labels_are_told_as_they_are_kept() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let added =
            server.call("confluence_add_label", json!({"page_id": page, "labels": "Two-Words"})).await;
        assert_eq!(facts(&added)["added"], json!(["two-words"]), "{added}");
        let removed = json!({"page_id": page, "labels": ["two-words", "TWO-WORDS"]});
        let removed = facts(&server.call("confluence_remove_label", removed).await);
        assert_eq!(removed["not_there"], json!([]), "{removed}");
    }
}
