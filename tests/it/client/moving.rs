//! Moving, copying and archiving on both deployments.

use std::time::Duration;

use confluence_client::ErrorKind;
use confluence_client::models::LabelPrefix;
use confluence_client::models::v1::NewLabel;
use confluence_client::wiki::{NewFolder, NewSpace, PageCopy, Position, TreeCopy};
use futures_util::TryStreamExt as _;
use tests::sandbox::{Deployment, Fault, NewPage, Sandbox};

use super::{both, open};

const WITHIN: Duration = Duration::from_secs(10);

struct Three {
    one: String,
    two: String,
    child: String,
}

fn three(sandbox: &Sandbox) -> Three {
    sandbox.add_space("MOVE", "Move");
    let one = sandbox.add_page(NewPage::new("MOVE", "One").storage("<p>One</p>").labels(["kept"]));
    let two = sandbox.add_page(NewPage::new("MOVE", "Two"));
    let child = sandbox.add_page(NewPage::new("MOVE", "Child").parent(one.clone()));
    sandbox.add_attachment(&one, "a.txt", "text/plain", b"bytes");
    Three { one, two, child }
}

#[tokio::test]
async fn a_page_moves_below_another() {
    for sandbox in both().await {
        let Three { two, child, .. } = three(&sandbox);
        let wiki = open(&sandbox).await;
        let moved = wiki.move_page(child.as_str(), Position::Below(two.as_str().into())).await.unwrap();
        assert_eq!(moved.parent.as_ref().unwrap().as_str(), two);
        assert_eq!(sandbox.page_by_id(&child).unwrap().parent, Some(two));
    }
}

#[tokio::test]
async fn a_move_whose_answer_was_lost_has_happened() {
    for sandbox in both().await {
        let Three { one, two, child } = three(&sandbox);
        let wiki = open(&sandbox).await;
        let move_page = if sandbox.deployment() == Deployment::Cloud { "movePage" } else { "update_2" };
        sandbox.reset_traffic();
        sandbox.next_of(move_page, Fault::LostAnswer, 1);
        let moved = wiki.move_page(child.as_str(), Position::Below(two.as_str().into())).await.unwrap();
        assert_eq!(moved.parent.unwrap().as_str(), two);
        assert_eq!(sandbox.traffic().count(move_page), 1);
        if sandbox.deployment() == Deployment::Cloud {
            sandbox.next_of(move_page, Fault::HangUp, 1);
            let lost =
                wiki.move_page(child.as_str(), Position::Below(one.as_str().into())).await.unwrap_err();
            assert_eq!(lost.kind(), ErrorKind::Transport, "it is where it was");
        }
    }
}

#[tokio::test]
async fn a_lost_creation_that_cannot_be_recognised_says_what_may_have_happened() {
    let [sandbox, _] = both().await;
    let Three { one, two, .. } = three(&sandbox);
    let wiki = open(&sandbox).await;
    for operation in ["copyPage", "copyPageHierarchy", "createFolder", "createSpace"] {
        sandbox.reset_traffic();
        sandbox.next_of(operation, Fault::LostAnswer, 1);
        let error = match operation {
            "copyPage" => {
                wiki.copy_page(one.as_str(), PageCopy::below(two.as_str()).title("C")).await.map(drop)
            }
            "copyPageHierarchy" => {
                wiki.copy_tree(one.as_str(), TreeCopy::below(two.as_str()).prefix("T ")).await.map(drop)
            }
            "createFolder" => wiki.create_folder(NewFolder::new("MOVE", "F")).await.map(drop),
            _ => wiki.create_space(NewSpace::new("LOSTSPACE", "L")).await.map(drop),
        };
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{operation}: {error}");
        assert!(error.to_string().contains("may have been created or not"), "{operation}: {error}");
        assert_eq!(sandbox.traffic().count(operation), 1, "{operation}");
    }
}

