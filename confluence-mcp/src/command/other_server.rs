//! Another server for Confluence that an MCP client starts: what its configuration means here, and what it allows.
//!
//! Several servers read the same variables (`CONFLUENCE_URL`, `CONFLUENCE_API_TOKEN`, `READ_ONLY_MODE`, `TOOLSETS`), so
//! that an entry is told by what it sets and not by the program that it starts.

mod address_parts;
pub(super) mod client_config;
mod known_variables;
mod restrictions;
mod settings;
pub(super) mod tools;
mod translation;
mod variables_file;
mod words;

pub(super) use self::known_variables::addresses_of_other_servers;
pub(super) use self::translation::Translation;
