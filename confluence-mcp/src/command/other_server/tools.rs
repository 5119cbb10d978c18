//! `TOOLSETS` and `ENABLED_TOOLS`, by which other servers are told what to offer: the same here, and never more.

use std::cmp::Reverse;
use std::ffi::OsString;

use confluence_mcp::{Toolset, changes_something};

use super::restrictions::leaves_out;
use crate::command::error::Result;

/// The variable with the groups of tools that are offered.
pub(in crate::command) const TOOLSETS: &str = "TOOLSETS";
/// The variable with the tools that are offered, of those of the groups.
pub(in crate::command) const ENABLED_TOOLS: &str = "ENABLED_TOOLS";

/// What a variable was meant to be that nearly has the name of one of these two, or is that of another server for leaving
/// tools out.
pub(in crate::command) fn meant_by(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_uppercase();
    let bare = without_prefixes(&name);
    let read = [TOOLSETS, ENABLED_TOOLS];
    // One slip: names of more are those of other programs.
    let near = |right: &&str| strsim::damerau_levenshtein(bare, right) <= 1;
    if let Some(right) = read.into_iter().find(near) {
        return Some(right).filter(|_| !read.contains(&name.as_str()));
    }
    let ours = name.starts_with("CONFLUENCE_") && bare.contains("TOOL");
    let prefixed = bare.len() < name.len();
    (ours || says_which_tools(bare, prefixed)).then_some(match leaves_out(bare) {
        true => "--exclude-tools",
        false => "--toolsets none --tools",
    })
}

/// A name without what variables of servers of this kind begin with, as often as they do.
fn without_prefixes(mut name: &str) -> &str {
    const PREFIXES: [&str; 3] = ["CONFLUENCE_", "MCP_", "ATLASSIAN_"];
    while let Some(rest) = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)) {
        name = rest;
    }
    name
}

/// Whether a name says which tools there are, and nothing else: `ALLOWED_TOOLS`, and `TOOLS` behind a prefix alone.
fn says_which_tools(bare: &str, prefixed: bool) -> bool {
    const OF_A_CHOICE: [&str; 19] = [
        "ALLOW",
        "BLACKLIST",
        "BLOCK",
        "DENIED",
        "DENY",
        "DISABLE",
        "DISALLOW",
        "ENABLE",
        "EXCLUDE",
        "FILTER",
        "FORBID",
        "HIDDEN",
        "HIDE",
        "IGNORE",
        "INCLUDE",
        "OMIT",
        "ONLY",
        "SKIP",
        "WHITELIST",
    ];
    let words = || bare.split(['_', '-', '.']);
    let is_tool = |word: &str| matches!(word, "TOOL" | "TOOLS");
    let chooses = |word: &str| OF_A_CHOICE.iter().any(|choice| word.starts_with(choice));
    words().any(is_tool)
        && words().all(|word| is_tool(word) || word == "LIST" || chooses(word))
        && (prefixed || words().any(chooses))
}

/// Refuses variables that were meant to take tools away, under a name that nothing reads.
///
/// Where the tools are `chosen` already, a name without a prefix may be that of another program.
pub(in crate::command) fn refuse_misspelt(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
    chosen: bool,
) -> Result<()> {
    // An empty variable says nothing.
    let mut set = variables.into_iter().filter(|(_, held)| !held.is_empty());
    let misspelt = set.find_map(|(name, _)| {
        let name = name.into_string().ok()?;
        let right = meant_by(&name)?;
        if chosen && without_prefixes(&name.to_ascii_uppercase()).len() == name.len() {
            return None;
        }
        Some(format!(
            "{name}: the environment has a variable that would take tools away and is not read here; use {right}, or unset it"
        ))
    });
    misspelt.map_or(Ok(()), |why| Err(why.into()))
}

