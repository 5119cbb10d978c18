//! What was done in part is told as done, and an answer that lacks what was asked for is an error: nothing of it is taken
//! for "not sent", "nobody" or "nothing".

use confluence_client::ids::{BlogPostId, FolderId, InlineCommentId, PageId};
use confluence_client::wiki::{Locator, Passage, Restrictions, TaskQuery, missing_scopes};
use confluence_client::{ErrorKind, Policy};
use futures_util::TryStreamExt as _;
use serde_json::json;
use tests::sandbox::{Deployment, Fault, NewPage, Sandbox};

use super::{both, open};

fn page(sandbox: &Sandbox) -> String {
    sandbox.add_space("PART", "Parts");
    sandbox.add_page(NewPage::new("PART", "Page").storage("<p>On Friday.</p>"))
}

fn operation(sandbox: &Sandbox, cloud: &'static str, data_center: &'static str) -> &'static str {
    if sandbox.deployment() == Deployment::Cloud { cloud } else { data_center }
}

fn answer(body: serde_json::Value) -> Fault {
    Fault::Answer { status: 200, content_type: "application/json", body: body.to_string() }
}

#[tokio::test]
async fn what_fails_behind_a_write_is_no_reason_to_write_again() {
    for sandbox in both().await {
        let (page, wiki) = (page(&sandbox), open(&sandbox).await);
        sandbox.next_of(
            operation(&sandbox, "getRestrictionsByOperation", "byOperation"),
            Fault::Forbidden,
            1,
        );
        let error = wiki.restrict(page.as_str(), &Restrictions::new()).await.unwrap_err();
        assert!(error.was_accepted() && !error.is_unsent(), "{error:?}");
        assert!(error.to_string().contains(&format!("the restrictions of {page} were set")), "{error}");
    }
}

#[tokio::test]
async fn a_comment_of_data_center_that_cannot_be_read_back_is_found_or_named() {
    let [_, sandbox] = both().await;
    let (page, wiki) = (page(&sandbox), open(&sandbox).await);
    let passage = Passage::new("Friday");
    let mut found = 0;
    for reads in 1..4 {
        let comments =
            async || wiki.inline_comments(page.as_str()).stream().try_collect::<Vec<_>>().await.unwrap();
        let before = comments().await.len();
        sandbox.next_of("getContentById", Fault::Delay(std::time::Duration::ZERO), reads);
        sandbox.next_of("getContentById", Fault::Forbidden, 1);
        let made = wiki.add_inline_comment(page.as_str(), &passage, "<p>One?</p>").await;
        sandbox.clear_faults();
        assert_eq!(comments().await.len(), before + 1, "{made:?}");
        // Either it was found among the comments, or its id is told.
        match made {
            Ok(_) => found += 1,
            Err(error) => {
                assert!(error.was_accepted() && error.to_string().contains("was added"), "{error:?}")
            }
        }
    }
    assert!(found > 0, "it is looked for");
}

#[tokio::test]
async fn labels_that_were_added_are_named_where_the_rest_failed() {
    for sandbox in both().await {
        let (page, wiki) = (page(&sandbox), open(&sandbox).await);
        let names: Vec<String> = (0..30).map(|number| format!("label-{number:02}")).collect();
        let add = operation(&sandbox, "addLabelsToContent", "addLabels");
        sandbox.next_of(add, Fault::Delay(std::time::Duration::ZERO), 1);
        sandbox.next_of(add, Fault::Forbidden, 1);
        let error = wiki.add_labels(page.as_str(), names).await.unwrap_err();
        let text = error.to_string();
        assert!(text.contains("20 labels were added: label-00") && !text.contains("label-20"), "{text}");
        assert!(error.was_accepted(), "{error:?}");
    }
}

#[tokio::test]
async fn what_lies_in_the_trash_is_no_draft() {
    for sandbox in both().await {
        let (page, wiki) = (page(&sandbox), open(&sandbox).await);
        wiki.trash_page(page.as_str()).await.unwrap();
        let error = wiki.publish_draft(page.as_str()).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Invalid | ErrorKind::NotFound), "{error}");
        let trashed: Vec<_> = wiki.trashed_pages("PART").stream().try_collect().await.unwrap();
        assert_eq!(trashed.len(), 1, "it stays there");
    }
}

