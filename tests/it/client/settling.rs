//! Creations whose answer was lost: recognised, and never made twice, on both deployments.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use confluence_client::models::ContentStatus;
use confluence_client::transport::{
    RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use confluence_client::wiki::{NewPage, PageUpdate, Passage, Upload};
use confluence_client::{Client, Credential, ErrorKind, RetryPolicy, Site, Wiki};
use futures_util::{TryStreamExt as _, stream};
use serde_json::json;
use tests::sandbox::{Deployment, Fault, Sandbox};

use super::{both, open};

const BODY: &str = "<p>a \u{2014} b &amp; c</p><hr/>";

async fn space(sandbox: &Sandbox) -> (Wiki, String) {
    sandbox.add_space("LOST", "Lost");
    let page = sandbox.add_page(tests::sandbox::NewPage::new("LOST", "Parent").storage("<p>Some words</p>"));
    (open(sandbox).await, page)
}

/// The operation of this deployment.
fn operation(sandbox: &Sandbox, cloud: &'static str, data_center: &'static str) -> &'static str {
    if sandbox.deployment() == Deployment::Cloud { cloud } else { data_center }
}

#[tokio::test]
async fn a_page_whose_answer_was_lost_is_found() {
    for sandbox in both().await {
        let (wiki, parent) = space(&sandbox).await;
        let page = NewPage::new("LOST", "Page").storage(BODY).parent(parent.as_str());
        let post = NewPage::new("LOST", "News").blog_post().storage(BODY);
        for (new, cloud) in
            [(page, "createPage"), (NewPage::new("LOST", "Empty"), "createPage"), (post, "createBlogPost")]
        {
            let create = operation(&sandbox, cloud, "createContent");
            sandbox.reset_traffic();
            sandbox.next_of(create, Fault::LostAnswer, 1);
            let made = wiki.create_page(new).await.unwrap();
            assert_eq!(made.version.number, 1);
            assert_eq!(sandbox.traffic().count(create), 1, "it was sent once");
            assert!(sandbox.page_by_id(made.id.as_str()).is_some());
        }
    }
}

#[tokio::test]
async fn letters_that_are_stored_as_entities_are_no_conflict() {
    const SENT: [(&str, &str); 3] = [
        ("<p>Größe</p>", "<p>Gr&ouml;&szlig;e</p>"),
        ("<p>© 2026, &copy; 2027</p>", "<p>&copy; 2026, &copy; 2027</p>"),
        ("<p>here → there &rarr; back</p>", "<p>here &rarr; there &rarr; back</p>"),
    ];
    for sandbox in both().await {
        let (wiki, page) = space(&sandbox).await;
        let create = operation(&sandbox, "createPage", "createContent");
        let update = operation(&sandbox, "updatePage", "update_2");
        let comment = operation(&sandbox, "createFooterComment", "createContent");
        for (at, (sent, stored)) in SENT.into_iter().enumerate() {
            sandbox.reset_traffic();
            sandbox.next_of(create, Fault::LostAnswer, 1);
            let made = wiki.create_page(NewPage::new("LOST", format!("Page {at}")).storage(sent)).await;
            let made = made.unwrap();
            assert_eq!(sandbox.page_by_id(made.id.as_str()).unwrap().storage, stored);

            let again = sent.replace("<p>", "<p>Again: ");
            sandbox.next_of(update, Fault::LostAnswer, 1);
            let next = wiki.update_page(PageUpdate::of(&made).storage(again)).await.unwrap();
            assert_eq!(next.version.number, 2);
            // A creation and an update, each sent once.
            assert_eq!((sandbox.traffic().count(create), sandbox.traffic().count(update)), (1, 1));

            sandbox.next_of(comment, Fault::LostAnswer, 1);
            wiki.add_comment(page.as_str(), sent).await.unwrap();
        }
        let comments: Vec<_> = wiki.footer_comments(page.as_str()).stream().try_collect().await.unwrap();
        assert_eq!(comments.len(), SENT.len(), "each was made once");
    }
}

