//! Operations, parameters, bodies and responses.

use std::collections::BTreeMap;

use ::tests::facts::{Body, Operation, Parameter, Response, notation::Type};
use serde_json::Value;

use super::{
    document::{Document, Published, list, object, texts},
    limits::limits,
    schemas::Schemas,
};
use crate::Result;

#[derive(Default)]
pub(crate) struct Tables {
    pub(crate) operations: Vec<Operation>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) bodies: Vec<Body>,
    pub(crate) responses: Vec<Response>,
}

pub(crate) fn tables(document: &Document<'_>, schemas: &mut Schemas<'_>) -> Result<Tables> {
    let mut tables = Tables::default();
    for published in document.operations()? {
        let parameters = parameters(document, schemas, &published)?;
        tables.operations.push(operation(&published, &parameters));
        tables.parameters.extend(parameters);
        tables.bodies.extend(bodies(document, schemas, &published)?);
        tables.responses.extend(responses(schemas, &published)?);
    }
    Ok(tables)
}

fn operation(published: &Published<'_>, parameters: &[Parameter]) -> Operation {
    let value = published.value;
    let (mut granular, mut classic, mut flags) = (Vec::new(), Vec::new(), Vec::new());
    for block in list(value.get("x-atlassian-oauth2-scopes")) {
        for scope in texts(block.get("scopes")) {
            if is_granular(scope) { &mut granular } else { &mut classic }.push(scope.to_owned());
        }
        if block["state"] == "Beta" {
            flags.push("beta-scopes".to_owned());
        }
    }
    for (key, flag) in [("deprecated", "deprecated"), ("x-experimental", "experimental")] {
        if value[key] == true {
            flags.push(flag.to_owned());
        }
    }
    for words in [&mut granular, &mut classic, &mut flags] {
        words.sort();
        words.dedup();
    }
    let errors = object(value.get("responses")).map(|(status, _)| status.clone());
    Operation {
        path: published.path.to_owned(),
        method: published.method.clone(),
        id: published.id.to_owned(),
        group: texts(value.get("tags")).next().unwrap_or("-").to_owned(),
        granular,
        classic,
        paging: paging(parameters).to_owned(),
        flags,
        errors: errors.filter(|status| status.starts_with(['4', '5'])).collect(),
    }
}

/// Two classic scopes have the look of granular ones.
fn is_granular(scope: &str) -> bool {
    scope.ends_with(":confluence") && scope != "search:confluence" && !scope.starts_with("readonly:")
}

/// A search takes a cursor and ignores its `start`, so the cursor decides.
fn paging(parameters: &[Parameter]) -> &'static str {
    let has = |name: &str| parameters.iter().any(|row| row.place == "query" && row.name == name);
    match (has("cursor"), has("start"), has("limit")) {
        (true, _, true) => "cursor",
        (false, true, true) => "start",
        (false, false, true) => "limit",
        _ => "",
    }
}

/// The parameters of an operation; of one that is listed twice, the copy that says more.
fn parameters(
    document: &Document<'_>,
    schemas: &mut Schemas<'_>,
    published: &Published<'_>,
) -> Result<Vec<Parameter>> {
    let mut found: BTreeMap<(String, String), Parameter> = BTreeMap::new();
    for parameter in list(published.value.get("parameters")) {
        let (_, parameter) = document.resolved(parameter)?;
        let row = parameter_row(schemas, published, parameter)?;
        let key = (row.place.clone(), row.name.clone());
        match found.get(&key) {
            Some(first) if says_more(first, &row) => {}
            _ => drop(found.insert(key, row)),
        }
    }
    Ok(found.into_values().collect())
}

/// Data Center lists each parameter first as a plain text, then with its type and default.
fn says_more(first: &Parameter, second: &Parameter) -> bool {
    first.kind != second.kind && second.kind == Type::scalar("string")
}

fn parameter_row(
    schemas: &mut Schemas<'_>,
    published: &Published<'_>,
    parameter: &Value,
) -> Result<Parameter> {
    let schema = &parameter["schema"];
    let name = parameter["name"].as_str().ok_or_else(|| format!("{}: a nameless parameter", published.id))?;
    Ok(Parameter {
        operation: published.id.to_owned(),
        place: parameter["in"].as_str().unwrap_or_default().to_owned(),
        name: name.to_owned(),
        kind: schemas.kind(schema, &format!("{}.{name}", published.id))?,
        required: parameter["required"] == true,
        commas: schema["type"] == "array" && parameter["explode"] == false,
        limits: limits(schema),
        default: default(schema),
    })
}

/// The default, if it is a value that the type allows.
fn default(schema: &Value) -> Option<String> {
    let text = match schema.get("default")? {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        Value::Null | Value::Object(_) => return None,
        other => other.to_string(),
    };
    let allowed =
        texts(schema.get("enum")).next().is_none() || texts(schema.get("enum")).any(|one| one == text);
    Some(text).filter(|text| allowed && !text.is_empty())
}

fn bodies(
    document: &Document<'_>,
    schemas: &mut Schemas<'_>,
    published: &Published<'_>,
) -> Result<Vec<Body>> {
    let Some(body) = published.value.get("requestBody") else { return Ok(Vec::new()) };
    let (name, body) = document.resolved(body)?;
    let name = name.map_or_else(|| format!("{}.body", published.id), str::to_owned);
    let row = |(media, content): (&String, &Value)| {
        Ok(Body {
            operation: published.id.to_owned(),
            media: plain(media),
            kind: schemas.kind(&content["schema"], &name)?,
            required: body["required"] == true,
        })
    };
    object(body.get("content")).map(row).collect()
}

fn responses(schemas: &mut Schemas<'_>, published: &Published<'_>) -> Result<Vec<Response>> {
    let mut rows = Vec::new();
    for (status, response) in object(published.value.get("responses")) {
        let status = if status == "default" { "200" } else { status };
        if !status.starts_with(['2', '3']) {
            continue;
        }
        let row = |media, kind| -> Result<Response> {
            Ok(Response { operation: published.id.to_owned(), status: status.parse()?, media, kind })
        };
        let before = rows.len();
        for (media, content) in object(response.get("content")) {
            let name = format!("{}.{status}", published.id);
            let kind = schemas.kind(&content["schema"], &name)?;
            rows.push(row(Some(plain(media)), Some(kind))?);
        }
        if rows.len() == before {
            rows.push(row(None, None)?);
        }
    }
    Ok(rows)
}

/// A media type without its parameters.
fn plain(media: &str) -> String {
    media.split(';').next().unwrap_or(media).trim().to_owned()
}
