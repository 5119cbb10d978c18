//! The Confluence Query Language (CQL), built from values so that no text is ever read as a part of the query.
//!
//! ```
//! use confluence_client::cql::{self, Literal};
//!
//! let query = cql::SPACE.is("DOCS")
//!     .and(cql::TYPE.is("page"))
//!     .and(cql::TITLE.contains("roadmap").or(cql::LABEL.is_one_of(["plan", "goals"])))
//!     .and(cql::LAST_MODIFIED.since(Literal::now("-4w")))
//!     .ordered([cql::LAST_MODIFIED.descending()]);
//! assert_eq!(
//!     query.as_str(),
//!     r#"space = "DOCS" and type = "page" and (title ~ "roadmap" or label in ("plan", "goals")) "#.to_owned()
//!         + r#"and lastmodified >= now("-4w") order by lastmodified desc"#
//! );
//! ```
//!
//! [`Cql::raw`] takes a query as it is, for those who know; text from elsewhere goes through [`quote`] first.

use std::fmt;

mod bounds;
mod condition;
mod field;
mod literal;
mod order;

pub use condition::Condition;
pub use field::{
    ANCESTOR, CONTAINER, CONTENT, CONTRIBUTOR, CREATED, CREATOR, Date, FAVOURITE, ID, Keyword, LABEL,
    LAST_MODIFIED, MACRO, MENTION, PARENT, SPACE, SPACE_CATEGORY, SPACE_TITLE, SPACE_TYPE, TEXT, TITLE, TYPE,
    Text, WATCHER,
};
pub(crate) use literal::words;
pub use literal::{Literal, Period, quote};
pub use order::Order;

/// A CQL query (Confluence Query Language), as text.
///
/// ```
/// use confluence_client::cql::{Cql, quote};
///
/// let title = r#"The "final" plan"#;
/// let query = Cql::raw(format!("type = page and title = {}", quote(title)));
/// assert_eq!(query.as_str(), r#"type = page and title = "The \"final\" plan""#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cql(String);

impl Cql {
    /// Takes a query as it is. Text from elsewhere belongs into [`quote`] first.
    #[must_use]
    pub fn raw(query: impl Into<String>) -> Self {
        Self(query.into())
    }

    /// The query as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cql {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_never_read_as_a_query() {
        let title = r#"" or type = page or title = ""#;
        let query = TITLE.is(title).into_cql();
        assert_eq!(query.as_str(), r#"title = "\" or type = page or title = \"""#);
        assert_eq!(SPACE.is("~a\\").into_cql().as_str(), r#"space = "~a\\""#);
    }

    #[test]
    fn groups_stand_in_parentheses_and_exclusions_behind() {
        let query = LABEL.is_not("old").and(TYPE.is("page")).and(SPACE.is("A").or(SPACE.is("B"))).into_cql();
        assert_eq!(query.as_str(), r#"type = "page" and (space = "A" or space = "B") and label != "old""#);
    }

    #[test]
    fn no_order_is_no_order() {
        assert_eq!(TYPE.is("page").ordered([]).as_str(), r#"type = "page""#);
        let recent = SPACE.is_one_of([Literal::recently_viewed_spaces(5), Literal::favourite_spaces()]);
        let query = recent.or(SPACE_CATEGORY.is("team")).into_cql();
        assert_eq!(
            query.as_str(),
            r#"space in (recentlyViewedSpaces(5), favouriteSpaces()) or space.category = "team""#
        );
    }

    #[test]
    fn ids_are_values_and_a_condition_shows_what_it_is() {
        let page = crate::ids::ContentId::from(7);
        let condition = ANCESTOR.is(page.clone()).or(PARENT.is(&page)).or(ID.is(8));
        assert_eq!(condition.to_string(), r#"ancestor = "7" or parent = "7" or id = "8""#);
        assert_eq!(condition.to_string(), condition.into_cql().as_str());
    }

    #[test]
    fn phrases_keep_their_quotes() {
        assert_eq!(TEXT.phrase("hello (dolly)").into_cql().as_str(), r#"text ~ "\"hello dolly\"""#);
    }
}
