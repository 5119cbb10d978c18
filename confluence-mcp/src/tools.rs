//! The tools, a file for each toolset, and more where a toolset is large.

pub(crate) mod admin;
pub(crate) mod attachments;
mod change;
pub(crate) mod comments;
mod creating;
mod edits;
pub(crate) mod history;
pub(crate) mod labels;
mod moving;
pub(crate) mod pages;
mod parts;
pub(crate) mod people;
mod place;
mod properties;
mod reading;
mod restrictions;
mod saving;
pub(crate) mod search;
pub(crate) mod spaces;
#[cfg(feature = "sql")]
pub(crate) mod sql;
#[cfg(feature = "sql")]
mod sql_called;
#[cfg(feature = "sql")]
mod sql_changes;
#[cfg(feature = "sql")]
mod sql_files;
#[cfg(feature = "sql")]
mod sql_login;
#[cfg(feature = "sql")]
mod sql_metadata;
#[cfg(feature = "sql")]
mod sql_procedures;
#[cfg(feature = "sql")]
mod sql_statement;
#[cfg(feature = "sql")]
mod sql_values;
pub(crate) mod tasks;
mod templates;
mod titles;
mod trash;
mod tree;
mod writing;

use std::sync::Arc;

use rmcp::model::{JsonObject, Tool as Definition};
use serde_json::Value;

use crate::tool::Tool as _;

/// Tools that are of use only where a folder of this machine is open.
pub(crate) const NEEDING_FILES: [&str; 1] = [saving::SaveFile::NAME];
/// Arguments that name files of this machine.
const ARGUMENTS_OF_FILES: [&str; 2] = ["body_file", "file_path"];
/// What a tool does for which a folder is open, where none is.
const WITHOUT_FILES: [(&str, &str); 1] = [attachments::WITHOUT_FILES];

/// Without an open folder an argument that names a file is of no use, and would cost bytes in every list.
pub(crate) fn without_files(tool: &mut Definition) {
    if let Some((_, does)) = WITHOUT_FILES.iter().find(|(name, _)| *name == tool.name) {
        tool.description = Some((*does).into());
    }
    remove_file_arguments(Arc::make_mut(&mut tool.input_schema));
}

fn remove_file_arguments(schema: &mut JsonObject) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    properties.retain(|name, _| !ARGUMENTS_OF_FILES.contains(&name.as_str()));
    for property in properties.values_mut() {
        if let Some(items) = property.get_mut("items").and_then(Value::as_object_mut) {
            remove_file_arguments(items);
        }
    }
}
