//! Variables that other servers read beside those of a connection.

/// Variables of other servers that have another meaning, or none, here; by their beginning.
pub(super) const NOT_OURS: &[(&str, &str)] = &[
    ("JIRA_", "it is of Jira"),
    ("ATLASSIAN_RETRY_", "requests are tried again as the service asks"),
    ("ATLASSIAN_MAX_", "requests are bounded as the service asks"),
    ("ATLASSIAN_REQUESTS_", "requests wait as the service asks"),
    ("ATLASSIAN_CIRCUIT_", "requests wait as the service asks"),
    ("MCP_VERBOSE", "--log says how much is logged"),
    ("MCP_VERY_VERBOSE", "--log says how much is logged"),
    ("MCP_LOGGING_", "the log goes to standard error"),
    ("MCP_", "it is of the other program"),
    ("TRANSPORT", "clients start this server on standard input and output"),
    ("PORT", "clients start this server on standard input and output"),
    ("HOST", "clients start this server on standard input and output"),
];

/// Proxies that other servers read beside their own settings. Ours read the same from the environment; a client need not
/// pass on what it set for another entry.
pub(super) const PROXIES: &[(&str, &str)] = &[
    ("HTTPS_PROXY", "ProxyServer"),
    ("HTTP_PROXY", "ProxyServer"),
    ("SOCKS_PROXY", "ProxyServer"),
    ("ALL_PROXY", "ProxyServer"),
    ("NO_PROXY", "ProxyExceptions"),
];

/// The order in which equal settings count: the proxy for https before others.
pub(super) fn rank(name: &str) -> usize {
    let bare = name.trim_start_matches("CONFLUENCE_");
    PROXIES.iter().position(|(variable, _)| variable.eq_ignore_ascii_case(bare)).unwrap_or_default()
}
