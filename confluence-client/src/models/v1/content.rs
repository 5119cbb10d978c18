//! Content: one shape for pages, blog posts, comments, attachments and what else stands in the tree.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    ChildTypes, Children, ContentBodies, History, Links, Metadata, PermittedOperation,
    RestrictionsByOperation, Space, Version,
};
use crate::declare::models;
use crate::ids::ContentId;
use crate::models::{ContentStatus, ContentType};

models! {
    /// A piece of content. What is marked "if expanded" is there only if the operation's `expand` names it.
    #[derive(Default)]
    pub struct Content {
        /// Its id.
        id: Option<ContentId>,
        /// What it is.
        kind: Option<ContentType> as "type",
        /// Where it stands in its life.
        status: Option<ContentStatus>,
        /// Its title.
        title: Option<String>,
        /// Its place among its siblings, on Data Center.
        position: Option<i64> = default,
        /// Its space, if expanded.
        space: Option<Box<Space>>,
        /// When and by whom it was created and changed, if expanded.
        history: Option<Box<History>>,
        /// Its version, if expanded.
        version: Option<Box<Version>>,
        /// What it lies under, from the top, if expanded.
        ancestors: Vec<Content> = default,
        /// What the caller may do with it, if expanded.
        operations: Vec<PermittedOperation> = default,
        /// What lies under it, by type, if expanded.
        children: Option<Box<Children>>,
        /// Of which types something lies under it, if expanded.
        child_types: Option<ChildTypes>,
        /// What lies under it on all levels, by type, if expanded.
        descendants: Option<Box<Children>>,
        /// What holds it: the space of a page, the page of a comment or an attachment; if expanded.
        container: Option<Value>,
        /// Its bodies, if expanded.
        body: ContentBodies = default,
        /// Who may read and change it, if expanded.
        restrictions: Option<Box<RestrictionsByOperation>>,
        /// Who may read it, ancestors considered, if expanded; on Data Center.
        relevant_view_restrictions: Option<Value>,
        /// Labels, properties and what the caller did with it, if expanded.
        metadata: Option<Box<Metadata>>,
        /// What its macros came to, by id, if expanded.
        macro_rendered_output: BTreeMap<String, Value> = default,
        /// What its type adds, such as `mediaType` and `fileSize` of an attachment.
        extensions: BTreeMap<String, Value> = default,
        /// Where the text of an attachment is, on Data Center.
        extracted_text_link: Option<String>,
        /// URLs.
        links: Links as "_links" = default,
        /// What was not expanded, with its URL on Data Center.
        expandable: Links as "_expandable" = default,
    }
}

impl Content {
    /// Its body in the storage format, if `expand` named `body.storage`.
    #[must_use]
    pub fn storage(&self) -> Option<&str> {
        self.body.storage.as_ref().map(|body| body.value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::paging::Paged;

    /// As Cloud answers a search of content: much of it null or not expanded.
    const CLOUD: &str = r#"{
        "results": [{
            "id": "65551", "type": "page", "ari": "ari:cloud:confluence::page/65551", "status": "current",
            "title": "Release notes", "childTypes": {}, "macroRenderedOutput": {}, "restrictions": {},
            "ancestors": null, "operations": null, "container": null,
            "space": {"id": 98306, "key": "DOCS", "alias": "DOCS", "name": "Docs", "type": "global",
                      "status": "current", "_expandable": {"settings": "/rest/api/space/DOCS/settings"}, "_links": {}},
            "version": {"by": {"type": "known", "accountId": "557058:ab", "accountType": "atlassian", "email": "",
                               "publicName": "Ada", "displayName": "Ada", "timeZone": null,
                               "profilePicture": {"path": "/wiki/a.png", "width": 48, "height": 48, "isDefault": false},
                               "isExternalCollaborator": false, "operations": null, "personalSpace": null},
                        "when": "2026-04-01T09:30:00.000Z", "friendlyWhen": "Apr 01", "message": "", "number": 7,
                        "minorEdit": false, "syncRev": null, "contentTypeModified": false,
                        "ncsStepVersion": null, "_expandable": {"collaborators": ""}},
            "body": {"storage": {"value": "<p>x</p>", "representation": "storage", "embeddedContent": [],
                                 "_expandable": {"content": ""}}, "_expandable": {"view": ""}},
            "metadata": {"labels": {"results": [{"prefix": "global", "name": "v1", "id": "3", "label": "v1"}],
                                    "start": 0, "limit": 200, "size": 1, "_links": {}}, "frontend": null},
            "extensions": {"position": 4},
            "_expandable": {"history": "/rest/api/content/65551/history"},
            "_links": {"webui": "/spaces/DOCS/pages/65551/Release+notes", "self": "https://x/rest/api/content/65551"}
        }],
        "start": 0, "limit": 25, "size": 1, "_links": {"base": "https://x.atlassian.net/wiki", "context": "/wiki"}
    }"#;

    /// As Data Center answers one comment with its container.
    const DATA_CENTER: &str = r#"{
        "id": "131", "type": "comment", "status": "current", "title": "Re: Notes",
        "container": {"id": "65", "type": "page"}, "position": -1,
        "version": {"by": {"type": "known", "username": "ada", "userKey": "ff80", "displayName": "Ada",
                           "profilePicture": {"path": "/a.png", "width": 48, "height": 48, "isDefault": true}},
                    "when": "2026-04-01T09:30:00.000+02:00", "message": "", "number": 1, "minorEdit": false,
                    "hidden": false, "_expandable": {"content": "/rest/api/content/131"}},
        "extensions": {"location": "footer", "_expandable": {"resolution": ""}},
        "_links": {"webui": "/display/DOCS/Notes?focusedCommentId=131", "collection": "/rest/api/content"},
        "_expandable": {"space": "/rest/api/space/DOCS", "body": ""}
    }"#;

    #[test]
    fn reads_what_cloud_answers() {
        let found: Paged<Content> = serde_json::from_str(CLOUD).unwrap();
        let page = &found.results[0];
        assert_eq!(page.kind, Some(ContentType::Page));
        assert_eq!(page.storage(), Some("<p>x</p>"));
        assert_eq!(page.space.as_ref().unwrap().id, Some(98306.into()));
        let version = page.version.as_ref().unwrap();
        assert_eq!((version.number, version.minor_edit), (Some(7), false));
        assert_eq!(version.by.as_ref().unwrap().account_id, Some("557058:ab".into()));
        assert_eq!(page.metadata.as_ref().unwrap().labels.as_slice()[0].name, "v1");
        assert_eq!(page.links.webui(), Some("/spaces/DOCS/pages/65551/Release+notes"));
    }

    #[test]
    fn reads_what_data_center_answers() {
        let comment: Content = serde_json::from_str(DATA_CENTER).unwrap();
        assert_eq!(comment.kind, Some(ContentType::Comment));
        assert_eq!(comment.position, Some(-1));
        assert_eq!(comment.version.unwrap().by.unwrap().user_key, Some("ff80".into()));
        assert_eq!(comment.container.unwrap()["id"], "65");
        assert_eq!(comment.expandable.get("space"), Some("/rest/api/space/DOCS"));
    }
}
