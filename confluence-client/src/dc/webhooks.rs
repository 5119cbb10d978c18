//! Webhooks: URLs that the server calls when something happens.

use serde_json::Value;

use crate::declare::endpoints;
use crate::ids::WebhookId;
use crate::models::dc::{Invocation, InvocationOutcome, NewWebhook, Webhook};
use crate::wire::paging::Paged;

endpoints! { DataCenter:
    /// Lists webhooks.
    fn list() -> Paged<Webhook> = FindWebhooks: GET "/webhooks" paged Start {
        /// Only those for one of these events.
        event: Vec<String>,
        /// Whether to answer how their calls went.
        statistics: bool,
    }

    /// Creates a webhook.
    fn create() -> Webhook = CreateWebhook: POST "/webhooks" <- NewWebhook

    /// Returns one webhook.
    fn get(webhook: WebhookId) -> Webhook = GetWebhook: GET "/webhooks/{webhook}" {
        /// Whether to answer how its calls went.
        statistics: bool,
    }

    /// Replaces a webhook.
    fn update(webhook: WebhookId) -> Webhook = UpdateWebhook: PUT "/webhooks/{webhook}" <- NewWebhook

    /// Deletes a webhook.
    fn delete(webhook: WebhookId) -> () = DeleteWebhook: DELETE "/webhooks/{webhook}"

    /// Returns the latest invocation of a webhook.
    fn latest(webhook: WebhookId) -> Invocation = GetLatestInvocation: GET "/webhooks/{webhook}/latest" {
        /// Only a call for this event.
        event: String,
        /// Only a call that went so.
        outcome: Vec<InvocationOutcome>,
        /// As `outcome`, for one.
        outcomes: String,
    }

    /// Returns the statistics of a webhook's invocations.
    fn statistics(webhook: WebhookId) -> Value = GetWebhookStatistics("getStatistics"):
        GET "/webhooks/{webhook}/statistics"
    {
        /// Only calls for this event.
        event: String,
    }

    /// Returns a summary of the statistics of a webhook's invocations.
    fn statistics_summary(webhook: WebhookId) -> Value = GetWebhookStatisticsSummary("getStatisticsSummary"):
        GET "/webhooks/{webhook}/statistics/summary"

    /// Tests a webhook: calls its URL once and returns the outcome.
    fn test()[url: String] -> Value = TestWebhook: POST "/webhooks/test"
}
