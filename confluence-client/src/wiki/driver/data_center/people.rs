//! People of Data Center.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::cql::quote;
use crate::dc;
use crate::error::{ErrorKind, Result};
use crate::models::v1;
use crate::wiki::backend::Backend;
use crate::wiki::driver::v1_mapping::{group, named, named_like, person};
use crate::wiki::list::List;
use crate::wiki::model::content::Person;
use crate::wiki::model::people::Group;
use crate::wiki::policy::{ClearedRead, WholeSite};

/// How many people one search asks for, and how many single requests run at a time.
const BATCH: usize = 50;
const AT_A_TIME: usize = 8;

pub(in crate::wiki) async fn current(backend: &Backend, _: ClearedRead<WholeSite>) -> Result<Person> {
    named(backend.client.send(dc::users::current()).await?)
}

/// Its users have no time zone in what its documents describe.
pub(in crate::wiki) async fn time_zone(_: &Backend, _: ClearedRead<WholeSite>) -> Result<Option<String>> {
    std::future::ready(Ok(None)).await
}

pub(in crate::wiki) async fn by_ids(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    ids: &[String],
) -> Result<Vec<Person>> {
    let mut found = Vec::with_capacity(ids.len());
    if let [_, _, ..] = ids {
        for some in ids.chunks(BATCH) {
            found.extend(searched(backend, some).await?);
        }
    }
    // Owned keys: with borrowed ones the compiler cannot tell that the future is `Send`.
    let left = ids.iter().filter(|id| !found.iter().any(|person: &Person| person.id == **id)).cloned();
    let answers = stream::iter(left.collect::<Vec<_>>()).map(|key| async move {
        match backend.client.send(dc::users::get().key(key.as_str())).await {
            Err(error) if error.kind() == ErrorKind::NotFound => named_to_log_in(backend, key).await,
            // A site may know somebody by more than a key; whoever asks knows the one by which they asked.
            found => Ok(person(found?).map(|person| Person { id: key, ..person })),
        }
    });
    let people: Vec<_> = answers.buffered(AT_A_TIME).try_collect().await?;
    found.extend(people.into_iter().flatten());
    Ok(found)
}

/// Whoever logs in with a name, which pages of old sites mention in place of a key.
async fn named_to_log_in(backend: &Backend, name: String) -> Result<Option<Person>> {
    match backend.client.send(dc::users::get().username(name.as_str())).await {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        found => Ok(person(found?).map(|person| Person { id: name, ..person })),
    }
}

/// People by their keys in one search. There is no operation for several, and not every index knows everybody: who is not
/// found, or all of them where the site does not take the query, are asked for one by one.
async fn searched(backend: &Backend, keys: &[String]) -> Result<Vec<Person>> {
    let keys: Vec<String> = keys.iter().map(|key| quote(key)).collect();
    let query = format!("type = user and user.userkey in ({})", keys.join(", "));
    let limit = u32::try_from(keys.len()).unwrap_or_default();
    match backend.client.send(dc::search::by_cql(query).limit(limit)).await {
        Ok(found) => Ok(found.results.into_iter().filter_map(|row| person(*row.user?)).collect()),
        Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Forbidden) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

pub(in crate::wiki) fn search(backend: &Backend, _: ClearedRead<WholeSite>, name: &str) -> List<Person> {
    let query = format!("type = user and ({})", named_like(name));
    List::of(backend, dc::search::by_cql(query), |_, found: v1::SearchResult| person(*found.user?))
}

pub(in crate::wiki) fn groups(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    name: Option<&str>,
) -> List<Group> {
    let part = name.map(str::to_lowercase);
    List::of(backend, dc::groups::list(), move |_, found: v1::Group| {
        let fits = part.as_ref().is_none_or(|part| found.name.to_lowercase().contains(part));
        group(found).filter(|_| fits)
    })
}

pub(in crate::wiki) fn members(backend: &Backend, _: ClearedRead<WholeSite>, name: &str) -> List<Person> {
    List::of(backend, dc::groups::members(name), |_, found: v1::User| person(found))
}

pub(in crate::wiki) fn groups_of(backend: &Backend, _: ClearedRead<WholeSite>, key: &str) -> List<Group> {
    List::of(backend, dc::users::groups().key(key), |_, found| group(found))
}
