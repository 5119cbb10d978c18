//! Spaces of Data Center.

use crate::dc;
use crate::models::v1;
use crate::wiki::{List, Space, Wiki, data_center::pages::webui};

pub(in crate::wiki) fn list(wiki: &Wiki) -> List<Space> {
    let mut ask = dc::spaces::list().expand(["homepage"]);
    if wiki.policy().restricts_spaces() {
        ask = ask.space_key(wiki.policy().spaces.as_slice());
    }
    List::of(wiki, ask, |wiki, space: v1::Space| {
        let key = space.key?;
        wiki.policy().allows(&key).then(|| Space {
            id: space.id,
            name: space.name.unwrap_or_default(),
            kind: space.kind.map(|kind| kind.to_string()),
            status: space.status.map(|status| status.to_string()),
            homepage: space.homepage.and_then(|page| page.id),
            url: webui(wiki, &space.links),
            key,
        })
    })
}
