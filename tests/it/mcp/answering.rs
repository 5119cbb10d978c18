//! What a model reads: whole, bounded, with names, and with a way to go on.

use serde_json::{Value, json};
use tests::sandbox::{Deployment, NewPage, Person, Sandbox};

use super::process::Process;
use super::{facts, refusal, samples, texts};

async fn everything(sandbox: &Sandbox) -> Process {
    let toolsets = "pages,search,comments,attachments,history,people,tasks,admin";
    Process::with(&["--unattended", "--toolsets", toolsets, "--connection", &sandbox.connection_string()])
        .await
}

/// The text between the marks of an answer's last block.
fn shown(result: &Value) -> String {
    let text = texts(result).0[1];
    let (_, inner) = text.split_once(">>\n").unwrap();
    inner.rsplit_once("<</").unwrap().0.to_owned()
}

/// All pieces of an answer, joined.
async fn whole(server: &mut Process, tool: &str, mut arguments: Value) -> (usize, String) {
    let (mut pieces, mut text) = (0, String::new());
    loop {
        let answer = server.call(tool, arguments.clone()).await;
        text.push_str(&shown(&answer));
        pieces += 1;
        match facts(&answer).get("next_cursor") {
            Some(next) => arguments["cursor"] = next.clone(),
            None => return (pieces, text),
        }
    }
}

#[tokio::test]
async fn people_have_names_wherever_they_are_told_of() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        let page = |title| sandbox.page_by_title("DOCS", title).unwrap().id;
        let (start, notes, deploys) =
            (page("Getting started"), page("Release notes"), page("Runbook: deploys"));
        let comments = facts(&server.call("confluence_get_comments", json!({"page_id": start})).await);
        assert_eq!(comments["results"][0]["version"]["by"]["name"], "Alan Turing", "{comments}");
        let history = facts(&server.call("confluence_get_page_history", json!({"page_id": notes})).await);
        assert_eq!(history["results"][0]["by"]["name"], "Grace Hopper", "{history}");
        let tasks = facts(&server.call("confluence_get_tasks", json!({"page_id": deploys})).await);
        assert_eq!(tasks["results"][1]["assignee"]["name"], "Ada Lovelace", "{tasks}");
        sandbox.reset_traffic();
        server.call("confluence_get_page_history", json!({"page_id": notes})).await;
        let asked = sandbox.requests();
        assert!(asked.iter().all(|seen| !seen.path.contains("user")), "names are remembered: {asked:?}");
    }
}

#[tokio::test]
async fn people_are_found_by_the_beginning_of_a_name() {
    for sandbox in samples().await {
        let mut server = everything(&sandbox).await;
        for query in ["Hopp", "Grace Ho", "hopper", "Grace Hopper"] {
            let found = facts(&server.call("confluence_search_user", json!({"query": query})).await);
            assert_eq!(found["results"][0]["name"], "Grace Hopper", "{query}: {found}");
            assert_eq!(found["results"].as_array().unwrap().len(), 1, "{query}: {found}");
        }
    }
}

#[tokio::test]
async fn long_comments_share_an_answer_and_one_alone_is_whole() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let long = |letter: &str| format!("<p>{}</p>", format!("{letter}word ").repeat(4_000));
        for letter in ["a", "b", "c"] {
            sandbox.add_comment(&page, None, &long(letter), Person::ALL[0]);
        }
        let mut server = everything(&sandbox).await;
        let all = server.call("confluence_get_comments", json!({"page_id": page})).await;
        assert!(all.to_string().len() < 46_000, "{}", all.to_string().len());
        let cut = facts(&all)["results"][2]["cut"].as_str().unwrap().to_owned();
        assert!(cut.contains("`text`") && cut.contains("`comment_id`"), "{cut}");
        let one = server.call("confluence_get_comments", json!({"page_id": page, "limit": 1})).await;
        assert_eq!(facts(&one)["results"][0]["text"].as_str().unwrap().matches("aword").count(), 4_000);
        assert_eq!(facts(&one)["results"][0].get("cut"), None);
    }
}

