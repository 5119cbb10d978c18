//! An answer as published, and all that differs from it in one value and is published as well.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::example::{self, Fill};
use crate::facts::{Facts, notation::Type};

/// An answer that differs from the least one in one value.
#[derive(Clone, Debug)]
pub struct Variation {
    /// Where the value is.
    pub at: String,
    /// The answer.
    pub answer: Value,
}

/// Everything that an answer of `kind` may be, one value at a time: the other values of each scalar's type that programs
/// trip over, each property absent or null, each list empty or with a null, each branch of a choice. What stands around
/// the value is the least that is published. A schema that comes several times in an answer is varied once.
///
/// Not varied are ids, without which nothing can be said of a thing, and whether the answer has rows at all, without
/// which it is no list.
pub fn of(facts: &Facts, kind: &Type) -> Vec<Variation> {
    let mut variations = Variations { facts, known: BTreeSet::new() };
    let found = variations.of_value(kind, "");
    found.into_iter().filter_map(|(at, answer)| Some(Variation { at, answer: answer? })).collect()
}

struct Variations<'a> {
    facts: &'a Facts,
    /// The schemas that were varied.
    known: BTreeSet<String>,
}

/// Values with the place of what is odd in them; none for a property that is absent.
type Found = Vec<(String, Option<Value>)>;

impl Variations<'_> {
    fn of_value(&mut self, published: &Type, at: &str) -> Found {
        let kind = self.facts.resolved(published);
        let plain = |value| (at.to_owned(), Some(value));
        // Of a schema without a word in it, more is known than the document says.
        let unsaid = kind == Type::Any && (matches!(published, Type::Named(..)) || at.is_empty());
        let others = if unsaid { vec![json!({}), json!({ "a": [1] })] } else { others(&kind) };
        let mut found: Found = others.into_iter().map(plain).collect();
        match &kind {
            Type::Array(item) => {
                let row = example::of(self.facts, item, Fill::Least);
                found.push(plain(json!([])));
                if !at.is_empty() {
                    found.extend([json!([null, row]), json!([row, null, row])].map(plain));
                }
                found.extend(wrapped(self.of_value(item, &format!("{at}[]")), |row| json!([row])));
            }
            Type::Map(value) => {
                found.push(plain(json!({})));
                let values = self.of_value(value, &format!("{at}.*"));
                found.extend(wrapped(values, |value| json!({ "key": value })));
            }
            Type::Either(kinds) => {
                for kind in kinds {
                    found.push(plain(example::of(self.facts, kind, Fill::Full)));
                    found.extend(self.of_value(kind, at));
                }
            }
            Type::Named(..) | Type::All(_) => found.extend(self.of_object(&kind, at)),
            _ => {}
        }
        found
    }

    fn of_object(&mut self, kind: &Type, at: &str) -> Found {
        if !self.known.insert(kind.to_string()) {
            return Vec::new();
        }
        let least = example::of(self.facts, kind, Fill::Least);
        let mut found = vec![(at.to_owned(), Some(example::of(self.facts, kind, Fill::Full)))];
        for property in self.facts.properties(kind) {
            let at = format!("{at}.{}", property.name);
            let mut values = self.of_value(&property.kind, &at);
            if property.name != "id" && at != ".results" {
                values.push((at.clone(), Some(Value::Null)));
                values.extend((!property.required).then(|| (at.clone(), None)));
            }
            for (at, value) in values {
                let mut object = least.clone();
                let Some(members) = object.as_object_mut() else { continue };
                match value {
                    Some(value) => members.insert(property.name.clone(), value),
                    None => members.remove(&property.name),
                };
                found.push((at, Some(object)));
            }
        }
        found
    }
}

fn wrapped(found: Found, around: impl Fn(Value) -> Value) -> Found {
    found.into_iter().map(|(at, value)| (at, value.map(&around))).collect()
}

/// Other values of a type that has no parts.
fn others(kind: &Type) -> Vec<Value> {
    let of = |values: Value| values.as_array().cloned().unwrap_or_default();
    match kind {
        Type::Any => of(json!([null, true, -1.5, "", "text", [], [null], {}, { "a": { "b": [1] } }])),
        Type::Enum(_) => of(json!(["unheard-of", ""])),
        Type::Scalar(name, format) => match (name.as_str(), format.as_deref()) {
            ("integer", Some("int32")) => of(json!([-1, 0, i32::MIN, i32::MAX])),
            ("integer", _) => of(json!([-1, 0, i64::MIN, i64::MAX])),
            ("number", _) => of(json!([-1, 0, -1.5, 0.25, 1e300, u64::MAX])),
            ("boolean", _) => of(json!([false])),
            ("object", _) => of(json!([{}, { "a": [null], "b": { "c": 1.5 }, "id": "x" }])),
            ("string", _) => of(json!(["", "\u{1f600} \u{0}\"\\", "-1", "2026-13-45T99:00:00Z"])),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Api;

    #[test]
    fn varies_one_value_at_a_time() {
        let facts = Facts::load(Api::V2).unwrap();
        let variations = of(&facts, &"MultiEntityResult<PageBulk>".parse().unwrap());
        let has = |at: &str, pointer: &str, value: Value| {
            variations.iter().any(|one| one.at == at && one.answer.pointer(pointer) == Some(&value))
        };
        assert!(has(".results", "/results", json!([])));
        assert!(has(".results[].version.number", "/results/0/version/number", json!(-1)));
        assert!(has(".results[].status", "/results/0/status", json!("unheard-of")));
        assert!(has(".results[].title", "/results/0/title", Value::Null));
        assert!(!has(".results[].id", "/results/0/id", Value::Null));
        assert!(!has(".results", "/results", Value::Null));
    }

    #[test]
    fn schemas_that_hold_themselves_end() {
        let facts = Facts::load(Api::V1).unwrap();
        let variations = of(&facts, &"Content".parse().unwrap());
        assert!((500..20_000).contains(&variations.len()), "{}", variations.len());
    }
}
