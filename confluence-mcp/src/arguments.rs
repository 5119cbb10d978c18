//! Arguments that models write in more than one way.

mod lists;

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde_json::Value;

pub(crate) use lists::{Names, Words};

/// An id, or whatever else names a page. Numbers are understood too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Id(pub(crate) String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Id;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an id as a string or a number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Id, E> {
                match text.trim() {
                    "" => Err(E::custom("it is empty")),
                    text => Ok(Id(text.to_owned())),
                }
            }

            fn visit_u64<E>(self, number: u64) -> Result<Id, E> {
                Ok(Id(number.to_string()))
            }

            // A list of one is that one.
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Id, A::Error> {
                let one = list.next_element::<Id>()?.ok_or_else(|| de::Error::custom("it is empty"))?;
                match list.next_element::<Value>()? {
                    None => Ok(one),
                    Some(_) => {
                        Err(de::Error::custom("it names several: give one of them, in a call for each"))
                    }
                }
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl JsonSchema for Id {
    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

/// Text for which models write numbers and truth values too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text(pub(crate) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => Ok(Self(text)),
            value @ (Value::Number(_) | Value::Bool(_)) => Ok(Self(value.to_string())),
            _ => Err(de::Error::custom("it is neither text nor a number")),
        }
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

/// Reads a list; one that is written as JSON in a text, and one element alone, are understood too.
pub(crate) fn lenient_list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: de::DeserializeOwned,
{
    let value = match Value::deserialize(deserializer)? {
        Value::String(text) => serde_json::from_str(&text)
            .map_err(|error| de::Error::custom(format!("it is not valid JSON: {error}")))?,
        value => value,
    };
    let items = match value {
        Value::Array(items) => items,
        one => vec![one],
    };
    let read = |(at, item)| {
        serde_path_to_error::deserialize::<_, T>(item).map_err(|error| {
            let (path, inner) = (error.path().to_string(), error.into_inner());
            let path = if path == "." { String::new() } else { format!(".{path}") };
            de::Error::custom(format!("[{at}]{path}: {inner}"))
        })
    };
    items.into_iter().enumerate().map(read).collect()
}

/// Reads a truth value; one in a string is understood too.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    truth(Value::deserialize(deserializer)?, &["true", "yes"], &["false", "no"])
}

/// Reads whether something is done or resolved; the words that services use for it are understood too.
pub(crate) fn settled<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    const YES: &[&str] =
        &["true", "yes", "done", "complete", "completed", "checked", "closed", "resolved", "resolve"];
    const NO: &[&str] = &[
        "false",
        "no",
        "incomplete",
        "todo",
        "unchecked",
        "open",
        "reopen",
        "reopened",
        "unresolved",
        "pending",
    ];

    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        value => truth(value, YES, NO).map(Some),
    }
}

fn truth<E: de::Error>(value: Value, yes: &[&str], no: &[&str]) -> Result<bool, E> {
    match &value {
        Value::Bool(truth) => Ok(*truth),
        Value::Null => Ok(false),
        Value::Number(number) if number.as_f64() == Some(1.0) => Ok(true),
        Value::Number(number) if number.as_f64() == Some(0.0) => Ok(false),
        Value::String(text) if yes.contains(&&*text.trim().to_ascii_lowercase()) => Ok(true),
        Value::String(text) if no.contains(&&*text.trim().to_ascii_lowercase()) => Ok(false),
        _ => Err(E::custom(format!("it is {value}, and takes `true` or `false`"))),
    }
}

/// A JSON value, written as text; a value that is no text is understood too.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct JsonText(pub(crate) Value);

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::String(text) => serde_json::from_str(&text).map(Self).map_err(|error| {
                de::Error::custom(format!("it is not JSON ({error}); put text between quotation marks"))
            }),
            value => Ok(Self(value)),
        }
    }
}

impl JsonSchema for JsonText {
    fn schema_name() -> Cow<'static, str> {
        "JsonText".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string"})
    }
}

/// A whole number from 1 to `MAX`; `DEFAULT`, unless that is 0, if it is left out. Numbers in strings are understood too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count<const DEFAULT: u32, const MAX: u32>(pub(crate) u32);

impl<const DEFAULT: u32, const MAX: u32> Default for Count<DEFAULT, MAX> {
    fn default() -> Self {
        Self(DEFAULT)
    }
}

