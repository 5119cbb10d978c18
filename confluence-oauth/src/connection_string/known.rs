//! The properties that are known where a string is read: this crate's, and those of whoever builds on it.

use std::fmt;

use super::property::{Property, is_same_name};
use super::table::PROPERTIES;

/// The tables of those who take properties out of one string.
#[derive(Clone)]
pub(crate) struct Known(Vec<&'static [Property]>);

impl Default for Known {
    fn default() -> Self {
        Self(vec![PROPERTIES])
    }
}

impl Known {
    /// Adds a table, unless it is among them.
    pub(super) fn add(&mut self, table: &'static [Property]) {
        if !self.0.iter().any(|known| std::ptr::eq(*known, table)) {
            self.0.push(table);
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &'static Property> {
        self.0.iter().flat_map(|table| table.iter())
    }

    /// The property that goes by this name, however it is spelt.
    pub(crate) fn find(&self, name: &str) -> Option<&'static Property> {
        self.all().find(|property| property.goes_by(name))
    }

    /// The property that this environment variable sets by its whole name.
    pub(super) fn of_variable(&self, variable: &str) -> Option<&'static Property> {
        self.all().find(|property| property.variables.iter().any(|name| is_same_name(name, variable)))
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Known({} properties)", self.all().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection_string::property::normalize;

    static MORE: &[Property] = &[
        Property::new("Toolsets", "x"),
        Property::new("SSLServerCert", "x").aliases(&["ServerCert"]).variables(&["OTHER_CERT"]),
        Property::ignored("Toolset9", "x"),
    ];

    fn known() -> Known {
        let mut known = Known::default();
        known.add(MORE);
        known
    }

    #[test]
    fn names_are_known_however_they_are_spelt() {
        for spelling in
            ["OAuthClientId", "oauth client id", "OAUTH_CLIENT_ID", "oauthclientid", "oauth-client-id"]
        {
            assert_eq!(known().find(spelling).unwrap().name, "OAuthClientId");
        }
        assert_eq!(known().find("Other"), None);
        assert_eq!(known().find("server_cert").unwrap().name, "SSLServerCert");
        assert_eq!(known().of_variable("Other_Cert").unwrap().name, "SSLServerCert");
    }

    #[test]
    fn no_two_names_collide() {
        let all: Vec<_> = Known::default().all().collect();
        let names = all.iter().flat_map(|property| std::iter::once(&property.name).chain(property.aliases));
        let mut names: Vec<_> = names.map(|name| normalize(name)).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn the_variable_of_a_property_has_its_words() {
        for (name, variable) in [
            ("URL", "CONFLUENCE_URL"),
            ("OAuthClientId", "CONFLUENCE_OAUTH_CLIENT_ID"),
            ("SSLServerCert", "CONFLUENCE_SSL_SERVER_CERT"),
            ("OAuthAccessTokenURL", "CONFLUENCE_OAUTH_ACCESS_TOKEN_URL"),
            ("APIToken", "CONFLUENCE_API_TOKEN"),
            ("ReadOnly", "CONFLUENCE_READ_ONLY"),
            ("PAT", "CONFLUENCE_PAT"),
        ] {
            assert_eq!(Property::new(name, "").variable(), variable);
        }
    }

    #[test]
    fn every_row_says_what_it_means_and_secrets_show_no_value() {
        for property in Known::default().all() {
            assert!(property.meaning.ends_with('.'), "{}", property.name);
            let shown = property.example.starts_with("env:") || property.example.is_empty();
            assert!(!property.secret || shown || property.file, "{}", property.name);
        }
    }
}
