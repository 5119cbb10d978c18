//! The output of a tool: one copy, in text, bounded and without what nobody sees.
//!
//! Rows and facts about a page are JSON in the text. They go into `structuredContent` too where the server was started
//! for a program: clients that are much in use show a model that in place of the text, so that a page's body would be
//! lost, and a model would pay for the rows twice.

use confluence_client::wiki::Slice;
use rmcp::model::{CallToolResult, ContentBlock};
use serde::Serialize;
use serde_json::Value;

use crate::untrusted::{fenced, visible};

/// The output of a tool, as it is built.
#[derive(Debug, Default)]
pub(crate) struct ToolOutput {
    blocks: Vec<ContentBlock>,
    removed: usize,
}

impl ToolOutput {
    /// Facts, as one line of JSON.
    pub(crate) fn of(facts: &impl Serialize) -> Self {
        Self::default().text(&json(facts))
    }

    /// Rows of a list, each a line of JSON in an array, and how to go on.
    pub(crate) fn rows<T: Serialize>(slice: Slice<T>) -> Self {
        Self::list(slice.items, slice.total, slice.next.as_deref())
    }

    /// Rows, each a line of JSON in an array, with the number of all and how to go on where these are known.
    pub(crate) fn list<R: Serialize>(
        rows: impl IntoIterator<Item = R>,
        total: Option<u64>,
        next: Option<&str>,
    ) -> Self {
        let rows: Vec<String> = rows.into_iter().map(|row| format!("\n{}", json(&row))).collect();
        let end = if rows.is_empty() { "" } else { "\n" };
        let mut text = format!("{{\"results\":[{}{end}]", rows.join(","));
        if let Some(total) = total {
            text.push_str(&format!(",\"total\":{total}"));
        }
        if let Some(next) = next {
            text.push_str(&format!(",\"next_cursor\":{}", json(&next)));
        }
        text.push('}');
        Self::default().text(&text)
    }

    /// Adds text that other people wrote, if there is any.
    pub(crate) fn untrusted(self, what: &str, text: &str) -> Self {
        if text.is_empty() {
            return self;
        }
        let (text, removed) = visible(text);
        Self { removed: self.removed + removed, ..self.push(fenced(&text, what)) }
    }

    /// Adds a sentence for the model.
    pub(crate) fn text(self, text: &str) -> Self {
        let (text, removed) = visible(text);
        let text = text.into_owned();
        Self { removed: self.removed + removed, ..self.push(text) }
    }

    /// Adds an image and the like.
    pub(crate) fn block(mut self, block: ContentBlock) -> Self {
        self.blocks.push(block);
        self
    }

    /// The result; with `structured`, the rows or facts also as a value.
    pub(crate) fn into_result(self, structured: bool) -> CallToolResult {
        let value = if structured { self.value() } else { None };
        let answer = match self.removed {
            0 => self,
            1 => self.push("Note: 1 invisible character was left out of what you read; it may have been meant to deceive.".into()),
            many => self.push(format!(
                "Note: {many} invisible characters were left out of what you read; they may have been meant to deceive."
            )),
        };
        let mut result = CallToolResult::success(answer.blocks);
        result.structured_content = value;
        result
    }

    /// What the first block says, if it is facts or rows.
    fn value(&self) -> Option<Value> {
        serde_json::from_str(&self.blocks.first()?.as_text()?.text).ok().filter(Value::is_object)
    }

    fn push(self, text: String) -> Self {
        self.block(ContentBlock::text(text))
    }
}

pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|error| format!("{{\"unreadable\":\"{error}\"}}"))
}
