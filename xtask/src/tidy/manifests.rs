//! Dependencies that nobody uses.

use std::fs;

use serde_json::Value;

use crate::{Result, step::root};

/// Looks for dependencies of the workspace that no member takes, and for those of a member that its sources never
/// name.
pub(crate) fn faults(files: &[String], metadata: &Value) -> Result<Vec<String>> {
    let read = |file: &str| fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"));
    let taken: Vec<&str> = members(metadata).flat_map(dependencies).map(|(name, _)| name).collect();
    let mut found = untaken(&read("Cargo.toml")?, &taken);
    for member in members(metadata) {
        let name = member["name"].as_str().unwrap_or_default();
        let mut sources = String::new();
        for file in files.iter().filter(|file| is_source(name, file)) {
            let text = read(file)?;
            for shared in shared_by(&text) {
                let folder = root().join(file).parent().map(|folder| folder.join(shared)).unwrap_or_default();
                sources.push_str(&fs::read_to_string(folder).unwrap_or_default());
            }
            sources.push_str(&text);
        }
        for (dependency, renamed) in dependencies(member) {
            let library = renamed.unwrap_or_else(|| library(metadata, dependency));
            if !is_named(&library, &sources) {
                found.push(format!("{name} depends on {dependency}, which its sources do not name"));
            }
        }
    }
    Ok(found)
}

/// Whether a file of a member is compiled: its sources, and its pages, whose examples are tests.
fn is_source(member: &str, file: &str) -> bool {
    let within = file.strip_prefix(member).is_some_and(|rest| rest.starts_with('/'));
    within && (file.ends_with(".rs") || file.ends_with(".md"))
}

/// The files of other members that a source compiles as its own, by `#[path = ".."]`.
fn shared_by(text: &str) -> impl Iterator<Item = &str> {
    let named = text.lines().filter_map(|line| line.trim().strip_prefix("#[path = \"")?.strip_suffix("\"]"));
    named.filter(|path| path.starts_with(".."))
}

fn members(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten().filter(|package| package["source"].is_null())
}

/// The dependencies of a package, each with the name that it has in sources, where the manifest gives another.
fn dependencies(package: &Value) -> impl Iterator<Item = (&str, Option<String>)> {
    let all = package["dependencies"].as_array().into_iter().flatten();
    all.filter_map(|it| {
        Some((it["name"].as_str()?, it["rename"].as_str().map(|name| name.replace('-', "_"))))
    })
}

/// What sources call a package.
fn library(metadata: &Value, package: &str) -> String {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let targets = packages
        .filter(|it| it["name"] == package)
        .flat_map(|package| package["targets"].as_array().into_iter().flatten());
    let is_library = |target: &&Value| {
        target["kind"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind != "bin"))
    };
    let named = targets.filter(is_library).find_map(|target| target["name"].as_str());
    named.unwrap_or(package).replace('-', "_")
}

/// Whether sources name this library: in a path, in a `use`, or as what they declare to be needed.
fn is_named(library: &str, sources: &str) -> bool {
    sources.match_indices(library).any(|(at, _)| {
        let before = sources.get(..at).and_then(|text| text.chars().next_back());
        let after = sources.get(at + library.len()..).unwrap_or_default();
        let begins = before.is_none_or(|c| !(c.is_alphanumeric() || c == '_'));
        begins && (after.starts_with("::") || after.starts_with(';') || after.starts_with(" as "))
    })
}

/// The names in the table of the workspace's dependencies that no member takes.
fn untaken(manifest: &str, taken: &[&str]) -> Vec<String> {
    let table = manifest.lines().skip_while(|line| *line != "[workspace.dependencies]").skip(1);
    let rows = table.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
    let names = rows.map(|(name, _)| name).filter(|name| !name.starts_with('#') && !taken.contains(name));
    names.map(|name| format!("no member takes {name} of the workspace's dependencies")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_dependency_that_nobody_takes_is_named() {
        let manifest = "[workspace.dependencies]\n# Ours.\nserde = \"1\"\nunused = { version = \"1\" }\n\n[profile.dev]\ndebug = false\n";
        assert_eq!(untaken(manifest, &["serde"]), ["no member takes unused of the workspace's dependencies"]);
    }

    #[test]
    fn sources_are_files_pages_and_what_is_shared() {
        assert!(is_source("tests", "tests/src/a.rs") && is_source("tests", "tests/README.md"));
        assert!(!is_source("tests", "testsuite/a.rs") && !is_source("tests", "tests/a.toml"));
        let text = "#[path = \"../../other/src/a.rs\"]\nmod a;\n#[path = \"b/mod.rs\"]\nmod b;\n";
        assert_eq!(shared_by(text).collect::<Vec<_>>(), ["../../other/src/a.rs"]);
    }

    #[test]
    fn sources_name_a_library_by_its_path() {
        assert!(is_named("md5", "use md5::Md5;") && is_named("url", "fn a(u: &url::Url)"));
        assert!(!is_named("url", "let url = curl::get(a_url::b);"));
        let metadata =
            json!({ "packages": [{ "name": "md-5", "targets": [{ "kind": ["lib"], "name": "md5" }] }] });
        assert_eq!(library(&metadata, "md-5"), "md5");
    }
}
