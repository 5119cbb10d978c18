//! Protected resource metadata: RFC 9728.

use serde_json::{Value, json};
use url::Url;

use super::issuer::Issuer;
use crate::http::endpoint_url::origin;

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// What a client needs to get a token, and where it finds that.
pub(crate) struct ResourceMetadata {
    resource: String,
    address: String,
    /// That of RFC 9728, section 3.1, and the one that clients try without the endpoint's path.
    paths: [String; 2],
    document: Value,
}

impl ResourceMetadata {
    pub(crate) fn new(endpoint: &Url, issuer: &Issuer) -> Self {
        let path = endpoint.path().trim_end_matches('/');
        let paths = [format!("{WELL_KNOWN}{path}"), WELL_KNOWN.to_owned()];
        let [path, _] = &paths;
        let address = format!("{}{path}", origin(endpoint));
        let resource = resource(endpoint);
        let mut document = json!({
            "resource": resource,
            "authorization_servers": [issuer.name],
            "bearer_methods_supported": ["header"],
            "resource_name": "Confluence",
        });
        let scopes = issuer.all_scopes();
        if let Some(document) = document.as_object_mut().filter(|_| !scopes.is_empty()) {
            document.insert("scopes_supported".to_owned(), json!(scopes));
        }
        Self { resource, address, paths, document }
    }

    /// Whether the document is at this path.
    pub(crate) fn serves(&self, path: &str) -> bool {
        self.paths.iter().any(|known| known == path)
    }

    /// The address of the document, for the challenge of a refusal (RFC 9728, section 5.1).
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// What tokens are for (RFC 8707).
    pub(crate) fn resource(&self) -> &str {
        &self.resource
    }

    pub(crate) fn document(&self) -> &Value {
        &self.document
    }
}

/// The endpoint as a resource identifier: an address without a path has no slash at its end.
fn resource(endpoint: &Url) -> String {
    let text = endpoint.as_str();
    if endpoint.path() == "/" { text.trim_end_matches('/').to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(endpoint: &str) -> ResourceMetadata {
        ResourceMetadata::new(&Url::parse(endpoint).unwrap(), &Issuer::new("https://id.example.com").unwrap())
    }

    #[test]
    fn the_document_is_where_clients_look() {
        let of_path = metadata("https://mcp.example.com/confluence/mcp");
        assert!(of_path.serves("/.well-known/oauth-protected-resource/confluence/mcp"));
        assert!(
            of_path.serves("/.well-known/oauth-protected-resource") && !of_path.serves("/confluence/mcp")
        );
        assert_eq!(
            of_path.address(),
            "https://mcp.example.com/.well-known/oauth-protected-resource/confluence/mcp"
        );
        let root = metadata("https://mcp.example.com/");
        assert_eq!(root.address(), "https://mcp.example.com/.well-known/oauth-protected-resource");
        assert_eq!(root.resource(), "https://mcp.example.com");
    }
}
