//! One operation being called.

use serde_json::Value;

use super::addresses::Addresses;
use super::face::Face;
use super::failure::Failure;
use super::request::Request;
use super::store::content::Kind;

/// What the path template captured, by name.
pub(crate) type Captures = Vec<(&'static str, String)>;

/// The request of an operation, who sent it, and through which face.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) request: &'a Request<'a>,
    /// The segments of the path below the root of the API.
    pub(crate) segments: &'a [String],
    pub(crate) captures: Captures,
    pub(crate) account: String,
    pub(crate) site: &'a Addresses,
    pub(crate) face: Face,
}

impl Call<'_> {
    /// A captured path segment.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.captures.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// A captured id; the prefix of attachment ids is taken off.
    ///
    /// # Errors
    /// 400 when it is no number.
    pub(crate) fn id(&self, name: &str) -> Result<u64, Failure> {
        number(name, self.text(name))
    }

    /// A query parameter that is a number.
    ///
    /// # Errors
    /// 400 when it is none.
    pub(crate) fn query_number(&self, name: &str) -> Result<Option<u64>, Failure> {
        self.request.query(name).map(|text| number(name, text)).transpose()
    }

    /// Every number of a repeated query parameter.
    ///
    /// # Errors
    /// 400 when one is none, or there are more than `maximum`.
    pub(crate) fn query_ids(&self, name: &str, maximum: usize) -> Result<Vec<u64>, Failure> {
        let values = self.request.query_all(name);
        if values.len() > maximum {
            return Err(Failure::invalid(format!(
                "Provided value for '{name}' has more than {maximum} elements"
            )));
        }
        values.iter().map(|text| number(name, text)).collect()
    }

    /// The kind that the collection in the path stands for.
    ///
    /// # Errors
    /// 404 for an unknown collection.
    pub(crate) fn kind(&self) -> Result<Kind, Failure> {
        let collection = self.segments.first().map(String::as_str).unwrap_or_default();
        Kind::of_collection(collection).ok_or_else(|| Failure::not_found("Not Found"))
    }

    /// The names in `expand`.
    pub(crate) fn expansions(&self) -> Vec<String> {
        self.request.query_all("expand")
    }

    /// The body as a JSON object.
    ///
    /// # Errors
    /// 400 when it is none.
    pub(crate) fn object(&self) -> Result<Value, Failure> {
        let value = self.request.json()?;
        if value.is_object() {
            Ok(value)
        } else {
            Err(Failure::invalid("The request body must be a JSON object"))
        }
    }
}

/// A number in a request, with or without the prefix of attachment ids.
///
/// # Errors
/// 400 naming the parameter.
pub(crate) fn number(name: &str, text: &str) -> Result<u64, Failure> {
    text.strip_prefix("att").unwrap_or(text).parse().map_err(|_| {
        Failure::invalid(format!(
            "Provided value for '{name}' is not the correct type. Expected type is long"
        ))
    })
}

/// An id in a body, written as text or as a number.
///
/// # Errors
/// 400 naming the property when it is neither.
pub(crate) fn body_id(body: &Value, name: &str) -> Result<Option<u64>, Failure> {
    match &body[name] {
        Value::Null => Ok(None),
        Value::String(text) => number(name, text).map(Some),
        Value::Number(value) => Ok(value.as_u64()),
        _ => Err(Failure::invalid(format!("Provided value for '{name}' is not the correct type"))),
    }
}
