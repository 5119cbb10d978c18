//! The visible top level: a newcomer sees these names and no others.

use std::collections::BTreeSet;

const TOP: [&str; 14] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "confluence-client",
    "confluence-mcp",
    "confluence-oauth",
    "tests",
    "xtask",
];

pub(crate) fn faults(files: &[String]) -> Vec<String> {
    let first = |file: &'_ String| file.split('/').next().unwrap_or_default().to_owned();
    let found: BTreeSet<String> = files.iter().map(first).filter(|name| !name.starts_with('.')).collect();
    let expected: BTreeSet<String> = TOP.map(str::to_owned).into();
    let missing = expected.difference(&found).map(|name| format!("{name} is missing from the top level"));
    let surplus = found.difference(&expected).map(|name| format!("{name} does not belong to the top level"));
    missing.chain(surplus).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_is_missing_and_what_is_surplus() {
        let mut files: Vec<String> = TOP.iter().map(|name| format!("{name}/a")).collect();
        assert!(faults(&files).is_empty());
        files.push(".github/workflows/ci.yml".to_owned());
        assert!(faults(&files).is_empty());
        files[0] = "notes/plan.md".to_owned();
        let found = faults(&files);
        assert!(found[0].starts_with("ARCHITECTURE.md") && found[1].starts_with("notes"), "{found:?}");
    }
}
