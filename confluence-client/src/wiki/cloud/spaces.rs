//! Spaces of Cloud.

use crate::models;
use crate::v2;
use crate::wiki::{List, Space, Wiki};

pub(in crate::wiki) fn list(wiki: &Wiki) -> List<Space> {
    let mut ask = v2::spaces::list();
    if wiki.policy().restricts_spaces() {
        ask = ask.keys(wiki.policy().spaces.as_slice());
    }
    List::of(wiki, ask, |wiki, space: models::Space| {
        let key = space.key?;
        wiki.policy().allows(&key).then(|| Space {
            id: Some(space.id),
            url: space.links.webui.as_deref().and_then(|webui| wiki.site().link(webui)),
            name: space.name,
            kind: space.kind.map(|kind| kind.to_string()),
            status: space.status.map(|status| status.to_string()),
            homepage: space.homepage_id.map(|id| id.as_str().into()),
            key,
        })
    })
}
