//! What is neither text nor comment: live docs, whiteboards, likes, states, and permissions in spaces.

use serde_json::json;
use tests::sandbox::{Deployment, NewPage, Sandbox};

use super::process::Process;
use super::{facts, refusal, samples, texts};

async fn everything(sandbox: &Sandbox) -> Process {
    let toolsets = "pages,spaces,labels,history,admin";
    Process::with(&["--unattended", "--toolsets", toolsets, "--connection", &sandbox.connection_string()])
        .await
}

#[tokio::test]
async fn a_live_doc_says_that_it_is_one() {
    let [sandbox, _] = samples().await;
    let page = sandbox.add_page(NewPage::new("TEAM", "Live").storage("<p>x</p>"));
    let mut server = everything(&sandbox).await;
    let plain = facts(&server.call("confluence_get_page", json!({"page_id": page})).await);
    assert_eq!(plain.get("subtype"), None, "{plain}");
    sandbox.make_live(&page);
    let live = facts(&server.call("confluence_get_page", json!({"page_id": page})).await);
    assert_eq!(live["subtype"], "live", "{live}");
}

#[tokio::test]
async fn what_is_no_page_is_told_as_what_it_is() {
    let [sandbox, other] = samples().await;
    let board = sandbox.add_page(NewPage::new("TEAM", "Board").whiteboard());
    let folder = sandbox.add_page(NewPage::new("TEAM", "Folder").folder());
    let mut server = everything(&sandbox).await;
    let told = facts(&server.call("confluence_get_page", json!({"page_id": board})).await);
    assert_eq!(
        (&told["kind"], &told["title"], &told["space"]),
        (&json!("whiteboard"), &json!("Board"), &json!("TEAM"))
    );
    assert!(told["note"].as_str().unwrap().contains("not in the public API"), "{told}");
    let told = facts(&server.call("confluence_get_page", json!({"page_id": folder})).await);
    assert!(told["note"].as_str().unwrap().contains("confluence_get_page_children"), "{told}");
    let nothing = server.call("confluence_get_page", json!({"page_id": "424242"})).await;
    assert!(refusal(&nothing).contains("not found"), "{nothing}");
    let mut server = everything(&other).await;
    let nothing = server.call("confluence_get_page", json!({"page_id": "424242"})).await;
    assert!(refusal(&nothing).contains("not found"), "{nothing}");
}

#[tokio::test]
async fn a_blog_post_has_no_place_in_the_tree() {
    for sandbox in samples().await {
        let post = sandbox.add_page(NewPage::new("TEAM", "News").storage("<p>x</p>").blog_post());
        let page = sandbox.page_by_title("TEAM", "Meeting notes").unwrap().id;
        let mut server = everything(&sandbox).await;
        for (tool, arguments, names) in [
            ("confluence_move_page", json!({"page_id": post, "target_parent_id": page}), "page_id"),
            ("confluence_move_page", json!({"page_id": page, "target_parent_id": post}), "target_parent_id"),
            ("confluence_copy_page", json!({"page_id": post}), "page_id"),
            ("confluence_copy_page", json!({"page_id": post, "target_space_key": "DOCS"}), "page_id"),
            ("confluence_copy_page", json!({"page_id": page, "target_parent_id": post}), "target_parent_id"),
        ] {
            let answer = server.call(tool, arguments).await;
            let told = refusal(&answer);
            assert!(told.contains("is a blog post") && told.contains(names), "{tool}: {told}");
            assert!(!told.contains("does not exist"), "{tool}: {told}");
        }
        let below = server.call("confluence_get_page_children", json!({"page_id": post})).await;
        assert_eq!(facts(&below)["results"], json!([]), "{below}");
        let now = sandbox.page_by_id(&post).unwrap();
        assert_eq!((now.version, now.parent), (1, None));
    }
}

