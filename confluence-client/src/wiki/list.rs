//! Pagination: one batch of rows at a time, or a stream of all of them.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use futures_core::stream::BoxStream;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};
use serde::de::DeserializeOwned;

use super::backend::Backend;
use crate::client::stream::Pages;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::endpoint::Endpoint;
use crate::wire::paging::Paged;
use crate::wire::query::Query;

/// How many rows are completed at a time.
const AT_A_TIME: usize = 8;

type Fetching<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A paginated list, which sends nothing before it is asked for rows.
///
/// [`List::slice`] asks for some rows and says how to go on; [`List::stream`] goes to the end.
///
/// ```no_run
/// # async fn example(wiki: confluence_client::Wiki) -> confluence_client::Result<()> {
/// use futures_util::TryStreamExt as _;
///
/// let first = wiki.space_pages("DOCS").limit(25).slice().await?;
/// if let Some(next) = first.next {
///     let second = wiki.space_pages("DOCS").limit(25).after(next).slice().await?;
///     println!("{} pages more", second.items.len());
/// }
///
/// let mut pages = wiki.space_pages("DOCS").stream();
/// while let Some(page) = pages.try_next().await? {
///     println!("{}", page.title);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a list does nothing until it is asked for"]
pub struct List<T> {
    rows: Result<Box<dyn Rows<T>>>,
    limit: Option<u32>,
    after: Option<String>,
}

/// One slice of a paginated list: some rows, and where the next ones begin.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
#[non_exhaustive]
pub struct Slice<T> {
    /// The rows.
    pub items: Vec<T>,
    /// What to pass to [`List::after`] for the rows behind these; `None` at the end.
    pub next: Option<String>,
    /// An estimate of all rows, where the service gives one.
    pub total: Option<u64>,
}

impl<T> Slice<T> {
    /// These rows, with nothing behind them: for tests and caches.
    pub fn new(items: Vec<T>) -> Self {
        Self { items, next: None, total: None }
    }
}

