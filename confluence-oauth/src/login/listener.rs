//! The loopback listener: RFC 8252, section 7.3, on exactly the port of `CallbackURL`.

use std::io::ErrorKind as Io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::{FuturesUnordered, SelectAll, unfold};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Host;

use super::callback_request::{CallbackRequest, Head, is_local, parse};
use super::redirected::Redirected;
use crate::error::{Error, ErrorKind, Result};
use crate::loopback::is_loopback;
use crate::properties::Callback;
use crate::secret::Secret;

/// Twice what browsers send in headers; a code and a state are short.
const MAX_HEAD: usize = 16 << 10;
/// A connection that says nothing must not keep the one behind it waiting.
const READ_TIMEOUT: Duration = Duration::from_secs(5);
/// Browsers open connections ahead of need; more than this are not a browser's.
const MAX_CONNECTIONS: usize = 32;

const RECEIVED: &str = "Received. You can close this page and go back to the program that asked for it.";
const REFUSED: &str = "The login was refused. You can close this page and go back to the program that asked for it: it says \
                       why.";
const STRAY: &str = "This is not the answer that the login waits for.";

/// Waits on this machine for the browser to come back.
pub(crate) struct Listener {
    sockets: Vec<TcpListener>,
    callback: Callback,
    port: u16,
}

impl Listener {
    /// Takes the port before anything is shown to anybody.
    pub(crate) async fn bind(callback: &Callback) -> Result<Self> {
        let port = callback.loopback_port().ok_or_else(|| {
            let why = match is_loopback(callback.url()) {
                _ if callback.is_out_of_band() => {
                    "oob sends the browser nowhere, so that nothing can be waited for: begin the login without waiting, and \
                     give the code that its page shows as OAuthVerifier; or set http://localhost:33333"
                }
                true => {
                    "must be http where it is on this machine, such as http://localhost:33333, which may be registered with \
                     the application; or give the address that the browser was sent to as OAuthVerifier"
                }
                false => {
                    "is on another machine, so that nothing can be waited for here: begin the login without waiting, and give \
                     the URL that the browser is sent to as OAuthVerifier"
                }
            };
            Error::config("CallbackURL", why)
        })?;
        let mut sockets = Vec::new();
        let mut bound = port;
        for address in addresses(callback) {
            match TcpListener::bind(SocketAddr::new(address, bound)).await {
                Ok(socket) => {
                    bound = socket.local_addr().map_or(bound, |address| address.port());
                    sockets.push(socket);
                }
                // A machine without IPv6 has no ::1, and its browser does not try it.
                Err(error) if error.kind() == Io::AddrNotAvailable || !sockets.is_empty() && port == 0 => {}
                Err(source) => return Err(unavailable(port, source)),
            }
        }
        if sockets.is_empty() {
            return Err(unavailable(port, Io::AddrNotAvailable.into()));
        }
        Ok(Self { sockets, callback: callback.on_port(bound), port: bound })
    }

    /// The callback on the port that was bound.
    pub(crate) fn callback(&self) -> &Callback {
        &self.callback
    }

    /// Waits for the answer with this state; all others are turned away and do not end the wait.
    pub(crate) async fn wait(self, state: &Secret, patience: Duration) -> Result<Redirected> {
        let expected =
            Arc::new(Expected { path: self.callback.url().path().to_owned(), port: self.port, state });
        let mut accepting: SelectAll<_> =
            self.sockets.into_iter().map(|s| Box::pin(connections(s))).collect();
        let mut answering = FuturesUnordered::new();
        let deadline = tokio::time::sleep(patience);
        tokio::pin!(deadline);
        loop {
            tokio::select! {
                () = &mut deadline => return Err(timed_out(patience)),
                Some(stream) = accepting.next(), if answering.len() < MAX_CONNECTIONS => {
                    let expected = expected.clone();
                    answering.push(async move { answer(stream, &expected).await });
                }
                Some(done) = answering.next() => if let Some(redirected) = done {
                    return Ok(redirected);
                },
            }
        }
    }
}

struct Expected<'a> {
    path: String,
    port: u16,
    state: &'a Secret,
}

/// The address literally, and both families for `localhost`: browser and listener may choose differently.
fn addresses(callback: &Callback) -> Vec<IpAddr> {
    match callback.url().host() {
        Some(Host::Ipv4(address)) => vec![address.into()],
        Some(Host::Ipv6(address)) => vec![address.into()],
        _ => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
    }
}

fn connections(socket: TcpListener) -> impl futures_util::Stream<Item = TcpStream> {
    unfold(socket, |socket| async move {
        loop {
            match socket.accept().await {
                Ok((stream, _)) => return Some((stream, socket)),
                // Out of descriptors, or the other side has gone already.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    })
}

/// Answers one connection; `Some` if it was the one.
async fn answer(mut stream: TcpStream, expected: &Expected<'_>) -> Option<Redirected> {
    let exchange = async {
        let head = read_head(&mut stream).await?;
        let (status, redirected) = match parse(&head) {
            Head::Complete(request) => judge(&request, expected),
            Head::Incomplete | Head::Malformed => ("400 Bad Request", None),
        };
        let text = match &redirected {
            Some(redirected) if redirected.is_refusal() => REFUSED,
            Some(_) => RECEIVED,
            None => STRAY,
        };
        let _ = stream.write_all(page(status, text).as_bytes()).await;
        let _ = stream.shutdown().await;
        redirected
    };
    tokio::time::timeout(READ_TIMEOUT, exchange).await.ok().flatten()
}

fn judge(request: &CallbackRequest<'_>, expected: &Expected<'_>) -> (&'static str, Option<Redirected>) {
    if !is_local(request.host, expected.port) {
        return ("421 Misdirected Request", None);
    }
    if request.path != expected.path {
        return ("404 Not Found", None);
    }
    if request.method != "GET" {
        return ("405 Method Not Allowed", None);
    }
    let redirected = Redirected::query(request.query);
    if redirected.answers(expected.state) { ("200 OK", Some(redirected)) } else { ("400 Bad Request", None) }
}

async fn read_head(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    let mut chunk = [0; 2048];
    while head.len() < MAX_HEAD {
        let read = stream.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        head.extend_from_slice(chunk.get(..read)?);
        if parse(&head) != Head::Incomplete {
            return Some(head);
        }
    }
    Some(head)
}

fn page(status: &str, text: &str) -> String {
    let body = format!("<!doctype html><meta charset=utf-8><title>Log in</title><p>{text}</p>\n");
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: default-src 'none'\r\n\r\n{body}",
        body.len()
    )
}

fn unavailable(port: u16, source: std::io::Error) -> Error {
    let message =
        format!("CallbackURL: port {port} cannot be listened on; free it, or register another CallbackURL");
    Error::new(ErrorKind::CallbackPort, message).on_property("CallbackURL").with_source(source)
}

fn timed_out(patience: Duration) -> Error {
    let message = format!("no callback within {} s", patience.as_secs());
    Error::new(ErrorKind::CallbackTimeout, message).on_property("CallbackURL")
}
