//! Each method of the neutral face against a policy: a space that is left out, and a connection that only reads.

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

use confluence_client::content::Edit;
use confluence_client::ids::ContentId;
use confluence_client::models::{NewSmartLink, NewTreeContent, NewWhiteboard};
use confluence_client::wiki::{
    DiffOf, List, NewFolder, NewPage as Create, NewSpace, PageCopy, PageUpdate, Passage, Position,
    Restrictions, SpaceUpdate, TaskQuery, TreeCopy, Upload,
};
use confluence_client::{Error, ErrorKind, Wiki, connection, v2};
use futures_util::{FutureExt as _, TryStreamExt as _};
use serde_json::json;
use tests::sandbox::{NewPage, Person, Sandbox};

use super::both;

type Outcome = Pin<Box<dyn Future<Output = Option<Error>> + Send>>;
type Attempts = Vec<(&'static str, Outcome)>;

/// What there is to attack: the ids of one space.
#[derive(Clone)]
struct Things {
    space: &'static str,
    page: String,
    file: String,
    comment: String,
    draft: String,
    trashed: String,
}

fn things(sandbox: &Sandbox, space: &'static str) -> Things {
    sandbox.add_space(space, space);
    let body = "<p>walrus</p><ac:task-list><ac:task><ac:task-id>1</ac:task-id>\
        <ac:task-status>incomplete</ac:task-status><ac:task-body>Do</ac:task-body></ac:task></ac:task-list>";
    let page = sandbox.add_page(NewPage::new(space, "Page").storage(body).labels(["label"]));
    sandbox.edit_page(&page, &format!("{body}<p>two</p>"));
    sandbox.add_property(&page, "key", json!(1));
    sandbox.add_space_property(space, "key", json!(1));
    let trashed = sandbox.add_page(NewPage::new(space, "Trashed"));
    sandbox.trash_page(&trashed);
    Things {
        space,
        file: sandbox.add_attachment(&page, "a.txt", "text/plain", b"x"),
        comment: sandbox.add_comment(&page, None, "<p>x</p>", Person::GRACE),
        draft: sandbox.add_page(NewPage::new(space, "Draft").draft()),
        trashed,
        page,
    }
}

/// Runs a call on a clone of the wiki and keeps its error.
fn call<T, F>(wiki: &Wiki, run: impl FnOnce(Wiki) -> F) -> Outcome
where
    T: Debug + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    run(wiki.clone()).map(Result::err).boxed()
}

fn list<T: Send + 'static>(list: List<T>) -> Outcome {
    list.stream().try_collect::<Vec<_>>().map(Result::err).boxed()
}

fn reads(wiki: &Wiki, of: &Things) -> Attempts {
    let (page, key) = (of.page.clone(), of.space);
    macro_rules! page {
        ($wiki:ident, $page:ident => $call:expr) => {{
            let $page = page.clone();
            call(wiki, |$wiki| async move { $call.await })
        }};
    }
    vec![
        ("page", page!(wiki, page => wiki.page(page))),
        ("rendered", page!(wiki, page => wiki.rendered(page))),
        ("page_version", page!(wiki, page => wiki.page_version(page, 1))),
        ("pages", page!(wiki, page => wiki.pages([page]).try_collect::<Vec<_>>())),
        ("draft", {
            let draft = of.draft.clone();
            call(wiki, |wiki| async move { wiki.draft(draft).await })
        }),
        ("page_titled", {
            let space = of.space;
            call(wiki, |wiki| async move { wiki.page_titled(space, "Page").await })
        }),
        ("children", list(wiki.children(page.as_str()))),
        ("tree", page!(wiki, page => wiki.tree(page, None).try_collect::<Vec<_>>())),
        ("ancestors", page!(wiki, page => wiki.ancestors(page))),
        ("versions", list(wiki.versions(page.as_str()))),
        ("diff", page!(wiki, page => wiki.diff(page, 1, 2, DiffOf::Storage))),
        ("labels", list(wiki.labels(page.as_str()))),
        ("footer_comments", list(wiki.footer_comments(page.as_str()))),
        ("inline_comments", list(wiki.inline_comments(page.as_str()))),
        ("replies", list(wiki.replies(of.comment.as_str()))),
        ("comment", {
            let comment = of.comment.clone();
            call(wiki, |wiki| async move { wiki.comment(comment).await })
        }),
        ("attachments", list(wiki.attachments(page.as_str()))),
        ("attachment_named", page!(wiki, page => wiki.attachment_named(page, "a.txt"))),
        ("attachment", {
            let file = of.file.clone();
            call(wiki, |wiki| async move { wiki.attachment(file).await })
        }),
        ("download", {
            let file = of.file.clone();
            call(wiki, |wiki| async move { wiki.download(file).await })
        }),
        ("properties", list(wiki.properties(page.as_str()))),
        ("property", page!(wiki, page => wiki.property(page, "key"))),
        ("restrictions", page!(wiki, page => wiki.restrictions(page))),
        ("permitted", page!(wiki, page => wiki.permitted(page))),
        ("is_watching", page!(wiki, page => wiki.is_watching(page))),
        ("watchers", list(wiki.watchers(page.as_str()))),
        ("tasks", list(wiki.tasks(TaskQuery::new().on(page.as_str())))),
        ("tasks of a space", list(wiki.tasks(TaskQuery::new().in_space(of.space).on(page.as_str())))),
        ("trashed_pages", list(wiki.trashed_pages(of.space))),
        ("space_pages", list(wiki.space_pages(of.space))),
        ("root_pages", list(wiki.root_pages(of.space))),
        ("blog_posts", list(wiki.blog_posts(of.space))),
        ("space_labels", list(wiki.space_labels(of.space))),
        ("space_properties", list(wiki.space_properties(of.space))),
        ("space_property", {
            let space = of.space;
            call(wiki, |wiki| async move { wiki.space_property(space, "key").await })
        }),
        ("space", {
            let space = of.space;
            call(wiki, |wiki| async move { wiki.space(space).await })
        }),
        ("is_watching_space", call(wiki, |wiki| async move { wiki.is_watching_space(key).await })),
        ("dry_run", page!(wiki, page => wiki.edit(page).append("x").dry_run())),
    ]
}

