//! Spaces, folders and trees on both deployments.

use std::time::Duration;

use confluence_client::wiki::{NewFolder, NewPage as Create, NewSpace, SpaceUpdate};
use confluence_client::{ErrorKind, Site, Wiki};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::json as object;
use tests::sandbox::{Deployment, Fault, NewPage, Sandbox};

use super::scripted::{Scripted, json};
use super::{both, open};

/// A line of pages, each below the other, with a leaf beside each.
fn deep(sandbox: &Sandbox, levels: usize) -> Vec<String> {
    sandbox.add_space("DEEP", "Deep");
    let mut line = vec![sandbox.add_page(NewPage::new("DEEP", "Level 00"))];
    for level in 1..=levels {
        let above = line[level - 1].clone();
        sandbox.add_page(NewPage::new("DEEP", &format!("Leaf {level:02}")).parent(above.clone()));
        line.push(sandbox.add_page(NewPage::new("DEEP", &format!("Level {level:02}")).parent(above)));
    }
    line
}

#[tokio::test]
async fn a_tree_of_any_depth_is_walked() {
    for sandbox in both().await {
        let line = deep(&sandbox, 25);
        let wiki = open(&sandbox).await;
        let all: Vec<_> = wiki.tree(line[0].as_str(), None).try_collect().await.unwrap();
        assert_eq!(all.len(), 50);
        let mut ids: Vec<_> = all.iter().map(|branch| branch.node.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 50);
        for branch in &all {
            let level: u32 = branch.node.title[branch.node.title.len() - 2..].parse().unwrap();
            assert_eq!(branch.depth, level, "{}", branch.node.title);
            assert_eq!(branch.parent.as_ref().unwrap().as_str(), line[level as usize - 1]);
        }
        let place = |id: &str| all.iter().position(|branch| branch.node.id.as_str() == id);
        assert!(line[1..].windows(2).all(|pair| place(&pair[0]) < place(&pair[1])), "parents come first");
        let some: Vec<_> = wiki.tree(line[0].as_str(), Some(12)).try_collect().await.unwrap();
        assert_eq!((some.len(), some.iter().map(|branch| branch.depth).max()), (24, Some(12)));
    }
}

#[tokio::test]
async fn a_walk_asks_only_as_it_is_polled() {
    for sandbox in both().await {
        let line = deep(&sandbox, 25);
        let wiki = open(&sandbox).await;
        sandbox.reset_traffic();
        let mut walk = wiki.tree(line[0].as_str(), None);
        tokio::time::sleep(Duration::from_millis(30)).await;
        assert_eq!(sandbox.requests().len(), 0);
        walk.next().await.unwrap().unwrap();
        drop(walk);
        let asked = sandbox.requests().len();
        assert!(asked <= 3, "{asked}");
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(sandbox.requests().len(), asked);
    }
}

