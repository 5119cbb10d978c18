//! The end of the input: how long what is due may still take, and how it is given up then.

use std::time::Duration;

use rmcp::model::{
    CancelledNotification, CancelledNotificationParam, ClientNotification, JsonRpcMessage, RequestId,
};
use tokio::time::Instant;

use super::message::Incoming;

/// How long the next answer may take after the client has said its last, and after each answer since. Clients that end a
/// server kill it after two seconds.
const ANSWER_TIMEOUT: Duration = Duration::from_millis(1_500);
/// The same where an answer is there and the client leaves it unread.
const UNREAD_TIMEOUT: Duration = Duration::from_secs(30);

/// The client has said its last.
#[derive(Debug)]
pub(super) struct InputEnd {
    /// How many requests were left when the last one was answered, and when that was.
    left: usize,
    answered: Instant,
    /// The requests that nobody waits for any more, and that still have to be stopped.
    given_up: Option<Vec<RequestId>>,
}

impl InputEnd {
    pub(super) fn new(left: usize) -> Self {
        Self { left, answered: Instant::now(), given_up: None }
    }

    /// Notes how many requests are left now.
    pub(super) fn note(&mut self, left: usize) {
        if left < self.left {
            (self.left, self.answered) = (left, Instant::now());
        }
    }

    /// When what is due has taken too long.
    pub(super) fn deadline(&self, unwritten: usize) -> Instant {
        self.answered + if unwritten == 0 { ANSWER_TIMEOUT } else { UNREAD_TIMEOUT }
    }

    pub(super) fn give_up(&mut self, at_work: Vec<RequestId>) {
        self.given_up = Some(at_work);
    }

    pub(super) fn has_given_up(&self) -> bool {
        self.given_up.is_some()
    }

    /// What the client would say if it gave the next request up by itself.
    pub(super) fn cancellation(&mut self) -> Option<Incoming> {
        let id = self.given_up.as_mut()?.pop()?;
        let params = CancelledNotificationParam::new(Some(id), Some("the client is gone".to_owned()));
        let cancelled = CancelledNotification::new(params);
        Some(JsonRpcMessage::notification(ClientNotification::CancelledNotification(cancelled)))
    }
}
