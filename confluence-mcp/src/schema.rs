//! Schemas of arguments that every client understands.

use rmcp::model::JsonObject;
use serde_json::Value;

/// Drops what strict validators and other vendors' models stumble over: `$schema`, the formats of Rust's numbers,
/// defaults that say nothing, unions of `null`. Titles and descriptions of the whole say again what the tool says. What
/// else is given is refused by name when a tool is called: a client that checks before lets the other names of some
/// arguments through.
pub(crate) fn tidied(mut schema: JsonObject) -> JsonObject {
    for noise in ["$schema", "title", "description", "additionalProperties"] {
        schema.remove(noise);
    }
    schema.values_mut().for_each(tidy);
    schema
}

fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            tidy_object(object);
            object.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

fn tidy_object(object: &mut JsonObject) {
    let foreign = |format: &Value| {
        format.as_str().is_some_and(|text| text.starts_with("int") || text.starts_with("uint"))
    };
    if object.get("format").is_some_and(foreign) {
        object.remove("format");
    }
    object.remove("additionalProperties");
    let nothing = |value: &Value| {
        matches!(value, Value::Null | Value::Bool(false))
            || *value == 0
            || *value == ""
            || *value == Value::Array(Vec::new())
    };
    if object.get("default").is_some_and(nothing) {
        object.remove("default");
    }
    if let Some(types) = object.get_mut("type").filter(|types| types.is_array()) {
        *types = without_null(types.take());
    }
    if let Some(Value::Array(values)) = object.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::String(text)) = object.get_mut("description") {
        *text = one_line(text);
    }
    if object.get("description").is_some_and(|text| *text == "") {
        object.remove("description");
    }
    if let Some(Value::Array(arms)) = object.get_mut("anyOf") {
        arms.retain(|arm| arm.get("type").and_then(Value::as_str) != Some("null"));
        if let [Value::Object(only)] = arms.as_mut_slice() {
            let only = std::mem::take(only);
            object.remove("anyOf");
            object.extend(only);
        }
    }
}

/// Documentation as one line: where it was broken to fit a screen means nothing to a model.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_null(types: Value) -> Value {
    let Value::Array(mut types) = types else { return types };
    types.retain(|name| name != "null");
    match types.len() {
        1 => types.remove(0),
        _ => Value::Array(types),
    }
}

#[cfg(test)]
mod tests {
    use rmcp::handler::server::tool::schema_for_type;
    use schemars::JsonSchema;
    use serde_json::json;

    use super::*;

    #[derive(JsonSchema)]
    #[schemars(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Arguments {
        /// A number.
        number: Option<u32>,
        choice: Option<Choice>,
        list: Option<Vec<i64>>,
    }

    #[derive(JsonSchema)]
    #[schemars(rename_all = "snake_case", inline)]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Choice {
        One,
        Two,
    }

    #[test]
    fn nothing_foreign_is_left() {
        let schema = tidied(schema_for_type::<Arguments>().as_ref().clone());
        assert_eq!(
            Value::Object(schema),
            json!({
                "type": "object",
                "properties": {
                    "number": {"description": "A number.", "type": "integer", "minimum": 0},
                    "choice": {"type": "string", "enum": ["one", "two"]},
                    "list": {"type": "array", "items": {"type": "integer"}},
                }
            })
        );
    }
}
