//! Accepting connections, and shutting down gracefully.

use std::io::{self, ErrorKind};
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rmcp::ServerHandler;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::descriptors;
use super::head_timeout::{Answering, HeadTimeout, Stage};
use super::write_timeout::WriteTimeout;
use crate::http::caller_limit::CallerLimit;
use crate::http::endpoint::{PeerAddress, ShutdownToken};
use crate::http::service::HttpService;

/// Failing to accept at all, as when there are no more file handles, is tried again after this.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);
/// So many connections may wait to be accepted, where the system lets as many. What a listener of the standard library
/// has, 128, drops the rest of a crowd, which then tries again after 1 s, 2 s, 4 s ...
const BACKLOG: i32 = 4096;
/// Connections that are closed at once are told of this often: whoever makes them without end makes no log without end.
const TELL_EVERY: Duration = Duration::from_secs(60);
/// The most bytes of a request's head: four times the 16 KiB that a token may have.
const MAX_HEAD: usize = 64 << 10;

/// Serves until `stop` is ready, then lets what is under way end.
pub(crate) async fn serve<H: ServerHandler + Clone>(
    service: HttpService<H>,
    listener: std::net::TcpListener,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    if let Err(error) = SockRef::from(&listener).listen(BACKLOG) {
        tracing::debug!(%error, "the listen backlog cannot be changed");
    }
    listener.set_nonblocking(true)?;
    let listener = TcpListener::from_std(listener)?;
    let (connections, stopping) = (TaskTracker::new(), CancellationToken::new());
    let most = descriptors::connections(service.options().max_connections);
    let permits = Arc::new(Semaphore::new(most));
    let most_of_one = service.options().max_connections_per_address.min(most);
    let of_one = CallerLimit::new(most_of_one);
    let mut told: Option<Instant> = None;
    // A balancer that asks whether this server is ready sends nothing more before the listener closes.
    let stop = async {
        stop.await;
        service.end_readiness();
        tokio::time::sleep(service.options().drain).await;
    };
    let mut stop = pin!(stop);
    loop {
        let permit = Arc::clone(&permits).acquire_owned();
        let accepted = async { (permit.await, listener.accept().await) };
        let (permit, accepted) = tokio::select! {
            () = &mut stop => break,
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                // Closed at once: who has that many would only keep others from theirs.
                let Some(of_peer) = of_one.acquire(network(peer.ip())) else {
                    if told.is_none_or(|at| at.elapsed() >= TELL_EVERY) {
                        told = Some(Instant::now());
                        tracing::warn!(
                            address = %peer.ip(),
                            limit = most_of_one,
                            "too many connections from one IP address: further ones are closed; if it is that of a \
                             proxy, raise --max-connections-per-address"
                        );
                    }
                    continue;
                };
                let connection = connection(service.clone(), stream, peer.ip(), stopping.clone());
                connections.spawn(async move {
                    connection.await;
                    drop((permit, of_peer));
                });
            }
            // Of that one client alone.
            Err(error)
                if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be accepted");
                tokio::time::sleep(ACCEPT_RETRY).await;
            }
        }
    }
    drop(listener);
    end(&service, &connections, &stopping).await;
    Ok(())
}

/// What is counted as one peer: an address, or of IPv6 the network of one subscriber (RFC 6177).
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

async fn end<H>(service: &HttpService<H>, connections: &TaskTracker, stopping: &CancellationToken) {
    tracing::info!(connections = connections.len(), "stopping");
    stopping.cancel();
    connections.close();
    if tokio::time::timeout(service.options().shutdown_grace, connections.wait()).await.is_ok() {
        return;
    }
    // Streams that would go on for ever end here, and so do calls that took too long.
    service.cancel();
    drop(tokio::time::timeout(Duration::from_secs(1), connections.wait()).await);
}

async fn connection<H: ServerHandler + Clone>(
    service: HttpService<H>,
    stream: TcpStream,
    peer: IpAddr,
    stopping: CancellationToken,
) {
    // An answer in several small writes would wait 40 ms for the other end's acknowledgement of the first.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY cannot be set");
    }
    let stage = Stage::default();
    let stream = HeadTimeout::new(stream, service.options().header_timeout, stage.clone());
    let stream = WriteTimeout::new(stream, service.options().write_timeout);
    let _counted = service.options().metrics.connected();
    let answering = service_fn(|mut request| {
        let (service, _request) = (service.clone(), stage.request());
        request.extensions_mut().insert(ShutdownToken(stopping.clone()));
        request.extensions_mut().insert(PeerAddress(peer.to_canonical()));
        // A connection that has no request has no room for one.
        Box::pin(async move {
            let answer = service.respond(request).await.map(|body| Answering { body, _request });
            Ok::<_, std::convert::Infallible>(answer)
        })
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(service.options().idle_timeout)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), answering);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection was interrupted");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_is_one_peer() {
        let of = |address: &str| network(address.parse().unwrap());
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.7"), of("192.0.2.8"));
    }
}
