//! What the service writes now in one way, now in another.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};

use crate::operation::describe::{Described, Kind};
use crate::wire::field::{self, Field};

/// Rows that come as a list or as a page of one; rows after the first page are asked for separately.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Rows<T>(Vec<T>);

impl<T> Rows<T> {
    /// The rows.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }

    /// The rows, to keep.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// A row of [`Rows`].
pub(crate) trait Row: DeserializeOwned {
    /// The row that a text alone stands for, if one does.
    fn of_text(text: &str) -> Option<Self>;
}

impl<'de, T: Row> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListOrPage(PhantomData))
    }
}

impl<T: Row> Field<'_> for Rows<T> {}

struct ListOrPage<T>(PhantomData<T>);

impl<'de, T: Row> Visitor<'de> for ListOrPage<T> {
    type Value = Rows<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list or a page of one")
    }

    fn visit_unit<E: Error>(self) -> Result<Rows<T>, E> {
        Ok(Rows::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Rows<T>, A::Error> {
        let mut rows = Vec::new();
        while let Some(item) = items.next_element::<Option<Item<T>>>()? {
            rows.extend(item.map(|item| item.0));
        }
        Ok(Rows(rows))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut page: A) -> Result<Rows<T>, A::Error> {
        let mut rows = Rows::default();
        while let Some(name) = page.next_key::<Cow<'_, str>>()? {
            if name == "results" {
                rows = page.next_value()?;
            } else {
                page.next_value::<IgnoredAny>()?;
            }
        }
        Ok(rows)
    }
}

/// One row.
struct Item<T>(T);

impl<'de, T: Row> Deserialize<'de> for Item<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrRow(PhantomData)).map(Self)
    }
}

struct TextOrRow<T>(PhantomData<T>);

impl<'de, T: Row> Visitor<'de> for TextOrRow<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a row")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        T::of_text(text).ok_or_else(|| E::invalid_type(Unexpected::Str(text), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, row: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(row))
    }
}

impl<T: Described> Described for Rows<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    const OPTIONAL: bool = true;
}

/// Texts that come as a list, or as the text alone where there is one.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Texts(Vec<String>);

impl Texts {
    /// The texts.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListOrText)
    }
}

impl Field<'_> for Texts {}

struct ListOrText;

impl<'de> Visitor<'de> for ListOrText {
    type Value = Texts;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of texts or one text")
    }

    fn visit_unit<E: Error>(self) -> Result<Texts, E> {
        Ok(Texts::default())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Texts, E> {
        Ok(Texts(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Texts, A::Error> {
        let texts = field::rows(SeqAccessDeserializer::new(items))?;
        Ok(Texts(texts.unwrap_or_default()))
    }
}

impl Described for Texts {
    const KIND: Kind = Kind::List(&Kind::Text);
    const OPTIONAL: bool = true;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::v1::{Label, SpacePermission};

    #[test]
    fn rows_are_read_from_a_list_and_from_a_page() {
        let names = |json| {
            let rows = serde_json::from_str::<Rows<Label>>(json)?.into_vec();
            serde_json::Result::Ok(rows.into_iter().map(|label| label.name).collect::<Vec<_>>())
        };
        assert_eq!(names(r#"[{"name":"a"},null,{"name":"b"}]"#).unwrap(), ["a", "b"]);
        assert_eq!(names(r#"{"size":1,"results":[{"name":"c"}],"_links":{}}"#).unwrap(), ["c"]);
        assert_eq!(names(r#"["d","e"]"#).unwrap(), ["d", "e"]);
        for nothing in [r#"{"results":null}"#, "{}", "null", "[]"] {
            assert_eq!(names(nothing).unwrap(), Vec::<String>::new(), "{nothing}");
        }
        assert!(names("[1]").is_err());
        assert!(serde_json::from_str::<Rows<SpacePermission>>(r#"["x"]"#).is_err());
    }

    #[test]
    fn texts_are_read_from_a_list_and_from_one() {
        let texts = |json| serde_json::from_str::<Texts>(json).map(|texts| texts.0);
        assert_eq!(texts(r#"["a","b"]"#).unwrap(), ["a", "b"]);
        assert_eq!(texts(r#""a""#).unwrap(), ["a"]);
        assert!(texts("1").is_err());
    }
}
