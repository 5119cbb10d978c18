//! Each method of the neutral face against a policy: a space that is left out, and a connection that only reads.

mod cases;
mod things;

use confluence_client::ids::ContentId;
use confluence_client::models::{NewSmartLink, NewTreeContent, NewWhiteboard};
use confluence_client::wiki::{NewPage as Create, PageCopy, PageUpdate};
use confluence_client::{ErrorKind, Policy, Wiki, connection, v2};
use futures_util::TryStreamExt as _;
use tests::sandbox::{Deployment, Sandbox};

use self::cases::{Attempts, bounded, cloud_reads, cloud_writes, of_no_space, reads, site, writes};
use self::things::{Things, things};
use super::{both, open};

async fn all_refused(attempts: Attempts) {
    refused_as(&[ErrorKind::Policy], attempts).await;
}

/// What a deployment lacks may be refused as that.
async fn refused_or_lacking(sandbox: &Sandbox, attempts: Attempts) {
    match sandbox.deployment() {
        Deployment::Cloud => all_refused(attempts).await,
        _ => refused_as(&[ErrorKind::Policy, ErrorKind::Unsupported], attempts).await,
    }
}

async fn refused_as(kinds: &[ErrorKind], attempts: Attempts) {
    for (name, attempt) in attempts {
        let error = attempt.await.unwrap_or_else(|| panic!("{name} got through"));
        assert!(kinds.contains(&error.kind()), "{name}: {error}");
        assert!(!error.to_string().contains("CLOSED"), "{name}: {error}");
    }
}

/// Everything of the store that a write would show in.
fn state(sandbox: &Sandbox, things: &Things) -> Vec<Option<tests::sandbox::PageState>> {
    [&things.page, &things.file, &things.comment, &things.draft, &things.trashed]
        .into_iter()
        .map(|id| sandbox.page_by_id(id))
        .collect()
}

async fn all_allowed(attempts: Attempts) {
    for (name, attempt) in attempts {
        let error = attempt.await;
        assert!(error.is_none(), "{name}: {}", error.unwrap());
    }
}

#[tokio::test]
async fn a_space_that_is_left_out_is_out_of_reach_for_every_method() {
    for sandbox in both().await {
        let (mine, theirs) = (things(&sandbox, "OPEN").await, things(&sandbox, "CLOSED").await);
        let wiki = connection::open(&format!("{};Spaces=OPEN", sandbox.connection_string())).await.unwrap();
        let before = state(&sandbox, &theirs);
        all_refused(but(&["pages"], reads(&wiki, &theirs))).await;
        nothing_of(&wiki, &theirs).await;
        refused_or_lacking(&sandbox, cloud_reads(&wiki, &theirs)).await;
        all_refused(writes(&wiki, &theirs, &mine)).await;
        refused_or_lacking(&sandbox, cloud_writes(&wiki, &theirs, &mine)).await;
        assert_eq!(state(&sandbox, &theirs), before);
    }
}

