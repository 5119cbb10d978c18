//! People and groups.

/// A group of users.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct Group {
    /// Its id on Cloud, its name on Data Center: what other calls take.
    pub id: String,
    /// Its name.
    pub name: String,
}

impl Group {
    /// A group of this id and name.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into() }
    }
}
