//! The seam's default: an HTTP client that is built when the first request leaves.

use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};

use super::{ExchangeError, HttpExchange, Network};
use crate::error::{Error, Result};

/// Larger answers are not a token endpoint's.
const MAX_ANSWER: usize = 256 << 10;
/// A renewal that takes longer is better tried again while the service still forgives it.
const MAX_TIMEOUT: Duration = Duration::from_secs(20);

pub(crate) struct ReqwestExchange {
    network: Network,
    client: OnceLock<reqwest::Client>,
}

impl ReqwestExchange {
    pub(crate) fn new(network: Network) -> Self {
        Self { network, client: OnceLock::new() }
    }

    fn client(&self) -> Result<&reqwest::Client> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = build(&self.network)?;
        Ok(self.client.get_or_init(|| client))
    }
}

fn build(network: &Network) -> Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(network.timeout().min(MAX_TIMEOUT))
        .user_agent(concat!("confluence-oauth/", env!("CARGO_PKG_VERSION")));
    if let Some(proxy) = network.proxy() {
        let proxy = reqwest::Proxy::all(proxy.expose());
        builder = builder.proxy(proxy.map_err(|_| Error::config("ProxyServer", "is not a proxy's address"))?);
    }
    if let Some(roots) = network.roots() {
        builder = with_roots(builder, roots)?;
    }
    if let Some(identity) = network.identity() {
        builder = with_identity(builder, identity)?;
    }
    builder
        .build()
        .map_err(|source| Error::config("network", "the HTTP client cannot be built").with_source(source))
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn with_roots(builder: reqwest::ClientBuilder, roots: &[u8]) -> Result<reqwest::ClientBuilder> {
    let bundle = reqwest::Certificate::from_pem_bundle(roots);
    let bundle = bundle.map_err(|_| Error::config("SSLServerCert", "holds no certificate in PEM"))?;
    Ok(bundle.into_iter().fold(builder, reqwest::ClientBuilder::add_root_certificate))
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn with_roots(_: reqwest::ClientBuilder, _: &[u8]) -> Result<reqwest::ClientBuilder> {
    Err(without("SSLServerCert", "`rustls` or `native-tls`"))
}

#[cfg(feature = "rustls")]
fn with_identity(
    builder: reqwest::ClientBuilder,
    identity: &crate::Secret,
) -> Result<reqwest::ClientBuilder> {
    let why = "needs a certificate and its private key, both in PEM";
    let identity = reqwest::Identity::from_pem(identity.expose().as_bytes());
    Ok(builder.identity(identity.map_err(|_| Error::config("SSLClientCert", why))?))
}

#[cfg(not(feature = "rustls"))]
fn with_identity(_: reqwest::ClientBuilder, _: &crate::Secret) -> Result<reqwest::ClientBuilder> {
    Err(without("SSLClientCert", "`rustls`"))
}

#[cfg(not(feature = "rustls"))]
fn without(property: &str, feature: &str) -> Error {
    let message = format!("{property}: needs the feature {feature} of confluence-oauth");
    Error::new(crate::ErrorKind::Unsupported, message).on_property(property)
}

#[async_trait]
impl HttpExchange for ReqwestExchange {
    async fn exchange(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ExchangeError> {
        if cfg!(not(any(feature = "rustls", feature = "native-tls")))
            && request.uri().scheme_str() == Some("https")
        {
            let why = "https needs the feature `rustls` or `native-tls` of confluence-oauth";
            return Err(Error::new(crate::ErrorKind::Unsupported, why).into());
        }
        let request = reqwest::Request::try_from(request).map_err(reqwest::Error::without_url)?;
        let mut answer = self.client()?.execute(request).await.map_err(reqwest::Error::without_url)?;
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(reqwest::Error::without_url)? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err("the answer is too large".into());
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = http::Response::new(body.freeze());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}
