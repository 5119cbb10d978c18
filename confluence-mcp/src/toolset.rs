//! The groups in which tools are switched on and off.

use std::fmt;
use std::str::FromStr;

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

/// A name that no toolset has; its message lists those that there are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no toolset `{name}`; there are {}", names())]
#[non_exhaustive]
pub struct UnknownToolset {
    /// The name.
    pub name: String,
}

fn names() -> String {
    let names: Vec<&str> = every().map(|toolset| toolset.name()).collect();
    names.join(", ")
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
