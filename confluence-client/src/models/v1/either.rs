//! What the service writes now in one way, now in another.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde_json::Value;

use crate::operation::describe::{Described, Kind};

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

impl<'de, T: DeserializeOwned> Deserialize<'de> for Rows<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = match Value::deserialize(deserializer)? {
            Value::Object(mut page) => page.remove("results").unwrap_or_default(),
            rows => rows,
        };
        let rows: Option<Vec<T>> = serde_json::from_value(rows).map_err(D::Error::custom)?;
        Ok(Self(rows.unwrap_or_default()))
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
        let texts = match Value::deserialize(deserializer)? {
            Value::String(text) => vec![text],
            texts => {
                serde_json::from_value::<Option<_>>(texts).map_err(D::Error::custom)?.unwrap_or_default()
            }
        };
        Ok(Self(texts))
    }
}

impl Described for Texts {
    const KIND: Kind = Kind::List(&Kind::Text);
    const OPTIONAL: bool = true;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_from_a_list_and_from_a_page() {
        let rows = |json| serde_json::from_str::<Rows<u32>>(json).map(Rows::into_vec);
        assert_eq!(rows("[1,2]").unwrap(), [1, 2]);
        assert_eq!(rows(r#"{"results":[3],"size":1}"#).unwrap(), [3]);
        assert_eq!(rows(r#"{"results":null}"#).unwrap(), Vec::<u32>::new());
        assert!(rows(r#"["x"]"#).is_err());
    }

    #[test]
    fn texts_are_read_from_a_list_and_from_one() {
        let texts = |json| serde_json::from_str::<Texts>(json).map(|texts| texts.0);
        assert_eq!(texts(r#"["a","b"]"#).unwrap(), ["a", "b"]);
        assert_eq!(texts(r#""a""#).unwrap(), ["a"]);
        assert!(texts("1").is_err());
    }
}