fn writes(wiki: &Wiki, of: &Things, mine: &Things) -> Attempts {
    let space = of.space;
    macro_rules! with {
        ($thing:ident, $wiki:ident => $call:expr) => {{
            let $thing = of.$thing.clone();
            call(wiki, |$wiki| async move { $call.await })
        }};
    }
    let (theirs, own) = (of.page.clone(), mine.page.clone());
    vec![
        ("create_page", call(wiki, |wiki| async move { wiki.create_page(Create::new(space, "New")).await })),
        ("create_page below", {
            let parent = theirs.clone();
            let new = Create::new(mine.space, "New").parent(parent);
            call(wiki, |wiki| async move { wiki.create_page(new).await })
        }),
        ("update_page", with!(page, wiki => wiki.update_page(PageUpdate::new(page, 2, "Page", "<p/>")))),
        ("rename_page", with!(page, wiki => wiki.rename_page(page, "Other"))),
        ("edit", with!(page, wiki => wiki.edit(page).change(Edit::append("x")).send())),
        ("publish_draft", with!(draft, wiki => wiki.publish_draft(draft))),
        ("discard_draft", with!(draft, wiki => wiki.discard_draft(draft))),
        ("trash_page", with!(page, wiki => wiki.trash_page(page))),
        ("restore_page", with!(trashed, wiki => wiki.restore_page(trashed))),
        ("purge_page", with!(trashed, wiki => wiki.purge_page(trashed))),
        ("move_page", with!(page, wiki => wiki.move_page(page, Position::Below(own.into())))),
        ("move_page into", {
            let (own, theirs) = (mine.page.clone(), theirs.clone());
            call(wiki, |wiki| async move { wiki.move_page(own, Position::Below(theirs.into())).await })
        }),
        (
            "copy_page",
            with!(page, wiki => wiki.copy_page(page, PageCopy::into_space("OPEN").title("Stolen"))),
        ),
        ("copy_page into", {
            let own = mine.page.clone();
            call(wiki, |wiki| async move { wiki.copy_page(own, PageCopy::into_space(space)).await })
        }),
        ("copy_tree", {
            let (own, theirs) = (mine.page.clone(), theirs.clone());
            call(wiki, |wiki| async move { wiki.copy_tree(theirs, TreeCopy::below(own)).await })
        }),
        ("copy_tree into", {
            let (own, theirs) = (mine.page.clone(), theirs.clone());
            call(wiki, |wiki| async move { wiki.copy_tree(own, TreeCopy::below(theirs)).await })
        }),
        ("archive_pages", with!(page, wiki => wiki.archive_pages([page]))),
        ("trash_tree", with!(page, wiki => wiki.trash_tree(page))),
        ("add_comment", with!(page, wiki => wiki.add_comment(page, "<p/>"))),
        (
            "add_inline_comment",
            with!(page, wiki => {
                async move { wiki.add_inline_comment(page, &Passage::new("walrus"), "<p/>").await }
            }),
        ),
        ("reply", with!(comment, wiki => wiki.reply(comment, "<p/>"))),
        ("update_comment", with!(comment, wiki => wiki.update_comment(comment, "<p/>"))),
        ("resolve_comment", with!(comment, wiki => wiki.resolve_comment(comment, true))),
        ("delete_comment", with!(comment, wiki => wiki.delete_comment(comment))),
        ("attach", with!(page, wiki => wiki.attach(page, Upload::bytes("b", "x")))),
        ("replace_attachment", with!(file, wiki => wiki.replace_attachment(file, Upload::bytes("b", "x")))),
        ("delete_attachment", with!(file, wiki => wiki.delete_attachment(file))),
        ("purge_attachment", with!(file, wiki => wiki.purge_attachment(file))),
        ("add_labels", with!(page, wiki => wiki.add_labels(page, ["x"]))),
        ("remove_label", with!(page, wiki => wiki.remove_label(page, "label"))),
        ("restore_version", with!(page, wiki => wiki.restore_version(page, 1))),
        ("delete_version", with!(page, wiki => wiki.delete_version(page, 1))),
        ("set_property", with!(page, wiki => wiki.set_property(page, "key", json!(2)))),
        ("delete_property", with!(page, wiki => wiki.delete_property(page, "key"))),
        ("restrict", with!(page, wiki => async move { wiki.restrict(page, &Restrictions::new()).await })),
        ("watch", with!(page, wiki => wiki.watch(page, true))),
        ("watch_space", call(wiki, |wiki| async move { wiki.watch_space(space, true).await })),
        (
            "create_folder",
            call(wiki, |wiki| async move { wiki.create_folder(NewFolder::new(space, "F")).await }),
        ),
        (
            "update_space",
            call(wiki, |wiki| async move { wiki.update_space(space, SpaceUpdate::new().name("x")).await }),
        ),
        (
            "set_space_property",
            call(wiki, |wiki| async move { wiki.set_space_property(space, "key", json!(2)).await }),
        ),
        (
            "delete_space_property",
            call(wiki, |wiki| async move { wiki.delete_space_property(space, "key").await }),
        ),
        ("delete_space", call(wiki, |wiki| async move { wiki.delete_space(space).await })),
    ]
}

