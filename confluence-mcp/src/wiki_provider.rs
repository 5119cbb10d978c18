//! Whose wiki answers a request.

use std::sync::Arc;

use async_trait::async_trait;
use confluence_client::{Error, Wiki};
use confluence_oauth::Login;
use rmcp::RoleServer;
use rmcp::model::Tool;
use rmcp::service::RequestContext;

use crate::login_offer::LoginOffer;

/// Finds the wiki of a request: always the same one for a person at their own machine, the one of the caller in a
/// server for many.
///
/// A wiki for each caller over HTTP, told apart by what a layer of the program put into the request:
///
/// ```
/// use async_trait::async_trait;
/// use confluence_client::connection::Connection;
/// use confluence_client::{Error, Wiki};
/// use confluence_mcp::WikiProvider;
/// use http::request::Parts;
/// use rmcp::RoleServer;
/// use rmcp::service::RequestContext;
///
/// /// Who calls, as the layer verified it.
/// #[derive(Clone)]
/// struct User(String);
///
/// /// Each user has an OAuth login of their own, over the same connections.
/// struct Users(Connection);
///
/// fn user(request: &RequestContext<RoleServer>) -> Option<&User> {
///     request.extensions.get::<Parts>()?.extensions.get()
/// }
///
/// #[async_trait]
/// impl WikiProvider for Users {
///     async fn wiki(&self, _: Option<&str>, request: &RequestContext<RoleServer>) -> Result<Wiki, Error> {
///         let user = user(request).ok_or_else(|| Error::unauthenticated("nobody is signed in"))?;
///         self.0.for_principal(&user.0)?.wiki().await
///     }
///
///     fn principal(&self, request: &RequestContext<RoleServer>) -> Option<String> {
///         user(request).map(|user| user.0.clone())
///     }
/// }
/// ```
#[async_trait]
pub trait WikiProvider: Send + Sync + 'static {
    /// The wiki to use. `site` is one of [`WikiProvider::sites`], or `None` if the caller named none.
    ///
    /// # Errors
    /// Whatever keeps the wiki from being opened; the caller of the tool reads it.
    async fn wiki(&self, site: Option<&str>, request: &RequestContext<RoleServer>) -> Result<Wiki, Error>;

    /// The names that callers choose among with the argument `site`, the default first. Empty or one: there is no such
    /// argument.
    fn sites(&self) -> Vec<String> {
        Vec::new()
    }

    /// Begins a login for a caller whose credential is missing or has ended; `None` if a login would not help.
    ///
    /// # Errors
    /// The login cannot be begun; the caller of the tool reads it.
    async fn login(
        &self,
        _site: Option<&str>,
        _request: &RequestContext<RoleServer>,
    ) -> Result<Option<LoginOffer>, Error> {
        Ok(None)
    }

    /// Finishes a login with what a user brings back from a browser elsewhere: the address at which it ended, or the code
    /// that the page shows. `None` where logins do not end this way.
    ///
    /// # Errors
    /// The login cannot be finished; the caller of the tool reads it.
    async fn finish_login(
        &self,
        _site: Option<&str>,
        _request: &RequestContext<RoleServer>,
        _answer: &str,
    ) -> Result<Option<Login>, Error> {
        Ok(None)
    }

    /// Whether this caller is offered a tool of those that the server offers: what is not offered cannot be called.
    fn offers(&self, _tool: &Tool, _request: &RequestContext<RoleServer>) -> bool {
        true
    }

    /// The OAuth scopes that this caller's login on Cloud was granted; none where that is not known. Tools that can do nothing
    /// with them are left out of the list that the caller is shown.
    async fn granted_scopes(&self, _request: &RequestContext<RoleServer>) -> Vec<String> {
        Vec::new()
    }

    /// Who called, in a server for many: what one caller was asked, no other may answer. It stands in the log, so that it is
    /// no secret. `None` says that all requests are of one person.
    fn principal(&self, request: &RequestContext<RoleServer>) -> Option<String>;
}

#[async_trait]
impl<T: WikiProvider + ?Sized> WikiProvider for Arc<T> {
    async fn wiki(&self, site: Option<&str>, request: &RequestContext<RoleServer>) -> Result<Wiki, Error> {
        (**self).wiki(site, request).await
    }

    fn sites(&self) -> Vec<String> {
        (**self).sites()
    }

    async fn login(
        &self,
        site: Option<&str>,
        request: &RequestContext<RoleServer>,
    ) -> Result<Option<LoginOffer>, Error> {
        (**self).login(site, request).await
    }

