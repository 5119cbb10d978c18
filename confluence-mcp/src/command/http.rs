//! `serve --http`: over a network, for one person or for many.

mod address;
pub(crate) mod bounds;

use std::error::Error;
use std::net::{SocketAddr, TcpListener};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use confluence_client::connection::{Connection, ConnectionString};
use confluence_mcp::http::{
    CallerLogins, HttpOptions, HttpServer, Issuer, McpSessionOptions, Metrics, confirm_login_tool,
};
use confluence_mcp::{AuditLog, Server, ServerBuilder};
use url::Url;

use self::address::{is_of_this_machine, listen_address, whole_address};
use self::bounds::Bounds;
use super::connect::ConnectOptions;
use super::error::Result;
use super::option_value;
use super::sites::sites;

/// What these options stand under in the help.
pub(crate) const HEADING: &str = "HTTP options";

/// Serving over HTTP.
#[derive(Debug, Args)]
#[command(next_help_heading = HEADING)]
#[group(id = "over_http")]
pub(crate) struct Options {
    /// Serves MCP over Streamable HTTP at this address instead of stdio, such as 127.0.0.1:8080 or localhost:8080. An
    /// address that other machines can reach, such as 0.0.0.0:8080 in a container, needs --token,
    /// --credential-header, or --issuer, and --public-url or --allow-host if clients use another host name than
    /// localhost.
    #[arg(long, value_name = "ADDR", value_parser = listen_address)]
    pub(crate) http: Option<SocketAddr>,
    /// The URL of the MCP endpoint as clients know it, such as https://mcp.example.com/mcp.
    #[arg(long, value_name = "URL", requires = "http", value_parser = whole_address)]
    public_url: Option<Url>,
    /// Additional host names that requests may have in `Host`.
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "http")]
    allow_host: Vec<String>,
    /// Origins of web pages from which requests may come, such as https://app.example.com.
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "http")]
    allow_origin: Vec<String>,
    /// The OAuth 2.1 issuer of the callers' access tokens, exactly as in their claim `iss`. Each caller then logs in
    /// to Confluence with their own account.
    #[arg(long, value_name = "URL", requires = "http")]
    issuer: Option<String>,
    /// Accepted values of the claim `aud` of access tokens. Default: the public URL.
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "issuer")]
    audience: Vec<String>,
    /// Scopes that every access token must have.
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "issuer")]
    require_scope: Vec<String>,
    /// A scope that access tokens must have for tools that change anything; callers without it are offered only tools
    /// that read.
    #[arg(long, value_name = "SCOPE", requires = "issuer")]
    write_scope: Option<String>,
    /// URL of the issuer's keys (JWKS). Default: as its metadata says.
    #[arg(long, value_name = "URL", requires = "issuer")]
    jwks_url: Option<String>,
    /// The issuer's authorization endpoint, if it is not at the issuer's own origin.
    #[arg(long, value_name = "URL", requires = "issuer_client_id")]
    issuer_authorization_url: Option<String>,
    /// The issuer's token endpoint, if it is not at the issuer's own origin.
    #[arg(long, value_name = "URL", requires = "issuer_client_id")]
    issuer_token_url: Option<String>,
    /// The claim of access tokens and ID tokens that identifies the caller. Default: `sub`.
    #[arg(long, value_name = "NAME", requires = "issuer")]
    subject_claim: Option<String>,
    /// The claim of ID tokens that identifies the caller, if it has another name there.
    #[arg(long, value_name = "NAME", requires = "issuer_client_id")]
    sign_in_subject_claim: Option<String>,
    /// Client id of this server at the issuer, for the sign-in of browsers (OpenID Connect). Without it, users copy a
    /// code from the browser to their MCP client.
    #[arg(long, value_name = "ID", requires = "issuer")]
    issuer_client_id: Option<String>,
    /// The client secret for --issuer-client-id: env:VARIABLE or file:PATH.
    #[arg(long, value_name = "WHERE", requires = "issuer_client_id")]
    issuer_client_secret: Option<String>,
    /// The bearer token that callers must send, if there is no --issuer: env:VARIABLE or file:PATH.
    #[arg(long, value_name = "WHERE", requires = "http", conflicts_with = "issuer")]
    token: Option<String>,
    /// Lets callers send their own Confluence credential in the header `X-Confluence-Authorization`.
    #[arg(long, requires = "http")]
    credential_header: bool,
    /// Writes an audit log: a line of JSON for each tool call and for each refused request, with caller, tool, page,
    /// time and outcome. To `stderr`, or appended to a file: file:PATH.
    #[arg(long, value_name = "WHERE", requires = "http")]
    audit_log: Option<String>,
    /// The claim of access tokens to write into the audit log as the name of the caller, such as email.
    #[arg(long, value_name = "NAME", requires = "audit_log", requires = "issuer")]
    audit_claim: Option<String>,
    /// Keeps sessions for clients of MCP versions before 2026-07-28, so that their users can be asked too
    /// (elicitation). Several servers then need a load balancer that sends all requests with the same
    /// `Mcp-Session-Id` to one of them.
    #[arg(long, requires = "http")]
    sessions: bool,
    /// Seconds to go on serving after a signal to stop, while /readyz answers 503: longer than the load balancer
    /// takes to notice.
    #[arg(long, value_name = "SECONDS", requires = "http", value_parser = whole_number::<u32>)]
    drain: Option<u32>,
    /// Key that encrypts the state of a call that waits for its user (MCP `requestState`), which the client carries
    /// between two requests. At least 32 bytes, the same on all replicas: env:VARIABLE or file:PATH.
    #[arg(long, value_name = "WHERE", requires = "http")]
    seal_key: Option<String>,
    #[command(flatten)]
    bounds: Bounds,
}

