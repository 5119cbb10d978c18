//! The neutral face: the same things on Cloud and on Data Center, with equal outcomes.

use confluence_client::cql::{self, Cql};
use confluence_client::wiki::Locator;
use confluence_client::{ErrorKind, Wiki};
use futures_util::TryStreamExt as _;
use tests::sandbox::{NewPage, Sandbox};

use super::{both, open};

/// A tree of pages in a space of its own: the ids of the root and of its child.
fn tree(sandbox: &Sandbox) -> (String, String) {
    sandbox.add_space("TREE", "Tree");
    let root = sandbox.add_page(NewPage::new("TREE", "Root").storage("<p>Root of <strong>all</strong>.</p>"));
    let child =
        sandbox.add_page(NewPage::new("TREE", "Child & heir").storage("<p>zebra</p>").parent(root.clone()));
    for number in 0..30 {
        sandbox.add_page(NewPage::new("TREE", &format!("Leaf {number:02}")).parent(child.clone()));
    }
    (root, child)
}

#[tokio::test]
async fn a_page_is_one_request() {
    for sandbox in both().await {
        let (root, _) = tree(&sandbox);
        let wiki = open(&sandbox).await;
        sandbox.reset_traffic();
        let page = wiki.page(root.as_str()).await.unwrap();
        assert_eq!(sandbox.requests().len(), 1);
        assert_eq!(page.title, "Root");
        assert_eq!(page.storage.as_deref(), Some("<p>Root of <strong>all</strong>.</p>"));
        assert_eq!(page.space.key.unwrap().as_str(), "TREE");
        assert_eq!(page.version.number, 1);
        assert!(page.url.unwrap().starts_with(wiki.site().base()));
    }
}

#[tokio::test]
async fn a_page_is_found_by_id_address_and_title() {
    for sandbox in both().await {
        let (root, _) = tree(&sandbox);
        let wiki = open(&sandbox).await;
        let address = wiki.page(root.as_str()).await.unwrap().url.unwrap();
        for name in [root.as_str(), &address] {
            let locator = Locator::parse(name, wiki.site()).unwrap();
            assert_eq!(wiki.page_by_locator(&locator).await.unwrap().id.as_str(), root, "{name}");
        }
        let titled = wiki.page_by_title("TREE", "Child & heir").await.unwrap();
        assert_eq!(titled.title, "Child & heir");
        let missing = wiki.page_by_title("TREE", "Child").await.unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
        assert!(missing.to_string().contains("\"Child\" in TREE"), "{missing}");
    }
}

#[tokio::test]
async fn a_blog_post_is_found_by_its_address() {
    for sandbox in both().await {
        sandbox.add_space("NEWS", "News");
        let post = sandbox.add_page(NewPage::new("NEWS", "Out now").blog_post());
        let wiki = open(&sandbox).await;
        let address = wiki.page(post.as_str()).await.unwrap().url.unwrap();
        assert!(address.contains("/blog/20"), "the day stands before the id: {address}");
        let locator = Locator::parse(&address, wiki.site()).unwrap();
        assert_eq!(locator, Locator::Id(post.as_str().into()));
    }
}

#[tokio::test]
async fn the_pages_at_the_root_are_listed() {
    for sandbox in both().await {
        tree(&sandbox);
        sandbox.add_page(NewPage::new("TREE", "Beside").at_root());
        let wiki = open(&sandbox).await;
        let home = wiki.space("TREE").await.unwrap().homepage.unwrap();
        let roots: Vec<_> = wiki.root_pages("TREE").stream().try_collect().await.unwrap();
        assert_eq!(roots.len(), 2);
        assert!(roots.iter().any(|page| page.id == home) && roots.iter().any(|page| page.title == "Beside"));
    }
}

#[tokio::test]
async fn an_older_version_can_be_read() {
    for sandbox in both().await {
        let (root, _) = tree(&sandbox);
        sandbox.edit_page(&root, "<p>New</p>");
        let wiki = open(&sandbox).await;
        assert_eq!(wiki.page(root.as_str()).await.unwrap().version.number, 2);
        let old = wiki.page_version(root.as_str(), 1).await.unwrap();
        assert_eq!(old.storage.as_deref(), Some("<p>Root of <strong>all</strong>.</p>"));
    }
}

#[tokio::test]
async fn children_come_in_slices_and_as_a_stream() {
    for sandbox in both().await {
        let (root, child) = tree(&sandbox);
        let wiki = open(&sandbox).await;
        let children = wiki.children(root.as_str()).slice().await.unwrap();
        assert_eq!(
            children.items.iter().map(|node| node.title.as_str()).collect::<Vec<_>>(),
            ["Child & heir"]
        );
        assert_eq!(children.next, None);

        let first = wiki.children(child.as_str()).limit(7).slice().await.unwrap();
        assert_eq!(first.items.len(), 7);
        let second = wiki.children(child.as_str()).limit(7).after(first.next.unwrap()).slice().await.unwrap();
        assert_eq!(second.items[0].title, "Leaf 07");

        let all: Vec<_> = wiki.children(child.as_str()).limit(7).stream().try_collect().await.unwrap();
        assert_eq!(all.len(), 30);
        assert_eq!(all[29].title, "Leaf 29");
    }
}

#[tokio::test]
async fn spaces_are_listed() {
    for sandbox in both().await {
        tree(&sandbox);
        let wiki = open(&sandbox).await;
        let spaces: Vec<_> = wiki.spaces().limit(1).stream().try_collect().await.unwrap();
        let tree = spaces.iter().find(|space| space.key.as_str() == "TREE").unwrap();
        assert_eq!(tree.name, "Tree");
        assert!(spaces.len() >= 2);
    }
}

#[tokio::test]
async fn a_search_goes_to_its_end() {
    for sandbox in both().await {
        tree(&sandbox);
        let wiki = open(&sandbox).await;
        let query = cql::SPACE.is("TREE").and(cql::TYPE.is("page")).and(cql::TITLE.contains("Leaf"));
        let hits: Vec<_> = wiki.search(&query.into()).limit(8).stream().try_collect().await.unwrap();
        let mut titles: Vec<_> = hits.iter().map(|hit| hit.title.as_str()).collect();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), 30);
        assert!(hits.iter().all(|hit| hit.kind == "page" && hit.space.as_ref().unwrap().as_str() == "TREE"));
    }
}

#[tokio::test]
async fn titles_and_excerpts_are_plain_text() {
    for sandbox in both().await {
        tree(&sandbox);
        let wiki = open(&sandbox).await;
        let hit = first(&wiki, r#"title = "Child & heir""#).await;
        assert_eq!(hit.title, "Child & heir");
        let hit = first(&wiki, r#"text ~ "zebra""#).await;
        assert!(hit.excerpt.contains("zebra") && !hit.excerpt.contains("@@@"), "{}", hit.excerpt);
    }
}

async fn first(wiki: &Wiki, query: &str) -> confluence_client::wiki::Hit {
    wiki.search(&Cql::raw(query)).slice().await.unwrap().items.remove(0)
}

#[tokio::test]
async fn a_wrong_query_is_told_as_the_service_tells_it() {
    for sandbox in both().await {
        let error = open(&sandbox).await.search(&Cql::raw("no_such_field = 1")).slice().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        assert!(error.message().is_some_and(|said| said.contains("no_such_field")), "{error}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    for sandbox in both().await {
        let error = open(&sandbox).await.page(999_999_999).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
}
