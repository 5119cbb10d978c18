//! One page of a longer list.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::operation::describe::{Described, Kind};
use crate::wire::field::{self, Field, Listed};
use crate::wire::query::Query;

/// One page of a paginated list, in any of the three styles of the service.
///
/// An answer without its rows is no list, and an error: none of the published documents lets `results` be null, and a
/// list that ends because something else answered would be taken for the whole of it. Inside of another value, where
/// rows come only if they were asked for, it is an empty page.
///
/// [`Client::stream`](crate::Client::stream) goes on by itself. By hand:
///
/// ```
/// use confluence_client::Paged;
///
/// let page: Paged<String> =
///     serde_json::from_str(r#"{ "results": ["a"], "_links": { "next": "/wiki/api/v2/pages?cursor=abc" } }"#).unwrap();
/// assert_eq!(page.results, ["a"]);
/// assert_eq!(page.cursor().as_deref(), Some("abc"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Paged<T> {
    /// The rows.
    pub results: Vec<T>,
    /// How many rows were skipped, where the list is paged by `start`.
    pub start: Option<u64>,
    /// How many rows a page holds at the most, which may be less than what was asked.
    pub limit: Option<u64>,
    /// How many rows this page holds, where the service says so.
    pub size: Option<u64>,
    /// An estimate of all rows, where the service gives one.
    pub total_size: Option<u64>,
    /// All rows, where Data Center counts them.
    pub total_count: Option<u64>,
    /// Where the list goes on.
    #[serde(rename = "_links")]
    pub links: PageLinks,
}

/// The links of a page of a paginated list, such as the next page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PageLinks {
    /// The next page. Only its query is ever used.
    #[serde(default)]
    pub next: Option<String>,
    /// The URL for people that relative links start from.
    #[serde(default)]
    pub base: Option<String>,
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

/// A property of a page.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum Name {
    Results,
    Start,
    Limit,
    Size,
    TotalSize,
    TotalCount,
    #[serde(rename = "_links")]
    Links,
    #[serde(other)]
    Other,
}

/// Reads a page, which may lack its rows or not.
struct Page<T> {
    complete: bool,
    rows: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Page<T> {
    type Value = Option<Paged<T>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a page of a list")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut properties: A) -> Result<Self::Value, A::Error> {
        let mut results = None;
        let [mut start, mut limit, mut size, mut total_size, mut total_count] = [None; 5];
        let mut links = PageLinks::default();
        while let Some(name) = properties.next_key::<Name>()? {
            let number = match name {
                Name::Results => {
                    results = properties.next_value::<Listed<T>>()?.0;
                    continue;
                }
                Name::Links => {
                    links = properties.next_value::<Option<PageLinks>>()?.unwrap_or_default();
                    continue;
                }
                Name::Other => {
                    properties.next_value::<IgnoredAny>()?;
                    continue;
                }
                Name::Start => &mut start,
                Name::Limit => &mut limit,
                Name::Size => &mut size,
                Name::TotalSize => &mut total_size,
                Name::TotalCount => &mut total_count,
            };
            *number = properties.next_value::<Count>()?.0;
        }
        let results = match results {
            Some(results) => results,
            None if self.complete => return Err(A::Error::missing_field("results")),
            None => Vec::new(),
        };
        Ok(Some(Paged { results, start, limit, size, total_size, total_count, links }))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Paged<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let page = deserializer.deserialize_map(Page { complete: true, rows: PhantomData })?;
        page.ok_or_else(|| D::Error::missing_field("results"))
    }
}

impl<'de, T: Deserialize<'de>> Field<'de> for Option<Paged<T>> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Page { complete: false, rows: PhantomData })
    }
}

/// A count as it came; none where it is no count.
struct Count(Option<u64>);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        field::read(deserializer).map(Self)
    }
}

impl<T: Described> Described for Paged<T> {
    const KIND: Kind = Kind::Page(&T::KIND);
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let odd: Paged<u32> =
            serde_json::from_str(r#"{"results":[null,3],"size":-1,"limit":2.5,"start":null,"more":[{}]}"#)
                .unwrap();
        assert_eq!((odd.results, odd.size, odd.limit, odd.start), (vec![3], None, None, None));
    }

    #[test]
    fn an_answer_without_rows_is_no_list() {
        for text in ["{}", r#"{"results":null}"#, r#"{"size":0,"_links":{}}"#, r#"{"errors":[]}"#] {
            assert!(serde_json::from_str::<Paged<u32>>(text).is_err(), "{text}");
            let inside: Option<Paged<u32>> =
                Field::read(&mut serde_json::Deserializer::from_str(text)).unwrap();
            assert_eq!(inside.map(|page| page.results), Some(Vec::new()), "{text}");
        }
    }
}
