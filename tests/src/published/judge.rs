//! Whether a request is as published.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use wiremock::Request;

use crate::facts::{Body, Facts, Operation, Parameter, notation::Type};

use super::{
    format, multipart,
    value::{self, Way},
};

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
    for header in of_place("header") {
        let value = request.headers.get(header.name.as_str());
        match value.and_then(|value| value.to_str().ok()) {
            Some(text) => {
                faults.extend(text_faults(facts, &format!("the header {}", header.name), header, text))
            }
            None if header.required => faults.push(format!("the header {} is missing", header.name)),
            None => {}
        }
    }
    faults.extend(body_faults(facts, facts.bodies.iter().find(|one| one.operation == operation.id), request));
    faults
}

fn path_faults(facts: &Facts, template: &str, known: &[&Parameter], arguments: &[String]) -> Vec<String> {
    let holes = template.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let faults = holes.zip(arguments).filter_map(|(hole, argument)| {
        let parameter = known.iter().find(|parameter| parameter.name == hole)?;
        let text = percent_decode_str(argument).decode_utf8_lossy();
        Some(text_faults(facts, &format!("the path's {hole}"), parameter, &text))
    });
    faults.flatten().collect()
}

fn query_faults(facts: &Facts, known: &[&Parameter], request: &Request) -> Vec<String> {
    let pairs: Vec<(String, String)> = request.url.query_pairs().into_owned().collect();
    let mut faults = Vec::new();
    let unknown = pairs.iter().filter(|(name, _)| !known.iter().any(|one| one.name == *name));
    faults.extend(unknown.map(|(name, _)| format!("the query has an unknown `{name}`")));
    for parameter in known {
        let values: Vec<&str> = pairs
            .iter()
            .filter(|(name, _)| *name == parameter.name)
            .map(|(_, value)| value.as_str())
            .collect();
        let is_list = matches!(facts.resolved(&parameter.kind), Type::Array(_));
        let at = format!("the query's {}", parameter.name);
        match values.as_slice() {
            [] if parameter.required => faults.push(format!("the query lacks `{}`", parameter.name)),
            [] => {}
            [_, _, ..] if !is_list || parameter.commas => {
                faults.push(format!("the query repeats `{}`", parameter.name));
            }
            [one] if parameter.commas || !is_list => faults.extend(text_faults(facts, &at, parameter, one)),
            several => faults.extend(list_faults(facts, &at, parameter, several)),
        }
    }
    faults
}

/// What is wrong with the text of a parameter, which may be a list with commas.
fn text_faults(facts: &Facts, at: &str, parameter: &Parameter, text: &str) -> Vec<String> {
    if parameter.commas {
        return list_faults(facts, at, parameter, &text.split(',').collect::<Vec<_>>());
    }
    let value = typed(facts, &parameter.kind, text);
    let empty = text.is_empty().then(|| format!("{at} is empty"));
    let limit = parameter.limits.fault(&value).map(|fault| format!("{at} {fault}"));
    let faults = value::faults(facts, Way::Request, at, &parameter.kind, &value);
    empty.into_iter().chain(limit).chain(faults).collect()
}

fn list_faults(facts: &Facts, at: &str, parameter: &Parameter, texts: &[&str]) -> Vec<String> {
    let kind = facts.resolved(&parameter.kind);
    let item = if let Type::Array(item) = &kind { item.as_ref() } else { &kind };
    let values = Value::Array(texts.iter().map(|text| typed(facts, item, text)).collect());
    let empty = texts.iter().any(|text| text.is_empty()).then(|| format!("{at} has an empty item"));
    let limit = parameter.limits.fault(&values).map(|fault| format!("{at} {fault}"));
    let list = Type::Array(Box::new(item.clone()));
    let faults = value::faults(facts, Way::Request, at, &list, &values);
    empty.into_iter().chain(limit).chain(faults).collect()
}

/// A text as the value that it stands for.
fn typed(facts: &Facts, kind: &Type, text: &str) -> Value {
    match facts.resolved(kind) {
        Type::Scalar(name, _) => format::typed(&name, text),
        _ => Value::from(text),
    }
}

