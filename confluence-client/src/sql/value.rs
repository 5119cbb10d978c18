//! What stands in a cell.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::wire::timestamp::Timestamp;

/// A SQL value, of a result or a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Nothing, which is not the same as empty text.
    #[default]
    Null,
    /// A whole number.
    Integer(i64),
    /// Another number.
    Real(f64),
    /// Text; points in time are text such as `2026-01-31 09:30:00`, in the time zone of the connection or in UTC.
    Text(String),
    /// True or false.
    Boolean(bool),
}

impl Value {
    /// The text, if it is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// How many bytes it takes in an answer, more or less.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + 2,
            _ => 8,
        }
    }

    /// As a filter means it: ids are numbers to some and text to others.
    pub(super) fn to_key(&self) -> Option<String> {
        match self {
            Self::Null => None,
            other => Some(other.to_string()),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Integer(number) => number.fmt(formatter),
            Self::Real(number) => number.fmt(formatter),
            Self::Text(text) => formatter.write_str(text),
            Self::Boolean(truth) => truth.fmt(formatter),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Real(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Boolean(truth) => serializer.serialize_bool(*truth),
        }
    }
}

macro_rules! from {
    ($($Type:ty => $Kind:ident),* $(,)?) => {$(
        impl From<$Type> for Value {
            fn from(value: $Type) -> Self {
                Self::$Kind(value.into())
            }
        }
    )*};
}

from!(i64 => Integer, i32 => Integer, u32 => Integer, f64 => Real, String => Text, &str => Text, bool => Boolean);

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A value that a row lends.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Integer(i64),
    Text(Cow<'a, str>),
    /// As the service wrote it; a query writes it in its own time zone.
    Time(Cow<'a, Timestamp>),
}

impl Cell<'_> {
    /// As a key that rows are looked up by, which no point in time is.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Integer(number) => Value::Integer(*number),
            Self::Text(text) => Value::Text(text.clone().into_owned()),
            Self::Time(time) => Value::Text(time.as_str().to_owned()),
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<bool> for Cell<'_> {
    fn from(truth: bool) -> Self {
        Self::Integer(truth.into())
    }
}

impl From<u64> for Cell<'_> {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Self::Null, Self::Integer)
    }
}

impl From<()> for Cell<'_> {
    fn from((): ()) -> Self {
        Self::Null
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl<'a> From<&'a Timestamp> for Cell<'a> {
    fn from(time: &'a Timestamp) -> Self {
        Self::Time(Cow::Borrowed(time))
    }
}

impl From<Timestamp> for Cell<'_> {
    fn from(time: Timestamp) -> Self {
        Self::Time(Cow::Owned(time))
    }
}

impl<'a, T> From<Option<T>> for Cell<'a>
where
    Cell<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
