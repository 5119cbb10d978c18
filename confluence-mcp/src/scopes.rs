//! The OAuth scopes of Cloud that tools need, as an application is given them in the developer console, and the tools that
//! a grant of some scopes allows.
//!
//! Operations of the REST API v2 know granular scopes alone. Those of v1 take a classic one, or several granular ones in
//! its place; the classic one is asked for, since an application may have 50 scopes at the most.

use confluence_client::wiki::{missing_scopes, needed_scopes};

use crate::tool::Effect;
use crate::tool_operations::{self, EVERY, TOOLS};
use crate::toolset::Toolset;

impl Toolset {
    /// The scopes of Cloud that a login has to ask for, and the application to have, so that these tools work: for
    /// reading alone, or for changing too. In alphabetical order, without `offline_access`.
    #[must_use]
    pub fn scopes(toolsets: &[Self], read_only: bool) -> Vec<&'static str> {
        needed_scopes(&operations(toolsets, read_only))
    }

    /// Those of them that are not among the scopes that were granted, nor anything that does in their place.
    #[must_use]
    pub fn missing_scopes(toolsets: &[Self], read_only: bool, granted: &[String]) -> Vec<&'static str> {
        missing_scopes(&operations(toolsets, read_only), granted)
    }
}

/// The operations that the tools of these toolsets use.
fn operations(toolsets: &[Toolset], read_only: bool) -> Vec<&'static str> {
    // A query asks for whatever its tables need.
    #[cfg(feature = "sql")]
    let toolsets = if toolsets.contains(&Toolset::Sql) { Toolset::ALL } else { toolsets };
    let routes = toolsets.iter().flat_map(|toolset| toolset.routes());
    let offered = routes.filter(|route| !read_only || route.effect == Effect::Reads);
    let rows = offered.filter_map(|route| tool_operations::of(route.name));
    let of_tools = rows.flat_map(|row| row.needs.iter().chain(row.also));
    EVERY.iter().chain(of_tools).copied().collect()
}

/// The scopes without which a tool does nothing, and that a grant lacks.
fn lacking(tool: &str, granted: &[String]) -> Vec<&'static str> {
    tool_operations::of(tool).map(|row| missing_scopes(row.needs, granted)).unwrap_or_default()
}

/// Whether a grant allows a tool what it needs; one that is not known forbids nothing.
pub(crate) fn allows(granted: &[String], tool: &str) -> bool {
    granted.is_empty() || lacking(tool, granted).is_empty()
}

/// The tools that a grant of these scopes on Cloud does not allow, each with the scopes that it lacks.
#[doc(hidden)]
#[must_use]
pub fn unavailable_tools(granted: &[String]) -> Vec<(&'static str, Vec<&'static str>)> {
    let lacking = TOOLS.iter().map(|row| (row.tool, lacking(row.tool, granted)));
    lacking.filter(|(_, scopes)| !scopes.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_group_needs_what_the_wiki_does_not() {
        for (read_only, all) in [false, true].map(|only| (only, confluence_client::wiki::scopes(only))) {
            let needed = Toolset::scopes(Toolset::ALL, read_only);
            let unknown: Vec<_> = needed.iter().filter(|scope| !all.contains(scope)).collect();
            assert!(unknown.is_empty(), "{unknown:?} are not among {all:?}");
            let usual = Toolset::scopes(Toolset::DEFAULT, read_only);
            assert!(usual.len() < needed.len() && usual.iter().all(|scope| needed.contains(scope)));
        }
    }

    #[test]
    fn what_does_in_the_place_of_a_scope_counts() {
        let granted = |scopes: &[&str]| scopes.iter().map(|scope| (*scope).to_owned()).collect::<Vec<_>>();
        let mut all = granted(&Toolset::scopes(&[Toolset::Search], true));
        assert_eq!(Toolset::missing_scopes(&[Toolset::Search], true, &all), [""; 0]);
        all.retain(|scope| scope != "search:confluence");
        assert_eq!(Toolset::missing_scopes(&[Toolset::Search], true, &all), [""; 0], "a granular one does");
        all.retain(|scope| scope != "read:content-details:confluence");
        let missing = Toolset::missing_scopes(&[Toolset::Search], true, &all);
        assert_eq!(missing, ["read:content-details:confluence", "search:confluence"]);
        let reading = granted(&Toolset::scopes(Toolset::DEFAULT, true));
        assert!(
            Toolset::missing_scopes(Toolset::DEFAULT, false, &reading).contains(&"write:page:confluence")
        );
    }

    #[test]
    fn a_login_that_grants_all_allows_all() {
        let granted = |read_only| Toolset::scopes(Toolset::ALL, read_only).into_iter().map(str::to_owned);
        assert_eq!(unavailable_tools(&granted(false).collect::<Vec<_>>()), []);
        let lacking = unavailable_tools(&granted(true).collect::<Vec<_>>());
        assert!(lacking.iter().any(|(tool, _)| *tool == "confluence_edit_page"), "{lacking:?}");
        assert!(!lacking.iter().any(|(tool, _)| *tool == "confluence_search"), "{lacking:?}");
    }
}
