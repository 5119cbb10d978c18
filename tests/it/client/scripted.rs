//! A transport that answers what a function says, piece by piece, and counts what is under way.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use confluence_client::transport::{RequestBody, ResponseBody, Transport, TransportError};
use confluence_client::{Client, Credential, RetryPolicy, Site};
use futures_util::stream;
use http::{HeaderMap, Request, Response};
use tests::sandbox::ADMIN;

type Answers = Arc<dyn Fn(usize, &Request<RequestBody>) -> Response<String> + Send + Sync>;

#[derive(Clone)]
pub(super) struct Scripted {
    answers: Answers,
    asked: Arc<AtomicUsize>,
    under_way: Arc<AtomicUsize>,
    headers: Arc<Mutex<HeaderMap>>,
}

impl Scripted {
    /// Each answer is told how many requests came before, and the request.
    pub(super) fn new(
        answers: impl Fn(usize, &Request<RequestBody>) -> Response<String> + Send + Sync + 'static,
    ) -> Self {
        let (asked, under_way) = (Arc::default(), Arc::default());
        Self { answers: Arc::new(answers), asked, under_way, headers: Arc::default() }
    }

    /// How many requests there were.
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// How many requests and bodies nobody has finished or dropped.
    pub(super) fn under_way(&self) -> usize {
        self.under_way.load(Ordering::SeqCst)
    }

    /// The headers of the last request.
    pub(super) fn headers(&self) -> HeaderMap {
        self.headers.lock().unwrap().clone()
    }

    /// A client of a Cloud site over this.
    pub(super) fn client(&self) -> Client {
        self.client_of(Site::cloud("https://example.atlassian.net").unwrap())
    }

    /// A client of any site over this.
    pub(super) fn client_of(&self, site: Site) -> Client {
        let credential = Credential::basic(ADMIN.email, ADMIN.api_token).unwrap();
        let builder = Client::builder(site).authenticator(credential).transport(self.clone());
        builder.retry(RetryPolicy::never()).build().unwrap()
    }
}

/// An answer with this status and JSON.
pub(super) fn json(status: u16, body: impl Into<String>) -> Response<String> {
    let answer = Response::builder().status(status).header("content-type", "application/json");
    answer.body(body.into()).unwrap()
}

/// Counts one thing as under way for as long as it lives.
struct UnderWay(Arc<AtomicUsize>);

impl UnderWay {
    fn count(counter: &Arc<AtomicUsize>) -> Self {
        counter.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(counter))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl Transport for Scripted {
    async fn exchange(
        &self,
        request: Request<RequestBody>,
    ) -> Result<Response<ResponseBody>, TransportError> {
        let under_way = UnderWay::count(&self.under_way);
        *self.headers.lock().unwrap() = request.headers().clone();
        let before = self.asked.fetch_add(1, Ordering::SeqCst);
        tokio::task::yield_now().await;
        let answer = (self.answers)(before, &request);
        drop(request);
        tokio::task::yield_now().await;
        Ok(answer.map(|body| {
            let pieces: Vec<Bytes> = body.as_bytes().chunks(20).map(Bytes::copy_from_slice).collect();
            ResponseBody::new(stream::unfold(
                (pieces.into_iter(), under_way),
                |(mut pieces, under_way)| async {
                    tokio::task::yield_now().await;
                    Some((Ok(pieces.next()?), (pieces, under_way)))
                },
            ))
        }))
    }
}

impl fmt::Debug for Scripted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Scripted")
    }
}
