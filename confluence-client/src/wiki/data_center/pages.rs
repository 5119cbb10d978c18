//! Pages and blog posts of Data Center.

use super::place::is_page;
use crate::dc;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentStatus, ContentType, v1};
use crate::wiki::{List, Node, Page, Person, Revision, SpaceRef, Wiki};

pub(in crate::wiki) const WHOLE: [&str; 5] = ["body.storage", "version", "space", "ancestors", "history"];

pub(in crate::wiki) async fn get(wiki: &Wiki, id: &ContentId, version: Option<u32>) -> Result<Page> {
    let mut ask = dc::content::get(id).expand(WHOLE);
    if let Some(version) = version {
        ask = ask.version(version).status(["historical"]);
    }
    page(wiki, wiki.client.send(ask).await?)
}

/// The content, if it is a page or a blog post.
pub(super) fn page(wiki: &Wiki, content: v1::Content) -> Result<Page> {
    let page = neutral(wiki, content)?;
    is_page(&page.kind).map(|()| page)
}

pub(in crate::wiki) async fn draft(wiki: &Wiki, id: &ContentId) -> Result<Page> {
    let ask = dc::content::get(id).status(["draft"]).expand(WHOLE);
    page(wiki, wiki.client.send(ask).await?)
}

pub(in crate::wiki) async fn titled(wiki: &Wiki, space: &SpaceKey, title: &str) -> Result<Option<Page>> {
    let ask = dc::content::list().kind("page").space_key(space).title(title).expand(WHOLE).limit(1);
    let found = wiki.client.send(ask).await?.results.into_iter().next();
    found.map(|content| neutral(wiki, content)).transpose()
}

pub(in crate::wiki) async fn by_ids(wiki: &Wiki, ids: &[ContentId]) -> Result<Vec<Page>> {
    let mut pages = Vec::with_capacity(ids.len());
    // With bodies the service gives no more than fifty rows at once.
    for some in ids.chunks(50) {
        let ask = dc::content::list().ids(some).expand(WHOLE).limit(50);
        let found = wiki.client.send(ask.clone().kind(ContentType::Page)).await?;
        let before = pages.len();
        for content in found.results {
            pages.push(neutral(wiki, content)?);
        }
        if pages.len() - before < some.len() {
            let found = wiki.client.send(ask.kind(ContentType::BlogPost)).await?;
            for content in found.results {
                pages.push(neutral(wiki, content)?);
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
    List::of(wiki, ask, |wiki, content| neutral(wiki, content).ok())
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

/// The address for people among the links of an answer.
pub(in crate::wiki) fn webui(wiki: &Wiki, links: &v1::Links) -> Option<String> {
    wiki.site().link(links.webui()?)
}

pub(in crate::wiki) fn neutral(wiki: &Wiki, content: v1::Content) -> Result<Page> {
    let storage = content.storage().map(str::to_owned);
    let url = webui(wiki, &content.links);
    let id = content
        .id
        .ok_or_else(|| Error::new(ErrorKind::Decode, "getContentById").said("content without an id"))?;
    if let Some(kind) = &content.kind {
        wiki.known.kinds.put(id.clone(), kind.clone());
    }
    let space = content.space.map(|space| SpaceRef { id: space.id, key: space.key });
    let (created, author) = match content.history {
        Some(history) => (history.created_date, history.created_by.and_then(person)),
        None => (None, None),
    };
    Ok(Page {
        id,
        kind: content.kind.unwrap_or(ContentType::Page),
        title: content.title.unwrap_or_default(),
        status: content.status.unwrap_or(ContentStatus::Current),
        space: space.unwrap_or_default(),
        parent: content.ancestors.into_iter().next_back().and_then(|parent| parent.id),
        created,
        author,
        version: content.version.map(|version| revision(*version)).unwrap_or_default(),
        storage,
        url,
    })
}

pub(in crate::wiki) fn revision(version: v1::Version) -> Revision {
    Revision {
        number: version.number.unwrap_or_default(),
        at: version.when,
        by: version.by.and_then(|by| person(*by)),
        message: version.message.filter(|message| !message.is_empty()),
        minor: version.minor_edit,
    }
}

pub(in crate::wiki) fn person(user: v1::User) -> Option<Person> {
    let account = user.account_id.map(|id| id.as_str().to_owned());
    let id = account.or(user.user_key.map(|key| key.as_str().to_owned())).or(user.username)?;
    Some(Person { id, name: user.display_name })
}
