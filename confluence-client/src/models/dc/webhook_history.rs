//! How a webhook's calls went.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{WebhookEvent, WebhookScope};
use crate::declare::{models, open_enums};
use crate::wire::timestamp::Timestamp;

open_enums! {
    /// How a call went.
    pub enum InvocationOutcome {
        /// The URL answered well.
        Success = "SUCCESS",
        /// It answered with a failure.
        Failure = "FAILURE",
        /// It could not be reached.
        Error = "ERROR",
    }

    /// By which method the URL was called.
    pub enum HttpMethod {
        /// GET.
        Get = "GET",
        /// POST.
        Post = "POST",
        /// PUT.
        Put = "PUT",
        /// DELETE.
        Delete = "DELETE",
        /// OPTIONS.
        Options = "OPTIONS",
        /// HEAD.
        Head = "HEAD",
    }
}

models! {
    /// A call of a webhook's URL.
    pub struct Invocation {
        /// Its id.
        id: Option<String>,
        /// What it was for.
        event: Option<WebhookEvent>,
        /// What that was about.
        event_scope: Option<WebhookScope>,
        /// When it began.
        start: Option<Timestamp>,
        /// When it ended.
        finish: Option<Timestamp>,
        /// How long it took.
        duration: Option<InvocationDuration>,
        /// What was sent.
        request: Option<InvocationRequest>,
        /// How it went.
        result: Option<InvocationResult>,
    }

    /// How long a call took.
    pub struct InvocationDuration {
        /// Whole seconds.
        seconds: Option<i64> = default,
        /// Nanoseconds beside them.
        nano: Option<i64> = default,
        /// Whether it is nothing.
        zero: bool = default,
        /// Whether it is less than nothing.
        negative: bool = default,
        /// Whether it is more than nothing.
        positive: bool = default,
        /// The units it is counted in.
        units: Vec<TemporalUnit> = default,
    }

    /// A unit of time.
    pub struct TemporalUnit {
        /// Whether its length is an estimate.
        duration_estimated: bool = default,
        /// Whether it is shorter than a day.
        time_based: bool = default,
        /// Whether it is a day or longer.
        date_based: bool = default,
    }

    /// What was sent to a webhook's URL.
    pub struct InvocationRequest {
        /// The URL.
        url: Option<String>,
        /// The method.
        method: Option<HttpMethod>,
        /// The headers, by name.
        headers: BTreeMap<String, Value> = default,
        /// The body.
        body: Option<String>,
    }

    /// How a call went.
    pub struct InvocationResult {
        /// In a word.
        outcome: Option<InvocationOutcome>,
        /// At length.
        description: Option<String>,
    }
}
