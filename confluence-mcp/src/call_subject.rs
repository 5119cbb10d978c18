//! What a call of a tool is about, as far as ids and keys tell it: titles, addresses and texts are not for a log.

use std::sync::{Arc, Mutex, PoisonError};

use confluence_client::ids::ContentId;
use rmcp::model::{CallToolResponse, ContentBlock, JsonObject};
use serde_json::Value;

/// The arguments that hold the key of a space.
pub(crate) const SPACES: [&str; 2] = ["space_key", "target_space_key"];
/// The arguments that name what a call works on: the first that is given counts.
const CONTENTS: [&str; 5] = ["page_id", "content_id", "attachment_id", "comment_id", "task_id"];
/// The arguments that name where it goes, or what it lies below.
const PARENTS: [&str; 2] = ["target_parent_id", "parent_id"];

/// The arguments that may name a page, blog post or the like.
pub(crate) const PAGES: [&str; 4] = ["page_id", "content_id", "parent_id", "target_parent_id"];

/// What a call is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CallSubject {
    pub(crate) site: Option<String>,
    pub(crate) space: Option<String>,
    pub(crate) content: Option<String>,
    /// Where something goes: it stands for the content where the answer tells of none.
    parent: Option<String>,
}

/// The subject of a call that is under way: whoever calls sees it when it is over.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedSubject(Arc<Mutex<CallSubject>>);

impl SharedSubject {
    /// What the arguments name as they are written, until the tool has put them right; one of the embedding program takes
    /// them so.
    pub(crate) fn of(arguments: Option<&JsonObject>) -> Self {
        let subject = Self::default();
        if let Some(arguments) = arguments {
            subject.set(arguments, None);
        }
        subject
    }

    /// What the arguments name, once they have the names of the schema.
    pub(crate) fn set(&self, arguments: &JsonObject, site: Option<&str>) {
        let mut subject = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *subject = CallSubject::of(arguments);
        subject.site = site.map(str::to_owned);
    }

    /// The id of content that was named in another way: the first one is what the call works on.
    pub(crate) fn found(&self, content: &ContentId) {
        let mut subject = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if subject.content.is_none() && subject.parent.is_none() {
            subject.content = Some(content.as_str().to_owned());
        }
    }

    /// What the call was about, with what the answer of one that changed something tells.
    pub(crate) fn ended(&self, answer: Option<&CallToolResponse>) -> CallSubject {
        let mut subject = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(answer) = answer {
            subject.answered(answer);
        }
        subject.ended()
    }
}

impl CallSubject {
    /// What the arguments name.
    fn of(arguments: &JsonObject) -> Self {
        let first = |names: &[&str]| names.iter().find_map(|name| arguments.get(*name));
        Self {
            site: None,
            space: first(&SPACES).and_then(key),
            content: first(&CONTENTS).and_then(id),
            parent: first(&PARENTS).filter(|_| first(&CONTENTS).is_none()).and_then(id),
        }
    }

    /// What it is about, once it is over: what it worked on, or else where.
    fn ended(mut self) -> Self {
        self.content = self.content.take().or(self.parent.take());
        self
    }

    /// Adds what the answer of a call that changes something tells: the id of what it made, and its space.
    fn answered(&mut self, answer: &CallToolResponse) {
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
        CallSubject::of(arguments.as_object().unwrap()).ended()
    }

    #[test]
    fn ids_and_keys_are_told_and_nothing_else() {
        let told = |arguments| {
            let CallSubject { space, content, .. } = of(arguments);
            (space, content)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            told(json!({"page_id": "7", "space_key": "~ada", "title": "Secret"})),
            (some("~ada"), some("7"))
        );
        assert_eq!(
            told(json!({"target_space_key": "B", "attachment_id": "att9"})),
            (some("B"), some("att9"))
        );
        assert_eq!(told(json!({"page_id": 7, "target_parent_id": "8"})), (None, some("7")));
        assert_eq!(told(json!({"parent_id": "8"})), (None, some("8")));
        let texts = json!({"page_id": "the plan to sell", "space_key": "our secret space\n"});
        assert_eq!(told(texts), (None, None));
    }

    #[test]
    fn content_that_was_found_is_what_the_call_works_on() {
        let subject = SharedSubject::default();
        subject
            .set(json!({"page_id": "A title", "target_parent_id": "8"}).as_object().unwrap(), Some("work"));
        subject.found(&"7".into());
        subject.found(&"8".into());
        let ended = subject.ended(None);
        assert_eq!((ended.site.as_deref(), ended.content.as_deref()), (Some("work"), Some("7")));
    }

    #[test]
    fn every_argument_that_names_something_has_a_place() {
        use crate::toolset::Toolset;

        // People and templates are not what a call is about.
        const NOT_TOLD: [&str; 2] = ["assignee_id", "template_id"];
        let mut seen = 0;
        for route in Toolset::ALL.iter().flat_map(|toolset| toolset.routes()) {
            let tool = route.into_tool_route().attr;
            let properties = tool.input_schema.get("properties").and_then(Value::as_object).unwrap();
            for name in properties.keys().filter(|name| name.ends_with("_id") || name.ends_with("_key")) {
                seen += 1;
                let name = name.as_str();
                let known = SPACES.contains(&name) || CONTENTS.contains(&name) || PARENTS.contains(&name);
                assert!(known || NOT_TOLD.contains(&name), "{}: `{name}` has no place", tool.name);
            }
        }
        assert!(seen > 30, "{seen}");
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
        let mut made = CallSubject::of(json!({"parent_id": "8"}).as_object().unwrap());
        made.answered(&answer(r#"{"id":"65"}"#));
        assert_eq!(made.ended().content.as_deref(), Some("65"));
        let mut none = CallSubject::default();
        none.answered(&answer("not JSON"));
        assert_eq!(none, CallSubject::default());
    }
}
