//! Long lists as streams.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, Hash, RandomState};

use futures_core::stream::BoxStream;
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};
use serde::de::DeserializeOwned;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::operation::describe::{Api, Operation};
use crate::wire::endpoint::Endpoint;
use crate::wire::paging::Paged;
use crate::wire::query::Query;

impl Client {
    /// Streams the rows of a paged list to its end, over all pages.
    ///
    /// The next page is asked for while the caller works on this one. Nothing is asked before the first poll, and
    /// dropping the stream ends a request under way.
    pub fn stream<E, T>(&self, endpoint: E) -> BoxStream<'static, Result<T>>
    where
        E: Endpoint<Output = Paged<T>>,
        T: DeserializeOwned + Send + 'static,
    {
        self.pages(endpoint).rows()
    }

    /// The pages of a list, none of which is asked for yet.
    pub(crate) fn pages<E, T>(&self, endpoint: E) -> Pages<T>
    where
        E: Endpoint<Output = Paged<T>>,
        T: DeserializeOwned + Send + 'static,
    {
        Pages {
            source: Box::new(OfEndpoint { client: self.clone(), endpoint }),
            reads_ahead: self.options.reads_ahead,
            seen: Seen::default(),
            under_way: None,
            ended: false,
            empty: 0,
        }
    }
}

/// Where pages come from. What is done with them is the same for every operation that answers such rows.
trait Source<T>: Send {
    fn operation(&self) -> &'static Operation;
    fn query(&self) -> &Query;
    fn query_mut(&mut self) -> &mut Query;
    fn fetch(&self) -> BoxFuture<'static, Result<Paged<T>>>;
}

struct OfEndpoint<E> {
    client: Client,
    endpoint: E,
}

impl<E, T> Source<T> for OfEndpoint<E>
where
    E: Endpoint<Output = Paged<T>>,
    T: DeserializeOwned + Send + 'static,
{
    fn operation(&self) -> &'static Operation {
        self.endpoint.operation()
    }

    fn query(&self) -> &Query {
        self.endpoint.query()
    }

    fn query_mut(&mut self) -> &mut Query {
        self.endpoint.query_mut()
    }

    fn fetch(&self) -> BoxFuture<'static, Result<Paged<T>>> {
        let (client, endpoint) = (self.client.clone(), self.endpoint.clone());
        async move { client.send(endpoint).await }.boxed()
    }
}

/// The pages of a list, one after another.
pub(crate) struct Pages<T> {
    source: Box<dyn Source<T>>,
    reads_ahead: bool,
    seen: Seen,
    under_way: Option<UnderWay<Paged<T>>>,
    ended: bool,
    /// How many pages without a row came one after another.
    empty: u32,
}

/// What the published document of Cloud v2 says of every list.
const MOST_ROWS_OF_V2: u32 = 250;
/// Rows that the caller may not see make pages empty, but hardly so many in a row.
const EMPTY: u32 = 1_000;

impl<T: Send + 'static> Pages<T> {
    /// The query that asks for the first of them.
    pub(crate) fn query_mut(&mut self) -> &mut Query {
        self.source.query_mut()
    }

    /// The most rows of a page that the service may be asked for, where it refuses more: the others give what they have.
    pub(crate) fn most_rows(&self) -> Option<u32> {
        (self.source.operation().api == Api::V2).then_some(MOST_ROWS_OF_V2)
    }

    /// Asks for the first of them alone.
    pub(crate) fn first(self) -> BoxFuture<'static, Result<Paged<T>>> {
        self.source.fetch()
    }

    /// The rows of all of them, the next of which is on its way while the caller works on this one.
    pub(crate) fn rows(self) -> BoxStream<'static, Result<T>> {
        stream::try_unfold(self, Pages::next)
            .map_ok(|rows| stream::iter(rows.into_iter().map(Ok)))
            .try_flatten()
            .boxed()
    }

    async fn next(mut self) -> Result<Option<(Vec<T>, Self)>> {
        if self.ended {
            return Ok(None);
        }
        let page = match self.under_way.take() {
            Some(under_way) => under_way.finish(self.source.operation().id).await?,
            None => self.source.fetch().await?,
        };
        self.empty = if page.results.is_empty() { self.empty + 1 } else { 0 };
        match page.next() {
            Some(_) if self.empty >= EMPTY => return Err(self.endless("it has nothing but empty pages")),
            Some(next) => self.go_on(&next)?,
            None => self.ended = true,
        }
        Ok(Some((page.results, self)))
    }

    fn go_on(&mut self, next: &Query) -> Result<()> {
        self.source.query_mut().overlay(next);
        if !self.seen.is_new(self.source.query()) {
            return Err(self.endless("the service's next link leads back to a page that was read"));
        }
        self.under_way = self.reads_ahead.then(|| UnderWay::begin(self.source.fetch()));
        Ok(())
    }

    fn endless(&self, why: &str) -> Error {
        Error::new(ErrorKind::Decode, self.source.operation().id)
            .with_message(format!("the list never ends: {why}"))
    }
}

/// A request that ends with whoever waits for it.
struct UnderWay<T> {
    // All of them are tasks of one type: tokio has its code once for each.
    task: JoinHandle<()>,
    answer: oneshot::Receiver<Result<T>>,
}

impl<T: Send + 'static> UnderWay<T> {
    fn begin(request: BoxFuture<'static, Result<T>>) -> Self {
        let (tell, answer) = oneshot::channel();
        // A task of its own has no parent, and its caller is still the same.
        let work = async move { drop(tell.send(request.await)) }.in_current_span();
        let task = tokio::spawn(work.boxed());
        Self { task, answer }
    }

    async fn finish(mut self, operation: &'static str) -> Result<T> {
        let broke = |error| Error::new(ErrorKind::Transport, operation).with_source(error);
        match (&mut self.answer).await {
            Ok(answer) => answer,
            // It panicked, or the runtime ends.
            Err(_) => Err((&mut self.task).await.map_or_else(broke, |()| {
                Error::new(ErrorKind::Transport, operation).with_message("the answer was lost")
            })),
        }
    }
}

impl<T> Drop for UnderWay<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What was asked for already, as hashes, eight bytes each.
#[derive(Default)]
pub(crate) struct Seen {
    hasher: RandomState,
    hashes: HashSet<u64>,
}

impl Seen {
    pub(crate) fn is_new(&mut self, one: &impl Hash) -> bool {
        self.hashes.insert(self.hasher.hash_one(one))
    }
}