#[tokio::test]
async fn a_tree_that_leads_in_circles_is_walked_to_an_end() {
    let row = |id: usize| object!({"id": id.to_string(), "title": "Again", "type": "page", "depth": 10});
    // Whatever is asked for, the same two lie below it.
    let transport = Scripted::new(move |_, request| match request.method().as_str() {
        "POST" => json(200, r#"{"results":{"1":"page"}}"#),
        _ => json(200, object!({"results": [row(1), row(2)]}).to_string()),
    });
    let cloud = Site::cloud("https://example.atlassian.net").unwrap();
    let data_center = Site::data_center("https://wiki.example.com").unwrap();
    for (site, asked) in [(cloud, 3), (data_center, 5)] {
        let wiki = Wiki::new(transport.client_of(site));
        let rows: Vec<_> = wiki.tree("1", None).try_collect().await.unwrap();
        assert_eq!(rows.len(), 4);
        assert_eq!(transport.asked(), asked, "what it is, and what lies below each of two");
    }
}

#[tokio::test]
async fn what_a_page_lies_under_has_titles() {
    for sandbox in both().await {
        let line = deep(&sandbox, 3);
        let above = open(&sandbox).await.ancestors(line[3].as_str()).await.unwrap();
        let titles: Vec<_> = above.iter().map(|node| node.title.as_str()).collect();
        assert_eq!(titles[titles.len() - 3..], ["Level 00", "Level 01", "Level 02"]);
    }
}

#[tokio::test]
async fn folders_hold_pages_where_there_are_folders() {
    for sandbox in both().await {
        sandbox.add_space("FOLD", "Folders");
        let wiki = open(&sandbox).await;
        let made = wiki.create_folder(NewFolder::new("FOLD", "Folder")).await;
        if sandbox.deployment() == Deployment::DataCenter {
            let error = made.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert!(error.to_string().contains("use a page"), "{error}");
            continue;
        }
        let folder = made.unwrap();
        assert_eq!(folder.space.as_ref().unwrap().as_str(), "FOLD");
        let inner = wiki.create_folder(NewFolder::new("FOLD", "Inner").parent(&folder.id)).await.unwrap();
        let page = wiki.create_page(Create::new("FOLD", "Page").parent(inner.id.clone())).await.unwrap();

        // A client that knows none of the ids walks through folders all the same.
        let wiki = open(&sandbox).await;
        let below: Vec<_> = wiki.tree(folder.id.clone(), None).try_collect().await.unwrap();
        let seen: Vec<_> = below.iter().map(|branch| (branch.node.kind.as_str(), branch.depth)).collect();
        assert_eq!(seen, [("folder", 1), ("page", 2)]);
        let wiki = open(&sandbox).await;
        assert_eq!(wiki.children(inner.id.clone()).slice().await.unwrap().items[0].id, page.id);
        let above = wiki.ancestors(page.id).await.unwrap();
        let titles: Vec<_> = above.iter().map(|node| node.title.as_str()).collect();
        assert_eq!(titles, ["Folder", "Inner"]);
        let empty = wiki.create_folder(NewFolder::new("FOLD", "Empty")).await.unwrap();
        wiki.delete_folder(empty.id.clone()).await.unwrap();
        assert_eq!(sandbox.page_by_id(empty.id.as_str()).unwrap().status, "trashed");
    }
}

#[tokio::test]
async fn spaces_come_change_and_go() {
    for sandbox in both().await {
        let wiki = open(&sandbox).await;
        let made = wiki.create_space(NewSpace::new("NEW", "New").description("For news")).await.unwrap();
        assert_eq!((made.key.as_str(), made.name.as_str()), ("NEW", "New"));
        let key = made.key.clone();
        let read = wiki.space(&key).await.unwrap();
        assert_eq!(read.description.as_deref(), Some("For news"));
        assert!(read.homepage.is_some());
        let changed = wiki.update_space(&key, SpaceUpdate::new().name("Newer")).await.unwrap();
        assert_eq!(changed.name, "Newer");
        let task = wiki.delete_space(&key).await.unwrap();
        wiki.wait_for_task(task, Duration::from_secs(10)).await.unwrap();
        let gone = open(&sandbox).await.space(&key).await.unwrap_err();
        assert_eq!(gone.kind(), ErrorKind::NotFound, "{gone}");
    }
}

#[tokio::test]
async fn pages_and_posts_of_a_space_are_listed() {
    for sandbox in both().await {
        let line = deep(&sandbox, 20);
        let post = sandbox.add_page(NewPage::new("DEEP", "News").blog_post());
        sandbox.add_page(NewPage::new("DEEP", "Draft").draft());
        let trashed = sandbox.add_page(NewPage::new("DEEP", "Trashed"));
        sandbox.trash_page(&trashed);
        let wiki = open(&sandbox).await;
        let pages: Vec<_> = wiki.space_pages("DEEP").limit(15).stream().try_collect().await.unwrap();
        assert_eq!(pages.len(), 41 + usize::from(pages.iter().any(|page| page.parent.is_none())));
        assert!(line.iter().all(|id| pages.iter().any(|page| page.id.as_str() == id)));
        let posts = wiki.blog_posts("DEEP").slice().await.unwrap().items;
        assert_eq!(posts.iter().map(|post| post.id.as_str()).collect::<Vec<_>>(), [post.as_str()]);
    }
}

#[tokio::test]
async fn a_walk_has_the_same_order_whatever_answer_comes_first() {
    for sandbox in both().await {
        let root = deep(&sandbox, 0).remove(0);
        let (levels, operation) = match sandbox.deployment() {
            Deployment::Cloud => (12, "getPageDescendants"),
            _ => (3, "childrenOfType"),
        };
        for line in 0..3 {
            (1..=levels).fold(root.clone(), |above, level| {
                sandbox.add_page(NewPage::new("DEEP", &format!("{line}.{level}")).parent(above))
            });
        }
        let wiki = open(&sandbox).await;
        let walk = || async {
            let all: Vec<_> = wiki.tree(root.as_str(), None).try_collect().await.unwrap();
            all.into_iter().map(|branch| branch.node.title).collect::<Vec<_>>()
        };
        let before = walk().await;
        assert_eq!(before.len(), 3 * levels);
        // The first of the requests that are under way together is answered last.
        sandbox.next_of(operation, Fault::Delay(Duration::ZERO), 1);
        sandbox.next_of(operation, Fault::Delay(Duration::from_millis(200)), 1);
        assert_eq!(walk().await, before, "{:?}", sandbox.deployment());
    }
}