#[tokio::test]
async fn a_page_that_never_arrived_is_told_and_not_sent_again() {
    for sandbox in both().await {
        let (wiki, _) = space(&sandbox).await;
        let create = operation(&sandbox, "createPage", "createContent");
        sandbox.reset_traffic();
        sandbox.next_of(create, Fault::HangUp, 1);
        let error = wiki.create_page(NewPage::new("LOST", "Page").storage(BODY)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert!(error.to_string().contains("not sent again: nothing has its title"), "{error}");
        assert_eq!(sandbox.traffic().count(create), 1);
    }
}

#[tokio::test]
async fn the_page_of_somebody_else_is_not_taken_for_ours() {
    for sandbox in both().await {
        let (wiki, _) = space(&sandbox).await;
        let create = operation(&sandbox, "createPage", "createContent");
        let theirs = tests::sandbox::NewPage::new("LOST", "Page").storage(BODY);
        let theirs = sandbox.add_page(theirs.author(tests::sandbox::Person::GRACE));
        let ours = tests::sandbox::NewPage::new("LOST", "Other").storage("<p>Other text</p>");
        let other = sandbox.add_page(ours);
        for (title, id) in [("Page", theirs), ("Other", other)] {
            sandbox.next_of(create, Fault::HangUp, 1);
            let error = wiki.create_page(NewPage::new("LOST", title).storage(BODY)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Transport);
            assert!(error.to_string().contains(&format!("its title is that of {id}")), "{error}");
        }
    }
}

#[tokio::test]
async fn a_page_of_long_ago_is_not_taken_for_a_new_one() {
    for sandbox in both().await {
        let (wiki, _) = space(&sandbox).await;
        let post = NewPage::new("LOST", "News").blog_post().storage(BODY);
        let create = operation(&sandbox, "createBlogPost", "createContent");
        let first = wiki.create_page(post.clone()).await.unwrap();
        // The clocks may differ by ten seconds: a post of just now would be taken for the new one.
        sandbox.backdate(first.id.as_str(), Duration::from_secs(60));
        sandbox.next_of(create, Fault::HangUp, 1);
        let error = wiki.create_page(post).await.unwrap_err();
        assert!(error.to_string().contains(first.id.as_str()), "{error}");
    }
}

#[tokio::test]
async fn a_lost_draft_is_told() {
    for sandbox in both().await {
        let (wiki, _) = space(&sandbox).await;
        sandbox.next_of(operation(&sandbox, "createPage", "createContent"), Fault::LostAnswer, 1);
        let error = wiki.create_page(NewPage::new("LOST", "Draft").draft()).await.unwrap_err();
        assert!(error.to_string().contains("drafts cannot be looked up"), "{error}");
    }
}

#[tokio::test]
async fn an_update_to_nothing_and_one_of_a_draft_are_settled() {
    for sandbox in both().await {
        let (wiki, _) = space(&sandbox).await;
        let update = operation(&sandbox, "updatePage", "update_2");
        let page = wiki.create_page(NewPage::new("LOST", "Page").storage(BODY)).await.unwrap();
        sandbox.next_of(update, Fault::LostAnswer, 1);
        let emptied = wiki.update_page(PageUpdate::of(&page).storage("")).await.unwrap();
        assert_eq!(emptied.version.number, 2);

        let draft = wiki.create_page(NewPage::new("LOST", "Draft").storage(BODY).draft()).await.unwrap();
        for (fault, body, sent) in [(Fault::LostAnswer, "<p>Two</p>", 1), (Fault::HangUp, "<p>Three</p>", 2)]
        {
            sandbox.reset_traffic();
            sandbox.next_of(update, fault, 1);
            let changed = wiki.update_page(PageUpdate::of(&draft).storage(body)).await.unwrap();
            assert_eq!(changed.status, ContentStatus::Draft);
            assert_eq!(sandbox.traffic().count(update), sent);
            assert_eq!(sandbox.page_by_id(draft.id.as_str()).unwrap().storage, body);
        }
    }
}

#[tokio::test]
async fn a_restoration_whose_answer_was_lost_has_happened() {
    for sandbox in both().await {
        let (wiki, page) = space(&sandbox).await;
        sandbox.trash_page(&page);
        sandbox.reset_traffic();
        let update = operation(&sandbox, "updatePage", "update_2");
        sandbox.next_of(update, Fault::LostAnswer, 1);
        assert_eq!(wiki.restore_page(page.as_str()).await.unwrap().status, ContentStatus::Current);
        assert_eq!(sandbox.traffic().count(update), 1);
    }
}

/// Answers reads, and reaches nobody with a write.
#[derive(Debug)]
struct OnlyReads;

#[async_trait]
impl Transport for OnlyReads {
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        if request.method() != http::Method::GET {
            return Err(TransportError::new(TransportErrorKind::Connect, std::io::Error::other("refused")));
        }
        let body = r#"{"results": [{"id": "1", "key": "LOST"}]}"#;
        let answer = http::Response::builder().header("content-type", "application/json");
        Ok(answer.body(ResponseBody::new(stream::iter([Ok(Bytes::from_static(body.as_bytes()))]))).unwrap())
    }
}

