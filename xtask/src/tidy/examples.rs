//! Examples: each struct and trait that a crate has at its root shows how it is used.

use std::{collections::BTreeSet, fs};

use super::packages::PUBLISHED;
use crate::{Result, step::root};

/// What is a value with named fields, or is got from another type whose page has the example.
const WITHOUT: [&str; 19] = [
    "AccessToken",
    "Browser",
    "Callback",
    "CallerDetails",
    "CallerRefusal",
    "CertificateNames",
    "Check",
    "ClientCertificate",
    "Entry",
    "Lease",
    "Login",
    "LoginGuard",
    "LoginOffer",
    "PageLinks",
    "PostgresStore",
    "Refusal",
    "Resource",
    "ToolCall",
    "VersionConflict",
];

/// Looks for types without an example among those that the first page of a crate lists.
pub(crate) fn faults(files: &[String]) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut lacking = BTreeSet::new();
    for package in PUBLISHED {
        let sources = format!("{package}/src/");
        let exported = exported(&fs::read_to_string(root().join(&sources).join("lib.rs"))?);
        for file in files.iter().filter(|file| file.starts_with(&sources) && file.ends_with(".rs")) {
            for name in without_example(&fs::read_to_string(root().join(file))?) {
                if exported.contains(&name) {
                    if !WITHOUT.contains(&name.as_str()) {
                        found.push(format!("{file}: {name} has no example, and names no page that has one"));
                    }
                    lacking.insert(name);
                }
            }
        }
    }
    let outdated = WITHOUT.iter().filter(|name| !lacking.contains(**name));
    found.extend(
        outdated.map(|name| format!("{name} needs no exception any more: it has an example, or is gone")),
    );
    Ok(found)
}

/// The types that a `lib.rs` exports.
fn exported(text: &str) -> BTreeSet<String> {
    let uses = text.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let names = uses.flat_map(|list| list.split(|letter: char| !letter.is_ascii_alphanumeric()));
    names
        .filter(|name| name.starts_with(|letter: char| letter.is_ascii_uppercase()))
        .map(str::to_owned)
        .collect()
}

/// The public structs and traits of a file whose documentation has neither an example nor a word on where one is.
fn without_example(text: &str) -> Vec<String> {
    let (mut found, mut shown) = (Vec::new(), false);
    // What is indented is in a macro, which declares models.
    for line in text.lines() {
        match line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub trait ")) {
            Some(rest) => {
                let name =
                    rest.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
                if !shown {
                    found.push(name.to_owned());
                }
                shown = false;
            }
            None if line.starts_with("///") => shown |= line.contains("```") || line.contains("example"),
            // Attributes stand between the documentation and the type, some of them on several lines.
            None if line.starts_with('#') || line.starts_with(')') => {}
            None => shown = false,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_told_from_what_is_not() {
        let text = "/// A.\n///\n/// ```\n/// A;\n/// ```\n#[derive(Debug)]\npub struct A {\n}\n\n/// B.\npub trait B {}\n\
                    /// [`A`] has an example.\npub struct C<T>(T);\npub(crate) struct D;\n";
        assert_eq!(without_example(text), ["B"]);
        let lib = "mod a;\npub use a::{A, B as Other, b};\n#[cfg(x)]\npub use self::c::C;\n";
        assert_eq!(exported(lib).into_iter().collect::<Vec<_>>(), ["A", "B", "C", "Other"]);
    }
}
