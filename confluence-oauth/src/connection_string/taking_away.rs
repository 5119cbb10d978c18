//! What a variable that takes rights away was meant to be: ignoring it gives more than was meant, so that less has to be
//! said than of other properties.

use super::known::Known;
use super::property::{OURS, Property, normalize};

/// Parts of words that leave something out.
const LEAVE_OUT: [&str; 12] = [
    "disallow", "block", "black", "denied", "deny", "exclud", "forbid", "hid", "ignor", "omit", "restrict",
    "skip",
];

/// Parts of words that leave open whether something is to be left out or kept as it is.
const UNCLEAR: [&str; 9] =
    ["restrict", "protect", "lock", "sensitiv", "privat", "secret", "confident", "guard", "secur"];

/// Words for a space that something is done in, which is no restriction.
const ONE_SPACE: [&str; 5] = ["default", "target", "home", "publish", "destination"];

/// Words that say that nothing is changed.
const UNCHANGED: [&str; 7] = ["viewonly", "safemode", "dryrun", "immutable", "frozen", "freeze", "nochange"];

/// Values that say that nothing is changed, alone or with others of them.
const READS: [&str; 9] = ["read", "readonly", "ro", "view", "viewonly", "get", "list", "search", "reader"];

/// Parts of words for changing something.
const CHANGES: [&str; 8] = ["writ", "delet", "modif", "mutat", "edit", "creat", "updat", "chang"];

/// Parts of words for allowing something, or not.
const SWITCHES: [&str; 9] =
    ["allow", "enabl", "permit", "disabl", "deny", "block", "forbid", "prevent", "protect"];

/// The words of a name that speaks of nothing but what may be done, none of which is made of others. Most variables without
/// a prefix are those of other programs, so that one of these has no other words.
const ALL_WORDS: &[&str] = &[
    "access",
    "action",
    "actions",
    "allow",
    "allowed",
    "block",
    "blocked",
    "blacklist",
    "delete",
    "deletes",
    "deletion",
    "denied",
    "deny",
    "disable",
    "disabled",
    "disallow",
    "disallowed",
    "edit",
    "editing",
    "edits",
    "enable",
    "enabled",
    "exclude",
    "excluded",
    "filter",
    "forbid",
    "forbidden",
    "forbids",
    "hidden",
    "hide",
    "ignored",
    "key",
    "keys",
    "list",
    "mode",
    "modify",
    "no",
    "omitted",
    "only",
    "operation",
    "operations",
    "permit",
    "permitted",
    "prevent",
    "protect",
    "protected",
    "read",
    "restrict",
    "restricted",
    "skipped",
    "space",
    "spaces",
    "tool",
    "tools",
    "view",
    "whitelist",
    "writable",
    "write",
    "writeable",
    "writes",
    "writing",
];

/// Parts of words that, beside those of [`LEAVE_OUT`], say which spaces are meant.
const CHOOSE: [&str; 5] = ["allow", "filter", "only", "white", "writ"];