impl<'de, const DEFAULT: u32, const MAX: u32> Deserialize<'de> for Count<DEFAULT, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number(u32);

        impl Visitor<'_> for Number {
            type Value = u32;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "a whole number from 1 to {}", self.0)
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<u32, E> {
                let within = u32::try_from(number).ok().filter(|number| (1..=self.0).contains(number));
                within.ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(number), &self))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<u32, E> {
                match u64::try_from(number) {
                    Ok(number) => self.visit_u64(number),
                    Err(_) => Err(E::invalid_value(de::Unexpected::Signed(number), &self)),
                }
            }

            // Some clients know no other numbers.
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<u32, E> {
                let within = whole(number).filter(|number| (1..=self.0).contains(number));
                within.ok_or_else(|| E::invalid_value(de::Unexpected::Float(number), &self))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<u32, E> {
                match text.trim().parse() {
                    Ok(number) => self.visit_u64(number),
                    Err(_) => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
        }

        deserializer.deserialize_any(Number(MAX)).map(Self)
    }
}

impl<const DEFAULT: u32, const MAX: u32> JsonSchema for Count<DEFAULT, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Count{DEFAULT}To{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        match DEFAULT {
            0 => json_schema!({"type": "integer", "minimum": 1}),
            _ => json_schema!({"type": "integer", "minimum": 1, "maximum": MAX, "default": DEFAULT}),
        }
    }
}

/// The whole number that a number with a fraction is.
pub(crate) fn whole(number: f64) -> Option<u32> {
    let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is within bounds")]
    is_whole.then_some(number as u32)
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn ids_are_strings_or_numbers() {
        assert_eq!(from_value::<Id>(json!(42)).unwrap(), Id("42".into()));
        assert_eq!(from_value::<Id>(json!(" 42 ")).unwrap(), Id("42".into()));
        assert_eq!(from_value::<Id>(json!(["42"])).unwrap(), Id("42".into()));
        for wrong in [json!(""), json!(null), json!(-1), json!([]), json!(["1", "2"])] {
            assert!(from_value::<Id>(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn text_may_be_a_number() {
        for (written, meant) in [(json!(9), "9"), (json!(1.5), "1.5"), (json!(true), "true"), (json!(""), "")]
        {
            assert_eq!(from_value::<Text>(written).unwrap(), Text(meant.into()));
        }
        assert!(from_value::<Text>(json!(["1"])).is_err() && from_value::<Text>(json!({})).is_err());
    }

    #[test]
    fn truth_is_understood_in_strings() {
        #[derive(serde::Deserialize)]
        struct Asked {
            #[serde(default, deserialize_with = "flag")]
            draft: bool,
            #[serde(default, deserialize_with = "settled")]
            done: Option<bool>,
        }
        let read = |value| from_value::<Asked>(value).map(|asked| (asked.draft, asked.done));
        assert_eq!(read(json!({"draft": "true", "done": "incomplete"})).unwrap(), (true, Some(false)));
        assert_eq!(read(json!({"draft": null, "done": "Resolved"})).unwrap(), (false, Some(true)));
        assert_eq!(read(json!({})).unwrap(), (false, None));
        assert_eq!(read(json!({"draft": 1, "done": 0})).unwrap(), (true, Some(false)));
        for wrong in [json!({"draft": 2}), json!({"draft": "done"}), json!({"done": "perhaps"})] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn values_are_json_in_text_or_themselves() {
        for (written, meant) in [
            (json!("{\"a\":1}"), json!({"a": 1})),
            (json!("\"x\""), json!("x")),
            (json!({"a": 1}), json!({"a": 1})),
        ] {
            assert_eq!(from_value::<JsonText>(written).unwrap(), JsonText(meant));
        }
        let error = from_value::<JsonText>(json!("plain words")).unwrap_err().to_string();
        assert!(error.contains("quotation marks"), "{error}");
    }

    #[test]
    fn counts_keep_to_their_bounds_and_say_them() {
        type Limit = Count<10, 50>;
        for (right, number) in [(json!(1), 1), (json!("50"), 50), (json!(10.0), 10)] {
            assert_eq!(from_value::<Limit>(right).unwrap().0, number);
        }
        for wrong in [json!(0), json!(51), json!(-1), json!("x"), json!(1.5), json!(4_294_967_297_u64)] {
            let error = from_value::<Limit>(wrong.clone()).unwrap_err().to_string();
            assert!(error.contains("from 1 to 50"), "{wrong}: {error}");
        }
    }
}
