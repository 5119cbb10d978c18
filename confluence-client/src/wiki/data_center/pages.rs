//! Pages and blog posts of Data Center.

use super::place::is_page;
use crate::dc;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentStatus, ContentType, v1};
use crate::wiki::shapes::{self, WHOLE_PAGE};
use crate::wiki::{List, Node, Page, Wiki};

pub(in crate::wiki) async fn get(wiki: &Wiki, id: &ContentId, version: Option<u32>) -> Result<Page> {
    let mut ask = dc::content::get(id).expand(WHOLE_PAGE);
    if let Some(version) = version {
        ask = ask.version(version).status(["historical"]);
    }
    only_page(wiki, wiki.client.send(ask).await?)
}

/// The content, if it is a page or a blog post.
pub(super) fn only_page(wiki: &Wiki, content: v1::Content) -> Result<Page> {
    let page = shapes::page(wiki, content)?;
    is_page(&page.kind).map(|()| page)
}

pub(in crate::wiki) async fn draft(wiki: &Wiki, id: &ContentId) -> Result<Page> {
    let ask = dc::content::get(id).status(["draft"]).expand(WHOLE_PAGE);
    only_page(wiki, wiki.client.send(ask).await?)
}

pub(in crate::wiki) async fn rendered(wiki: &Wiki, id: &ContentId) -> Result<String> {
    let content = wiki.client.send(dc::content::get(id).expand(["body.export_view"])).await?;
    Ok(content.body.export_view.map(|body| body.value).unwrap_or_default())
}

pub(in crate::wiki) async fn titled(wiki: &Wiki, space: &SpaceKey, title: &str) -> Result<Option<Page>> {
    let ask = dc::content::list().kind("page").space_key(space).title(title).expand(WHOLE_PAGE).limit(1);
    let found = wiki.client.send(ask).await?.results.into_iter().next();
    found.map(|content| shapes::page(wiki, content)).transpose()
}

pub(in crate::wiki) async fn by_ids(wiki: &Wiki, ids: &[ContentId]) -> Result<Vec<Page>> {
    let mut pages = Vec::with_capacity(ids.len());
    // With bodies the service gives no more than fifty rows at once.
    for some in ids.chunks(50) {
        let before = pages.len();
        for kind in [ContentType::Page, ContentType::BlogPost] {
            if pages.len() - before == some.len() {
                break;
            }
            let ask = dc::content::list().kind(kind).ids(some).expand(WHOLE_PAGE).limit(50);
            for content in wiki.client.send(ask).await?.results {
                let page = shapes::page(wiki, content)?;
                // A service that does not know the parameter would answer with any pages.
                if some.contains(&page.id) {
                    pages.push(page);
                }
            }
        }
    }
    Ok(pages)
}

pub(in crate::wiki) fn of_space(wiki: &Wiki, space: SpaceKey) -> List<Page> {
    listed(wiki, space, ContentType::Page, "all")
}

pub(in crate::wiki) fn at_root(wiki: &Wiki, space: SpaceKey) -> List<Page> {
    listed(wiki, space, ContentType::Page, "root")
}

pub(in crate::wiki) fn posts_of_space(wiki: &Wiki, space: SpaceKey) -> List<Page> {
    listed(wiki, space, ContentType::BlogPost, "all")
}

fn listed(wiki: &Wiki, space: SpaceKey, kind: ContentType, depth: &str) -> List<Page> {
    let ask = dc::spaces::contents_of_type(space, kind).depth(depth);
    let ask = ask.expand(["version", "space", "ancestors", "history"]);
    List::of(wiki, ask, |wiki, content| shapes::page(wiki, content).ok())
}

pub(in crate::wiki) fn children(wiki: &Wiki, page: ContentId) -> List<Node> {
    let ask = dc::child_content::of_type(&page, "page");
    List::below(wiki, page, ask, |_, child: v1::Content| {
        Some(Node {
            id: child.id?,
            title: child.title.unwrap_or_default(),
            kind: child.kind.map_or_else(|| "page".to_owned(), |kind| kind.to_string()),
            status: child.status.unwrap_or(ContentStatus::Current),
        })
    })
}
