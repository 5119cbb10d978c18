//! The scopes that are listed for a group of tools are enough for each of them, and the page on logins names them.

use confluence_mcp::Toolset;
use serde_json::json;
use tests::sandbox::{ADMIN, NewPage, Sandbox};

use super::attacks::{self, Target};
use super::process::{Process, command};

async fn site() -> (Sandbox, Target) {
    let sandbox = Sandbox::builder().start().await;
    sandbox.add_space("OPEN", "Open");
    let task = "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status>\
                <ac:task-body>Do it</ac:task-body></ac:task></ac:task-list>";
    let open = sandbox.add_page(NewPage::new("OPEN", "Public").storage("<p>hello</p>"));
    let page =
        sandbox.add_page(NewPage::new("OPEN", "Mine").storage(format!("<p>the crown jewels</p>{task}")));
    let target = Target {
        names: vec![json!(page)],
        file: sandbox.add_attachment(&page, "jewels.txt", "text/plain", b"jewels"),
        comment: sandbox.add_comment(&page, None, "<p>well</p>", ADMIN),
        task: "1".to_owned(),
        open,
        page,
        space: "OPEN",
        title: "Mine",
    };
    (sandbox, target)
}

#[tokio::test]
async fn the_listed_scopes_are_enough_for_every_tool_of_a_group() {
    for read_only in [true, false] {
        for toolset in Toolset::ALL {
            let (sandbox, target) = site().await;
            let scopes = Toolset::scopes(&[*toolset], read_only);
            let given = sandbox.issue_grant(ADMIN, &scopes);
            let connection = format!(
                "{};InitiateOAuth=OFF;OAuthAccessToken={};ReadOnly={read_only}",
                sandbox.oauth_connection_string(),
                given.access_token
            );
            let arguments = ["--unattended", "--toolsets", toolset.name(), "--connection", &connection];
            let mut server = Process::with(&arguments).await;
            let list = server.ask("tools/list", json!({})).await;
            for tool in list["result"]["tools"].as_array().unwrap() {
                let name = tool["name"].as_str().unwrap();
                // What deletes comes last, so that there is something for the others.
                if name.contains("delete") {
                    continue;
                }
                let calls = attacks::unaimed(name).unwrap_or_else(|| attacks::on(name, &target));
                for call in calls {
                    let said = server.call(name, call.clone()).await.to_string();
                    assert!(!said.contains("lacks a scope"), "{toolset}, {name} {call}: {said}");
                }
            }
            for tool in list["result"]["tools"].as_array().unwrap() {
                let name = tool["name"].as_str().unwrap();
                for call in attacks::on_if(name.contains("delete"), name, &target) {
                    let said = server.call(name, call.clone()).await.to_string();
                    assert!(!said.contains("lacks a scope"), "{toolset}, {name} {call}: {said}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_scope_that_is_missing_is_named_by_the_tool_and_by_the_doctor() {
    let (sandbox, target) = site().await;
    // What reads comments, and nothing else.
    let reading = Toolset::scopes(&[Toolset::Comments], true);
    let reading: Vec<&str> =
        reading.into_iter().filter(|scope| *scope != "read:content-details:confluence").collect();
    let given = sandbox.issue_grant(ADMIN, &reading);
    let folder = tempfile::tempdir().unwrap();
    let connection = format!(
        "{};InitiateOAuth=REFRESH;OAuthRefreshToken={};Scope={};\
         OAuthSettingsLocation={}/tokens.json",
        sandbox.oauth_connection_string(),
        given.refresh_token,
        reading.join(" "),
        folder.path().display()
    );
    let mut server = Process::start(&connection).await;
    for (tool, arguments, scope) in [
        ("confluence_search", json!({"query": "jewels"}), "search:confluence"),
        ("confluence_add_comment", json!({"page_id": target.page, "body": "x"}), "write:comment:confluence"),
    ] {
        let said = server.call(tool, arguments).await.to_string();
        assert!(said.contains("lacks a scope") && said.contains(scope), "{tool}: {said}");
    }
    let output = command(&["doctor", "--connection", &connection]).output().await.unwrap();
    let found = String::from_utf8(output.stdout).unwrap();
    assert!(found.contains("warn scopes") && found.contains("the default tools need these too: "), "{found}");
    assert!(found.contains("search:confluence") && found.contains("Scope="), "{found}");
}

#[tokio::test]
async fn the_list_is_printed_to_be_pasted() {
    let output = command(&["scopes", "--toolsets", "search,labels", "--read-only"]).output().await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (line, each) = text.split_once("\n\n").unwrap();
    let expected = Toolset::scopes(&[Toolset::Search, Toolset::Labels], true);
    assert_eq!(line, format!("Scope={} offline_access", expected.join(" ")));
    assert_eq!(each.lines().collect::<Vec<_>>(), [expected, vec!["offline_access"]].concat());
    let own = ["scopes", "--connection", "URL=https://wiki.example.com;ReadOnly=true"];
    let output = command(&own).output().await.unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "Scope=READ\n");
    let everything = command(&["scopes", "--toolsets", "all,sql"]).output().await.unwrap();
    let everything = String::from_utf8(everything.stdout).unwrap();
    assert!(everything.contains("write:task:confluence"), "{everything}");
    // As `| head -1` leaves it.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut unread = command(&["scopes"]);
    let unread = unread.stdout(writer).output().await.unwrap();
    assert!(unread.status.success() && !String::from_utf8_lossy(&unread.stderr).contains("error"));
    let output = command(&["scopes", "--toolsets", "nothing"]).output().await.unwrap();
    assert!(!output.status.success());
}

/// A row for each group of tools, for reading and for changing too.
fn table() -> String {
    let without = |scopes: &[&'static str], others: &[&str]| -> String {
        scopes.iter().filter(|scope| !others.contains(scope)).copied().collect::<Vec<_>>().join(" ")
    };
    // Listing spaces takes no more than every tool does.
    let every = Toolset::scopes(&[Toolset::Spaces], true);
    let mut text = String::from("| toolset | for reading | for changing, besides |\n|---|---|---|\n");
    text.push_str(&format!("| every one | {} | |\n", every.join(" ")));
    for toolset in Toolset::ALL.iter().filter(|toolset| **toolset != Toolset::Spaces) {
        let [reading, all] = [true, false].map(|read_only| Toolset::scopes(&[*toolset], read_only));
        let changing = without(&all, &reading);
        text.push_str(&format!("| `{toolset}` | {} | {changing} |\n", without(&reading, &every)));
    }
    text
}

/// The example of the page on logins is what `scopes` prints, so that search, comments and new pages work with it.
/// `UPDATE_SCOPES=1` writes it and the table.
#[test]
fn the_page_on_logins_has_the_scopes_of_the_tools() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../confluence-oauth/LOGIN.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once("\nScope=").unwrap();
    let (_, after) = rest.split_once('\n').unwrap();
    let usual = Toolset::scopes(Toolset::DEFAULT, false).join(" ");
    let (middle, rest) = after.split_once("| toolset | for reading |").unwrap();
    let (_, end) = rest.split_once("\n\n<!-- end of scopes").unwrap();
    let expected = format!("{before}\nScope={usual}\n{middle}{}\n<!-- end of scopes{end}", table());
    if std::env::var_os("UPDATE_SCOPES").is_some() {
        std::fs::write(path, &expected).unwrap();
    }
    assert!(page == expected, "the scopes are old: UPDATE_SCOPES=1 writes them");
    for (file, behind) in [
        ("server.env", "CONFLUENCE_SCOPE="),
        ("compose.yaml", "CONFLUENCE_SCOPE: "),
        ("kubernetes.yaml", "value: "),
    ] {
        let text = super::documents::operation::text(file);
        assert!(
            text.contains(&format!("{behind}\"{usual}\"")),
            "{file}: the scopes are old, it needs {usual}"
        );
    }
}
