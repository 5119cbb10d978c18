//! The properties that the client understands, besides those of the session, and those of other products that mean
//! something else here.

use confluence_oauth::Property;

/// The connection string properties that this crate reads itself: credential, policy, network, limits.
/// [`confluence_oauth::PROPERTIES`] has the others.
pub static PROPERTIES: &[Property] = &[
    Property::new("AuthScheme", "The authentication method: `OAuth`, `APIToken`, `PAT`, `Basic` or `None`.")
        .default("follows from what is given: `APIToken`, `PAT`, `Password`, or an OAuth property")
        .example("APIToken"),
    Property::new("User", "The account: its e-mail address on Cloud, its name on Data Center.")
        .aliases(&["Username", "Email"])
        .example("me@example.com"),
    Property::new("APIToken", "The API token of a Cloud account.").secret().example("env:API_TOKEN"),
    Property::new("PAT", "A personal access token of Data Center.")
        .aliases(&["PersonalToken", "PersonalAccessToken"])
        .secret()
        .example("env:MY_PAT"),
    Property::new("Password", "The password of a Data Center user.").secret().example("env:PASSWORD"),
    Property::new("ReadOnly", "`true`: nothing is changed over this connection.")
        .aliases(&["ReadOnlyMode", "RO"])
        .variables(&["READ_ONLY_MODE", "READ_ONLY", "MCP_READ_ONLY", "ATLASSIAN_READ_ONLY"])
        .restricts()
        .default("`false`")
        .example("true"),
    Property::new("Spaces", "The keys of the spaces that may be read and changed, separated by commas.")
        .variables(&["SPACES_FILTER"])
        .aliases(&["SpacesFilter", "SpaceFilter", "Space", "SpaceKeys", "SpaceKey", "AllowedSpaces"])
        .restricts()
        .default("all that the account may read")
        .example("DOCS,OPS"),
    Property::new("WriteSpaces", "The keys of the spaces that may be changed; others are for reading.")
        .aliases(&["WritableSpaces", "WriteSpace"])
        .restricts()
        .default("all that may be read")
        .example("OPS"),
    Property::new(
        "BlockedSpaces",
        "The keys of the spaces that are never read or changed, whatever else is allowed.",
    )
    .aliases(&["BlockedSpace", "DeniedSpaces", "ExcludedSpaces", "SpacesBlocked"])
    .restricts()
    .default("none")
    .example("HR,LEGAL"),
    Property::new("Timeout", "Timeout of a call in seconds, retries included; `0` for none.")
        .default("`60`")
        .example("120"),
    Property::new("MaxRetries", "Maximum number of retries of a request that may be repeated; `0` for none.")
        .aliases(&["Retries"])
        .default("`3`, within half a minute")
        .example("0"),
    Property::new("MaxResponseSize", "Maximum size of a JSON response of the site, in MiB.")
        .aliases(&["MaxAnswerSize"])
        .default("`64`")
        .example("16"),
    Property::new("UserAgent", "The `User-Agent` header of requests.")
        .default("the name and version of the library")
        .example("nightly-export/1.0"),
    Property::new("ProxyServer", "The proxy for every request: a URL, or a host with `ProxyPort`.")
        .aliases(&["HTTPSProxy", "HTTPProxy", "SocksProxy", "FirewallServer"])
        .default("the variables `HTTPS_PROXY` and `NO_PROXY`")
        .example("http://proxy.example.com:3128"),
    Property::new("ProxyPort", "The port of `ProxyServer`.").aliases(&["FirewallPort"]).example("3128"),
    Property::new("ProxyUser", "The user name at the proxy.").aliases(&["FirewallUser"]).example("me"),
    Property::new("ProxyPassword", "The password of `ProxyUser`.")
        .aliases(&["FirewallPassword"])
        .secret()
        .example("env:PROXY_PASSWORD"),
    Property::new(
        "ProxyExceptions",
        "Hosts that are reached without `ProxyServer`, separated by commas or semicolons.",
    )
    .aliases(&["NoProxy"])
    .example("localhost,.example.com"),
    Property::new("ProxyAuthScheme", "The authentication at the proxy: `BASIC` or `NONE`.")
        .default("`BASIC` where `ProxyUser` is given")
        .example("BASIC"),
    Property::new("FirewallType", "The kind of proxy that `ProxyServer` is: `TUNNEL` (HTTP CONNECT) or `SOCKS5`.").example("SOCKS5"),
    Property::new(
        "SSLServerCert",
        "CA certificates to trust besides those of the system: a file, PEM, or the SHA-256 of the site's own certificate.",
    )
    .aliases(&["CABundle"])
    .file()
    .example("/etc/ssl/company-ca.pem"),
    Property::new(
        "SSLVerify",
        "Must be `true`: verification cannot be switched off. To trust a private CA or one certificate, use `SSLServerCert`.",
    )
    .default("`true`")
    .example("true"),
    Property::new("SSLClientCert", "The client's own certificate and its key: a file, or its content.")
        .aliases(&["ClientCert"])
        .secret()
        .file()
        .example("/etc/ssl/me.pem"),
    Property::new("SSLClientCertType", "The format of `SSLClientCert`, such as `PFXFILE`.")
        .default("follows from the content")
        .example("PEMKEY_FILE"),
    Property::new("SSLClientCertPassword", "The password of `SSLClientCert`.")
        .aliases(&["ClientKeyPassword"])
        .secret()
        .example("env:CERT_PASSWORD"),
    Property::new("SSLClientCertKeyPassword", "The password of the key in it, where it has its own.")
        .secret()
        .example("env:KEY_PASSWORD"),
    Property::new("SSLClientCertSubject", "Which certificate of several: its subject, a part of it, or `*`.")
        .default("the only one")
        .example("CN=me"),
    Property::new(
        "CustomHeaders",
        "HTTP headers that a gateway before the site requires, `Name: value`, one a line or separated by `|`.",
    )
    .secret()
    .example("env:GATEWAY_HEADERS"),
    Property::new("MaxRows", "Maximum number of rows of the result of one SQL query; `-1` for no limit.")
        .default("what the query is asked for")
        .example("100"),
    Property::new(
        "Timezone",
        "The time zone in the account's profile: an IANA name or an offset. SQL reads and shows points in time in it.",
    )
    .default("SQL reads and shows them in UTC")
    .example("America/New_York"),
    // Of other products.
    Property::refused(
        "ClientKey",
        "put the certificate and its private key into one PEM file and name it in SSLClientCert",
    )
    .secret()
    .file(),
    Property::refused(
        "DSN",
        "the data sources of a driver manager are not read: give its properties here, such as URL and PAT",
    ),
    Property::ignored("Driver", NO_DRIVER_MANAGER),
    Property::refused("SSOLoginURL", SINGLE_SIGN_ON),
    Property::refused("SSOProperties", SINGLE_SIGN_ON).secret(),
    Property::refused("SSOExchangeURL", SINGLE_SIGN_ON),
    Property::refused("SSOAppName", SINGLE_SIGN_ON),
    Property::refused("SSOAppPassword", SINGLE_SIGN_ON).secret(),
    Property::refused(
        "IgnoreErrorsOnPagination",
        "a list that breaks off would look whole; remove it, and a page that fails is an error",
    ),
    Property::refused(
        "OAuthEnable",
        "callers bring their own credentials with `confluence-mcp serve --http ADDRESS --credential-header`",
    )
    .variables(&["ATLASSIAN_OAUTH_ENABLE"]),
    Property::refused(
        "PassthroughHeaders",
        "headers of callers are not passed on: name those of a gateway in CustomHeaders, or serve callers over HTTP with \
         `confluence-mcp serve --http ADDRESS --credential-header`",
    ),
    Property::refused(
        "ExternalAuthEnable",
        "a request without a credential of ours is not sent: name the credential here, or let callers bring theirs with \
         `confluence-mcp serve --http ADDRESS --credential-header`",
    )
    .variables(&["ATLASSIAN_EXTERNAL_AUTH_ENABLE"]),
    Property::ignored("AttachmentDownloadUseV1", "files are downloaded the way that the site has."),
    Property::ignored("ProxyWpadEnable", NO_PAC).variables(&["ATLASSIAN_PROXY_WPAD_ENABLE"]),
    Property::ignored("ProxyWpadURL", NO_PAC).variables(&["ATLASSIAN_PROXY_WPAD_URL"]),
    Property::ignored("Pagesize", "requests ask for as many rows as a call needs."),
    Property::ignored("IncludeArchivedSpaces", "a search says itself whether it looks into archived spaces."),
    Property::ignored("PseudoColumns", ONLY_SQL),
    Property::ignored("BrowsableSchemas", ONLY_SQL),
    Property::ignored("Tables", ONLY_SQL),
    Property::ignored("Views", ONLY_SQL),
    Property::ignored("UserDefinedViews", ONLY_SQL),
    Property::ignored("SupportEnhancedSQL", ONLY_SQL),
    Property::ignored("FullOrderByPushDown", ONLY_SQL),
    Property::ignored("Location", NO_DRIVER),
    Property::ignored("GenerateSchemaFiles", NO_DRIVER),
    Property::ignored("RTK", "there is no licence key here.").secret(),
    Property::ignored("Other", "it holds hidden options of another product."),
    Property::ignored("ConnectOnOpen", "the first call connects."),
    Property::ignored("UseConnectionPooling", POOLED),
    Property::ignored("PoolIdleTimeout", POOLED),
    Property::ignored("PoolMaxSize", POOLED),
    Property::ignored("PoolMinSize", POOLED),
    Property::ignored("PoolWaitTime", POOLED),
    Property::ignored("AutoCache", NO_CACHE),
    Property::ignored("CacheConnection", NO_CACHE).secret(),
    Property::ignored("CacheDriver", NO_CACHE),
    Property::ignored("CacheProvider", NO_CACHE),
    Property::ignored("CacheLocation", NO_CACHE),
    Property::ignored("CacheMetadata", NO_CACHE),
    Property::ignored("CacheTolerance", NO_CACHE),
    Property::ignored("Offline", NO_CACHE),
    Property::ignored("Logfile", LOGGED),
    Property::ignored("Verbosity", LOGGED),
    Property::ignored("LogModules", LOGGED),
    Property::ignored("MaxLogFileSize", LOGGED),
    Property::ignored("MaxLogFileCount", LOGGED),
    Property::ignored("ProxyAutoDetect", "a proxy is ProxyServer, or comes from HTTPS_PROXY."),
    Property::ignored("ProxySSLType", "the scheme of ProxyServer says it."),
];

const SINGLE_SIGN_ON: &str = "single sign-on through Crowd, Okta and the like is not supported: use OAuth, or a personal access \
                              token (PAT) on Data Center and an API token (APIToken) on Cloud";
const NO_PAC: &str = "files that choose a proxy are not read: name the proxy in ProxyServer.";
const ONLY_SQL: &str = "it says what a driver for SQL shows.";
const NO_DRIVER: &str = "there are no schema files.";
const NO_DRIVER_MANAGER: &str = "no driver is loaded here.";
const NO_CACHE: &str = "nothing of the site is kept on this machine.";
const POOLED: &str = "connections are kept and shared by themselves.";
const LOGGED: &str = "`--log` says what is logged, on standard error.";
