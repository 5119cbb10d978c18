//! The default transport: one pooled client, made at the first request, since loading trust roots takes time that a
//! program's start should not pay.

use std::error::Error as _;
use std::sync::OnceLock;

use async_trait::async_trait;
use futures_util::TryStreamExt as _;

use super::{Network, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind};

#[derive(Debug)]
pub(crate) struct OverReqwest {
    network: Network,
    client: OnceLock<reqwest::Client>,
}

impl OverReqwest {
    pub(crate) fn new(network: Network) -> Self {
        Self { network, client: OnceLock::new() }
    }

    fn client(&self) -> Result<&reqwest::Client, TransportError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = build(&self.network).map_err(|error| failed(error, TransportErrorKind::Setup))?;
        Ok(self.client.get_or_init(|| client))
    }
}

#[async_trait]
impl Transport for OverReqwest {
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        let client = self.client()?;
        let (parts, body) = request.into_parts();
        let answer = client.execute(outgoing(client, parts, body).await?).await;
        let mut answer = answer.map_err(|error| failed(error, TransportErrorKind::Interrupted))?;
        let mut response = http::Response::new(());
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        let chunks = answer.bytes_stream().map_err(|error| failed(error, TransportErrorKind::Body));
        Ok(response.map(|()| ResponseBody::new(chunks)))
    }
}

fn build(network: &Network) -> Result<reqwest::Client, reqwest::Error> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(network.connect_timeout)
        .user_agent(&network.user_agent)
        .referer(false)
        .tcp_nodelay(true);
    if let Some(proxy) = &network.proxy {
        builder = builder.proxy(reqwest::Proxy::all(proxy.as_str())?);
    }
    with_tls(builder, network)?.build()
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn with_tls(
    mut builder: reqwest::ClientBuilder,
    network: &Network,
) -> Result<reqwest::ClientBuilder, reqwest::Error> {
    let mut roots = Vec::new();
    for pem in &network.trust_roots {
        roots.extend(reqwest::Certificate::from_pem_bundle(pem)?);
    }
    if !roots.is_empty() {
        builder = builder.tls_certs_merge(roots);
    }
    #[cfg(feature = "rustls")]
    if let Some(certificate) = &network.client_certificate {
        builder = builder.identity(reqwest::Identity::from_pem(certificate.pem())?);
    }
    #[cfg(all(feature = "native-tls", not(feature = "rustls")))]
    if let Some(certificate) = &network.client_certificate {
        builder = builder.identity(reqwest::Identity::from_pkcs8_pem(certificate.pem(), certificate.pem())?);
    }
    Ok(builder)
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn with_tls(builder: reqwest::ClientBuilder, _: &Network) -> Result<reqwest::ClientBuilder, reqwest::Error> {
    Ok(builder)
}

async fn outgoing(
    client: &reqwest::Client,
    parts: http::request::Parts,
    body: RequestBody,
) -> Result<reqwest::Request, TransportError> {
    let url = url::Url::parse(&parts.uri.to_string())
        .map_err(|error| TransportError::new(TransportErrorKind::Setup, error))?;
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    match body {
        RequestBody::Empty => Ok(request),
        RequestBody::Full(bytes) => {
            *request.body_mut() = Some(bytes.into());
            Ok(request)
        }
        RequestBody::Multipart(multipart) => {
            let form = multipart.into_form().await?;
            let request =
                reqwest::RequestBuilder::from_parts(client.clone(), request).multipart(form).build();
            request.map_err(|error| failed(error, TransportErrorKind::Setup))
        }
    }
}

/// Classifies by what the HTTP client knows; the address stays out, because a query may hold what a user typed.
fn failed(error: reqwest::Error, otherwise: TransportErrorKind) -> TransportError {
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_builder() {
        TransportErrorKind::Setup
    } else if error.is_body() || error.is_decode() {
        TransportErrorKind::Body
    } else {
        otherwise
    };
    let error = error.without_url();
    match error.source() {
        Some(cause) => TransportError::new(kind, chain(cause)),
        None => TransportError::new(kind, error),
    }
}

/// Flattens a chain of causes, each once, so that the error tells of a refused connection or a bad certificate.
fn chain(mut cause: &dyn std::error::Error) -> String {
    let mut text = cause.to_string();
    while let Some(next) = cause.source() {
        let more = next.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = next;
    }
    text
}
