//! The builder of a server: which tools it offers, and within which bounds.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use rmcp::handler::server::router::tool::{ToolRoute, ToolRouter};
use rmcp::model::RequestStateCodec;
use serde_json::json;

use crate::build_error::BuildError;
use crate::call_limit::CallLimit;
use crate::confirmation::UsedAgreements;
use crate::files::Files;
use crate::identity::server_config;
use crate::observer::Observer;
use crate::scopes::allows;
use crate::server::{Inner, MakeRouter, Server};
use crate::tool::Effect;
use crate::tool_route::Route;
use crate::tools::{NEEDING_FILES, without_files};
use crate::toolset::Toolset;
use crate::wiki_provider::WikiProvider;

/// Builds a [`Server`]: [`Server::builder`].
///
/// With a tool of one's own beside the others, which acts as whoever calls it and answers failures as the others do:
///
/// ```
/// use confluence_client::Wiki;
/// use confluence_mcp::{BuildError, Server, Toolset};
/// use rmcp::ErrorData;
/// use rmcp::handler::server::common::schema_for_type;
/// use rmcp::handler::server::router::tool::ToolRoute;
/// use rmcp::handler::server::tool::ToolCallContext;
/// use rmcp::model::{CallToolResult, ContentBlock, Tool};
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// fn server(wiki: Wiki) -> Result<Server, BuildError> {
///     Server::builder(wiki).toolsets([Toolset::Pages, Toolset::Search]).tool(titles()).build()
/// }
///
/// #[derive(Deserialize, JsonSchema)]
/// struct Titles {
///     /// Key of the space.
///     space: String,
/// }
///
/// /// Lists the titles of some pages. The call has the arguments, and the request with who calls.
/// fn titles() -> ToolRoute<Server> {
///     let tool = Tool::new("titles", "Lists titles of pages in a space.", schema_for_type::<Titles>());
///     ToolRoute::new_dyn(tool, |call: ToolCallContext<'_, Server>| {
///         Box::pin(async move {
///             let arguments = call.arguments.unwrap_or_default().into();
///             let Titles { space } = serde_json::from_value(arguments)
///                 .map_err(|error| ErrorData::invalid_params(error.to_string(), None))?;
///             // What went wrong is for the model to read, and no error of the protocol.
///             let answer = match call.service.wiki(None, &call.request_context).await {
///                 Ok(wiki) => listed(&wiki, &space).await,
///                 Err(error) => Err(error.message.into_owned()),
///             };
///             Ok(match answer {
///                 Ok(text) => CallToolResult::success(vec![ContentBlock::text(text)]),
///                 Err(why) => CallToolResult::error(vec![ContentBlock::text(why)]),
///             }
///             .into())
///         })
///     })
/// }
///
/// async fn listed(wiki: &Wiki, space: &str) -> Result<String, String> {
///     let slice = wiki.space_pages(space).limit(25).slice().await.map_err(|error| error.to_string())?;
///     let titles: Vec<String> = slice.items.into_iter().map(|page| page.title).collect();
///     Ok(titles.join(", "))
/// }
/// ```
#[must_use = "a builder does nothing until it builds"]
pub struct ServerBuilder {
    clients: Arc<dyn WikiProvider>,
    toolsets: BTreeSet<Toolset>,
    allowed: Vec<String>,
    denied: Vec<String>,
    read_only: bool,
    max_result_bytes: usize,
    unattended: bool,
    structured: bool,
    max_concurrent_calls: usize,
    seal: Option<Vec<u8>>,
    observer: Option<Arc<dyn Observer>>,
    files: Vec<PathBuf>,
    granted_scopes: Vec<String>,
    #[cfg(feature = "office")]
    office: crate::office::OfficeReader,
    own: Vec<ToolRoute<Server>>,
}

impl Server {
    /// Prepares a server for one wiki, or for those of several callers.
    pub fn builder(clients: impl WikiProvider) -> ServerBuilder {
        ServerBuilder::new(clients)
    }
}

impl ServerBuilder {
    /// The most bytes of a page's text in one answer, unless told otherwise: about ten thousand tokens.
    pub const DEFAULT_MAX_RESULT_BYTES: usize = 40_000;

    /// How many calls are worked on at a time, unless told otherwise.
    pub const DEFAULT_MAX_CONCURRENT_CALLS: usize = 64;

    fn new(clients: impl WikiProvider) -> Self {
        Self {
            clients: Arc::new(clients),
            toolsets: Toolset::DEFAULT.iter().copied().collect(),
            allowed: Vec::new(),
            denied: Vec::new(),
            read_only: false,
            max_result_bytes: Self::DEFAULT_MAX_RESULT_BYTES,
            unattended: false,
            structured: false,
            max_concurrent_calls: Self::DEFAULT_MAX_CONCURRENT_CALLS,
            seal: None,
            observer: None,
            files: Vec::new(),
            granted_scopes: Vec::new(),
            #[cfg(feature = "office")]
            office: crate::office::OfficeReader::Thread,
            own: Vec::new(),
        }
    }

