//! What goes into the published packages.

use crate::{
    Result,
    step::{cargo, output},
};

/// The crates that are published, in that order.
pub(crate) const PUBLISHED: [&str; 3] = ["confluence-oauth", "confluence-client", "confluence-mcp"];

const NEEDED: [&str; 4] = ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md"];

pub(crate) fn faults() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for package in PUBLISHED {
        let listed = output(cargo(["package", "--list", "--allow-dirty", "--quiet", "--package", package]))?;
        found.extend(of_package(package, &listed));
    }
    Ok(found)
}

fn of_package(package: &str, listed: &str) -> Vec<String> {
    let has = |name: &&str| listed.lines().any(|file| file == *name);
    let missing = NEEDED.iter().filter(|name| !has(name));
    let mut found: Vec<String> =
        missing.map(|name| format!("the package {package} does not contain {name}")).collect();
    let strange = |file: &&str| file.starts_with("tests/") || file.ends_with(".snap");
    let surplus = listed.lines().filter(strange);
    found.extend(
        surplus.map(|file| format!("the package {package} contains {file}, which users do not need")),
    );
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wants_both_licences() {
        let found = of_package("p", "Cargo.toml\nREADME.md\nLICENSE-MIT\ntests/a.rs\n");
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("LICENSE-APACHE") && found[1].contains("tests/a.rs"), "{found:?}");
    }
}
