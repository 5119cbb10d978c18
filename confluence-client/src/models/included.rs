//! Collections that come inside of something else.

use serde::{Deserialize, Serialize};

use crate::declare::models;
use crate::operation::describe::{Described, Kind};

/// The first batch of a collection that was asked for with `include_..`; the operation of its own has the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
#[non_exhaustive]
pub struct Included<T> {
    /// The rows.
    #[serde(default = "Vec::new", deserialize_with = "crate::wire::field::read")]
    pub results: Vec<T>,
    /// Whether there are more.
    #[serde(default, deserialize_with = "crate::wire::field::read")]
    pub meta: IncludedMeta,
    /// Where to go on.
    #[serde(default, rename = "_links", deserialize_with = "crate::wire::field::read")]
    pub links: IncludedLinks,
}

models! {
    /// Whether an included collection has more rows.
    #[derive(Default)]
    pub struct IncludedMeta {
        /// Whether rows are missing.
        has_more: bool = default,
        /// Where the operation of the collection goes on.
        cursor: Option<String>,
    }

    /// The URL of an included collection.
    #[derive(Default)]
    pub struct IncludedLinks {
        /// The collection by itself.
        itself: Option<String> as "self",
    }
}

impl<T: Described> Described for Included<T> {
    const KIND: Kind = Kind::Page(&T::KIND);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_the_rest_is() {
        let text =
            r#"{"results":[1],"meta":{"hasMore":true,"cursor":"c"},"_links":{"self":"/wiki/api/v2/x"}}"#;
        let included: Included<u32> = serde_json::from_str(text).unwrap();
        assert_eq!(included.results, [1]);
        assert_eq!((included.meta.has_more, included.meta.cursor.as_deref()), (true, Some("c")));
        assert_eq!(included.links.itself.as_deref(), Some("/wiki/api/v2/x"));
        for nothing in [r#"{"meta":null}"#, r#"{"results":null}"#, r#"{"results":[null]}"#] {
            assert!(serde_json::from_str::<Included<u32>>(nothing).unwrap().results.is_empty(), "{nothing}");
        }
    }
}
