//! Known faults of the published documents, each with its repair and its reason.
//!
//! A repair that finds nothing to repair is an error: the document has been mended, the row goes.

use ::tests::facts::Api;
use serde_json::{Value, json};

use super::document::{object, texts};
use crate::Result;

/// Operations that stay out: registering modules at run time takes a JWT that only Connect apps have.
const CONNECT_ONLY: [&str; 3] = ["getModules", "registerModules", "removeModules"];

pub(crate) fn excluded(api: Api) -> &'static [&'static str] {
    if api == Api::V1 { &CONNECT_ONLY } else { &[] }
}

struct Repair {
    api: Api,
    /// The operation at fault, or `*` for all.
    operation: &'static str,
    change: Change,
    reason: &'static str,
}

enum Change {
    /// Gives a parameter another type.
    Parameter(&'static str, Value),
    /// Gives every parameter of this type another one.
    ParameterType(&'static str, Value),
    /// Takes a parameter away.
    NoParameter(&'static str),
    /// Gives the body another schema.
    Body(Value),
    /// Takes the body of GET operations away.
    NoBodyOfGet,
    /// Gives the JSON answer another schema.
    Answer(Value),
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn repairs() -> Vec<Repair> {
    let text = || json!({ "type": "string" });
    let repair = |api, operation, change, reason| Repair { api, operation, change, reason };
    vec![
        repair(
            Api::V2,
            "deleteAttachment",
            Change::Parameter("id", text()),
            "the id of an attachment is a text such as `att123`, as everywhere else",
        ),
        repair(
            Api::V2,
            "getAttachmentLabels",
            Change::Parameter("id", text()),
            "the id of an attachment is a text such as `att123`, as everywhere else",
        ),
        repair(
            Api::V2,
            "updateFooterComment",
            Change::Body(reference("UpdateFooterCommentModel")),
            "links are part of answers; here they slipped into a request",
        ),
        repair(
            Api::V1,
            "getDescendantsOfType",
            Change::Parameter("depth", text()),
            "the list of values holds a sentence that means: any number",
        ),
        repair(
            Api::V1,
            "getRestrictionsByOperation",
            Change::Answer(json!({ "type": "object", "properties": {
                "read": reference("ContentRestriction"),
                "update": reference("ContentRestriction"),
                "_links": reference("GenericLinks"),
            } })),
            "the live answer has one member an operation, the document a generic map",
        ),
        repair(
            Api::Dc,
            "*",
            Change::NoParameter("xoauth_requestor_id"),
            "belongs to the impersonation of OAuth 1.0a, which a signature carries, not to operations",
        ),
        repair(
            Api::Dc,
            "*",
            Change::NoBodyOfGet,
            "a parameter object of the implementation, published as a body",
        ),
        repair(
            Api::Dc,
            "*",
            Change::ParameterType("Group", text()),
            "a class of the implementation; in a path it is the group's name",
        ),
        repair(
            Api::Dc,
            "*",
            Change::ParameterType("UserKey", text()),
            "a class of the implementation; in a query it is the key's text",
        ),
    ]
}

/// Repairs the document of `api`.
pub(crate) fn apply(api: Api, document: &mut Value) -> Result<()> {
    for repair in repairs().iter().filter(|repair| repair.api == api) {
        let operations = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
        let methods = operations.flat_map(|(_, methods)| methods.as_object_mut()).flatten();
        let mut repaired = false;
        for (method, operation) in methods {
            if repair.operation == "*" || operation["operationId"] == repair.operation {
                repaired |= repair.change.apply(method, operation);
            }
        }
        if !repaired {
            let Repair { operation, reason, .. } = repair;
            return Err(format!("{}: {operation} needs no repair any more ({reason})", api.name()).into());
        }
    }
    check_required(document);
    Ok(())
}

/// Says which required properties do not exist; they are left out.
fn check_required(document: &Value) {
    for (name, schema) in object(document.pointer("/components/schemas")) {
        for required in texts(schema.get("required")) {
            if schema.get("properties").is_some_and(|properties| properties.get(required).is_none()) {
                println!("left out: {name} requires `{required}`, which it does not have");
            }
        }
    }
}

impl Change {
    /// Says whether there was something to change.
    fn apply(&self, method: &str, operation: &mut Value) -> bool {
        match self {
            Self::Parameter(name, schema) => set_schemas(operation, schema, |one| one["name"] == *name),
            Self::ParameterType(name, schema) => {
                set_schemas(operation, schema, |one| one["schema"] == reference(name))
            }
            Self::NoParameter(name) => parameters(operation).is_some_and(|all| {
                let before = all.len();
                all.retain(|one| one["name"] != *name);
                all.len() < before
            }),
            Self::Body(schema) => set_content(operation.pointer_mut("/requestBody/content"), schema),
            Self::NoBodyOfGet => {
                let of_get = operation.as_object_mut().filter(|_| method == "get");
                of_get.and_then(|operation| operation.remove("requestBody")).is_some()
            }
            Self::Answer(schema) => set_content(operation.pointer_mut("/responses/200/content"), schema),
        }
    }
}

fn parameters(operation: &mut Value) -> Option<&mut Vec<Value>> {
    operation.get_mut("parameters").and_then(Value::as_array_mut)
}

fn set_schemas(operation: &mut Value, schema: &Value, chosen: impl Fn(&Value) -> bool) -> bool {
    let mut changed = false;
    for parameter in parameters(operation).into_iter().flatten().filter(|one| chosen(one)) {
        changed |= parameter["schema"] != *schema;
        parameter["schema"] = schema.clone();
    }
    changed
}

fn set_content(content: Option<&mut Value>, schema: &Value) -> bool {
    let Some(content) = content.and_then(|content| content.get_mut("application/json")) else { return false };
    let changed = content["schema"] != *schema;
    content["schema"] = schema.clone();
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_when_a_repair_is_not_needed() {
        let error = apply(Api::V2, &mut json!({ "paths": {} })).unwrap_err().to_string();
        assert!(error.contains("deleteAttachment") && error.contains("no repair"), "{error}");
    }

    #[test]
    fn changes_the_type_of_one_parameter() {
        let mut operation = json!({ "parameters": [{ "name": "id", "schema": { "type": "integer" } }] });
        let change = Change::Parameter("id", json!({ "type": "string" }));
        assert!(change.apply("get", &mut operation));
        assert_eq!(operation["parameters"][0]["schema"]["type"], "string");
        assert!(!change.apply("get", &mut operation));
    }
}
