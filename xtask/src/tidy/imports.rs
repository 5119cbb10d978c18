//! Circles of imports: no two modules with the same parent need one another, directly or by way of others.

mod circles;
mod names;
mod reader;
mod tree;

use std::fs;

use self::tree::Tree;
use crate::{Result, step::root};

/// The root file of each crate that is read.
const ROOTS: [&str; 4] = [
    "confluence-client/src/lib.rs",
    "confluence-mcp/src/lib.rs",
    "confluence-oauth/src/lib.rs",
    "xtask/src/main.rs",
];

/// Modules whose children may need one another: the types of the first API, which hold each other as its schemas do
/// (a content has a space, whose home page is a content).
const RECURSIVE: [&str; 1] = ["crate::models::v1"];

/// Reports each circle once, as the shortest way round with the place of every import on it.
pub(crate) fn faults() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in ROOTS {
        found.extend(of_crate(file, &|file| fs::read_to_string(root().join(file)).ok())?);
    }
    Ok(found)
}

/// The circles of the crate with this root file.
fn of_crate(root: &str, text: &dyn Fn(&str) -> Option<String>) -> Result<Vec<String>> {
    let tree = Tree::read(root, text)?;
    let found = circles::find(&tree, &names::arrows(&tree));
    Ok(found
        .into_iter()
        .filter(|circle| !RECURSIVE.contains(&circle.parent.as_str()))
        .map(|circle| circle.told)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The circles of a crate that consists of these files.
    fn circles(files: &[(&str, &str)]) -> Vec<String> {
        let text = |name: &str| {
            let file = files.iter().find(|(file, _)| format!("a/src/{file}") == name);
            file.map(|(_, text)| (*text).to_owned())
        };
        of_crate("a/src/lib.rs", &text).unwrap()
    }

    #[test]
    fn a_planted_circle_is_named_with_both_files() {
        let found = circles(&[
            ("lib.rs", "mod client;\nmod stream;\n"),
            ("client.rs", "//! One.\nuse crate::stream::Stream;\n"),
            ("stream.rs", "//! Two.\n\nuse super::client::Client;\n"),
        ]);
        assert_eq!(
            found,
            [
                "modules of `crate` import each other in a circle: a/src/client.rs:2 -> a/src/stream.rs:3 -> a/src/client.rs"
            ]
        );
    }

    #[test]
    fn one_direction_is_no_circle_and_neither_is_a_parent() {
        let files = [
            ("lib.rs", "mod a;\nmod b;\npub use a::{One, inner::Two};\nfn go() { b::run() }\n"),
            ("a.rs", "mod inner;\nuse crate::b;\npub struct One;\n"),
            ("a/inner.rs", "use super::One;\npub struct Two;\n"),
            ("b.rs", "use std::fmt;\npub fn run() {}\n"),
        ];
        assert_eq!(circles(&files), [""; 0]);
    }

    #[test]
    fn what_is_deep_counts_for_the_siblings_above_it() {
        let found = circles(&[
            ("lib.rs", "mod wiki;\nmod wire;\n"),
            ("wiki.rs", "mod cloud;\n"),
            ("wiki/cloud.rs", "mod pages;\n"),
            ("wiki/cloud/pages.rs", "use crate::{error::Error, wire::{query::{Query as Q}}};\n"),
            ("wire.rs", "mod query;\n"),
            ("wire/query.rs", "pub struct Query;\nfn a() { crate::wiki::cloud::pages::get(1) }\n"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("a/src/wiki/cloud/pages.rs:1 -> a/src/wire/query.rs:2"), "{found:?}");
    }

    #[test]
    fn a_macro_is_looked_through_where_it_is_used() {
        let found = circles(&[
            (
                "lib.rs",
                "macro_rules! deployed { ($topic:ident::$f:ident()) => {{ $crate::cloud::$topic::$f() }} }\nmod cloud;\nmod pages;\n",
            ),
            ("cloud.rs", "pub mod topic;\n"),
            ("cloud/topic.rs", "use crate::pages::Page;\n"),
            ("pages.rs", "pub fn get() { deployed!(topic::get()) }\npub struct Page;\n"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("a/src/pages.rs:1"), "{found:?}");
    }

    #[test]
    fn a_name_that_the_parent_exports_leads_to_where_it_lives() {
        let found = circles(&[
            ("lib.rs", "mod a;\nmod b;\npub use a::One;\npub use b::*;\n"),
            ("a.rs", "use crate::Two;\npub struct One;\n"),
            ("b.rs", "pub struct Two(crate::One);\n"),
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
    }

    #[test]
    fn a_longer_circle_is_found_and_tests_do_not_count() {
        let files = |last: &'static str| {
            [
                ("lib.rs", "mod a;\nmod b;\nmod c;\n"),
                ("a.rs", "use crate::b;\n"),
                ("b.rs", "fn f() { super::c::run() }\n"),
                ("c.rs", last),
            ]
        };
        let long = circles(&files("use crate::a;\n"));
        assert!(long[0].contains("a/src/a.rs:1 -> a/src/b.rs:1 -> a/src/c.rs:1 -> a/src/a.rs"), "{long:?}");
        assert_eq!(circles(&files("#[cfg(test)]\nmod tests {\n    use crate::a;\n}\n")), [""; 0]);
        assert_eq!(circles(&files("#[cfg(test)]\nuse crate::a;\n")), [""; 0]);
        assert_eq!(
            circles(&files("//! [`a`](crate::a)\nconst A: &str = \"crate::a\"; // crate::a::b\n")),
            [""; 0]
        );
    }

    #[test]
    fn a_file_that_is_missing_is_said() {
        let missing =
            of_crate("a/src/lib.rs", &|file| (file == "a/src/lib.rs").then(|| "mod gone;".to_owned()));
        assert!(missing.unwrap_err().to_string().contains("a/src/gone.rs"));
    }
}
