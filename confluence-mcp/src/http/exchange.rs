//! One request of the protocol: who sends it, whether it is their turn, what it says.

use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::Full;
use hyper::body::Body;
use rmcp::ServerHandler;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::access_token::Verified;
use super::answers::{Answer, busy, text};
use super::bearer;
use super::body;
use super::caller::{Caller, OwnCredential};
use super::service::{BoxError, Parts};
use super::streamable::Exchange;

/// Goes with a request, and is cancelled when the server that accepted it stops.
#[derive(Clone)]
pub(crate) struct Stopping(pub(crate) CancellationToken);

impl<H: ServerHandler + Clone> Parts<H> {
    pub(crate) async fn exchange<B>(&self, request: Request<&mut Option<B>>) -> Result<Answer, Box<Answer>>
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let (mut head, body) = request.into_parts();
        let (caller, until) = self.caller(&mut head).await?;
        let key = caller.key();
        let turn = match caller.crowd() {
            Some(key) => Some(self.turns.take(key).ok_or_else(crowd)?),
            None => None,
        };
        let of_session = self.streamable.is_of_session(&head.headers, key.as_deref());
        let stopping = head.extensions.remove().map_or_else(CancellationToken::new, |Stopping(token)| token);
        head.extensions.insert(caller);
        let body = body::read(body, self.options.max_body_bytes, self.options.body_timeout).await?;
        let request = Request::from_parts(head, Full::new(body));
        let answer = self.streamable.answer(Exchange { request, caller: key, until, stopping }).await;
        match turn {
            // An answer that comes in pieces is under way until its last one.
            Some(turn) if !of_session => Ok(answer.map(|body| body.keeping(turn))),
            _ => Ok(answer),
        }
    }

    /// Who calls, and until when that is proven; what proves it leaves the headers.
    async fn caller(
        &self,
        head: &mut http::request::Parts,
    ) -> Result<(Caller, Option<Instant>), Box<Answer>> {
        if let Some(token) = &self.options.token {
            bearer::expect(token, &head.headers)?;
        }
        let (principal, writes, until) = match &self.gate {
            Some(gate) => {
                let Verified { principal, writes, until } = gate.admit(&mut head.headers).await?;
                (Some(principal), writes, until)
            }
            None => (None, true, None),
        };
        head.headers.remove(header::AUTHORIZATION);
        let credential = OwnCredential::take_from(&mut head.headers);
        match credential {
            Ok(credential) if credential.is_none() || self.options.credential_header => {
                Ok((Caller { principal, credential, writes }, until))
            }
            Ok(_) => Err(unwelcome("this server takes no Confluence credential from its callers")),
            Err(()) => {
                Err(unwelcome("X-Confluence-Authorization must be `Bearer TOKEN` or `Basic CREDENTIALS`"))
            }
        }
    }
}

fn crowd() -> Box<Answer> {
    Box::new(busy("too many requests of this caller are under way"))
}

fn unwelcome(why: &'static str) -> Box<Answer> {
    Box::new(text(StatusCode::BAD_REQUEST, why))
}