impl<T: Send + 'static> List<T> {
    /// Sets the page size: how many rows a slice, or a request of the stream, holds at the most. The service may give
    /// fewer: of most lists 250 on Cloud, whatever is asked for. It is 1 at least.
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit.max(1));
        self
    }

    /// Goes on behind an earlier slice, with what its [`Slice::next`] holds.
    pub fn after(mut self, next: impl Into<String>) -> Self {
        self.after = Some(next.into());
        self
    }

    /// Fetches one slice.
    ///
    /// # Errors
    /// As the operation below; `Policy` for what the policy forbids; `Invalid` if `after` did not come from a slice.
    pub async fn slice(self) -> Result<Slice<T>> {
        let ask = self.ask()?;
        self.rows?.slice(ask).await
    }

    /// Streams all rows, fetched a slice at a time as they are polled for.
    pub fn stream(self) -> BoxStream<'static, Result<T>> {
        match self.ask().and_then(|ask| Ok((ask, self.rows?))) {
            Ok((ask, rows)) => rows.stream(ask),
            Err(error) => stream::iter([Err(error)]).boxed(),
        }
    }

    fn ask(&self) -> Result<Ask> {
        let from = self.after.as_deref().map(Ask::resume).transpose()?;
        Ok(Ask { limit: self.limit, from })
    }

    /// A list of an operation's rows; `keep` turns each into one for both deployments, or drops it.
    pub(in crate::wiki) fn of<E, R>(
        backend: &Backend,
        endpoint: E,
        keep: impl Fn(&Backend, R) -> Option<T> + Send + Sync + 'static,
    ) -> Self
    where
        E: Endpoint<Output = Paged<R>>,
        R: DeserializeOwned + Send + 'static,
    {
        let pages = backend.client.pages(endpoint);
        let rows = OperationRows { backend: backend.clone(), pages, keep: Arc::new(keep) };
        Self { rows: Ok(Box::new(rows)), limit: None, after: None }
    }

    /// A list that something has to be looked up for first.
    pub(in crate::wiki) fn later<F>(
        backend: &Backend,
        find: impl FnOnce(Backend) -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Self>> + Send + 'static,
    {
        let backend = backend.clone();
        let rows = LaterRows(Box::new(move || Box::pin(find(backend))));
        Self { rows: Ok(Box::new(rows)), limit: None, after: None }
    }

    /// A list whose slices are worked out: `some` is told how many rows to skip, and how many are wanted.
    pub(in crate::wiki) fn computed<F>(
        backend: &Backend,
        some: impl Fn(Backend, u64, Option<u32>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Slice<T>>> + Send + 'static,
    {
        let backend = backend.clone();
        let rows = ComputedRows(Arc::new(move |start, limit| Box::pin(some(backend.clone(), start, limit))));
        Self { rows: Ok(Box::new(rows)), limit: None, after: None }
    }

    /// The same list without some of its rows, whose number is then not known either.
    pub(in crate::wiki) fn keeping(self, keep: impl Fn(&T) -> bool + Send + Sync + 'static) -> Self {
        let keep: Chosen<T> = Arc::new(keep);
        let rows = self.rows.map(|rows| Box::new(ChosenRows { rows, keep }) as Box<dyn Rows<T>>);
        Self { rows, ..self }
    }

    /// The same list, whose failures have other words.
    pub(in crate::wiki) fn reworded(self, reword: impl Fn(Error) -> Error + Send + Sync + 'static) -> Self {
        let reword: Reword = Arc::new(reword);
        let rows = self.rows.map(|rows| Box::new(RewordedRows { rows, reword }) as Box<dyn Rows<T>>);
        Self { rows, ..self }
    }

    /// The same list with each of its rows completed by a request of its own, some at a time.
    pub(in crate::wiki) fn each<F>(
        self,
        backend: &Backend,
        complete: impl Fn(Backend, T) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = T> + Send + 'static,
    {
        let backend = backend.clone();
        let complete: Complete<T> = Arc::new(move |row| Box::pin(complete(backend.clone(), row)));
        let rows = self.rows.map(|rows| Box::new(CompletedRows { rows, complete }) as Box<dyn Rows<T>>);
        Self { rows, ..self }
    }

    /// A list without rows.
    pub(in crate::wiki) fn nothing() -> Self {
        let rows = ComputedRows(Arc::new(|_, _| Box::pin(async { Ok(Slice::new(Vec::new())) })));
        Self { rows: Ok(Box::new(rows)), limit: None, after: None }
    }

    /// A list that cannot be had.
    pub(in crate::wiki) fn refused(error: Error) -> Self {
        Self { rows: Err(error), limit: None, after: None }
    }
}

impl<T> fmt::Debug for List<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("List")
            .field("limit", &self.limit)
            .field("after", &self.after)
            .finish_non_exhaustive()
    }
}

/// How much to ask for, and from where.
struct Ask {
    limit: Option<u32>,
    from: Option<(&'static str, String)>,
}

impl Ask {
    /// Reads what a slice gave. It names a place in the list and nothing else: a caller who makes one up cannot
    /// change the query.
    fn resume(next: &str) -> Result<(&'static str, String)> {
        match next.split_once(':') {
            Some(("cursor", cursor)) if !cursor.is_empty() => Ok(("cursor", cursor.to_owned())),
            Some(("start", start)) if start.parse::<u64>().is_ok() => Ok(("start", start.to_owned())),
            _ => Err(Error::new(ErrorKind::Invalid, "list")
                .with_message("a list goes on from where an earlier slice of it ended")),
        }
    }

    fn apply<R: Send + 'static>(self, pages: &mut Pages<R>) {
        let most = pages.most_rows().unwrap_or(u32::MAX);
        let query = pages.query_mut();
        if let Some(limit) = self.limit {
            query.set("limit", &limit.min(most));
        }
        if let Some((name, place)) = self.from {
            query.set(name, &place);
        }
    }
}

impl Ask {
    /// How many rows to skip, where the list has no cursors.
    fn start(&self) -> Result<u64> {
        match &self.from {
            None => Ok(0),
            Some((_, place)) => place.parse().map_err(|_| {
                Error::new(ErrorKind::Invalid, "list")
                    .with_message("this cursor was handed out by a list of another kind")
            }),
        }
    }
}

fn next_of(query: &Query) -> Option<String> {
    let place = |name: &str| query.get(name).map(|place| format!("{name}:{place}"));
    place("cursor").or_else(|| place("start"))
}

trait Rows<T>: Send {
    fn slice(self: Box<Self>, ask: Ask) -> Fetching<Result<Slice<T>>>;
    fn stream(self: Box<Self>, ask: Ask) -> BoxStream<'static, Result<T>>;
}

type Keep<R, T> = Arc<dyn Fn(&Backend, R) -> Option<T> + Send + Sync>;

struct OperationRows<R, T> {
    backend: Backend,
    pages: Pages<R>,
    keep: Keep<R, T>,
}

impl<R, T> Rows<T> for OperationRows<R, T>
where
    R: Send + 'static,
    T: Send + 'static,
{
    fn slice(mut self: Box<Self>, ask: Ask) -> Fetching<Result<Slice<T>>> {
        Box::pin(async move {
            ask.apply(&mut self.pages);
            let page = self.pages.first().await?;
            let next = page.next().as_ref().and_then(next_of);
            let items = page.results.into_iter().filter_map(|row| (self.keep)(&self.backend, row)).collect();
            Ok(Slice { items, next, total: page.total_size.or(page.total_count) })
        })
    }

    fn stream(mut self: Box<Self>, ask: Ask) -> BoxStream<'static, Result<T>> {
        ask.apply(&mut self.pages);
        let Self { backend, pages, keep } = *self;
        pages.rows().try_filter_map(move |row| std::future::ready(Ok(keep(&backend, row)))).boxed()
    }
}

