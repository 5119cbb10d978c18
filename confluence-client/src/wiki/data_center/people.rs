//! People of Data Center.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::dc;
use crate::error::{ErrorKind, Result};
use crate::models::v1;
use crate::wiki::people::{Group, named_like};
use crate::wiki::shapes::{group, named, person};
use crate::wiki::{List, Person, Wiki};

/// How many people are asked for at a time; there is no operation for several.
const AT_A_TIME: usize = 8;

pub(in crate::wiki) async fn current(wiki: &Wiki) -> Result<Person> {
    named(wiki.client.send(dc::users::current()).await?)
}

pub(in crate::wiki) async fn by_ids(wiki: &Wiki, ids: &[String]) -> Result<Vec<Person>> {
    // Owned keys: with borrowed ones the compiler cannot tell that the future is `Send`.
    let answers = stream::iter(ids.to_vec()).map(|key| async move {
        match wiki.client.send(dc::users::get().key(key.as_str())).await {
            Ok(user) => Ok(person(user)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    });
    let people: Vec<_> = answers.buffered(AT_A_TIME).try_collect().await?;
    Ok(people.into_iter().flatten().collect())
}

pub(in crate::wiki) fn search(wiki: &Wiki, name: &str) -> List<Person> {
    let query = format!("type = user and ({})", named_like(name));
    List::of(wiki, dc::search::by_cql(query), |_, found: v1::SearchResult| person(*found.user?))
}

pub(in crate::wiki) fn groups(wiki: &Wiki, name: Option<&str>) -> List<Group> {
    let part = name.map(str::to_lowercase);
    List::of(wiki, dc::groups::list(), move |_, found: v1::Group| {
        let fits = part.as_ref().is_none_or(|part| found.name.to_lowercase().contains(part));
        group(found).filter(|_| fits)
    })
}

pub(in crate::wiki) fn members(wiki: &Wiki, name: &str) -> List<Person> {
    List::of(wiki, dc::groups::members(name), |_, found: v1::User| person(found))
}

pub(in crate::wiki) fn groups_of(wiki: &Wiki, key: &str) -> List<Group> {
    List::of(wiki, dc::users::groups().key(key), |_, found| group(found))
}
