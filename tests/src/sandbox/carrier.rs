//! One loopback listener: wiremock with a single pair of mocks, kept from growing.
//!
//! wiremock's switch for request recording covers the server's own log only; every mounted mock still keeps
//! a copy of each request that it matched. [`Carrier`] therefore mounts its mocks anew now and then, which
//! drops those copies. wiremock serves on one thread and never yields while it holds its lock, so that a
//! task on that thread which clears and mounts comes to its end before the next request is looked at.

use std::net::TcpListener;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use wiremock::{Match, Mock, MockServer, Request, Respond, ResponseTemplate};

use super::reply::{Outcome, Reply};

const KEPT_REQUESTS: usize = 1024;
const KEPT_BYTES: usize = 4 << 20;

type Service = dyn Fn(&Request) -> Outcome + Send + Sync;

/// A running listener.
#[derive(Debug)]
pub(crate) struct Carrier {
    _server: Arc<MockServer>,
}

impl Carrier {
    pub(crate) async fn start(listener: TcpListener, service: Arc<Service>) -> Self {
        let server =
            Arc::new(MockServer::builder().listener(listener).disable_request_recording().start().await);
        let exchange = Arc::new(Exchange::new(service));
        exchange.server.get_or_init(|| Arc::downgrade(&server));
        for mock in mocks(&exchange) {
            mock.mount(&server).await;
        }
        Self { _server: server }
    }
}

/// The state that a request passes on from its matcher to its responder; wiremock serves one at a time.
struct Exchange {
    service: Arc<Service>,
    server: OnceLock<Weak<MockServer>>,
    turn: Mutex<Turn>,
}

#[derive(Default)]
struct Turn {
    reply: Option<Reply>,
    kept_requests: usize,
    kept_bytes: usize,
}

impl Exchange {
    fn new(service: Arc<Service>) -> Self {
        Self { service, server: OnceLock::new(), turn: Mutex::default() }
    }

    /// Serves the request; true when the connection is to be dropped.
    fn hangs_up(&self, request: &Request) -> bool {
        match (self.service)(request) {
            Outcome::HangUp => true,
            Outcome::Reply(reply) => {
                self.turn().reply = Some(reply);
                false
            }
        }
    }

    fn take(self: &Arc<Self>, request: &Request) -> ResponseTemplate {
        let mut turn = self.turn();
        turn.kept_requests += 1;
        turn.kept_bytes += request.body.len();
        if turn.kept_requests >= KEPT_REQUESTS || turn.kept_bytes >= KEPT_BYTES {
            (turn.kept_requests, turn.kept_bytes) = (0, 0);
            self.forget_requests();
        }
        turn.reply.take().map_or_else(|| ResponseTemplate::new(500), into_template)
    }

    fn forget_requests(self: &Arc<Self>) {
        let Some(server) = self.server.get().and_then(Weak::upgrade) else { return };
        let mocks = mocks(self);
        tokio::spawn(async move {
            server.reset().await;
            for mock in mocks {
                mock.mount(&server).await;
            }
        });
    }

    fn turn(&self) -> std::sync::MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first serves the request and matches if the connection is to be dropped, the second answers.
fn mocks(exchange: &Arc<Exchange>) -> [Mock; 2] {
    let aborted = |_: &Request| std::io::Error::from(std::io::ErrorKind::ConnectionAborted);
    [
        Mock::given(Dropped(Arc::clone(exchange))).respond_with_err(aborted).with_priority(1),
        Mock::given(wiremock::matchers::any()).respond_with(Answered(Arc::clone(exchange))).with_priority(2),
    ]
}

struct Dropped(Arc<Exchange>);

impl Match for Dropped {
    fn matches(&self, request: &Request) -> bool {
        self.0.hangs_up(request)
    }
}

struct Answered(Arc<Exchange>);

impl Respond for Answered {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        self.0.take(request)
    }
}

fn into_template(reply: Reply) -> ResponseTemplate {
    let mut template = ResponseTemplate::new(reply.status).set_delay(reply.delay);
    if !reply.content_type.is_empty() {
        template = template.set_body_raw(reply.body, reply.content_type);
    } else if !reply.body.is_empty() {
        template = template.set_body_bytes(reply.body);
    }
    reply.headers.into_iter().fold(template, |template, (name, value)| template.append_header(name, value))
}
