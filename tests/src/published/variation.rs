//! An answer as published, and all that differs from it in one value and is published as well.

use serde_json::{Value, json};

use super::example::{self, Fill};
use crate::facts::{Facts, notation::Type};

/// An answer with one value changed.
#[derive(Clone, Debug)]
pub struct Variation {
    /// Where the value is, as a JSON pointer.
    pub at: String,
    /// The answer.
    pub answer: Value,
}

/// How many objects deep values are changed; schemas hold themselves.
const DEEPEST: usize = 5;

/// Everything that an answer of `kind` may be instead of the full example, one value at a time: every other value of
/// each scalar's type that programs trip over, each property absent or null, each list empty or with a null, each
/// branch of a choice.
///
/// Not changed are ids, without which nothing can be said of a thing, and the rows of the answer itself, without which
/// it is no list.
pub fn of(facts: &Facts, kind: &Type) -> Vec<Variation> {
    let base = example::of(facts, kind, Fill::Full);
    let mut changes = Changes { facts, found: Vec::new() };
    changes.value(kind, &base, String::new(), 0);
    let apply = |(at, change): (String, Change)| Variation { answer: changed(&base, &at, change), at };
    changes.found.into_iter().map(apply).collect()
}

/// What becomes of a value.
enum Change {
    To(Value),
    Gone,
}

struct Changes<'a> {
    facts: &'a Facts,
    found: Vec<(String, Change)>,
}

impl Changes<'_> {
    fn value(&mut self, kind: &Type, base: &Value, at: String, depth: usize) {
        let kind = self.facts.resolved(kind);
        self.to(&at, others(&kind));
        match (&kind, base) {
            (Type::Array(item), Value::Array(items)) => {
                let first = items.first().cloned().unwrap_or_default();
                self.to(&at, [json!([]), json!([null, first]), json!([first, null, first])]);
                items
                    .iter()
                    .take(1)
                    .for_each(|item_base| self.value(item, item_base, format!("{at}/0"), depth));
            }
            (Type::Map(value), Value::Object(_)) => {
                self.to(&at, [json!({})]);
                self.value(value, &base["key"], format!("{at}/key"), depth);
            }
            (Type::Either(kinds), _) => {
                for kind in kinds {
                    let example = example::of(self.facts, kind, Fill::Full);
                    self.to(&at, [example.clone()]);
                    let mut inside = Changes { facts: self.facts, found: Vec::new() };
                    inside.value(kind, &example, String::new(), depth);
                    let whole = |(below, change): (String, Change)| (at.clone(), Change::To(changed(&example, &below, change)));
                    self.found.extend(inside.found.into_iter().map(whole));
                }
            }
            (Type::Named(..) | Type::All(_), Value::Object(members)) if depth < DEEPEST => {
                for property in self.facts.properties(&kind) {
                    let Some(base) = members.get(&property.name) else { continue };
                    let at = format!("{at}/{}", property.name.replace('~', "~0").replace('/', "~1"));
                    let needed = property.name == "id" || at == "/results";
                    if !needed {
                        self.to(&at, [Value::Null]);
                        self.found.extend((!property.required).then(|| (at.clone(), Change::Gone)));
                    }
                    self.value(&property.kind, base, at, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn to(&mut self, at: &str, values: impl IntoIterator<Item = Value>) {
        self.found.extend(values.into_iter().map(|value| (at.to_owned(), Change::To(value))));
    }
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

fn changed(base: &Value, at: &str, change: Change) -> Value {
    let mut answer = base.clone();
    match change {
        Change::To(value) => answer.pointer_mut(at).map(|place| *place = value),
        Change::Gone => at.rsplit_once('/').and_then(|(parent, name)| {
            let members = answer.pointer_mut(parent)?.as_object_mut()?;
            members.remove(&name.replace("~1", "/").replace("~0", "~")).map(drop)
        }),
    };
    answer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Api;

    #[test]
    fn changes_one_value_at_a_time() {
        let facts = Facts::load(Api::V2).unwrap();
        let kind = "MultiEntityResult<PageBulk>".parse().unwrap();
        let variations = of(&facts, &kind);
        let base = example::of(&facts, &kind, Fill::Full);
        assert!(variations.iter().all(|one| one.answer != base || one.at.is_empty()), "each differs");
        let has = |at: &str, value: Value| {
            variations.iter().any(|one| one.at == at && one.answer.pointer(at) == Some(&value))
        };
        assert!(has("/results", json!([])));
        assert!(has("/results/0/version/number", json!(-1)));
        assert!(has("/results/0/status", json!("unheard-of")));
        assert!(has("/results/0/title", Value::Null));
        assert!(!has("/results/0/id", Value::Null) && !has("/results", Value::Null));
        let gone = |one: &&Variation| one.at == "/results/0/title" && one.answer.pointer(&one.at).is_none();
        assert_eq!(variations.iter().filter(gone).count(), 1);
    }
}
