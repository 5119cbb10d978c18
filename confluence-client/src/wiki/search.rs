//! Search.

use super::{Hit, List, Wiki};
use crate::cql::Cql;
use crate::ids::SpaceKey;
use crate::models::v1::SearchResult;
use crate::storage::text::decode;

impl Wiki {
    /// Searches by a query. Under a policy with spaces it goes around the query, and every row is checked again.
    pub fn search(&self, query: &Cql) -> List<Hit> {
        let query = match self.policy.restricts_spaces() {
            true => match query.within(&self.policy.spaces) {
                Ok(bounded) => bounded,
                Err(error) => return List::refused(error),
            },
            false => query.clone(),
        };
        deployed!(self => search::by_cql(&query))
    }
}

/// The neutral row, unless it lies in a space that the policy leaves out.
pub(super) fn hit(wiki: &Wiki, found: SearchResult) -> Option<Hit> {
    let content = found.content;
    let space = content.as_ref().and_then(|content| content.space.as_ref()?.key.clone());
    let space = space.or(found.space.and_then(|space| space.key));
    let space =
        space.or_else(|| found.result_global_container.and_then(|container| key_of(&container.display_url?)));
    if wiki.policy().restricts_spaces() && !space.as_ref().is_some_and(|space| wiki.policy().allows(space)) {
        return None;
    }
    let title = content.as_ref().and_then(|content| content.title.clone());
    let kind = content.as_ref().and_then(|content| Some(content.kind.as_ref()?.to_string()));
    Some(Hit {
        id: content.and_then(|content| content.id),
        kind: kind.or(found.entity_type).unwrap_or_default(),
        title: title.unwrap_or_else(|| plain(&found.title.unwrap_or_default())),
        excerpt: plain(&found.excerpt.unwrap_or_default()),
        space,
        modified: found.last_modified,
        url: found.url.and_then(|url| wiki.site().link(&url)),
    })
}

/// The key in `/spaces/KEY` or `/display/KEY`.
fn key_of(address: &str) -> Option<SpaceKey> {
    let rest = address.strip_prefix("/spaces/").or_else(|| address.strip_prefix("/display/"))?;
    let key = rest.split(['/', '?']).next()?;
    (!key.is_empty()).then(|| percent_encoding::percent_decode_str(key).decode_utf8_lossy().as_ref().into())
}

/// Makes plain text of a title or an excerpt: they come escaped for HTML, with marks around what was searched.
fn plain(marked: &str) -> String {
    decode(&marked.replace("@@@hl@@@", "").replace("@@@endhl@@@", "")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_entities_go() {
        assert_eq!(
            plain("a &amp;lt; @@@hl@@@b@@@endhl@@@ &lt;c&gt; &unknown; R&D"),
            "a &lt; b <c> &unknown; R&D"
        );
    }
}
