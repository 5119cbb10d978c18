//! Versions on both deployments.

use confluence_client::ErrorKind;
use confluence_client::wiki::DiffOf;
use futures_util::TryStreamExt as _;
use tests::sandbox::{NewPage, Sandbox};

use super::{both, open};

fn page(sandbox: &Sandbox) -> String {
    sandbox.add_space("VER", "Versions");
    let page = sandbox.add_page(NewPage::new("VER", "Page").storage("<p>One</p><p>Same</p>"));
    sandbox.edit_page(&page, "<p>Two &amp; more</p><p>Same</p>");
    sandbox.edit_page(&page, "<p>Three</p><p>Same</p>");
    page
}

#[tokio::test]
async fn versions_are_listed_from_the_newest() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let all: Vec<_> = wiki.versions(page.as_str()).limit(2).stream().try_collect().await.unwrap();
        assert_eq!(all.iter().map(|version| version.number).collect::<Vec<_>>(), [3, 2, 1]);
        assert!(all.iter().all(|version| version.at.is_some() && version.by.is_some()));
        let first = wiki.versions(page.as_str()).limit(2).slice().await.unwrap();
        let second = wiki.versions(page.as_str()).limit(2).after(first.next.unwrap()).slice().await.unwrap();
        assert_eq!(second.items.iter().map(|version| version.number).collect::<Vec<_>>(), [1]);
        assert_eq!(second.next, None);
    }
}

#[tokio::test]
async fn an_older_version_becomes_the_next_one() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let restored = wiki.restore_version(page.as_str(), 1).await.unwrap();
        assert_eq!(
            (restored.version.number, restored.storage.as_deref()),
            (4, Some("<p>One</p><p>Same</p>"))
        );
        let stored = sandbox.page_by_id(&page).unwrap();
        assert_eq!((stored.version, stored.message.as_str()), (4, "Version 1 restored"));
        let error = wiki.restore_version(page.as_str(), 9).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
}

#[tokio::test]
async fn an_older_version_is_deleted() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        wiki.delete_version(page.as_str(), 2).await.unwrap();
        assert_eq!(sandbox.page_by_id(&page).unwrap().version, 2);
        assert_eq!(
            wiki.page(page.as_str()).await.unwrap().storage.as_deref(),
            Some("<p>Three</p><p>Same</p>")
        );
    }
}

#[tokio::test]
async fn two_versions_are_compared() {
    for sandbox in both().await {
        let page = page(&sandbox);
        let wiki = open(&sandbox).await;
        let markdown = wiki.diff(page.as_str(), 1, 2, DiffOf::Markdown).await.unwrap();
        assert!(markdown.starts_with("--- version 1\n+++ version 2\n"), "{markdown}");
        assert!(markdown.contains("\n-One\n") && markdown.contains("\n+Two & more\n"), "{markdown}");
        assert!(markdown.contains("\n Same\n"), "{markdown}");
        let storage = wiki.diff(page.as_str(), 2, 3, DiffOf::Storage).await.unwrap();
        assert!(storage.contains("\n-<p>Two &amp; more</p>\n+<p>Three</p>\n"), "{storage}");
        assert_eq!(wiki.diff(page.as_str(), 3, 3, DiffOf::Storage).await.unwrap(), "");
    }
}