#[tokio::test]
async fn a_failure_after_a_write_says_what_is_done() {
    for sandbox in both().await {
        let Three { one, two, child } = three(&sandbox);
        let wiki = open(&sandbox).await;
        wiki.page(child.as_str()).await.unwrap();
        let copy = || wiki.copy_page(one.as_str(), PageCopy::below(two.as_str()).title("Copied"));
        if sandbox.deployment() == Deployment::Cloud {
            sandbox.next_of("getPageById", Fault::Forbidden, 1);
            let error =
                wiki.move_page(child.as_str(), Position::Below(two.as_str().into())).await.unwrap_err();
            assert!(error.to_string().contains(&format!("the page {child} was moved")), "{error}");
            sandbox.reset_traffic();
            let copied = copy().await.unwrap();
            assert_eq!((copied.title.as_str(), copied.storage.as_deref()), ("Copied", Some("<p>One</p>")));
            assert_eq!(copied.parent.unwrap().as_str(), two);
            let last = sandbox.requests().last().map(|request| request.operation.clone());
            assert_eq!(last.as_deref(), Some("copyPage"), "nothing is asked that could fail after the copy");
            continue;
        }
        sandbox.next_of("addLabels", Fault::Forbidden, 1);
        let error = copy().await.unwrap_err();
        let made = sandbox.page_by_title("MOVE", "Copied").unwrap();
        assert!(error.to_string().contains(&format!("the copy is the page {}", made.id)), "{error}");
    }
}

#[tokio::test]
async fn a_copy_into_another_space_still_links_to_what_it_did() {
    let [_, sandbox] = both().await;
    let Three { two, .. } = three(&sandbox);
    let body = r#"<p><ac:link><ri:page ri:content-title="One" /></ac:link></p>"#;
    let linking = sandbox.add_page(NewPage::new("MOVE", "Linking").storage(body));
    sandbox.add_space("ELSE", "Elsewhere");
    let wiki = open(&sandbox).await;
    let stored = |id: &str| sandbox.page_by_id(id).unwrap().storage;
    let copy = wiki.copy_page(linking.as_str(), PageCopy::into_space("ELSE").title("C")).await.unwrap();
    let key = r#"<ri:page ri:space-key="MOVE" ri:content-title="One" />"#;
    assert!(stored(copy.id.as_str()).contains(key), "{}", stored(copy.id.as_str()));
    let same = wiki.copy_page(linking.as_str(), PageCopy::below(two.as_str()).title("C")).await.unwrap();
    assert_eq!(stored(same.id.as_str()), body);
}

#[tokio::test]
async fn a_look_at_work_that_fails_is_no_failure_of_the_work() {
    let [sandbox, _] = both().await;
    let Three { one, two, .. } = three(&sandbox);
    let wiki = open(&sandbox).await;
    let copied = |prefix: &str| wiki.copy_tree(one.as_str(), TreeCopy::below(two.as_str()).prefix(prefix));
    for (fault, prefix) in [(Fault::Forbidden, "A "), (Fault::NotFound, "B ")] {
        let task = copied(prefix).await.unwrap();
        sandbox.next_of("getTask", fault, 1);
        let error = wiki.wait_for_task(task, WITHIN).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
        assert!(error.to_string().contains("was begun and goes on"), "{error}");
    }
    let task = copied("D ").await.unwrap();
    sandbox.next_of("getTask", Fault::BadGateway, 2);
    assert!(
        wiki.wait_for_task(task, Duration::from_secs(60)).await.unwrap().successful,
        "it goes on through what passes"
    );
}

#[tokio::test]
async fn a_page_moves_among_its_siblings_where_it_can() {
    for sandbox in both().await {
        let Three { one, two, .. } = three(&sandbox);
        let wiki = open(&sandbox).await;
        let moved = wiki.move_page(two.as_str(), Position::Before(one.as_str().into())).await;
        if sandbox.deployment() == Deployment::DataCenter {
            let error = moved.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert!(error.to_string().contains("move the page below"), "{error}");
            continue;
        }
        let home = moved.unwrap().parent.unwrap();
        let siblings = wiki.children(home).slice().await.unwrap().items;
        let titles: Vec<_> = siblings.iter().map(|node| node.title.as_str()).collect();
        assert_eq!(titles, ["Two", "One"]);
    }
}

#[tokio::test]
async fn a_copy_has_body_labels_and_files() {
    for sandbox in both().await {
        let Three { one, two, .. } = three(&sandbox);
        sandbox.add_space("ELSE", "Elsewhere");
        let wiki = open(&sandbox).await;
        let copy = wiki.copy_page(one.as_str(), PageCopy::below(two.as_str()).title("Copied")).await.unwrap();
        let stored = sandbox.page_by_id(copy.id.as_str()).unwrap();
        assert_eq!((stored.storage.as_str(), stored.parent.as_deref()), ("<p>One</p>", Some(two.as_str())));
        assert_eq!(stored.labels, ["kept"]);
        let files: Vec<_> = wiki.attachments(copy.id.clone()).stream().try_collect().await.unwrap();
        assert_eq!(sandbox.attachment_bytes(files[0].id.as_str()).unwrap(), b"bytes");

        let bare = PageCopy::into_space("ELSE").labels(false).attachments(false);
        let copy = wiki.copy_page(one.as_str(), bare).await.unwrap();
        let stored = sandbox.page_by_id(copy.id.as_str()).unwrap();
        assert_eq!((stored.space.as_str(), stored.title.as_str()), ("ELSE", "Copy of One"));
        assert!(stored.labels.is_empty());
        assert!(wiki.attachments(copy.id).slice().await.unwrap().items.is_empty());
    }
}

