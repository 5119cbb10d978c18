//! Content to write: on Data Center all of it, on Cloud templates.

use serde_json::Value;

use super::{AncestorRef, ContentRef, NewVersion, SpaceRef};
use crate::declare::bodies;
use crate::models::{ContentStatus, ContentType, NewBody};

bodies! {
    /// A piece of content to create, on Data Center.
    pub struct NewContent(
        /// What it is; all but comments and attachments need a title and a space as well.
        kind: ContentType as "type",
    ) {
        /// Its title, unique in its space.
        title: String,
        /// Its space.
        space: SpaceRef,
        /// Its body.
        body: NewBodies,
        /// The page that it goes under, alone in the list.
        ancestors: Vec<AncestorRef>,
        /// The page of a comment.
        container: ContentRef,
        /// `draft` for what only its author sees.
        status: ContentStatus,
        /// Its labels and properties.
        metadata: Value,
        /// What its type adds, such as the place of an inline comment.
        extensions: Value,
    }

    /// A piece of content as it shall be, on Data Center: the service replaces all of it.
    pub struct ContentUpdate(
        /// `version` is the current number plus one.
        kind: ContentType as "type",
        version: NewVersion,
    ) {
        /// Its title.
        title: String,
        /// Its body, all of it.
        body: NewBodies,
        /// Moves it to another space.
        space: SpaceRef,
        /// Moves it under another page, alone in the list.
        ancestors: Vec<AncestorRef>,
        /// The page of a comment.
        container: ContentRef,
        /// Publishes, archives or restores it.
        status: ContentStatus,
        /// Its labels and properties.
        metadata: Value,
        /// What its type adds.
        extensions: Value,
    }

    /// A body to write, in one representation or several.
    pub struct NewBodies {
        /// In the storage format.
        storage: NewBody,
        /// In Atlassian Document Format; Cloud only.
        atlas_doc_format: NewBody as "atlas_doc_format",
        /// As HTML.
        view: NewBody,
        /// As HTML for export.
        export_view: NewBody as "export_view",
        /// As HTML for export to readers who are not logged in.
        anonymous_export_view: NewBody as "anonymous_export_view",
        /// As HTML with styles.
        styled_view: NewBody as "styled_view",
        /// As the old editor has it.
        editor: NewBody,
        /// As the new editor has it.
        editor2: NewBody,
        /// As wiki markup.
        wiki: NewBody,
    }
}

impl NewBodies {
    /// A body in the storage format.
    pub fn of_storage(value: impl Into<String>) -> Self {
        Self::new().storage(NewBody::storage(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_carries_only_what_was_set() {
        let update = ContentUpdate::new(ContentType::Page, NewVersion::new(8))
            .title("Notes")
            .body(NewBodies::of_storage("<p>x</p>"));
        assert_eq!(
            serde_json::to_string(&update).unwrap(),
            r#"{"type":"page","version":{"number":8},"title":"Notes","body":{"storage":{"representation":"storage","value":"<p>x</p>"}}}"#
        );
    }
}
