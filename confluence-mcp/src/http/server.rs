//! The assembly: what stands between the network and a handler.

use std::fmt;

use rmcp::ServerHandler;

use super::auth::Issuer;
use super::browser_login::BrowserLogin;
use super::caller_logins::CallerLogins;
use super::endpoint_url::is_loopback;
use super::error::HttpError;
use super::options::HttpOptions;
use super::service::{HttpService, Identity};

/// A handler of rmcp behind everything that a server on a network needs. Clones are the same server.
///
/// One person's server on this machine, until the program is told to stop:
///
/// ```no_run
/// use confluence_mcp::http::{HttpOptions, HttpServer};
///
/// # async fn example(server: confluence_mcp::Server) -> Result<(), Box<dyn std::error::Error>> {
/// let listener = std::net::TcpListener::bind("127.0.0.1:8080")?;
/// let options = HttpOptions::new("http://127.0.0.1:8080/mcp".parse()?)?;
/// let stop = async { drop(tokio::signal::ctrl_c().await) };
/// HttpServer::local(server, options)?.serve(listener, stop).await?;
/// # Ok(())
/// # }
/// ```
pub struct HttpServer<H>(HttpService<H>);

impl<H: ServerHandler + Clone> HttpServer<H> {
    /// Puts a handler behind the checks for which all callers are one person. Without
    /// [`HttpOptions::token`](super::HttpOptions::token) nobody is asked who they are, so the endpoint must be on this
    /// machine then; with it, whoever knows the token acts as that person, from wherever they call.
    ///
    /// # Errors
    /// The endpoint is not on this machine, and callers need no token.
    pub fn local(handler: H, options: HttpOptions) -> Result<Self, HttpError> {
        match is_loopback(&options.endpoint) || options.token.is_some() {
            true => Ok(Self(HttpService::new(handler, options, Identity::Anyone, None))),
            false => Err(HttpError::Unauthenticated),
        }
    }

    /// Puts a handler behind the checks for callers whom the application itself has let in: for a
    /// [`service`](Self::service) behind its own middleware, which refuses everybody else before. This server asks nobody
    /// who they are, so whoever reaches it acts: mount it nowhere without that middleware. `Host` and `Origin` are still
    /// looked at, and [`serve`](Self::serve) takes listeners of this machine alone.
    ///
    /// What the middleware puts into the extensions of the request is where [`WikiProvider`](crate::WikiProvider) finds the caller:
    /// `request.extensions.get::<http::request::Parts>()`.
    ///
    /// ```
    /// use confluence_mcp::http::{HttpOptions, HttpServer};
    ///
    /// # fn example(server: confluence_mcp::Server) -> Result<(), Box<dyn std::error::Error>> {
    /// use axum::extract::Request;
    /// use axum::http::StatusCode;
    /// use axum::middleware::{Next, from_fn};
    ///
    /// /// Stands for how the application knows its users.
    /// async fn admit(request: Request, next: Next) -> Result<axum::response::Response, StatusCode> {
    ///     match request.headers().contains_key("x-user-of-ours") {
    ///         true => Ok(next.run(request).await),
    ///         false => Err(StatusCode::UNAUTHORIZED),
    ///     }
    /// }
    ///
    /// let options = HttpOptions::new("https://app.example.com/mcp".parse()?)?;
    /// let service = HttpServer::admitted(server, options).service();
    /// let app: axum::Router = axum::Router::new().fallback_service(service).layer(from_fn(admit));
    /// # drop(app);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn admitted(handler: H, options: HttpOptions) -> Self {
        Self(HttpService::new(handler, options, Identity::Anyone, None))
    }

    /// Puts a handler behind the checks and lets only callers with a token of the issuer through.
    ///
    /// A handler that is a [`Server`](crate::Server) finds the wiki of each caller by its [`WikiProvider`](crate::WikiProvider);
    /// [`HttpServer::with_caller_logins`] does so with a login for each.
    ///
    /// # Errors
    /// The options have a [`token`](super::HttpOptions::token) too, so that nobody would get in.
    pub fn protected(handler: H, options: HttpOptions, issuer: Issuer) -> Result<Self, HttpError> {
        Self::issued(handler, options, issuer, None)
    }

    fn issued(
        handler: H,
        options: HttpOptions,
        issuer: Issuer,
        logins: Option<BrowserLogin>,
    ) -> Result<Self, HttpError> {
        match options.token {
            Some(_) => Err(HttpError::TokenAndIssuer),
            None => Ok(Self(HttpService::new(handler, options, Identity::Issued(Box::new(issuer)), logins))),
        }
    }

    /// As [`protected`](Self::protected) where there is an issuer, and serves the browser logins of the callers: `tenants`
    /// are the clients of the handler. Where there is none, callers act by the Confluence credential that each sends, and
    /// who sends none can do nothing.
    ///
    /// # Errors
    /// `CallbackURL` is not at the origin of the endpoint, or is where something else is served; or there is an issuer, and
    /// the options have a [`token`](super::HttpOptions::token) too.
    pub fn with_caller_logins(
        handler: H,
        options: HttpOptions,
        issuer: Option<Issuer>,
        logins: &CallerLogins,
    ) -> Result<Self, HttpError> {
        let Some(issuer) = issuer else {
            return Ok(Self(HttpService::new(handler, options, Identity::OwnCredential, None)));
        };
        let logins = logins.browser_login(&options, &issuer)?;
        Self::issued(handler, options, issuer, logins)
    }

    /// Serves a listener until `stop` is ready, then lets what is under way end.
    ///
    /// # Errors
    /// The listener cannot be used, or can be reached from other machines where nobody is asked who they are.
    pub async fn serve(
        self,
        listener: std::net::TcpListener,
        stop: impl Future<Output = ()>,
    ) -> std::io::Result<()> {
        if !self.0.authenticates() && !listener.local_addr()?.ip().is_loopback() {
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, HttpError::Unauthenticated));
        }
        self.0.prepare();
        super::listener::serve(self.0, listener, stop).await
    }

    /// The same as a service, which looks at the whole path of a request: it is mounted at the root of an origin, such as by
    /// axum's `fallback_service`, and not by `nest_service`, which takes the beginning of the path off;
    /// [`HttpService`] has an example. Whoever mounts it bounds connections and heads by themselves.
    #[must_use]
    pub fn service(&self) -> HttpService<H> {
        self.0.clone()
    }
}

impl<H> Clone for HttpServer<H> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<H> fmt::Debug for HttpServer<H> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