/// What the environment says of tools; nothing where it says nothing.
pub(in crate::command) fn of_environment(
    environment: impl Fn(&str) -> Option<String>,
) -> Option<Result<Offered>> {
    let [toolsets, enabled] =
        [TOOLSETS, ENABLED_TOOLS].map(|name| environment(name).filter(|text| !text.trim().is_empty()));
    if toolsets.is_none() && enabled.is_none() {
        return None;
    }
    Some(Offered::of(toolsets.as_deref(), enabled.as_deref()).map_err(|error| {
        format!(
            "{error} (from the environment: unset it, or say with --toolsets and --tools what is offered)"
        )
        .into()
    }))
}

/// The groups of other servers with their tools, by names without `confluence_`.
const THEIRS: &[(&str, &[&str])] = &[
    (
        "confluence_pages",
        &[
            "search",
            "get_page",
            "get_page_children",
            "get_space_page_tree",
            "create_page",
            "update_page",
            "update_page_section",
            "delete_page",
            "move_page",
            "copy_page",
            "get_page_history",
            "get_page_diff",
            "get_page_restrictions",
            "set_page_restrictions",
        ],
    ),
    (
        "confluence_comments",
        &["get_comments", "get_inline_comments", "add_comment", "reply_to_comment", "add_inline_comment"],
    ),
    ("confluence_labels", &["get_labels", "add_label"]),
    ("confluence_users", &["search_user"]),
    ("confluence_analytics", &["get_page_views"]),
    (
        "confluence_attachments",
        &[
            "upload_attachment",
            "upload_attachments",
            "get_attachments",
            "download_attachment",
            "download_content_attachments",
            "delete_attachment",
            "get_page_images",
        ],
    ),
    ("confluence_templates", &["list_page_templates", "get_page_template", "create_page_from_template"]),
    ("confluence_permissions", &["check_content_permissions", "get_space_permissions"]),
];

/// The groups that `default` stands for.
const USUAL: [&str; 2] = ["confluence_pages", "confluence_comments"];

/// A tool of ours and those of other servers that do the same.
struct Counterpart {
    ours: &'static str,
    theirs: &'static [&'static str],
    /// Whether every one of theirs must be allowed, since ours can do what each of them does. Of tools that only read one
    /// is enough: they show nothing that the others would not.
    needs_all: bool,
}

