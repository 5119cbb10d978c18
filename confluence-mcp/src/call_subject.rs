//! What a call of a tool is about, as far as ids and keys tell it: titles, addresses and texts are not for a log.

use rmcp::model::{CallToolResponse, ContentBlock, JsonObject};
use serde_json::Value;

/// What a call is about.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CallSubject {
    pub(crate) site: Option<String>,
    pub(crate) space: Option<String>,
    pub(crate) content: Option<String>,
}

impl CallSubject {
    /// What the arguments name.
    pub(crate) fn of(arguments: Option<&JsonObject>) -> Self {
        let named = |name: &str| arguments.and_then(|arguments| arguments.get(name));
        Self {
            site: named("site").and_then(key),
            space: named("space").and_then(key),
            content: named("page_id").and_then(id),
        }
    }

    /// Adds what the answer of a call that changes something tells: the id of what it made, and its space.
    pub(crate) fn answered(&mut self, answer: &CallToolResponse) {
        let CallToolResponse::Complete(result) = answer else { return };
        let facts = result.content.first().and_then(ContentBlock::as_text);
        let facts = facts.and_then(|text| serde_json::from_str::<Value>(&text.text).ok());
        let Some(facts) = facts.filter(|_| result.is_error != Some(true)) else { return };
        self.content = self.content.take().or_else(|| id(facts.get("id")?));
        self.space = self.space.take().or_else(|| key(facts.get("space")?.get("key")?));
    }
}

/// An id: digits, with the prefix that those of attachments have.
fn id(value: &Value) -> Option<String> {
    let id = match value {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    let digits = id.strip_prefix("att").unwrap_or(&id);
    (!digits.is_empty() && id.len() < 24 && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(id)
}

/// The key of a space or the name of a site: a word.
fn key(value: &Value) -> Option<String> {
    let key = value.as_str()?;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'~' | b'-' | b'_' | b'.');
    (!key.is_empty() && key.len() < 256 && key.bytes().all(is_word)).then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use rmcp::model::CallToolResult;
    use serde_json::json;

    use super::*;

    fn of(arguments: Value) -> CallSubject {
        CallSubject::of(arguments.as_object())
    }

    #[test]
    fn ids_and_keys_are_told_and_nothing_else() {
        let told = of(json!({"page_id": 7, "space": "~ada", "site": "work", "title": "Secret"}));
        let expected =
            CallSubject { site: Some("work".into()), space: Some("~ada".into()), content: Some("7".into()) };
        assert_eq!(told, expected);
        let texts = json!({"page_id": "the plan to sell", "space": "our secret space\n", "site": ""});
        assert_eq!(of(texts), CallSubject::default());
    }

    #[test]
    fn what_was_made_comes_from_the_answer() {
        let answer = |text: &str| {
            CallToolResponse::Complete(CallToolResult::success(vec![ContentBlock::text(text.to_owned())]))
        };
        let mut told = CallSubject::default();
        told.answered(&answer(r#"{"id":"65","title":"T","space":{"id":"1","key":"DOCS"}}"#));
        assert_eq!((told.content.as_deref(), told.space.as_deref()), (Some("65"), Some("DOCS")));
        let mut named = of(json!({"page_id": "7"}));
        named.answered(&answer(r#"{"id":"65"}"#));
        assert_eq!(named.content.as_deref(), Some("7"));
        let mut none = CallSubject::default();
        none.answered(&answer("not JSON"));
        assert_eq!(none, CallSubject::default());
    }
}
