//! Arguments that say nothing: models fill in every argument that a schema has, with `null` or an empty text.

use rmcp::model::JsonObject;
use serde_json::Value;

/// What the schema of a tool says of its arguments.
#[derive(Clone, Copy)]
pub(crate) struct Declared<'s> {
    properties: Option<&'s JsonObject>,
    required: Option<&'s Vec<Value>>,
}

impl<'s> Declared<'s> {
    pub(crate) fn of(schema: Option<&'s JsonObject>) -> Self {
        Self {
            properties: schema.and_then(|schema| schema.get("properties")?.as_object()),
            required: schema.and_then(|schema| schema.get("required")?.as_array()),
        }
    }

    /// Whether the tool has an argument of this name.
    pub(crate) fn has(self, name: &str) -> bool {
        self.properties.is_some_and(|known| known.contains_key(name))
    }

    /// The names of all arguments.
    pub(crate) fn names(self) -> Vec<&'s str> {
        self.properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect()
    }

    /// The words that an argument takes, if it is a choice.
    pub(crate) fn choices(self, name: &str) -> Vec<String> {
        let choices = self.properties.and_then(|known| known.get(name)?.get("enum")?.as_array());
        choices.into_iter().flatten().filter_map(|choice| choice.as_str().map(str::to_owned)).collect()
    }

    fn is_optional(self, name: &str) -> bool {
        let is_required = |required: &Vec<Value>| required.iter().any(|one| one == name);
        self.has(name) && !self.required.is_some_and(is_required)
    }

    fn is_text(self, name: &str) -> bool {
        self.properties.and_then(|known| known.get(name)?.get("type")) == Some(&Value::from("string"))
    }
}

/// Leaves out what says nothing: `null`, and an empty text but for the arguments in which it means something.
pub(crate) fn leave_out(arguments: &mut JsonObject, declared: Declared<'_>, empty_means: &[&str]) {
    arguments.retain(|name, value| match value {
        Value::Null => !declared.is_optional(name),
        Value::String(text) if text.trim().is_empty() => {
            !declared.is_optional(name) || empty_means.contains(&&**name)
        }
        _ => true,
    });
}

/// Takes a list of one for that one where the schema wants text.
pub(crate) fn take_only(arguments: &mut JsonObject, declared: Declared<'_>) {
    for (_, value) in arguments.iter_mut().filter(|(name, _)| declared.is_text(name)) {
        if let Value::Array(list) = value
            && let [one @ (Value::String(_) | Value::Number(_))] = list.as_mut_slice()
        {
            *value = one.take();
        }
    }
}

/// Writes numbers as text where the schema wants text: ids, cursors, titles that are a year. Some clients know no other
/// numbers than those with a fraction, so that an id of `65543.0` is 65543; a title of `2.0` is what it says.
pub(crate) fn write_numbers(arguments: &mut JsonObject, declared: Declared<'_>) {
    for (name, value) in arguments.iter_mut().filter(|(name, _)| declared.is_text(name)) {
        let Value::Number(number) = value else { continue };
        let counts = name.ends_with("_id") || name == "cursor";
        let text = number.to_string();
        let whole = text.strip_suffix(".0").filter(|_| counts).map(str::to_owned);
        *value = Value::String(whole.unwrap_or(text));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn put_right(arguments: Value) -> Value {
        let text = || json!({"type": "string"});
        let schema = json!({
            "properties": {
                "page_id": text(), "title": text(), "content": text(), "cursor": text(), "limit": {"type": "integer"},
                "labels": {"type": "array"},
            },
            "required": ["page_id"],
        });
        let declared = Declared::of(schema.as_object());
        let mut arguments = arguments.as_object().unwrap().clone();
        leave_out(&mut arguments, declared, &["content"]);
        take_only(&mut arguments, declared);
        write_numbers(&mut arguments, declared);
        arguments.into()
    }

    #[test]
    fn what_says_nothing_is_left_out_but_where_it_means_something() {
        assert_eq!(
            put_right(json!({"page_id": "1", "title": " ", "limit": null, "labels": "", "content": ""})),
            json!({"page_id": "1", "content": ""})
        );
        // What is needed, or unknown, is refused by name.
        for kept in
            [json!({"page_id": null}), json!({"page_id": ""}), json!({"colour": null, "page_id": "1"})]
        {
            assert_eq!(put_right(kept.clone()), kept);
        }
        assert_eq!(put_right(json!({"labels": []})), json!({"labels": []}));
    }

    #[test]
    fn numbers_are_text_where_text_is_wanted() {
        assert_eq!(
            put_right(json!({"page_id": 65543.0, "title": 2.0, "cursor": 39987, "limit": 10.0})),
            json!({"page_id": "65543", "title": "2.0", "cursor": "39987", "limit": 10.0})
        );
        assert_eq!(put_right(json!({"title": 2026})), json!({"title": "2026"}));
        assert_eq!(
            put_right(json!({"page_id": [65543], "title": ["a"], "content": ["a", "b"], "labels": ["a"]})),
            json!({"page_id": "65543", "title": "a", "content": ["a", "b"], "labels": ["a"]})
        );
    }
}
