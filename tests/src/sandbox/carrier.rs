//! One loopback listener: wiremock with a single pair of mocks, kept from growing.
//!
//! wiremock's switch for request recording covers the server's own log only; every mounted mock still keeps
//! a copy of each request that it matched. [`Carrier`] therefore mounts its mocks anew now and then, which
//! drops those copies. Both steps, clearing and mounting, need wiremock's write lock. They are queued while
//! the responder holds it, and tokio's lock serves waiters in order, so that no request can fall between.

use std::net::TcpListener;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::task::{Context, Waker};

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
        turn.reply.take().unwrap_or_else(|| Reply::empty(500)).into_template()
    }

    fn forget_requests(self: &Arc<Self>) {
        let Some(server) = self.server.get().and_then(Weak::upgrade) else { return };
        let clearing = Arc::clone(&server);
        let mut steps: Vec<Step> = vec![Box::pin(async move { clearing.reset().await })];
        for mock in mocks(self) {
            let server = Arc::clone(&server);
            steps.push(Box::pin(async move { mock.mount(&server).await }));
        }
        let mut context = Context::from_waker(Waker::noop());
        let queued = steps.iter_mut().all(|step| step.as_mut().poll(&mut context).is_pending());
        debug_assert!(queued, "the responder runs under the lock that the steps wait for");
        tokio::spawn(async move {
            for step in steps {
                step.await;
            }
        });
    }

    fn turn(&self) -> std::sync::MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

type Step = Pin<Box<dyn Future<Output = ()> + Send>>;

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