#[tokio::test]
async fn a_task_without_a_number_is_listed_too() {
    let [_, sandbox] = samples().await;
    let task = |text: &str| format!("<ac:task><ac:task-body>{text}</ac:task-body></ac:task>");
    let page = |title: &str, tasks: &str| {
        let storage = format!("<p>x</p><ac:task-list>{tasks}</ac:task-list>");
        sandbox.add_page(NewPage::new("TEAM", title).storage(storage))
    };
    let connection = sandbox.connection_string();
    let mut server = Process::with(&["--toolsets", "all", "--connection", &connection]).await;
    let (one, two) = (page("One", &task("Do")), page("Two", &[task("Do"), task("This")].concat()));
    for (page, many) in [(&one, 1), (&two, 2)] {
        let listed = facts(&server.call("confluence_get_tasks", json!({"page_id": page})).await);
        assert_eq!(listed["results"].as_array().unwrap().len(), many, "{listed}");
        let done = json!({"task_id": listed["results"][0]["id"], "done": true});
        let answer = server.call("confluence_update_task", done).await;
        match many {
            1 => assert_eq!(facts(&answer)["done"], true, "{answer}"),
            _ => assert!(refusal(&answer).contains("several tasks without a number"), "{answer}"),
        }
    }
    let now = sandbox.page_by_id(&one).unwrap().storage;
    assert!(now.contains("<ac:task><ac:task-status>complete</ac:task-status><ac:task-body>Do"), "{now}");
}

#[tokio::test]
async fn a_task_is_completed_and_the_code_that_shows_one_is_not() {
    let [_, sandbox] = samples().await;
    let task = "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status>\
        <ac:task-body>Do</ac:task-body></ac:task></ac:task-list>";
    let code = format!(
        "<ac:structured-macro ac:name=\"code\"><ac:plain-text-body><![CDATA[{task}]]></ac:plain-text-body>\
         </ac:structured-macro><!-- {task} -->"
    );
    let page = sandbox.add_page(NewPage::new("TEAM", "Tasks").storage(format!("{code}{task}")));
    let connection = sandbox.connection_string();
    let mut server = Process::with(&["--toolsets", "all", "--connection", &connection]).await;
    let listed = facts(&server.call("confluence_get_tasks", json!({"page_id": page})).await);
    assert_eq!(listed["results"].as_array().unwrap().len(), 1, "{listed}");
    let done = json!({"task_id": listed["results"][0]["id"], "done": true});
    facts(&server.call("confluence_update_task", done).await);
    let now = sandbox.page_by_id(&page).unwrap().storage;
    // The service adds attributes to the macro; what it shows, and what a comment says, stays.
    assert!(
        now.contains(&format!("<![CDATA[{task}]]>")) && now.contains(&format!("<!-- {task} -->")),
        "{now}"
    );
    assert!(now.ends_with(&task.replace("incomplete", "complete")), "{now}");
}

