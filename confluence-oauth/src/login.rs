//! Login with a browser on this machine: showing the authorization URL, and the listener of the redirect URI.

#[cfg(feature = "browser")]
mod browser;
mod callback_request;
mod listener;
mod redirected;

use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use url::Url;

#[cfg(feature = "browser")]
pub use self::browser::Browser;
pub(crate) use self::listener::Listener;
pub(crate) use self::redirected::Redirected;
use crate::error::Error;
use crate::exchange::ExchangeError;

/// Shows the user the authorization URL to log in at: in a browser, in a dialogue, on a terminal.
///
/// Closures that return a future are implementations, and so is an `Arc` of one.
///
/// ```
/// use confluence_oauth::{ExchangeError, LoginPrompt};
///
/// fn on_the_terminal() -> impl LoginPrompt {
///     |address: url::Url| async move {
///         println!("Log in at {address}");
///         Ok::<(), ExchangeError>(())
///     }
/// }
/// ```
#[async_trait]
pub trait LoginPrompt: Send + Sync + 'static {
    /// Shows the URL, without waiting for the login.
    ///
    /// # Errors
    /// Nobody can be shown anything here.
    async fn show(&self, authorization_url: Url) -> Result<(), ExchangeError>;
}

#[async_trait]
impl<F, Shown> LoginPrompt for F
where
    F: Fn(Url) -> Shown + Send + Sync + 'static,
    Shown: Future<Output = Result<(), ExchangeError>> + Send,
{
    async fn show(&self, authorization_url: Url) -> Result<(), ExchangeError> {
        self(authorization_url).await
    }
}

#[async_trait]
impl<P: LoginPrompt + ?Sized> LoginPrompt for Arc<P> {
    async fn show(&self, authorization_url: Url) -> Result<(), ExchangeError> {
        (**self).show(authorization_url).await
    }
}

/// Reads a request head and its query as the listener does.
#[cfg(fuzzing)]
pub(crate) fn fuzz_callback(bytes: &[u8]) {
    if let callback_request::Head::Complete(request) = callback_request::parse(bytes) {
        callback_request::is_local(request.host, 33333);
        let _ = redirected::Redirected::query(request.query).accept(&[]);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = redirected::Redirected::pasted(text).and_then(|answer| answer.accept(&[]));
    }
}

pub(crate) fn no_such_attempt() -> Error {
    Error::new(
        crate::ErrorKind::StateMismatch,
        "the answer belongs to no login begun here within the last 15 minutes: begin again, and open the new URL",
    )
}