    /// Offers these toolsets, in place of the default ones.
    pub fn toolsets(mut self, toolsets: impl IntoIterator<Item = Toolset>) -> Self {
        self.toolsets = toolsets.into_iter().collect();
        self
    }

    /// Offers these tools besides those of the toolsets.
    pub fn allow(mut self, tools: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.allowed.extend(tools.into_iter().map(Into::into));
        self
    }

    /// Never offers these tools of this crate, whatever else was said.
    pub fn deny(mut self, tools: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.denied.extend(tools.into_iter().map(Into::into));
        self
    }

    /// Offers only tools that change nothing. A [`Policy`](confluence_client::Policy) of the wiki holds besides.
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// The most bytes of a page's text in one answer; what is longer comes with a cursor to go on.
    pub fn max_result_bytes(mut self, most: usize) -> Self {
        self.max_result_bytes = most.max(1);
        self
    }

    /// Lets tools that destroy something act without asking the user: where nobody is there to be asked.
    pub fn unattended(mut self, unattended: bool) -> Self {
        self.unattended = unattended;
        self
    }

    /// Answers rows and facts as `structuredContent` besides the text, for programs that read them. A client that
    /// shows a model this in place of the text would hide what pages say.
    pub fn structured(mut self, structured: bool) -> Self {
        self.structured = structured;
        self
    }

    /// How many calls are worked on at a time; the others wait. One that waits for a person, or for long work of the
    /// service, is not counted meanwhile.
    pub fn max_concurrent_calls(mut self, most: usize) -> Self {
        self.max_concurrent_calls = most.clamp(1, CallLimit::MAX);
        self
    }

    /// The key that seals what a client brings back with a user's agreement, at least 32 bytes: the same for all
    /// servers behind one address, so that each takes what another gave out. Without it every server makes up its own.
    pub fn seal_key(mut self, key: impl Into<Vec<u8>>) -> Self {
        self.seal = Some(key.into());
        self
    }

    /// Tells this of every call.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Opens folders of this machine, from which files are attached and into which they are saved; links out of them
    /// are not followed. For a server that runs on its user's own machine alone.
    pub fn files(mut self, folders: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        self.files.extend(folders.into_iter().map(Into::into));
        self
    }

    /// Offers only tools that can work with these OAuth scopes of a grant on Cloud, whatever else was said. Without any, it
    /// is not known what was granted, and nothing is left out.
    pub fn granted_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.granted_scopes.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// The program that reads office files, each in a process of its own that is ended when its time is over:
    /// with these arguments it calls [`office::main`](crate::office::main). Without it they are read on a thread of this
    /// process, which nothing ends.
    #[cfg(feature = "office")]
    pub fn office_program(
        mut self,
        program: impl Into<PathBuf>,
        arguments: impl IntoIterator<Item = impl Into<std::ffi::OsString>>,
    ) -> Self {
        let arguments = arguments.into_iter().map(Into::into).collect();
        self.office = crate::office::OfficeReader::Program(program.into(), arguments);
        self
    }

    /// Adds a tool of the embedding program's own, which no setting here switches off, under a name that no tool of this
    /// crate has. [`Server::wiki`] gives it the wiki of its caller.
    pub fn tool(mut self, tool: ToolRoute<Server>) -> Self {
        self.own.push(tool);
        self
    }

    /// Builds the server. Nothing is sent.
    ///
    /// # Errors
    /// A tool was allowed or denied that does not exist, or a tool of one's own was denied; two tools or two sites have the same name; a folder cannot be
    /// opened; the key of [`seal_key`](Self::seal_key) is too short; or the system's random number generator failed.
    pub fn build(self) -> Result<Server, BuildError> {
        let files = Files::below(&self.files)
            .map_err(|(folder, error)| BuildError::Folder { folder, error: Arc::new(error) })?;
        let routes = self.routes(files.any())?;
        let sites = self.clients.sites();
        if let Some(name) = twice(&sites) {
            return Err(BuildError::SameSite(name.clone()));
        }
        let own: Vec<String> = self.own.iter().map(|tool| tool.name().to_owned()).collect();
        if let Some(name) = twice(&own).or_else(|| own.iter().find(|name| Toolset::of_tool(name).is_some())) {
            return Err(BuildError::SameTool(name.clone()));
        }
        let tool_names: BTreeSet<String> =
            routes.iter().map(|route| route.name.to_owned()).chain(own).collect();
        let (has_files, named, own) = (files.any(), sites.clone(), self.own);
        let make_router: MakeRouter = Box::new(move || router(routes, has_files, &named, own));
        Ok(Server::of(Inner {
            clients: self.clients,
            router: LazyLock::new(make_router),
            config: server_config(|tool| tool_names.contains(tool)),
            tool_names,
            is_built_in: |name| Toolset::of_tool(name).is_some(),
            sites,
            max_result_bytes: self.max_result_bytes,
            unattended: self.unattended,
            read_only: self.read_only,
            structured: self.structured,
            seal: seal(self.seal)?,
            used_agreements: UsedAgreements::default(),
            observer: self.observer,
            files,
            #[cfg(feature = "office")]
            office: self.office,
            call_limit: CallLimit::new(self.max_concurrent_calls),
        }))
    }

