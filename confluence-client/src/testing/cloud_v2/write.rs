//! Reading the bodies that create and update.

use serde_json::Value;

use super::super::failure::Failure;
use super::super::representation::Body;
use super::super::store::Store;
use super::super::store::content::Status;
use super::super::store::write::Update;

/// The body of a record, flat (`{representation, value}`) or nested (`{storage: {...}}`), as it is stored.
///
/// # Errors
/// 400 for another shape or representation, or a value that is no document of it.
pub(crate) fn body(store: &mut Store, sent: &Value) -> Result<Option<Body>, Failure> {
    if sent.is_null() {
        return Ok(None);
    }
    let object = sent.as_object().ok_or_else(|| Failure::invalid("body must be an object"))?;
    let nested = object.values().find(|part| part.is_object());
    let flat = nested.unwrap_or(sent);
    let (representation, value) = (flat["representation"].as_str(), flat["value"].as_str());
    let (Some(representation), Some(value)) = (representation, value) else {
        return Err(Failure::invalid("body must have a representation and a value, both text"));
    };
    store.body(representation, value).map(Some)
}

/// A text property.
pub(crate) fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value[name].as_str()
}

/// A text property that must be there.
///
/// # Errors
/// 400 naming it.
pub(crate) fn required<'v>(value: &'v Value, name: &str) -> Result<&'v str, Failure> {
    text(value, name).ok_or_else(|| Failure::invalid(format!("Missing required property '{name}'")))
}

/// The status property.
///
/// # Errors
/// 400 for one that cannot be written.
pub(crate) fn status(value: &Value) -> Result<Option<Status>, Failure> {
    match text(value, "status") {
        None => Ok(None),
        Some(name @ ("current" | "draft")) => Ok(Status::parse(name)),
        Some(other) => {
            Err(Failure::invalid(format!("Provided value '{other}' for 'status' must be current or draft")))
        }
    }
}

/// The `version` object of an update.
///
/// # Errors
/// 400 without a number.
pub(crate) fn version(value: &Value, mut update: Update) -> Result<Update, Failure> {
    let version = &value["version"];
    update.version = version["number"]
        .as_u64()
        .ok_or_else(|| Failure::invalid("Missing required property 'version.number'"))?;
    update.message = text(version, "message").unwrap_or_default().to_owned();
    update.minor = version["minorEdit"].as_bool().unwrap_or(false);
    Ok(update)
}
