//! People of Cloud.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::error::Result;
use crate::ids::AccountId;
use crate::models::{self, AccountIds, AccountStatus, v1 as old};
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{group, named, named_like};
use crate::wiki::list::List;
use crate::wiki::model::content::Person;
use crate::wiki::model::people::Group;
use crate::wiki::policy::{ClearedRead, WholeSite};
use crate::{v1, v2};

/// The most accounts that one request takes, and how many requests run at a time.
const BATCH: usize = 250;
const AT_A_TIME: usize = 4;

pub(in crate::wiki) async fn current(backend: &Backend, _: ClearedRead<WholeSite>) -> Result<Person> {
    named(backend.client.send(v1::users::current()).await?)
}

pub(in crate::wiki) async fn time_zone(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
) -> Result<Option<String>> {
    let user = backend.client.send(v1::users::current()).await?;
    let told = user.time_zone.clone().filter(|zone| !zone.is_empty());
    named(user).map(|_| told)
}

pub(in crate::wiki) async fn by_ids(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    ids: &[String],
) -> Result<Vec<Person>> {
    let batches: Vec<Vec<String>> = ids.chunks(BATCH).map(<[String]>::to_vec).collect();
    let answers = stream::iter(batches).map(|batch| async move {
        let accounts = AccountIds::new(batch.into_iter().map(AccountId::from).collect::<Vec<_>>());
        backend.client.send(v2::users::lookup(accounts)).await
    });
    let answers: Vec<_> = answers.buffered(AT_A_TIME).try_collect().await?;
    Ok(answers.into_iter().flat_map(|answer| answer.results).filter_map(person).collect())
}

pub(in crate::wiki) fn search(backend: &Backend, _: ClearedRead<WholeSite>, name: &str) -> List<Person> {
    let query = named_like(name);
    List::of(backend, v1::search::users(query), |_, found: old::SearchResult| named(*found.user?).ok())
}

pub(in crate::wiki) fn groups(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    name: Option<&str>,
) -> List<Group> {
    match name {
        Some(name) => List::of(backend, v1::groups::search(name), |_, found| group(found)),
        None => List::of(backend, v1::groups::list(), |_, found| group(found)),
    }
}

pub(in crate::wiki) fn members(backend: &Backend, _: ClearedRead<WholeSite>, id: &str) -> List<Person> {
    List::of(backend, v1::groups::members(id), |_, found: old::User| named(found).ok())
}

pub(in crate::wiki) fn groups_of(backend: &Backend, _: ClearedRead<WholeSite>, person: &str) -> List<Group> {
    List::of(backend, v1::users::groups(person), |_, found| group(found))
}

/// The service says "Former user" of an account that was closed, and may of one that it does not know, which has no name.
fn person(user: models::User) -> Option<Person> {
    let is_known = user.account_status != Some(AccountStatus::Unknown);
    let name = user.display_name.filter(|name| !name.is_empty()).or(user.public_name);
    let name = name.filter(|_| is_known);
    Some(Person { id: user.account_id?.as_str().to_owned(), name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_left_is_told_from_who_is_not_known() {
        let named = |status: &str| {
            let user = format!(
                r#"{{"accountId": "u1", "displayName": "Former user", "accountType": "unknown", "accountStatus": "{status}"}}"#
            );
            person(serde_json::from_str(&user).unwrap()).unwrap().name
        };
        assert_eq!(named("closed").as_deref(), Some("Former user"));
        assert_eq!(named("unknown"), None);
    }
}
