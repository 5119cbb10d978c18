//! Which other names of columns the tables of one query have.

use std::collections::BTreeSet;

/// The other names that the tables of a query have, in small letters.
#[derive(Clone, Debug, Default)]
pub(in crate::sql) struct OtherNames(BTreeSet<String>);

impl OtherNames {
    pub(in crate::sql) fn has(&self, name: &str) -> bool {
        self.0.contains(&name.to_ascii_lowercase())
    }

    /// Adds a name; whether it was not there.
    pub(in crate::sql) fn add(&mut self, name: &str) -> bool {
        self.0.insert(name.to_ascii_lowercase())
    }

    /// With one name less.
    pub(in crate::sql) fn without(&self, name: &str) -> Self {
        let mut all = self.clone();
        all.0.remove(&name.to_ascii_lowercase());
        all
    }

    /// With one name more.
    pub(in crate::sql) fn with(&self, name: &str) -> Self {
        let mut all = self.clone();
        all.add(name);
        all
    }
}
