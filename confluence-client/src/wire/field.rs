//! How a field of an answer is read that the service fills in more ways than one.
//!
//! An answer holds much that nobody asked for, and one odd value must not cost all of it. What a field cannot hold is
//! read as absent: `null` in place of a value or of an item of a list, a negative size, a fraction where a whole number
//! is meant.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};

/// A type of field that `models!` reads with `= default`.
pub(crate) trait Field<'de>: Deserialize<'de> {
    /// Reads it; what is absent is its default.
    ///
    /// # Errors
    /// The value is of another type.
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>
    where
        Self: Default,
    {
        Option::deserialize(deserializer).map(Option::unwrap_or_default)
    }
}

/// Reads a field; the function that serde is told of.
///
/// # Errors
/// As [`Field::read`].
pub(crate) fn read<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Field<'de> + Default,
{
    T::read(deserializer)
}

impl Field<'_> for String {}
impl Field<'_> for bool {}

impl<'de, T: Deserialize<'de>> Field<'de> for Vec<T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        rows(deserializer).map(Option::unwrap_or_default)
    }
}

impl<'de, T: Deserialize<'de>> Field<'de> for BTreeMap<String, T> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = Option::<BTreeMap<String, Option<T>>>::deserialize(deserializer)?.into_iter().flatten();
        Ok(values.filter_map(|(name, value)| Some((name, value?))).collect())
    }
}

macro_rules! whole_numbers {
    ($($Number:ty)*) => {$(
        impl<'de> Field<'de> for Option<$Number> {
            fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(match deserializer.deserialize_option(AnyNumber)? {
                    Number::Absent => None,
                    Number::Whole(number) => number.try_into().ok(),
                    // Whole in all but its notation, such as `1e3`; a cast that is not exact does not come back. The cast
                    // is a wide one, since 2^64 is what the largest `u64` comes back as.
                    Number::Fraction(number) => Some(number as i128)
                        .filter(|cast| *cast as f64 == number)
                        .and_then(|whole| whole.try_into().ok()),
                })
            }
        }
    )*};
}

whole_numbers!(u32 u64 i64);

impl<'de> Field<'de> for u64 {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Option<Self> as Field>::read(deserializer).map(Option::unwrap_or_default)
    }
}

impl<'de> Field<'de> for Option<f64> {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match deserializer.deserialize_option(AnyNumber)? {
            Number::Absent => None,
            Number::Whole(number) => Some(number as f64),
            Number::Fraction(number) => Some(number),
        })
    }
}

/// A number as it was written.
enum Number {
    Absent,
    Whole(i128),
    Fraction(f64),
}

struct AnyNumber;

impl<'de> Visitor<'de> for AnyNumber {
    type Value = Number;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number")
    }

    fn visit_none<E: Error>(self) -> Result<Number, E> {
        Ok(Number::Absent)
    }

    fn visit_unit<E: Error>(self) -> Result<Number, E> {
        Ok(Number::Absent)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Number, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Number, E> {
        Ok(Number::Whole(number.into()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Number, E> {
        Ok(Number::Whole(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Number, E> {
        Ok(Number::Fraction(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
        let whole = text.parse().map(Number::Whole);
        whole
            .or_else(|_| text.parse().map(Number::Fraction))
            .map_err(|_| E::custom("a text that is not a number"))
    }
}

/// Reads a list without its nulls; `None` where there is no list.
pub(crate) fn rows<'de, D, T>(deserializer: D) -> Result<Option<Vec<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_option(Items(PhantomData))
}

struct Items<T>(PhantomData<T>);

/// The most items of one list: no operation gives more than some thousands. Eleven megabytes of `{}` would become
/// gigabytes of rows.
const MAX_ITEMS: usize = 100_000;

impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
    type Value = Option<Vec<T>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let (mut rows, mut seen) = (Vec::new(), 0);
        while items.next_element_seed(Item(&mut rows))?.is_some() {
            seen += 1;
            if seen > MAX_ITEMS {
                return Err(A::Error::custom(format_args!("the list has more than {MAX_ITEMS} items")));
            }
        }
        Ok(Some(rows))
    }
}

/// Reads an item into its list, unless it is null. Handed out, it would be copied at every step on its way, and a page has
/// a kilobyte.
struct Item<'a, T>(&'a mut Vec<T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Item<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Item<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an item")
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.push(T::deserialize(deserializer)?);
        Ok(())
    }
}

/// Reads a word as a value that is made of it, without a copy of the word.
///
/// # Errors
/// The value is no text.
pub(crate) fn word<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: for<'t> From<&'t str>,
{
    let mut read = None;
    deserializer.deserialize_str(Word(&mut |word| read = Some(T::from(word))))?;
    read.ok_or_else(|| D::Error::custom("a text was lost"))
}

/// Hands a text on. It knows nothing of who takes it, so that there is one of it for all types.
struct Word<'a>(&'a mut dyn FnMut(&str));

impl Visitor<'_> for Word<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<(), E> {
        (self.0)(word);
        Ok(())
    }
}

/// A list that is read without its nulls, where serde asks for a type.
pub(crate) struct Listed<T>(pub(crate) Option<Vec<T>>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        rows(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn of<T: for<'de> Field<'de> + Default>(text: &str) -> serde_json::Result<T> {
        T::read(&mut serde_json::Deserializer::from_str(text))
    }

    #[test]
    fn a_flood_of_items_is_refused() {
        let flood = format!("[{}{{}}]", "{},".repeat(MAX_ITEMS));
        let error = serde_json::from_str::<Listed<Value>>(&flood).err().unwrap().to_string();
        assert!(error.contains("more than 100000 items"), "{error}");
    }

    #[test]
    fn a_number_that_does_not_fit_is_absent() {
        for (text, read) in [
            ("7", Some(7)),
            ("7.0", Some(7)),
            ("7e2", Some(700)),
            (r#""7""#, Some(7)),
            ("18446744073709551615", Some(u64::MAX)),
            ("-1", None),
            ("7.5", None),
            ("18446744073709551616", None),
            ("1e30", None),
            ("null", None),
        ] {
            assert_eq!(of::<Option<u64>>(text).unwrap(), read, "{text}");
        }
        assert_eq!(of::<Option<i64>>("-9223372036854775808").unwrap(), Some(i64::MIN));
        assert_eq!(of::<Option<i64>>("9223372036854775808").unwrap(), None);
        assert_eq!(of::<Option<u32>>("4294967296").unwrap(), None);
        assert_eq!(of::<Option<f64>>("-7").unwrap(), Some(-7.0));
        assert_eq!(of::<u64>("-1").unwrap(), 0);
        assert!(of::<Option<u64>>("[]").is_err() && of::<Option<u64>>(r#""many""#).is_err());
    }

    #[test]
    fn nulls_in_lists_and_maps_are_left_out() {
        assert_eq!(of::<Vec<u32>>("[1,null,2]").unwrap(), [1, 2]);
        assert_eq!(of::<Vec<u32>>("null").unwrap(), Vec::<u32>::new());
        assert_eq!(of::<Vec<Value>>("[null,1]").unwrap(), [Value::from(1)]);
        let map = of::<BTreeMap<String, u32>>(r#"{"a":1,"b":null}"#).unwrap();
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [("a".to_owned(), 1)]);
        assert!(of::<Vec<u32>>("{}").is_err());
    }
}
