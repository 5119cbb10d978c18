//! The OAuth scopes of Cloud that each group of tools needs, as an application is given them in the developer console.
//!
//! Operations of the REST API v2 know granular scopes alone. Those of v1 take a classic one, or several granular ones in
//! its place; the classic one is asked for, since an application may have 50 scopes at the most.

use std::collections::BTreeSet;

use crate::toolset::Toolset;

/// A scope, and those that do in its place.
type Need = (&'static str, &'static [&'static str]);

/// What every tool needs: pages and spaces are found by whatever names them, people are told by their names.
const EVERY: &[Need] = &[
    ("read:page:confluence", &[]),
    ("read:space:confluence", &[]),
    ("read:user:confluence", &[]),
    ("read:content.metadata:confluence", &[]),
    ("read:confluence-user", &["read:content-details:confluence"]),
    ("read:folder:confluence", &[]),
];

const SEARCH: Need = ("search:confluence", &["read:content-details:confluence"]);
const SUMMARY: Need = (
    "read:confluence-content.summary",
    &["read:template:confluence", "read:watcher:confluence", "read:analytics.content:confluence"],
);
/// How long work of the service goes on: copying, moving, archiving.
const LONG_TASKS: Need = ("read:confluence-space.summary", &["read:content.metadata:confluence"]);
const CONTENT: Need = (
    "write:confluence-content",
    &["write:label:confluence", "write:watcher:confluence", "write:content.restriction:confluence"],
);
const FILE: Need =
    ("write:confluence-file", &["read:content-details:confluence", "write:attachment:confluence"]);
const WRITE_PAGE: Need = ("write:page:confluence", &[]);
const DELETE_PAGE: Need = ("delete:page:confluence", &[]);
const READ_ATTACHMENT: Need = ("read:attachment:confluence", &[]);
const READ_COMMENT: Need = ("read:comment:confluence", &[]);
const USERS: Need = ("read:content-details:confluence", &[]);
const GROUPS: Need = ("read:confluence-groups", &["read:group:confluence"]);

impl Toolset {
    /// The scopes of Cloud that a login has to ask for, and the application to have, so that these tools work: for
    /// reading alone, or for changing too. In alphabetical order, without `offline_access`.
    #[must_use]
    pub fn scopes(toolsets: &[Self], read_only: bool) -> Vec<&'static str> {
        let needs = toolsets.iter().flat_map(|toolset| toolset.needs(read_only));
        let scopes: BTreeSet<&str> = needs.map(|(scope, _)| scope).collect();
        scopes.into_iter().collect()
    }

    /// Those of them that are not among the scopes that were granted, nor anything that does in their place.
    #[must_use]
    pub fn missing_scopes(toolsets: &[Self], read_only: bool, granted: &[String]) -> Vec<&'static str> {
        let has = |scope: &str| granted.iter().any(|held| held == scope);
        let missing =
            toolsets.iter().flat_map(|toolset| toolset.needs(read_only)).filter(|(scope, others)| {
                !has(scope) && (others.is_empty() || !others.iter().all(|other| has(other)))
            });
        let missing: BTreeSet<&str> = missing.map(|(scope, _)| scope).collect();
        missing.into_iter().collect()
    }

    fn needs(self, read_only: bool) -> Vec<Need> {
        #[cfg(feature = "sql")]
        if self == Self::Sql {
            return Self::ALL.iter().flat_map(|toolset| toolset.needs(read_only)).collect();
        }
        let (reads, writes) = self.reads_and_writes();
        let writes = if read_only { &[] } else { writes };
        EVERY.iter().chain(reads).chain(writes).copied().collect()
    }

    fn reads_and_writes(self) -> (&'static [Need], &'static [Need]) {
        match self {
            Self::Pages => (
                &[
                    ("read:hierarchical-content:confluence", &[]),
                    ("read:database:confluence", &[]),
                    ("read:whiteboard:confluence", &[]),
                    ("read:embed:confluence", &[]),
                    READ_ATTACHMENT,
                    USERS,
                ],
                &[
                    WRITE_PAGE,
                    DELETE_PAGE,
                    ("write:folder:confluence", &[]),
                    ("delete:folder:confluence", &[]),
                    CONTENT,
                    FILE,
                    LONG_TASKS,
                    SUMMARY,
                ],
            ),
            Self::Search => (&[SEARCH, USERS], &[]),
            Self::Spaces => (&[], &[]),
            Self::Comments => (
                &[READ_COMMENT, USERS],
                &[("write:comment:confluence", &[]), ("delete:comment:confluence", &[]), FILE],
            ),
            Self::Attachments => (
                &[READ_ATTACHMENT, ("readonly:content.attachment:confluence", &[])],
                &[FILE, ("delete:attachment:confluence", &[])],
            ),
            Self::Labels => (&[READ_ATTACHMENT], &[CONTENT]),
            Self::History => (&[SUMMARY], &[WRITE_PAGE, DELETE_PAGE, CONTENT]),
            Self::People => (&[USERS, GROUPS, SUMMARY], &[CONTENT]),
            Self::Tasks => (&[("read:task:confluence", &[]), USERS], &[("write:task:confluence", &[])]),
            Self::Admin => (
                &[
                    SUMMARY,
                    GROUPS,
                    USERS,
                    READ_ATTACHMENT,
                    READ_COMMENT,
                    ("read:confluence-content.all", &["read:content-details:confluence"]),
                    ("read:confluence-content.permission", &["read:content.permission:confluence"]),
                ],
                &[
                    CONTENT,
                    WRITE_PAGE,
                    ("write:confluence-space", &[]),
                    ("write:space:confluence", &[]),
                    ("write:attachment:confluence", &[]),
                    ("write:comment:confluence", &[]),
                    ("write:folder:confluence", &[]),
                ],
            ),
            #[cfg(feature = "sql")]
            Self::Sql => (&[], &[]),
        }
    }
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
}
