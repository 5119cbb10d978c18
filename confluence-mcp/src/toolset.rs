//! The groups in which tools are switched on and off.

use std::fmt;
use std::str::FromStr;

use crate::tool::Effect;
use crate::tool_route::Route;
use crate::tools;

/// A group of tools.
///
/// ```
/// use confluence_mcp::Toolset;
///
/// assert_eq!("Pages".parse(), Ok(Toolset::Pages));
/// assert!(Toolset::DEFAULT.contains(&Toolset::Search));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Toolset {
    /// Pages and the tree they hang in.
    Pages,
    /// Finding content.
    Search,
    /// Spaces.
    Spaces,
    /// Comments below pages and on their text.
    Comments,
    /// Files on pages.
    Attachments,
    /// Labels of pages.
    Labels,
    /// Versions and the trash: what was, and back to it; how often pages are read.
    History,
    /// People, and what they watch.
    People,
    /// Tasks in pages.
    Tasks,
    /// New spaces, templates, restrictions, permissions, properties.
    Admin,
    /// SQL over the wiki.
    #[cfg(feature = "sql")]
    Sql,
}

impl Toolset {
    /// Every group but those that are offered only where they are asked for by name.
    pub const ALL: &[Self] = &[
        Self::Pages,
        Self::Search,
        Self::Spaces,
        Self::Comments,
        Self::Attachments,
        Self::Labels,
        Self::History,
        Self::People,
        Self::Tasks,
        Self::Admin,
    ];

    /// The groups that are offered only where they are asked for by name: they can do what the others do.
    #[cfg(feature = "sql")]
    pub const BY_NAME: &[Self] = &[Self::Sql];
    /// The groups that are offered only where they are asked for by name; this build has none.
    #[cfg(not(feature = "sql"))]
    pub const BY_NAME: &[Self] = &[];

    /// The groups of a server that was told nothing else.
    pub const DEFAULT: &[Self] = &[Self::Pages, Self::Search, Self::Spaces, Self::Comments];

    /// The name, as configuration writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Search => "search",
            Self::Spaces => "spaces",
            Self::Comments => "comments",
            Self::Attachments => "attachments",
            Self::Labels => "labels",
            Self::History => "history",
            Self::People => "people",
            Self::Tasks => "tasks",
            Self::Admin => "admin",
            #[cfg(feature = "sql")]
            Self::Sql => "sql",
        }
    }

    /// The group of a tool, whatever a server offers.
    pub(crate) fn of_tool(name: &str) -> Option<Self> {
        let has = |toolset: &&Self| toolset.routes().iter().any(|route| route.name == name);
        Self::ALL.iter().chain(Self::BY_NAME).find(has).copied()
    }

    /// Whether a tool of this group changes something.
    pub(crate) fn changes(self, name: &str) -> bool {
        self.routes().iter().any(|route| route.name == name && route.effect != Effect::Reads)
    }

    pub(crate) fn routes(self) -> Vec<Route> {
        match self {
            Self::Pages => tools::pages::routes(),
            Self::Search => tools::search::routes(),
            Self::Spaces => tools::spaces::routes(),
            Self::Comments => tools::comments::routes(),
            Self::Attachments => tools::attachments::routes(),
            Self::Labels => tools::labels::routes(),
            Self::History => tools::history::routes(),
            Self::People => tools::people::routes(),
            Self::Tasks => tools::tasks::routes(),
            Self::Admin => tools::admin::routes(),
            #[cfg(feature = "sql")]
            Self::Sql => tools::sql::routes(),
        }
    }
}

impl fmt::Display for Toolset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A name that no toolset has; its message lists those that there are, or says which feature brings the one that is meant.
///
/// ```
/// use confluence_mcp::Toolset;
///
/// let unknown = "page".parse::<Toolset>().unwrap_err();
/// assert_eq!(unknown.name, "page");
/// assert!(unknown.to_string().contains("there are pages, "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", unknown(name))]
#[non_exhaustive]
pub struct UnknownToolset {
    /// The name.
    pub name: String,
}

fn unknown(name: &str) -> String {
    if let Some(why) = missing_feature(name.trim()) {
        return format!("the toolset `{name}` is not in this build: {why}");
    }
    let names: Vec<&str> = every().map(|toolset| toolset.name()).collect();
    format!("there is no toolset `{name}`; there are {}", names.join(", "))
}

fn every() -> impl Iterator<Item = &'static Toolset> {
    Toolset::ALL.iter().chain(Toolset::BY_NAME)
}

impl FromStr for Toolset {
    type Err = UnknownToolset;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = every().find(|toolset| toolset.name().eq_ignore_ascii_case(text.trim()));
        found.copied().ok_or_else(|| UnknownToolset { name: text.to_owned() })
    }
}

/// Whether a tool of this name changes something; one that there is not changes nothing.
#[doc(hidden)]
#[must_use]
pub fn changes_something(tool: &str) -> bool {
    let routes = every().flat_map(|toolset| toolset.routes());
    routes.into_iter().any(|route| route.name == tool && route.effect != Effect::Reads)
}

/// The tools of the toolset `sql`, which a build without it knows by name alone.
const OF_SQL: [&str; 6] = [
    "confluence_get_columns",
    "confluence_get_procedures",
    "confluence_get_tables",
    "confluence_run_nonquery",
    "confluence_run_procedure",
    "confluence_run_query",
];

/// What a command, a toolset or a tool of this name needs that this build has not.
#[doc(hidden)]
#[must_use]
pub fn missing_feature(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let of_sql = name == "sql" || name.starts_with("sql_") || OF_SQL.contains(&name.as_str());
    (of_sql && cfg!(not(feature = "sql"))).then_some(
        "it needs the feature `sql`, as in `cargo install --locked confluence-mcp --features shell`; the packages of a \
         release have it",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "sql")]
    #[test]
    fn the_tools_of_sql_are_known_by_name() {
        let mut names: Vec<&str> = Toolset::Sql.routes().iter().map(|route| route.name).collect();
        names.sort_unstable();
        // One tool has this name where the server only reads, and another where it writes.
        names.dedup();
        assert_eq!(names, OF_SQL);
        assert_eq!(missing_feature("sql"), None);
    }

    #[cfg(not(feature = "sql"))]
    #[test]
    fn what_other_builds_have_is_not_denied() {
        for name in ["sql", "SQL", "sql_query", "confluence_run_query"] {
            assert!(missing_feature(name).is_some_and(|why| why.contains("--features")), "{name}");
        }
        assert!("sql".parse::<Toolset>().unwrap_err().to_string().contains("the feature `sql`"));
        assert_eq!(missing_feature("confluence_get_page"), None);
    }
}
