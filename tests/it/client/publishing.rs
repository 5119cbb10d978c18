//! Pages and blog posts: written, settled after a lost answer, trashed and brought back, on both deployments.

use confluence_client::ErrorKind;
use confluence_client::models::{ContentStatus, ContentType};
use confluence_client::wiki::{NewPage, PageUpdate};
use futures_util::TryStreamExt as _;
use serde_json::json;
use tests::sandbox::{Deployment, Fault, Sandbox};

use super::{both, open};

fn space(sandbox: &Sandbox) -> String {
    sandbox.add_space("PUB", "Publishing");
    sandbox.add_page(tests::sandbox::NewPage::new("PUB", "Parent"))
}

fn operation(sandbox: &Sandbox, cloud: &'static str, data_center: &'static str) -> &'static str {
    if sandbox.deployment() == Deployment::Cloud { cloud } else { data_center }
}

fn update_operation(sandbox: &Sandbox) -> &'static str {
    operation(sandbox, "updatePage", "update_2")
}

/// An answer with a page of version 1 that has no body.
fn without_body(sandbox: &Sandbox, id: &str, status: &str) -> Fault {
    let page = json!({
        "id": id, "type": "page", "title": "Page", "status": status, "version": {"number": 1}, "body": {},
    });
    sandbox.page_by_id(id).unwrap();
    Fault::Answer { status: 200, content_type: "application/json", body: page.to_string() }
}