impl Options {
    /// Serves until the process is told to end. `offering` puts what is offered into a builder.
    pub(crate) async fn serve(
        &self,
        address: SocketAddr,
        connect: &ConnectOptions,
        connections: Vec<(String, Connection)>,
        offering: impl Fn(ServerBuilder, &[(String, Connection)]) -> ServerBuilder,
    ) -> Result<()> {
        self.check(address)?;
        let listener = TcpListener::bind(address).map_err(|error| format!("--http {address}: {error}"))?;
        let metrics = Metrics::new();
        let endpoint = self.endpoint(listener.local_addr()?)?;
        let options = self.http_options(listener.local_addr()?, endpoint.clone())?;
        let mut options = options.metrics(metrics.clone());
        let audit = self.audit_log.as_deref().map(audit_log).transpose()?.map(Arc::new);
        if let Some(audit) = &audit {
            options = options.observer(Arc::clone(audit));
        }
        self.warn_of_bare_public_url();
        self.warn_of_plain_http(address);
        let build = |builder: ServerBuilder, connections: &[(String, Connection)]| -> Result<Server> {
            let builder = match &audit {
                Some(audit) => builder.observer((metrics.clone(), Arc::clone(audit))),
                None => builder.observer(metrics.clone()),
            };
            let builder = builder.max_concurrent_calls(self.bounds.max_concurrent_calls());
            Ok(self.sealed(offering(builder, connections))?.build()?)
        };
        let server = match self.issuer(&connections)? {
            None if !self.credential_header => {
                let counted =
                    connections.into_iter().map(|(name, connection)| (name, metrics.count(connection)));
                let connections: Vec<_> = counted.collect();
                HttpServer::local(
                    build(Server::builder(sites(connections.clone())?), &connections)?,
                    options,
                )?
            }
            issuer => {
                let connection = only(&connections)?;
                tell_own_credentials(&connect.string(false)?);
                let logins = CallerLogins::new(connection, &options, issuer.as_ref())?;
                let mut builder = Server::builder(logins.clone());
                if logins.confirms_by_code() {
                    builder = builder.tool(confirm_login_tool());
                }
                HttpServer::with_caller_logins(build(builder, &connections)?, options, issuer, &logins)?
            }
        };
        tracing::info!(address = %listener.local_addr()?, %endpoint, "serving");
        Ok(server.serve(listener, stopped()).await?)
    }

