//! Content blueprints: publishing drafts that were made from one.

use crate::declare::endpoints;
use crate::ids::ContentId;
use crate::models::ContentStatus;
use crate::models::v1::{Content, PublishedDraft};
use crate::wire::values::Commas;

endpoints! { DataCenter:
    /// Publishes a draft that was made from a blueprint.
    fn publish_shared_draft(draft: ContentId) -> Content = PublishSharedDraft:
        PUT "/content/blueprint/instance/{draft}" <- PublishedDraft
    {
        /// The status of the draft; `draft` by default.
        status: ContentStatus,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }

    /// Publishes a draft of one person that was made from a blueprint.
    fn publish_legacy_draft(draft: ContentId) -> Content = PublishLegacyDraft:
        POST "/content/blueprint/instance/{draft}" <- PublishedDraft
    {
        /// The status of the draft; `draft` by default.
        status: ContentStatus,
        /// What more to answer, such as `version` or `body.storage`.
        expand: Commas<String>,
    }
}
