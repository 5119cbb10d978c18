//! Whether a request is as published.

use serde_json::Value;
use wiremock::Request;

use crate::facts::{Body, Facts, Operation, Parameter, notation::Type};

/// Everything about a request that is not as published.
pub(crate) fn faults(
    facts: &Facts,
    operation: &Operation,
    arguments: &[String],
    request: &Request,
) -> Vec<String> {
    let mut faults = Vec::new();
    let of_place = |place| {
        facts.parameters.iter().filter(move |one| one.operation == operation.id && one.place == place)
    };
    faults.extend(path_faults(facts, &operation.path, &of_place("path").collect::<Vec<_>>(), arguments));
    faults.extend(query_faults(facts, &of_place("query").collect::<Vec<_>>(), request));
    for header in of_place("header").filter(|header| header.required) {
        if !request.headers.contains_key(header.name.as_str()) {
            faults.push(format!("the header {} is missing", header.name));
        }
    }
    faults.extend(body_faults(facts, facts.bodies.iter().find(|one| one.operation == operation.id), request));
    faults
}

fn path_faults(facts: &Facts, template: &str, known: &[&Parameter], arguments: &[String]) -> Vec<String> {
    let holes = template.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let fault = |(hole, argument): (&str, &String)| {
        let parameter = known.iter().find(|parameter| parameter.name == hole)?;
        fault_of_text(facts, &parameter.kind, argument).map(|fault| format!("the path's {hole} {fault}"))
    };
    holes.zip(arguments).filter_map(fault).collect()
}

fn query_faults(facts: &Facts, known: &[&Parameter], request: &Request) -> Vec<String> {
    let pairs: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
    let mut faults = Vec::new();
    for (name, value) in &pairs {
        let Some(parameter) = known.iter().find(|parameter| parameter.name == *name) else {
            faults.push(format!("the query has an unknown `{name}`"));
            continue;
        };
        let repeated = pairs.iter().filter(|(other, _)| other == name).count() > 1;
        let same = pairs.iter().filter(|(other, given)| other == name && given == value).count();
        if same > 1 {
            faults.push(format!("the query has `{name}={value}` twice"));
        }
        let is_list = matches!(parameter.kind, Type::Array(_));
        if repeated && (!is_list || parameter.commas) {
            faults.push(format!("the query repeats `{name}`"));
        }
        let values: Vec<&str> = if parameter.commas { value.split(',').collect() } else { vec![value] };
        let kind = if let Type::Array(item) = &parameter.kind { item } else { &parameter.kind };
        let wrong = values.iter().filter_map(|value| fault_of_text(facts, kind, value));
        faults.extend(wrong.map(|fault| format!("the query's {name} {fault}")));
    }
    let missing = known.iter().filter(|one| one.required && !pairs.iter().any(|(name, _)| *name == one.name));
    faults.extend(missing.map(|parameter| format!("the query lacks `{}`", parameter.name)));
    faults
}

fn fault_of_text(facts: &Facts, kind: &Type, text: &str) -> Option<String> {
    let fits = match facts.resolved(kind) {
        Type::Scalar(name, _) if name == "integer" => text.parse::<i64>().is_ok(),
        Type::Scalar(name, _) if name == "boolean" => text.parse::<bool>().is_ok(),
        Type::Enum(words) => words.iter().any(|word| word == text),
        _ => !text.is_empty(),
    };
    (!fits).then(|| format!("is `{text}`, not {kind}"))
}

fn body_faults(facts: &Facts, published: Option<&Body>, request: &Request) -> Vec<String> {
    let media = request.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    match published {
        None if request.body.is_empty() => Vec::new(),
        None => vec!["there is a body".to_owned()],
        Some(body) if !media.starts_with(body.media.as_str()) => {
            vec![format!("the body is `{media}`, not {}", body.media)]
        }
        Some(body) if body.media == "multipart/form-data" => field_faults(facts, body, &request.body),
        Some(body) => match serde_json::from_slice(&request.body) {
            Ok(value) => {
                let mut faults = Vec::new();
                judge(facts, "the body", &body.kind, &value, &mut faults);
                faults
            }
            Err(error) => vec![format!("the body is no JSON: {error}")],
        },
    }
}

fn field_faults(facts: &Facts, body: &Body, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let known = facts.properties(&body.kind);
    let sent: Vec<&str> = text
        .lines()
        .filter(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))
        .filter_map(|line| line.split_once("; name=\"")?.1.split('"').next())
        .collect();
    let unknown = sent.iter().filter(|name| !known.iter().any(|field| field.name == **name));
    let missing = known.iter().filter(|field| field.required && !sent.contains(&field.name.as_str()));
    let unknown = unknown.map(|name| format!("the body has an unknown field `{name}`"));
    unknown.chain(missing.map(|field| format!("the body lacks the field `{}`", field.name))).collect()
}

