//! Dependencies of the workspace that nobody takes.

use std::fs;

use serde_json::Value;
use toml_edit::DocumentMut;

use crate::{Result, step::root};

/// Looks for dependencies of the workspace that no member takes. Those of a member that it does not use are looked for by
/// cargo-machete, in the workflow.
pub(crate) fn faults(metadata: &Value) -> Result<Vec<String>> {
    let manifest = fs::read_to_string(root().join("Cargo.toml"))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let members = packages.filter(|package| package["source"].is_null());
    let dependencies = members.flat_map(|member| member["dependencies"].as_array().into_iter().flatten());
    let taken: Vec<&str> = dependencies.filter_map(|dependency| dependency["name"].as_str()).collect();
    untaken(&manifest, &taken)
}

/// The names in the table of the workspace's dependencies that no member takes.
fn untaken(manifest: &str, taken: &[&str]) -> Result<Vec<String>> {
    let manifest: DocumentMut = manifest.parse()?;
    let table =
        manifest.get("workspace").and_then(|workspace| workspace.get("dependencies")?.as_table_like());
    let names = table.into_iter().flat_map(|table| table.iter()).map(|(name, _)| name);
    let names = names.filter(|name| !taken.contains(name));
    Ok(names.map(|name| format!("no member takes {name} of the workspace's dependencies")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_that_nobody_takes_is_named() {
        let manifest = "[workspace.dependencies]\n# Ours.\nserde = \"1\"\nunused = { version = \"1\" }\n\n[profile.dev]\ndebug = false\n";
        assert_eq!(
            untaken(manifest, &["serde"]).unwrap(),
            ["no member takes unused of the workspace's dependencies"]
        );
    }
}
