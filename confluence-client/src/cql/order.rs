//! The order of the rows of a search.

/// A key to sort the rows of a search by: a field, ascending or descending.
///
/// ```
/// use confluence_client::cql;
///
/// let newest = cql::TYPE.is("page").ordered([cql::LAST_MODIFIED.descending(), cql::TITLE.ascending()]);
/// assert_eq!(newest.as_str(), r#"type = "page" order by lastmodified desc, title asc"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order(String);

impl Order {
    pub(super) fn ascending(field: &str) -> Self {
        Self(format!("{field} asc"))
    }

    pub(super) fn descending(field: &str) -> Self {
        Self(format!("{field} desc"))
    }

    /// The key as it stands behind `order by`.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}
