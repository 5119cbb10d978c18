//! What an operation is to the client.

use std::fmt;

use crate::operation::describe::Operation;
use crate::wire::answer::FromResponse;
use crate::wire::query::Query;
use crate::wire::values::Body;

/// An operation with its arguments: a value that a [`Client`](crate::Client) sends.
///
/// The operations of [`v2`](crate::v2), [`v1`](crate::v1) and [`dc`](crate::dc) implement it; a program may implement
/// it for what is not there.
///
/// ```
/// use confluence_client::{Endpoint as _, v2};
///
/// let page = v2::pages::get(42).version(7);
/// assert_eq!(page.operation().id, "getPageById");
/// assert_eq!((page.path().as_str(), page.query().get("version")), ("/pages/42", Some("7")));
/// ```
pub trait Endpoint: Clone + fmt::Debug + Send + Sync + 'static {
    /// What comes back.
    type Output: FromResponse;

    /// What the operation says of itself.
    fn operation(&self) -> &'static Operation;

    /// The path below the interface's root, percent-encoded, starting with a slash.
    fn path(&self) -> String;

    /// The query.
    fn query(&self) -> &Query;

    /// The query, for paging to go on.
    fn query_mut(&mut self) -> &mut Query;

    /// The body.
    fn body(&self) -> &Body;
}
