//! People of Data Center as rows, and its audit log of old.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;

use crate::dc;
use crate::error::ErrorKind;
use crate::models::v1;
use crate::operation::describe::{Api, Operation, Verb};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::named_like;
use crate::wiki::driver::v1_rows::user as row;
use crate::wiki::model::rows::{AuditRow, AuditWanted, RowStream, UserRow, chunked};
use crate::wiki::policy::{ClearedRead, WholeSite};
use crate::wire::own_operation::OwnOperation;
use crate::wire::paging::Paged;

/// How many people are asked for at a time; there is no operation for several.
const AT_A_TIME: usize = 8;

pub(in crate::wiki) fn by_ids(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    ids: Vec<String>,
) -> RowStream<UserRow> {
    let backend = backend.clone();
    let answers = stream::iter(ids).map(move |key| {
        let backend = backend.clone();
        async move {
            match backend.client.send(dc::users::get().key(key.as_str())).await {
                Ok(user) => Ok(row(user).into_iter().collect()),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
                Err(error) => Err(error),
            }
        }
    });
    answers.buffered(AT_A_TIME).boxed()
}

pub(in crate::wiki) fn found(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    name: Option<&str>,
) -> RowStream<UserRow> {
    match name {
        Some(name) => {
            let query = format!("type = user and ({})", named_like(name));
            let found = backend.client.stream(dc::search::by_cql(query));
            let of = |found: v1::SearchResult| std::future::ready(Ok(found.user.and_then(|user| row(*user))));
            chunked(found.try_filter_map(of).boxed())
        }
        None => {
            let found = backend.client.stream(dc::users::list());
            chunked(found.try_filter_map(|user| std::future::ready(Ok(row(user)))).boxed())
        }
    }
}

pub(in crate::wiki) fn members(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    group: &str,
) -> RowStream<UserRow> {
    let found = backend.client.stream(dc::groups::members(group));
    chunked(found.try_filter_map(|user| std::future::ready(Ok(row(user)))).boxed())
}

/// The log, of which the published operation tells no parameter: the service answers a thousand records, and says where
/// the next ones are.
const AUDIT: Operation = Operation::new("getAuditRecords", Api::DataCenter, Verb::GET, "/audit");

/// What is not wanted of the log is left to the caller.
pub(in crate::wiki) fn audit(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    _: AuditWanted,
) -> RowStream<AuditRow> {
    let ask = OwnOperation::<Paged<Value>>::new(&AUDIT, &[]);
    chunked(backend.client.stream(ask).map_ok(|it| record(&it)).boxed())
}

fn record(record: &Value) -> AuditRow {
    let text = |path: &str| record.pointer(path).and_then(Value::as_str).map(str::to_owned);
    AuditRow {
        object_name: text("/affectedObject/name"),
        object_kind: text("/affectedObject/objectType"),
        author_name: text("/author/displayName"),
        author_kind: text("/author/type"),
        author_id: text("/author/userKey"),
        user_name: text("/author/username"),
        category: text("/category"),
        summary: text("/summary"),
        description: text("/description"),
        at: record.get("creationDate").and_then(Value::as_i64),
        address: text("/remoteAddress"),
    }
}