    fn check(&self, address: SocketAddr) -> Result<()> {
        let authenticated = match self.issuer {
            Some(_) => self.public_url.is_some(),
            None => self.token.is_some() || self.credential_header,
        };
        if authenticated {
            return Ok(());
        }
        // What is no name of a host is refused for itself.
        let far_host = self.allow_host.iter().find(|host| !host.contains('/') && !is_of_this_machine(host));
        let (beyond, otherwise) = match (&self.public_url, far_host) {
            _ if !address.ip().is_loopback() => (format!("--http {address}"), "serve on 127.0.0.1"),
            // Another scheme than https is refused for itself.
            (Some(url), _) if url.scheme() == "https" && !url.host_str().is_some_and(is_of_this_machine) => {
                (format!("--public-url {url}"), "leave --public-url out, and serve this machine alone")
            }
            (_, Some(host)) => {
                (format!("--allow-host {host}"), "leave --allow-host out, and serve this machine alone")
            }
            _ => return Ok(()),
        };
        Err(format!(
            "{beyond} can be reached from other machines, where anybody could act in your name: require a \
             token (--token env:VARIABLE), or a Confluence credential from each caller (--credential-header), or \
             access tokens of an issuer (--issuer and --public-url); or {otherwise}"
        )
        .into())
    }

    /// Says what is right where every caller brings a credential, and the connection therefore has none.
    pub(super) fn without_a_credential(
        &self,
        error: Box<dyn Error + Send + Sync>,
    ) -> Box<dyn Error + Send + Sync> {
        let missing = error.downcast_ref::<confluence_client::Error>().and_then(|error| error.property());
        match self.credential_header && missing == Some("AuthScheme") {
            true => format!(
                "{error}. With --credential-header each caller sends a credential: set AuthScheme=None"
            )
            .into(),
            false => error,
        }
    }

    /// Says once what it means that credentials come in the clear, and as whom callers act.
    /// Whatever the server listens on: a proxy in front of it may be on this machine.
    fn warn_of_bare_public_url(&self) {
        if let Some(url) = self.public_url.as_ref().filter(|url| url.path() == "/") {
            tracing::warn!(
                "--public-url {url} has no path, so that the server is at / and not at /mcp, where the files for \
                 proxies pass requests on: give {url}mcp if that is meant"
            );
        }
    }

    fn warn_of_plain_http(&self, address: SocketAddr) {
        if address.ip().is_loopback() {
            return;
        }
        let acts = match (&self.issuer, self.credential_header) {
            (None, false) => "; whoever knows the token acts as the account of the connection",
            _ => "",
        };
        tracing::warn!("serving plain HTTP to other machines: put a proxy with TLS in front{acts}");
        // Such as the published port of a container; whoever asks by another name is refused.
        if address.ip().is_unspecified() && self.public_url.is_none() && self.allow_host.is_empty() {
            tracing::warn!(
                "only requests for localhost are allowed, all others are answered with 403: give the URL that \
                 clients use with --public-url, or host names with --allow-host"
            );
        }
    }

    fn sealed(&self, builder: ServerBuilder) -> Result<ServerBuilder> {
        Ok(match &self.seal_key {
            Some(place) => builder.seal_key(option_value::secret("--seal-key", place)?.expose().as_bytes()),
            None => builder,
        })
    }

    /// The address that clients are given.
    fn endpoint(&self, bound: SocketAddr) -> Result<Url> {
        Ok(match &self.public_url {
            Some(url) => url.clone(),
            None if bound.ip().is_loopback() => Url::parse(&format!("http://{bound}/mcp"))?,
            // As it is known from this machine, such as by the published port of a container.
            None => Url::parse(&format!("http://localhost:{}/mcp", bound.port()))?,
        })
    }

    fn http_options(&self, bound: SocketAddr, endpoint: Url) -> Result<HttpOptions> {
        let mut options =
            self.bounds.of(HttpOptions::new(endpoint)?).credential_header(self.credential_header);
        if !bound.ip().is_loopback() && !bound.ip().is_unspecified() {
            options = options.allow_host(&bound.to_string())?;
        }
        if self.sessions {
            options = options.sessions(McpSessionOptions::new());
        }
        if let Some(seconds) = self.drain {
            options = options.drain(Duration::from_secs(seconds.into()));
        }
        if let Some(place) = &self.token {
            options = options.token(option_value::token("--token", place)?);
        }
        for host in &self.allow_host {
            options = of_option("--allow-host", host, options.allow_host(host))?;
        }
        for origin in &self.allow_origin {
            options = of_option("--allow-origin", origin, options.allow_origin(origin))?;
        }
        Ok(options)
    }