fn judge(facts: &Facts, at: &str, kind: &Type, value: &Value, faults: &mut Vec<String>) {
    match (facts.resolved(kind), value) {
        (Type::Any, _) => {}
        (_, Value::Null) => faults.push(format!("{at} is null")),
        (Type::Array(item), Value::Array(values)) => {
            faults.extend(twice(values).map(|value| format!("{at} has `{value}` twice")));
            values.iter().for_each(|value| judge(facts, &format!("{at}[]"), &item, value, faults));
        }
        (Type::Map(item), Value::Object(values)) => {
            values.values().for_each(|value| judge(facts, &format!("{at}.*"), &item, value, faults));
        }
        (Type::Either(kinds), _) => {
            let fits = kinds.iter().any(|kind| {
                let mut faults = Vec::new();
                judge(facts, at, kind, value, &mut faults);
                faults.is_empty()
            });
            if !fits {
                faults.push(format!("{at} is none of `{kind}`"));
            }
        }
        (object @ (Type::Named(..) | Type::All(_)), Value::Object(values)) => {
            let known = facts.properties(&object);
            for (name, value) in values {
                match known.iter().find(|property| property.name == *name) {
                    Some(property) => judge(facts, &format!("{at}.{name}"), &property.kind, value, faults),
                    None => faults.push(format!("{at} has an unknown `{name}`")),
                }
            }
            let missing = known.iter().filter(|one| one.required && !values.contains_key(&one.name));
            faults.extend(missing.map(|property| format!("{at} lacks `{}`", property.name)));
        }
        (Type::Scalar(name, _), value) if fits(&name, value) => {}
        // Words of bodies are judged by those who write them: a model is shared by operations that take different ones.
        (Type::Enum(_), Value::String(_)) => {}
        (other, value) => faults.push(format!("{at} is `{value}`, not {other}")),
    }
}

/// The items that a list has already. No list of the documents means anything by having one twice, and some say so.
fn twice(values: &[Value]) -> impl Iterator<Item = &Value> {
    values
        .iter()
        .enumerate()
        .filter(|(index, value)| values[..*index].contains(value))
        .map(|(_, value)| value)
}

fn fits(scalar: &str, value: &Value) -> bool {
    match scalar {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::facts::Api;

    fn found(kind: &str, value: Value) -> Vec<String> {
        let facts = Facts::load(Api::V2).unwrap();
        let mut faults = Vec::new();
        judge(&facts, "the body", &kind.parse().unwrap(), &value, &mut faults);
        faults
    }

    #[test]
    fn a_body_as_published_passes() {
        let body = json!({ "representation": "storage", "value": "<p/>" });
        let page = json!({ "spaceId": "1", "title": "a", "status": "current", "body": body });
        assert_eq!(found("PageCreateRequest", page), Vec::<String>::new());
    }

    #[test]
    fn finds_each_fault_of_a_body() {
        for (value, expected) in [
            (json!({ "title": "a" }), "lacks `spaceId`"),
            (json!({ "spaceId": 1 }), "spaceId is `1`"),
            (json!({ "spaceId": "1", "titel": "a" }), "unknown `titel`"),
            (json!({ "spaceId": "1", "title": null }), "title is null"),
            (json!({ "spaceId": "1", "body": 7 }), "none of"),
            (json!([]), "is `[]`"),
        ] {
            let faults = found("PageCreateRequest", value);
            assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}: {faults:?}");
        }
    }

    #[test]
    fn finds_the_faults_of_a_query() {
        let facts = Facts::load(Api::V2).unwrap();
        let known: Vec<&Parameter> =
            facts.parameters.iter().filter(|one| one.operation == "getPages").collect();
        let request = |query: &str| Request {
            url: format!("http://localhost/wiki/api/v2/pages?{query}").parse().unwrap(),
            method: http::Method::GET,
            headers: http::HeaderMap::new(),
            body: Vec::new(),
        };
        assert!(query_faults(&facts, &known, &request("id=1&id=2&limit=25&status=current")).is_empty());
        for (query, expected) in [
            ("status=any", "`any`"),
            ("id=1&id=1", "twice"),
            ("ids=1", "unknown `ids`"),
            ("limit=many", "`many`"),
            ("title=a&title=b", "repeats `title`"),
        ] {
            let faults = query_faults(&facts, &known, &request(query));
            assert!(faults.iter().any(|fault| fault.contains(expected)), "{expected}: {faults:?}");
        }
    }
}
