//! The server, as a handler that any transport of rmcp serves.

use std::collections::BTreeSet;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, LazyLock};

use confluence_client::Wiki;
use futures_util::FutureExt as _;
use rmcp::handler::server::router::tool::ToolRouter;
use rmcp::model::{RequestStateCodec, ServerConfig, Tool};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::advice::Failure;
use crate::call_limit::{CallLimit, CallPermit};
use crate::confirmation::UsedAgreements;
use crate::files::Files;
use crate::observer::Observer;
use crate::wiki_provider::WikiProvider;

/// An MCP server for Confluence. Clones are the same server.
///
/// ```
/// # fn example(wiki: confluence_client::Wiki) -> Result<(), confluence_mcp::BuildError> {
/// use confluence_mcp::{Server, Toolset};
///
/// let server = Server::builder(wiki).toolsets([Toolset::Search]).read_only(true).build()?;
/// let names: Vec<_> = server.tools().into_iter().map(|tool| tool.name).collect();
/// assert!(names.iter().any(|name| name == "confluence_search"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Server(Arc<Inner>);

/// Makes the tools that a server offers.
pub(crate) type MakeRouter = Box<dyn FnOnce() -> ToolRouter<Server> + Send>;

pub(crate) struct Inner {
    pub(crate) clients: Arc<dyn WikiProvider>,
    /// The tools. Their schemas are made when a client asks for them, so that `initialize` is answered before.
    pub(crate) router: LazyLock<ToolRouter<Server>, MakeRouter>,
    /// The names of these tools, for what is said before anybody asks for a schema.
    pub(crate) tool_names: BTreeSet<String>,
    /// Whether a name is that of a tool of this crate, whatever is offered.
    pub(crate) is_built_in: fn(&str) -> bool,
    /// What it says of itself. The SDK asks for it with each request of HTTP.
    pub(crate) config: ServerConfig,
    pub(crate) sites: Vec<String>,
    pub(crate) max_result_bytes: usize,
    pub(crate) unattended: bool,
    /// Whether what changes something is left out because nothing may be changed.
    pub(crate) read_only: bool,
    pub(crate) structured: bool,
    pub(crate) seal: RequestStateCodec,
    pub(crate) used_agreements: UsedAgreements,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) files: Files,
    #[cfg(feature = "office")]
    pub(crate) office: crate::office::OfficeReader,
    /// Calls beyond the limit wait, so that a flood of calls costs little memory.
    pub(crate) call_limit: CallLimit,
}

impl Server {
    /// The tools that this server offers, by name.
    #[must_use]
    pub fn tools(&self) -> Vec<Tool> {
        self.0.router.list_all()
    }

    pub(crate) fn of(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    pub(crate) fn is_read_only(&self) -> bool {
        self.0.read_only
    }

    pub(crate) fn clients(&self) -> &dyn WikiProvider {
        self.0.clients.as_ref()
    }

    pub(crate) fn config(&self) -> &ServerConfig {
        &self.0.config
    }

    pub(crate) fn sites(&self) -> &[String] {
        &self.0.sites
    }

    pub(crate) fn unattended(&self) -> bool {
        self.0.unattended
    }

    pub(crate) fn structured(&self) -> bool {
        self.0.structured
    }

    pub(crate) fn seal(&self) -> &RequestStateCodec {
        &self.0.seal
    }

    pub(crate) fn used_agreements(&self) -> &UsedAgreements {
        &self.0.used_agreements
    }

    pub(crate) fn files(&self) -> &Files {
        &self.0.files
    }

    #[cfg(feature = "office")]
    pub(crate) fn office(&self) -> &crate::office::OfficeReader {
        &self.0.office
    }

    pub(crate) fn max_result_bytes(&self) -> usize {
        self.0.max_result_bytes
    }

    pub(crate) fn router(&self) -> &ToolRouter<Self> {
        &self.0.router
    }

    pub(crate) fn call_limit(&self) -> &CallLimit {
        &self.0.call_limit
    }

    pub(crate) fn observer(&self) -> Option<&dyn Observer> {
        self.0.observer.as_deref()
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Server").field("tools", &self.0.tool_names).finish_non_exhaustive()
    }
}

impl Server {
    /// Runs work under the limit on calls. A panic becomes an answer, because rmcp would leave the request without one;
    /// a cancellation drops the work with its requests.
    pub(crate) async fn run<T>(
        &self,
        name: &str,
        cancelled: CancellationToken,
        work: impl Future<Output = Result<T, ErrorData>>,
    ) -> Result<T, ErrorData> {
        self.run_with(&self.0.call_limit.permit(), name, cancelled, work).await
    }

    /// The same with a permit that the work may release while it waits.
    pub(crate) async fn run_with<T>(
        &self,
        permit: &CallPermit,
        name: &str,
        cancelled: CancellationToken,
        work: impl Future<Output = Result<T, ErrorData>>,
    ) -> Result<T, ErrorData> {
        let span = tracing::info_span!("call", %name);
        tokio::select! {
            answer = AssertUnwindSafe(permit.run(work).instrument(span)).catch_unwind() => answer.unwrap_or_else(|_| {
                tracing::error!(%name, "a call panicked");
                Err(ErrorData::internal_error(format!("internal error in {name}"), None))
            }),
            () = cancelled.cancelled() => Err(ErrorData::internal_error("cancelled", None)),
        }
    }

    /// The wiki of whoever sent a request: for resources, and for tools of one's own
    /// ([`ServerBuilder::tool`](crate::ServerBuilder::tool)), where `call` is what rmcp hands to the tool. The tools of this crate answer
    /// a caller without a login by a result that says what to do; [`ServerBuilder`](crate::ServerBuilder) shows the same for one's own.
    ///
    /// ```
    /// # use confluence_mcp::Server;
    /// # use rmcp::handler::server::tool::ToolCallContext;
    /// # async fn example(call: ToolCallContext<'_, Server>) -> Result<(), rmcp::ErrorData> {
    /// let wiki = call.service.wiki(None, &call.request_context).await?;
    /// # drop(wiki);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// There is no site of this name, or its wiki cannot be opened: what the caller of the tool is to be told.
    pub async fn wiki(
        &self,
        site: Option<&str>,
        context: &RequestContext<RoleServer>,
    ) -> Result<Wiki, ErrorData> {
        if site.is_some_and(|site| !self.sites().iter().any(|known| known == site)) {
            let why = match self.sites() {
                [] | [_] => "there is one site, which needs no name".to_owned(),
                sites => format!("there is no such site; there are {}", sites.join(", ")),
            };
            return Err(ErrorData::invalid_params(why, None));
        }
        self.clients().wiki(site, context).await.map_err(|error| Failure::from(error).into_error())
    }

    pub(crate) fn offers(&self, tool: &str) -> bool {
        self.0.tool_names.contains(tool)
    }

    /// Whether a word that may be the name of a tool names none that this caller lacks.
    pub(crate) fn offers_to(&self, context: &RequestContext<RoleServer>, word: &str) -> bool {
        let of_caller = |tool: &Tool| self.clients().offers(tool, context);
        !self.lacks(word) && self.router().get(word).is_none_or(of_caller)
    }

    /// Whether a word names a tool that is not here.
    fn lacks(&self, word: &str) -> bool {
        !self.offers(word) && (self.0.is_built_in)(word)
    }
}
