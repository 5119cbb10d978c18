//! Requests held against the published description.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::failure::Failure;
use super::super::request::Request;
use super::kind::Kind;
use super::tables::{Api, Operation, Parameter};

/// Whether a token's scopes cover an operation: all granular ones, or all classic ones.
pub(crate) fn scopes_suffice(operation: &Operation, held: &BTreeSet<String>) -> bool {
    let covers = |scopes: &[&str]| !scopes.is_empty() && scopes.iter().all(|scope| held.contains(*scope));
    let free = operation.granular.is_empty() && operation.classic.is_empty();
    free || covers(&operation.granular) || covers(&operation.classic)
}

/// Holds query and body against the description.
///
/// # Errors
///
/// 400 that names the parameter or property at fault.
pub(crate) fn check(api: &Api, operation: &Operation, request: &Request<'_>) -> Result<(), Failure> {
    let refuse = |problem: String| Failure::invalid(format!("{}: {problem}", operation.id));
    check_query(api, operation, request).map_err(refuse)?;
    check_body(api, operation, request).map_err(refuse)
}

/// Holds an answer against the description.
#[cfg(test)]
pub(super) fn answer(api: &Api, operation: &Operation, value: &Value) -> Result<(), String> {
    let kind = operation.response.as_ref().and_then(|response| response.kind.as_ref());
    kind.map_or(Ok(()), |kind| check_value(api, kind, value, "answer"))
}

fn check_query(api: &Api, operation: &Operation, request: &Request<'_>) -> Result<(), String> {
    for (name, _) in &request.query {
        let known = operation.query.iter().any(|parameter| parameter.name == name);
        // The links of a list carry these, and the service takes them back, published or not.
        let of_links = matches!(name.as_str(), "next" | "prev" | "cursor");
        if !known && !of_links {
            return Err(format!("unknown query parameter '{name}'"));
        }
    }
    for parameter in &operation.query {
        let values: Vec<&str> = request
            .query
            .iter()
            .filter(|(name, _)| name == parameter.name)
            .map(|(_, value)| value.as_str())
            .collect();
        if parameter.required && values.is_empty() {
            return Err(format!("missing required query parameter '{}'", parameter.name));
        }
        check_parameter(api, parameter, &values)?;
    }
    Ok(())
}

fn check_parameter(api: &Api, parameter: &Parameter, values: &[&str]) -> Result<(), String> {
    let name = parameter.name;
    let Kind::List(element) = resolved(api, &parameter.kind) else {
        if values.len() > 1 {
            return Err(format!("query parameter '{name}' is given more than once"));
        }
        return values.iter().try_for_each(|value| check_text(api, parameter, &parameter.kind, value));
    };
    let split = |value: &&str| value.split(',').map(str::to_owned).collect::<Vec<_>>();
    let elements: Vec<String> = match parameter.commas {
        true if values.len() > 1 => {
            return Err(format!("query parameter '{name}' takes one value with commas"));
        }
        true => values.iter().flat_map(split).collect(),
        false => values.iter().map(|value| (*value).to_owned()).collect(),
    };
    elements.iter().try_for_each(|value| check_text(api, parameter, &element, value))
}

fn check_text(api: &Api, parameter: &Parameter, kind: &Kind, value: &str) -> Result<(), String> {
    let fits = match resolved(api, kind) {
        Kind::Integer => value.parse::<i64>().is_ok_and(|number| {
            parameter.least.is_none_or(|least| number >= least)
                && parameter.most.is_none_or(|most| number <= most)
        }),
        Kind::Number => value.parse::<f64>().is_ok(),
        Kind::Boolean => ["true", "false"].contains(&value),
        Kind::Choice(choices) => choices.iter().any(|choice| choice == value),
        _ => true,
    };
    match fits {
        true => Ok(()),
        false => Err(format!("query parameter '{}' may not be '{value}': expected {kind:?}", parameter.name)),
    }
}

fn check_body(api: &Api, operation: &Operation, request: &Request<'_>) -> Result<(), String> {
    let Some(body) = &operation.body else {
        return match request.body.is_empty() || request.body == b"{}" {
            true => Ok(()),
            false => Err("takes no body".to_owned()),
        };
    };
    if request.body.is_empty() {
        return if body.required { Err("the body is missing".to_owned()) } else { Ok(()) };
    }
    let sent = request.header("content-type").unwrap_or_default();
    if !sent.starts_with(body.media) {
        return Err(format!("the content type must be {}, not '{sent}'", body.media));
    }
    if body.media != "application/json" {
        return Ok(());
    }
    let value: Value =
        serde_json::from_slice(request.body).map_err(|error| format!("the body is no JSON: {error}"))?;
    check_value(api, &body.kind, &value, "body")
}

