//! Long lists as streams.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, Hash, RandomState};

use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde::de::DeserializeOwned;
use tokio::task::JoinHandle;

use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
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
        rows(self.clone(), endpoint)
    }
}

/// The rows of all pages, the next of which is on its way while the caller works on this one.
pub(crate) fn rows<E, T>(client: Client, endpoint: E) -> BoxStream<'static, Result<T>>
where
    E: Endpoint<Output = Paged<T>>,
    T: DeserializeOwned + Send + 'static,
{
    let start = Pages { client, endpoint, seen: Seen::default(), under_way: None, ended: false, empty: 0 };
    stream::try_unfold(start, Pages::next)
        .map_ok(|rows| stream::iter(rows.into_iter().map(Ok)))
        .try_flatten()
        .boxed()
}

struct Pages<E: Endpoint> {
    client: Client,
    endpoint: E,
    seen: Seen,
    under_way: Option<UnderWay<E::Output>>,
    ended: bool,
    /// How many pages without a row came one after another.
    empty: u32,
}

/// Rows that the caller may not see make pages empty, but hardly so many in a row.
const EMPTY: u32 = 1_000;

impl<E, T> Pages<E>
where
    E: Endpoint<Output = Paged<T>>,
    T: DeserializeOwned + Send + 'static,
{
    async fn next(mut self) -> Result<Option<(Vec<T>, Self)>> {
        if self.ended {
            return Ok(None);
        }
        let page = match self.under_way.take() {
            Some(under_way) => under_way.finish(self.endpoint.operation().id).await?,
            None => self.client.send(self.endpoint.clone()).await?,
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
        self.endpoint.query_mut().overlay(next);
        if !self.seen.is_new(self.endpoint.query()) {
            return Err(self.endless("the service's next link leads back to a page that was read"));
        }
        if !self.client.options.reads_ahead {
            return Ok(());
        }
        let (client, endpoint) = (self.client.clone(), self.endpoint.clone());
        self.under_way = Some(UnderWay(tokio::spawn(async move { client.send(endpoint).await })));
        Ok(())
    }
}

impl<E: Endpoint> Pages<E> {
    fn endless(&self, why: &str) -> Error {
        Error::new(ErrorKind::Decode, self.endpoint.operation().id)
            .said(format!("the list never ends: {why}"))
    }
}

/// A request that ends with whoever waits for it.
struct UnderWay<T>(JoinHandle<Result<T>>);

impl<T> UnderWay<T> {
    async fn finish(mut self, operation: &'static str) -> Result<T> {
        (&mut self.0)
            .await
            .unwrap_or_else(|error| Err(Error::new(ErrorKind::Transport, operation).source(error)))
    }
}

impl<T> Drop for UnderWay<T> {
    fn drop(&mut self) {
        self.0.abort();
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