    fn issuer(&self, connections: &[(String, Connection)]) -> Result<Option<Issuer>> {
        let Some(name) = &self.issuer else { return Ok(None) };
        let issuer = of_option("--issuer", name, Issuer::new(name))?;
        let mut issuer = issuer.exchange(only(connections)?.exchange());
        for audience in &self.audience {
            issuer = issuer.audience(audience);
        }
        for scope in &self.require_scope {
            issuer = issuer.scope(scope);
        }
        if let Some(scope) = &self.write_scope {
            issuer = issuer.write_scope(scope);
        }
        if let Some(address) = &self.jwks_url {
            issuer = of_option("--jwks-url", address, issuer.jwks(address))?;
        }
        if let Some(address) = &self.issuer_authorization_url {
            issuer = of_option("--issuer-authorization-url", address, issuer.authorization_url(address))?;
        }
        if let Some(address) = &self.issuer_token_url {
            issuer = of_option("--issuer-token-url", address, issuer.token_url(address))?;
        }
        if let Some(name) = &self.subject_claim {
            issuer = issuer.subject_claim(name);
        }
        if let Some(name) = &self.audit_claim {
            issuer = issuer.shown_claim(name);
        }
        if let Some(name) = &self.sign_in_subject_claim {
            issuer = issuer.sign_in_subject_claim(name);
        }
        if let Some(id) = &self.issuer_client_id {
            let place = self.issuer_client_secret.as_deref();
            issuer = issuer.client(
                id,
                place.map(|place| option_value::secret("--issuer-client-secret", place)).transpose()?,
            );
        }
        Ok(Some(issuer))
    }
}

/// What the connection holds for one user, beside callers who act on their own.
fn tell_own_credentials(string: &ConnectionString) {
    const OF_ONE_USER: [&str; 6] =
        ["APIToken", "PAT", "Password", "OAuthAccessToken", "OAuthRefreshToken", "OAuthVerifier"];
    for name in OF_ONE_USER.into_iter().filter(|name| string.peek(name).is_some()) {
        tracing::warn!("{name} is not used: each caller acts with their own login or credential");
    }
}

/// Where the lines of the audit log go. A file is for its owner alone, and what is in it stays.
fn audit_log(place: &str) -> Result<AuditLog> {
    if place == "stderr" {
        return started(std::io::stderr());
    }
    if !place.starts_with("file:") {
        return Err("--audit-log must be stderr or file:PATH".into());
    }
    let path = option_value::path("--audit-log", place)?;
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let place = path.display();
    let file =
        options.open(&path).map_err(|error| format!("--audit-log: {place} cannot be written: {error}"))?;
    started(file)
}

fn started(to: impl std::io::Write + Send + 'static) -> Result<AuditLog> {
    AuditLog::new(to).map_err(|error| format!("--audit-log: there is no thread to write it: {error}").into())
}

/// A whole number, of which a unit is no part.
pub(super) fn whole_number<T: FromStr>(text: &str) -> std::result::Result<T, String> {
    text.parse().map_err(|_| "it must be a whole number, such as 10, without a unit".to_owned())
}

/// What went wrong with an option, under its name.
fn of_option<T, E: std::fmt::Display>(name: &str, given: &str, set: std::result::Result<T, E>) -> Result<T> {
    set.map_err(|error| format!("{name} {given}: {error}").into())
}

/// Each caller's credential is for one site.
fn only(connections: &[(String, Connection)]) -> Result<Connection> {
    match connections {
        [(_, connection)] => Ok(connection.clone()),
        _ => Err("a multi-user server serves one site: give one --profile".into()),
    }
}

/// Ready when the process is told to end.
async fn stopped() {
    let interrupted = async { drop(tokio::signal::ctrl_c().await) };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};

        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    interrupted.await;
}
