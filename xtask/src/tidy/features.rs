//! The features of the published crates: each has a row in the table of its README.

use std::fs;

use serde_json::Value;

use super::packages::PUBLISHED;
use crate::{Result, step::root};

/// Looks for features that a README does not name, or of which it says wrongly whether they are there by default.
pub(crate) fn faults(metadata: &Value) -> Result<Vec<String>> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let mut found = Vec::new();
    for package in packages.filter(|package| package["source"].is_null()) {
        let name = package["name"].as_str().unwrap_or_default();
        if PUBLISHED.contains(&name) {
            let readme = fs::read_to_string(root().join(name).join("README.md"))?;
            found.extend(of_package(name, &package["features"], &readme));
        }
    }
    Ok(found)
}

fn of_package(package: &str, features: &Value, readme: &str) -> Vec<String> {
    let brings = |feature: &str| features[feature].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut defaults: Vec<&str> = brings("default").collect();
    let mut seen = 0;
    // What a default feature brings is there by default too.
    while let Some(feature) = defaults.get(seen).copied() {
        defaults.extend(brings(feature).filter(|other| features.get(other).is_some()));
        seen += 1;
    }
    let named = features.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let faults = named.filter(|feature| *feature != "default").filter_map(|feature| {
        let row = readme.lines().find_map(|line| line.strip_prefix(&format!("| `{feature}` | ")));
        let fault = match row {
            None => "has no row in the table of features",
            Some(row) if row.starts_with("yes") == defaults.contains(&feature) => return None,
            Some(_) => "is a default in Cargo.toml or in the table of features, and not in the other",
        };
        Some(format!("{package}/README.md: the feature {feature} {fault}"))
    });
    faults.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_feature_has_its_row_and_its_default() {
        let features =
            json!({ "default": ["face"], "face": ["one", "dep:x"], "one": [], "more": [], "lost": [] });
        let readme = "| `face` | yes | a |\n| `one` | | b |\n| `more` | yes | c |\n";
        let found = of_package("p", &features, readme);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("feature lost has no row"), "{found:?}");
        assert!(
            found[1].contains("feature more is a default") && found[2].contains("feature one"),
            "{found:?}"
        );
        let mended = readme.replace("`one` | |", "`one` | yes |").replace("`more` | yes |", "`more` | |");
        assert!(of_package("p", &features, &(mended + "| `lost` | | d |\n")).is_empty());
    }
}
