//! Ids of another kind of content: what is meant for pages, comments or files does nothing to anything else.

use std::fmt::Debug;

use confluence_client::wiki::{NewPage, PageCopy, PageUpdate};
use confluence_client::{Error, ErrorKind};
use futures_util::TryStreamExt as _;
use tests::sandbox::{NewPage as Seed, Person, Sandbox};

use super::{both, open};

struct Things {
    page: String,
    trashed: String,
    draft: String,
    comment: String,
    file: String,
}

fn things(sandbox: &Sandbox) -> Things {
    sandbox.add_space("KIND", "Kinds");
    let page = sandbox.add_page(Seed::new("KIND", "Page").storage("<p>One</p>"));
    let trashed = sandbox.add_page(Seed::new("KIND", "Trashed"));
    sandbox.trash_page(&trashed);
    Things {
        trashed,
        draft: sandbox.add_page(Seed::new("KIND", "Draft").draft()),
        comment: sandbox.add_comment(&page, None, "<p>x</p>", Person::GRACE),
        file: sandbox.add_attachment(&page, "a.txt", "text/plain", b"x"),
        page,
    }
}

fn refused<T: Debug>(name: &str, outcome: Result<T, Error>) {
    let error = outcome.expect_err(name);
    assert_eq!(error.kind(), ErrorKind::NotFound, "{name}: {error}");
}

#[tokio::test]
async fn nothing_is_done_to_content_of_another_kind() {
    for sandbox in both().await {
        let it = things(&sandbox);
        let ids = [&it.page, &it.trashed, &it.draft, &it.comment, &it.file];
        let before = ids.map(|id| sandbox.page_by_id(id));
        for (page, file) in [(&it.comment, "comment"), (&it.file, "file")] {
            let wiki = open(&sandbox).await;
            refused(file, wiki.trash_page(page.as_str()).await);
            refused(file, wiki.purge_page(page.as_str()).await);
            refused(file, wiki.restore_page(page.as_str()).await);
            refused(file, wiki.discard_draft(page.as_str()).await);
            refused(file, wiki.publish_draft(page.as_str()).await);
            refused(file, wiki.rename_page(page.as_str(), "Other").await);
            refused(file, wiki.update_page(PageUpdate::new(page.as_str(), 1, "Page", "<p/>")).await);
        }
        for other in [&it.page, &it.file] {
            let wiki = open(&sandbox).await;
            refused("comment", wiki.comment(other.as_str()).await);
            refused("reply", wiki.reply(other.as_str(), "<p/>").await);
            refused("update_comment", wiki.update_comment(other.as_str(), "<p/>").await);
            refused("delete_comment", wiki.delete_comment(other.as_str()).await);
        }
        let error = open(&sandbox).await.comment(it.page.as_str()).await.unwrap_err();
        assert!(error.to_string().contains(&it.page), "{error}");
        for other in [&it.page, &it.comment, &it.trashed] {
            let wiki = open(&sandbox).await;
            refused("attachment", wiki.attachment(other.as_str()).await);
            refused("delete_attachment", wiki.delete_attachment(other.as_str()).await);
            refused("purge_attachment", wiki.purge_attachment(other.as_str()).await);
        }
        assert_eq!(ids.map(|id| sandbox.page_by_id(id)), before);
    }
}

#[tokio::test]
async fn what_is_known_to_be_of_a_kind_is_treated_as_such() {
    for sandbox in both().await {
        let it = things(&sandbox);
        let wiki = open(&sandbox).await;
        wiki.delete_comment(it.comment.as_str()).await.unwrap();
        wiki.delete_attachment(it.file.as_str()).await.unwrap();
        wiki.purge_attachment(it.file.as_str()).await.unwrap();
        wiki.purge_page(it.trashed.as_str()).await.unwrap();
        wiki.discard_draft(it.draft.as_str()).await.unwrap();
        wiki.trash_page(it.page.as_str()).await.unwrap();
        for gone in [&it.comment, &it.file, &it.trashed, &it.draft] {
            assert!(sandbox.page_by_id(gone).is_none_or(|left| left.status == "trashed"), "{gone}");
        }
    }
}

#[tokio::test]
async fn a_blog_post_has_comments_and_copies() {
    for sandbox in both().await {
        sandbox.add_space("KIND", "Kinds");
        sandbox.add_space("ELSE", "Elsewhere");
        let wiki = open(&sandbox).await;
        let post =
            wiki.create_page(NewPage::new("KIND", "News").blog_post().storage("<p>x</p>")).await.unwrap();
        // A client that never saw the id has to find out what it is.
        let wiki = open(&sandbox).await;
        let comment = wiki.add_comment(post.id.clone(), "<p>Good</p>").await.unwrap();
        let reply = open(&sandbox).await.reply(comment.id.clone(), "<p>Yes</p>").await.unwrap();
        assert_eq!(reply.reply_to, Some(comment.id));
        let comments: Vec<_> = wiki.footer_comments(post.id.clone()).stream().try_collect().await.unwrap();
        assert_eq!(comments.len(), 1);
        if sandbox.deployment() == tests::sandbox::Deployment::DataCenter {
            let copy = wiki.copy_page(post.id.clone(), PageCopy::into_space("ELSE")).await.unwrap();
            assert_eq!(sandbox.page_by_id(copy.id.as_str()).unwrap().kind, "blogpost");
        }
    }
}
