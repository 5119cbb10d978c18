//! A transport with back-pressure: it takes no more from a client than can be answered.
//!
//! The loop of rmcp spawns a task for each request and one for each answer that cannot be written yet. A client that
//! asks and never reads, or asks faster than the service answers, would fill the memory. Here it waits instead: so many
//! requests are worked on, so many wait, the rest is refused; and while answers are not read, nothing is read either.

mod in_flight;
mod input_end;
mod message;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

use rmcp::RoleServer;
use rmcp::model::{ErrorCode, ErrorData, JsonRpcMessage, RequestId};
use rmcp::transport::Transport;
use tokio::time::{Instant, sleep_until};

use in_flight::InFlight;
use input_end::InputEnd;
use message::{Incoming, Outgoing, cancelled};

use crate::json_size::json_size;

/// How many requests are worked on at a time.
const MAX_IN_FLIGHT: usize = 32;
/// How many more are queued, and how many bytes all of them may have.
const MAX_QUEUED: usize = 512;
const MAX_QUEUED_BYTES: usize = 32 << 20;
/// How many messages may be unwritten before nothing more is read.
const MAX_UNWRITTEN: usize = 64;

/// A transport with bounds: for pipes, where a client is not held back by anything else.
///
/// It goes around [`JsonLines`](crate::JsonLines), whose page has an example, or around any other transport of rmcp.
#[derive(Debug)]
pub struct BoundedTransport<T> {
    inner: T,
    in_flight: Arc<InFlight>,
    queued: VecDeque<(RequestId, usize, Incoming)>,
    ended: Option<InputEnd>,
}

impl<T: Transport<RoleServer>> BoundedTransport<T> {
    /// Puts bounds around a transport.
    pub fn new(inner: T) -> Self {
        Self { inner, in_flight: Arc::default(), queued: VecDeque::new(), ended: None }
    }

    /// The next request of the queue, if fewer than the most are worked on.
    fn next_queued(&mut self) -> Option<Incoming> {
        if self.in_flight.at_work() >= MAX_IN_FLIGHT {
            return None;
        }
        let (id, bytes, request) = self.queued.pop_front()?;
        self.in_flight.begin(id, bytes);
        Some(request)
    }

    /// Lets a message in: what is no request at once, a request when there is room for it, or never.
    fn admit(&mut self, message: Incoming) -> Option<Incoming> {
        let JsonRpcMessage::Request(request) = &message else {
            if let Some(id) = cancelled(&message) {
                self.queued.retain(|(queued, ..)| *queued != id);
                self.in_flight.end(&id);
            }
            return Some(message);
        };
        let id = request.id.clone();
        if self.in_flight.knows(&id) || self.queued.iter().any(|(queued, ..)| *queued == id) {
            self.refuse(id, ErrorCode::INVALID_REQUEST, "a request with this id is not answered yet");
            return None;
        }
        let bytes = json_size(&message);
        let held = self.in_flight.bytes() + self.queued.iter().map(|(_, bytes, _)| bytes).sum::<usize>();
        let alone = held == 0;
        if self.queued.len() >= MAX_QUEUED || (held + bytes > MAX_QUEUED_BYTES && !alone) {
            self.refuse(id, BUSY, "server busy: wait for responses, then retry");
            return None;
        }
        self.queued.push_back((id, bytes, message));
        None
    }

    fn refuse(&mut self, id: RequestId, code: ErrorCode, why: &'static str) {
        let refusal = Outgoing::error(ErrorData::new(code, Cow::Borrowed(why), None), Some(id));
        let written = self.send_counted(refusal, None);
        tokio::spawn(async move { drop(written.await) });
    }

    /// Sends, and counts the message as long as it is not written.
    fn send_counted(
        &mut self,
        message: Outgoing,
        answers: Option<RequestId>,
    ) -> impl Future<Output = Result<(), T::Error>> + Send + 'static {
        let unwritten = in_flight::Unwritten::new(Arc::clone(&self.in_flight), answers);
        let written = self.inner.send(message);
        async move {
            let _unwritten = unwritten;
            written.await
        }
    }

    /// How many requests are not answered yet.
    fn left(&self) -> usize {
        self.queued.len() + self.in_flight.at_work()
    }

    /// Whether nothing comes any more, neither from the client nor for it.
    fn is_over(&self) -> bool {
        let still = self.left() == 0 && self.in_flight.unwritten() == 0;
        self.ended.as_ref().is_some_and(|ended| still || ended.has_given_up())
    }

    fn note_answers(&mut self) {
        let left = self.left();
        if let Some(ended) = &mut self.ended {
            ended.note(left);
        }
    }

    /// Takes no more time for a client that has said its last.
    fn give_up(&mut self) {
        self.queued.clear();
        if let Some(ended) = &mut self.ended {
            ended.give_up(self.in_flight.give_up());
        }
    }

    /// Whether the client is to be heard: not while it does not read what it is told.
    fn listens(&self) -> bool {
        self.ended.is_none() && self.in_flight.unwritten() < MAX_UNWRITTEN
    }
}

/// A server error of JSON-RPC, of those that are free for a server to use.
pub(crate) const BUSY: ErrorCode = ErrorCode(-32_000);

impl<T: Transport<RoleServer>> Transport<RoleServer> for BoundedTransport<T> {
    type Error = T::Error;

    fn send(&mut self, message: Outgoing) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        let answers = match &message {
            JsonRpcMessage::Response(response) => Some(response.id.clone()),
            JsonRpcMessage::Error(error) => error.id.clone(),
            _ => None,
        };
        self.send_counted(message, answers)
    }

    async fn receive(&mut self) -> Option<Incoming> {
        loop {
            if let Some(cancellation) = self.ended.as_mut().and_then(InputEnd::cancellation) {
                return Some(cancellation);
            }
            if let Some(request) = self.next_queued() {
                return Some(request);
            }
            if self.is_over() {
                return None;
            }
            let (changed, listens) = (Arc::clone(&self.in_flight), self.listens());
            // Where nothing waits, an answer that is written changes nothing here, and need not wake anybody.
            let waits = !listens || !self.queued.is_empty();
            let deadline = self.ended.as_ref().map(|ended| ended.deadline(self.in_flight.unwritten()));
            tokio::select! {
                // An answer that came at the last moment counts.
                biased;
                () = changed.changed(), if waits => self.note_answers(),
                message = self.inner.receive(), if listens => match message {
                    Some(message) => {
                        if let Some(message) = self.admit(message) {
                            return Some(message);
                        }
                    }
                    None => self.ended = Some(InputEnd::new(self.left())),
                },
                () = until(deadline), if deadline.is_some() => self.give_up(),
            }
        }
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.inner.close().await
    }
}

/// Returns at the moment, and never where there is none.
pub(crate) async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
