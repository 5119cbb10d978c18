//! Whether a value is as published.

use serde_json::Value;

use crate::facts::{Facts, Property, limits::Limits, notation::Type};

use super::format;

/// Which way a value goes: some properties go one way alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// To the service.
    Request,
    /// From the service.
    Answer,
}

impl Way {
    /// Whether a property of these limits goes this way.
    pub(crate) fn has(self, limits: &Limits) -> bool {
        match self {
            Self::Request => !limits.read_only,
            Self::Answer => !limits.write_only,
        }
    }
}

/// Everything about `value`, which stands at `at`, that is not as published.
pub(crate) fn faults(facts: &Facts, way: Way, at: &str, kind: &Type, value: &Value) -> Vec<String> {
    let mut judge = Judge { facts, way, faults: Vec::new() };
    judge.value(at, kind, value);
    judge.faults
}

struct Judge<'a> {
    facts: &'a Facts,
    way: Way,
    faults: Vec<String>,
}

impl Judge<'_> {
    fn value(&mut self, at: &str, kind: &Type, value: &Value) {
        match (self.facts.resolved(kind), value) {
            (Type::Any, _) => {}
            (_, Value::Null) => self.faults.push(format!("{at} is null")),
            (Type::Array(item), Value::Array(values)) => self.list(at, &item, values),
            (Type::Map(item), Value::Object(values)) => {
                values.values().for_each(|value| self.value(&format!("{at}.*"), &item, value));
            }
            (Type::Either(kinds), _) => self.either(at, &kinds, value),
            (object @ (Type::Named(..) | Type::All(_)), Value::Object(_)) => self.object(at, &object, value),
            (Type::All(parts), _) => parts.iter().for_each(|part| self.value(at, part, value)),
            (Type::Scalar(name, format), value) if format::fits(&name, format.as_deref(), value) => {}
            (Type::Enum(words), Value::String(word)) if words.contains(word) || is_open(at) => {}
            (other, value) => self.faults.push(format!("{at} is `{value}`, not {other}")),
        }
    }

    /// No list of the documents means anything by having one item twice, whether or not it says so.
    fn list(&mut self, at: &str, item: &Type, values: &[Value]) {
        let is_again =
            |(index, value): &(usize, &Value)| values.iter().take(*index).any(|other| other == *value);
        let again = values.iter().enumerate().filter(is_again);
        self.faults.extend(again.map(|(_, value)| format!("{at} has `{value}` twice")));
        values.iter().for_each(|value| self.value(&format!("{at}[]"), item, value));
    }

    /// With properties that nobody described a value would fit everything, so that they are refused in each branch.
    fn either(&mut self, at: &str, kinds: &[Type], value: &Value) {
        let found: Vec<Vec<String>> =
            kinds.iter().map(|kind| faults(self.facts, self.way, at, kind, value)).collect();
        if found.iter().any(Vec::is_empty) {
            return;
        }
        let nearest = found.into_iter().min_by_key(Vec::len).unwrap_or_default().join(", ");
        self.faults.push(format!("{at} is none of `{}` ({nearest})", Type::Either(kinds.to_vec())));
    }

    fn object(&mut self, at: &str, kind: &Type, value: &Value) {
        let known = self.facts.properties(kind);
        for (name, value) in value.as_object().into_iter().flatten() {
            match known.iter().find(|property| property.name == *name) {
                Some(property) => self.property(&format!("{at}.{name}"), property, value),
                None => self.faults.push(format!("{at} has an unknown `{name}`")),
            }
        }
        let needed = known.iter().filter(|one| one.required && self.way.has(&one.limits));
        let missing = needed.filter(|one| value.get(&one.name).is_none());
        self.faults.extend(missing.map(|property| format!("{at} lacks `{}`", property.name)));
    }

    fn property(&mut self, at: &str, property: &Property, value: &Value) {
        if value.is_null() && property.nullable {
            return;
        }
        if !self.way.has(&property.limits) {
            self.faults.push(format!("{at} is {}", property.limits));
        }
        self.faults.extend(property.limits.fault(value).map(|fault| format!("{at} {fault}")));
        self.value(at, &property.kind, value);
    }
}

/// Lists of words that the service extends at will: languages, and templates.
fn is_open(at: &str) -> bool {
    at.ends_with(".locale") || at.ends_with(".templateKey")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::facts::Api;
    use crate::published::{Fill, example};

    fn found(api: Api, kind: &str, value: &Value) -> Vec<String> {
        let facts = Facts::load(api).unwrap();
        faults(&facts, Way::Request, "the body", &kind.parse().unwrap(), value)
    }

    #[test]
    fn a_body_as_published_passes() {
        let body = json!({ "representation": "storage", "value": "<p/>" });
        let page = json!({ "spaceId": "1", "title": "a", "status": "current", "body": body });
        assert_eq!(found(Api::V2, "PageCreateRequest", &page), Vec::<String>::new());
    }

    #[test]
    fn finds_each_fault_of_a_body() {
        for (value, expected) in [
            (json!({ "title": "a" }), "lacks `spaceId`"),
            (json!({ "spaceId": 1 }), "spaceId is `1`"),
            (json!({ "spaceId": "1", "titel": "a" }), "unknown `titel`"),
            (json!({ "spaceId": "1", "title": null }), "title is null"),
            (json!({ "spaceId": "1", "body": 7 }), "none of"),
            (json!({ "spaceId": "1", "status": "trashed" }), "status is `\"trashed\"`"),
            (json!([]), "is `[]`"),
        ] {
            let faults = found(Api::V2, "PageCreateRequest", &value);
            assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}: {faults:?}");
        }
    }

    #[test]
    fn finds_what_is_beyond_a_limit() {
        for (api, kind, value, expected) in [
            (Api::V2, "BulkUsersRequest", json!({ "accountIds": [] }), "number of items 0"),
            (Api::V2, "RedactionPointer", json!({ "from": -1 }), "value -1"),
            (Api::V2, "BlogPostVersion", json!({ "createdAt": "today" }), "date-time"),
            (Api::V1, "SpaceCreate", json!({ "name": "n".repeat(201) }), "length 201"),
            (Api::Dc, "RestWebhook", json!({ "events": ["a", "a"] }), "twice"),
            (Api::Dc, "Version", json!({ "number": 3_000_000_000_i64 }), "int32"),
            (Api::V2, "DataPolicyMetadata", json!({ "anyContentBlocked": true }), "read-only"),
        ] {
            let faults = found(api, kind, &value);
            assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}: {faults:?}");
        }
    }

    #[test]
    fn every_example_is_as_published() {
        for api in Api::ALL {
            let facts = Facts::load(api).unwrap();
            for (response, fill) in
                facts.responses.iter().flat_map(|one| [(one, Fill::Full), (one, Fill::Least)])
            {
                let Some(kind) = response.kind.as_ref().filter(|kind| **kind != Type::scalar("binary"))
                else {
                    continue;
                };
                let answer = example::of(&facts, kind, fill);
                let faults = faults(&facts, Way::Answer, &response.operation, kind, &answer);
                assert_eq!(faults, Vec::<String>::new(), "{fill:?}");
            }
        }
    }
}
