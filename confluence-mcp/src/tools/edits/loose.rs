//! Steps that are written looser than the schema says.

use serde_json::{Map, Value};

/// What a step may have under any name: where an edit has no `steps`, these beside `page_id` are its only step.
const OF_A_STEP: &[&str] = &[
    "op",
    "operation",
    "action",
    "block",
    "handle",
    "table",
    "target",
    "to",
    "heading",
    "section",
    "find",
    "old",
    "old_text",
    "old_string",
    "search",
    "replace",
    "new",
    "new_text",
    "new_string",
    "replacement",
    "occurrence",
    "all",
    "replace_all",
    "content",
    "markdown",
    "text",
    "body",
    "storage",
    "row",
    "column",
    "cells",
    "values",
    "name",
    "parameter",
    "value",
];
const FINDS: &[&str] = &["find", "old", "old_text", "old_string", "search"];
const REPLACES: &[&str] = &["replace", "new", "new_text", "new_string", "replacement"];

/// Puts a step that was written beside the other arguments into `steps`, and names the operation where its arguments
/// leave no doubt.
pub(in crate::tools) fn gather(arguments: &mut Map<String, Value>) {
    if let Some(Value::String(text)) = arguments.get("steps")
        && let Ok(steps @ (Value::Array(_) | Value::Object(_))) = serde_json::from_str(text)
    {
        arguments.insert("steps".to_owned(), steps);
    }
    if !arguments.contains_key("steps") {
        let step: Map<String, Value> = OF_A_STEP
            .iter()
            .filter_map(|name| arguments.remove(*name).map(|value| ((*name).to_owned(), value)))
            .collect();
        if !step.is_empty() {
            arguments.insert("steps".to_owned(), Value::Array(vec![Value::Object(step)]));
        }
    }
    match arguments.get_mut("steps") {
        Some(Value::Array(steps)) => steps.iter_mut().for_each(name_operation),
        Some(step) => name_operation(step),
        None => {}
    }
}

fn name_operation(step: &mut Value) {
    let Some(step) = step.as_object_mut() else { return };
    let has = |names: &[&str]| names.iter().any(|name| step.contains_key(*name));
    if !has(&["op", "operation", "action", "type"]) && has(FINDS) && has(REPLACES) {
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
            json!({"page_id": 1, "steps": [{"old": "a", "new": "b", "op": "replace_text"}]})
        );
        for untouched in
            [json!({"page_id": 1}), json!({"page_id": 1, "steps": [{"content": "x"}], "op": "append"})]
        {
            assert_eq!(gathered(untouched.clone()), untouched);
        }
    }
}