#[tokio::test]
async fn a_copy_shows_no_label_of_the_callers_own_to_everybody() {
    let [_, sandbox] = both().await;
    let Three { one, two, .. } = three(&sandbox);
    let wiki = open(&sandbox).await;
    let own = [(LabelPrefix::My, "favourite"), (LabelPrefix::Team, "hot")];
    let own = own.map(|(prefix, name)| NewLabel::new(prefix, name));
    wiki.client().send(confluence_client::dc::content_labels::add(one.as_str(), own.to_vec())).await.unwrap();
    let copy = wiki.copy_page(one.as_str(), PageCopy::below(two.as_str()).title("Copied")).await.unwrap();
    let labels: Vec<_> = wiki.labels(copy.id).stream().try_collect().await.unwrap();
    let labels: Vec<_> = labels.iter().map(|label| (label.prefix.as_str(), label.name.as_str())).collect();
    assert_eq!(labels, [("global", "kept"), ("team", "hot")]);
}

#[tokio::test]
async fn a_write_of_which_nobody_knows_says_what_to_look_at() {
    let [sandbox, _] = both().await;
    let Three { one, two, child } = three(&sandbox);
    let wiki = open(&sandbox).await;
    for operation in ["movePage", "archivePages", "deletePageTree", "deletePage", "updatePageTitle"] {
        sandbox.reset_traffic();
        sandbox.next_of(operation, Fault::HangUp, 1);
        let error = match operation {
            "movePage" => {
                wiki.move_page(child.as_str(), Position::Before(one.as_str().into())).await.map(drop)
            }
            "archivePages" => wiki.archive_pages([child.as_str()]).await.map(drop),
            "deletePageTree" => wiki.trash_tree(two.as_str()).await.map(drop),
            "deletePage" => wiki.trash_page(two.as_str()).await,
            _ => wiki.rename_page(two.as_str(), "Three").await.map(drop),
        };
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{operation}: {error}");
        assert!(error.to_string().contains("may have been written or not: "), "{operation}: {error}");
        assert_eq!(sandbox.traffic().count(operation), 1, "{operation}");
    }
}

#[tokio::test]
async fn long_work_is_waited_for() {
    for sandbox in both().await {
        let Three { one, two, child } = three(&sandbox);
        let wiki = open(&sandbox).await;
        let begun = wiki.copy_tree(one.as_str(), TreeCopy::below(two.as_str()).prefix("New ")).await;
        if sandbox.deployment() == Deployment::DataCenter {
            for error in [
                begun.unwrap_err(),
                wiki.archive_pages([child.as_str()]).await.unwrap_err(),
                wiki.trash_tree(one.as_str()).await.unwrap_err(),
            ] {
                assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
            }
            continue;
        }
        let task = wiki.wait_for_task(begun.unwrap(), WITHIN).await.unwrap();
        assert_eq!((task.percent, task.successful), (100, true));
        assert_eq!(sandbox.page_by_id(task.made.unwrap().as_str()).unwrap().title, "New One");
        assert!(sandbox.page_by_title("MOVE", "New Child").is_some());

        let failing =
            wiki.copy_tree(one.as_str(), TreeCopy::below(two.as_str()).prefix("New ")).await.unwrap();
        let error = wiki.wait_for_task(failing, WITHIN).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Service);
        assert!(error.to_string().contains("already exists"), "{error}");

        let archived = wiki.archive_pages([child.as_str()]).await.unwrap();
        wiki.wait_for_task(archived, WITHIN).await.unwrap();
        assert_eq!(sandbox.page_by_id(&child).unwrap().status, "archived");
        let trashed = wiki.trash_tree(two.as_str()).await.unwrap();
        wiki.wait_for_task(trashed, WITHIN).await.unwrap();
        assert_eq!(sandbox.page_by_id(&two).unwrap().status, "trashed");
    }
}
