//! Answers made up from the published description.

use serde_json::{Map, Value, json};

use super::super::reply::Reply;
use super::kind::Kind;
use super::tables::{Api, Operation, Property};

/// How deep optional parts are spelled out; required ones go on a little further.
const DEPTH: usize = 4;

/// An answer in the shape that the description gives to an operation.
pub(crate) fn example(api: &Api, operation: &Operation) -> Reply {
    let Some(response) = &operation.response else { return Reply::empty(204) };
    if response.status == 302 {
        return Reply::redirect("/wiki/example");
    }
    match &response.kind {
        None => Reply::empty(response.status),
        Some(Kind::Binary) => {
            Reply::new(response.status, "", *b"example").header("content-type", response.media)
        }
        Some(kind) => Reply::json(response.status, &value(api, kind, "", 0)),
    }
}

fn value(api: &Api, kind: &Kind, name: &str, depth: usize) -> Value {
    match kind {
        Kind::Any => {
            json!({"type": "known", "name": "example", "username": "example", "displayName": "Example"})
        }
        Kind::Object | Kind::Binary => json!({}),
        Kind::Boolean => json!(true),
        Kind::Integer => json!(7),
        Kind::Number => json!(1.5),
        Kind::Text(format) => json!(text(format, name)),
        Kind::Choice(choices) => json!(choices.first()),
        Kind::List(element) => json!([value(api, element, name, depth + 1)]),
        Kind::Map(element) => json!({"example": value(api, element, "example", depth + 1)}),
        Kind::Union(kinds) => kinds.first().map_or(Value::Null, |kind| value(api, kind, name, depth)),
        Kind::All(kinds) => {
            let parts = kinds.iter().map(|kind| value(api, kind, name, depth));
            parts.fold(json!({}), merged)
        }
        Kind::Named(schema, argument) => match api.schema(schema) {
            [whole] if whole.name == "*" => value(api, &whole.kind.with(argument.as_deref()), name, depth),
            properties => object(api, properties, argument.as_deref(), depth),
        },
    }
}

fn object(api: &Api, properties: &[Property], argument: Option<&Kind>, depth: usize) -> Value {
    let shown = properties.iter().filter(|property| {
        let wanted = depth < DEPTH || (property.required && depth < 2 * DEPTH);
        // A link to more would send a client round in circles.
        wanted && !matches!(property.name, "*" | "next" | "prev")
    });
    let members = shown.map(|property| {
        let kind = property.kind.with(argument);
        (property.name.to_owned(), value(api, &kind, property.name, depth + 1))
    });
    Value::Object(members.collect::<Map<_, _>>())
}

fn text(format: &str, name: &str) -> String {
    match format {
        "date-time" => "2026-01-02T03:04:05.678Z".to_owned(),
        "date" => "2026-01-02".to_owned(),
        _ if name == "id" || name.ends_with("Id") => "65537".to_owned(),
        _ => "example".to_owned(),
    }
}

/// Two objects in one; what both have is merged as well.
fn merged(mut left: Value, right: Value) -> Value {
    match (&mut left, right) {
        (Value::Object(members), Value::Object(others)) => {
            for (name, other) in others {
                let member = members.remove(&name).map_or(other.clone(), |member| merged(member, other));
                members.insert(name, member);
            }
            left
        }
        (_, right) => right,
    }
}
