//! Comma-separated values, as RFC 4180 has them. NULL is nothing, and empty text is `""`, so that they can be told apart.

use super::super::value::Value;

/// Appends a line.
pub(super) fn line<'v>(to: &mut String, values: impl Iterator<Item = &'v Value>) {
    for (at, value) in values.enumerate() {
        if at > 0 {
            to.push(',');
        }
        field(to, value);
    }
    to.push_str("\r\n");
}

/// Appends a line of names.
pub(super) fn header(to: &mut String, names: &[String]) {
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            to.push(',');
        }
        text(to, name);
    }
    to.push_str("\r\n");
}

fn field(to: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Text(value) => text(to, value),
        other => to.push_str(&other.to_string()),
    }
}

fn text(to: &mut String, value: &str) {
    let plain = !value.is_empty()
        && !value.contains([',', '"', '\n', '\r'])
        && !value.starts_with(' ')
        && !value.ends_with(' ');
    if plain {
        to.push_str(value);
        return;
    }
    to.push('"');
    to.push_str(&value.replace('"', "\"\""));
    to.push('"');
}
