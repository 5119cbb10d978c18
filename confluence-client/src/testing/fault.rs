//! Faults that a test orders in advance.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::json;

use super::clock::Timestamp;
use super::face::Face;
use super::failure::Failure;
use super::reply::{Outcome, Reply};

/// A fault to inject into a coming request, such as 429 or a broken connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// 429 with `Retry-After` in seconds and the rate-limit headers of the face.
    RateLimited {
        /// The value of `Retry-After`.
        retry_after: u64,
    },
    /// 503, with `Retry-After` in seconds if given.
    Unavailable {
        /// The value of `Retry-After`.
        retry_after: Option<u64>,
    },
    /// 502 with an HTML page, as a proxy answers.
    BadGateway,
    /// 500 in the shape of the face.
    ServiceError,
    /// 401 in the shape of the face.
    Unauthorized,
    /// 401 of the gateway: the token lacks a scope.
    ScopeMismatch,
    /// 403 in the shape of the face.
    Forbidden,
    /// 404 in the shape of the face, the one that also stands for a bad credential on Cloud v2.
    NotFound,
    /// 409 in the shape of the face, as under a random optimistic lock.
    Conflict,
    /// 410 in the shape of the face.
    Gone,
    /// 200 with the HTML of the web application, as behind a wrong base address.
    Html,
    /// 302 to a login page, as behind a single sign-on.
    LoginRedirect,
    /// 302 to any address, for example to another host.
    Redirect(String),
    /// The connection is closed before the request is processed.
    HangUp,
    /// The request is processed, then the connection is closed without an answer.
    LostAnswer,
    /// The request is processed and its answer comes this much later.
    Delay(Duration),
    /// Any status with a body of any type.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The value of `Content-Type`.
        content_type: &'static str,
        /// The body.
        body: String,
    },
}

/// Faults in waiting, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults(VecDeque<Ordered>);

#[derive(Debug)]
struct Ordered {
    operation: Option<String>,
    fault: Fault,
    times: usize,
}

impl Faults {
    pub(crate) fn order(&mut self, operation: Option<String>, fault: Fault, times: usize) {
        self.0.push_back(Ordered { operation, fault, times });
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes the oldest fault that concerns the operation.
    pub(crate) fn take(&mut self, operation: &str) -> Option<Fault> {
        let concerned =
            |ordered: &Ordered| ordered.operation.as_deref().is_none_or(|wanted| wanted == operation);
        let index = self.0.iter().position(concerned)?;
        let ordered = self.0.get_mut(index)?;
        ordered.times -= 1;
        let fault = ordered.fault.clone();
        if ordered.times == 0 {
            self.0.remove(index);
        }
        Some(fault)
    }
}

impl Fault {
    /// Applies the fault; `process` serves the request as if there were none.
    pub(crate) fn apply(self, face: Face, now: Timestamp, process: impl FnOnce() -> Reply) -> Outcome {
        let reply = match self {
            Self::HangUp => return Outcome::HangUp,
            Self::LostAnswer => {
                process();
                return Outcome::HangUp;
            }
            Self::Delay(delay) => Reply { delay, ..process() },
            Self::RateLimited { retry_after } => rate_limited(face, now, retry_after),
            Self::Unavailable { retry_after } => unavailable(retry_after),
            Self::BadGateway => Reply::html(502, "502 Bad Gateway"),
            Self::Html => Reply::html(200, "Log in with Atlassian account"),
            Self::LoginRedirect => Reply::redirect("/login.action?os_destination=%2F"),
            Self::Redirect(to) => Reply::redirect(to),
            Self::Answer { status, content_type, body } => Reply::new(status, content_type, body),
            Self::ScopeMismatch => face.scope_mismatch(),
            Self::Unauthorized => face.unauthorized(),
            Self::ServiceError => face.refuse(&Failure::service("Something went wrong")),
            Self::Forbidden => {
                face.refuse(&Failure::forbidden("You do not have permission to perform this operation"))
            }
            Self::NotFound => face.refuse(&Failure::not_found("Not Found")),
            Self::Conflict => face.refuse(&Failure::conflict("OptimisticLockException: the row was updated")),
            Self::Gone => face.refuse(&Failure::gone()),
        };
        Outcome::Reply(reply)
    }
}

fn unavailable(retry_after: Option<u64>) -> Reply {
    let reply = Reply::html(503, "503 Service Unavailable");
    match retry_after {
        Some(seconds) => reply.header("retry-after", seconds.to_string()),
        None => reply,
    }
}

fn rate_limited(face: Face, now: Timestamp, retry_after: u64) -> Reply {
    let reply = Reply::json(429, &json!({"code": 429, "message": "Rate limit exceeded"}));
    let reply = reply.header("retry-after", retry_after.to_string());
    if face == Face::DataCenter {
        return reply
            .header("x-ratelimit-limit", "100")
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-fillrate", "10")
            .header("x-ratelimit-interval-seconds", "1");
    }
    reply
        .header("x-ratelimit-limit", "65000")
        .header("x-ratelimit-remaining", "0")
        .header("x-ratelimit-reset", now.after(Duration::from_secs(retry_after)).rfc3339())
        .header("x-ratelimit-nearlimit", "true")
        .header("ratelimit-reason", "confluence-quota-global-based")
        .header("beta-ratelimit-policy", "\"global-app-quota\";q=65000;w=3600")
        .header("beta-ratelimit", format!("\"global-app-quota\";r=0;t={retry_after}"))
}
