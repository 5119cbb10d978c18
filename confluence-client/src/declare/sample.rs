//! Values to try every operation with, for the project's conformance run. Not part of the public interface.

use std::collections::BTreeMap;
use std::fmt;

use futures_core::future::BoxFuture;
use serde_json::{Value, json};

use crate::client::Client;
use crate::client::download::Download;
use crate::error::Result;
use crate::operation::describe::{Kind, Operation};
use crate::wire::endpoint::Endpoint;
use crate::wire::query::Query;
use crate::wire::timestamp::Timestamp;
use crate::wire::values::{Arg, Body, Commas};

/// A type that can make up values of itself.
pub trait Sample {
    /// How many values differ in kind, such as the kinds of owners.
    const COUNT: usize = 1;

    /// A made-up value.
    fn sample(index: usize) -> Self;

    /// A made-up value out of words, where it is a word and there are some.
    #[must_use]
    fn sample_of(_words: &'static [&'static str], index: usize) -> Self
    where
        Self: Sized,
    {
        Self::sample(index)
    }
}

/// One of the words, if there are any.
pub fn word(words: &'static [&'static str], index: usize) -> Option<&'static str> {
    words.iter().cycle().nth(index).copied()
}

/// An operation with everything set.
pub struct Ready {
    operation: &'static Operation,
    send: Box<dyn Fn(Client) -> BoxFuture<'static, Result<()>> + Send + Sync>,
}

impl Ready {
    pub(crate) fn new(endpoint: impl Endpoint) -> Self {
        let operation = endpoint.operation();
        let send = move |client: Client| -> BoxFuture<'static, Result<()>> {
            let endpoint = endpoint.clone();
            Box::pin(async move {
                if operation.answer == Kind::Bytes {
                    client.download(Bytes(endpoint)).await.map(drop)
                } else {
                    client.send(endpoint).await.map(drop)
                }
            })
        };
        Self { operation, send: Box::new(send) }
    }

    /// What the operation says of itself.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Sends the operation and reads its answer.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn send(&self, client: &Client) -> Result<()> {
        (self.send)(client.clone()).await
    }
}

/// An operation that answers with bytes, as one that does so by its type.
#[derive(Clone, Debug)]
struct Bytes<E>(E);

impl<E: Endpoint> Endpoint for Bytes<E> {
    type Output = Download;

    fn operation(&self) -> &'static Operation {
        self.0.operation()
    }

    fn path(&self) -> String {
        self.0.path()
    }

    fn query(&self) -> &Query {
        self.0.query()
    }

    fn query_mut(&mut self) -> &mut Query {
        self.0.query_mut()
    }

    fn body(&self) -> &Body {
        self.0.body()
    }
}

impl fmt::Debug for Ready {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Ready").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

macro_rules! samples {
    ($($Type:ty => $value:expr),* $(,)?) => {$(
        impl Sample for $Type {
            fn sample(_: usize) -> Self {
                $value
            }
        }
    )*};
}

impl Sample for String {
    /// Different ones for the items of a list, which may not have one twice.
    fn sample(index: usize) -> Self {
        if index == 0 { "sample".to_owned() } else { format!("sample{index}") }
    }

    fn sample_of(words: &'static [&'static str], index: usize) -> Self {
        word(words, index).map_or_else(|| Self::sample(index), str::to_owned)
    }
}

samples! {
    u16 => 1, u32 => 1, u64 => 1, i32 => 1, i64 => 1, f64 => 1.5, bool => true,
    Value => json!({ "made": "up" }), Timestamp => Timestamp::from("2026-01-02T03:04:05.678Z"),
}

impl<T: Sample> Sample for Vec<T> {
    fn sample(index: usize) -> Self {
        vec![T::sample(index), T::sample(index + 1)]
    }

    fn sample_of(words: &'static [&'static str], index: usize) -> Self {
        match words {
            [_] => vec![T::sample_of(words, index)],
            _ => vec![T::sample_of(words, index), T::sample_of(words, index + 1)],
        }
    }
}

impl<T: Sample> Sample for BTreeMap<String, T> {
    fn sample(index: usize) -> Self {
        [("sample".to_owned(), T::sample(index))].into()
    }
}

impl<T: Sample + Arg<T>> Sample for Commas<T> {
    fn sample(index: usize) -> Self {
        Vec::<T>::sample(index).into_arg()
    }

    fn sample_of(words: &'static [&'static str], index: usize) -> Self {
        Vec::<T>::sample_of(words, index).into_arg()
    }
}