fn body_faults(facts: &Facts, published: Option<&Body>, request: &Request) -> Vec<String> {
    let media = request.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    match published {
        None if request.body.is_empty() => Vec::new(),
        None => vec!["there is a body".to_owned()],
        Some(body) if !media.starts_with(body.media.as_str()) => {
            vec![format!("the body is `{media}`, not {}", body.media)]
        }
        Some(body) if body.media == "multipart/form-data" => {
            let fields = multipart::fields(media, &request.body);
            fields.map_or_else(|fault| vec![fault], |fields| field_faults(facts, body, &fields))
        }
        Some(body) => match serde_json::from_slice(&request.body) {
            Ok(value) => value::faults(facts, Way::Request, "the body", &body.kind, &value),
            Err(error) => vec![format!("the body is no JSON: {error}")],
        },
    }
}

/// The fields of a form are judged as an object of what their texts stand for.
fn field_faults(facts: &Facts, body: &Body, fields: &[(String, String)]) -> Vec<String> {
    let known = facts.properties(&body.kind);
    let kind = |name: &str| known.iter().find(|one| one.name == name).map_or(&Type::Any, |one| &one.kind);
    let object = fields.iter().map(|(name, text)| (name.clone(), typed(facts, kind(name), text))).collect();
    value::faults(facts, Way::Request, "the form", &body.kind, &Value::Object(object))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Api;

    /// What is wrong with a request of an operation.
    fn found(api: Api, operation: &str, arguments: &[&str], query: &str, body: (&str, &str)) -> Vec<String> {
        let facts = Facts::load(api).unwrap();
        let operation = facts.operations.iter().find(|one| one.id == operation).unwrap();
        let mut headers = http::HeaderMap::new();
        if !body.0.is_empty() {
            headers.insert("content-type", body.0.parse().unwrap());
        }
        let request = Request {
            url: format!("http://localhost/?{query}").parse().unwrap(),
            method: operation.method.parse().unwrap(),
            headers,
            body: body.1.as_bytes().to_vec(),
        };
        let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
        faults(&facts, operation, &arguments, &request)
    }

    fn expect(found: &[String], expected: &str) {
        assert!(found.iter().any(|fault| fault.contains(expected)), "{expected}: {found:?}");
    }

    #[test]
    fn finds_the_faults_of_a_query() {
        let of = |query| found(Api::V2, "getPages", &[], query, ("", ""));
        assert_eq!(of("id=1&id=2&limit=25&status=current"), Vec::<String>::new());
        for (query, expected) in [
            ("status=any", "`\"any\"`"),
            ("id=1&id=1", "twice"),
            ("ids=1", "unknown `ids`"),
            ("limit=many", "`\"many\"`"),
            ("limit=0", "value 0"),
            ("limit=251", "value 251"),
            ("limit=3000000000", "int32"),
            ("title=", "empty"),
            ("title=a&title=b", "repeats `title`"),
        ] {
            expect(&of(query), expected);
        }
        let many: Vec<String> = (1..=251).map(|id| format!("id={id}")).collect();
        expect(&of(&many.join("&")), "number of items 251");
        expect(&found(Api::V1, "searchByCQL", &[], "", ("", "")), "lacks `cql`");
    }

    #[test]
    fn finds_the_faults_of_a_path() {
        let of = |id| found(Api::V2, "getAttachmentById", &[id], "", ("", ""));
        assert_eq!(of("att1"), Vec::<String>::new());
        assert_eq!(of("%31"), Vec::<String>::new());
        expect(&of("page1"), "does not fit");
        expect(&found(Api::V2, "getPageById", &["x"], "", ("", "")), "not integer:int64");
    }

    #[test]
    fn finds_the_faults_of_a_form() {
        let of = |fields: &[(&str, &str)]| {
            let part = |(name, text): &(&str, &str)| {
                format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
            };
            let body: String = fields.iter().map(part).collect::<String>() + "--b--\r\n";
            found(Api::Dc, "createAttachments", &["1"], "", ("multipart/form-data; boundary=b", &body))
        };
        assert_eq!(of(&[("file", "bytes"), ("minorEdit", "true")]), Vec::<String>::new());
        expect(&of(&[("file", "bytes"), ("minorEdit", "yes")]), "minorEdit is `\"yes\"`");
        expect(&of(&[("files", "bytes")]), "unknown `files`");
    }
}
