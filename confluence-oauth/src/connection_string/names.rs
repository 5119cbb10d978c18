//! The names that a connection string may carry.

/// A property that is known by name.
#[derive(Debug, PartialEq)]
pub(crate) struct Property {
    /// The canonical spelling.
    pub(crate) name: &'static str,
    /// Whether its value must never be shown.
    pub(crate) secret: bool,
}

const fn open(name: &'static str) -> Property {
    Property { name, secret: false }
}

const fn secret(name: &'static str) -> Property {
    Property { name, secret: true }
}

/// Every property, those of the login first.
pub(crate) static PROPERTIES: &[Property] = &[
    open("InitiateOAuth"),
    open("OAuthVersion"),
    open("OAuthClientId"),
    secret("OAuthClientSecret"),
    secret("OAuthAccessToken"),
    open("Scope"),
    open("OAuthSettingsLocation"),
    secret("CertificateStore"),
    secret("CertificateStorePassword"),
    open("CertificateSubject"),
    open("CertificateStoreType"),
    open("CallbackURL"),
    secret("OAuthVerifier"),
    secret("OAuthRefreshToken"),
    open("OAuthExpiresIn"),
    open("OAuthTokenTimestamp"),
    open("OAuthAuthorizationURL"),
    open("OAuthAccessTokenURL"),
    open("OAuthRefreshTokenURL"),
    open("OAuthRequestTokenURL"),
    open("OAuthGrantType"),
    secret("OAuthAccessTokenSecret"),
    secret("AuthToken"),
    secret("AuthKey"),
    open("OAuthSettingsKey"),
    open("URL"),
    open("Deployment"),
    open("AuthScheme"),
    open("User"),
    secret("Password"),
    secret("APIToken"),
    secret("PAT"),
    open("CloudId"),
    open("GatewayURL"),
    open("ProxyServer"),
    open("SSLServerCert"),
    secret("SSLClientCert"),
    open("SSLClientCertType"),
    secret("SSLClientCertPassword"),
    open("Timeout"),
    open("ReadOnly"),
    open("Spaces"),
];

/// The form in which names are compared: no case, no spaces, no underscores.
pub(crate) fn normalize(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace() && *c != '_').flat_map(char::to_lowercase).collect()
}

/// The property that goes by this name, however it is spelt.
pub(crate) fn find(name: &str) -> Option<&'static Property> {
    let wanted = normalize(name);
    PROPERTIES.iter().find(|property| normalize(property.name) == wanted)
}

/// The known name that is most like this one, if any is like it at all.
pub(crate) fn nearest<'a>(name: &str, more: &[&'a str]) -> Option<&'a str> {
    let wanted = normalize(name);
    PROPERTIES
        .iter()
        .map(|property| property.name)
        .chain(more.iter().copied())
        .map(|known| (strsim::jaro_winkler(&wanted, &normalize(known)), known))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_spelt() {
        for spelling in ["OAuthClientId", "oauth client id", "OAUTH_CLIENT_ID", "oauthclientid"] {
            assert_eq!(find(spelling).unwrap().name, "OAuthClientId");
        }
        assert_eq!(find("Other"), None);
    }

    #[test]
    fn the_nearest_name_is_suggested_and_nonsense_is_not() {
        assert_eq!(nearest("OAuthClientSecrt", &[]), Some("OAuthClientSecret"));
        assert_eq!(nearest("Toolset", &["Toolsets"]), Some("Toolsets"));
        assert_eq!(nearest("zzzz", &[]), None);
    }

    #[test]
    fn no_two_names_collide() {
        let mut names: Vec<_> = PROPERTIES.iter().map(|property| normalize(property.name)).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), PROPERTIES.len());
    }
}