impl Known {
    /// The restriction that a variable without a property seems to be meant for.
    pub(super) fn restriction_meant_by(&self, variable: &str) -> Option<&'static Property> {
        if let Some(property) = self.nearly_of_variable(&normalize(variable)) {
            return Some(property);
        }
        let (rest, prefix) = without_prefixes(variable);
        if is_of_one_space(&rest) {
            return None;
        }
        match prefix {
            Prefix::Ours => self.taking_away(&rest).or_else(|| self.restriction_in(&rest)),
            Prefix::OfSuchServers => {
                let mut restrictions = self.restrictions();
                let begins = restrictions.find(|(_, name)| rest.starts_with(name.as_str()));
                begins.map(|(property, _)| property).or_else(|| self.said_alone(&rest))
            }
            Prefix::None => self.said_alone(&rest),
        }
    }

    /// The restriction whose bare name a variable has that may be anybody's: `SPACES`. It is logged and not refused.
    pub(super) fn bare_name_of(&self, variable: &str) -> Option<&'static Property> {
        let normalized = normalize(variable);
        self.restrictions().find(|(_, name)| *name == normalized).map(|(property, _)| property)
    }

    /// A restriction that the words of a name speak of: `CONFLUENCE_BLOCK_SPACES`, `CONFLUENCE_ALLOW_WRITE`.
    pub(super) fn taking_away(&self, rest: &str) -> Option<&'static Property> {
        let has = |words: &[&str]| has_any(rest, words);
        // A workspace and a namespace are something else.
        let of_spaces = rest.replace("workspace", "").replace("namespace", "").contains("space");
        self.find(match () {
            () if of_spaces && (has(&LEAVE_OUT) || has(&UNCLEAR)) => "BlockedSpaces",
            () if of_spaces && has(&["readonly", "viewonly", "writ"]) => "WriteSpaces",
            () if has(&["notspace", "nospace"]) => "BlockedSpaces",
            () if has(&["write", "writing", "writable", "delet", "modif", "mutat"]) => "ReadOnly",
            () if has(&UNCHANGED) || is_locked(rest) || switches_changes(rest) => "ReadOnly",
            () if rest.contains("filter") => "Spaces",
            () => return None,
        })
    }

    /// What stands in place of "did you mean", where a name says the opposite of the restriction that it is meant for, or
    /// may mean two. `spelt` is how a property is written there.
    pub(super) fn instead_of(
        &self,
        name: &str,
        property: &Property,
        spelt: impl Fn(&Property) -> String,
    ) -> Option<String> {
        const TAKES: [&str; 16] = [
            "read", "view", "safe", "disabl", "disallow", "deny", "denied", "block", "forbid", "prevent",
            "protect", "no_", "nowrit", "nodelet", "noedit", "nomodif",
        ];
        let lower = name.to_ascii_lowercase();
        let right = spelt(property);
        let takes = has_any(&lower, &TAKES);
        let changes = has_any(&lower, &CHANGES);
        match property.name {
            "ReadOnly" if changes && !takes => Some(format!(
                "{right}=true, which is its opposite, keeps everything from being changed: set that"
            )),
            "WriteSpaces" if takes => Some(format!(
                "{right}, which is its opposite, names the spaces that may be changed: set that"
            )),
            "BlockedSpaces" if has_any(&lower, &UNCLEAR) && !has_any(&lower, &["block", "black"]) => {
                let changed = spelt(self.find("WriteSpaces")?);
                let seen = spelt(self.find("Spaces")?);
                Some(format!(
                    "{right} names spaces that are never seen, {changed} the only ones that may be changed, and {seen} the \
                     only ones that are seen: set the one that is meant"
                ))
            }
            _ => None,
        }
    }

    /// A name without our prefix that speaks of nothing but what may be done: `BLOCKED_SPACES`, `ALLOW_WRITE`.
    fn said_alone(&self, name: &str) -> Option<&'static Property> {
        if !is_made_of(name, ALL_WORDS) {
            return None;
        }
        let of_spaces = name.contains("space") && chooses(name);
        // `NO_WRITE` in one word, whose first one is a part of many.
        let denies =
            || name.strip_prefix("no").is_some_and(|rest| CHANGES.iter().any(|word| rest.starts_with(word)));
        let says = of_spaces || name.contains("readonly") || switches_changes(name) || denies();
        if !says {
            return None;
        }
        self.taking_away(name).or_else(|| self.restriction_in(name))
    }

    fn restriction_in(&self, name: &str) -> Option<&'static Property> {
        self.restrictions().find(|(_, own)| name.contains(own.as_str())).map(|(property, _)| property)
    }

    /// The restrictions under each of their names, but for those that are a part of many words.
    fn restrictions(&self) -> impl Iterator<Item = (&'static Property, String)> {
        let restrictions = self.all().filter(|property| property.restricts);
        restrictions
            .flat_map(|property| {
                let names = std::iter::once(&property.name).chain(property.aliases);
                names.map(move |name| (property, normalize(name)))
            })
            .filter(|(_, name)| name.len() > 3)
    }
}

/// Whose a variable is, by what it begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Prefix {
    None,
    /// The prefix of servers of this kind, or nearly ours.
    OfSuchServers,
    Ours,
}

/// The rest of a name, normalized, behind as many prefixes as it has: `MCP_CONFLUENCE_READ_ONLY`.
fn without_prefixes(variable: &str) -> (String, Prefix) {
    let (mut rest, mut prefix) = (variable, Prefix::None);
    loop {
        let normalized = normalize(rest);
        if let Some(behind) = normalized.strip_prefix(OURS) {
            // It may be there twice.
            return (behind.trim_start_matches(OURS).to_owned(), Prefix::Ours);
        }
        let Some(behind) = behind_prefix(rest) else { return (normalized, prefix) };
        (rest, prefix) = (behind, Prefix::OfSuchServers);
    }
}

/// The rest of a name whose first word is nearly ours, or that of a server of this kind.
fn behind_prefix(variable: &str) -> Option<&str> {
    let (first, rest) = variable.split_once(['_', '-', '.'])?;
    let first = normalize(first);
    let near = strsim::jaro_winkler(&first, OURS) > 0.9;
    (near || matches!(first.as_str(), "atlassian" | "mcp" | "wiki" | "conf")).then_some(rest)
}