const fn reads(ours: &'static str, theirs: &'static [&'static str]) -> Counterpart {
    Counterpart { ours, theirs, needs_all: false }
}

const fn writes(ours: &'static str, theirs: &'static [&'static str]) -> Counterpart {
    Counterpart { ours, theirs, needs_all: true }
}

const OURS: &[Counterpart] = &[
    reads("search", &["search"]),
    reads("get_page", &["get_page", "get_page_history"]),
    reads("get_page_children", &["get_page_children", "get_space_page_tree"]),
    writes("create_page", &["create_page"]),
    writes("update_page", &["update_page"]),
    Counterpart { ours: "edit_page", theirs: &["update_page", "update_page_section"], needs_all: false },
    writes("delete_page", &["delete_page"]),
    writes("move_page", &["move_page"]),
    writes("copy_page", &["copy_page"]),
    reads("get_page_history", &["get_page_history"]),
    reads("get_page_diff", &["get_page_diff"]),
    reads("get_page_restrictions", &["get_page_restrictions"]),
    writes("set_page_restrictions", &["set_page_restrictions"]),
    reads("get_comments", &["get_comments", "get_inline_comments"]),
    writes("add_comment", &["add_comment", "reply_to_comment", "add_inline_comment"]),
    reads("get_labels", &["get_labels"]),
    writes("add_label", &["add_label"]),
    reads("search_user", &["search_user"]),
    reads("get_page_views", &["get_page_views"]),
    reads("get_attachments", &["get_attachments"]),
    reads("download_attachment", &["download_attachment", "download_content_attachments", "get_page_images"]),
    Counterpart {
        ours: "upload_attachment",
        theirs: &["upload_attachment", "upload_attachments"],
        needs_all: false,
    },
    writes("delete_attachment", &["delete_attachment"]),
    reads("list_page_templates", &["list_page_templates", "get_page_template"]),
    reads("check_content_permissions", &["check_content_permissions", "get_space_permissions"]),
];

/// What is to be offered.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::command) struct Offered {
    /// The tools, by their whole names, in our order.
    pub(in crate::command) tools: Vec<String>,
    /// Tools of ours that do more than what is allowed, with what they do besides.
    pub(in crate::command) left_out: Vec<String>,
}

impl Offered {
    /// What a server offers that was told these two; nothing said of one allows everything.
    ///
    /// # Errors
    /// A name that is no toolset or tool, of this server or of others; the error names the variable and the name.
    pub(in crate::command) fn of(toolsets: Option<&str>, enabled: Option<&str>) -> Result<Self> {
        let toolsets = toolsets.map(items).filter(|items| !items.is_empty());
        let enabled = enabled.map(items).filter(|items| !items.is_empty());
        let mut groups = Vec::new();
        for name in toolsets.unwrap_or_else(|| vec!["all"]) {
            groups.extend(group(name)?);
        }
        let theirs: Vec<&str> = groups.iter().flat_map(|(_, tools)| tools.iter().copied()).collect();
        let theirs: Vec<&str> = match enabled {
            None => theirs,
            Some(names) => {
                let mut allowed = Vec::new();
                for name in names {
                    allowed.extend(tool(name)?.filter(|name| theirs.contains(name)));
                }
                allowed
            }
        };
        Ok(Self::doing(&theirs))
    }

    /// The same for a connection that only reads: tools that change something would be told of at each start.
    pub(super) fn only_reading(mut self) -> Self {
        self.tools.retain(|tool| !changes_something(tool));
        self
    }

    fn doing(theirs: &[&str]) -> Self {
        let mut offered = Self::default();
        for Counterpart { ours, theirs: same, needs_all } in OURS {
            let (has, lacks): (Vec<&str>, Vec<&str>) = same.iter().partition(|name| theirs.contains(name));
            match (has.is_empty(), lacks.is_empty() || !needs_all) {
                (true, _) => {}
                (false, true) => offered.tools.push(whole(ours)),
                (false, false) => {
                    offered.left_out.push(format!("{} can do {} too", whole(ours), lacks.join(", ")))
                }
            }
        }
        offered
    }
}

fn items(text: &str) -> Vec<&str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect()
}

fn whole(name: &str) -> String {
    format!("confluence_{name}")
}

/// The groups that a name of `TOOLSETS` stands for: none where it is one of another product.
fn group(name: &str) -> Result<Vec<(&'static str, &'static [&'static str])>> {
    let all = THEIRS.iter().copied();
    match name.to_ascii_lowercase().as_str() {
        "all" => Ok(all.collect()),
        "default" => Ok(all.filter(|(group, _)| USUAL.contains(group)).collect()),
        other if other.starts_with("jira_") || other == "legacy" => Ok(Vec::new()),
        other => match all.clone().find(|(group, _)| *group == other) {
            Some(found) => Ok(vec![found]),
            None => {
                let known: Vec<&str> = THEIRS.iter().map(|(group, _)| *group).collect();
                let meant = if other.parse::<Toolset>().is_ok() {
                    "; --toolsets takes this server's own names"
                } else {
                    ""
                };
                Err(format!(
                    "{TOOLSETS}: there is no toolset `{name}`: the variable takes all, default, {}{meant}",
                    known.join(", ")
                )
                .into())
            }
        },
    }
}

/// The tool that a name of `ENABLED_TOOLS` stands for: none where it is one of another product.
fn tool(name: &str) -> Result<Option<&'static str>> {
    let bare = name.strip_prefix("confluence_");
    let known = THEIRS.iter().flat_map(|(_, tools)| tools.iter().copied());
    match bare.and_then(|bare| known.clone().find(|tool| *tool == bare)) {
        Some(found) => Ok(Some(found)),
        None if name.starts_with("jira_") => Ok(None),
        None => {
            let near = bare.and_then(|bare| nearest(bare, known));
            let near = near.map(|near| format!("did you mean {}? ", whole(near))).unwrap_or_default();
            Err(format!(
                "{ENABLED_TOOLS}: there is no tool `{name}` that this variable knows: {near}--tools takes this server's own \
                 names"
            )
            .into())
        }
    }
}