#[tokio::test]
async fn restrictions_that_did_not_come_are_not_taken_for_everybody() {
    for sandbox in both().await {
        let (page, wiki) = (page(&sandbox), open(&sandbox).await);
        let get = operation(&sandbox, "getRestrictionsByOperation", "byOperation");
        let (nobody, paged) =
            (json!({"restrictions": null}), json!({"results": [], "start": 0, "limit": 100, "size": 0}));
        let whole = json!({"restrictions": {"user": paged, "group": paged}});
        let nameless =
            json!({"restrictions": {"user": {"results": [{"type": "known"}], "size": 1}, "group": paged}});
        for (read, update) in [(&nobody, &whole), (&whole, &nobody), (&nameless, &whole)] {
            sandbox.next_of(get, answer(json!({"read": read, "update": update})), 1);
            let error = wiki.restrictions(page.as_str()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
            assert!(error.to_string().contains("who may read and change this is not clear"), "{error}");
        }
        sandbox.next_of(get, answer(json!({"read": whole, "update": whole})), 1);
        assert!(wiki.restrictions(page.as_str()).await.unwrap().read.is_everybody());
    }
}

#[tokio::test]
async fn a_page_that_did_not_come_as_it_is_shown_is_not_taken_for_an_empty_one() {
    for sandbox in both().await {
        let (page, wiki) = (page(&sandbox), open(&sandbox).await);
        let read = operation(&sandbox, "getPageById", "getContentById");
        let bare = json!({"id": page, "type": "page", "title": "Page", "status": "current", "body": {}});
        sandbox.next_of(read, answer(bare), 1);
        let error = wiki.rendered(page.as_str()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
    }
}

#[tokio::test]
async fn spaces_that_are_not_there_do_not_hide_the_tasks_of_others() {
    let [sandbox, other] = both().await;
    let (page, wiki) = (page(&sandbox), open(&sandbox).await);
    wiki.edit(page.as_str()).append("- [ ] Ship it").send().await.unwrap();
    let count = async |policy: Policy| {
        let tasks = wiki.clone().with_policy(policy).tasks(TaskQuery::new());
        tasks.stream().try_collect::<Vec<_>>().await.map(|tasks| tasks.len())
    };
    let all = count(Policy::new()).await.unwrap();
    assert!(all > 0);
    assert_eq!(count(Policy::new().blocked_spaces(["GONE"])).await.unwrap(), all);
    assert_eq!(count(Policy::new().spaces(["GONE"])).await.unwrap(), 0, "and not those of every space");
    assert_eq!(count(Policy::new().spaces(["GONE", "PART"])).await.unwrap(), 1);
    // More than a request may name.
    let many = (0..300).map(|number| format!("NOT{number}")).chain(["PART".to_owned()]);
    let many = wiki.clone().with_policy(Policy::new().spaces(many));
    let spaces: Vec<_> = many.spaces().stream().try_collect().await.unwrap();
    assert_eq!(spaces.iter().map(|space| space.key.as_str()).collect::<Vec<_>>(), ["PART"]);

    let (page, wiki) = (self::page(&other), open(&other).await);
    wiki.edit(page.as_str()).append("- [ ] Ship it").send().await.unwrap();
    for (space, tasks) in [("PART", 1), ("part", 1), ("DOCS", 0)] {
        let query = TaskQuery::new().on(page.as_str()).in_space(space);
        let found: Vec<_> = wiki.tasks(query).stream().try_collect().await.unwrap();
        assert_eq!(found.len(), tasks, "{space}");
    }
}

#[tokio::test]
async fn a_blocked_space_has_no_other_name() {
    let [sandbox, _] = both().await;
    sandbox.add_space("HR", "People");
    let wiki = open(&sandbox).await;
    let alias = || {
        answer(
            json!({"results": [{"id": "77", "key": "HR", "name": "People", "currentActiveAlias": "people"}]}),
        )
    };
    let blocked = wiki.clone().with_policy(Policy::new().blocked_spaces(["HR"]));
    sandbox.next_of("getSpaces", alias(), 1);
    let error = blocked.space("people").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert!(!error.to_string().contains("HR"), "{error}");
    // Nor where somebody without a policy has looked it up.
    sandbox.next_of("getSpaces", alias(), 1);
    wiki.space("people").await.ok();
    let error = blocked.space_pages("people").slice().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
}

#[tokio::test]
async fn ancestors_have_titles_without_their_bodies() {
    let [sandbox, _] = both().await;
    let page = page(&sandbox);
    let below = sandbox.add_page(NewPage::new("PART", "Below").parent(&page));
    let wiki = open(&sandbox).await;
    let bare = json!({"results": [{"id": page, "title": "Page", "status": "current", "body": {}}]});
    sandbox.next_of("getPages", answer(bare), 1);
    let above = wiki.ancestors(below.as_str()).await.unwrap();
    assert!(above.iter().any(|node| node.title == "Page"), "{above:?}");
}

#[tokio::test]
async fn a_tree_of_no_levels_is_its_root() {
    for sandbox in both().await {
        let wiki = open(&sandbox).await;
        let tree: Vec<_> = wiki.space_tree("DOCS", Some(0)).try_collect().await.unwrap();
        assert_eq!(tree.iter().map(|branch| branch.depth).collect::<Vec<_>>(), [0]);
    }
}

#[test]
fn the_id_of_a_space_is_not_its_key() {
    let site = confluence_client::Site::cloud("https://x.atlassian.net").unwrap();
    for text in ["ari:cloud:confluence:ab-1:space/65537", "https://x.atlassian.net/wiki/api/v2/spaces/65537"]
    {
        let error = Locator::space_of(text, &site).unwrap_err();
        assert!(error.to_string().contains("is the id of a space"), "{error}");
    }
}

#[test]
fn scopes_of_every_property_are_asked_for() {
    for id in ["deleteBlogpostPropertyById", "updateAttachmentPropertyById", "updateFolderPropertyById"] {
        assert!(!missing_scopes(&[id], &[""; 0]).is_empty(), "{id}");
    }
}

#[tokio::test]
async fn every_kind_of_id_is_a_target() {
    let [sandbox, _] = both().await;
    let wiki = open(&sandbox).await.with_policy(Policy::new().read_only(true));
    let page = PageId::from(1);
    let denied = [
        wiki.check_write(&page).await,
        wiki.check_write(page).await,
        wiki.check_write(BlogPostId::from(1)).await,
        wiki.check_write(FolderId::from(1)).await,
        wiki.check_write(InlineCommentId::from(1)).await,
    ];
    assert!(denied.into_iter().all(|denied| denied.is_err_and(|error| error.kind() == ErrorKind::Policy)));
}
