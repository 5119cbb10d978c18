//! People of Cloud as rows, and its audit log.

use std::collections::HashSet;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::ids::AccountId;
use crate::models::{self, AccountIds, v1 as old};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::named_like;
use crate::wiki::driver::v1_rows::user as row;
use crate::wiki::model::rows::{AuditRow, AuditWanted, RowStream, UserRow, chunked};
use crate::wiki::policy::{ClearedRead, WholeSite};
use crate::{v1, v2};

/// The most accounts that one request takes.
const BATCH: usize = 250;

pub(in crate::wiki) fn by_ids(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    ids: Vec<String>,
) -> RowStream<UserRow> {
    let batches: Vec<Vec<String>> = ids.chunks(BATCH).map(<[String]>::to_vec).collect();
    let backend = backend.clone();
    stream::iter(batches)
        .then(move |batch| {
            let backend = backend.clone();
            async move {
                let accounts = AccountIds::new(batch.into_iter().map(AccountId::from).collect::<Vec<_>>());
                let found = backend.client.send(v2::users::lookup(accounts)).await?;
                Ok(found.results.into_iter().filter_map(of_account).collect())
            }
        })
        .boxed()
}

fn of_account(user: models::User) -> Option<UserRow> {
    let picture = user.profile_picture;
    Some(UserRow {
        id: user.account_id?.as_str().to_owned(),
        account_type: user.account_type.map(|kind| kind.to_string()),
        kind: Some("known".to_owned()),
        display_name: user.display_name.filter(|name| !name.is_empty()),
        public_name: user.public_name,
        user_name: None,
        email: user.email.filter(|email| !email.is_empty()),
        time_zone: user.time_zone,
        picture_path: picture.as_ref().map(|icon| icon.path.clone()),
        picture_width: None,
        picture_height: None,
        picture_default: picture.map(|icon| icon.is_default),
    })
}

pub(in crate::wiki) fn found(
    backend: &Backend,
    site: ClearedRead<WholeSite>,
    name: Option<&str>,
) -> RowStream<UserRow> {
    let Some(name) = name else { return in_groups(backend, site) };
    let found = backend.client.stream(v1::search::users(named_like(name)));
    let of = |found: old::SearchResult| std::future::ready(Ok(found.user.and_then(|user| row(*user))));
    chunked(found.try_filter_map(of).boxed())
}

/// No operation lists people: they are those who belong to a group, each told once. Whoever may use the site does.
fn in_groups(backend: &Backend, site: ClearedRead<WholeSite>) -> RowStream<UserRow> {
    let backend = backend.clone();
    let groups = backend.client.stream(v1::groups::list());
    let mut seen = HashSet::new();
    groups
        .map_ok(move |group: old::Group| {
            members(&backend, site.clone(), group.id.as_ref().map_or(&group.name, |id| id.as_str()))
        })
        .try_flatten()
        .map_ok(move |rows| rows.into_iter().filter(|row: &UserRow| seen.insert(row.id.clone())).collect())
        .boxed()
}

pub(in crate::wiki) fn members(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    group: &str,
) -> RowStream<UserRow> {
    let found = backend.client.stream(v1::groups::members(group));
    chunked(found.try_filter_map(|user| std::future::ready(Ok(row(user)))).boxed())
}

pub(in crate::wiki) fn audit(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    wanted: AuditWanted,
) -> RowStream<AuditRow> {
    let mut ask = v1::audit::list();
    if let Some(from) = wanted.from {
        ask = ask.start_date(from.to_string());
    }
    if let Some(to) = wanted.to {
        ask = ask.end_date(to.to_string());
    }
    if let Some(text) = wanted.text {
        ask = ask.search_string(text);
    }
    chunked(backend.client.stream(ask).map_ok(record).boxed())
}

fn record(record: old::AuditRecord) -> AuditRow {
    let (author, object) = (record.author.unwrap_or_default(), record.affected_object);
    AuditRow {
        object_name: object.as_ref().and_then(|it| it.name.clone()),
        object_kind: object.and_then(|it| it.object_type),
        author_name: author.display_name,
        author_kind: author.kind.map(|kind| kind.to_string()),
        author_id: author.account_id.map(|id| id.as_str().to_owned()),
        user_name: author.username,
        category: record.category,
        summary: record.summary,
        description: record.description,
        at: record.creation_date,
        address: record.remote_address,
    }
}
