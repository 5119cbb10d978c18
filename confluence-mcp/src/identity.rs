//! What the server says of itself: in its answer to a client, and on its server card.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rmcp::model::{Icon, Implementation, ServerCapabilities, ServerConfig};

use crate::instructions::instructions;

/// The name in the MCP registry, in reverse-DNS form.
#[cfg(feature = "http")]
pub(crate) const REGISTRY_NAME: &str = "io.github.confluence-rs/confluence-mcp";
/// At most a hundred characters, as the registry and server cards want it.
pub(crate) const DESCRIPTION: &str =
    "Read, search and safely edit Atlassian Confluence, Cloud and Data Center";

/// A page with lines on it, 48 by 48: PNG is what every client that shows icons can show.
const ICON: &[u8] = include_bytes!("icon.png");

/// What a client gets to know first, of a server that offers these tools.
pub(crate) fn server_config(offers: impl Fn(&str) -> bool) -> ServerConfig {
    let capabilities = ServerCapabilities::builder()
        .enable_tools()
        .enable_resources()
        .enable_prompts()
        .enable_completions()
        .build();
    ServerConfig::new(capabilities).with_server_info(implementation()).with_instructions(instructions(offers))
}

/// Name, title, version, icon and home of this server.
fn implementation() -> Implementation {
    let icon = Icon::new(format!("data:image/png;base64,{}", STANDARD.encode(ICON)))
        .with_mime_type("image/png")
        .with_sizes(vec!["48x48".to_owned()]);
    Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
        .with_title("Confluence")
        .with_description(DESCRIPTION)
        .with_icons(vec![icon])
        .with_website_url(env!("CARGO_PKG_REPOSITORY"))
}
