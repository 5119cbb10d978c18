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

/// Names under which servers of this kind keep what is known here under another: in their entries they are no other
/// program's.
pub(super) const SAME: &[(&str, &str)] = &[
    ("CONFLUENCE_BASE_URL", URL),
    ("CONFLUENCE_SITE_URL", URL),
    ("CONFLUENCE_HOST", URL),
    ("CONFLUENCE_DOMAIN", URL),
    ("CONFLUENCE_SITE_NAME", URL),
    ("CONFLUENCE_USER_EMAIL", USER),
    ("CONFLUENCE_API_MAIL", USER),
    ("CONFLUENCE_API_EMAIL", USER),
    ("CONFLUENCE_API_USER", USER),
    ("CONFLUENCE_API_USERNAME", USER),
    ("CONFLUENCE_MAIL", USER),
    ("CONFLUENCE_TOKEN", TOKEN),
    ("CONFLUENCE_API_KEY", TOKEN),
    ("CONFLUENCE_IS_CLOUD", DEPLOYMENT),
    ("ATLASSIAN_CLOUD_ID", "CONFLUENCE_CLOUD_ID"),
    ("ATLASSIAN_URL", URL),
    ("ATLASSIAN_BASE_URL", URL),
    ("ATLASSIAN_SITE_URL", URL),
    ("ATLASSIAN_INSTANCE_URL", URL),
    ("ATLASSIAN_HOST", URL),
    ("ATLASSIAN_DOMAIN", URL),
    ("ATLASSIAN_SITE", URL),
    ("ATLASSIAN_SITE_NAME", URL),
    ("ATLASSIAN_USERNAME", USER),
    ("ATLASSIAN_USER", USER),
    ("ATLASSIAN_USER_EMAIL", USER),
    ("ATLASSIAN_EMAIL", USER),
    ("ATLASSIAN_API_TOKEN", TOKEN),
    ("ATLASSIAN_API_KEY", TOKEN),
    ("ATLASSIAN_TOKEN", TOKEN),
    ("ATLASSIAN_PERSONAL_TOKEN", "CONFLUENCE_PERSONAL_TOKEN"),
    ("ATLASSIAN_PAT", "CONFLUENCE_PERSONAL_TOKEN"),
];

const URL: &str = "CONFLUENCE_URL";
const USER: &str = "CONFLUENCE_USERNAME";
const TOKEN: &str = "CONFLUENCE_API_TOKEN";
const DEPLOYMENT: &str = "CONFLUENCE_DEPLOYMENT";

/// Those of them that hold the address of a site.
pub(in crate::command) fn addresses_of_other_servers() -> impl Iterator<Item = &'static str> {
    SAME.iter().filter(|(_, right)| *right == URL).map(|(name, _)| *name)
}

/// The variable that is known here and means the same, with the value as it is written there: an address may be a host, and
/// a site of Cloud its first name alone.
pub(super) fn same(name: &str, text: &str) -> Option<(&'static str, String)> {
    let (_, right) = SAME.iter().find(|(other, _)| *other == name)?;
    let is_bare = *right == URL && !text.contains("://") && !text.starts_with("env:");
    // A host may be one of this network: only what is called a site is one of Cloud by its first name.
    let is_site = name.ends_with("_SITE") || name.ends_with("_SITE_NAME");
    if *right == DEPLOYMENT {
        let cloud = is_true(text).map(|cloud| if cloud { "Cloud" } else { "DataCenter" });
        return Some((right, cloud.unwrap_or(text).to_owned()));
    }
    let text = match (is_bare, is_site && !text.contains(['.', ':', '/'])) {
        (true, true) => format!("https://{text}.atlassian.net"),
        (true, false) => format!("https://{text}"),
        (false, _) => text.to_owned(),
    };
    Some((right, text))
}

/// Yes and no, with the one-letter forms that other servers take.
pub(super) fn is_true(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "on" | "1" => Some(true),
        "false" | "no" | "n" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// Proxies, and certificates to trust, that other servers read beside their own settings. Ours read the same from the environment; a client need not
/// pass on what it set for another entry.
pub(super) const NETWORK: &[(&str, &str)] = &[
    ("HTTPS_PROXY", "ProxyServer"),
    ("HTTP_PROXY", "ProxyServer"),
    ("SOCKS_PROXY", "ProxyServer"),
    ("ALL_PROXY", "ProxyServer"),
    ("NO_PROXY", "ProxyExceptions"),
    ("REQUESTS_CA_BUNDLE", "SSLServerCert"),
    ("NODE_EXTRA_CA_CERTS", "SSLServerCert"),
    ("SSL_CERT_FILE", "SSLServerCert"),
    ("CURL_CA_BUNDLE", "SSLServerCert"),
];

/// What switches off that certificates are looked at, where it is `0`.
pub(super) const VERIFIES: [&str; 2] = ["NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY"];

/// The order in which equal settings count: the proxy for https before others.
pub(super) fn rank(name: &str) -> usize {
    let bare = name.trim_start_matches("CONFLUENCE_");
    NETWORK.iter().position(|(variable, _)| variable.eq_ignore_ascii_case(bare)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_one_of_cloud_and_a_host_is_itself() {
        for (name, text, address) in [
            ("ATLASSIAN_SITE_NAME", "acme", "https://acme.atlassian.net"),
            ("ATLASSIAN_HOST", "confluence", "https://confluence"),
            ("ATLASSIAN_HOST", "acme.atlassian.net", "https://acme.atlassian.net"),
            ("ATLASSIAN_HOST", "env:HOST", "env:HOST"),
        ] {
            assert_eq!(same(name, text), Some((URL, address.to_owned())), "{text}");
        }
    }
}