    async fn finish_login(
        &self,
        site: Option<&str>,
        request: &RequestContext<RoleServer>,
        answer: &str,
    ) -> Result<Option<Login>, Error> {
        (**self).finish_login(site, request, answer).await
    }

    fn offers(&self, tool: &Tool, request: &RequestContext<RoleServer>) -> bool {
        (**self).offers(tool, request)
    }

    async fn granted_scopes(&self, request: &RequestContext<RoleServer>) -> Vec<String> {
        (**self).granted_scopes(request).await
    }

    fn principal(&self, request: &RequestContext<RoleServer>) -> Option<String> {
        (**self).principal(request)
    }
}

#[async_trait]
impl WikiProvider for Wiki {
    async fn wiki(&self, _: Option<&str>, _: &RequestContext<RoleServer>) -> Result<Wiki, Error> {
        Ok(self.clone())
    }

    fn principal(&self, _: &RequestContext<RoleServer>) -> Option<String> {
        None
    }
}

/// Several sites in one server, among which callers choose with the argument `site`.
///
/// ```
/// use confluence_mcp::{Server, Sites};
///
/// # fn example(cloud: confluence_client::Wiki, data_center: confluence_client::Wiki) -> Result<(), confluence_mcp::BuildError> {
/// let server = Server::builder(Sites::new("cloud", cloud).and("intranet", data_center)).build()?;
/// # Ok(())
/// # }
/// ```
pub struct Sites {
    usual: Box<dyn WikiProvider>,
    others: Vec<(String, Box<dyn WikiProvider>)>,
    names: Vec<String>,
}

impl Sites {
    /// The site that is used where a caller names none.
    #[must_use]
    pub fn new(name: impl Into<String>, clients: impl WikiProvider) -> Self {
        Self { usual: Box::new(clients), others: Vec::new(), names: vec![name.into()] }
    }

    /// Another site, under a name that no other one has: [`ServerBuilder::build`](crate::ServerBuilder::build) refuses two of one name.
    #[must_use]
    pub fn and(mut self, name: impl Into<String>, clients: impl WikiProvider) -> Self {
        let name = name.into();
        self.names.push(name.clone());
        self.others.push((name, Box::new(clients)));
        self
    }

    fn all(&self) -> impl Iterator<Item = &dyn WikiProvider> {
        std::iter::once(&*self.usual).chain(self.others.iter().map(|(_, clients)| &**clients))
    }

    fn named(&self, site: Option<&str>) -> &dyn WikiProvider {
        let named = self.others.iter().find(|(name, _)| site == Some(name));
        named.map_or(&*self.usual, |(_, clients)| &**clients)
    }
}

#[async_trait]
impl WikiProvider for Sites {
    async fn wiki(&self, site: Option<&str>, request: &RequestContext<RoleServer>) -> Result<Wiki, Error> {
        self.named(site).wiki(None, request).await
    }

    async fn login(
        &self,
        site: Option<&str>,
        request: &RequestContext<RoleServer>,
    ) -> Result<Option<LoginOffer>, Error> {
        self.named(site).login(None, request).await
    }

    async fn finish_login(
        &self,
        site: Option<&str>,
        request: &RequestContext<RoleServer>,
        answer: &str,
    ) -> Result<Option<Login>, Error> {
        self.named(site).finish_login(None, request, answer).await
    }

    fn offers(&self, tool: &Tool, request: &RequestContext<RoleServer>) -> bool {
        self.all().any(|clients| clients.offers(tool, request))
    }

    /// What any site was granted; nothing is known of the caller's tools if one does not know.
    async fn granted_scopes(&self, request: &RequestContext<RoleServer>) -> Vec<String> {
        let mut granted = Vec::new();
        for clients in self.all() {
            match clients.granted_scopes(request).await {
                scopes if scopes.is_empty() => return scopes,
                scopes => granted.extend(scopes),
            }
        }
        granted
    }

    /// Who called, as the sites say: where they say different things, all of them.
    fn principal(&self, request: &RequestContext<RoleServer>) -> Option<String> {
        let mut said: Vec<String> = Vec::new();
        for principal in self.all().filter_map(|clients| clients.principal(request)) {
            if !said.contains(&principal) {
                said.push(principal);
            }
        }
        (!said.is_empty()).then(|| said.join(" "))
    }

    fn sites(&self) -> Vec<String> {
        self.names.clone()
    }
}

impl std::fmt::Debug for Sites {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Sites").field(&self.names).finish()
    }
}
