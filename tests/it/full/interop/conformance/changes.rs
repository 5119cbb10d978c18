//! Lists that change, and telling of it whoever listens, as clients do since 2026-07-28.

use rmcp::model::{CallToolResult, SubscriptionFilter};
use rmcp::service::SubscriptionContext;
use tokio::sync::broadcast;

use super::contents::{of, text};

#[derive(Clone, Copy)]
enum List {
    Tools,
    Prompts,
}

#[derive(Clone)]
pub(super) struct Changes(broadcast::Sender<List>);

impl Changes {
    pub(super) fn new() -> Self {
        Self(broadcast::channel(16).0)
    }

    /// What the tool answers; `None` if it changes no list.
    pub(super) fn answer(&self, tool: &str) -> Option<CallToolResult> {
        let list = match tool {
            "test_trigger_tool_change" => List::Tools,
            "test_trigger_prompt_change" => List::Prompts,
            _ => return None,
        };
        let heard = self.0.send(list).unwrap_or(0);
        Some(CallToolResult::success(vec![of(text(&format!("{heard} listened")))]))
    }

    /// Tells of changes until nobody listens any more.
    pub(super) async fn tell(&self, context: &SubscriptionContext) {
        let (mut changes, told) = (self.0.subscribe(), context.sink());
        loop {
            // What was not subscribed to is refused by the sink.
            let _ = tokio::select! {
                () = context.cancelled() => return,
                Ok(list) = changes.recv() => match list {
                    List::Tools => told.notify_tool_list_changed().await,
                    List::Prompts => told.notify_prompt_list_changed().await,
                },
            };
        }
    }
}

/// What of it can be told.
pub(super) fn accepted(requested: &SubscriptionFilter) -> SubscriptionFilter {
    let mut accepted = requested.clone();
    accepted.resources_list_changed = None;
    accepted.resource_subscriptions = None;
    accepted
}
