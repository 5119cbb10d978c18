//! One page of a longer list.

use serde::{Deserialize, Serialize};

use crate::operation::describe::{Described, Kind};
use crate::wire::query::Query;

/// One page of a longer list, in any of the three styles of the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "T: Deserialize<'de>"))]
#[non_exhaustive]
pub struct Paged<T> {
    /// The rows.
    #[serde(default = "Vec::new", deserialize_with = "bounded_rows")]
    pub results: Vec<T>,
    /// How many rows were skipped, where the list is paged by `start`.
    #[serde(default)]
    pub start: Option<u64>,
    /// How many rows a page holds at the most, which may be less than what was asked.
    #[serde(default)]
    pub limit: Option<u64>,
    /// How many rows this page holds, where the service says so.
    #[serde(default)]
    pub size: Option<u64>,
    /// An estimate of all rows, where the service gives one.
    #[serde(default)]
    pub total_size: Option<u64>,
    /// All rows, where Data Center counts them.
    #[serde(default)]
    pub total_count: Option<u64>,
    /// Where the list goes on.
    #[serde(default, rename = "_links", deserialize_with = "crate::wire::values::or_default")]
    pub links: PageLinks,
}

/// The addresses that come with a page of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PageLinks {
    /// The next page. Only its query is ever used.
    #[serde(default)]
    pub next: Option<String>,
    /// The address for people that relative links start from.
    #[serde(default)]
    pub base: Option<String>,
}

/// The most rows of one page: no operation gives more than a thousand or so. Eleven megabytes of `{}` would become
/// gigabytes of rows.
const MAX_ROWS: usize = 20_000;

/// Reads rows up to their bound; `null` is none.
fn bounded_rows<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Rows<T>(std::marker::PhantomData<T>);

    impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Rows<T> {
        type Value = Vec<T>;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("a list of rows")
        }

        fn visit_unit<E>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }

        fn visit_none<E>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
            let mut rows = Vec::new();
            while let Some(row) = seq.next_element()? {
                if rows.len() == MAX_ROWS {
                    let more = format!("the answer has more than {MAX_ROWS} rows");
                    return Err(serde::de::Error::custom(more));
                }
                rows.push(row);
            }
            Ok(rows)
        }
    }

    deserializer.deserialize_any(Rows(std::marker::PhantomData))
}

impl<T> Paged<T> {
    /// The query that asks for the next page; `None` at the end of the list.
    #[must_use]
    pub fn next(&self) -> Option<Query> {
        self.links.next.as_deref().filter(|link| !link.is_empty()).map(Query::of_link)
    }

    /// The cursor of the next page, where the list is paged by cursor.
    #[must_use]
    pub fn cursor(&self) -> Option<String> {
        self.next()?.get("cursor").map(str::to_owned)
    }
}

impl<T: Described> Described for Paged<T> {
    const KIND: Kind = Kind::Page(&T::KIND);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_rows_is_refused() {
        let flood = format!("{{\"results\":[{}{{}}]}}", "{},".repeat(MAX_ROWS));
        let error = serde_json::from_str::<Paged<serde_json::Value>>(&flood).unwrap_err().to_string();
        assert!(error.contains("more than 20000 rows"), "{error}");
        let none: Paged<u32> = serde_json::from_str(r#"{"results":null}"#).unwrap();
        assert!(none.results.is_empty());
    }

    #[test]
    fn reads_each_style() {
        let v2: Paged<u32> = serde_json::from_str(
            r#"{"results":[1],"_links":{"next":"/wiki/api/v2/pages?limit=1&cursor=ab%3D","base":"https://x/wiki"}}"#,
        )
        .unwrap();
        assert_eq!(v2.cursor().as_deref(), Some("ab="));
        let v1: Paged<u32> = serde_json::from_str(
            r#"{"results":[],"start":0,"limit":1,"size":0,"totalSize":4,"_links":{"next":"/rest/api/x?next=true&start=1"}}"#,
        )
        .unwrap();
        assert_eq!(v1.next().unwrap().get("start"), Some("1"));
        let end: Paged<u32> = serde_json::from_str(r#"{"results":[2],"_links":null}"#).unwrap();
        assert_eq!(end.next(), None);
        let none: Paged<u32> = serde_json::from_str(r#"{"results":null}"#).unwrap();
        assert!(none.results.is_empty());
    }
}
