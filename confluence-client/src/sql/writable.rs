//! Which tables can be changed, and how.

/// The tables that can be changed: which columns an INSERT takes, which an UPDATE, and by which a row is named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writable {
    pub(super) table: &'static str,
    pub(super) insert: &'static [&'static str],
    pub(super) update: &'static [&'static str],
    pub(super) keys: &'static [&'static str],
}

/// All of them.
pub(super) const WRITABLE: &[Writable] = &[
    Writable {
        table: "Pages",
        insert: &["SpaceKey", "Title", "Storage", "Markdown", "ParentId", "Status"],
        update: &["Title", "Storage", "Markdown", "ParentId", "LastUpdatedMessage"],
        keys: &["Id", "VersionNumber"],
    },
    Writable {
        table: "Blogposts",
        insert: &["SpaceKey", "Title", "Storage", "Markdown", "Status"],
        update: &["Title", "Storage", "Markdown", "LastUpdatedMessage"],
        keys: &["Id", "VersionNumber"],
    },
    Writable {
        table: "Comments",
        insert: &["ContainerId", "ReplyToId", "Storage", "Markdown"],
        update: &["Storage", "Markdown", "Resolution"],
        keys: &["Id"],
    },
    Writable {
        table: "Labels",
        insert: &["ContentId", "LabelName"],
        update: &[],
        keys: &["ContentId", "LabelName"],
    },
    Writable { table: "Attachments", insert: &[], update: &[], keys: &["Id"] },
    Writable {
        table: "Spaces",
        insert: &["Key", "Name", "Description"],
        update: &["Name", "Description", "HomepageId"],
        keys: &["Key"],
    },
];

/// What can be changed of a table.
pub(super) fn of(table: &str) -> Option<&'static Writable> {
    WRITABLE.iter().find(|one| one.table == table)
}
