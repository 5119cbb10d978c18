//! Edits that touch only what they mean, on both deployments.

use confluence_client::ErrorKind;
use confluence_client::content::{AllowLoss, Document, Edit};
use confluence_client::wiki::MergeConflict;
use tests::sandbox::{Deployment, Fault, NewPage, Sandbox};

use super::{both, open};

const BODY: &str = "<h2>Plan</h2><p>Ship on <strong>Friday</strong>.</p>\
    <ac:structured-macro ac:name=\"info\" ac:schema-version=\"1\" ac:macro-id=\"m1\">\
    <ac:rich-text-body><p>Careful</p></ac:rich-text-body></ac:structured-macro>\
    <h2>Notes</h2><p>None yet.</p>";

fn page(sandbox: &Sandbox) -> String {
    sandbox.add_space("EDIT", "Edit");
    sandbox.add_page(NewPage::new("EDIT", "Page").storage(BODY))
}

fn stored(sandbox: &Sandbox, page: &str) -> String {
    sandbox.page_by_id(page).unwrap().storage
}

#[tokio::test]
async fn only_what_is_meant_changes() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let edited =
            wiki.edit(page.as_str()).replace_text("Friday", "Monday").message("slip").send().await.unwrap();
        assert!(edited.changed && edited.dropped.is_empty() && edited.merged_with.is_none());
        assert_eq!(edited.page.version.number, 2);
        assert_eq!(stored(&sandbox, &page), BODY.replace("Friday", "Monday"));
        assert_eq!(sandbox.page_by_id(&page).unwrap().message, "slip");

        wiki.edit(page.as_str())
            .replace_section("Notes", "All *good*.")
            .append("The end.")
            .send()
            .await
            .unwrap();
        let now = stored(&sandbox, &page);
        assert!(now.contains("<h2>Notes</h2><p>All <em>good</em>.</p>"), "{now}");
        assert!(now.ends_with("<p>The end.</p>") && now.contains("ac:macro-id=\"m1\""), "{now}");

        let same = wiki.edit(page.as_str()).replace_text("Monday", "Monday").send().await.unwrap();
        assert!(!same.changed, "an edit that changes nothing makes no version");
        assert_eq!(same.page.version.number, 3);
    }
}

#[tokio::test]
async fn what_would_be_lost_is_told_before_anything_is_sent() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let losing = wiki.edit(page.as_str()).storage("<h2>Plan</h2><p>Ship.</p><h2>Notes</h2>");
        let preview = losing.dry_run().await.unwrap();
        assert_eq!(preview.version, 1);
        assert!(preview.losses.iter().any(|loss| loss.what.contains("info")), "{:?}", preview.losses);
        assert!(preview.diff.contains('-'));
        let error = losing.clone().send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ContentLoss);
        assert!(error.to_string().contains("info"), "{error}");
        assert_eq!(stored(&sandbox, &page), BODY);
        losing.allow(AllowLoss::all()).send().await.unwrap();
        assert!(!stored(&sandbox, &page).contains("info"));
    }
}

#[tokio::test]
async fn a_whole_page_of_markdown_keeps_what_it_does_not_show() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let read = wiki.page(page.as_str()).await.unwrap();
        let document = Document::parse(read.storage.as_deref().unwrap()).unwrap();
        let markdown = document.markdown(&Default::default()).text.replace("None yet", "Some");
        wiki.edit(page.as_str()).markdown(markdown).send().await.unwrap();
        assert_eq!(stored(&sandbox, &page), BODY.replace("None yet", "Some"));
    }
}

#[tokio::test]
async fn edits_of_different_blocks_are_merged() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        sandbox.edit_page(&page, &BODY.replace("None yet", "Theirs"));
        let edit = wiki.edit(page.as_str()).at_version(1).replace_text("Friday", "Monday");
        let edited = edit.send().await.unwrap();
        assert_eq!((edited.page.version.number, edited.merged_with), (3, Some(2)));
        assert_eq!(stored(&sandbox, &page), BODY.replace("None yet", "Theirs").replace("Friday", "Monday"));
    }
}

#[tokio::test]
async fn edits_of_the_same_block_come_back_with_both_versions() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        sandbox.edit_page(&page, &BODY.replace("Friday", "Sunday"));
        let edit = wiki.edit(page.as_str()).at_version(1).replace_text("Friday", "Monday");
        let error = edit.send().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict, "{error}");
        let conflict = error.cause::<MergeConflict>().unwrap();
        assert!(conflict.places[0].ours.contains("Monday") && conflict.places[0].theirs.contains("Sunday"));
        assert_eq!(sandbox.page_by_id(&page).unwrap().version, 2);
    }
}

#[tokio::test]
async fn a_conflict_on_the_way_is_merged_and_a_lost_answer_settled() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let operation = if sandbox.deployment() == Deployment::Cloud { "updatePage" } else { "update_2" };
        sandbox.next_of(operation, Fault::Conflict, 1);
        let edited = wiki.edit(page.as_str()).replace_text("Friday", "Monday").send().await.unwrap();
        assert_eq!(edited.page.version.number, 2);
        sandbox.next_of(operation, Fault::LostAnswer, 1);
        let edited = wiki.edit(page.as_str()).prepend("First").send().await.unwrap();
        assert_eq!(edited.page.version.number, 3);
        assert!(stored(&sandbox, &page).starts_with("<p>First</p><h2>Plan"));
    }
}

#[tokio::test]
async fn an_edit_that_does_not_fit_says_so() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        for edit in [Edit::replace_text("Nowhere", "x"), Edit::replace_section("Missing", "x")] {
            let error = wiki.edit(page.as_str()).change(edit).send().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        }
        assert_eq!(stored(&sandbox, &page), BODY);
    }
}
