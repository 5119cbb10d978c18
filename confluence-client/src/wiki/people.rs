//! People and groups.

use super::{List, Person, Wiki};
use crate::cql::{quote, words};
use crate::error::Result;

/// A group.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Group {
    /// Its id on Cloud, its name on Data Center: what other calls take.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// The condition for people of a name. The second half finds what begins like the last word, and the first half what
/// the index divides in another way.
pub(super) fn named_like(name: &str) -> String {
    let words = words(name);
    let field = "user.fullname";
    format!("{field} ~ {} or {field} ~ {}", quote(&words), quote(&format!("{words}*")))
}

impl Wiki {
    /// Returns the person whom the service takes the caller for.
    ///
    /// # Errors
    /// `Unauthenticated` if it takes them for nobody.
    pub async fn current_user(&self) -> Result<Person> {
        deployed!(self => people::current().await)
    }

    /// Looks up people by their ids, in few requests, and remembers their names for ten minutes. The answer has the
    /// order of the ids; who is not known has no name.
    ///
    /// # Errors
    /// As the operations below.
    pub async fn people(&self, ids: impl IntoIterator<Item = impl Into<String>>) -> Result<Vec<Person>> {
        let ids: Vec<String> = ids.into_iter().map(Into::into).collect();
        let mut unknown: Vec<String> =
            ids.iter().filter(|id| self.known.people.get(id).is_none()).cloned().collect();
        unknown.sort_unstable();
        unknown.dedup();
        if !unknown.is_empty() {
            for person in deployed!(self => people::by_ids(&unknown).await)? {
                self.known.people.put(person.id.clone(), person);
            }
        }
        Ok(ids.into_iter().map(|id| self.remembered(id)).collect())
    }

    /// Searches people by words of their names, of which the last may be a beginning.
    pub fn search_people(&self, name: &str) -> List<Person> {
        deployed!(self => people::search(name))
    }

    /// Lists the groups, or those with a part of the name.
    pub fn groups(&self, name: Option<&str>) -> List<Group> {
        deployed!(self => people::groups(name))
    }

    /// Lists who belongs to a group.
    pub fn members(&self, group: &str) -> List<Person> {
        deployed!(self => people::members(group))
    }

    /// Lists the groups that a person belongs to.
    pub fn groups_of(&self, person: &str) -> List<Group> {
        deployed!(self => people::groups_of(person))
    }

    fn remembered(&self, id: String) -> Person {
        self.known.people.get(&id).unwrap_or(Person { id, name: None })
    }
}
