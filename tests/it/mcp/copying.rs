//! Copies: of what few may read, of what is no page, and of a tree that the service works on.

use serde_json::{Value, json};
use tests::sandbox::{Deployment, Fault, NewPage, Person, Sandbox};

use super::jobs::everything;
use super::process::Process;
use super::{facts, refusal, samples};

/// Who may read content, by their ids.
async fn readers(server: &mut Process, page: &Value) -> usize {
    let told = facts(&server.call("confluence_get_page_restrictions", json!({"page_id": page})).await);
    told["read"]["people"].as_array().map_or(0, Vec::len)
}

fn secret(sandbox: &Sandbox) -> String {
    let page = sandbox.add_page(NewPage::new("TEAM", "Secret").storage("<p>hush</p>"));
    sandbox.restrict_reading(&page, &[Person::ALL[0]]);
    page
}

#[tokio::test]
async fn a_copy_of_what_few_may_read_is_open_only_if_that_was_said() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = secret(&sandbox);
        let below = sandbox.add_page(NewPage::new("TEAM", "Below").storage("<p>too</p>").parent(&page));
        for of in [&page, &below] {
            let copy = |title: &str| json!({"page_id": of, "target_space_key": "DOCS", "title": format!("{title} {of}")});
            let refused = server.call("confluence_copy_page", copy("Open")).await;
            let said = refusal(&refused);
            assert!(said.contains("only some may read") && said.contains("set to `copy`"), "{said}");
            assert!(sandbox.page_by_title("DOCS", &format!("Open {of}")).is_none());

            let mut closed = copy("Closed");
            closed["restrictions"] = json!("copy");
            let made = facts(&server.call("confluence_copy_page", closed).await);
            assert_eq!(readers(&mut server, &made["id"]).await, 1, "{made}");
            let stored = sandbox.page_by_id(made["id"].as_str().unwrap()).unwrap().storage;
            assert!(["<p>hush</p>", "<p>too</p>"].contains(&stored.as_str()), "{stored}");
            if sandbox.deployment() == Deployment::DataCenter {
                assert_eq!(made["version"]["number"], 2, "the first version is empty: {made}");
            }

            let mut open = copy("Said");
            open["restrictions"] = json!("none");
            let made = facts(&server.call("confluence_copy_page", open).await);
            assert_eq!(readers(&mut server, &made["id"]).await, 0, "{made}");
        }
        // What is restricted by a page above both is so without a word.
        let beside = json!({"page_id": below, "title": "Beside"});
        let made = facts(&server.call("confluence_copy_page", beside).await);
        assert_eq!(readers(&mut server, &made["id"]).await, 0, "{made}");
    }
}

#[tokio::test]
async fn a_tree_is_copied_with_the_restrictions_of_each_page() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let top = sandbox.add_page(NewPage::new("TEAM", "Top"));
    let hidden = sandbox.add_page(NewPage::new("TEAM", "Hidden").parent(&top));
    sandbox.restrict_reading(&hidden, &[Person::ALL[0]]);
    let copy = |of: &str| json!({"page_id": of, "target_space_key": "DOCS", "title": "New ", "include_children": true});
    facts(&server.call("confluence_copy_page", copy(&top)).await);
    let made = json!(sandbox.page_by_title("DOCS", "New Hidden").unwrap().id);
    assert_eq!(readers(&mut server, &made).await, 1);
    let refused = server.call("confluence_copy_page", copy(&hidden)).await;
    assert!(refusal(&refused).contains("only some may read"), "{refused}");
}

#[tokio::test]
async fn work_that_was_begun_is_no_failure_though_nobody_may_look_at_it() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let top = sandbox.add_page(NewPage::new("TEAM", "Top"));
    let copy = |prefix: &str| json!({"page_id": top, "title": prefix, "include_children": true});
    sandbox.next_of("getTask", Fault::Forbidden, 1);
    let told = facts(&server.call("confluence_copy_page", copy("A ")).await);
    assert_eq!(told["finished"], false, "{told}");
    let notes = told["notes"].to_string();
    assert!(
        notes.contains("was begun and goes on") && notes.contains("confluence_get_page_children"),
        "{told}"
    );
    assert_eq!(sandbox.traffic().count("copyPageHierarchy"), 1);
    sandbox.next_of("getTask", Fault::BadGateway, 1);
    let told = facts(&server.call("confluence_copy_page", copy("B ")).await);
    assert_eq!(told["finished"], true, "{told}");
}

#[tokio::test]
async fn folders_move_and_are_restricted_and_nothing_copies_them() {
    let [sandbox, _] = samples().await;
    let mut server = everything(&sandbox).await;
    let folder = sandbox.add_page(NewPage::new("TEAM", "Drawer").folder());
    let target = sandbox.add_page(NewPage::new("TEAM", "Target"));
    let moved =
        server.call("confluence_move_page", json!({"page_id": folder, "target_parent_id": target})).await;
    let moved = facts(&moved);
    assert_eq!((&moved["kind"], &moved["parent"]), (&json!("folder"), &json!(target)), "{moved}");
    let refused = server.call("confluence_copy_page", json!({"page_id": folder, "title": "X"})).await;
    assert!(refusal(&refused).contains("copies pages alone"), "{refused}");
    let set = json!({"page_id": folder, "read_users": ["me"]});
    let set = facts(&server.call("confluence_set_page_restrictions", set).await);
    assert_eq!(set["read"]["people"].as_array().map(Vec::len), Some(1), "{set}");
}

#[tokio::test]
async fn a_title_that_is_taken_is_told_with_the_page_that_has_it() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let taken = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let copy = json!({"page_id": page, "title": "Getting started"});
        let refused = server.call("confluence_copy_page", copy).await;
        assert!(refusal(&refused).contains(&format!("The page {taken} has this title")), "{refused}");
    }
}

#[tokio::test]
async fn labels_that_were_added_are_told_and_not_to_be_added_again() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = sandbox.add_page(NewPage::new("TEAM", "Labelled").storage("<p>x</p>"));
        let names: Vec<String> = (0..30).map(|number| format!("label-{number:02}")).collect();
        let add = if sandbox.deployment() == Deployment::Cloud { "addLabelsToContent" } else { "addLabels" };
        sandbox.next_of(add, Fault::Delay(std::time::Duration::ZERO), 1);
        sandbox.next_of(add, Fault::ServiceError, 9);
        let told = server.call("confluence_add_label", json!({"page_id": page, "labels": names})).await;
        let said = refusal(&told);
        assert!(said.contains("20 labels were added: label-00"), "{said}");
        assert!(said.contains("do only what is missing") && !said.contains("may have been done"), "{said}");
    }
}
