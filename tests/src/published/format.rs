//! Whether a value has its published type and format.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

/// A point in time, as RFC 3339 writes it.
static DATE_TIME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$").ok());

static UUID: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$").ok());

/// Whether `value` is of the type `scalar`, in its format.
pub(crate) fn fits(scalar: &str, format: Option<&str>, value: &Value) -> bool {
    match (scalar, value) {
        ("string", Value::String(text)) => match format {
            Some("date-time") => has(&DATE_TIME, text),
            Some("uuid") => has(&UUID, text),
            _ => true,
        },
        ("binary", Value::String(_)) => true,
        ("integer", Value::Number(number)) => match number.as_i64() {
            Some(number) if format == Some("int32") => i32::try_from(number).is_ok(),
            Some(_) => true,
            None => false,
        },
        ("number", Value::Number(_)) | ("boolean", Value::Bool(_)) | ("object", Value::Object(_)) => true,
        _ => false,
    }
}

fn has(format: &LazyLock<Option<Regex>>, text: &str) -> bool {
    format.as_ref().is_some_and(|format| format.is_match(text))
}

/// An argument or a field as the value that it is the text of; a text, where it is no other.
pub(crate) fn typed(scalar: &str, text: &str) -> Value {
    let other = match scalar {
        "integer" => text.parse::<i64>().ok().map(Value::from),
        "number" => text.parse::<f64>().ok().map(Value::from),
        "boolean" => text.parse::<bool>().ok().map(Value::from),
        _ => None,
    };
    other.unwrap_or_else(|| Value::from(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn formats_are_looked_at() {
        for (format, good, bad) in [
            (("string", Some("date-time")), json!("2026-01-02T03:04:05.678Z"), json!("2026-01-02")),
            (("string", Some("uuid")), json!("0f8fad5b-d9cb-469f-a165-70867728950e"), json!("0f8fad5b")),
            (("integer", Some("int32")), json!(i32::MAX), json!(i64::from(i32::MAX) + 1)),
            (("integer", Some("int64")), json!(i64::MAX), json!(u64::MAX)),
            (("integer", None), json!(1), json!(1.5)),
            (("string", None), json!("1"), json!(1)),
        ] {
            assert!(fits(format.0, format.1, &good), "{format:?}");
            assert!(!fits(format.0, format.1, &bad), "{format:?}");
        }
    }

    #[test]
    fn a_text_is_what_its_type_says() {
        assert_eq!(typed("integer", "7"), json!(7));
        assert_eq!(typed("integer", "many"), json!("many"));
        assert_eq!(typed("boolean", "true"), json!(true));
        assert_eq!(typed("string", "7"), json!("7"));
    }
}
