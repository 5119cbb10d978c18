//! Whether a value has the shape of a document.

use serde_json::Value;

use super::malformed;
use crate::storage::error::{ContentError, ContentErrorKind};

/// Nodes deeper than this are refused; the editor itself allows far less.
const MAX_DEPTH: usize = 60;

/// Checks that a value is a document of Atlassian Document Format: a `doc` of version 1 whose nodes have a type,
/// lists of nodes and marks where those belong, and text in every `text`.
///
/// Which node may stand in which is left to the service.
///
/// # Errors
/// [`Malformed`](ContentErrorKind::Malformed), naming the path of the node, such as `doc.content[2].marks[0]`.
pub fn check(document: &Value) -> Result<(), ContentError> {
    if document.get("type").and_then(Value::as_str) != Some("doc") {
        return Err(malformed("doc", "the document's `type` has to be \"doc\""));
    }
    if document.get("version").and_then(Value::as_u64) != Some(1) {
        return Err(malformed("doc", "the document's `version` has to be the number 1"));
    }
    if !document.get("content").is_some_and(Value::is_array) {
        return Err(malformed("doc", "the document needs a list `content`"));
    }
    let mut work = vec![(document, "doc".to_owned(), 0)];
    while let Some((node, path, depth)) = work.pop() {
        if depth > MAX_DEPTH {
            let message = format!("{path}: nodes nest more than {MAX_DEPTH} deep");
            return Err(ContentError::new(ContentErrorKind::TooLarge, message));
        }
        check_node(node, &path)?;
        for (index, child) in super::children(node).iter().enumerate() {
            work.push((child, format!("{path}.content[{index}]"), depth + 1));
        }
    }
    Ok(())
}

fn check_node(node: &Value, path: &str) -> Result<(), ContentError> {
    let Some(fields) = node.as_object() else { return Err(malformed(path, "a node has to be an object")) };
    let Some(kind) = fields.get("type").and_then(Value::as_str) else {
        return Err(malformed(path, "a node needs a `type`"));
    };
    if fields.get("content").is_some_and(|content| !content.is_array()) {
        return Err(malformed(path, "`content` has to be a list of nodes"));
    }
    if fields.get("attrs").is_some_and(|attributes| !attributes.is_object()) {
        return Err(malformed(path, "`attrs` has to be an object"));
    }
    if kind == "text" && fields.get("text").and_then(Value::as_str).is_none_or(|text| text.is_empty()) {
        return Err(malformed(path, "a text node needs a `text` that is not empty"));
    }
    let Some(marks) = fields.get("marks") else { return Ok(()) };
    let Some(marks) = marks.as_array() else { return Err(malformed(path, "`marks` has to be a list")) };
    match marks.iter().position(|mark| !mark.get("type").is_some_and(Value::is_string)) {
        Some(index) => Err(malformed(&format!("{path}.marks[{index}]"), "a mark needs a `type`")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn errors_name_the_path() {
        let document = json!({"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": [{"type": "text"}]}]});
        assert_eq!(
            check(&document).unwrap_err().to_string(),
            "doc.content[0].content[0]: a text node needs a `text` that is not empty"
        );
        assert!(check(&json!({"type": "doc"})).unwrap_err().to_string().contains("version"));
    }
}
