use serde_json::json;
use tests::sandbox::{NewPage, Person};

use super::sessions;
use crate::mcp::{body, texts};

#[tokio::test]
async fn find_and_summarise() {
    for mut session in sessions().await {
        let found = session.ask("search", json!({"query": "deploy", "spaces": "DOCS", "limit": 3})).await;
        let id = found["results"][0]["id"].clone();
        let outline = session.call("get_page", json!({"page_id": id, "format": "outline"})).await;
        assert!(body(&outline).contains("Rollback"), "{outline}");
        let section = session.call("get_page", json!({"page_id": id, "section": "Rollback"})).await;
        assert!(
            body(&section).contains("kept for a week") && body(&section).contains("Ada Lovelace"),
            "{section}"
        );
        session.took([4, 4], 5_500);
    }
}

#[tokio::test]
async fn read_a_page_that_mentions_twenty_people() {
    for mut session in sessions().await {
        let cloud = session.is_cloud();
        let mention = |person: &Person| match cloud {
            true => format!("<ac:link><ri:user ri:account-id=\"{}\" /></ac:link>", person.account_id),
            false => format!("<ac:link><ri:user ri:userkey=\"{}\" /></ac:link>", person.user_key),
        };
        let twenty: String = Person::ALL.iter().cycle().take(20).map(mention).collect();
        let page =
            session.sandbox.add_page(NewPage::new("TEAM", "Crowd").storage(format!("<p>{twenty}</p>")));
        let read = session.call("get_page", json!({"page_id": page})).await;
        assert_eq!(body(&read).matches("Grace Hopper").count(), 7, "{read}");
        session.took([2, 2], 4_000);
        session.begin();
        session.call("get_page", json!({"page_id": page})).await;
        session.took([1, 1], 4_000);
    }
}

#[tokio::test]
async fn look_around_in_a_space() {
    for mut session in sessions().await {
        let spaces = session.ask("list_spaces", json!({})).await;
        assert!(spaces["results"].as_array().unwrap().len() >= 3, "{spaces}");
        let guides = session.sandbox.page_by_title("DOCS", "Install on Linux").unwrap().parent.unwrap();
        let tree = session.ask("get_page_children", json!({"parent_id": guides, "depth": 5})).await;
        let titles: Vec<_> =
            tree["results"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap()).collect();
        assert_eq!(titles.len(), 3, "{titles:?}");
        assert!(titles.contains(&"Troubleshooting"), "{titles:?}");
        session.took([3, 5], 2_500);
    }
}

#[tokio::test]
async fn find_out_who_changed_what() {
    for mut session in sessions().await {
        let page = session.page("DOCS", "Release notes").id;
        let history = session.ask("get_page_history", json!({"page_id": page, "limit": 2})).await;
        let numbers: Vec<_> = history["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["number"].as_u64().unwrap())
            .collect();
        assert_eq!(numbers, [4, 3]);
        assert_eq!(history["results"][0]["by"]["name"], "Grace Hopper", "{history}");
        let diff =
            session.call("get_page_diff", json!({"page_id": page, "from_version": 3, "to_version": 4})).await;
        assert!(texts(&diff).0[1].contains("+A new editor."), "{diff}");
        session.took([5, 5], 2_000);
    }
}

#[tokio::test]
async fn read_a_file() {
    for mut session in sessions().await {
        let page = session.page("DOCS", "Getting started").id;
        let files = session.ask("get_attachments", json!({"page_id": page, "filename": "install.sh"})).await;
        let read =
            session.call("download_attachment", json!({"attachment_id": files["results"][0]["id"]})).await;
        assert!(texts(&read).0[1].contains("make install"), "{read}");
        session.took([5, 3], 2_500);
    }
}

#[tokio::test]
async fn see_how_often_a_page_is_read() {
    for mut session in sessions().await.into_iter().filter(super::Session::is_cloud) {
        let page = session.page("DOCS", "Getting started").id;
        let views = session.ask("get_page_views", json!({"page_id": page})).await;
        assert_eq!((views["views"].as_u64(), views["viewers"].as_u64()), (Some(4), Some(3)));
        session.took([6, 0], 700);
    }
}
