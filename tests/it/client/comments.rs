//! Comments on both deployments.

use std::time::Duration;

use confluence_client::ErrorKind;
use confluence_client::models::ResolutionStatus;
use confluence_client::wiki::{CommentKind, Passage};
use futures_util::TryStreamExt as _;
use tests::sandbox::{Deployment, Fault, NewPage, Person, Sandbox};

use super::{both, open};

fn page(sandbox: &Sandbox) -> String {
    sandbox.add_space("TALK", "Talk");
    sandbox.add_page(
        NewPage::new("TALK", "Page")
            .storage("<p>We ship on Friday. On Friday!</p><p>Some &amp; more <em>words</em>.</p>"),
    )
}

#[tokio::test]
async fn a_thread_below_a_page() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let comment = wiki.add_comment(page.as_str(), "<p>First</p>").await.unwrap();
        assert_eq!(comment.kind, CommentKind::Footer);
        assert_eq!(comment.storage.as_deref(), Some("<p>First</p>"));
        let reply = wiki.reply(comment.id.clone(), "<p>Second</p>").await.unwrap();
        assert_eq!(reply.reply_to.as_ref(), Some(&comment.id));

        let listed: Vec<_> = wiki.footer_comments(page.as_str()).stream().try_collect().await.unwrap();
        assert_eq!(listed.len(), 1, "replies are asked for by themselves");
        assert_eq!(listed[0].id, comment.id);
        assert!(listed[0].version.by.is_some());
        let replies = wiki.replies(comment.id.clone()).slice().await.unwrap().items;
        assert_eq!(
            replies.iter().map(|reply| reply.storage.as_deref()).collect::<Vec<_>>(),
            [Some("<p>Second</p>")]
        );

        let changed = wiki.update_comment(comment.id.clone(), "<p>Better</p>").await.unwrap();
        assert_eq!(changed.version.number, 2);
        assert_eq!(wiki.comment(comment.id.clone()).await.unwrap().storage.as_deref(), Some("<p>Better</p>"));

        wiki.delete_comment(comment.id.clone()).await.unwrap();
        assert_eq!(sandbox.page_by_id(comment.id.as_str()), None);
        assert_eq!(sandbox.page_by_id(reply.id.as_str()), None);
        assert_eq!(wiki.comment(comment.id).await.unwrap_err().kind(), ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn inline_comments_are_read_with_their_passage() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let id = sandbox.add_inline_comment(&page, "more", "<p>How many?</p>", Person::GRACE);
        let wiki = open(&sandbox).await;
        let listed = wiki.inline_comments(page.as_str()).slice().await.unwrap().items;
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].id.as_str(), listed[0].kind), (id.as_str(), CommentKind::Inline));
        assert_eq!(listed[0].resolution, Some(ResolutionStatus::Open));
        // The passage and the mark come along with a single comment on both deployments.
        let comment = open(&sandbox).await.comment(id.as_str()).await.unwrap();
        assert_eq!(comment.passage.as_deref(), Some("more"));
        assert!(
            comment.marker.is_some_and(|marker| sandbox.page_by_id(&page).unwrap().storage.contains(&marker))
        );
        assert!(wiki.footer_comments(page.as_str()).slice().await.unwrap().items.is_empty());
        let reply = wiki.reply(id.as_str(), "<p>Seven</p>").await.unwrap();
        assert_eq!(reply.kind, CommentKind::Inline, "a reply to an inline comment is one, too");
    }
}

#[tokio::test]
async fn a_passage_is_commented_on_and_settled() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let passage = Passage::new("Friday").occurrence(2);
        if sandbox.deployment() == Deployment::DataCenter {
            // A site without the undocumented address.
            sandbox.next_of("inlineCommentServlet", Fault::NotFound, 1);
            let error = wiki.add_inline_comment(page.as_str(), &passage, "<p>Sure?</p>").await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert!(error.to_string().contains("never verified"), "{error}");
        }
        let made = wiki.add_inline_comment(page.as_str(), &passage, "<p>Sure?</p>").await.unwrap();
        assert!(sandbox.page_by_id(&page).unwrap().storage.contains("Friday. On <ac:inline-comment-marker"));
        let settled = wiki.resolve_comment(made.id.clone(), true).await.unwrap();
        assert_eq!(settled.resolution, Some(ResolutionStatus::Resolved));
        assert_eq!(settled.storage.as_deref(), Some("<p>Sure?</p>"));
        let again = wiki.resolve_comment(made.id, false).await.unwrap();
        assert_eq!(again.resolution, Some(ResolutionStatus::Reopened));
    }
}

#[tokio::test]
async fn a_page_that_changes_after_it_was_read_gets_no_mark() {
    let [_, sandbox] = both().await;
    let page = page(&sandbox);
    sandbox.backdate(&page, Duration::from_secs(60));
    let wiki = open(&sandbox).await;
    let passage = Passage::new("words");
    sandbox.next_of("getContentById", Fault::Delay(Duration::from_millis(600)), 1);
    let meanwhile = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        sandbox.edit_page(&page, "<p>Other words.</p>");
    };
    let (answer, ()) =
        tokio::join!(wiki.add_inline_comment(page.as_str(), &passage, "<p>Which?</p>"), meanwhile);
    let error = answer.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
    assert_eq!(sandbox.page_by_id(&page).unwrap().storage, "<p>Other words.</p>");
    // As it is now, it is commented on.
    wiki.add_inline_comment(page.as_str(), &passage, "<p>Which?</p>").await.unwrap();
}

#[tokio::test]
async fn a_passage_that_is_not_there_is_told() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        for passage in [Passage::new("Sunday"), Passage::new("")] {
            let error = wiki.add_inline_comment(page.as_str(), &passage, "<p/>").await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
            assert!(error.to_string().contains("does not say these words"), "{error}");
        }
        // What occurs several times is told with its occurrences, counted from 1.
        for passage in [
            Passage::new("Friday"),
            Passage::new("Friday").occurrence(0),
            Passage::new("Friday").occurrence(3),
        ] {
            let error = wiki.add_inline_comment(page.as_str(), &passage, "<p/>").await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
            let said = error.to_string();
            assert!(said.contains("2 times") && said.contains("1: \"") && said.contains("2: \""), "{said}");
        }
        let footer = wiki.add_comment(page.as_str(), "<p>x</p>").await.unwrap();
        let error = wiki.resolve_comment(footer.id, true).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    }
}