async fn all_refused(attempts: Attempts) {
    for (name, attempt) in attempts {
        let error = attempt.await.unwrap_or_else(|| panic!("{name} got through"));
        assert_eq!(error.kind(), ErrorKind::Policy, "{name}: {error}");
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

#[tokio::test]
async fn a_space_that_is_left_out_is_out_of_reach_for_every_method() {
    for sandbox in both().await {
        let (mine, theirs) = (things(&sandbox, "OPEN"), things(&sandbox, "CLOSED"));
        let wiki = connection::open(&format!("{};Spaces=OPEN", sandbox.connection_string())).await.unwrap();
        let before = state(&sandbox, &theirs);
        all_refused(reads(&wiki, &theirs)).await;
        all_refused(writes(&wiki, &theirs, &mine)).await;
        let new = wiki.create_space(NewSpace::new("CLOSED2", "New")).await.unwrap_err();
        assert_eq!(new.kind(), ErrorKind::Policy);
        assert_eq!(state(&sandbox, &theirs), before);
        let mut found = wiki.tasks(TaskQuery::new()).stream();
        while let Ok(Some(task)) = found.try_next().await {
            assert_eq!(task.page.unwrap().as_str(), mine.page, "a task of a closed space");
        }
    }
}

#[tokio::test]
async fn what_is_allowed_gets_through() {
    for sandbox in both().await {
        let mine = things(&sandbox, "OPEN");
        let wiki = connection::open(&format!("{};Spaces=OPEN", sandbox.connection_string())).await.unwrap();
        for (name, attempt) in reads(&wiki, &mine) {
            let error = attempt.await;
            assert!(error.is_none(), "{name}: {}", error.unwrap());
        }
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
        let (mine, other) = (things(&sandbox, "OPEN"), things(&sandbox, "OTHER"));
        let wiki = connection::open(&format!("{};ReadOnly=true", sandbox.connection_string())).await.unwrap();
        let before = (state(&sandbox, &mine), state(&sandbox, &other));
        all_refused(writes(&wiki, &other, &mine)).await;
        let new = wiki.create_space(NewSpace::new("NEW", "New")).await.unwrap_err();
        assert_eq!(new.kind(), ErrorKind::Policy);
        let task = wiki.tasks(TaskQuery::new().on(mine.page.as_str())).slice().await.unwrap().items.remove(0);
        assert_eq!(wiki.complete_task(task.id, true).await.unwrap_err().kind(), ErrorKind::Policy);
        assert_eq!((state(&sandbox, &mine), state(&sandbox, &other)), before);
        for (name, attempt) in reads(&wiki, &mine) {
            assert!(attempt.await.is_none(), "{name} is only a read");
        }
    }
}

/// What stands in the tree of Cloud besides pages.
async fn other_kinds(sandbox: &Sandbox) -> [ContentId; 4] {
    let wiki = super::open(sandbox).await;
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
    let (mine, other) = (things(&sandbox, "OPEN"), things(&sandbox, "OTHER"));
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
        wiki.current_user().await.unwrap();
        wiki.search_people("Ada").slice().await.unwrap();
        wiki.groups(None).slice().await.unwrap();
        let mut attempts = reads(&wiki, &mine);
        if !read_only {
            attempts.extend(writes(&wiki, &other, &mine));
        }
        for (name, attempt) in attempts {
            let lacks = attempt.await.filter(|error| error.kind() == ErrorKind::ScopeMissing);
            assert!(lacks.is_none(), "{name} lacks a scope: {}", lacks.unwrap());
        }
    }
}
