//! Values of SQL as a model writes them.

use std::borrow::Cow;

use confluence_client::sql::{Sql, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error as _};

use crate::advice::Failure;

/// The values of parameters: an object by their names, or a list for each `?` in turn; either may be written as text.
#[derive(Clone, Debug, Default)]
pub(super) struct Parameters(Vec<(String, serde_json::Value)>);

impl Parameters {
    /// Each with its name, which is empty for a `?`.
    pub(super) fn values(self) -> Result<Vec<(String, Value)>, Failure> {
        self.0.into_iter().map(named).collect()
    }

    /// The same for a statement, in which a list may stand for the values of an `IN`.
    pub(super) fn of(self, sql: String) -> Result<Given, Failure> {
        let mut given = Given { sql, values: Vec::with_capacity(self.0.len()) };
        for (name, value) in self.0 {
            match value {
                // The places of `?` have numbers, and several values would move those behind.
                serde_json::Value::Array(values) if !name.is_empty() && !is_place(&name) => {
                    given.sql = Sql::expand_list(&given.sql, &name, values.len())?;
                    for (value, number) in values.into_iter().zip(1..) {
                        given.values.push((format!("{name}__{number}"), value_of(&name, value)?));
                    }
                }
                value => given.values.push(named((name, value))?),
            }
        }
        Ok(given)
    }
}

/// Whether a parameter is named by its place: `1`, `$1`, `?1`.
fn is_place(name: &str) -> bool {
    let number = name.trim_start_matches(['$', '?', ':', '@']);
    !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit())
}

/// A statement with the values of its parameters.
pub(super) struct Given {
    pub(super) sql: String,
    pub(super) values: Vec<(String, Value)>,
}

fn named((name, value): (String, serde_json::Value)) -> Result<(String, Value), Failure> {
    let value = value_of(if name.is_empty() { "parameters" } else { &name }, value)?;
    Ok((name, value))
}

impl<'de> Deserialize<'de> for Parameters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => serde_json::from_str(&text)
                .map_err(|error| D::Error::custom(format!("it is not valid JSON: {error}")))?,
            value => value,
        };
        match value {
            serde_json::Value::Null => Ok(Self::default()),
            serde_json::Value::Object(named) => Ok(Self(named.into_iter().collect())),
            serde_json::Value::Array(values) => {
                Ok(Self(values.into_iter().map(|value| (String::new(), value)).collect()))
            }
            _ => Err(D::Error::custom("it is an object of values by name, or a list for each ?")),
        }
    }
}

impl JsonSchema for Parameters {
    fn schema_name() -> Cow<'static, str> {
        "Parameters".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "object"})
    }
}

/// The whole number that this is, of those that a float holds exactly.
fn whole(real: f64) -> Option<i64> {
    /// Two to the power of 53.
    const EXACT: f64 = 9_007_199_254_740_992.0;

    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and in the range")]
    (real.fract() == 0.0 && real.abs() < EXACT).then_some(real as i64)
}

/// A value as a model writes it.
pub(super) fn value_of(name: &str, value: serde_json::Value) -> Result<Value, Failure> {
    Ok(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => truth.into(),
        serde_json::Value::String(text) => text.into(),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.into(),
            // JSON has one kind of numbers: programs write 7.0 of a whole one, and no id is equal to that.
            (None, Some(real)) => whole(real).map_or_else(|| real.into(), Into::into),
            (None, None) => return Err(Failure::argument(name, "it is no number that SQL knows")),
        },
        _ => {
            return Err(Failure::argument(
                name,
                "a parameter is text, a number, true, false or null; a list is given to a @name, for IN (@name)",
            ));
        }
    })
}