fn check_value(api: &Api, kind: &Kind, value: &Value, at: &str) -> Result<(), String> {
    let expected = |fits: bool, what: &str| if fits { Ok(()) } else { Err(format!("'{at}' must be {what}")) };
    match kind {
        Kind::Any | Kind::Binary => Ok(()),
        Kind::Object => expected(value.is_object(), "an object"),
        Kind::Boolean => expected(value.is_boolean(), "true or false"),
        Kind::Integer => expected(value.is_i64() || value.is_u64(), "a whole number"),
        Kind::Number => expected(value.is_number(), "a number"),
        Kind::Text(_) => expected(value.is_string(), "a text"),
        Kind::Choice(choices) => expected(
            value.as_str().is_some_and(|text| choices.iter().any(|it| it == text)),
            &format!("one of {choices:?}"),
        ),
        Kind::List(element) => {
            let rows = value.as_array().ok_or_else(|| format!("'{at}' must be an array"))?;
            rows.iter()
                .enumerate()
                .try_for_each(|(index, row)| check_value(api, element, row, &format!("{at}[{index}]")))
        }
        Kind::Map(element) => {
            let object = value.as_object().ok_or_else(|| format!("'{at}' must be an object"))?;
            object
                .iter()
                .try_for_each(|(name, member)| check_value(api, element, member, &format!("{at}.{name}")))
        }
        Kind::Union(kinds) => {
            let problems: Vec<String> =
                kinds.iter().filter_map(|kind| check_value(api, kind, value, at).err()).collect();
            if problems.len() < kinds.len() { Ok(()) } else { Err(problems.join(", or ")) }
        }
        Kind::All(kinds) => check_members(api, &members(api, kinds), value, at),
        Kind::Named(name, argument) => match api.schema(name) {
            [whole] if whole.name == "*" => {
                check_value(api, &whole.kind.with(argument.as_deref()), value, at)
            }
            [] => Ok(()),
            _ => check_members(api, &members(api, std::slice::from_ref(kind)), value, at),
        },
    }
}

/// A property of one schema, or of several at once.
struct Member {
    name: &'static str,
    kind: Kind,
    required: bool,
    nullable: bool,
}

fn members(api: &Api, kinds: &[Kind]) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    for kind in kinds {
        let Kind::Named(name, argument) = kind else { continue };
        for property in api.schema(name) {
            let kind = property.kind.with(argument.as_deref());
            match members.iter_mut().find(|member| member.name == property.name) {
                Some(member) => {
                    member.kind = Kind::All(vec![member.kind.clone(), kind]);
                    member.required |= property.required;
                }
                None => members.push(Member {
                    name: property.name,
                    kind,
                    required: property.required,
                    nullable: property.nullable,
                }),
            }
        }
    }
    members
}

fn check_members(api: &Api, members: &[Member], value: &Value, at: &str) -> Result<(), String> {
    let object = value.as_object().ok_or_else(|| format!("'{at}' must be an object"))?;
    let open = members.iter().any(|member| member.name == "*");
    let unknown = |name: &&String| !open && !members.iter().any(|member| member.name == **name);
    if let Some(name) = object.keys().find(unknown) {
        return Err(format!("unknown property '{at}.{name}'"));
    }
    for member in members.iter().filter(|member| member.name != "*") {
        match object.get(member.name) {
            None if member.required => {
                return Err(format!("missing required property '{at}.{}'", member.name));
            }
            None => {}
            Some(Value::Null) if member.nullable => {}
            Some(found) => check_value(api, &member.kind, found, &format!("{at}.{}", member.name))?,
        }
    }
    Ok(())
}

/// What a name stands for, if it stands for something without properties.
fn resolved(api: &Api, kind: &Kind) -> Kind {
    match kind {
        Kind::Named(name, _) => match api.schema(name) {
            [whole] if whole.name == "*" => resolved(api, &whole.kind),
            _ => kind.clone(),
        },
        _ => kind.clone(),
    }
}
