//! JSON of the service in place of Markdown, which would stand on the page as it is.

use serde_json::Value;

use crate::storage::error::{ContentError, ContentErrorKind};

/// Refuses what an author gives as a text and is JSON of the service. What a page says is another matter.
pub(crate) fn refuse_json(text: &str) -> Result<(), ContentError> {
    match refused(text) {
        Some(message) => Err(ContentError::new(ContentErrorKind::Inexpressible, message).at(text, 0)),
        None => Ok(()),
    }
}

/// Why a text is refused that is a document of the Atlassian Document Format, or a body as the REST API has it.
fn refused(text: &str) -> Option<&'static str> {
    let text = text.trim();
    if !text.starts_with('{') || !text.ends_with('}') {
        return None;
    }
    let is_likely = text.contains("\"doc\"") || text.contains("\"representation\"");
    let value = is_likely.then(|| serde_json::from_str::<Value>(text).ok()).flatten()?;
    if value.get("type").is_some_and(|kind| kind == "doc")
        && value.get("content").is_some_and(Value::is_array)
    {
        return Some(
            "this is a document of the Atlassian Document Format and not Markdown; write its text as Markdown",
        );
    }
    is_body(&value, 0).then_some(
        "this is a body of the REST API as JSON and not Markdown; give its `value` as `content`, and `storage` as `content_format`",
    )
}

/// Whether a body is the value, or stands in it: `{"body":{"storage":{"value":"..","representation":"storage"}}}`.
fn is_body(value: &Value, depth: usize) -> bool {
    let Some(members) = value.as_object() else { return false };
    let is_text = |name: &str| members.get(name).is_some_and(Value::is_string);
    is_text("value") && is_text("representation")
        || depth < 3 && members.values().any(|member| is_body(member, depth + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_and_documents_are_told_from_other_json() {
        for text in [
            r#"{"storage":{"value":"<p>hi</p>","representation":"storage"}}"#,
            r#" {"value":"<p>hi</p>","representation":"storage"} "#,
            r#"{"title":"T","body":{"storage":{"value":"x","representation":"wiki"}}}"#,
            r#"{"version":1, "type" : "doc", "content": []}"#,
        ] {
            assert!(refused(text).is_some(), "{text}");
        }
        for text in [r#"{"a":1}"#, r#"{"representation":1,"value":"x"}"#, r#"{"type":"doc"}"#, "{toc}", "{}"]
        {
            assert!(refused(text).is_none(), "{text}");
        }
    }
}
