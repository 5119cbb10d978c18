//! Several profiles in one server.

use serde_json::json;
use tests::sandbox::{Deployment, NewPage, Sandbox};

use super::process::{Process, run};
use super::{facts, refusal};

/// Two sites, each with a profile; the second is for reading alone.
async fn two() -> (tempfile::TempDir, [Sandbox; 2], [String; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let one = Sandbox::builder().sample_content().start().await;
    let two = Sandbox::builder().deployment(Deployment::DataCenter).start().await;
    two.add_space("ARCHIVE", "Archive");
    let profile = |name: &str, sandbox: &Sandbox, more: &str| {
        let path = folder.path().join(format!("{name}.conf"));
        std::fs::write(&path, sandbox.connection_string().replace(';', "\n") + more).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let profiles = [profile("work", &one, ""), profile("old", &two, "\nReadOnly=true\n")];
    (folder, [one, two], profiles)
}

#[tokio::test]
async fn a_site_is_chosen_by_an_argument() {
    let (_folder, [one, two], [work, old]) = two().await;
    let mut server = Process::with(&["--profile", &work, "--profile", &old]).await;
    let list = server.ask("tools/list", json!({})).await;
    let site = &list["result"]["tools"][0]["inputSchema"]["properties"]["site"];
    assert_eq!((&site["enum"], &site["default"]), (&json!(["work", "old"]), &json!("work")), "{site}");
    let spaces = facts(&server.call("confluence_list_spaces", json!({})).await).to_string();
    assert!(spaces.contains("DOCS"), "{spaces}");
    let spaces = facts(&server.call("confluence_list_spaces", json!({"site": "old"})).await).to_string();
    assert!(spaces.contains("ARCHIVE") && !spaces.contains("DOCS"), "{spaces}");
    let unknown = server.call("confluence_list_spaces", json!({"site": "x"})).await;
    let why = refusal(&unknown);
    assert!(why.contains(&format!("work ({}/wiki), old ({})", one.url(), two.url())), "{why}");
    for named in ["OLD", " Old ", &two.url(), two.url().trim_start_matches("http://")] {
        let spaces = facts(&server.call("confluence_list_spaces", json!({"site": named})).await).to_string();
        assert!(spaces.contains("ARCHIVE"), "{named}: {spaces}");
    }
    let new = json!({"space_key": "ARCHIVE", "title": "New", "site": "old"});
    let refused = server.call("confluence_create_page", new).await;
    assert!(refusal(&refused).contains("read-only"), "each site keeps its policy: {refused}");
    let page = one.page_by_title("DOCS", "Architecture").unwrap().id;
    let elsewhere = server.call("confluence_get_page", json!({"page_id": page, "site": "old"})).await;
    assert!(refusal(&elsewhere).contains("not"), "{elsewhere}");
}

#[tokio::test]
async fn an_address_leads_to_the_site_that_it_belongs_to() {
    let (_folder, [_one, two], [work, old]) = two().await;
    let page = two.add_page(NewPage::new("ARCHIVE", "Old page").storage("<p>kept</p>"));
    let mut server = Process::with(&["--profile", &work, "--profile", &old]).await;
    let address = format!("{}/pages/viewpage.action?pageId={page}", two.url());
    let read = facts(&server.call("confluence_get_page", json!({"page_id": address})).await);
    assert_eq!(read["title"], "Old page", "{read}");
    for pasted in [
        address.trim_start_matches("http://").to_owned(),
        address.replace("http://", "https://"),
        format!("https://y.example/?url={}", address.replace('/', "%2F").replace('?', "%3F")),
    ] {
        let read = facts(&server.call("confluence_get_page", json!({"page_id": pasted})).await);
        assert_eq!((&read["title"], &read["site"]), (&json!("Old page"), &json!("old")), "{pasted}: {read}");
    }
    for filter in
        [json!(format!("{}/display/ARCHIVE", two.url())), json!([format!("{}/display/ARCHIVE", two.url())])]
    {
        let found = json!({"query": "kept", "spaces_filter": filter});
        let found = facts(&server.call("confluence_search", found).await);
        assert_eq!((&found["site"], &found["results"][0]["id"]), (&json!("old"), &json!(page)), "{found}");
    }
    let nowhere = json!({"page_id": "https://elsewhere.example/pages/1"});
    let refused = server.call("confluence_get_page", nowhere).await;
    let why = refusal(&refused);
    assert!(why.contains("`page_id`") && why.contains(&format!("old ({})", two.url())), "{why}");
}

#[tokio::test]
async fn a_call_about_two_sites_says_what_is_whose() {
    let (_folder, [one, two], [work, old]) = two().await;
    let here = one.page_by_title("DOCS", "Architecture").unwrap().id;
    let there = two.add_page(NewPage::new("ARCHIVE", "Old page").storage("<p>kept</p>"));
    let address = |base: &str, id: &str| format!("{base}/pages/viewpage.action?pageId={id}");
    let mut server = Process::with(&["--profile", &work, "--profile", &old]).await;
    let here = address(&format!("{}/wiki", one.url()), &here);
    let there = address(&two.url(), &there);
    let moved = json!({"page_id": here, "target_parent_id": there});
    let refused = server.call("confluence_move_page", moved).await;
    let why = refusal(&refused);
    assert!(
        why.contains("`target_parent_id` is on the site `old`")
            && why.contains("`page_id` is on the site `work`"),
        "{why}"
    );
    let named = json!({"page_id": there, "site": "work"});
    let refused = server.call("confluence_get_page", named).await;
    assert!(refusal(&refused).contains("`site` says `work`"), "{refused}");
    let agreed = json!({"page_id": there, "site": "old"});
    assert_eq!(facts(&server.call("confluence_get_page", agreed).await)["title"], "Old page");
}

#[tokio::test]
async fn rows_say_which_site_they_are_of() {
    let (_folder, [one, two], [work, old]) = two().await;
    let page = two.add_page(NewPage::new("ARCHIVE", "Old page").storage("<p>kept</p>"));
    let mut server = Process::with(&["--profile", &work, "--profile", &old]).await;
    let found = facts(&server.call("confluence_search", json!({"query": "kept", "site": "old"})).await);
    assert_eq!((&found["site"], &found["results"][0]["id"]), (&json!("old"), &json!(page)), "{found}");
    let of_usual = facts(&server.call("confluence_list_spaces", json!({})).await);
    assert_eq!(of_usual["site"], "work", "{of_usual}");
    // The row leads back by its site and id, and by its address alone.
    let read = json!({"page_id": found["results"][0]["id"], "site": found["site"]});
    assert_eq!(facts(&server.call("confluence_get_page", read).await)["title"], "Old page");
    let read = json!({"page_id": found["results"][0]["url"]});
    let read = facts(&server.call("confluence_get_page", read).await);
    assert_eq!((&read["title"], &read["site"]), (&json!("Old page"), &json!("old")), "{read}");
    // An address in what is written says nothing of where it goes.
    let page = one.page_by_title("DOCS", "Architecture").unwrap().id;
    let address = format!("{}/pages/viewpage.action?pageId={page}", two.url());
    let comment =
        facts(&server.call("confluence_add_comment", json!({"page_id": page, "content": address})).await);
    assert_eq!(comment["site"], "work", "{comment}");
    let mut alone = Process::with(&["--profile", &work]).await;
    let listed = facts(&alone.call("confluence_list_spaces", json!({})).await);
    assert_eq!(listed.get("site"), None, "one site needs no name: {listed}");
}

#[tokio::test]
async fn resources_of_a_site_say_so() {
    let (_folder, _sandboxes, [work, old]) = two().await;
    let mut server = Process::with(&["--profile", &work, "--profile", &old]).await;
    let templates = server.ask("resources/templates/list", json!({})).await;
    assert_eq!(
        templates["result"]["resourceTemplates"][0]["uriTemplate"],
        "confluence://pages/{page_id}{?site}"
    );
    let mut listed = Vec::new();
    let mut asked = json!({});
    loop {
        let some = server.ask("resources/list", asked).await["result"].clone();
        let uris =
            some["resources"].as_array().unwrap().iter().map(|row| row["uri"].as_str().unwrap().to_owned());
        listed.extend(uris);
        match some.get("nextCursor") {
            Some(next) => asked = json!({"cursor": next}),
            None => break,
        }
    }
    assert_eq!(
        (listed.first().unwrap().as_str(), listed.last().unwrap().as_str()),
        ("confluence://spaces/DOCS?site=work", "confluence://spaces/ARCHIVE?site=old")
    );
    for cursor in ["", "2/", "x/start:1", "start:1", "-1/"] {
        let refused = server.ask("resources/list", json!({"cursor": cursor})).await;
        assert!(refused["error"]["message"].as_str().unwrap().contains("`cursor`"), "{cursor}: {refused}");
    }
    for (uri, good) in [
        ("confluence://spaces/ARCHIVE?site=old", true),
        ("confluence://spaces/DOCS", true),
        ("confluence://spaces/DOCS?site=old", false),
        ("confluence://spaces/DOCS?site=none", false),
    ] {
        let answer = server.ask("resources/read", json!({"uri": uri})).await;
        assert_eq!(answer.get("result").is_some(), good, "{uri}: {answer}");
    }
}

#[tokio::test]
async fn profiles_that_cannot_be_told_apart_are_refused() {
    let (folder, _sandboxes, [work, _]) = two().await;
    let other = folder.path().join("more");
    std::fs::create_dir(&other).unwrap();
    let same = other.join("work.conf");
    std::fs::copy(&work, &same).unwrap();
    for (arguments, says) in [
        (vec!["--profile", &work, "--profile", same.to_str().unwrap()], "two profiles"),
        (vec!["--profile", &work, "--profile", &work, "--connection", "URL=http://x"], "not both"),
        (vec!["doctor", "--profile", &work, "--profile", &work], "name one"),
    ] {
        let (good, out, error) = run(&arguments).await;
        assert!(!good && format!("{out}{error}").contains(says), "{arguments:?}: {out}{error}");
    }
}

#[tokio::test]
async fn what_is_not_found_and_rows_of_sql_say_of_which_site_they_are() {
    let (_folder, [_one, two], [work, old]) = two().await;
    let page = two.add_page(NewPage::new("ARCHIVE", "Old page").storage("<p>kept</p>"));
    let mut server =
        Process::with(&["--profile", &work, "--profile", &old, "--toolsets", "all", "--toolsets", "sql"])
            .await;
    for (arguments, site) in [
        (json!({"page_id": page}), "work"),
        (json!({"page_id": "No such title"}), "work"),
        (json!({"page_id": "99887766", "site": "old"}), "old"),
    ] {
        let refused = server.call("confluence_get_page", arguments).await;
        assert!(refusal(&refused).contains(&format!("on the site `{site}`")), "{refused}");
    }
    let refused = server.ask("resources/read", json!({"uri": "confluence://pages/99887766?site=old"})).await;
    assert!(refused["error"]["message"].as_str().unwrap().contains("on the site `old`"), "{refused}");
    for (arguments, site, is_other) in [
        (json!({"sql": "SELECT Key FROM Spaces"}), "work", false),
        (json!({"sql": "SELECT Key FROM Spaces", "site": "old"}), "old", false),
        (json!({"sql": format!("SELECT Id FROM Pages WHERE URL = '{}/x'", two.url())}), "work", true),
    ] {
        let answer = server.call("confluence_run_query", arguments.clone()).await;
        let (shown, failed) = super::texts(&answer);
        let shown = shown.join("\n");
        assert!(!failed && shown.contains(&format!("site: {site}")), "{arguments}: {shown}");
        assert_eq!(shown.contains("an address of the site `old`"), is_other, "{arguments}: {shown}");
    }
}
