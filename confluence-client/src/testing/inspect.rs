//! Looking into a sandbox without going over HTTP.

use super::Sandbox;
use super::person::ADMIN;
use super::store::content::Kind;
use super::traffic::{SeenRequest, Traffic};

/// The state of a page, blog post or folder in the in-memory Confluence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageState {
    /// The id.
    pub id: String,
    /// `page`, `blogpost`, `folder`, `comment`, `attachment`, ...
    pub kind: &'static str,
    /// The title.
    pub title: String,
    /// `current`, `draft`, `archived` or `trashed`.
    pub status: &'static str,
    /// The key of the space.
    pub space: String,
    /// The id of the parent.
    pub parent: Option<String>,
    /// The current version.
    pub version: u64,
    /// The message of the current version.
    pub message: String,
    /// The body in storage format.
    pub storage: String,
    /// The names of the labels.
    pub labels: Vec<String>,
    /// Whether an unpublished draft lies over it.
    pub has_draft: bool,
}

impl Sandbox {
    /// A record by id, whatever it is, or nothing.
    #[must_use]
    pub fn page_by_id(&self, id: impl AsRef<str>) -> Option<PageState> {
        let id = id.as_ref();
        let world = self.world();
        let id: u64 = id.trim_start_matches("att").parse().ok()?;
        let content = world.store.contents.get(&id)?;
        Some(PageState {
            id: content.wire_id(),
            kind: content.kind.name(),
            title: content.title().to_owned(),
            status: content.status.name(),
            space: world.store.spaces.get(&content.space).map(|space| space.key.clone()).unwrap_or_default(),
            parent: content.parent.map(|parent| parent.to_string()),
            version: content.version(),
            message: content.latest().message.clone(),
            storage: content.latest().body.storage.to_string(),
            labels: content.labels.iter().map(|label| label.name.clone()).collect(),
            has_draft: content.draft.is_some(),
        })
    }

    /// The page of a title in a space.
    #[must_use]
    pub fn page_by_title(&self, space: &str, title: &str) -> Option<PageState> {
        let id = {
            let world = self.world();
            let space = world.store.space_by_key(space, ADMIN.account_id).ok()?.id;
            world.store.titled(space, title)?.id
        };
        self.page_by_id(id.to_string())
    }

    /// The bytes of the current version of an attachment.
    #[must_use]
    pub fn attachment_bytes(&self, id: impl AsRef<str>) -> Option<Vec<u8>> {
        let id = id.as_ref();
        let world = self.world();
        let id: u64 = id.trim_start_matches("att").parse().ok()?;
        let attachment = world.store.contents.get(&id).filter(|content| content.kind == Kind::Attachment)?;
        attachment.latest().bytes.as_deref().cloned()
    }

    /// Counters of requests and bytes since the start or the last [`Sandbox::reset_traffic`].
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        self.world().ledger.traffic.clone()
    }

    /// The latest requests, at most 4096, the oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.world().ledger.latest.iter().cloned().collect()
    }

    /// Starts counting anew.
    pub fn reset_traffic(&self) {
        self.world().ledger = Default::default();
    }
}
