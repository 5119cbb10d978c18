//! The properties that say how the network is reached.

use std::path::PathBuf;
#[cfg(feature = "reqwest")]
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::connection_string::{ConnectionString, Value};
use crate::error::{Error, Result};
#[cfg(feature = "reqwest")]
use crate::http::{HttpExchange, ReqwestExchange};
use crate::secret::Secret;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
const MAX_CERTIFICATES: u64 = 4 << 20;

/// How the network is reached: `ProxyServer`, `SSLServerCert`, `SSLClientCert`, `Timeout`.
///
/// Whoever builds an HTTP client from the same connection string reads these too, so that tokens and requests
/// take the same way.
#[derive(Clone, Debug, Default)]
pub struct Network {
    proxy: Option<Secret>,
    roots: Option<Vec<u8>>,
    identity: Option<Secret>,
    timeout: Option<Duration>,
}

impl Network {
    /// Takes the network properties out of the string and reads the files they name.
    ///
    /// # Errors
    /// A value that cannot be, or a file that cannot be read.
    pub fn take_from(string: &mut ConnectionString) -> Result<Self> {
        Ok(Self {
            proxy: string.take("ProxyServer").map(|value| proxy(&value)).transpose()?,
            roots: string.take("SSLServerCert").map(|value| pem(&value)).transpose()?,
            identity: identity(string)?,
            timeout: string.take("Timeout").map(|value| timeout(&value)).transpose()?,
        })
    }

    /// The same network through a proxy, such as `http://proxy.example.com:3128` or `socks5://host:port`; the address
    /// may hold a user and a password.
    ///
    /// # Errors
    /// It is not such an address.
    pub fn with_proxy(mut self, address: impl Into<Secret>) -> Result<Self> {
        self.proxy = Some(checked_proxy(address.into(), |why| Error::config("ProxyServer", why))?);
        Ok(self)
    }

    /// The same network with certificates to trust besides those of the system, in PEM.
    #[must_use]
    pub fn with_roots(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.get_or_insert_default().extend(pem.into());
        self
    }

    /// The same network with the client's certificate and its private key, both in PEM.
    #[must_use]
    pub fn with_identity(mut self, pem: impl Into<Secret>) -> Self {
        self.identity = Some(pem.into());
        self
    }

    /// The same network with another time for one request.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The proxy's address; it may hold a password.
    pub fn proxy(&self) -> Option<&Secret> {
        self.proxy.as_ref()
    }

    /// Certificates to trust besides those of the system, in PEM.
    pub fn roots(&self) -> Option<&[u8]> {
        self.roots.as_deref()
    }

    /// The client's certificate and private key, in PEM.
    pub fn identity(&self) -> Option<&Secret> {
        self.identity.as_ref()
    }

    /// The built-in client over this network: no redirects, answers of at most 256 KiB, 20 seconds.
    #[cfg(feature = "reqwest")]
    #[cfg_attr(docsrs, doc(cfg(feature = "reqwest")))]
    #[must_use]
    pub fn exchange(&self) -> Arc<dyn HttpExchange> {
        Arc::new(ReqwestExchange::new(self.clone()))
    }

    /// How long one request may take.
    pub fn timeout(&self) -> Duration {
        self.timeout.unwrap_or(DEFAULT_TIMEOUT)
    }
}

fn proxy(value: &Value) -> Result<Secret> {
    checked_proxy(value.secret()?, |why| value.error(why))
}

fn checked_proxy(address: Secret, fault: impl Fn(&str) -> Error) -> Result<Secret> {
    let text = match address.expose() {
        bare if !bare.contains("://") => Secret::new(format!("http://{bare}")),
        _ => address,
    };
    match Url::parse(text.expose()) {
        Ok(url) if matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") => Ok(text),
        _ => Err(fault("must be an address such as http://proxy.example.com:3128 or socks5://host:port")),
    }
}

fn timeout(value: &Value) -> Result<Duration> {
    match value.number::<u64>()? {
        0 => Err(value.error("must be a number of seconds above zero")),
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

fn identity(string: &mut ConnectionString) -> Result<Option<Secret>> {
    let store_type = string.take("SSLClientCertType");
    let password = string.take("SSLClientCertPassword");
    let Some(value) = string.take("SSLClientCert") else {
        return match store_type.or(password) {
            Some(alone) => Err(alone.error("is given without SSLClientCert")),
            None => Ok(None),
        };
    };
    const PEM: &[(&str, ())] = &[("PEMKEY_FILE", ()), ("PEMKEY_BLOB", ())];
    if let Some(declared) = store_type {
        declared.one_of(PEM)?;
    }
    if let Some(password) = password {
        return Err(password.error("is not supported: give SSLClientCert as PEM with a plain private key"));
    }
    let text = String::from_utf8(pem(&value)?).map_err(|_| value.error("must be PEM text"))?;
    if !text.contains("PRIVATE KEY") {
        return Err(value.error("holds no private key; it needs the certificate and its key, both in PEM"));
    }
    Ok(Some(Secret::new(text)))
}

/// PEM, given as it is or in a file.
fn pem(value: &Value) -> Result<Vec<u8>> {
    use std::io::Read;

    let text = value.secret()?;
    let mut bytes = Vec::new();
    if text.expose().contains("-----BEGIN") {
        bytes.extend_from_slice(text.expose().as_bytes());
    } else {
        let path = PathBuf::from(text.expose());
        let read =
            std::fs::File::open(path).and_then(|file| file.take(MAX_CERTIFICATES).read_to_end(&mut bytes));
        read.map_err(|source| Error::config(value.name(), "cannot read the file").with_source(source))?;
    }
    let found = bytes.windows(10).any(|window| window == b"-----BEGIN");
    if found { Ok(bytes) } else { Err(value.error("must be PEM: a block that begins with -----BEGIN")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Network> {
        Network::take_from(&mut ConnectionString::parse(text)?)
    }

    #[test]
    fn the_network_is_read_from_the_string() {
        let network =
            read("ProxyServer=proxy:3128;Timeout=5;SSLServerCert='-----BEGIN CERTIFICATE-----'").unwrap();
        assert_eq!(network.proxy().unwrap().expose(), "http://proxy:3128");
        assert_eq!(network.timeout(), Duration::from_secs(5));
        assert!(network.roots().is_some());
        assert_eq!(read("").unwrap().timeout(), DEFAULT_TIMEOUT);
    }

    #[test]
    fn what_cannot_be_names_its_property() {
        for text in [
            "ProxyServer=ftp://canary",
            "Timeout=0",
            "SSLServerCert=/canary/does/not/exist",
            "SSLClientCert='-----BEGIN CERTIFICATE----- canary'",
            "SSLClientCertType=PFXFILE;SSLClientCert=/canary",
            "SSLClientCertPassword=canary",
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.property(), text.split('=').next());
            assert!(!error.to_string().contains("canary"), "{error}");
        }
    }
}
