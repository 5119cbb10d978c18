//! What a search finds.

use serde_json::Value;

use super::{Content, Links, Space, User};
use crate::declare::{models, open_enums};
use crate::wire::timestamp::Timestamp;

open_enums! {
    /// What the excerpt of a row shows.
    pub enum Excerpt {
        /// Where the words were found, with marks around them, escaped for HTML.
        Highlight = "highlight",
        /// As `highlight`, not escaped.
        HighlightUnescaped = "highlight_unescaped",
        /// The beginning of the text, escaped for HTML.
        Indexed = "indexed",
        /// As `indexed`, not escaped.
        IndexedUnescaped = "indexed_unescaped",
        /// Nothing, which is the fastest.
        None = "none",
    }

    /// Which people a search may find.
    pub enum SitePermissionFilter {
        /// All.
        All = "all",
        /// Guests.
        ExternalCollaborator = "externalCollaborator",
        /// Those who are no guests.
        None = "none",
    }
}

models! {
    /// Something that a search found.
    pub struct SearchResult {
        /// The content, where it is one.
        content: Option<Box<Content>>,
        /// The space, where it is one.
        space: Option<Box<Space>>,
        /// The person, where it is one.
        user: Option<Box<User>>,
        /// `content`, `space` or `user`.
        entity_type: Option<String>,
        /// Its title, escaped for HTML, with marks around what was searched.
        title: Option<String>,
        /// Some of its text, as the search asked.
        excerpt: Option<String>,
        /// Its URL, relative to the site's base.
        url: Option<String>,
        /// What it lies in.
        result_parent_container: Option<ContainerSummary>,
        /// The space it lies in.
        result_global_container: Option<ContainerSummary>,
        /// What it lies under, from the top.
        breadcrumbs: Vec<Breadcrumb> = default,
        /// The class of its icon in style sheets.
        icon_css_class: Option<String>,
        /// When it was changed last.
        last_modified: Option<Timestamp>,
        /// When it was changed last, for people.
        friendly_last_modified: Option<String>,
        /// How well it fits.
        score: Option<f64> = default,
        /// The content, space or person as Data Center publishes it; live answers have it by its own name.
        entity: Option<Value>,
        /// What it is, on Data Center.
        resource_type: Option<ResourceType>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// Where something lies, for people.
    pub struct ContainerSummary {
        /// Its title.
        title: Option<String>,
        /// Its URL.
        display_url: Option<String>,
    }

    /// A step on the way from the top.
    pub struct Breadcrumb {
        /// What it says.
        label: Option<String>,
        /// Where it leads.
        url: Option<String>,
        /// What stands between it and the next.
        separator: Option<String>,
    }

    /// What a row of a search is.
    pub struct ResourceType {
        /// Its name.
        name: Option<String>,
        /// Its type.
        kind: Option<String> as "type",
        /// Its URL.
        url: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::paging::Paged;

    #[test]
    fn reads_each_kind_of_row() {
        let json = r#"{"results":[
            {"content":{"id":"1","type":"page","status":"current","title":"A","childTypes":{},"_links":{}},
             "title":"@@@hl@@@A@@@endhl@@@","excerpt":"","url":"/spaces/D/pages/1/A",
             "resultGlobalContainer":{"title":"D","displayUrl":"/spaces/D"},"breadcrumbs":[],"entityType":"content",
             "iconCssClass":"aui-icon","lastModified":"2026-04-01T09:30:00.000Z","score":0.5},
            {"user":{"type":"known","accountId":"x","displayName":null},"title":"X","entityType":"user",
             "lastModified":null,"score":0},
            {"space":{"id":7,"key":"D","name":"D","type":"global","status":"current"},"entityType":"space"}
          ],"start":0,"limit":3,"size":3,"totalSize":9,"cqlQuery":"text ~ a","searchDuration":12,
          "_links":{"next":"/rest/api/search?cql=x&cursor=abc%3D","base":"https://x/wiki","context":"/wiki"}}"#;
        let found: Paged<SearchResult> = serde_json::from_str(json).unwrap();
        assert_eq!(found.cursor().as_deref(), Some("abc="));
        assert_eq!(found.total_size, Some(9));
        let [content, user, space] = found.results.try_into().unwrap();
        assert_eq!(content.content.unwrap().id, Some("1".into()));
        assert_eq!(user.user.unwrap().account_id, Some("x".into()));
        assert_eq!(space.space.unwrap().key, Some("D".into()));
    }
}
