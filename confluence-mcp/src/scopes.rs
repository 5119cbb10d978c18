//! The OAuth scopes of Cloud that tools need, as an application is given them in the developer console, and the tools that
//! a grant of some scopes allows.
//!
//! Operations of the REST API v2 know granular scopes alone. Those of v1 take a classic one, or several granular ones in
//! its place; the classic one is asked for, since an application may have 50 scopes at the most.

use confluence_client::wiki::{missing_scopes, needed_scopes};

use crate::build_error::BuildError;
use crate::tool::Effect;
use crate::tool_operations::{self, EVERY, TOOLS};
use crate::tool_route::Route;
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
    EVERY.iter().copied().chain(routes.flat_map(|route| of_route(&route, read_only))).collect()
}

/// The operations that one tool uses; none where it is not offered.
fn of_route(route: &Route, read_only: bool) -> impl Iterator<Item = &'static str> + use<> {
    let offered = !read_only || route.effect == Effect::Reads;
    let row = tool_operations::of(route.name).filter(|_| offered);
    row.into_iter().flat_map(|row| row.needs.iter().chain(row.also)).copied()
}

/// The scopes of these toolsets, and of these tools besides them: as [`Toolset::scopes`].
///
/// # Errors
/// There is no tool of one of these names.
#[doc(hidden)]
pub fn scopes_with_tools(
    toolsets: &[Toolset],
    tools: &[String],
    read_only: bool,
) -> Result<Vec<&'static str>, BuildError> {
    let mut all = operations(toolsets, read_only);
    for tool in tools {
        let toolset = Toolset::of_tool(tool).ok_or_else(|| BuildError::UnknownTool(tool.clone()))?;
        match Toolset::BY_NAME.contains(&toolset) {
            // A query asks for whatever its tables need.
            true => all.extend(operations(&[toolset], read_only)),
            false => {
                let routes = toolset.routes().into_iter().filter(|route| route.name == *tool);
                all.extend(routes.flat_map(|route| of_route(&route, read_only)));
            }
        }
    }
    Ok(needed_scopes(&all))
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
    fn single_tools_need_less_than_their_toolset() {
        let of = |tools: &[&str], read_only| {
            let tools: Vec<String> = tools.iter().map(|tool| (*tool).to_owned()).collect();
            scopes_with_tools(&[], &tools, read_only)
        };
        let labels = of(&["confluence_add_label"], false).unwrap();
        let whole = Toolset::scopes(&[Toolset::Labels], false);
        assert!(labels.iter().all(|scope| whole.contains(scope)), "{labels:?} {whole:?}");
        assert!(labels.len() > of(&["confluence_add_label"], true).unwrap().len());
        assert!(
            matches!(of(&["confluence_serch"], false), Err(BuildError::UnknownTool(name)) if name == "confluence_serch")
        );
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
