//! The server card: what a client may know of this server before it connects (SEP-2127, an extension of MCP).
//!
//! It is at the endpoint's address with `/server-card` behind it, the place that the extension reserves, and an AI catalog
//! at the well-known address of the origin leads to it. Both are public and hold nothing that the address does not.

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use http::{Method, StatusCode};
use rmcp::model::{Implementation, ProtocolVersion};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::options::HttpOptions;
use super::response::{HttpResponse, of_type, text};
use crate::identity::{DESCRIPTION, REGISTRY_NAME};

const SCHEMA: &str = "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json";
const CARD_TYPE: &str = "application/mcp-server-card+json";
const CATALOG_TYPE: &str = "application/ai-catalog+json";
/// Where clients look for the servers of a domain.
const CATALOG_PATH: &str = "/.well-known/ai-catalog.json";

/// The two documents, as they are sent.
#[derive(Debug)]
pub(crate) struct ServerCard {
    path: String,
    card: Document,
    catalog: Document,
}

#[derive(Debug)]
struct Document {
    kind: &'static str,
    body: Bytes,
    tag: HeaderValue,
}

impl ServerCard {
    /// The card of a server that says this of itself and speaks these versions of the protocol.
    pub(crate) fn new(server: &Implementation, versions: &[ProtocolVersion], options: &HttpOptions) -> Self {
        let endpoint = &options.endpoint;
        let path = format!("{}/server-card", endpoint.path().trim_end_matches('/'));
        let mut address = endpoint.clone();
        address.set_path(&path);
        Self {
            card: Document::new(CARD_TYPE, &card(server, versions, options)),
            catalog: Document::new(CATALOG_TYPE, &catalog(endpoint, &address)),
            path,
        }
    }

    /// Whether one of the documents is at this path.
    pub(crate) fn serves(&self, path: &str) -> bool {
        path == self.path || path == CATALOG_PATH
    }

    /// Answers a request for one of them.
    pub(crate) fn answer(&self, path: &str, method: &Method, headers: &HeaderMap) -> HttpResponse {
        let document = if path == CATALOG_PATH { &self.catalog } else { &self.card };
        let mut answer = match *method {
            Method::OPTIONS => text(StatusCode::NO_CONTENT, ""),
            _ if document.is_held(headers) => text(StatusCode::NOT_MODIFIED, ""),
            _ => of_type(StatusCode::OK, document.kind, document.body.clone()),
        };
        answer.headers_mut().insert(header::ETAG, document.tag.clone());
        answer.headers_mut().extend(PUBLIC.map(|(name, value)| (name, HeaderValue::from_static(value))));
        answer
    }
}

/// Every page may read it, and keep it for an hour.
const PUBLIC: [(HeaderName, &str); 5] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, if-none-match"),
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, "etag"),
    (header::CACHE_CONTROL, "public, max-age=3600"),
];

impl Document {
    fn new(kind: &'static str, value: &Value) -> Self {
        let body = value.to_string();
        let digest = Sha256::digest(body.as_bytes());
        let shown: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        // Hexadecimal digits between quotation marks are a header's value.
        let tag = HeaderValue::from_str(&format!("\"{shown}\""))
            .unwrap_or_else(|_| HeaderValue::from_static("\"card\""));
        Self { kind, body: body.into(), tag }
    }

    /// Whether whoever asks has it already (RFC 9110, section 13.1.2).
    fn is_held(&self, headers: &HeaderMap) -> bool {
        let tag = self.tag.to_str().unwrap_or_default();
        let named = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        named.flat_map(|tags| tags.split(',')).any(|one| {
            let one = one.trim();
            one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
        })
    }
}

fn card(server: &Implementation, versions: &[ProtocolVersion], options: &HttpOptions) -> Value {
    let mut headers = Vec::new();
    if options.token.is_some() {
        headers.push(json!({
            "name": "Authorization", "description": "Bearer and the token of this server", "isRequired": true, "isSecret": true,
        }));
    }
    if options.credential_header {
        headers.push(json!({
            "name": "X-Confluence-Authorization", "description": "The caller's own Confluence credential: Bearer or Basic",
            "isSecret": true,
        }));
    }
    let mut remote = json!({
        "type": "streamable-http",
        "url": options.endpoint.as_str(),
        "supportedProtocolVersions": versions,
    });
    if let Some(remote) = remote.as_object_mut().filter(|_| !headers.is_empty()) {
        remote.insert("headers".to_owned(), headers.into());
    }
    let mut card = json!({
        "$schema": SCHEMA,
        "name": REGISTRY_NAME,
        "version": server.version,
        "title": server.title.as_deref().unwrap_or("Confluence"),
        "description": server.description.as_deref().unwrap_or(DESCRIPTION),
        "websiteUrl": env!("CARGO_PKG_REPOSITORY"),
        "repository": {"url": env!("CARGO_PKG_REPOSITORY"), "source": "github", "subfolder": env!("CARGO_PKG_NAME")},
        "remotes": [remote],
    });
    if let (Some(card), Some(icons)) = (card.as_object_mut(), &server.icons) {
        card.insert("icons".to_owned(), json!(icons));
    }
    card
}

fn catalog(endpoint: &Url, card: &Url) -> Value {
    let host = endpoint.host_str().unwrap_or_default().trim_matches(['[', ']']).replace(':', "-");
    json!({
        "specVersion": "1.0",
        "entries": [{
            "identifier": format!("urn:air:{host}:mcp:confluence"),
            "type": CARD_TYPE,
            "url": card.as_str(),
        }],
    })
}