/// Whether a variable of this name names the space that something is done in.
pub(super) fn is_of_one_space(name: &str) -> bool {
    name.contains("space") && has_any(name, &ONE_SPACE) && !chooses(name)
}

/// Whether a value says that nothing is changed, whatever the name is that it stands behind.
pub(super) fn says_read_only(value: &str) -> bool {
    let words = value.split([',', ';', '|', ' ']);
    let words = words.map(normalize).filter(|word| !word.is_empty());
    let words: Vec<String> = words.collect();
    // `GET` or `list` alone may be said of anything.
    words.iter().any(|word| word.starts_with("read") || word.starts_with("view") || word == "ro")
        && words.iter().all(|word| READS.contains(&word.as_str()))
}

/// Whether a name says that nothing is changed, as a switch: `CONFLUENCE_DRY_RUN`, `CONFLUENCE_LOCKED`.
pub(super) fn keeps_unchanged(variable: &str) -> bool {
    let (rest, _) = without_prefixes(variable);
    has_any(&rest, &UNCHANGED) || is_locked(&rest)
}

/// `LOCKED`, and not `BLOCKED` or `LOCK_FILE`.
fn is_locked(name: &str) -> bool {
    matches!(name, "lock" | "locked" | "lockdown" | "lockeddown")
}

fn switches_changes(name: &str) -> bool {
    has_any(name, &CHANGES) && has_any(name, &SWITCHES)
}

/// Whether a name says which ones are meant or left out.
fn chooses(name: &str) -> bool {
    [&LEAVE_OUT[..], &UNCLEAR, &CHOOSE].iter().any(|words| has_any(name, words))
}

fn has_any(name: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| name.contains(part))
}

