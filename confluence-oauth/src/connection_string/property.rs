//! One row for each property: from it the parser, the help, the README and the manual are made.

use std::fmt;

/// A property of a connection string: its names, what it means, and what becomes of it.
///
/// A crate that understands more properties than this one declares them as rows of its own and adds them with
/// [`Layers::knowing`](super::Layers::knowing):
///
/// ```
/// use confluence_oauth::{ConnectionString, Property};
///
/// static MINE: &[Property] = &[Property::new("Colour", "The colour of links.").default("blue").example("green")];
///
/// # fn main() -> Result<(), confluence_oauth::Error> {
/// let mut string = ConnectionString::layers().knowing(MINE).string("colour=red").build()?;
/// assert_eq!(string.take("Colour").unwrap().text()?, "red");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Property {
    /// The canonical spelling.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// Environment variables that mean the same, whole, besides `CONFLUENCE_<NAME>`.
    pub variables: &'static [&'static str],
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// What counts where it is absent, in words; empty if nothing does.
    pub default: &'static str,
    /// A value, as it would be written.
    pub example: &'static str,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// Whether its value may name a file.
    pub file: bool,
    /// Whether it takes rights away, so that a misspelt name must not pass.
    pub restricts: bool,
    /// Whether it is used, ignored or refused.
    pub treatment: Treatment,
}

/// What becomes of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Treatment {
    /// It does what its meaning says.
    Used,
    /// It is taken and has no effect here; [`ConnectionString::notes`](super::ConnectionString::notes) lists it.
    Ignored,
    /// A string or an environment that has it is refused, since ignoring it would not be what was meant.
    Refused,
}

impl Property {
    /// A property that is used.
    #[must_use]
    pub const fn new(name: &'static str, meaning: &'static str) -> Self {
        Self {
            name,
            aliases: &[],
            variables: &[],
            meaning,
            default: "",
            example: "",
            secret: false,
            file: false,
            restricts: false,
            treatment: Treatment::Used,
        }
    }

    /// A property of another product that has no effect here; `why` completes "is ignored: ".
    #[must_use]
    pub const fn ignored(name: &'static str, why: &'static str) -> Self {
        Self { treatment: Treatment::Ignored, ..Self::new(name, why) }
    }

    /// A property that is refused; `instead` says what to do in its place.
    #[must_use]
    pub const fn refused(name: &'static str, instead: &'static str) -> Self {
        Self { treatment: Treatment::Refused, ..Self::new(name, instead) }
    }

    /// Other names that mean the same.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// Environment variables that mean the same, named whole.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [&'static str]) -> Self {
        self.variables = variables;
        self
    }

    /// What counts where it is absent.
    #[must_use]
    pub const fn default(mut self, default: &'static str) -> Self {
        self.default = default;
        self
    }

    /// A value, as it would be written.
    #[must_use]
    pub const fn example(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }

    /// The same with a value that must never be shown.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The same with a value that may name a file.
    #[must_use]
    pub const fn file(mut self) -> Self {
        self.file = true;
        self
    }

    /// The same, taking rights away: what looks like a misspelt name of it is refused.
    #[must_use]
    pub const fn restricts(mut self) -> Self {
        self.restricts = true;
        self
    }

    /// The variable of the environment that sets it: `OAuthClientId` is `CONFLUENCE_OAUTH_CLIENT_ID`.
    #[must_use]
    pub fn variable(&self) -> String {
        let letters: Vec<char> = self.name.chars().collect();
        let mut variable = String::from(PREFIX);
        for (at, letter) in letters.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| letters.get(at));
            let after = letters.get(at + 1);
            // A word begins after a small letter, and where a run of capitals ends: `OAuth|Client`, `SSL|Server`.
            let begins = before.is_some_and(|before| before.is_lowercase())
                || (at > 1 && after.is_some_and(|after| after.is_lowercase()));
            if letter.is_uppercase() && at > 0 && begins {
                variable.push('_');
            }
            variable.push(letter.to_ascii_uppercase());
        }
        variable
    }

    fn goes_by(&self, normalized: &str) -> bool {
        std::iter::once(&self.name).chain(self.aliases).any(|name| normalize(name) == normalized)
    }
}

/// What the variables begin with that set properties by their names.
pub(super) const PREFIX: &str = "CONFLUENCE_";

/// The form in which names are compared: no case, no spaces, no underscores, no hyphens.
pub(crate) fn normalize(name: &str) -> String {
    let divides = |letter: char| letter.is_whitespace() || matches!(letter, '_' | '-');
    name.chars().filter(|letter| !divides(*letter)).flat_map(char::to_lowercase).collect()
}

/// The tables of those who take properties out of one string.
#[derive(Clone)]
pub(crate) struct Known(Vec<&'static [Property]>);

impl Default for Known {
    fn default() -> Self {
        Self(vec![super::PROPERTIES])
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
        let wanted = normalize(name);
        self.all().find(|property| property.goes_by(&wanted))
    }

    /// The property that this environment variable sets by its whole name.
    pub(super) fn of_variable(&self, variable: &str) -> Option<&'static Property> {
        let wanted = normalize(variable);
        self.all().find(|property| property.variables.iter().any(|name| normalize(name) == wanted))
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
