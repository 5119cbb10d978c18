//! The default transport: one pooled client, made at the first request, since loading trust roots takes time that a
//! program's start should not pay.

use std::error::Error as _;
use std::panic::resume_unwind;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use http::Uri;
use tokio::sync::OnceCell;
use url::Url;

use super::elsewhere::{Elsewhere, Resolver, Unresolved};
use super::unreadable::Unreadable;
use super::{Multipart, Network, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind};
use super::{alert, distrust, proxy_fault};

#[derive(Debug)]
pub(crate) struct OverReqwest {
    network: Network,
    client: OnceCell<reqwest::Client>,
    /// Where the first request went, which nearly all others do too.
    origin: OnceLock<Origin>,
    resolver: Resolver,
}

/// A URL without path and query, in both forms.
#[derive(Debug)]
struct Origin {
    uri: Uri,
    url: Url,
}

impl Network {
    /// The default transport with these settings, for a transport of one's own to be put around it. No connection is
    /// opened before the first request.
    #[must_use]
    pub fn transport(self) -> Arc<dyn Transport> {
        Arc::new(OverReqwest::new(self))
    }
}

impl OverReqwest {
    pub(crate) fn new(network: Network) -> Self {
        Self { network, client: OnceCell::new(), origin: OnceLock::new(), resolver: Resolver::default() }
    }

    /// The same URL in the form of the HTTP client. Only the first one of an origin is read as a whole, since that
    /// takes a fifth of the time of a call.
    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        if let Some(mut url) = self.origin.get().and_then(|origin| origin.of(uri)) {
            url.set_path(uri.path());
            url.set_query(uri.query());
            return Ok(url);
        }
        let url = Url::parse(&uri.to_string());
        let url = url.map_err(|error| TransportError::new(TransportErrorKind::Setup, error))?;
        self.origin.get_or_init(|| Origin { uri: uri.clone(), url: url.clone() });
        Ok(url)
    }

    /// The request in the form of the HTTP client, and the files that are its body.
    fn prepared(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<(reqwest::Request, Option<Multipart>), TransportError> {
        let (parts, body) = request.into_parts();
        if let (Some(elsewhere), Some(host)) = (parts.extensions.get::<Elsewhere>(), parts.uri.host()) {
            let guarded = self.resolver.guard(host, elsewhere);
            guarded.map_err(|error| TransportError::new(TransportErrorKind::Setup, error))?;
        }
        let mut request = reqwest::Request::new(parts.method, self.url(&parts.uri)?);
        *request.headers_mut() = parts.headers;
        let files = match body {
            RequestBody::Empty => None,
            RequestBody::Full(bytes) => {
                *request.body_mut() = Some(bytes.into());
                None
            }
            RequestBody::Multipart(files) => Some(files),
        };
        Ok((request, files))
    }

    /// Makes the client, once for all who come first, and on a thread apart: the trust roots are read from files.
    async fn made(&self) -> Result<&reqwest::Client, TransportError> {
        let make = || async {
            let (network, resolver) = (self.network.clone(), self.resolver.clone());
            match tokio::task::spawn_blocking(move || build(&network, &resolver)).await {
                Ok(made) => made,
                Err(broken) => match broken.try_into_panic() {
                    Ok(panic) => resume_unwind(panic),
                    // The runtime ends.
                    Err(broken) => Err(TransportError::new(TransportErrorKind::Setup, broken)),
                },
            }
        };
        self.client.get_or_try_init(make).await
    }
}

impl Origin {
    fn of(&self, uri: &Uri) -> Option<Url> {
        let same = uri.scheme_str() == self.uri.scheme_str() && authority(uri) == authority(&self.uri);
        same.then(|| self.url.clone())
    }
}

fn authority(uri: &Uri) -> Option<&str> {
    Some(uri.authority()?.as_str())
}

