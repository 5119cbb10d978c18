//! A transport that takes no more from a client than can be answered.
//!
//! The loop of rmcp spawns a task for each request and one for each answer that cannot be written yet. A client that
//! asks and never reads, or asks faster than the service answers, would fill the memory. Here it waits instead: so many
//! requests are worked on, so many wait, the rest is refused; and while answers are not read, nothing is read either.

mod ended;
mod flow;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

use rmcp::RoleServer;
use rmcp::model::{ClientNotification, ErrorCode, ErrorData, JsonRpcMessage, RequestId};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use tokio::time::{Instant, sleep_until};

use ended::Ended;
use flow::Flow;

type Incoming = RxJsonRpcMessage<RoleServer>;
type Outgoing = TxJsonRpcMessage<RoleServer>;

/// How many requests are worked on at a time.
const MOST_AT_WORK: usize = 32;
/// How many more wait for their turn, and how many bytes all of them may have.
const MOST_WAITING: usize = 512;
const MOST_BYTES: usize = 32 << 20;
/// How many messages may be unwritten before nothing more is read.
const MOST_UNWRITTEN: usize = 64;

/// A transport with bounds: for pipes, where a client is not held back by anything else.
#[derive(Debug)]
pub struct Bounded<T> {
    inner: T,
    flow: Arc<Flow>,
    waiting: VecDeque<(RequestId, usize, Incoming)>,
    ended: Option<Ended>,
}

impl<T: Transport<RoleServer>> Bounded<T> {
    /// Puts bounds around a transport.
    pub fn new(inner: T) -> Self {
        Self { inner, flow: Arc::default(), waiting: VecDeque::new(), ended: None }
    }

    /// The next request whose turn it is.
    fn turn(&mut self) -> Option<Incoming> {
        if self.flow.at_work() >= MOST_AT_WORK {
            return None;
        }
        let (id, bytes, request) = self.waiting.pop_front()?;
        self.flow.begin(id, bytes);
        Some(request)
    }

    /// Lets a message in: what is no request at once, a request when its turn comes, or never.
    fn admit(&mut self, message: Incoming) -> Option<Incoming> {
        let JsonRpcMessage::Request(request) = &message else {
            if let Some(id) = cancelled(&message) {
                self.waiting.retain(|(waiting, ..)| *waiting != id);
                self.flow.end(&id);
            }
            return Some(message);
        };
        let id = request.id.clone();
        if self.flow.knows(&id) || self.waiting.iter().any(|(waiting, ..)| *waiting == id) {
            self.refuse(id, ErrorCode::INVALID_REQUEST, "a request with this id is not answered yet");
            return None;
        }
        let bytes = size(&message);
        let held = self.flow.bytes() + self.waiting.iter().map(|(_, bytes, _)| bytes).sum::<usize>();
        let alone = held == 0;
        if self.waiting.len() >= MOST_WAITING || (held + bytes > MOST_BYTES && !alone) {
            self.refuse(id, BUSY, "too much at a time: wait for answers, then send it again");
            return None;
        }
        self.waiting.push_back((id, bytes, message));
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
        let unwritten = flow::Unwritten::new(Arc::clone(&self.flow), answers);
        let written = self.inner.send(message);
        async move {
            let _unwritten = unwritten;
            written.await
        }
    }

    /// How many requests are not answered yet.
    fn left(&self) -> usize {
        self.waiting.len() + self.flow.at_work()
    }

    /// Whether nothing comes any more, neither from the client nor for it.
    fn is_over(&self) -> bool {
        let still = self.left() == 0 && self.flow.unwritten() == 0;
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
        self.waiting.clear();
        if let Some(ended) = &mut self.ended {
            ended.give_up(self.flow.give_up());
        }
    }

    /// Whether the client is to be heard: not while it does not read what it is told.
    fn listens(&self) -> bool {
        self.ended.is_none() && self.flow.unwritten() < MOST_UNWRITTEN
    }
}

/// A server error of JSON-RPC, of those that are free for a server to use.
pub(crate) const BUSY: ErrorCode = ErrorCode(-32_000);

impl<T: Transport<RoleServer>> Transport<RoleServer> for Bounded<T> {
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
            if let Some(cancellation) = self.ended.as_mut().and_then(Ended::cancellation) {
                return Some(cancellation);
            }
            if let Some(request) = self.turn() {
                return Some(request);
            }
            if self.is_over() {
                return None;
            }
            let (changed, listens) = (Arc::clone(&self.flow), self.listens());
            // Where nothing waits, an answer that is written changes nothing here, and need not wake anybody.
            let waits = !listens || !self.waiting.is_empty();
            let patience = self.ended.as_ref().map(|ended| ended.patience(self.flow.unwritten()));
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
                    None => self.ended = Some(Ended::new(self.left())),
                },
                () = until(patience) => self.give_up(),
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

fn cancelled(message: &Incoming) -> Option<RequestId> {
    match message {
        JsonRpcMessage::Notification(notification) => match &notification.notification {
            ClientNotification::CancelledNotification(cancelled) => cancelled.params.request_id.clone(),
            _ => None,
        },
        _ => None,
    }
}

/// About as many bytes as the message had.
fn size(message: &Incoming) -> usize {
    struct Count(usize);

    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let mut count = Count(0);
    // What cannot be written is no longer than what was read.
    drop(serde_json::to_writer(&mut count, message));
    count.0
}