#[tokio::test]
async fn a_page_that_comes_without_its_body_is_not_written_back_empty() {
    for sandbox in both().await {
        space(&sandbox);
        let wiki = open(&sandbox).await;
        let new = NewPage::new("PUB", "Page").storage("<p>One</p>");
        let page = wiki.create_page(new).await.unwrap();
        let read = operation(&sandbox, "getPageById", "getContentById");
        let nothing = || without_body(&sandbox, page.id.as_str(), "current");
        sandbox.next_of(read, nothing(), 1);
        let edited = wiki.edit(page.id.clone()).append("More").send().await.unwrap_err();
        assert_eq!(edited.kind(), ErrorKind::Decode, "{edited}");
        sandbox.next_of(read, nothing(), 1);
        let renamed = wiki.rename_page(page.id.clone(), "Renamed").await.unwrap_err();
        assert_eq!(renamed.kind(), ErrorKind::Decode, "{renamed}");
        assert_eq!(sandbox.page_by_id(page.id.as_str()).unwrap().storage, "<p>One</p>");

        let draft = wiki.create_page(NewPage::new("PUB", "Draft").storage("<p>D</p>").draft()).await.unwrap();
        sandbox.next_of(read, without_body(&sandbox, draft.id.as_str(), "draft"), 1);
        let error = wiki.publish_draft(draft.id.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert_eq!(sandbox.page_by_id(draft.id.as_str()).unwrap().storage, "<p>D</p>");
    }
}

#[tokio::test]
async fn a_page_of_cloud_is_renamed_without_its_body() {
    let [sandbox, _] = both().await;
    space(&sandbox);
    let wiki = open(&sandbox).await;
    let page = wiki.create_page(NewPage::new("PUB", "Page").storage("<p>One</p>")).await.unwrap();
    sandbox.reset_traffic();
    sandbox.next_of("updatePageTitle", Fault::LostAnswer, 1);
    let renamed = wiki.rename_page(page.id.clone(), "Other").await.unwrap();
    assert_eq!((renamed.title.as_str(), renamed.storage.as_deref()), ("Other", Some("<p>One</p>")));
    assert_eq!((sandbox.traffic().count("updatePageTitle"), sandbox.traffic().count("updatePage")), (1, 0));
    sandbox.next_of("updatePageTitle", Fault::HangUp, 1);
    let error = wiki.rename_page(page.id, "Third").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn a_failing_second_look_up_is_told_as_it_failed() {
    let [sandbox, _] = both().await;
    space(&sandbox);
    let post = sandbox.add_page(tests::sandbox::NewPage::new("PUB", "News").blog_post());
    sandbox.next_of("getBlogPostById", Fault::Unauthorized, 2);
    let error = open(&sandbox).await.page(post.as_str()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error}");
    sandbox.clear_faults();
    let missing = open(&sandbox).await.page(999_999_999).await.unwrap_err();
    assert_eq!((missing.kind(), missing.operation()), (ErrorKind::NotFound, "getPageById"));
}

#[tokio::test]
async fn a_page_is_created_updated_and_renamed() {
    for sandbox in both().await {
        let parent = space(&sandbox);
        let wiki = open(&sandbox).await;
        let new = NewPage::new("PUB", "New page").storage("<p>One</p>").parent(parent.as_str());
        let page = wiki.create_page(new).await.unwrap();
        assert_eq!((page.version.number, page.title.as_str()), (1, "New page"));
        assert_eq!(page.storage.as_deref(), Some("<p>One</p>"));
        let stored = sandbox.page_by_id(page.id.as_str()).unwrap();
        assert_eq!(stored.parent.as_deref(), Some(parent.as_str()));

        let update = PageUpdate::of(&page).storage("<p>Two</p>").message("a change");
        let page = wiki.update_page(update).await.unwrap();
        assert_eq!(page.version.number, 2);
        let stored = sandbox.page_by_id(page.id.as_str()).unwrap();
        assert_eq!((stored.storage.as_str(), stored.message.as_str()), ("<p>Two</p>", "a change"));
        assert_eq!((stored.title.as_str(), stored.parent.as_deref()), ("New page", Some(parent.as_str())));

        let page = wiki.rename_page(page.id, "Old page").await.unwrap();
        assert_eq!((page.version.number, page.title.as_str()), (3, "Old page"));
        assert_eq!(sandbox.page_by_id(page.id.as_str()).unwrap().storage, "<p>Two</p>");
    }
}

#[tokio::test]
async fn a_blog_post_goes_the_same_ways() {
    for sandbox in both().await {
        space(&sandbox);
        let wiki = open(&sandbox).await;
        let new = NewPage::new("PUB", "News").blog_post().storage("<p>Today</p>");
        let post = wiki.create_page(new).await.unwrap();
        assert_eq!(post.kind, ContentType::BlogPost);
        // A client that never saw the id has to find out what it is.
        let wiki = open(&sandbox).await;
        let read = wiki.page(post.id.clone()).await.unwrap();
        assert_eq!((read.kind.clone(), read.title.as_str()), (ContentType::BlogPost, "News"));
        let wiki = open(&sandbox).await;
        let update = PageUpdate::new(post.id.clone(), 1, "News", "<p>Tomorrow</p>");
        assert_eq!(wiki.update_page(update).await.unwrap().version.number, 2);
        let wiki = open(&sandbox).await;
        wiki.trash_page(post.id.clone()).await.unwrap();
        assert_eq!(sandbox.page_by_id(post.id.as_str()).unwrap().status, "trashed");
    }
}

#[tokio::test]
async fn a_stale_update_is_a_conflict_that_tells_both_versions() {
    for sandbox in both().await {
        space(&sandbox);
        let wiki = open(&sandbox).await;
        let page = wiki.create_page(NewPage::new("PUB", "Page").storage("<p>One</p>")).await.unwrap();
        sandbox.edit_page(page.id.as_str(), "<p>Theirs</p>");
        let error = wiki.update_page(PageUpdate::of(&page).storage("<p>Mine</p>")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
        let versions = error.versions().unwrap();
        assert_eq!((versions.current, versions.provided), (2, 2));
        assert_eq!(sandbox.page_by_id(page.id.as_str()).unwrap().storage, "<p>Theirs</p>");
    }
}

#[tokio::test]
async fn an_update_whose_answer_was_lost_is_settled_by_reading() {
    for sandbox in both().await {
        space(&sandbox);
        let wiki = open(&sandbox).await;
        let body = "<p>a \u{2014} b</p><hr/><ac:structured-macro ac:name=\"toc\" />";
        let page = wiki.create_page(NewPage::new("PUB", "Page").storage("<p>One</p>")).await.unwrap();

        sandbox.reset_traffic();
        sandbox.next_of(update_operation(&sandbox), Fault::LostAnswer, 1);
        let updated = wiki.update_page(PageUpdate::of(&page).storage(body)).await.unwrap();
        assert_eq!(updated.version.number, 2, "it had happened");
        assert_eq!(sandbox.traffic().count(update_operation(&sandbox)), 1, "and was not sent again");

        sandbox.reset_traffic();
        sandbox.next_of(update_operation(&sandbox), Fault::HangUp, 1);
        let updated = wiki.update_page(PageUpdate::of(&updated).storage("<p>Three</p>")).await.unwrap();
        assert_eq!(updated.version.number, 3, "it had not happened");
        assert_eq!(sandbox.traffic().count(update_operation(&sandbox)), 2);
        assert_eq!(sandbox.page_by_id(page.id.as_str()).unwrap().storage, "<p>Three</p>");
    }
}

#[tokio::test]
async fn a_lost_update_that_somebody_overtook_is_a_conflict() {
    for sandbox in both().await {
        space(&sandbox);
        let wiki = open(&sandbox).await;
        let page = wiki.create_page(NewPage::new("PUB", "Page").storage("<p>One</p>")).await.unwrap();
        sandbox.edit_page(page.id.as_str(), "<p>Theirs</p>");
        sandbox.next_of(update_operation(&sandbox), Fault::HangUp, 1);
        let error = wiki.update_page(PageUpdate::of(&page).storage("<p>Mine</p>")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
        assert_eq!(error.versions().unwrap().current, 2);
        assert_eq!(sandbox.page_by_id(page.id.as_str()).unwrap().version, 2);
    }
}

#[tokio::test]
async fn an_update_without_a_body_does_not_clear_the_page() {
    for sandbox in both().await {
        space(&sandbox);
        let wiki = open(&sandbox).await;
        let mut page = wiki.create_page(NewPage::new("PUB", "Page").storage("<p>One</p>")).await.unwrap();
        page.storage = None;
        let error = wiki.update_page(PageUpdate::of(&page).title("Other")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_eq!(sandbox.page_by_id(page.id.as_str()).unwrap().version, 1);
    }
}

#[tokio::test]
async fn trash_is_emptied_or_given_back() {
    for sandbox in both().await {
        space(&sandbox);
        let wiki = open(&sandbox).await;
        let page = wiki.create_page(NewPage::new("PUB", "Page").storage("<p>One</p>")).await.unwrap();
        let error = wiki.purge_page(page.id.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "only what is in the trash is purged: {error}");

        wiki.trash_page(page.id.clone()).await.unwrap();
        assert_eq!(sandbox.page_by_id(page.id.as_str()).unwrap().status, "trashed");
        let trash: Vec<_> = wiki.trashed_pages("PUB").stream().try_collect().await.unwrap();
        assert_eq!(trash.iter().map(|page| page.title.as_str()).collect::<Vec<_>>(), ["Page"]);

        let back = wiki.restore_page(page.id.clone()).await.unwrap();
        assert_eq!((back.status, back.storage.as_deref()), (ContentStatus::Current, Some("<p>One</p>")));
        wiki.trash_page(page.id.clone()).await.unwrap();
        wiki.purge_page(page.id.clone()).await.unwrap();
        assert_eq!(sandbox.page_by_id(page.id.as_str()), None);
    }
}

#[tokio::test]
async fn a_trashing_whose_answer_was_lost_has_happened() {
    for sandbox in both().await {
        space(&sandbox);
        let wiki = open(&sandbox).await;
        let page = wiki.create_page(NewPage::new("PUB", "Page")).await.unwrap();
        sandbox.next_of(operation(&sandbox, "deletePage", "delete_3"), Fault::LostAnswer, 1);
        wiki.trash_page(page.id.clone()).await.unwrap();
        assert_eq!(sandbox.page_by_id(page.id.as_str()).unwrap().status, "trashed");
    }
}

#[tokio::test]
async fn drafts_are_published_and_thrown_away() {
    for sandbox in both().await {
        space(&sandbox);
        let wiki = open(&sandbox).await;
        let draft =
            wiki.create_page(NewPage::new("PUB", "Draft").storage("<p>One</p>").draft()).await.unwrap();
        assert_eq!(sandbox.page_by_id(draft.id.as_str()).unwrap().status, "draft");
        let read = wiki.draft(draft.id.clone()).await.unwrap();
        assert_eq!(read.status, ContentStatus::Draft);
        wiki.update_page(PageUpdate::of(&read).storage("<p>Two</p>")).await.unwrap();
        assert_eq!(sandbox.page_by_id(draft.id.as_str()).unwrap().status, "draft");

        let page = wiki.publish_draft(draft.id.clone()).await.unwrap();
        assert_eq!((page.status, page.version.number), (ContentStatus::Current, 1));
        assert_eq!(sandbox.page_by_id(page.id.as_str()).unwrap().storage, "<p>Two</p>");

        let other = wiki.create_page(NewPage::new("PUB", "Other").draft()).await.unwrap();
        wiki.discard_draft(other.id.clone()).await.unwrap();
        assert_eq!(sandbox.page_by_id(other.id.as_str()), None);
    }
}

#[tokio::test]
async fn many_pages_are_read_in_few_requests() {
    for sandbox in both().await {
        space(&sandbox);
        let ids: Vec<String> = (0..60)
            .map(|number| {
                sandbox.add_page(
                    tests::sandbox::NewPage::new("PUB", &format!("Page {number}")).storage("<p>x</p>"),
                )
            })
            .collect();
        let post =
            sandbox.add_page(tests::sandbox::NewPage::new("PUB", "News").blog_post().storage("<p>x</p>"));
        let wiki = open(&sandbox).await;
        sandbox.reset_traffic();
        let asked = ids.iter().map(String::as_str).chain(["999999999", &post]);
        let pages: Vec<_> = wiki.pages(asked).try_collect().await.unwrap();
        assert_eq!(pages.len(), 61);
        assert!(pages.iter().any(|page| page.id.as_str() == post && page.kind == ContentType::BlogPost));
        assert!(pages.iter().all(|page| page.storage.as_deref() == Some("<p>x</p>")));
        assert!(sandbox.requests().len() <= 3, "{}", sandbox.requests().len());
        assert_eq!(sandbox.traffic().count("search"), 0, "the index is behind");
    }
}

#[tokio::test]
async fn a_write_that_is_dropped_leaves_nothing_running() {
    for sandbox in both().await {
        space(&sandbox);
        let wiki = open(&sandbox).await;
        let page = wiki.create_page(NewPage::new("PUB", "Page").storage("<p>One</p>")).await.unwrap();
        sandbox.reset_traffic();
        sandbox.set_latency(std::time::Duration::from_millis(400));
        let update = wiki.update_page(PageUpdate::of(&page).storage("<p>Two</p>"));
        let late = tokio::time::timeout(std::time::Duration::from_millis(50), update).await;
        assert!(late.is_err());
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        assert!(sandbox.requests().len() <= 1, "nothing is asked after the drop");
    }
}
