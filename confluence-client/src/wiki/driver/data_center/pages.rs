//! Pages and blog posts of Data Center.

use super::place::is_page;
use crate::dc;
use crate::error::Result;
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentStatus, ContentType, v1};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{WHOLE_PAGE, not_rendered, page, with_body};
use crate::wiki::list::List;
use crate::wiki::model::content::{Node, Page};
use crate::wiki::policy::{ClearedRead, Unchecked};
use crate::wire::endpoint::Endpoint;

pub(in crate::wiki) async fn get(backend: &Backend, id: &ContentId, version: Option<u32>) -> Unchecked<Page> {
    let mut ask = dc::content::get(id).expand(WHOLE_PAGE);
    if let Some(version) = version {
        ask = ask.version(version).status(["historical"]);
    }
    answered_page(backend, ask).await
}

/// What a question for a page is answered with, of which the policy has not been asked.
pub(super) async fn answered_page(
    backend: &Backend,
    ask: impl Endpoint<Output = v1::Content>,
) -> Unchecked<Page> {
    let found = backend.client.send(ask).await;
    Unchecked::new(found.and_then(|content| only_page(backend, content)))
}

/// The content, if it is a page or a blog post.
fn only_page(backend: &Backend, content: v1::Content) -> Result<Page> {
    let page = page(backend, content)?;
    is_page(&page.id, &page.kind)?;
    with_body(page)
}

pub(in crate::wiki) async fn draft(backend: &Backend, id: &ContentId) -> Unchecked<Page> {
    answered_page(backend, dc::content::get(id).status(["draft"]).expand(WHOLE_PAGE)).await
}

pub(in crate::wiki) async fn rendered(backend: &Backend, id: &ClearedRead<ContentId>) -> Result<String> {
    let content = backend.client.send(dc::content::get(&**id).expand(["body.export_view"])).await?;
    content.body.export_view.map(|body| body.value).ok_or_else(not_rendered)
}

pub(in crate::wiki) async fn titled(
    backend: &Backend,
    space: &ClearedRead<SpaceKey>,
    title: &str,
) -> Result<Option<Unchecked<Page>>> {
    let ask = dc::content::list().kind("page").space_key(space).title(title).expand(WHOLE_PAGE).limit(1);
    let found = backend.client.send(ask).await?.results.into_iter().next();
    let Some(found) = found.map(|content| page(backend, content).and_then(with_body)).transpose()? else {
        return Ok(None);
    };
    // A service that does not know the parameters would answer with any page.
    let same = found.title.to_lowercase() == title.to_lowercase();
    Ok(same.then(|| Unchecked::new(Ok(found))))
}

pub(in crate::wiki) async fn by_ids(backend: &Backend, ids: &[ContentId]) -> Result<Vec<Unchecked<Page>>> {
    let mut pages = Vec::with_capacity(ids.len());
    // With bodies the service gives no more than fifty rows at once.
    for some in ids.chunks(50) {
        let before = pages.len();
        for kind in [ContentType::Page, ContentType::BlogPost] {
            if pages.len() - before == some.len() {
                break;
            }
            let ask = dc::content::list().kind(kind).ids(some).expand(WHOLE_PAGE).limit(50);
            for content in backend.client.send(ask).await?.results {
                let page = page(backend, content).and_then(with_body)?;
                // A service that does not know the parameter would answer with any pages.
                if some.contains(&page.id) {
                    pages.push(Unchecked::new(Ok(page)));
                }
            }
        }
    }
    Ok(pages)
}

pub(in crate::wiki) fn of_space(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Page> {
    listed(backend, space, ContentType::Page, "all")
}

pub(in crate::wiki) fn at_root(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Page> {
    listed(backend, space, ContentType::Page, "root")
}

pub(in crate::wiki) fn posts_of_space(backend: &Backend, space: ClearedRead<SpaceKey>) -> List<Page> {
    listed(backend, space, ContentType::BlogPost, "all")
}

fn listed(backend: &Backend, space: ClearedRead<SpaceKey>, kind: ContentType, depth: &str) -> List<Page> {
    let ask = dc::spaces::contents_of_type(&space, kind).depth(depth);
    let ask = ask.expand(["version", "space", "ancestors", "history"]);
    List::of(backend, ask, |backend, content| page(backend, content).ok())
}

pub(in crate::wiki) fn children(backend: &Backend, page: ClearedRead<ContentId>) -> List<Node> {
    let ask = dc::child_content::of_type(&page, "page");
    List::of(backend, ask, |_, child: v1::Content| {
        Some(Node {
            id: child.id?,
            title: child.title.unwrap_or_default(),
            kind: child.kind.map_or_else(|| "page".to_owned(), |kind| kind.to_string()),
            status: child.status.unwrap_or(ContentStatus::Current),
        })
    })
}