type Chosen<T> = Arc<dyn Fn(&T) -> bool + Send + Sync>;

struct ChosenRows<T> {
    rows: Box<dyn Rows<T>>,
    keep: Chosen<T>,
}

impl<T: Send + 'static> Rows<T> for ChosenRows<T> {
    fn slice(self: Box<Self>, ask: Ask) -> Fetching<Result<Slice<T>>> {
        Box::pin(async move {
            let mut slice = self.rows.slice(ask).await?;
            slice.items.retain(|row| (self.keep)(row));
            Ok(Slice { total: None, ..slice })
        })
    }

    fn stream(self: Box<Self>, ask: Ask) -> BoxStream<'static, Result<T>> {
        let keep = self.keep;
        self.rows.stream(ask).try_filter(move |row| std::future::ready(keep(row))).boxed()
    }
}

type Reword = Arc<dyn Fn(Error) -> Error + Send + Sync>;

struct RewordedRows<T> {
    rows: Box<dyn Rows<T>>,
    reword: Reword,
}

impl<T: Send + 'static> Rows<T> for RewordedRows<T> {
    fn slice(self: Box<Self>, ask: Ask) -> Fetching<Result<Slice<T>>> {
        Box::pin(async move { self.rows.slice(ask).await.map_err(|error| (self.reword)(error)) })
    }

    fn stream(self: Box<Self>, ask: Ask) -> BoxStream<'static, Result<T>> {
        let reword = self.reword;
        self.rows.stream(ask).map_err(move |error| reword(error)).boxed()
    }
}

type Complete<T> = Arc<dyn Fn(T) -> Fetching<T> + Send + Sync>;

struct CompletedRows<T> {
    rows: Box<dyn Rows<T>>,
    complete: Complete<T>,
}

impl<T: Send + 'static> Rows<T> for CompletedRows<T> {
    fn slice(self: Box<Self>, ask: Ask) -> Fetching<Result<Slice<T>>> {
        Box::pin(async move {
            let slice = self.rows.slice(ask).await?;
            let completed = stream::iter(slice.items).map(|row| (self.complete)(row)).buffered(AT_A_TIME);
            Ok(Slice { items: completed.collect().await, next: slice.next, total: slice.total })
        })
    }

    fn stream(self: Box<Self>, ask: Ask) -> BoxStream<'static, Result<T>> {
        let complete = self.complete;
        let rows = self.rows.stream(ask).map_ok(move |row| complete(row).map(Ok));
        rows.try_buffered(AT_A_TIME).boxed()
    }
}

struct LaterRows<T>(Box<dyn FnOnce() -> Fetching<Result<List<T>>> + Send>);

impl<T: Send + 'static> Rows<T> for LaterRows<T> {
    fn slice(self: Box<Self>, ask: Ask) -> Fetching<Result<Slice<T>>> {
        Box::pin(async move { (self.0)().await?.rows?.slice(ask).await })
    }

    fn stream(self: Box<Self>, ask: Ask) -> BoxStream<'static, Result<T>> {
        let found = stream::once(async move { Ok::<_, Error>((self.0)().await?.rows?.stream(ask)) });
        found.try_flatten().boxed()
    }
}

type Work<T> = Arc<dyn Fn(u64, Option<u32>) -> Fetching<Result<Slice<T>>> + Send + Sync>;

struct ComputedRows<T>(Work<T>);

impl<T: Send + 'static> Rows<T> for ComputedRows<T> {
    fn slice(self: Box<Self>, ask: Ask) -> Fetching<Result<Slice<T>>> {
        Box::pin(async move { (self.0)(ask.start()?, ask.limit).await })
    }

    fn stream(self: Box<Self>, ask: Ask) -> BoxStream<'static, Result<T>> {
        let limit = ask.limit;
        let slices = stream::try_unfold(Some(ask), move |ask| {
            let work = Arc::clone(&self.0);
            async move {
                let Some(ask) = ask else { return Ok::<_, Error>(None) };
                let slice = work(ask.start()?, limit).await?;
                let from = slice.next.as_deref().map(Ask::resume).transpose()?;
                let next = from.map(|from| Ask { limit, from: Some(from) });
                Ok(Some((stream::iter(slice.items.into_iter().map(Ok)), next)))
            }
        });
        slices.try_flatten().boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_cannot_carry_a_query() {
        assert_eq!(
            Ask::resume("cursor:a=&cql=type=page").unwrap(),
            ("cursor", "a=&cql=type=page".to_owned())
        );
        assert_eq!(Ask::resume("start:25").unwrap().0, "start");
        for made_up in ["", "cql:type=page", "start:x", "cursor:", "limit:9"] {
            assert_eq!(Ask::resume(made_up).unwrap_err().kind(), ErrorKind::Invalid, "{made_up}");
        }
    }
}
