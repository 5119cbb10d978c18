//! Schemas: published ones, and inline ones under derived names (`Owner.property`, `operation.200`).

use std::collections::BTreeMap;

use ::tests::facts::{Property, notation::Type};
use serde_json::{Value, json};

use super::document::{Document, list, object, texts};
use super::limits::limits;
use crate::Result;

/// Inline lists with one shape around many types, published over and over. They become one schema with a
/// parameter `T` for what `results` holds.
const ENVELOPES: [(&str, &[&str]); 3] = [
    ("MultiEntityResult", &["_links", "results"]),
    ("PageResponse", &["_links", "limit", "results", "size", "start", "totalCount"]),
    (
        "CursorResponse",
        &["_links", "cursor", "limit", "nextCursor", "prevCursor", "results", "size", "totalCount"],
    ),
];

/// The schemas met so far.
pub(crate) struct Schemas<'a> {
    document: &'a Document<'a>,
    rows: BTreeMap<String, Vec<Property>>,
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(document: &'a Document<'a>) -> Self {
        Self { document, rows: BTreeMap::new() }
    }

    pub(crate) fn into_rows(self) -> Vec<Property> {
        self.rows.into_values().flatten().collect()
    }

    /// The type of `schema`; an inline object in it is defined as `name`.
    pub(crate) fn kind(&mut self, schema: &Value, name: &str) -> Result<Type> {
        // A reference with a `type` beside it means the reference.
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.referred(reference);
        }
        // A single value that is declared with `items` is one of those items.
        if schema["type"] == "string" && schema.get("items").is_some() {
            return self.kind(&schema["items"], name);
        }
        for (key, many) in
            [("oneOf", Type::Either as fn(_) -> _), ("anyOf", Type::Either), ("allOf", Type::All)]
        {
            if schema.get(key).is_some() {
                return self.several(schema, key, name).map(many);
            }
        }
        if let Some(values) = enumeration(schema) {
            return Ok(values);
        }
        match schema["type"].as_str() {
            Some("array") => Ok(Type::Array(Box::new(self.kind(&schema["items"], name)?))),
            Some("object") => self.object(schema, name),
            None if schema.get("properties").is_some() => self.object(schema, name),
            other => Ok(scalar(other, schema["format"].as_str())),
        }
    }

    fn several(&mut self, schema: &Value, key: &str, name: &str) -> Result<Vec<Type>> {
        let branch = |(index, branch)| self.kind(branch, &format!("{name}.{}", index + 1));
        list(schema.get(key)).enumerate().map(branch).collect()
    }

    fn referred(&mut self, reference: &str) -> Result<Type> {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        if name != "T" && !self.rows.contains_key(name) {
            let schema =
                self.document.schema(name).ok_or_else(|| format!("nothing stands at {reference}"))?;
            self.define(name, schema)?;
        }
        Ok(Type::named(name))
    }

    fn object(&mut self, schema: &Value, name: &str) -> Result<Type> {
        let names: Vec<&str> = object(schema.get("properties")).map(|(name, _)| name.as_str()).collect();
        if names.is_empty() {
            return match schema.get("additionalProperties") {
                Some(values @ Value::Object(_)) => Ok(Type::Map(Box::new(self.kind(values, name)?))),
                _ => Ok(Type::scalar("object")),
            };
        }
        if let Some((envelope, _)) = ENVELOPES.iter().find(|(_, members)| *members == names) {
            return self.envelope(envelope, schema, name);
        }
        if is_base_link(schema) {
            self.define("LinksWithBase", schema)?;
            return Ok(Type::named("LinksWithBase"));
        }
        self.define(name, schema)?;
        Ok(Type::named(name))
    }

    fn envelope(&mut self, envelope: &str, schema: &Value, name: &str) -> Result<Type> {
        let content = self.kind(&schema["properties"]["results"]["items"], &format!("{name}.results"))?;
        let mut general = schema.clone();
        general["properties"]["results"]["items"] = json!({ "$ref": "#/components/schemas/T" });
        self.define(envelope, &general)?;
        Ok(Type::Named(envelope.to_owned(), vec![content]))
    }

    fn define(&mut self, name: &str, schema: &Value) -> Result<()> {
        self.rows.entry(name.to_owned()).or_default();
        let required: Vec<&str> = texts(schema.get("required")).collect();
        let mut rows = Vec::new();
        for (property, kind) in object(schema.get("properties")) {
            rows.push(Property {
                schema: name.to_owned(),
                name: property.clone(),
                kind: self.kind(kind, &format!("{name}.{property}"))?,
                required: required.contains(&property.as_str()),
                nullable: kind["nullable"] == true,
                limits: limits(kind),
            });
        }
        if rows.is_empty() {
            rows.push(self.whole(name, schema)?);
        }
        rows.sort_by(|a, b| a.name.cmp(&b.name));
        self.rows.insert(name.to_owned(), rows);
        Ok(())
    }

    /// The one row of a schema that is not an object with properties.
    fn whole(&mut self, name: &str, schema: &Value) -> Result<Property> {
        Ok(Property {
            schema: name.to_owned(),
            name: "*".to_owned(),
            kind: self.kind(schema, name)?,
            required: false,
            nullable: schema["nullable"] == true,
            limits: limits(schema),
        })
    }
}

