//! Which tables can be changed, and how.

/// The tables that can be changed: which columns an INSERT takes, which an UPDATE, and by which a row is named, for the
/// service and for who is asked whether it may be changed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writable {
    pub(super) table: &'static str,
    pub(super) insert: &'static [&'static str],
    pub(super) update: &'static [&'static str],
    pub(super) keys: &'static [&'static str],
    /// By which people know it.
    pub(super) called: Option<&'static str>,
}

/// All of them.
pub(super) const WRITABLE: &[Writable] = &[
    Writable {
        table: "Pages",
        insert: &["SpaceKey", "Title", "Storage", "Markdown", "ParentId", "Status"],
        update: &["Title", "Storage", "Markdown", "ParentId", "LastUpdatedMessage"],
        keys: &["Id", "VersionNumber"],
        called: Some("Title"),
    },
    Writable {
        table: "Blogposts",
        insert: &["SpaceKey", "Title", "Storage", "Markdown", "Status"],
        update: &["Title", "Storage", "Markdown", "LastUpdatedMessage"],
        keys: &["Id", "VersionNumber"],
        called: Some("Title"),
    },
    Writable {
        table: "Comments",
        insert: &["ContainerId", "ReplyToId", "Storage", "Markdown"],
        update: &["Storage", "Markdown", "Resolution"],
        // With its version, so that what was agreed to is what was seen.
        keys: &["Id", "VersionNumber"],
        called: None,
    },
    Writable {
        table: "Labels",
        insert: &["ContentId", "LabelName"],
        update: &[],
        keys: &["ContentId", "LabelName"],
        called: Some("ContentTitle"),
    },
    Writable {
        table: "Attachments",
        insert: &[],
        update: &[],
        keys: &["Id", "VersionNumber"],
        called: Some("Title"),
    },
    Writable {
        table: "Spaces",
        insert: &["Key", "Name", "Description"],
        update: &["Name", "Description", "HomepageId"],
        keys: &["Key"],
        called: Some("Name"),
    },
];

/// What can be changed of a table.
pub(super) fn of(table: &str) -> Option<&'static Writable> {
    WRITABLE.iter().find(|one| one.table == table)
}