#[tokio::test]
async fn a_creation_that_was_never_sent_cannot_have_happened() {
    let [sandbox, _] = both().await;
    let (wiki, page) = space(&sandbox).await;
    sandbox.next_of("getSpaces", Fault::ServiceError, 1);
    let error = wiki.create_page(NewPage::new("LOST", "Page")).await.unwrap_err();
    assert!(!error.to_string().contains("may have been"), "{error}");
    sandbox.next_of("convertContentIdsToContentTypes", Fault::ServiceError, 1);
    let error = wiki.add_comment(page, "<p/>").await.unwrap_err();
    assert!(!error.to_string().contains("may have been"), "{error}");

    let credential = Credential::basic("ada@example.com", "token").unwrap();
    let client = Client::builder(Site::cloud("https://x.atlassian.net").unwrap()).authenticator(credential);
    let client = client.transport(OnlyReads).retry(RetryPolicy::never()).build().unwrap();
    let error = Wiki::new(client).create_page(NewPage::new("LOST", "Page")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(!error.to_string().contains("may have been"), "{error}");
}

#[tokio::test]
async fn comments_whose_answer_was_lost_are_found() {
    for sandbox in both().await {
        let (wiki, page) = space(&sandbox).await;
        let create = operation(&sandbox, "createFooterComment", "createContent");
        sandbox.next_of(create, Fault::LostAnswer, 1);
        let comment = wiki.add_comment(page.as_str(), BODY).await.unwrap();
        sandbox.next_of(create, Fault::LostAnswer, 1);
        let reply = wiki.reply(comment.id.clone(), "<p>So?</p>").await.unwrap();
        assert_eq!(reply.reply_to.as_ref(), Some(&comment.id));
        let all: Vec<_> = wiki.footer_comments(page.as_str()).stream().try_collect().await.unwrap();
        assert_eq!(all.len(), 1, "there is one comment");

        sandbox.next_of(create, Fault::HangUp, 1);
        let error = wiki.add_comment(page.as_str(), "<p>Never came</p>").await.unwrap_err();
        assert!(error.to_string().contains("not among the comments"), "{error}");

        let update = operation(&sandbox, "updateFooterComment", "update_2");
        sandbox.next_of(update, Fault::LostAnswer, 1);
        let changed = wiki.update_comment(comment.id.clone(), "<p>Two</p>").await.unwrap();
        assert_eq!(changed.version.number, 2);
        sandbox.next_of(update, Fault::HangUp, 1);
        let error = wiki.update_comment(comment.id, "<p>Three</p>").await.unwrap_err();
        assert!(error.to_string().contains("read the comment before it is updated again"), "{error}");
        if sandbox.deployment() == Deployment::Cloud {
            sandbox.next_of("createInlineComment", Fault::LostAnswer, 1);
            let inline =
                wiki.add_inline_comment(page.as_str(), &Passage::new("words"), "<p>Which?</p>").await;
            let inline = inline.unwrap();
            sandbox.next_of("updateInlineComment", Fault::LostAnswer, 1);
            wiki.resolve_comment(inline.id, true).await.unwrap();
        } else {
            // A comment is settled there without a new version of it.
            let inline =
                sandbox.add_inline_comment(&page, "words", "<p>Which?</p>", tests::sandbox::Person::GRACE);
            sandbox.next_of("resolveInlineComment", Fault::LostAnswer, 1);
            wiki.resolve_comment(inline, true).await.unwrap();
        }
    }
}

#[tokio::test]
async fn files_whose_answer_was_lost_are_found() {
    for sandbox in both().await {
        let (wiki, page) = space(&sandbox).await;
        let attach = operation(&sandbox, "createOrUpdateAttachments", "createAttachments");
        sandbox.next_of(attach, Fault::LostAnswer, 1);
        let file = wiki.attach(page.as_str(), Upload::bytes("a.txt", "one")).await.unwrap();
        assert_eq!(file.version.number, 1);
        sandbox.next_of(attach, Fault::HangUp, 1);
        let error = wiki.attach(page.as_str(), Upload::bytes("a.txt", "longer")).await.unwrap_err();
        assert!(error.to_string().contains("the file has version 1"), "{error}");
        sandbox.next_of(attach, Fault::HangUp, 1);
        let error = wiki.attach(page.as_str(), Upload::bytes("b.txt", "one")).await.unwrap_err();
        assert!(error.to_string().contains("no file of its name"), "{error}");

        let replace = operation(&sandbox, "updateAttachmentData", "updateData");
        sandbox.next_of(replace, Fault::LostAnswer, 1);
        let next = wiki.replace_attachment(file.id.clone(), Upload::bytes("a.txt", "two!")).await.unwrap();
        assert_eq!(next.version.number, 2);
        sandbox.next_of(replace, Fault::HangUp, 1);
        let error = wiki.replace_attachment(file.id, Upload::bytes("a.txt", "two!")).await.unwrap_err();
        assert!(error.to_string().contains("look at the file before it is replaced again"), "{error}");
    }
}

#[tokio::test]
async fn properties_whose_answer_was_lost_are_found() {
    for sandbox in both().await {
        let (wiki, page) = space(&sandbox).await;
        for (cloud, data_center, value, version) in [
            ("createPageProperty", "create_1", json!({"a": 1}), 1),
            ("updatePagePropertyById", "update_1", json!({"a": 2}), 2),
        ] {
            sandbox.next_of(operation(&sandbox, cloud, data_center), Fault::LostAnswer, 1);
            let set = wiki.set_property(page.as_str(), "colour", value).await.unwrap();
            assert_eq!(set.version, version);
        }
        sandbox.next_of(operation(&sandbox, "updatePagePropertyById", "update_1"), Fault::HangUp, 1);
        let error = wiki.set_property(page.as_str(), "colour", json!({"a": 2})).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport);
        assert!(error.to_string().contains("read the property before it is set again"), "{error}");
    }
}