#[tokio::test]
async fn a_long_difference_comes_in_pieces_that_are_the_whole() {
    for sandbox in samples().await {
        let lines = |word: &str| (0..3_000).map(|at| format!("<p>{word} {at}</p>")).collect::<String>();
        let page = sandbox.add_page(NewPage::new("DOCS", "Long").storage(lines("old")));
        sandbox.edit_page(&page, &lines("new"));
        let mut server = everything(&sandbox).await;
        let versions = json!({"page_id": page, "from_version": 1, "to_version": 2});
        let (pieces, text) = whole(&mut server, "confluence_get_page_diff", versions).await;
        assert!(pieces > 1, "{pieces}");
        assert!(
            (0..3_000)
                .all(|at| text.contains(&format!("-old {at}\n")) && text.contains(&format!("+new {at}\n")))
        );
        let same = json!({"page_id": page, "from_version": 2, "to_version": 2});
        let same = server.call("confluence_get_page_diff", same).await;
        assert_eq!((texts(&same).0.len(), &facts(&same)["same"]), (1, &json!(true)), "nothing empty: {same}");
    }
}

#[tokio::test]
async fn a_long_template_comes_in_pieces_that_are_the_whole() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let lines: String = (0..3_000).map(|at| format!("<p>line {at} of a template</p>")).collect();
    let template = sandbox.add_template("Long", "Many lines", &lines);
    let mut server = everything(&sandbox).await;
    let read = json!({"template_id": template});
    let (pieces, text) = whole(&mut server, "confluence_list_page_templates", read).await;
    assert!(pieces > 1 && (0..3_000).all(|at| text.contains(&format!("line {at} of"))), "{pieces}");
}

#[tokio::test]
async fn the_tree_of_a_space_has_all_its_pages_in_pieces_too() {
    for sandbox in samples().await {
        let beside = sandbox.add_page(NewPage::new("TEAM", "Beside").at_root());
        sandbox.add_page(NewPage::new("TEAM", "Below").parent(&beside));
        let mut server = everything(&sandbox).await;
        let titles = |rows: &Value| -> Vec<String> {
            let rows = rows["results"].as_array().unwrap();
            rows.iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
        };
        let all = json!({"space_key": "TEAM", "depth": 9, "limit": 500});
        let all = facts(&server.call("confluence_get_page_children", all).await);
        let (names, mut seen) = (titles(&all), Vec::new());
        assert!(names.ends_with(&["Beside".to_owned(), "Below".to_owned()]), "{names:?}");
        assert_eq!(all["results"].as_array().unwrap().last().unwrap()["depth"], 2);
        let mut arguments = json!({"space_key": "TEAM", "depth": 9, "limit": 2});
        loop {
            let some = facts(&server.call("confluence_get_page_children", arguments.clone()).await);
            seen.extend(titles(&some));
            match some.get("next_cursor") {
                Some(next) => arguments["cursor"] = next.clone(),
                None => break,
            }
        }
        assert_eq!(seen, names);
        let top = facts(&server.call("confluence_get_page_children", json!({"space_key": "TEAM"})).await);
        assert!(
            titles(&top).contains(&"Beside".to_owned()) && !titles(&top).contains(&"Below".to_owned()),
            "{top}"
        );
    }
}

#[tokio::test]
async fn the_tree_of_a_space_begins_with_its_home_page_and_has_what_stands_beside_it() {
    for sandbox in samples().await {
        let mut server = Process::start(&sandbox.connection_string()).await;
        let cloud = sandbox.deployment() == Deployment::Cloud;
        if cloud {
            let folder = sandbox.add_page(NewPage::new("TEAM", "Beside").folder().at_root());
            sandbox.add_page(NewPage::new("TEAM", "In the folder").parent(&folder));
            let home = facts(&server.call("confluence_list_spaces", json!({})).await);
            let home = home["results"].as_array().unwrap().iter().find(|row| row["key"] == "TEAM").unwrap()["homepage"].clone();
            sandbox.add_page(NewPage::new("TEAM", "Not at the root").folder().parent(home.as_str().unwrap()));
        }
        let all = json!({"space_key": "TEAM", "depth": 9, "limit": 500});
        let all = facts(&server.call("confluence_get_page_children", all).await);
        let rows = all["results"].as_array().unwrap();
        let titled = |title: &str| rows.iter().filter(|row| row["title"] == title).count();
        assert_eq!(rows[0]["depth"], 0, "{all}");
        let home = sandbox.page_by_id(rows[0]["id"].as_str().unwrap()).unwrap();
        assert!(home.parent.is_none(), "the home page comes first: {all}");
        for title in ["Beside", "In the folder", "Not at the root"] {
            assert_eq!(titled(title), usize::from(cloud), "{title}: {all}");
        }
    }
}

