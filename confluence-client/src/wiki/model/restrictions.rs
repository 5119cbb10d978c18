//! Who may read and change content, and what the caller may do with it.

use serde::Serialize;

use crate::wiki::model::content::Person;
use crate::wiki::model::people::Group;

/// Who may do one thing; nobody listed means everybody whom the space lets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Allowed {
    /// People.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// Groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
}

/// Who may read and who may change a page. What it lies under may restrict reading further.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Restrictions {
    /// Who may read it.
    pub read: Allowed,
    /// Who may change it.
    pub update: Allowed,
}

impl Allowed {
    /// Whether everybody may whom the space lets.
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
    /// None.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves a person in for reading, by account id or user key.
    #[must_use]
    pub fn reader(mut self, person: impl Into<String>) -> Self {
        self.read.people.push(Person { id: person.into(), name: None });
        self
    }

    /// Leaves a person in for changing, by account id or user key.
    #[must_use]
    pub fn editor(mut self, person: impl Into<String>) -> Self {
        self.update.people.push(Person { id: person.into(), name: None });
        self
    }

    /// Leaves a group in for reading, by its id.
    #[must_use]
    pub fn reading_group(mut self, group: impl Into<String>) -> Self {
        self.read.groups.push(named(group.into()));
        self
    }

    /// Leaves a group in for changing, by its id.
    #[must_use]
    pub fn editing_group(mut self, group: impl Into<String>) -> Self {
        self.update.groups.push(named(group.into()));
        self
    }
}

fn named(id: String) -> Group {
    Group { name: id.clone(), id }
}

/// Something that the caller may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Permitted {
    /// What: `read`, `update`, `delete`, `create`, ...
    pub operation: String,
    /// With what: `page`, `comment`, `attachment`, ...
    pub target: String,
}
