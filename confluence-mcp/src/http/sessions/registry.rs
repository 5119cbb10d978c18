//! The registry of sessions: whose they are, how many there may be, and when they end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::session::{SessionId, SessionManager as _};
use tokio::time::{Instant, sleep_until};
use tokio_util::task::AbortOnDropHandle;

use super::options::McpSessionOptions;
use crate::http::caller_limit::CallerLimit;
use crate::http::metrics::Metrics;

/// How many streams that answer no request one session may have open: a client needs one, and some leave a few behind.
const MAX_LISTENING: usize = 8;

/// The sessions of all callers.
pub(crate) struct Sessions {
    pub(super) kept: LocalSessionManager,
    options: McpSessionOptions,
    metrics: Metrics,
    /// The calls of each caller that are worked on in sessions: those that wait for their user are among them, so that
    /// the requests which bring the user's answers are not counted here.
    pub(super) limit: CallerLimit,
    registered: Mutex<HashMap<SessionId, Session>>,
}

struct Session {
    /// The [key](crate::http::caller::Caller::key) of the caller; `None` where callers are not told apart.
    owner: Option<String>,
    used: Instant,
    /// Streams to the client that are open, and those among them that answer no request.
    open: usize,
    listening: usize,
    _watch: AbortOnDropHandle<()>,
}

/// A stream of a session that is open for as long as this lives.
pub(super) struct Open {
    sessions: Arc<Sessions>,
    id: SessionId,
    listens: bool,
}

impl Sessions {
    pub(crate) fn new(options: McpSessionOptions, limit: CallerLimit, metrics: Metrics) -> Self {
        let mut kept = LocalSessionManager::default();
        // A client that only listens is not gone, which is known here and not there.
        kept.session_config.keep_alive = None;
        Self { kept, options, metrics, limit, registered: Mutex::default() }
    }

    /// Whether there is such a session, and it is this caller's.
    pub(crate) fn is_of(&self, id: &str, caller: Option<&str>) -> bool {
        self.registered().get(id).is_some_and(|session| session.owner.as_deref() == caller)
    }

    /// Whether another stream may be opened that answers no request.
    pub(crate) fn may_listen(&self, id: &str) -> bool {
        self.registered().get(id).is_none_or(|session| session.listening < MAX_LISTENING)
    }

    /// Notes a session that begins; those that have been quiet for longest end, where there would be too many.
    pub(super) fn begin(self: &Arc<Self>, id: SessionId, owner: Option<&str>) {
        let ends = Instant::now() + self.options.idle_timeout;
        let watch = tokio::spawn(watch(Arc::downgrade(self), Arc::clone(&id), ends));
        let mut registered = self.registered();
        if owner.is_some() {
            let own = |session: &Session| session.owner.as_deref() == owner;
            self.make_room(&mut registered, self.options.max_sessions_per_caller, own);
        }
        self.make_room(&mut registered, self.options.max_sessions, |_| true);
        let session = Session {
            owner: owner.map(str::to_owned),
            used: Instant::now(),
            open: 0,
            listening: 0,
            _watch: AbortOnDropHandle::new(watch),
        };
        registered.insert(id, session);
        self.metrics.sessions(registered.len());
    }

    fn make_room(
        self: &Arc<Self>,
        registered: &mut HashMap<SessionId, Session>,
        most: usize,
        counts: impl Fn(&Session) -> bool,
    ) {
        loop {
            let counted = || registered.iter().filter(|(_, session)| counts(session));
            if counted().count() < most {
                return;
            }
            let quietest = counted().min_by_key(|(_, session)| (session.open > 0, session.used));
            let Some(id) = quietest.map(|(id, _)| Arc::clone(id)) else { return };
            registered.remove(&id);
            self.close(id);
        }
    }

    /// Notes that a session was used.
    pub(super) fn touch(&self, id: &str) {
        if let Some(session) = self.registered().get_mut(id) {
            session.used = Instant::now();
        }
    }

    /// Forgets a session, so that nothing of it is found any more, even while it ends.
    pub(super) fn forget(&self, id: &str) {
        let mut registered = self.registered();
        registered.remove(id);
        self.metrics.sessions(registered.len());
    }

    /// Ends a session in the background: one whose client does not read takes a while.
    fn close(self: &Arc<Self>, id: SessionId) {
        let sessions = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(error) = sessions.kept.close_session(&id).await {
                tracing::debug!(%error, "a session did not close cleanly");
            }
        });
    }

    /// When a session ends unless it is used before; `None` if it has ended.
    fn ends(&self, id: &str) -> Option<Instant> {
        let registered = self.registered();
        let session = registered.get(id)?;
        let used = if session.open > 0 { Instant::now() } else { session.used };
        Some(used + self.options.idle_timeout)
    }

    pub(super) fn open(self: &Arc<Self>, id: &SessionId, listens: bool) -> Open {
        if let Some(session) = self.registered().get_mut(id) {
            session.open += 1;
            session.listening += usize::from(listens);
        }
        Open { sessions: Arc::clone(self), id: Arc::clone(id), listens }
    }

    fn registered(&self) -> MutexGuard<'_, HashMap<SessionId, Session>> {
        self.registered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(session) = self.sessions.registered().get_mut(&self.id) {
            session.open = session.open.saturating_sub(1);
            session.listening = session.listening.saturating_sub(usize::from(self.listens));
            session.used = Instant::now();
        }
    }
}

/// Ends a session that has been idle for too long.
async fn watch(sessions: Weak<Sessions>, id: SessionId, mut ends: Instant) {
    loop {
        sleep_until(ends).await;
        let Some(sessions) = sessions.upgrade() else { return };
        match sessions.ends(&id) {
            Some(later) if later > Instant::now() => ends = later,
            Some(_) => {
                sessions.forget(&id);
                sessions.close(id);
                return;
            }
            None => return,
        }
    }
}
