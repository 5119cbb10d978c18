//! JSON: an object for each row.

use serde::Serializer as _;
use serde::ser::SerializeMap as _;

use super::super::value::Value;

/// Appends a row as an object. A name that several columns have is followed by its number from the second on.
pub(super) fn object(to: &mut String, names: &[String], values: &[Value]) {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut bytes);
    let written = serializer.serialize_map(Some(values.len())).and_then(|mut map| {
        for (name, value) in names.iter().zip(values) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    });
    if let (Ok(()), Ok(text)) = (written, String::from_utf8(bytes)) {
        to.push_str(&text);
    }
}

/// Names that are all different: `Id`, `Id2`.
pub(super) fn distinct(names: &[String]) -> Vec<String> {
    let mut made: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let numbered = |number: usize| format!("{name}{number}");
        let free = |candidate: &String| !made.contains(candidate) && !names.contains(candidate);
        let next = if made.contains(name) { (2..).map(numbered).find(free) } else { None };
        made.push(next.unwrap_or_else(|| name.clone()));
    }
    made
}
