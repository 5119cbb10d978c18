//! Examples of published types.

use serde_json::{Map, Value, json};

use super::value::Way;
use crate::facts::{Facts, Property, notation::Type};

/// How much of a type an example has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fill {
    /// Every property.
    Full,
    /// What is required, and ids.
    Least,
    /// Nulls for everything that is not required, words that nobody has heard of, and properties likewise.
    Odd,
}

/// How many objects deep an example goes with everything; below that it holds what is required.
const DEEPEST: usize = 4;

/// An example of `kind`.
pub(crate) fn of(facts: &Facts, kind: &Type, fill: Fill) -> Value {
    Examples { facts, fill, open: Vec::new() }.value(kind)
}

struct Examples<'a> {
    facts: &'a Facts,
    fill: Fill,
    /// The schemas that the value lies in.
    open: Vec<String>,
}

impl Examples<'_> {
    fn value(&mut self, kind: &Type) -> Value {
        match self.facts.resolved(kind) {
            Type::Any => json!({ "any": ["thing", 1, null] }),
            Type::Scalar(name, format) => scalar(&name, format.as_deref()),
            Type::Enum(_) if self.fill == Fill::Odd => json!("unheard-of"),
            Type::Enum(words) => json!(words.first()),
            Type::Array(_) if self.fill == Fill::Least => json!([]),
            Type::Array(item) => json!([self.value(&item)]),
            Type::Map(value) => json!({ "key": self.value(&value) }),
            Type::Either(kinds) => kinds.first().map(|kind| self.value(kind)).unwrap_or_default(),
            object @ (Type::Named(..) | Type::All(_)) => self.object(&object),
        }
    }

    fn object(&mut self, kind: &Type) -> Value {
        let name = kind.to_string();
        let sparse = self.open.len() >= DEEPEST || self.open.contains(&name);
        self.open.push(name);
        let mut object = Map::new();
        for property in self.facts.properties(kind) {
            if let Some(value) = self.property(&property, sparse) {
                object.insert(property.name, value);
            }
        }
        if self.fill == Fill::Odd {
            object.insert("unheardOf".to_owned(), json!({ "of": [null] }));
        }
        self.open.pop();
        Value::Object(object)
    }

    fn property(&mut self, property: &Property, sparse: bool) -> Option<Value> {
        if !Way::Answer.has(&property.limits) {
            return None;
        }
        let needed = property.required || property.name == "id" || property.name == "results";
        match self.fill {
            Fill::Least if !needed => None,
            Fill::Odd if !needed => Some(Value::Null),
            _ if sparse && !needed => None,
            _ => Some(self.value(&property.kind)),
        }
    }
}

fn scalar(name: &str, format: Option<&str>) -> Value {
    match (name, format) {
        ("integer" | "number", _) => json!(1),
        ("boolean", _) => json!(true),
        ("object", _) => json!({ "made": { "up": 1 } }),
        (_, Some("uuid")) => json!("0f8fad5b-d9cb-469f-a165-70867728950e"),
        (_, Some("date-time")) => json!("2026-01-02T03:04:05.678Z"),
        _ => json!("sample"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Api;

    #[test]
    fn examples_have_what_was_asked_for() {
        let facts = Facts::load(Api::V2).unwrap();
        let kind = "MultiEntityResult<PageBulk>".parse().unwrap();
        let full = of(&facts, &kind, Fill::Full);
        assert_eq!(full["results"][0]["status"], "current");
        assert_eq!(full["results"][0]["version"]["number"], 1);
        assert_eq!(of(&facts, &kind, Fill::Least), json!({ "results": [] }));
        let odd = of(&facts, &"PageSingle".parse().unwrap(), Fill::Odd);
        assert_eq!((&odd["id"], &odd["title"]), (&json!("sample"), &Value::Null));
        assert!(odd.get("unheardOf").is_some());
    }

    #[test]
    fn schemas_that_hold_themselves_end() {
        let facts = Facts::load(Api::V1).unwrap();
        assert!(of(&facts, &"Content".parse().unwrap(), Fill::Full).is_object());
    }
}
