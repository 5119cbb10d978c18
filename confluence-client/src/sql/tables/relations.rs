//! How the tables hang together: which column names a row of another table.

/// A column, and the key that it names.
pub(super) struct Relation {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    pub(super) of: &'static str,
    pub(super) key: &'static str,
}

const fn named(table: &'static str, column: &'static str, of: &'static str, key: &'static str) -> Relation {
    Relation { table, column, of, key }
}

/// All of them. What hangs on content hangs on blog posts as well, which a key of one table cannot say.
pub(super) const RELATIONS: &[Relation] = &[
    named("Pages", "SpaceKey", "Spaces", "Key"),
    named("Pages", "ParentId", "Pages", "Id"),
    named("Pages", "CreatedByAccountId", "Users", "AccountId"),
    named("Pages", "LastUpdatedAccountId", "Users", "AccountId"),
    named("Blogposts", "SpaceKey", "Spaces", "Key"),
    named("Blogposts", "CreatedByAccountId", "Users", "AccountId"),
    named("Comments", "ContainerId", "Pages", "Id"),
    named("Comments", "ReplyToId", "Comments", "Id"),
    named("Comments", "SpaceKey", "Spaces", "Key"),
    named("Attachments", "ContainerId", "Pages", "Id"),
    named("Attachments", "SpaceKey", "Spaces", "Key"),
    named("Labels", "ContentId", "Pages", "Id"),
    named("Labels", "SpaceKey", "Spaces", "Key"),
    named("PageChildren", "PageId", "Pages", "Id"),
    named("PageChildren", "Id", "Pages", "Id"),
    named("PageAncestors", "PageId", "Pages", "Id"),
    named("PageAncestors", "Id", "Pages", "Id"),
    named("PageDescendants", "PageId", "Pages", "Id"),
    named("PageDescendants", "SpaceKey", "Spaces", "Key"),
    named("PageDescendants", "Id", "Pages", "Id"),
    named("PageVersions", "PageId", "Pages", "Id"),
    named("PageVersions", "VersionUserAccountId", "Users", "AccountId"),
    named("Contributors", "ContentId", "Pages", "Id"),
    named("Contributors", "AccountId", "Users", "AccountId"),
    named("PageContents", "PageId", "Pages", "Id"),
    named("Links", "PageId", "Pages", "Id"),
    named("Macros", "PageId", "Pages", "Id"),
    named("Properties", "ContentId", "Pages", "Id"),
    named("Watchers", "ContentId", "Pages", "Id"),
    named("Watchers", "AccountId", "Users", "AccountId"),
    named("ViewsAnalytics", "ContentId", "Pages", "Id"),
    named("ViewersAnalytics", "ContentId", "Pages", "Id"),
    named("Tasks", "PageId", "Pages", "Id"),
    named("Tasks", "AssignedTo", "Users", "AccountId"),
    named("GroupMembers", "GroupId", "Groups", "Id"),
    named("GroupMembers", "AccountId", "Users", "AccountId"),
    named("SpacePermissions", "SpaceKey", "Spaces", "Key"),
    named("UsersContentRestrictions", "ContentId", "Pages", "Id"),
    named("UsersContentRestrictions", "AccountId", "Users", "AccountId"),
    named("GroupsContentRestrictions", "ContentId", "Pages", "Id"),
    named("GroupsContentRestrictions", "GroupId", "Groups", "Id"),
    named("AuditRecords", "AccountId", "Users", "AccountId"),
    named("Templates", "SpaceKey", "Spaces", "Key"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::tables::find;

    #[test]
    fn a_column_names_the_key_of_a_table_that_is_there() {
        for relation in RELATIONS {
            let column = |table: &str, name: &str| {
                let table = find(table).unwrap_or_else(|| panic!("no table {table}"));
                let at = table.place(name).unwrap_or_else(|| panic!("no column {name}"));
                *table.column(at).unwrap()
            };
            column(relation.table, relation.column);
            assert!(column(relation.of, relation.key).key, "{}.{}", relation.of, relation.key);
        }
    }
}
