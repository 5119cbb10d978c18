//! The sessions as one caller sees them: there are no others.

use std::sync::Arc;

use futures_util::{Stream, StreamExt as _, stream};
use rmcp::model::{ClientJsonRpcMessage, ErrorData, GetExtensions as _, ServerJsonRpcMessage};
use rmcp::transport::streamable_http_server::session::local::{
    LocalSessionManager, LocalSessionManagerError, SessionTransport,
};
use rmcp::transport::streamable_http_server::session::{ServerSseMessage, SessionId, SessionManager};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::registry::Sessions;
use crate::bounded_transport::{BUSY, until};

type Result<T> = std::result::Result<T, LocalSessionManagerError>;

/// What rmcp's service works with for one request.
pub(crate) struct CallerSessions {
    pub(crate) sessions: Arc<Sessions>,
    /// The [key](crate::http::caller::Caller::key) of the caller.
    pub(crate) caller: Option<String>,
    /// What is only listened to ends with the token that it was asked for with, and when the server stops.
    pub(crate) until: Option<Instant>,
    pub(crate) stopping: CancellationToken,
}

impl CallerSessions {
    fn kept(&self) -> &LocalSessionManager {
        &self.sessions.kept
    }

    fn owns(&self, id: &str) -> bool {
        self.sessions.is_of(id, self.caller.as_deref())
    }

    /// Counts a stream of answers for as long as it is open.
    fn counted<S>(
        &self,
        id: &SessionId,
        listens: bool,
        answers: S,
    ) -> impl Stream<Item = ServerSseMessage> + Send + Sync + use<S>
    where
        S: Stream<Item = ServerSseMessage> + Send + Sync + 'static,
    {
        let open = self.sessions.open(id, listens);
        answers.inspect(move |_| {
            let _counted = &open;
        })
    }

    /// A stream that answers no request.
    fn listened<S>(
        &self,
        id: &SessionId,
        answers: S,
    ) -> impl Stream<Item = ServerSseMessage> + Send + Sync + use<S>
    where
        S: Stream<Item = ServerSseMessage> + Send + Sync + 'static,
    {
        let (stopping, token) = (self.stopping.clone(), self.until);
        let end = async move {
            tokio::select! {
                () = stopping.cancelled() => {}
                () = until(token) => {}
            }
        };
        self.counted(id, true, answers.take_until(end))
    }

    /// Gives a request a permit, which lasts until it is answered; what to answer if its caller holds too many.
    fn begun(&self, message: &mut ClientJsonRpcMessage) -> std::result::Result<(), ServerSseMessage> {
        let (ClientJsonRpcMessage::Request(request), Some(caller)) = (message, &self.caller) else {
            return Ok(());
        };
        match self.sessions.limit.acquire(caller.clone()) {
            Some(permit) => {
                request.request.extensions_mut().insert(Arc::new(permit));
                Ok(())
            }
            None => {
                let busy = ErrorData::new(BUSY, "too many concurrent requests of this caller", None);
                let answer = ServerJsonRpcMessage::error(busy, Some(request.id.clone()));
                Err(ServerSseMessage::from_message(answer))
            }
        }
    }
}

impl SessionManager for CallerSessions {
    type Error = LocalSessionManagerError;
    type Transport = SessionTransport;

    async fn create_session(&self) -> Result<(SessionId, Self::Transport)> {
        let (id, transport) = self.kept().create_session().await?;
        self.sessions.begin(Arc::clone(&id), self.caller.as_deref());
        Ok((id, transport))
    }

    async fn initialize_session(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<ServerJsonRpcMessage> {
        self.kept().initialize_session(id, message).await
    }

    async fn has_session(&self, id: &SessionId) -> Result<bool> {
        let owns = self.owns(id);
        if owns {
            self.sessions.touch(id);
        }
        Ok(owns)
    }

    async fn close_session(&self, id: &SessionId) -> Result<()> {
        if !self.owns(id) {
            return Ok(());
        }
        self.sessions.forget(id);
        self.kept().close_session(id).await
    }

    async fn create_stream(
        &self,
        id: &SessionId,
        mut message: ClientJsonRpcMessage,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static> {
        if let Err(busy) = self.begun(&mut message) {
            return Ok(stream::once(async { busy }).left_stream());
        }
        let answers = self.kept().create_stream(id, message).await?;
        Ok(self.counted(id, false, answers).right_stream())
    }

    async fn accept_message(&self, id: &SessionId, message: ClientJsonRpcMessage) -> Result<()> {
        self.kept().accept_message(id, message).await
    }

    async fn create_standalone_stream(
        &self,
        id: &SessionId,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static> {
        let answers = self.kept().create_standalone_stream(id).await?;
        Ok(self.listened(id, answers))
    }

    async fn resume(
        &self,
        id: &SessionId,
        last_event_id: String,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static> {
        let answers = self.kept().resume(id, last_event_id).await?;
        Ok(self.listened(id, answers))
    }
}
