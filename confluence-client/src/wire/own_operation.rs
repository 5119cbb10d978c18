//! Operations that the crate does not have: what a program asks beside the declared ones.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::operation::describe::Operation;
use crate::wire::answer::FromResponse;
use crate::wire::encoding::encode_segment;
use crate::wire::endpoint::Endpoint;
use crate::wire::query::Query;
use crate::wire::values::{Body, QueryValue};

/// An operation that is not in this crate, ready to be sent: with the same credential, retries, rate limits, bounds and
/// errors as all others. `T` is what its answer is read as.
///
/// ```no_run
/// use confluence_client::describe::{Api, Operation, Verb};
/// use confluence_client::{Client, OwnOperation};
///
/// /// What an app on the site answers.
/// static BADGES: Operation = Operation::new("getBadges", Api::Site, Verb::GET, "/rest/badges/1.0/user/{key}");
///
/// # async fn example(client: Client) -> confluence_client::Result<()> {
/// let badges: serde_json::Value = client.send(OwnOperation::new(&BADGES, &["ada"]).with_parameter("limit", &5_u32)).await?;
/// println!("{badges}");
/// # Ok(())
/// # }
/// ```
///
/// With a body: `OwnOperation::new(&AWARD, &["ada"]).with_body(Body::json(&badge))`.
pub struct OwnOperation<T = serde_json::Value> {
    operation: &'static Operation,
    path: String,
    query: Query,
    body: Body,
    answer: PhantomData<fn() -> T>,
}

impl<T: FromResponse> OwnOperation<T> {
    /// The operation with the arguments of its path, one for each pair of braces; they are percent-encoded here.
    ///
    /// Whether there are as many as braces is checked when it is sent: `Invalid`.
    #[must_use]
    pub fn new(operation: &'static Operation, arguments: &[&str]) -> Self {
        let mut given = arguments.iter();
        let segments = operation.path.split('/').map(|segment| match segment.starts_with('{') {
            true => given.next().map_or(Cow::Borrowed(segment), |argument| encode_segment(argument).into()),
            false => Cow::Borrowed(segment),
        });
        let mut path = segments.collect::<Vec<_>>().join("/");
        // One too many has no place: as braces it makes the path one that is refused.
        path.extend(given.map(|_| "/{}"));
        Self::at(operation, path)
    }

    /// The operation at a path below its interface's root that is percent-encoded already.
    pub(crate) fn at(operation: &'static Operation, path: String) -> Self {
        Self { operation, path, query: Query::default(), body: Body::Empty, answer: PhantomData }
    }

    /// Puts this value into the query; a list repeats the name.
    #[must_use]
    pub fn with_parameter(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: &(impl QueryValue + ?Sized),
    ) -> Self {
        self.query.set(name, value);
        self
    }

    /// The whole query, of a link that the service gave.
    #[must_use]
    pub(crate) fn with_query(mut self, query: Query) -> Self {
        self.query = query;
        self
    }

    /// What is sent in the body.
    #[must_use]
    pub fn with_body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }
}

impl<T> Clone for OwnOperation<T> {
    fn clone(&self) -> Self {
        Self {
            operation: self.operation,
            path: self.path.clone(),
            query: self.query.clone(),
            body: self.body.clone(),
            answer: PhantomData,
        }
    }
}

impl<T> fmt::Debug for OwnOperation<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OwnOperation")
            .field("operation", &self.operation.id)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("body", &self.body)
            .finish()
    }
}

impl<T: FromResponse> Endpoint for OwnOperation<T> {
    type Output = T;

    fn operation(&self) -> &'static Operation {
        self.operation
    }

    fn path(&self) -> String {
        self.path.clone()
    }

    fn query(&self) -> &Query {
        &self.query
    }

    fn query_mut(&mut self) -> &mut Query {
        &mut self.query
    }

    fn body(&self) -> &Body {
        &self.body
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::describe::{Api, Verb};

    #[test]
    fn arguments_stand_in_their_places() {
        static BADGE: Operation =
            Operation::new("getBadge", Api::Site, Verb::GET, "/badges/{user}/of/{kind}");
        let path = |arguments: &[&str]| OwnOperation::<String>::new(&BADGE, arguments).path();
        assert_eq!(path(&["a/b c", "é"]), "/badges/a%2Fb%20c/of/%C3%A9");
        assert_eq!(path(&["ada"]), "/badges/ada/of/{kind}");
        assert_eq!(path(&["ada", "gold", "more"]), "/badges/ada/of/gold/{}");
    }
}