#[tokio::test]
async fn what_is_attached_is_what_its_name_says() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
        let mut server = everything(&sandbox).await;
        for (name, media_type) in
            [("a.csv", "text/csv"), ("a.md", "text/markdown"), ("a", "application/octet-stream")]
        {
            let file = json!({"content_id": page, "filename": name, "content": "x"});
            let file = facts(&server.call("confluence_upload_attachment", file).await);
            assert_eq!(file["media_type"], media_type, "{file}");
        }
        let listed = facts(&server.call("confluence_get_attachments", json!({"page_id": page})).await);
        assert_eq!(listed["results"].as_array().unwrap().len(), 3, "`page_id` is understood too: {listed}");
    }
}

#[tokio::test]
async fn what_would_change_nothing_is_refused() {
    for sandbox in samples().await {
        let page = sandbox.page_by_title("DOCS", "Architecture").unwrap();
        let mut server = everything(&sandbox).await;
        for body in ["", " \n"] {
            let empty =
                server.call("confluence_add_comment", json!({"page_id": page.id, "body": body})).await;
            assert!(refusal(&empty).contains("`content`: it is empty"), "{empty}");
        }
        let restored = server.call("confluence_restore_page", json!({"page_id": page.id})).await;
        assert!(refusal(&restored).contains("not in the trash"), "{restored}");
        assert_eq!(sandbox.page_by_id(&page.id).unwrap(), page);
    }
}

#[tokio::test]
async fn a_refusal_to_lose_much_still_says_how_to_go_on() {
    for sandbox in samples().await {
        let macros: String = (0..60)
            .map(|at| format!("<p>{at} <ac:link><ri:page ri:content-title=\"A page with a long title {at}\" /></ac:link></p>"))
            .collect();
        let page = sandbox.add_page(NewPage::new("DOCS", "Full").storage(macros));
        let mut server = everything(&sandbox).await;
        let refused =
            server.call("confluence_update_page", json!({"page_id": page, "content": "All new."})).await;
        let said = refusal(&refused);
        assert!(
            said.contains("would lose body, references. Nothing was changed")
                && said.contains("`allow_loss`"),
            "{said}"
        );
        assert!(said.contains("A page with a long title 0"), "{said}");
        let allowed = json!({"page_id": page, "content": "All new.", "allow_loss": ["body", "references"]});
        facts(&server.call("confluence_update_page", allowed).await);
        let deployment = sandbox.deployment();
        assert_eq!(sandbox.page_by_id(&page).unwrap().storage, "<p>All new.</p>", "{deployment:?}");
    }
}

/// The row that an edit changed.
async fn changed(server: &mut Process, sandbox: &Sandbox, row: Value) -> String {
    let table = "<table><tbody><tr><th><p>No</p></th><th><p>Who</p></th></tr><tr><td><p>2</p></td><td><p>a</p></td></tr>\
        <tr><td><p>7</p></td><td><p>b</p></td></tr><tr><td><p>x</p></td><td><p>c</p></td></tr></tbody></table>";
    let page = sandbox.add_page(NewPage::new("DOCS", &format!("Table {row}")).storage(table));
    let steps = json!([{"op": "set_cell", "block": "#b1", "row": row, "column": "Who", "markdown": "here"}]);
    let edit = json!({"page_id": page, "version": 1, "steps": steps});
    facts(&server.call("confluence_edit_page", edit).await);
    let after = sandbox.page_by_id(&page).unwrap().storage;
    let row = after.split("<tr>").find(|row| row.contains("here")).unwrap_or_else(|| panic!("{after}"));
    row.split("<p>").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_row_is_named_by_its_first_cell_or_counted() {
    let sandbox = Sandbox::builder().deployment(Deployment::DataCenter).sample_content().start().await;
    let mut server = everything(&sandbox).await;
    for (row, first_cell) in [
        (json!("2"), "2"),
        (json!(2), "2"),
        (json!("7"), "7"),
        (json!(3), "7"),
        (json!("3"), "7"),
        (json!("x"), "x"),
        (json!(4), "x"),
    ] {
        assert_eq!(changed(&mut server, &sandbox, row.clone()).await, first_cell, "{row}");
    }
    let page = sandbox.page_by_title("DOCS", "Architecture").unwrap().id;
    let steps = json!([{"op": "append", "markdown": "x"}, {"op": "insert_row", "block": "#b1"}]);
    let lacks =
        server.call("confluence_edit_page", json!({"page_id": page, "version": 1, "steps": steps})).await;
    assert!(refusal(&lacks).contains("steps[1]: argument `cells`: insert_row needs it"), "{lacks}");
}
