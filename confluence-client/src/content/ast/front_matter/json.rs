//! Front matter as JSON: an object with the title above the text.

use serde_json::{Deserializer, Map, Value};

use super::{FrontMatter, are_labels};
use crate::storage::text::slice;

/// Reads the object that a text begins with; nothing if it is text of the page: it names no title, or is all there is.
pub(super) fn read(text: &str) -> Option<(FrontMatter, usize)> {
    let mut objects = Deserializer::from_str(text).into_iter::<Map<String, Value>>();
    let object = objects.next()?.ok()?;
    let length = objects.byte_offset();
    let behind = slice(text, length..);
    let (line, rest) = behind.split_once('\n')?;
    let has_title =
        object.iter().any(|(name, value)| name.eq_ignore_ascii_case("title") && value.is_string());
    if !has_title || !line.trim().is_empty() || rest.trim().is_empty() {
        return None;
    }
    let mut found = FrontMatter::default();
    for (name, value) in object {
        match (&*name.to_lowercase(), value) {
            ("title", Value::String(title)) => found.set_title(title.trim()),
            (lower, Value::Array(items)) if are_labels(lower) => {
                found.labels.extend(items.iter().map(label).filter(|label| !label.is_empty()));
            }
            (lower, Value::String(label)) if are_labels(lower) => found.labels.push(label),
            _ => found.others.push(name),
        }
    }
    Some((found, length + line.len() + 1))
}

fn label(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