    /// The tools to offer, of those that there are.
    fn routes(&self, files: bool) -> Result<Vec<Route>, BuildError> {
        let toolsets = Toolset::ALL.iter().chain(Toolset::BY_NAME);
        let all: Vec<(Toolset, Route)> = toolsets
            .flat_map(|toolset| toolset.routes().into_iter().map(|route| (*toolset, route)))
            .collect();
        let is_own = |name: &&String| self.own.iter().any(|tool| tool.name() == name.as_str());
        if let Some(name) = self.denied.iter().find(is_own) {
            return Err(BuildError::OwnTool(name.clone()));
        }
        let is_tool =
            |name: &&String| is_own(name) || all.iter().any(|(_, route)| route.name == name.as_str());
        if let Some(name) = self.allowed.iter().chain(&self.denied).find(|name| !is_tool(name)) {
            return Err(BuildError::UnknownTool(name.clone()));
        }
        let named = all.iter().filter(|(_, route)| self.allowed.iter().any(|name| name == route.name));
        for (route, why) in named.filter_map(|(_, route)| Some((route, self.withheld(route, files)?))) {
            tracing::warn!("{} was asked for and is not offered: {why}", route.name);
        }
        let offered = all.into_iter().filter(|(toolset, route)| {
            self.withheld(route, files).is_none() && self.is_chosen(*toolset, route)
        });
        Ok(offered.map(|(_, route)| route).collect())
    }

    /// Why a tool is not offered, whoever asks for it: deny beats read-only, which beats allow.
    fn withheld(&self, tool: &Route, files: bool) -> Option<&'static str> {
        if self.denied.iter().any(|name| name == tool.name) {
            return Some("it was excluded too");
        }
        if self.read_only && tool.effect != Effect::Reads {
            return Some("it changes something, and this server only reads");
        }
        if !files && NEEDING_FILES.contains(&tool.name) {
            return Some(
                "it works with files, and no folder is open: ServerBuilder::files, or `--files FOLDER`, opens one, not over HTTP",
            );
        }
        (!allows(&self.granted_scopes, tool.name))
            .then_some("the login did not grant the scopes that it needs")
    }

    fn is_chosen(&self, toolset: Toolset, tool: &Route) -> bool {
        self.toolsets.contains(&toolset) || self.allowed.iter().any(|name| name == tool.name)
    }
}

/// The first name that stands there twice.
fn twice(names: &[String]) -> Option<&String> {
    let mut seen = BTreeSet::new();
    names.iter().find(|name| !seen.insert(*name))
}

/// The tools with their schemas, and the embedding program's own beside them.
fn router(
    routes: Vec<Route>,
    files: bool,
    sites: &[String],
    own: Vec<ToolRoute<Server>>,
) -> ToolRouter<Server> {
    let mut router = ToolRouter::new();
    for route in routes {
        let mut tool = route.into_tool_route();
        if !files {
            without_files(&mut tool.attr);
        }
        if sites.len() > 1 {
            add_site(&mut tool, sites);
        }
        router.add_route(tool);
    }
    for tool in own {
        router.add_route(tool);
    }
    router
}

/// What this process seals nobody else can make up.
fn seal(given: Option<Vec<u8>>) -> Result<RequestStateCodec, BuildError> {
    let key = match given {
        Some(key) => key,
        None => {
            let mut key = vec![0; 32];
            getrandom::fill(&mut key).map_err(|_| BuildError::NoRandomNumbers)?;
            key
        }
    };
    RequestStateCodec::try_new(key).map_err(|_| BuildError::ShortSealKey)
}

fn add_site(route: &mut ToolRoute<Server>, sites: &[String]) {
    let schema = Arc::make_mut(&mut route.attr.input_schema);
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        let usual = sites.first();
        let site =
            json!({"type": "string", "enum": sites, "default": usual, "description": "Which Confluence."});
        properties.insert("site".to_owned(), site);
    }
}

impl std::fmt::Debug for ServerBuilder {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ServerBuilder")
            .field("toolsets", &self.toolsets)
            .field("allowed", &self.allowed)
            .field("denied", &self.denied)
            .field("read_only", &self.read_only)
            .finish_non_exhaustive()
    }
}
