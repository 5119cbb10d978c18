//! Who may read and change content, and what the caller may do with it.

use serde::{Deserialize, Serialize};

use crate::wiki::model::content::Person;
use crate::wiki::model::people::Group;

/// The users and groups who are allowed one thing, reading or updating; nobody listed means everybody whom the space lets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Allowed {
    /// People.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// Groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
}

/// The restrictions of a page: who may read and who may change it. Its ancestors may restrict reading further.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use confluence_client::wiki::Restrictions;
///
/// let me = wiki.current_user().await?.id;
/// // Whoever is not listed loses access, so the caller is listed as well.
/// wiki.restrict("98765", &Restrictions::new().editor(me).editor("another-account-id")).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Restrictions {
    /// Who may read it.
    pub read: Allowed,
    /// Who may change it.
    pub update: Allowed,
}

impl Allowed {
    /// Says whether nobody is listed, so that everybody may whom the space lets.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        self.people.is_empty() && self.groups.is_empty()
    }

    /// Adds those who are not there yet, and says whether there were any.
    pub(in crate::wiki) fn add(&mut self, more: Self) -> bool {
        let before = (self.people.len(), self.groups.len());
        let people: Vec<_> = more.people.into_iter().filter(|one| !self.people.contains(one)).collect();
        let groups: Vec<_> = more.groups.into_iter().filter(|one| !self.groups.contains(one)).collect();
        self.people.extend(people);
        self.groups.extend(groups);
        before != (self.people.len(), self.groups.len())
    }
}

/// Some of those who are left in, as many as come at once.
#[derive(Debug, Default)]
pub(in crate::wiki) struct AllowedPart {
    pub(in crate::wiki) allowed: Allowed,
    /// How many rows there were, where there may be more behind them.
    pub(in crate::wiki) cut_after: Option<u32>,
}

impl Restrictions {
    /// No restrictions: everybody whom the space lets may read and change.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Allows a person to read, by account id or user key.
    #[must_use]
    pub fn reader(mut self, person: impl Into<String>) -> Self {
        self.read.people.push(Person { id: person.into(), name: None });
        self
    }

    /// Allows a person to change, by account id or user key.
    #[must_use]
    pub fn editor(mut self, person: impl Into<String>) -> Self {
        self.update.people.push(Person { id: person.into(), name: None });
        self
    }

    /// Allows a group to read, by its id.
    #[must_use]
    pub fn reading_group(mut self, group: impl Into<String>) -> Self {
        self.read.groups.push(named(group.into()));
        self
    }

    /// Allows a group to change, by its id.
    #[must_use]
    pub fn editing_group(mut self, group: impl Into<String>) -> Self {
        self.update.groups.push(named(group.into()));
        self
    }
}

fn named(id: String) -> Group {
    Group { name: id.clone(), id }
}

/// An operation that the caller may perform.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Permitted {
    /// What: `read`, `update`, `delete`, `create`, ...
    pub operation: String,
    /// With what: `page`, `comment`, `attachment`, ...
    pub target: String,
}

impl Permitted {
    /// An operation (`read`, `update`, ...) on a kind of thing (`page`, `comment`, ...).
    pub fn new(operation: impl Into<String>, target: impl Into<String>) -> Self {
        Self { operation: operation.into(), target: target.into() }
    }
}