#[async_trait]
impl Transport for OverReqwest {
    async fn exchange(
        &self,
        request: http::Request<RequestBody>,
    ) -> Result<http::Response<ResponseBody>, TransportError> {
        if cfg!(not(any(feature = "rustls", feature = "native-tls")))
            && request.uri().scheme_str() == Some("https")
        {
            let why = "https needs the feature `rustls` or `native-tls` of confluence-client";
            return Err(TransportError::new(TransportErrorKind::Setup, why));
        }
        let client = match self.client.get() {
            Some(client) => client,
            // In a box, so that later requests have no room for it.
            None => Box::pin(self.made()).await?,
        };
        let (request, files) = self.prepared(request)?;
        let request = match files {
            // In a box, so that other requests have no room for it.
            Some(files) => Box::pin(with_files(client, request, files)).await?,
            None => request,
        };
        let answer = client.execute(request).await;
        answer.map(answered).map_err(|error| self.network.at_fault(error))
    }
}

fn answered(mut answer: reqwest::Response) -> http::Response<ResponseBody> {
    let mut response = http::Response::new(());
    *response.status_mut() = answer.status();
    *response.headers_mut() = std::mem::take(answer.headers_mut());
    let chunks = answer.bytes_stream().map_err(|error| failed(error, TransportErrorKind::Body));
    response.map(|()| ResponseBody::new(chunks))
}

fn build(network: &Network, resolver: &Resolver) -> Result<reqwest::Client, TransportError> {
    network.check_certificates()?;
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(network.connect_timeout)
        .user_agent(&network.user_agent)
        .referer(false)
        .dns_resolver(resolver.clone())
        .tcp_nodelay(true);
    if let Some(proxy) = &network.proxy {
        let proxy = reqwest::Proxy::all(proxy.as_str()).map_err(unbuilt)?;
        builder = builder.proxy(proxy.no_proxy(reqwest::NoProxy::from_string(&network.proxy_exceptions)));
    }
    if network.direct {
        builder = builder.no_proxy();
    }
    with_tls(builder, network)?.build().map_err(unbuilt)
}

fn unbuilt(error: reqwest::Error) -> TransportError {
    failed(error, TransportErrorKind::Setup)
}

impl Network {
    /// Whether its certificates can be used; the error names the property at fault.
    #[cfg(feature = "rustls")]
    pub(crate) fn check_certificates(&self) -> Result<(), TransportError> {
        super::trust::check(self)
    }

    /// The same.
    #[cfg(all(feature = "native-tls", not(feature = "rustls")))]
    pub(crate) fn check_certificates(&self) -> Result<(), TransportError> {
        with_tls(reqwest::Client::builder(), self).map(drop)
    }

    /// Without TLS there is nobody to show them to.
    #[cfg(not(any(feature = "rustls", feature = "native-tls")))]
    pub(crate) fn check_certificates(&self) -> Result<(), TransportError> {
        Ok(())
    }
}

#[cfg(feature = "rustls")]
fn with_tls(
    builder: reqwest::ClientBuilder,
    network: &Network,
) -> Result<reqwest::ClientBuilder, TransportError> {
    let setup = |fault| TransportError::new(TransportErrorKind::Setup, fault);
    if let Some(config) = super::trust::config(network).map_err(setup)? {
        return Ok(builder.tls_backend_preconfigured(config));
    }
    match &network.client_certificate {
        Some(certificate) => {
            Ok(builder.identity(reqwest::Identity::from_pem(certificate.pem()).map_err(unbuilt)?))
        }
        None => Ok(builder),
    }
}

#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
fn with_tls(
    mut builder: reqwest::ClientBuilder,
    network: &Network,
) -> Result<reqwest::ClientBuilder, TransportError> {
    if !network.pinned_certificates.is_empty() {
        let why = "a certificate is trusted by its digest with the feature `rustls` alone";
        return Err(TransportError::new(TransportErrorKind::Setup, why));
    }
    let untrusted = |error| unbuilt(error).at_fault("a certificate to trust cannot be read", "SSLServerCert");
    let mut roots = Vec::new();
    for given in &network.trust_roots {
        match given.first() {
            Some(0x30) => roots.push(reqwest::Certificate::from_der(given).map_err(untrusted)?),
            _ => roots.extend(reqwest::Certificate::from_pem_bundle(given).map_err(untrusted)?),
        }
    }
    if !roots.is_empty() {
        builder = builder.tls_certs_merge(roots);
    }
    if let Some(certificate) = &network.client_certificate {
        let identity = reqwest::Identity::from_pkcs8_pem(certificate.pem(), certificate.pem());
        let unshown =
            |error| unbuilt(error).at_fault("the client certificate cannot be used", "SSLClientCert");
        builder = builder.identity(identity.map_err(unshown)?);
    }
    Ok(builder)
}

