//! How Rust values become parts of a request: arguments, path segments, query values and bodies.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use crate::operation::describe::{Api, Described, Kind};
pub(crate) use crate::wire::encoding::encode_segment;

/// Something that can be passed where an operation takes a `T`: the value itself, a borrowed id, a number literal,
/// a text literal, an array of any of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an argument where an operation takes `{T}`",
    note = "a list is a `Vec`, an array or a slice; an id is its own type, its text, or its number where it has one"
)]
pub trait Arg<T> {
    /// The value.
    fn into_arg(self) -> T;
}

/// Implements [`Arg`] for the listed types by `Into`.
macro_rules! arguments {
    ($Target:ty: $($Source:ty),+ $(,)?) => {$(
        impl $crate::wire::values::Arg<$Target> for $Source {
            fn into_arg(self) -> $Target {
                self.into()
            }
        }
    )+};
}
pub(crate) use arguments;

arguments!(String: String, &str, &String);
arguments!(u16: u16);
arguments!(u32: u32);
arguments!(u64: u64);
arguments!(i64: i64);
arguments!(f64: f64);
arguments!(bool: bool);
arguments!(serde_json::Value: serde_json::Value);

impl<T, A: Arg<T>> Arg<Vec<T>> for Vec<A> {
    fn into_arg(self) -> Vec<T> {
        self.into_iter().map(Arg::into_arg).collect()
    }
}

impl<T, A: Arg<T>, const N: usize> Arg<Vec<T>> for [A; N] {
    fn into_arg(self) -> Vec<T> {
        self.into_iter().map(Arg::into_arg).collect()
    }
}

impl<T: Clone> Arg<Vec<T>> for &[T] {
    fn into_arg(self) -> Vec<T> {
        self.to_vec()
    }
}

impl<T: Clone> Arg<Vec<T>> for &Vec<T> {
    fn into_arg(self) -> Vec<T> {
        self.clone()
    }
}

impl<T: Clone, const N: usize> Arg<Vec<T>> for &[T; N] {
    fn into_arg(self) -> Vec<T> {
        self.to_vec()
    }
}

/// A value of a query parameter.
pub trait QueryValue {
    /// Hands out the text of the value, or of each value of a list.
    fn values(&self, add: &mut dyn FnMut(String));
}

impl<T: QueryValue + ?Sized> QueryValue for &T {
    fn values(&self, add: &mut dyn FnMut(String)) {
        (**self).values(add);
    }
}

impl QueryValue for str {
    fn values(&self, add: &mut dyn FnMut(String)) {
        add(self.to_owned());
    }
}

impl<T: QueryValue> QueryValue for Vec<T> {
    fn values(&self, add: &mut dyn FnMut(String)) {
        for value in self {
            value.values(add);
        }
    }
}

/// A list as one query parameter, separated by commas, where the service wants it so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commas<T>(Vec<T>);

impl<T, A: Arg<Vec<T>>> Arg<Commas<T>> for A {
    fn into_arg(self) -> Commas<T> {
        Commas(self.into_arg())
    }
}

impl<T> Arg<Commas<T>> for Commas<T> {
    fn into_arg(self) -> Self {
        self
    }
}

impl<T: QueryValue> QueryValue for Commas<T> {
    fn values(&self, add: &mut dyn FnMut(String)) {
        let mut texts = Vec::new();
        self.0.values(&mut |text| texts.push(text));
        if !texts.is_empty() {
            add(texts.join(","));
        }
    }
}

impl<T: Described> Described for Commas<T> {
    const KIND: Kind = Kind::Commas(&T::KIND);
}

/// A path parameter.
pub trait PathArg {
    /// The segment, percent-encoded.
    fn encode(&self) -> String;
}

macro_rules! plain {
    ($($Type:ty),*) => {$(
        impl QueryValue for $Type {
            fn values(&self, add: &mut dyn FnMut(String)) {
                add(self.to_string());
            }
        }

        impl PathArg for $Type {
            fn encode(&self) -> String {
                encode_segment(&self.to_string())
            }
        }
    )*};
}

plain!(String, u16, u32, u64, i64, f64, bool);

/// The body of an operation's request.
///
/// Its text does not show in `Debug`: it may hold a password.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// None.
    #[default]
    Empty,
    /// JSON, as text.
    Json(Bytes),
    /// Text of a media type.
    Text(&'static str, String),
    /// Files and fields.
    Multipart(crate::transport::Multipart),
    /// A value that could not be written as JSON, with the reason; sending it is an error.
    Invalid(String),
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("Empty"),
            Self::Json(text) => write!(formatter, "Json({} bytes)", text.len()),
            Self::Text(media_type, text) => write!(formatter, "Text({media_type}, {} bytes)", text.len()),
            Self::Multipart(parts) => write!(formatter, "Multipart({parts:?})"),
            Self::Invalid(reason) => write!(formatter, "Invalid({reason})"),
        }
    }
}

impl Body {
    /// Writes the value as JSON.
    #[must_use]
    pub fn json(value: &impl serde::Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(text) => Self::Json(text.into()),
            Err(error) => Self::Invalid(error.to_string()),
        }
    }
}

/// A type that an operation sends as its body.
pub trait IntoBody: Described {
    /// The body.
    fn into_body(self) -> Body;
}

impl<T: Described + serde::Serialize> IntoBody for T {
    fn into_body(self) -> Body {
        Body::json(&self)
    }
}

/// The name of a query parameter on the wire, from its Rust name.
#[must_use]
pub fn name(api: Api, field: &'static str) -> Cow<'static, str> {
    if !field.contains('_') {
        return Cow::Borrowed(field);
    }
    Cow::Owned(crate::operation::describe::Parameter::new(field, None, Kind::Text).name(api))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PageId;

    #[test]
    fn a_path_argument_cannot_leave_its_segment() {
        assert_eq!(PageId::from("4/2?x#..").encode(), "4%2F2%3Fx%23..");
        assert_eq!("a b".to_owned().encode(), "a%20b");
    }

    #[test]
    fn literals_and_borrowed_ids_are_arguments() {
        fn ids(ids: impl Arg<Vec<PageId>>) -> Vec<PageId> {
            ids.into_arg()
        }
        let one = PageId::from(1);
        assert_eq!(ids([&one]), std::slice::from_ref(&one));
        assert_eq!(ids([1, 2]), [PageId::from(1), PageId::from(2)]);
        let several = vec![one.clone(), one.clone()];
        assert_eq!(ids(&several), ids(&[one.clone(), one.clone()]));
        assert_eq!(ids(vec!["1"]), [one]);
    }

    #[test]
    fn a_list_with_commas_is_one_value() {
        fn set(expand: impl Arg<Commas<String>>) -> Vec<String> {
            let mut values = Vec::new();
            expand.into_arg().values(&mut |value| values.push(value));
            values
        }
        assert_eq!(set(["body.storage", "version"]), ["body.storage,version"]);
        assert_eq!(set(Vec::<String>::new()), Vec::<String>::new());
    }
}
