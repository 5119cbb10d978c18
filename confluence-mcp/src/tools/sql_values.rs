//! Values of SQL as a model writes them.

use confluence_client::sql::Value;

use crate::advice::Failure;

/// A value as a model writes it.
pub(super) fn value_of(name: &str, value: serde_json::Value) -> Result<Value, Failure> {
    Ok(match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => truth.into(),
        serde_json::Value::String(text) => text.into(),
        serde_json::Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => whole.into(),
            (None, Some(real)) => real.into(),
            (None, None) => return Err(Failure::argument(name, "it is no number that SQL knows")),
        },
        _ => return Err(Failure::argument(name, "a parameter is text, a number, true, false or null")),
    })
}
