//! Pages of Data Center.

use crate::dc;
use crate::error::{Error, ErrorKind, Result};
use crate::ids::{ContentId, SpaceKey};
use crate::models::{ContentStatus, v1};
use crate::wiki::{List, Node, Page, Person, Revision, SpaceRef, Wiki};

const WHOLE: [&str; 4] = ["body.storage", "version", "space", "ancestors"];

pub(in crate::wiki) async fn get(wiki: &Wiki, id: &ContentId, version: Option<u32>) -> Result<Page> {
    let mut ask = dc::content::get(id).expand(WHOLE);
    if let Some(version) = version {
        ask = ask.version(version).status(["historical"]);
    }
    neutral(wiki, wiki.client().send(ask).await?)
}

pub(in crate::wiki) async fn titled(wiki: &Wiki, space: &SpaceKey, title: &str) -> Result<Option<Page>> {
    let ask = dc::content::list().kind("page").space_key(space).title(title).expand(WHOLE).limit(1);
    let found = wiki.client().send(ask).await?.results.into_iter().next();
    found.map(|content| neutral(wiki, content)).transpose()
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

pub(in crate::wiki) async fn space_of(wiki: &Wiki, content: &ContentId) -> Result<Option<SpaceKey>> {
    let content = wiki.client().send(dc::content::get(content).expand(["space"])).await?;
    Ok(content.space.and_then(|space| space.key))
}

/// The address for people among the links of an answer.
pub(in crate::wiki) fn webui(wiki: &Wiki, links: &v1::Links) -> Option<String> {
    wiki.site().link(links.webui()?)
}

fn neutral(wiki: &Wiki, content: v1::Content) -> Result<Page> {
    let storage = content.storage().map(str::to_owned);
    let url = webui(wiki, &content.links);
    let id = content
        .id
        .ok_or_else(|| Error::new(ErrorKind::Decode, "getContentById").said("content without an id"))?;
    let space = content.space.map(|space| SpaceRef { id: space.id, key: space.key });
    Ok(Page {
        id,
        title: content.title.unwrap_or_default(),
        status: content.status.unwrap_or(ContentStatus::Current),
        space: space.unwrap_or_default(),
        parent: content.ancestors.into_iter().next_back().and_then(|parent| parent.id),
        version: content.version.map(|version| revision(*version)).unwrap_or_default(),
        storage,
        url,
    })
}

fn revision(version: v1::Version) -> Revision {
    Revision {
        number: version.number.unwrap_or_default(),
        at: version.when,
        by: version.by.and_then(|by| person(*by)),
        message: version.message.filter(|message| !message.is_empty()),
        minor: version.minor_edit,
    }
}

fn person(user: v1::User) -> Option<Person> {
    let id = user.user_key.map(|key| key.as_str().to_owned()).or(user.username)?;
    Some(Person { id, name: user.display_name })
}
