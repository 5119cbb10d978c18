//! People and groups.

use crate::error::Result;
use crate::wiki::Wiki;
use crate::wiki::list::List;
use crate::wiki::model::content::Person;
use crate::wiki::model::people::Group;

impl Wiki {
    /// Returns the user whose credential this is.
    ///
    /// # Errors
    /// `Unauthenticated` if the service answers as to an anonymous caller.
    pub async fn current_user(&self) -> Result<Person> {
        deployed!(self => people::current(self.policy.read_site()).await)
    }

    /// Returns the time zone in the profile of the user whose credential this is, in which the service reads dates in
    /// queries: an IANA name. `None` where it is not known: Data Center shows it to nobody, and Cloud as the user allows.
    ///
    /// # Errors
    /// As [`Wiki::current_user`].
    pub async fn account_time_zone(&self) -> Result<Option<String>> {
        deployed!(self => people::time_zone(self.policy.read_site()).await)
    }

    /// Looks up people by their ids: account ids on Cloud, user keys on Data Center. Names are cached for ten minutes.
    /// The answer has the order of the ids; who is not known has no name.
    ///
    /// # Errors
    /// As the operations below.
    pub async fn people(&self, ids: impl IntoIterator<Item = impl Into<String>>) -> Result<Vec<Person>> {
        let ids: Vec<String> = ids.into_iter().map(Into::into).collect();
        let mut unknown: Vec<String> =
            ids.iter().filter(|id| self.backend.caches.people.get(id).is_none()).cloned().collect();
        unknown.sort_unstable();
        unknown.dedup();
        if !unknown.is_empty() {
            for person in deployed!(self => people::by_ids(self.policy.read_site(), &unknown).await)? {
                self.backend.caches.people.put(person.id.clone(), person);
            }
        }
        Ok(ids.into_iter().map(|id| self.cached_person(id)).collect())
    }

    /// Searches for people by name. The last word may be the beginning of one.
    pub fn search_people(&self, name: &str) -> List<Person> {
        deployed!(self => people::search(self.policy.read_site(), name))
    }

    /// Lists the groups of the site, or those whose name contains this.
    pub fn groups(&self, name: Option<&str>) -> List<Group> {
        deployed!(self => people::groups(self.policy.read_site(), name))
    }

    /// Lists the members of a group, by its id on Cloud and its name on Data Center.
    pub fn members(&self, group: &str) -> List<Person> {
        deployed!(self => people::members(self.policy.read_site(), group))
    }

    /// Lists the groups of a person.
    pub fn groups_of(&self, person: &str) -> List<Group> {
        deployed!(self => people::groups_of(self.policy.read_site(), person))
    }

    fn cached_person(&self, id: String) -> Person {
        self.backend.caches.people.get(&id).unwrap_or(Person { id, name: None })
    }
}
