//! How the default transport reaches the network.

use std::fmt;
use std::time::Duration;

use url::Url;
use zeroize::Zeroizing;

/// Settings of the network; the defaults fit most programs.
///
/// ```
/// use std::time::Duration;
/// use confluence_client::Network;
///
/// let network = Network::default()
///     .user_agent("nightly-export/1.0")
///     .connect_timeout(Duration::from_secs(5))
///     .proxy("http://proxy.example.com:3128".parse()?)
///     .proxy_exceptions("localhost,.example.com");
/// assert_eq!(network.user_agent, "nightly-export/1.0");
/// assert_eq!(network.proxy_exceptions, "localhost,.example.com");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Network {
    /// A proxy for every request; without one, the environment's `HTTPS_PROXY` and `NO_PROXY` count, unless the network is
    /// [`direct`](Self::direct).
    pub proxy: Option<Url>,
    /// Hosts that are reached without [`proxy`](Self::proxy), separated by commas, as `NO_PROXY` lists them; they say nothing
    /// of a proxy of the environment.
    pub proxy_exceptions: String,
    /// Whether a proxy of the environment is left aside.
    pub direct: bool,
    /// Certificates to trust besides those of the system, each one in DER or any number in PEM: as roots, and (with rustls) a site that shows
    /// exactly one of them is trusted whatever else that certificate says.
    pub trust_roots: Vec<Vec<u8>>,
    /// SHA-256 of certificates that a site is trusted by (with rustls).
    pub pinned_certificates: Vec<[u8; 32]>,
    /// The client's own certificate for mutual TLS.
    pub client_certificate: Option<ClientCertificate>,
    /// How long a connection may take to come up.
    pub connect_timeout: Duration,
    /// What the client calls itself.
    pub user_agent: String,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            proxy: None,
            proxy_exceptions: String::new(),
            direct: false,
            trust_roots: Vec::new(),
            pinned_certificates: Vec::new(),
            client_certificate: None,
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!("confluence-client/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// Without the password of the proxy, and certificates by their number.
impl fmt::Debug for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proxy = self.proxy.as_ref().map(|proxy| (proxy.scheme(), proxy.host_str(), proxy.port()));
        formatter
            .debug_struct("Network")
            .field("proxy", &proxy)
            .field("proxy_exceptions", &self.proxy_exceptions)
            .field("direct", &self.direct)
            .field("trust_roots", &self.trust_roots.len())
            .field("pinned_certificates", &self.pinned_certificates.len())
            .field("client_certificate", &self.client_certificate)
            .field("connect_timeout", &self.connect_timeout)
            .field("user_agent", &self.user_agent)
            .finish()
    }
}

impl Network {
    /// A proxy for every request.
    #[must_use]
    pub fn proxy(mut self, proxy: Url) -> Self {
        self.direct = false;
        self.proxy = Some(proxy);
        self
    }

    /// Without a proxy, also where the environment names one.
    #[must_use]
    pub fn direct(mut self) -> Self {
        self.proxy = None;
        self.direct = true;
        self
    }

    /// Hosts that are reached without that proxy, separated by commas, as `NO_PROXY` lists them.
    #[must_use]
    pub fn proxy_exceptions(mut self, hosts: impl Into<String>) -> Self {
        self.proxy_exceptions = hosts.into();
        self
    }

    /// One more certificate, by its SHA-256, that a site is trusted by (with rustls).
    #[must_use]
    pub fn pinned_certificate(mut self, sha256: [u8; 32]) -> Self {
        self.pinned_certificates.push(sha256);
        self
    }

    /// One more of [`trust_roots`](Self::trust_roots): a certificate, or several in one text of PEM.
    #[must_use]
    pub fn trust_root(mut self, certificate: impl Into<Vec<u8>>) -> Self {
        self.trust_roots.push(certificate.into());
        self
    }

    /// The client's own certificate for mutual TLS.
    #[must_use]
    pub fn client_certificate(mut self, certificate: ClientCertificate) -> Self {
        self.client_certificate = Some(certificate);
        self
    }

    /// How long a connection may take to come up.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// What the client calls itself.
    #[must_use]
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }
}

/// A client certificate and its key, in PEM.
#[derive(Clone)]
pub struct ClientCertificate(
    #[cfg_attr(
        not(any(feature = "rustls", feature = "native-tls")),
        expect(dead_code, reason = "without TLS there is nobody to show it to")
    )]
    Zeroizing<Vec<u8>>,
);

impl ClientCertificate {
    /// Takes the certificates and the unencrypted key, one after the other in PEM.
    #[must_use]
    pub fn from_pem(pem: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(pem.into()))
    }

    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    pub(crate) fn pem(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClientCertificate([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_shown() {
        let network = Network::default()
            .proxy("http://ada:proxy-password@proxy.example.com:3128".parse().unwrap())
            .client_certificate(ClientCertificate::from_pem("a private key"));
        let shown = format!("{network:?}");
        assert!(shown.contains("proxy.example.com") && shown.contains("3128"), "{shown}");
        assert!(!shown.contains("proxy-password") && !shown.contains("private key"), "{shown}");
    }

    #[test]
    fn the_last_word_on_the_proxy_counts() {
        let proxy: Url = "http://proxy.example.com:3128".parse().unwrap();
        let none = Network::default().proxy(proxy.clone()).direct();
        assert!(none.proxy.is_none() && none.direct);
        let one = Network::default().direct().proxy(proxy.clone());
        assert!(one.proxy == Some(proxy) && !one.direct);
    }
}
