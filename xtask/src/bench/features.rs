//! `cargo xtask bench features`: what the sets of features that programs use cost to build, each from nothing. The tables
//! are printed, and put into the chapter of the book on features.
//!
//! It takes half an hour of one processor.

mod table;

use std::fs;

use table::{Row, Table};

use super::build::{BARE, BASELINE, Package};
use crate::{
    Result,
    step::{root, step},
};

/// The chapter that has the tables.
const CHAPTER: &str = "confluence-mcp/docs/features.md";

/// A set of features: the default ones or not, and what is added to them.
type Set = (bool, &'static [&'static str]);

/// The sets of each crate.
const SETS: [(&str, &[Set]); 3] = [
    ("confluence-oauth", &[(false, &[]), (true, &[]), (true, &["postgres"]), (true, &["keyring"])]),
    (
        "confluence-client",
        &[
            (false, &["markdown"]),
            (false, &["rustls", "v2"]),
            (true, &[]),
            (true, &["oauth"]),
            (true, &["sql"]),
        ],
    ),
    (
        "confluence-mcp",
        &[(false, &["http"]), (true, &[]), (true, &["keyring", "office", "postgres", "shell"])],
    ),
];

/// What is built beside them: programs of the same kind without these crates.
const BESIDE: [(&str, &str, &str); 2] = [
    ("confluence-client", "for comparison: `reqwest` with `rustls`, and `serde_json`", BASELINE),
    ("confluence-mcp", "for comparison: a server of `rmcp` and an HTTPS client", BARE),
];

/// Builds, prints and writes: for one crate, or for all.
pub(super) fn run(only: Option<&str>) -> Result<()> {
    if let Some(unknown) = only.filter(|name| SETS.iter().all(|(package, _)| package != name)) {
        return Err(format!("{unknown} is none of the published crates").into());
    }
    for (package, sets) in SETS.into_iter().filter(|(package, _)| only.is_none_or(|name| name == *package)) {
        let mut table = Table::new(package);
        for (name, what, manifest) in BESIDE.into_iter().filter(|(beside, ..)| *beside == package) {
            table.push(step(what, || row(name, what.to_owned(), manifest))?);
        }
        for (default, features) in sets {
            let what = written(*default, features);
            let path = root().join(package).to_string_lossy().replace('\\', "/");
            let defaults = if *default { "" } else { ", default-features = false" };
            let manifest = format!(
                "[dependencies]\n{package} = {{ path = \"{path}\"{defaults}, features = {features:?} }}"
            );
            table.push(step(&format!("{package}: {what}"), || row(package, what, &manifest))?);
        }
        println!("{table}");
        let chapter = root().join(CHAPTER);
        let text = fs::read_to_string(&chapter)?;
        fs::write(chapter, table.put(&text)?)?;
    }
    Ok(())
}

/// What a set costs a program that has nothing else.
fn row(package: &str, what: String, manifest: &str) -> Result<Row> {
    let name = format!("uses-{package}");
    let program = Package::lay(&name, manifest, "fn main() {}\n")?;
    let tree = program.tree()?;
    // One at a time, so that none of them waits for the memory of another.
    let (cost, _) = program.build(&name, &["--jobs", "1"])?;
    Ok(Row { what, crates: tree.crates, twice: tree.twice, seconds: cost.processor })
}

/// A set as it is written in a manifest.
fn written(default: bool, features: &[&str]) -> String {
    let quoted: Vec<String> = features.iter().map(|feature| format!("`{feature}`")).collect();
    match (default, quoted.as_slice()) {
        (true, []) => "the default features".to_owned(),
        (true, _) => format!("the default features and {}", quoted.join(", ")),
        (false, []) => "`default-features = false`".to_owned(),
        (false, _) => format!("`default-features = false` and {}", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_said_as_it_is_written() {
        assert_eq!(written(true, &[]), "the default features");
        assert_eq!(written(false, &["rustls", "v2"]), "`default-features = false` and `rustls`, `v2`");
    }

    #[test]
    fn the_chapter_has_a_place_for_each_table() {
        let text = fs::read_to_string(root().join(CHAPTER)).unwrap();
        for (package, _) in SETS {
            assert!(Table::new(package).put(&text).is_ok(), "{package}");
        }
    }
}
