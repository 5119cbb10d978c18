//! The session of Streamable HTTP that a call is of, and what a server without sessions does not know of its client.

use http::HeaderMap;
use rmcp::RoleServer;
use rmcp::model::ProtocolVersion;
use rmcp::service::RequestContext;

const SESSION_ID: &str = "mcp-session-id";

/// The id of the session that a request names.
pub(crate) fn session(headers: &HeaderMap) -> Option<&str> {
    headers.get(SESSION_ID)?.to_str().ok()
}

/// Whether a call came over HTTP, of the protocol up to 2025-11-25 and in no session: what its client said of itself in an
/// earlier request is not known in this one.
pub(crate) fn forgets_its_client(request: &RequestContext<RoleServer>) -> bool {
    let Some(parts) = request.extensions.get::<http::request::Parts>() else { return false };
    let tells_each_time =
        request.protocol_version().is_some_and(|version| version >= ProtocolVersion::V_2026_07_28);
    !tells_each_time && session(&parts.headers).is_none()
}