#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn with_tls(builder: reqwest::ClientBuilder, _: &Network) -> Result<reqwest::ClientBuilder, TransportError> {
    Ok(builder)
}

async fn with_files(
    client: &reqwest::Client,
    request: reqwest::Request,
    multipart: Multipart,
) -> Result<reqwest::Request, TransportError> {
    let form = multipart.into_form().await?;
    let request = reqwest::RequestBuilder::from_parts(client.clone(), request).multipart(form).build();
    request.map_err(|error| failed(error, TransportErrorKind::Setup))
}

impl Network {
    /// Why a request was not answered, with the property that is at fault where that is known: a proxy has a name and a
    /// port of its own.
    fn at_fault(&self, error: reqwest::Error) -> TransportError {
        if let Some(unreadable) = Unreadable::among(&error) {
            return unreadable;
        }
        let (causes, url) = (below(&error), error.url().cloned());
        let unresolved = std::iter::successors(error.source(), |cause| (*cause).source())
            .find_map(|cause| cause.downcast_ref::<Unresolved>())
            .map(|unresolved| unresolved.name.clone());
        let failed = failed(error, TransportErrorKind::Interrupted);
        if let Some(alert) = alert::found_in(&causes) {
            return failed.of_kind(alert.kind).at_fault(alert.said, alert.property);
        }
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        let encrypted = url.as_ref().is_some_and(|url| url.scheme() == "https");
        let variable = if self.direct { None } else { proxy_fault::variable_that_is_set(encrypted) };
        let of_environment = variable.unwrap_or(if encrypted { "HTTPS_PROXY" } else { "HTTP_PROXY" });
        if failed.kind() == TransportErrorKind::Connect
            && let Some(fault) = proxy_fault::found_in(&causes, self.proxy.as_ref(), of_environment)
        {
            return fault;
        }
        match failed.kind() {
            TransportErrorKind::Name if unresolved.is_some_and(|name| name != host) => {
                let property = if self.proxy.is_some() { "ProxyServer" } else { of_environment };
                failed.at_fault("the host of the proxy was not found", property)
            }
            TransportErrorKind::Connect if is_of_nobody(&causes) && !self.is_exempt(host) => {
                match (&self.proxy, variable) {
                    (Some(proxy), _) => proxy_fault::refused_by(proxy, &causes),
                    (None, Some(variable)) => proxy_fault::refused_by_that_of(variable, &causes),
                    (None, None) => failed,
                }
            }
            TransportErrorKind::Certificate => {
                match distrust::found_in(&causes, host, !self.pinned_certificates.is_empty()) {
                    Some(found) => failed.of_kind(found.kind).with_message(found.said, found.property),
                    None => failed,
                }
            }
            TransportErrorKind::Setup if is_plain(&causes) => {
                match self.proxy.as_ref().is_some_and(|proxy| proxy.scheme() == "https") {
                    true => failed.at_fault(
                        "the port of the proxy does not support https, and may be one for http://",
                        "ProxyServer",
                    ),
                    false => failed.at_fault(
                        "the port of the site does not support https, and may be one for http://",
                        "URL",
                    ),
                }
            }
            _ => failed,
        }
    }

    /// Whether a host is reached without the proxy.
    fn is_exempt(&self, host: &str) -> bool {
        match self.proxy {
            Some(_) => proxy_fault::is_exempt(host, &self.proxy_exceptions),
            None => ["NO_PROXY", "no_proxy"]
                .iter()
                .find_map(|name| std::env::var(name).ok())
                .is_some_and(|exceptions| proxy_fault::is_exempt(host, &exceptions)),
        }
    }
}