#[tokio::test]
async fn what_is_left_out_is_told_as_what_is_not_there() {
    for sandbox in both().await {
        let (mine, theirs) = (things(&sandbox, "OPEN").await, things(&sandbox, "CLOSED").await);
        let nobodys = theirs.of_nobody();
        let limited =
            connection::open(&format!("{};Spaces=OPEN", sandbox.connection_string())).await.unwrap();
        let blocked = open(&sandbox).await.with_policy(Policy::new().blocked_spaces(["closed"]));
        for wiki in [&limited, &blocked] {
            let all = |of: &Things| {
                let mut attempts = reads(wiki, of);
                attempts.extend(cloud_reads(wiki, of));
                attempts.extend(writes(wiki, of, &mine));
                attempts.extend(cloud_writes(wiki, of, &mine));
                but(&["create_space"], attempts)
            };
            for ((name, there), (_, nowhere)) in all(&theirs).into_iter().zip(all(&nobodys)) {
                let told = |outcome: Option<confluence_client::Error>| outcome.map(|error| error.to_string());
                assert_eq!(told(there.await), told(nowhere.await), "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_list_over_all_spaces_has_no_row_of_one_that_is_left_out() {
    for sandbox in both().await {
        let (mine, _) = (things(&sandbox, "OPEN").await, things(&sandbox, "CLOSED").await);
        let wiki = connection::open(&format!("{};Spaces=OPEN", sandbox.connection_string())).await.unwrap();
        for (name, rows) in bounded(&wiki, &mine) {
            match (name, sandbox.deployment(), rows.await) {
                ("tasks", Deployment::DataCenter, rows) => {
                    assert_eq!(rows.unwrap_err().kind(), ErrorKind::Unsupported);
                }
                (_, _, rows) => {
                    let rows = rows.unwrap();
                    assert!(!rows.is_empty() && rows.iter().all(|space| space == "OPEN"), "{name}: {rows:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_is_allowed_gets_through() {
    for sandbox in both().await {
        let (mine, site) = (things(&sandbox, "OPEN").await, site(&sandbox).await);
        let wiki = connection::open(&format!("{};Spaces=OPEN", sandbox.connection_string())).await.unwrap();
        all_allowed(reads(&wiki, &mine)).await;
        all_allowed(of_no_space(&wiki, &site)).await;
        if sandbox.deployment() == Deployment::Cloud {
            all_allowed(cloud_reads(&wiki, &mine)).await;
        }
    }
}

/// Many pages at once are those that are there to be seen.
async fn nothing_of(wiki: &Wiki, theirs: &Things) {
    let pages: Vec<_> = wiki.pages([theirs.page.as_str()]).try_collect().await.unwrap();
    assert!(pages.is_empty(), "{pages:?}");
}

/// The attempts but these, which a policy allows.
fn but(allowed: &[&str], attempts: Attempts) -> Attempts {
    let known = |name: &&str| attempts.iter().any(|(attempt, _)| attempt == name);
    assert!(allowed.iter().all(known), "a name in {allowed:?} is no case");
    attempts.into_iter().filter(|(name, _)| !allowed.contains(name)).collect()
}

#[tokio::test]
async fn a_blocked_space_is_out_of_reach_and_no_other_is() {
    for sandbox in both().await {
        let (mine, theirs) = (things(&sandbox, "OPEN").await, things(&sandbox, "CLOSED").await);
        let site = site(&sandbox).await;
        let wiki = open(&sandbox).await.with_policy(Policy::new().blocked_spaces(["closed"]));
        let before = state(&sandbox, &theirs);
        all_refused(but(&["pages"], reads(&wiki, &theirs))).await;
        nothing_of(&wiki, &theirs).await;
        refused_or_lacking(&sandbox, cloud_reads(&wiki, &theirs)).await;
        all_refused(but(&["create_space"], writes(&wiki, &theirs, &mine))).await;
        refused_or_lacking(&sandbox, cloud_writes(&wiki, &theirs, &mine)).await;
        assert_eq!(state(&sandbox, &theirs), before);
        for (name, rows) in bounded(&wiki, &mine) {
            if (name, sandbox.deployment()) != ("tasks", Deployment::DataCenter) {
                let rows = rows.await.unwrap_or_else(|error| panic!("{name}: {error}"));
                let closed = |row: &String| row == "CLOSED" || row.contains(&theirs.page);
                assert!(rows.iter().any(|row| row == "OPEN") && !rows.iter().any(closed), "{name}: {rows:?}");
            }
        }
        all_allowed(reads(&wiki, &mine)).await;
        all_allowed(of_no_space(&wiki, &site)).await;
    }
}

#[tokio::test]
async fn a_space_that_may_only_be_read_is_read_and_not_written() {
    for sandbox in both().await {
        let (mine, theirs) = (things(&sandbox, "OPEN").await, things(&sandbox, "CLOSED").await);
        let wiki = open(&sandbox).await.with_policy(Policy::new().write_spaces(["open"]));
        let before = state(&sandbox, &theirs);
        // What is copied out of a space is read there, and written elsewhere.
        let read_there = ["copy_page", "copy_tree"];
        all_refused(but(&read_there, writes(&wiki, &theirs, &mine))).await;
        let made_elsewhere = ["create_from_template"];
        let elsewhere = but(&made_elsewhere, cloud_writes(&wiki, &theirs, &mine));
        refused_or_lacking(&sandbox, elsewhere).await;
        assert_eq!(state(&sandbox, &theirs), before);
        // What an edit would make is no reading where nothing may be written.
        let preview = "PageEdit::dry_run";
        all_allowed(but(&[preview], reads(&wiki, &theirs))).await;
        all_refused(reads(&wiki, &theirs).into_iter().filter(|(name, _)| *name == preview).collect()).await;
        if sandbox.deployment() == Deployment::Cloud {
            all_allowed(cloud_reads(&wiki, &theirs)).await;
        }
        let title = PageCopy::into_space("OPEN").title("Brought along");
        wiki.copy_page(theirs.page.as_str(), title).await.unwrap();
        wiki.update_page(PageUpdate::new(mine.page.as_str(), 2, "Page", "<p>Mine</p>")).await.unwrap();
        wiki.create_page(Create::new("OPEN", "Mine as well")).await.unwrap();
    }
}

#[tokio::test]
async fn a_draft_of_an_allowed_space_is_written() {
    for sandbox in both().await {
        sandbox.add_space("OPEN", "Open");
        let bounded = format!("{};Spaces=OPEN", sandbox.connection_string());
        for new in [Create::new("OPEN", "Draft"), Create::new("OPEN", "News").blog_post()] {
            let draft = connection::open(&bounded).await.unwrap().create_page(new.draft()).await.unwrap();
            // A client that never saw the id has to find out where it lies.
            let wiki = connection::open(&bounded).await.unwrap();
            wiki.update_page(PageUpdate::of(&draft).storage("<p>Two</p>")).await.unwrap();
            let wiki = connection::open(&bounded).await.unwrap();
            wiki.add_labels(draft.id.clone(), ["x"]).await.unwrap();
            let stored = sandbox.page_by_id(draft.id.as_str()).unwrap();
            assert_eq!((stored.storage.as_str(), stored.labels), ("<p>Two</p>", vec!["x".to_owned()]));
        }
    }
}

#[tokio::test]
async fn a_connection_that_only_reads_writes_nothing() {
    for sandbox in both().await {
        let (mine, other) = (things(&sandbox, "OPEN").await, things(&sandbox, "OTHER").await);
        let site = site(&sandbox).await;
        let wiki = connection::open(&format!("{};ReadOnly=true", sandbox.connection_string())).await.unwrap();
        let before = (state(&sandbox, &mine), state(&sandbox, &other));
        all_refused(writes(&wiki, &other, &mine)).await;
        all_refused(cloud_writes(&wiki, &other, &mine)).await;
        assert_eq!((state(&sandbox, &mine), state(&sandbox, &other)), before);
        all_allowed(reads(&wiki, &mine)).await;
        all_allowed(of_no_space(&wiki, &site)).await;
        if sandbox.deployment() == Deployment::Cloud {
            all_allowed(cloud_reads(&wiki, &mine)).await;
        }
    }
}

/// What stands in the tree of Cloud besides pages.
async fn other_kinds(sandbox: &Sandbox) -> [ContentId; 4] {
    let wiki = open(sandbox).await;
    let client = wiki.client();
    let space = wiki.space("OPEN").await.unwrap().id.unwrap();
    let new = || NewTreeContent::new(&space).title("Other");
    let folder = client.send(v2::folders::create(new())).await.unwrap().id;
    let whiteboard = client.send(v2::whiteboards::create(NewWhiteboard::new(&space))).await.unwrap().id;
    let database = client.send(v2::databases::create(new())).await.unwrap().id;
    let embed = client.send(v2::smart_links::create(NewSmartLink::new(&space))).await.unwrap().id;
    [folder, whiteboard, database, embed]
}

#[tokio::test]
async fn the_scopes_of_a_login_are_enough_for_every_method() {
    let sandbox = Sandbox::builder().sample_content().start().await;
    let (mine, other) = (things(&sandbox, "OPEN").await, things(&sandbox, "OTHER").await);
    let site = site(&sandbox).await;
    for (token, read_only) in [("reading-token", true), ("writing-token", false)] {
        sandbox.add_scoped_token(tests::sandbox::ADMIN, token, &confluence_client::wiki::scopes(read_only));
        let string = format!(
            "URL={};Deployment=Cloud;AuthScheme=APIToken;User=ada@example.com;APIToken={token};GatewayURL={};CloudId={}",
            sandbox.url(),
            sandbox.gateway_url(),
            sandbox.cloud_id()
        );
        let other_kinds = other_kinds(&sandbox).await;
        for id in other_kinds {
            let bounded = connection::open(&format!("{string};Spaces=OPEN")).await.unwrap();
            bounded.children(id.as_str()).slice().await.unwrap();
            bounded.ancestors(id.as_str()).await.unwrap();
            bounded.tree(id.as_str(), None).try_collect::<Vec<_>>().await.unwrap();
        }
        let wiki = connection::open(&string).await.unwrap();
        all_allowed(of_no_space(&wiki, &site)).await;
        let mut attempts = reads(&wiki, &mine);
        attempts.extend(cloud_reads(&wiki, &mine));
        if !read_only {
            attempts.extend(cloud_writes(&wiki, &other, &mine));
            attempts.extend(writes(&wiki, &other, &mine));
        }
        for (name, attempt) in attempts {
            let lacks = attempt.await.filter(|error| error.kind() == ErrorKind::ScopeMissing);
            assert!(
                lacks.is_none(),
                "{name} lacks a scope; are all its operations in wiki/scopes.rs? {}",
                lacks.unwrap()
            );
        }
    }
}
