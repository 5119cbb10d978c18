//! Labels on both deployments.

use confluence_client::ErrorKind;
use futures_util::TryStreamExt as _;
use tests::sandbox::NewPage;

use super::{both, open};

#[tokio::test]
async fn labels_are_put_on_and_taken_off() {
    for sandbox in both().await {
        sandbox.add_space("LAB", "Labels");
        let page = sandbox.add_page(NewPage::new("LAB", "Page").labels(["old"]));
        let post = sandbox.add_page(NewPage::new("LAB", "News").blog_post());
        let file = sandbox.add_attachment(&page, "a.txt", "text/plain", b"x");
        let wiki = open(&sandbox).await;
        for content in [&page, &post, &file] {
            let many: Vec<String> = (0..25).map(|number| format!("label-{number:02}")).collect();
            wiki.add_labels(content.as_str(), many).await.unwrap();
            wiki.remove_label(content.as_str(), "label-07").await.unwrap();
            let found: Vec<_> = wiki.labels(content.as_str()).limit(10).stream().try_collect().await.unwrap();
            let names: Vec<_> = found.iter().map(|label| label.name.as_str()).collect();
            assert!(names.contains(&"label-24") && !names.contains(&"label-07"), "{names:?}");
            assert_eq!(names.len(), if content == &page { 25 } else { 24 });
            assert!(found.iter().all(|label| label.prefix.as_str() == "global"));
        }
        let error = wiki.add_labels(page.as_str(), ["two words"]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
    }
}

#[tokio::test]
async fn labels_of_spaces_are_read() {
    for sandbox in both().await {
        sandbox.add_space("LAB", "Labels");
        sandbox.label_space("LAB", "team", "platform");
        let wiki = open(&sandbox).await;
        let found = wiki.space_labels("LAB").slice().await.unwrap().items;
        let seen: Vec<_> = found.iter().map(|label| (label.prefix.as_str(), label.name.as_str())).collect();
        assert_eq!(seen, [("team", "platform")]);
    }
}
