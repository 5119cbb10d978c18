//! Known faults of the published documents, each with its repair and its reason.
//!
//! A repair that finds nothing to repair is an error: the document has been mended, the row goes.

use ::tests::facts::Api;
use serde_json::{Value, json};

use super::document::{object, texts};
use crate::Result;

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
    /// The answer is not JSON but a file of this media type.
    File(&'static str),
    /// Gives a schema of the document another content, whatever the operation.
    Schema(&'static str, Value),
    /// Gives a property of a schema another type, whatever the operation.
    Property(&'static str, &'static str, Value),
    /// Puts `X` in for each schema `ReferenceX`, and anything where there is no `X`.
    References,
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A page of a list, as Data Center publishes it with every list.
fn page_of(name: &str) -> Value {
    let properties =
        ["totalCount", "start", "limit", "size"].map(|name| (name, json!({ "type": "integer" })));
    let mut page = json!({ "type": "object", "properties": {
        "results": { "type": "array", "items": reference(name) },
        "_links": { "type": "object", "properties": { "next": { "type": "string" } } },
    } });
    for (name, schema) in properties {
        page["properties"][name] = schema;
    }
    page
}

fn repairs() -> Vec<Repair> {
    let mut all = of_cloud();
    all.extend(of_data_center());
    all
}

fn repair(api: Api, operation: &'static str, change: Change, reason: &'static str) -> Repair {
    Repair { api, operation, change, reason }
}

fn text() -> Value {
    json!({ "type": "string" })
}

/// The id of an attachment, as most operations publish it.
fn attachment_id() -> Value {
    json!({ "type": "string", "pattern": "(att)?[0-9]+" })
}

fn of_cloud() -> Vec<Repair> {
    vec![
        repair(
            Api::V2,
            "deleteAttachment",
            Change::Parameter("id", attachment_id()),
            "the id of an attachment is a text such as `att123`, as everywhere else",
        ),
        repair(
            Api::V2,
            "getAttachmentLabels",
            Change::Parameter("id", attachment_id()),
            "the id of an attachment is a text such as `att123`, as everywhere else",
        ),
        repair(
            Api::V2,
            "getAttachmentContentPropertiesById",
            Change::Parameter("attachment-id", attachment_id()),
            "`0-9` stands without its brackets, so that no id fits the pattern",
        ),
        repair(
            Api::V2,
            "getAttachmentVersionDetails",
            Change::Parameter("attachment-id", attachment_id()),
            "`0-9` stands without its brackets, so that no id fits the pattern",
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
            Api::V1,
            "*",
            Change::Property(
                "ContentTemplateCreate",
                "labels",
                json!({ "type": "array", "items": reference("LabelCreate") }),
            ),
            "a new label has no id yet",
        ),
        repair(
            Api::V1,
            "*",
            Change::Property(
                "ContentTemplateUpdate",
                "labels",
                json!({ "type": "array", "items": reference("LabelCreate") }),
            ),
            "a new label has no id yet",
        ),
        repair(
            Api::V1,
            "*",
            Change::Property(
                "AttachmentPropertiesUpdateBody",
                "version",
                json!({ "type": "object", "properties": {
                "number": { "type": "integer" }, "message": text(), "minorEdit": { "type": "boolean" },
            } }),
            ),
            "published as a version that exists, with its date and its author",
        ),
        repair(
            Api::V1,
            "*",
            Change::Property("UsersUserKeys", "userAccountIds", json!({ "type": "array", "items": text() })),
            "required, and not described: a list of texts, as `userKeys` beside it",
        ),
        repair(
            Api::V1,
            "*",
            Change::Property(
                "AttachmentPropertiesUpdateBody",
                "metadata",
                json!({ "type": "object", "properties": {
                "mediaType": text(), "comment": text(),
            } }),
            ),
            "the service changes the comment as well",
        ),
    ]
}

fn of_data_center() -> Vec<Repair> {
    vec![
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
        repair(
            Api::Dc,
            "*",
            Change::References,
            "how the implementation holds what is not expanded; requests and answers hold the thing itself",
        ),
        repair(
            Api::Dc,
            "*",
            Change::Schema("JsonString", json!({})),
            "a class of the implementation; the value of a property is any JSON",
        ),
        repair(
            Api::Dc,
            "addLabels",
            Change::Body(json!({ "type": "array", "items": reference("Label") })),
            "the service takes a list",
        ),
        repair(
            Api::Dc,
            "createAttachments",
            Change::Answer(page_of("Content")),
            "the live answer is a page even for one file",
        ),
        repair(
            Api::Dc,
            "getAccessModeStatus",
            Change::Answer(text()),
            "published without a type; the live answer is a word",
        ),
        repair(
            Api::Dc,
            "downloadBackupFile",
            Change::File("application/zip"),
            "published as the description of the job; the live answer is the file",
        ),
    ]
}

/// Repairs the document of `api`.
pub(crate) fn apply(api: Api, document: &mut Value) -> Result<()> {
    for repair in repairs().iter().filter(|repair| repair.api == api) {
        let mut repaired = repair.change.apply_to_schemas(document);
        let operations = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
        let methods = operations.flat_map(|(_, methods)| methods.as_object_mut()).flatten();
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
    check_required(document)
}

/// Refuses a document that requires properties which it does not describe: only a repair can say what they are.
fn check_required(document: &Value) -> Result<()> {
    for (name, schema) in object(document.pointer("/components/schemas")) {
        for required in texts(schema.get("required")) {
            if schema.get("properties").is_some_and(|properties| properties.get(required).is_none()) {
                return Err(format!("{name} requires `{required}`, which it does not describe").into());
            }
        }
    }
    Ok(())
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
            Self::File(media) => {
                let file = json!({ *media: { "schema": { "type": "string", "format": "binary" } } });
                let content = operation.pointer_mut("/responses/200/content");
                content.map(|content| *content = file).is_some()
            }
            Self::Schema(..) | Self::Property(..) | Self::References => false,
        }
    }

    /// Says whether there was a schema to change.
    fn apply_to_schemas(&self, document: &mut Value) -> bool {
        let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
            return false;
        };
        match self {
            Self::Schema(name, schema) => schemas.insert((*name).to_owned(), schema.clone()).is_some(),
            Self::Property(name, property, schema) => schemas.get_mut(*name).is_some_and(|whole| {
                let changed = whole["properties"][property] != *schema;
                whole["properties"][property] = schema.clone();
                changed
            }),
            Self::References => {
                let names: Vec<String> = schemas
                    .keys()
                    .filter_map(|name| name.strip_prefix("Reference"))
                    .map(str::to_owned)
                    .collect();
                for name in &names {
                    let schema = if schemas.contains_key(name) { reference(name) } else { json!({}) };
                    schemas.insert(format!("Reference{name}"), schema);
                }
                !names.is_empty()
            }
            _ => false,
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
    fn a_required_property_has_to_be_described() {
        let schema = json!({ "required": ["a", "b"], "properties": { "a": {} } });
        let error = check_required(&json!({ "components": { "schemas": { "Thing": schema } } })).unwrap_err();
        assert_eq!(error.to_string(), "Thing requires `b`, which it does not describe");
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
