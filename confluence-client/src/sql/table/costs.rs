//! What is said where the rows of a table take more requests than a query may make.

use super::about::{About, Reach};
use crate::error::{Error, ErrorKind};
use crate::site::Deployment;

/// The same error; where the requests ran out, it says of which table, and which conditions make it cheap.
pub(super) fn with_advice<'a>(
    error: Error,
    table: &str,
    columns: impl Iterator<Item = &'a About>,
    deployment: Deployment,
) -> Error {
    if error.kind() != ErrorKind::TooLarge || error.operation() != "requests" {
        return error;
    }
    let answered = |column: &&About| {
        let named = column.equal.filter(|push| push.reach != Reach::Many || column.name == "SpaceKey");
        let by = named.map_or("", |push| match deployment {
            Deployment::Cloud => push.cloud,
            Deployment::DataCenter => push.data_center,
        });
        !by.is_empty() && !column.shown.is_alias() && column.name != "CQL"
    };
    let by: Vec<&str> = columns.filter(answered).map(|column| column.name).collect();
    let by =
        if by.is_empty() { String::new() } else { format!(" by one of {}, with = or IN", by.join(", ")) };
    let said = error.message().unwrap_or_default();
    let said = format!(
        "{table}: {said}. Narrow this table{by}, join it to fewer rows, or give the query more requests"
    );
    Error::new(ErrorKind::TooLarge, "sql").with_message(said).with_source(error)
}
