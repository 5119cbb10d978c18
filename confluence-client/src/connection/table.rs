//! The properties that the client understands, besides those of the session.

use confluence_oauth::Property;

/// Every property that this crate reads itself: the credential, the network, what may be done.
/// [`confluence_oauth::PROPERTIES`] has the others.
pub static PROPERTIES: &[Property] = &[
    Property::new("AuthScheme", "How to log in: `OAuth`, `APIToken`, `PAT`, `Basic` or `None`.")
        .example("APIToken"),
    Property::new("User", "The account: its e-mail address on Cloud, its name on Data Center.")
        .example("me@example.com"),
    Property::new("APIToken", "The API token of a Cloud account.").secret().example("env:API_TOKEN"),
    Property::new("PAT", "A personal access token of Data Center.").secret().example("env:MY_PAT"),
    Property::new("Password", "The password of a Data Center user.").secret().example("env:PASSWORD"),
    Property::new("ReadOnly", "`true`: nothing is changed over this connection.")
        .default("`false`")
        .example("true"),
    Property::new("Spaces", "The keys of the spaces that may be seen and changed, divided by commas.")
        .default("all that the account may see")
        .example("DOCS,OPS"),
    Property::new("Timeout", "How many seconds a call may take, retries included.")
        .default("`60`")
        .example("120"),
    Property::new("ProxyServer", "The proxy for every request, with a user and password if it needs them.")
        .default("the variables `HTTPS_PROXY` and `NO_PROXY`")
        .example("http://proxy.example.com:3128"),
    Property::new("SSLServerCert", "Certificates to trust besides those of the system: a PEM file, or PEM.")
        .file()
        .example("/etc/ssl/company-ca.pem"),
    Property::new("SSLClientCert", "The client's own certificate and its key: a PEM file, or PEM.")
        .secret()
        .file()
        .example("/etc/ssl/me.pem"),
    Property::new("SSLClientCertType", "The format of `SSLClientCert`.").example("PEMKEY_FILE"),
    Property::new("SSLClientCertPassword", "The password of `SSLClientCert`.")
        .secret()
        .example("env:CERT_PASSWORD"),
];