fn is_base_link(schema: &Value) -> bool {
    let base = json!({ "_links": { "type": "object", "properties": { "base": { "type": "string" } } } });
    schema["properties"] == base
}

/// The listed values. An empty one says no more than an absent property.
fn enumeration(schema: &Value) -> Option<Type> {
    let values: Vec<String> =
        texts(schema.get("enum")).filter(|value| !value.is_empty()).map(str::to_owned).collect();
    (!values.is_empty()).then_some(Type::Enum(values))
}

/// A few properties have a format without a type, or a number's format on a text.
fn scalar(kind: Option<&str>, format: Option<&str>) -> Type {
    match (kind, format) {
        (Some("string"), Some("binary")) => Type::scalar("binary"),
        (Some("string"), None | Some("int32")) | (None, Some("string")) => Type::scalar("string"),
        (Some(name), format) => Type::Scalar(name.to_owned(), format.map(str::to_owned)),
        (None, Some(format @ "int32")) => Type::Scalar("integer".to_owned(), Some(format.to_owned())),
        (None, _) => Type::Any,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::tests::facts::Api;

    fn kind_of(schema: Value) -> (String, Vec<String>) {
        let published = json!({ "components": { "schemas": {
            "Page": { "type": "object", "required": ["id"],
                      "properties": { "id": { "type": "string" }, "parent": { "$ref": "#/components/schemas/Page" } } },
            "Sort": { "type": "string", "enum": ["id", "-id"] },
            "Links": { "type": "object", "properties": { "next": { "type": "string", "nullable": true } } },
        } } });
        let document = Document::new(Api::V2, &published);
        let mut schemas = Schemas::new(&document);
        let kind = schemas.kind(&schema, "list.200").unwrap().to_string();
        let rows = schemas.into_rows();
        (kind, rows.iter().map(|row| format!("{}.{} {}", row.schema, row.name, row.kind)).collect())
    }

    #[test]
    fn follows_references_that_turn_back() {
        let (kind, rows) = kind_of(json!({ "type": "object", "$ref": "#/components/schemas/Page" }));
        assert_eq!((kind.as_str(), rows), ("Page", vec!["Page.id string".into(), "Page.parent Page".into()]));
    }

    #[test]
    fn folds_an_envelope() {
        let (kind, rows) = kind_of(json!({ "type": "object", "properties": {
            "results": { "type": "array", "items": { "$ref": "#/components/schemas/Sort" } },
            "_links": { "$ref": "#/components/schemas/Links" },
        } }));
        assert_eq!(kind, "MultiEntityResult<Sort>");
        assert!(rows.contains(&"MultiEntityResult.results [T]".to_owned()), "{rows:?}");
    }

    #[test]
    fn reads_a_single_sort_that_is_declared_like_a_list() {
        let (kind, _) =
            kind_of(json!({ "type": "string", "items": { "$ref": "#/components/schemas/Sort" } }));
        assert_eq!(kind, "Sort");
    }

    #[test]
    fn names_what_is_inline() {
        let (kind, rows) = kind_of(json!({ "allOf": [
            { "$ref": "#/components/schemas/Sort" },
            { "properties": { "a": { "format": "string" } } },
        ] }));
        assert_eq!(kind, "Sort & list.200.2");
        assert!(rows.contains(&"list.200.2.a string".to_owned()), "{rows:?}");
    }
}