/// The name that begins like this one for longest, where that is most of it.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let same = |other: &str| name.bytes().zip(other.bytes()).take_while(|(one, two)| one == two).count();
    known.filter(|other| same(other) * 2 > name.len()).max_by_key(|other| (same(other), Reverse(other.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered(toolsets: Option<&str>, enabled: Option<&str>) -> Vec<String> {
        Offered::of(toolsets, enabled).unwrap().tools
    }

    #[test]
    fn a_variable_for_tools_is_known_by_a_slip() {
        for (name, right) in [
            ("ENABLED_TOOL", Some("ENABLED_TOOLS")),
            ("ENABLED_TOLOS", Some("ENABLED_TOOLS")),
            ("CONFLUENCE_ENABLED_TOOLS", Some("ENABLED_TOOLS")),
            ("TOOLSET", Some("TOOLSETS")),
            ("DISABLED_TOOLS", Some("--exclude-tools")),
            ("CONFLUENCE_EXCLUDE_TOOLS", Some("--exclude-tools")),
            ("CONFLUENCE_TOOLS", Some("--toolsets none --tools")),
            ("CONFLUENCE_ALLOWED_TOOLS", Some("--toolsets none --tools")),
            ("CONFLUENCE_HIDDEN_TOOLS", Some("--exclude-tools")),
            ("ALLOWED_TOOLS", Some("--toolsets none --tools")),
            ("TOOLS_DENYLIST", Some("--exclude-tools")),
            ("MCP_TOOLS", Some("--toolsets none --tools")),
            ("MCP_ATLASSIAN_ENABLED_TOOLS", Some("ENABLED_TOOLS")),
            ("MCP_IGNORE_TOOLS", Some("--exclude-tools")),
            ("SKIP_TOOLS", Some("--exclude-tools")),
            ("MCP_TOOL_TIMEOUT", None),
            ("BUILD_TOOLS", None),
            ("ENABLED_TOOLS", None),
            ("TOOLSETS", None),
            ("TOOLS", None),
        ] {
            assert_eq!(meant_by(name), right, "{name}");
        }
    }

    #[test]
    fn a_group_is_its_tools() {
        assert_eq!(
            offered(Some("confluence_labels, jira_issues"), None),
            ["confluence_get_labels", "confluence_add_label"]
        );
        assert_eq!(offered(Some("jira_issues"), None), [""; 0]);
        assert_eq!(offered(None, None).len(), OURS.len());
        let usual = offered(Some("default"), None);
        assert!(usual.contains(&"confluence_edit_page".to_owned()), "{usual:?}");
        assert!(!usual.contains(&"confluence_get_labels".to_owned()), "{usual:?}");
    }

    #[test]
    fn a_tool_that_does_more_than_is_allowed_is_left_out_and_told() {
        let told = Offered::of(None, Some("confluence_add_comment,confluence_search,jira_search")).unwrap();
        assert_eq!(told.tools, ["confluence_search"]);
        assert_eq!(told.left_out, ["confluence_add_comment can do reply_to_comment, add_inline_comment too"]);
        assert_eq!(offered(None, Some("confluence_update_page_section")), ["confluence_edit_page"]);
        // Both have to allow it.
        assert_eq!(offered(Some("confluence_labels"), Some("confluence_search")), [""; 0]);
        // Templates fill a page that is given; a page of any content is another right.
        assert_eq!(offered(None, Some("confluence_create_page_from_template")), [""; 0]);
    }

    #[test]
    fn a_name_that_is_none_is_refused_with_the_variable() {
        let error = |toolsets, enabled| Offered::of(toolsets, enabled).unwrap_err().to_string();
        assert!(error(Some("pages"), None).starts_with("TOOLSETS: there is no toolset `pages`"));
        assert!(error(Some("pages"), None).contains("--toolsets"));
        assert!(error(None, Some("confluence_get_pag")).contains("did you mean confluence_get_page?"));
        assert!(error(None, Some("search")).starts_with("ENABLED_TOOLS: there is no tool `search`"));
    }
}