#[tokio::test]
async fn a_page_is_received_with_views_likes_and_a_state() {
    for sandbox in samples().await {
        let cloud = sandbox.deployment() == Deployment::Cloud;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        sandbox.set_content_state(&page, "Rough draft");
        let mut server = everything(&sandbox).await;
        let told = facts(&server.call("confluence_get_page_views", json!({"page_id": page})).await);
        let mut likers: Vec<&str> =
            told["liked_by"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        likers.sort_unstable();
        assert_eq!(likers, ["Alan Turing", "Grace Hopper"], "{told}");
        if cloud {
            assert_eq!((&told["views"], &told["content_state"]["name"]), (&json!(4), &json!("Rough draft")));
            assert_eq!(told.get("unavailable"), None, "{told}");
        } else {
            let why = told["unavailable"].to_string();
            assert!(why.contains("views: ") && why.contains("content state: "), "{told}");
        }
        let missing = server.call("confluence_get_page_views", json!({"page_id": "424242"})).await;
        assert!(texts(&missing).1, "{missing}");
    }
}

#[tokio::test]
async fn the_content_state_of_a_page_is_set_and_taken_away() {
    for sandbox in samples().await {
        let cloud = sandbox.deployment() == Deployment::Cloud;
        let page = sandbox.page_by_title("DOCS", "Getting started").unwrap().id;
        let mut server = everything(&sandbox).await;
        let set = json!({"page_id": page, "state": "ready for review"});
        let set = server.call("confluence_update_page", set).await;
        if !cloud {
            assert!(refusal(&set).contains("labels serve as such"), "{set}");
            let both = json!({"page_id": page, "title": "Start", "state": "Rough draft"});
            let both = server.call("confluence_update_page", both).await;
            assert!(
                both.to_string().contains("the page was changed, and its content state was not"),
                "{both}"
            );
            continue;
        }
        assert_eq!(facts(&set)["content_state"]["name"], "Ready for review", "{set}");
        let seen = facts(&server.call("confluence_get_page_views", json!({"page_id": page})).await);
        assert_eq!(seen["content_state"]["name"], "Ready for review", "{seen}");
        let unknown = server.call("confluence_update_page", json!({"page_id": page, "state": "Done"})).await;
        assert!(
            refusal(&unknown).contains("there are Rough draft, In progress, Ready for review"),
            "{unknown}"
        );
        let both = json!({"page_id": page, "title": "Start", "state": "In progress"});
        let both = server.call("confluence_update_page", both).await;
        let notes = facts(&both)["notes"].to_string();
        assert!(notes.contains("the content state is \\\"In progress\\\" now"), "{both}");
        let none = server.call("confluence_update_page", json!({"page_id": page, "state": ""})).await;
        assert!(facts(&none)["content_state"].is_null(), "{none}");
        let dry = json!({"page_id": page, "title": "x", "state": "In progress", "dry_run": true});
        assert!(refusal(&server.call("confluence_update_page", dry).await).contains("`dry_run`"));
    }
}

#[tokio::test]
async fn a_space_tells_its_labels_and_who_may_do_what() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let may = facts(
            &server
                .call("confluence_check_content_permissions", json!({"space_key": "DOCS", "limit": 2}))
                .await,
        );
        let rows = may["results"].as_array().unwrap();
        assert!(rows.iter().any(|row| row["may"].to_string().contains("read space")), "{may}");
        assert!(rows.iter().all(|row| row["name"].is_string()), "everybody has a name: {may}");
        let rest = json!({"space_key": "DOCS", "cursor": may["next_cursor"]});
        let rest = facts(&server.call("confluence_check_content_permissions", rest).await);
        assert_eq!(rest["results"].as_array().unwrap().len(), 1, "{rest}");
        let labels = facts(&server.call("confluence_get_labels", json!({"space_key": "DOCS"})).await);
        assert_eq!(labels["results"], json!([]), "{labels}");
        let both = server.call("confluence_get_labels", json!({"space_key": "DOCS", "page_id": "1"})).await;
        assert!(refusal(&both).contains("not found"), "{both}");
    }
}

#[tokio::test]
async fn spaces_are_found_by_parts_of_their_names() {
    for sandbox in samples().await {
        for at in 0..30 {
            sandbox.add_space(&format!("MANY{at}"), &format!("One of many {at}"));
        }
        let mut server = everything(&sandbox).await;
        let found =
            facts(&server.call("confluence_list_spaces", json!({"query": "many", "limit": 20})).await);
        assert_eq!(found["results"].as_array().unwrap().len(), 20, "{found}");
        let rest = json!({"query": "many", "cursor": found["next_cursor"]});
        let rest = facts(&server.call("confluence_list_spaces", rest).await);
        assert_eq!(rest["results"].as_array().unwrap().len(), 10, "{rest}");
        let none = facts(&server.call("confluence_list_spaces", json!({"query": "zzz"})).await);
        assert!(none["hint"].as_str().unwrap().contains("zzz"), "{none}");
    }
}
