//! Reading an OpenAPI document: its operations, and what a reference points at.

use ::tests::facts::Api;
use serde_json::{Map, Value};

use crate::Result;

/// Operations that stay out: registering modules at run time takes a JWT that only Connect apps have.
const CONNECT_ONLY: [&str; 3] = ["getModules", "registerModules", "removeModules"];

pub(crate) fn excluded(api: Api) -> &'static [&'static str] {
    if api == Api::V1 { &CONNECT_ONLY } else { &[] }
}

pub(crate) struct Document<'a> {
    pub(crate) api: Api,
    value: &'a Value,
}

/// One operation with its address.
pub(crate) struct Published<'a> {
    /// The path below the root of the API.
    pub(crate) path: &'a str,
    pub(crate) method: String,
    pub(crate) id: &'a str,
    pub(crate) value: &'a Value,
}

impl<'a> Document<'a> {
    pub(crate) fn new(api: Api, value: &'a Value) -> Self {
        Self { api, value }
    }

    /// All operations but the excluded ones.
    pub(crate) fn operations(&self) -> Result<Vec<Published<'a>>> {
        let mut found = Vec::new();
        for (path, methods) in object(self.value.get("paths")) {
            for (method, value) in object(Some(methods)) {
                let id = value["operationId"].as_str().ok_or_else(|| format!("{method} {path} has no id"))?;
                if !excluded(self.api).contains(&id) {
                    let path = self.below_root(path)?;
                    found.push(Published { path, method: method.to_uppercase(), id, value });
                }
            }
        }
        Ok(found)
    }

    fn below_root(&self, path: &'a str) -> Result<&'a str> {
        let root = match self.api {
            Api::V2 => "",
            Api::V1 => "/wiki/rest/api",
            Api::Dc => "/rest/api",
        };
        Ok(path.strip_prefix(root).ok_or_else(|| format!("{path} is not below {root}"))?)
    }

    pub(crate) fn schema(&self, name: &str) -> Option<&'a Value> {
        self.value.pointer(&format!("/components/schemas/{name}"))
    }

    /// What `value` says, by itself or by its reference, with the name of what it refers to.
    pub(crate) fn resolved(&self, value: &'a Value) -> Result<(Option<&'a str>, &'a Value)> {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return Ok((None, value)) };
        let pointer = reference.trim_start_matches('#');
        let target = self.value.pointer(pointer).ok_or_else(|| format!("nothing stands at {reference}"))?;
        Ok((pointer.rsplit('/').next(), target))
    }
}

/// The entries of an object; none, if there is no object.
pub(crate) fn object(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// The members of a list; none, if there is no list.
pub(crate) fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// The texts of a list.
pub(crate) fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    list(value).filter_map(Value::as_str)
}
