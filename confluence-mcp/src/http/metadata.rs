//! Protected resource metadata: RFC 9728.

use serde_json::{Value, json};
use url::Url;

use super::issuer::Issuer;

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

/// The paths at which the document is: that of RFC 9728, section 3.1, and the one that clients try without a path.
pub(crate) fn paths(endpoint: &Url) -> [String; 2] {
    let path = endpoint.path().trim_end_matches('/');
    [format!("{WELL_KNOWN}{path}"), WELL_KNOWN.to_owned()]
}

/// The address of the document.
pub(crate) fn address(endpoint: &Url) -> String {
    let [path, _] = paths(endpoint);
    format!("{}{path}", super::guard::origin(endpoint))
}

/// The document.
pub(crate) fn document(endpoint: &Url, issuer: &Issuer) -> Value {
    let mut document = json!({
        "resource": resource(endpoint),
        "authorization_servers": [issuer.name],
        "bearer_methods_supported": ["header"],
        "resource_name": "Confluence",
    });
    let scopes = scopes(issuer);
    if let Some(document) = document.as_object_mut().filter(|_| !scopes.is_empty()) {
        document.insert("scopes_supported".to_owned(), json!(scopes));
    }
    document
}

/// What a client should ask the issuer for: a caller who may not have the scope for writing gets a token without it.
pub(crate) fn scopes(issuer: &Issuer) -> Vec<String> {
    issuer.scopes.iter().chain(&issuer.write_scope).cloned().collect()
}

/// The endpoint as a resource identifier: an address without a path has no slash at its end.
pub(crate) fn resource(endpoint: &Url) -> &str {
    if endpoint.path() == "/" { endpoint.as_str().trim_end_matches('/') } else { endpoint.as_str() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_is_where_clients_look() {
        let endpoint = Url::parse("https://mcp.example.com/confluence/mcp").unwrap();
        assert_eq!(paths(&endpoint)[0], "/.well-known/oauth-protected-resource/confluence/mcp");
        assert_eq!(
            address(&endpoint),
            "https://mcp.example.com/.well-known/oauth-protected-resource/confluence/mcp"
        );
        let root = Url::parse("https://mcp.example.com/").unwrap();
        assert_eq!(paths(&root)[0], paths(&root)[1]);
        assert_eq!(resource(&root), "https://mcp.example.com");
    }
}
