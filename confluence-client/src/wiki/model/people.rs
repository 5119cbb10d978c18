//! People and groups.

/// A group of users.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Group {
    /// Its id on Cloud, its name on Data Center: what other calls take.
    pub id: String,
    /// Its name.
    pub name: String,
}
