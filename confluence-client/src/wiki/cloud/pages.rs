//! Pages of Cloud.

use crate::error::Result;
use crate::ids::{AccountId, ContentId, PageId, SpaceKey};
use crate::models::{self, BodyFormat, ContentStatus};
use crate::v2;
use crate::wiki::{List, Node, Page, Person, Revision, SpaceRef, Wiki};

pub(in crate::wiki) async fn get(wiki: &Wiki, id: &ContentId, version: Option<u32>) -> Result<Page> {
    let mut ask = v2::pages::get(id.as_str()).body_format(BodyFormat::Storage);
    if let Some(version) = version {
        ask = ask.version(version);
    }
    Ok(neutral(wiki, wiki.client().send(ask).await?))
}

pub(in crate::wiki) async fn titled(wiki: &Wiki, space: &SpaceKey, title: &str) -> Result<Option<Page>> {
    let spaces = wiki.client().send(v2::spaces::list().keys([space]).limit(1)).await?;
    let Some(space) = spaces.results.into_iter().next() else { return Ok(None) };
    let ask = v2::pages::list().space_id([&space.id]).title(title).body_format(BodyFormat::Storage);
    let found = wiki.client().send(ask).await?;
    // The filter has been seen to match more than the exact title.
    Ok(found
        .results
        .into_iter()
        .find(|page| page.title.to_lowercase() == title.to_lowercase())
        .map(|page| neutral(wiki, page)))
}

pub(in crate::wiki) fn children(wiki: &Wiki, page: ContentId) -> List<Node> {
    let ask = v2::children::of(PageId::from(page.as_str()));
    List::below(wiki, page, ask, |_, child: models::Child| {
        Some(Node {
            id: child.id,
            title: child.title,
            kind: child.kind.map_or_else(|| "page".to_owned(), |kind| kind.to_string()),
            status: child.status.unwrap_or(ContentStatus::Current),
        })
    })
}

pub(in crate::wiki) async fn space_of(wiki: &Wiki, content: &ContentId) -> Result<Option<SpaceKey>> {
    let page = wiki.client().send(v2::pages::get(content.as_str())).await?;
    match page.space_id {
        Some(id) => wiki.space_key(&id).await.map(Some),
        None => Ok(None),
    }
}

fn neutral(wiki: &Wiki, page: models::Page) -> Page {
    let webui = page.links.webui.as_deref();
    Page {
        id: page.id.as_str().into(),
        title: page.title,
        status: page.status.unwrap_or(ContentStatus::Current),
        space: SpaceRef { id: page.space_id, key: webui.and_then(key_of_address) },
        parent: page.parent_id,
        version: page.version.map(revision).unwrap_or_default(),
        storage: page.body.storage.map(|body| body.value),
        url: webui.and_then(|webui| wiki.site().link(webui)),
    }
}

fn revision(version: models::Version) -> Revision {
    Revision {
        number: version.number.unwrap_or_default(),
        at: version.created_at,
        by: version.author_id.map(person),
        message: version.message.filter(|message| !message.is_empty()),
        minor: version.minor_edit,
    }
}

fn person(id: AccountId) -> Person {
    Person { id: id.as_str().to_owned(), name: None }
}

/// The key in `/spaces/KEY/pages/...`.
fn key_of_address(webui: &str) -> Option<SpaceKey> {
    let key = webui.strip_prefix("/spaces/")?.split(['/', '?']).next()?;
    (!key.is_empty()).then(|| percent_encoding::percent_decode_str(key).decode_utf8_lossy().as_ref().into())
}
