//! The seam to the network.

use std::future::Future;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use url::Url;

use crate::error::{Error, ErrorKind};
use crate::provider::origin;

/// Why an exchange failed before there was an answer. Where it holds an [`Error`] of this crate, that is what the
/// caller gets; anything else counts as a failure that may pass.
pub type ExchangeError = Box<dyn std::error::Error + Send + Sync>;

/// The HTTP client of a session: sends one request and returns its response. This crate reaches the network in no other
/// way.
///
/// This crate brings no HTTP client, so that tokens travel as the program's other requests do: over the same proxy,
/// trust roots and connections. An implementation must not follow redirects and should bound time and size. An `Arc` of
/// one is one, and so are closures:
///
/// ```
/// # use bytes::Bytes;
/// # use confluence_oauth::{ExchangeError, HttpExchange};
/// fn offline() -> impl HttpExchange {
///     |_request: http::Request<Bytes>| async {
///         Err::<http::Response<Bytes>, ExchangeError>("this machine is offline".into())
///     }
/// }
/// ```
#[async_trait]
pub trait HttpExchange: Send + Sync + 'static {
    /// Sends the request.
    ///
    /// # Errors
    /// No answer was received. The error must not hold the request.
    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError>;
}

#[async_trait]
impl<F, Answer> HttpExchange for F
where
    F: Fn(http::Request<Bytes>) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<http::Response<Bytes>, ExchangeError>> + Send,
{
    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError> {
        self(request).await
    }
}

#[async_trait]
impl<T: HttpExchange + ?Sized> HttpExchange for Arc<T> {
    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError> {
        (**self).exchange(request).await
    }
}

/// Stands in where no exchange was given.
pub(crate) struct NoExchange;

#[async_trait]
impl HttpExchange for NoExchange {
    async fn exchange(&self, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError> {
        Err(Error::unsupported("no HTTP client was given: name one with SessionOptions::exchange").into())
    }
}

/// The longest path that is shown, in characters.
const LONGEST_PATH: usize = 120;

/// Where an answer leads that is not followed: `, and leads to ADDRESS`, or nothing. It is shown without its query, which may
/// hold a token.
pub(crate) fn leads_to<B>(answer: &http::Response<B>) -> String {
    let location = answer.headers().get(http::header::LOCATION).and_then(|value| value.to_str().ok());
    let Some(location) = location.filter(|_| answer.status().is_redirection()).map(str::trim) else {
        return String::new();
    };
    let (origin, path) = match Url::parse(location) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => (origin(&url), url.path().to_owned()),
        Ok(_) => return String::new(),
        Err(_) => (String::new(), location.to_owned()),
    };
    let path = path.split(['?', '#', ';']).next().unwrap_or_default();
    let path: String = path.chars().filter(|letter| !letter.is_control()).take(LONGEST_PATH).collect();
    format!(", and leads to {origin}{path}, which is not followed")
}

/// The error of an exchange that failed: what may pass, unless the exchange itself knows better.
pub(crate) fn failed(what: &str, source: ExchangeError) -> Error {
    match source.downcast::<Error>() {
        Ok(known) if known.kind() != ErrorKind::Transient => *known,
        Ok(known) => Error::transient(what).with_source(*known),
        Err(source) => Error::transient(what).with_source(source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_told_without_what_may_be_secret() {
        let told = |location: &str| {
            let answer = http::Response::builder().status(302).header("location", location);
            leads_to(&answer.body(()).unwrap())
        };
        let sso = told("https://me:canary@sso.corp.example/saml;jsessionid=canary?SAMLRequest=canary");
        assert_eq!(sso, ", and leads to https://sso.corp.example/saml, which is not followed");
        assert_eq!(told("/login?x=canary"), ", and leads to /login, which is not followed");
        assert_eq!(told("mailto:canary"), "");
        assert_eq!(leads_to(&http::Response::new(())), "");
    }
}