/// Whether nobody answers at the other end: by the words of the HTTP client, then of its part for SOCKS.
fn is_of_nobody(causes: &str) -> bool {
    causes.contains("tcp connect") || causes.contains("failed to create underlying connection")
}

/// Whether what answers speaks something else than TLS: by the words of rustls, then of OpenSSL.
fn is_plain(causes: &str) -> bool {
    causes.contains("InvalidContentType") || causes.contains("wrong version number")
}

/// Classifies by what the HTTP client knows; the URL stays out, because a query may hold what a user typed.
fn failed(error: reqwest::Error, otherwise: TransportErrorKind) -> TransportError {
    let kind = if error.is_connect() {
        connecting(&below(&error))
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

/// Why no connection came up, told by the words of the layers below, which have no common type for it.
fn connecting(causes: &str) -> TransportErrorKind {
    let says = |words: &[&str]| words.iter().any(|word| causes.contains(word));
    // rustls, then OpenSSL.
    if says(&["invalid peer certificate", "certificate verify failed"]) {
        TransportErrorKind::Certificate
    } else if says(&["dns error", "failed to lookup address"]) {
        TransportErrorKind::Name
    } else if is_plain(causes) {
        TransportErrorKind::Setup
    } else {
        TransportErrorKind::Connect
    }
}

/// What the layers below say, without the URL, in which a user's words may stand.
fn below(error: &reqwest::Error) -> String {
    error.source().map(chain).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_cannot_be_read_is_no_broken_connection() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                drop(std::io::copy(&mut stream.unwrap(), &mut std::io::sink()));
            }
        });
        let transport = OverReqwest::new(Network::default());
        let broken = || std::io::Error::other("the disk is gone");
        for (length, chunks) in [
            (Some(10), vec![Ok(bytes::Bytes::from_static(b"abc"))]),
            (Some(2), vec![Ok(bytes::Bytes::from_static(b"abc"))]),
            (None, vec![Ok(bytes::Bytes::from_static(b"abc")), Err(broken())]),
        ] {
            let files = Multipart::new().stream("file", "a.txt", length, futures_util::stream::iter(chunks));
            let request = http::Request::post(format!("http://{address}/"));
            let request = request.body(RequestBody::Multipart(files)).unwrap();
            let error = transport.exchange(request).await.unwrap_err();
            assert!(
                error.kind() == TransportErrorKind::Setup && error.to_string().contains("a.txt"),
                "{error:?}"
            );
        }
    }

    #[tokio::test]
    async fn a_proxy_that_wants_a_login_is_told_as_that() {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 1024]).await;
                let answer = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n";
                let _ = stream.write_all(answer).await;
            }
        });
        let transport = OverReqwest::new(Network { proxy: Some(proxy), ..Network::default() });
        let request = http::Request::get("https://wiki.example.com/").body(RequestBody::Empty).unwrap();
        let error = transport.exchange(request).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.property()),
            (TransportErrorKind::Setup, Some("ProxyUser")),
            "{error:?}"
        );
    }

    #[test]
    fn an_address_is_the_same_however_it_was_made() {
        let transport = OverReqwest::new(Network::default());
        for text in [
            "https://example.atlassian.net/wiki/api/v2/pages?limit=1&cursor=a%3D%3D",
            "https://example.atlassian.net/wiki/api/v2/pages/1",
            "https://example.atlassian.net/wiki/rest/api/search?cql=title%20%3D%20%22a%26b%22",
            "https://example.atlassian.net/wiki/a%2Fb%20c/%2E%2E/d;e=1,2/~x",
            "https://example.atlassian.net/",
            "https://example.atlassian.net:8443/wiki",
            "http://example.atlassian.net/wiki",
            "https://media.example.com/file?token=a/b?c",
            "https://user@example.atlassian.net/wiki",
        ] {
            let url = transport.url(&text.parse().unwrap()).unwrap();
            assert_eq!(url, Url::parse(text).unwrap(), "{text}");
        }
        assert_eq!(transport.origin.get().unwrap().url.host_str(), Some("example.atlassian.net"));
    }
}
