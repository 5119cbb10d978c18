//! People of Data Center.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::dc;
use crate::error::{ErrorKind, Result};
use crate::models::v1;
use crate::wiki::driver::Backend;
use crate::wiki::driver::v1_mapping::{group, named, named_like, person};
use crate::wiki::list::List;
use crate::wiki::model::content::Person;
use crate::wiki::model::people::Group;
use crate::wiki::policy::{ClearedRead, WholeSite};

/// How many people are asked for at a time; there is no operation for several.
const AT_A_TIME: usize = 8;

pub(in crate::wiki) async fn current(backend: &Backend, _: ClearedRead<WholeSite>) -> Result<Person> {
    named(backend.client.send(dc::users::current()).await?)
}

pub(in crate::wiki) async fn by_ids(
    backend: &Backend,
    _: ClearedRead<WholeSite>,
    ids: &[String],
) -> Result<Vec<Person>> {
    // Owned keys: with borrowed ones the compiler cannot tell that the future is `Send`.
    let answers = stream::iter(ids.to_vec()).map(|key| async move {
        match backend.client.send(dc::users::get().key(key.as_str())).await {
            Ok(user) => Ok(person(user)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    });
    let people: Vec<_> = answers.buffered(AT_A_TIME).try_collect().await?;
    Ok(people.into_iter().flatten().collect())
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
