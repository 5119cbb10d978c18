//! Steps that are written looser than the schema says.

use serde_json::{Map, Value};

use crate::synonyms::snake;

/// The arguments of a step.
const ARGUMENTS: [&str; 15] = [
    "op",
    "block",
    "to",
    "heading",
    "find",
    "replace",
    "occurrence",
    "all",
    "content",
    "storage",
    "row",
    "column",
    "cells",
    "name",
    "value",
];

/// Those in which an empty text means that they were left out.
const EMPTY_MEANS_NOTHING: [&str; 6] = ["block", "to", "heading", "name", "storage", "body_file"];

/// The names that models guess for them.
const GUESSES: &[(&str, &str)] = &[
    ("operation", "op"),
    ("action", "op"),
    ("type", "op"),
    ("handle", "block"),
    ("block_id", "block"),
    ("table", "block"),
    ("target", "block"),
    ("macro", "block"),
    ("section", "heading"),
    ("old", "find"),
    ("old_str", "find"),
    ("new_str", "replace"),
    ("find_text", "find"),
    ("replace_text", "replace"),
    ("with", "replace"),
    ("old_text", "find"),
    ("old_string", "find"),
    ("search", "find"),
    ("new", "replace"),
    ("new_text", "replace"),
    ("new_string", "replace"),
    ("replacement", "replace"),
    ("replace_with", "replace"),
    ("replace_all", "all"),
    ("everywhere", "all"),
    ("markdown", "content"),
    ("text", "content"),
    ("body", "content"),
    ("new_content", "content"),
    ("col", "column"),
    ("values", "cells"),
    ("parameter", "name"),
];

/// Puts a step that was written beside the other arguments into `steps`, and names its arguments as the schema does.
pub(in crate::tools) fn gather(arguments: &mut Map<String, Value>) {
    if let Some(Value::String(text)) = arguments.get("steps")
        && let Ok(steps @ (Value::Array(_) | Value::Object(_))) = serde_json::from_str(text)
    {
        arguments.insert("steps".to_owned(), steps);
    }
    if !arguments.contains_key("steps") {
        let is_of_step = |name: &str| {
            let name = snake(name);
            ARGUMENTS.contains(&&*name) || GUESSES.iter().any(|(guess, _)| *guess == name)
        };
        let names: Vec<String> = arguments.keys().filter(|name| is_of_step(name)).cloned().collect();
        let step: Map<String, Value> =
            names.into_iter().filter_map(|name| arguments.remove_entry(&name)).collect();
        if !step.is_empty() {
            arguments.insert("steps".to_owned(), Value::Array(vec![Value::Object(step)]));
        }
    }
    match arguments.get_mut("steps") {
        Some(Value::Array(steps)) => steps.iter_mut().for_each(rename),
        Some(step) => rename(step),
        None => {}
    }
}

fn rename(step: &mut Value) {
    let Some(step) = step.as_object_mut() else { return };
    let written: Vec<String> = step.keys().filter(|name| snake(name) != **name).cloned().collect();
    for name in written {
        let snake = snake(&name);
        if !step.contains_key(&snake)
            && let Some(value) = step.remove(&name)
        {
            step.insert(snake, value);
        }
    }
    // What says nothing is left out, but for an empty text that takes something away.
    step.retain(|name, value| match value {
        Value::Null => false,
        Value::String(text) if text.trim().is_empty() => !EMPTY_MEANS_NOTHING.contains(&&**name),
        _ => true,
    });
    for (guess, name) in GUESSES {
        if !step.contains_key(*name)
            && let Some(value) = step.remove(*guess)
        {
            step.insert((*name).to_owned(), value);
        }
    }
    if let Some(Value::String(text)) = step.get("cells")
        && let Ok(cells @ Value::Array(_)) = serde_json::from_str(text)
    {
        step.insert("cells".to_owned(), cells);
    }
    // Nothing else takes these two.
    if !step.contains_key("op") && step.contains_key("find") && step.contains_key("replace") {
        step.insert("op".to_owned(), "replace_text".into());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn gathered(arguments: Value) -> Value {
        let mut arguments = arguments.as_object().unwrap().clone();
        gather(&mut arguments);
        arguments.into()
    }

    #[test]
    fn a_step_may_stand_beside_the_page() {
        assert_eq!(
            gathered(json!({"page_id": 1, "find": "a", "replace": "b"})),
            json!({"page_id": 1, "steps": [{"find": "a", "replace": "b", "op": "replace_text"}]})
        );
        assert_eq!(
            gathered(json!({"page_id": 1, "steps": "[{\"old\":\"a\",\"new\":\"b\"}]"})),
            json!({"page_id": 1, "steps": [{"find": "a", "replace": "b", "op": "replace_text"}]})
        );
        assert_eq!(
            gathered(json!({"steps": [{"op": "insert_row", "values": "[\"c\",\"6\"]"}]})),
            json!({"steps": [{"op": "insert_row", "cells": ["c", "6"]}]})
        );
        for untouched in
            [json!({"page_id": 1}), json!({"page_id": 1, "steps": [{"content": "x"}], "op": "append"})]
        {
            assert_eq!(gathered(untouched.clone()), untouched);
        }
    }
}
