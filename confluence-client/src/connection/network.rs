//! The properties that say how the network is reached, for requests and tokens alike.

use std::time::Duration;

use confluence_oauth::{ConnectionString, Secret, Value};
use url::Url;

use crate::error::{Error, ErrorKind, Result};
use crate::transport::{ClientCertificate, Network};

/// How long a call may take where `Timeout` says nothing.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
/// A file with more certificates than this is something else.
const MAX_CERTIFICATES: u64 = 4 << 20;

/// The network of a connection, and how long one request over it may take.
pub(super) struct Reached {
    pub(super) network: Network,
    pub(super) timeout: Duration,
}

/// Takes the properties of the network out of the string and reads the files they name.
pub(super) fn take_from(string: &mut ConnectionString) -> Result<Reached> {
    let mut network = Network::default();
    network.proxy = string.take("ProxyServer").map(|value| proxy(&value)).transpose()?;
    network.trust_roots.extend(string.take("SSLServerCert").map(|value| pem(&value)).transpose()?);
    network.client_certificate =
        identity(string)?.map(|pem| ClientCertificate::from_pem(pem.expose().as_bytes().to_vec()));
    let timeout = string.take("Timeout").map(|value| timeout(&value)).transpose()?;
    Ok(Reached { network, timeout: timeout.unwrap_or(DEFAULT_TIMEOUT) })
}

fn proxy(value: &Value) -> Result<Url> {
    let address = value.secret()?;
    let text = match address.expose() {
        bare if !bare.contains("://") => Secret::new(format!("http://{bare}")),
        _ => address,
    };
    match Url::parse(text.expose()) {
        Ok(url) if matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") => Ok(url),
        _ => {
            let why = "must be an address such as http://proxy.example.com:3128 or socks5://host:port";
            Err(value.error(why).into())
        }
    }
}

fn timeout(value: &Value) -> Result<Duration> {
    match value.number::<u64>()? {
        0 => Err(value.error("must be a number of seconds above zero").into()),
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

fn identity(string: &mut ConnectionString) -> Result<Option<Secret>> {
    let store_type = string.take("SSLClientCertType");
    let password = string.take("SSLClientCertPassword");
    let Some(value) = string.take("SSLClientCert") else {
        return match store_type.or(password) {
            Some(alone) => Err(alone.error("is given without SSLClientCert").into()),
            None => Ok(None),
        };
    };
    const PEM: &[(&str, ())] = &[("PEMKEY_FILE", ()), ("PEMKEY_BLOB", ())];
    if let Some(declared) = store_type {
        declared.one_of(PEM)?;
    }
    if let Some(password) = password {
        let why = "is not supported: give SSLClientCert as PEM with a plain private key";
        return Err(password.error(why).into());
    }
    let text = String::from_utf8(pem(&value)?).map_err(|_| value.error("must be PEM text"))?;
    if !text.contains("PRIVATE KEY") {
        let why = "holds no private key; it needs the certificate and its key, both in PEM";
        return Err(value.error(why).into());
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
        let path = value.path()?;
        let file = std::fs::File::open(&path);
        let read = file.and_then(|file| file.take(MAX_CERTIFICATES).read_to_end(&mut bytes));
        read.map_err(|source| {
            let said = format!("{}: cannot read the file {}", value.name(), path.display());
            Error::new(ErrorKind::Invalid, "connection").said(said).source(source)
        })?;
    }
    let found = bytes.windows(10).any(|window| window == b"-----BEGIN");
    match found {
        true => Ok(bytes),
        false => Err(value.error("must be PEM: a block that begins with -----BEGIN").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Reached> {
        take_from(&mut crate::connection::parse(text)?)
    }

    #[test]
    fn the_network_is_read_from_the_string() {
        let reached =
            read("ProxyServer=proxy:3128;Timeout=5;SSLServerCert='-----BEGIN CERTIFICATE-----'").unwrap();
        assert_eq!(reached.network.proxy.unwrap().as_str(), "http://proxy:3128/");
        assert_eq!(reached.timeout, Duration::from_secs(5));
        assert_eq!(reached.network.trust_roots.len(), 1);
        assert_eq!(read("").unwrap().timeout, DEFAULT_TIMEOUT);
    }

    #[test]
    fn what_cannot_be_names_its_property() {
        for text in [
            "ProxyServer=ftp://canary",
            "Timeout=0",
            "SSLServerCert=/does/not/exist",
            "SSLClientCert='-----BEGIN CERTIFICATE----- canary'",
            "SSLClientCertType=PFXFILE;SSLClientCert=/canary",
            "SSLClientCertPassword=canary",
        ] {
            let error = read(text).err().unwrap().to_string();
            assert!(error.contains(text.split('=').next().unwrap()), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }
}