/// Whether a name is words of these alone, one behind the other.
fn is_made_of(name: &str, words: &[&str]) -> bool {
    name.is_empty()
        || words.iter().any(|word| name.strip_prefix(word).is_some_and(|rest| is_made_of(rest, words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    static RESTRICTIONS: &[Property] = &[
        Property::new("ReadOnly", "x")
            .aliases(&["ReadOnlyMode", "RO"])
            .variables(&["READ_ONLY_MODE", "READ_ONLY"])
            .restricts(),
        Property::new("Spaces", "x")
            .variables(&["SPACES_FILTER"])
            .aliases(&["SpacesFilter", "SpaceFilter", "Space", "SpaceKeys", "SpaceKey", "AllowedSpaces"])
            .restricts(),
        Property::new("WriteSpaces", "x").aliases(&["WritableSpaces"]).restricts(),
        Property::new("BlockedSpaces", "x").aliases(&["ExcludedSpaces"]).restricts(),
    ];

    fn known() -> Known {
        let mut known = Known::default();
        known.add(RESTRICTIONS);
        known
    }

    #[test]
    fn a_variable_that_takes_away_is_meant_for_a_restriction() {
        for (variable, meant) in [
            ("READ_ONLY_MDOE", "ReadOnly"),
            ("READ_ONYL_MODE", "ReadOnly"),
            ("CONF_READ_ONLY", "ReadOnly"),
            ("CONFLUENCE_ALLOW_WRITE", "ReadOnly"),
            ("CONFLUENCE_DELETE_ENABLED", "ReadOnly"),
            ("CONFLUENCE_DISABLE_EDITS", "ReadOnly"),
            ("CONFLUENCE_VIEW_ONLY", "ReadOnly"),
            ("CONFLUENCE_SAFE_MODE", "ReadOnly"),
            ("CONFLUENCE_FILTER", "Spaces"),
            ("CONFLUENCE_BLOCK_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_DISALLOWED_SPACES", "BlockedSpaces"),
            ("DISALLOWED_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_SPACE_DENYLIST", "BlockedSpaces"),
            ("CONFLUENCE_SPACE_BLACKLIST", "BlockedSpaces"),
            ("CONFLUENCE_IGNORE_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_SKIP_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_OMIT_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_NOT_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_RESTRICTED_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_PROTECTED_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_LOCKED_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_SENSITIVE_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_PRIVATE_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_SECRET_SPACES", "BlockedSpaces"),
            ("PROTECTED_SPACES", "BlockedSpaces"),
            ("CONFLUENCE_LOCKED", "ReadOnly"),
            ("CONFLUENCE_DRY_RUN", "ReadOnly"),
            ("CONFLUENCE_IMMUTABLE", "ReadOnly"),
            ("CONFLUENCE_READ_ONLY_SPACES", "WriteSpaces"),
            ("CONFLUENCE_WRITEABLE_SPACES", "WriteSpaces"),
            ("CONFLUENCE_SPACES_LIST", "Spaces"),
            // Behind several prefixes.
            ("MCP_CONFLUENCE_READ_ONLY", "ReadOnly"),
            ("ATLASSIAN_CONFLUENCE_READ_ONLY", "ReadOnly"),
            ("MCP_ATLASSIAN_READ_ONLY", "ReadOnly"),
            ("MCP_CONFLUENCE_SPACES", "Spaces"),
            ("MCP_ALLOW_WRITE", "ReadOnly"),
            // Without one.
            ("BlockedSpaces", "BlockedSpaces"),
            ("BLOCKED_SPACES", "BlockedSpaces"),
            ("EXCLUDED_SPACE_KEYS", "BlockedSpaces"),
            ("WriteSpaces", "WriteSpaces"),
            ("WRITE_SPACES", "WriteSpaces"),
            ("ALLOWED_SPACES", "Spaces"),
            ("ONLY_SPACES", "Spaces"),
            ("ALLOW_WRITE", "ReadOnly"),
            ("ENABLE_WRITE", "ReadOnly"),
            ("DISABLE_WRITE", "ReadOnly"),
            ("NO_WRITE", "ReadOnly"),
            ("ENABLE_WRITE_TOOLS", "ReadOnly"),
            ("READ_ONLY_ACCESS", "ReadOnly"),
        ] {
            assert_eq!(known().meant_by(variable).map(|property| property.name), Some(meant), "{variable}");
        }
    }

    #[test]
    fn a_value_says_that_nothing_is_changed() {
        for value in ["readonly", "read-only", "Read", "read, search", "RO"] {
            assert!(says_read_only(value), "{value}");
        }
        for value in ["", " ", "read,write", "readwrite", "true", "bread"] {
            assert!(!says_read_only(value), "{value}");
        }
    }

    #[test]
    fn variables_of_other_programs_are_theirs() {
        for other in [
            "READ_TIMEOUT",
            "HOME",
            "LESS",
            "NODE_ENV",
            "PYTHONDONTWRITEBYTECODE",
            "GITHUB_WORKSPACE",
            "K8S_NAMESPACE",
            "FILTER",
            "SPACES",
            "SPACE_KEY",
            "DISABLE_TOOL",
            "MCP_CONFLUENCE_URL",
            "MCP_TOOL_TIMEOUT",
            "WRITE_TIMEOUT",
            "ALLOW_LIST",
        ] {
            assert!(known().meant_by(other).is_none(), "{other}");
        }
        for no_restriction in [
            "CONFLUENCE_DEFAULT_SPACE",
            "CONFLUENCE_TARGET_SPACE_KEY",
            "CONFLUENCE_LOCK_FILE",
            "CONFLUENCE_ALLOWED_ACTIONS",
            "CONFLUENCE_MODE",
        ] {
            assert!(known().meant_by(no_restriction).is_none(), "{no_restriction}");
        }
        for (may_be_ours, name) in [("SPACES", "Spaces"), ("Space_Key", "Spaces")] {
            assert_eq!(known().bare_name_of(may_be_ours).map(|property| property.name), Some(name));
        }
        assert!(known().bare_name_of("WORKSPACE").is_none());
    }

    #[test]
    fn the_opposite_is_told_as_that() {
        let told = |name: &str| {
            let property = known().meant_by(name).unwrap();
            known().instead_of(name, property, Property::variable).unwrap_or_default()
        };
        assert!(told("ALLOW_WRITE").contains("CONFLUENCE_READ_ONLY=true, which is its opposite"));
        assert!(
            told("CONFLUENCE_READ_ONLY_SPACES").starts_with("CONFLUENCE_WRITE_SPACES, which is its opposite")
        );
        for unclear in ["RESTRICTED_SPACES", "CONFLUENCE_PROTECTED_SPACES", "CONFLUENCE_LOCKED_SPACES"] {
            assert!(told(unclear).contains("and CONFLUENCE_SPACES the only ones"), "{unclear}");
        }
        assert_eq!(told("CONFLUENCE_BLOCK_SPACES"), "");
        for same in [
            "NO_WRITE",
            "DISABLE_WRITE",
            "CONFLUENCE_DISALLOW_WRITE",
            "CONFLUENCE_SAFE_MODE",
            "CONFLUENCE_RAED_ONLY",
            "WRITE_SPACES",
        ] {
            assert_eq!(told(same), "", "{same}");
        }
    }
}
