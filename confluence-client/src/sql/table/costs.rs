//! What is said where the rows of a table take more requests than a query may make.

use super::about::{About, Reach, Shown};
use crate::error::{Error, ErrorKind};
use crate::site::Deployment;
use crate::sql::run::Context;

/// A table, and the conditions that make it cheap.
pub(super) struct Costly {
    table: &'static str,
    narrowed_by: Vec<&'static str>,
}

impl Costly {
    pub(super) fn of<'a>(
        table: &'static str,
        columns: impl Iterator<Item = &'a About>,
        context: &Context,
    ) -> Self {
        let cloud = context.wiki.site().deployment() == Deployment::Cloud;
        let answered = |column: &&About| {
            let named = column.equal.filter(|push| push.reach != Reach::Many || column.name == "SpaceKey");
            let by = named.map_or("", |push| if cloud { push.cloud } else { push.data_center });
            !by.is_empty() && !matches!(column.shown, Shown::Alias(_)) && column.name != "CQL"
        };
        Self { table, narrowed_by: columns.filter(answered).map(|column| column.name).collect() }
    }

    /// The same error; where the requests ran out, it says of which table, and what helps.
    pub(super) fn told(&self, error: Error) -> Error {
        if error.kind() != ErrorKind::TooLarge || error.operation() != "requests" {
            return error;
        }
        let said = error.message().unwrap_or_default();
        let by = self.narrowed_by.join(", ");
        let by = if by.is_empty() { String::new() } else { format!(" by one of {by}, with = or IN") };
        let said = format!(
            "{}: {said}. Narrow this table{by}, join it to fewer rows, or give the query more requests",
            self.table
        );
        Error::new(ErrorKind::TooLarge, "sql").said(said).source(error)
    }
}
