//! ARCHITECTURE.md lists whose types stand in the public signatures of each crate, as `xtask/api` has them.

use std::{collections::BTreeSet, fs};

use super::PUBLISHED;
use crate::{Result, step::root};

const PAGE: &str = "ARCHITECTURE.md";
/// The beginnings of paths that are nobody else's.
const OURS: [&str; 4] = ["alloc", "core", "std", "Self"];

pub(crate) fn faults() -> Result<Vec<String>> {
    let read = |file: &str| fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"));
    let page = read(PAGE)?;
    let mut faults = Vec::new();
    for name in PUBLISHED {
        let file = format!("xtask/api/{name}.txt");
        faults.extend(compared(name, &listed(&page, name), &used(&read(&file)?)));
    }
    Ok(faults)
}

/// The crates whose types a list of public items has.
fn used(api: &str) -> BTreeSet<&str> {
    let in_path = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | ':');
    let paths = api.split(|letter| !in_path(letter)).map(|path| path.trim_matches(':'));
    let first = paths.filter_map(|path| path.split_once("::").map(|(first, _)| first));
    let foreign = first.filter(|first| !OURS.contains(first) && !first.starts_with("confluence_"));
    // A type of ours, or a primitive one, before the name of an associated item.
    let crates =
        foreign.filter(|first| first.starts_with(|c: char| c.is_ascii_lowercase()) && !is_primitive(first));
    crates.map(|first| if first == "serde_core" { "serde" } else { first }).collect()
}

fn is_primitive(name: &str) -> bool {
    matches!(name, "bool" | "char" | "str" | "usize" | "isize")
        || name.strip_prefix(['i', 'u', 'f']).is_some_and(|bits| bits.parse::<u8>().is_ok())
}

/// What the table says of a crate.
fn listed<'a>(page: &'a str, name: &str) -> BTreeSet<&'a str> {
    let section = page.lines().skip_while(|line| *line != "## Types of others").skip(1);
    let mut rows = section.take_while(|line| !line.starts_with("## "));
    let row = rows.find(|line| line.starts_with(&format!("| `{name}` |"))).unwrap_or_default();
    row.split('`').skip(3).step_by(2).collect()
}

fn compared(name: &str, listed: &BTreeSet<&str>, used: &BTreeSet<&str>) -> Vec<String> {
    let missing =
        used.difference(listed).map(|other| format!("{PAGE}: *Types of others* lacks `{other}` of {name}"));
    let gone = listed.difference(used);
    missing
        .chain(gone.map(|other| format!("{PAGE}: {name} has no type of `{other}` in its signatures")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_of_others_that_is_not_listed_is_named() {
        let api = "pub fn a::B::c(&self, u64::x) -> core::option::Option<url::Url>\nimpl serde_core::ser::Serialize for confluence_x::Y";
        assert_eq!(used(api), ["a", "serde", "url"].into());
        let page =
            "## Types of others\n| `confluence-x` | `http`, `url` |\n## Next\n| `confluence-x` | `bytes` |";
        assert_eq!(listed(page, "confluence-x"), ["http", "url"].into());
        let faults = compared("confluence-x", &listed(page, "confluence-x"), &["serde", "url"].into());
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
}
