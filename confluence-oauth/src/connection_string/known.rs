//! The properties that are known where a string is read: this crate's, and those of whoever builds on it.

use std::fmt;

use super::property::{Property, Treatment, is_same_name, normalize};
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

    /// The name that is used and most like this one, if any is like it at all.
    pub(crate) fn nearest(&self, name: &str) -> Option<&'static str> {
        let wanted = normalize(name);
        let used = self.all().filter(|property| property.treatment == Treatment::Used);
        let names = used.flat_map(|property| {
            let spellings = std::iter::once(&property.name).chain(property.aliases);
            spellings.map(|spelling| (normalize(spelling), property.name))
        });
        names
            .map(|(spelling, known)| (strsim::jaro_winkler(&wanted, &spelling), known))
            // Below it, names of unlike words begin to be suggested.
            .filter(|(likeness, _)| *likeness > 0.8)
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .map(|(_, known)| known)
    }
}

impl Known {
    /// The property that a variable without one seems to be meant for. A restriction is recognized by less, since
    /// ignoring it gives more rights than were meant.
    pub(super) fn meant_by(&self, variable: &str) -> Option<&'static Property> {
        let normalized = normalize(variable);
        let (ours, rest) = match normalized.strip_prefix(OURS) {
            Some(rest) => (true, rest.to_owned()),
            None => (false, behind_prefix(variable).map(normalize).unwrap_or_default()),
        };
        // Most variables are those of other programs.
        if rest.is_empty() {
            return None;
        }
        let restriction = self.all().filter(|property| property.restricts).find(|property| {
            let mut names =
                std::iter::once(&property.name).chain(property.aliases).map(|name| normalize(name));
            names.any(|name| {
                name.len() > 3 && if ours { rest.contains(&name) } else { rest.starts_with(&name) }
            })
        });
        match restriction {
            Some(_) => restriction,
            None if ours => self.nearest(&rest).and_then(|name| self.find(name)),
            None => None,
        }
    }
}

/// What our variables begin with, normalized.
const OURS: &str = "confluence";

/// The rest of a name whose first word is nearly ours, or that of a server of this kind.
fn behind_prefix(variable: &str) -> Option<&str> {
    let (first, rest) = variable.split_once(['_', '-', '.'])?;
    let first = normalize(first);
    let near = strsim::jaro_winkler(&first, OURS) > 0.9;
    (near || matches!(first.as_str(), "atlassian" | "mcp" | "wiki")).then_some(rest)
}

impl fmt::Debug for Known {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Known({} properties)", self.all().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn the_nearest_name_is_suggested_and_nonsense_is_not() {
        assert_eq!(known().nearest("OAuthClientSecrt"), Some("OAuthClientSecret"));
        assert_eq!(known().nearest("Toolset"), Some("Toolsets"));
        assert_eq!(known().nearest("zzzz"), None);
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
