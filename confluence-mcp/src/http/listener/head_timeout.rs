//! The time limit of a request's head: a connection on which a head begins, and does not end, is given up.
//!
//! hyper has one limit for two times: how long a connection may be idle between requests, which has to be longer than
//! a proxy keeps one, and how long a head may take, which has to be short, because a half request costs its sender
//! nothing.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// A head is awaited: from the first connection on, and from the first byte of the next request.
const HEAD: u8 = 0;
/// A request is worked on or answered.
const REQUEST: u8 = 1;
/// An answer was written, and nothing has come since.
const IDLE: u8 = 2;

/// What a connection is at, as its service tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stage(Arc<AtomicU8>);

impl Stage {
    /// The head of a request is there; until what this returns is dropped, the request is worked on.
    pub(crate) fn request(&self) -> InRequest {
        self.0.store(REQUEST, Ordering::Relaxed);
        InRequest(self.clone())
    }
}

/// A request that is worked on or answered.
#[derive(Debug)]
pub(crate) struct InRequest(Stage);

impl Drop for InRequest {
    fn drop(&mut self) {
        self.0.0.store(IDLE, Ordering::Relaxed);
    }
}

/// Fails a read when a head takes too long.
pub(crate) struct HeadTimeout<S> {
    stream: S,
    timeout: Duration,
    stage: Stage,
    late: Option<Pin<Box<Sleep>>>,
}

impl<S> HeadTimeout<S> {
    pub(crate) fn new(stream: S, timeout: Duration, stage: Stage) -> Self {
        Self { stream, timeout, stage, late: None }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for HeadTimeout<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let (timeout, before) = (self.timeout, buffer.filled().len());
        let done = Pin::new(&mut self.stream).poll_read(context, buffer);
        if done.is_ready() && buffer.filled().len() > before {
            let begins = self.stage.0.compare_exchange(IDLE, HEAD, Ordering::Relaxed, Ordering::Relaxed);
            if begins.is_ok() {
                self.late = None;
            }
        }
        if self.stage.0.load(Ordering::Relaxed) != HEAD {
            self.late = None;
            return done;
        }
        // Most heads come in one piece, and need no timer.
        if done.is_ready() && self.late.is_none() {
            return done;
        }
        let late = self.late.get_or_insert_with(|| Box::pin(sleep(timeout)));
        match late.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => done,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for HeadTimeout<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// The body of an answer, with which the request ends.
pub(crate) struct Answering<B> {
    pub(crate) body: B,
    pub(crate) _request: InRequest,
}

impl<B: Body<Data = Bytes> + Unpin> Body for Answering<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(10);

    fn connection() -> (DuplexStream, HeadTimeout<DuplexStream>, Stage) {
        let (client, server) = tokio::io::duplex(64);
        let stage = Stage::default();
        (client, HeadTimeout::new(server, LIMIT, stage.clone()), stage)
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_drips_is_given_up() {
        let (mut client, mut server, _) = connection();
        let dripping = tokio::spawn(async move {
            while client.write_all(b"x").await.is_ok() {
                sleep(Duration::from_secs(1)).await;
            }
        });
        let began = tokio::time::Instant::now();
        let error = server.read_to_end(&mut Vec::new()).await.unwrap_err();
        assert_eq!((error.kind(), began.elapsed()), (io::ErrorKind::TimedOut, LIMIT));
        drop(server);
        dripping.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_and_an_idle_connection_have_limits_of_their_own() {
        let (mut client, mut server, stage) = connection();
        client.write_all(b"head").await.unwrap();
        server.read_exact(&mut [0; 4]).await.unwrap();
        let request = stage.request();
        let slow = async {
            sleep(LIMIT * 3).await;
            client.write_all(b"body").await.unwrap();
        };
        let (read, ()) = tokio::join!(async { server.read_exact(&mut [0; 4]).await.map(drop) }, slow);
        read.unwrap();
        drop(request);
        let idle = async {
            sleep(LIMIT * 3).await;
            client.write_all(b"h").await.unwrap();
        };
        let (read, ()) = tokio::join!(async { server.read_exact(&mut [0; 1]).await.map(drop) }, idle);
        read.unwrap();
        let began = tokio::time::Instant::now();
        assert!(server.read_exact(&mut [0; 1]).await.is_err(), "the next head has begun and does not end");
        assert_eq!(began.elapsed(), LIMIT);
    }
}
