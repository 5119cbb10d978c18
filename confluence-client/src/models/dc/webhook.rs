//! Webhooks: URLs that the server calls when something happens.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;

use super::Secret;
use crate::declare::{bodies, models};
use crate::ids::WebhookId;
use crate::operation::describe::{Described, Kind};
use crate::wire::timestamp::Timestamp;

models! {
    /// A webhook.
    pub struct Webhook {
        /// Its id.
        id: Option<WebhookId>,
        /// Its name.
        name: Option<String>,
        /// The URL that is called.
        url: Option<String>,
        /// What it is called for.
        events: Vec<WebhookEvent> = default,
        /// Whether it is called.
        active: bool = default,
        /// Whether the URL must have a certificate that is trusted.
        ssl_verification_required: Option<bool>,
        /// How it is set up, by name; `secret` signs what is sent.
        configuration: BTreeMap<String, Value> = default,
        /// With what the server logs in there.
        credentials: Option<WebhookCredentials>,
        /// What it is about, such as `global`.
        scope_type: Option<String>,
        /// What it is about.
        scope: Option<WebhookScope>,
        /// When it was created.
        created_date: Option<Timestamp>,
        /// When it was changed last.
        updated_date: Option<Timestamp>,
        /// How its calls went, if asked for.
        statistics: Option<Value>,
    }

    /// With what the server logs in at a webhook's URL.
    pub struct WebhookCredentials {
        /// The name.
        username: Option<String>,
        /// The password, unless the service hides it.
        password: Option<Secret>,
    }

    /// What a webhook is about.
    pub struct WebhookScope {
        /// Its id.
        id: Option<String>,
        /// What it is.
        kind: Option<String> as "type",
    }
}

/// Something that happens, such as `page_created`. The service writes it as a text or with its name for people.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct WebhookEvent(String);

impl WebhookEvent {
    /// Its id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for WebhookEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let id = value.as_str().or_else(|| value.get("id")?.as_str());
        id.map(|id| Self(id.to_owned())).ok_or_else(|| D::Error::custom("an event is a text or has an id"))
    }
}

impl Described for WebhookEvent {
    const KIND: Kind = Kind::Text;
}

bodies! {
    /// A webhook to create, or as it shall be.
    pub struct NewWebhook(
        /// `url` is called when one of the `events` happens, such as `page_created`.
        name: String,
        url: String,
        events: Vec<String>,
    ) {
        /// Whether it is called.
        active: bool,
        /// Whether the URL must have a certificate that is trusted.
        ssl_verification_required: bool,
        /// How it is set up, by name; `secret` signs what is sent.
        configuration: Value,
        /// With what the server logs in there.
        credentials: NewWebhookCredentials,
        /// What it is about, such as `global`.
        scope_type: String,
    }

    /// With what the server logs in at a webhook's URL.
    pub struct NewWebhookCredentials(
        /// The name and the password.
        username: String,
        password: Secret,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_read_in_both_ways() {
        let json = r#"{"id":3,"name":"n","events":["page_created",{"id":"page_moved","i18nKey":"k"}],
            "credentials":{"username":"u","password":"p4ss"},"configuration":null}"#;
        let webhook: Webhook = serde_json::from_str(json).unwrap();
        let events: Vec<&str> = webhook.events.iter().map(WebhookEvent::as_str).collect();
        assert_eq!(events, ["page_created", "page_moved"]);
        assert!(!format!("{webhook:?}").contains("p4ss"));
    }
}
