//! The tables, a file for each topic.

mod around;
mod attachments;
mod comments;
mod directory;
mod found;
mod inside;
mod labels;
mod numbered;
pub(super) mod owners;
mod pages;
mod permissions;
mod placed;
mod relations;
mod spaces;
mod system;
mod tasks;
mod tree;
mod unknown_spaces;
mod written;

use futures_util::{StreamExt as _, stream};

use super::table::{ColumnType, Table};
use crate::error::Error;
use crate::wiki::rows::RowStream;

/// All tables, in the order in which they are listed.
pub(super) static ALL: &[&dyn Table] = &[
    &pages::PAGES,
    &pages::BLOGPOSTS,
    &spaces::SPACES,
    &comments::COMMENTS,
    &attachments::ATTACHMENTS,
    &labels::LABELS,
    &tree::PAGE_CHILDREN,
    &tree::PAGE_ANCESTORS,
    &tree::PAGE_DESCENDANTS,
    &around::PAGE_VERSIONS,
    &around::CONTRIBUTORS,
    &comments::PAGE_COMMENTS,
    &inside::PAGE_CONTENTS,
    &inside::LINKS,
    &inside::MACROS,
    &around::PROPERTIES,
    &around::WATCHERS,
    &around::VIEWS,
    &around::VIEWERS,
    &tasks::TASKS,
    &directory::USERS,
    &directory::ALL_USERS,
    &directory::GROUPS,
    &directory::GROUP_MEMBERS,
    &permissions::SPACE_PERMISSIONS,
    &permissions::USERS_RESTRICTIONS,
    &permissions::GROUPS_RESTRICTIONS,
    &permissions::AUDIT_RECORDS,
    &spaces::TEMPLATES,
    &placed::WHITEBOARDS,
    &placed::FOLDERS,
    &placed::DATABASES,
    &system::CATALOGS,
    &system::SCHEMAS,
    &system::TABLES,
    &system::COLUMNS,
    &system::PROCEDURES,
    &system::PARAMETERS,
    &system::KEY_COLUMNS,
    &system::PRIMARY_KEYS,
    &system::FOREIGN_KEYS,
    &system::INDEXES,
    &system::PROPERTIES,
    &system::SQL_INFO,
    &system::IDENTITY,
    &system::INFORMATION,
];

/// All tables but those that tell of tables.
pub(super) fn all() -> impl Iterator<Item = &'static dyn Table> + Clone {
    ALL.iter().copied().filter(|table| !is_system(*table))
}

/// Whether a table tells of tables, columns and procedures. Such are not listed among the others.
pub(super) fn is_system(table: &dyn Table) -> bool {
    table.name().starts_with("sys_")
}

/// A table by its name or another name of it.
pub(super) fn find(name: &str) -> Option<&'static dyn Table> {
    let named = |table: &&'static dyn Table| table.names().any(|other| other.eq_ignore_ascii_case(name));
    ALL.iter().copied().find(named)
}

/// The type that a column of this name has in every table that has one.
pub(super) fn type_of(column: &str) -> Option<ColumnType> {
    let columns = all().flat_map(<dyn Table>::columns);
    let mut kinds = columns.filter(|about| about.name.eq_ignore_ascii_case(column)).map(|about| about.kind);
    let first = kinds.next()?;
    kinds.all(|kind| kind == first).then_some(first)
}

fn nothing<T: Send + 'static>() -> RowStream<T> {
    stream::empty().boxed()
}

fn failed<T: Send + 'static>(error: Error) -> RowStream<T> {
    stream::iter([Err(error)]).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_of_a_kind_and_every_column_says_what_it_is() {
        let mut names = std::collections::BTreeSet::new();
        for table in ALL {
            assert!(names.insert(table.name().to_lowercase()), "{}", table.name());
            table.aliases().iter().for_each(|alias| assert!(names.insert(alias.to_lowercase()), "{alias}"));
            // Behind the 62nd column SQLite cannot say which one is used.
            assert!(table.width() < 63, "{} has {} columns", table.name(), table.width());
            let mut columns = std::collections::BTreeSet::new();
            for column in table.columns() {
                assert!(columns.insert(column.name.to_lowercase()), "{}.{}", table.name(), column.name);
                assert!(column.doc.len() > 3, "{}.{}", table.name(), column.name);
                if let super::super::table::Shown::Alias(of) = column.shown {
                    assert!(
                        table.place(of).is_some(),
                        "{}.{} is an alias of {of}",
                        table.name(),
                        column.name
                    );
                }
            }
        }
        assert_eq!(find("pagechildrens").map(Table::name), Some("PageChildren"));
        assert_eq!(type_of("createddate"), Some(ColumnType::Timestamp));
    }
}
